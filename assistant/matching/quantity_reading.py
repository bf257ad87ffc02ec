"""Quantities in text: a sentence in Chinese or English in; its bounded values, each in its dimension's base unit, out.

≥ 80 %, 不低于百分之八十, "5–10 µm", 从5到10毫米, "under 100 °C", 25±2℃, 1×10⁻³ S/cm. Numbers of claims, paragraphs,
patents and parts, dates and money are no quantities.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from assistant.matching import quantity_words as words
from assistant.matching.types import Comparison, Quantity
from assistant.matching.units import CELSIUS, NO_UNIT, PER_CENT, Unit, per, pieces, unit_at
from knowledge.folding import INVISIBLE
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.numerals import parse_numeral

_REMEMBERED = 8192
_LOOK_BACK = 40
_DASHES = frozenset("‐‑‒–—―−﹘－")
_SIGNS = {"≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤", "〜": "~", "∼": "~", "⁓": "~", "\u2009": " ", "\u202f": " "}
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
_HAN_NUMERAL = "零一二两三四五六七八九十"
_ANY_NUMBER = lazy_pattern(
    rf"\d|[{_HAN_NUMERAL}百半]|(?i:\b(?:half|thirds?|quarters?|fifths?|tenths?|{'|'.join(words.NUMBERS)})\b)"
)
_SCALES = {
    "万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 100, "k": 10**3,
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9,
}  # fmt: skip
_FRACTION = (
    r"(?P<fraction>(?i:(?:(?<=\bby )|(?<=\bleast )|(?<=\bmost )|(?<=\bthan )|(?<=\bover )|(?<=\babout )|(?<=\bunder ))half(?! (?:an?|the (?:time|size))\b)"
    r"|\b(?:(?P<over>a|one|two|three|four|nine)[ -])(?P<under>third|quarter|fifth|tenth)s?\b(?= of (?!an? (?:hour|year|day|month))| ?[,.;]|$| (?:less|lower|fewer|more|higher))"
    r"|(?<![\d.,])(?P<so>\d{1,4}|nine) (?:out )?of (?:every )?(?P<every>\d{1,4}|ten)(?= [a-z]{3}))|一半(?=以上|以下|以内|左右|的|[,。;]|$))"
)
_PARTS_OF_ONE = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "nine": 9, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10, "ten": 10}  # fmt: skip
_NUMBER = lazy_pattern(
    rf"{_FRACTION}|"
    r"(?P<halved>(?<![\d一二两三四五六七八九十个])半(?=个?(?:小时|月|年|天))|(?i:\bhalf an? (?=hour|day|year|month)|\bhalf-(?=hour|day|year)))|"
    r"(?:(?<![A-Za-z0-9.,_\^Α-ω])|(?<=HRC)|(?<=HV)|(?<=HB)|(?<=pH)|(?<=[^0-9][,.]))"
    r"(?P<sign>(?<![A-Za-z0-9)%°.\x00])- ?|零下|(?<![正])负(?=\d))?(?:(?<![A-Za-z0-9)])\+)?"
    r"(?:(?P<ten>10\^[-+]?\d{1,2})|(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d{1,18}(?:\.\d{1,18})?)"
    r"(?:(?: ?[×xX*·] ?10(?:\^ ?)?|[eE])(?P<power>[-+]?\d{1,2})(?!\d))?)"
    r"(?! ?(?:[:∶]|× ?)\d)"
    r"(?: ?(?P<scale>万亿|亿|千万|百万|十万|万|[千百](?![克米瓦伏帕赫卡焦牛安欧字分])|(?:thousand|million|billion)(?![a-z])|k(?![A-Za-z0-9/])))?"
    r"(?P<odd>[余多](?!个?(?:孔|层|级|元|种)))?"
    rf"|(?<![第统单唯之任同每某逐数几{_HAN_NUMERAL}百千万亿分])(?:(?P<share>百分之|[{_HAN_NUMERAL}]分之)(?P<of>[{_HAN_NUMERAL}百]{{1,15}}(?:点[{_HAN_NUMERAL}]{{1,15}})?|\d{{1,15}}(?:\.\d{{1,15}})?)"
    rf"|(?P<tenths>[一二两三四五六七八九]|\d)成(?P<half>[一二三四五六七八九半])?(?![本分型品果功立为熟员就膜形像])"
    rf"|(?P<han>[{_HAN_NUMERAL}][{_HAN_NUMERAL}百千万亿]{{0,15}}(?:点[{_HAN_NUMERAL}]{{1,15}})?(?![{_HAN_NUMERAL}])))"
    rf"|(?i:\b(?P<word>{'|'.join(words.NUMBERS)})(?P<word_scale> hundred| thousand)?\b)"
)
_SPELLED_ON = lazy_pattern(
    rf" ?(?:-|~|至|到|to|and) ?(?:[{_HAN_NUMERAL}\d]|(?:{'|'.join(words.NUMBERS)})\b)", re.IGNORECASE
)
_COUNTED = frozenset({"cycle", "piece", "person", "×", "mesh", "grade"})
_HIGHEST_RATE = 20  # C: a rate of charging up to here, a temperature above
_LOWER = frozenset({Comparison.AT_LEAST, Comparison.MORE_THAN})
_UPPER = frozenset({Comparison.AT_MOST, Comparison.LESS_THAN})


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    start: int
    end: int  # behind its unit
    unit: Unit
    has_unit: bool
    scale: int
    more: bool = False  # 10余次


@dataclass(frozen=True, slots=True)
class _Found:
    comparison: Comparison
    low: Decimal | None
    high: Decimal | None
    unit: Unit
    start: int
    end: int


# ── folding ──────────────────────────────────────────────────────────────────────────────────────────────


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the text with widths, dashes and signs folded and m³ as m^3, and where each character comes from."""
    chars: list[str] = []
    origins: list[int] = []
    for place, char in enumerate(text):
        if char in INVISIBLE:
            continue
        if char in _SUPERSCRIPTS:
            raised = place > 0 and text[place - 1] in _SUPERSCRIPTS
            folded = _SUPERSCRIPTS[char] if raised else "^" + _SUPERSCRIPTS[char]
        elif char in _DASHES:
            folded = "-"
        else:
            folded = _SIGNS.get(char) or (char if char.isascii() else unicodedata.normalize("NFKC", char))
        for each in folded:
            if each.isspace() and each != "\n":
                each = " "
                if chars and chars[-1] == " ":
                    continue
            chars.append(each)
            origins.append(place)
    return "".join(chars), origins


def _masked(folded: str) -> str:
    return words.NO_QUANTITY.sub(lambda match: "\0" * len(match[0]), folded)


# ── finding ──────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=_REMEMBERED)
def quantities_in(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text in their order; their places and words are those of the text."""
    if not _ANY_NUMBER.search(text):
        return ()
    folded, origins = _fold(text)
    shown = _masked(folded)
    found = _merged(shown, list(_found_in(shown)))
    return tuple(_quantity(each, text, origins) for each in found)


def _quantity(found: _Found, text: str, origins: list[int]) -> Quantity:
    start, end = origins[found.start], origins[found.end - 1] + 1
    return Quantity(
        comparison=found.comparison,
        low=None if found.low is None else found.unit.to_base(found.low),
        high=None if found.high is None else found.unit.to_base(found.high),
        unit=found.unit.base,
        text=text[start:end],
        start=start,
        end=end,
    )


def _found_in(shown: str) -> Iterator[_Found]:
    numbers = list(_numbers(shown))
    at, floor = 0, 0
    while at < len(numbers):
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        pair = _pair(shown, numbers[at], following, floor) if following else None
        found = pair or _single(shown, numbers[at], floor)
        if found is not None:
            yield found
            floor = found.end
        at += 2 if pair else 1


def _numbers(shown: str) -> Iterator[_Number]:
    stop = 0
    for match in _NUMBER.finditer(shown):
        value = _value(match)
        start, end = match.span()
        if value is None or start < stop:
            continue
        if match["fraction"] or match["share"] or match["tenths"]:
            yield _Number(value, start, end, PER_CENT, True, 1)
            continue
        behind = end + (shown.startswith(" ", end) or shown.startswith("-", end))
        found = _crate(shown, behind, value) or unit_at(shown, behind)
        spelled = match["han"] or match["word"] or match["halved"]
        if found is None and spelled and not _SPELLED_ON.match(shown, end):
            continue
        unit, stop = _per_something(shown, start, end, found)
        if unit.base == "s" and shown.startswith("半", stop):  # 一年半
            value, stop = value + Decimal("0.5"), stop + 1
        if match["han"] and unit.base in _COUNTED and len(match["han"]) == 1:
            continue  # 一次成型, 二次电池
        if match["word"] and unit.base == "×":
            continue
        if unit.base == "K" and unit.offset and match["power"] is None and value < -unit.offset / unit.factor:
            continue
        scale = _SCALES.get((match["scale"] or "").lower(), 1)
        yield _Number(value, start, stop, unit, unit is not NO_UNIT, scale, bool(match["odd"]))


def _per_something(shown: str, start: int, end: int, found: tuple[Unit, int] | None) -> tuple[Unit, int]:
    """Return a number's unit, and where it ends, with what it is told per: 每小时…1吨, "2.5 kg of water per kWh"."""
    before = words.PER_BEFORE.search(shown, max(0, start - _LOOK_BACK), start)
    if found is None:
        counted = before and unit_at(before["unit"], 0) if before and before["unit"] != "吨水" else None
        return (per(pieces(), counted[0]), end) if counted else (NO_UNIT, end)
    unit, stop = found
    if any(power < 0 for name, power in unit.dimension if name != "s") or _is_rate(unit):
        return unit, stop
    behind = words.PER_BEHIND.match(shown, stop)
    below = unit_at(shown, behind.end()) if behind else None
    if below is not None:
        return per(unit, below[0]), below[1]
    if before is not None:
        named = unit_at("m3" if before["unit"] == "吨水" else before["unit"], 0)
        if named is not None and named[0].dimension != unit.dimension:
            return per(unit, named[0]), stop
    return unit, stop


def _is_rate(unit: Unit) -> bool:
    return any(name == "s" and power == -1 for name, power in unit.dimension)


def _crate(shown: str, start: int, value: Decimal) -> tuple[Unit, int] | None:
    """Read a bare C: a rate of charging where it is small, else a temperature; ° C is read as any other unit."""
    if not re.match(r"C(?![A-Za-z0-9°/+])", shown[start : start + 2]):
        return None
    if 0 < value <= _HIGHEST_RATE:
        return Unit(NO_UNIT.factor, (("C", 1),)), start + 1
    return CELSIUS, start + 1


def _value(match: re.Match[str]) -> Decimal | None:
    if match["fraction"]:
        return _fraction(match)
    if match["halved"]:
        return Decimal("0.5")
    if match["ten"]:
        number = Decimal(10) ** int(match["ten"].partition("^")[2])
    elif match["digits"]:
        number = Decimal(match["digits"].replace(",", "")) * Decimal(10) ** int(match["power"] or 0)
    elif match["share"]:
        part = _numeral(match["of"])
        whole = 100 if match["share"] == "百分之" else parse_numeral(match["share"][0])
        return None if part is None or not whole else part * 100 / whole
    elif match["tenths"]:
        half = match["half"]
        rest = 5 if half == "半" else parse_numeral(half or "零")
        return Decimal((parse_numeral(match["tenths"]) or 0) * 10 + (rest or 0))
    elif match["word"]:
        scale = _SCALES.get((match["word_scale"] or "").strip().lower(), 1)
        return Decimal(words.NUMBERS[match["word"].lower()] * scale)
    else:
        return _numeral(match["han"])
    number *= _SCALES.get((match["scale"] or "").lower(), 1)
    return -number if match["sign"] else number


def _fraction(match: re.Match[str]) -> Decimal | None:
    """Return a share in words, in per cent: half, two thirds, 9 of 10."""
    if match["under"]:
        return Decimal(100 * _PARTS_OF_ONE[match["over"].lower()]) / _PARTS_OF_ONE[match["under"].lower()]
    if match["every"]:
        some, every = (int(_PARTS_OF_ONE.get(match[n].lower()) or match[n]) for n in ("so", "every"))
        return Decimal(100 * some) / every if 0 < some <= every else None
    return Decimal(50)


def _numeral(text: str) -> Decimal | None:
    whole, _, part = text.partition("点")
    if re.fullmatch(r"[\d.]+", text):
        return Decimal(text)
    number = parse_numeral(whole)
    if number is None:
        return None
    return Decimal(f"{number}.{''.join(str(parse_numeral(char)) for char in part) or 0}").normalize()


# ── ranges ───────────────────────────────────────────────────────────────────────────────────────────────


def _pair(shown: str, first: _Number, second: _Number, floor: int) -> _Found | None:
    """Return the range that two numbers make, or the value and its tolerance; None where they are apart."""
    between = shown[first.end : second.start]
    before = shown[max(floor, first.start - _LOOK_BACK) : first.start]
    if words.TOLERANCE.fullmatch(between):
        return _with_tolerance(shown, first, second)
    introduced = words.BETWEEN.search(before)
    around = words.AROUND.fullmatch(between)
    if introduced and words.CHANGES.search(before):
        return None
    joins = words.TO.fullmatch(between) or (introduced and words.AND.fullmatch(between)) or around
    if not joins:
        return None
    low, high, unit = _shared(first, second)
    if unit is None or low > high:
        return None
    if unit is NO_UNIT and not (introduced or around or "~" in between):
        unit = _scale_before(before) or unit
        if unit is NO_UNIT:
            return None
    elif unit is NO_UNIT:
        unit = _scale_before(before) or unit
    start = first.start - (len(before) - introduced.start() if introduced else 0)
    tail = words.RANGE_END.match(shown, second.end)
    return _Found(Comparison.BETWEEN, low, high, unit, start, tail.end() if tail else second.end)


def _shared(first: _Number, second: _Number) -> tuple[Decimal, Decimal, Unit | None]:
    """Return both values in one unit: that of the second where the first has none (5–10 µm), and so its scale (5~10万次)."""
    low, high = first.value, second.value
    if not first.has_unit:
        if second.scale > 1 and first.scale == 1:
            low *= second.scale
        return low, high, second.unit
    if not second.has_unit:
        return low, high, first.unit
    if first.unit.dimension != second.unit.dimension:
        return low, high, None
    if first.unit != second.unit:
        low = second.unit.from_base(first.unit.to_base(low))
    return low, high, second.unit


def _with_tolerance(shown: str, middle: _Number, tolerance: _Number) -> _Found | None:
    unit = middle.unit if middle.has_unit else tolerance.unit
    spread = tolerance.value
    if middle.has_unit and tolerance.has_unit and tolerance.unit.dimension != unit.dimension:
        if tolerance.unit.base != "%":
            return None
        spread = abs(middle.value) * spread / 100
    elif middle.has_unit and tolerance.has_unit and tolerance.unit != unit:
        plain = unit.without_offset()
        spread = plain.from_base(tolerance.unit.without_offset().to_base(spread))
    return _Found(
        Comparison.BETWEEN, middle.value - spread, middle.value + spread, unit, middle.start, tolerance.end
    )


def _scale_before(before: str) -> Unit | None:
    named = words.SCALE_BEFORE.search(before)
    unit = unit_at(named["unit"], 0) if named else None
    return unit[0] if unit else None


# ── single values ────────────────────────────────────────────────────────────────────────────────────────


def _single(shown: str, number: _Number, floor: int) -> _Found | None:
    before = shown[max(floor, number.start - _LOOK_BACK) : number.start]
    front = words.BEFORE.search(before)
    back = words.BEHIND.match(shown, number.end)
    start = number.start - (len(before) - front.start() if front else 0)
    end = back.end() if back else number.end
    if words.PLUS_MINUS.search(before) and number.has_unit:
        sign = words.PLUS_MINUS.search(before)
        start = number.start - (len(before) - sign.start() if sign else 0)
        unit = number.unit.without_offset()
        return _Found(Comparison.BETWEEN, -number.value, number.value, unit, start, number.end)
    comparison = _comparison(front, back)
    if number.more and comparison is Comparison.EQUAL:
        comparison = Comparison.MORE_THAN
    unit = number.unit
    if not number.has_unit:
        unit = _scale_before(shown[max(0, start - _LOOK_BACK) : start]) or NO_UNIT
        if unit is NO_UNIT and comparison in (Comparison.EQUAL, Comparison.ABOUT):
            return None
    low = None if comparison in _UPPER else number.value
    high = None if comparison in _LOWER else number.value
    return _Found(comparison, low, high, unit, start, end)


def _comparison(front: re.Match[str] | None, back: re.Match[str] | None) -> Comparison:
    ahead = Comparison(str(front.lastgroup)) if front else Comparison.EQUAL
    behind = Comparison(str(back.lastgroup)) if back else Comparison.EQUAL
    if ahead in (Comparison.EQUAL, Comparison.ABOUT) and behind is not Comparison.EQUAL:
        return behind
    return ahead


def _merged(shown: str, found: list[_Found]) -> list[_Found]:
    """Make one range of a lower and an upper bound of the same thing: 大于5且小于20 µm."""
    merged: list[_Found] = []
    for each in found:
        last = merged[-1] if merged else None
        if (
            last
            and {last.comparison, each.comparison} & _LOWER
            and {last.comparison, each.comparison} & _UPPER
        ):
            between = shown[last.end : each.start]
            unit = each.unit if last.unit is NO_UNIT else last.unit
            if words.JOINED.fullmatch(between) and (last.unit is NO_UNIT or last.unit == each.unit):
                low, high = (last.low, each.high) if last.low is not None else (each.low, last.high)
                if low is not None and high is not None and low <= high:
                    merged[-1] = replace(
                        last, comparison=Comparison.BETWEEN, low=low, high=high, unit=unit, end=each.end
                    )
                    continue
        merged.append(each)
    return merged


def without_values(text: str, values: Iterable[Quantity]) -> str:
    """Return a text without some of its values."""
    for value in sorted(values, key=lambda v: -v.start):
        text = f"{text[: value.start]} {text[value.end :]}"
    return text
