"""What all generations of USPTO data share: document numbers, application numbers, dates, symbols and names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.patent_numbers import (
    normalise_application_number,
    normalise_publication_number,
    normalise_symbol,
)

_DAY = lazy_pattern(r"(\d{4})-?(\d\d)-?(\d\d)")
_NOT_ALNUM = lazy_pattern(r"[^0-9A-Z]+")
_COUNTRY = lazy_pattern(r"[A-Z]{2}")


def us_publication_number(number: str, kind: str | None = None) -> str | None:
    """Return US11147202B2, USD452599S1, USRE37123E1, US20010000001A1; None where there is no number."""
    compact = _NOT_ALNUM.sub("", number.upper()).removeprefix("US")
    if not compact.strip("0") or not compact[-1].isdigit():
        return None
    return normalise_publication_number(f"US{compact}{(kind or '').strip().upper()}")


def us_application_number(serial: str, series: str = "") -> str | None:
    """Return US13/676098; a serial number of six digits takes the series code that stands beside it."""
    flat = _NOT_ALNUM.sub("", serial.upper()).removeprefix("US")
    if flat.startswith("PCT"):
        return normalise_application_number(serial.strip())
    if not flat.isdecimal():
        return None
    if len(flat) <= 6 and series.strip().isdecimal():
        flat = series.strip().zfill(2) + flat.zfill(6)
    return normalise_application_number(flat, "US")


def bare_number(text: str) -> str | None:
    """Return a number without its separators, as priorities are kept."""
    return _NOT_ALNUM.sub("", text.upper()) or None


def us_date(text: str | None) -> date | None:
    """Return the day of 20211019 or 2021-10-19; None where month or day is not given (19680500)."""
    match = _DAY.match(text.strip()) if text else None
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def whole_number(text: str) -> int | None:
    """Return a count or number of days of up to five digits; None for anything else."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 5 else None


def claim_number(text: str | None) -> str | None:
    """Return the number of a claim without the zeros and letters of its mark: CLM-00012 → 12."""
    digits = (text or "").rpartition("-")[2].strip().lstrip("0")
    return digits if digits.isascii() and digits.isdecimal() and len(digits) <= 5 else None


def symbols(texts: Iterable[str]) -> tuple[str, ...]:
    """Return IPC or CPC symbols normalised, each once, in order."""
    return tuple(dict.fromkeys(symbol for text in texts if (symbol := normalise_symbol(text))))


def edition_symbol(text: str) -> str | None:
    """Return H04M11/00 for H04M 1100, the form of the sixth and seventh edition's fixed columns; else as any other."""
    match = re.fullmatch(r"([A-H]\d\d[A-Z]) *(\d{1,4}?)(\d\d)(\d*)", text.strip().upper())
    spaced = re.fullmatch(r"([A-H]\d\d[A-Z])([ \d]{3})(\d{2,4})", text.strip().upper())
    if spaced:
        return normalise_symbol(f"{spaced[1]} {spaced[2].strip()}/{spaced[3]}")
    if match:
        return normalise_symbol(f"{match[1]} {match[2]}/{match[3]}{match[4]}")
    return normalise_symbol(text)


def us_class(text: str) -> str:
    """Return 224/42.07 for the fixed columns of a US class: three of the class, three of the subclass, its decimals.

    340172.5, D 1106 and 134/031000 become 340/172.5, D1/106 and 134/31.
    """
    flat = text.rstrip().upper()
    head, slash, rest = flat.partition("/")
    if not slash:
        cut = 3 if len(flat) > 5 or " " in flat.strip() or not flat.strip().isdecimal() else len(flat) - 3
        head, rest = flat[: max(cut, 0)] or flat, flat[cut:] if cut > 0 else ""
    head = re.sub(r"^(D?)[ 0]+(?=\w)", r"\1", head.replace(" ", "").rjust(1)) if head.strip() else ""
    whole, dot, tail = rest.partition(".") if "." in rest else (rest[:3], "", rest[3:].strip())
    if dot or tail.isdecimal():
        tail = f".{tail.strip().rstrip('0')}" if tail.strip("0 ") else ""
    subclass = f"{whole.strip().lstrip('0')}{tail}"
    return f"{head}/{subclass}" if subclass else head


def natural_name(name: str) -> str:
    """Return Don G. Hoff for Hoff; Don G., the order in which the title page prints it; other names as they are."""
    last, mark, first = (part.strip() for part in name.partition(";"))
    if not mark or not first or ";" in first:
        return " ".join(name.split())
    last, comma, suffix = (part.strip() for part in last.partition(","))
    return f"{first} {last}, {suffix}" if comma and suffix else f"{first} {last}"


def country_code(code: str | None) -> str | None:
    """Return the two-letter code of JPX (green book), JP; None for what is not one."""
    flat = (code or "").strip().upper()
    return flat[:2] if _COUNTRY.match(flat) and flat[2:] in ("", "X") else None
