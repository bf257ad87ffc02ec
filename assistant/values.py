"""Values in text: a sentence in; its dates, amounts, rates, article numbers and plain numbers out, in one form each.

Two spellings of one value are equal here: 3万元, 30,000 yuan and CNY 30,000; 百分之三 and 3 %; 第五十条 and Article 50;
2026年6月1日, 2026-06-01 and 1 June 2026. Numbers are compared as values, never as strings.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.numerals import CHINESE_NUMERAL_CHARS, parse_numeral

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
SCALE = {
    "万": 10**4, "亿": 10**8, "万亿": 10**12, "thousand": 10**3, "million": 10**6, "m": 10**6, "billion": 10**9,
    "bn": 10**9, "trillion": 10**12,
}  # fmt: skip
_CHINESE_NUMBER = f"[{CHINESE_NUMERAL_CHARS}]+"

_REMEMBERED = 2048  # texts: verifying asks of the same sources for every sentence
_FORMS = str.maketrans({"\u00ad": None, "‘": "'", "’": "'"})
_SPACED = lazy_pattern(r"(?<=[\u4e00-\u9fff]) +(?=[0-9])|(?<=[0-9%]) +(?=[\u4e00-\u9fff])")
_ISO = lazy_pattern(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_ZH_DATE = lazy_pattern(r"(?<!\d)(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日")
_ZH_MONTH = lazy_pattern(r"(?<!\d)(\d{4}) ?年 ?(\d{1,2}) ?月(?! ?\d)")
_EN_DMY = lazy_pattern(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH})\.?,? (\d{{4}})(?!\d)", re.IGNORECASE)
_EN_MDY = lazy_pattern(rf"\b({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})(?!\d)", re.IGNORECASE)
_EN_MY = lazy_pattern(rf"\b({_MONTH})\.? (\d{{4}})(?!\d)", re.IGNORECASE)
_ARTICLE = lazy_pattern(
    rf"第 ?({_CHINESE_NUMBER}|\d+) ?条|(?:\b(?:articles?|arts?\.?|sections?|ss?\.)|§+) ?(\d+)", re.IGNORECASE
)
_PERCENT = lazy_pattern(r"(\d+(?:\.\d+)?) ?(?:%|per ?cent\b)", re.IGNORECASE)
_ZH_PERCENT = lazy_pattern(rf"百分之({_CHINESE_NUMBER}|\d+(?:\.\d+)?)")
_NUMBER = lazy_pattern(
    r"(?<![A-Za-z0-9_.])(\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?) ?(万亿|[万亿]|thousand|million|billion|trillion|bn\b|m\b)?",
    re.IGNORECASE,
)
_ZH_COUNTED = lazy_pattern(rf"({_CHINESE_NUMBER})(?=个?(?:月|年|日|天|人民币|元|件|家|项|部门|倍))")
_IDENTIFIER = lazy_pattern(
    r"(?<![A-Za-z0-9])(?:CN|US|EP|WO|JP|KR|DE|GB|ZL)[\d.,/ ]{5,}[A-Z]?\d?(?![A-Za-z0-9])"
)


@dataclass(frozen=True, slots=True, order=True)
class Value:
    """One value. `kind` is date, month, article, percent or number; `text` its one form."""

    kind: str
    text: str


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """Return the text with width and compatibility forms folded; Han characters, digits and signs stay.

    Between Han characters and digits spaces are a matter of taste: they go. Apostrophes have one form.
    """
    return _SPACED.sub("", unicodedata.normalize("NFKC", text).translate(_FORMS))


def plain(number: Decimal) -> str:
    """Write a number in its one form: no exponent, no trailing zeros."""
    text = format(number.normalize(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=_REMEMBERED)
def values_in(text: str) -> tuple[Value, ...]:
    """Return the values of a text, in no particular order, each once."""
    rest = fold(text)
    found: set[Value] = set()
    for pattern, order in ((_ISO, "ymd"), (_ZH_DATE, "ymd"), (_EN_DMY, "dmy"), (_EN_MDY, "mdy")):
        rest = pattern.sub(partial(_take_date, order=order, found=found), rest)
    rest = _ZH_MONTH.sub(lambda m: _take(found, "month", f"{m[1]}-{int(m[2]):02d}"), rest)
    rest = _EN_MY.sub(lambda m: _take(found, "month", f"{m[2]}-{_MONTHS[m[1].lower()]:02d}"), rest)
    rest = _ARTICLE.sub(lambda m: _take_article(m, found), rest)
    rest = _IDENTIFIER.sub(lambda m: _take(found, "identifier", re.sub(r"[^A-Z0-9]", "", m[0].upper())), rest)
    rest = _ZH_PERCENT.sub(lambda m: _take(found, "percent", _chinese_or_plain(m[1])), rest)
    rest = _PERCENT.sub(lambda m: _take(found, "percent", plain(Decimal(m[1]))), rest)
    rest = _NUMBER.sub(lambda m: _take_number(m, found), rest)
    for match in _ZH_COUNTED.finditer(rest):
        found.add(Value("number", str(parse_numeral(match[1]))))
    return tuple(sorted(found))


def _take(found: set[Value], kind: str, text: str) -> str:
    found.add(Value(kind, text))
    return " "


def _take_date(match: re.Match[str], order: str, found: set[Value]) -> str:
    parts = dict(zip(order, match.groups(), strict=True))
    month = _MONTHS.get(parts["m"].lower()) or int(parts["m"])
    try:
        day = date(int(parts["y"]), month, int(parts["d"]))
    except ValueError:
        return match[0]
    return _take(found, "date", day.isoformat())


def _take_article(match: re.Match[str], found: set[Value]) -> str:
    return _take(found, "article", _chinese_or_plain(match[1] or match[2]))


def _chinese_or_plain(text: str) -> str:
    whole = parse_numeral(text)
    return plain(Decimal(text)) if whole is None else str(whole)


def _take_number(match: re.Match[str], found: set[Value]) -> str:
    number = Decimal(match[1].replace(",", ""))
    scale = SCALE.get((match[2] or "").lower(), 1)
    return _take(found, "number", plain(number * scale))


def unbound(claimed: str, sources: tuple[str, ...], as_of: date | None = None) -> tuple[Value, ...]:
    """Return the values of `claimed` that stand in none of the sources, and are not the day `as_of`.

    A month or year is bound by a date inside it, a year by any date or month of that year; not by the day asked about.
    """
    known = {value for source in sources for value in values_in(source)}
    days = {value.text for value in known if value.kind in ("date", "month")}
    asked = Value("date", as_of.isoformat()) if as_of else None

    def bound(value: Value) -> bool:
        if value in known or value == asked:
            return True
        if value.kind == "month" or (value.kind == "number" and re.fullmatch(r"(?:19|20)\d\d", value.text)):
            return any(day.startswith(value.text) for day in days)
        return False

    return tuple(value for value in values_in(claimed) if not bound(value))
