"""Write drafts: a need, a match and a language in; a summary or a letter out whose every slot holds.

What is drafted is read by the enterprise: only what anybody may read goes into it, whoever asks for the draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from assistant.citations import Source
from assistant.composing.legal_basis import LawShelf
from assistant.composing.patent_file import PatentDesk, PatentFile
from assistant.drafting.checking import hold
from assistant.drafting.desk import Desk
from assistant.drafting.evidence import Family
from assistant.drafting.fields import fields_of
from assistant.drafting.lengths import BOUNDS, ECONOMIES, length, rooms
from assistant.drafting.letter import letter, may_be_written
from assistant.drafting.summary import summary
from assistant.drafting.types import DraftKind, OfficeDraft, Part, Slot, slots_of
from assistant.matching.gates import gates
from assistant.matching.types import Match, ReadNeed
from assistant.phrases import phrases
from assistant.types import Intent, Plan
from knowledge.errors import NotFoundError
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, Kind, Language, PatentRecord


class Drafter:
    """Writes without a chat model. Safe to use from several threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def draft(
        self, kind: DraftKind, need: ReadNeed, match: Match, language: Language, as_of: date
    ) -> OfficeDraft:
        """Return the draft, its pieces cut to the length of its kind.

        Raises UsageError (draft_gated, draft_nothing_met: no letter), NotFoundError, and
        PatentBridgeError(draft_unbound) where a slot does not hold: no such draft leaves this place.
        """
        desks = {spoken: self._desk(need, match, spoken, as_of) for spoken in Language}
        desk = desks[language]
        if kind is DraftKind.LETTER:
            may_be_written(desk)
        parts = _fitted(kind, desk, _economy(kind, desks.values()))
        slots = tuple(slots_of(parts))
        sources = self._sources({quote.passage_id for slot in slots for quote in slot.quotes})
        fields = dict(fields_of(desk.file, need, match.cells))
        fields["patent.family"] = (*fields.get("patent.family", ()), *(number for number, _ in desk.family.values()))  # fmt: skip
        citations, markers = hold(slots, fields, sources, desk.file.record.inventors)
        return OfficeDraft(
            kind=kind,
            language=language,
            as_of=as_of,
            title=slots_of_title(parts),
            publication_number=desk.file.number,
            document_id=desk.file.head.document_id,
            parts=parts,
            citations=citations,
            markers=markers,
            fields=_named(slots, fields),
        )

    def _desk(self, need: ReadNeed, match: Match, language: Language, as_of: date) -> Desk:
        file = self._file(match, language, as_of)
        say = phrases(language)
        return Desk(
            need=need,
            file=file,
            cells=match.cells,
            gates=gates(file, need.terms, say),
            family=self._family(match, file),
            shelf=LawShelf(self._catalogue, ANYONE, as_of),
            say=say,
        )

    def _file(self, match: Match, language: Language, as_of: date) -> PatentFile:
        plan = Plan(
            intent=Intent.DRAFTING, language=language, search_text="", kinds=(Kind.PATENT,), as_of=as_of
        )
        opened = PatentDesk(self._catalogue, ANYONE, plan).open((match.head.document_id,))
        if not opened:
            raise NotFoundError(name=match.publication_number)
        return opened[0]

    def _family(self, match: Match, file: PatentFile) -> Family:
        """Return the passages that cells quote from other documents of the family, with those documents' numbers."""
        own = {passage.passage_id for passage in file.passages}
        ids = tuple({c.passage_id for c in match.cells if c.passage_id and c.passage_id not in own})
        sources = self._sources(set(ids))
        return {
            passage_id: (_number(source), source.passage)
            for passage_id, source in sources.items()
            if not source.passage.instruction_like
        }

    def _sources(self, ids: set[str]) -> Mapping[str, Source]:
        """Read passages again, as anybody may read them."""
        passages = self._catalogue.passages(tuple(ids), ANYONE)
        documents = tuple({p.document_id for p in passages})
        heads = {h.document_id: h for h in self._catalogue.heads(ANYONE, ids=documents)} if documents else {}
        return {
            p.passage_id: Source(passage=p, document=heads[p.document_id])
            for p in passages
            if p.document_id in heads
        }


def _economy(kind: DraftKind, desks: Iterable[Desk]) -> int:
    """Return the least economy at which the draft is not too long in any of the languages: both leave out the same."""
    least = 0
    for desk in desks:
        while least < ECONOMIES[-1] and _too_long(_fitted(kind, desk, least), kind, desk.language):
            least += 1
    return least


def _fitted(kind: DraftKind, desk: Desk, economy: int) -> tuple[Part, ...]:
    """Return the parts in the widest room in which they are not too long; the shortest there are where none is."""
    write = {DraftKind.SUMMARY: summary, DraftKind.LETTER: letter}[kind]
    written = (write(desk, room) for room in rooms(kind, desk.language, economy))
    parts = next(written)
    while _too_long(parts, kind, desk.language):
        tighter = next(written, None)
        if tighter is None:
            return parts
        parts = tighter
    return parts


def _too_long(parts: tuple[Part, ...], kind: DraftKind, language: Language) -> bool:
    return body_length(parts, language) > BOUNDS[kind, language][1]


def body_length(parts: tuple[Part, ...], language: Language) -> int:
    """Count what a reader reads: everything but the sources behind it."""
    return sum(length(slot.text, language) for slot in slots_of(parts))


def _named(
    slots: Iterable[Slot], fields: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the fields that the slots name, with their values."""
    names = dict.fromkeys(name for slot in slots for name in slot.fields)
    return tuple((name, fields[name]) for name in names if name in fields)


def slots_of_title(parts: tuple[Part, ...]) -> str:
    return next((slot.text for slot in slots_of(parts) if slot.name == "title"), "")


def _number(source: Source) -> str:
    record = source.document.record
    number = record.publication_number if isinstance(record, PatentRecord) else None
    return number or source.document.title
