"""The arguments of `drafts`: what is kept of drafts and their review."""

from __future__ import annotations

import argparse
from typing import Any

from assistant.cli.filter_options import day
from assistant.cli.kinds import add_kind
from assistant.drafting.types import DraftKind
from assistant.review.types import DraftState, EntryName
from knowledge.types import Language

_ABOUT = "drafts of the office and their review (officers; see --as). Nothing is ever sent"


def add_draft_commands(commands: Any, parser_class: type[argparse.ArgumentParser]) -> None:
    """Add `drafts` with its actions to the commands."""
    drafts = commands.add_parser("drafts", help=_ABOUT, description=_ABOUT)
    kinds = drafts.add_subparsers(dest="action", metavar="ACTION", parser_class=parser_class, required=True)
    listed = add_kind(kinds, "list", "list drafts, last changed first")
    listed.add_argument("--state", type=DraftState, choices=list(DraftState), help="only these")
    listed.add_argument("--mine", action="store_true", help="only what you wrote or changed last")
    _new(kinds)
    _one(kinds, "show", "show a draft, its history, and whether it still stands")
    edit = _one(kinds, "edit", "change parts of a draft; what its sources do not say is refused")
    edit.add_argument(
        "--set", dest="texts", action="append", default=[], type=_pair, metavar="PART=TEXT", help="a part's new text"
    )  # fmt: skip
    edit.add_argument(
        "--enter",
        dest="entries",
        action="append",
        default=[],
        type=_entry,
        metavar="NAME=TEXT",
        help=f"filled in by hand: {', '.join(EntryName)}",
    )
    _one(kinds, "submit", "hand a draft in for review")
    _one(kinds, "approve", "approve a draft for good; its facts are read again first")
    _one(kinds, "return", "return a draft").add_argument("--remark", required=True, metavar="TEXT")
    _one(kinds, "rewrite", "write a draft anew from the library of today")
    _one(kinds, "delete", "delete a draft that is not approved")
    diff = _one(kinds, "diff", "show what changed between two versions")
    diff.add_argument(
        "--since", type=int, metavar="N", help="compare with this version (default: the one before)"
    )
    export = _one(kinds, "export", "write a draft, or the evidence of its approval, to a file")
    export.add_argument("--out", required=True, metavar="FILE", help=".docx or .md; .json for the evidence")
    export.add_argument("--force", action="store_true", help="replace a file that exists")


def _new(kinds: Any) -> None:
    new = add_kind(kinds, "new", "write a draft and keep it")
    new.add_argument("what", choices=list(DraftKind), type=DraftKind, help="summary or letter")
    need = new.add_mutually_exclusive_group(required=True)
    need.add_argument("--need", metavar="NEED", help="a file (YAML, JSON, text, docx, pdf, html), or a text")
    need.add_argument("--kept-need", default="", metavar="ID", help="a need that is kept (see needs)")
    new.add_argument("--patent", required=True, metavar="NUMBER", help="publication or application number")
    new.add_argument("--lang", type=Language, choices=list(Language), required=True, help="of the draft")
    new.add_argument("--as-of", type=day, metavar="DATE", help="status as of this day (default: today)")


def _one(kinds: Any, name: str, text: str) -> Any:
    command = add_kind(kinds, name, text)
    command.add_argument("draft", metavar="DRAFT")
    return command


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=TEXT")
    return name.strip(), value


def _entry(text: str) -> tuple[EntryName, str]:
    name, value = _pair(text)
    if name not in tuple(EntryName):
        raise argparse.ArgumentTypeError(f"{name!r} cannot be filled in; known: {', '.join(EntryName)}")
    return EntryName(name), value
