"""What askers think of answers: their own, shown to officers and administrators only where they agreed, gone with the turn."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.engine import Engine

from assistant.audit.log import SqlAudit
from assistant.history import SqlHistory
from assistant.opinions import LONGEST_WORDS, Flaw, Opinion, SqlOpinions
from assistant.types import Answer, Mode, Statement
from knowledge.catalogue.engine import open_engine, sqlite_url
from knowledge.errors import AccessError, NotFoundError, UsageError
from knowledge.types import Language, Reader, Role

ANN = Reader(user="ann", role=Role.SME)
BEN = Reader(user="ben", role=Role.SME)
OFFICER = Reader(user="olga", role=Role.OFFICER)
ADMIN = Reader(user="ada", role=Role.ADMIN)
POLICY = Reader(user="paul", role=Role.POLICY)
ANSWER = Answer(
    text="可以。",
    statements=(Statement(text="可以。"),),
    language=Language.ZH,
    mode=Mode.EXTRACTIVE,
    refused=False,
    citations=(),
    as_of=date(2026, 11, 24),
)
WRONG = Opinion(helpful=False, flaw=Flaw.WRONG, words="费用不对", shared=True)


@pytest.fixture
def engine(tmp_path) -> Engine:
    return open_engine(sqlite_url(tmp_path / "catalogue.db"))


@pytest.fixture
def history(engine: Engine) -> SqlHistory:
    return SqlHistory(engine)


@pytest.fixture
def opinions(engine: Engine, history: SqlHistory) -> SqlOpinions:
    return SqlOpinions(engine, SqlAudit(engine))


def asked(history: SqlHistory, reader: Reader, question: str = "能许可吗?") -> tuple[str, str]:
    conversation = history.create(reader.user)
    return conversation, history.append(conversation, reader.user, question, ANSWER).turn_id


def test_an_opinion_takes_the_place_of_the_one_before(history: SqlHistory, opinions: SqlOpinions) -> None:
    conversation, turn = asked(history, ANN)
    opinions.give(ANN, turn, Opinion(helpful=True))
    opinions.give(ANN, turn, WRONG)
    assert opinions.of_owner("ann", conversation) == {turn: WRONG}
    opinions.withdraw(ANN, turn)
    assert opinions.of_owner("ann") == {}


def test_nobody_has_an_opinion_on_somebody_elses_answer(history: SqlHistory, opinions: SqlOpinions) -> None:
    _, turn = asked(history, ANN)
    for act in (lambda: opinions.give(BEN, turn, WRONG), lambda: opinions.withdraw(BEN, turn)):
        with pytest.raises(NotFoundError):
            act()
    assert opinions.of_owner("ann") == opinions.of_owner("ben") == {}


@pytest.mark.parametrize("reader", [OFFICER, ADMIN], ids=lambda reader: reader.user)
def test_only_what_was_shared_is_shown_without_a_name(
    history: SqlHistory, opinions: SqlOpinions, reader: Reader
) -> None:
    opinions.give(ANN, asked(history, ANN, "只给自己")[1], Opinion(helpful=False, words="私下"))
    opinions.give(ANN, asked(history, ANN)[1], WRONG)
    (shown,) = opinions.shared(reader)
    assert shown.turn is not None
    assert (shown.opinion, shown.turn.question) == (WRONG, "能许可吗?")
    assert "ann" not in repr(shown)


@pytest.mark.parametrize("reader", [ANN, POLICY], ids=lambda reader: reader.user)
def test_nobody_else_reads_what_was_shared(opinions: SqlOpinions, reader: Reader) -> None:
    with pytest.raises(AccessError):
        opinions.shared(reader)


def test_what_an_officer_asked_is_shown_to_those_who_read_the_same(
    history: SqlHistory, opinions: SqlOpinions
) -> None:
    opinions.give(OFFICER, asked(history, OFFICER, "底价?")[1], WRONG)
    (to_admin,), (to_officer,) = opinions.shared(ADMIN), opinions.shared(OFFICER)
    assert (to_admin.turn, to_admin.opinion.words, to_admin.opinion.flaw) == (None, "", Flaw.WRONG)
    assert to_officer.turn is not None


def test_it_goes_with_the_conversation_and_with_the_account(
    engine: Engine, history: SqlHistory, opinions: SqlOpinions
) -> None:
    conversation, turn = asked(history, ANN)
    opinions.give(ANN, turn, WRONG)
    history.delete(conversation, "ann")
    assert opinions.shared(OFFICER) == ()
    opinions.give(ANN, asked(history, ANN)[1], WRONG)
    with engine.begin() as connection:
        history.delete_all(connection, "ann")
    assert opinions.shared(OFFICER) == ()


def test_the_audit_has_the_reason_and_never_the_words(
    engine: Engine, history: SqlHistory, opinions: SqlOpinions
) -> None:
    _, turn = asked(history, ANN)
    opinions.give(ANN, turn, WRONG)
    opinions.shared(OFFICER)
    lines = SqlAudit(engine).lines(ADMIN)
    assert [line.action for line in lines] == ["opinions_seen", "opinion_given"]
    assert lines[1].details == {"reason": "wrong/shared"}
    assert "费用不对" not in repr(lines)


def test_a_very_long_opinion_is_refused(history: SqlHistory, opinions: SqlOpinions) -> None:
    _, turn = asked(history, ANN)
    with pytest.raises(UsageError):
        opinions.give(ANN, turn, Opinion(helpful=False, words="x" * (LONGEST_WORDS + 1)))
