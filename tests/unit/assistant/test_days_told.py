"""A day that a question tells to judge things on is the day of its answer; days that date something else are not."""

from __future__ import annotations

from datetime import date

import pytest
from asking import DAY, Ask, turn

from assistant.understanding.days_told import day_told


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("As of 1 June 2024, was P02 in force?", date(2024, 6, 1)),
        ("2025年12月1日那天P16能按开放许可拿吗", date(2025, 12, 1)),
        ("截至2025年6月,P16还有效吗", date(2025, 6, 30)),
        ("2023年底P48有效吗", date(2023, 12, 31)),
        ("Was P02 in force in March 2025?", date(2025, 3, 31)),
        ("Could P16 be taken under the open licence on May 15, 2025?", date(2025, 5, 15)),
        ("Will P09 still be in force on 1 January 2030?", date(2030, 1, 1)),
        ("What was the minimum award in 2022?", date(2022, 12, 31)),
        ("2026年11月P09有效吗", DAY),  # the month has not ended: as far as today
    ],
)
def test_the_day_to_judge_on_is_read(text: str, day: date) -> None:
    assert day_told(text, DAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "Was P02 filed in 2019?",
        "2024年1月10日授权的发明专利,最低奖金多少",
        "2027年2月3日生效的许可合同,备案最迟哪天?",
        "A licence contract takes effect on 3 February 2027; by when must it be recorded?",
        "2024年1月20日起施行的细则第八十五条讲什么",
        "国知发运字〔2025〕16号什么时候发布",
        "有哪些2020年以后申请的专利",
        "Is the exclusive licence on P06 running until 4 March 2029?",
        "Did P02 lapse on 18 April 2025?",
        "办质押登记还是按2010年56号令来吧?",
        "年费应于2026年3月1日缴,滞纳金多少",
    ],
)
def test_a_day_of_something_else_is_none_to_judge_on(text: str) -> None:
    assert day_told(text, DAY) is None


def test_a_right_that_lapsed_later_was_in_force(ask: Ask) -> None:
    then, now = ask("As of 1 June 2024, was P02 in force?"), ask("Is P02 in force?")
    assert then.as_of == date(2024, 6, 1)
    assert "2024-06-01" in then.statements[0].text
    assert "In force" in then.text
    assert "Not available" in now.text


def test_an_offer_that_was_withdrawn_later_could_be_taken(ask: Ask) -> None:
    answer = ask("2025年12月1日那天P16能按开放许可拿吗")
    assert "可以许可" in answer.text
    assert f"{DAY},回看至2025-12-01" in answer.text.replace("，", ",")  # the check is later than the day


def test_a_day_to_come_is_answered_by_the_term_alone(ask: Ask) -> None:
    answer = ask("Will P09 still be in force on 1 January 2030?")
    assert "lies ahead" in answer.statements[0].text
    assert "would still run on 2030-01-01" in answer.text
    assert "Available" not in answer.text
    after = ask("Will P09 be in force on 1 January 2040?")
    assert "term has expired" in after.text


def test_a_follow_up_keeps_the_day_until_the_present_is_meant(ask: Ask) -> None:
    question = "2025年12月1日那天P16能按开放许可拿吗"
    first = ask(question)
    second = ask("许可费呢?", history=(turn(first, question),))
    assert second.as_of == date(2025, 12, 1)
    third = ask("现在呢?", history=(turn(first, question), turn(second, "许可费呢?")))
    assert third.as_of == DAY
    other = ask("P20 能许可吗?", history=(turn(first, question),))
    assert other.as_of == DAY


def test_a_rule_that_begins_later_is_not_yet_in_force(ask: Ask) -> None:
    answer = ask("四川先使用后付费操作指引2026年2月1日那天施行了吗?")
    assert any("2026-02-01 当日尚未施行" in s.text for s in answer.statements[:2])
