"""Bearer tokens in SQL: an account, a label and scopes in, a secret out once; the secret in, whom it stands for out."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.accounts import moments
from assistant.accounts import tables as t
from assistant.accounts.accounts import account_of
from assistant.accounts.sessions import digest_of
from assistant.accounts.types import Bearer, Scope, Token
from knowledge.catalogue.engine import reading, storing, writing
from knowledge.errors import NotFoundError, UsageError
from knowledge.lazy_patterns import lazy_pattern

PREFIX = "pbt_"  # so that a scanner for leaked secrets knows one
LONGEST_LABEL = 80
MOST_OF_ONE_ACCOUNT = 50
_SECRET = lazy_pattern(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")
_USED_EVERY = timedelta(minutes=1)  # so that not every request writes


class SqlTokens:
    """What programs sign in with. A token opens nothing once it is revoked, expired or its account switched off."""

    def __init__(self, engine: Engine, *, clock: moments.Clock = moments.now) -> None:
        """Create the tables where they are missing. Raises StorageError."""
        self._engine = engine
        self._clock = clock
        with storing(engine):
            t.metadata.create_all(engine)

    def issue(
        self, account_id: str, label: str, scopes: Collection[Scope], *, days: int | None = None
    ) -> tuple[Token, str]:
        """Make a token and return it with its secret, which is kept as a digest only; `days`: until it expires.

        Raises UsageError(label_needed, scope_needed, days_invalid, too_many_tokens).
        """
        clean = " ".join(label.split())[:LONGEST_LABEL]
        if not clean or not clean.isprintable():
            raise UsageError("label_needed")
        if not scopes:
            raise UsageError("scope_needed", scopes=", ".join(Scope))
        if days is not None and not 1 <= days <= 3660:
            raise UsageError("days_invalid", longest=3660)
        now = self._clock()
        secret = PREFIX + secrets.token_urlsafe(32)
        row = {
            "secret": digest_of(secret),
            "token_id": secrets.token_hex(8),
            "account_id": account_id,
            "label": clean,
            "scopes": ",".join(scope for scope in Scope if scope in scopes),
            "created_at": moments.kept(now),
            "expires_at": moments.kept(now + timedelta(days=days)) if days else None,
        }
        mine = t.tokens.c.account_id == account_id
        with writing(self._engine) as connection:
            held = connection.execute(
                sa.select(sa.func.count()).select_from(t.tokens).where(mine)
            ).scalar_one()
            if held >= MOST_OF_ONE_ACCOUNT:
                raise UsageError("too_many_tokens", most=MOST_OF_ONE_ACCOUNT)
            connection.execute(sa.insert(t.tokens).values(row))
            issued = connection.execute(sa.select(t.tokens).where(t.tokens.c.secret == row["secret"])).one()
        return _token_of(issued), secret

    def of(self, account_id: str) -> tuple[Token, ...]:
        """Return an account's tokens, newest first."""
        query = sa.select(t.tokens).where(t.tokens.c.account_id == account_id)
        with reading(self._engine) as connection:
            return tuple(
                _token_of(r) for r in connection.execute(query.order_by(t.tokens.c.created_at.desc()))
            )

    def all(self) -> Mapping[str, tuple[Token, ...]]:
        """Return every account's tokens by its id, newest first."""
        found: dict[str, list[Token]] = {}
        with reading(self._engine) as connection:
            for row in connection.execute(sa.select(t.tokens).order_by(t.tokens.c.created_at.desc())):
                found.setdefault(row.account_id, []).append(_token_of(row))
        return {account_id: tuple(tokens) for account_id, tokens in found.items()}

    def revoke(self, token_id: str, account_id: str) -> None:
        """Raises NotFoundError where the account has no such token."""
        mine = t.tokens.c.token_id == token_id, t.tokens.c.account_id == account_id
        with writing(self._engine) as connection:
            if not connection.execute(sa.delete(t.tokens).where(*mine)).rowcount:
                raise NotFoundError(name=token_id)

    def revoke_all(self, account_id: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(sa.delete(t.tokens).where(t.tokens.c.account_id == account_id))

    def bearer(self, secret: str) -> Bearer | None:
        """Return whom a token stands for; None where it opens nothing."""
        if not _SECRET.fullmatch(secret):
            return None
        with reading(self._engine) as connection:
            row = connection.execute(_OPEN, {"secret": digest_of(secret)}).one_or_none()
        now = self._clock()
        if row is None or _is_over(row.expires_at, now):
            return None
        if row.used_at is None or now - moments.read(row.used_at) > _USED_EVERY:
            with writing(self._engine) as connection:
                used = sa.update(t.tokens).where(t.tokens.c.token_id == row.token_id)
                connection.execute(used.values(used_at=moments.kept(now)))
        return Bearer(account=account_of(row), token_id=row.token_id, scopes=_scopes(row.scopes))


_OPEN = (
    sa.select(t.accounts, t.tokens.c.token_id, t.tokens.c.scopes, t.tokens.c.expires_at, t.tokens.c.used_at)
    .join(t.accounts, t.accounts.c.account_id == t.tokens.c.account_id)
    .where(t.tokens.c.secret == sa.bindparam("secret"), t.accounts.c.active)
)


def _is_over(expires_at: str | None, now: datetime) -> bool:
    return expires_at is not None and moments.read(expires_at) <= now


def _scopes(text: str) -> tuple[Scope, ...]:
    return tuple(Scope(one) for one in text.split(","))


def _token_of(row: Any) -> Token:
    return Token(
        token_id=row.token_id,
        label=row.label,
        scopes=_scopes(row.scopes),
        created_at=moments.read(row.created_at),
        expires_at=moments.read(row.expires_at) if row.expires_at else None,
        used_at=moments.read(row.used_at) if row.used_at else None,
    )
