"""What values a requirement asks for: its words in; each value with what it is of and the bound that is meant, out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.matching.likeness import AskedTerm, Likeness, SaidWords
from assistant.matching.properties import about
from assistant.matching.property_words import (
    OF_ONE_SUBSTANCE,
    better,
    possible,
    properties_in,
    without_names,
)
from assistant.matching.quantity_reading import quantities_in, without_values
from assistant.matching.statements import change_of, clause_span, properties_of
from assistant.matching.types import Comparison, Quantity, Requirement
from assistant.matching.worked_out import RECALL, asks_for_a_total, is_level
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

POINTS = frozenset({Comparison.EQUAL, Comparison.ABOUT})
LOWER = frozenset({Comparison.AT_MOST, Comparison.LESS_THAN})
SAY_LITTLE = {"K": frozenset({"temperature"})}
"""Properties that a unit says already."""
_CONTENT = frozenset({"content"})
_AMOUNTS = frozenset({"down", "up"})
ANY_STEP = frozenset(
    """
    反应 处理 工艺 过程 步骤 工序 合成 时间 时长 持续 整个 全程 过程中 整个过程 工作 运行 操作 作业 进行 运转 process processing working running
    operation operating work works whole entire reaction treatment step stage synthesis time duration takes take lasts
    """.split()  # noqa: SIM905
)
"""Words that are said of every step."""
_FINDS = lazy_pattern(
    r"\b(?:find|detect|catch|spot|recogni[sz]e|identif(?:y|ie))(?:s|es)?\b[^,;]{0,24}%|(?:找出|检出|识别出?|发现|查出)[^，,；;]{0,10}[%成]",
    re.IGNORECASE,
)
POINTS_OF_A_SHARE = lazy_pattern(r"points?$|百分点", re.IGNORECASE)
_REACH = lazy_pattern(
    r"量程|行程|范围|调节?$|可调|\brange|stroke|travel|adjust|detect|trac(?:e|es)\b|检出|检测|测[量到]|补到|加到",
    re.IGNORECASE,
)
_REASON = lazy_pattern(
    r"\b(?:because|since|so that|as (?:our|we))\b.*|(?:以便|以免|因为|以(?=[省降提减节])).*", re.IGNORECASE
)
_FIELD_FIRST = lazy_pattern(
    r"^(?:for|in|on|during) [a-z -]{3,40}?,? (?=(?:the|its|our|this) )", re.IGNORECASE
)
_UP_TO = lazy_pattern(r"up to|到|至", re.IGNORECASE)
_DOWN_TO = lazy_pattern(r"down to ?\W*$|[从自] ?$|from ?$", re.IGNORECASE)
_TELLING = frozenset({"Pa·s", "dB", "pH", "HV", "HB", "HRC", "Da", "°", "S", "Ω", "mesh"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A value that is asked for, with what it is of."""

    quantity: Quantity
    name: tuple[AskedTerm, ...]
    words: tuple[AskedTerm, ...]
    others: tuple[AskedTerm, ...]  # those that are no part of a property's name
    substance: tuple[AskedTerm, ...]  # whose share is asked for, where it is a share of one among others
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


def aims(requirement: Requirement, language: Language, likeness: Likeness) -> tuple[Aim, ...]:
    """Return the values that are asked for; where some are bounded, the others are conditions."""
    values = requirement.quantities
    text = requirement.text
    bounded = [v for v in values if v.comparison not in POINTS or _reach(text, v)]
    bounded = [v for v in bounded if not (v is not bounded[0] and v.text.lower().startswith("over "))]
    wishes = [_directed(text, value) for value in bounded or values]
    return tuple(
        Aim(
            quantity=wish,
            reach=reach,
            name=likeness.asked(about(text, value)),
            words=_words(text, value, likeness),
            others=_words(text, value, likeness, bare_of_properties),
            substance=_substance(text, value, likeness),
            is_tolerance=is_tolerance(value),
            is_temperature="temperature" in properties_of(text, value),
            said=likeness.said(text, language),
            properties=informative(_properties(text, value), value.unit),
            asks_content=_asks_content(text, value),
            change=change_of(text, value),
            is_total=asks_for_a_total(text),
            is_amount=_is_amount(text, value),
            in_points=value.unit == "%" and bool(POINTS_OF_A_SHARE.search(value.text)),
            is_of_all_steps=_is_of_all_steps(text, value, likeness),
        )
        for value, (wish, reach) in zip(bounded or values, wishes, strict=True)
    )


def _directed(text: str, value: Quantity) -> tuple[Quantity, str]:
    """Return a wish with the bound that is meant, and how far a range has to reach: 80 % survival is at least that much,
    a range up to 500 cN one that goes so far."""
    reach = _reach(text, value)
    if is_tolerance(value):
        comparison = Comparison.AT_LEAST if reach else Comparison.AT_MOST
        return _bounded(value, comparison), "up" if reach else ""
    if reach in ("up", "down"):
        return _bounded(value, Comparison.AT_LEAST if reach == "up" else Comparison.AT_MOST), reach
    if value.comparison in POINTS:
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
        return RECALL
    return named


def _asks_content(text: str, value: Quantity) -> bool:
    named = properties_of(text, value)
    return value.unit == "%" and named <= _CONTENT and not change_of(text, value)


def _is_of_all_steps(text: str, value: Quantity, likeness: Likeness) -> bool:
    if value.unit != "K" or value.comparison not in LOWER:
        return False
    start, end = clause_span(text, value)
    words = bare_of_properties(f"{text[start : value.start]} {text[value.end : end]}")
    return all(term.text in ANY_STEP for term in likeness.asked(_REASON.sub("", words)))


def _bounded(value: Quantity, comparison: Comparison) -> Quantity:
    number = value.low if value.high is None else value.high
    low = number if comparison is Comparison.AT_LEAST else None
    return replace(value, comparison=comparison, low=low, high=None if low is not None else number)


def _reach(text: str, value: Quantity) -> str:
    if not _REACH.search(text):
        return ""
    before = text[: value.start]
    if _DOWN_TO.search(before) or value.text.lower().startswith("down to"):
        return "down" if value.comparison in POINTS else ""
    if value.comparison is Comparison.BETWEEN:
        return "all"
    told = value.text.lower().startswith("up to") or bool(_UP_TO.search(before[-2:]))
    if told or value.comparison in (Comparison.AT_LEAST, Comparison.MORE_THAN):
        return "up"
    return ""


def _substance(text: str, value: Quantity, likeness: Likeness) -> tuple[AskedTerm, ...]:
    if not _properties(text, value) & OF_ONE_SUBSTANCE:
        return ()
    return _words(text, value, likeness, lambda words: without_names(words, OF_ONE_SUBSTANCE))


def _words(
    text: str, value: Quantity, likeness: Likeness, bared: Callable[[str], str] = str
) -> tuple[AskedTerm, ...]:
    """Return the words of the clause of a value, those of all where it has none; `bared` takes some out of them."""
    start, end = clause_span(text, value)
    for part, moved in ((text[start:end], start), (text, 0)):
        values = [q for q in quantities_in(text) if q.start >= moved and q.end <= moved + len(part)]
        words = without_values(part, (replace(q, start=q.start - moved, end=q.end - moved) for q in values))
        words = _REASON.sub("", _FIELD_FIRST.sub("", words))
        if likeness.asked(words) or is_telling(value.unit):
            return likeness.asked(bared(words))
    return ()


def informative(properties: frozenset[str], unit: str) -> frozenset[str]:
    """Return the properties that a value of a unit can be of, without those that tell nothing more than the unit."""
    return possible(properties, unit) - SAY_LITTLE.get(unit, frozenset()) - _CONTENT


def is_tolerance(value: Quantity) -> bool:
    """Say whether a range goes as far up as down: ±2°."""
    return value.low is not None and value.high is not None and value.low == -value.high and value.high > 0


def bare_of_properties(text: str) -> str:
    """Return a text without the names of properties in it."""
    for each in reversed(properties_in(text)):
        text = f"{text[: each.start]} {text[each.end :]}"
    return text


def is_telling(unit: str) -> bool:
    """Say whether a unit tells by itself much of what is measured."""
    return bool(re.search(r"[/·]", unit)) or unit in _TELLING
