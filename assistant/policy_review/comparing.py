"""Comparing rules: a topic, a day and a reader in; the provisions on it across documents and levels out.

Of each instrument the version in force on that day is read, else its latest, in one language. Found by the search there is.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Details, event_of
from assistant.policy_review.types import Asked, Comparison, Provision
from assistant.policy_review.values import ValueKind, values_in
from knowledge.policies.linking import linked
from knowledge.policies.versions import in_force, last_day
from knowledge.protocols import Catalogue, Retriever
from knowledge.types import (
    Audience,
    DocumentHead,
    Hit,
    Kind,
    PolicyLevel,
    PolicyRecord,
    Query,
    Reader,
)

MOST_DOCUMENTS = 24
_HITS = 80
_OF_ONE = 2  # passages of a document
_NEAR = 0.4  # of the best passage's score: what is farther away is hardly on the topic
_SHARING = 0.25  # of the weight of the topic's words
_LEVELS = tuple(PolicyLevel)
_Held = tuple[DocumentHead, PolicyRecord]


class PolicyReview:
    """Reads as its reader may. Safe to use from several threads."""

    def __init__(self, catalogue: Catalogue, retriever: Retriever, audit: SqlAudit) -> None:
        self._catalogue = catalogue
        self._retriever = retriever
        self._audit = audit
        self._lock = threading.Lock()
        self._shelves: dict[tuple[Audience, ...], tuple[int, Mapping[str, tuple[_Held, ...]]]] = {}

    def compare(self, reader: Reader, asked: Asked) -> Comparison:
        """Return the provisions on a topic, by legal force and then place; none where the topic is empty."""
        chosen = self._chosen(reader, asked)
        hits = self._hits(reader, asked, chosen.keys()) if asked.topic.strip() and chosen else ()
        by_document: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            by_document[hit.document.document_id].append(hit)
        near = list(by_document)[:MOST_DOCUMENTS]
        found = [
            self._provision(hit, chosen[name][1], chosen[name][2], asked.on)
            for name in near
            for hit in by_document[name][:_OF_ONE]
        ]
        found.sort(key=_order)
        seen = tuple(dict.fromkeys(one.head.document_id for one in found))
        self._audit.write(event_of(reader, Action.SEARCHED, details=Details(count=len(found), seen=seen)))
        return Comparison(
            asked=asked,
            provisions=tuple(found),
            documents=len(chosen),
            more=len(by_document) - len(near),
            shared=_shared(found),
        )

    def _hits(self, reader: Reader, asked: Asked, within: Iterable[str]) -> tuple[Hit, ...]:
        query = Query(
            text=asked.topic,
            audiences=reader.audiences,
            kinds=(Kind.POLICY,),
            document_ids=tuple(sorted(within)),
            k=_HITS,
        )
        hits = [hit for hit in self._retriever.search(query) if not hit.passage.instruction_like]
        best = max((hit.score for hit in hits), default=0.0)
        return tuple(hit for hit in hits if hit.score >= _NEAR * best and hit.coverage >= _SHARING)

    def _provision(
        self, hit: Hit, record: PolicyRecord, family: Sequence[PolicyRecord], on: date
    ) -> Provision:
        return Provision(
            passage=hit.passage,
            head=hit.document,
            record=record,
            in_force=record.in_force_on(on),
            last_day=last_day(record, family),
            values=values_in(hit.passage.text),
        )

    # ── which documents are read ─────────────────────────────────────────────────────────────────────────

    def _chosen(
        self, reader: Reader, asked: Asked
    ) -> Mapping[str, tuple[DocumentHead, PolicyRecord, tuple[PolicyRecord, ...]]]:
        found = {}
        for family in self._shelf(reader).values():
            records = tuple(record for _, record in family)
            version = in_force(records, asked.on) or max(records, key=_begins)
            same = [(head, record) for head, record in family if record.policy_id == version.policy_id]
            kept = [one for one in same if asked.language in (None, one[0].language)]
            kept.sort(key=lambda one: (one[0].language is not asked.reads, one[0].document_id))
            if not kept or (asked.level and version.level is not asked.level):
                continue
            if asked.in_force_only and version.in_force_on(asked.on) is not True:
                continue
            head, record = kept[0]
            found[head.document_id] = (head, record, records)
        return found

    def _shelf(self, reader: Reader) -> Mapping[str, tuple[_Held, ...]]:
        """Return the policies that a reader may see, by instrument, linked to what replaced them."""
        version = self._catalogue.version()
        with self._lock:
            known = self._shelves.get(reader.audiences)
            if known is None or known[0] != version:
                heads = self._catalogue.heads(reader, kinds=(Kind.POLICY,))
                held = [(head, head.record) for head in heads if isinstance(head.record, PolicyRecord)]
                by_lineage: dict[str, list[_Held]] = defaultdict(list)
                records = linked([record for _, record in held])
                for (head, _), record in zip(held, records, strict=True):
                    by_lineage[record.lineage].append((head, record))
                known = (version, {name: tuple(family) for name, family in by_lineage.items()})
                self._shelves[reader.audiences] = known
            return known[1]


def _begins(record: PolicyRecord) -> tuple[date, str]:
    return record.effective_from or record.date_issued or date.min, record.policy_id


def _order(one: Provision) -> tuple[int, str, str, int]:
    level = one.record.level
    place = _LEVELS.index(level) if level else len(_LEVELS)
    return place, one.record.region or "", one.head.title, one.passage.ordinal


def _shared(found: Sequence[Provision]) -> Counter[tuple[ValueKind, str]]:
    """Count in how many documents each value stands."""
    told = {(value.kind, value.plain, one.head.document_id) for one in found for value in one.values}
    return Counter((kind, plain) for kind, plain, _ in told)
