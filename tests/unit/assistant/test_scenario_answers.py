"""Questions for what a licence costs over years: the worked tables that a user sees, and where each figure comes from."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from asking import Ask, turn, whole

from assistant.cli.calculating import calculate
from assistant.cli.console import Console
from assistant.cli.parser import parse
from assistant.services import Services
from assistant.types import Intent, Turn
from knowledge.errors import NotFoundError, UsageError


def test_terms_of_the_question_are_worked_out_with_every_assumption(ask: Ask) -> None:
    answer = ask("如果年销售额500万元,提成3%,入门费10万,五年一共多少?")
    assert answer.intent is Intent.CALCULATION
    assert "850,000" in answer.statements[0].text  # 100,000 + 5 × 150,000
    assumptions, years = answer.tables
    assert ("第一年净销售额", "5,000,000 元人民币", "提问") in assumptions.rows
    assert ("每年增长", "0%", "默认，可更改") in assumptions.rows
    assert len(years.rows) == 5
    assert years.rows[-1][-1] == "850,000 元人民币"
    assert "要改变假设" in answer.text


def test_a_changed_assumption_is_asked_anew(ask: Ask) -> None:
    first = "如果年销售额500万元,提成3%,入门费10万,五年一共多少?"
    answer = ask(first)
    later = ask("如果每年增长20%呢?", history=(turn(answer, first),))
    # 5, 6, 7.2, 8.64, 10.368 million × 3 % = 150,000 + 180,000 + 216,000 + 259,200 + 311,040; with 100,000: 1,216,240
    assert "1,216,240" in later.statements[0].text


def test_what_an_offer_states_is_quoted_from_it(ask: Ask) -> None:
    answer = ask(
        "What would five years cost at 2 million yuan of sales a year, growing 10 %, for CN199900010B?"
    )
    # 20,000 + 3 % of 2,000,000 × (1 + 1.1 + 1.21 + 1.331 + 1.4641) = 20,000 + 60,000 × 6.1051 = 386,306
    assert "386,306" in answer.statements[0].text
    rows = {row[0]: row for row in answer.tables[0].rows}
    assert rows["Royalty rate"][1].startswith("3% [")
    assert rows["Royalty rate"][2] == "offer"
    assert rows["Growth per year"][1:] == ("10%", "question")
    assert "2029-12-31" in answer.text  # the offer ends before the five years do
    quotes = {c.marker: c.quote for c in answer.citations}
    assert "3%" in quotes[int(rows["Royalty rate"][1].split("[")[1].rstrip("]"))]


def test_pay_after_use_shows_when_the_fee_falls_due(ask: Ask) -> None:
    answer = ask("P42 年销售额80万元，每年增长20%，5年一共多少？")
    assert "第 3 年到期" in answer.text  # 0.8 + 0.96 + 1.152 million > 2 million
    assert "150,000" in answer.statements[0].text


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("P23和P10 年销售额200万元 5年总共哪个便宜？", "计费基数不同"), ("P41 and P10 at USD 1 million of sales a year: total over 4 years, which is cheaper?", "kinds of licence differ"),
        ("P41 at sales of CNY 2 million a year, what is the total over 5 years?", "nothing is converted"), ("P35 年销售额100万元，5年一共多少？", "提成基数是利润"), ("P15 年销售额100万元，5年一共多少？", "不能测算"),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_out_says_why(ask: Ask, question: str, reason: str) -> None:
    assert reason in ask(question).text


def test_two_offers_side_by_side_with_their_break_even(ask: Ask) -> None:
    answer = ask("P10和P01按年销售额200万元，5年哪个便宜？")
    assert "866,666.67" in answer.text  # 130,000 / 0.15
    assert "少 170,000" in answer.text  # 320,000 − 150,000
    assert answer.tables[0].title == "按同样的销售额比较，5 年"


def test_a_right_that_is_not_available_is_said_first(ask: Ask) -> None:
    answer = ask("P41 at USD 1 million of sales a year, total over 4 years?")
    assert "cannot be called available" in answer.statements[1].text


def test_the_relief_under_an_open_licence_comes_with_its_rule(ask: Ask) -> None:
    answer = ask("年费2000元，开放许可实施期间要交多少？")
    assert "1,700" in answer.statements[0].text  # 2,000 − 15 %
    assert any("减免15%" in c.quote for c in answer.citations)
    before = ask(
        "An annual fee of CNY 3,000 due on 1 July 2024: how much must be paid during an open licence?"
    )
    assert "no such relief" in before.text


def _run(arguments: list[str], services: Services) -> str:
    out = StringIO()
    parsed = parse(["calculate", *arguments, "--as-of", "2026-11-24"])
    assert calculate(parsed, services, Console(out=out, err=StringIO())) == 0
    return out.getvalue()


def test_the_command_works_out_options_and_offers(services: Services) -> None:
    own = ["--sales", "500万元", "--rate", "3", "--upfront", "100,000", "--years", "5"]
    assert "CNY 850,000" in _run(own, services)
    # 20,000 + 3 × 60,000 = 200,000 against 3 × 30,000 = 90,000
    shown = _run(["P10", "P01", "--sales", "CNY 2 million", "--years", "3"], services)
    assert "CNY 200,000" in shown
    assert "less than CN199900010B (open licence) by CNY 110,000" in shown
    assert "1,700" in _run(["--relief-of", "2000", "--lang", "zh"], services)


def test_the_command_gives_json(services: Services) -> None:
    data = json.loads(
        _run(["P10", "--sales", "CNY 2 million", "--years", "2", "--rate", "4%", "--json"], services)
    )
    assert data["intent"] == "calculation"
    rows = {row[0]: row[1:] for row in data["tables"][0]["rows"]}
    assert rows["Royalty rate"] == ["4%", "question"]  # changed by the option, no longer the offer's
    assert rows["Entry fee (once)"][1] == "offer"
    # 20,000 + 2 × 80,000
    assert "180,000" in data["answer"]


@pytest.mark.parametrize(("arguments", "code"), [(["--sales", "abc"], "not_an_amount"), (["--sales", "1", "--rate", "x"], "not_a_percentage"), ([], "nothing_to_calculate")])  # fmt: skip
def test_the_command_refuses_what_it_cannot_read(services: Services, arguments: list[str], code: str) -> None:
    with pytest.raises(UsageError) as refused:
        _run(arguments, services)
    assert refused.value.code == code


def test_the_command_knows_no_patent_that_is_not_there(services: Services) -> None:
    with pytest.raises(NotFoundError):
        _run(["CN123456789B", "--sales", "1"], services)


def test_nothing_internal_enters_a_calculation(ask: Ask) -> None:
    assert "底价" not in whole(ask("P01 年销售额100万元，5年一共多少？"))


def test_assumptions_are_changed_turn_by_turn(ask: Ask) -> None:
    history: tuple[Turn, ...] = ()
    firsts: list[str] = []
    for question in ("P10 年销售额200万元，5年一共多少？", "如果年销售额300万元，每年增长10%，8年一共多少？", "那入门费5万元呢？", "那P01呢？", "P10还有几年到期？"):  # fmt: skip
        answer = ask(question, history=history)
        history = (*history, turn(answer, question))
        firsts.append(answer.statements[0].text)
    assert "320,000" in firsts[0]  # 20,000 + 5 × 60,000
    # 1.1⁸ = 2.14358881; 90,000 × (2.14358881 − 1) / 0.1 = 1,029,229.929; with 20,000, then with 50,000
    assert "1,049,229.93" in firsts[1]
    assert "1,079,229.93" in firsts[2]
    assert "240,000" in firsts[3]  # 8 × 30,000: the entry fee that was put to P10 is none of P01
    assert "测算" not in firsts[4]


@pytest.mark.parametrize(
    ("question", "first_year"),
    [
        ("我们一年卖500万，大豆肽那个专利要交多少?", "115,000 元人民币"),  # 15,000 + 2 % of 5,000,000
        ("How much would we pay for P10 if we sell CNY 2 million a year for three years?", "CNY 80,000"),
        ("P23 每年卖2000台要交多少?", "90,000 元人民币"),  # 2,000 × 45
    ],
)
def test_sales_told_as_what_is_sold_in_a_year_are_worked_out(
    ask: Ask, question: str, first_year: str
) -> None:
    answer = ask(question)
    assert answer.intent is Intent.CALCULATION
    assert first_year in answer.text


def test_pieces_sold_are_no_sum_of_money(ask: Ask) -> None:
    assert "500 元" not in whole(ask("大豆肽那个专利，我们一年卖500吨要交多少?"))
