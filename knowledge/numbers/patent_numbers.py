"""Patent numbers in any spelling, and IPC/CPC symbols: Chinese application numbers here, other offices' by their shapes.

Sources: CNIPA ZC 0006-2003 (application numbers and their check digit), ZC 0007 (publication numbers and kind
codes), WIPO ST.3, ST.6, ST.8, ST.16.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.office_numbers import japanese_era, shape_application, shape_publication

_KNOWN = 65_536  # numbers whose reading is remembered: a library's are read again and again
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_NOT_ALNUM = lazy_pattern(r"[^0-9A-Z\u3400-\u9fff]+")
_OFFICE = lazy_pattern(r"(CN|US|EP|WO|JP|KR|DE|GB)[ -]?(?=[0-9MTSHR])")
_TYPE_DIGITS = "12389"  # invention, utility model, design, PCT invention, PCT utility model
_SYMBOL = lazy_pattern(
    r"(?P<subclass>[A-HY]\d\d[A-Z])(?:[ -]*0*(?P<group>[1-9]\d{0,3})(?:[ ]*/[ ]*(?P<sub>\d{2,6}))?)?"
)
_PADDED_SYMBOL = lazy_pattern(r"(?P<subclass>[A-HY]\d\d[A-Z])(?P<group>\d{4})(?P<sub>\d{6})")  # ST.8


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationNumber:
    """A Chinese application number. `check_digit_ok` is None where the source left the check digit out."""

    digits: str  # 12 (since 2003-10) or 8 digits, without the check digit
    check_digit: str  # the computed one
    given: str | None = None  # the check digit as the source writes it

    def __str__(self) -> str:
        """Return CN201919990001.5; a check digit that the source has wrong stays as it is there."""
        return f"CN{self.digits}.{self.given or self.check_digit}"

    @property
    def check_digit_ok(self) -> bool | None:
        return None if self.given is None else self.given == self.check_digit

    @property
    def year(self) -> int:
        if len(self.digits) == 12:
            return int(self.digits[:4])
        short = int(self.digits[:2])
        return 1900 + short if short >= 85 else 2000 + short


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationNumber:
    """A publication number: country, number and kind code (None where the source left it out)."""

    country: str
    number: str
    kind: str | None = None

    def __str__(self) -> str:
        return f"{self.country}{self.number}{self.kind or ''}"


def check_digit(digits: str) -> str:
    """Return the check digit of a Chinese application number of 8 or 12 digits (weights 2–9, mod 11; 10 is X)."""
    if len(digits) not in (8, 12) or not (digits.isascii() and digits.isdecimal()):
        raise ValueError("8 or 12 digits expected")
    remainder = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11
    return "X" if remainder == 10 else str(remainder)


def one_digit_off(number: ApplicationNumber) -> tuple[ApplicationNumber, ...]:
    """Return the numbers that differ from one with a wrong check digit in one place, and whose own is right.

    Every single wrong digit shows in the check digit; which digit it was, it does not tell.
    """
    if number.check_digit_ok is not False:
        return ()
    given = number.given or ""
    changed = (
        number.digits[:place] + digit + number.digits[place + 1 :]
        for place, held in enumerate(number.digits)
        for digit in "0123456789"
        if digit != held
    )
    right = (number.digits, *(digits for digits in changed if check_digit(digits) == given))
    parsed = (parse_application_number(digits + check_digit(digits)) for digits in right)
    return tuple(one for one in parsed if one is not None)


def parse_application_number(text: str) -> ApplicationNumber | None:
    """Read a Chinese application or patent (ZL) number in any spelling; None where it is not one."""
    compact = _compact(text)
    while compact[:2] in ("CN", "ZL"):
        compact = compact[2:]
    digits, given = _split_check_digit(compact)
    if digits is None or digits[4 if len(digits) == 12 else 2] not in _TYPE_DIGITS:
        return None
    if len(digits) == 12 and not 1985 <= int(digits[:4]) <= 2099:
        return None
    if len(digits) == 8 and 4 <= int(digits[:2]) < 85:
        return None
    return ApplicationNumber(digits=digits, check_digit=check_digit(digits), given=given)


def normalise_application_number(text: str, country: str | None = None) -> str:
    """Return a number in the one spelling of its office: CN201919990001.5, US13/676098, PCT/CN2019/123456.

    `country` (ST.3) names the office where the text does not; without either, and for other offices, separators are
    dropped and nothing else changes.
    """
    flat = japanese_era(folded(text)).strip()
    number = parse_application_number(flat) if country in (None, "CN") else None
    if number is not None:
        return str(number)
    match = _OFFICE.match(flat)
    office = match[1] if match else country
    if flat.startswith("PCT") or office == "WO":
        shaped = shape_application("WO", flat.removeprefix("WO"))
        return f"PCT/{shaped}" if shaped else _compact(flat)
    if office is None:
        return _compact(flat)
    shaped = shape_application(office, flat[match.end() :] if match else flat)
    return f"{office}{shaped}" if shaped else _compact(flat)


@lru_cache(maxsize=_KNOWN)
def application_key(text: str) -> str:
    """Return a number as exact keys hold it: letters and digits only, a Chinese one always with its check digit."""
    number = parse_application_number(text)
    if number is not None:
        return f"CN{number.digits}{number.check_digit}"
    normal = normalise_application_number(text)
    return _compact(normal.partition(".")[0] if normal[:2] in ("EP", "GB", "DE") else normal)


def format_patent_number(application_number: str) -> str | None:
    """Return the patent number of a granted Chinese application: ZL + application number."""
    number = parse_application_number(application_number)
    return f"ZL{str(number)[2:]}" if number else None


@lru_cache(maxsize=_KNOWN)
def parse_publication_number(text: str) -> PublicationNumber | None:
    """Read a publication number that starts with its country; None where it is not one."""
    match = re.fullmatch(r"([A-Z]{2})([A-Z]{0,2}\d{3,13})([A-Z]\d?)?", _compact(japanese_era(folded(text))))
    if match is None:
        return None
    country, number, kind = match.groups()
    shaped = shape_publication(country, number)
    return PublicationNumber(country=country, number=shaped, kind=kind) if shaped else None


def normalise_publication_number(text: str) -> str:
    """Return CN199900001B for any spelling, else the number without its separators."""
    number = parse_publication_number(text)
    return str(number) if number else _compact(text)


def normalise_symbol(text: str) -> str | None:
    """Return an IPC/CPC symbol as H01M10/54 (or H01M10, H01M) for any spelling; None where it is not one."""
    flat = folded(text).strip()
    match = _PADDED_SYMBOL.fullmatch(flat) or _SYMBOL.match(flat)
    if match is None:
        return None
    subclass, group, sub = match["subclass"], match["group"], match["sub"]
    if not group or not int(group):
        return subclass
    if sub is None:
        return f"{subclass}{int(group)}"
    return f"{subclass}{int(group)}/{sub[:2]}{sub[2:].rstrip('0')}"


def symbol_prefixes(symbol: str) -> tuple[str, ...]:
    """Return the symbol and everything above it: H01M10/54, H01M10, H01M, H01."""
    above = [symbol]
    if "/" in symbol:
        above.append(symbol.split("/")[0])
    if len(symbol) > 4:
        above.append(symbol[:4])
    return (*dict.fromkeys(above), symbol[:3])


def _compact(text: str) -> str:
    return _NOT_ALNUM.sub("", folded(text))


def _split_check_digit(compact: str) -> tuple[str | None, str | None]:
    for length in (12, 8):
        body, rest = compact[:length], compact[length:]
        if len(body) == length and body.isdecimal() and re.fullmatch(r"[0-9X]?", rest):
            return body, rest or None
    return None, None
