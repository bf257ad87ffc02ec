"""What a reader is told of a patent's standing: term dates, entries that undo each other, and never more than is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dates import add_months, span_between
from knowledge.errors import UsageError
from knowledge.rights.legal_status import (
    AVAILABLE,
    Availability,
    Rule,
    Status,
    StatusAssessment,
    assess,
    expiry_termination_date,
    last_day_in_force,
    late_fee_surcharge,
    months_late,
    remaining,
)
from knowledge.types import (
    EventKind,
    Language,
    LegalEvent,
    LicenceType,
    LocalText,
    Money,
    Offer,
    Party,
    PatentRecord,
    PatentType,
)

TODAY = date(2026, 11, 24)


def day(text: str) -> date:
    return date.fromisoformat(text)


def party(name: str) -> Party:
    return Party(names=(LocalText(language=Language.ZH, text=name),))


def event(
    on: str, kind: EventKind, *, type: LicenceType | None = None, until: str | None = None, who: str = ""
) -> LegalEvent:
    return LegalEvent(
        on=day(on),
        kind=kind,
        licence_type=type,
        until=day(until) if until else None,
        party=party(who) if who else None,
    )


def open_offer(declared: str, *, term_end: str | None = None, withdrawn: str | None = None) -> Offer:
    return Offer(
        licence_type=LicenceType.OPEN,
        fee_model=None,
        statement=(),
        declared_on=day(declared),
        term_end=day(term_end) if term_end else None,
        withdrawn_on=day(withdrawn) if withdrawn else None,
    )


def patent(
    filed: str | None = "2019-03-12",
    granted: str | None = "2021-08-10",
    *events: LegalEvent,
    type: PatentType | None = PatentType.INVENTION,
    paid: str | None = "2027-03-12",
    owners: tuple[str, ...] = ("示例大学",),
    offers: tuple[Offer, ...] = (),
    jurisdiction: str = "CN",
    number: str | None = None,
) -> PatentRecord:
    return PatentRecord(
        jurisdiction=jurisdiction,
        titles=(LocalText(language=Language.ZH, text="一种装置"),),
        publication_number=number,
        patent_type=type,
        owners=tuple(map(party, owners)),
        filing_date=day(filed) if filed else None,
        grant_date=day(granted) if granted else None,
        events=events,
        annual_fee_paid_through=day(paid) if paid else None,
        offers=offers,
    )


def on(
    record: PatentRecord, as_of: date = TODAY, *, checked: date | None = None, days: int = 90
) -> StatusAssessment:
    return assess(record, as_of=as_of, checked_on=checked or as_of, stale_after_days=days)


UM, DESIGN = PatentType.UTILITY_MODEL, PatentType.DESIGN
E = EventKind
FIXTURES = {
    "P01": (
        patent("2019-03-12", "2021-08-10", event("2024-09-20", E.OPEN_LICENCE_DECLARED),
               offers=(open_offer("2024-09-20", term_end="2027-12-31"),)),
        Status.IN_FORCE, Availability.LICENSABLE_OPEN, "2024-09-20", "2027-12-31", "2039-03-11",
    ),
    "P02": (
        patent("2018-04-18", "2020-06-30", event("2025-04-18", E.LAPSED_UNPAID_FEE), paid=None),
        Status.LAPSED, Availability.LAPSED, "2025-04-18", None, "2038-04-17",
    ),
    "P03": (
        patent("2016-05-20", "2016-12-07", event("2026-05-20", E.TERM_EXPIRED), type=UM, paid=None),
        Status.EXPIRED, Availability.EXPIRED, "2026-05-20", None, "2026-05-19",
    ),
    "P04": (
        patent("2021-05-15", "2021-10-12", type=DESIGN, paid="2027-05-15"),
        Status.IN_FORCE, Availability.LICENSABLE_ASK, "2021-10-12", None, "2031-05-14",
    ),
    "P05": (
        patent("2021-06-10", "2021-11-02", type=DESIGN, paid="2027-06-10"),
        Status.IN_FORCE, Availability.LICENSABLE_ASK, "2021-11-02", None, "2036-06-09",
    ),
    "P06": (
        patent("2020-02-11", "2022-01-18", event("2024-03-05", E.LICENCE_RECORDED, type=LicenceType.EXCLUSIVE,
               until="2029-03-04", who="示例科技X"), paid="2027-02-11"),
        Status.IN_FORCE, Availability.RESTRICTED_EXCLUSIVE, "2024-03-05", "2029-03-04", "2040-02-10",
    ),
    "P07": (
        patent("2017-09-01", "2019-12-03", event("2025-11-10", E.PLEDGED, who="示例银行Z"), paid="2027-09-01"),
        Status.IN_FORCE, Availability.RESTRICTED_PLEDGE, "2025-11-10", None, "2037-08-31",
    ),
    "P08": (
        patent("2024-06-03", None, event("2024-09-13", E.PUBLISHED), event("2024-10-08", E.EXAMINATION), paid=None,
               number="CN199900008A"),
        Status.PENDING, Availability.PENDING, "2024-06-03", None, "2044-06-02",
    ),
    "P09": (
        patent("2018-10-09", "2020-11-24", paid="2027-10-09", owners=("示例大学A", "示例化工W有限公司")),
        Status.IN_FORCE, Availability.LICENSABLE_ASK, "2020-11-24", None, "2038-10-08",
    ),
    "P10": (
        patent("2020-07-06", "2022-05-17", event("2025-01-15", E.OPEN_LICENCE_DECLARED), paid="2027-07-06",
               offers=(open_offer("2025-01-15", term_end="2029-12-31"),)),
        Status.IN_FORCE, Availability.LICENSABLE_OPEN, "2025-01-15", "2029-12-31", "2040-07-05",
    ),
    "P11": (
        patent("2021-01-22", "2023-02-14", paid="2027-01-22", offers=(
            Offer(licence_type=LicenceType.NON_EXCLUSIVE, fee_model=None, statement=()),)),
        Status.IN_FORCE, Availability.LICENSABLE_ASK, "2023-02-14", None, "2041-01-21",
    ),
    "P12": (
        patent("2022-03-28", "2024-01-09", paid="2027-03-28"),
        Status.IN_FORCE, Availability.LICENSABLE_ASK, "2024-01-09", None, "2042-03-27",
    ),
    "P13": (
        patent("2019-11-04", "2022-08-02", paid=None, jurisdiction="US", number="US99999001B2"),
        Status.IN_FORCE, Availability.UNKNOWN, "2022-08-02", None, "2039-11-03",
    ),
    "P14": (
        patent("2019-09-16", "2021-12-28", event("2026-09-16", E.FEE_UNPAID, until="2027-03-16"), paid="2026-09-16"),
        Status.IN_FORCE_LATE_FEE, Availability.LATE_FEE, "2026-09-16", "2027-03-16", "2039-09-15",
    ),
    "P15": (
        patent("2020-12-01", "2022-10-25", paid="2027-12-01"),
        Status.IN_FORCE, Availability.LICENSABLE_ASK, "2022-10-25", None, "2040-11-30",
    ),
    "P16": (
        patent("2018-12-20", "2020-09-08", event("2024-08-30", E.OPEN_LICENCE_DECLARED),
               event("2026-06-01", E.OPEN_LICENCE_WITHDRAWN), paid="2027-12-20",
               offers=(open_offer("2024-08-30", withdrawn="2026-06-01"),)),
        Status.IN_FORCE, Availability.LICENSABLE_ASK, "2020-09-08", None, "2038-12-19",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FIXTURES)
def test_each_reference_record_has_its_status_dates_and_availability(name: str) -> None:
    record, status, availability, since, until, last = FIXTURES[name]
    said = on(record)
    assert (said.status, said.availability) == (status, availability)
    assert (said.since, said.until) == (day(since), day(until) if until else None)
    assert said.last_day_in_force == day(last)
    assert said.expiry_termination_date == day(last) + timedelta(days=1)


def test_the_records_that_are_not_available_are_never_called_so_on_any_later_day() -> None:
    for name in ("P02", "P03", "P06", "P07", "P13", "P14"):
        record = FIXTURES[name][0]
        later = (TODAY + timedelta(days=30 * month) for month in range(4))
        assert not any(on(record, as_of).availability in AVAILABLE for as_of in later), name


def test_the_caveats_of_the_reference_records() -> None:
    held = {name: set(on(row[0]).caveats) for name, row in FIXTURES.items()}
    assert held["P01"] == set()
    assert "co_owned_no_agreement" in held["P09"]
    assert {"verify_maintenance_fee", "not_cn_right_only_in_jurisdiction", "nominal_term"} <= held["P13"]
    assert held["P16"] == {"open_licence_withdrawn"}
    assert on(FIXTURES["P09"][0]).co_owned


# ── entries that undo each other ─────────────────────────────────────────────────────────────────────────


def pledged(*more: LegalEvent, paid: str = "2027-03-12") -> PatentRecord:
    return patent("2019-03-12", "2021-08-10", event("2025-01-10", E.PLEDGED, who="甲银行"), *more, paid=paid)


EXCLUSIVE = event(
    "2023-05-01", E.LICENCE_RECORDED, type=LicenceType.EXCLUSIVE, until="2028-04-30", who="甲公司"
)


@pytest.mark.parametrize(
    ("record", "availability"),
    [
        (patent("2019-03-12", "2021-08-10", event("2024-03-12", E.LAPSED_UNPAID_FEE), event("2024-08-01", E.RESTORED)),
         Availability.LICENSABLE_ASK),
        (patent("2019-03-12", "2021-08-10", event("2024-08-01", E.RESTORED), event("2024-03-12", E.LAPSED_UNPAID_FEE)),
         Availability.LICENSABLE_ASK),  # the order of the list does not matter
        (patent("2019-03-12", "2021-08-10", event("2023-03-12", E.LAPSED_UNPAID_FEE), event("2023-08-01", E.RESTORED),
                event("2025-03-12", E.LAPSED_UNPAID_FEE)), Availability.LAPSED),
        (patent("2019-03-12", "2021-08-10", event("2024-03-12", E.INVALIDATED), event("2024-08-01", E.RESTORED)),
         Availability.INVALIDATED),
        (patent("2019-03-12", "2021-08-10", event("2024-03-12", E.LAPSED_UNPAID_FEE), event("2025-02-01", E.INVALIDATED)),
         Availability.INVALIDATED),
        (pledged(event("2025-06-10", E.PLEDGE_RELEASED, who="甲银行")), Availability.LICENSABLE_ASK),
        (pledged(event("2025-06-10", E.PLEDGE_RELEASED)), Availability.LICENSABLE_ASK),
        (pledged(event("2025-06-10", E.PLEDGE_RELEASED, who="乙银行")), Availability.RESTRICTED_PLEDGE),
        (pledged(event("2025-03-10", E.PLEDGED, who="乙银行"), event("2025-06-10", E.PLEDGE_RELEASED, who="甲银行")),
         Availability.RESTRICTED_PLEDGE),
        (patent("2019-03-12", "2021-08-10", EXCLUSIVE), Availability.RESTRICTED_EXCLUSIVE),
        (patent("2019-03-12", "2021-08-10", EXCLUSIVE, event("2025-01-01", E.LICENCE_CANCELLED, who="甲公司")),
         Availability.LICENSABLE_ASK),
        (patent("2019-03-12", "2021-08-10", EXCLUSIVE,
                event("2025-01-01", E.LICENCE_CHANGED, type=LicenceType.NON_EXCLUSIVE, who="甲公司")),
         Availability.LICENSABLE_ASK),
        (patent("2019-03-12", "2021-08-10", EXCLUSIVE, event("2025-01-01", E.LICENCE_CHANGED, until="2026-01-31")),
         Availability.LICENSABLE_ASK),
        (patent("2019-03-12", "2021-08-10", event("2023-05-01", E.LICENCE_RECORDED, type=LicenceType.SOLE)),
         Availability.RESTRICTED_SOLE),
        (patent("2019-03-12", "2021-08-10", event("2023-05-01", E.LICENCE_RECORDED, type=LicenceType.NON_EXCLUSIVE)),
         Availability.LICENSABLE_ASK),
        (patent("2019-03-12", "2021-08-10", event("2023-05-01", E.LICENCE_RECORDED)), Availability.UNKNOWN),
        (patent("2019-03-12", "2021-08-10", event("2025-05-01", E.PRESERVED)),
         Availability.RESTRICTED_PRESERVATION_OR_DISPUTE),
        (patent("2019-03-12", "2021-08-10", event("2025-05-01", E.PRESERVED), event("2026-05-01", E.PRESERVATION_LIFTED)),
         Availability.LICENSABLE_ASK),
        (patent("2019-03-12", "2021-08-10", event("2025-05-01", E.ABANDONED)), Availability.LAPSED),
        (patent("2022-03-12", None, event("2023-05-01", E.WITHDRAWN), paid=None), Availability.WITHDRAWN_OR_REFUSED),
        (patent("2022-03-12", None, event("2023-05-01", E.REFUSED), paid=None), Availability.WITHDRAWN_OR_REFUSED),
    ],
)  # fmt: skip
def test_later_entries_undo_earlier_ones(record: PatentRecord, availability: Availability) -> None:
    assert on(record).availability is availability


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (EventKind.LAPSED_UNPAID_FEE, Rule.LAPSED_BY_ENTRY),
        (EventKind.ABANDONED, Rule.ABANDONED_BY_ENTRY),
        (EventKind.ENDED, Rule.ENDED_BY_ENTRY),
    ],
)
def test_a_right_that_ended_says_by_which_rule_and_can_be_restored(kind: EventKind, rule: Rule) -> None:
    ended = event("2025-03-12", kind)
    assessed = on(patent("2019-03-12", "2021-08-10", ended))
    assert (assessed.availability, assessed.rule) == (Availability.LAPSED, rule)
    restored = event("2025-09-01", EventKind.RESTORED)
    alive = on(patent("2019-03-12", "2021-08-10", ended, restored))
    assert alive.availability is not Availability.LAPSED


def test_a_right_published_a_lifetime_ago_has_expired_even_where_its_filing_date_is_unknown() -> None:
    old = patent(None, "1870-07-12", paid=None, jurisdiction="US")
    assert on(old).availability is Availability.EXPIRED
    young = patent(None, "2010-07-12", paid=None, jurisdiction="US")
    assert on(young).availability is not Availability.EXPIRED


def test_an_entry_counts_from_its_day_on_and_a_licence_to_the_end_of_its_last_day() -> None:
    record = patent("2019-03-12", "2021-08-10", EXCLUSIVE)
    assert on(record, day("2023-04-30")).availability is Availability.LICENSABLE_ASK
    assert on(record, day("2023-05-01")).availability is Availability.RESTRICTED_EXCLUSIVE
    later = replace(record, annual_fee_paid_through=day("2029-03-12"))
    assert on(later, day("2028-04-30")).availability is Availability.RESTRICTED_EXCLUSIVE
    assert on(later, day("2028-05-01")).availability is Availability.LICENSABLE_ASK


def test_ended_goes_before_restricted_before_late_before_offered() -> None:
    offer = (open_offer("2024-09-20", term_end="2027-12-31"),)
    late = patent(
        "2019-09-16", "2021-12-28", event("2026-09-16", E.FEE_UNPAID), paid="2026-09-16", offers=offer
    )
    assert on(late).availability is Availability.LATE_FEE
    bound = replace(late, events=(*late.events, EXCLUSIVE, event("2025-01-10", E.PLEDGED)))
    said = on(bound)
    assert (said.status, said.availability) == (
        Status.IN_FORCE_LATE_FEE,
        Availability.RESTRICTED_EXCLUSIVE,
    )
    assert said.events[-1] == EXCLUSIVE  # the deciding entry stands last
    assert {"pledged", "late_fee"} <= set(said.caveats)
    ended = replace(bound, events=(*bound.events, event("2026-10-01", E.LAPSED_UNPAID_FEE)))
    assert on(ended).availability is Availability.LAPSED


# ── what is not known ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "record",
    [
        patent("2019-03-12", "2021-08-10", paid=None),
        patent("2019-03-12", None, paid=None),
        patent(None, None, paid=None, type=None),
        patent("2019-03-12", "2021-08-10", event("2021-08-10", E.GRANTED), paid=None),
        patent("2019-03-12", "2021-08-10", event("2022-08-10", E.TRANSFERRED), paid=None),
        patent(
            "2019-03-12", "2021-08-10", paid="2025-03-12"
        ),  # six months over and no entry says what happened
        patent("2027-01-01", None, event("2026-01-01", E.PUBLISHED)),
        patent("2019-03-12", "2021-08-10", paid=None, jurisdiction="EP", number="EP9999901B1"),
    ],
)
def test_what_the_record_does_not_tell_is_unknown(record: PatentRecord) -> None:
    assert on(record).status is Status.UNKNOWN
    assert on(record).availability is Availability.UNKNOWN


def test_a_right_whose_register_was_not_checked_lately_is_not_called_licensable() -> None:
    record = FIXTURES["P01"][0]
    fresh = on(record, checked=TODAY - timedelta(days=90))
    assert (fresh.availability, fresh.stale) == (Availability.LICENSABLE_OPEN, False)
    old = on(record, checked=TODAY - timedelta(days=91))
    assert (old.availability, old.computed_availability) == (
        Availability.UNKNOWN,
        Availability.LICENSABLE_OPEN,
    )
    assert old.stale
    assert "stale" in old.caveats
    never = assess(record, as_of=TODAY, checked_on=None)
    assert (never.availability, never.stale) == (Availability.UNKNOWN, True)


def test_an_ended_right_stays_ended_however_old_the_check_is() -> None:
    said = on(FIXTURES["P02"][0], checked=day("2025-06-01"))
    assert said.availability is Availability.LAPSED
    assert said.stale


@pytest.mark.parametrize(
    ("as_of", "paid", "availability"),
    [
        ("2026-01-01", None, Availability.LICENSABLE_ASK),  # no fee has fallen due yet
        ("2026-02-03", None, Availability.UNKNOWN),
        ("2026-11-24", None, Availability.UNKNOWN),
        ("2026-11-24", "2030-02-02", Availability.LICENSABLE_ASK),
        ("2030-02-03", "2030-02-02", Availability.UNKNOWN),
    ],
)
def test_a_us_patent_is_called_licensable_only_while_its_maintenance_fees_are_known_to_be_paid(
    as_of: str, paid: str | None, availability: Availability
) -> None:
    record = replace(FIXTURES["P13"][0], annual_fee_paid_through=day(paid) if paid else None)
    said = on(record, day(as_of))
    assert said.availability is availability
    assert ("verify_maintenance_fee" in said.caveats) is (availability is Availability.UNKNOWN)
    assert said.status is Status.IN_FORCE


# ── offers ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("record", "availability", "caveat"),
    [
        (patent(offers=(open_offer("2024-09-20", term_end="2026-11-23"),)), Availability.LICENSABLE_ASK,
         "open_licence_term_passed"),
        (patent(offers=(open_offer("2024-09-20", term_end="2026-11-24"),)), Availability.LICENSABLE_OPEN, None),
        (patent(offers=(open_offer("2026-12-01"),)), Availability.LICENSABLE_ASK, None),
        (patent("2019-03-12", "2021-08-10", event("2024-09-20", E.OPEN_LICENCE_DECLARED)),
         Availability.LICENSABLE_OPEN, "open_licence_terms_unknown"),
        (patent("2019-03-12", "2021-08-10", event("2024-09-20", E.OPEN_LICENCE_DECLARED),
                event("2025-09-20", E.OPEN_LICENCE_WITHDRAWN), offers=(open_offer("2024-09-20"),)),
         Availability.LICENSABLE_ASK, "open_licence_withdrawn"),
        (patent("2019-03-12", "2021-08-10", event("2024-09-20", E.OPEN_LICENCE_DECLARED),
                event("2025-09-20", E.OPEN_LICENCE_WITHDRAWN), event("2026-03-01", E.OPEN_LICENCE_DECLARED),
                offers=(open_offer("2024-09-20"), open_offer("2026-03-01"))),
         Availability.LICENSABLE_OPEN, None),
    ],
)  # fmt: skip
def test_an_open_licence_counts_from_declaration_to_withdrawal_or_term(
    record: PatentRecord, availability: Availability, caveat: str | None
) -> None:
    said = on(record)
    assert said.availability is availability
    assert [c for c in said.caveats if c.startswith("open_licence")] == ([caveat] if caveat else [])


# ── late fees ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fee_not_paid_through_today_is_late_for_six_months_then_unknown() -> None:
    record = patent("2019-03-12", "2021-08-10", paid="2026-03-12")
    assert on(record, day("2026-03-12")).availability is Availability.LICENSABLE_ASK
    assert on(record, day("2026-03-13")).availability is Availability.LATE_FEE
    assert on(record, day("2026-09-12")).until == day("2026-09-12")
    gone = on(record, day("2026-09-13"))
    assert (gone.status, gone.availability) == (Status.UNKNOWN, Availability.UNKNOWN)
    assert "verify_annual_fee" in gone.caveats


def test_a_fee_paid_after_the_unpaid_entry_settles_it() -> None:
    record = patent("2019-09-16", "2021-12-28", event("2026-09-16", E.FEE_UNPAID), paid="2027-09-16")
    assert on(record).availability is Availability.LICENSABLE_ASK


@pytest.mark.parametrize(
    ("paid", "months", "rate", "amount"),
    [
        ("2026-09-16", 0, "0", "0"),
        ("2026-10-16", 1, "0", "0"),
        ("2026-10-17", 2, "0.05", "60"),
        ("2026-11-24", 3, "0.10", "120"),
        ("2027-03-16", 6, "0.25", "300"),
    ],
)
def test_the_surcharge_grows_by_five_per_cent_of_the_full_fee_for_each_month(
    paid: str, months: int, rate: str, amount: str
) -> None:
    late = months_late(day("2026-09-16"), day(paid))
    said = late_fee_surcharge(Money(amount=Decimal(1200), currency="CNY"), late)
    assert (late, said.rate, said.amount.amount) == (months, Decimal(rate), Decimal(amount))
    assert said.total == Money(amount=1200 + Decimal(amount), currency="CNY")


def test_no_surcharge_buys_a_fee_after_the_sixth_month() -> None:
    assert months_late(day("2026-09-16"), day("2027-03-17")) == 7
    with pytest.raises(UsageError) as refused:
        late_fee_surcharge(Money(amount=Decimal(1200), currency="CNY"), 7)
    assert refused.value.code == "late_fee_window_passed"


# ── terms ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("record", "last"),
    [
        (patent("2021-05-31", type=DESIGN), "2031-05-30"),
        (patent("2021-06-01", type=DESIGN), "2036-05-31"),
        (patent("2016-02-29", type=UM), "2026-02-27"),  # 2026 has no 29 February: the anniversary is the 28th
        (patent("2020-02-29"), "2040-02-28"),
        (patent("2015-05-13", "2016-07-05", type=DESIGN, jurisdiction="US"), "2031-07-04"),
        (patent("2015-05-12", "2016-07-05", type=DESIGN, jurisdiction="US"), "2030-07-04"),
        (patent("2019-11-04", jurisdiction="EP"), "2039-11-03"),
        (patent("2019-11-04", jurisdiction="WO"), None),
        (patent("2019-11-04", type=UM, jurisdiction="DE"), None),
        (patent(None), None),
        (patent(type=None), None),
    ],
)
def test_the_last_day_of_a_term_is_the_day_before_the_anniversary(
    record: PatentRecord, last: str | None
) -> None:
    assert last_day_in_force(record) == (day(last) if last else None)


filings = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))
types = st.sampled_from(tuple(PatentType))


@given(filings, types)
def test_a_term_is_whole_years_and_in_force_on_its_last_day_but_not_on_the_next(
    filed: date, type: PatentType
) -> None:
    record = replace(
        patent(type=type),
        filing_date=filed,
        grant_date=filed,
        annual_fee_paid_through=date(2150, 1, 1),
    )
    end, last = expiry_termination_date(record), last_day_in_force(record)
    assert end is not None
    assert last is not None
    assert end - last == timedelta(days=1)
    assert end.year - filed.year in (10, 15, 20)
    assert (end.month, end.day) == (filed.month, filed.day) or (filed.month, filed.day) == (2, 29)
    assert on(record, last).status is Status.IN_FORCE
    assert on(record, end).availability is Availability.EXPIRED


@given(filings, st.dates(min_value=date(1990, 1, 1), max_value=date(2120, 1, 1)))
def test_what_remains_added_to_today_is_the_last_day(filed: date, as_of: date) -> None:
    record = replace(patent(), filing_date=filed)
    last, left = last_day_in_force(record), remaining(record, as_of)
    assert last is not None
    assert left is not None
    if as_of >= last:
        assert (left.years, left.months, left.days) == (0, 0, 0)
    else:
        assert add_months(as_of, 12 * left.years + left.months) + timedelta(days=left.days) == last
        assert left.months < 12


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 600))
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(start: date, months: int) -> None:
    then = add_months(start, months)
    assert (then.year - start.year) * 12 + then.month - start.month == months
    assert then.day == start.day or (then + timedelta(days=1)).day == 1


def test_the_length_of_what_remains_is_told_in_years_months_and_days() -> None:
    left = remaining(FIXTURES["P01"][0], TODAY)
    assert left == span_between(TODAY, day("2039-03-11"))
    assert left is not None
    assert (left.years, left.months, left.days) == (12, 3, 15)


every_event = st.builds(
    LegalEvent,
    on=st.dates(min_value=date(2015, 1, 1), max_value=date(2027, 1, 1)),
    kind=st.sampled_from(tuple(EventKind)),
    licence_type=st.none() | st.sampled_from(tuple(LicenceType)),
    until=st.none() | st.dates(min_value=date(2015, 1, 1), max_value=date(2030, 1, 1)),
)


@given(st.lists(every_event, max_size=6), st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_whatever_the_entries_an_ended_or_encumbered_right_is_never_called_licensable(
    events: list[LegalEvent], paid: date | None
) -> None:
    record = replace(patent(paid=None), events=tuple(events), annual_fee_paid_through=paid)
    said = on(record)
    assert said.as_of == TODAY
    if said.availability in AVAILABLE:
        assert said.status is Status.IN_FORCE
        kinds = [entry.kind for entry in events if entry.on <= TODAY]
        undone = {
            E.LAPSED_UNPAID_FEE: E.RESTORED,
            E.PLEDGED: E.PLEDGE_RELEASED,
            E.PRESERVED: E.PRESERVATION_LIFTED,
        }
        for kind, undoing in undone.items():
            assert kind not in kinds or undoing in kinds
        assert E.INVALIDATED not in kinds
        assert E.TERM_EXPIRED not in kinds
