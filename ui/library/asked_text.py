"""What an address asks of a document: the document itself, and the passage with the range to be marked."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.audit.types import Action, Subject, event_of
from knowledge.errors import NotFoundError
from knowledge.types import Document, Passage
from ui.account_routes import Desk

Marked = tuple[str, int, int]  # a passage's id, and a range of its text; none of it where both are 0


def asked_document(desk: Desk, name: str = "document_id") -> Document:
    """Return the document that the address names. Raises NotFoundError for what whoever asks may not see."""
    document_id = str(desk.request.path_params[name])
    document = desk.services.catalogue.document(document_id, desk.reader)
    if document is None:
        raise NotFoundError(name=document_id)
    return document


def opened(desk: Desk, document_id: str) -> None:
    """Write into the audit that a document was opened."""
    event = event_of(desk.reader, Action.OPENED, Subject.DOCUMENT, document_id)
    desk.services.audit.write(event)


def asked_passage(desk: Desk, passages: Sequence[Passage]) -> Marked | None:
    """Return the passage that is asked for, with a range of it; None where the document has no such."""
    told = desk.request.query_params
    passage = next((one for one in passages if one.passage_id == told.get("passage", "")), None)
    if passage is None:
        return None
    start, end = (_place(told.get(name, "")) for name in ("from", "to"))
    return (
        (passage.passage_id, start, end) if start < end <= len(passage.text) else (passage.passage_id, 0, 0)
    )


def _place(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
