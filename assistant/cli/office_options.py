"""The arguments of the commands of an office: many needs at once, the weights of the score."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable

from assistant.cli.filter_options import day
from assistant.cli.kinds import add_reader
from assistant.drafting.types import DraftKind
from assistant.reporting.types import Dimension, Step
from knowledge.types import Language, Role

Add = Callable[[str, str], ArgumentParser]  # a command by its name and what it does, with --json


def add_office_commands(add: Add) -> None:
    _match_batch(add)
    _weights(add)
    _match_needs(add)
    _insights(add)


def _match_batch(add: Add) -> None:
    batch = add("match-batch", "match every need of a table; go on where an earlier run ended")
    batch.add_argument("needs", metavar="NEEDS", help="a CSV, XLSX, JSON, JSON lines or YAML file")
    batch.add_argument("--out", required=True, metavar="FOLDER", help="results, drafts and overview.xlsx")
    batch.add_argument(
        "-k", type=_listed, default=5, help="technologies for each need, up to 20 (default: 5)"
    )
    drafts = [*map(str, DraftKind), "none"]
    batch.add_argument(
        "--drafts", choices=drafts, default="summary", help="one for each need (default: summary)"
    )
    languages = ["need", *map(str, Language)]
    batch.add_argument(
        "--lang", choices=languages, default="need", help="of results and drafts (default: of the need)"
    )
    batch.add_argument("--as-of", type=day, metavar="DATE", help="status as of this day (default: today)")
    batch.add_argument(
        "--weights", metavar="FILE", help="weights of the score for this batch (default: the office's)"
    )
    batch.add_argument(
        "--site", type=_address, metavar="URL", help="address of the app, for links to the texts"
    )
    add_reader(batch, "who does it, for the audit", default=Role.OFFICER)


def _match_needs(add: Add) -> None:
    needs = add("match-needs", "rank the submitted needs that a patent fits (officers; see --as)")
    needs.add_argument("--patent", required=True, metavar="NUMBER", help="publication or application number")
    needs.add_argument("-k", type=_listed, default=10, help="how many needs, up to 20 (default: 10)")
    needs.add_argument("--as-of", type=day, metavar="DATE", help="status as of this day (default: today)")
    demand = add("demand", "list sleeping patents by the submitted needs that they fit (officers; see --as)")
    demand.add_argument("--owner", default="", metavar="NAME", help="only of this owner")
    demand.add_argument("--out", metavar="FILE.xlsx", help="write a workbook too")
    demand.add_argument("--force", action="store_true", help="replace a file that exists")
    for command in (needs, demand):
        add_reader(command)


def _insights(add: Add) -> None:
    insights = add(
        "insights", "technologies from the pool to a licence over time (officers, policy; see --as)"
    )
    for name, text in (("--since", "from this day"), ("--until", "up to this day (default: today)")):
        insights.add_argument(name, default="", metavar="DATE", help=text)
    insights.add_argument("--step", choices=[*map(str, Step)], default="month", help="(default: month)")
    insights.add_argument("--owner", default="", metavar="NAME", help="only owners whose name holds this")
    insights.add_argument("--field", default="", metavar="IPC", help="only under this class of the IPC")
    insights.add_argument("--region", default="", metavar="CODE", help="only owners there, such as CN-JS")
    insights.add_argument("--by", choices=[*map(str, Dimension)], default="owner", help="(default: owner)")
    insights.add_argument("--out", metavar="FILE.xlsx", help="write a workbook too")
    insights.add_argument("--force", action="store_true", help="replace a file that exists")
    add_reader(insights)


def _address(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ArgumentTypeError(f"{text!r} is not an address; give one such as https://office.example")
    return text


def _listed(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 20:
        raise ArgumentTypeError(f"{text!r} is not a count; give a number from 1 to 20")
    return int(text)


def _weights(add: Add) -> None:
    weights = add("weights", "what each component of a match's score may give: show, set, reset")
    weights.add_argument("action", nargs="?", choices=["show", "set", "reset"], default="show")
    weights.add_argument("file", nargs="?", metavar="FILE", help="with set: TOML, YAML or JSON, 100 together")
