"""Drafts as JSON: the command line and the interface for programs give the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.drafting.types import OfficeDraft
from assistant.records import plain
from assistant.review.entries import left_open
from assistant.serialise import citation_to_json
from knowledge.types import Reader

if TYPE_CHECKING:
    from assistant.review.office import ReviewOffice


def slots_to_json(written: OfficeDraft) -> list[dict[str, Any]]:
    """Return the slots of a draft with what backs them."""
    return [
        {
            "name": slot.name,
            "text": slot.text,
            "origin": str(slot.origin),
            "worded": slot.worded,
            "fields": list(slot.fields),
            "markers": list(written.markers_of(slot)),
        }
        for slot in written.slots
    ]


def shown_to_json(review: ReviewOffice, reader: Reader, draft_id: str) -> dict[str, Any]:
    """Return a draft with its newest version, its steps, and what is no longer as it was. Raises NotFoundError."""
    draft, version = review.drafts.get(reader, draft_id), review.drafts.version(reader, draft_id)
    approval, steps = review.drafts.approval(reader, draft_id), review.drafts.steps(reader, draft_id)
    content = version.content
    differs = () if approval else review.differences(reader, draft_id)
    told: dict[str, Any] = plain(draft)
    return told | {
        "slots": slots_to_json(content.draft),
        "citations": [citation_to_json(citation) for citation in content.draft.citations],
        "entries": {str(entry.name): entry.text for entry in content.entries},
        "left_open": [str(name) for name in left_open(content)],
        "steps": [plain(step) for step in steps],
        "differences": [plain(one) for one in differs],
        "approval": {"name": approval.name, "at": plain(approval.at), "version": approval.version, "alone": approval.alone} if approval else None,
    }  # fmt: skip
