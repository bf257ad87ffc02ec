"""A draft's parts with some slots in other words: the the note that tells of it changes with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.drafting.types import Block, Part, Slot
from assistant.phrases import Phrases

_NOTE, _PHRASE = "note", "summary.next.note"


def with_words(parts: tuple[Part, ...], taken: Mapping[str, Slot], say: Phrases) -> tuple[Part, ...]:
    """Return the parts with these slots in place of those of their names, and a note that says so."""
    note = say.say(_PHRASE)

    def put(slot: Slot) -> Slot:
        if slot.name == _NOTE and slot.text == note:
            return replace(slot, text=say.say(f"{_PHRASE}_worded"))
        return taken.get(slot.name, slot)

    return tuple(
        replace(part, slots=tuple(put(slot) for slot in part.slots)) if isinstance(part, Block) else part
        for part in parts
    )
