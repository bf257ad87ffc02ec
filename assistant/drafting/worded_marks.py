"""Which words of a draft are a chat model's: a draft in; the draft with a mark behind each such slot, for whoever checks it, out."""

from __future__ import annotations

from dataclasses import replace

from assistant.drafting.types import Block, OfficeDraft, Part, Slot
from assistant.phrases import phrases


def with_worded_marked(draft: OfficeDraft) -> OfficeDraft:
    """Return a draft that is not approved yet as its file shows it. An approved one carries no such marks."""
    mark = phrases(draft.language).say("document.worded")
    return replace(draft, parts=tuple(_part(part, mark) for part in draft.parts))


def _part(part: Part, mark: str) -> Part:
    if not isinstance(part, Block):
        return part
    return replace(part, slots=tuple(_slot(slot, mark) for slot in part.slots))


def _slot(slot: Slot, mark: str) -> Slot:
    return replace(slot, text=f"{slot.text}{mark}") if slot.worded else slot
