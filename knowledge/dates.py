"""Calendar arithmetic as patent law counts it: a day and a number of months in; the corresponding day out."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time in calendar units, none negative."""

    years: int
    months: int
    days: int


def add_months(day: date, months: int) -> date:
    """Return the corresponding day `months` later (or earlier).

    A month without that day gives its last day (Implementing Regulations of the Patent Law of the PRC, art. 5).
    Raises OverflowError outside the calendar.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("date out of range")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    return add_months(day, 12 * years)


def day_before(day: date) -> date:
    return day - timedelta(days=1)


def span_between(start: date, end: date) -> Span:
    """Return the whole years, months and days from `start` to `end`; nothing where `end` is not later."""
    if end <= start:
        return Span(years=0, months=0, days=0)
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    days = (end - add_months(start, months)).days
    return Span(years=months // 12, months=months % 12, days=days)
