"""Conversations are kept for their owner, in order, over a restart; and deleted means gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from assistant.facts import Facts, RuleFacts
from assistant.history import SqlHistory, title_of
from assistant.left_out import LeftOut
from assistant.types import Answer, Basis, Mode, Statement, Turn, Usage
from knowledge.catalogue.engine import open_engine, sqlite_url
from knowledge.errors import NotFoundError, StorageError
from knowledge.types import Kind, Language, Money


def answer(text: str = "可以。") -> Answer:
    return Answer(
        text=text,
        statements=(Statement(text=text),),
        language=Language.ZH,
        mode=Mode.EXTRACTIVE,
        refused=False,
        citations=(),
        as_of=date(2026, 11, 24),
    )


def ticking() -> Iterator[datetime]:
    moment = datetime(2026, 11, 24, 9, tzinfo=UTC)
    while True:
        yield moment
        moment += timedelta(minutes=1)


def open_history(database: str) -> SqlHistory:
    moments = ticking()
    return SqlHistory(open_engine(database), clock=lambda: next(moments))


def test_turns_come_back_in_order_after_a_restart(database: str) -> None:
    history = open_history(database)
    conversation = history.create("ann")
    first = history.append(conversation, "ann", "第一问", answer("甲"))
    second = history.append(conversation, "ann", "第二问", answer("乙"))
    assert open_history(database).turns(conversation, "ann") == (first, second)


def test_what_an_answer_rested_on_and_used_is_kept_over_a_restart(database: str) -> None:
    facts = Facts(
        document_id="d1",
        as_of=date(2026, 11, 24),
        rule=RuleFacts(policy_id="X-1", in_force=True, effective_from=date(2021, 6, 1)),
    )
    basis = Basis(
        made_at="2026-11-24T09:00:00+00:00", program="0.1.0", library="0" * 64, documents=3, facts=(facts,),
        left_out=(LeftOut(text="丙", values=("3",)),), kinds=(Kind.POLICY,), without=("*",),
        context=(Turn(question="甲?", answer="", document_ids=("d1",)),),
    )  # fmt: skip
    usage = Usage(prompt_tokens=7, completion_tokens=2, cost=Money(amount=Decimal("0.0001"), currency="CNY"))
    history = open_history(database)
    conversation = history.create("ann")
    history.append(conversation, "ann", "问", replace(answer(), basis=basis, usage=usage))
    (turn,) = open_history(database).turns(conversation, "ann")
    assert turn.answer.basis == basis
    assert turn.answer.usage == usage


def test_a_turn_that_an_earlier_version_kept_still_opens(database: str) -> None:
    history = open_history(database)
    conversation = history.create("ann")
    history.append(conversation, "ann", "问", answer())
    engine = open_engine(database)
    with engine.begin() as connection:
        text = connection.execute(sa.text("SELECT answer FROM conversation_turns")).scalar_one()
        old = {name: value for name, value in json.loads(text).items() if name not in ("usage", "basis")}
        connection.execute(sa.text("UPDATE conversation_turns SET answer = :old"), {"old": json.dumps(old)})
    (turn,) = history.turns(conversation, "ann")
    assert turn.answer.basis is None
    assert turn.answer.usage is None


def test_the_list_has_the_last_used_conversation_first_and_no_empty_ones(database: str) -> None:
    history = open_history(database)
    older, newer, _empty = (history.create("ann") for _ in range(3))
    history.append(older, "ann", "older", answer())
    history.append(newer, "ann", "newer", answer())
    assert [entry.title for entry in history.list("ann")] == ["newer", "older"]
    history.append(older, "ann", "again", answer())
    assert [entry.conversation_id for entry in history.list("ann")] == [older, newer]


def test_somebody_elses_conversation_looks_like_one_that_does_not_exist(database: str) -> None:
    history = open_history(database)
    conversation = history.create("ann")
    history.append(conversation, "ann", "secret", answer())
    assert history.list("ben") == ()
    for forbidden in (
        lambda: history.turns(conversation, "ben"),
        lambda: history.append(conversation, "ben", "mine", answer()),
        lambda: history.rename(conversation, "ben", "mine"),
        lambda: history.delete(conversation, "ben"),
        lambda: history.turns("missing", "ben"),
    ):
        with pytest.raises(NotFoundError):
            forbidden()
    assert [turn.question for turn in history.turns(conversation, "ann")] == ["secret"]
    assert history.list("ann")[0].title == "secret"


def test_a_deleted_conversation_leaves_no_row_behind(database: str) -> None:
    history = open_history(database)
    conversation = history.create("ann")
    history.append(conversation, "ann", "unpublished invention", answer())
    history.delete(conversation, "ann")
    assert history.list("ann") == ()
    with pytest.raises(NotFoundError):
        history.turns(conversation, "ann")
    with open_engine(database).connect() as connection:
        assert connection.execute(sa.text("select count(*) from conversation_turns")).scalar_one() == 0


def test_a_title_is_set_once_and_can_be_changed_but_not_blanked(database: str) -> None:
    history = open_history(database)
    conversation = history.create("ann")
    history.append(conversation, "ann", "第一问", answer())
    history.append(conversation, "ann", "第二问", answer())
    assert history.list("ann")[0].title == "第一问"
    history.rename(conversation, "ann", "  电池\n回收 ")
    assert history.list("ann")[0].title == "电池 回收"
    history.rename(conversation, "ann", "   ")
    assert history.list("ann")[0].title == "电池 回收"


def test_a_long_question_becomes_a_short_title() -> None:
    title = title_of("问" * 100_000)
    assert len(title) == 80
    assert title.endswith("…")


def test_a_broken_database_is_named_in_the_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is not a database" * 100)
    with pytest.raises(StorageError) as raised:
        SqlHistory(open_engine(sqlite_url(broken)))
    assert raised.value.fields["path"] == str(broken)
