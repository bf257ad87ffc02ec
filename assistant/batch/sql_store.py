"""The results of one batch in SQL, each kept in a transaction of its own."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.batch.tables import needs
from assistant.batch.types import Before, DraftFile, NeedRow, Result
from knowledge.catalogue.engine import reading, writing

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
            connection.execute(needs.update().where(*self._at(row.number)).values(values))

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


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True)
