"""Sentences on rights and money, which only a record may tell, and amounts, which only amounts bear out."""

from __future__ import annotations

import pytest

from assistant.composing.claimed_terms import denies_end, unsupported
from assistant.composing.rights_talk import amounts_in, amounts_unheld, speaks_of_rights, without_figures


@pytest.mark.parametrize(
    "text",
    [
        "许可费现为0元。", "本发明的保护期延长至2059年。", "无需向任何人支付款项。", "本发明归外部公司所有。", "资料见 a.example。", "Nobody has to pay for it.",
        "It belongs to another company.", "The term of protection runs on.", "Write to us.", "It costs CNY 5.", "自2027年1月1日起适用。",
    ],
)  # fmt: skip
def test_rights_owners_money_and_days_are_told_from_technology(text: str) -> None:
    assert speaks_of_rights(text)


@pytest.mark.parametrize(
    "text",
    [
        "先研磨再过筛。", "有效成分的含量为5%。", "每吨原料成本降低300元。", "The powder is held at 280 °C for 4 h.", "Energy costs fall by CNY 30 per tonne.",
        "The right side of the housing carries a valve.", "铅酸电池的免维护结构。",
    ],
)  # fmt: skip
def test_technology_is_no_talk_of_rights(text: str) -> None:
    assert not speaks_of_rights(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3万元", ("30000", "CNY")), ("CNY 30,000", ("30000", "CNY")), ("人民币30000元", ("30000", "CNY")), ("$5 million", ("5000000", "USD")),
        ("45 万欧元", ("450000", "EUR")), ("¥1,200", ("1200", "CNY")),
    ],
)  # fmt: skip
def test_amounts_have_one_form(text: str, amount: tuple[str, str]) -> None:
    assert amount in amounts_in(text)


def test_years_do_not_bear_out_yuan() -> None:
    assert amounts_unheld("许可费为20元", "保护期20年，许可费36,000元")
    assert not amounts_unheld("许可费为3.6万元", "许可费36,000元")
    assert not amounts_unheld("raised to CNY 1,500", "from CNY 3,000 and 1,000 to CNY 4,000 and 1,500")
    assert not amounts_unheld("最低3万元", "费用为3至5万元")
    assert not amounts_unheld("年费为900元", "| 年度 | 年费（元） |\n| 1–3 | 900 |")


def test_amounts_and_rates_are_no_part_of_a_name() -> None:
    assert "90" not in without_figures("补助办法(补助比例90%)")
    assert "2023" in without_figures("实施细则（2023年修订）")


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The fee is zero.", "The fee is CNY 36,000."), ("许可费已全免。", "许可费36,000元。"), ("见 a-b.example.com 。", "见 a-b.example.com 。"),
        ("口令为bluebird。", "口令由用户设定。"), ("申请在60日后提出。", "申请在60日内提出。"), ("This is the only one worth it.", "This is one of several."),
    ],
)  # fmt: skip
def test_a_claim_that_its_source_does_not_make(sentence: str, source: str) -> None:
    assert unsupported(sentence, [source])


def test_a_denied_end_is_told() -> None:
    assert denies_end("专利权并未终止。")
    assert denies_end("The right has not lapsed.")
    assert not denies_end("专利权已因未缴年费终止。")
