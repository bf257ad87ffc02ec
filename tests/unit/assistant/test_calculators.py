"""Sums an answer may state: right to the cent, with their steps, and refused where an input is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calculators import (
    Operation,
    Step,
    add_months,
    fee_difference,
    income_share,
    minimum_award,
    recordal_deadline,
    royalty_scenario,
)
from knowledge.errors import UsageError
from knowledge.types import FeeModel, LicenceType, Money, Offer, PatentType, RoyaltyBase


def cny(amount: str | int) -> Money:
    return Money(amount=Decimal(amount), currency="CNY")


def offer(model: FeeModel | None, **terms: object) -> Offer:
    return Offer(licence_type=LicenceType.OPEN, fee_model=model, statement=(), **terms)  # type: ignore[arg-type]


ENTRY = offer(
    FeeModel.ENTRY_PLUS_RUNNING,
    upfront_fee=cny(20000),
    royalty_rate=Decimal("0.03"),
    royalty_base=RoyaltyBase.NET_SALES,
)


def replayed(step: Step) -> object:
    """Work a step out again from its operands."""
    values = [operand.value for operand in step.operands]
    first = values[0]
    if step.operation is Operation.ADD_MONTHS:
        assert isinstance(first, date)
        assert isinstance(values[1], int)
        return add_months(first, values[1])
    assert isinstance(first, Money)
    if step.operation is Operation.PRODUCT:
        assert isinstance(values[1], Decimal | int)
        return first.amount * values[1]
    return sum((v.amount for v in values if isinstance(v, Money)), Decimal(0))


def test_entry_fee_and_royalty_of_a_first_year() -> None:
    said = royalty_scenario(ENTRY, cny(2000000))
    assert said.royalty_per_year == cny(60000)
    assert said.first_year == said.total == cny(80000)
    assert [step.result.name for step in said.steps] == ["royalty_per_year", "first_year"]
    for step in said.steps:
        result = step.result.value
        assert isinstance(result, Money)
        assert replayed(step) == result.amount


def test_the_entry_fee_is_paid_once_over_several_years() -> None:
    said = royalty_scenario(ENTRY, cny(2000000), years=3)
    assert (said.first_year, said.later_year, said.total) == (cny(80000), cny(60000), cny(200000))


def test_a_fixed_fee_does_not_depend_on_sales() -> None:
    yearly = offer(FeeModel.FIXED_PERIODIC, periodic_fee=cny(30000))
    assert royalty_scenario(yearly, cny(0), years=2).total == cny(60000)
    assert royalty_scenario(yearly, cny(10**9), years=2).total == cny(60000)


def test_a_lump_sum_is_the_same_over_one_year_and_ten() -> None:
    lump = offer(FeeModel.LUMP_SUM, upfront_fee=cny(300000))
    assert royalty_scenario(lump, cny(1), years=10).total == cny(300000)


def test_royalties_are_rounded_half_up_to_the_cent() -> None:
    running = offer(FeeModel.RUNNING, royalty_rate=Decimal("0.035"), royalty_base=RoyaltyBase.NET_SALES)
    assert royalty_scenario(running, cny("123.00")).total == cny("4.31")  # 4.305


@pytest.mark.parametrize(
    ("terms", "sales", "years", "code"),
    [
        (offer(FeeModel.RUNNING, royalty_rate=Decimal("0.05"), royalty_base=RoyaltyBase.PROFIT), cny(1), 1, "royalty_base_mismatch"),
        (offer(FeeModel.RUNNING, royalty_rate=Decimal("0.05")), cny(1), 1, "royalty_base_mismatch"),
        (offer(FeeModel.RUNNING, unit_fee=cny(5), royalty_base=RoyaltyBase.UNIT), cny(1), 1, "royalty_base_mismatch"),
        (ENTRY, Money(amount=Decimal(1), currency="EUR"), 1, "currency_mismatch"),
        (offer(FeeModel.NEGOTIABLE), cny(1), 1, "fee_not_computable"),
        (offer(FeeModel.PAY_AFTER_USE, deferred_fee=cny(120000)), cny(1), 1, "fee_not_computable"),
        (offer(FeeModel.FIXED_PERIODIC), cny(1), 1, "fee_not_computable"),
        (offer(FeeModel.ENTRY_PLUS_RUNNING, royalty_rate=Decimal("0.03"), royalty_base=RoyaltyBase.NET_SALES), cny(1), 1, "fee_not_computable"),
        (offer(None), cny(1), 1, "fee_not_computable"),
        (ENTRY, cny(-1), 1, "amount_negative"),
        (ENTRY, cny(1), 0, "years_not_positive"),
    ],
)  # fmt: skip
def test_a_sum_whose_inputs_are_missing_or_do_not_fit_is_refused(
    terms: Offer, sales: Money, years: int, code: str
) -> None:
    with pytest.raises(UsageError) as refused:
        royalty_scenario(terms, sales, years)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("type", "granted", "amount", "deadline", "policy", "article"),
    [
        (PatentType.INVENTION, "2023-02-14", 3000, "2023-05-14", "CN-IR-2010", 77),
        (PatentType.UTILITY_MODEL, "2023-02-14", 1000, "2023-05-14", "CN-IR-2010", 77),
        (PatentType.INVENTION, "2024-01-19", 3000, "2024-04-19", "CN-IR-2010", 77),
        (PatentType.INVENTION, "2024-01-20", 4000, "2024-04-20", "CN-IR-2023", 93),
        (PatentType.DESIGN, "2024-11-30", 1500, "2025-02-28", "CN-IR-2023", 93),
    ],
)
def test_the_minimum_award_follows_the_rules_in_force_when_the_patent_was_granted(
    type: PatentType, granted: str, amount: int, deadline: str, policy: str, article: int
) -> None:
    said = minimum_award(type, date.fromisoformat(granted))
    assert (said.amount, said.deadline) == (cny(amount), date.fromisoformat(deadline))
    assert (said.policy_id, said.article) == (policy, article)


def test_the_award_says_when_the_rules_changed_before_its_deadline() -> None:
    changed = [
        minimum_award(PatentType.INVENTION, date.fromisoformat(on)).changed_within_deadline
        for on in ("2023-10-19", "2023-10-20", "2024-01-19", "2024-01-20")
    ]
    assert changed == [False, True, True, False]


def test_no_award_is_computed_under_rules_that_are_not_held() -> None:
    with pytest.raises(UsageError) as refused:
        minimum_award(PatentType.INVENTION, date(2009, 12, 31))
    assert refused.value.code == "rules_not_held"


def test_half_of_the_net_income_is_the_least_share() -> None:
    assert income_share(cny(90000)).minimum == cny(45000)
    assert income_share(cny("0.01")).minimum == cny("0.01")
    with pytest.raises(UsageError):
        income_share(cny(-1))


@pytest.mark.parametrize(
    ("effective", "deadline"),
    [("2026-10-08", "2027-01-08"), ("2026-11-30", "2027-02-28"), ("2027-11-30", "2028-02-29")],
)
def test_a_licence_is_to_be_recorded_within_three_months(effective: str, deadline: str) -> None:
    said = recordal_deadline(date.fromisoformat(effective))
    assert said.deadline == date.fromisoformat(deadline) == replayed(said.steps[0])


def test_amounts_in_two_currencies_are_not_compared() -> None:
    assert fee_difference(cny(80000), cny(30000)) == cny(50000)
    with pytest.raises(UsageError):
        fee_difference(cny(1), Money(amount=Decimal(1), currency="USD"))


@given(
    st.decimals(0, 10**9, places=2),
    st.decimals("0.001", "0.4", places=3),
    st.decimals(0, 10**7, places=2),
    st.integers(1, 20),
)
def test_the_total_is_the_first_year_and_equal_later_ones(
    sales: Decimal, rate: Decimal, entry: Decimal, years: int
) -> None:
    terms = offer(
        FeeModel.ENTRY_PLUS_RUNNING,
        upfront_fee=Money(amount=entry, currency="CNY"),
        royalty_rate=rate,
        royalty_base=RoyaltyBase.NET_SALES,
    )
    said = royalty_scenario(terms, Money(amount=sales, currency="CNY"), years)
    assert said.total.amount == said.first_year.amount + (years - 1) * said.later_year.amount
    assert said.first_year.amount - said.later_year.amount == entry
    assert said.royalty_per_year is not None
    assert abs(said.royalty_per_year.amount - sales * rate) <= Decimal("0.005")
