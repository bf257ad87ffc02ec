"""The register keeps what officers enter: nothing is overwritten silently, nothing is deleted, nobody else finds anything."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from fakes.pooled_office import ADMIN, DAY, OFFICER, OTHER_OFFICER, POLICY, RIVAL, SME, lapsed, record
from fakes.register_office import FEE, LICENSEE, REPORT, UPFRONT, Registry, contract, open_registry

from assistant.audit.types import Action, Selection
from assistant.register.types import Act, Contract, Duty, DutyKind, LicenceState, LicensedPatent
from assistant.register.written import contract_of, told_contract
from knowledge.catalogue.engine import writing
from knowledge.errors import AccessError, NotFoundError, PatentBridgeError, StorageError, UsageError
from knowledge.types import ANYONE, Audience, LicenceType, Money, Reader


@pytest.fixture
def registry(database: str) -> Registry:
    return open_registry(database)


def test_what_was_entered_comes_back_as_it_was(registry: Registry) -> None:
    told = contract(duties=(UPFRONT, REPORT), licence_type=LicenceType.SOLE, territory="中国", remark="a\nb")
    licence = registry.register.add(OFFICER, told)
    held = registry.register.licences.get(OFFICER, licence.licence_id)
    assert held == licence
    assert replace(held.contract, duties=()) == replace(told, duties=())
    assert [replace(one, duty_id="") for one in held.contract.duties] == [UPFRONT, REPORT]
    assert (held.state, held.version) == (LicenceState.ACTIVE, 1)


@pytest.mark.parametrize("licence_type", [LicenceType.EXCLUSIVE, LicenceType.SOLE, LicenceType.NON_EXCLUSIVE])
def test_types_of_licence_are_never_mixed_up(registry: Registry, licence_type: LicenceType) -> None:
    licence = registry.register.add(OFFICER, contract(licence_type=licence_type))
    assert registry.register.licences.list(OFFICER)[0].contract.licence_type is licence_type
    assert contract_of(told_contract(licence.contract)) == licence.contract


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (contract(licensors=()), "licence_incomplete"),
        (contract(licensee="  "), "licence_incomplete"),
        (contract(patents=()), "licence_incomplete"),
        (contract(licence_type=LicenceType.COMPULSORY), "licence_incomplete"),
        (contract(licensee="x" * 500), "licence_long"),
        (contract(term_end=date(2026, 9, 30)), "licence_days"),
        (contract(duties=(Duty(kind=DutyKind.UPFRONT),)), "licence_duty_empty"),
        (contract(duties=(Duty(kind=DutyKind.REPORT, amount=FEE),)), "licence_amount"),
        (contract(duties=(Duty(kind=DutyKind.UPFRONT, amount=Money(amount=Decimal(0), currency="CNY")),)), "licence_amount"),
        (contract(duties=(replace(REPORT, every_months=5),)), "licence_repeat"),
        (contract(duties=(Duty(kind=DutyKind.REPORT, words="x", every_months=12),)), "licence_repeat"),
        (contract(duties=(replace(REPORT, until=date(2026, 1, 1)),)), "licence_days"),
        (contract(duties=(REPORT,) * 61), "licence_many"),
    ],
)  # fmt: skip
def test_what_is_not_sound_is_refused_with_its_reason(registry: Registry, told: Contract, code: str) -> None:
    with pytest.raises(UsageError) as refused:
        registry.register.add(OFFICER, told)
    assert refused.value.code == code
    assert registry.register.licences.list(OFFICER) == ()


def test_a_document_of_the_library_is_kept_under_its_number(registry: Registry) -> None:
    patent = registry.office.add(record(1))
    licence = registry.register.add(OFFICER, contract(patent))
    assert licence.contract.patents == (LicensedPatent(number="CN199900001B", document_id=patent),)
    by_number = registry.register.add(OFFICER, contract("ZL201919990001.X"))
    assert by_number.contract.patents[0].document_id == patent


def test_a_change_keeps_what_was_there_before(registry: Registry) -> None:
    licence = registry.register.add(OFFICER, contract())
    changed = registry.register.change(
        OTHER_OFFICER, licence.licence_id, 1, replace(licence.contract, term_end=date(2030, 1, 1)), "amended"
    )
    assert (changed.version, changed.contract.term_end) == (2, date(2030, 1, 1))
    added, second = registry.register.licences.steps(OFFICER, licence.licence_id)
    assert added.contract == licence.contract
    assert (second.act, second.by, second.reason) == (Act.CHANGED, "colleague", "amended")
    assert second.contract == changed.contract


def test_the_same_again_is_no_change(registry: Registry) -> None:
    licence = registry.register.add(OFFICER, contract())
    assert registry.register.change(OFFICER, licence.licence_id, 1, licence.contract) == licence
    assert len(registry.register.licences.steps(OFFICER, licence.licence_id)) == 1


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(registry: Registry) -> None:
    licence = registry.register.add(OFFICER, contract())
    registry.register.change(OFFICER, licence.licence_id, 1, replace(licence.contract, territory="A"))
    with pytest.raises(UsageError) as refused:
        registry.register.change(OTHER_OFFICER, licence.licence_id, 1, replace(licence.contract, territory="B"))  # fmt: skip
    assert refused.value.code == "licence_changed"
    assert registry.register.licences.get(OFFICER, licence.licence_id).contract.territory == "A"


def test_of_changes_at_the_same_moment_one_is_kept_and_the_others_are_told(registry: Registry) -> None:
    licence = registry.register.add(OFFICER, contract())
    begin, codes = threading.Barrier(4), list[str]()

    def change(territory: str) -> None:
        begin.wait()
        try:
            registry.register.change(
                OFFICER, licence.licence_id, 1, replace(licence.contract, territory=territory)
            )
            codes.append("kept")
        except PatentBridgeError as error:
            codes.append(error.code)

    threads = [threading.Thread(target=change, args=(name,)) for name in "ABCD"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["kept", "licence_changed", "licence_changed", "licence_changed"]
    steps = registry.register.licences.steps(OFFICER, licence.licence_id)
    assert [step.number for step in steps] == [1, 2]


def test_what_was_seen_to_stays_seen_to_through_changes(registry: Registry) -> None:
    licence = registry.register.add(OFFICER, contract(duties=(UPFRONT, REPORT)))
    key = f"{licence.contract.duties[0].duty_id}:2026-12-15"
    registry.register.see_to(OFFICER, licence.licence_id, key, DAY, done=True)
    registry.register.see_to(OTHER_OFFICER, licence.licence_id, key, DAY, done=True)
    again = registry.register.change(OFFICER, licence.licence_id, 1, contract(duties=(REPORT, UPFRONT)))
    (done,) = registry.register.agenda_of(OFFICER, again, DAY).done
    assert (done.due, done.tick.by if done.tick else "") == (date(2026, 12, 15), "officer")
    registry.register.see_to(OFFICER, licence.licence_id, key, DAY, done=False)
    assert registry.register.agenda(OFFICER, DAY).done == ()
    acts = [step.act for step in registry.register.licences.steps(OFFICER, licence.licence_id)]
    assert acts == [Act.ADDED, Act.DONE, Act.CHANGED, Act.REOPENED]


def test_another_day_of_a_fee_is_to_be_seen_to_anew(registry: Registry) -> None:
    licence = registry.register.add(OFFICER, contract())
    (duty,) = licence.contract.duties
    registry.register.see_to(OFFICER, licence.licence_id, f"{duty.duty_id}:2026-12-15", DAY, done=True)
    moved = replace(licence.contract, duties=(replace(duty, first=date(2027, 2, 1)),))
    registry.register.change(OFFICER, licence.licence_id, 1, moved)
    assert registry.register.agenda(OFFICER, DAY).done == ()


def test_a_reminder_that_there_is_not_cannot_be_seen_to(registry: Registry) -> None:
    licence = registry.register.add(OFFICER, contract())
    with pytest.raises(NotFoundError):
        registry.register.see_to(OFFICER, licence.licence_id, "nothing", DAY, done=True)


def test_an_end_needs_a_reason_and_can_be_taken_back(registry: Registry) -> None:
    licences, licence = registry.register.licences, registry.register.add(OFFICER, contract())
    with pytest.raises(UsageError):
        licences.end(OFFICER, licence.licence_id, 1, DAY, " ")
    ended = licences.end(OFFICER, licence.licence_id, 1, DAY, "agreed")
    assert (ended.state, ended.ended_on, ended.version) == (LicenceState.ENDED, DAY, 2)
    with pytest.raises(UsageError) as refused:
        registry.register.change(OFFICER, licence.licence_id, 2, replace(licence.contract, territory="x"))
    assert refused.value.code == "licence_state"
    restored = licences.restore(OFFICER, licence.licence_id, 2, "it goes on")
    assert (restored.state, restored.ended_on) == (LicenceState.ACTIVE, None)


def test_the_database_itself_keeps_the_history(registry: Registry) -> None:
    registry.register.add(OFFICER, contract())
    for statement in ("DELETE FROM licence_acts", "UPDATE licence_acts SET actor = 'x'"):
        with pytest.raises(StorageError), writing(registry.office.engine) as connection:
            connection.execute(sa.text(statement))


@pytest.mark.parametrize(
    "reader", [ANYONE, SME, RIVAL, POLICY, ADMIN, Reader(user="", role=OFFICER.role)], ids=lambda r: r.user or "nobody"
)  # fmt: skip
def test_for_everybody_else_there_is_no_register(registry: Registry, reader: Reader) -> None:
    patent = registry.office.add(record(1))
    licence = registry.register.add(OFFICER, contract(licence_type=LicenceType.EXCLUSIVE))
    register, licences, name = registry.register, registry.register.licences, licence.licence_id
    for refused in (
        lambda: licences.list(reader), lambda: licences.get(reader, name), lambda: licences.steps(reader, name),
        lambda: register.open(reader, name), lambda: register.agenda(reader, DAY),
        lambda: register.add(reader, contract()), lambda: register.change(reader, name, 1, contract(territory="x")),
        lambda: register.see_to(reader, name, "recordal", DAY, done=True),
        lambda: licences.end(reader, name, 1, DAY, "x"), lambda: licences.mistaken(reader, name, 1, "x"),
    ):  # fmt: skip
        with pytest.raises((AccessError, NotFoundError)) as error:
            refused()
        assert LICENSEE not in str(error.value)
    assert register.standing(reader, [patent], DAY) == {}
    assert register.to_one_alone(reader, [patent], DAY) == {}
    assert licences.get(OFFICER, name) == licence


def test_the_audit_says_who_did_what_and_nothing_of_the_contract(registry: Registry) -> None:
    licence = registry.register.add(OFFICER, contract(remark="akquisitorisch"))
    registry.register.open(OTHER_OFFICER, licence.licence_id)
    registry.register.see_to(OFFICER, licence.licence_id, "recordal", DAY, done=True)
    registry.register.licences.mistaken(OFFICER, licence.licence_id, 1, "entered twice")
    lines = registry.office.audit.lines(ADMIN, Selection())
    assert [line.action for line in lines][::-1] == [
        Action.LICENCE_ADDED, Action.LICENCE_SEEN, Action.LICENCE_REMINDER_DONE, Action.LICENCE_MISTAKEN,
    ]  # fmt: skip
    told = " ".join(f"{line.subject_id} {line.written}" for line in lines)
    assert licence.licence_id in told
    for canary in (LICENSEE, "akquisitorisch", "entered twice", str(FEE.amount)):
        assert canary not in told


def test_officers_see_who_has_a_patent_alone_and_in_all_its_documents(registry: Registry) -> None:
    granted = registry.office.add(record(1))
    other = registry.office.add(record(2))
    register = registry.register
    exclusive = register.add(OFFICER, contract(licence_type=LicenceType.EXCLUSIVE))
    register.add(OFFICER, contract("CN199900002B"))
    assert register.to_one_alone(OFFICER, [granted, other], DAY) == {granted: (exclusive,)}
    assert set(register.standing(OFFICER, [granted, other], DAY)) == {granted, other}
    assert register.to_one_alone(OFFICER, [granted], date(2026, 9, 30)) == {}
    assert register.to_one_alone(OFFICER, [granted], date(2031, 10, 1)) == {}
    newer = registry.office.add(lapsed(record(1)), "the same right, told anew")
    assert set(register.to_one_alone(OFFICER, [newer], DAY)) == {newer}


def test_a_patent_that_only_officers_see_can_be_licensed(registry: Registry) -> None:
    patent = registry.office.add(record(3), audience=Audience.INTERNAL)
    licence = registry.register.add(OFFICER, contract("CN199900003B", licence_type=LicenceType.SOLE))
    assert licence.contract.patents[0].document_id == patent
    assert set(registry.register.to_one_alone(OFFICER, [patent], DAY)) == {patent}


def test_an_account_takes_along_what_it_did_without_the_contracts(registry: Registry) -> None:
    licence = registry.register.add(OFFICER, contract())
    (step,) = registry.register.licences.acts_of("officer")
    assert (step.licence_id, step.act, step.contract, step.reason) == (licence.licence_id, Act.ADDED, None, "")  # fmt: skip
    assert registry.register.licences.acts_of("colleague") == ()
