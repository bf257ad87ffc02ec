"""Search what a plan needs: a plan and a reader in; hits out, policies in the asker's language where they exist in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.types import Intent, Plan
from assistant.understanding import lexicon
from knowledge.policies.linking import linked
from knowledge.policies.versions import in_force
from knowledge.protocols import Catalogue, Retriever
from knowledge.types import Audience, DocumentHead, Hit, Kind, PolicyRecord, Query, Reader

_HITS = 16
_RECORD_ONLY = frozenset(
    {
        Intent.LISTING, Intent.LIBRARY, Intent.OFF_TOPIC, Intent.CONFIDENTIAL, Intent.COURTESY, Intent.ASKED_BACK,
    }
)  # fmt: skip


class Searching:
    """Searches a library; keeps what its policies are to each other until the library changes."""

    def __init__(self, catalogue: Catalogue, retriever: Retriever) -> None:
        self._catalogue = catalogue
        self._retriever = retriever
        self._shelves: dict[tuple[Audience, ...], tuple[int, _Shelf]] = {}

    def search(self, plan: Plan, reader: Reader) -> tuple[Hit, ...]:
        """Return hits for a plan: none where records alone answer, policies beside patents that are named."""
        if plan.intent in _RECORD_ONLY:
            return ()
        kinds = plan.kinds
        if plan.document_ids and plan.intent is not Intent.TECHNOLOGY_SEARCH:
            if not lexicon.POLICY.search(plan.text) and plan.named:
                return ()
            kinds = tuple(k for k in kinds if k is not Kind.PATENT) or (Kind.POLICY,)
        query = Query(
            text=plan.search_text,
            audiences=reader.audiences,
            kinds=kinds,
            filters=plan.filters,
            unplaced=plan.intent
            is not Intent.TECHNOLOGY_SEARCH,  # a text on rules may leave its place unsaid
            document_ids=plan.within or None,
            k=_HITS,
        )
        return self._as_the_asker_needs(plan, query, self._retriever.search(query), reader)

    def _as_the_asker_needs(
        self, plan: Plan, query: Query, hits: Sequence[Hit], reader: Reader
    ) -> tuple[Hit, ...]:
        """Put the version in force, in the asker's language, in the place of other versions and languages of a rule.

        A version or language that is alone in the library stays as it was found.
        """
        shelf = self._shelf(reader)
        better = {hit.document.document_id: shelf.better(hit.document, plan) for hit in hits}
        wanted = {new for new in better.values() if new} - {hit.document.document_id for hit in hits}
        again = replace(query, document_ids=tuple(sorted(wanted)), k=_HITS)
        found = self._retriever.search(again) if wanted else ()
        there = {hit.document.document_id for hit in (*hits, *found)}
        kept = [hit for hit in hits if better[hit.document.document_id] not in there]
        ranked = sorted((*kept, *_in_place(found, hits, better)), key=lambda hit: -hit.score)
        return tuple(
            replace(hit, rank=rank, document=shelf.linked(hit.document))
            for rank, hit in enumerate(ranked, start=1)
        )

    def _shelf(self, reader: Reader) -> _Shelf:
        version = self._catalogue.version()
        known = self._shelves.get(reader.audiences)
        if known is None or known[0] != version:
            heads = self._catalogue.heads(reader, kinds=(Kind.POLICY,))
            known = self._shelves[reader.audiences] = (version, _Shelf(heads))
        return known[1]


def _in_place(found: Sequence[Hit], hits: Sequence[Hit], better: Mapping[str, str | None]) -> list[Hit]:
    """Let the best passage of each document take the best score of what it replaces, the others in proportion.

    The scores of a search among a few documents say nothing beside those of a search of the whole library.
    """
    place: dict[str | None, float] = defaultdict(float)
    for hit in hits:
        new = better[hit.document.document_id]
        place[new] = max(place[new], hit.score)
    best: dict[str, float] = defaultdict(float)
    for hit in found:
        best[hit.document.document_id] = max(best[hit.document.document_id], hit.score)
    return [
        replace(hit, score=hit.score * place[name] / best[name] if best[name] else 0.0)
        for hit in found
        for name in (hit.document.document_id,)
    ]


class _Shelf:
    """The policies of a library, by instrument."""

    def __init__(self, heads: Sequence[DocumentHead]) -> None:
        self._by_lineage: dict[str, list[tuple[DocumentHead, PolicyRecord]]] = defaultdict(list)
        self._records: dict[str, PolicyRecord] = {}
        policies = [(head, head.record) for head in heads if isinstance(head.record, PolicyRecord)]
        for (head, _), record in zip(policies, linked([record for _, record in policies]), strict=True):
            self._by_lineage[record.lineage].append((head, record))
            self._records[head.document_id] = record

    def linked(self, head: DocumentHead) -> DocumentHead:
        """Return a policy's head with the day on which what took its place ended it."""
        record = self._records.get(head.document_id)
        return head if record is None or record is head.record else replace(head, record=record)

    def better(self, head: DocumentHead, plan: Plan) -> str | None:
        """Return the document to read in the place of this one; None where this one is right."""
        if not isinstance(head.record, PolicyRecord) or head.document_id in plan.document_ids:
            return None
        family = self._by_lineage[head.record.lineage]
        current = in_force([record for _, record in family], plan.as_of)
        policy_id = current.policy_id if current else head.record.policy_id
        same = [h for h, record in family if record.policy_id == policy_id]
        own = [h for h in same if h.language is plan.language] or same
        if not own or head.document_id in {h.document_id for h in own}:
            return None
        return own[0].document_id
