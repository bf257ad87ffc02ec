"""What a cell's text can be: dates in the spellings of databases and spreadsheets, numbers that a spreadsheet damaged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.patent_numbers import (
    check_digit,
    normalise_symbol,
    parse_application_number,
    parse_publication_number,
)
from knowledge.readers.tables.table_sources import TableSource, split_list
from knowledge.written_dates import find_dates

_BLANK = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "/",
        "\\N",
        "N/A",
        "NA",
        "NULL",
        "NONE",
        "NAN",
        "NIL",
        "无",
        "暂无",
        "空",
    }
)
_LONGEST_BLANK = 12  # with white space around it
_PLACEHOLDERS = frozenset({date(1970, 1, 1), date(1900, 1, 1), date(1899, 12, 30), date(1899, 12, 31)})
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIAL = lazy_pattern(r"([2-6]\d{4})(?:\.\d+)?")
_SLASHED = lazy_pattern(r"(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_FLOAT_DAY = lazy_pattern(r"((?:19|20)\d{6})\.0+")
_SCIENTIFIC = lazy_pattern(r"(\d)(?:\.(\d+))?E\+?0?(\d{1,2})")
_US_APPLICATION = lazy_pattern(r"(?:US ?)?\d{2}/\d{3},?\d{3}")
# ST.3 codes of offices whose numbers are met in exports.
_OFFICES = frozenset(
    [
        "AR",
        "AT",
        "AU",
        "BE",
        "BG",
        "BR",
        "BY",
        "CA",
        "CH",
        "CL",
        "CN",
        "CO",
        "CU",
        "CY",
        "CZ",
        "DD",
        "DE",
        "DK",
        "EA",
        "EE",
        "EG",
        "EP",
        "ES",
        "FI",
        "FR",
        "GB",
        "GE",
        "GR",
        "HK",
        "HR",
        "HU",
        "ID",
        "IE",
        "IL",
        "IN",
        "IS",
        "IT",
        "JP",
        "KR",
        "KZ",
        "LT",
        "LU",
        "LV",
        "MA",
        "MC",
        "MD",
        "MX",
        "MY",
        "NL",
        "NO",
        "NZ",
        "PE",
        "PH",
        "PL",
        "PT",
        "RO",
        "RS",
        "RU",
        "SA",
        "SE",
        "SG",
        "SI",
        "SK",
        "SU",
        "TH",
        "TN",
        "TR",
        "TW",
        "UA",
        "US",
        "UY",
        "UZ",
        "VN",
        "WO",
        "ZA",
    ]
)


class DayOrder(StrEnum):
    """How a column writes 3/12/2019, where its other values show it."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def is_blank(text: str) -> bool:
    """Say whether a cell holds nothing, or what stands for nothing."""
    return len(text) <= _LONGEST_BLANK and folded(text).strip() in _BLANK


def cell_date(text: str, order: DayOrder | None = None) -> date | None:
    """Return the first date of a cell in a column of dates; placeholders (1970-01-01) and unclear ones give None."""
    flat = folded(text).strip()
    serial = _SERIAL.fullmatch(flat)
    if serial:
        return _EXCEL_EPOCH + timedelta(days=int(serial[1]))
    whole = _FLOAT_DAY.fullmatch(flat)
    slashed = _SLASHED.match(flat)
    if slashed and not whole:
        return _known(_ordered(int(slashed[1]), int(slashed[3]), int(slashed[4]), order))
    return next((found for found in cell_dates(whole[1] if whole else flat)), None)


def cell_dates(text: str) -> tuple[date, ...]:
    """Return all dates of a cell that are written year first or with the month's name."""
    return tuple(found.day for found in find_dates(text) if _known(found.day))


def day_order(values: Iterable[str]) -> DayOrder | None:
    """Return the order that a column's values show; None where all could be either, or they disagree."""
    shown: set[DayOrder] = set()
    for value in values:
        match = _SLASHED.match(folded(value).strip())
        if match and int(match[1]) > 12:
            shown.add(DayOrder.DAY_FIRST)
        if match and int(match[3]) > 12:
            shown.add(DayOrder.MONTH_FIRST)
    return shown.pop() if len(shown) == 1 else None


def restored_number(text: str) -> str | None:
    """Undo a spreadsheet's scientific notation where every digit is there; None where digits were lost.

    13 digits that end in their check digit are whole; fewer were rounded, and nothing says to what.
    """
    match = _SCIENTIFIC.fullmatch(folded(text).strip())
    if match is None:
        return text
    try:
        value = Decimal(folded(text).strip())
    except InvalidOperation:
        return None
    digits = match[1] + (match[2] or "")
    number = format(value, "f")
    whole = number.partition(".")[0]
    if len(digits) in (12, 13) and len(whole) in (12, 13):
        parsed = parse_application_number(number)
        return number if parsed is not None and parsed.check_digit_ok else None
    return None


def is_damaged(text: str) -> bool:
    """Say whether a spreadsheet rounded a number so that it cannot be read any more."""
    return restored_number(text) is None


def looks_like_publication(text: str) -> bool:
    """Say whether a cell is a publication number with its office."""
    number = parse_publication_number(text)
    return number is not None and number.country in _OFFICES and len(number.number) >= 5


def looks_like_application(text: str) -> bool:
    """Say whether a cell is an application number: a Chinese one whose check digit fits, or an American one."""
    flat = folded(text).strip()
    if _US_APPLICATION.fullmatch(flat):
        return True
    number = parse_application_number(flat)
    if number is None:
        return False
    return number.given == check_digit(number.digits) or (number.given is None and flat[:2] in ("CN", "ZL"))


def looks_like_symbols(text: str) -> bool:
    """Say whether a cell holds IPC or CPC symbols, groups and not only subclasses."""
    parts = split_list(text, "ipc", TableSource.OTHER)
    symbols = [normalise_symbol(part) for part in parts]
    return bool(symbols) and all(symbol and "/" in symbol for symbol in symbols)


def _ordered(first: int, second: int, year: int, order: DayOrder | None) -> date | None:
    if first == second:
        order = DayOrder.DAY_FIRST
    if order is None:
        order = DayOrder.DAY_FIRST if first > 12 else DayOrder.MONTH_FIRST if second > 12 else None
    if order is None:
        return None
    day, month = (first, second) if order is DayOrder.DAY_FIRST else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _known(day: date | None) -> date | None:
    return None if day in _PLACEHOLDERS else day
