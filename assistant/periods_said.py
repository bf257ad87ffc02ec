"""The period in which what a list asks for begins or ends: a text and the day in; its first and last day out.

"in the next two years", 明年到期, "lapsed last year". 快到期 and "soon" are the two years ahead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from knowledge.dates import add_months, add_years, day_before
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.numerals import CHINESE_NUMERAL_CHARS, parse_numeral

_FLAGS = re.IGNORECASE
_NUMBERS_EN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_N_ZH = rf"(?P<n>\d{{1,2}}|[{CHINESE_NUMERAL_CHARS}]{{1,3}}|两)"
_N_EN = rf"(?P<n>\d{{1,2}}|{'|'.join(_NUMBERS_EN)})"
_AHEAD = tuple(
    (lazy_pattern(pattern, _FLAGS), unit)
    for pattern, unit in (
        (rf"(?:未来|今后|接下来|以后|往后)?{_N_ZH} ?年(?:之内|以内|内|里|期间)", 12),
        (rf"(?:未来|今后|接下来|往后){_N_ZH} ?年", 12),
        (rf"(?:未来|今后|接下来|往后)?{_N_ZH} ?个?月(?:之内|以内|内|里)", 1),
        (rf"\b(?:in|within|over|during) (?:the )?(?:next |coming )?{_N_EN} years?\b", 12),
        (rf"\b(?:in|within|over|during) (?:the )?(?:next |coming )?{_N_EN} months?\b", 1),
    )
)
_YEARS = ((lazy_pattern(r"去年|\blast year\b", _FLAGS), -1), (lazy_pattern(r"今年|\bthis year\b", _FLAGS), 0), (lazy_pattern(r"明年|\bnext year\b", _FLAGS), 1), (lazy_pattern("后年"), 2))  # fmt: skip
_YEAR = lazy_pattern(
    r"(?<![\d-])(?<!since )(?<!after )(?<!before )(?<!until )(?<!from )(?P<y>(?:19|20)\d\d)(?![\d-])(?! ?年?(?:以|之|起|后|前|来|及))(?: ?年)?",
    _FLAGS,
)
_UP_TO = lazy_pattern(r"年底?(?:之|以)?前|\b(?:by|before|until) (?:the )?end of\b", _FLAGS)
_SOON = lazy_pattern(r"快要?|即将|马上|将要|临近|\bsoon\b|\babout to\b|\bshortly\b", _FLAGS)
_SOON_YEARS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def period_said(text: str, today: date) -> Period | None:
    """Return the period that a text tells; None where it tells none."""
    for pattern, months in _AHEAD:
        if match := pattern.search(text):
            return Period(first=today, last=_later(today, _number(match["n"]) * months))
    for pattern, years in _YEARS:
        if pattern.search(text):
            return _year_or_up_to(today.year + years, text, today)
    if match := _YEAR.search(text):
        return _year_or_up_to(int(match["y"]), text, today)
    return Period(first=today, last=add_years(today, _SOON_YEARS)) if _SOON.search(text) else None


def without_period(text: str) -> str:
    """Return a text without the words that tell a period."""
    for pattern in (*(p for p, _ in _AHEAD), *(p for p, _ in _YEARS), _YEAR, _SOON):
        text = pattern.sub(" ", text)
    return text


def _year_or_up_to(year: int, text: str, today: date) -> Period:
    """Return a year; where its end is a limit ahead, what is left until then: 明年底前."""
    whole = _year(year)
    return Period(first=today, last=whole.last) if _UP_TO.search(text) and whole.last >= today else whole


def _year(year: int) -> Period:
    return Period(first=date(year, 1, 1), last=date(year, 12, 31))


def _number(said: str) -> int:
    lower = said.lower()
    if lower in _NUMBERS_EN:
        return _NUMBERS_EN.index(lower) + 1
    return 2 if said == "两" else parse_numeral(said) or 1


def _later(day: date, months: int) -> date:
    """Return the last of so many months; the last day of the calendar where they go beyond it."""
    try:
        return day_before(add_months(day, months))
    except OverflowError:
        return date.max
