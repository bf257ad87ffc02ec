"""Options of `search` and `ask` that narrow to a part of the library: arguments in, filters out."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from knowledge.rights.standing import AVAILABLE_NAMES, Status
from knowledge.types import Filters, Language, LicenceType


def add_filter_options(command: argparse.ArgumentParser) -> None:
    """Add the options; those that take a value may be given several times: one of the values suffices."""
    narrow = command.add_argument_group(
        "filters", "one of several values suffices; what a document does not state leaves it out"
    )

    def several(name: str, text: str, **how: Any) -> None:
        narrow.add_argument(name, action="append", default=[], help=text, **how)

    several("--language", "passages in this language", type=Language, choices=list(Language))
    several("--ipc", "patents under this IPC or CPC symbol", metavar="SYMBOL")
    several("--owner", "patents whose owner's name holds this", metavar="NAME")
    several("--region", "owners in this province, rules that apply there", metavar="PLACE", type=_region)
    several("--status", "patents of this legal status", type=Status, choices=list(Status))
    narrow.add_argument("--available", action="store_true", help="patents that can be licensed now")
    several("--licence-type", "offers of this type", type=LicenceType, choices=list(LicenceType))
    narrow.add_argument(
        "--free", action="store_true", default=None, help="offers without a fee, or without one at first"
    )
    for name, text in (
        ("--from", "filed, issued or in force from this day on"),
        ("--to", "filed, issued or in force from this day at the latest"),
        ("--in-force-on", "rights in force, and rules in their term, on this day"),
    ):
        narrow.add_argument(name, dest=_destination(name), type=day, metavar="DATE", help=text)


def filters_from(arguments: argparse.Namespace, as_of: date | None = None) -> Filters:
    """Return what the options narrow to."""
    return Filters(
        languages=tuple(arguments.language),
        regions=tuple(arguments.region),
        owners=tuple(arguments.owner),
        ipc=tuple(arguments.ipc),
        statuses=tuple(map(str, arguments.status)),
        availabilities=AVAILABLE_NAMES if arguments.available else (),
        licence_types=tuple(arguments.licence_type),
        free_of_charge=arguments.free,
        from_date=arguments.from_date,
        to_date=arguments.to_date,
        in_force_on=arguments.in_force_on,
        as_of=as_of,
    )


def day(text: str) -> date:
    """Read a date as it is typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write YYYY-MM-DD") from None


def _destination(name: str) -> str:
    return {"--from": "from_date", "--to": "to_date"}.get(name, name.strip("-").replace("-", "_"))


def _region(text: str) -> str:
    from knowledge.regions import region_named

    code = region_named(text)
    if code is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no province or city that is known; give one of China's, or a code such as CN-JS"
        )
    return code
