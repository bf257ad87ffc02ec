"""The documents that a list is made of: a plan, or filters, and a reader in; the heads that are let through out."""

from __future__ import annotations

from assistant.types import Plan
from knowledge.protocols import Catalogue
from knowledge.search.filtering import Narrower, narrows, states
from knowledge.types import DocumentHead, Filters, Kind, Query, Reader


class Shortlist:
    """Chooses by the search's own rules: what a record states, and what the day decides."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._narrower = Narrower(catalogue)

    def of(self, plan: Plan, reader: Reader) -> tuple[DocumentHead, ...]:
        """Return the patents that a list for this plan chooses from, oldest first."""
        if Kind.PATENT not in plan.kinds:
            return ()
        return self.narrowed(reader, (Kind.PATENT,), plan.filters, plan.search_text)

    def narrowed(
        self, reader: Reader, kinds: tuple[Kind, ...] | None, filters: Filters, text: str = ""
    ) -> tuple[DocumentHead, ...]:
        """Return the documents of these kinds (None: of all) that filters let through, in the catalogue's order."""
        heads = self._catalogue.heads(reader, kinds=kinds)
        if not narrows(filters):
            return heads
        stated = tuple(head for head in heads if states(head, filters))
        query = Query(text=text, audiences=reader.audiences, filters=filters)
        narrowing = self._narrower.narrow(query, reader)
        if narrowing is None or narrowing.allows is None:
            return stated
        allowed = narrowing.allows([head.document_id for head in stated])
        return tuple(head for head in stated if head.document_id in allowed)
