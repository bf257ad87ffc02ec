"""Quantities in Chinese text: 百分之八十, 三万元, 3万元, 10微米 in, the terms of their other spellings out."""

from __future__ import annotations

from decimal import Decimal

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.numerals import parse_numeral

_UNITS = {
    "微米": "μm", "纳米": "nm", "毫米": "mm", "厘米": "cm", "千米": "km", "公里": "km", "平方米": "m2", "立方米": "m3",
    "微克": "μg", "毫克": "mg", "千克": "kg", "公斤": "kg", "微升": "μl", "毫升": "ml", "千瓦时": "kwh", "千瓦": "kw",
    "兆瓦": "mw", "赫兹": "hz", "千赫": "khz", "兆赫": "mhz", "千伏": "kv", "毫伏": "mv", "毫安时": "mah", "毫安": "ma",
    "千帕": "kpa", "兆帕": "mpa", "摄氏度": "°c", "华氏度": "°f",
}  # fmt: skip
_SCALES = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_NUMERAL = "〇○零一二两三四五六七八九十百千万亿"
_PLACES = "十百千万亿"
_FIRST = "".join(sorted({*_PLACES, *(unit[0] for unit in _UNITS)}))
_LONGEST_FIRST = sorted(_UNITS, key=len, reverse=True)
_REMEMBERED = 20_000
_FOUND = lazy_pattern(  # begins with one small set of characters, which is what makes it fast
    rf"[{_FIRST}](?:"
    rf"(?<=[\d ].)(?:(?<=[万亿])|{'|'.join(f'(?<={unit[0]}){unit[1:]}' for unit in _LONGEST_FIRST)})"
    rf"|(?<=百)分之(?:[{_NUMERAL}]{{1,20}}(?:点[{_NUMERAL}]{{1,20}})?|\d{{1,20}}(?:\.\d{{1,20}})?)"
    rf"|(?<=[{_NUMERAL}][{_PLACES}])(?=[美欧日港]?元)|(?<=[十百千])(?=[美欧日港]?元))"
)
_SCALED = lazy_pattern(r"(?<![\d.,])(\d[\d,]{0,20}+(?:\.\d{1,20}+)?) ?(万亿|[万亿])")
_MONEY = lazy_pattern(
    rf"(?<![\d{_NUMERAL}第几数])(?![万亿])[{_NUMERAL}]{{1,20}}+(?<=[{_PLACES}])(?=[美欧日港]?元)"
)


def quantity_terms(folded: str) -> list[str]:
    """Return the terms of percentages and amounts of money in numerals, of scaled numbers, and of units after digits.

    Other numerals (第五十条, 三年) keep their characters alone: their numbers as terms cost more precision than they give;
    `synonyms` has them.
    """
    found = _FOUND.findall(folded)
    if not found:
        return found
    terms = [term for written in found if (term := _TERMS[written])]
    if len(terms) < len(found):
        terms.extend(map(_value, _MONEY.findall(folded)))
        terms.extend(scaled(number, _SCALES[scale]) for number, scale in _SCALED.findall(folded))
    return terms


def scaled(number: str, scale: int) -> str:
    """Return a written number times a scale as a plain number: 3.5 and 10,000 give 35000."""
    return f"{(Decimal(number.replace(',', '')) * scale).normalize():f}"


class _WrittenTerms(dict[str, str]):
    """Terms of percentages and units by what is written, worked out when first met; nothing for a mere power of ten."""

    def __missing__(self, written: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[written] = term = _term(written)
        return term


_TERMS = _WrittenTerms()


def _term(written: str) -> str:
    if written in _PLACES:
        return ""
    return _UNITS.get(written) or f"{_value(written.removeprefix('百分之'))}%"


def _value(numeral: str) -> str:
    whole, point, part = numeral.partition("点")
    number = parse_numeral(whole)
    if number is None:
        return whole
    return f"{number}{point and '.'}{''.join(str(parse_numeral(digit)) for digit in part)}"
