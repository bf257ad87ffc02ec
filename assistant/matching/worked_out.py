"""Values that a sentence gives without saying them: the sentence in; totals, rests, changes, shares of counts and of parts, out.

铬22%、铝5%，余量为铁: 73 % iron. "From 40 min to 28 min": 30 % less. "Of 200 leaks, 178 were detected": 89 %. "5 L/min
hydrogen and 6 L/min nitrogen": at least 11 L/min in total; exactly so where the list says that it is whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from assistant.matching.properties import about
from assistant.matching.property_words import properties_in
from assistant.matching.quantity_reading import quantities_in
from assistant.matching.types import Comparison, Quantity
from knowledge.lazy_patterns import lazy_pattern

_FLAGS = re.IGNORECASE
_HUNDRED = Decimal(100)
_FIGURES = Decimal("0.0001")
_FEWEST_COUNTED = 5
_LONGEST_RATIO = 1_000  # between parts of one total
TOTAL = lazy_pattern(
    r"总共|总计|合计|共计|一共|累计|全程|总(?=[^磷氮碱硬有溶悬酸固铬砷汞铅镉氰糖黄酚烃氯硫线体]|$)"
    r"|\b(?:total(?:s|ling)?(?! (?:phosph|nitrog|organic|solids|dissolved|suspended|carbon|acid|alkal))|altogether|overall|combined|in all|in sum)\b",
    _FLAGS,
)
_WHOLE = lazy_pattern(r"组成|构成|\bconsist(?:s|ing)? of\b|\b(?:composed|made up) of\b", _FLAGS)
_EITHER = lazy_pattern(r"或|\bor\b|\balternatively\b|分别|\brespectively\b|优选|更优|preferabl", _FLAGS)
_IN_STEPS = lazy_pattern(
    r"先|再|然后|随后|接着|阶段|第[一二三]|\b(?:then|first|second|afterwards|later|stage|initially)\b", _FLAGS
)
_LASTING = lazy_pattern(
    r"寿命|保质|贮存|货架|周期性|每隔|间隔|\b(?:life|storage|stored|interval|every)\b", _FLAGS
)
_GASES = lazy_pattern(
    r"[氢氮氩氦氧氨]气|空气|蒸汽|甲烷|二氧化碳|一氧化碳|\b(?:hydrogen|nitrogen|argon|helium|oxygen|ammonia|air|steam|methane|carbon dioxide)\b",
    _FLAGS,
)
_LAYERS = lazy_pattern(
    r"层|膜|箔|板|\b(?:layers?|films?|foils?|sheets?|coats?|coatings?|plies|ply)\b", _FLAGS
)
_REST = lazy_pattern(
    r"(?:余量|其余|剩余(?:部分|量)?|余)(?:均|部分)?(?:为|是)(?P<zh>[^，,。；;、及和与()（）\d]{1,14})"
    r"|\b(?:balance|remainder|rest)(?: (?:being|is|of|consists of))?(?: essentially)? (?P<en>[a-z][a-z -]{1,30}?)(?=[,.;)]|\s(?:and|with)\b|$)",
    _FLAGS,
)
_FROM = lazy_pattern(r"(?:[由从自]|\bfrom) ?(?:约|about )?$", _FLAGS)
_FROM_TO = lazy_pattern(
    r"(?:[由从自]|\bfrom) ?(?:约|about )?(?P<before>\d[\d,]*(?:\.\d+)?)(?P<unit> ?[^\d,，。;；]{0,16}?)(?:[（(][^）)]{0,20}[）)])? ?"
    r"(?:(?:降|下降|升|上升|提高|提升|增加?|减少?|缩短|缩减|变|延长|降低|升高|减小|增大)?(?:至|到|为)|(?:down |up )?to) ?(?:约|仅|about |only |just )?"
    r"(?P<after>\d[\d,]*(?:\.\d+)?)",
    _FLAGS,
)
_AGAINST = lazy_pattern(
    r"(?: [a-z][a-z ]{0,30})?,? (?:as )?(?:against|versus|vs\.?|compared (?:with|to)) (?:about |only )?(?:the )?"
    r"|[，,；;]?(?:而|相比)?(?:对比例|比较例|对照|常规|传统|现有|普通|以往|原有|未)[^，,。；;\d]{0,12}(?:为|是|仅|只有|达)约?",
    _FLAGS,
)
_LEVEL = lazy_pattern(r"(?:[至到]|\bto)(?: ?约| (?:about|only|just|a level of))? ?$", _FLAGS)
_FURTHER = lazy_pattern(r" ?(?:less|fewer|lower|more|higher)\b", _FLAGS)
_COUNTER = "个条张件例次份只株台处名粒颗枚"
_COUNTED = (
    lazy_pattern(rf"(?P<of>\d+) ?[{_COUNTER}][^，,。；;\d]{{0,12}}[中里][，,]?[^，,。；;\d]{{0,12}}?(?P<so>\d+) ?[{_COUNTER}]"),
    lazy_pattern(r"\bof (?:the |all )?(?P<of>\d+) [a-z][a-z -]{2,40}?,? (?:only |some )?(?P<so>\d+) (?:were|are|was|is|could be|have been)\b", _FLAGS),
    lazy_pattern(r"(?<![\d.,])(?P<so>\d+) (?:out )?of (?:the |all )?(?P<of>\d+) (?=[a-z]{3})", _FLAGS),
)  # fmt: skip
RECALL = frozenset({"recall rate"})
_DETECTED = lazy_pattern(
    r"\b(?:found|detected|caught|spotted|recogni[sz]ed|identified)\b|找出|检出|识别|发现|查出", _FLAGS
)
_FAILED = lazy_pattern(
    r"漏|误|未|失败|损坏|\b(?:miss|fail|lost|los[et]|not|wrong|false|broke|died|reject)", _FLAGS
)
_BY_PARTS = lazy_pattern(r"重量份|质量份|按重量|按质量|\bparts?\b[^.;]{0,12}\bby (?:weight|mass)", _FLAGS)
_PART = lazy_pattern(
    r"(?P<before>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9-]{0,14}?)?(?:为|:|：)? ?(?P<low>\d+(?:\.\d+)?)(?: ?[-–~～至到] ?(?P<high>\d+(?:\.\d+)?))? ?"
    r"(?:重量|质量)?(?:份|parts?(?: by (?:weight|mass))?)(?: of)?(?: (?P<en>[a-z][a-z -]{1,24}?)(?=[,.;]| and |$)|(?:的)?(?P<after>[\u4e00-\u9fff]{1,12}))?",
    _FLAGS,
)
_WATERY = lazy_pattern(r"水|溶液|\b(?:water|solution|effluent|liquor|broth)\b", _FLAGS)
_GASEOUS = lazy_pattern(r"[^水]气|蒸汽|\b(?:gas|air|vapou?r|steam|atmosphere)\b", _FLAGS)
_TRACES = lazy_pattern(r"pp[mb]$|mg/L$|毫克/升$|mg/l$|μg/L$", _FLAGS)
_DILUTE = Decimal(1)  # per cent: up to here a litre of a watery liquid weighs a kilogram
_CONTENT = frozenset({"content"})
_ADDED = frozenset({"s", "m3/s", "kg/s", "m", "%"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedOut:
    """A value that follows from a sentence: what it is of, and which kind of change or total it is."""

    quantity: Quantity  # its text is the stretch of the sentence that it follows from
    name: str
    said: str  # the words that tell what it is of
    change: str = ""
    of: Quantity | None = None  # a stated value of the same property
    properties: frozenset[str] = frozenset()  # where there is none
    is_total: bool = False
    is_difference: bool = False  # from what others have


def worked_out(sentence: str, *, of_others: bool = False) -> Iterator[WorkedOut]:
    """Yield what follows from a sentence; of one that speaks of others too only how far its own value is from theirs."""
    values = quantities_in(sentence)
    yield from _differences(sentence, values)
    if of_others:
        return
    yield from _rests(sentence, values)
    yield from _changes(sentence, values)
    yield from _counted(sentence)
    yield from _shares_of_parts(sentence)
    yield from _as_the_other_unit(sentence, values)
    yield from _totals(sentence, values)


def asks_for_a_total(text: str) -> bool:
    """Say whether a text speaks of what things come to together."""
    return bool(TOTAL.search(text))


def is_level(sentence: str, quantity: Quantity) -> bool:
    """Say whether a change goes to this value, so that it is not how much changes."""
    goes = _LEVEL.search(sentence[: quantity.start])
    return bool(goes) and not _FURTHER.match(sentence, quantity.end)


def is_one_of_parts(sentence: str, quantity: Quantity) -> bool:
    """Say whether a sentence has further values of the unit, and no word for their total."""
    like = [value for value in quantities_in(sentence) if value.unit == quantity.unit]
    return len(like) > 1 and not TOTAL.search(sentence)


# ── one way each ─────────────────────────────────────────────────────────────────────────────────────────


def _rests(sentence: str, values: Sequence[Quantity]) -> Iterator[WorkedOut]:
    told = _REST.search(sentence)
    shares = [value for value in values if value.unit == "%"]
    if told is None or not shares or any(value.high is None for value in shares):
        return
    most = sum((value.high or Decimal(0) for value in shares), Decimal(0))
    least = sum((value.low or Decimal(0) for value in shares), Decimal(0))
    if not 0 < most < _HUNDRED:
        return
    name = (told["zh"] or told["en"]).strip()
    quantity = _between(_HUNDRED - most, _HUNDRED - least, "%", sentence, shares[0].start, told.end())
    yield WorkedOut(quantity=quantity, name=name, said=f"{name} 含量 content")


def _changes(sentence: str, values: Sequence[Quantity]) -> Iterator[WorkedOut]:
    for told in _FROM_TO.finditer(sentence):
        after = next((v for v in values if v.start <= told.start("after") < v.end), None)
        if after is None or after.low is None or after.low != after.high or not after.low:
            continue
        one, other = (Decimal(told[name].replace(",", "")) for name in ("before", "after"))
        unit = told["unit"].strip()
        if not one or not other or one == other or unit not in after.text:
            continue
        before = next((v for v in values if v.start <= told.start("before") < v.end), after)
        for value, of_unit in _amounts(one, other, after):
            quantity = _exactly(value, of_unit, sentence, told.start("before"), after.end)
            yield WorkedOut(
                quantity=quantity,
                name=about(sentence, before),
                said=sentence,
                change="down" if other < one else "up",
                of=before,
            )


def _differences(sentence: str, values: Sequence[Quantity]) -> Iterator[WorkedOut]:
    for own, other in pairwise(values):
        told = own.unit == other.unit and _AGAINST.fullmatch(sentence[own.end : other.start])
        if not told or own.low is None or other.low is None or own.low == other.low or not other.low:
            continue
        if own.low != own.high or other.low != other.high or own.unit == "K":
            continue
        value = abs(own.low - other.low)
        if own.unit != "%":
            value = value / other.low * _HUNDRED
        yield WorkedOut(
            quantity=_exactly(value, "%", sentence, own.start, other.end),
            name=about(sentence, own),
            said=sentence,
            change="down" if own.low < other.low else "up",
            of=own,
            is_difference=True,
        )


def _amounts(one: Decimal, other: Decimal, after: Quantity) -> Iterator[tuple[Decimal, str]]:
    """Yield how much a change comes to: in points for shares, else in its unit and in per cent."""
    amount = abs(one - other)
    if after.unit == "K":
        return
    yield amount / other * (after.low or Decimal(0)), after.unit
    if after.unit != "%":
        yield amount / one * _HUNDRED, "%"


def _counted(sentence: str) -> Iterator[WorkedOut]:
    of = RECALL if _DETECTED.search(sentence) else frozenset()
    for pattern in _COUNTED:
        for found in pattern.finditer(sentence):
            some, every = Decimal(found["so"]), Decimal(found["of"])
            if some > every or every < _FEWEST_COUNTED or _FAILED.search(sentence):
                continue
            quantity = _exactly(some / every * _HUNDRED, "%", sentence, found.start(), found.end())
            yield WorkedOut(
                quantity=quantity, name=re.sub(r"\d+", " ", found[0]), said=sentence, properties=of
            )


def _shares_of_parts(sentence: str) -> Iterator[WorkedOut]:
    if not _BY_PARTS.search(sentence):
        return
    parts = list(_PART.finditer(sentence))
    ends = [(Decimal(part["low"]), Decimal(part["high"] or part["low"])) for part in parts]
    if len(parts) < 2 or any(high <= 0 for _, high in ends):
        return
    least = sum((low for low, _ in ends), Decimal(0))
    most = sum((high for _, high in ends), Decimal(0))
    for part, (low, high) in zip(parts, ends, strict=True):
        name = (part["en"] or part["before"] or part["after"] or "").strip()
        if name:
            quantity = _between(
                _HUNDRED * low / (low + most - high),
                _HUNDRED * high / (high + least - low),
                "%",
                sentence,
                part.start("low"),
                part.end(),
            )
            yield WorkedOut(quantity=quantity, name=name, said=f"{name} 含量 content")


def _as_the_other_unit(sentence: str, values: Sequence[Quantity]) -> Iterator[WorkedOut]:
    """Yield mg/L as ppm and the other way round, of what is dilute in water."""
    if not _WATERY.search(sentence) or _GASEOUS.search(sentence):
        return
    for value in values:
        if not _TRACES.search(value.text) or value.unit not in ("%", "kg/m3"):
            continue
        unit, times = ("kg/m3", Decimal(10)) if value.unit == "%" else ("%", Decimal("0.1"))
        low, high = (None if end is None else end * times for end in (value.low, value.high))
        if max(end or Decimal(0) for end in (value.low, value.high)) < _DILUTE:
            yield WorkedOut(
                quantity=replace(value, low=low, high=high, unit=unit),
                name=about(sentence, value),
                said=sentence,
                of=value,
            )


def _totals(sentence: str, values: Sequence[Quantity]) -> Iterator[WorkedOut]:
    if TOTAL.search(sentence) or _EITHER.search(sentence):
        return
    for unit in sorted({value.unit for value in values} & _ADDED):
        parts = [value for value in values if value.unit == unit]
        if len(parts) > 1 and _are_parts(sentence, parts, unit):
            yield _total(sentence, parts, unit)


def _are_parts(sentence: str, parts: Sequence[Quantity], unit: str) -> bool:
    """Say whether values are of things that add up: gases, layers, components, steps one after the other."""
    ends = [part.low if part.high is None else part.high for part in parts]
    told = [end for end in ends if end is not None and end > 0]
    if len(told) < len(parts) or max(told) > _LONGEST_RATIO * min(told):
        return False
    if any(_FROM.search(sentence[: part.start]) for part in parts):
        return False
    if unit == "s":
        return bool(len(parts) > 2 or _IN_STEPS.search(sentence)) and not _LASTING.search(sentence)
    if unit == "%":
        names = {about(sentence, part) for part in parts}
        of_content = all(each.names <= _CONTENT for each in properties_in(sentence))
        return of_content and len(names) == len(parts) and sum(told) <= _HUNDRED
    if unit == "m":
        return len(_LAYERS.findall(sentence)) >= len(parts)
    return len(_GASES.findall(sentence)) >= len(parts) and not _IN_STEPS.search(sentence)


def _total(sentence: str, parts: Sequence[Quantity], unit: str) -> WorkedOut:
    least = sum((part.low or Decimal(0) for part in parts), Decimal(0))
    most = sum((part.high or part.low or Decimal(0) for part in parts), Decimal(0))
    start, end = parts[0].start, parts[-1].end
    quantity = _between(least, most, unit, sentence, start, end)
    if not _WHOLE.search(sentence):
        quantity = replace(quantity, comparison=Comparison.AT_LEAST, high=None)
    named = {
        "s": "时间 处理 工艺 流程 周期 process processing treatment cycle time takes duration",
        "m": "厚度 thickness thick",
        "%": "总量 含量 用量 content",
    }
    said = f"{sentence} 总 共 total overall altogether combined {named.get(unit, '气体 用量 流量 gas flow consumption')}"
    return WorkedOut(quantity=quantity, name="", said=said, of=parts[0], is_total=True)


def _between(low: Decimal, high: Decimal, unit: str, sentence: str, start: int, end: int) -> Quantity:
    if low == high:
        return _exactly(low, unit, sentence, start, end)
    return replace(_exactly(low, unit, sentence, start, end), comparison=Comparison.BETWEEN, high=_even(high))


def _exactly(value: Decimal, unit: str, sentence: str, start: int, end: int) -> Quantity:
    return Quantity(
        comparison=Comparison.EQUAL,
        low=_even(value),
        high=_even(value),
        unit=unit,
        text=sentence[start:end],
        start=start,
        end=end,
    )


def _even(value: Decimal) -> Decimal:
    return value if value == 0 or abs(value) < 1 else value.quantize(_FIGURES).normalize() + 0
