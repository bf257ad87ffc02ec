"""What makes documents one technology: heads of patents in; the keys that they share with all of their family out."""

from __future__ import annotations

from knowledge.rights.families import family_keys, right_keys
from knowledge.types import DocumentHead, PatentRecord


def keys_of(head: DocumentHead) -> tuple[str, ...]:
    """Return what a document shares with the other documents of its technology, what names it best first.

    They outlive the document: a newer version of it has other words and so another id, but the same numbers.
    """
    record = head.record
    of_family = family_keys(record) if isinstance(record, PatentRecord) else ()
    return tuple(dict.fromkeys((*right_keys(head), *of_family, head.document_id)))
