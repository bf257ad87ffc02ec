"""Dates as documents write them: 2025年5月21日, 二〇二五年五月二十一日, 2025-05-21, 21 May 2025, May 21, 2025."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.numerals import CHINESE_NUMERAL_CHARS, parse_numeral

_NAMES = (
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
)
_MONTHS = (
    {name: month for month, name in enumerate(_NAMES, start=1)}
    | {name[:3]: month for month, name in enumerate(_NAMES, start=1)}
    | {"SEPT": 9}
)
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_NUM = rf"[{CHINESE_NUMERAL_CHARS}\d]"
_DATE = lazy_pattern(
    rf"(?P<y1>(?:19|20)\d\d|[一二]{_NUM}{{3}}) *年 *(?P<m1>{_NUM}{{1,2}}) *月 *(?P<d1>{_NUM}{{1,3}}) *日"
    r"|(?<!\d)(?P<y2>(?:19|20)\d\d)(?P<sep>[-./])(?P<m2>\d{1,2})(?P=sep)(?P<d2>\d{1,2})(?!\d)"
    r"|(?<![\d.])(?P<y5>(?:19|20)\d\d)(?P<m5>0[1-9]|1[0-2])(?P<d5>0[1-9]|[12]\d|3[01])(?![\d.])"
    rf"|(?<!\d)(?P<d3>\d{{1,2}})(?:ST|ND|RD|TH)? (?P<m3>{_MONTH})\.?,? (?P<y3>(?:19|20)\d\d)(?!\d)"
    rf"|(?<![A-Z])(?P<m4>{_MONTH})\.? (?P<d4>\d{{1,2}})(?:ST|ND|RD|TH)?,? (?P<y4>(?:19|20)\d\d)(?!\d)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date and where it stands in the folded text."""

    day: date
    start: int
    end: int


def find_dates(text: str) -> Iterator[FoundDate]:
    """Yield the dates of a text, in order; impossible ones are skipped. Offsets are those of `folded(text)`."""
    for match in _DATE.finditer(folded(text)):
        day = _day(match)
        if day is not None:
            yield FoundDate(day=day, start=match.start(), end=match.end())


def parse_date(text: str) -> date | None:
    """Return the first date of a text, else None."""
    return next((found.day for found in find_dates(text)), None)


def _day(match: re.Match[str]) -> date | None:
    for form in "12345":
        year = match[f"y{form}"]
        if year is None:
            continue
        month = match[f"m{form}"]
        numbers = (
            parse_numeral(year),
            _MONTHS.get(month) or parse_numeral(month),
            parse_numeral(match[f"d{form}"]),
        )
        if None in numbers:
            return None
        try:
            return date(numbers[0] or 0, numbers[1] or 0, numbers[2] or 0)
        except ValueError:
            return None
    return None
