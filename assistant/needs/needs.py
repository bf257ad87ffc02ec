"""Needs in SQL: a reader and what it does in; what this reader may see of them out. Every statement names who may."""

from __future__ import annotations

import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Details, Subject, event_of
from assistant.needs import tables
from assistant.needs.corrections import read_corrections, written_corrections
from assistant.needs.types import Budget, Corrections, Need, NeedState, Wanted
from knowledge.catalogue.engine import overwrite_deleted, reading, storing, writing
from knowledge.errors import AccessError, NotFoundError, UsageError
from knowledge.types import LicenceType, Money, Reader, Role

LONGEST_TEXT = 20_000
LONGEST_FIELD = 200
MOST_OF_ONE_OWNER = 200
_NEEDS = tables.needs
_COLUMNS = _NEEDS.c
_CORRECTIONS = tables.corrections
_WITH_CORRECTIONS = _NEEDS.outerjoin(_CORRECTIONS, _CORRECTIONS.c.need_id == _COLUMNS.need_id)
_TOLD = _CORRECTIONS.c.told.label("corrections")
_HIDDEN = ("budget", "currency")  # from officers, where the budget is not shared


class SqlNeeds:
    """Needs of enterprises. What belongs to somebody else looks like what does not exist.

    The owner sees everything; an officer sees what is submitted; nobody else sees anything, whatever their role. What
    an officer sees, and what an owner submits, withdraws, shares or deletes, is written into the audit with it.
    """

    def __init__(self, engine: Engine, audit: SqlAudit, *, clock: moments.Clock = moments.now) -> None:
        """Create the table where it is missing. Raises StorageError."""
        self._engine = engine
        self._audit = audit
        self._clock = clock
        with storing(engine):
            tables.metadata.create_all(engine)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    def own(self, reader: Reader) -> tuple[Need, ...]:
        """Return the reader's own needs, last changed first."""
        query = _all_of(_owned_by(reader)).order_by(_COLUMNS.updated_at.desc(), _COLUMNS.need_id)
        with reading(self._engine) as connection:
            return tuple(_need_of(row) for row in connection.execute(query))

    def submitted(self, reader: Reader) -> tuple[Need, ...]:
        """Return what an officer may see, last submitted first. Raises AccessError for whoever is none."""
        if not reader.holds(Role.OFFICER):
            raise AccessError("not_allowed", role=str(Role.OFFICER))
        query = _as_officer().order_by(_COLUMNS.submitted_at.desc(), _COLUMNS.need_id)
        with reading(self._engine) as connection:
            needs = tuple(_need_of(row) for row in connection.execute(query))
        others = tuple(need.need_id for need in needs if need.owner != reader.user)
        if others:
            seen = Details(seen=others, count=len(others))
            self._audit.write(event_of(reader, Action.NEED_SEEN, Subject.NEED, details=seen))
        return needs

    def get(self, reader: Reader, need_id: str) -> Need:
        """Return a need as this reader may see it. Raises NotFoundError."""
        with reading(self._engine) as connection:
            row = _one_of(connection, reader, need_id)
            if row is not None:
                return _need_of(row)
            if reader.holds(Role.OFFICER):
                row = connection.execute(_as_officer().where(_COLUMNS.need_id == need_id)).one_or_none()
        if row is None:
            raise NotFoundError(name=need_id)
        self._audit.write(event_of(reader, Action.NEED_SEEN, Subject.NEED, need_id))
        return _need_of(row)

    # ── changing: the owner alone ────────────────────────────────────────────────────────────────────────

    def create(self, reader: Reader, wanted: Wanted, *, budget_shared: bool = False) -> Need:
        """Begin a draft. Raises AccessError(sign_in_needed), UsageError(need_…, too_many_needs)."""
        if not reader.user:
            raise AccessError("sign_in_needed")
        now = moments.kept(self._clock())
        row = {
            **_columns_of(wanted),
            "need_id": secrets.token_hex(8),
            "owner": reader.user,
            "state": str(NeedState.DRAFT),
            "budget_shared": budget_shared,
            "created_at": now,
            "updated_at": now,
        }
        count = sa.select(sa.func.count()).select_from(_NEEDS).where(_owned_by(reader))
        with writing(self._engine) as connection:
            if connection.execute(count).scalar_one() >= MOST_OF_ONE_OWNER:
                raise UsageError("too_many_needs", most=MOST_OF_ONE_OWNER)
            connection.execute(_NEEDS.insert().values(row))
            return _need_of(_required(connection, reader, str(row["need_id"])))

    def change(self, reader: Reader, need_id: str, wanted: Wanted) -> Need:
        """Write it anew. It is a draft again: nobody else sees what was not submitted. Raises as `create`, NotFoundError.

        What was corrected of how it was read is forgotten where the text is another one.
        """
        columns = _columns_of(wanted)
        with writing(self._engine) as connection:
            if self._draft_again(connection, reader, need_id).text != columns["text"]:
                connection.execute(_CORRECTIONS.delete().where(_CORRECTIONS.c.need_id == need_id))
            return self._set(connection, reader, need_id, state=NeedState.DRAFT, **columns)

    def correct(self, reader: Reader, need_id: str, corrections: Corrections | None) -> Need:
        """Keep how it is to be read; None: as the program reads it. It is a draft again.

        Raises NotFoundError, UsageError(need_requirements_needed, need_requirements_many, need_requirement_long).
        """
        told = None if corrections is None else written_corrections(corrections)
        with writing(self._engine) as connection:
            self._draft_again(connection, reader, need_id)
            connection.execute(_CORRECTIONS.delete().where(_CORRECTIONS.c.need_id == need_id))
            if told is not None:
                connection.execute(_CORRECTIONS.insert().values(need_id=need_id, told=told))
            return self._set(connection, reader, need_id, state=NeedState.DRAFT)

    def submit(self, reader: Reader, need_id: str) -> Need:
        """Let officers see it. Raises NotFoundError."""
        with writing(self._engine) as connection:
            before = _required(connection, reader, need_id)
            if before.state == NeedState.SUBMITTED:
                return _need_of(before)
            self._note(connection, reader, Action.NEED_SUBMITTED, need_id)
            now = moments.kept(self._clock())
            return self._set(connection, reader, need_id, state=NeedState.SUBMITTED, submitted_at=now)

    def withdraw(self, reader: Reader, need_id: str) -> Need:
        """Hide it from officers. Raises NotFoundError, UsageError(need_not_submitted)."""
        with writing(self._engine) as connection:
            if _required(connection, reader, need_id).state != NeedState.SUBMITTED:
                raise UsageError("need_not_submitted")
            self._note(connection, reader, Action.NEED_WITHDRAWN, need_id)
            return self._set(connection, reader, need_id, state=NeedState.WITHDRAWN)

    def share_budget(self, reader: Reader, need_id: str, shared: bool) -> Need:
        """Let officers see the budget of what is submitted, or no longer. Raises NotFoundError."""
        with writing(self._engine) as connection:
            if _required(connection, reader, need_id).budget_shared != shared:
                action = Action.BUDGET_SHARED if shared else Action.BUDGET_HIDDEN
                self._note(connection, reader, action, need_id)
            return self._set(connection, reader, need_id, budget_shared=shared)

    def delete(self, reader: Reader, need_id: str) -> None:
        """Raises NotFoundError."""
        with writing(self._engine) as connection:
            _required(connection, reader, need_id)
            overwrite_deleted(connection)
            connection.execute(_CORRECTIONS.delete().where(_CORRECTIONS.c.need_id == need_id))
            connection.execute(_NEEDS.delete().where(_COLUMNS.need_id == need_id, _owned_by(reader)))
            self._note(connection, reader, Action.NEED_DELETED, need_id)

    def adopt(self, visitor: str, owner: str) -> None:
        """Give a visitor's needs to the account that it made."""
        with writing(self._engine) as connection:
            connection.execute(_NEEDS.update().where(_COLUMNS.owner == visitor).values(owner=owner))

    def delete_all(self, connection: Connection, owner: str) -> None:
        """Delete everything of one owner, in a write transaction that is open."""
        own = sa.select(_COLUMNS.need_id).where(_COLUMNS.owner == owner)
        connection.execute(_CORRECTIONS.delete().where(_CORRECTIONS.c.need_id.in_(own)))
        connection.execute(_NEEDS.delete().where(_COLUMNS.owner == owner))

    def _draft_again(self, connection: Connection, reader: Reader, need_id: str) -> Any:
        """Return the need as it was; where it was submitted it is not any more, and that is written into the audit."""
        before = _required(connection, reader, need_id)
        if before.state == NeedState.SUBMITTED:
            self._note(connection, reader, Action.NEED_WITHDRAWN, need_id)
        return before

    def _set(self, connection: Connection, reader: Reader, need_id: str, **values: Any) -> Need:
        mine = _COLUMNS.need_id == need_id, _owned_by(reader)
        now = moments.kept(self._clock())
        connection.execute(_NEEDS.update().where(*mine).values(updated_at=now, **values))
        return _need_of(_required(connection, reader, need_id))

    def _note(self, connection: Connection, reader: Reader, action: Action, need_id: str) -> None:
        self._audit.append(connection, event_of(reader, action, Subject.NEED, need_id))


def _owned_by(reader: Reader) -> sa.ColumnElement[bool]:
    return sa.and_(_COLUMNS.owner == reader.user, sa.literal(bool(reader.user)))


def _all_of(where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(_NEEDS, _TOLD).select_from(_WITH_CORRECTIONS).where(where)


def _as_officer() -> sa.Select[Any]:
    """Select what is submitted; a budget that is not shared does not leave the database."""
    shown = [column for column in _COLUMNS if column.name not in _HIDDEN]
    shared = [
        sa.case((_COLUMNS.budget_shared, _COLUMNS[name]), else_=sa.null()).label(name) for name in _HIDDEN
    ]
    found = sa.select(*shown, *shared, _TOLD).select_from(_WITH_CORRECTIONS)
    return found.where(_COLUMNS.state == str(NeedState.SUBMITTED))


def _one_of(connection: Connection, reader: Reader, need_id: str) -> Any:
    mine = sa.and_(_COLUMNS.need_id == need_id, _owned_by(reader))
    return connection.execute(_all_of(mine)).one_or_none()


def _required(connection: Connection, reader: Reader, need_id: str) -> Any:
    row = _one_of(connection, reader, need_id)
    if row is None:
        raise NotFoundError(name=need_id)
    return row


def _columns_of(wanted: Wanted) -> dict[str, Any]:
    """Return what is kept of a need. Raises UsageError(need_text_needed, need_text_long, need_field_long)."""
    text = wanted.text.strip()
    if not text:
        raise UsageError("need_text_needed")
    if len(text) > LONGEST_TEXT:
        raise UsageError("need_text_long", longest=LONGEST_TEXT)
    fields = {name: _line(name, getattr(wanted, name)) for name in ("enterprise", "industry", "region")}
    amount, currency = _kept_budget(wanted.budget)
    return {
        **fields,
        "text": text,
        "budget": amount,
        "currency": currency,
        "deadline": wanted.deadline,
        "licence_type": None if wanted.licence_type is None else str(wanted.licence_type),
    }


def _line(name: str, text: str) -> str:
    line = " ".join(text.split())
    if len(line) > LONGEST_FIELD:
        raise UsageError("need_field_long", field=name, longest=LONGEST_FIELD)
    return line


def _kept_budget(budget: Budget | None) -> tuple[str | None, str | None]:
    if isinstance(budget, Money):
        return str(budget.amount), budget.currency
    return (_line("budget", budget) or None) if budget else None, None


def _need_of(row: Any) -> Need:
    budget: Budget | None = row.budget
    if row.currency is not None:
        budget = Money(amount=Decimal(row.budget), currency=row.currency)
    return Need(
        need_id=row.need_id,
        owner=row.owner,
        wanted=Wanted(
            text=row.text,
            enterprise=row.enterprise,
            industry=row.industry,
            region=row.region,
            budget=budget,
            deadline=row.deadline,
            licence_type=LicenceType(row.licence_type) if row.licence_type else None,
        ),
        state=NeedState(row.state),
        budget_shared=row.budget_shared,
        created_at=moments.read(row.created_at),
        updated_at=moments.read(row.updated_at),
        submitted_at=_moment(row.submitted_at),
        corrections=None if row.corrections is None else read_corrections(row.corrections),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else moments.read(text)
