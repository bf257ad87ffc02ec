"""The pool over time, in SQL: events are added, never changed; from them how the pool stood on any day."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.pool import tables
from assistant.pool.allowed import require
from assistant.pool.changes import Change
from assistant.pool.types import EventKind, PoolClass, PoolEvent, Reason, State, Tier
from knowledge.catalogue.engine import reading, storing
from knowledge.types import Reader, Role

_EVENTS = tables.events
_COLUMNS = _EVENTS.c


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSelection:
    """Which events; what is empty selects all."""

    technologies: tuple[str, ...] | None = None
    kind: EventKind | None = None
    since: date | None = None
    until: date | None = None  # that day counts
    before: int | None = None  # a number


class SqlPoolEvents:
    """What entered, rose, fell and left. The database itself refuses to change or delete a line."""

    def __init__(self, engine: Engine, *, clock: moments.Clock = moments.now) -> None:
        """Create the table and its guards where they are missing. Raises StorageError."""
        self._engine = engine
        self._clock = clock
        self._reading = threading.Lock()
        self._last: dict[str, PoolEvent] = {}
        self._read = 0
        with storing(engine):
            tables.create(engine)

    def append(self, connection: Connection, today: date, changes: Iterable[Change]) -> int:
        """Add events in a write transaction that is open; return how many. No event is dated before the last one."""
        query = sa.select(sa.func.max(_COLUMNS.number), sa.func.max(_COLUMNS.day))
        number, newest = connection.execute(query).one()
        day = max(today, newest or today)
        at = moments.kept(self._clock())
        rows = [
            {
                "number": place,
                "at": at,
                "day": day,
                "technology": change.technology,
                "kind": str(change.kind),
                "reasons": ",".join(change.reasons),
                "state": _state_to_json(change.state),
            }
            for place, change in enumerate(changes, start=(number or 0) + 1)
        ]
        for row in rows:  # one after the other: each has to follow the last
            connection.execute(_ADD, row)
        return len(rows)

    def last(self, connection: Connection, on: date | None = None) -> Mapping[str, PoolEvent]:
        """Return the last event of each technology, up to a day. What was read once is not read again: it never changes."""
        if on is not None:
            newest = sa.select(sa.func.max(_COLUMNS.number)).where(_COLUMNS.day <= on)
            within = _COLUMNS.number.in_(newest.group_by(_COLUMNS.technology))
            return {row.technology: _event_of(row) for row in connection.execute(sa.select(_EVENTS).where(within))}  # fmt: skip
        with self._reading:
            newer = sa.select(_EVENTS).where(_COLUMNS.number > self._read).order_by(_COLUMNS.number)
            for row in connection.execute(newer):
                self._last[row.technology] = _event_of(row)
                self._read = row.number
            return dict(self._last)

    def entered(self, connection: Connection, on: date | None = None) -> Mapping[str, date]:
        """Return the day on which each technology entered for the last time, up to a day."""
        upto = () if on is None else (_COLUMNS.day <= on,)
        query = sa.select(_COLUMNS.technology, sa.func.max(_COLUMNS.day)).where(
            _COLUMNS.kind == str(EventKind.ENTERED), *upto
        )
        return {row[0]: row[1] for row in connection.execute(query.group_by(_COLUMNS.technology))}

    def as_of(self, reader: Reader, day: date) -> tuple[tuple[PoolEvent, date], ...]:
        """Return what was in the pool at the end of a day, each with its last event and the day it entered.

        Raises AccessError.
        """
        require(reader, Role.OFFICER)
        with reading(self._engine) as connection:
            last, entered = self.last(connection, day), self.entered(connection, day)
        return tuple(
            (event, entered[name]) for name, event in last.items() if event.kind is not EventKind.LEFT
        )

    def events(
        self, reader: Reader, selection: EventSelection, *, limit: int = 50
    ) -> tuple[PoolEvent, ...]:  # fmt: skip
        """Return events, newest first. Raises AccessError."""
        require(reader, Role.OFFICER)
        query = sa.select(_EVENTS).where(*_selected(selection)).order_by(_COLUMNS.number.desc()).limit(limit)
        with reading(self._engine) as connection:
            return tuple(map(_event_of, connection.execute(query)))


_ADD = _EVENTS.insert()


def _selected(selection: EventSelection) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if selection.technologies is not None:
        found.append(_COLUMNS.technology.in_(selection.technologies))
    if selection.kind is not None:
        found.append(_COLUMNS.kind == str(selection.kind))
    if selection.since is not None:
        found.append(_COLUMNS.day >= selection.since)
    if selection.until is not None:
        found.append(_COLUMNS.day <= selection.until)
    if selection.before is not None:
        found.append(_COLUMNS.number < selection.before)
    return found


def _state_to_json(state: State) -> str:
    held = {name: getattr(state, name) for name in state.__slots__}
    return json.dumps(held, ensure_ascii=False)


def _event_of(row: Any) -> PoolEvent:
    told = json.loads(row.state)
    state = State(
        **{
            **told,
            "keys": tuple(told["keys"]),
            "tier": Tier(told["tier"]) if told["tier"] else None,
            "pool_class": PoolClass(told["pool_class"]),
        }
    )
    return PoolEvent(
        number=row.number,
        at=moments.read(row.at),
        day=row.day,
        technology=row.technology,
        kind=EventKind(row.kind),
        reasons=tuple(Reason(one) for one in row.reasons.split(",") if one),
        state=state,
    )
