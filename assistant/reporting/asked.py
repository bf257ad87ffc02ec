"""What a report is asked for: values by name, as an address or a command line has them, in; a selection out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from assistant.reporting.types import Dimension, Selection, Step
from knowledge.dates import add_months
from knowledge.errors import UsageError

NAMES = ("since", "until", "step", "owner", "field", "region", "by")
_USUAL_MONTHS = 12
_LONGEST = 120
_LONGEST_YEARS = 20
_FIRST_YEAR, _LAST_YEAR = 1980, 2200


def selection_of(told: Callable[[str], str], today: date) -> Selection:
    """Read a selection; what is not told is the twelve months up to today, by month and owner. Raises UsageError."""
    until = _day("until", told("until")) or today
    since = _day("since", told("since")) or add_months(until.replace(day=1), 1 - _USUAL_MONTHS)
    if since > until or until - since > timedelta(days=366 * _LONGEST_YEARS):
        raise UsageError("report_days", since=since, until=until, years=_LONGEST_YEARS)
    return Selection(
        since=since,
        until=until,
        step=Step(_one("step", told("step"), [*map(str, Step)])),
        by=Dimension(_one("by", told("by"), [*map(str, Dimension)])),
        owner=told("owner").strip()[:_LONGEST],
        field=told("field").strip().upper().replace(" ", "")[:_LONGEST],
        region=told("region").strip().upper()[:_LONGEST],
    )


def as_query(selection: Selection) -> Mapping[str, str]:
    """Return a selection as it stands in an address."""
    told = {name: str(getattr(selection, name)) for name in NAMES}
    return {name: value for name, value in told.items() if value}


def _day(name: str, text: str) -> date | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError("report_day", field=name, value=text[:_LONGEST]) from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise UsageError("report_day", field=name, value=text[:_LONGEST])
    return day


def _one(name: str, text: str, known: list[str]) -> str:
    if not text:
        return known[0]
    if text not in known:
        raise UsageError("report_choice", field=name, value=text[:_LONGEST], known=", ".join(known))
    return text
