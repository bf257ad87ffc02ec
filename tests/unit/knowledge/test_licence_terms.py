"""Offers on a day, and fee clauses read into fields: exactly what they state, and nothing where they state nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.licences.licence_terms import FeeTerms, current_offers, parse_fee_statement, withdrawn_offers
from knowledge.types import (
    EventKind,
    FeeModel,
    Language,
    LegalEvent,
    LicenceType,
    LocalText,
    Money,
    Offer,
    PatentRecord,
    RoyaltyBase,
)


def cny(amount: str | int) -> Money:
    return Money(amount=Decimal(amount), currency="CNY")


PER_YEAR = FeeTerms(fee_model=FeeModel.FIXED_PERIODIC, periodic_fee=cny(30000))
ENTRY = FeeTerms(
    fee_model=FeeModel.ENTRY_PLUS_RUNNING,
    upfront_fee=cny(20000),
    royalty_rate=Decimal("0.03"),
    royalty_base=RoyaltyBase.NET_SALES,
)
LATER = FeeTerms(
    fee_model=FeeModel.PAY_AFTER_USE,
    deferred_fee=cny(120000),
    free_months=12,
    trigger_sales=cny(1000000),
)


@pytest.mark.parametrize(
    ("clause", "terms"),
    [
        ("每年 3 万元", PER_YEAR),
        ("每年30,000元人民币,固定", PER_YEAR),
        ("三万元/年", PER_YEAR),
        ("CNY 30,000 per year", PER_YEAR),
        ("RMB 30,000 annually", PER_YEAR),
        ("入门费2万元+净销售额3%", ENTRY),
        ("入门费两万元，另按净销售额的百分之三提成", ENTRY),
        ("entry fee CNY 20,000 + 3% of net sales", ENTRY),
        ("an up-front payment of CNY 20,000; thereafter 3 per cent of net sales", ENTRY),
        ("先用后付：自交付之日起12个月内免许可费，首批销售额达到100万元时支付12万元", LATER),
        ("use first, pay later: no fee for 12 months from delivery, then CNY 120,000 when first sales reach CNY 1,000,000", LATER),
        ("一次性支付许可费三十万元", FeeTerms(fee_model=FeeModel.LUMP_SUM, upfront_fee=cny(300000))),
        ("lump sum of USD 50,000", FeeTerms(fee_model=FeeModel.LUMP_SUM, upfront_fee=Money(amount=Decimal(50000), currency="USD"))),
        ("利润的5%", FeeTerms(fee_model=FeeModel.RUNNING, royalty_rate=Decimal("0.05"), royalty_base=RoyaltyBase.PROFIT)),
        ("每台5元", FeeTerms(fee_model=FeeModel.RUNNING, royalty_base=RoyaltyBase.UNIT, unit_fee=cny(5))),
        ("CNY 2.50 per unit", FeeTerms(fee_model=FeeModel.RUNNING, royalty_base=RoyaltyBase.UNIT, unit_fee=cny("2.5"))),
        ("许可费面议", FeeTerms(fee_model=FeeModel.NEGOTIABLE)),
        ("Licence fee negotiable", FeeTerms(fee_model=FeeModel.NEGOTIABLE)),
        ("免费许可", FeeTerms(fee_model=FeeModel.ROYALTY_FREE)),
        ("royalty-free", FeeTerms(fee_model=FeeModel.ROYALTY_FREE)),
    ],
)  # fmt: skip
def test_a_fee_clause_gives_the_terms_it_states(clause: str, terms: FeeTerms) -> None:
    assert parse_fee_statement(clause) == terms


@pytest.mark.parametrize(
    "clause",
    [
        "",
        "请联系技术转移办公室",
        "2万-5万元/年",
        "CNY 20,000 to 50,000 per year",
        "每年不高于3万元",
        "up to CNY 30,000 per year",
        "约3万元/年",
        "30,000 per year",  # in which currency?
        "人民币若干元",
    ],
)
def test_a_clause_that_states_nothing_definite_gives_nothing(clause: str) -> None:
    assert parse_fee_statement(clause) == FeeTerms()


def test_a_rate_on_sales_that_are_not_called_net_has_no_base() -> None:
    terms = parse_fee_statement("销售额的2%")
    assert (terms.royalty_rate, terms.royalty_base) == (Decimal("0.02"), None)


def test_two_rates_for_two_periods_give_no_rate() -> None:
    assert parse_fee_statement("净销售额：前三年3%，之后2%").royalty_rate is None


def test_a_free_period_is_not_a_free_licence() -> None:
    terms = parse_fee_statement("前12个月免费，之后每年3万元")
    assert (terms.free_months, terms.periodic_fee) == (12, cny(30000))
    assert terms.fee_model is not FeeModel.ROYALTY_FREE


@given(
    st.integers(1, 10**8), st.sampled_from(["CNY {:,} per year", "每年{:,}元", "人民币{}元/年", "每年 {} 元"])
)
def test_any_yearly_amount_is_read_as_it_stands(amount: int, form: str) -> None:
    assert parse_fee_statement(form.format(amount)).periodic_fee == cny(amount)


def test_terms_become_an_offer_with_the_clause_beside_them() -> None:
    clause = (LocalText(language=Language.ZH, text="入门费2万元+净销售额3%"),)
    offer = parse_fee_statement(clause[0].text).as_offer(clause, licence_type=LicenceType.OPEN)
    assert (offer.upfront_fee, offer.royalty_rate, offer.statement) == (
        cny(20000),
        Decimal("0.03"),
        clause,
    )
    assert offer.periodic_fee is None


# ── offers on a day ──────────────────────────────────────────────────────────────────────────────────────


def offer(type: LicenceType | None, **dates: str) -> Offer:
    days = {name: date.fromisoformat(text) for name, text in dates.items()}
    return Offer(licence_type=type, fee_model=None, statement=(), **days)  # type: ignore[arg-type]


def record(offers: tuple[Offer, ...], *events: tuple[str, EventKind]) -> PatentRecord:
    entries = tuple(LegalEvent(on=date.fromisoformat(on), kind=kind) for on, kind in events)
    return PatentRecord(jurisdiction="CN", titles=(), offers=offers, events=entries)


def test_an_offer_stands_from_its_declaration_to_its_term_or_withdrawal() -> None:
    held = offer(LicenceType.OPEN, declared_on="2024-09-20", term_end="2027-12-31", withdrawn_on="2026-06-01")
    patent = record((held,))
    assert current_offers(patent, date(2024, 9, 19)) == ()
    assert current_offers(patent, date(2024, 9, 20)) == (held,)
    assert current_offers(patent, date(2026, 5, 31)) == (held,)
    assert current_offers(patent, date(2026, 6, 1)) == ()
    assert withdrawn_offers(patent, date(2026, 5, 31)) == ()
    assert withdrawn_offers(patent, date(2026, 6, 1)) == (held,)


def test_an_offer_whose_term_ran_out_is_neither_current_nor_withdrawn() -> None:
    patent = record((offer(LicenceType.OPEN, declared_on="2024-09-20", term_end="2026-12-31"),))
    assert current_offers(patent, date(2026, 12, 31)) != ()
    assert current_offers(patent, date(2027, 1, 1)) == ()
    assert withdrawn_offers(patent, date(2027, 1, 1)) == ()


def test_a_withdrawal_entry_ends_open_licence_offers_only() -> None:
    open_, plain = offer(LicenceType.OPEN, declared_on="2024-08-30"), offer(LicenceType.NON_EXCLUSIVE)
    patent = record(
        (open_, plain),
        ("2024-08-30", EventKind.OPEN_LICENCE_DECLARED),
        ("2026-06-01", EventKind.OPEN_LICENCE_WITHDRAWN),
    )
    assert current_offers(patent, date(2026, 6, 1)) == (plain,)
    assert withdrawn_offers(patent, date(2026, 6, 1)) == (open_,)


def test_a_new_declaration_does_not_revive_the_offer_withdrawn_before() -> None:
    old = offer(LicenceType.OPEN, declared_on="2022-01-10")
    new = offer(LicenceType.OPEN, declared_on="2026-03-01")
    patent = record(
        (old, new),
        ("2022-01-10", EventKind.OPEN_LICENCE_DECLARED),
        ("2024-01-10", EventKind.OPEN_LICENCE_WITHDRAWN),
        ("2026-03-01", EventKind.OPEN_LICENCE_DECLARED),
    )
    assert current_offers(patent, date(2026, 11, 24)) == (new,)
    assert withdrawn_offers(patent, date(2026, 11, 24)) == (old,)
