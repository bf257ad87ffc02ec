"""Amounts of money and percentages in a clause, each with its place: only those that are definite and have a currency.

A range, a limit (不高于, up to), an estimate (约, about) or an amount without a currency is passed over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.numerals import CHINESE_NUMERAL_CHARS, parse_numeral
from knowledge.types import Money

SCALES = {
    "万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3,
    "thousand": 10**3, "million": 10**6, "billion": 10**9,
}  # fmt: skip
_CURRENCIES = {
    "cny": "CNY", "rmb": "CNY", "人民币": "CNY", "人民币元": "CNY", "元人民币": "CNY", "元": "CNY", "yuan": "CNY",
    "us$": "USD", "usd": "USD", "美元": "USD", "u.s. dollars": "USD", "us dollars": "USD", "eur": "EUR", "€": "EUR",
    "euros": "EUR", "euro": "EUR", "欧元": "EUR", "gbp": "GBP", "£": "GBP", "英镑": "GBP", "jpy": "JPY", "日元": "JPY",
    "hkd": "HKD", "hk$": "HKD", "港元": "HKD", "港币": "HKD", "krw": "KRW", "韩元": "KRW", "chf": "CHF",
    "瑞士法郎": "CHF", "cad": "CAD", "c$": "CAD", "加元": "CAD", "aud": "AUD", "a$": "AUD", "澳元": "AUD",
    "sgd": "SGD", "s$": "SGD", "新加坡元": "SGD", "twd": "TWD", "nt$": "TWD", "新台币": "TWD", "$": "$", "¥": "¥",
}  # fmt: skip
NAMES = "|".join(map(re.escape, sorted(_CURRENCIES, key=len, reverse=True)))
_SCALE = "|".join(SCALES)
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_MONEY = lazy_pattern(
    rf"(?<![a-z])(?P<before>{NAMES})?\s*(?<![\d.,])(?<!\d[万亿千百])"
    rf"(?P<number>(?:{_NUMBER}\s*(?:万亿|亿|万|千))*{_NUMBER}\s*(?:{_SCALE})?)(?![,.]?\d)\s*(?P<after>(?:{NAMES})(?![a-z]))?(?![\d%‰])"
)
_PART = lazy_pattern(rf"({_NUMBER})\s*({_SCALE})?")
_RATE = lazy_pattern(r"(?<![\d.])(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>%|‰|per\s?cent|percent|per mille)")
_INDEFINITE = lazy_pattern(
    r"(?:不高于|不超过|不低于|不少于|不大于|不小于|不得低于|不得高于|不得超过|低于|高于|至多|至少|最高|最低|上限|下限|封顶|约|大约|"
    r"左右|预计|估计|超过|逾|up to|at most|at least|about|around|approximately|approx\.|circa|estimated|no more than|not more than|"
    r"not above|not less than|no less than|not to exceed|not exceeding|exceeding|less than|more than|maximum|max\.|minimum|min\.|"
    r"capped at|cap|from|between|starting at)\s*(?:为|是|of|at|:)?\s*"
    rf"(?:{NAMES})?\s*$"
)
_LIMITED = lazy_pattern(  # words may stand between the limit and what it limits: 不超过净销售额的5%
    r"(?:不高于|不超过|不低于|不少于|不大于|不小于|不得低于|不得高于|不得超过|up to|at most|at least|no more than|not more than|"
    r"not less than|no less than|not to exceed|not exceeding)[^\d,，;；。]{0,16}$"
)
_RANGE_BEFORE = lazy_pattern(
    rf"\d(?:\s*(?:{_SCALE}))?\s*(?:{NAMES}|%|‰)?\s*(?:-|–|—|~|至|到|to|or|或)\s*(?:{NAMES})?\s*$"
)
_RANGE_AFTER = lazy_pattern(
    r"\s*(?:-|–|—|~|至|到|to|or|或)\s*(?:[a-z$€£¥]+\s*)?\d|\s*(?:左右|以上|以下|以内|上下|封顶|保底|or more|or less|起|\(max|\(min|maximum|minimum)"
)
_REACHED = lazy_pattern(
    r"(?:达到?|满|reach(?:es)?|hit)\s*(?:超过|exceed(?:s|ing)?)?\s*(?:" + NAMES + r")?\s*$"
)
_ANNUAL_MINIMUM = lazy_pattern(
    r"(?:annual|yearly) minimum(?: royalty| fee)?\s*(?:of|is|:)?\s*(?:" + NAMES + r")?\s*$"
)
_NUMERAL = f"[{CHINESE_NUMERAL_CHARS}]+"
_BEFORE_UNIT = r"\s*(?:元|美元|欧元|日元|港元|英镑|人民币|个月|年|期|件|台|套)"
_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "nine": "9", "ten": "10", "twelve": "12", "eighteen": "18", "twenty-four": "24"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause with its width and case folded and its numerals in digits; `span` leads back to the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that `text[start:end]` was made from, white space around it left out."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAmount:
    """A definite amount and its place in the folded clause."""

    money: Money
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRate:
    """A definite percentage as a fraction, and its place in the folded clause."""

    rate: Decimal
    start: int
    end: int


def fold_clause(text: str) -> Clause:
    """Fold width and case, and write numerals before a unit in digits: 三万元 → 30000元, 百分之三点五 → 3.5%."""
    chars: list[str] = []
    places: list[int] = []
    for position, char in enumerate(text):
        for folded in unicodedata.normalize("NFKC", char).casefold():
            chars.append("-" if folded in "‐‑‒−" else folded)
            places.append(position)
    clause = Clause(text="".join(chars), starts=tuple(places), ends=tuple(place + 1 for place in places))
    clause = _rewritten(
        clause,
        rf"(?P<part>百|千)分之\s*(?P<whole>{_NUMERAL}|\d+(?:\.\d+)?)(?:点(?P<tail>[零〇一二三四五六七八九]+))?",
        _fraction,
    )
    clause = _rewritten(
        clause, rf"(?<![\d.{CHINESE_NUMERAL_CHARS}第几数])(?P<n>{_NUMERAL})(?={_BEFORE_UNIT})", _digits
    )
    names = "|".join(sorted(_WORDS, key=len, reverse=True))
    return _rewritten(
        clause,
        rf"\b(?P<n>{names})(?:\s*\(\d+\))?(?=[\s-]*(?:calendar )?(?:months?|years?)\b)",
        lambda m: _WORDS[m["n"]],
    )


def find_amounts(clause: Clause, *, dollar: str | None = None) -> Iterator[FoundAmount]:
    """Yield each definite amount with a currency. `dollar` is what a bare $ stands for, where the document tells."""
    for match in _MONEY.finditer(clause.text):
        currency = _currency(match["before"], match["after"], clause.text, dollar)
        number = _number(match["number"])
        start, end = match.span()
        if currency is None or number is None or _is_indefinite(clause.text, start, end):
            continue
        yield FoundAmount(money=Money(amount=number, currency=currency), start=start, end=end)


def find_rates(clause: Clause) -> Iterator[FoundRate]:
    """Yield each definite percentage or per-mille figure."""
    for match in _RATE.finditer(clause.text):
        if _is_indefinite(clause.text, *match.span()):
            continue
        parts = 1000 if match["unit"] in ("‰", "per mille") else 100
        yield FoundRate(rate=plain(Decimal(match["number"])) / parts, start=match.start(), end=match.end())


def plain(number: Decimal) -> Decimal:
    """Return a number without trailing zeros, and without an exponent where it is whole."""
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def _currency(before: str | None, after: str | None, text: str, dollar: str | None) -> str | None:
    names = {_CURRENCIES[name] for name in (before, after) if name}
    if after == "元" and before and len(names) == 2:  # 港币100万元: 元 only counts
        names = {_CURRENCIES[before]}
    if len(names) != 1:
        return None
    name = names.pop()
    if name == "$":
        return dollar
    if name == "¥":
        return "CNY" if re.search(r"[\u4e00-\u9fff]", text) and "日" not in text else None
    return name


def _number(text: str) -> Decimal | None:
    """Add up 1亿2000万; None where the scales do not fall, or the last part of several has none."""
    total, last = Decimal(0), None
    parts = _PART.findall(text)
    for digits, scale in parts:
        if len(parts) > 1 and (not scale or (last is not None and SCALES[scale] >= last)):
            return None
        last = SCALES.get(scale, 1)
        total += Decimal(digits.replace(",", "")) * last
    return plain(total)


def _is_indefinite(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 60) : start].rstrip()
    if _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(text[end:]):
        return True
    if _REACHED.search(before) or _ANNUAL_MINIMUM.search(before):
        return False
    return bool(_INDEFINITE.search(before) or _LIMITED.search(before))


def _rewritten(clause: Clause, pattern: str, write: Callable[[re.Match[str]], str | None]) -> Clause:
    """Replace what a pattern finds; each new character comes from the whole stretch that was replaced."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in re.finditer(pattern, clause.text):
        written = write(match)
        if written is None:
            continue
        first, last = match.span()
        pieces += [clause.text[at:first], written]
        starts += [*clause.starts[at:first], *[clause.starts[first]] * len(written)]
        ends += [*clause.ends[at:first], *[clause.ends[last - 1]] * len(written)]
        at = last
    if not at:
        return clause
    return Clause(
        text="".join([*pieces, clause.text[at:]]),
        starts=(*starts, *clause.starts[at:]),
        ends=(*ends, *clause.ends[at:]),
    )


def _fraction(match: re.Match[str]) -> str | None:
    whole = match["whole"]
    number = whole if "." in whole else parse_numeral(whole)
    if number is None or whole[0] in "万亿":
        return None
    tail = "".join(str(parse_numeral(char)) for char in match["tail"] or "")
    return f"{number}{'.' + tail if tail else ''}{'%' if match['part'] == '百' else '‰'}"


def _digits(match: re.Match[str]) -> str | None:
    text = match["n"]
    if text == "一" and match.string[match.end() :].lstrip().startswith("年"):
        return None  # 3万元一年: a year, not a number of years
    number = None if text[0] in "万亿千百" else parse_numeral(text)
    return None if number is None else str(number)
