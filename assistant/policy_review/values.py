"""What a provision fixes: a text in; its percentages, amounts, periods and words of duty, each with its place and plain value, out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.numerals import parse_numeral


class ValueKind(StrEnum):
    PERCENT = "percent"
    AMOUNT = "amount"
    PERIOD = "period"
    DUTY = "duty"  # shall, may, shall not


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value: `text[start:end]` says it, `plain` is equal for equal values in both languages (3 months, 15 %)."""

    kind: ValueKind
    plain: str
    start: int
    end: int


_HAN = "一二两三四五六七八九十百千零〇"
_UP_TO_TWELVE = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_WORDS = {word: number for number, word in enumerate(_UP_TO_TWELVE, start=1)} | {
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty-five": 45,
    "sixty": 60,
    "ninety": 90,
}
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_PERCENT = lazy_pattern(
    rf"(?P<figure>{_NUMBER}) *(?:[%％]|per ?cent\b|percent\b)|百分之(?P<han>[{_HAN}]+)", re.IGNORECASE
)
_AMOUNT = lazy_pattern(
    rf"(?P<zh>{_NUMBER}|[{_HAN}]+) *(?P<scale>[万亿千百]?)(?P<unit>美元|欧元|元)"
    rf"|(?P<code>CNY|RMB|USD|EUR|GBP|¥|\$|€|£) ?(?P<en>{_NUMBER})(?: (?P<word>million|billion))?",
    re.IGNORECASE,
)
_PERIOD = lazy_pattern(
    rf"(?<![\d.第年月哪同某])(?P<zh>\d{{1,3}}|[{_HAN}]{{1,4}}) *(?P<unit>个工作日|工作日|个自然日|个月|年|日|天)(?![月号])"
    rf"|\b(?P<en>\d{{1,3}}|{'|'.join(_WORDS)})[ -](?:\(\d+\) )?(?P<word>working day|business day|day|month|year)s?\b",
    re.IGNORECASE,
)
_DUTY = lazy_pattern(
    r"(?P<not>不得|禁止|不应|\b(?:shall|must|may|should) not\b|\bmay only\b)"
    r"|(?P<shall>应当|必须|须(?!知)|\b(?:shall|must)\b)|(?P<may>可以|\bmay\b(?! \d))",
    re.IGNORECASE,
)
_UNITS = {
    "个工作日": "working day", "工作日": "working day", "business day": "working day", "个自然日": "day", "个月": "month",
    "年": "year", "日": "day", "天": "day",
}  # fmt: skip
_SCALES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000, "million": 10**6, "billion": 10**9}
_CURRENCIES = {"元": "CNY", "美元": "USD", "欧元": "EUR", "RMB": "CNY", "¥": "CNY", "$": "USD", "€": "EUR", "£": "GBP"}  # fmt: skip


def values_in(text: str) -> tuple[Value, ...]:
    """Return the values of a text in their order, none inside another: a day of the calendar is no period."""
    found: list[Value] = []
    taken = 0
    for value in sorted((*_percents(text), *_amounts(text), *_periods(text), *_duties(text)), key=lambda v: (v.start, -v.end)):  # fmt: skip
        if value.start >= taken:
            found.append(value)
            taken = value.end
    return tuple(found)


def _percents(text: str) -> Iterator[Value]:
    for match in _PERCENT.finditer(text):
        number = _figure(match["figure"]) if match["figure"] else _numeral(match["han"])
        if number is not None:
            yield _value(ValueKind.PERCENT, f"{_plain(number)} %", match)


def _amounts(text: str) -> Iterator[Value]:
    for match in _AMOUNT.finditer(text):
        if match["zh"]:
            number = _figure(match["zh"]) or _numeral(match["zh"])
            scale, unit = match["scale"], match["unit"]
        else:
            number, scale, unit = _figure(match["en"]), (match["word"] or "").lower(), match["code"].upper()
        if number is not None:
            amount = _plain(number * _SCALES[scale])
            yield _value(ValueKind.AMOUNT, f"{_CURRENCIES.get(unit, unit)} {amount}", match)


def _periods(text: str) -> Iterator[Value]:
    for match in _PERIOD.finditer(text):
        told = match["zh"] or match["en"].lower()
        number = _figure(told) or (Decimal(_WORDS[told]) if told in _WORDS else _numeral(told))
        unit = (match["unit"] or match["word"].lower()).strip()
        if number is not None:
            yield _value(ValueKind.PERIOD, f"{_plain(number)} {_UNITS.get(unit, unit)}", match)


def _duties(text: str) -> Iterator[Value]:
    for match in _DUTY.finditer(text):
        yield _value(ValueKind.DUTY, match.lastgroup or "", match)


def _value(kind: ValueKind, plain: str, match: re.Match[str]) -> Value:
    return Value(kind=kind, plain=plain, start=match.start(), end=match.end())


def _figure(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _numeral(text: str) -> Decimal | None:
    number = parse_numeral(text)
    return None if number is None else Decimal(number)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
