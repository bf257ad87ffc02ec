"""What the record holds is told when it is asked for; a licence of a type that is not on offer is corrected."""

from __future__ import annotations

from datetime import date

import pytest
from asking import Ask, turn


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("P60 被宣告无效了吗?", ("2025-06-30", "权利要求3至5")),
        ("P44 的许可备案还在吗?", ("2024-12-03", "注销")),
        ("P30 备案的独占许可到期了吗?", ("2025-09-14", "到期")),
        ("P58 的保全解除了吗?", ("2025-12-30", "解除")),
        ("P19 现在归谁?", ("2024-05-17", "示例大学C")),
        ("P50 的技术成熟度是几级?", ("技术成熟度（TRL）：7",)),
        ("P55 能再许可给子公司吗?", ("不允许再许可",)),
        ("Can a licensee of P33 sublicense?", ("not allowed",)),
        ("P39: was the pledge lifted?", ("Register:", "pledge")),
        ("What is the TRL of P14?", ("states no technology readiness level",)),
        ("P39 还押在银行吗?", ("2023-06-02", "2026-06-05", "注销")),
        ("P29 我们能转给下游厂用吗?", ("分许可：公开条件未载明",)),
        ("P11 别的厂也能用吗?", ("普通许可不排斥他人",)),
        ("Can a competitor get P46 too?", ("the open licence on offer keeps nobody out",)),
        (
            "Can a competitor use P40 too?",
            ("only the licensee may use it", "neither the owner nor other firms"),
        ),
        ("P51 学校还能给别人用吗?", ("普通许可不排斥他人", "只有被许可人和权利人自己可以实施")),
        ("P46: whom do we call?", ("Sample Agricultural University F Technology Transfer Office",)),
        ("P11 该找谁谈?", ("示例大学A技术转移办公室",)),
        ("Can we use P26 in China?", ("no effect in mainland China",)),
        ("P11 能拿到国外去用吗?", ("权利只及于中国大陆",)),
    ],
)
def test_what_is_recorded_is_told(ask: Ask, question: str, told: tuple[str, ...]) -> None:
    answer = ask(question)
    assert all(one in answer.text for one in told), answer.text


def test_that_a_right_had_ended_and_was_restored_is_told_unasked(ask: Ask) -> None:
    answer = ask("Can we take a licence on P25?")
    assert "2024-07-19 lapsed" in answer.text
    assert "2025-04-11 restored" in answer.text
    assert "restored" not in ask("Can we take a licence on P25?", as_of=date(2024, 3, 1)).text


def test_fees_are_told_as_paid_through_a_day(ask: Ask) -> None:
    answer = ask("Are the annual fees of P14 paid?", as_of=date(2026, 8, 1))
    assert "paid through 2026-09-16" in answer.text


def test_an_entry_of_later_is_not_told(ask: Ask) -> None:
    assert "2025-12-30" not in ask("2025年6月1日那天P58还在保全吗?").text


@pytest.mark.parametrize(
    ("question", "corrected"),
    [
        ("P51 独占许可多少钱?", "没有独占许可"),
        ("给我们做独占,P51 是不是 68 万?", "没有独占许可"),
        ("What does an exclusive licence on P33 cost?", "no exclusive licence is on offer"),
        ("Can we have P20 under a sole licence?", "no sole licence is on offer"),
    ],
)
def test_a_type_that_is_not_on_offer_is_corrected(ask: Ask, question: str, corrected: str) -> None:
    answer = ask(question)
    assert corrected in answer.statements[1].text


@pytest.mark.parametrize(
    "question",
    [
        "P51 排他许可多少钱?",
        "P51 普通许可怎么收费?",
        "What is P20 as a non-exclusive licence?",
        "P06 的独占许可到哪天为止?",
    ],
)
def test_a_type_that_is_on_offer_or_recorded_is_not_corrected(ask: Ask, question: str) -> None:
    text = ask(question).text
    assert "公开的条件中没有" not in text
    assert "is on offer for this patent" not in text


def test_an_open_licence_excludes_exclusive_and_sole_ones(ask: Ask) -> None:
    answer = ask("P20 还在开放许可期内,能给我们排他许可吗?")
    assert "不得就同一专利给予独占许可或者排他许可" in answer.text
    assert any("第五十一条" in c.label for c in answer.citations)


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("我们企业取得开放许可后年费能减15%吗?", "不是被许可人"),
        (
            "Our licence contract is silent on its term: is it three years by default?",
            "without a limit in time",
        ),
    ],
)
def test_the_rule_that_decides_comes_first(ask: Ask, question: str, rule: str) -> None:
    answer = ask(question)
    assert rule in " ".join(s.text for s in answer.statements[:4])
    assert not answer.nearest_only


def test_rules_of_a_named_number_are_found_though_the_question_names_no_rule(ask: Ask) -> None:
    answer = ask("What budget for 2026 does 国知发运字〔2025〕16号 set aside?")
    assert not answer.refused
    assert "budget" in answer.text


def test_a_right_abroad_is_not_judged_by_chinese_law(ask: Ask) -> None:
    answer = ask("Can US99999003B2 be licensed?")
    assert "maintenance" in answer.text
    assert "CNIPA" not in answer.text
    assert all(c.jurisdiction == "US" for c in answer.citations)


def test_a_preservation_is_told_with_its_end(ask: Ask) -> None:
    assert "2029-03-19" in ask("Is anything in the way of a licence of P31?").text


@pytest.mark.parametrize(
    "question", ["P06 别人也能用吗?", "P02 竞争对手也能用吗?", "Can a competitor use P22 too?"]
)
def test_nothing_is_said_of_others_where_no_licence_can_be_had(ask: Ask, question: str) -> None:
    text = ask(question).text
    assert "不排斥他人" not in text
    assert "keeps nobody out" not in text


def test_since_when_asks_of_the_entry_that_was_told_before(ask: Ask) -> None:
    question = "Who owns the straw decomposition patent now?"
    answer = ask("Since when?", history=(turn(ask(question), question),))
    assert "2024-02-02 transferred" in answer.text
