"""What the measures say of a library and its work: only what everybody may know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from assistant.batch import tables as batch_tables
from assistant.operations.measures import Measures
from assistant.operations.readiness import Readiness, Reason
from assistant.stored import Counts
from knowledge.catalogue import SqlCatalogue
from knowledge.catalogue.engine import reading
from knowledge.types import ANYONE, Reader


def measure_library(
    measures: Measures,
    catalogue: SqlCatalogue,
    readiness: Readiness,
    *,
    counts: Callable[[Reader], Counts],
    under_way: Callable[[], int],
    beside: Callable[[], int],
    is_changing: Callable[[], bool],
) -> None:
    """Have the state of the library, of loading and of batches measured whenever somebody looks."""

    def library() -> Mapping[str, float]:
        held = counts(ANYONE)
        return {"documents": held.documents, "patents": held.patents, "policies": held.policies, "passages": held.passages}  # fmt: skip

    def behind() -> Mapping[str, float]:
        found = readiness.behind()
        return {str(reason): float(reason in found) for reason in Reason if reason is not Reason.CLOSING}

    measures.gauge("questions_under_way", "Questions that are being answered now.", under_way)
    measures.gauge(
        "answering_processes", "Processes that prepare answers beside the one that serves.", beside
    )
    measures.gauge("ready", "1 where the app takes questions.", lambda: float(not readiness.reasons()))
    measures.gauge("ingest_running", "1 while files are being loaded.", lambda: float(is_changing()))
    measures.gauges("library", "What the library holds for everybody.", "kind", library)
    measures.gauges("behind", "1 where something has not caught up.", "what", behind)
    measures.gauges("batches", "Batches by state.", "state", lambda: _batches(catalogue))


def _batches(catalogue: SqlCatalogue) -> Mapping[str, float]:
    state = batch_tables.batches.c.state
    with reading(catalogue.engine) as connection:
        rows = connection.execute(sa.select(state, sa.func.count()).group_by(state)).all()
    return {str(name): float(count) for name, count in rows}
