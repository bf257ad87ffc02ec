"""Licence costs over years: right to the cent by hand, refused where they cannot be, and read from words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calculators import open_licence_relief
from assistant.scenario_text import (
    annual_fee_in,
    asks_for_relief,
    asks_for_scenario,
    money_of,
    over,
    stated_in,
)
from assistant.scenarios import SalesPlan, Terms, break_even, compare, project, terms_of
from knowledge.errors import UsageError
from knowledge.types import FeeModel, LicenceType, Money, Offer, RoyaltyBase


def cny(amount: str | int) -> Money:
    return Money(amount=Decimal(amount), currency="CNY")


def usd(amount: str | int) -> Money:
    return Money(amount=Decimal(amount), currency="USD")


def totals(terms: Terms, plan: SalesPlan) -> list[str]:
    return [str(row.total.amount) for row in project(terms, plan).rows]


ENTRY = Terms(upfront=cny(100000), rate=Decimal("0.03"), base=RoyaltyBase.NET_SALES)
FIXED = Terms(periodic=cny(30000))
LATER = Terms(deferred=cny(150000), trigger=cny(2000000), free_months=18)


def test_an_entry_fee_and_a_royalty_over_five_years() -> None:
    # 5,000,000 × 3 % = 150,000 a year; 100,000 + 5 × 150,000 = 850,000
    done = project(ENTRY, SalesPlan(years=5, sales=cny(5000000)))
    assert [row.total for row in done.rows] == [cny(250000), *[cny(150000)] * 4]
    assert done.total == cny(850000)
    assert done.rows[2].cumulated == cny(550000)  # 250,000 + 150,000 + 150,000


def test_sales_grow_by_a_rate_a_year() -> None:
    # 2,000,000 → 2,200,000 → 2,420,000; × 3 % = 60,000, 66,000, 72,600; with 100,000: 298,600
    done = project(ENTRY, SalesPlan(years=3, sales=cny(2000000), growth=Decimal("0.1")))
    assert [row.royalty for row in done.rows] == [cny(60000), cny(66000), cny(72600)]
    assert done.total == cny(298600)


def test_sales_fall_by_a_rate_a_year() -> None:
    # 1,000,000 → 800,000 → 640,000; × 3 % = 30,000, 24,000, 19,200
    plan = SalesPlan(years=3, sales=cny(1000000), growth=Decimal("-0.2"))
    assert totals(replace(ENTRY, upfront=None), plan) == ["30000", "24000", "19200"]


def test_a_ramp_year_by_year_goes_on_as_in_its_last_year() -> None:
    # 3 % of 100,000, 400,000, 900,000, 900,000 = 3,000, 12,000, 27,000, 27,000
    plan = SalesPlan(years=4, by_year=(cny(100000), cny(400000), cny(900000)))
    assert totals(replace(ENTRY, upfront=None), plan) == ["3000", "12000", "27000", "27000"]


def test_a_minimum_fills_up_what_the_royalty_falls_short_of() -> None:
    # minimum 50,000: 3 % of 1,000,000 = 30,000, short by 20,000; of 2,000,000 = 60,000, not short
    done = project(replace(ENTRY, upfront=None, minimum=cny(50000)), SalesPlan(years=2, by_year=(cny(1000000), cny(2000000))))  # fmt: skip
    assert [row.top_up for row in done.rows] == [cny(20000), cny(0)]
    assert done.total == cny(110000)  # 50,000 + 60,000


def test_a_fee_per_unit_needs_the_quantity() -> None:
    # 45 × 2,000 = 90,000; with 5 % more units: 2,100 × 45 = 94,500
    terms = Terms(unit_fee=cny(45), base=RoyaltyBase.UNIT)
    assert totals(terms, SalesPlan(years=2, units=2000, growth=Decimal("0.05"))) == ["90000", "94500"]
    with pytest.raises(UsageError, match="units_missing"):
        project(terms, SalesPlan(years=2, sales=cny(1)))


def test_a_deferred_fee_falls_due_when_its_sales_are_reached_and_its_free_months_are_over() -> None:
    # 800,000 + 960,000 = 1,760,000 < 2,000,000; + 1,152,000 = 2,912,000: year 3
    done = project(LATER, SalesPlan(years=5, sales=cny(800000), growth=Decimal("0.2")))
    assert done.due_year == 3
    assert [row.deferred.amount for row in done.rows] == [0, 0, 150000, 0, 0]
    # 3,000,000 in year 1 is enough, but 18 free months end in year 2
    assert project(LATER, SalesPlan(years=3, sales=cny(3000000))).due_year == 2
    # 12 free months end with year 1, 6 within it
    assert project(replace(LATER, free_months=12), SalesPlan(years=3, sales=cny(3000000))).due_year == 2
    assert project(replace(LATER, free_months=6), SalesPlan(years=3, sales=cny(3000000))).due_year == 1


def test_a_deferred_fee_whose_sales_are_never_reached_is_not_counted() -> None:
    done = project(LATER, SalesPlan(years=4, sales=cny(400000)))  # 1,600,000 in all
    assert (done.due_year, done.total) == (None, cny(0))


def test_a_present_value_discounts_all_but_the_entry_fee() -> None:
    # 100,000 + 150,000/1.08 + 150,000/1.1664 = 100,000 + 138,888.888… + 128,600.823… = 138,888.89 and 128,600.82
    done = project(ENTRY, SalesPlan(years=2, sales=cny(5000000), discount=Decimal("0.08")))
    assert [row.present for row in done.rows] == [cny("238888.89"), cny("128600.82")]
    assert done.present == cny("367489.71")
    assert project(ENTRY, SalesPlan(years=2, sales=cny(5000000))).present is None


def test_money_is_rounded_half_up_to_the_cent() -> None:
    # 3 % of 150.50 = 4.515
    assert totals(replace(ENTRY, upfront=None), SalesPlan(sales=cny("150.50"))) == ["4.52"]


@pytest.mark.parametrize(
    ("terms", "plan", "code"),
    [
        (ENTRY, SalesPlan(years=5), "sales_missing"), (ENTRY, SalesPlan(years=0, sales=cny(1)), "years_not_possible"),
        (ENTRY, SalesPlan(years=51, sales=cny(1)), "years_not_possible"), (ENTRY, SalesPlan(sales=cny(-1)), "amount_negative"),
        (ENTRY, SalesPlan(sales=usd(1)), "currency_mismatch"), (replace(ENTRY, base=RoyaltyBase.PROFIT), SalesPlan(sales=cny(1)), "royalty_base_mismatch"),
        (replace(LATER, trigger=None), SalesPlan(sales=cny(1)), "trigger_missing"), (ENTRY, SalesPlan(sales=cny(1), growth=Decimal(-1)), "rate_not_possible"), (ENTRY, SalesPlan(sales=cny(10**16), years=50, growth=Decimal(9)), "amount_too_large"), (ENTRY, SalesPlan(sales=cny(1), discount=Decimal(-1)), "rate_not_possible"),
    ],
)  # fmt: skip
def test_what_is_missing_or_does_not_fit_is_refused(terms: Terms, plan: SalesPlan, code: str) -> None:
    with pytest.raises(UsageError) as refused:
        project(terms, plan)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (FeeModel.NEGOTIABLE, {}), (FeeModel.EQUITY, {}), (FeeModel.INSTALMENT, {"upfront_fee": cny(1), "periodic_fee": cny(1)}),
        (FeeModel.ENTRY_PLUS_RUNNING, {"royalty_rate": Decimal("0.03")}), (FeeModel.RUNNING, {}), (FeeModel.LUMP_SUM, {}), (None, {}),
    ],
)  # fmt: skip
def test_an_offer_that_leaves_a_fee_open_is_not_worked_out(
    model: FeeModel | None, told: dict[str, object]
) -> None:
    with pytest.raises(UsageError, match="fee_not_computable"):
        terms_of(Offer(licence_type=None, fee_model=model, statement=(), **told))  # type: ignore[arg-type]


# ── side by side ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_cheaper_offer_and_where_both_cost_the_same() -> None:
    # 20,000 + 5 × 3 % × s against 5 × 30,000: s = 130,000 / 0.15 = 866,666.666…
    first = replace(ENTRY, upfront=cny(20000))
    done = compare([first, FIXED], SalesPlan(years=5, sales=cny(2000000)))
    assert [p.total for p in done.projections] == [
        cny(320000),
        cny(150000),
    ]  # 20,000 + 5 × 60,000; 5 × 30,000
    assert done.cheapest == 1
    assert done.break_even == cny("866666.67")


def test_a_break_even_above_a_minimum() -> None:
    # a year each: the larger of 40,000 and 5 % of s, against 60,000: 5 % of s = 60,000 at 1,200,000
    first = Terms(rate=Decimal("0.05"), base=RoyaltyBase.NET_SALES, minimum=cny(40000))
    assert break_even(first, Terms(periodic=cny(60000)), SalesPlan(sales=cny(1))) == cny(1200000)


def test_two_offers_that_never_cost_the_same_have_no_break_even() -> None:
    # 100,000 + 3 % of s is above 2 % of s everywhere
    assert (
        break_even(ENTRY, replace(ENTRY, upfront=None, rate=Decimal("0.02")), SalesPlan(sales=cny(1))) is None
    )
    assert break_even(FIXED, Terms(periodic=cny(20000)), SalesPlan(sales=cny(1))) is None


@given(
    st.integers(0, 10**6), st.integers(1, 200), st.integers(1, 10**5), st.integers(1, 10), st.integers(0, 30)
)
def test_at_a_break_even_both_totals_agree(
    once: int, mille: int, yearly: int, years: int, growth: int
) -> None:
    plan = SalesPlan(years=years, sales=cny(1), growth=Decimal(growth) / 100)
    first = Terms(upfront=cny(once), rate=Decimal(mille) / 1000, base=RoyaltyBase.NET_SALES)
    second = Terms(periodic=cny(yearly))
    point = break_even(first, second, plan)
    if point is None:
        assert once >= yearly * years
        return
    at = replace(plan, sales=point)
    gap = project(first, at).total.amount - project(second, at).total.amount
    assert (
        abs(gap) <= Decimal("0.02") * years * Decimal(2) ** years
    )  # sales and royalties are rounded to the cent


@pytest.mark.parametrize(
    ("first", "second", "plan", "code"),
    [
        (replace(ENTRY, licence_type=LicenceType.EXCLUSIVE), replace(FIXED, licence_type=LicenceType.NON_EXCLUSIVE), SalesPlan(sales=cny(1)), "licence_types_differ"),
        (replace(ENTRY, licence_type=LicenceType.SOLE), replace(FIXED, licence_type=LicenceType.OPEN), SalesPlan(sales=cny(1)), "licence_types_differ"),
        (ENTRY, Terms(periodic=usd(1)), SalesPlan(sales=cny(1)), "currency_mismatch"),
        (ENTRY, Terms(unit_fee=cny(45), base=RoyaltyBase.UNIT), SalesPlan(sales=cny(1)), "bases_differ"),
        (ENTRY, Terms(upfront=cny(1)), SalesPlan(), "bases_differ"),
        (ENTRY, replace(ENTRY, base=RoyaltyBase.PROFIT), SalesPlan(sales=cny(1)), "bases_differ"),
    ],
)  # fmt: skip
def test_what_cannot_be_set_side_by_side_is_not(
    first: Terms, second: Terms, plan: SalesPlan, code: str
) -> None:
    with pytest.raises(UsageError) as refused:
        compare([first, second], plan)
    assert refused.value.code == code


def test_an_open_licence_is_set_beside_a_non_exclusive_one() -> None:
    first, second = replace(ENTRY, licence_type=LicenceType.OPEN), replace(FIXED, licence_type=LicenceType.NON_EXCLUSIVE)  # fmt: skip
    assert compare([first, second], SalesPlan(sales=cny(1))).cheapest == 1


def test_a_rate_and_a_fee_per_unit_compare_once_both_quantities_are_known() -> None:
    # 100,000 + 3 % of 1,000,000 = 130,000; 45 × 2,000 = 90,000
    done = compare([ENTRY, Terms(unit_fee=cny(45), base=RoyaltyBase.UNIT)], SalesPlan(sales=cny(1000000), units=2000))  # fmt: skip
    assert [p.total for p in done.projections] == [cny(130000), cny(90000)]


# ── reading words ────────────────────────────────────────────────────────────────────────────────────────


def test_the_assumptions_of_a_chinese_question() -> None:
    told = stated_in("如果年销售额500万元,提成3%,入门费10万,每年增长10%,折现率5%,五年一共多少?")
    assert told.money == {"sales": cny(5000000), "upfront": cny(100000)}
    assert told.percent == {"rate": Decimal("0.03"), "growth": Decimal("0.1"), "discount": Decimal("0.05")}
    assert told.years == 5
    assert not told.currency_assumed


def test_the_assumptions_of_an_english_question() -> None:
    told = stated_in(
        "A royalty of 4% on net sales of USD 1.5 million, an entry fee of $60,000 and a minimum annual royalty of USD 50,000: the total over ten years?"
    )
    assert told.money == {"sales": usd(1500000), "upfront": usd(60000), "minimum": usd(50000)}
    assert (told.percent, told.years) == ({"rate": Decimal("0.04")}, 10)


def test_sales_year_by_year_units_and_a_trigger() -> None:
    assert stated_in("第一年销售额100万元，第二年200万元，第三年300万元").by_year == (
        cny(1000000),
        cny(2000000),
        cny(3000000),
    )
    assert stated_in("每年卖2000台，3年要付多少").units == 2000
    told = stated_in("累计销售额达到100万元后支付12万元，年销售额40万元，五年一共付多少")
    assert told.money == {"trigger": cny(1000000), "deferred": cny(120000), "sales": cny(400000)}


def test_a_chinese_amount_without_any_currency_is_in_yuan_and_says_so() -> None:
    told = stated_in("年销售额500万，提成3%，五年一共多少")
    assert told.money == {"sales": cny(5000000)}
    assert told.currency_assumed


def test_what_is_said_later_counts() -> None:
    told = over(stated_in("年销售额500万元,提成3%,五年一共多少"), stated_in("如果提成2%，8年呢"))
    assert (told.percent["rate"], told.years, told.money["sales"]) == (Decimal("0.02"), 8, cny(5000000))


@pytest.mark.parametrize(
    "text",
    ["专利法2020年修正有几处？", "P10 如果一年净销售额300万元,要付多少许可费?", "许可收入100万元，分给发明人多少？", "发明专利20年到期吗", "年费减免从15%提到30%了吗", "P01五年还有效吗？一年多少钱？"],
)  # fmt: skip
def test_other_questions_are_no_scenario(text: str) -> None:
    assert not asks_for_scenario(text)
    assert not asks_for_relief(text)


@pytest.mark.parametrize("text", ["年费2,000元，开放许可实施期间要交多少？", "How much is an annual fee of CNY 2,000 under an open licence?"])  # fmt: skip
def test_a_question_for_the_relief_of_a_fee(text: str) -> None:
    assert asks_for_relief(text)
    assert annual_fee_in(text) == cny(2000)


@pytest.mark.parametrize(("text", "money"), [("500万元", cny(5000000)), ("USD 1.5 million", usd(1500000)), ("30,000", cny(30000)), ("250k", cny(250000))])  # fmt: skip
def test_an_option_is_one_amount(text: str, money: Money) -> None:
    assert money_of(text, "CNY") == money


@pytest.mark.parametrize("text", ["", "abc", "3%", "10 or 20", "-5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        money_of(text, "CNY")


# ── relief of annual fees under an open licence ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fee", "country", "day", "relief", "payable"),
    [
        (cny(2000), "CN", date(2024, 7, 15), "300", "1700"),  # 15 %
        (cny(1235), "CN", date(2026, 1, 1), "185.25", "1049.75"),  # 15 % of 1,235 = 185.25
        (Money(amount=Decimal(610), currency="GBP"), "GB", date(2026, 1, 1), "305", "305"),
        (Money(amount=Decimal(175), currency="EUR"), "DE", date(2026, 1, 1), "87.5", "87.5"),
    ],
)  # fmt: skip
def test_what_an_open_licence_takes_off(
    fee: Money, country: str, day: date, relief: str, payable: str
) -> None:
    worked = open_licence_relief(fee, country, day)
    assert (worked.relief.amount, worked.payable.amount) == (Decimal(relief), Decimal(payable))
    assert worked.while_worked is (country == "CN")


@pytest.mark.parametrize(("country", "day", "code"), [("CN", date(2024, 7, 14), "relief_not_yet"), ("US", date(2026, 1, 1), "relief_not_held"), ("EP", date(2026, 1, 1), "relief_not_held")])  # fmt: skip
def test_no_relief_where_no_rule_gives_one(country: str, day: date, code: str) -> None:
    with pytest.raises(UsageError) as refused:
        open_licence_relief(cny(2000), country, day)
    assert refused.value.code == code


def test_sales_of_the_first_year_alone_are_where_growth_begins() -> None:
    told = stated_in("第一年销售额100万元，每年增长10%，5年一共多少?")
    assert (told.money["sales"], told.by_year) == (cny(1000000), ())
    listed = stated_in("Sales of CNY 1 million in year 1 and CNY 3 million in year 2, 3% royalty")
    assert listed.by_year == (cny(1000000), cny(3000000))
