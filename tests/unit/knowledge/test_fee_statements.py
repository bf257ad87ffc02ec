"""Fee clauses in both languages: what they state, with the words that state it, and nothing that they do not."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.licences.amounts import find_amounts, find_rates, fold_clause
from knowledge.licences.fee_statements import FeeTerms, parse_fee_statement, read_fee_statement
from knowledge.types import FeeModel, Money, RoyaltyBase


def money(amount: str | int, currency: str = "CNY") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


@pytest.mark.parametrize(
    ("clause", "field", "value", "quote"),
    [
        ("入门费五十万元", "upfront_fee", money(500000), "五十万元"),
        ("一次性支付1亿2000万元", "upfront_fee", money(120000000), "1亿2000万元"),
        ("一次性支付一亿二千万元", "upfront_fee", money(120000000), "一亿二千万元"),
        ("每年3万5千元", "periodic_fee", money(35000), "3万5千元"),
        ("每年许可费：港币10万元", "periodic_fee", money(100000, "HKD"), "港币10万元"),
        ("新台币100万元/年", "periodic_fee", money(1000000, "TWD"), "新台币100万元"),
        ("许可费总额一百万元，分三期支付", "upfront_fee", money(1000000), "一百万元"),
        ("保底费每年5万元", "minimum_annual", money(50000), "5万元"),
        (
            "minimum annual royalty of USD 10,000, payable in January",
            "minimum_annual",
            money(10000, "USD"),
            "USD 10,000",
        ),
        ("annual minimum of EUR 20,000", "minimum_annual", money(20000, "EUR"), "EUR 20,000"),
        ("净销售额的百分之三点五", "royalty_rate", Decimal("0.035"), "净销售额的百分之三点五"),
        ("按净销售额的千分之五提成", "royalty_rate", Decimal("0.005"), "净销售额的千分之五"),
        (
            "a running royalty of 2.5 percent of Net Sales",
            "royalty_rate",
            Decimal("0.025"),
            "2.5 percent of Net Sales",
        ),
        ("每件产品提成0.5元", "unit_fee", money("0.5"), "0.5元"),
        ("USD 1.20 per dose", "unit_fee", money("1.2", "USD"), "USD 1.20"),
        ("前两年免费，之后每年2万元", "free_months", 24, "两年免"),
        ("no fee for the first eighteen months", "free_months", 18, "eighteen months"),
    ],
)
def test_a_term_comes_with_the_words_that_state_it(
    clause: str, field: str, value: object, quote: str
) -> None:
    reading = read_fee_statement(clause)
    start, end = reading.spans[field]
    assert getattr(reading.terms, field) == value
    assert quote in clause[start:end]


@pytest.mark.parametrize(
    "clause",
    [
        "几十万元",
        "约三十万元",
        "不超过净销售额的5%",
        "royalty of 3-5% of net sales",
        "每年不超过人民币3万元",
        "not exceeding USD 100,000 per year",
        "每件专利5万元",  # per patent, not per product
        "许可费5万元",  # for how long?
        "三年共计30万元",
        "upfront $50,000",  # whose dollar?
        "3万/年",  # in which currency?
        "合同签订后支付50%，验收后支付50%",
        "税率6%",
        "一次性10万元或每年3万元",
        "upfront fee of USD 10,000 or a running royalty of 3% of net sales",
    ],
)
def test_what_is_open_stays_open(clause: str) -> None:
    terms = parse_fee_statement(clause)
    amounts = [getattr(terms, f.name) for f in fields(FeeTerms) if f.name != "fee_model"]
    assert amounts == [None] * len(amounts)


def test_a_bare_dollar_counts_where_the_document_tells_whose_it_is() -> None:
    assert parse_fee_statement("upfront fee: $50,000, on signing", dollar="USD").upfront_fee == money(
        50000, "USD"
    )


def test_a_yearly_limit_leaves_the_rate() -> None:
    terms = parse_fee_statement("2% of Net Sales, not exceeding USD 100,000 per year")
    assert (terms.royalty_rate, terms.royalty_base, terms.periodic_fee) == (
        Decimal("0.02"),
        RoyaltyBase.NET_SALES,
        None,
    )


def test_tiers_are_a_running_royalty_without_one_rate() -> None:
    terms = parse_fee_statement("净销售额：前三年3%，之后2%")
    assert (terms.fee_model, terms.royalty_rate) == (FeeModel.RUNNING, None)


def test_a_share_of_the_company_is_no_royalty() -> None:
    terms = parse_fee_statement("以专利作价入股，占股10%，按利润分配")
    assert (terms.fee_model, terms.royalty_rate) == (FeeModel.EQUITY, None)


_AMOUNTS = st.sampled_from(
    ["3万元", "三十万元", "CNY 20,000", "USD 1,500.50", "1亿2000万元", "EUR 2 million", "￥5万元", "10-20万元", "约5万元"]
)  # fmt: skip
_RATES = st.sampled_from(["3%", "百分之五", "千分之五", "2.5 per cent", "3%-5%", "１０％", "up to 4%"])
_WORDS = st.sampled_from(
    ["入门费", "净销售额的", "每年", "/年", "，", "；", "of net sales", "per unit", "最低年费", "upfront fee of ", "先用后付", "免费",
     "两年", "12个月", "提成", "当销售额达到", "时支付", "minimum annual royalty ", "或", "利润的", " + ", "每件产品", "to", "第三年"]
)  # fmt: skip


@given(st.lists(st.one_of(_AMOUNTS, _RATES, _WORDS), min_size=1, max_size=9))
def test_no_number_stands_in_a_field_that_does_not_stand_in_its_quote(parts: list[str]) -> None:
    clause = "".join(parts)
    reading = read_fee_statement(clause)
    for named in fields(FeeTerms):
        value = getattr(reading.terms, named.name)
        if value is None:
            continue
        start, end = reading.spans[named.name]
        quote = fold_clause(clause[start:end])
        if isinstance(value, Money):
            assert value in [found.money for found in find_amounts(quote)]
        elif isinstance(value, Decimal):
            assert value in [found.rate for found in find_rates(quote)]
        elif isinstance(value, int):
            assert str(value) in quote.text or str(value // 12) in quote.text
