"""Accounts, sessions and tokens as values; nothing here holds a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.types import Reader, Role


class Scope(StrEnum):
    """What a token may be used for; a token never gives more than its account's roles."""

    ASK = "ask"
    SEARCH = "search"
    RECORDS = "records"
    MATCH = "match"
    DRAFTS = "drafts"
    INGEST = "ingest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may sign in. `account_id` never changes and is never used again; `name` is what one signs in with."""

    account_id: str
    name: str
    roles: tuple[Role, ...]  # at least one
    active: bool
    must_change_password: bool  # it was set by somebody else
    created_at: datetime

    @property
    def reader(self) -> Reader:
        """Return the account as one who reads; the first role is the one it acts in."""
        return Reader(user=self.account_id, role=self.roles[0], further_roles=frozenset(self.roles[1:]))

    def holds(self, role: Role) -> bool:
        return role in self.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser that is signed in."""

    session_id: str  # for lists; opens nothing
    account: Account
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A bearer token as its owner sees it in a list."""

    token_id: str
    label: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whom a token stands for and what for."""

    account: Account
    token_id: str
    scopes: tuple[Scope, ...]
