"""The patents that a list is made of: a plan and a reader in; the heads that its filters let through out."""

from __future__ import annotations

from assistant.types import Plan
from knowledge.protocols import Catalogue
from knowledge.search.filtering import Narrower, narrows, states
from knowledge.types import DocumentHead, Kind, Query, Reader


class Shortlist:
    """Chooses by the search's own rules: what a record states, and what the day decides."""

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
