"""Follow-ups that give a figure or a fact: to a calculation another assumption, to a search for support one more fact; a plan out."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.scenario_text import OF_ANOTHER, asks_for_scenario, stated_in
from assistant.support.profile import profile_of_text
from assistant.support.types import Profile
from assistant.types import Facet, Intent, Plan
from assistant.understanding import lexicon
from assistant.understanding.intents import Subjects
from knowledge.lazy_patterns import lazy_pattern

_WHAT_IF = lazy_pattern(r"如果|假如|假设|要是|改成|改为|换成|[呢吗]|一共|多少|\bif\b|\bover\b|\binstead\b|\bhow much\b|\btotal\b|\band\b", re.IGNORECASE)  # fmt: skip
_SAME_OF_ANOTHER = lazy_pattern(r"\W*(?:(?:and|what about|how about|for|with|the same|if it were|那|换成|如果是|同样|和|对|呢|按)\W*)*", re.IGNORECASE)  # fmt: skip
_WHAT_IF_WE = lazy_pattern(
    r"如果|假如|要是|换成|呢\W*$|\b(?:what|how) (?:if|about)\b|\band if\b", re.IGNORECASE
)
_TOTAL_OF_YEARS = lazy_pattern(r"年.{0,4}(?:一共|总共|合计|总计|下来|多少钱?)|(?:一共|总共|合计).{0,6}年|\b(?:for|over|in total)\b.{0,12}\byears\b|\byears in (?:total|all)\b", re.IGNORECASE)  # fmt: skip
_MOST_CHARACTERS = 80
_OWN = frozenset({"upfront", "periodic", "deferred", "minimum"})


def changed_assumption(text: str, base: Plan, subjects: Subjects) -> Plan | None:
    """Return the plan of the calculation before with what a text changes; None where it changes nothing of it.

    The texts before stand in the plan's topic, the latest first, one a line: what was said later counts. A
    line of its own says that what came before was about another patent, whose terms do not count here.
    """
    if base.intent is not Intent.CALCULATION:
        return _over_years(text, base, subjects)
    other = bool(subjects.patents and _SAME_OF_ANOTHER.fullmatch(subjects.less(text)))
    if not other and (not subjects.none or not _changes(text)):
        return None
    documents = subjects.document_ids if other else base.document_ids
    parts = (OF_ANOTHER if other else "", base.text, base.topic)
    topic = "\n".join(part for part in parts if part)
    return replace(base, text=text, topic=topic, document_ids=documents, follow_up=True, named=other)


def _over_years(text: str, base: Plan, subjects: Subjects) -> Plan | None:
    """Return the calculation over years of a fee that was asked for, where a short text adds only how many."""
    asked = Facet.FEE in base.facets or bool(stated_in(base.text).money)
    if not (asked and base.document_ids and subjects.none) or len(text) > _MOST_CHARACTERS:
        return None
    years = stated_in(text).years
    if not years or years < 2 or not _TOTAL_OF_YEARS.search(text):
        return None
    return replace(base, intent=Intent.CALCULATION, text=text, topic=base.text, follow_up=True, named=False)


def added_facts(text: str, base: Plan, subjects: Subjects) -> Plan | None:
    """Return the plan of the search for support before with what a short text says of the enterprise; else None."""
    if base.intent is not Intent.SUPPORT or not subjects.none or len(text) > _MOST_CHARACTERS:
        return None
    if lexicon.ASKS.search(text) and not _WHAT_IF_WE.search(text):
        return None
    told = profile_of_text(text)
    if replace(told, entity=None, places=(), ignored=()) == Profile():
        return None
    return replace(base, text=text, follow_up=True)


def _changes(text: str) -> bool:
    told = stated_in(text)
    if not told.anything or not _WHAT_IF.search(text):
        return False
    own = bool(told.money.keys() & _OWN or "rate" in told.percent)
    stands_alone = own and "sales" in told.money and told.years is not None and asks_for_scenario(text)
    return not stands_alone
