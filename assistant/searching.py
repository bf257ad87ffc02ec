"""Search what a plan needs: a plan and a reader in; hits out, policies in the asker's language where they exist in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Intent, Plan
from assistant.understanding import lexicon
from knowledge.protocols import Catalogue, Retriever
from knowledge.types import Hit, Kind, PolicyRecord, Query, Reader

_HITS = 16
_RECORD_ONLY = frozenset({Intent.LISTING, Intent.LIBRARY, Intent.OFF_TOPIC, Intent.CONFIDENTIAL})


def search(plan: Plan, reader: Reader, catalogue: Catalogue, retriever: Retriever) -> tuple[Hit, ...]:
    """Return hits for a plan: none where records alone answer, policies beside patents that are named."""
    if plan.intent in _RECORD_ONLY:
        return ()
    kinds = plan.kinds
    if plan.document_ids and plan.intent is not Intent.TECHNOLOGY_SEARCH:
        if not lexicon.POLICY.search(plan.text) and plan.named:
            return ()
        kinds = tuple(k for k in kinds if k is not Kind.PATENT) or (Kind.POLICY,)
    query = Query(text=plan.search_text, audiences=reader.audiences, kinds=kinds, k=_HITS)
    hits = retriever.search(query)
    return _in_own_language(plan, query, hits, reader, catalogue, retriever)


def _in_own_language(
    plan: Plan, query: Query, hits: Sequence[Hit], reader: Reader, catalogue: Catalogue, retriever: Retriever
) -> tuple[Hit, ...]:
    """Put a policy's text in the asker's language in the place of its text in the other one."""
    foreign = [h for h in hits if _policy_id(h) and h.document.language is not plan.language]
    held = {_policy_id(h) for h in hits if h.document.language is plan.language}
    wanted = {_policy_id(h) for h in foreign} - held
    if not wanted:
        return tuple(hits)
    twins = tuple(
        head.document_id
        for head in catalogue.heads(reader, kinds=(Kind.POLICY,))
        if isinstance(head.record, PolicyRecord)
        and head.record.policy_id in wanted
        and head.language is plan.language
    )
    if not twins:
        return tuple(hits)
    found = retriever.search(replace(query, document_ids=twins, k=_HITS))
    replaced = {_policy_id(h) for h in found}
    kept = [h for h in hits if h not in foreign or _policy_id(h) not in replaced]
    ranked = sorted((*kept, *found), key=lambda h: -h.score)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(ranked, start=1))


def _policy_id(hit: Hit) -> str | None:
    record = hit.document.record
    return record.policy_id if isinstance(record, PolicyRecord) else None
