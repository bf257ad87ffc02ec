"""Worked lines: amounts, rates and days of a question put through the rule that governs them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from asking import Ask

from assistant.composing.calculations import money_in
from knowledge.types import Money


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("净销售额 250万元", "2500000", "CNY"), ("¥1,500,000", "1500000", "CNY"), ("RMB 3 million", "3000000", "CNY"), ("1.5 million yuan", "1500000", "CNY"),
        ("USD 40,000", "40000", "USD"), ("$ 2m", "2000000", "USD"), ("2亿元", "200000000", "CNY"), ("8万美元", "80000", "USD"), ("EUR 12,500.50", "12500.50", "EUR"), ("90000欧元", "90000", "EUR"),
    ],
)  # fmt: skip
def test_an_amount_is_read_with_its_currency(text: str, amount: str, currency: str) -> None:
    assert money_in(text) == (Money(amount=Decimal(amount), currency=currency),)


@pytest.mark.parametrize("text", ["250万", "P24", "第45条", "2029-05-06", "3 months", "30%", ""])
def test_a_number_without_a_currency_is_no_amount(text: str) -> None:
    assert money_in(text) == ()


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("P10 如果一年净销售额 300万元,要付多少许可费?", ("20,000", "90,000", "110,000", "3%")),
        ("What would P24 cost at net sales of CNY 700,000?", ("15,000", "14,000", "29,000", "2%")),
        ("P53 净销售额 400万元 的费用", ("30,000", "60,000", "90,000", "1.5%")),
        ("What are the royalties for P51 at net sales of CNY 1,000,000?", ("35,000", "3.5%")),
    ],
)
def test_a_royalty_is_worked_out_from_the_offer(ask: Ask, question: str, figures: tuple[str, ...]) -> None:
    answer = ask(question)
    (line,) = [s for s in answer.statements if s.text.startswith(("计算", "Calculation")) and s.markers]
    assert line.computed
    assert all(figure in line.text for figure in figures)


@pytest.mark.parametrize(
    "question", ["P35 净销售额 100万元 的许可费?", "What would P42 cost at sales of CNY 100,000?", "P15 销售额 100万元 许可费多少"]
)  # fmt: skip
def test_a_fee_that_does_not_depend_on_sales_alone_is_not_worked_out(ask: Ask, question: str) -> None:
    assert not any(s.text.startswith(("计算", "Calculation")) for s in ask(question).statements)


@pytest.mark.parametrize(
    ("question", "deadline"),
    [
        ("许可合同 2027年3月5日 生效,最迟什么时候备案?", "2027-06-05"), ("合同2026-11-30生效,备案期限?", "2027-02-28"),
        ("Our licence contract took effect on 31 January 2028; by when must it be recorded?", "2028-04-30"),
    ],
)  # fmt: skip
def test_the_last_day_to_record_a_contract(ask: Ask, question: str, deadline: str) -> None:
    answer = ask(question)
    assert deadline in answer.statements[0].text
    assert answer.statements[0].computed
    assert any(("第十五条" in s.text or "Article 15" in s.text) and s.markers for s in answer.statements[1:])


@pytest.mark.parametrize(
    ("question", "amount", "deadline"),
    [
        ("发明专利 2022年8月9日 授权公告,奖金最低多少?", "3,000", "2022-11-09"), ("实用新型 2025年4月1日 授权,最低奖金标准?", "1,500", "2025-07-01"),
        ("An invention was granted on 5 May 2025; what minimum award is due?", "4,000", "2025-08-05"),
        ("What award is due for a utility model granted on 5 May 2019?", "1,000", "2019-08-05"),
    ],
)  # fmt: skip
def test_the_minimum_award_follows_the_rules_of_the_day_of_grant(
    ask: Ask, question: str, amount: str, deadline: str
) -> None:
    first = ask(question).statements[0]
    assert amount in first.text
    assert deadline in first.text


@pytest.mark.parametrize(
    ("question", "share"),
    [("许可净收入 60万元,应分给发明人多少?", "300,000"), ("What income share is due on net licence income of CNY 90,000?", "45,000")],
)  # fmt: skip
def test_the_inventors_share_of_income(ask: Ask, question: str, share: str) -> None:
    answer = ask(question)
    assert share in answer.statements[0].text
    assert any("45" in s.text and s.markers for s in answer.statements[1:])


@pytest.mark.parametrize(
    ("rate", "below"), [("30%", True), ("百分之四十", True), ("50%", False), ("70%", False)]
)
def test_a_share_below_the_minimum_is_told(ask: Ask, rate: str, below: bool) -> None:
    answer = ask(f"许可净收入 80万元,我们规定奖励团队 {rate} 可以吗")
    assert any("低于 50%" in s.text and s.computed for s in answer.statements) is below
