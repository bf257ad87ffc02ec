"""Does a draft still stand? A version and today's library in; everything that is no longer as it was out.

Facts, offers and rules are worked out for the day of the check; quotes are looked for where their documents are now; gates
and fields of the record are read again; every slot is held against what backs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.changed_facts import changed_facts
from assistant.composing.patent_file import PatentDesk, PatentFile
from assistant.drafting.checking import hold
from assistant.drafting.fields import fields_of
from assistant.drafting.types import DraftKind
from assistant.evidence_pack import PackedCitation, PackedPassage, PackedSpan
from assistant.facts import FactFinder, Facts
from assistant.matching.corrected import corrected
from assistant.matching.gates import gates
from assistant.matching.requirements import read_need
from assistant.matching.types import Entered, Gate, GateKind, ReadNeed, nothing_entered
from assistant.needs.types import Corrections, Need, Wanted
from assistant.phrases import phrases
from assistant.replaced_words import HOLDING, Op, Place, check_citation, place_of
from assistant.review.sources import inventors_of, sources_of
from assistant.review.types import Content, Difference, Differs
from assistant.types import Citation, Intent, Plan
from knowledge.errors import PatentBridgeError
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, Kind, Language

_OF_RECORD = "patent."
_READ_ELSEWHERE = frozenset({"patent.family"})  # the drafter adds to it what it read in other documents


def open_file(document_id: str, language: Language, catalogue: Catalogue, as_of: date) -> PatentFile | None:
    """Return a patent's file as anybody may read it; None where there is no such public patent."""
    plan = Plan(intent=Intent.DRAFTING, language=language, search_text="", kinds=(Kind.PATENT,), as_of=as_of)
    return next(iter(PatentDesk(catalogue, ANYONE, plan).open((document_id,))), None)


def need_of(wanted: Wanted, language: Language, corrections: Corrections | None) -> ReadNeed:
    """Return a need as it is read, with what its owner corrected."""
    read = read_need(wanted, language=language)
    return read if corrections is None else corrected(read, corrections)


def _read(content: Content) -> ReadNeed:
    return need_of(content.need, content.need_language, content.corrections)


class Standing:
    """Reads again what drafts rest on. Safe to use from several threads."""

    def __init__(self, catalogue: Catalogue, entered: Entered = nothing_entered) -> None:
        """`entered` tells what stands in the office's register of licences."""
        self._catalogue = catalogue
        self._entered = entered
        self._finder = FactFinder(catalogue)

    def facts(self, document_ids: tuple[str, ...], as_of: date) -> tuple[Facts, ...]:
        """Return the facts of public documents on a day."""
        heads = self._catalogue.heads(ANYONE, ids=tuple(dict.fromkeys(document_ids)))
        return self._finder.of(heads, as_of)

    def current(self, document_id: str) -> str:
        """Return the document that is there for a patent now: itself, or the newer one that took its place."""
        head = place_of(document_id, self._catalogue, ANYONE).head
        return head.document_id if head else document_id

    def gates(self, content: Content, document_id: str, as_of: date) -> tuple[Gate, ...] | None:
        """Return what stands in the way on a day, in the draft's language; None where there is no such patent."""
        language = content.draft.language
        file = open_file(document_id, language, self._catalogue, as_of)
        if file is None:
            return None
        licence = self._entered(as_of)(file.head)
        return gates(file, _read(content).terms, phrases(language), licence)

    def differences(self, content: Content, today: date) -> tuple[Difference, ...]:
        """Return everything that is no longer as it was when the version was written."""
        draft = content.draft
        ids = (draft.document_id, *(citation.document_id for citation in draft.citations))
        places = {each: place_of(each, self._catalogue, ANYONE) for each in dict.fromkeys(ids)}
        found = (
            *self._of_facts(content, places, today),
            *self._of_quotes(content, places),
            *self._of_record(content, places[draft.document_id]),
            *self._of_gates(content, places[draft.document_id], today),
            *self._of_slots(content),
        )
        return tuple(dict.fromkeys(found))

    def _of_facts(self, content: Content, places: dict[str, Place], today: date) -> Iterator[Difference]:
        say = phrases(content.draft.language)
        titles = {c.document_id: c.title for c in content.draft.citations}
        for before in content.facts:
            title = titles.get(before.document_id, content.draft.title)
            place = places.get(before.document_id) or place_of(before.document_id, self._catalogue, ANYONE)
            if place.head is None:
                gone = say.say("review.now.document_gone")
                yield Difference(kind=Differs.DOCUMENT, about=title, before=title, now=gone)
                continue
            for now in self._finder.of((place.head,), today):
                record = self._finder.record_of(place.head)
                for fact in changed_facts(before, now, record, title, say):
                    yield Difference(kind=Differs.FACT, about=title, before=fact.before, now=fact.now)

    def _of_quotes(self, content: Content, places: dict[str, Place]) -> Iterator[Difference]:
        say = phrases(content.draft.language)
        for citation in content.draft.citations:
            place = places[citation.document_id]
            checked = check_citation(_packed(citation), citation.title, place, self._catalogue, ANYONE)
            if checked.outcome not in HOLDING:
                now = "".join(piece.text for piece in checked.difference if piece.op is not Op.GONE)
                yield Difference(
                    kind=Differs.QUOTE,
                    about=f"{citation.title} · {citation.label}",
                    before=citation.quote,
                    now=now or say.say("review.now.gone"),
                )

    def _of_record(self, content: Content, place: Place) -> Iterator[Difference]:
        """Yield the fields of the record that the draft names and that have other values now."""
        say, draft = phrases(content.draft.language), content.draft
        file = (
            open_file(place.head.document_id, draft.language, self._catalogue, draft.as_of)
            if place.head
            else None
        )
        if file is None:
            return
        now = fields_of(file, _read(content), ())
        for name, values in draft.fields:
            if not name.startswith(_OF_RECORD) or name in _READ_ELSEWHERE:
                continue
            if set(values) != set(now.get(name, ())):
                told = [say.join(list(dict.fromkeys(one))) for one in (values, now.get(name, ()))]
                yield Difference(
                    kind=Differs.FIELD, about=name, before=told[0], now=told[1] or say.say("review.now.gone")
                )

    def _of_gates(self, content: Content, place: Place, today: date) -> Iterator[Difference]:
        """Yield obstacles that were not there before; for a letter any that keeps one from being written."""
        draft = content.draft
        found = self.gates(content, place.head.document_id, today) if place.head else ()
        say = phrases(draft.language)
        known = {(gate.kind, gate.entered_on is None) for gate in content.gates}
        for gate in found or ():
            keeps = draft.kind is DraftKind.LETTER and gate.kind is not GateKind.LICENCE_TYPE
            if (gate.kind, gate.entered_on is None) not in known or keeps:
                none = say.say("review.now.no_obstacle")
                on = gate.entered_on
                now = say.say("review.now.entered", gate=gate.text, day=on) if on else gate.text
                yield Difference(kind=Differs.GATE, about=draft.publication_number, before=none, now=now)

    def _of_slots(self, content: Content) -> Iterator[Difference]:
        draft, say = content.draft, phrases(content.draft.language)
        sources, inventors = sources_of(draft, self._catalogue), inventors_of(draft, self._catalogue)
        for slot in draft.slots:
            try:
                hold([slot], dict(draft.fields), sources, inventors)
            except PatentBridgeError as error:
                yield Difference(
                    kind=Differs.WORDS,
                    about=slot.name,
                    before=say.say("review.now.holds"),
                    now=str(error.fields.get("reason", error.code)),
                )


def need_difference(content: Content, need: Need | None) -> Difference | None:
    """Return how an enterprise's need differs from what the draft quotes. `need` is None where it is not shown any more."""
    kept = content.need
    about = kept.enterprise or content.draft.title
    if need is None:
        gone = phrases(content.draft.language).say("review.now.need_gone")
        return Difference(kind=Differs.NEED, about=about, before=kept.text, now=gone)
    wanted = need.wanted
    if (wanted.text, wanted.enterprise) != (kept.text, kept.enterprise):
        before, now = (f"{one.enterprise} {one.text}".strip() for one in (kept, wanted))
        return Difference(kind=Differs.NEED, about=about, before=before, now=now)
    return None


def _packed(citation: Citation) -> PackedCitation:
    passage = PackedPassage(
        passage_id=citation.passage_id,
        label=citation.label,
        kind=citation.passage_kind,
        page=citation.page,
    )
    span = PackedSpan(start=citation.start, end=citation.end, quote=citation.quote)
    return PackedCitation(
        marker=citation.marker, document_id=citation.document_id, passage=passage, span=span
    )
