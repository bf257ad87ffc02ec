"""Answers that conditions narrow: lists and searches keep to them, they can be taken away, and nothing left is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from asking import DAY, Ask, turn, whole
from filter_oracle import Oracle

from assistant.cli.render import render_answer
from assistant.narrowing import conditions_of, filters_of, narrowed_to
from assistant.serialise import answer_from_json, answer_to_json
from assistant.services import Services
from assistant.shortlist import Shortlist
from assistant.types import EVERY_CONDITION, Answer, Intent, Plan, Question, RefusalReason, Turn
from assistant.understanding.rules import RuleUnderstander
from knowledge.rights.standing import Availability, Status
from knowledge.types import ANYONE, Filters, Kind, Language, LicenceType, PatentType

EACH = (
    Filters(jurisdictions=("US", "EP")), Filters(regions=("CN-SC",)), Filters(owners=("示例大学A",)), Filters(owners=("Sample Institute",)),
    Filters(owners=("大学",)), Filters(ipc=("H01M",)), Filters(ipc=("A",)), Filters(ipc=("H01M10/54",)), Filters(ipc=("A01G9/24", "C08L")),
    Filters(patent_types=(PatentType.UTILITY_MODEL,)), Filters(statuses=(Status.LAPSED, Status.EXPIRED)), Filters(statuses=(Status.IN_FORCE,)),
    Filters(availabilities=(Availability.LICENSABLE_OPEN,)), Filters(licence_types=(LicenceType.OPEN,)), Filters(free_of_charge=True),
    Filters(from_date=date(2021, 1, 1)), Filters(to_date=date(2016, 1, 1)), Filters(from_date=date(2018, 1, 1), to_date=date(2019, 12, 31)),
    Filters(in_force_on=date(2015, 6, 1)), Filters(ipc=("H01M",), in_force_on=DAY, licence_types=(LicenceType.OPEN,)),
)  # fmt: skip


def plan_of(filters: Filters) -> Plan:
    conditions = conditions_of(filters)
    return Plan(
        intent=Intent.LISTING, language=Language.ZH, search_text="专利", kinds=(Kind.PATENT,), as_of=DAY, conditions=conditions,
        filters=filters_of(conditions, DAY),
    )  # fmt: skip


def rows(answer: Answer) -> int:
    return sum(len(table.rows) for table in answer.tables)


@pytest.mark.parametrize("filters", EACH, ids=lambda filters: str(EACH.index(filters)))
def test_a_list_is_chosen_from_what_a_search_would_let_through(services: Services, filters: Filters) -> None:
    catalogue = services.catalogue
    oracle = Oracle(catalogue, ANYONE, DAY)
    heads = catalogue.heads(ANYONE, kinds=(Kind.PATENT,))
    passages = {h.document_id: catalogue.document_passages(h.document_id, ANYONE)[0] for h in heads}
    allowed = {h.document_id for h in heads if oracle.allows(h, passages[h.document_id], filters)}
    chosen = {h.document_id for h in Shortlist(catalogue).of(plan_of(filters), ANYONE)}
    assert chosen == allowed
    assert len(chosen) < len(heads)


@pytest.mark.parametrize("question", ["列出所有专利", "List all your patents"])
def test_a_list_keeps_to_filters_that_were_set_beside_the_words(ask: Ask, question: str) -> None:
    answer = ask(question, filters=Filters(owners=("示例大学A",)))
    assert answer.intent is Intent.LISTING
    assert 0 < rows(answer) < rows(ask(question))
    assert narrowed_to(answer.conditions) == {"owners": ["示例大学A"]}


@pytest.mark.parametrize("question", ["开放许可的专利有哪些?", "Which patents are under open licence?"])
def test_patents_looked_for_by_a_condition_alone_are_listed(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.intent is Intent.LISTING
    (condition,) = answer.conditions
    assert condition.words in question
    assert rows(answer) == 8
    assert "CN199900001B" in whole(answer)


@pytest.mark.parametrize(
    "question", ["江苏高校的电池专利有哪些?", "Are there any battery patents from Jiangsu?"]
)
def test_where_a_condition_leaves_nothing_the_answer_says_which_to_take_away(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.refused
    assert answer.reason is RefusalReason.NARROWED
    name = "江苏" if answer.language is Language.ZH else "Jiangsu"
    assert all(name in statement.text for statement in answer.statements)
    (condition,) = answer.conditions
    wider = ask(question, without=(condition.key,))
    assert not wider.refused
    assert wider.citations
    assert [(c.key, c.off) for c in wider.conditions] == [(condition.key, True)]
    assert narrowed_to(wider.conditions) == {}


def test_each_condition_that_alone_is_in_the_way_is_named(ask: Ask) -> None:
    answer = ask("有没有2018年以后申请的、江苏高校的电池专利?")
    hint = answer.statements[-1].text
    assert "江苏" in hint
    assert "2018" not in hint, "without that day there is still nothing from Jiangsu"
    both = ask("有没有2026年以后申请的、江苏高校的电池专利?")
    assert both.reason is RefusalReason.NARROWED
    assert "江苏" not in both.statements[-1].text
    assert not ask("有没有2026年以后申请的、江苏高校的电池专利?", without=(EVERY_CONDITION,)).refused


def test_a_filter_set_beside_the_words_that_leaves_nothing_is_named_too(ask: Ask) -> None:
    answer = ask("List all your patents", filters=Filters(regions=("CN-JS",)))
    assert answer.reason is RefusalReason.NARROWED
    assert "Jiangsu" in answer.statements[-1].text


def test_nothing_with_and_without_conditions_is_no_matter_of_conditions(ask: Ask) -> None:
    answer = ask("有没有江苏高校的潜艇螺旋桨降噪专利?")
    assert answer.reason is RefusalReason.NO_EVIDENCE
    assert len(answer.conditions) == 1


@pytest.mark.parametrize(
    ("question", "kept", "gone"),
    [
        ("四川对先使用后付费有什么规定?", "四川", "浙江省"),
        ("What pay-after-use rules are there in Sichuan?", "Sichuan", "Zhejiang “use first"),
    ],
)
def test_rules_of_a_place_come_with_those_of_the_whole_country(
    ask: Ask, question: str, kept: str, gone: str
) -> None:
    titles = [citation.title for citation in ask(question).citations]
    assert any(kept in title for title in titles)
    assert not any(gone in title for title in titles)


def test_what_was_set_for_a_field_goes_before_the_words(ask: Ask) -> None:
    answer = ask("江苏高校的专利有哪些?", filters=Filters(regions=("CN-SC",)))
    assert [(c.value, c.words) for c in answer.conditions] == [("CN-SC", "")]


@pytest.mark.parametrize("question", ["CN199900002B 现在还有效吗?", "Is CN199900002B still in force?"])
def test_a_patent_that_is_named_is_answered_for(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.conditions == ()
    assert "CN199900002B" in answer.text


def test_only_policies_are_asked_where_a_technology_is_named(ask: Ask) -> None:
    answer = ask("只看政策:开放许可的专利年费减免")
    assert answer.intent is Intent.POLICY
    assert answer.citations
    assert {citation.kind for citation in answer.citations} == {Kind.POLICY}


def test_a_question_that_is_asked_again_does_not_lean_on_itself(ask: Ask) -> None:
    question = "电池专利,示例大学A的有哪些?"
    first = ask(question)
    again = ask(question, history=(turn(first, question),))
    assert again.text == first.text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("有没有电池正极材料专利?", "有没有水处理的专利?"),
        ("Are there battery patents?", "What pay-after-use rules are there in Sichuan?"),
    ],
)
def test_a_new_search_does_not_lean_on_the_turn_before(ask: Ask, first: str, second: str) -> None:
    answer = ask(second, history=(turn(ask(first), first),))
    assert answer.intent is ask(second).intent
    assert answer.text == ask(second).text


# ── follow-ups ───────────────────────────────────────────────────────────────────────────────────────────


def talk(ask: Ask, *questions: str, without: tuple[str, ...] = ()) -> Answer:
    """Ask one question after the other; the last one without some conditions."""
    *before, last = questions
    history: tuple[Turn, ...] = ()
    for question in before:
        history = (*history, turn(ask(question, history=history), question))
    return ask(last, history=history, without=without)


@pytest.mark.parametrize(
    ("questions", "keys"),
    [
        (("江苏的电池回收专利有哪些", "可以免费许可的呢"), ("regions=CN-JS", "free_of_charge")),
        (("江苏的电池回收专利有哪些", "可以免费许可的呢", "2020年以后申请的呢?"), ("regions=CN-JS", "free_of_charge", "from_date")),
        (("江苏的电池回收专利有哪些", "那浙江的呢?"), ("regions=CN-ZJ",)),
        (("2018年以后申请的电池专利有哪些?", "2016年以前申请的呢?"), ("to_date",)),
        (("有没有电池正极材料专利?", "示例大学A的呢?"), ("owners=示例大学A",)),
        (("有没有2018年以后申请的电池专利?", "还有效的有哪些?"), ("from_date", "in_force_on")),
        (("四川对先使用后付费有什么规定?", "那浙江的呢?"), ("regions=CN-ZJ",)),
        (("Are there battery patents from Jiangsu?", "What about royalty-free ones?"), ("regions=CN-JS", "free_of_charge")),
        (("Are there battery patents?", "Only those filed since 2018", "Which of them are under open licence?"), ("from_date", "licence_types=open")),
        (("What pay-after-use rules are there in Sichuan?", "And in Zhejiang?"), ("regions=CN-ZJ",)),
    ],
)  # fmt: skip
def test_a_follow_up_of_conditions_alone_narrows_what_was_asked_before(
    ask: Ask, questions: tuple[str, ...], keys: tuple[str, ...]
) -> None:
    answer = talk(ask, *questions)
    assert tuple(condition.key for condition in answer.conditions) == keys
    assert answer.intent is ask(questions[0]).intent
    assert all(any(c.words in question for question in questions) for c in answer.conditions)


@pytest.mark.parametrize(
    ("questions", "alone", "keys"),
    [
        (("有没有废旧电池回收的专利?", "那果蔬干燥的呢?"), "有没有果蔬干燥的专利?", ()),
        (("有没有废旧电池回收的专利?", "那地下水除氟方面的技术呢?"), "有没有地下水除氟的专利?", ()),
        (("有没有2015年以后申请的电池专利?", "那果蔬干燥的呢?"), "有没有2015年以后申请的果蔬干燥专利?", ("from_date",)),
        (("Are there patents on battery recycling?", "What about vegetable drying?"), "Are there any patents on vegetable drying?", ()),
    ],
)  # fmt: skip
def test_a_follow_up_for_another_topic_leaves_the_one_before(
    ask: Ask, questions: tuple[str, ...], alone: str, keys: tuple[str, ...]
) -> None:
    answer, expected = talk(ask, *questions), ask(alone)
    assert not answer.refused
    assert {c.document_id for c in answer.citations} == {c.document_id for c in expected.citations}
    assert tuple(condition.key for condition in answer.conditions) == keys


@pytest.mark.parametrize(
    "follow_up", ["那普通许可呢?", "那许可费呢?", "第二个呢?", "What about the fee?", "And that one?"]
)
def test_what_is_asked_of_a_named_patent_stays_with_it(ask: Ask, follow_up: str) -> None:
    answer = talk(ask, "P24 的法律状态是什么?", follow_up)
    assert "CN199900024B" in {c.publication_number for c in answer.citations}


def test_a_long_row_of_follow_ups_is_read_once_a_turn(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    understand = RuleUnderstander.understand

    def counting(self: RuleUnderstander, question: Question) -> Plan:
        read.append(question.text)
        return understand(self, question)

    first = turn(ask("P24 的法律状态是什么?"), "P24 的法律状态是什么?")
    others = [turn(ask("P24"), f"那{place}的呢?") for place in ("浙江", "江苏", "四川", "湖北") * 3]
    monkeypatch.setattr(RuleUnderstander, "understand", counting)
    ask("那广东的呢?", history=(first, *others))
    assert len(read) <= 2 * (len(others) + 2)


def test_a_follow_up_is_answered_like_the_question_that_it_stands_for(ask: Ask) -> None:
    asked = talk(ask, "有没有2018年以后申请的电池专利?", "开放许可的呢?")
    assert not asked.refused
    assert asked.text == ask("有没有2018年以后申请的、开放许可的电池专利?").text


def test_what_a_follow_up_keeps_can_be_taken_away_and_stays_away(ask: Ask) -> None:
    first, then = "江苏的电池回收专利有哪些", "2018年以后申请的呢"
    kept = talk(ask, first, then)
    assert kept.reason is RefusalReason.NARROWED
    freed = talk(ask, first, then, without=("regions=CN-JS",))
    assert not freed.refused
    assert [(c.key, c.off) for c in freed.conditions] == [("regions=CN-JS", True), ("from_date", False)]
    history = (turn(ask(first), first), turn(freed, then))
    later = ask("开放许可的呢", history=history)
    assert [c.key for c in later.conditions] == ["from_date", "licence_types=open"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("江苏的电池专利有哪些", "四川对先使用后付费有什么规定?"),
        ("CN199900001B现在能许可吗?", "浙江的呢?"),
        ("有没有2018年以后申请的电池专利?", "它们的许可费是多少?"),
    ],
)
def test_a_question_that_says_more_or_follows_a_patent_keeps_no_condition(
    ask: Ask, first: str, second: str
) -> None:
    before = {condition.key for condition in ask(first).conditions}
    assert before.isdisjoint(condition.key for condition in talk(ask, first, second).conditions)


# ── as JSON and in a terminal ────────────────────────────────────────────────────────────────────────────


def test_conditions_are_kept_with_an_answer(ask: Ask) -> None:
    answer = ask("有没有2018年以后申请的、江苏高校的电池专利?", without=("regions=CN-JS",))
    data = answer_to_json(answer)
    assert answer_from_json(data).conditions == answer.conditions
    assert data["narrowed_to"] == {"from_date": "2018-01-01"}
    del data["conditions"]
    assert answer_from_json(data).conditions == (), "an answer of an earlier version has none"


@pytest.mark.parametrize("filters", EACH, ids=lambda filters: str(EACH.index(filters)))
def test_filters_are_conditions_and_back(filters: Filters) -> None:
    assert filters_of(conditions_of(filters), DAY) == replace(filters, as_of=DAY)


def test_a_terminal_says_what_narrows_and_how_to_switch_it_off(ask: Ask) -> None:
    told = render_answer(ask("有没有2018年以后申请的电池专利?")).splitlines()[0]
    assert "2018-01-01" in told
    assert "--no-filters" in told
    given = render_answer(ask("List all your patents", filters=Filters(ipc=("H01M",)))).splitlines()[0]
    assert "H01M" in given
    assert "--no-filters" not in given
    assert "--no-filters" not in render_answer(ask("有没有电池专利?"))
