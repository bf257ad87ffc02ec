"""What falls due under a licence: a licence, what the library says of its patents, and a day in; reminders and gaps out.

Only days that were entered, or that a rule or a patent's record gives, are reminded of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.calculators import recordal_deadline
from assistant.register.patents import HeldPatent, jurisdiction_of
from assistant.register.types import (
    Agenda,
    Contract,
    Duty,
    DutyKind,
    Gap,
    GapKind,
    Licence,
    LicenceState,
    Reminder,
    ReminderKind,
)
from knowledge.dates import add_months
from knowledge.rights.patent_term import is_nominal, late_fee_window

AHEAD_MONTHS = 12  # how far a duty without an end is looked at
_MOST_TIMES = 1_200  # of one duty: a hundred years of months
_OF_DUTY = {DutyKind.REPORT: ReminderKind.REPORT, DutyKind.TRIGGER: ReminderKind.TRIGGER}
NOMINAL = "nominal"
Held = Mapping[str, HeldPatent]


def agenda(licences: Iterable[Licence], held: Held, today: date) -> Agenda:
    """Return what is to be seen to under all licences: overdue first, then by day, what is done last."""
    reminders: list[Reminder] = []
    gaps: list[Gap] = []
    for licence in licences:
        reminders += _ticked(licence, _reminders(licence, held, today))
        gaps += _gaps(licence, held, today)
    ordered = sorted(reminders, key=lambda one: (one.is_done, one.due, one.licensee, one.key))
    return Agenda(today=today, reminders=tuple(ordered), gaps=tuple(gaps))


def days_of(duty: Duty, end: date | None, today: date) -> Iterator[date]:
    """Yield the days on which a duty falls due, up to its own end, else that of the contract, else a year ahead.

    Each is counted from the first, so that the 31st comes back after a shorter month.
    """
    if duty.first is None:
        return
    last = duty.until or end or add_months(max(today, duty.first), AHEAD_MONTHS)
    if not duty.every_months:
        yield duty.first
        return
    for time in range(_MOST_TIMES):
        try:
            day = add_months(duty.first, time * duty.every_months)
        except OverflowError:
            return
        if day > last:
            return
        yield day


def _reminders(licence: Licence, held: Held, today: date) -> Iterator[Reminder]:
    """Yield reminders; of a licence that ended those that fell due before, of one entered by mistake none."""
    if licence.state is LicenceState.MISTAKEN:
        return
    for one in (*_of_contract(licence), *_of_duties(licence, today), *_of_patents(licence, held, today)):
        if licence.ended_on is None or one.due <= licence.ended_on:
            yield one


def _of_contract(licence: Licence) -> Iterator[Reminder]:
    contract = licence.contract
    if contract.effective_from is not None and to_be_recorded(contract):
        due = recordal_deadline(contract.effective_from).deadline
        yield replace(
            _reminder(licence, ReminderKind.RECORDAL, "recordal", due), settled_on=contract.recorded_on
        )
    if contract.term_end is not None:
        yield _reminder(licence, ReminderKind.CONTRACT_END, f"end:{contract.term_end}", contract.term_end)


def to_be_recorded(contract: Contract) -> bool:
    """Say whether the rule on recordal is about it: a patent of China is licensed, or nobody can tell of which country one is."""
    return any(jurisdiction_of(one.number) in ("CN", None) for one in contract.patents)


def _of_duties(licence: Licence, today: date) -> Iterator[Reminder]:
    for duty in licence.contract.duties:
        kind = _OF_DUTY.get(duty.kind, ReminderKind.PAYMENT)
        for day in days_of(duty, licence.contract.term_end, today):
            yield replace(_reminder(licence, kind, f"{duty.duty_id}:{day}", day), duty=duty)


def _of_patents(licence: Licence, held: Held, today: date) -> Iterator[Reminder]:
    """Yield the days of the licensed rights, only while the contract runs: afterwards they are others' care."""
    if not licence.is_active:
        return
    for patent in licence.contract.patents:
        found = held.get(patent.number)
        if found is None:
            continue
        status, number = found.status, patent.number
        if found.ended:
            gone = status.since or today
            made = _reminder(licence, ReminderKind.PATENT_GONE, f"gone:{_code(number)}", gone)
            yield replace(made, patent=number, standing=str(status.computed_availability), checked_on=status.checked_on)  # fmt: skip
            continue
        last = status.last_day_in_force
        if last is not None:
            made = _reminder(licence, ReminderKind.PATENT_END, f"term:{_code(number)}:{last}", last)
            yield replace(made, patent=number, standing=NOMINAL if is_nominal(found.record) else "")
        fee = found.next_fee(today)
        if fee is not None and (last is None or fee < last):
            made = _reminder(licence, ReminderKind.PATENT_FEE, f"fee:{_code(number)}:{fee}", fee)
            yield replace(made, patent=number, until=late_fee_window(fee).until, checked_on=status.checked_on)


def _reminder(licence: Licence, kind: ReminderKind, key: str, due: date) -> Reminder:
    return Reminder(
        key=key, licence_id=licence.licence_id, kind=kind, due=due, licensee=licence.contract.licensee
    )


def _code(number: str) -> str:
    return "".join(sign for sign in number if sign.isalnum() or sign in ".-")[:60]


def _ticked(licence: Licence, reminders: Iterable[Reminder]) -> Iterator[Reminder]:
    ticks = dict(licence.ticks)
    return (replace(one, tick=ticks.get(one.key)) for one in reminders)


def _gaps(licence: Licence, held: Held, today: date) -> Sequence[Gap]:
    """Return what cannot be reminded of under a licence that runs."""
    if not licence.is_active:
        return ()
    contract, gaps = licence.contract, list[Gap]()

    def gap(kind: GapKind, *, patent: str = "", duty: Duty | None = None) -> None:
        gaps.append(Gap(kind=kind, licence_id=licence.licence_id, patent=patent, duty=duty))

    if not to_be_recorded(contract):
        gap(GapKind.NOT_RECORDED_HERE)
    elif contract.effective_from is None and contract.recorded_on is None:
        gap(GapKind.NO_EFFECTIVE_DAY)
    if contract.term_end is None:
        gap(GapKind.NO_TERM_END)
    for duty in contract.duties:
        if duty.first is None:
            gap(GapKind.NO_DAY, duty=duty)
    for patent in contract.patents:
        found = held.get(patent.number)
        if found is None:
            gap(GapKind.PATENT_NOT_HELD, patent=patent.number)
        elif not found.ended:
            if found.next_fee(today) is None:
                gap(GapKind.PATENT_FEE_UNKNOWN, patent=patent.number)
            if found.status.last_day_in_force is None:
                gap(GapKind.PATENT_TERM_UNKNOWN, patent=patent.number)
    return gaps
