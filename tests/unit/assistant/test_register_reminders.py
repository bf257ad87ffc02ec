"""What falls due under a contract: months and years end right, nothing is made up, and what cannot be told is said."""

from __future__ import annotations

from datetime import date

import pytest
from fakes.pooled_office import DAY, OFFICER, lapsed, record
from fakes.register_office import REPORT, UPFRONT, Registry, contract, open_registry

from assistant.phrases import phrases
from assistant.register.types import Contract, Duty, DutyKind, GapKind, Reminder, ReminderKind
from assistant.register.words import quiet_words
from knowledge.dates import add_months
from knowledge.types import EventKind, Language, LegalEvent


@pytest.fixture
def registry(database: str) -> Registry:
    return open_registry(database)


def reminders(registry: Registry, told: Contract, day: date = DAY) -> tuple[Reminder, ...]:
    licence = registry.register.add(OFFICER, told)
    return registry.register.agenda_of(OFFICER, licence, day).reminders


def days(found: tuple[Reminder, ...], kind: ReminderKind) -> list[date]:
    return [one.due for one in found if one.kind is kind]


@pytest.mark.parametrize(
    ("effective", "due"),
    [
        (date(2026, 1, 31), date(2026, 4, 30)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 5, 29)),
        (date(2026, 12, 31), date(2027, 3, 31)),
        (date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_recordal_is_due_three_months_after_the_contract_takes_effect(
    registry: Registry, effective: date, due: date
) -> None:
    found = reminders(registry, contract(effective_from=effective, term_end=None))
    assert days(found, ReminderKind.RECORDAL) == [due]


def test_a_recordal_that_the_entry_gives_is_done(registry: Registry) -> None:
    found = reminders(registry, contract(recorded_on=date(2026, 11, 2), recordal_number="X2026"))
    (recordal,) = [one for one in found if one.kind is ReminderKind.RECORDAL]
    assert recordal.is_done
    assert recordal.settled_on == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("told", "gap"),
    [
        (contract(effective_from=None), GapKind.NO_EFFECTIVE_DAY),
        (contract("US10000001B2"), GapKind.NOT_RECORDED_HERE),
        (contract(term_end=None), GapKind.NO_TERM_END),
        (contract(duties=(Duty(kind=DutyKind.DEFERRED, words="once sales reach CNY 5 million"),)), GapKind.NO_DAY),
    ],
)  # fmt: skip
def test_what_was_not_entered_is_not_worked_out_and_that_is_said(
    registry: Registry, told: Contract, gap: GapKind
) -> None:
    licence = registry.register.add(OFFICER, told)
    agenda = registry.register.agenda_of(OFFICER, licence, DAY)
    assert gap in {one.kind for one in agenda.gaps}
    if gap in (GapKind.NO_EFFECTIVE_DAY, GapKind.NOT_RECORDED_HERE):
        assert days(agenda.reminders, ReminderKind.RECORDAL) == []
    if gap is GapKind.NO_DAY:
        assert days(agenda.reminders, ReminderKind.PAYMENT) == []


def test_a_month_without_the_day_takes_its_last_and_the_day_comes_back(registry: Registry) -> None:
    monthly = Duty(kind=DutyKind.PERIODIC, words="x", first=date(2027, 12, 31), every_months=1, until=date(2028, 5, 1))  # fmt: skip
    found = reminders(registry, contract(duties=(monthly,)))
    assert days(found, ReminderKind.PAYMENT) == [
        date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30),
    ]  # fmt: skip


def test_a_leap_day_comes_every_year(registry: Registry) -> None:
    yearly = Duty(kind=DutyKind.MINIMUM, words="x", first=date(2028, 2, 29), every_months=12, until=date(2032, 3, 1))  # fmt: skip
    found = reminders(registry, contract(duties=(yearly,)))
    assert days(found, ReminderKind.PAYMENT) == [
        date(2028, 2, 29), date(2029, 2, 28), date(2030, 2, 28), date(2031, 2, 28), date(2032, 2, 29),
    ]  # fmt: skip


def test_what_repeats_ends_with_the_contract_or_is_told_for_a_year(registry: Registry) -> None:
    ending = reminders(registry, contract(duties=(REPORT,), term_end=date(2029, 1, 31)))
    assert days(ending, ReminderKind.REPORT) == [date(2027, 1, 31), date(2028, 1, 31), date(2029, 1, 31)]
    endless = reminders(registry, contract(duties=(REPORT,), term_end=None))
    assert days(endless, ReminderKind.REPORT) == [date(2027, 1, 31), date(2028, 1, 31)]
    assert max(days(endless, ReminderKind.REPORT)) <= add_months(REPORT.first or DAY, 12)


def test_the_patents_own_days_come_from_the_library(registry: Registry) -> None:
    registry.office.add(record(1))
    found = reminders(registry, contract())
    assert days(found, ReminderKind.PATENT_FEE) == [date(2027, 4, 1)]
    assert days(found, ReminderKind.PATENT_END) == [date(2039, 3, 31)]


def test_a_patent_that_lapsed_is_told_and_is_overdue(registry: Registry) -> None:
    registry.office.add(lapsed(record(1), date(2026, 11, 20)))
    found = reminders(registry, contract())
    (gone,) = [one for one in found if one.kind is ReminderKind.PATENT_GONE]
    assert (gone.due, gone.is_overdue(DAY)) == (date(2026, 11, 20), True)
    assert days(found, ReminderKind.PATENT_FEE) == []


def test_of_a_patent_that_is_not_held_nothing_is_claimed(registry: Registry) -> None:
    licence = registry.register.add(OFFICER, contract())
    agenda = registry.register.agenda_of(OFFICER, licence, DAY)
    assert [one.kind for one in agenda.gaps] == [GapKind.PATENT_NOT_HELD]
    assert not [one for one in agenda.reminders if one.patent]


def test_a_fee_state_that_is_not_on_record_is_not_guessed(registry: Registry) -> None:
    granted = LegalEvent(on=date(2021, 5, 4), kind=EventKind.GRANTED)
    registry.office.add(record(1, annual_fee_paid_through=None, events=(granted,)))
    licence = registry.register.add(OFFICER, contract())
    agenda = registry.register.agenda_of(OFFICER, licence, DAY)
    assert GapKind.PATENT_FEE_UNKNOWN in {one.kind for one in agenda.gaps}
    assert days(agenda.reminders, ReminderKind.PATENT_FEE) == []


def test_overdue_comes_first_and_what_is_done_last(registry: Registry) -> None:
    late = Duty(kind=DutyKind.INSTALMENT, words="a", first=date(2026, 11, 1))
    done = Duty(kind=DutyKind.INSTALMENT, words="b", first=date(2026, 10, 20))
    licence = registry.register.add(OFFICER, contract(duties=(UPFRONT, done, late)))
    key = next(o.key for o in registry.register.agenda(OFFICER, DAY).reminders if o.due == date(2026, 10, 20))
    registry.register.see_to(OFFICER, licence.licence_id, key, DAY, done=True)
    agenda = registry.register.agenda(OFFICER, DAY)
    assert [one.due for one in agenda.overdue] == [date(2026, 11, 1)]
    assert agenda.reminders[0].due == date(2026, 11, 1)
    assert agenda.reminders[-1].due == date(2026, 10, 20)
    assert [one.due for one in agenda.coming[:2]] == [date(2026, 12, 15), date(2027, 1, 1)]


@pytest.mark.parametrize("language", sorted(Language))
def test_that_nothing_is_due_on_a_day_is_said_with_what_comes_next(
    registry: Registry, language: Language
) -> None:
    registry.register.add(OFFICER, contract())
    agenda = registry.register.agenda(OFFICER, DAY)
    assert agenda.due_on(DAY) == ()
    said = quiet_words(DAY, agenda.next_after(DAY), phrases(language))
    assert DAY.isoformat() in said
    assert "2026-12-15" in said
    assert quiet_words(DAY, None, phrases(language))


def test_after_a_contract_ended_only_what_fell_due_before_is_left(registry: Registry) -> None:
    late = Duty(kind=DutyKind.INSTALMENT, words="a", first=date(2026, 11, 1))
    licence = registry.register.add(OFFICER, contract(duties=(late, UPFRONT)))
    registry.register.licences.end(OFFICER, licence.licence_id, 1, date(2026, 11, 20), "terminated")
    assert [one.due for one in registry.register.agenda(OFFICER, DAY).reminders] == [date(2026, 11, 1)]


def test_nothing_is_due_under_what_was_entered_by_mistake(registry: Registry) -> None:
    licence = registry.register.add(OFFICER, contract())
    registry.register.licences.mistaken(OFFICER, licence.licence_id, 1, "twice")
    agenda = registry.register.agenda(OFFICER, DAY)
    assert (agenda.reminders, agenda.gaps) == ((), ())
