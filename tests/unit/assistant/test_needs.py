"""A need belongs to who wrote it: officers see it once submitted and its budget only if shared; nobody else sees anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from servers import in_a_file
from sqlalchemy.engine import Engine

from assistant.audit.log import SqlAudit
from assistant.needs.needs import LONGEST_FIELD, LONGEST_TEXT, SqlNeeds
from assistant.needs.types import Need, NeedState, Wanted
from knowledge.catalogue.engine import open_engine, sqlite_url
from knowledge.errors import AccessError, NotFoundError, UsageError
from knowledge.types import ANYONE, LicenceType, Money, Reader, Role

OWNER = Reader(user="owner", role=Role.SME)
ADMIN = Reader(user="admin", role=Role.ADMIN)
OFFICERS = (
    Reader(user="officer", role=Role.OFFICER),
    Reader(user="both", role=Role.ADMIN, further_roles=frozenset({Role.OFFICER})),
)
NOBODY_ELSES = (
    ANYONE,
    Reader(user="visitor-1", role=Role.SME),
    Reader(user="other", role=Role.SME),
    Reader(user="policy", role=Role.POLICY),
    ADMIN,
    Reader(user="two", role=Role.POLICY, further_roles=frozenset({Role.ADMIN, Role.SME})),
)
CANARY = Decimal("7654321")
WANTED = Wanted(
    text="寻找废旧电池回收技术",
    enterprise="示例公司",
    industry="电池",
    region="江苏",
    budget=Money(amount=CANARY, currency="CNY"),
    deadline=date(2027, 3, 1),
    licence_type=LicenceType.NON_EXCLUSIVE,
)


@pytest.fixture
def engine(database: str) -> Engine:
    return open_engine(database)


@pytest.fixture
def audit(engine: Engine) -> SqlAudit:
    return SqlAudit(engine)


@pytest.fixture
def needs(engine: Engine, audit: SqlAudit) -> SqlNeeds:
    begin = datetime(2026, 6, 1, 8, tzinfo=UTC)
    now = iter(begin + timedelta(minutes=minute) for minute in range(1000))
    return SqlNeeds(engine, audit, clock=lambda: next(now))


def make(needs: SqlNeeds, state: NeedState, *, shared: bool) -> Need:
    need = needs.create(OWNER, WANTED, budget_shared=shared)
    if state is not NeedState.DRAFT:
        need = needs.submit(OWNER, need.need_id)
    if state is NeedState.WITHDRAWN:
        need = needs.withdraw(OWNER, need.need_id)
    return need


def test_the_owner_gets_back_all_of_it(needs: SqlNeeds) -> None:
    need = needs.create(OWNER, WANTED)
    assert needs.get(OWNER, need.need_id) == need
    assert needs.own(OWNER) == (need,)
    assert (need.wanted, need.state, need.budget_shared, need.submitted_at) == (WANTED, NeedState.DRAFT, False, None)  # fmt: skip
    in_words = replace(WANTED, budget="按净销售额 3% 提成")
    assert needs.create(OWNER, in_words).wanted == in_words
    least = Wanted(text="a better pump")
    assert needs.create(OWNER, least).wanted == least


# ── the wall ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("state", NeedState)
@pytest.mark.parametrize("reader", NOBODY_ELSES, ids=lambda r: r.user or "anyone")
def test_nobody_else_sees_or_changes_anything(
    needs: SqlNeeds, reader: Reader, state: NeedState, shared: bool
) -> None:
    need = make(needs, state, shared=shared)
    assert needs.own(reader) == ()
    with pytest.raises(AccessError, match="not_allowed"):
        needs.submitted(reader)
    for attempt in _everything(needs, reader, need.need_id):
        with pytest.raises(NotFoundError) as error:
            attempt()
        assert error.value.fields == {"name": need.need_id}
    assert needs.get(OWNER, need.need_id) == need


@pytest.mark.parametrize("state", [NeedState.DRAFT, NeedState.WITHDRAWN])
@pytest.mark.parametrize("officer", OFFICERS, ids=lambda r: r.user)
def test_an_officer_does_not_see_what_is_not_submitted(
    needs: SqlNeeds, officer: Reader, state: NeedState
) -> None:
    need = make(needs, state, shared=True)
    assert needs.submitted(officer) == ()
    assert needs.own(officer) == ()
    with pytest.raises(NotFoundError):
        needs.get(officer, need.need_id)


@pytest.mark.parametrize("officer", OFFICERS, ids=lambda r: r.user)
def test_an_officer_sees_what_is_submitted_and_its_budget_only_if_shared(
    needs: SqlNeeds, officer: Reader
) -> None:
    hidden = make(needs, NeedState.SUBMITTED, shared=False)
    shown = make(needs, NeedState.SUBMITTED, shared=True)
    assert needs.submitted(officer) == (shown, needs.get(officer, hidden.need_id))
    seen = needs.get(officer, hidden.need_id)
    assert seen == replace(hidden, wanted=replace(WANTED, budget=None))
    assert seen.budget_shared is False
    assert str(CANARY) not in str(asdict(seen))
    assert needs.get(officer, shown.need_id).wanted.budget == WANTED.budget
    for attempt in _changes(needs, officer, shown.need_id):
        with pytest.raises(NotFoundError):
            attempt()


def test_a_budget_that_is_not_shared_does_not_leave_the_database(needs: SqlNeeds, engine: Engine) -> None:
    make(needs, NeedState.SUBMITTED, shared=False)
    fetched: list[str] = []

    def note(cursor: object, statement: str, *_: object) -> None:
        fetched.append(statement)

    sa.event.listen(engine, "before_cursor_execute", lambda c, cursor, statement, *r: note(cursor, statement))
    needs.submitted(OFFICERS[0])
    (select,) = [one for one in fetched if "FROM needs" in one]
    assert "CASE WHEN needs.budget_shared THEN needs.budget" in select
    assert "CASE WHEN needs.budget_shared THEN needs.currency" in select


def test_an_officers_own_draft_is_not_shown_to_other_officers(needs: SqlNeeds) -> None:
    own = needs.create(OFFICERS[0], WANTED)
    assert needs.get(OFFICERS[0], own.need_id) == own
    assert needs.submitted(OFFICERS[1]) == ()
    with pytest.raises(NotFoundError):
        needs.get(OFFICERS[1], own.need_id)


def test_nobody_in_particular_owns_nothing(needs: SqlNeeds) -> None:
    with pytest.raises(AccessError, match="sign_in_needed"):
        needs.create(ANYONE, WANTED)
    assert needs.own(ANYONE) == ()


def _changes(needs: SqlNeeds, reader: Reader, need_id: str) -> tuple[Callable[[], object], ...]:
    return (
        lambda: needs.change(reader, need_id, replace(WANTED, text="mine")),
        lambda: needs.submit(reader, need_id),
        lambda: needs.withdraw(reader, need_id),
        lambda: needs.share_budget(reader, need_id, True),
        lambda: needs.delete(reader, need_id),
    )


def _everything(needs: SqlNeeds, reader: Reader, need_id: str) -> tuple[Callable[[], object], ...]:
    return (lambda: needs.get(reader, need_id), *_changes(needs, reader, need_id))


def test_a_visitors_needs_go_to_the_account_that_it_makes(needs: SqlNeeds) -> None:
    visitor, account = Reader(user="visitor-1", role=Role.SME), Reader(user="made", role=Role.ADMIN)
    need = needs.create(visitor, WANTED)
    needs.adopt(visitor.user, account.user)
    assert needs.own(visitor) == ()
    assert needs.own(account) == (replace(need, owner=account.user),)


# ── its life ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_changed_after_submitting_is_a_draft_until_it_is_submitted_again(needs: SqlNeeds) -> None:
    need = make(needs, NeedState.SUBMITTED, shared=False)
    changed = needs.change(OWNER, need.need_id, replace(WANTED, text="unfinished thoughts"))
    assert changed.state is NeedState.DRAFT
    assert needs.submitted(OFFICERS[0]) == ()
    needs.submit(OWNER, need.need_id)
    assert [seen.wanted.text for seen in needs.submitted(OFFICERS[0])] == ["unfinished thoughts"]


def test_a_budget_can_be_shared_and_hidden_while_submitted(needs: SqlNeeds) -> None:
    need = make(needs, NeedState.SUBMITTED, shared=False)
    assert needs.share_budget(OWNER, need.need_id, True).state is NeedState.SUBMITTED
    assert needs.submitted(OFFICERS[0])[0].wanted.budget == WANTED.budget
    needs.share_budget(OWNER, need.need_id, False)
    assert needs.submitted(OFFICERS[0])[0].wanted.budget is None


def test_what_is_withdrawn_can_be_submitted_again_but_a_draft_not_withdrawn(needs: SqlNeeds) -> None:
    need = make(needs, NeedState.WITHDRAWN, shared=False)
    assert needs.submit(OWNER, need.need_id).state is NeedState.SUBMITTED
    draft = make(needs, NeedState.DRAFT, shared=False)
    with pytest.raises(UsageError, match="need_not_submitted"):
        needs.withdraw(OWNER, draft.need_id)


@in_a_file
def test_a_deleted_need_leaves_no_word_behind(needs: SqlNeeds, tmp_path: Path) -> None:
    need = needs.create(OWNER, replace(WANTED, text="unpublished invention"))
    needs.delete(OWNER, need.need_id)
    assert needs.own(OWNER) == ()
    with sa.create_engine(sqlite_url(tmp_path / "catalogue.sqlite")).connect() as connection:
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    assert b"unpublished" not in (tmp_path / "catalogue.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(text="  \n"), "need_text_needed"),
        (Wanted(text="x" * (LONGEST_TEXT + 1)), "need_text_long"),
        (Wanted(text="x", region="y" * (LONGEST_FIELD + 1)), "need_field_long"),
        (Wanted(text="x", budget="y" * (LONGEST_FIELD + 1)), "need_field_long"),
    ],
)
def test_what_cannot_be_kept_is_refused(needs: SqlNeeds, wanted: Wanted, code: str) -> None:
    with pytest.raises(UsageError, match=code):
        needs.create(OWNER, wanted)
    need = needs.create(OWNER, WANTED)
    with pytest.raises(UsageError, match=code):
        needs.change(OWNER, need.need_id, wanted)
    assert needs.get(OWNER, need.need_id) == need


# ── the audit of it ──────────────────────────────────────────────────────────────────────────────────────


def test_the_audit_tells_what_was_done_and_who_saw_it_without_a_word_of_it(
    needs: SqlNeeds, audit: SqlAudit
) -> None:
    need = make(needs, NeedState.SUBMITTED, shared=False)
    needs.share_budget(OWNER, need.need_id, True)
    needs.submit(OWNER, need.need_id)  # it is already
    needs.submitted(OFFICERS[0])
    needs.get(OFFICERS[1], need.need_id)
    needs.get(OWNER, need.need_id)
    needs.change(OWNER, need.need_id, WANTED)
    needs.submitted(OFFICERS[0])  # shows nothing
    needs.delete(OWNER, need.need_id)
    lines = audit.lines(ADMIN)[::-1]
    assert [(line.actor, line.action) for line in lines] == [
        ("owner", "need_submitted"), ("owner", "budget_shared"), ("officer", "need_seen"), ("both", "need_seen"),
        ("owner", "need_withdrawn"), ("owner", "need_deleted"),
    ]  # fmt: skip
    assert lines[2].details["seen"] == [need.need_id]
    assert lines[3].subject_id == need.need_id
    written = " ".join(map(str, lines))
    assert not any(word in written for word in (str(CANARY), "电池", "示例", "江苏"))
