"""The pool: what is public, can be licensed, and is marked from both sides or graded well enough. Computed, never edited by hand."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.matching.types import OnRights, nothing_entered
from assistant.needs.needs import SqlNeeds
from assistant.pool import tables
from assistant.pool.allowed import require
from assistant.pool.changes import Now, compare
from assistant.pool.entries import TIERS, Entries, Entry, ReadClaims, Said
from assistant.pool.history import SqlPoolEvents
from assistant.pool.marks import WITH_SUBMITTED_NEEDS, SqlMarks
from assistant.pool.ruled import SqlOverrides, SqlRules
from assistant.pool.technologies import Technology
from knowledge.catalogue.engine import reading, writing
from knowledge.errors import NotFoundError, StorageError
from knowledge.protocols import Catalogue
from knowledge.types import Reader, Role

_AGAIN = 5  # times that the pool is computed anew where something changed meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    stamp: tuple[object, ...]
    entries: tuple[Entry, ...]  # those in the pool first: what is recognised, then by tier and points
    by_document: Mapping[str, Entry]


class Contracts(Protocol):
    """The office's own register of contracts, as far as the pool asks of it."""

    def version(self) -> int:
        """Return a number that is another one after each change."""
        ...

    def to_one_alone(self, document_ids: Sequence[str], today: date) -> frozenset[str]:
        """Return those of the documents whose right is exclusively or solely licensed on a day."""
        ...

    def entered(self, day: date) -> OnRights:
        """Return what tells the licence to one alone that stands on a right on a day."""
        ...


class NoContracts:
    """Implements Contracts where none are kept."""

    def version(self) -> int:
        return 0

    def to_one_alone(self, document_ids: Sequence[str], today: date) -> frozenset[str]:
        return frozenset()

    def entered(self, day: date) -> OnRights:
        return nothing_entered(day)


class Pool:
    """Everything that is kept of the pool, and the view that is computed of it. Safe to use from several threads.

    A look brings it up to date first: where library, marks, rules or the day changed since, what happened is written
    as events. Asking questions does nothing of this.
    """

    def __init__(
        self,
        engine: Engine,
        catalogue: Catalogue,
        needs: SqlNeeds,
        audit: SqlAudit,
        *,
        read_claims: ReadClaims | None = None,
        contracts: Contracts | None = None,
        clock: moments.Clock = moments.now,
    ) -> None:
        """Create the tables where they are missing. Raises StorageError."""
        self._engine = engine
        self._catalogue = catalogue
        self.marks = SqlMarks(engine, catalogue, needs, audit, clock=clock)
        self.rules = SqlRules(engine, audit, clock=clock)
        self.overrides = SqlOverrides(engine, catalogue, audit, clock=clock)
        self.history = SqlPoolEvents(engine, clock=clock)
        self._entries = Entries(catalogue, read_claims)
        self._contracts = contracts or NoContracts()
        self._lock = threading.Lock()
        self._view: _View | None = None

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────

    def entries(self, reader: Reader, today: date) -> tuple[Entry, ...]:
        """Return what is in the pool, best first: marked from both sides, then by tier and points. Raises AccessError."""
        require(reader, Role.OFFICER)
        return tuple(entry for entry in self._current(today).entries if entry.is_in)

    def entry(self, reader: Reader, document_id: str, today: date) -> Entry:
        """Return a technology by any of its documents, in the pool or not. Raises AccessError, NotFoundError."""
        require(reader, Role.OFFICER)
        found = self._current(today).by_document.get(document_id)
        if found is None:
            raise NotFoundError(name=document_id)
        return found

    def licensable(self, reader: Reader, today: date) -> tuple[Technology, ...]:
        """Return what anyone may know of the pool: which technologies are in it, those that the reader itself wants and
        the office has ready first, then the newest. Nothing in this order tells of grades or of others' marks.
        """
        found = [entry.technology for entry in self._current(today).entries if entry.is_in]
        leading = self.marks.recognised([one.head.document_id for one in found], reader)
        found.sort(key=lambda one: one.number)
        found.sort(key=lambda one: one.record.filing_date or date.min, reverse=True)
        return tuple(sorted(found, key=lambda one: one.head.document_id not in leading))

    def technology(self, document_id: str, today: date) -> Technology | None:
        """Return the technology that a public document belongs to, in the pool or not: nothing of it is secret."""
        entry = self._current(today).by_document.get(document_id)
        return entry.technology if entry else None

    def refresh(self, today: date) -> int:
        """Bring the pool up to date; return how many events were written."""
        with self._lock:
            return self._refresh(today)[1]

    # ── computing ────────────────────────────────────────────────────────────────────────────────────────

    def _current(self, today: date) -> _View:
        with self._lock:
            return self._refresh(today)[0]

    def _refresh(self, today: date) -> tuple[_View, int]:
        """Compute the view where something changed, and write what happened since, in one transaction with a look at
        whether something changed meanwhile: an older view never writes over a newer one.
        """
        for _ in range(_AGAIN):
            stamp = self._stamp(today)
            if self._view is not None and self._view.stamp == stamp:
                return self._view, 0
            said = Said(
                rules=self.rules.current(),
                marks=self.marks.standing(),
                overrides=self.overrides.standing(),
                contracted=self._contracts.to_one_alone,
            )
            entries = self._entries.at(self._catalogue.version(), today, said)
            with writing(self._engine) as connection:
                if self._stamp(today) != stamp:
                    continue
                last = self.history.last(connection)
                compared = compare(last, [Now(state=one.state, is_in=one.is_in) for one in entries])
                count = self.history.append(connection, today, compared.changes)
                entered = self.history.entered(connection)
            named = (
                replace(one, name=name, entered=entered.get(name) if one.is_in else None)
                for one, name in zip(entries, compared.technologies, strict=True)
            )
            self._view = _view_of(stamp, tuple(named))
            return self._view, count
        raise StorageError(path="pool", reason="busy")

    def _stamp(self, today: date) -> tuple[object, ...]:
        """Return what the view is made of, in short: it is the same where this is."""
        with reading(self._engine) as connection:
            kept = connection.execute(_STAMP).one()
        return (self._catalogue.version(), self._contracts.version(), today, *kept)


def _view_of(stamp: tuple[object, ...], entries: tuple[Entry, ...]) -> _View:
    ordered = sorted(
        entries,
        key=lambda one: (
            not one.is_in,
            not one.recognised,
            TIERS.index(one.grade.tier),
            -one.grade.points,
            one.technology.number,
        ),
    )
    by_document = {head.document_id: one for one in ordered for head in one.technology.documents}
    return _View(stamp=stamp, entries=tuple(ordered), by_document=by_document)


def _changed(table: sa.Table, *columns: str) -> list[sa.ScalarSelect[Any]]:
    """Return what tells whether a table changed: rows come, end, and go with their account."""
    count = sa.select(sa.func.count()).select_from(table).scalar_subquery()
    return [count, *(sa.select(sa.func.max(table.c[name])).scalar_subquery() for name in columns)]


_SUBMITTED = sa.select(sa.func.count()).select_from(WITH_SUBMITTED_NEEDS.subquery()).scalar_subquery()
_STAMP = sa.select(
    *_changed(tables.marks, "made_at", "ended_at"),
    *_changed(tables.overrides, "made_at", "ended_at"),
    *_changed(tables.rules, "number"),
    _SUBMITTED,
)
