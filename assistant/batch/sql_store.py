"""The results of one batch in SQL, each kept in a transaction of its own."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.batch.kept import row_read
from assistant.batch.tables import needs, outcomes
from assistant.batch.types import (
    BatchNeed,
    Before,
    DraftFile,
    NeedRow,
    NeedsPage,
    Outcome,
    Result,
    outcome_of,
)
from knowledge.catalogue.engine import reading, writing
from knowledge.errors import NotFoundError

_COLUMNS = needs.c
_PAGE = 20


class SqlStore:
    """Implements Store."""

    def __init__(self, engine: Engine, batch_id: str) -> None:
        self._engine = engine
        self._batch_id = batch_id

    def before(self, row: NeedRow, told: Mapping[str, Any]) -> Before:
        query = sa.select(_COLUMNS.matched_with, _COLUMNS.failed).where(*self._at(row.number))
        with reading(self._engine) as connection:
            found = connection.execute(query).one_or_none()
        if found is None or found.failed or found.matched_with is None:
            return Before.NOTHING
        return Before.FINISHED if found.matched_with == _json(told) else Before.OUTDATED

    def keep(self, row: NeedRow, result: Result, draft: DraftFile | None) -> None:
        """Keep a result with its draft in one transaction; of a batch that was deleted meanwhile nothing is kept."""
        values = {
            "matched_with": _json(result["matched_with"]),
            "failed": "failed" in result,
            "result": zlib.compress(_json(result).encode()),
            "draft_name": draft.name if draft else None,
            "draft": draft.content if draft else None,
        }
        with writing(self._engine) as connection:
            if connection.execute(needs.update().where(*self._at(row.number)).values(values)).rowcount:
                self._note_outcome(connection, row.number, outcome_of(result))

    def _note_outcome(self, connection: Connection, number: int, outcome: Outcome) -> None:
        mine = outcomes.c.batch_id == self._batch_id, outcomes.c.number == number
        connection.execute(outcomes.delete().where(*mine))
        told = {"batch_id": self._batch_id, "number": number, "outcome": str(outcome)}
        connection.execute(outcomes.insert().values(told))

    def results(self, rows: Sequence[NeedRow] = ()) -> Iterator[Result]:
        """Yield what there is in the order of the rows; `rows` are those of the batch, whichever are given."""
        after = 0
        while True:
            query = sa.select(_COLUMNS.number, _COLUMNS.result).where(
                _COLUMNS.batch_id == self._batch_id, _COLUMNS.number > after, _COLUMNS.result.is_not(None)
            )
            with reading(self._engine) as connection:
                page = connection.execute(query.order_by(_COLUMNS.number).limit(_PAGE)).all()
            for found in page:
                yield json.loads(zlib.decompress(found.result))
            if len(page) < _PAGE:
                return
            after = page[-1].number

    def page(self, outcome: Outcome | None, page: int, size: int) -> NeedsPage:
        """Return one page, counted from 1, of the needs with an outcome; of all where none is asked for."""
        by_number = self._outcomes()
        wanted = [number for number, one in by_number.items() if outcome in (None, one)]
        shown = wanted[(page - 1) * size : page * size]
        query = sa.select(needs).where(_COLUMNS.batch_id == self._batch_id, _COLUMNS.number.in_(shown))
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(_COLUMNS.number)).all()
        return NeedsPage(
            counts={one: sum(told is one for told in by_number.values()) for one in Outcome},
            found=len(wanted),
            needs=tuple(_need_of(row, by_number[row.number]) for row in rows),
        )

    def need(self, number: int) -> BatchNeed:
        """Raises NotFoundError."""
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(needs).where(*self._at(number))).one_or_none()
        if row is None:
            raise NotFoundError(name=f"{self._batch_id} {number}")
        result = _result_of(row)
        return _need_of(row, outcome_of(result) if result else Outcome.WAITING)

    def _outcomes(self) -> Mapping[int, Outcome]:
        """Return what came of every need; it is read off the result where it was not noted with it."""
        noted = sa.and_(outcomes.c.batch_id == _COLUMNS.batch_id, outcomes.c.number == _COLUMNS.number)
        unnoted = sa.case((outcomes.c.outcome.is_(None), _COLUMNS.result))
        query = sa.select(_COLUMNS.number, outcomes.c.outcome, unnoted.label("result"))
        query = query.select_from(needs.outerjoin(outcomes, noted)).where(_COLUMNS.batch_id == self._batch_id)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(_COLUMNS.number)).all()
        found: dict[int, Outcome] = {}
        for row in rows:
            result = _result_of(row)
            kept = outcome_of(result) if result else Outcome.WAITING
            found[row.number] = Outcome(row.outcome) if row.outcome else kept
        return found

    def drafts(self) -> Iterator[DraftFile]:
        """Yield every draft, one after another."""
        query = sa.select(_COLUMNS.number).where(
            _COLUMNS.batch_id == self._batch_id, _COLUMNS.draft_name.is_not(None)
        )
        with reading(self._engine) as connection:
            numbers = connection.execute(query.order_by(_COLUMNS.number)).scalars().all()
        for number in numbers:
            found = self._draft(_COLUMNS.number == number)
            if found is not None:
                yield found

    def draft(self, name: str) -> DraftFile | None:
        return self._draft(_COLUMNS.draft_name == name)

    def _draft(self, where: sa.ColumnElement[bool]) -> DraftFile | None:
        query = sa.select(_COLUMNS.draft_name, _COLUMNS.draft)
        with reading(self._engine) as connection:
            row = connection.execute(query.where(_COLUMNS.batch_id == self._batch_id, where)).first()
        return DraftFile(name=row.draft_name, content=row.draft) if row and row.draft_name else None

    def _at(self, number: int) -> tuple[sa.ColumnElement[bool], ...]:
        return _COLUMNS.batch_id == self._batch_id, _COLUMNS.number == number


def _result_of(row: Any) -> Result | None:
    return json.loads(zlib.decompress(row.result)) if row.result is not None else None


def _need_of(row: Any, outcome: Outcome) -> BatchNeed:
    return BatchNeed(
        row=row_read(row.number, row.row, row.sheet, row.wanted), outcome=outcome, result=_result_of(row)
    )


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True)
