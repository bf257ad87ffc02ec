"""Sessions in SQL: an account in, a secret out; the secret in, the account out. They survive a restart."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.accounts import moments
from assistant.accounts import tables as t
from assistant.accounts.accounts import account_of
from assistant.accounts.types import Session
from knowledge.catalogue.engine import reading, storing, writing
from knowledge.lazy_patterns import lazy_pattern

_SECRET = lazy_pattern(r"[A-Za-z0-9_-]{43}")
_SEEN_EVERY = timedelta(minutes=1)  # so that not every request writes
_LONGEST = timedelta(days=30)


class SqlSessions:
    """Who is signed in. A session ends when it is closed, unused for `idle`, or 30 days old."""

    def __init__(
        self, engine: Engine, *, idle: timedelta = timedelta(hours=12), clock: moments.Clock = moments.now
    ) -> None:
        """Create the tables where they are missing. Raises StorageError."""
        self._engine = engine
        self._idle = idle
        self._clock = clock
        with storing(engine):
            t.metadata.create_all(engine)

    def open(self, account_id: str) -> str:
        """Begin a session and return its secret, made anew: 256 bits, kept as a digest only."""
        secret = secrets.token_urlsafe(32)
        now = moments.kept(self._clock())
        row = {
            "secret": digest_of(secret),
            "session_id": secrets.token_hex(8),
            "account_id": account_id,
            "created_at": now,
            "seen_at": now,
        }
        with writing(self._engine) as connection:
            connection.execute(sa.delete(t.sessions).where(self._is_over()))
            connection.execute(sa.insert(t.sessions).values(row))
        return secret

    def session(self, secret: str) -> Session | None:
        """Return the session that a secret opens; None where it is over or its account is switched off."""
        if not _SECRET.fullmatch(secret):
            return None
        with reading(self._engine) as connection:
            row = connection.execute(_OPEN, {"secret": digest_of(secret)}).one_or_none()
        if row is None:
            return None
        session = _session_of(row)
        now = self._clock()
        if now - session.seen_at > self._idle or now - session.created_at > _LONGEST:
            return None
        if now - session.seen_at > _SEEN_EVERY:
            with writing(self._engine) as connection:
                seen = sa.update(t.sessions).where(t.sessions.c.session_id == session.session_id)
                connection.execute(seen.values(seen_at=moments.kept(now)))
        return session

    def of(self, account_id: str) -> tuple[Session, ...]:
        """Return an account's open sessions, last used first."""
        query = _sessions().where(t.sessions.c.account_id == account_id, sa.not_(self._is_over()))
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(t.sessions.c.seen_at.desc())).all()
        return tuple(_session_of(row) for row in rows)

    def close(self, secret: str) -> None:
        """End the session that a secret opens, if it opens one."""
        with writing(self._engine) as connection:
            connection.execute(sa.delete(t.sessions).where(t.sessions.c.secret == digest_of(secret)))

    def close_all(self, account_id: str, *, but: str = "") -> None:
        """End an account's sessions, except that of the secret `but`."""
        mine = t.sessions.c.account_id == account_id, t.sessions.c.secret != digest_of(but)
        with writing(self._engine) as connection:
            connection.execute(sa.delete(t.sessions).where(*mine))

    def _is_over(self) -> sa.ColumnElement[bool]:
        now = self._clock()
        return sa.or_(
            t.sessions.c.seen_at < moments.kept(now - self._idle),
            t.sessions.c.created_at < moments.kept(now - _LONGEST),
        )


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _sessions() -> sa.Select[Any]:
    return (
        sa.select(
            t.accounts,
            t.sessions.c.session_id,
            t.sessions.c.created_at.label("opened_at"),
            t.sessions.c.seen_at,
        )
        .join(t.accounts, t.accounts.c.account_id == t.sessions.c.account_id)
        .where(t.accounts.c.active)
    )


_OPEN = _sessions().where(t.sessions.c.secret == sa.bindparam("secret"))


def _session_of(row: Any) -> Session:
    return Session(
        session_id=row.session_id,
        account=account_of(row),
        created_at=moments.read(row.opened_at),
        seen_at=moments.read(row.seen_at),
    )
