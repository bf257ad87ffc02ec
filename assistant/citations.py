"""Verify a draft: quotes and numbers in, an answer whose every marker opens words that stand in their source out.

A quote must be a contiguous piece of its passage after one declared normalisation: NFKC (full and half width), white
space removed, quotation marks made alike, case folded. Han characters, digits, signs, units and negations are never
touched. The offsets that a reader sees come from the match, not from whoever made the quote.

Looking a quote up has three outcomes: it is found in the passage that is cited, or elsewhere, in another passage that may be
cited, or not found. One that stands elsewhere is never silently taken for found: its statement is cut and `Cut` says where
the words stand. Only in an answer that a model wrote is the right passage cited instead, where it is the only one that holds
the whole quote, the quote is long enough to be told from others, and the values of the statement bind there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from assistant.markup import words_only
from assistant.types import Citation, Draft, DraftStatement, DraftTable, Mode, Quote, Statement, Table
from assistant.values import Value, unbound
from knowledge.types import DocumentHead, Kind, Passage, PatentRecord, PolicyRecord

_QUOTATION = str.maketrans(dict.fromkeys("“”„‟«»「」『』", '"') | dict.fromkeys("‘’‚‛`", "'"))
MIN_QUOTE = 2  # characters after normalisation; less carries no evidence
MIN_MOVED = 12  # of a quote that is cited from where it stands instead of where it was said to stand


class Outcome(StrEnum):
    """What looking a quote up gave."""

    FOUND = "found"
    ELSEWHERE = "elsewhere"  # not in the passage that is cited, but in another that may be
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A statement that did not hold, and why: its quote is not where it should be, or values in it have no source."""

    text: str
    unbound: tuple[Value, ...] = ()
    quote: str | None = None
    outcome: Outcome | None = None  # of looking the quote up
    elsewhere: tuple[str, ...] = ()  # ids of the passages where it stands instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    statements: tuple[Statement, ...]
    tables: tuple[Table, ...]
    citations: tuple[Citation, ...]
    cuts: tuple[Cut, ...]
    documents: tuple[str, ...] = ()  # of all that could be cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A passage that may be cited, with the head of its document."""

    passage: Passage
    document: DocumentHead


def normalise(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the normalised text and, for each of its characters, the offset it came from."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for form in _forms(character):
            characters.append(form)
            offsets.append(offset)
    return "".join(characters), tuple(offsets)


@cache
def _forms(character: str) -> str:
    """Return what the normalisation makes of one character; nothing of white space."""
    forms = unicodedata.normalize("NFKC", character).translate(_QUOTATION).casefold()
    return "".join(form for form in forms if not form.isspace() and form not in "\u00ad\u200b\ufeff")


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Find a quote in a text; return its first place as (start, end) in the text itself, else None."""
    at = text.find(quote)
    if at >= 0 and len(quote) >= MIN_QUOTE:
        return at, at + len(quote)
    wanted, _ = normalise(quote)
    if len(wanted) < MIN_QUOTE:
        return None
    held, offsets = normalise(text)
    at = held.find(wanted)
    if at < 0:
        return None
    return offsets[at], offsets[at + len(wanted) - 1] + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a quote stands: `source.passage.text[start:end]`."""

    source: Source
    start: int
    end: int


def look_up(quote: Quote, sources: Mapping[str, Source]) -> tuple[Outcome, tuple[Place, ...]]:
    """Return where a quote stands: in its passage, else in which others, in their order; nowhere in one that gives orders."""
    own = sources.get(quote.passage_id)
    if own is not None and (place := _place(quote.text, own)):
        return Outcome.FOUND, (place,)
    others = tuple(p for s in sources.values() if s is not own and (p := _place(quote.text, s)))
    return (Outcome.ELSEWHERE, others) if others else (Outcome.NOT_FOUND, ())


def _place(text: str, source: Source) -> Place | None:
    if source.passage.instruction_like:
        return None
    found = locate(text, source.passage.text)
    return None if found is None else Place(source=source, start=found[0], end=found[1])


def verify(
    draft: Draft, sources: Mapping[str, Source], allowed: tuple[str, ...], as_of: date | None = None
) -> Verified:
    """Check every statement and cell of a draft and number its citations in order of appearance.

    `sources` maps passage ids to what this reader may cite. `allowed` are texts whose values need no citation, such as
    the question; nor does the day `as_of`. A statement whose quote is not found, or that states a value that neither its quotes
    nor `allowed` hold, is cut; values of a computed statement are taken from its calculation. What is shown of a
    document's words has no link, image or HTML in it, and of a patent's no address.
    """
    desk = _Desk(sources, allowed, as_of, moves=draft.mode is Mode.GENERATED)
    statements = tuple(s for s in map(desk.statement, draft.statements) if s is not None)
    tables = tuple(map(desk.table, draft.tables))
    return Verified(
        statements=_without_empty_headings(statements),
        tables=tables,
        citations=tuple(desk.citations.values()),
        cuts=tuple(desk.cuts),
        documents=tuple(dict.fromkeys(source.document.document_id for source in sources.values())),
    )


class _Desk:
    """Numbers the citations of one answer."""

    def __init__(
        self, sources: Mapping[str, Source], allowed: tuple[str, ...], as_of: date | None, *, moves: bool
    ) -> None:
        self._sources = sources
        self._allowed = allowed
        self._as_of = as_of
        self._moves = moves  # a quote may be cited from where it stands
        self.citations: dict[tuple[str, int, int], Citation] = {}
        self.cuts: list[Cut] = []

    def statement(self, draft: DraftStatement) -> Statement | None:
        places: list[Place] = []
        for quote in draft.quotes:
            outcome, found = look_up(quote, self._sources)
            if outcome is Outcome.FOUND or (
                self._moves and outcome is Outcome.ELSEWHERE and _is_sure(quote, found)
            ):
                places.append(found[0])
                continue
            elsewhere = tuple(place.source.passage.passage_id for place in found)
            self.cuts.append(Cut(text=draft.text, quote=quote.text, outcome=outcome, elsewhere=elsewhere))
            return None
        if not draft.computed and (missing := self._unbound(draft, places)):
            self.cuts.append(Cut(text=draft.text, unbound=missing))
            return None
        return Statement(
            text=words_only(draft.text, addresses=_are_rules(places)),
            markers=tuple(dict.fromkeys(map(self._mark, places))),
            heading=draft.heading,
            bullet=draft.bullet,
            computed=draft.computed,
        )

    def table(self, draft: DraftTable) -> Table:
        rows = tuple(tuple(self._cell(cell) for cell in row) for row in draft.rows)
        computed = tuple(
            (number, column)
            for number, row in enumerate(draft.rows)
            for column, cell in enumerate(row)
            if cell.computed
        )
        return Table(title=draft.title, columns=draft.columns, rows=rows, computed=computed)

    def _cell(self, cell: DraftStatement) -> str:
        held = self.statement(cell)
        if held is None:
            return "—"
        return held.text + "".join(f" [{marker}]" for marker in held.markers)

    def _unbound(self, draft: DraftStatement, places: Sequence[Place]) -> tuple[Value, ...]:
        where = (text for p in places for text in (p.source.document.title, p.source.passage.label))
        return unbound(draft.text, (*(q.text for q in draft.quotes), *where, *self._allowed), self._as_of)

    def _mark(self, place: Place) -> int:
        key = (place.source.passage.passage_id, place.start, place.end)
        if key not in self.citations:
            marker = len(self.citations) + 1
            self.citations[key] = cite(place.source, place.start, place.end, marker=marker)
        return self.citations[key].marker


def _is_sure(quote: Quote, places: Sequence[Place]) -> bool:
    """Say whether a quote stands in one passage alone and is long enough to be told from others."""
    return len(places) == 1 and len(normalise(quote.text)[0]) >= MIN_MOVED


def _are_rules(places: Sequence[Place]) -> bool:
    """Say whether all that is quoted stands in policies: where to apply is part of what they rule."""
    return bool(places) and all(p.source.document.kind is Kind.POLICY for p in places)


def cite(source: Source, start: int, end: int, *, marker: int) -> Citation:
    """Make the citation of `passage.text[start:end]`, offsets turned into those of the document."""
    passage, head = source.passage, source.document
    record = head.record
    patent = record if isinstance(record, PatentRecord) else None
    policy = record if isinstance(record, PolicyRecord) else None
    return Citation(
        marker=marker,
        document_id=head.document_id,
        passage_id=passage.passage_id,
        title=head.title,
        label=passage.label,
        kind=head.kind,
        passage_kind=passage.kind,
        quote=passage.text[start:end],
        start=passage.start + start,
        end=passage.start + end,
        text_type=policy.text_type if policy else None,
        publication_number=patent.publication_number if patent else None,
        document_number=policy.document_number if policy else None,
        effective_from=policy.effective_from if policy else None,
        effective_to=policy.effective_to if policy else None,
        jurisdiction=record.jurisdiction if record else None,
        official_url=policy.official_url if policy else None,
        register_checked_on=register_check(head),
        synthetic=head.synthetic,
        page=passage.page,
        confidence=passage.confidence,
    )


def register_check(head: DocumentHead) -> date | None:
    """Return when the register was looked at for a patent; a sample counts as checked on the day it was loaded."""
    if not isinstance(head.record, PatentRecord):
        return None
    return head.record.register_checked_on or (head.loaded_on if head.sample else None)


def _without_empty_headings(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Drop a heading under which every statement was cut."""
    kept: list[Statement] = []
    for statement in reversed(statements):
        if statement.heading and (not kept or kept[-1].heading):
            continue
        kept.append(statement)
    return tuple(reversed(kept))
