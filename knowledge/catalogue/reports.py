"""Runs of ingest in the catalogue: what each was asked, by whom, what became of every file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from knowledge.catalogue import tables as t
from knowledge.catalogue.engine import reading, writing
from knowledge.catalogue.rowmaps import notes_from_json
from knowledge.catalogue.rows import RunFileRow, RunRow
from knowledge.catalogue.writing import audience_values
from knowledge.types import Audience, FileOutcome, IngestReport, Reader


class RunReports:
    """The side of the catalogue that remembers runs."""

    _engine: Engine

    def start_run(
        self,
        run_id: str,
        audience: Audience,
        started_at: datetime,
        *,
        made_by: str = "",
        paths: Sequence[str] = (),
    ) -> None:
        values = {
            "run_id": run_id,
            "audience": audience.value,
            "started_at": started_at.isoformat(),
            "made_by": made_by,
            "paths": json.dumps(list(paths), ensure_ascii=False),
        }
        with writing(self._engine) as connection:
            connection.execute(sa.insert(t.runs).values(**values))

    def finish_run(self, report: IngestReport, finished_at: datetime) -> None:
        values: dict[str, Any] = {outcome.value: report.count(outcome) for outcome in FileOutcome}
        values |= {"records": report.records, "passages": report.passages}
        with writing(self._engine) as connection:
            connection.execute(
                sa.update(t.runs)
                .where(t.runs.c.run_id == report.run_id)
                .values(finished_at=finished_at.isoformat(), **values)
            )

    def runs(self, reader: Reader) -> tuple[RunRow, ...]:
        """Return the runs of ingest, newest first."""
        query = (
            sa.select(t.runs)
            .where(t.runs.c.audience.in_(audience_values(reader.audiences)))
            .order_by(t.runs.c.started_at.desc())
        )
        with reading(self._engine) as connection:
            return tuple(_run_of(row) for row in connection.execute(query))

    def run_named(self, name: str, reader: Reader) -> RunRow | None:
        """Return the run whose id this is or begins with, None where that is none or more than one."""
        found = [run for run in self.runs(reader) if run.run_id.startswith(name)] if name else []
        return found[0] if len(found) == 1 else None

    def run_files(self, run_id: str, reader: Reader) -> tuple[RunFileRow, ...]:
        """Return what became of the files of a run, in order; files of which there is nothing to say are left out."""
        table = t.run_files
        query = (
            sa.select(table)
            .join(t.runs, t.runs.c.run_id == table.c.run_id)
            .where(table.c.run_id == run_id, t.runs.c.audience.in_(audience_values(reader.audiences)))
            .order_by(table.c.position)
        )
        with reading(self._engine) as connection:
            return tuple(_run_file_of(row) for row in connection.execute(query))


def _run_of(row: Any) -> RunRow:
    return RunRow(
        run_id=row.run_id,
        started_at=datetime.fromisoformat(row.started_at),
        finished_at=None if row.finished_at is None else datetime.fromisoformat(row.finished_at),
        added=row.added,
        unchanged=row.unchanged,
        replaced=row.replaced,
        set_aside=row.set_aside,
        records=row.records,
        passages=row.passages,
        audience=Audience(row.audience),
        made_by=row.made_by or "",
        paths=tuple(json.loads(row.paths)) if row.paths else (),
    )


def _run_file_of(row: Any) -> RunFileRow:
    return RunFileRow(
        path=row.path,
        location=row.location,
        outcome=FileOutcome(row.outcome),
        reason=row.reason,
        fields=json.loads(row.fields) if row.fields else {},
        notes=notes_from_json(row.notes),
        records=row.records,
        passages=row.passages,
    )
