"""Is an answer still true? An evidence pack and today's library in; what became of each citation, statement and fact out.

Three looks: the cited words are looked for where their document is now; the facts of rights, offers and rules are worked
out for the day of the check; and the question is asked anew, without a chat model, on that day and, where the words of a
statement are gone, on the day of the pack. A statement that is made again is still true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import InvalidOperation
from enum import StrEnum

from assistant.changed_facts import ChangedFact, changed_facts
from assistant.citations import normalise
from assistant.evidence_pack import (
    Pack,
    PackedCitation,
    PackedCondition,
    PackedCut,
    PackedTurn,
    ReadPack,
)
from assistant.facts import FactFinder, Facts
from assistant.narrowing import filters_of
from assistant.phrases import phrases
from assistant.replaced_words import HOLDING, CheckedCitation, Place, Words, check_citation, place_of
from assistant.types import Answer, Condition, Intent, Progress, Question, Turn
from assistant.witness import program_version
from knowledge.catalogue.codec import from_plain
from knowledge.errors import UsageError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Catalogue
from knowledge.types import Audience, Filters, Kind, Language, PassageKind, Reader

Ask = Callable[[Question], Iterator[Progress | Answer]]
_TELLS_FACTS = frozenset({PassageKind.BIBLIOGRAPHY, PassageKind.EVENT, PassageKind.OFFER})
_MARKER = lazy_pattern(r"\s*\[(\d{1,3})\]")
_MOST_NEW = 20


class Standing(StrEnum):
    """What became of a statement."""

    STILL_TRUE = "still_true"
    FACTS_CHANGED = "facts_changed"
    NO_LONGER_SUPPORTED = "no_longer_supported"
    NOT_CHECKED = "not_checked"  # it rests on an internal passage, and this reader reads none
    NOTHING_CITED = "nothing_cited"  # a model's or a fixed sentence that states nothing from the library


FINE = frozenset({Standing.STILL_TRUE, Standing.NOTHING_CITED})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedStatement:
    """A statement, or a row of a table, and what became of it."""

    text: str
    markers: tuple[int, ...]
    standing: Standing
    row: bool = False
    facts: tuple[ChangedFact, ...] = ()  # those that it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """The outcome. `still_true`: everything that the pack says holds on `as_of`, and nobody changed the pack."""

    still_true: bool
    as_of: date
    answered_at: datetime
    answered_as_of: date
    program: str
    question: str
    edited: tuple[str, ...]
    same_library: bool
    citations: tuple[CheckedCitation, ...]
    statements: tuple[CheckedStatement, ...]
    facts: tuple[ChangedFact, ...]
    was_refused: bool
    is_refused: bool
    now_also: tuple[str, ...]  # what the answer of today says beside
    withheld: int = 0  # statements that were written and left out of the answer, as the pack says
    cut: tuple[PackedCut, ...] = ()  # those, as far as this reader may see them

    @property
    def refusal_changed(self) -> bool:
        return self.was_refused and not self.is_refused


def recheck(
    read: ReadPack,
    *,
    ask: Ask,
    catalogue: Catalogue,
    reader: Reader,
    as_of: date,
    language: Language | None = None,
) -> Recheck:
    """Check a pack as this reader, on this day; changes are worded in `language`, None: in that of the question.

    Raises UsageError where the facts of the pack cannot be read, StorageError.
    """
    return _Check(read, ask, catalogue, reader, as_of, language).outcome()


class _Check:
    """One check of one pack."""

    def __init__(
        self,
        read: ReadPack,
        ask: Ask,
        catalogue: Catalogue,
        reader: Reader,
        as_of: date,
        language: Language | None,
    ) -> None:
        self._pack: Pack = read.pack
        self._edited = read.edited
        self._ask = ask
        self._catalogue = catalogue
        self._reader = reader
        self._as_of = as_of
        self._say = phrases(language or self._pack.question.language)
        self._places = {d.document_id: self._place(d.document_id, d.audience) for d in self._pack.documents}
        self._citations = {c.marker: self._checked(c) for c in self._pack.citations}
        self._facts = tuple(self._changed())
        self._now = self._asked(as_of)
        self._then: Answer | None = None

    def outcome(self) -> Recheck:
        pack, now = self._pack, self._now
        statements = tuple(self._statements())
        citations = tuple(self._citations.values())
        return Recheck(
            still_true=not self._edited
            and not self._facts
            and all(c.outcome in HOLDING for c in citations)
            and all(s.standing in FINE for s in statements)
            and not (pack.answer.refused and not now.refused),
            as_of=self._as_of,
            answered_at=pack.answered_at,
            answered_as_of=pack.question.as_of,
            program=program_version(),
            question=pack.question.text,
            edited=self._edited,
            same_library=bool(now.basis and now.basis.library == pack.library.digest),
            citations=citations,
            statements=statements,
            facts=self._facts,
            was_refused=pack.answer.refused,
            is_refused=now.refused,
            now_also=self._now_also(),
            withheld=len(pack.cut),
            cut=pack.cut if self._reader.may_read_internal or not pack.holds_internal else (),
        )

    # ── words ───────────────────────────────────────────────────────────────────────────────────────────

    def _place(self, document_id: str, audience: Audience) -> Place:
        """Find where a document is. What is internal is not looked for where the reader reads none of it."""
        if audience not in self._reader.audiences:
            return Place()
        return place_of(document_id, self._catalogue, self._reader)

    def _checked(self, citation: PackedCitation) -> CheckedCitation:
        document = self._pack.document(citation.document_id)
        title = document.title if document else ""
        if document is not None and document.audience not in self._reader.audiences:
            return CheckedCitation(
                marker=citation.marker,
                document_id=citation.document_id,
                title="",
                label="",
                outcome=Words.NOT_CHECKED,
            )
        place = self._places[citation.document_id]
        return check_citation(citation, title, place, self._catalogue, self._reader)

    # ── facts ───────────────────────────────────────────────────────────────────────────────────────────

    def _changed(self) -> Iterator[ChangedFact]:
        finder = FactFinder(self._catalogue)
        for number, document in enumerate(self._pack.documents):
            head = self._places[document.document_id].head
            if document.facts is None or head is None:
                continue
            before = _facts(document.facts, number)
            for now in finder.of((head,), self._as_of):
                yield from changed_facts(before, now, finder.record_of(head), document.title, self._say)

    # ── the question, anew ──────────────────────────────────────────────────────────────────────────────

    def _asked(self, as_of: date) -> Answer:
        asked = self._pack.question
        question = Question(
            text=asked.text,
            reader=self._reader,
            as_of=as_of,
            language=asked.language,
            kinds=asked.kinds or None,
            history=tuple(self._turn(turn) for turn in asked.context),
            filters=_filters(asked.conditions, as_of),
            without=asked.without,
            worded=False,
        )
        *_, last = self._ask(question)
        if not isinstance(last, Answer):
            raise RuntimeError("an asker ended without an answer")
        return last

    def _turn(self, turn: PackedTurn) -> Turn:
        """Return an earlier turn, about the documents that took the place of those it was about."""
        return Turn(
            question=turn.question,
            answer="",
            document_ids=self._today(turn.document_ids),
            intent=Intent(turn.intent) if turn.intent in tuple(Intent) else None,
            conditions=tuple(_condition(c) for c in turn.conditions),
            shown=self._today(turn.shown),
            as_of=turn.as_of,
        )

    def _today(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        heads = (place_of(each, self._catalogue, self._reader).head for each in ids)
        return tuple(head.document_id for head in heads if head is not None)

    def _said_then(self) -> frozenset[str]:
        if self._then is None:
            same_day = self._as_of == self._pack.question.as_of
            self._then = self._now if same_day else self._asked(self._pack.question.as_of)
        return _said(self._then)

    def _now_also(self) -> tuple[str, ...]:
        """Return what an extractive answer of today says that the pack's did not; of a model's wording nothing can be told."""
        if self._pack.answer.mode != self._now.mode or self._now.refused:
            return ()
        before = {_plain(s.text) for s in self._pack.answer.statements}
        before |= {_row(row) for table in self._pack.answer.tables for row in table.rows}
        fresh = [s.text for s in self._now.statements if not s.heading and _plain(s.text) not in before]
        fresh += [_shown(row) for table in self._now.tables for row in table.rows if _row(row) not in before]
        return tuple(fresh[:_MOST_NEW])

    # ── statements ──────────────────────────────────────────────────────────────────────────────────────

    def _statements(self) -> Iterator[CheckedStatement]:
        for statement in self._pack.answer.statements:
            if not statement.heading:
                yield self._judged(statement.text, _plain(statement.text), statement.markers, row=False)
        for table in self._pack.answer.tables:
            for row in table.rows:
                markers = tuple(dict.fromkeys(int(m) for cell in row for m in _MARKER.findall(cell)))
                known = tuple(m for m in markers if m in self._citations)
                yield self._judged(_shown(row), _row(row), known, row=True)

    def _judged(self, text: str, plain: str, markers: tuple[int, ...], *, row: bool) -> CheckedStatement:
        facts = tuple(self._facts_about(markers))
        standing = self._standing(plain, markers, facts)
        about = facts if standing is Standing.FACTS_CHANGED else ()
        return CheckedStatement(text=text, markers=markers, standing=standing, row=row, facts=about)

    def _standing(self, plain: str, markers: tuple[int, ...], facts: tuple[ChangedFact, ...]) -> Standing:
        outcomes = [self._citations[marker].outcome for marker in markers]
        if Words.NOT_CHECKED in outcomes:
            return Standing.NOT_CHECKED
        if plain in _said(self._now):
            return Standing.STILL_TRUE
        if any(outcome not in HOLDING for outcome in outcomes) and plain not in self._said_then():
            return Standing.NO_LONGER_SUPPORTED
        if facts:
            return Standing.FACTS_CHANGED
        if markers or plain in self._said_then():
            return Standing.STILL_TRUE
        comparable = self._pack.answer.mode == self._now.mode
        return Standing.NO_LONGER_SUPPORTED if comparable else Standing.NOTHING_CITED

    def _facts_about(self, markers: tuple[int, ...]) -> Iterator[ChangedFact]:
        """Yield the changed facts of what is cited; a right's only where its register, offers or particulars are."""
        by_marker = {c.marker: c for c in self._pack.citations}
        cited = [by_marker[marker] for marker in markers]
        kinds = {d.document_id: d.kind for d in self._pack.documents}
        about = {
            c.document_id
            for c in cited
            if kinds.get(c.document_id) is not Kind.PATENT or c.passage.kind in _TELLS_FACTS
        }
        yield from (fact for fact in self._facts if fact.document_id in about)


def _facts(plain: Mapping[str, object], number: int) -> Facts:
    try:
        facts: Facts = from_plain(Facts, dict(plain))
    except (TypeError, ValueError, KeyError, AttributeError, InvalidOperation):
        field = f"documents.{number}.facts"
        raise UsageError("pack_field", field=field, reason="not the facts of a right or a rule") from None
    return facts


def _filters(conditions: tuple[PackedCondition, ...], as_of: date) -> Filters:
    """Return what was set beside the words of the question."""
    try:
        return filters_of((_condition(c) for c in conditions if not c.words), as_of)
    except (TypeError, ValueError):
        raise UsageError("pack_field", field="question.conditions", reason="not conditions") from None


def _condition(packed: PackedCondition) -> Condition:
    return Condition(field=packed.field, value=packed.value, words=packed.words, off=packed.off)


def _said(answer: Answer) -> frozenset[str]:
    rows = (_row(row) for table in answer.tables for row in table.rows)
    return frozenset((*(_plain(s.text) for s in answer.statements), *rows))


def _plain(text: str) -> str:
    return normalise(text)[0]


def _row(row: tuple[str, ...]) -> str:
    return _plain(_shown(row))


def _shown(row: tuple[str, ...]) -> str:
    """Return a row of a table as one line, without markers."""
    return " | ".join(_MARKER.sub("", cell) for cell in row)
