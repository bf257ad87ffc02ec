"""The patents that a list is made of: a plan and a reader in; the heads that its filters let through out."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.types import Plan
from knowledge.numbers.identifiers import document_keys, normalise_symbol
from knowledge.protocols import Catalogue
from knowledge.search import facets
from knowledge.search.facets import DayColumn, facets_of
from knowledge.search.filtering import Narrower, narrows
from knowledge.types import DocumentHead, Filters, Kind, Query, Reader


class Shortlist:
    """Chooses by the facts that a search is narrowed by; what the day decides is left to the search's own rule.

    A document counts as written in its main language.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._narrower = Narrower(catalogue)

    def of(self, plan: Plan, reader: Reader) -> tuple[DocumentHead, ...]:
        """Return the patents that a list for this plan chooses from, oldest first."""
        if Kind.PATENT not in plan.kinds:
            return ()
        heads = self._catalogue.heads(reader, kinds=(Kind.PATENT,))
        if not narrows(plan.filters):
            return heads
        stated = tuple(head for head in heads if states(head, plan.filters))
        query = Query(text=plan.search_text, audiences=reader.audiences, filters=plan.filters)
        narrowing = self._narrower.narrow(query, reader)
        if narrowing is None or narrowing.allows is None:
            return stated
        allowed = narrowing.allows([head.document_id for head in stated])
        return tuple(head for head in stated if head.document_id in allowed)


def states(head: DocumentHead, filters: Filters) -> bool:
    """Say whether a document's record states what the filters ask for, apart from what depends on a day of judging."""
    known = facets_of(head)
    tags = frozenset(known.tags)
    if filters.languages and head.language not in filters.languages:
        return False
    for wanted, tag in (
        (filters.jurisdictions, facets.jurisdiction_tag),
        (filters.patent_types, facets.type_tag),
        (_with_countries(filters.regions), facets.region_tag),
    ):
        if wanted and tags.isdisjoint(map(tag, wanted)):
            return False
    if filters.owners and not any(_owns(name, tags) for name in filters.owners):
        return False
    if filters.ipc and not any(_classified(symbol, head) for symbol in filters.ipc):
        return False
    return _dated(dict(known.days).get(DayColumn.DATED), filters)


def _with_countries(regions: Iterable[str]) -> tuple[str, ...]:
    return tuple(part for code in regions for part in (code, code.split("-")[0]))


def _owns(name: str, tags: Iterable[str]) -> bool:
    parts = facets.name_parts(name)
    owners = (tag.removeprefix(facets.OWNER) for tag in tags if tag.startswith(facets.OWNER))
    return bool(parts) and any(f"_{parts}_" in f"_{owner}_" for owner in owners)


def _classified(text: str, head: DocumentHead) -> bool:
    flat = "".join(text.upper().split())
    symbol = normalise_symbol(text) or flat
    held = [key for key in document_keys(head) if key.startswith("ipc:")]
    if len(symbol) == 1 or "/" in symbol:
        return any(key.startswith(f"ipc:{symbol}") for key in held)
    return f"ipc:{symbol}" in held


def _dated(day: int | None, filters: Filters) -> bool:
    if filters.from_date is None and filters.to_date is None:
        return True
    if day is None:
        return False
    first = filters.from_date.toordinal() if filters.from_date else day
    last = filters.to_date.toordinal() if filters.to_date else day
    return first <= day <= last
