"""Licences in SQL: officers enter, change, end and tick off; nothing is deleted. For everybody else there is no register."""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Details, Subject, event_of
from assistant.pool.allowed import require
from assistant.register import tables
from assistant.register.checking import LONGEST_TEXT, checked
from assistant.register.types import Act, Contract, Licence, LicenceState, Step, Tick
from assistant.register.written import contract_of, told_contract
from knowledge.catalogue.engine import reading, storing, writing
from knowledge.errors import NotFoundError, UsageError
from knowledge.types import Reader, Role

_LICENCES, _ACTS = tables.licences, tables.acts
_ACTIONS = {
    Act.ADDED: Action.LICENCE_ADDED,
    Act.CHANGED: Action.LICENCE_CHANGED,
    Act.DONE: Action.LICENCE_REMINDER_DONE,
    Act.REOPENED: Action.LICENCE_REMINDER_REOPENED,
    Act.ENDED: Action.LICENCE_ENDED,
    Act.MISTAKEN: Action.LICENCE_MISTAKEN,
    Act.RESTORED: Action.LICENCE_RESTORED,
}


class SqlLicences:
    """Each act is one transaction with its line of the audit and its line of the history, which stays as it was written.

    A change names the version that it is about, and is refused where another one came since (licence_changed). Whoever
    is no officer finds nothing.
    """

    def __init__(self, engine: Engine, audit: SqlAudit, *, clock: moments.Clock = moments.now) -> None:
        """Create the tables where they are missing. Raises StorageError."""
        self._engine = engine
        self._audit = audit
        self._clock = clock
        with storing(engine):
            tables.create(engine)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    def list(self, reader: Reader) -> tuple[Licence, ...]:
        """Return every licence, last changed first. Raises AccessError."""
        require(reader, Role.OFFICER)
        query = sa.select(_LICENCES).order_by(_LICENCES.c.updated_at.desc(), _LICENCES.c.licence_id)
        with reading(self._engine) as connection:
            ticks = _ticks(connection)
            return tuple(_licence_of(row, ticks) for row in connection.execute(query))

    def get(self, reader: Reader, licence_id: str) -> Licence:
        """Raises NotFoundError."""
        with reading(self._engine) as connection:
            return _required(connection, reader, licence_id)

    def steps(self, reader: Reader, licence_id: str) -> tuple[Step, ...]:
        """Return what was done with a licence, first to last. Raises NotFoundError."""
        query = sa.select(_ACTS).where(_ACTS.c.licence_id == licence_id).order_by(_ACTS.c.number)
        with reading(self._engine) as connection:
            _required(connection, reader, licence_id)
            return tuple(map(_step_of, connection.execute(query)))

    def acts_of(self, account_id: str) -> tuple[Step, ...]:
        """Return what one account did, for its export. What a contract says is the office's and is left out."""
        query = sa.select(_ACTS).where(_ACTS.c.actor == account_id).order_by(_ACTS.c.number)
        with reading(self._engine) as connection:
            return tuple(_step_of(row, told=False) for row in connection.execute(query))

    def note(self, reader: Reader, action: Action, licence_id: str = "", *, count: int | None = None) -> None:
        """Write into the audit that licences were seen or exported."""
        self._audit.write(event_of(reader, action, Subject.LICENCE, licence_id, details=Details(count=count)))

    # ── acts ─────────────────────────────────────────────────────────────────────────────────────────────

    def add(self, reader: Reader, contract: Contract) -> Licence:
        """Enter a contract. Raises AccessError, UsageError(licence_…)."""
        require(reader, Role.OFFICER)
        sound = checked(contract)
        now = moments.kept(self._clock())
        row = {
            "licence_id": secrets.token_hex(8),
            "state": str(LicenceState.ACTIVE),
            "version": 1,
            "contract": _written(sound),
            "created_at": now,
            "updated_at": now,
        }
        with writing(self._engine) as connection:
            connection.execute(_LICENCES.insert().values(row))
            return self._done(connection, reader, str(row["licence_id"]), Act.ADDED, contract=sound)

    def change(self, reader: Reader, licence_id: str, version: int, contract: Contract, reason: str = "") -> Licence:  # fmt: skip
        """Let it say something else; what it said before stays in its history. The same again changes nothing.

        Raises NotFoundError, UsageError(licence_changed, licence_state, licence_…).
        """
        sound = checked(contract)
        with writing(self._engine) as connection:
            licence = _unchanged(connection, reader, licence_id, version, LicenceState.ACTIVE)
            if licence.contract == sound:
                return licence
            self._set(connection, licence, contract=_written(sound))
            return self._done(connection, reader, licence_id, Act.CHANGED, reason=_said(reason), contract=sound)  # fmt: skip

    def end(self, reader: Reader, licence_id: str, version: int, ended_on: date, reason: str) -> Licence:
        """Note that it ended on a day, and why. Raises as `change`, UsageError(reason_needed)."""
        with writing(self._engine) as connection:
            licence = _unchanged(connection, reader, licence_id, version, LicenceState.ACTIVE)
            self._set(connection, licence, state=str(LicenceState.ENDED), ended_on=ended_on)
            return self._done(connection, reader, licence_id, Act.ENDED, reason=_reason(reason))

    def mistaken(self, reader: Reader, licence_id: str, version: int, reason: str) -> Licence:
        """Note that it was entered by mistake, and why: nothing is due under it then. Raises as `end`."""
        with writing(self._engine) as connection:
            licence = _unchanged(connection, reader, licence_id, version, LicenceState.ACTIVE)
            self._set(connection, licence, state=str(LicenceState.MISTAKEN))
            return self._done(connection, reader, licence_id, Act.MISTAKEN, reason=_reason(reason))

    def restore(self, reader: Reader, licence_id: str, version: int, reason: str) -> Licence:
        """Take an ending or a mistake back. Raises as `end`."""
        closed = (LicenceState.ENDED, LicenceState.MISTAKEN)
        with writing(self._engine) as connection:
            licence = _unchanged(connection, reader, licence_id, version, *closed)
            self._set(connection, licence, state=str(LicenceState.ACTIVE), ended_on=None)
            return self._done(connection, reader, licence_id, Act.RESTORED, reason=_reason(reason))

    def tick(self, reader: Reader, licence_id: str, key: str, *, done: bool, remark: str = "") -> Licence:
        """Note that a reminder was seen to, or that it was not. Who did it first stays. Raises NotFoundError."""
        with writing(self._engine) as connection:
            licence = _required(connection, reader, licence_id)
            if (key in dict(licence.ticks)) == done:
                return licence
            act = Act.DONE if done else Act.REOPENED
            return self._done(connection, reader, licence_id, act, reason=_said(remark), about=key)

    def _set(self, connection: Connection, licence: Licence, **values: Any) -> None:
        now = moments.kept(self._clock())
        change = _LICENCES.update().where(_LICENCES.c.licence_id == licence.licence_id)
        connection.execute(change.values(version=licence.version + 1, updated_at=now, **values))

    def _done(
        self,
        connection: Connection,
        reader: Reader,
        licence_id: str,
        act: Act,
        *,
        reason: str = "",
        about: str = "",
        contract: Contract | None = None,
    ) -> Licence:
        last = connection.execute(sa.select(sa.func.max(_ACTS.c.number))).scalar() or 0
        row = {
            "number": last + 1,
            "licence_id": licence_id,
            "at": moments.kept(self._clock()),
            "actor": reader.user,
            "act": str(act),
            "reason": reason,
            "about": about,
            "contract": "" if contract is None else _written(contract),
        }
        connection.execute(_ACTS.insert().values(row))
        self._audit.append(connection, event_of(reader, _ACTIONS[act], Subject.LICENCE, licence_id))
        return _required(connection, reader, licence_id)


_Ticks = Mapping[str, Mapping[str, Tick]]


def _ticks(connection: Connection, licence_id: str = "") -> _Ticks:
    """Return which reminders of which licences were seen to, as the last word on each says."""
    ticking = _ACTS.c.act.in_([str(Act.DONE), str(Act.REOPENED)])
    query = sa.select(_ACTS).where(ticking).order_by(_ACTS.c.number)
    if licence_id:
        query = query.where(_ACTS.c.licence_id == licence_id)
    found: dict[str, dict[str, Tick]] = defaultdict(dict)
    for row in connection.execute(query):
        if row.act == Act.DONE:
            found[row.licence_id][row.about] = Tick(by=row.actor, at=moments.read(row.at))
        else:
            found[row.licence_id].pop(row.about, None)
    return found


def _required(connection: Connection, reader: Reader, licence_id: str) -> Licence:
    row = None
    if reader.user and reader.holds(Role.OFFICER):
        row = connection.execute(
            sa.select(_LICENCES).where(_LICENCES.c.licence_id == licence_id)
        ).one_or_none()
    if row is None:
        raise NotFoundError(name=licence_id)
    return _licence_of(row, _ticks(connection, licence_id))


def _unchanged(
    connection: Connection, reader: Reader, licence_id: str, version: int, *states: LicenceState
) -> Licence:
    licence = _required(connection, reader, licence_id)
    if licence.version != version:
        raise UsageError("licence_changed", version=licence.version, seen=version)
    if licence.state not in states:
        raise UsageError("licence_state", state=str(licence.state))
    return licence


def _said(text: str) -> str:
    said = text.strip()
    if len(said) > LONGEST_TEXT:
        raise UsageError("reason_long", longest=LONGEST_TEXT)
    return said


def _reason(text: str) -> str:
    said = _said(text)
    if not said:
        raise UsageError("reason_needed")
    return said


def _written(contract: Contract) -> str:
    return json.dumps(told_contract(contract), ensure_ascii=False, sort_keys=True)


def _licence_of(row: Any, ticks: _Ticks) -> Licence:
    return Licence(
        licence_id=row.licence_id,
        contract=contract_of(json.loads(row.contract)),
        state=LicenceState(row.state),
        version=row.version,
        created_at=moments.read(row.created_at),
        updated_at=moments.read(row.updated_at),
        ended_on=row.ended_on,
        ticks=tuple(ticks.get(row.licence_id, {}).items()),
    )


def _step_of(row: Any, *, told: bool = True) -> Step:
    return Step(
        number=row.number,
        licence_id=row.licence_id,
        at=moments.read(row.at),
        by=row.actor,
        act=Act(row.act),
        reason=row.reason if told else "",
        about=row.about,
        contract=contract_of(json.loads(row.contract)) if told and row.contract else None,
    )
