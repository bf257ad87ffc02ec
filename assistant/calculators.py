"""Sums that an answer may state: structured inputs in; a frozen result with its inputs, its steps as operands, no sentences.

Every figure is Decimal; money is rounded half up to the cent. What an input does not say is refused with a UsageError
naming it, never assumed. None of this is tax or legal advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from knowledge.dates import add_months
from knowledge.errors import UsageError
from knowledge.rights.patent_term import Surcharge, late_fee_surcharge, months_late
from knowledge.types import FeeModel, Money, Offer, PatentType, RoyaltyBase

_CENT = Decimal("0.01")


class Operation(StrEnum):
    PRODUCT = "product"
    SUM = "sum"
    DIFFERENCE = "difference"
    ADD_MONTHS = "add_months"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """A named value of a step: the name is that of an input, of an earlier step's result, or of a statutory figure."""

    name: str
    value: Money | Decimal | int | date


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One operation: its operands in order, and what comes out under which name."""

    operation: Operation
    operands: tuple[Operand, ...]
    result: Operand


def _cents(amount: Decimal) -> Decimal:
    rounded = amount.quantize(_CENT, rounding=ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return whole if whole == rounded else rounded


def _product(name: str, money: tuple[str, Money], factor: tuple[str, Decimal | int]) -> tuple[Step, Money]:
    result = Money(amount=_cents(money[1].amount * factor[1]), currency=money[1].currency)
    operands = (Operand(name=money[0], value=money[1]), Operand(name=factor[0], value=factor[1]))
    return Step(
        operation=Operation.PRODUCT, operands=operands, result=Operand(name=name, value=result)
    ), result


def _sum(name: str, parts: Sequence[tuple[str, Money]]) -> tuple[Step, Money]:
    total = Money(amount=_cents(sum((m.amount for _, m in parts), Decimal(0))), currency=parts[0][1].currency)
    operands = tuple(Operand(name=part, value=money) for part, money in parts)
    return Step(operation=Operation.SUM, operands=operands, result=Operand(name=name, value=total)), total


# ── royalties ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class RoyaltyScenario:
    """What an offer costs at given yearly net sales. `first_year` holds the entry fee, later years do not."""

    offer: Offer
    annual_net_sales: Money
    years: int
    royalty_per_year: Money | None
    first_year: Money
    later_year: Money
    total: Money
    steps: tuple[Step, ...]


_COMPUTABLE = frozenset(
    {FeeModel.FIXED_PERIODIC, FeeModel.RUNNING, FeeModel.ENTRY_PLUS_RUNNING, FeeModel.LUMP_SUM}
)


def royalty_scenario(offer: Offer, annual_net_sales: Money, years: int = 1) -> RoyaltyScenario:
    """Compute an offer's fees at constant yearly net sales over whole years, the entry fee in the first.

    Raises UsageError: `fee_not_computable` where the fee model's amount depends on more than net sales and years
    (negotiable, pay after use, equity …) or is not stated; `royalty_base_mismatch` where the rate is not on net
    sales; `currency_mismatch`; `years_not_positive`; `amount_negative`.
    """
    _check_scenario(offer, annual_net_sales, years)
    steps: list[Step] = []
    yearly: list[tuple[str, Money]] = []
    royalty: Money | None = None
    if offer.royalty_rate is not None:
        step, royalty = _product(
            "royalty_per_year", ("annual_net_sales", annual_net_sales), ("royalty_rate", offer.royalty_rate)
        )
        steps.append(step)
        yearly.append(("royalty_per_year", royalty))
    if offer.periodic_fee is not None:
        yearly.append(("periodic_fee", offer.periodic_fee))
    once = [("upfront_fee", offer.upfront_fee)] if offer.upfront_fee is not None else []
    step, first = _sum("first_year", [*once, *yearly])
    steps.append(step)
    later = first if not once else Money(amount=Decimal(0), currency=first.currency)
    if once and yearly:
        later = _sum("later_year", yearly)[1]
    total = first
    if years > 1:
        more, rest = _product("later_years", ("later_year", later), ("later_year_count", years - 1))
        step, total = _sum("total", [("first_year", first), ("later_years", rest)])
        steps += [more, step]
    return RoyaltyScenario(
        offer=offer, annual_net_sales=annual_net_sales, years=years, royalty_per_year=royalty, first_year=first,
        later_year=later, total=total, steps=tuple(steps),
    )  # fmt: skip


def _check_scenario(offer: Offer, sales: Money, years: int) -> None:
    if years < 1:
        raise UsageError("years_not_positive", years=years)
    if sales.amount < 0:
        raise UsageError("amount_negative", field="annual_net_sales")
    if offer.unit_fee is not None or (
        offer.royalty_rate is not None and offer.royalty_base is not RoyaltyBase.NET_SALES
    ):
        base = offer.royalty_base or (RoyaltyBase.UNIT if offer.unit_fee else None)
        raise UsageError(
            "royalty_base_mismatch", offered=base.value if base else None, given=RoyaltyBase.NET_SALES.value
        )
    fees = [fee for fee in (offer.upfront_fee, offer.periodic_fee) if fee is not None]
    model_ok = offer.fee_model is None or offer.fee_model in _COMPUTABLE
    stated = {
        FeeModel.RUNNING: offer.royalty_rate is not None,
        FeeModel.ENTRY_PLUS_RUNNING: offer.royalty_rate is not None and offer.upfront_fee is not None,
        FeeModel.FIXED_PERIODIC: offer.periodic_fee is not None,
        FeeModel.LUMP_SUM: offer.upfront_fee is not None,
    }.get(offer.fee_model or FeeModel.RUNNING, False) or (offer.fee_model is None and bool(fees))
    if not model_ok or not stated or offer.deferred_fee is not None:
        raise UsageError("fee_not_computable", fee_model=offer.fee_model.value if offer.fee_model else None)
    for fee in fees:
        if fee.currency != sales.currency:
            raise UsageError("currency_mismatch", offered=fee.currency, given=sales.currency)


# ── rewards, income, deadlines ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumAward:
    """The least award for a service invention where no agreement or rule says otherwise.

    `policy_id` and `article` name the rule applied; `changed_within_deadline` says that the rules changed between
    the grant and the end of the three months, so that the later, higher figures may be argued.
    """

    patent_type: PatentType
    grant_date: date
    amount: Money
    deadline: date
    policy_id: str
    article: int
    changed_within_deadline: bool
    steps: tuple[Step, ...]


_RULES_2010_SINCE = date(2010, 2, 1)
_RULES_2023_SINCE = date(2024, 1, 20)
_AWARDS = {
    "CN-IR-2010": (77, Decimal(3000), Decimal(1000)),
    "CN-IR-2023": (93, Decimal(4000), Decimal(1500)),
}
AWARD_MONTHS = 3


def minimum_award(patent_type: PatentType, grant_date: date) -> MinimumAward:
    """Return the minimum award and its deadline, three months from the announcement of grant.

    Grants announced from 2024-01-20: CNY 4,000 for an invention, 1,500 otherwise (Implementing Regulations 2023, art.
    93); from 2010-02-01: 3,000 and 1,000 (2010, art. 77). Raises UsageError `rules_not_held` before that.
    """
    if grant_date < _RULES_2010_SINCE:
        raise UsageError(
            "rules_not_held", grant_date=grant_date.isoformat(), since=_RULES_2010_SINCE.isoformat()
        )
    policy_id = "CN-IR-2023" if grant_date >= _RULES_2023_SINCE else "CN-IR-2010"
    article, invention, other = _AWARDS[policy_id]
    deadline = add_months(grant_date, AWARD_MONTHS)
    return MinimumAward(
        patent_type=patent_type,
        grant_date=grant_date,
        amount=Money(amount=invention if patent_type is PatentType.INVENTION else other, currency="CNY"),
        deadline=deadline,
        policy_id=policy_id,
        article=article,
        changed_within_deadline=grant_date < _RULES_2023_SINCE <= deadline,
        steps=(_deadline_step("grant_date", grant_date, AWARD_MONTHS, deadline),),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordalDeadline:
    effective_on: date
    deadline: date
    months: int
    steps: tuple[Step, ...]


RECORDAL_MONTHS = 3


def recordal_deadline(effective_on: date) -> RecordalDeadline:
    """Return the day by which a licence contract is to be recorded: three months after it took effect (art. 15)."""
    deadline = add_months(effective_on, RECORDAL_MONTHS)
    return RecordalDeadline(
        effective_on=effective_on,
        deadline=deadline,
        months=RECORDAL_MONTHS,
        steps=(_deadline_step("effective_on", effective_on, RECORDAL_MONTHS, deadline),),
    )


def _deadline_step(name: str, day: date, months: int, deadline: date) -> Step:
    return Step(
        operation=Operation.ADD_MONTHS,
        operands=(Operand(name=name, value=day), Operand(name="months", value=months)),
        result=Operand(name="deadline", value=deadline),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeShare:
    """`minimum` is the least that the contributors get of a licence's or assignment's net income."""

    net_income: Money
    rate: Decimal
    minimum: Money
    steps: tuple[Step, ...]


INCOME_SHARE = Decimal("0.5")


def income_share(net_income: Money) -> IncomeShare:
    """Return the contributors' least share of net income, 50 %, which state universities' own rules must meet too.

    Law on Promoting the Transformation of Scientific and Technological Achievements, art. 45.
    """
    if net_income.amount < 0:
        raise UsageError("amount_negative", field="net_income")
    step, minimum = _product("minimum", ("net_income", net_income), ("rate", INCOME_SHARE))
    return IncomeShare(net_income=net_income, rate=INCOME_SHARE, minimum=minimum, steps=(step,))


# ── open licence relief ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLicenceRelief:
    """What is off an annual fee under an open licence. `while_worked`: only while a licence is being worked."""

    annual_fee: Money
    rate: Decimal
    relief: Money
    payable: Money
    jurisdiction: str
    since: date | None
    situation: str  # the governing rule, see assistant.composing.legal_basis
    while_worked: bool
    steps: tuple[Step, ...]


_RELIEFS: dict[str, tuple[Decimal, date | None, bool]] = {
    "CN": (Decimal("0.15"), date(2024, 7, 15), True),
    "GB": (Decimal("0.5"), date(1978, 6, 1), False),
    "DE": (Decimal("0.5"), None, False),
}


def open_licence_relief(annual_fee: Money, jurisdiction: str, on: date) -> OpenLicenceRelief:
    """Compute the relief of an annual or renewal fee that falls due on a day, and what is left to pay.

    China: 15 % while the open licence is worked, since 2024-07-15 (Caishui [2024] No. 23, item 2); United Kingdom: half
    after the entry for licences of right (Patents Act 1977, s. 46); Germany: half after the declaration (Patentgesetz,
    s. 23). Raises UsageError `relief_not_held` elsewhere, `relief_not_yet` before it applied, `amount_negative`.
    """
    if annual_fee.amount < 0:
        raise UsageError("amount_negative", field="annual_fee")
    if jurisdiction not in _RELIEFS:
        raise UsageError("relief_not_held", jurisdiction=jurisdiction)
    rate, since, while_worked = _RELIEFS[jurisdiction]
    if since is not None and on < since:
        raise UsageError("relief_not_yet", since=since.isoformat(), on=on.isoformat())
    step, relief = _product("relief", ("annual_fee", annual_fee), ("rate", rate))
    payable = fee_difference(annual_fee, relief)
    less = Step(
        operation=Operation.DIFFERENCE,
        operands=(Operand(name="annual_fee", value=annual_fee), Operand(name="relief", value=relief)),
        result=Operand(name="payable", value=payable),
    )
    return OpenLicenceRelief(
        annual_fee=annual_fee, rate=rate, relief=relief, payable=payable, jurisdiction=jurisdiction, since=since,
        situation=f"open_licence_relief:{jurisdiction}", while_worked=while_worked, steps=(step, less),
    )  # fmt: skip


def fee_difference(first: Money, second: Money) -> Money:
    """Return `first` less `second`. Raises UsageError for two currencies: nothing is converted."""
    if first.currency != second.currency:
        raise UsageError("currency_mismatch", offered=first.currency, given=second.currency)
    return Money(amount=_cents(first.amount - second.amount), currency=first.currency)


__all__ = [
    "IncomeShare",
    "MinimumAward",
    "OpenLicenceRelief",
    "Operand",
    "Operation",
    "RecordalDeadline",
    "RoyaltyScenario",
    "Step",
    "Surcharge",
    "add_months",
    "fee_difference",
    "income_share",
    "late_fee_surcharge",
    "minimum_award",
    "months_late",
    "open_licence_relief",
    "recordal_deadline",
    "royalty_scenario",
]
