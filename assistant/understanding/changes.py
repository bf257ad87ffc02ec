"""Follow-ups that change one thing of the turn before: its conditions, or its topic; a text and that turn's plan in, a plan out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.narrowing import filters_of, joined, kinds_of
from assistant.periods_said import period_said, without_period
from assistant.types import Condition, Intent, Plan, Question, Turn
from assistant.understanding import lexicon
from assistant.understanding.filters import Named, Scope, conditions_in, place_named
from assistant.understanding.follow_ups import another_topic, as_said, in_place_of, is_all, spelled_out
from assistant.understanding.intents import names_a_topic
from assistant.understanding.languages import reply_language
from knowledge.lazy_patterns import lazy_pattern

OF_PATENTS = frozenset({Intent.TECHNOLOGY_SEARCH, Intent.LISTING})
OF_RULES = frozenset({Intent.POLICY, Intent.PROCEDURE, Intent.SUPPORT})
_AMONG = lazy_pattern(r"其中|这些|它们|里面|\b(?:of|among) (?:them|these|those)\b", re.IGNORECASE)
Owners = Callable[[str], Iterator[Named]]
Understand = Callable[[Question], Plan]


def only_conditions(text: str, scope: Scope, question: Question, owners: Owners) -> tuple[Condition, ...]:
    """Return the conditions of a text that says nothing else, with what it leaves out put in."""
    for spelled, noun in spelled_out(text, scope):
        told = conditions_in(spelled, scope, question.as_of, owners)
        if told and is_all(spelled, noun, told):
            return tuple(as_said(one.condition, text) for one in told)
    return ()


def narrowed_anew(text: str, question: Question, base: Plan, turn: Turn, owners: Owners) -> Plan | None:
    """Return the plan of the turn before with the conditions of a text in place of its own; None where it sets none."""
    if base.intent not in OF_PATENTS | OF_RULES or base.document_ids:
        return None
    scope = Scope.PATENTS if base.intent in OF_PATENTS else Scope.RULES
    new = only_conditions(text, scope, question, owners)
    if not new:
        return _ending_among(text, question, base, turn)
    read = _kept(base, turn)
    plan = _narrowed(base, read, new, scope)
    if base.intent is Intent.TECHNOLOGY_SEARCH and _AMONG.search(text):
        plan = replace(plan, within=tuple(dict.fromkeys(d for d in turn.shown or turn.document_ids if d)))
    return _changed(plan, text, question, in_place_of(read, new))


def _ending_among(text: str, question: Question, base: Plan, turn: Turn) -> Plan | None:
    """Return the list of the turn before, less what does not end within a period that a text tells."""
    if base.intent is not Intent.LISTING or not lexicon.ENDS.search(text):
        return None
    if period_said(text, question.as_of) is None or names_a_topic(
        without_period(lexicon.ENDS.sub(" ", _AMONG.sub(" ", text)))
    ):
        return None
    return replace(_changed(base, text, question, _kept(base, turn)), search_text=base.search_text)


def on_another_topic(
    text: str, question: Question, base: Plan, turn: Turn, understand: Understand
) -> Plan | None:
    """Return the plan for patents on the topic that a text names, with the conditions of the turn before."""
    spelled = another_topic(text)
    if spelled is None or base.intent in OF_RULES:
        return None
    plan = understand(replace(question, text=spelled, history=()))
    if plan.intent is not Intent.TECHNOLOGY_SEARCH or plan.document_ids:
        return None
    read = _kept(base, turn) if base.intent in OF_PATENTS and not base.document_ids else ()
    return _changed(plan, text, question, in_place_of(read, plan.conditions))


def in_the_same_place(plan: Plan, base: Plan, turn: Turn, question: Question) -> Plan:
    """Return the plan of a follow-up on rules narrowed to the place of the turn before, where it names none."""
    if plan.intent not in OF_RULES or plan.document_ids or plan.within:
        return plan
    places = tuple(c for c in _kept(base, turn) if c.field == "regions")
    if not places or any(condition.field == "regions" for condition in plan.conditions):
        return plan
    kept = joined(question, (*places, *plan.conditions))
    return replace(plan, conditions=kept, filters=filters_of(kept, question.as_of))


def _changed(plan: Plan, text: str, question: Question, conditions: Iterable[Condition]) -> Plan:
    kept = joined(question, conditions)
    return replace(
        plan,
        text=text,
        topic=plan.search_text,
        language=question.language or reply_language(question.text),
        kinds=question.kinds or kinds_of(kept) or plan.kinds,
        follow_up=True,
        conditions=kept,
        filters=filters_of(kept, question.as_of),
    )


def _narrowed(base: Plan, read: tuple[Condition, ...], new: tuple[Condition, ...], scope: Scope) -> Plan:
    """Return a plan that looks in the places of its new conditions instead of those of before."""
    if scope is Scope.PATENTS:
        return base
    kept = in_place_of(read, new)
    old = [place_named(c.words) for c in read if c not in kept and c.field == "regions"]
    places = [place_named(c.words) or c.words for c in new if c.field == "regions"]
    return replace(base, search_text=_in_place(base.search_text, old, places))


def _in_place(text: str, old: Sequence[str], new: Sequence[str]) -> str:
    """Return a text with new places where the old ones stand; at its end where none stands in it."""
    at = next((name for name in old if name and name in text), None)
    if at is None or not new:
        return " ".join((text, *new))
    text = text.replace(at, " ".join(new), 1)
    return " ".join(_less(text, [name for name in old if name and name != at]).split())


def _kept(plan: Plan, turn: Turn) -> tuple[Condition, ...]:
    """Return the conditions that a turn's words set and nobody took away."""
    off = {condition.key for condition in turn.conditions if condition.off}
    return tuple(c for c in plan.conditions if c.words and c.key not in off)


def _less(text: str, words: Iterable[str]) -> str:
    for one in words:
        text = text.replace(one, " ")
    return text.strip()
