"""Marks in SQL: an enterprise is interested in a technology, the office says that it is ready. Every statement names who may."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Subject, event_of
from assistant.needs.needs import SqlNeeds
from assistant.needs.tables import needs as needs_table
from assistant.needs.types import NeedState
from assistant.pool import tables
from assistant.pool.allowed import public_patent, require
from assistant.pool.technologies import keys_of
from assistant.pool.types import Mark
from knowledge.catalogue.engine import reading, storing, writing
from knowledge.errors import UsageError
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, DocumentHead, Kind, Reader, Role

LONGEST_REMARK = 1_000
MOST_OF_ONE_OWNER = 1_000
THE_OFFICE = ""
_MARKS = tables.marks
_COLUMNS = _MARKS.c
_STANDS = _COLUMNS.ended_at.is_(None)


class SqlMarks:
    """Who wants which technology, and which the office has ready. Marks are ended, not changed; one of each holder stands at a time.

    An enterprise sees its own marks; officers see everybody's. What nobody may license publicly cannot be marked: it
    looks like what does not exist.
    """

    def __init__(
        self,
        engine: Engine,
        catalogue: Catalogue,
        needs: SqlNeeds,
        audit: SqlAudit,
        *,
        clock: moments.Clock = moments.now,
    ) -> None:
        """Create the table where it is missing. Raises StorageError."""
        self._engine = engine
        self._catalogue = catalogue
        self._needs = needs
        self._audit = audit
        self._clock = clock
        with storing(engine):
            tables.create(engine)

    # ── an enterprise's own ──────────────────────────────────────────────────────────────────────────────

    def want(
        self, reader: Reader, document_id: str, *, remark: str | None = None, need_id: str | None = None
    ) -> Mark:
        """Mark a technology as interesting; another remark or need takes the place of the one before, None leaves it.

        Raises AccessError, NotFoundError (document, need), UsageError(remark_long, too_many_marks).
        """
        require(reader, Role.SME)
        if len(remark or "") > LONGEST_REMARK:
            raise UsageError("remark_long", longest=LONGEST_REMARK)
        if need_id:
            self._needs.get(reader, need_id)
        head = public_patent(self._catalogue, document_id)
        with writing(self._engine) as connection:
            if self._count(connection, reader.user) >= MOST_OF_ONE_OWNER:
                raise UsageError("too_many_marks", most=MOST_OF_ONE_OWNER)
            before = self._standing(connection, reader.user, keys_of(head))
            last = before[0] if before else None
            said = remark.strip() if remark is not None else last.remark if last else ""
            need = need_id if need_id is not None else last.need_id if last else ""
            if last and (last.remark, last.need_id) == (said, need):
                return last
            for mark in before:
                self._end(connection, reader, mark)
            self._note(connection, reader, Action.TECHNOLOGY_WANTED, document_id)
            return self._add(connection, reader, reader.user, head, said, need)

    def unwant(self, reader: Reader, document_id: str) -> bool:
        """Take the mark back; return whether there was one. Raises AccessError."""
        require(reader, Role.SME)
        return self._take_back(reader, reader.user, document_id, Action.TECHNOLOGY_UNWANTED)

    def own(self, reader: Reader) -> tuple[Mark, ...]:
        """Return the reader's own marks that stand, newest first."""
        if not reader.user:
            return ()
        with reading(self._engine) as connection:
            return self._standing(connection, reader.user, None)

    def held_of(self, account_id: str) -> tuple[Mark, ...]:
        """Return all that one account made, ended marks too, for its export."""
        query = sa.select(_MARKS).where(_COLUMNS.made_by == account_id).order_by(_COLUMNS.made_at)
        with reading(self._engine) as connection:
            return tuple(_mark_of(row) for row in connection.execute(query))

    def delete_all(self, connection: Connection, owner: str) -> None:
        """Delete everything of one owner, in a write transaction that is open. What it did for the office stays."""
        if owner:
            connection.execute(_MARKS.delete().where(_COLUMNS.owner == owner))

    # ── the office's ─────────────────────────────────────────────────────────────────────────────────────

    def ready(self, reader: Reader, document_id: str) -> Mark:
        """Mark a technology as ready. Raises AccessError, NotFoundError."""
        require(reader, Role.OFFICER)
        head = public_patent(self._catalogue, document_id)
        with writing(self._engine) as connection:
            for mark in self._standing(connection, THE_OFFICE, keys_of(head)):
                return mark
            self._note(connection, reader, Action.TECHNOLOGY_READY, document_id)
            return self._add(connection, reader, THE_OFFICE, head, "", "")

    def unready(self, reader: Reader, document_id: str) -> bool:
        """Take that back; return whether it was ready. Raises AccessError."""
        require(reader, Role.OFFICER)
        return self._take_back(reader, THE_OFFICE, document_id, Action.TECHNOLOGY_NOT_READY)

    def on(self, reader: Reader, keys: Collection[str]) -> tuple[Mark, ...]:
        """Return every mark on a technology, ended ones too, newest first. Raises AccessError."""
        require(reader, Role.OFFICER)
        query = _as_office().order_by(_COLUMNS.made_at.desc())
        with reading(self._engine) as connection:
            marks = (_mark_of(row) for row in connection.execute(query))
            return tuple(mark for mark in marks if not set(keys).isdisjoint(mark.keys))

    # ── both sides ───────────────────────────────────────────────────────────────────────────────────────

    def standing(self) -> tuple[Mark, ...]:
        """Return everybody's marks that stand, without remarks: what grades and the pool are computed from."""
        with reading(self._engine) as connection:
            return tuple(_mark_of(row, told=False) for row in connection.execute(_as_office().where(_STANDS)))

    def recognised(self, document_ids: Sequence[str], reader: Reader) -> frozenset[str]:
        """Return those of the documents whose technology is marked from both sides, as far as this reader may know.

        To an officer any enterprise's mark counts; to everybody else only their own: what others want stays theirs.
        """
        marks = self.standing()
        ready = _keys(mark for mark in marks if mark.owner == THE_OFFICE)
        wanted = _keys(mark for mark in marks if mark.owner and _may_know(reader, mark))
        if not ready or not wanted:
            return frozenset()
        heads = self._catalogue.heads(reader, kinds=(Kind.PATENT,), ids=document_ids)
        shared = {head.document_id: keys_of(head) for head in heads}
        return frozenset(n for n, keys in shared.items() if not (ready.isdisjoint(keys) or wanted.isdisjoint(keys)))  # fmt: skip

    # ── statements ───────────────────────────────────────────────────────────────────────────────────────

    def _take_back(self, reader: Reader, owner: str, document_id: str, action: Action) -> bool:
        """End what the holder marked of a technology, also where its documents are gone."""
        heads = self._catalogue.heads(ANYONE, kinds=(Kind.PATENT,), ids=(document_id,))
        keys = keys_of(heads[0]) if heads else (document_id,)
        with writing(self._engine) as connection:
            ended = self._standing(connection, owner, keys)
            for mark in ended:
                self._end(connection, reader, mark)
                self._note(connection, reader, action, mark.document_id)
        return bool(ended)

    def _count(self, connection: Connection, owner: str) -> int:
        query = sa.select(sa.func.count()).select_from(_MARKS).where(_COLUMNS.owner == owner, _STANDS)
        return int(connection.execute(query).scalar_one())

    def _standing(self, connection: Connection, owner: str, keys: Collection[str] | None) -> tuple[Mark, ...]:
        query = sa.select(_MARKS).where(_COLUMNS.owner == owner, _STANDS).order_by(_COLUMNS.made_at.desc())
        marks = (_mark_of(row) for row in connection.execute(query))
        return tuple(m for m in marks if keys is None or not set(keys).isdisjoint(m.keys))

    def _add(
        self, connection: Connection, reader: Reader, owner: str, head: DocumentHead, remark: str, need_id: str
    ) -> Mark:  # fmt: skip
        keys = keys_of(head)
        row = {
            "mark_id": secrets.token_hex(8),
            "owner": owner,
            "technology": keys[0],
            "shared": " ".join(keys),
            "document_id": head.document_id,
            "remark": remark,
            "need_id": need_id,
            "made_by": reader.user,
            "made_at": moments.kept(self._clock()),
        }
        connection.execute(_MARKS.insert().values(row))
        one = sa.select(_MARKS).where(_COLUMNS.mark_id == row["mark_id"])
        return _mark_of(connection.execute(one).one())

    def _end(self, connection: Connection, reader: Reader, mark: Mark) -> None:
        ended = {"ended_by": reader.user, "ended_at": moments.kept(self._clock())}
        connection.execute(_MARKS.update().where(_COLUMNS.mark_id == mark.mark_id).values(ended))

    def _note(self, connection: Connection, reader: Reader, action: Action, document_id: str) -> None:
        self._audit.append(connection, event_of(reader, action, Subject.DOCUMENT, document_id))


def _may_know(reader: Reader, mark: Mark) -> bool:
    return reader.holds(Role.OFFICER) or mark.owner == reader.user


def _keys(marks: Iterable[Mark]) -> frozenset[str]:
    return frozenset(key for mark in marks for key in mark.keys)


def _as_office() -> sa.Select[Any]:
    """Select marks as the office may know them: a need that is not submitted does not leave the database."""
    submitted = sa.and_(
        needs_table.c.need_id == _COLUMNS.need_id, needs_table.c.state == str(NeedState.SUBMITTED)
    )
    shown = [column for column in _COLUMNS if column.name != "need_id"]
    need_id = sa.func.coalesce(needs_table.c.need_id, "").label("need_id")
    return sa.select(*shown, need_id).select_from(_MARKS.outerjoin(needs_table, submitted))


WITH_SUBMITTED_NEEDS = (
    sa.select(_COLUMNS.mark_id)
    .join(needs_table, needs_table.c.need_id == _COLUMNS.need_id)
    .where(needs_table.c.state == str(NeedState.SUBMITTED), _STANDS)
)


def _mark_of(row: Any, *, told: bool = True) -> Mark:
    return Mark(
        mark_id=row.mark_id,
        owner=row.owner,
        document_id=row.document_id,
        remark=row.remark if told else "",
        need_id=row.need_id,
        made_by=row.made_by,
        made_at=moments.read(row.made_at),
        ended_by=row.ended_by,
        ended_at=moments.read(row.ended_at) if row.ended_at else None,
        keys=tuple(row.shared.split(" ")),
    )
