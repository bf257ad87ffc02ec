"""Kept drafts: who may do what in which state, two people at once, and that nothing approved changes, whatever is tried in SQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
import sqlalchemy as sa
from servers import in_a_file
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from assistant.audit.log import SqlAudit
from assistant.drafting.types import Block, BlockKind, DraftKind, Grid, OfficeDraft, Slot
from assistant.needs.types import Wanted
from assistant.review.drafts import SqlDrafts
from assistant.review.types import Act, Content, DraftState, Entry, EntryName, KeptDraft
from assistant.types import Quote
from knowledge.catalogue.engine import open_engine, writing
from knowledge.errors import AccessError, NotFoundError, PatentBridgeError, UsageError
from knowledge.types import ANYONE, Language, Reader, Role

LI, WANG = (Reader(user=name, role=Role.OFFICER) for name in ("li", "wang"))
ADMIN = Reader(user="admin", role=Role.ADMIN)
BOTH = Reader(user="both", role=Role.ADMIN, further_roles=frozenset({Role.OFFICER}))
OTHERS = (ANYONE, Reader(user="firm", role=Role.SME), Reader(user="policy", role=Role.POLICY), ADMIN)
SECRET = "寻找起重机吊钩减摆方法"


def content(text: str = "如有意，请回复。", *entries: Entry) -> Content:
    slots = (
        Slot(name="ask", text=text),
        Slot(name="status", text="有效", quotes=(Quote(passage_id="p", text="有效"),)),
    )
    draft = OfficeDraft(
        kind=DraftKind.LETTER,
        language=Language.ZH,
        as_of=date(2026, 11, 24),
        title="来函",
        publication_number="CN199900001B",
        document_id="d1",
        parts=(Block(kind=BlockKind.TEXT, slots=slots), Grid(rows=((Slot(name="a", text="1"), Slot(name="b", text="2")),))),
        markers=(("status", (1, 2)),),
        fields=(("status", ("2026-11-20", "in_force")),),
    )  # fmt: skip
    return Content(
        need=Wanted(text=SECRET, enterprise="示例公司", deadline=date(2027, 3, 1)),
        need_language=Language.ZH,
        draft=draft,
        entries=entries,
    )


@pytest.fixture
def engine(database: str) -> Engine:
    return open_engine(database)


@pytest.fixture
def audit(engine: Engine) -> SqlAudit:
    return SqlAudit(engine)


@pytest.fixture
def drafts(engine: Engine, audit: SqlAudit) -> SqlDrafts:
    return SqlDrafts(engine, audit)


def approve(drafts: SqlDrafts, reader: Reader, draft: KeptDraft, *, alone: bool = False) -> KeptDraft:
    return drafts.approve(
        reader, draft.draft_id, draft.version, name="Wang Li", pack="{}", alone=lambda _: alone, unchanged=lambda: None
    )  # fmt: skip


def in_state(drafts: SqlDrafts, state: DraftState) -> KeptDraft:
    """Return a draft of Li's in a state."""
    draft = drafts.create(LI, content())
    if state is DraftState.DRAFT:
        return draft
    draft = drafts.submit(LI, draft.draft_id, draft.version)
    if state is DraftState.RETURNED:
        return drafts.give_back(WANG, draft.draft_id, draft.version, "请写明期限")
    return approve(drafts, WANG, draft) if state is DraftState.APPROVED else draft


def test_a_version_comes_back_as_it_was(drafts: SqlDrafts) -> None:
    kept = content("x", Entry(name=EntryName.PERSON, text="王丽"))
    draft = drafts.create(LI, kept)
    assert drafts.version(LI, draft.draft_id).content == kept
    assert (draft.state, draft.version, draft.written_by, draft.edited_by) == (
        DraftState.DRAFT,
        1,
        "li",
        "li",
    )
    assert draft.enterprise == "示例公司"


def test_a_draft_goes_its_way_and_every_version_and_step_is_kept(drafts: SqlDrafts) -> None:
    draft = in_state(drafts, DraftState.RETURNED)
    draft = drafts.change(LI, draft.draft_id, draft.version, content("请在三月前回复。"))
    assert (draft.state, draft.version, draft.edited_by) == (DraftState.DRAFT, 2, "li")
    draft = drafts.submit(LI, draft.draft_id, 2)
    draft = approve(drafts, WANG, draft)
    assert draft.state is DraftState.APPROVED
    told = [(step.by, step.act, step.version, step.remark) for step in drafts.steps(LI, draft.draft_id)]
    assert told == [
        ("li", Act.WRITTEN, 1, ""), ("li", Act.SUBMITTED, 1, ""), ("wang", Act.RETURNED, 1, "请写明期限"),
        ("li", Act.EDITED, 2, ""), ("li", Act.SUBMITTED, 2, ""), ("wang", Act.APPROVED, 2, ""),
    ]  # fmt: skip
    assert drafts.version(LI, draft.draft_id, 1).content == content()
    approval = drafts.approval(LI, draft.draft_id)
    assert approval is not None
    assert (approval.name, approval.version, approval.alone) == ("Wang Li", 2, False)


@pytest.mark.parametrize("state", DraftState)
def test_each_state_allows_what_it_allows(drafts: SqlDrafts, state: DraftState) -> None:
    def tried(act: Callable[[KeptDraft], object]) -> bool:
        draft = in_state(drafts, state)
        try:
            act(draft)
        except UsageError:
            return drafts.get(LI, draft.draft_id) != draft
        return True

    allowed = {
        "change": tried(lambda d: drafts.change(LI, d.draft_id, d.version, content("x"))),
        "submit": tried(lambda d: drafts.submit(LI, d.draft_id, d.version)),
        "return": tried(lambda d: drafts.give_back(WANG, d.draft_id, d.version, "why")),
        "approve": tried(lambda d: approve(drafts, WANG, d)),
        "delete": tried(lambda d: drafts.delete(LI, d.draft_id, d.version)),
    }
    assert {name for name, was in allowed.items() if was} == {
        DraftState.DRAFT: {"change", "submit", "delete"},
        DraftState.IN_REVIEW: {"change", "return", "approve", "delete"},
        DraftState.RETURNED: {"change", "delete"},
        DraftState.APPROVED: set(),
    }[state]


@pytest.mark.parametrize("reader", OTHERS, ids=lambda r: r.user or "anyone")
def test_for_everybody_but_officers_there_are_no_drafts(drafts: SqlDrafts, reader: Reader) -> None:
    draft = in_state(drafts, DraftState.IN_REVIEW)
    with pytest.raises(AccessError):
        drafts.list(reader)
    with pytest.raises(AccessError):
        drafts.create(reader, content())
    attempts: tuple[Callable[[], object], ...] = (
        lambda: drafts.get(reader, draft.draft_id),
        lambda: drafts.version(reader, draft.draft_id),
        lambda: drafts.steps(reader, draft.draft_id),
        lambda: drafts.approval(reader, draft.draft_id),
        lambda: drafts.change(reader, draft.draft_id, 1, content("x")),
        lambda: drafts.submit(reader, draft.draft_id, 1),
        lambda: drafts.give_back(reader, draft.draft_id, 1, "x"),
        lambda: approve(drafts, reader, draft),
        lambda: drafts.delete(reader, draft.draft_id, 1),
    )
    for attempt in attempts:
        with pytest.raises(NotFoundError) as error:
            attempt()
        assert error.value.fields == {"name": draft.draft_id}
    assert drafts.get(BOTH, draft.draft_id) == draft


def test_lists_are_by_state_and_by_whose_they_are(drafts: SqlDrafts) -> None:
    first, second = in_state(drafts, DraftState.IN_REVIEW), drafts.create(WANG, content())
    assert {d.draft_id for d in drafts.list(LI)} == {first.draft_id, second.draft_id}
    assert drafts.list(LI, [DraftState.IN_REVIEW]) == (first,)
    assert drafts.list(WANG, mine=True) == (second,)


def test_a_draft_is_returned_with_a_remark_only(drafts: SqlDrafts) -> None:
    draft = in_state(drafts, DraftState.IN_REVIEW)
    with pytest.raises(UsageError, match="remark_needed"):
        drafts.give_back(WANG, draft.draft_id, 1, "  ")


def test_an_edit_between_submitting_and_approving_is_not_approved_with_it(drafts: SqlDrafts) -> None:
    draft = in_state(drafts, DraftState.IN_REVIEW)
    drafts.change(LI, draft.draft_id, draft.version, content("免费"))
    with pytest.raises(UsageError, match="draft_changed"):
        approve(drafts, WANG, draft)
    assert drafts.get(LI, draft.draft_id).state is DraftState.DRAFT


def test_of_two_who_act_at_once_one_is_told(drafts: SqlDrafts, audit: SqlAudit) -> None:
    draft = in_state(drafts, DraftState.IN_REVIEW)
    both = Barrier(2)

    def act(approves: bool) -> str:
        both.wait()
        try:
            if approves:
                approve(drafts, WANG, draft)
            else:
                drafts.give_back(BOTH, draft.draft_id, draft.version, "no")
        except PatentBridgeError as error:
            return error.code
        return "done"

    for pair in ((True, True), (True, False)):
        draft = in_state(drafts, DraftState.IN_REVIEW)
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(act, pair)) == ["done", "draft_state"]
        ended = [step.act for step in drafts.steps(LI, draft.draft_id)][2:]
        assert len(ended) == 1
    assert audit.verify().holds


def test_what_is_said_while_nobody_else_writes_stops_an_approval(drafts: SqlDrafts) -> None:
    draft = in_state(drafts, DraftState.IN_REVIEW)

    def no(*_: object) -> bool:
        raise AccessError("four_eyes")

    with pytest.raises(AccessError):
        drafts.approve(WANG, draft.draft_id, 1, name="x", pack="{}", alone=no, unchanged=lambda: None)
    assert drafts.approval(LI, draft.draft_id) is None
    assert drafts.get(LI, draft.draft_id) == draft


# ── for good ─────────────────────────────────────────────────────────────────────────────────────────────

_TABLES = ("drafts", "draft_versions", "draft_steps", "draft_approvals")
FORGED = (
    "UPDATE drafts SET state = 'draft'",
    "UPDATE drafts SET title = 'x'",
    "UPDATE draft_versions SET content = '{}'",
    "UPDATE draft_steps SET actor = 'x'",
    "UPDATE draft_approvals SET name = 'x', pack = ''",
    *(f"DELETE FROM {table}" for table in _TABLES),
    "INSERT INTO draft_versions SELECT draft_id, number + 1, made_by, made_at, act, '{}' FROM draft_versions",
    "INSERT INTO draft_steps SELECT draft_id, 9, at, actor, act, version, remark, alone FROM draft_steps LIMIT 1",
)
REPLACING = tuple(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" for table in _TABLES)


def tried(drafts: SqlDrafts, engine: Engine, statement: str) -> tuple[object, object]:
    """Try a statement on something approved, which is refused; return what stood before and what stands now."""
    in_state(drafts, DraftState.APPROVED)
    before = rows(engine)
    with pytest.raises(DBAPIError, match="stays as it is"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    return before, rows(engine)


@in_a_file
@pytest.mark.parametrize("statement", REPLACING)
def test_nothing_takes_the_place_of_what_is_approved(
    drafts: SqlDrafts, engine: Engine, statement: str
) -> None:
    before, now = tried(drafts, engine, statement)
    assert now == before


@pytest.mark.parametrize("statement", FORGED)
def test_what_is_approved_stays_whatever_is_tried_in_sql(
    drafts: SqlDrafts, engine: Engine, statement: str
) -> None:
    before, now = tried(drafts, engine, statement)
    assert now == before


@in_a_file
def test_no_other_draft_takes_the_place_of_an_approved_one(drafts: SqlDrafts, engine: Engine) -> None:
    done, other = in_state(drafts, DraftState.APPROVED), in_state(drafts, DraftState.IN_REVIEW)
    for statement in (
        f"UPDATE OR REPLACE drafts SET draft_id = '{done.draft_id}' WHERE draft_id = '{other.draft_id}'",
        f"UPDATE drafts SET state = 'approved' WHERE draft_id = '{other.draft_id}'",
        f"UPDATE draft_versions SET content = '{{}}' WHERE draft_id = '{other.draft_id}'",
    ):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.exec_driver_sql(statement)
    assert drafts.get(LI, done.draft_id) == done


def rows(engine: Engine) -> list[list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return [[tuple(row) for row in connection.execute(sa.text(f"SELECT * FROM {t}"))] for t in _TABLES]


def test_opening_the_store_again_keeps_the_guards(drafts: SqlDrafts, engine: Engine, audit: SqlAudit) -> None:
    draft = in_state(drafts, DraftState.APPROVED)
    assert SqlDrafts(engine, audit).get(LI, draft.draft_id) == draft


# ── what else is written ─────────────────────────────────────────────────────────────────────────────────


def test_the_audit_has_a_line_for_each_act_and_no_words(drafts: SqlDrafts, audit: SqlAudit) -> None:
    draft = in_state(drafts, DraftState.RETURNED)
    draft = drafts.change(LI, draft.draft_id, 1, content("请在三月前回复。"))
    approve(drafts, WANG, drafts.submit(LI, draft.draft_id, 2))
    other = drafts.create(LI, content())
    drafts.delete(LI, other.draft_id, 1)
    lines = audit.lines(ADMIN)
    assert [line.action for line in reversed(lines)] == [
        "draft_written", "draft_submitted", "draft_rejected", "draft_edited", "draft_submitted", "draft_approved",
        "draft_written", "draft_deleted",
    ]  # fmt: skip
    assert not any(word in str(lines) for word in (SECRET, "三月", "期限", "示例公司", "来函"))


def test_what_goes_with_an_enterprises_account_is_what_was_not_approved(
    drafts: SqlDrafts, engine: Engine
) -> None:
    open_one = drafts.create(LI, content(), need_id="n1", need_owner="firm")
    done = drafts.create(LI, content(), need_id="n1", need_owner="firm")
    approve(drafts, WANG, drafts.submit(LI, done.draft_id, 1))
    others = drafts.create(LI, content())
    with writing(engine) as connection:
        drafts.delete_all(connection, "firm")
        drafts.delete_all(connection, "li")
        drafts.delete_all(connection, "")
    assert {d.draft_id for d in drafts.list(LI)} == {done.draft_id, others.draft_id}
    with pytest.raises(NotFoundError):
        drafts.version(LI, open_one.draft_id)
    assert [step.act for _, step in drafts.of("wang")] == [Act.APPROVED]


def test_a_new_version_of_a_draft_may_be_of_another_title(drafts: SqlDrafts) -> None:
    draft = drafts.create(LI, content())
    renamed = replace(content(), draft=replace(content().draft, title="关于吊钩的来函"))
    assert drafts.change(WANG, draft.draft_id, 1, renamed, Act.REWRITTEN).title == "关于吊钩的来函"
    assert drafts.get(LI, draft.draft_id).written_by == "wang"
