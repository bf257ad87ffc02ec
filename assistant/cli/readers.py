"""Who a command reads as: `--as officer`, `--as li` in; a Reader out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.errors import UsageError
from knowledge.types import Reader, Role

if TYPE_CHECKING:
    from assistant.accounts.accounts import SqlAccounts

_OWNER = "cli"
OWNER_OF_THE_FOLDER = Reader(user=f"{_OWNER}:{Role.ADMIN}", role=Role.ADMIN)


def reader_from(text: str, accounts: SqlAccounts) -> Reader:
    """Return the reader that `--as` names: a role, or the account of that name. Raises UsageError for anything else."""
    if text.casefold() in tuple(Role):
        role = Role(text.casefold())
        return Reader(user=f"{_OWNER}:{role}", role=role)
    account = accounts.by_name(text)
    if account is None or not account.active:
        raise UsageError("unknown_reader", value=text, roles=", ".join(Role))
    return account.reader
