"""Amounts and rates in text, however they are written: a text in; each figure with its value and its place out.

30000, 30,000, ３万, 三万, 叁万元, CNY 30k and thirty thousand are one amount; 3%, 百分之三 and 3 个点 one rate. Unlike `amounts`, which
reads terms and passes over what is not definite, this looks for whatever might be a figure: it is for finding secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.amounts import NAMES

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SAME = str.maketrans(
    "〇○壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億兩兆　\u00a0\u2007\u2009\u202f’\u00b7点點",
    "零零一二二三三四五六六七八九十百千万亿两兆     ''点点",
)
_ONE_FORM = _WIDE | _SAME  # character for character: places stay
_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_N, _P = "".join(_NUMERALS), "".join(_PLACES)
_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "k": 10**3, "grand": 10**3, "w": 10**4, "million": 10**6, "mn": 10**6, "mio": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "b": 10**9, "trillion": 10**12,
}  # fmt: skip
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}

_DIGITS = r"(?:\d{1,3}(?:[,' ]\d{3})++(?!\d)(?:\.\d++)?|\d{1,3}(?:\.\d{3}){2,}+(?!\d)|\d++(?:\.\d++)?)"
_CHINESE = rf"(?:[{_N}十百千][{_N}{_P}]*+|[万亿][{_N}]++[{_N}{_P}]*+)(?:点[{_N}]++[{_P}]*+)?"
_MIXED = rf"{_DIGITS}(?: ?[{_P}]++(?:(?:\d++(?:\.\d++)?|[{_N}]++)[{_P}]*+)*+)?"
_CURRENCY = rf"(?:{NAMES}|￥|块钱?|圆|dollars?|pounds?)"
_PERCENT = r"(?:%|‰|(?:per ?cent|per ?mille|pct|percentage points?|points?)(?![a-z])|个?百分点|个点)"
_FIGURE = lazy_pattern(
    rf"(?P<share>[百千万])分之 ?(?P<part>{_DIGITS}|{_CHINESE})|(?P<number>{_MIXED}|{_CHINESE})"
    rf"(?: ?(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![a-z]))?"
    rf"(?: ?(?P<percent>{_PERCENT})| ?-?(?P<after>{_CURRENCY})(?![a-z]))?",
    re.IGNORECASE,
)
_BEFORE = lazy_pattern(rf"(?<![a-z]){_CURRENCY} ?$", re.IGNORECASE)
_LONGEST_BEFORE = 14  # of the characters that a currency before a figure takes
_INSIDE_WORD = lazy_pattern(r"[a-z0-9_.]", re.IGNORECASE)
_TOKEN = lazy_pattern(rf"{_DIGITS}|点[{_N}]+|.")
_OF_DATE = lazy_pattern(r" ?年|[-/.]\d")
_SCALE_WORD = "(?:hundred|thousand|million|billion)"
_WORD = rf"(?:{'|'.join(_WORDS)}|{_SCALE_WORD})"
_WORDED = lazy_pattern(
    rf"(?<![a-z])(?:(?:half )?a (?={_SCALE_WORD})|(?!{_SCALE_WORD})){_WORD}(?:(?:[ -]| and ){_WORD})*(?![a-z])"
    rf"(?: ?(?P<percent>{_PERCENT})| ?(?P<after>{_CURRENCY})(?![a-z]))?",
    re.IGNORECASE,
)
_IN_SEVERAL = lazy_pattern(  # 1 million 310 thousand
    rf"(?<![a-z0-9_.]){_DIGITS} ?(?:thousand|million|billion)(?:,? (?:and )?{_DIGITS}(?: ?thousand| ?million)?)+(?![a-z0-9])",
    re.IGNORECASE,
)
_SCALED_WORD = lazy_pattern(r"hundred|thousand|[mb]illion|per ?cent|point|pct", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount, or a rate as a fraction, whatever its currency."""

    value: Decimal
    is_rate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFigure:
    """A figure at `text[start:end]`. What has neither a currency nor a scale may be any number."""

    figure: Figure
    start: int
    end: int
    has_currency: bool = False
    is_scaled: bool = False
    is_year: bool = False  # or could be one


def figures_in(text: str) -> Iterator[FoundFigure]:
    """Yield the figures of a text; places may overlap where it can be read in two ways."""
    one_form = text.translate(_ONE_FORM)
    for match in _FIGURE.finditer(one_form):
        found = _found(match, one_form)
        if found is not None:
            yield found
    if _SCALED_WORD.search(one_form):
        for match in _WORDED.finditer(one_form):
            yield _of_words(match, match["percent"], bool(match["after"]))
        for match in _IN_SEVERAL.finditer(one_form):
            yield _of_words(match, None, False)


def _found(match: re.Match[str], text: str) -> FoundFigure | None:
    start, end = match.span()
    if match["share"]:
        value = _value(match["part"]) / _PLACES[match["share"]]
        return FoundFigure(figure=Figure(value, is_rate=True), start=start, end=end)
    number, scale = match["number"], match["scale"]
    before = _BEFORE.search(text, max(0, start - _LONGEST_BEFORE), start)
    if before is None and start and _INSIDE_WORD.match(text, start - 1):
        return None
    has_currency = bool(before or match["after"])
    if not has_currency and not any(char.isdigit() or char in _N for char in number):
        return None  # 千万, 十分: words, not figures
    value = _value(number)
    if match["percent"]:
        return FoundFigure(
            figure=Figure(value / _parts(match["percent"]), is_rate=True), start=start, end=end
        )
    could_be_year = not has_currency and not scale and number.isdigit() and len(number) == 4
    if could_be_year and _OF_DATE.match(text, end):
        return None
    return FoundFigure(
        figure=Figure(value * _SCALES[scale.lower()] if scale else value),
        start=start,
        end=end,
        has_currency=has_currency,
        is_scaled=bool(scale) or any(char in "万亿" for char in number),
        is_year=could_be_year and 1900 <= value <= 2100,
    )


def _of_words(match: re.Match[str], percent: str | None, has_currency: bool) -> FoundFigure:
    value = _value_of_words(match[0])
    figure = Figure(value / _parts(percent), is_rate=True) if percent else Figure(value)
    return FoundFigure(
        figure=figure, start=match.start(), end=match.end(), has_currency=has_currency, is_scaled=True
    )


def _parts(percent: str) -> int:
    return 1000 if percent == "‰" or percent.lower().endswith("mille") else 100


@lru_cache(maxsize=4096)
def _value(number: str) -> Decimal:
    """Read digits and numerals with their places mixed: 8万3417, 1.31百万, 一百三十一点五万, 八万三 (that is 83,000)."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    last = before = ""
    for token in _TOKEN.findall(number):
        before, last = last, token
        if token[0].isdigit():
            digit = _digits(token)
        elif token[0] == "点":
            digit = (digit or Decimal(0)) + Decimal(f"0.{''.join(str(_NUMERALS[c]) for c in token[1:])}")
        elif token in _NUMERALS:
            digit = (digit or Decimal(0)) * 10 + _NUMERALS[token]
        elif token in "十百千":
            section += (digit or Decimal(1)) * _PLACES[token]
            digit = None
        elif token == "亿":
            total = (total + section + (digit or 0)) * _PLACES[token]
            section, digit = Decimal(0), None
        elif token == "万":
            total += (section + (digit or 0)) * _PLACES[token]
            section, digit = Decimal(0), None
    if digit is not None and before in ("百", "千", "万", "亿") and len(last) == 1:
        digit *= _PLACES[before] // 10
    return total + section + (digit or 0)


def _digits(written: str) -> Decimal:
    plain = re.sub(r"[,' ]", "", written)
    return Decimal(plain.replace(".", "") if plain.count(".") > 1 else plain)


def _value_of_words(text: str) -> Decimal:
    total = section = Decimal(0)
    for token in re.findall(rf"{_DIGITS}|[a-z]+", text.lower()):
        if token[0].isdigit():
            section += _digits(token)
        elif token in _WORDS:
            section += _WORDS[token]
        elif token == "half":
            section += Decimal("0.5")
        elif token == "hundred":
            section = (section or Decimal(1)) * 100
        elif token in ("thousand", "million", "billion"):
            total += (section or 1) * _SCALES[token]
            section = Decimal(0)
    return total + section
