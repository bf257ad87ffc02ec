"""What a draft may be held against today: its passages as anybody may read them, and the inventors that it may not name."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.citations import Source
from assistant.drafting.types import OfficeDraft
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, DocumentHead, PatentRecord


def heads_of(ids: tuple[str, ...], catalogue: Catalogue) -> Mapping[str, DocumentHead]:
    """Return the public documents among some, also such as newer ones took the place of."""
    heads = {each: catalogue.head(each, ANYONE) for each in dict.fromkeys(ids)}
    return {each: head for each, head in heads.items() if head is not None}


def sources_of(draft: OfficeDraft, catalogue: Catalogue) -> Mapping[str, Source]:
    """Return the passages that a draft quotes."""
    ids = tuple(dict.fromkeys(quote.passage_id for slot in draft.slots for quote in slot.quotes))
    passages = catalogue.passages(ids, ANYONE) if ids else ()
    heads = heads_of(tuple(passage.document_id for passage in passages), catalogue)
    return {
        passage.passage_id: Source(passage=passage, document=heads[passage.document_id])
        for passage in passages
        if passage.document_id in heads
    }


def inventors_of(draft: OfficeDraft, catalogue: Catalogue) -> tuple[str, ...]:
    head = catalogue.head(draft.document_id, ANYONE)
    return head.record.inventors if head is not None and isinstance(head.record, PatentRecord) else ()
