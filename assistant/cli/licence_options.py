"""The arguments of `licences`: the register of contracts and what falls due under them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from assistant.cli.filter_options import day
from assistant.cli.kinds import add_kind

_ABOUT = "the licence register: contracts entered by hand, and what falls due (officers; see --as)"


def add_licence_commands(commands: Any, parser_class: type[ArgumentParser]) -> None:
    """Add `licences` with its actions to the commands."""
    licences = commands.add_parser("licences", help=_ABOUT, description=_ABOUT)
    kinds = licences.add_subparsers(dest="action", metavar="ACTION", parser_class=parser_class, required=True)
    add_kind(kinds, "list", "list the contracts, last changed first")
    add = add_kind(kinds, "add", "enter a contract from a YAML or JSON file (see docs/licences.md)")
    add.add_argument("file", metavar="FILE")
    _one(kinds, "show", "show a contract, its history and what falls due")
    change = _one(kinds, "change", "let a contract say what a file says; what the file leaves out stays")
    change.add_argument("file", metavar="FILE")
    change.add_argument("--reason", default="", metavar="TEXT", help="why, for its history")
    done = _one(kinds, "done", "note that a reminder was seen to")
    done.add_argument("reminder", metavar="REMINDER", help="its key, as `licences show` gives it")
    done.add_argument("--undo", action="store_true", help="it was not, after all")
    done.add_argument("--remark", default="", metavar="TEXT")
    end = _one(kinds, "end", "note that a contract ended, or was entered by mistake; nothing is deleted")
    how = end.add_mutually_exclusive_group()
    how.add_argument("--on", type=day, metavar="DATE", help="the day it ended (default: today)")
    how.add_argument("--mistake", action="store_true", help="it was entered by mistake")
    how.add_argument("--undo", action="store_true", help="take that back")
    end.add_argument("--reason", required=True, metavar="TEXT")
    reminders = add_kind(kinds, "reminders", "list what falls due, overdue first")
    when = reminders.add_mutually_exclusive_group()
    when.add_argument("--on", type=day, metavar="DATE", help="only what falls due on this day")
    when.add_argument("--until", type=day, metavar="DATE", help="up to this day (default: a year ahead)")
    reminders.add_argument("--all", action="store_true", help="what is done too")
    export = add_kind(kinds, "export", "write what falls due to a file; .xlsx with the contracts")
    export.add_argument("--out", required=True, metavar="FILE", help=".ics, .xlsx or .csv")
    export.add_argument("--force", action="store_true", help="replace a file that exists")


def _one(kinds: Any, name: str, text: str) -> Any:
    command = add_kind(kinds, name, text)
    command.add_argument("licence", metavar="LICENCE")
    return command
