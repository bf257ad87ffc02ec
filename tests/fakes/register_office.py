"""A small office for the tests of the register: patents of the pool's tests, contracts, officers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from fakes.pooled_office import DAY, Office, open_office, record

from assistant.register.register import Register
from assistant.register.types import Contract, Duty, DutyKind, LicensedPatent
from knowledge.types import LicenceType, Money

LICENSEE = "玄铁砚台公司"  # a canary: it stands in the register and nowhere else
FEE = Money(amount=Decimal("7314250"), currency="CNY")
UPFRONT = Duty(kind=DutyKind.UPFRONT, amount=FEE, first=date(2026, 12, 15))
REPORT = Duty(kind=DutyKind.REPORT, words="yearly report", first=date(2027, 1, 31), every_months=12)


@dataclass
class Registry:
    """The register over the stores of an office."""

    office: Office
    register: Register
    day: date = DAY


def open_registry(database: str) -> Registry:
    office = open_office(database)
    return Registry(office, Register(office.engine, office.catalogue, office.audit))


def contract(*numbers: str, **more: Any) -> Contract:
    """Make a contract for one patent, in force since 2026-10-01."""
    named = numbers or (record(1).publication_number or "",)
    made = Contract(
        licensors=("Sample University A",),
        licensee=LICENSEE,
        patents=tuple(LicensedPatent(number=number) for number in named),
        licence_type=LicenceType.NON_EXCLUSIVE,
        effective_from=date(2026, 10, 1),
        term_end=date(2031, 9, 30),
        duties=(UPFRONT,),
    )
    return replace(made, **more)
