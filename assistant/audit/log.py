"""The audit in SQL: events in; lines out, newest first, for admins. Every line carries a digest over itself and the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.audit import tables
from assistant.audit.types import Action, Event, Line, Selection, Subject, Verified, event_of
from knowledge.catalogue.engine import reading, storing, writing
from knowledge.errors import AccessError
from knowledge.types import Reader, Role

_LINES = tables.lines
_COLUMNS = _LINES.c
_BEGINNING = "0" * 64
_BATCH = 1000
_EVERYTHING = Selection()
_ADD = _LINES.insert()
_LAST = sa.select(_COLUMNS.number, _COLUMNS.digest).order_by(_COLUMNS.number.desc()).limit(1)
_AFTER = (
    sa.select(_LINES).where(_COLUMNS.number > sa.bindparam("after")).order_by(_COLUMNS.number).limit(_BATCH)
)


class SqlAudit:
    """Who did what. Lines are added, never changed or deleted: the database refuses both."""

    def __init__(self, engine: Engine, *, clock: moments.Clock = moments.now) -> None:
        """Create the table and its triggers where they are missing. Raises StorageError."""
        self._engine = engine
        self._clock = clock
        with storing(engine):
            tables.create(engine)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────

    def write(self, *events: Event) -> None:
        """Add lines in a transaction of their own."""
        if events:
            with writing(self._engine) as connection:
                self.append(connection, *events)

    def append(self, connection: Connection, *events: Event) -> None:
        """Add lines in a write transaction that is open: they stand if, and only if, it is committed."""
        last = connection.execute(_LAST).one_or_none()
        number, digest = (last.number, last.digest) if last else (0, _BEGINNING)
        at = moments.kept(self._clock())
        for event in events:
            number += 1
            row = {
                "number": number,
                "at": at,
                "actor": event.actor,
                "roles": ",".join(event.roles),
                "action": str(event.action),
                "subject": str(event.subject),
                "subject_id": event.subject_id,
                "outcome": str(event.outcome),
                "written": event.details.as_json(),
            }
            digest = _digest(digest, row)
            connection.execute(_ADD, {**row, "digest": digest})

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    def lines(
        self,
        reader: Reader,
        selection: Selection = _EVERYTHING,
        *,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[Line, ...]:
        """Return lines, newest first; `before` is the number of the last one of the page before.

        Raises AccessError for whoever is no admin.
        """
        _require_admin(reader)
        query = _selected(selection).order_by(_COLUMNS.number.desc()).limit(limit)
        if before is not None:
            query = query.where(_COLUMNS.number < before)
        with reading(self._engine) as connection:
            return tuple(_line_of(row) for row in connection.execute(query))

    def export(self, reader: Reader, selection: Selection = _EVERYTHING) -> Iterator[Line]:
        """Return all lines, oldest first; that they were exported is the last of them. Raises AccessError as `lines`."""
        _require_admin(reader)
        self.write(event_of(reader, Action.EXPORTED, Subject.AUDIT))
        with reading(self._engine) as connection:
            end = connection.execute(_LAST).one().number
        return self._from_first(_selected(selection).where(_COLUMNS.number <= end))

    def about(self, account_id: str) -> tuple[Line, ...]:
        """Return every line that names an account, as the one who did or the one it was done to; oldest first."""
        named = sa.or_(_COLUMNS.actor == account_id, _COLUMNS.subject_id == account_id)
        return tuple(self._from_first(sa.select(_LINES).where(named)))

    def verify(self, noted: str = "") -> Verified:
        """Check every line against those before it, and that the digest `noted` down earlier is still that of one."""
        number, digest, found = 0, _BEGINNING, not noted
        for row in self._rows():
            fits = row.number == number + 1 and row.digest == _digest(digest, row._mapping)
            if not fits:
                return Verified(lines=number, digest=digest, wrong=number + 1)
            number, digest = row.number, row.digest
            found = found or digest == noted
        return Verified(lines=number, digest=digest, noted_is_missing=not found)

    def _rows(self) -> Iterator[Any]:
        after = -(2**31)  # a line that was put before the first is found too
        while True:
            with reading(self._engine) as connection:
                rows = connection.execute(_AFTER, {"after": after}).all()
            yield from rows
            if len(rows) < _BATCH:
                return
            after = rows[-1].number

    def _from_first(self, query: sa.Select[Any]) -> Iterator[Line]:
        after = 0
        while True:
            page = query.where(_COLUMNS.number > after).order_by(_COLUMNS.number).limit(_BATCH)
            with reading(self._engine) as connection:
                rows = connection.execute(page).all()
            yield from map(_line_of, rows)
            if len(rows) < _BATCH:
                return
            after = rows[-1].number


def _digest(before: str, row: Any) -> str:
    kept = [row[column.name] for column in _LINES.columns if column.name != "digest"]
    text = json.dumps([before, *kept], ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _selected(selection: Selection) -> sa.Select[Any]:
    query = sa.select(_LINES)
    if selection.actor:
        query = query.where(_COLUMNS.actor == selection.actor)
    if selection.action:
        query = query.where(_COLUMNS.action == str(selection.action))
    if selection.subject is not None:
        query = query.where(_COLUMNS.subject == str(selection.subject))
    if selection.subject_id:
        query = query.where(_COLUMNS.subject_id == selection.subject_id)
    if selection.since:
        query = query.where(_COLUMNS.at >= moments.kept(selection.since))
    if selection.until:
        query = query.where(_COLUMNS.at < moments.kept(selection.until))
    return query


def _line_of(row: Any) -> Line:
    return Line(
        number=row.number,
        at=row.at,
        actor=row.actor,
        roles=tuple(filter(None, row.roles.split(","))),
        action=row.action,
        subject=row.subject,
        subject_id=row.subject_id,
        outcome=row.outcome,
        written=row.written,
        digest=row.digest,
    )


def _require_admin(reader: Reader) -> None:
    if not reader.holds(Role.ADMIN):
        raise AccessError("not_allowed", role=str(Role.ADMIN))
