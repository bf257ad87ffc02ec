"""Write drafts: a need, a match and a language in; a summary or a letter out whose every slot holds.

What is drafted is read by the enterprise: only what anybody may read goes into it, whoever asks for the draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.citations import Source
from assistant.composing.legal_basis import LawShelf
from assistant.composing.patent_file import PatentDesk, PatentFile
from assistant.composing.sentences import split_sentences
from assistant.drafting.checking import Numbered, hold
from assistant.drafting.desk import Desk
from assistant.drafting.evidence import Family
from assistant.drafting.fields import NEED_TEXT, fields_of
from assistant.drafting.lengths import BOUNDS, ECONOMIES, SLACK, length, rooms
from assistant.drafting.letter import letter, may_be_written
from assistant.drafting.replacing import with_words
from assistant.drafting.summary import summary
from assistant.drafting.types import DraftKind, OfficeDraft, Part, Slot, slots_of
from assistant.drafting.wording import Wording
from assistant.internal_figures import INSIDE, InternalFigures
from assistant.left_out import CutReason, LeftOut, unheld
from assistant.matching.gates import gates
from assistant.matching.types import Entered, Match, ReadNeed, nothing_entered
from assistant.phrases import phrases
from assistant.types import Intent, Mode, Plan
from knowledge.errors import NotFoundError, PatentBridgeError
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, Kind, Language, PatentRecord


class Drafter:
    """Writes in the words of the form; with `wording`, some of it in those of a chat model. Safe to use from several threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        figures: InternalFigures | None = None,
        wording: Wording | None = None,
        entered: Entered = nothing_entered,
    ) -> None:
        """`entered` tells what stands in the office's register of licences."""
        self._catalogue = catalogue
        self._figures = figures or InternalFigures(catalogue)
        self._wording = wording
        self._entered = entered

    def draft(
        self,
        kind: DraftKind,
        need: ReadNeed,
        match: Match,
        language: Language,
        as_of: date,
        *,
        worded: bool = True,
    ) -> OfficeDraft:
        """Return the draft, its pieces cut to the length of its kind.

        `worded` False: no chat model is asked. Raises UsageError (draft_gated, draft_nothing_met: no letter),
        NotFoundError, and PatentBridgeError(draft_unbound) where a slot does not hold: no such draft leaves this place.
        """
        need, match = self._without_figures(need, match)
        desks = {spoken: self._desk(need, match, spoken, as_of) for spoken in Language}
        desk = desks[language]
        if kind is DraftKind.LETTER:
            may_be_written(desk)
        wording = self._wording if worded else None
        parts = _fitted(kind, desks, language, slack=wording is not None)
        held = _Held(self._sources, _fields(desk), desk.file.record.inventors)
        result = held.draft(kind, desk, parts)
        if wording is None:
            return result
        found = wording.word(desk, result.slots)
        taken = _taken(kind, desk, parts, found.slots, held)
        result = held.draft(kind, desk, with_words(parts, taken, desk.say) if taken else parts)
        return replace(
            result,
            mode=Mode.GENERATED if taken else Mode.EXTRACTIVE,
            model=wording.model_name if taken else None,
            prompt_id=found.prompt_id,
            left_out=(*found.left_out, *_set_aside(found.slots, taken)),
            notices=found.notices,
            sent_to=found.sent_to,
            usage=found.usage,
        )

    def _without_figures(self, need: ReadNeed, match: Match) -> tuple[ReadNeed, Match]:
        """Leave out what of a need holds an internal figure: an officer may have typed it, and the draft goes outside."""

        def is_secret(text: str) -> bool:
            return self._figures.stand_in((text,), INSIDE)

        if not is_secret(need.wanted.text):
            return need, match
        secret = tuple(sentence for _, sentence in split_sentences(need.wanted.text) if is_secret(sentence))
        cells = tuple(cell for cell in match.cells if not is_secret(cell.requirement.text))
        return replace(need, ignored=(*need.ignored, *secret)), replace(match, cells=cells)

    def _desk(self, need: ReadNeed, match: Match, language: Language, as_of: date) -> Desk:
        file = self._file(match, language, as_of)
        say = phrases(language)
        return Desk(
            need=need,
            file=file,
            cells=match.cells,
            gates=gates(file, need.terms, say, self._entered(file.status.as_of)(file.head)),
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


class _Held:
    """Makes drafts of parts whose every slot holds."""

    def __init__(
        self,
        sources: Callable[[set[str]], Mapping[str, Source]],
        fields: Mapping[str, tuple[str, ...]],
        inventors: Sequence[str],
    ) -> None:
        self._sources = sources
        self._fields = fields
        self._inventors = inventors

    def draft(self, kind: DraftKind, desk: Desk, parts: tuple[Part, ...]) -> OfficeDraft:
        """Raises PatentBridgeError(draft_unbound)."""
        slots = tuple(slots_of(parts))
        citations, markers = self._hold(slots)
        return OfficeDraft(
            kind=kind,
            language=desk.language,
            as_of=desk.file.status.as_of,
            title=slots_of_title(parts),
            publication_number=desk.file.number,
            document_id=desk.file.head.document_id,
            parts=parts,
            citations=citations,
            markers=markers,
            fields=_named(slots, self._fields),
        )

    def holds(self, slot: Slot) -> bool:
        try:
            self._hold((slot,))
        except PatentBridgeError:
            return False
        return True

    def _hold(self, slots: tuple[Slot, ...]) -> Numbered:
        sources = self._sources({quote.passage_id for slot in slots for quote in slot.quotes})
        return hold(slots, self._fields, sources, self._inventors)


def _taken(
    kind: DraftKind, desk: Desk, parts: tuple[Part, ...], found: Mapping[str, Slot], held: _Held
) -> dict[str, Slot]:
    """Return the slots that are taken in the model's words: those that hold as any slot does, as many as fit the length."""
    least, most = BOUNDS[kind, desk.language]
    form = {slot.name: slot for slot in slots_of(parts)}
    taken = {name: slot for name, slot in found.items() if held.holds(slot)}

    def grown(name: str) -> int:
        return length(taken[name].text, desk.language) - length(form[name].text, desk.language)

    while taken:
        written = body_length(with_words(parts, taken, desk.say), desk.language)
        if least <= written <= most:
            break
        taken.pop(max(taken, key=grown) if written > most else min(taken, key=grown))
    return taken


def _set_aside(found: Mapping[str, Slot], taken: Mapping[str, Slot]) -> Iterable[LeftOut]:
    return (unheld(slot.text, CutReason.SET_ASIDE) for name, slot in found.items() if name not in taken)


def _fields(desk: Desk) -> dict[str, tuple[str, ...]]:
    fields = dict(fields_of(desk.file, desk.need, desk.cells))
    family = (number for number, _ in desk.family.values())
    fields["patent.family"] = (*fields.get("patent.family", ()), *family)
    return fields


def _fitted(
    kind: DraftKind, desks: Mapping[Language, Desk], language: Language, *, slack: bool
) -> tuple[Part, ...]:
    """Return the parts at the least economy at which they are not too long in any language: all leave out the same."""
    parts: tuple[Part, ...] = ()
    for economy in ECONOMIES:
        found = {spoken: _widest(kind, desk, economy, slack=slack) for spoken, desk in desks.items()}
        parts = found[language]
        if not any(_too_long(parts, kind, spoken, slack=slack) for spoken, parts in found.items()):
            break
    return parts


def _widest(kind: DraftKind, desk: Desk, economy: int, *, slack: bool) -> tuple[Part, ...]:
    """Return the parts in the widest room in which they are not too long; those in the tightest where there is none."""
    write = {DraftKind.SUMMARY: summary, DraftKind.LETTER: letter}[kind]
    left = rooms(kind, desk.language, economy)
    parts = write(desk, left[-1])
    left = left[:-1]
    while left:
        at = len(left) // 2
        wider = write(desk, left[at])
        if _too_long(wider, kind, desk.language, slack=slack):
            left = left[at + 1 :]
        else:
            parts, left = wider, left[:at]
    return parts


def _too_long(parts: tuple[Part, ...], kind: DraftKind, language: Language, *, slack: bool) -> bool:
    most = BOUNDS[kind, language][1] - (SLACK[kind, language] if slack else 0)
    return body_length(parts, language) > most


def body_length(parts: tuple[Part, ...], language: Language) -> int:
    """Count what a reader reads: everything but the sources behind it."""
    return sum(length(slot.text, language) for slot in slots_of(parts))


def _named(
    slots: Iterable[Slot], fields: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the fields that the slots name, with their values; of the need's text only what the slots say of it."""
    said = tuple(slots)
    told = tuple(slot.text for slot in said if NEED_TEXT in slot.fields)
    values = {**fields, **({NEED_TEXT: told} if NEED_TEXT in fields else {})}
    names = dict.fromkeys(name for slot in said for name in slot.fields)
    return tuple((name, values[name]) for name in names if name in values)


def slots_of_title(parts: tuple[Part, ...]) -> str:
    return next((slot.text for slot in slots_of(parts) if slot.name == "title"), "")


def _number(source: Source) -> str:
    record = source.document.record
    number = record.publication_number if isinstance(record, PatentRecord) else None
    return number or source.document.title
