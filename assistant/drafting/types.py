"""The nouns of drafting: slots bound to what backs them, the blocks that they stand in, and the whole draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.left_out import LeftOut
from assistant.types import Citation, Mode, Quote, Usage
from knowledge.types import Language


class DraftKind(StrEnum):
    SUMMARY = "summary"
    LETTER = "letter"


class Origin(StrEnum):
    """What backs the words of a slot."""

    QUOTE = "quote"  # words of a document
    FIELD = "field"  # structured fields of the record, the need or the assessment
    FIXED = "fixed"  # the wording of the form: it states nothing of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A named piece of a draft. `fields` name what backs it beside its quotes; both languages have slots of the same names."""

    name: str
    text: str
    quotes: tuple[Quote, ...] = ()
    fields: tuple[str, ...] = ()
    worded: bool = False  # by a chat model, and held against what backs it

    @property
    def origin(self) -> Origin:
        if self.quotes:
            return Origin.QUOTE
        return Origin.FIELD if self.fields else Origin.FIXED


class BlockKind(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    STRONG = "strong"
    BULLET = "bullet"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph: its slots follow each other."""

    kind: BlockKind
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table; where it has no `header` its first column names the rows."""

    rows: tuple[tuple[Slot, ...], ...]
    header: tuple[Slot, ...] = ()


Part = Block | Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDraft:
    """A draft whose every slot holds. `markers` gives for a slot's name the citations that back it.

    `mode` is generated where a chat model worded some of it; `left_out` is what it wrote and did not hold, `notices` say why
    it worded nothing, `sent_to` which hosts were sent the slots. `fields` are the values of the structured fields that its slots name: what a later change of a slot is held against.
    """

    kind: DraftKind
    language: Language
    as_of: date
    title: str
    publication_number: str
    document_id: str
    parts: tuple[Part, ...]
    citations: tuple[Citation, ...] = ()
    markers: tuple[tuple[str, tuple[int, ...]], ...] = ()
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()
    mode: Mode = Mode.EXTRACTIVE
    model: str | None = None
    prompt_id: str = ""
    left_out: tuple[LeftOut, ...] = ()
    notices: tuple[str, ...] = ()
    sent_to: tuple[str, ...] = ()
    usage: Usage | None = None

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(slots_of(self.parts))

    def markers_of(self, slot: Slot) -> tuple[int, ...]:
        return next((found for name, found in self.markers if name == slot.name), ())


FOR_OFFICERS = "draft_for_officers"  # why there is no draft: officers alone may have it
UNKNOWN = "draft_unknown"  # the library holds no such patent
TOO_MANY = "draft_too_many"  # enough others were written for the same question


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What came of asking for a draft: the draft, or why there is none."""

    draft: OfficeDraft | None = None
    refused: str = ""  # a code
    number: str = ""  # of the patent
    reason: str = ""  # in words, where the code has one


def slots_of(parts: tuple[Part, ...]) -> Iterator[Slot]:
    """Yield the slots of some parts, as they are read."""
    for part in parts:
        if isinstance(part, Block):
            yield from part.slots
        else:
            yield from part.header
            for row in part.rows:
                yield from row
