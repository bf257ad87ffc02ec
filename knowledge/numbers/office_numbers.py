"""Publication and application numbers as each office writes them: digits without separators in, one spelling out.

Sources: WIPO ST.6 (publication numbers), ST.13 and the offices' own application numbers, DOCDB's spelling where an office has
several. CN application numbers have a module of their own: knowledge.numbers.patent_numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

Shape = Callable[[str], str | None]
_YEAR = r"(?:19|20)\d\d"
_JP_ERAS = {"明治": "M", "大正": "T", "昭和": "S", "平成": "H", "令和": "R", "昭": "S", "平": "H", "令": "R"}


def shape_publication(country: str, number: str) -> str | None:
    """Return a publication number (no country, no kind code) in the one spelling of its office; None: not one."""
    return PUBLICATION_SHAPES.get(country, _kept)(number)


def shape_application(country: str, number: str) -> str | None:
    """Return an application number without its country in the one spelling of its office; None: not one.

    `number` holds digits, letters, and the separators `/ - .` where the source has them.
    """
    return APPLICATION_SHAPES.get(country, _compacted)(number)


def japanese_era(text: str) -> str:
    """Replace the name of a Japanese era before a year by its letter: 平成10-123456, 特開平10-123456 → H10-123456."""
    return re.sub(
        rf"({'|'.join(sorted(_JP_ERAS, key=len, reverse=True))}) ?(?=\d)", lambda m: _JP_ERAS[m[1]], text
    )


# ── publications ─────────────────────────────────────────────────────────────────────────────────────────


def _kept(number: str) -> str | None:
    return number


def _cn(number: str) -> str | None:
    return number if number.isdecimal() and len(number) in (7, 8, 9) else None


def _us(number: str) -> str | None:
    """Published applications are year + 7 digits (some sources drop one zero); grants lose leading zeros."""
    if not number.isdecimal():
        return re.sub(r"(?<=[A-Z])0+(?=\d)", "", number)  # D0435854, RE037000
    if len(number) in (10, 11) and number[:2] in ("19", "20"):
        return number[:4] + number[4:].zfill(7)
    return number.lstrip("0") or None


def _wo(number: str) -> str | None:
    """Year + 6 digits; before 2004 two-digit years and five digits were printed."""
    if not number.isdecimal():
        return None
    if len(number) in (9, 10) and number[:2] in ("19", "20"):
        return number[:4] + number[4:].zfill(6)
    if len(number) in (7, 8):
        return f"{_full_year(number[:2])}{number[2:].zfill(6)}"
    return None


def _ep(number: str) -> str | None:
    return number.zfill(7) if number.isdecimal() and len(number) <= 8 else None


def _jp(number: str) -> str | None:
    """Since 2000 year + 6 digits, before that the emperor's era, year and serial (H10123456); grants are serials."""
    if re.fullmatch(r"[MTSHR]\d{6,8}", number):
        return number[:3] + (number[3:].lstrip("0") or "0")
    if not number.isdecimal():
        return None
    if re.fullmatch(rf"{_YEAR}\d{{1,6}}", number) and len(number) > 7:
        return number[:4] + number[4:].zfill(6)
    return number.lstrip("0") or None


def _kr(number: str) -> str | None:
    """Laid-open publications drop the kind of right (10-2013-0033547 → 20130033547); registrations keep it."""
    if not number.isdecimal():
        return None
    if re.fullmatch(rf"[1-4]0{_YEAR}\d{{7}}", number):
        return number[2:]
    if re.fullmatch(r"[1-4]0\d{7}0000", number):  # a registration with the four zeros of an undivided one
        return number[:9]
    return number


def _digits(number: str) -> str | None:
    return (number.lstrip("0") or None) if number.isdecimal() else None


PUBLICATION_SHAPES: Final[Mapping[str, Shape]] = {
    "CN": _cn,
    "US": _us,
    "WO": _wo,
    "EP": _ep,
    "JP": _jp,
    "KR": _kr,
    "DE": _digits,
    "GB": _digits,
}


# ── applications ─────────────────────────────────────────────────────────────────────────────────────────


def _compacted(number: str) -> str | None:
    return re.sub(r"[^0-9A-Z]", "", number) or None


def _us_application(number: str) -> str | None:
    """Series code and six digits: 13/676098. DOCDB's year + number names no series and stays as it is."""
    digits = re.sub(r"\D", "", number)
    if len(digits) == 8:
        return f"{digits[:2]}/{digits[2:]}"
    docdb = re.fullmatch(rf"{_YEAR}(\d{{8}})", digits)
    if docdb and int(docdb[1][:2]) >= 2:
        return f"{docdb[1][:2]}/{docdb[1][2:]}"
    slashed = re.fullmatch(r"(\d)/(\d{6})", re.sub(r"[^\d/]", "", number))
    if slashed:
        return f"0{slashed[1]}/{slashed[2]}"
    return digits or None


def _ep_application(number: str) -> str | None:
    """Two digits of the year and six, with the check digit where the source gives it: 99203729.1."""
    digits, _, check = re.sub(r"[^\d.]", "", number).partition(".")
    if re.fullmatch(rf"{_YEAR}0?\d{{6}}", digits):
        digits = digits[2:4] + digits[-6:]
    if len(digits) == 9 and not check:
        digits, check = digits[:8], digits[8]
    if len(digits) != 8 or len(check) > 1:
        return digits or None
    return f"{digits}.{check}" if check else digits


def ep_check_digit(digits: str) -> str:
    """Return the check digit of a European application number of 8 digits (weights 1 and 2 in turn, mod 10)."""
    if len(digits) != 8 or not (digits.isascii() and digits.isdecimal()):
        raise ValueError("8 digits expected")
    doubled = (int(digit) * weight for digit, weight in zip(digits, (1, 2) * 4, strict=True))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def _jp_application(number: str) -> str | None:
    compact = re.sub(r"[^0-9A-Z]", "", number)
    if re.fullmatch(rf"{_YEAR}\d{{1,6}}", compact):
        return compact[:4] + compact[4:].zfill(6)
    return _jp(compact) if re.fullmatch(r"[MTSHR]\d{3,8}", compact) else compact or None


def _kr_application(number: str) -> str | None:
    """Kind of right, year and seven digits: 10-2013-0033547."""
    digits = re.sub(r"\D", "", number)
    if re.fullmatch(rf"{_YEAR}\d{{7}}", digits):
        digits = "10" + digits
    if re.fullmatch(rf"[1-4]0{_YEAR}\d{{7}}", digits):
        return f"{digits[:2]}-{digits[2:6]}-{digits[6:]}"
    return digits or None


def _de_application(number: str) -> str | None:
    """Since 2004 kind of right, year and six digits (10 2010 012 345.6), before that year and six; no check digit."""
    digits = re.sub(r"[^\d.]", "", number).partition(".")[0]
    return digits or None


def _wo_application(number: str) -> str | None:
    """PCT/CN2019/123456 in any spelling: PCT/US98/12345, PCTCN2019123456, DOCDB's 2019CN123456."""
    compact = re.sub(r"[^0-9A-Z]", "", number).removeprefix("PCT")
    match = re.fullmatch(rf"(?P<office>[A-Z]{{2}})(?P<year>{_YEAR})(?P<no>\d{{5,6}})", compact)
    match = match or re.fullmatch(rf"(?P<year>{_YEAR})(?P<office>[A-Z]{{2}})(?P<no>\d{{5,6}})", compact)
    match = match or re.fullmatch(r"(?P<office>[A-Z]{2})(?P<year>\d\d)(?P<no>\d{5,6})", compact)
    if match is None:
        return None
    year = match["year"] if len(match["year"]) == 4 else _full_year(match["year"])
    return f"{match['office']}{year}/{match['no'].zfill(6)}"


def _full_year(two: str) -> str:
    """Complete a year of the PCT, which began in 1978."""
    return f"19{two}" if int(two) >= 78 else f"20{two}"


APPLICATION_SHAPES: Final[Mapping[str, Shape]] = {
    "US": _us_application,
    "EP": _ep_application,
    "JP": _jp_application,
    "KR": _kr_application,
    "DE": _de_application,
    "GB": lambda number: re.sub(r"[^0-9A-Z.]", "", number) or None,
    "WO": _wo_application,
}
