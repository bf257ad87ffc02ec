"""What is in the pool and why: public, licensable, marked from both sides or graded; what entered, rose, fell and left."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from fakes.pooled_office import (
    ADMIN,
    DAY,
    OFFICER,
    POLICY,
    RIVAL,
    SME,
    Office,
    lapsed,
    open_office,
    record,
)
from servers import in_a_file

from assistant.needs.types import Wanted
from assistant.pool.contracted import Contracted
from assistant.pool.history import EventSelection
from assistant.pool.rules import DEFAULT_RULES
from assistant.pool.types import EventKind, PoolClass, Reason, Tier
from assistant.register.register import Register
from assistant.register.types import Contract, LicensedPatent
from knowledge.catalogue.engine import writing
from knowledge.errors import AccessError, NotFoundError, UsageError
from knowledge.regularly import Regularly
from knowledge.types import (
    ANYONE,
    Audience,
    Language,
    LegalEvent,
    LicenceType,
    LocalText,
    Offer,
    PatentRecord,
    Reader,
)
from knowledge.types import (
    EventKind as Entry,
)

NEXT = DAY + timedelta(days=1)
LATER = DAY + timedelta(days=10)


@pytest.fixture
def office(database: str) -> Office:
    return open_office(database)


def open_licence(patent: PatentRecord, withdrawn: date | None = None) -> PatentRecord:
    fee = LocalText(language=Language.EN, text="CNY 30,000 a year")
    offer = Offer(
        licence_type=LicenceType.OPEN, fee_model=None, statement=(fee,), declared_on=date(2025, 1, 1), withdrawn_on=withdrawn
    )  # fmt: skip
    return replace(patent, offers=(offer,))


def good(number: int, **more: object) -> PatentRecord:
    """Make a right that the default rules call A: ripe, under an open licence, with years to go."""
    return open_licence(record(number, trl=8, **more))


def poor_one(number: int) -> PatentRecord:
    """Make a right that the default rules call C also where one enterprise wants it: an idea with few years to go."""
    return record(number, trl=1, filing_date=date(2010, 4, 1))


def inside(office: Office, day: date = DAY) -> list[str]:
    return [entry.technology.number for entry in office.pool.entries(OFFICER, day)]


def told(office: Office) -> list[tuple[EventKind, tuple[Reason, ...]]]:
    found = office.pool.history.events(OFFICER, EventSelection(), limit=500)
    return [(event.kind, event.reasons) for event in reversed(found)]


# ── what is in ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_graded_well_enough_is_in_and_what_is_not_is_out(office: Office) -> None:
    office.add(good(1))
    office.add(record(2))  # in force, but nothing is known of its maturity and nobody asked for it
    assert inside(office) == ["CN199900001B"]
    assert told(office) == [(EventKind.ENTERED, (Reason.GRADED,))]


def test_what_is_marked_from_both_sides_is_in_and_leads_whatever_its_tier(office: Office) -> None:
    office.add(good(1))
    poor = office.add(poor_one(2))
    office.pool.marks.want(SME, poor)
    assert inside(office) == ["CN199900001B"]
    office.pool.marks.ready(OFFICER, poor)
    assert inside(office) == ["CN199900002B", "CN199900001B"]
    entry = office.pool.entry(OFFICER, poor, DAY)
    assert (entry.recognised, entry.entered) == (True, DAY)
    assert told(office)[-1] == (EventKind.ENTERED, (Reason.RECOGNISED,))


@pytest.mark.parametrize(
    "patent",
    [
        lapsed(good(1)),
        replace(good(1), filing_date=date(1999, 4, 1)),  # its term is over
        replace(good(1), register_checked_on=None),
        replace(good(1), register_checked_on=DAY - timedelta(days=200)),
        replace(
            good(1),
            events=(LegalEvent(on=date(2020, 1, 1), kind=Entry.PUBLISHED),),
            grant_date=None,
            publication_number="CN199900001A",
        ),
    ],
    ids=["lapsed", "expired", "never checked", "checked long ago", "pending"],
)
def test_what_cannot_be_licensed_is_never_ready_whatever_is_said_of_it(
    office: Office, patent: PatentRecord
) -> None:
    document = office.add(patent)
    office.pool.marks.want(SME, document)
    office.pool.marks.ready(OFFICER, document)
    office.pool.overrides.give(OFFICER, document, Tier.A, "we believe in it")
    assert inside(office) == []
    grade = office.pool.entry(OFFICER, document, DAY).grade
    assert (grade.tier, grade.by_rules) == (None, None)
    assert grade.pool_class in (PoolClass.ENDED, PoolClass.VERIFY_FIRST, PoolClass.PENDING)


def test_what_is_internal_is_never_in(office: Office) -> None:
    hidden = office.add(good(1), audience=Audience.INTERNAL)
    assert inside(office) == []
    with pytest.raises(NotFoundError):
        office.pool.entry(OFFICER, hidden, DAY)


def test_a_family_is_in_once_under_the_right_that_is_easiest_to_license(office: Office) -> None:
    office.add(lapsed(record(1, family_id="F1")))
    office.add(good(2, family_id="F1"))
    assert inside(office) == ["CN199900002B"]


def test_an_offer_of_another_document_counts(office: Office) -> None:
    office.add(record(1, trl=8))
    before = office.pool.entries(OFFICER, DAY)[0].grade
    listed = open_licence(record(9, publication_number="CN199900001A", application_number="CN201919990001.X"))
    office.add(listed, "a list of open licences")
    after = office.pool.entries(OFFICER, DAY)[0].grade
    assert (before.pool_class, after.pool_class) == (PoolClass.NEGOTIATE, PoolClass.OPEN_NOW)


# ── what happened ────────────────────────────────────────────────────────────────────────────────────────


def test_a_right_that_lapsed_leaves(office: Office) -> None:
    office.add(good(1))
    inside(office)
    office.add(lapsed(good(1)), "the same, as the register has it now")
    assert inside(office, NEXT) == []
    assert told(office)[-1] == (EventKind.LEFT, (Reason.STATUS_CHANGED,))


def test_a_term_that_passes_is_noticed_although_nothing_was_loaded(office: Office) -> None:
    office.add(good(1, filing_date=DAY - timedelta(days=20 * 365 + 5 - 3)))
    assert inside(office) == ["CN199900001B"]
    assert inside(office, LATER) == []
    assert told(office)[-1][0] is EventKind.LEFT


def test_a_register_that_nobody_looked_at_for_long_takes_it_out(office: Office) -> None:
    office.add(good(1))
    inside(office)
    assert inside(office, DAY + timedelta(days=120)) == []
    assert told(office)[-1] == (EventKind.LEFT, (Reason.STATUS_UNVERIFIED,))


def test_an_exclusive_licence_takes_it_out(office: Office) -> None:
    office.add(good(1))
    inside(office)
    granted = LegalEvent(on=DAY, kind=Entry.LICENCE_RECORDED, licence_type=LicenceType.EXCLUSIVE)
    office.add(replace(good(1), events=(*good(1).events, granted)), "told anew")
    assert inside(office) == []
    assert told(office)[-1] == (EventKind.LEFT, (Reason.LICENSED,))


def test_a_contract_of_the_offices_own_with_one_enterprise_alone_takes_it_out_while_it_runs(
    office: Office,
) -> None:
    document = office.add(good(1))
    register = Register(office.engine, office.catalogue, office.audit)
    office.pool._contracts = Contracted(office.engine, register)
    inside(office)
    contract = Contract(
        licensors=("Sample University",), licensee="Port Works", patents=(LicensedPatent(number="CN199900001B"),),
        licence_type=LicenceType.EXCLUSIVE, effective_from=DAY, term_end=LATER,
    )  # fmt: skip
    register.add(OFFICER, contract)
    assert inside(office) == []
    assert told(office)[-1] == (EventKind.LEFT, (Reason.LICENSED,))
    assert office.pool.entry(OFFICER, document, DAY).grade.pool_class is PoolClass.RESTRICTED
    assert inside(office, LATER) == []
    assert inside(office, LATER + timedelta(days=1)) == ["CN199900001B"]


def test_an_offer_that_is_withdrawn_lets_it_fall_or_leave(office: Office) -> None:
    office.add(good(1))
    office.add(open_licence(record(2, trl=2)))  # 40 points with the offer, 32 without
    assert len(inside(office)) == 2
    office.add(open_licence(record(1, trl=8), DAY), "one told anew")
    office.add(open_licence(record(2, trl=2), DAY), "two told anew")
    assert inside(office) == ["CN199900001B"]
    kinds = {reasons for _, reasons in told(office)[2:]}
    assert kinds == {(Reason.OFFER_ENDED,)}


def test_a_mark_that_is_taken_back_takes_out_what_was_in_by_it(office: Office) -> None:
    poor = office.add(poor_one(1))
    office.pool.marks.want(SME, poor)
    office.pool.marks.ready(OFFICER, poor)
    inside(office)
    office.pool.marks.unwant(SME, poor)
    assert inside(office) == []
    assert told(office)[-1] == (EventKind.LEFT, (Reason.MARK_WITHDRAWN,))


def test_a_document_that_is_removed_takes_it_out_and_its_return_goes_on_under_the_same_name(
    office: Office,
) -> None:
    document = office.add(good(1))
    inside(office)
    office.catalogue.deactivate([document])
    assert inside(office) == []
    assert told(office)[-1] == (EventKind.LEFT, (Reason.DOCUMENT_REMOVED,))
    office.add(good(1), "loaded again")
    assert inside(office) == ["CN199900001B"]
    events = office.pool.history.events(OFFICER, EventSelection())
    assert len({event.technology for event in events}) == 1


def test_demand_lets_it_rise_and_fall(office: Office) -> None:
    patent = office.add(record(1, trl=6))  # 51 points, 65 with a mark
    assert office.pool.entries(OFFICER, DAY)[0].grade.tier is Tier.B
    office.pool.marks.want(SME, patent)
    assert office.pool.entries(OFFICER, DAY)[0].grade.tier is Tier.A
    office.pool.marks.unwant(SME, patent)
    assert office.pool.entries(OFFICER, DAY)[0].grade.tier is Tier.B
    assert told(office)[1:] == [(EventKind.ROSE, (Reason.MARKED,)), (EventKind.FELL, (Reason.MARK_WITHDRAWN,))]  # fmt: skip


def test_nothing_happens_where_nothing_changed(office: Office) -> None:
    office.add(good(1))
    assert office.pool.refresh(DAY) == 1
    office.add(record(2))
    assert [office.pool.refresh(day) for day in (DAY, DAY, NEXT)] == [0, 0, 0]


def test_the_pool_of_a_past_day_is_what_was_known_then(office: Office) -> None:
    office.add(good(1))
    office.pool.refresh(DAY)
    office.add(good(2))
    office.add(lapsed(good(1)), "as the register has it now")
    office.pool.refresh(LATER)

    def on(day: date) -> list[tuple[str, date]]:
        return sorted((e.state.number, entered) for e, entered in office.pool.history.as_of(OFFICER, day))

    assert on(DAY - timedelta(days=1)) == []
    assert on(DAY) == on(LATER - timedelta(days=1)) == [("CN199900001B", DAY)]
    assert on(LATER) == [("CN199900002B", LATER)]


def test_a_clock_that_goes_back_does_not_write_into_the_past(office: Office) -> None:
    office.add(good(1))
    office.pool.refresh(LATER)
    office.add(good(2))
    office.pool.refresh(DAY)
    assert [e.day for e in office.pool.history.events(OFFICER, EventSelection())] == [LATER, LATER]


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────


def test_an_officers_tier_stands_in_place_of_the_rules_until_it_is_taken_back(office: Office) -> None:
    poor = office.add(poor_one(1))
    assert inside(office) == []
    given = office.pool.overrides.give(OFFICER, poor, Tier.A, "a prototype runs at the institute")
    (entry,) = office.pool.entries(OFFICER, DAY)
    assert (entry.grade.tier, entry.grade.by_rules, entry.grade.override) == (Tier.A, Tier.C, given)
    assert (given.made_by, given.reason) == ("officer", "a prototype runs at the institute")
    again = office.pool.overrides.give(OFFICER, poor, Tier.B, "it runs, but not for long")
    assert office.pool.overrides.take_back(OFFICER, poor)
    assert not office.pool.overrides.take_back(OFFICER, poor)
    assert inside(office) == []
    assert [one.override_id for one in office.pool.overrides.on(OFFICER, given.keys)] == [again.override_id, given.override_id]  # fmt: skip
    assert [reasons for _, reasons in told(office)] == [(Reason.OVERRIDDEN,), (Reason.OVERRIDE_ENDED,)]


def test_an_override_needs_a_reason(office: Office) -> None:
    patent = office.add(record(1))
    with pytest.raises(UsageError, match="reason_needed"):
        office.pool.overrides.give(OFFICER, patent, Tier.A, "  ")


def test_other_rules_are_another_version_and_a_grade_names_its_own(office: Office) -> None:
    patent = office.add(record(1, trl=2))  # 32 points
    assert office.pool.entry(OFFICER, patent, DAY).grade.rules_version == 0
    assert inside(office) == []
    lower = office.pool.rules.set(OFFICER, replace(DEFAULT_RULES, tier_b=30), "we begin with more")
    assert (lower.version, lower.tier_b) == (1, 30)
    (entry,) = office.pool.entries(OFFICER, DAY)
    assert entry.grade.rules_version == 1
    office.pool.rules.set(OFFICER, DEFAULT_RULES, "that was too much")
    assert inside(office) == []
    assert told(office)[-1] == (EventKind.LEFT, (Reason.RULES_CHANGED,))
    assert [one.reason for one in office.pool.rules.versions(OFFICER)] == ["that was too much", "we begin with more"]  # fmt: skip


# ── grades ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_grade_shows_what_it_is_made_of_and_what_is_unknown(office: Office) -> None:
    claims = ((Language.EN, 400), (Language.EN, 900))
    office.pool._entries._read_claims = lambda ids, reader: dict.fromkeys(ids, claims)
    patent = office.add(record(1))
    office.pool.marks.want(SME, patent)
    grade = office.pool.entry(OFFICER, patent, DAY).grade
    found = {one.name: one for one in grade.ingredients}
    assert (found["maturity"].known, found["maturity"].points, found["maturity"].most) == (False, 0, 30)
    assert found["term"].values == {"years": 12.3, "last_day": "2039-03-31"}
    assert found["demand"].values == {"enterprises": 1, "needs": 0}
    assert found["claim_length"].values == {"characters": 400, "language": "en"}
    assert (found["claim_count"].values, found["claim_count"].points) == ({"count": 2}, 3)
    assert found["standing"].values["availability"] == "licensable_ask"
    assert all(
        one.document_id == patent for one in grade.ingredients if one.name not in ("maturity", "demand")
    )
    assert grade.points == sum(one.points for one in grade.ingredients) == 15 + 14 + 7 + 3 + 12
    assert (grade.tier, grade.could_reach) == (Tier.B, Tier.A)


def test_a_submitted_need_that_a_mark_names_is_demand_and_a_draft_is_not(office: Office) -> None:
    patent = office.add(record(1))
    need = office.needs.create(SME, Wanted(text="a steadier crane")).need_id
    office.pool.marks.want(SME, patent, need_id=need)

    def needs() -> object:
        grade = office.pool.entry(OFFICER, patent, DAY).grade
        return next(one.values["needs"] for one in grade.ingredients if one.name == "demand")

    assert needs() == 0
    office.needs.submit(SME, need)
    assert needs() == 1
    office.needs.withdraw(SME, need)
    assert needs() == 0


def test_independent_claims_are_measured_where_they_are_kept(office: Office) -> None:
    patent = office.add(good(1))
    with writing(office.engine) as connection:
        connection.exec_driver_sql("UPDATE passages SET kind = 'claim', number = '1', text = 'A hook.'")
    (entry,) = office.pool.entries(OFFICER, DAY)
    assert office.catalogue.independent_claims([patent], ANYONE) == {patent: ((Language.EN, 7),)}
    assert {one.name: one.values for one in entry.grade.ingredients}["claim_length"]["characters"] == 7


# ── walls ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reader", [SME, POLICY, ADMIN, ANYONE], ids=lambda r: r.user or "anyone")
def test_grades_marks_rules_and_events_are_for_officers(office: Office, reader: Reader) -> None:
    patent = office.add(good(1))
    pool = office.pool
    for attempt in (
        lambda: pool.entries(reader, DAY),
        lambda: pool.entry(reader, patent, DAY),
        lambda: pool.history.as_of(reader, DAY),
        lambda: pool.history.events(reader, EventSelection()),
        lambda: pool.overrides.give(reader, patent, Tier.A, "mine"),
        lambda: pool.overrides.take_back(reader, patent),
        lambda: pool.overrides.on(reader, [patent]),
        lambda: pool.rules.set(reader, DEFAULT_RULES, "mine"),
        lambda: pool.rules.versions(reader),
    ):
        with pytest.raises(AccessError):
            attempt()


def test_what_an_enterprise_sees_of_the_pool_is_in_an_order_that_tells_nothing(office: Office) -> None:
    best = office.add(good(1, filing_date=date(2015, 4, 1)))
    wanted = office.add(record(2, trl=6, filing_date=date(2017, 4, 1)))
    newest = office.add(good(3, filing_date=date(2020, 4, 1)))
    office.pool.marks.want(RIVAL, best)
    for document in (best, wanted):
        office.pool.marks.ready(OFFICER, document)

    def seen(reader: Reader) -> list[str]:
        return [one.head.document_id for one in office.pool.licensable(reader, DAY)]

    assert seen(SME) == seen(ANYONE) == [newest, wanted, best]
    office.pool.marks.want(SME, wanted)
    assert seen(SME) == [wanted, newest, best]
    assert seen(RIVAL) == [best, newest, wanted]


# ── how it is kept ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE pool_events SET day = '2020-01-01'",
        "DELETE FROM pool_events",
        "INSERT INTO pool_events SELECT 17, at, day, technology, kind, reasons, state FROM pool_events",
        "UPDATE pool_rules SET reason = 'never mind'",
        "DELETE FROM pool_rules",
    ],
)
def test_the_database_refuses_to_change_what_happened(office: Office, statement: str) -> None:
    office.add(good(1))
    office.pool.rules.set(OFFICER, DEFAULT_RULES, "as it was")
    inside(office)
    with (
        pytest.raises(sa.exc.DatabaseError, match="only added to"),
        office.engine.connect() as connection,
    ):
        connection.exec_driver_sql(statement)
    assert len(told(office)) == 1


@in_a_file
def test_no_event_takes_the_place_of_another(office: Office) -> None:
    office.add(good(1))
    inside(office)
    with pytest.raises(sa.exc.DatabaseError, match="only added to"), office.engine.connect() as connection:
        connection.exec_driver_sql("INSERT OR REPLACE INTO pool_events SELECT * FROM pool_events")


def test_looks_at_the_same_time_tell_each_thing_once(office: Office, database: str) -> None:
    for number in range(1, 30):
        office.add(good(number))
    colleague = open_office(database)  # another process over the same database
    barrier = threading.Barrier(6)

    def look(number: int) -> None:
        barrier.wait()
        (office if number % 2 else colleague).pool.refresh(DAY)

    threads = [threading.Thread(target=look, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told(office) == [(EventKind.ENTERED, (Reason.GRADED,))] * 29


def test_a_running_app_notices_without_a_look(office: Office) -> None:
    office.add(good(1))
    looked = threading.Event()

    def look() -> None:
        office.pool.refresh(DAY)
        looked.set()

    regular = Regularly(look, name="pool", failed="no look", soon_s=0, every_s=3600)
    regular.start()
    assert looked.wait(10)
    regular.close()
    assert told(office) == [(EventKind.ENTERED, (Reason.GRADED,))]


def test_an_event_names_nobody(office: Office) -> None:
    patent = office.add(good(1))
    office.pool.marks.want(SME, patent, remark="ours alone")
    office.pool.marks.ready(OFFICER, patent)
    office.pool.overrides.give(OFFICER, patent, Tier.B, "a reason of ours")
    inside(office)
    with office.engine.connect() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM pool_events").all())
    for word in ("enterprise", "officer", "ours"):
        assert word not in kept
