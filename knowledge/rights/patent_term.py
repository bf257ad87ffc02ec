"""How long a patent runs and when its fees fall due: a record in; dates out. No register entry is looked at here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from knowledge.dates import Span, add_months, add_years, day_before, span_between
from knowledge.errors import UsageError
from knowledge.numbers.kind_codes import publication_meaning
from knowledge.types import Money, PatentRecord, PatentType

LATE_FEE_MONTHS = 6  # CN Patent Law Implementing Regulations art. 115
_CN_DESIGN_15_YEARS_SINCE = date(2021, 6, 1)  # Patent Law art. 42, as amended in 2020
_US_DESIGN_15_YEARS_SINCE = date(2015, 5, 13)  # 35 U.S.C. 173, Hague implementation
_US_MAINTENANCE_MONTHS = (42, 90, 138)  # 35 U.S.C. 41(b): 3.5, 7.5, 11.5 years after grant
_US_GRACE_MONTHS = 6
_SURCHARGE_STEP = Decimal("0.05")
_US_TWENTY_YEARS_SINCE = date(
    1995, 6, 8
)  # 35 U.S.C. 154(c): the longer of 20 years from filing, 17 from grant
_US_YEARS_FROM_GRANT = 17


class TermStart(StrEnum):
    FILING = "filing"
    PARENT = "parent"  # the earliest application that a US patent goes back to (35 U.S.C. 154(a)(2))
    GRANT = "grant"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermBasis:
    """What a term is counted from: `years` from `starts_on`."""

    years: int
    starts_on: date
    start: TermStart = TermStart.FILING


def term_basis(record: PatentRecord) -> TermBasis | None:
    """Return what a right's term is counted from; None where the record does not tell.

    CN: invention 20 years, utility model 10, design 15 where filed on or after 2021-06-01, else 10 (Patent Law art.
    42), from filing, never from priority. US: 20 years from the earliest filing it goes back to, nominal, or 17 from
    grant where that is later and it was filed before 1995-06-08; design 15 years from grant where filed on or after 2015-05-13, else 14. Elsewhere:
    invention 20 years from filing (TRIPS art. 33), nominal.
    """
    filed, granted = record.filing_date, record.grant_date
    if filed is None:
        return None
    if record.jurisdiction == "US" and record.patent_type is PatentType.DESIGN:
        years = 15 if filed >= _US_DESIGN_15_YEARS_SINCE else 14
        return None if granted is None else TermBasis(years=years, starts_on=granted, start=TermStart.GRANT)
    years_from_filing = _years(record)
    if years_from_filing is None:
        return None
    basis = TermBasis(years=years_from_filing, starts_on=filed)
    parent = record.term_starts_on
    if record.jurisdiction == "US" and parent is not None and parent < filed:
        basis = TermBasis(years=years_from_filing, starts_on=parent, start=TermStart.PARENT)
    if record.jurisdiction == "US" and granted is not None and filed < _US_TWENTY_YEARS_SINCE:
        older = TermBasis(years=_US_YEARS_FROM_GRANT, starts_on=granted, start=TermStart.GRANT)
        return max(basis, older, key=lambda one: _years_after(one.starts_on, one.years) or date.max)
    return basis


def expiry_termination_date(record: PatentRecord) -> date | None:
    """Return the first day on which the full term has run out: the anniversary; None where unknown.

    The term of `term_basis`; an adjustment that was granted (PTA) adds its days; an extension (PTE, SPC) that ends
    later than that is the end.
    """
    basis = term_basis(record)
    end = None if basis is None else _years_after(basis.starts_on, basis.years)
    if end is not None and record.term_adjustment_days:
        end = _days_after(end, record.term_adjustment_days)
    if record.term_extended_until is not None:
        extended = _days_after(record.term_extended_until, 1)
        return max(filter(None, (end, extended)), default=None)
    return end


def last_day_in_force(record: PatentRecord) -> date | None:
    """Return the last day of the full term: the day before the anniversary."""
    end = expiry_termination_date(record)
    return None if end is None else day_before(end)


def remaining(record: PatentRecord, as_of: date) -> Span | None:
    """Return what is left of the full term from `as_of` to its last day, nothing once passed; None where unknown.

    Says nothing about fees or register entries: a lapsed patent keeps its nominal term.
    """
    last = last_day_in_force(record)
    return None if last is None else span_between(as_of, last)


def is_nominal(record: PatentRecord) -> bool:
    """Say whether adjustments that the record does not hold (US PTA, terminal disclaimer) commonly move the end."""
    if record.jurisdiction == "US" and record.patent_type is not PatentType.DESIGN:
        return record.term_adjustment_days is None or record.terminal_disclaimer is not False
    return record.jurisdiction != "CN"


def _years(record: PatentRecord) -> int | None:
    if record.patent_type is PatentType.INVENTION:
        return None if record.jurisdiction == "WO" else 20
    if record.jurisdiction != "CN" or record.filing_date is None:
        return None
    if record.patent_type is PatentType.UTILITY_MODEL:
        return 10
    if record.patent_type is PatentType.DESIGN:
        return 15 if record.filing_date >= _CN_DESIGN_15_YEARS_SINCE else 10
    return None


def _years_after(day: date, years: int) -> date | None:
    try:
        return add_years(day, years)
    except OverflowError:
        return None


def _days_after(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def granted_on_paper(record: PatentRecord) -> bool | None:
    """Say whether the kind code of the publication is that of a granted right; None where it does not tell."""
    meaning = publication_meaning(record.publication_number, record.publication_date or record.grant_date)
    return None if meaning is None else meaning.stage.is_granted


# ── fees ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeWindow:
    """A fee's due date and the last day on which it can still be paid late."""

    due: date
    until: date


def late_fee_window(due: date) -> FeeWindow:
    """Return the six months in which an annual fee can be paid late (Implementing Regulations art. 115)."""
    return FeeWindow(due=due, until=add_months(due, LATE_FEE_MONTHS))


def maintenance_windows(record: PatentRecord) -> tuple[FeeWindow, ...]:
    """Return a US utility patent's maintenance-fee dates, each with its grace period; nothing for other rights."""
    if record.jurisdiction != "US" or record.grant_date is None or record.patent_type is PatentType.DESIGN:
        return ()
    dues = (add_months(record.grant_date, months) for months in _US_MAINTENANCE_MONTHS)
    return tuple(FeeWindow(due=due, until=add_months(due, _US_GRACE_MONTHS)) for due in dues)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surcharge:
    """What is paid on top of a late annual fee: `amount` is `rate` of the full annual fee."""

    months_late: int
    rate: Decimal
    amount: Money
    total: Money


def months_late(due: date, paid: date) -> int:
    """Count the started months after the due date: 0 when paid in time, 1 up to one month late, and so on."""
    months = 0
    while add_months(due, months) < paid:
        months += 1
    return months


def late_fee_surcharge(full_annual_fee: Money, months_late: int) -> Surcharge:
    """Compute the surcharge on an annual fee paid in its `months_late`-th started month of delay (see months_late).

    5 % of the full annual fee for each month by which payment is late, within six months of the due date
    (Implementing Regulations art. 115). In the first month nothing is added; in the second 5 %, and so on to 25 % in
    the sixth (Guidelines for Examination, part V chapter 9). The full fee is the one before any reduction. Raises
    UsageError past the sixth month: the right ends from the due date.
    """
    if months_late < 0:
        raise UsageError("months_negative", months_late=months_late)
    if months_late > LATE_FEE_MONTHS:
        raise UsageError("late_fee_window_passed", months_late=months_late, window=LATE_FEE_MONTHS)
    if full_annual_fee.amount < 0:
        raise UsageError("amount_negative", field="full_annual_fee")
    rate = _SURCHARGE_STEP * max(0, months_late - 1)
    amount = full_annual_fee.amount * rate
    return Surcharge(
        months_late=months_late,
        rate=rate,
        amount=Money(amount=amount, currency=full_annual_fee.currency),
        total=Money(amount=full_annual_fee.amount + amount, currency=full_annual_fee.currency),
    )
