"""Options that commands share: who does it, and acts of one command, each with --json."""

from __future__ import annotations

from typing import Any

from knowledge.types import Role

SEES = "see what this role or user sees (default: sme)"
DOES = "who does it (default: sme)"


def add_reader(command: Any, text: str = DOES, *, default: Role = Role.SME) -> None:
    """Let a command be told in whose place it acts."""
    command.add_argument("--as", dest="reader", default=default.value, metavar="ROLE|USER", help=text)


def add_kind(kinds: Any, name: str, text: str) -> Any:
    """Add an act of a command, which prints JSON where that is asked for and acts in somebody's place."""
    command = kinds.add_parser(name, help=text, description=text)
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")
    add_reader(command)
    return command
