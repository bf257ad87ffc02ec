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
from assistant.matching.property_words import better, properties_in
from assistant.matching.statements import Statement, change_of, properties_of
from assistant.matching.types import Comparison, Quantity, Requirement, Verdict
from knowledge.types import Language

NEAR = 0.5
_GROUP = 0.1
_SURE = 0.8  # where nobody said which way is better
_POINTS = frozenset({Comparison.EQUAL, Comparison.ABOUT})
_SAY_LITTLE = {"K": frozenset({"temperature"})}  # properties that a unit says already
_CONTENT = frozenset({"content"})
_FARTHEST = 2.5  # powers of ten between a wish and a value of the same thing
_FAR = 1.3
_HIGHER = frozenset({Comparison.AT_LEAST, Comparison.MORE_THAN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A value that is asked for, with what it is of."""

    quantity: Quantity
    name: tuple[AskedTerm, ...]
    words: tuple[AskedTerm, ...]
    others: tuple[AskedTerm, ...]  # those that are no part of a property's name
    said: SaidWords
    properties: frozenset[str]
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A statement held against an aim: how surely it is of the same property, and whether it meets it."""

    statement: Statement
    score: float
    met: bool | None


def aims(requirement: Requirement, language: Language, likeness: Likeness) -> tuple[Aim, ...]:
    """Return the values that are asked for; where some are bounded, the others are conditions."""
    values = requirement.quantities
    bounded = [value for value in values if value.comparison not in _POINTS]
    text = requirement.text
    bare = _without(text, values)
    return tuple(
        Aim(
            quantity=_directed(text, value),
            name=likeness.asked(about(text, value)),
            words=likeness.asked(bare),
            others=likeness.asked(_bare(bare)),
            said=likeness.said(text, language),
            properties=_informative(properties_of(text, value), value.unit),
            change=change_of(text, value),
        )
        for value in bounded or values
    )


def _directed(text: str, value: Quantity) -> Quantity:
    """Return a value that is asked for without a bound with the bound that is meant: a repeatability of 1 µm, 80 % survival."""
    if value.comparison not in _POINTS or value.low is None:
        return value
    sign = better(properties_of(text, value)) or ("+" if change_of(text, value) else "")
    if sign == "+":
        return replace(value, comparison=Comparison.AT_LEAST, high=None)
    if sign == "-":
        return replace(value, comparison=Comparison.AT_MOST, low=None, high=value.low)
    return value


def _without(text: str, values: Iterable[Quantity]) -> str:
    for value in sorted(values, key=lambda v: -v.start):
        text = f"{text[: value.start]} {text[value.end :]}"
    return text


def _informative(properties: frozenset[str], unit: str) -> frozenset[str]:
    return properties - _SAY_LITTLE.get(unit, frozenset()) - _CONTENT


def judge(aim: Aim, stated: Iterable[Statement]) -> list[Judged]:
    """Return the statements that are of the property that is asked about, surest first."""
    found = []
    for statement in stated:
        if statement.quantity.unit != aim.quantity.unit:
            continue
        score, complement = _alike(aim, statement)
        if score >= NEAR:
            value = _complement(statement.quantity) if complement else statement.quantity
            found.append(Judged(statement=statement, score=score, met=meets(aim, value)))
    best = max((one.score for one in found), default=0.0)
    kept = [one for one in found if one.score >= best - _GROUP]
    return sorted(kept, key=lambda one: (one.statement.order, -one.score))


def meets(aim: Aim, found: Quantity) -> bool | None:
    required = aim.quantity
    if required.comparison in _POINTS and found.comparison is Comparison.BETWEEN:
        value = required.low or Decimal(0)
        if found.low is not None and found.high is not None and found.low <= value <= found.high:
            return True
    return compare(required, found)


def _alike(aim: Aim, statement: Statement) -> tuple[float, bool]:
    stated = _informative(statement.properties, aim.quantity.unit)
    complement = False
    if aim.change != statement.change:
        if {aim.change, statement.change} == {"left", "down"}:
            complement = True
        elif aim.change and statement.change:
            return 0.0, False
    same = _same(aim.properties, stated)
    if same is False:
        return 0.0, False
    far = _powers_between(aim.quantity, statement.quantity)
    if far > _FARTHEST:
        return 0.0, False
    qualified = _qualified(aim, statement, named=bool(same))
    back = share(statement.likeness.asked(_bare(statement.name) if same else statement.name), aim.said)
    score = 0.4 * (0.5 if same is None else 1.0) + 0.45 * qualified + 0.15 * back
    if _specific(aim.quantity.unit):
        score += 0.15
    if aim.change != statement.change and not complement:
        score -= 0.1
    if far > _FAR:
        score -= 0.1
    if _same_range(aim.quantity, statement.quantity):
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
    one, other = (value.low or value.high or Decimal(0) for value in (wanted, given))
    return abs(math.log10(one / other)) if one > 0 and other > 0 else 0.0


def _same_range(wanted: Quantity, given: Quantity) -> bool:
    return (
        wanted.low is not None
        and wanted.high is not None
        and wanted.low != wanted.high
        and ((wanted.low, wanted.high) == (given.low, given.high))
    )


def _qualified(aim: Aim, statement: Statement, *, named: bool) -> float:
    """Return how much of what qualifies a property is said: where, of what, under which conditions."""
    terms = aim.others if named else aim.words
    if not terms:
        return 0.8 if named else 0.0
    names = set(aim.name)
    total = found = 0.0
    for term in terms:
        weight = 1.0 if term in names else 0.5
        total += weight
        found += weight * max(
            held(term, statement.said_by_clause), 0.75 * held(term, statement.said_by_sentence)
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
    for verdict, met in ((Verdict.SUPPORTED, True), (Verdict.PARTLY, None), (Verdict.CONTRADICTED, False)):
        chosen = next((one for one in judged if one.met is met), None)
        if chosen is not None:
            unsure = aim.quantity.comparison in _POINTS and chosen.score < _SURE
            return (Verdict.PARTLY if met is False and unsure else verdict), chosen
    return Verdict.NOT_FOUND, None
