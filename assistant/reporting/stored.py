"""What the stores hold of technologies with its day: events of the pool, batches, marks, drafts, approvals."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.accounts import moments
from assistant.batch import tables as batches
from assistant.batch.types import Outcome
from assistant.pool import tables as pool
from assistant.pool.types import EventKind
from assistant.reporting.types import Stage, Unmatched
from assistant.review import tables as review


@dataclass(frozen=True, slots=True)
class Dated:
    """That a stage was reached by what some keys or a document name."""

    stage: Stage
    names: tuple[str, ...]
    day: date | None


def entered(connection: Connection) -> Iterator[Dated]:
    """Yield the first entry of each technology into the pool."""
    events = pool.events
    first = (
        sa.select(sa.func.min(events.c.number))
        .where(events.c.kind == str(EventKind.ENTERED))
        .group_by(events.c.technology)
    )
    for row in connection.execute(sa.select(events.c.day, events.c.state).where(events.c.number.in_(first))):
        told = json.loads(row.state)
        yield Dated(Stage.POOL, (told["document_id"], *told["keys"]), row.day)


def marked(connection: Connection) -> Iterator[Dated]:
    """Yield what enterprises marked as interesting, also where they took that back."""
    marks = pool.marks.c
    query = sa.select(marks.document_id, marks.shared, marks.made_at).where(marks.owner != "")
    for row in connection.execute(query):
        yield Dated(Stage.MATCHED, (row.document_id, *row.shared.split(" ")), day_of(row.made_at))


def recommended(connection: Connection) -> Iterator[Dated]:
    """Yield what is recommended for a need of a batch, on the day it was matched."""
    needs = batches.needs.c
    for row in connection.execute(sa.select(needs.result).where(needs.result.is_not(None))):
        told = json.loads(zlib.decompress(row.result))
        day = day_of(told["matched_at"]) if told.get("matched_at") else None
        for match in told.get("matches", ()):
            if match.get("recommended") and match.get("document_id"):
                yield Dated(Stage.MATCHED, (match["document_id"],), day)


def drafted(connection: Connection) -> Iterator[Dated]:
    drafts = review.drafts.c
    for row in connection.execute(sa.select(drafts.document_id, drafts.created_at)):
        yield Dated(Stage.DRAFTED, (row.document_id,), day_of(row.created_at))


def approved(connection: Connection) -> Iterator[Dated]:
    drafts, approvals = review.drafts.c, review.approvals.c
    query = sa.select(drafts.document_id, approvals.at).join(
        review.approvals, approvals.draft_id == drafts.draft_id
    )
    for row in connection.execute(query):
        yield Dated(Stage.APPROVED, (row.document_id,), day_of(row.at))


def day_of(moment: str) -> date:
    """Return the day of a kept moment, where the program runs."""
    return moments.read(moment).astimezone().date()


def unmatched_rows(connection: Connection, most: int) -> tuple[int, tuple[Unmatched, ...]]:
    """Return how many needs of batches have no match, and those of the newest batches."""
    of_batch, needs = batches.batches.c, batches.needs.c
    query = (
        sa.select(needs.batch_id, needs.number, needs.wanted)
        .join(
            batches.outcomes,
            sa.and_(batches.outcomes.c.batch_id == needs.batch_id, batches.outcomes.c.number == needs.number),
        )
        .join(batches.batches, of_batch.batch_id == needs.batch_id)
        .where(batches.outcomes.c.outcome == str(Outcome.NONE))
    )
    count = connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    newest = query.order_by(of_batch.created_at.desc(), needs.batch_id, needs.number).limit(most)
    rows = []
    for row in connection.execute(newest):
        told = json.loads(row.wanted)["wanted"]
        rows.append(
            Unmatched(
                enterprise=str(told.get("enterprise") or ""),
                text=str(told.get("text") or ""),
                batch_id=row.batch_id,
                number=row.number,
            )
        )
    return int(count), tuple(rows)
