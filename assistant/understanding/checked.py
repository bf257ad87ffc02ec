"""What a question names is looked up before it is answered: a plan in; the plan with what is not held or not right out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from assistant.types import Intent, Plan
from assistant.understanding.changes import OF_RULES
from assistant.understanding.not_held import unheld_rules
from assistant.understanding.numbers_named import miswritten
from assistant.understanding.places_asked import places_asked
from knowledge.protocols import Catalogue
from knowledge.regions import region_named
from knowledge.types import DocumentHead, Kind, PolicyRecord, Reader

_ON_RULES = OF_RULES | {Intent.CALCULATION, Intent.COMPARISON}


def checked(plan: Plan, text: str, catalogue: Catalogue, reader: Reader) -> Plan:
    """Add to a plan what its words name and the library contradicts or lacks: numbers, documents, articles, places."""

    @cache
    def policies() -> tuple[DocumentHead, ...]:
        return catalogue.heads(reader, kinds=(Kind.POLICY,))

    asked = _places(plan, text)
    held = _places_of(policies()) if asked else frozenset()
    places = tuple(place for place in asked if place not in held)
    return replace(
        plan,
        miswritten=miswritten(text, catalogue, reader),
        unheld=() if places else unheld_rules(text, catalogue, reader, plan.as_of, policies),
        places_unheld=places,
    )


def _places(plan: Plan, text: str) -> tuple[str, ...]:
    """Return the codes of the places whose rules a question asks for."""
    if plan.intent not in _ON_RULES or (plan.document_ids and plan.named):
        return ()
    regions = [c.value for c in plan.narrowing if c.field == "regions" and c.words]
    return tuple(dict.fromkeys((*places_asked(text), *regions)))


def _places_of(policies: Iterable[DocumentHead]) -> frozenset[str]:
    """Return the codes of the countries and regions whose rules a library holds."""
    found: set[str] = set()
    for head in policies:
        if isinstance(head.record, PolicyRecord):
            found.add(head.record.jurisdiction)
            region = region_named(head.record.region) if head.record.region else None
            found |= {region} if region else set()
    return frozenset(found)
