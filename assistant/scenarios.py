"""Licence costs over years: terms and a sales plan in; a row a year, totals and what was assumed, no sentences, out.

Every figure is Decimal; money is rounded half up to the cent, units to the whole. What is neither stated nor assumed is
refused with a UsageError that names it. Nothing is converted between currencies, bases or kinds of licence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from knowledge.errors import UsageError
from knowledge.types import FeeModel, LicenceType, Money, Offer, RoyaltyBase

_CENT = Decimal("0.01")
_ONE = Decimal(1)
MOST_YEARS = 50
_MOST_RATE = 10  # growth and discount a year: 1,000 %
_MOST_AMOUNT = Decimal(10) ** 18
_SAME_EXCLUSIVITY = {LicenceType.OPEN: LicenceType.NON_EXCLUSIVE}
_NOT_COMPUTABLE = frozenset({FeeModel.EQUITY, FeeModel.NEGOTIABLE, FeeModel.INSTALMENT})


class Source(StrEnum):
    OFFER = "offer"
    QUESTION = "question"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a licence costs. A term that nobody stated is None."""

    upfront: Money | None = None
    rate: Decimal | None = None  # a fraction
    base: RoyaltyBase | None = None
    unit_fee: Money | None = None
    periodic: Money | None = None  # per year
    minimum: Money | None = None  # royalty due in any case, per year
    deferred: Money | None = None  # pay after use: due once the trigger is reached
    trigger: Money | None = None  # cumulated sales
    free_months: int | None = None  # before which nothing deferred is due
    licence_type: LicenceType | None = None
    free: bool = False  # royalty-free, as stated

    @property
    def money(self) -> tuple[Money, ...]:
        return tuple(value for f in fields(self) if isinstance(value := getattr(self, f.name), Money))


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesPlan:
    """What is sold: the first year and its growth, or year by year. `units` of the first year grow alike."""

    years: int = 1
    sales: Money | None = None
    growth: Decimal = Decimal(0)  # a fraction, per year
    by_year: tuple[Money, ...] = ()
    units: int | None = None
    discount: Decimal | None = None  # a fraction, per year; None: not discounted


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What falls due in one year, counted from 1. `top_up` is what a minimum adds to the royalty."""

    number: int
    sales: Money | None
    units: int | None
    royalty: Money
    top_up: Money
    fixed: Money  # entry fee and fixed fee of the year
    deferred: Money
    total: Money
    cumulated: Money
    present: Money | None  # discounted: the entry fee not, all else by the years to the end of its year


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    terms: Terms
    plan: SalesPlan
    rows: tuple[Year, ...]
    total: Money
    present: Money | None
    due_year: int | None = (
        None  # in which a deferred fee falls due; None: not within the years, or none agreed
    )
    sources: Mapping[str, Source] = field(default_factory=dict)


def terms_of(offer: Offer) -> Terms:
    """Return an offer's terms. Raises UsageError `fee_not_computable` where they depend on more than sales and years."""
    if offer.fee_model in _NOT_COMPUTABLE:
        raise UsageError("fee_not_computable", fee_model=str(offer.fee_model))
    unit = offer.unit_fee is not None
    terms = Terms(
        upfront=offer.upfront_fee,
        rate=offer.royalty_rate,
        base=RoyaltyBase.UNIT if unit else offer.royalty_base,
        unit_fee=offer.unit_fee,
        periodic=offer.periodic_fee,
        minimum=offer.minimum_annual,
        deferred=offer.deferred_fee,
        trigger=offer.trigger_sales,
        free_months=offer.free_months,
        licence_type=offer.licence_type,
        free=offer.fee_model is FeeModel.ROYALTY_FREE,
    )
    royalty = terms.rate is not None or terms.unit_fee is not None
    stated = {
        FeeModel.RUNNING: royalty,
        FeeModel.ENTRY_PLUS_RUNNING: royalty and terms.upfront is not None,
        FeeModel.FIXED_PERIODIC: terms.periodic is not None,
        FeeModel.LUMP_SUM: terms.upfront is not None,
        FeeModel.PAY_AFTER_USE: terms.deferred is not None,
        FeeModel.ROYALTY_FREE: True,
    }
    known = royalty or bool(terms.money) if offer.fee_model is None else stated.get(offer.fee_model, False)
    if not known:
        raise UsageError("fee_not_computable", fee_model=str(offer.fee_model) if offer.fee_model else None)
    return terms


def project(terms: Terms, plan: SalesPlan, sources: Mapping[str, Source] | None = None) -> Projection:
    """Compute what falls due year by year.

    Raises UsageError: `years_not_possible`, `rate_not_possible`, `amount_negative`, `amount_too_large`, `currency_mismatch`, `royalty_base_mismatch` (a rate on
    profit), `sales_missing` or `units_missing` where the terms need them, `trigger_missing` for a deferred fee without
    a trigger in sales.
    """
    _check(terms, plan)
    currency = _currency(terms, plan)
    zero = Money(amount=Decimal(0), currency=currency)
    due_year = _due_year(terms, plan)
    rows: list[Year] = []
    cumulated = zero
    for number in range(1, plan.years + 1):
        sales, units = sales_in(plan, number), _units_in(plan, number)
        royalty = _royalty(terms, sales, units, zero)
        least = terms.minimum or zero
        top_up = replace(zero, amount=max(Decimal(0), least.amount - royalty.amount))
        once = terms.upfront if terms.upfront and number == 1 else zero
        fixed = add(once, terms.periodic or zero)
        deferred = terms.deferred if terms.deferred and number == due_year else zero
        total = add(royalty, top_up, fixed, deferred)
        cumulated = add(cumulated, total)
        present = _present(total, once, number, plan.discount)
        rows.append(
            Year(
                number=number, sales=sales, units=units, royalty=royalty, top_up=top_up, fixed=fixed, deferred=deferred,
                total=total, cumulated=cumulated, present=present,
            )
        )  # fmt: skip
    present_total = add(*(row.present for row in rows if row.present)) if plan.discount is not None else None
    return Projection(
        terms=terms, plan=plan, rows=tuple(rows), total=cumulated, present=present_total, due_year=due_year,
        sources=sources or {},
    )  # fmt: skip


def sales_in(plan: SalesPlan, number: int) -> Money | None:
    """Return the sales of a year, counted from 1; those of the last stated year where the list is shorter."""
    if plan.by_year:
        return plan.by_year[min(number, len(plan.by_year)) - 1]
    if plan.sales is None:
        return None
    grown: Decimal = plan.sales.amount * (_ONE + plan.growth) ** (number - 1)
    return replace(plan.sales, amount=cents(grown))


def cents(amount: Decimal) -> Decimal:
    rounded = amount.quantize(_CENT, rounding=ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return whole if whole == rounded else rounded


def add(*parts: Money) -> Money:
    return replace(parts[0], amount=cents(sum((part.amount for part in parts), Decimal(0))))


def _units_in(plan: SalesPlan, number: int) -> int | None:
    if plan.units is None:
        return None
    return int((plan.units * (_ONE + plan.growth) ** (number - 1)).to_integral_value(rounding=ROUND_HALF_UP))


def _royalty(terms: Terms, sales: Money | None, units: int | None, zero: Money) -> Money:
    amount = Decimal(0)
    if terms.rate is not None and sales is not None:
        amount += sales.amount * terms.rate
    if terms.unit_fee is not None and units is not None:
        amount += terms.unit_fee.amount * units
    return replace(zero, amount=cents(amount))


def _present(total: Money, once: Money, number: int, discount: Decimal | None) -> Money | None:
    if discount is None:
        return None
    later = (total.amount - once.amount) / (_ONE + discount) ** number
    return replace(total, amount=cents(once.amount + later))


def _due_year(terms: Terms, plan: SalesPlan) -> int | None:
    """Return the year in which a deferred fee falls due: its trigger is reached and its free months have passed."""
    if terms.deferred is None or terms.trigger is None:
        return None
    sold = Decimal(0)
    first_free = (terms.free_months or 0) // 12 + 1  # delivery is at the beginning of the first year
    for number in range(1, plan.years + 1):
        sales = sales_in(plan, number)
        sold += sales.amount if sales else 0
        if sold >= terms.trigger.amount and number >= first_free:
            return number
    return None


def _check(terms: Terms, plan: SalesPlan) -> None:
    if not 1 <= plan.years <= MOST_YEARS:
        raise UsageError("years_not_possible", years=plan.years, most=MOST_YEARS)
    if not all(-1 < rate <= _MOST_RATE for rate in (plan.growth, plan.discount or Decimal(0))):
        raise UsageError("rate_not_possible", most=_MOST_RATE * 100)
    sales = sales_in(plan, 1)
    largest = max(
        [*(m.amount for m in terms.money), *((sales.amount,) if sales else ()), Decimal(plan.units or 0)]
    )
    if max(largest, largest * (_ONE + plan.growth) ** (plan.years - 1)) > _MOST_AMOUNT:
        raise UsageError("amount_too_large")
    amounts = [*terms.money, *plan.by_year, *((sales,) if sales else ())]
    if any(money.amount < 0 for money in amounts) or (plan.units or 0) < 0:
        raise UsageError("amount_negative", field="sales")
    if terms.rate is not None and terms.base is RoyaltyBase.PROFIT:
        raise UsageError("royalty_base_mismatch", offered=str(terms.base), given=str(RoyaltyBase.NET_SALES))
    if (terms.rate is not None or terms.deferred is not None) and sales is None:
        raise UsageError("sales_missing")
    if terms.unit_fee is not None and plan.units is None:
        raise UsageError("units_missing")
    if terms.deferred is not None and terms.trigger is None:
        raise UsageError("trigger_missing")


def _currency(terms: Terms, plan: SalesPlan) -> str:
    sales = sales_in(plan, 1)
    found: list[str] = [
        money.currency for money in (*terms.money, *plan.by_year, *((sales,) if sales else ()))
    ]
    if not found:
        raise UsageError("currency_missing")
    first = found[0]
    other = next((currency for currency in found if currency != first), None)
    if other:
        raise UsageError("currency_mismatch", offered=first, given=other)
    return first


# ── two offers ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Offers on the same sales. `break_even` are first-year sales at which two cost the same over the years."""

    projections: tuple[Projection, ...]
    cheapest: int | None  # its place; None where two share the least total
    break_even: Money | None = None


def compare(offers: Sequence[Terms], plan: SalesPlan) -> Comparison:
    """Compare what offers cost on one sales plan.

    Raises what `project` raises, and UsageError `licence_types_differ`, `currency_mismatch` or `bases_differ` (a fee
    per unit beside a rate on sales, one of them without its quantity) where they cannot be set side by side.
    """
    _check_alike(offers, plan)
    projections = tuple(project(terms, plan) for terms in offers)
    totals = [p.total.amount for p in projections]
    least = min(totals)
    return Comparison(
        projections=projections,
        cheapest=totals.index(least) if totals.count(least) == 1 else None,
        break_even=break_even(offers[0], offers[1], plan) if len(offers) == 2 else None,
    )


def _check_alike(offers: Sequence[Terms], plan: SalesPlan) -> None:
    types = [_SAME_EXCLUSIVITY.get(t, t) for terms in offers if (t := terms.licence_type) is not None]
    other = next((t for t in types if t is not types[0]), None)
    if other:
        raise UsageError("licence_types_differ", first=str(types[0]), second=str(other))
    currencies = [money.currency for terms in offers for money in terms.money]
    foreign = next((c for c in currencies if c != currencies[0]), None)
    if foreign:
        raise UsageError("currency_mismatch", offered=currencies[0], given=foreign)
    bases = [_basis(terms) for terms in offers]
    needs = {"net_sales": sales_in(plan, 1), "unit": plan.units, "profit": None, "fixed": True}
    if len(set(bases)) > 1 and any(needs[basis] is None for basis in bases):
        lacking = next(basis for basis in bases if needs[basis] is None)
        raise UsageError("bases_differ", first=bases[0], second=next(b for b in bases if b != bases[0]), lacking=lacking)  # fmt: skip


def _basis(terms: Terms) -> str:
    if terms.unit_fee is not None:
        return "unit"
    if terms.rate is not None:
        return "profit" if terms.base is RoyaltyBase.PROFIT else "net_sales"
    return "net_sales" if terms.deferred is not None else "fixed"


def break_even(first: Terms, second: Terms, plan: SalesPlan) -> Money | None:
    """Return the least first-year sales above zero at which both cost the same over the years; None where there are none.

    Totals are linear in sales between the points where a minimum stops to bind. Fees per unit, deferred fees and sales
    listed year by year have no such point: None.
    """
    if plan.by_year or any(t.unit_fee or t.deferred for t in (first, second)):
        return None
    growth = [(_ONE + plan.growth) ** (number - 1) for number in range(1, plan.years + 1)]
    if not any(t.rate for t in (first, second)):
        return None

    def difference(sales: Decimal) -> Decimal:
        return _exact(first, sales, growth) - _exact(second, sales, growth)

    kinks = sorted(
        {
            t.minimum.amount / (t.rate * g)
            for t in (first, second)
            if t.minimum and t.rate
            for g in growth
            if g
        }
    )
    points = [Decimal(0), *kinks]
    points += [points[-1] + 1]  # from here on both are linear
    for low, high in pairwise(points):
        crossing = _crossing(low, difference(low), high, difference(high), last=high == points[-1])
        if crossing is not None and crossing > 0:
            currency = (first.money or second.money or (plan.sales,))[0]
            return Money(amount=cents(crossing), currency=currency.currency) if currency else None
    return None


def _exact(terms: Terms, sales: Decimal, growth: Sequence[Decimal]) -> Decimal:
    rate, least = terms.rate or Decimal(0), terms.minimum.amount if terms.minimum else Decimal(0)
    yearly = terms.periodic.amount if terms.periodic else Decimal(0)
    once = terms.upfront.amount if terms.upfront else Decimal(0)
    return once + sum((max(least, rate * sales * g) + yearly for g in growth), Decimal(0))


def _crossing(
    low: Decimal, at_low: Decimal, high: Decimal, at_high: Decimal, *, last: bool
) -> Decimal | None:
    """Return where a line through two points is zero, between them or, of the last stretch, beyond."""
    slope = (at_high - at_low) / (high - low)
    if slope == 0:
        return None
    zero = low - at_low / slope
    return zero if zero >= low and (last or zero <= high) else None
