"""Batches in the office's database: officers share them, a restart goes on with them, what is paused or deleted ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from fakes.batches import CONDITIONS, FakeMatcher, row
from sqlalchemy.engine import Engine

from assistant.audit.log import SqlAudit
from assistant.batch.batches import BatchState, SqlBatches
from assistant.batch.types import Column, ColumnUse, NeedRow, NeedsRead, SetAside
from assistant.batch.working import BatchWorker
from knowledge.catalogue.engine import open_engine, writing
from knowledge.errors import AccessError, ModelError, NotFoundError, UsageError
from knowledge.types import ANYONE, LicenceType, Money, Reader, Role

OFFICER = Reader(user="officer", role=Role.OFFICER)
OTHER = Reader(user="other", role=Role.OFFICER)
ADMIN = Reader(user="admin", role=Role.ADMIN)
NOBODYS = (ANYONE, Reader(user="sme", role=Role.SME), Reader(user="policy", role=Role.POLICY), ADMIN)
ROWS = (
    row(1, budget=Money(amount=Decimal(500_000), currency="CNY"), licence_type=LicenceType.SOLE),
    *(row(number) for number in range(2, 6)),
)
READ = NeedsRead(
    rows=ROWS,
    set_aside=(SetAside(row=9, sheet="S", code="need_row_empty", fields={"row": "9"}),),
    columns=(Column(name="需求", use=ColumnUse.FIELD, field="text", sheet="S"),),
)


@pytest.fixture
def engine(database: str) -> Engine:
    return open_engine(database)


@pytest.fixture
def batches(engine: Engine) -> SqlBatches:
    return SqlBatches(engine, SqlAudit(engine))


@pytest.fixture
def batch_id(batches: SqlBatches) -> str:
    return batches.create(OFFICER, "needs.csv", READ).batch_id


def worker(batches: SqlBatches, on_match: Callable[[NeedRow], None] = lambda one: None) -> tuple[BatchWorker, FakeMatcher]:  # fmt: skip
    matcher = FakeMatcher(on_match)
    return BatchWorker(batches, matcher, lambda: "library:1"), matcher  # type: ignore[arg-type]


def test_what_was_uploaded_is_kept_as_it_was_read(batches: SqlBatches, batch_id: str) -> None:
    assert batches.read(OTHER, batch_id) == READ
    assert [one.name for one in batches.all(OTHER)] == ["needs.csv"]
    assert batches.get(OTHER, batch_id).state is BatchState.READY


@pytest.mark.parametrize("reader", NOBODYS, ids=lambda reader: reader.user or "anyone")
def test_nobody_but_officers_sees_or_does_anything(
    batches: SqlBatches, batch_id: str, reader: Reader
) -> None:
    acts: list[Callable[[], Any]] = [
        lambda: batches.all(reader),
        lambda: batches.get(reader, batch_id),
        lambda: batches.read(reader, batch_id),
        lambda: batches.store(reader, batch_id),
        lambda: batches.create(reader, "x", READ),
        lambda: batches.start(reader, batch_id, CONDITIONS),
        lambda: batches.pause(reader, batch_id),
        lambda: batches.go_on(reader, batch_id),
        lambda: batches.delete(reader, batch_id),
    ]
    for act in acts:
        with pytest.raises(AccessError):
            act()
    assert batches.get(OFFICER, batch_id).state is BatchState.READY


def test_a_batch_is_run_to_its_end_with_results_and_drafts(batches: SqlBatches, batch_id: str) -> None:
    working, matcher = worker(batches)
    assert not working.work_once()
    batches.start(OTHER, batch_id, CONDITIONS)
    assert working.work_once()
    batch, store = batches.get(OFFICER, batch_id), batches.store(OFFICER, batch_id)
    assert (batch.state, batch.done, batch.conditions) == (BatchState.DONE, 5, CONDITIONS)
    assert [told["number"] for told in store.results()] == [1, 2, 3, 4, 5]
    drafts = list(store.drafts())
    assert len(drafts) == 5
    assert store.draft(drafts[0].name) == drafts[0]
    assert store.draft("x") is None
    batches.start(OFFICER, batch_id, CONDITIONS)
    working.work_once()
    assert len(matcher.matched) == 5  # nothing had changed


def test_what_is_paused_ends_after_the_need_in_hand_and_goes_on_later(
    batches: SqlBatches, batch_id: str
) -> None:
    def pausing(one: NeedRow) -> None:
        if one.number == 2 and not matcher.matched[2:]:
            batches.pause(OTHER, batch_id)

    working, matcher = worker(batches, pausing)
    batches.start(OFFICER, batch_id, CONDITIONS)
    working.work_once()
    batch = batches.get(OFFICER, batch_id)
    assert (batch.state, batch.done, matcher.matched) == (BatchState.PAUSED, 2, [1, 2])
    assert not working.work_once()
    with pytest.raises(UsageError):
        batches.pause(OFFICER, batch_id)
    batches.go_on(OFFICER, batch_id)
    working.work_once()
    assert (batches.get(OFFICER, batch_id).state, matcher.matched) == (BatchState.DONE, [1, 2, 3, 4, 5])


def test_a_process_that_was_killed_leaves_a_batch_that_the_next_one_goes_on_with(
    batches: SqlBatches, batch_id: str, engine: Engine
) -> None:
    class Killed(BaseException):
        pass

    def killing(one: NeedRow) -> None:
        if one.number == 3:
            raise Killed

    first, _ = worker(batches, killing)
    batches.start(OFFICER, batch_id, CONDITIONS)
    with pytest.raises(Killed):
        first.work_once()
    assert batches.get(OFFICER, batch_id).state is BatchState.RUNNING
    later = datetime.now(UTC) + timedelta(
        minutes=30
    )  # where several processes run, a silent one counts as gone
    second, matcher = worker(SqlBatches(engine, SqlAudit(engine), clock=lambda: later))
    assert second.work_once()
    assert matcher.matched == [3, 4, 5]


def test_a_thread_runs_what_waits_and_stops_when_it_is_closed(batches: SqlBatches, batch_id: str) -> None:
    working, matcher = worker(batches)
    working.start()
    try:
        batches.start(OFFICER, batch_id, CONDITIONS)
        for _ in range(400):
            if batches.get(OFFICER, batch_id).state is BatchState.DONE:
                break
            working._thread.join(0.02)  # type: ignore[union-attr]
    finally:
        working.close()
    assert sorted(matcher.matched) == [1, 2, 3, 4, 5]


def test_what_fails_five_times_stops_the_batch_and_is_told(batches: SqlBatches, batch_id: str) -> None:
    def fails(one: NeedRow) -> None:
        raise ModelError("model_unreachable", service="embedding")

    working, _ = worker(batches, fails)
    batches.start(OFFICER, batch_id, CONDITIONS)
    working.work_once()
    batch = batches.get(OFFICER, batch_id)
    assert (batch.state, batch.failed) == (BatchState.STOPPED, 5)
    assert batch.failure is not None
    assert batch.failure[0] == "model_unreachable"


def test_what_is_deleted_is_gone_also_while_it_is_run(batches: SqlBatches, batch_id: str) -> None:
    def deleting(one: NeedRow) -> None:
        if one.number == 2:
            batches.delete(OTHER, batch_id)

    working, matcher = worker(batches, deleting)
    batches.start(OFFICER, batch_id, CONDITIONS)
    working.work_once()
    assert matcher.matched == [1, 2]
    assert batches.all(OFFICER) == ()
    with pytest.raises(NotFoundError):
        batches.read(OFFICER, batch_id)


def test_an_account_that_is_forgotten_leaves_the_offices_work_without_its_name(
    batches: SqlBatches, batch_id: str, engine: Engine
) -> None:
    assert [held["name"] for held in batches.of("officer")] == ["needs.csv"]
    with writing(engine) as connection:
        batches.forget(connection, "officer")
    assert list(batches.of("officer")) == []
    assert batches.get(OTHER, batch_id).owner == ""


def test_every_act_is_a_line_of_the_audit_without_a_word_of_the_needs(
    batches: SqlBatches, batch_id: str, engine: Engine
) -> None:
    batches.start(OFFICER, batch_id, CONDITIONS)
    batches.pause(OTHER, batch_id)
    batches.note_taken(OTHER, batch_id)
    batches.delete(OTHER, batch_id)
    lines = SqlAudit(engine).lines(ADMIN)
    told = [(line.actor, line.action, line.subject_id) for line in reversed(lines)]
    assert told == [
        ("officer", "batch_made", batch_id),
        ("officer", "batch_started", batch_id),
        ("other", "batch_paused", batch_id),
        ("other", "exported", batch_id),
        ("other", "batch_deleted", batch_id),
    ]
    assert all("need" not in line.written and "Enterprise" not in line.written for line in lines)
