"""Who a command reads as: `--as officer`, `--as li@office` in; a Reader out."""

from __future__ import annotations

from knowledge.errors import UsageError
from knowledge.types import Reader, Role

_OWNER = "cli"


def reader_from(text: str) -> Reader:
    """Return the reader that `--as` names: a role. Raises UsageError for anything else."""
    try:
        role = Role(text.casefold())
    except ValueError:
        raise UsageError("unknown_reader", value=text, roles=", ".join(Role)) from None
    return Reader(user=f"{_OWNER}:{role}", role=role)
