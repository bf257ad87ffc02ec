"""What of the library's internal figures stands in a text: a text and who wrote it in; the text without them out.

Whoever may read what is internal may type it. No service of others is told: searching services get the text without the figure, a
chat model is not asked. This is the one place that decides it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from functools import lru_cache

from assistant.types import Question, Turn
from knowledge.licences.figures import Figure, FoundFigure, figures_in
from knowledge.protocols import Catalogue
from knowledge.types import (
    Audience,
    DocumentHead,
    LicenceNotice,
    Money,
    Offer,
    PatentRecord,
    Query,
    Reader,
    Role,
)

MASK = "…"
IsPublic = Callable[
    [Figure, bool], bool
]  # whether a figure stands in a public document: as an amount, or anyhow
INSIDE = Reader(user="", role=Role.OFFICER)
_LEAST = 100  # of what is taken for an amount without a currency or a scale beside it
_HELD_S = 0.1  # that a look at the library holds: nobody reads a figure and types it sooner
_REMEMBERED = 256  # texts: one question is looked at several times
_LEAST_BARE = 1_000  # the same, where it stands in an internal document without them


def nowhere(figure: Figure, as_amount: bool) -> bool:
    """Know no public documents."""
    return False


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures of some documents. `bare` are numbers that stand alone: they may be anything."""

    amounts: frozenset[Figure] = frozenset()  # rates too
    bare: frozenset[Figure] = frozenset()


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The internal figures of one state of the library, and which of them proved to be public."""

    version: int
    of_documents: dict[str, _Figures]
    amounts: frozenset[Figure]
    bare: frozenset[Figure]
    public: dict[Figure, bool] = field(default_factory=dict)


class InternalFigures:
    """Knows the figures of internal documents. `is_public` looks a figure up in the public ones. Safe to share between threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        is_public: IsPublic = nowhere,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._catalogue = catalogue
        self._is_public = is_public
        self._clock = clock
        self._seen_at = -_HELD_S
        self._lock = threading.Lock()
        self._shelf = _Shelf(-1, {}, frozenset(), frozenset())

    def stand_in(self, texts: Iterable[str], reader: Reader) -> bool:
        """Say whether a text of this reader holds an internal figure; of one who reads nothing internal none does."""
        return reader.may_read_internal and any(self._places(text) for text in texts)

    def masked(self, query: Query) -> str:
        """Return the text of a query without internal figures; as it is where its asker reads nothing internal."""
        return self._masked(query.text) if Audience.INTERNAL in query.audiences else query.text

    def forgotten(self, question: Question) -> Question:
        """Return a question without the internal figures that its asker typed before when there was a right to read them."""
        if question.reader.may_read_internal or not any(turn.inside for turn in question.history):
            return question
        history = tuple(self._forgotten(turn) if turn.inside else turn for turn in question.history)
        return replace(question, history=history)

    def warm_up(self) -> None:
        """Read the internal documents, before a question waits for it."""
        self._now()

    def _forgotten(self, turn: Turn) -> Turn:
        options = tuple(
            replace(one, label=self._masked(one.label), question=self._masked(one.question))
            for one in turn.options
        )
        return replace(
            turn, question=self._masked(turn.question), answer=self._masked(turn.answer), options=options
        )

    def _masked(self, text: str) -> str:
        for start, end in reversed(self._places(text)):
            text = f"{text[:start]}{MASK}{text[end:]}"
        return text

    def _places(self, text: str) -> list[tuple[int, int]]:
        """Return where internal figures stand in a text, in order; what overlaps is one place."""
        found = _meant(text)
        if not found:
            return []
        shelf = self._now()
        places: list[tuple[int, int]] = []
        for start, end in sorted((one.start, one.end) for one in found if self._is_secret(one.figure, shelf)):
            if places and start < places[-1][1]:
                places[-1] = (places[-1][0], max(end, places[-1][1]))
            else:
                places.append((start, end))
        return places

    def _is_secret(self, figure: Figure, shelf: _Shelf) -> bool:
        is_amount = figure in shelf.amounts
        if not is_amount and figure not in shelf.bare:
            return False
        if figure not in shelf.public:
            shelf.public[figure] = self._is_public(figure, is_amount)
        return not shelf.public[figure]

    def _now(self) -> _Shelf:
        """Return the figures of the library as it is; only documents that are new are read."""
        with self._lock:
            now = self._clock()
            if not self._seen_at <= now < self._seen_at + _HELD_S:
                version = self._catalogue.version()
                if self._shelf.version != version:
                    self._shelf = self._read(version)
                self._seen_at = now
            return self._shelf

    def _read(self, version: int) -> _Shelf:
        heads = self._catalogue.heads(INSIDE)
        inside = [head for head in heads if head.audience is Audience.INTERNAL]
        known = self._shelf.of_documents
        of_documents = {h.document_id: known.get(h.document_id) or self._of_document(h) for h in inside}
        public = (
            frozenset(f for h in heads if h.audience is Audience.PUBLIC for f in _of_record(h))
            if inside
            else frozenset()
        )
        amounts = frozenset(f for one in of_documents.values() for f in one.amounts) - public
        bare = frozenset(f for one in of_documents.values() for f in one.bare) - public
        return _Shelf(version, of_documents, amounts, bare)

    def _of_document(self, head: DocumentHead) -> _Figures:
        amounts, bare = set(_of_record(head)), set()
        passages = self._catalogue.document_passages(head.document_id, INSIDE)
        for text in (head.title, *(passage.text for passage in passages)):
            for one in figures_in(text):
                if one.figure.is_rate or one.has_currency or one.is_scaled:
                    amounts.add(one.figure)
                elif one.figure.value >= _LEAST_BARE and not one.is_year:
                    bare.add(one.figure)
        return _Figures(frozenset(amounts), frozenset(bare))


@lru_cache(maxsize=_REMEMBERED)
def _meant(text: str) -> tuple[FoundFigure, ...]:
    """Return what of a text may be meant as an amount or a rate."""
    return tuple(
        one
        for one in figures_in(text)
        if one.figure.is_rate or one.has_currency or one.is_scaled or one.figure.value >= _LEAST
    )


def _of_record(head: DocumentHead) -> Iterator[Figure]:
    """Yield the amounts and rates of a record's terms."""
    record = head.record
    if not isinstance(record, PatentRecord | LicenceNotice):
        return
    if isinstance(record, PatentRecord) and record.internal and record.internal.fee_floor:
        yield Figure(record.internal.fee_floor.amount)
    for offer in record.offers:
        yield from _of_offer(offer)


def _of_offer(offer: Offer) -> Iterator[Figure]:
    stated = [getattr(offer, each.name) for each in fields(offer)]
    for value in (*stated, *(milestone.payment for milestone in offer.milestones)):
        if isinstance(value, Money):
            yield Figure(value.amount)
        elif isinstance(value, Decimal):
            yield Figure(value, is_rate=True)
