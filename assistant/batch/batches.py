"""Batches of the office in SQL: officers upload, start, pause, go on with, read and delete them; for nobody else are there any.

They are the office's: every officer sees all of them and goes on with another's (decision 14).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Details, Subject, event_of
from assistant.background import is_silent
from assistant.batch import tables
from assistant.batch.kept import (
    conditions_read,
    conditions_written,
    reading_read,
    reading_written,
    row_read,
    row_written,
)
from assistant.batch.sql_store import SqlStore
from assistant.batch.types import Conditions, NeedsRead
from knowledge.catalogue.engine import overwrite_deleted, reading, storing, writing
from knowledge.errors import AccessError, NotFoundError, PatentBridgeError, UsageError
from knowledge.types import Reader, Role

MOST_KEPT = 100
_LONGEST_NAME = 200
_BATCHES, _NEEDS = tables.batches, tables.needs
_COLUMNS = _BATCHES.c
_FAILED_FIELDS = 20


class BatchState(StrEnum):
    READY = "ready"  # uploaded, to be looked at and started
    WAITING = "waiting"  # to be run next
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"  # by an error; it can be gone on with


_STARTABLE = (BatchState.READY, BatchState.PAUSED, BatchState.DONE, BatchState.STOPPED)
_GOES_ON = (BatchState.PAUSED, BatchState.STOPPED)
_UNDER_WAY = (BatchState.WAITING, BatchState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch as officers see it. `done` of `total` needs are matched."""

    batch_id: str
    owner: str
    name: str
    state: BatchState
    total: int
    done: int
    failed: int
    elapsed_s: float
    conditions: Conditions | None  # from its start on
    failure: tuple[str, dict[str, str]] | None
    created_at: datetime
    begun_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        return self.state in _UNDER_WAY


class SqlBatches:
    """Safe to use from several threads. Raises AccessError for whoever is no officer, NotFoundError for a batch that is not there."""

    def __init__(self, engine: Engine, audit: SqlAudit, *, clock: moments.Clock = moments.now) -> None:
        """Create the tables where they are missing. Raises StorageError."""
        self._engine = engine
        self._audit = audit
        self._clock = clock
        self._on_waiting: Callable[[], None] = lambda: None
        with storing(engine):
            tables.metadata.create_all(engine)

    def on_waiting(self, tell: Callable[[], None]) -> None:
        """Have somebody told when a batch waits to be run."""
        self._on_waiting = tell

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    def all(self, reader: Reader) -> tuple[Batch, ...]:
        """Return every batch of the office, the newest first."""
        _require_officer(reader)
        with reading(self._engine) as connection:
            rows = connection.execute(_selected().order_by(_COLUMNS.created_at.desc())).all()
        return tuple(map(_batch_of, rows))

    def get(self, reader: Reader, batch_id: str) -> Batch:
        _require_officer(reader)
        with reading(self._engine) as connection:
            return _required(connection, batch_id)

    def read(self, reader: Reader, batch_id: str) -> NeedsRead:
        """Return its needs, what its columns were taken for and what was set aside."""
        _require_officer(reader)
        return self._read(batch_id)

    def store(self, reader: Reader, batch_id: str) -> SqlStore:
        """Return where its results are."""
        self.get(reader, batch_id)
        return SqlStore(self._engine, batch_id)

    def note_taken(self, reader: Reader, batch_id: str) -> None:
        """Write into the audit that somebody took results or drafts along."""
        self._audit.write(event_of(reader, Action.EXPORTED, Subject.BATCH, batch_id))

    # ── what officers do ─────────────────────────────────────────────────────────────────────────────────

    def create(self, reader: Reader, name: str, read: NeedsRead) -> Batch:
        """Keep a file that was read; it is started later. Raises UsageError(batches_many, need_file_empty)."""
        _require_officer(reader)
        if not read.rows:
            raise UsageError("need_file_empty", file=name)
        batch_id = secrets.token_hex(8)
        row = {
            "batch_id": batch_id,
            "owner": reader.user,
            "name": name[:_LONGEST_NAME],
            "state": str(BatchState.READY),
            "read": reading_written(read),
            "total": len(read.rows),
            "elapsed_s": 0.0,
            "created_at": moments.kept(self._clock()),
        }
        needs = [
            {"batch_id": batch_id, "number": one.number, "row": one.row, "sheet": one.sheet[:_LONGEST_NAME], "wanted": row_written(one), "failed": False}
            for one in read.rows
        ]  # fmt: skip
        with writing(self._engine) as connection:
            count = connection.execute(sa.select(sa.func.count()).select_from(_BATCHES)).scalar_one()
            if count >= MOST_KEPT:
                raise UsageError("batches_many", most=MOST_KEPT)
            connection.execute(_BATCHES.insert().values(row))
            connection.execute(_NEEDS.insert(), needs)
            details = Details(count=len(needs))
            self._audit.append(connection, event_of(reader, Action.BATCH_MADE, Subject.BATCH, batch_id, details=details))  # fmt: skip
            return _required(connection, batch_id)

    def start(self, reader: Reader, batch_id: str, conditions: Conditions) -> None:
        """Have it run with these conditions; what is finished under the same ones is kept. Raises UsageError(batch_under_way)."""
        self._set(
            reader,
            batch_id,
            Action.BATCH_STARTED,
            _STARTABLE,
            state=BatchState.WAITING,
            asked=conditions_written(conditions),
            begun_at=moments.kept(self._clock()),
            elapsed_s=0.0,
            failure=None,
        )
        self._on_waiting()

    def pause(self, reader: Reader, batch_id: str) -> None:
        """Let it end after the need in hand. Raises UsageError(batch_not_under_way)."""
        self._set(reader, batch_id, Action.BATCH_PAUSED, _UNDER_WAY, state=BatchState.PAUSED)

    def go_on(self, reader: Reader, batch_id: str) -> None:
        """Raises UsageError(batch_under_way)."""
        self._set(reader, batch_id, Action.BATCH_STARTED, _GOES_ON, state=BatchState.WAITING, failure=None)
        self._on_waiting()

    def delete(self, reader: Reader, batch_id: str) -> None:
        """Delete it with its needs, results and drafts; one under way ends after the need in hand."""
        _require_officer(reader)
        with writing(self._engine) as connection:
            _required(connection, batch_id)
            overwrite_deleted(connection)
            for table in (tables.outcomes, _NEEDS):
                connection.execute(table.delete().where(table.c.batch_id == batch_id))
            connection.execute(_BATCHES.delete().where(_COLUMNS.batch_id == batch_id))
            self._audit.append(connection, event_of(reader, Action.BATCH_DELETED, Subject.BATCH, batch_id))

    def _set(
        self, reader: Reader, batch_id: str, action: Action, states: tuple[BatchState, ...], **values: Any
    ) -> None:
        _require_officer(reader)
        with writing(self._engine) as connection:
            before = _required(connection, batch_id)
            if before.state not in states:
                raise UsageError("batch_under_way" if before.is_under_way else "batch_not_under_way")
            connection.execute(_BATCHES.update().where(_COLUMNS.batch_id == batch_id).values(values))
            self._audit.append(connection, event_of(reader, action, Subject.BATCH, batch_id))

    # ── for whoever runs them ────────────────────────────────────────────────────────────────────────────

    def claim(self) -> tuple[Batch, NeedsRead] | None:
        """Take the batch that waits longest; one whose runner is gone waits too. Only one process of several gets it."""
        now = self._clock()
        gone = sa.and_(
            _COLUMNS.state == str(BatchState.RUNNING), is_silent(self._engine, _COLUMNS.beat_at, now)
        )
        free = sa.or_(_COLUMNS.state == str(BatchState.WAITING), gone)
        with writing(self._engine) as connection:
            query = sa.select(_COLUMNS.batch_id).where(free).order_by(_COLUMNS.begun_at).limit(1)
            batch_id = connection.execute(query).scalar()
            if batch_id is None:
                return None
            values = {"state": str(BatchState.RUNNING), "beat_at": moments.kept(now)}
            connection.execute(_BATCHES.update().where(_COLUMNS.batch_id == batch_id).values(values))
            batch = _required(connection, batch_id)
        return batch, self._read(batch_id)

    def beat(self, batch_id: str, elapsed_s: float) -> bool:
        """Note that it is being run; False where it shall not be run any more."""
        mine = sa.and_(_COLUMNS.batch_id == batch_id, _COLUMNS.state == str(BatchState.RUNNING))
        values = {"beat_at": moments.kept(self._clock()), "elapsed_s": elapsed_s}
        with writing(self._engine) as connection:
            return connection.execute(_BATCHES.update().where(mine).values(values)).rowcount == 1

    def end(self, batch_id: str, state: BatchState, failure: PatentBridgeError | None = None) -> None:
        """Note how a run ended, unless somebody paused or deleted it meanwhile."""
        mine = sa.and_(_COLUMNS.batch_id == batch_id, _COLUMNS.state == str(BatchState.RUNNING))
        told = None
        if failure is not None:
            fields = {name: str(value)[:200] for name, value in list(failure.fields.items())[:_FAILED_FIELDS]}
            told = json.dumps({"code": failure.code, "fields": fields}, ensure_ascii=False)
        with writing(self._engine) as connection:
            connection.execute(_BATCHES.update().where(mine).values(state=str(state), failure=told))

    def store_of(self, batch: Batch) -> SqlStore:
        return SqlStore(self._engine, batch.batch_id)

    def _read(self, batch_id: str) -> NeedsRead:
        query = sa.select(_NEEDS.c.number, _NEEDS.c.row, _NEEDS.c.sheet, _NEEDS.c.wanted)
        query = query.where(_NEEDS.c.batch_id == batch_id).order_by(_NEEDS.c.number)
        with reading(self._engine) as connection:
            written = connection.execute(
                sa.select(_COLUMNS.read).where(_COLUMNS.batch_id == batch_id)
            ).scalar()
            if written is None:
                raise NotFoundError(name=batch_id)
            rows = tuple(row_read(*row) for row in connection.execute(query))
        return reading_read(written, rows)

    # ── accounts ─────────────────────────────────────────────────────────────────────────────────────────

    def of(self, account_id: str) -> Iterator[dict[str, Any]]:
        """Yield what is held of an account: that it uploaded a file, and when."""
        query = sa.select(_COLUMNS.batch_id, _COLUMNS.name, _COLUMNS.total, _COLUMNS.created_at)
        with reading(self._engine) as connection:
            rows = connection.execute(query.where(_COLUMNS.owner == account_id)).all()
        return (dict(row._mapping) for row in rows)

    def forget(self, connection: Connection, account_id: str) -> None:
        """Take an account off what it uploaded, in a write transaction that is open: the work is the office's and stays."""
        connection.execute(_BATCHES.update().where(_COLUMNS.owner == account_id).values(owner=""))


def _require_officer(reader: Reader) -> None:
    if not reader.holds(Role.OFFICER):
        raise AccessError("not_allowed", role=str(Role.OFFICER))


def _selected() -> sa.Select[Any]:
    def count(name: str, where: sa.ColumnElement[bool]) -> Any:
        counted = sa.select(sa.func.count()).where(_NEEDS.c.batch_id == _COLUMNS.batch_id, where)
        return counted.scalar_subquery().label(name)

    finished = sa.and_(_NEEDS.c.matched_with.is_not(None), sa.not_(_NEEDS.c.failed))
    return sa.select(_BATCHES, count("done", finished), count("failed", _NEEDS.c.failed))


def _required(connection: Connection, batch_id: str) -> Batch:
    row = connection.execute(_selected().where(_COLUMNS.batch_id == batch_id)).one_or_none()
    if row is None:
        raise NotFoundError(name=batch_id)
    return _batch_of(row)


def _batch_of(row: Any) -> Batch:
    failure = json.loads(row.failure) if row.failure else None
    return Batch(
        batch_id=row.batch_id,
        owner=row.owner,
        name=row.name,
        state=BatchState(row.state),
        total=row.total,
        done=row.done,
        failed=row.failed,
        elapsed_s=row.elapsed_s,
        conditions=conditions_read(row.asked) if row.asked else None,
        failure=(failure["code"], failure["fields"]) if failure else None,
        created_at=moments.read(row.created_at),
        begun_at=moments.read(row.begun_at) if row.begun_at else None,
    )
