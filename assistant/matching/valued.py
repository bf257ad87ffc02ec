"""Required values beside stated ones: a requirement and what a patent states in; met, missed or open, with the value, out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.matching.comparing import compare
from assistant.matching.likeness import AskedTerm, Likeness, SaidWords, held, share
from assistant.matching.properties import about
from assistant.matching.property_words import GENERAL, better, possible, properties_in
from assistant.matching.quantity_reading import quantities_in
from assistant.matching.statements import Statement, change_of, clause_span, properties_of
from assistant.matching.types import Comparison, Quantity, Requirement, Verdict
from assistant.matching.worked_out import asks_for_a_total, is_level
from knowledge.types import Language

NEAR = 0.5
_GROUP = 0.1
_BY_NAME = 0.3  # of the qualifying words, where a property has a name that few other things have
_WIDE = 0.3
_SURE = 0.8  # where nobody said which way is better
_POINTS = frozenset({Comparison.EQUAL, Comparison.ABOUT})
_SAY_LITTLE = {"K": frozenset({"temperature"})}  # properties that a unit says already
_CONTENT = frozenset({"content"})
_ANY_STEP = frozenset(
    "反应 处理 工艺 过程 步骤 工序 合成 时间 时长 持续 整个 全程 过程中 整个过程 工作 运行 操作 作业 进行 运转 process processing working running operation operating work works whole entire reaction treatment step stage synthesis time duration takes take lasts".split()
)  # said of every step
_IN_SHORT = 2  # claims and abstract
_LITTLE = 0.2
_OF_ALL_STEPS = 0.6
_COMPONENT_BESIDE = 0.3  # what the sentence says of other components
_BESIDE = 0.75
_RECALL = frozenset({"recall rate"})
_FINDS = re.compile(
    r"\b(?:find|detect|catch|spot|recogni[sz]e|identif(?:y|ie))(?:s|es)?\b[^,;]{0,24}%|(?:找出|检出|识别出?|发现|查出)[^，,；;]{0,10}[%成]",
    re.IGNORECASE,
)
_POINTS_OF_A_SHARE = re.compile(r"points?$|百分点", re.IGNORECASE)
_FARTHEST = 2.5  # powers of ten between a wish and a value of the same thing
_FAR = 1.3
_LOWER = frozenset({Comparison.AT_MOST, Comparison.LESS_THAN})
_AMOUNTS = frozenset({"down", "up"})
_OF_STEPS = frozenset({"K", "Pa"})
_REACH = re.compile(
    r"量程|行程|范围|调节?$|可调|\brange|stroke|travel|adjust|detect|trac(?:e|es)\b|检出|检测|测[量到]|补到|加到",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|since|so that|as (?:our|we))\b.*|(?:以便|以免|因为|以(?=[省降提减节])).*", re.IGNORECASE
)
_FIELD_FIRST = re.compile(r"^(?:for|in|on|during) [a-z -]{3,40}?,? (?=(?:the|its|our|this) )", re.IGNORECASE)
_UP_TO = re.compile(r"up to|到|至", re.IGNORECASE)
_DOWN_TO = re.compile(r"down to ?\W*$|[从自] ?$|from ?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A value that is asked for, with what it is of."""

    quantity: Quantity
    name: tuple[AskedTerm, ...]
    words: tuple[AskedTerm, ...]
    others: tuple[AskedTerm, ...]  # those that are no part of a property's name
    said: SaidWords
    properties: frozenset[str]
    asks_content: bool
    change: str
    is_temperature: bool
    is_tolerance: bool
    is_total: bool
    is_amount: bool  # of a change, and not what is changed to
    in_points: bool
    is_of_all_steps: bool  # a limit, and no step is named
    reach: str = ""  # up, down or all: how far a range has to go


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A statement held against an aim: how surely it is of the same property, and whether it meets it."""

    statement: Statement
    score: float
    met: bool | None


def aims(requirement: Requirement, language: Language, likeness: Likeness) -> tuple[Aim, ...]:
    """Return the values that are asked for; where some are bounded, the others are conditions."""
    values = requirement.quantities
    text = requirement.text
    bounded = [v for v in values if v.comparison not in _POINTS or _reach(text, v)]
    bounded = [v for v in bounded if not (v is not bounded[0] and v.text.lower().startswith("over "))]
    wishes = [_directed(text, value) for value in bounded or values]
    return tuple(
        Aim(
            quantity=wish,
            reach=reach,
            name=likeness.asked(about(text, value)),
            words=_words(text, value, likeness),
            others=_words(text, value, likeness, bare=True),
            is_tolerance=_is_tolerance(value),
            is_temperature="temperature" in properties_of(text, value),
            said=likeness.said(text, language),
            properties=_informative(_properties(text, value), value.unit),
            asks_content=_asks_content(text, value),
            change=change_of(text, value),
            is_total=asks_for_a_total(text),
            is_amount=_is_amount(text, value),
            in_points=value.unit == "%" and bool(_POINTS_OF_A_SHARE.search(value.text)),
            is_of_all_steps=_is_of_all_steps(text, value, likeness),
        )
        for value, (wish, reach) in zip(bounded or values, wishes, strict=True)
    )


def _directed(text: str, value: Quantity) -> tuple[Quantity, str]:
    """Return a wish with the bound that is meant, and how far a range has to reach: 80 % survival is at least that much,
    a range up to 500 cN one that goes so far."""
    reach = _reach(text, value)
    if _is_tolerance(value):
        comparison = Comparison.AT_LEAST if reach else Comparison.AT_MOST
        return _bounded(value, comparison), "up" if reach else ""
    if reach in ("up", "down"):
        return _bounded(value, Comparison.AT_LEAST if reach == "up" else Comparison.AT_MOST), reach
    if value.comparison in _POINTS:
        sign = _better_way(text, value)
        if sign:
            return _bounded(value, Comparison.AT_LEAST if sign == "+" else Comparison.AT_MOST), ""
    return value, reach


def _better_way(text: str, value: Quantity) -> str:
    """Return "+" where at least a value is meant, "-" where at most: 30 % less of what should be little is a least."""
    change, sign = change_of(text, value), better(_properties(text, value))
    if not _is_amount(text, value):
        return sign or ("+" if change else "")
    return "-" if sign and (sign == "+") is (change == "down") else "+"


def _is_amount(text: str, value: Quantity) -> bool:
    return change_of(text, value) in _AMOUNTS and not is_level(text, value)


def _properties(text: str, value: Quantity) -> frozenset[str]:
    """Return the properties that a wished value can be of; how many of all are found is a rate of recall."""
    named = properties_of(text, value)
    if not named - _CONTENT and value.unit == "%" and _FINDS.search(text):
        return _RECALL
    return named


def _asks_content(text: str, value: Quantity) -> bool:
    named = properties_of(text, value)
    return value.unit == "%" and named <= _CONTENT and not change_of(text, value)


def _is_of_all_steps(text: str, value: Quantity, likeness: Likeness) -> bool:
    if value.unit != "K" or value.comparison not in _LOWER:
        return False
    start, end = clause_span(text, value)
    words = _bare(f"{text[start : value.start]} {text[value.end : end]}")
    return all(term.text in _ANY_STEP for term in likeness.asked(_REASON.sub("", words)))


def _bounded(value: Quantity, comparison: Comparison) -> Quantity:
    number = value.low if value.high is None else value.high
    low = number if comparison is Comparison.AT_LEAST else None
    return replace(value, comparison=comparison, low=low, high=None if low is not None else number)


def _reach(text: str, value: Quantity) -> str:
    if not _REACH.search(text):
        return ""
    before = text[: value.start]
    if _DOWN_TO.search(before) or value.text.lower().startswith("down to"):
        return "down" if value.comparison in _POINTS else ""
    if value.comparison is Comparison.BETWEEN:
        return "all"
    told = value.text.lower().startswith("up to") or bool(_UP_TO.search(before[-2:]))
    if told or value.comparison in (Comparison.AT_LEAST, Comparison.MORE_THAN):
        return "up"
    return ""


def _words(text: str, value: Quantity, likeness: Likeness, *, bare: bool = False) -> tuple[AskedTerm, ...]:
    """Return the words of the clause of a value, those of all where it has none; `bare`: without names of properties."""
    start, end = clause_span(text, value)
    for part, moved in ((text[start:end], start), (text, 0)):
        values = [q for q in quantities_in(text) if q.start >= moved and q.end <= moved + len(part)]
        words = _without(part, (replace(q, start=q.start - moved, end=q.end - moved) for q in values))
        words = _REASON.sub("", _FIELD_FIRST.sub("", words))
        if likeness.asked(words) or _specific(value.unit):
            return likeness.asked(_bare(words) if bare else words)
    return ()


def _without(text: str, values: Iterable[Quantity]) -> str:
    for value in sorted(values, key=lambda v: -v.start):
        text = f"{text[: value.start]} {text[value.end :]}"
    return text


def _informative(properties: frozenset[str], unit: str) -> frozenset[str]:
    return possible(properties, unit) - _SAY_LITTLE.get(unit, frozenset()) - _CONTENT


def judge(aim: Aim, stated: Iterable[Statement]) -> list[Judged]:
    """Return the statements that are of the property that is asked about, surest first."""
    found: list[Judged] = []
    for statement in stated:
        if statement.quantity.unit != aim.quantity.unit or not _is_asked(aim, statement):
            continue
        score, complement = _alike(aim, statement)
        if score >= NEAR:
            value = _complement(statement.quantity) if complement else statement.quantity
            found.append(Judged(statement=statement, score=score, met=_met(aim, statement, value)))
    best = max((one.score for one in found), default=0.0)
    kept = [one for one in found if one.score >= best - _GROUP]
    if kept and all(one.met is None for one in kept) and not aim.properties <= GENERAL:
        kept += [one for one in found if one.met and one.score >= best - _WIDE]  # an example tells more
    return sorted(kept, key=lambda one: (one.statement.order, -one.score))


def _is_asked(aim: Aim, statement: Statement) -> bool:
    """Say whether a total or a change that was worked out is what is asked for; a stated value always can be."""
    if statement.worked is None:
        return True
    return aim.is_total if statement.is_total else aim.is_amount or not statement.change


def _met(aim: Aim, statement: Statement, value: Quantity) -> bool | None:
    """Say whether a value meets what is asked for; a part tells nothing of a total, but that it is no smaller."""
    met = meets(aim, value)
    if aim.is_total and statement.is_one_of_parts and met is (aim.quantity.comparison in _LOWER):
        return None
    return met


def meets(aim: Aim, found: Quantity) -> bool | None:
    """Say whether a value meets what is asked for; None where it leaves that open."""
    required = aim.quantity
    if aim.reach:
        found = _reached(found, aim.reach)
        if _covers(found, required):
            return True
    if _is_tolerance(found):
        found = replace(found, comparison=Comparison.EQUAL, low=found.high)
    if required.comparison in _POINTS and found.comparison is Comparison.BETWEEN and _covers(found, required):
        return True
    return compare(required, found)


def _covers(wide: Quantity, narrow: Quantity) -> bool:
    if wide.low is None or wide.high is None or narrow.low is None or narrow.high is None:
        return False
    return wide.low <= narrow.low and narrow.high <= wide.high


def _reached(found: Quantity, reach: str) -> Quantity:
    """Return how far a range goes, up or down; the range itself where a range is asked for."""
    end = {"up": found.high, "down": found.low}.get(reach)
    if end is None:
        return found
    return replace(found, comparison=Comparison.EQUAL, low=end, high=end)


def _is_tolerance(value: Quantity) -> bool:
    return value.low is not None and value.high is not None and value.low == -value.high and value.high > 0


def _alike(aim: Aim, statement: Statement) -> tuple[float, bool]:
    stated = _informative(statement.properties, aim.quantity.unit)
    complement = False
    if aim.change != statement.change:
        if {aim.change, statement.change} == {"left", "down"}:
            complement = True
        elif aim.change and statement.change:
            return 0.0, False
    elif aim.is_amount and statement.is_level:
        return 0.0, False
    if aim.in_points and not (statement.change or _POINTS_OF_A_SHARE.search(statement.quantity.text)):
        return 0.0, False
    if aim.is_of_all_steps and statement.order <= _IN_SHORT and statement.is_of_a_step:
        return _OF_ALL_STEPS, False
    same = _same(aim.properties, stated)
    if same is False:
        return 0.0, False
    far = _powers_between(aim.quantity, statement.quantity)
    if far > _FARTHEST:
        return 0.0, False
    qualified = _qualified(aim, statement, named=bool(same))
    back = share(statement.likeness.asked(_bare(statement.name) if same else statement.name), aim.said)
    if same is None and aim.is_temperature and "temperature" in statement.properties:
        named = 0.75
    elif same is None and aim.asks_content and statement.is_component:
        named = 0.75
    else:
        named = 0.5 if same is None else 1.0
    if same and not aim.properties <= GENERAL:
        qualified = max(qualified, _BY_NAME)
    score = 0.4 * named + 0.45 * qualified + 0.15 * back
    if _specific(aim.quantity.unit):
        score += 0.15
    if aim.change != statement.change and not complement:
        score -= 0.1
    if complement:
        score += 0.15  # what is lost and what is left have other words
    if statement.is_total:
        score += 0.2  # a part has the property's name beside it
    if far > _FAR:
        score -= 0.2
    if _same_range(aim.quantity, statement.quantity) or (
        aim.is_tolerance and _is_tolerance(statement.quantity)
    ):
        score += 0.3
    return score, complement


def _same(one: frozenset[str], other: frozenset[str]) -> bool | None:
    if not one or not other:
        return None
    return bool(one & other)


def _bare(text: str) -> str:
    """Return a text without the names of properties in it."""
    for each in reversed(properties_in(text)):
        text = f"{text[: each.start]} {text[each.end :]}"
    return text


def _powers_between(wanted: Quantity, given: Quantity) -> float:
    if wanted.unit == "K":
        return 0.0
    ends = [[end for end in (value.low, value.high) if end] for value in (wanted, given)]
    return min(
        (abs(math.log10(one / other)) for one in ends[0] for other in ends[1] if one / other > 0), default=0.0
    )


def _same_range(wanted: Quantity, given: Quantity) -> bool:
    return (
        wanted.low is not None
        and wanted.high is not None
        and wanted.low != wanted.high
        and ((wanted.low, wanted.high) == (given.low, given.high))
    )


def _qualified(aim: Aim, statement: Statement, *, named: bool) -> float:
    """Return how much of what qualifies a property is said: where, of what, under which conditions."""
    terms = aim.others if named or aim.quantity.unit in _SAY_LITTLE else aim.words
    if not terms:
        return 0.8 if named else 0.5 if _specific(aim.quantity.unit) else 0.0
    names = set(aim.name)
    beside = _COMPONENT_BESIDE if statement.is_component else _BESIDE
    of_step = aim.quantity.unit in _OF_STEPS or aim.quantity.unit == "s"
    total = found = 0.0
    for term in terms:
        weight = _LITTLE if of_step and term.text in _ANY_STEP else 1.0 if term in names else 0.5
        total += weight
        found += weight * max(
            held(term, statement.said_by_clause), beside * held(term, statement.said_by_sentence)
        )
    return found / total if total else 0.0


def _specific(unit: str) -> bool:
    """Say whether a unit tells by itself much of what is measured."""
    return bool(re.search(r"[/·]", unit)) or unit in _TELLING


_TELLING = frozenset({"Pa·s", "dB", "pH", "HV", "HB", "HRC", "Da", "°", "S", "Ω", "mesh"})


def _complement(value: Quantity) -> Quantity:
    """Return what is lost of what is left, in per cent, and the other way round."""
    hundred = Decimal(100)
    turned = {
        Comparison.AT_LEAST: Comparison.AT_MOST,
        Comparison.AT_MOST: Comparison.AT_LEAST,
        Comparison.MORE_THAN: Comparison.LESS_THAN,
        Comparison.LESS_THAN: Comparison.MORE_THAN,
    }
    return replace(
        value,
        comparison=turned.get(value.comparison, value.comparison),
        low=None if value.high is None else hundred - value.high,
        high=None if value.low is None else hundred - value.low,
    )


def verdict_of(aim: Aim, judged: Sequence[Judged]) -> tuple[Verdict, Judged | None]:
    """Return what statements of one property say together: one that meets it is enough, else one that leaves it open."""
    if not judged:
        return Verdict.NOT_FOUND, None
    missed = next((one for one in judged if one.met is False), None)
    met = next((one for one in judged if one.met), None)
    if met is not None and not (missed is not None and _holds_throughout(aim)):
        return Verdict.SUPPORTED, met
    chosen = missed if met is not None and missed is not None else judged[0]
    if chosen.met is None:
        return Verdict.PARTLY, chosen
    unsure = aim.quantity.comparison in _POINTS and chosen.score < _SURE
    return (Verdict.PARTLY if unsure else Verdict.CONTRADICTED), chosen


def _holds_throughout(aim: Aim) -> bool:
    """Say whether a limit is one for every step: a temperature or pressure that nothing may exceed."""
    return aim.quantity.unit in _OF_STEPS and aim.quantity.comparison in _LOWER
