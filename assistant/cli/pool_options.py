"""The arguments of `pool` and `disclosures`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from assistant.cli.filter_options import day
from assistant.cli.kinds import add_reader
from assistant.pool.types import EventKind, PriorArt, Stage, Tier
from knowledge.types import Language

_AS = "see and do what this role or user may (default: sme)"
Add = Callable[..., argparse.ArgumentParser]


def add_pool_options(commands: Any, add: Add) -> None:
    """Add both commands; `add` makes one action."""
    _pool(_kinds(commands, "pool", "the resource pool: what is in it, marks, grades, rules"), add)
    text = "what is not filed yet: seen by officers only, found by nothing"
    _disclosures(_kinds(commands, "disclosures", text), add)


def _kinds(commands: Any, name: str, text: str) -> Any:
    command = commands.add_parser(name, help=text, description=text)
    return command.add_subparsers(dest="action", metavar="ACTION", required=True)


def _pool(kinds: Any, add: Add) -> None:
    listed = add(kinds, "list", "list what is in the pool, best first")
    listed.add_argument("--tier", type=Tier, choices=list(Tier))
    listed.add_argument("--as-of", type=day, metavar="DATE", help="the pool at the end of this day")
    listed.add_argument("--out", metavar="FILE", help="write a .xlsx or .csv file")
    listed.add_argument("--lang", type=Language, choices=list(Language), help="of the file (default: yours)")
    events = add(kinds, "events", "what entered, rose, fell and left, and why")
    events.add_argument("--kind", type=EventKind, choices=list(EventKind))
    events.add_argument("--since", type=day, metavar="DATE", help="from this day on")
    events.add_argument("--until", type=day, metavar="DATE", help="up to this day")
    events.add_argument("-n", dest="count", type=int, default=50, help="how many (default: 50)")
    refresh = add(kinds, "refresh", "bring the pool up to date (looking at it does so too)")
    mark = add(kinds, "mark", "say as an enterprise that a technology is interesting")
    mark.add_argument("--remark", metavar="TEXT", help="officers see it")
    mark.add_argument("--need", metavar="NEED", help="id of a need of yours")
    unmark = add(kinds, "unmark", "take that back")
    ready = add(kinds, "ready", "say as an officer that a technology is ready")
    ready.add_argument("--take-back", action="store_true", help="that it is no longer")
    grade = add(kinds, "grade", "show a technology's grade with all that it is made of")
    override = add(kinds, "override", "give a tier in place of the rules'")
    override.add_argument("--tier", type=Tier, choices=list(Tier))
    override.add_argument("--reason", default="", metavar="TEXT")
    override.add_argument("--take-back", action="store_true", help="let the rules decide again")
    for command in (mark, unmark, ready, grade, override):
        command.add_argument(
            "patent", metavar="PATENT", help="publication or application number, document id"
        )
    rules = add(kinds, "rules", "show the rules of grading, or set them")
    rules.add_argument("--set", dest="file", metavar="FILE.json", help="as `pool rules --json` prints them")
    rules.add_argument("--reason", default="", metavar="TEXT", help="with --set: why")
    for command in (listed, events, refresh, mark, unmark, ready, grade, override, rules):
        add_reader(command, _AS)


def _disclosures(kinds: Any, add: Add) -> None:
    listed = add(kinds, "list", "list them")
    new = add(kinds, "add", "enter one")
    new.add_argument("title", metavar="TITLE")
    new.add_argument("--summary", required=True, metavar="TEXT")
    new.add_argument("--stage", type=Stage, choices=list(Stage), required=True)
    new.add_argument("--unit", default="", metavar="TEXT", help="of the inventors")
    new.add_argument("--market", default="", metavar="TEXT")
    new.add_argument("--prior-art", type=PriorArt, choices=list(PriorArt), default=PriorArt.NOT_SEARCHED)
    new.add_argument("--prior-art-note", default="", metavar="TEXT")
    one = [
        add(kinds, "show", "show one"),
        add(kinds, "grade", "show its grade with all that it is made of"),
        add(kinds, "remove", "delete one for good"),
    ]
    for command in one:
        command.add_argument("disclosure", metavar="ID")
    for command in (listed, new, *one):
        add_reader(command, _AS)
