"""Required values beside stated ones: a requirement and what a patent states in; met, missed or open, with the value, out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.matching.aims import (
    ANY_STEP,
    LOWER,
    POINTS,
    POINTS_OF_A_SHARE,
    SAY_LITTLE,
    Aim,
    bare_of_properties,
    informative,
    is_telling,
    is_tolerance,
)
from assistant.matching.comparing import compare
from assistant.matching.likeness import AskedTerm, SaidWords, held, share
from assistant.matching.property_words import GENERAL
from assistant.matching.statements import Statement
from assistant.matching.types import Comparison, Quantity, Verdict

NEAR = 0.5
_GROUP = 0.1
_BY_NAME = 0.3  # of the qualifying words, where a property has a name that few other things have
_WIDE = 0.3
_SURE = 0.8  # where nobody said which way is better
_IN_SHORT = 2  # claims and abstract
_OF_ALL_STEPS = 0.6
_LITTLE = 0.2
_COMPONENT_BESIDE = 0.3  # what the sentence says of other components
_BESIDE = 0.75
_FARTHEST = 2.5  # powers of ten between a wish and a value of the same thing
_FAR = 1.3
_SAID = 0.5  # of a word, or of what it means in the other language
_OF_STEPS = frozenset({"K", "Pa"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A statement held against an aim: how surely it is of the same property, and whether it meets it."""

    statement: Statement
    score: float
    met: bool | None


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
    if aim.is_total and statement.is_one_of_parts and met is (aim.quantity.comparison in LOWER):
        return None
    return met


def meets(aim: Aim, found: Quantity) -> bool | None:
    """Say whether a value meets what is asked for; None where it leaves that open."""
    required = aim.quantity
    if aim.reach:
        found = _reached(found, aim.reach)
        if _covers(found, required):
            return True
    if is_tolerance(found):
        found = replace(found, comparison=Comparison.EQUAL, low=found.high)
    if required.comparison in POINTS and found.comparison is Comparison.BETWEEN and _covers(found, required):
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


def _alike(aim: Aim, statement: Statement) -> tuple[float, bool]:
    stated = informative(statement.properties, aim.quantity.unit)
    complement = False
    if aim.change != statement.change:
        if {aim.change, statement.change} == {"left", "down"}:
            complement = True
        elif aim.change and statement.change:
            return 0.0, False
    elif aim.is_amount and statement.is_level:
        return 0.0, False
    if aim.in_points and not (statement.change or POINTS_OF_A_SHARE.search(statement.quantity.text)):
        return 0.0, False
    if aim.is_of_all_steps and statement.order <= _IN_SHORT and statement.is_of_a_step:
        return _OF_ALL_STEPS, False
    same = _same(aim.properties, stated)
    if same is False or is_of_another(aim, statement):
        return 0.0, False
    far = _powers_between(aim.quantity, statement.quantity)
    if far > _FARTHEST:
        return 0.0, False
    qualified = _qualified(aim, statement, named=bool(same))
    back = share(
        statement.likeness.asked(bare_of_properties(statement.name) if same else statement.name), aim.said
    )
    of_temperature = aim.is_temperature and "temperature" in statement.properties
    if same is None and (of_temperature or (aim.asks_content and statement.is_component)):
        named = 0.75
    else:
        named = 0.5 if same is None else 1.0
    if same and not aim.properties <= GENERAL:
        qualified = max(qualified, _BY_NAME)
    score = 0.4 * named + 0.45 * qualified + 0.15 * back
    if is_telling(aim.quantity.unit):
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
        aim.is_tolerance and is_tolerance(statement.quantity)
    ):
        score += 0.3
    return score, complement


def is_of_another(aim: Aim, statement: Statement) -> bool:
    """Say whether a share is that of another substance than the one that is asked about, or of something else than asked of it."""
    if not aim.substance:
        return False
    if not (statement.properties & aim.properties or (statement.change and not statement.properties)):
        return True
    if says_one_of(aim.substance, statement.said_by_clause):
        return False
    if statement.names_a_thing:
        return True
    passage = statement.likeness.said(statement.passage.text, statement.passage.language)
    return not says_one_of(aim.substance, passage)


def says_one_of(terms: Sequence[AskedTerm], said: SaidWords) -> bool:
    return any(held(term, said) >= _SAID for term in terms)


def _same(one: frozenset[str], other: frozenset[str]) -> bool | None:
    if not one or not other:
        return None
    return bool(one & other)


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
    terms = aim.others if named or aim.quantity.unit in SAY_LITTLE else aim.words
    if not terms:
        return 0.8 if named else 0.5 if is_telling(aim.quantity.unit) else 0.0
    names = set(aim.name)
    beside = _COMPONENT_BESIDE if statement.is_component else _BESIDE
    of_step = aim.quantity.unit in _OF_STEPS or aim.quantity.unit == "s"
    total = found = 0.0
    for term in terms:
        weight = _LITTLE if of_step and term.text in ANY_STEP else 1.0 if term in names else 0.5
        total += weight
        found += weight * max(
            held(term, statement.said_by_clause), beside * held(term, statement.said_by_sentence)
        )
    return found / total if total else 0.0


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
    unsure = aim.quantity.comparison in POINTS and chosen.score < _SURE
    return (Verdict.PARTLY if unsure else Verdict.CONTRADICTED), chosen


def _holds_throughout(aim: Aim) -> bool:
    """Say whether a limit is one for every step: a temperature or pressure that nothing may exceed."""
    return aim.quantity.unit in _OF_STEPS and aim.quantity.comparison in LOWER
