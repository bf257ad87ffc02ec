"""Topics show only what three people asked about, in words of a closed vocabulary, to those who may know."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from fakes.small_library import small_library
from sqlalchemy.engine import Engine

from assistant.audit.log import SqlAudit
from assistant.history import SqlHistory
from assistant.insights import SqlInsights, Topic
from assistant.recording import beside_turn
from assistant.topics import TopicKey, TopicKind, Vocabulary
from assistant.types import Answer, Citation, Intent, Mode, RefusalReason, Statement
from knowledge.catalogue.engine import open_engine, writing
from knowledge.errors import AccessError, NotFoundError
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.types import ANYONE, Audience, DocumentHead, Kind, Language, PatentRecord, Reader, Role

ADMIN = Reader(user="admin", role=Role.ADMIN)
JUNE = date(2026, 6, 1)


@pytest.fixture
def engine(database: str) -> Engine:
    return open_engine(database)


@pytest.fixture
def insights(engine: Engine) -> SqlInsights:
    return SqlInsights(engine, small_library(), clock=lambda: datetime(2026, 6, 15, 8, tzinfo=UTC))


def sme(user: str) -> Reader:
    return Reader(user=user, role=Role.SME)


def answer(*cited: DocumentHead, intent: Intent = Intent.POLICY) -> Answer:
    return Answer(
        text="。", statements=(Statement(text="。"),), language=Language.ZH, mode=Mode.EXTRACTIVE, refused=False,
        citations=tuple(citing(marker, head) for marker, head in enumerate(cited, 1)), as_of=JUNE, intent=intent,
    )  # fmt: skip


def citing(marker: int, head: DocumentHead) -> Citation:
    passage = small_library().document_passages(head.document_id, ANYONE)[0]
    return Citation(
        marker=marker, document_id=head.document_id, passage_id=passage.passage_id, title=head.title, label="",
        kind=head.kind, passage_kind=passage.kind, quote="q", start=0, end=1,
    )  # fmt: skip


def policy() -> DocumentHead:
    return next(h for h in small_library().heads(ANYONE, kinds=(Kind.POLICY,)) if h.language is Language.ZH)


def patent() -> DocumentHead:
    heads = small_library().heads(ANYONE, kinds=(Kind.PATENT,))
    return next(h for h in heads if isinstance(h.record, PatentRecord) and h.record.ipc)


def ask(insights: SqlInsights, engine: Engine, user: str, question: str, got: Answer | None = None) -> None:
    history, audit = SqlHistory(engine), SqlAudit(engine)
    got = replace(got or answer(), sent_to=("models.example",))
    beside = beside_turn(sme(user), question, got, audit=audit, insights=insights)
    history.append(history.create(user), user, question, got, beside=beside)


def keys(topics: tuple[Topic, ...], kind: TopicKind) -> list[str]:
    return [topic.key for topic in topics if topic.kind is kind]


def test_a_topic_is_shown_once_three_people_asked_about_it(insights: SqlInsights, engine: Engine) -> None:
    for user in ("a", "b", "a", "a"):
        ask(insights, engine, user, "开放许可怎么办?")
    assert insights.topics(ADMIN, JUNE) == ()
    ask(insights, engine, "c", "What is an open licence?")
    topics = insights.topics(ADMIN, JUNE)
    (term,) = [topic for topic in topics if topic.kind is TopicKind.TERM]
    assert (term.key, term.askers) == ("开放许可", 3)
    assert term.name(Language.ZH) == "开放许可"
    assert term.name(Language.EN).startswith("open licen")
    assert keys(topics, TopicKind.INTENT) == ["policy"]


def test_the_command_line_counts_once_whatever_its_role(insights: SqlInsights, engine: Engine) -> None:
    for user in ("cli:sme", "cli:officer", "cli:policy", "cli:admin", "a"):
        ask(insights, engine, user, "开放许可怎么办?")
    assert insights.topics(ADMIN, JUNE) == ()


def test_what_is_cited_gives_its_class_and_its_title(insights: SqlInsights, engine: Engine) -> None:
    for user in ("a", "b", "c"):
        ask(insights, engine, user, "?", answer(policy(), patent()))
    topics = insights.topics(ADMIN, JUNE)
    record = patent().record
    assert isinstance(record, PatentRecord)
    assert set(keys(topics, TopicKind.IPC)) == {symbol[:4] for symbol in record.ipc}
    (title,) = [topic for topic in topics if topic.kind is TopicKind.POLICY]
    assert title.name(Language.ZH) == policy().title


def test_no_word_of_a_question_is_kept_or_shown(insights: SqlInsights, engine: Engine) -> None:
    for user in ("a", "b", "c"):
        ask(insights, engine, user, "公司未公开的火星熔炉 secretfurnace 能申请开放许可吗,预算 7654321 元?")
    shown = str(insights.topics(ADMIN, JUNE))
    with engine.connect() as connection:
        kept = str(connection.execute(sa.text("SELECT * FROM asked_topics")).all())
        audited = str(connection.execute(sa.text("SELECT * FROM audit_lines")).all())
    for text in (shown, kept, audited):
        assert not any(word in text for word in ("火星", "熔炉", "secretfurnace", "7654321"))
    assert not any(f"'{user}'" in kept for user in ("a", "b", "c"))
    assert "models.example" in audited


def test_an_internal_document_gives_no_topic(engine: Engine) -> None:
    catalogue = MemoryCatalogue()
    document = small_library().document(patent().document_id, ANYONE)
    assert document is not None
    catalogue.add(replace(document, audience=Audience.INTERNAL), ())
    found = Vocabulary(catalogue).topics_of("?", answer(patent()))
    assert found == (TopicKey(kind=TopicKind.INTENT, key="policy"),)


@pytest.mark.parametrize("role", Role)
def test_everybody_but_an_enterprise_may_know(insights: SqlInsights, engine: Engine, role: Role) -> None:
    for user in ("a", "b", "c"):
        ask(insights, engine, user, "开放许可怎么办?")
    reader = Reader(user="x", role=role)
    if role is Role.SME:
        with pytest.raises(AccessError, match="not_allowed"):
            insights.topics(reader, JUNE)
    else:
        assert insights.topics(reader, JUNE)


def test_whole_months_are_counted_so_that_days_cannot_be_compared(
    insights: SqlInsights, engine: Engine
) -> None:
    for user in ("a", "b", "c"):
        ask(insights, engine, user, "开放许可怎么办?")
    assert insights.topics(ADMIN, date(2026, 6, 30)) == insights.topics(ADMIN, JUNE) != ()
    assert insights.topics(ADMIN, date(2026, 7, 1)) == ()


def test_what_is_deleted_no_longer_counts(insights: SqlInsights, engine: Engine) -> None:
    for user in ("a", "b", "c"):
        ask(insights, engine, user, "开放许可怎么办?")
    assert insights.of("a")
    with writing(engine) as connection:
        insights.delete_all(connection, "a")
    assert insights.of("a") == ()
    assert insights.topics(ADMIN, JUNE) == ()
    assert insights.forget_before(date(2026, 6, 15)) == 0
    assert insights.forget_before(date(2026, 6, 16)) > 0


def test_a_visitor_that_makes_an_account_counts_once(insights: SqlInsights, engine: Engine) -> None:
    ask(insights, engine, "visitor-1", "开放许可怎么办?")
    insights.adopt("visitor-1", "made")
    for user in ("made", "b"):
        ask(insights, engine, user, "开放许可怎么办?")
    assert insights.topics(ADMIN, JUNE) == ()
    ask(insights, engine, "c", "开放许可怎么办?")
    assert insights.topics(ADMIN, JUNE)


@pytest.mark.parametrize("intent", [Intent.COURTESY, Intent.ASKED_BACK])
def test_thanks_are_no_topic(insights: SqlInsights, intent: Intent) -> None:
    assert insights.topics_of("谢谢", answer(intent=intent)) == ()


def test_the_longest_term_at_a_place_counts(insights: SqlInsights) -> None:
    terms = [t.key for t in insights.topics_of("普通许可合同", answer()) if t.kind is TopicKind.TERM]
    assert terms == ["普通许可合同"]
    terms = [t.key for t in insights.topics_of("lithium-sulfur batteries", answer()) if t.kind is TopicKind.TERM]  # fmt: skip
    assert terms == ["锂硫电池"]


def test_a_turn_that_is_not_kept_leaves_nothing(insights: SqlInsights, engine: Engine) -> None:
    audit, history = SqlAudit(engine), SqlHistory(engine)
    beside = beside_turn(sme("a"), "开放许可", answer(), audit=audit, insights=insights)
    with pytest.raises(NotFoundError):
        history.append("missing", "a", "开放许可", answer(), beside=beside)
    assert insights.of("a") == ()
    assert audit.lines(ADMIN) == ()


def test_questions_without_an_answer_are_told_apart_by_the_same_rule(
    insights: SqlInsights, engine: Engine
) -> None:
    none = replace(answer(), refused=True, reason=RefusalReason.NO_EVIDENCE)
    secret = replace(answer(), refused=True, reason=RefusalReason.CONFIDENTIAL)
    for user, got in (("a", none), ("b", none), ("b", none), ("c", answer()), ("d", secret)):
        ask(insights, engine, user, "开放许可怎么办?", got)
    assert insights.topics(ADMIN, JUNE, without_answer=True) == ()
    ask(insights, engine, "e", "开放许可怎么办?", replace(answer(), nearest_only=True))
    (term,) = [t for t in insights.topics(ADMIN, JUNE, without_answer=True) if t.kind is TopicKind.TERM]
    assert (term.key, term.askers) == ("开放许可", 3)
    assert {topic.askers for topic in insights.topics(ADMIN, JUNE)} == {5}
    with writing(engine) as connection:
        insights.delete_all(connection, "a")
    assert insights.topics(ADMIN, JUNE, without_answer=True) == ()
    assert insights.of("a", without_answer=True) == ()
    with pytest.raises(AccessError):
        insights.topics(sme("x"), JUNE, without_answer=True)
