"""Change a draft: its content and what an officer typed in; the changed content out, or every part that does not hold with its reason.

What is typed is held to what the draft was held to when it was written: it may state what its sources state, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.citations import Source
from assistant.composing.claimed_terms import says_available, unsupported
from assistant.drafting.checking import hold
from assistant.drafting.quotable import reads_like_an_instruction
from assistant.drafting.types import Block, BlockKind, Grid, OfficeDraft, Part, Slot
from assistant.internal_figures import InternalFigures
from assistant.review.entries import refused_entry
from assistant.review.sources import inventors_of, sources_of
from assistant.review.types import Content, Entry, EntryName, NotHeld
from assistant.values import values_in
from knowledge.errors import PatentBridgeError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Catalogue
from knowledge.types import Reader

LONGEST_SLOT = 4_000
_STAYS = frozenset({"mark", "note", "synthetic", "opt_out", "blocked", "held_up"})  # what the form requires
_KEEPS_ITS_VALUES = lazy_pattern(r"status|terms|licence\.|gap\.|next\.verify|maturity")
_NOT_CLAIMS = frozenset({"word", "modality"})  # how it is worded, not what is claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What an officer typed: texts by the names of their slots, and entries. What is not in it stays as it was."""

    texts: Mapping[str, str]
    entries: Mapping[EntryName, str]


class Editor:
    """Checks what was typed against what backs it, as everybody may read it. Safe to use from several threads."""

    def __init__(self, catalogue: Catalogue, figures: InternalFigures) -> None:
        self._catalogue = catalogue
        self._figures = figures

    def edited(self, content: Content, typed: Typed, reader: Reader) -> Content:
        """Return the changed content. Raises NotHeld with a reason for every part that does not hold."""
        draft = content.draft
        sources = sources_of(draft, self._catalogue)
        inventors = inventors_of(draft, self._catalogue)
        reasons: dict[str, str] = {}
        fresh: dict[str, Slot] = {}
        for slot, is_open in _slots(draft.parts):
            text = clean(typed.texts.get(slot.name, slot.text))
            if text == clean(slot.text):
                continue
            changed = replace(slot, text=text)
            reason = None if is_open else "locked"
            reason = reason or self._refused(changed, slot, draft, sources, inventors, reader)
            if reason is None:
                fresh[slot.name] = changed
            else:
                reasons[slot.name] = reason
        entries = self._entries(content, typed, inventors, reader, reasons)
        if reasons:
            raise NotHeld(reasons)
        return replace(content, draft=_with(draft, fresh, sources, inventors), entries=entries)

    def _refused(
        self,
        changed: Slot,
        slot: Slot,
        draft: OfficeDraft,
        sources: Mapping[str, Source],
        inventors: tuple[str, ...],
        reader: Reader,
    ) -> str | None:
        """Name the rule that a changed text breaks."""
        if not changed.text:
            return "empty"
        if len(changed.text) > LONGEST_SLOT:
            return "long"
        if reads_like_an_instruction(changed.text) and not reads_like_an_instruction(slot.text):
            return "instruction"
        fields = dict(draft.fields)
        try:
            hold([changed], fields, sources, inventors)
        except PatentBridgeError as error:
            return str(error.fields.get("reason", error.code))
        if self._figures.stand_in([changed.text], reader):
            return "internal"
        if _KEEPS_ITS_VALUES.match(slot.name) and not set(values_in(slot.text)) <= set(
            values_in(changed.text)
        ):
            return "left_out"
        return _claimed(changed, slot, fields, sources)

    def _entries(
        self,
        content: Content,
        typed: Typed,
        inventors: tuple[str, ...],
        reader: Reader,
        reasons: dict[str, str],
    ) -> tuple[Entry, ...]:
        """Return the entries as they are now; those that may not be are noted with their reasons."""
        held = dict(content.filled)
        for name, told in typed.entries.items():
            text = " ".join(told.split())
            if text == held.get(name, ""):
                continue
            reason = refused_entry(name, text, inventors)
            if reason is None and self._figures.stand_in([text], reader):
                reason = "internal"
            if reason is not None:
                reasons[f"entry.{name}"] = reason
            held[name] = text
        return tuple(Entry(name=name, text=held[name]) for name in EntryName if held.get(name))


def clean(text: str) -> str:
    """Return a typed text as it is kept: one kind of line end, nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_open(slot: Slot, part: Part) -> bool:
    """Say whether a slot's text may be changed. Tables, headings and what the form requires are only written anew."""
    if isinstance(part, Grid) or part.kind is BlockKind.HEADING:
        return False
    return slot.name not in _STAYS and not slot.name.startswith(("gate", "heading.", "fit."))


def _slots(parts: tuple[Part, ...]) -> Iterator[tuple[Slot, bool]]:
    for part in parts:
        for slot in _of_part(part):
            yield slot, is_open(slot, part)


def _of_part(part: Part) -> tuple[Slot, ...]:
    if isinstance(part, Block):
        return part.slots
    return (*part.header, *(slot for row in part.rows for slot in row))


def _claimed(
    changed: Slot, slot: Slot, fields: Mapping[str, tuple[str, ...]], sources: Mapping[str, Source]
) -> str | None:
    """Name what a text claims that neither its sources nor the text before it claimed."""
    backed = [value for name in slot.fields for value in fields.get(name, ())]
    quoted = [quote.text for quote in slot.quotes]
    called = [sources[q.passage_id].document.title for q in slot.quotes if q.passage_id in sources]
    held = (slot.text, *quoted, *backed)
    if says_available(changed.text) and not any(map(says_available, (slot.text, *quoted))):
        return "available"
    claim = unsupported(changed.text, held, called)
    return f"claim.{claim}" if claim and claim not in _NOT_CLAIMS else None


def _with(
    draft: OfficeDraft, fresh: Mapping[str, Slot], sources: Mapping[str, Source], inventors: tuple[str, ...]
) -> OfficeDraft:
    """Return a draft with other slots in the place of those of the same names, its citations numbered anew."""
    parts = tuple(_renewed(part, fresh) for part in draft.parts)
    slots = tuple(slot for part in parts for slot in _of_part(part))
    citations, markers = hold(slots, dict(draft.fields), sources, inventors)
    title = next((slot.text for slot in slots if slot.name == "title"), draft.title)
    return replace(draft, parts=parts, citations=citations, markers=markers, title=title)


def _renewed(part: Part, fresh: Mapping[str, Slot]) -> Part:
    if isinstance(part, Grid):
        return part
    return replace(part, slots=tuple(fresh.get(slot.name, slot) for slot in part.slots))
