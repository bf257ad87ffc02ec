"""Accounts in SQL: names, roles and password hashes in; accounts out. Signing in is slowed down after wrong passwords."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments, passwords, throttling
from assistant.accounts import tables as t
from assistant.accounts.types import Account
from knowledge.catalogue.engine import reading, storing, writing
from knowledge.errors import AccessError, NotFoundError, UsageError
from knowledge.types import Role

LONGEST_NAME = 80
_ACCOUNT = t.accounts.c


class SqlAccounts:
    """Who may sign in. An account that is the last active admin can be neither switched off nor stripped of that role."""

    def __init__(self, engine: Engine, *, clock: moments.Clock = moments.now) -> None:
        """Create the tables where they are missing. Raises StorageError."""
        self._engine = engine
        self._clock = clock
        with storing(engine):
            t.metadata.create_all(engine)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    def any(self) -> bool:
        """Say whether there is an account at all: until there is one, nobody can sign in."""
        with reading(self._engine) as connection:
            return connection.execute(sa.select(_ACCOUNT.account_id).limit(1)).first() is not None

    def list(self) -> tuple[Account, ...]:
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(t.accounts).order_by(_ACCOUNT.folded)).all()
        return tuple(account_of(row) for row in rows)

    def get(self, account_id: str) -> Account:
        """Raises NotFoundError."""
        with reading(self._engine) as connection:
            return account_of(_required(connection, account_id))

    def by_name(self, name: str) -> Account | None:
        with reading(self._engine) as connection:
            row = _named(connection, name)
        return None if row is None else account_of(row)

    # ── signing in ───────────────────────────────────────────────────────────────────────────────────────

    def sign_in(self, name: str, password: str, *, address: str = "") -> Account:
        """Return the account. Raises AccessError: sign_in_wait (`seconds`) without looking at the password, or sign_in_wrong.

        Every try counts as a failure until its password proved right, so that tries at the same time are counted too.
        An unknown name, a switched-off account and a wrong password take as long and look the same.
        """
        keys = {_key("name", folded(name)): throttling.FREE_TRIES}
        if address:
            keys[_key("address", address)] = throttling.FREE_TRIES_OF_ADDRESS
        self._count_try(keys)
        with reading(self._engine) as connection:
            row = _named(connection, name)
        kept = row.password if row is not None and row.active else None
        if not passwords.is_behind(password, kept):
            raise AccessError("sign_in_wrong")
        self._forgive(keys)
        if kept is not None and passwords.is_outdated(kept):
            self._update(row.account_id, password=passwords.hash_of(password))
        return account_of(row)

    def check_password(self, account_id: str, password: str) -> None:
        """Raise AccessError where this is not the account's password; wrong ones are counted as at signing in."""
        self.sign_in(self.get(account_id).name, password)

    def _count_try(self, keys: dict[str, int]) -> None:
        now = self._clock()
        with writing(self._engine) as connection:
            failures = {key: _failures(connection, key, now) for key in keys}
            waits = [
                last + timedelta(seconds=throttling.wait_s(count, keys[key])) - now
                for key, (count, last) in failures.items()
            ]
            longest = max(waits).total_seconds()
            if longest > 0:
                raise AccessError("sign_in_wait", seconds=int(longest) + 1)
            for key, (count, _) in failures.items():
                connection.execute(sa.delete(t.failures).where(t.failures.c.key == key))
                values = {"key": key, "failed": count + 1, "last_at": moments.kept(now)}
                connection.execute(sa.insert(t.failures).values(values))

    def _forgive(self, keys: Collection[str]) -> None:
        """Forget an account's failures; of its address only this try, so that one account cannot clear others' traces."""
        with writing(self._engine) as connection:
            for key in keys:
                mine = t.failures.c.key == key
                if key.startswith("name"):
                    connection.execute(sa.delete(t.failures).where(mine))
                else:
                    fewer = sa.update(t.failures).where(mine, t.failures.c.failed > 0)
                    connection.execute(fewer.values(failed=t.failures.c.failed - 1))

    # ── changing ─────────────────────────────────────────────────────────────────────────────────────────

    def create(
        self,
        name: str,
        password: str,
        roles: Collection[Role],
        *,
        must_change_password: bool = False,
        first: bool = False,
    ) -> Account:
        """Make an account; `first`: only where there is none yet.

        Raises UsageError(name_invalid, name_taken, role_needed, admin_needed, accounts_exist, password_…).
        """
        clean = " ".join(unicodedata.normalize("NFC", name).split())
        if not clean or len(clean) > LONGEST_NAME or not clean.isprintable():
            raise UsageError("name_invalid", longest=LONGEST_NAME)
        hashed = passwords.hash_of(password, name=clean)
        row = {
            "account_id": secrets.token_hex(8),
            "name": clean,
            "folded": folded(clean),
            "roles": _joined(roles),
            "password": hashed,
            "active": True,
            "must_change_password": must_change_password,
            "created_at": moments.kept(self._clock()),
        }
        with writing(self._engine) as connection:
            if first and connection.execute(sa.select(_ACCOUNT.account_id).limit(1)).first() is not None:
                raise UsageError("accounts_exist")
            if _named(connection, clean) is not None:
                raise UsageError("name_taken", name=clean)
            connection.execute(sa.insert(t.accounts).values(row))
            if not _has_admin(connection):
                raise UsageError("admin_needed")
            return account_of(_required(connection, str(row["account_id"])))

    def set_roles(self, account_id: str, roles: Collection[Role]) -> Account:
        """Raises NotFoundError, UsageError(role_needed, last_admin)."""
        return self._update(account_id, roles=_joined(roles))

    def set_active(self, account_id: str, active: bool) -> Account:
        """Let an account sign in, or no longer: its sessions and tokens end with it. Raises as `set_roles`."""
        return self._update(account_id, shut_out=not active, active=active)

    def set_password(self, account_id: str, password: str, *, must_change: bool = False) -> Account:
        """Set a password; `must_change`: somebody else's, with which all sessions and tokens end.

        Raises NotFoundError, UsageError(password_…).
        """
        hashed = passwords.hash_of(password, name=self.get(account_id).name)
        return self._update(
            account_id, shut_out=must_change, password=hashed, must_change_password=must_change
        )

    def delete(self, account_id: str, *, beside: Callable[[Connection], None] | None = None) -> None:
        """Delete an account with its sessions and tokens; `beside` deletes what else it owns in the same transaction.

        Raises NotFoundError, UsageError(last_admin).
        """
        with writing(self._engine) as connection:
            name = _required(connection, account_id).name
            if beside:
                beside(connection)
            failed = t.failures.c.key == _key("name", folded(name))
            connection.execute(sa.delete(t.failures).where(failed))
            _shut_out(connection, account_id)
            connection.execute(sa.delete(t.accounts).where(_ACCOUNT.account_id == account_id))
            _require_admin(connection)

    def _update(self, account_id: str, *, shut_out: bool = False, **values: Any) -> Account:
        with writing(self._engine) as connection:
            _required(connection, account_id)
            if shut_out:
                _shut_out(connection, account_id)
            connection.execute(
                sa.update(t.accounts).where(_ACCOUNT.account_id == account_id).values(**values)
            )
            if "roles" in values or "active" in values:
                _require_admin(connection)
            return account_of(_required(connection, account_id))


def account_of(row: Any) -> Account:
    """Build an account from a row of the table."""
    return Account(
        account_id=row.account_id,
        name=row.name,
        roles=tuple(Role(role) for role in row.roles.split(",")),
        active=row.active,
        must_change_password=row.must_change_password,
        created_at=moments.read(row.created_at),
    )


def folded(name: str) -> str:
    """Return what two names that look alike share: width, case and spaces apart. What is far too long is cut first."""
    short = name[: 4 * LONGEST_NAME]
    return " ".join(unicodedata.normalize("NFKC", short).casefold().split())[: 2 * LONGEST_NAME]


def _joined(roles: Collection[Role]) -> str:
    if not roles:
        raise UsageError("role_needed", roles=", ".join(Role))
    return ",".join(sorted(set(roles), key=_ORDER.index))


_ORDER: Sequence[Role] = (Role.OFFICER, Role.POLICY, Role.SME, Role.ADMIN)


def _shut_out(connection: Connection, account_id: str) -> None:
    """End the sessions and tokens of an account."""
    for table in (t.sessions, t.tokens):
        connection.execute(sa.delete(table).where(table.c.account_id == account_id))


def _named(connection: Connection, name: str) -> Any:
    return connection.execute(sa.select(t.accounts).where(_ACCOUNT.folded == folded(name))).one_or_none()


def _required(connection: Connection, account_id: str) -> Any:
    row = connection.execute(sa.select(t.accounts).where(_ACCOUNT.account_id == account_id)).one_or_none()
    if row is None:
        raise NotFoundError(name=account_id)
    return row


def _require_admin(connection: Connection) -> None:
    """Refuse a change that leaves accounts without an admin who can sign in; the transaction is undone."""
    if not _has_admin(connection):
        raise UsageError("last_admin")


def _has_admin(connection: Connection) -> bool:
    rows = connection.execute(sa.select(_ACCOUNT.roles).where(_ACCOUNT.active)).scalars()
    return any(Role.ADMIN in roles.split(",") for roles in rows)


def _failures(connection: Connection, key: str, now: datetime) -> tuple[int, datetime]:
    row = connection.execute(sa.select(t.failures).where(t.failures.c.key == key)).one_or_none()
    if row is None:
        return 0, now
    last = moments.read(row.last_at)
    old = now - last > timedelta(seconds=throttling.FORGOTTEN_AFTER_S)
    return (0, now) if old else (row.failed, last)


def _key(kind: str, text: str) -> str:
    return f"{kind}:{hashlib.sha256(text.encode()).hexdigest()}"
