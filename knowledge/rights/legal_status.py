"""What a patent's record says of its standing on a day: a record in; status, availability, the rule and its dates out.

Ended states go before restrictions, restrictions before a fee that is late, that before what is offered. What the
record does not tell is `unknown`, and nothing unknown, unverified or checked too long ago is ever called licensable.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from knowledge.licences.licence_terms import open_licence
from knowledge.rights.patent_term import (
    FeeWindow,
    Surcharge,
    expiry_termination_date,
    granted_on_paper,
    is_nominal,
    last_day_in_force,
    late_fee_surcharge,
    late_fee_window,
    maintenance_windows,
    months_late,
    remaining,
)
from knowledge.rights.register import Register, replay
from knowledge.rights.standing import AVAILABLE, Availability, Rule, Status, StatusAssessment
from knowledge.types import EventKind, LegalEvent, PatentRecord


def assess(
    record: PatentRecord, *, as_of: date, checked_on: date | None, stale_after_days: int = 90
) -> StatusAssessment:
    """Assess a record on a day from its register entries, term and fees.

    `checked_on` is when the register was last looked at; None counts as never. Where that is older than
    `stale_after_days` on `as_of`, a right that would be licensable is `unknown` with the caveat `stale`; ended and
    restricted states stay, because saying them too long harms nobody.
    """
    register = replay(record.events, as_of)
    verdict = _ended(record, register, as_of) or _not_in_force(record, register, as_of)
    if verdict is None:
        late = _late(record, register, as_of)
        verdict = _restricted(register, late) or late or _offered(record, as_of)
    if verdict.availability in AVAILABLE and _maintenance_open(record, as_of):
        verdict = replace(verdict, rule=Rule.MAINTENANCE_UNVERIFIED, unverified=True)
    stale = checked_on is None or (as_of - checked_on).days > stale_after_days
    hidden = verdict.availability in AVAILABLE and (stale or verdict.unverified)
    return StatusAssessment(
        status=verdict.status,
        availability=Availability.UNKNOWN if hidden else verdict.availability,
        computed_availability=verdict.availability,
        rule=verdict.rule,
        as_of=as_of,
        since=verdict.since,
        until=verdict.until,
        events=_in_order(verdict.events),
        last_day_in_force=last_day_in_force(record),
        expiry_termination_date=expiry_termination_date(record),
        checked_on=checked_on,
        stale=stale,
        co_owned=len(record.owners) > 1,
        caveats=_caveats(record, register, verdict, as_of, stale=stale),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    status: Status
    availability: Availability
    rule: Rule
    since: date | None = None
    until: date | None = None
    events: tuple[LegalEvent, ...] = field(default=())  # the deciding one last
    unverified: bool = False


def _in_order(events: tuple[LegalEvent, ...]) -> tuple[LegalEvent, ...]:
    return (*sorted(events[:-1], key=lambda event: event.on), *events[-1:])


_NO_TERM_IS_LONGER = (
    30  # years: twenty from filing, which is before publication, five of extension, and adjustments
)

# ── ended, or not in force ───────────────────────────────────────────────────────────────────────────────

_ENDINGS = {
    EventKind.LAPSED_UNPAID_FEE: (Status.LAPSED, Availability.LAPSED, Rule.LAPSED_BY_ENTRY),
    EventKind.TERM_EXPIRED: (Status.EXPIRED, Availability.EXPIRED, Rule.EXPIRED_BY_ENTRY),
    EventKind.INVALIDATED: (Status.INVALIDATED, Availability.INVALIDATED, Rule.INVALIDATED_BY_ENTRY),
    EventKind.ABANDONED: (Status.ABANDONED, Availability.LAPSED, Rule.ABANDONED_BY_ENTRY),
    EventKind.ENDED: (Status.LAPSED, Availability.LAPSED, Rule.ENDED_BY_ENTRY),
    EventKind.WITHDRAWN: (
        Status.WITHDRAWN_OR_REFUSED, Availability.WITHDRAWN_OR_REFUSED, Rule.WITHDRAWN_OR_REFUSED_BY_ENTRY,
    ),
    EventKind.REFUSED: (
        Status.WITHDRAWN_OR_REFUSED, Availability.WITHDRAWN_OR_REFUSED, Rule.WITHDRAWN_OR_REFUSED_BY_ENTRY,
    ),
}  # fmt: skip


_ENDS_A_RIGHT = frozenset({EventKind.LAPSED_UNPAID_FEE, EventKind.ABANDONED, EventKind.ENDED})


def _ended(record: PatentRecord, register: Register, as_of: date) -> _Verdict | None:
    if register.ended is not None:
        status, availability, rule = _ENDINGS[register.ended.kind]
        return _Verdict(
            status=status, availability=availability, rule=rule, since=register.ended.on,
            events=(register.ended,),
        )  # fmt: skip
    end = expiry_termination_date(record)
    if end is not None and as_of >= end:
        return _Verdict(
            status=Status.EXPIRED, availability=Availability.EXPIRED, rule=Rule.TERM_PASSED, since=end
        )
    if end is None and _surely_past(record, as_of):
        return _Verdict(status=Status.EXPIRED, availability=Availability.EXPIRED, rule=Rule.TERM_PASSED)
    return None


def _surely_past(record: PatentRecord, as_of: date) -> bool:
    """Say whether a right of unknown filing date was published so long ago that no term or extension reaches today."""
    known = [day for day in (record.grant_date, record.publication_date) if day is not None]
    return bool(known) and record.jurisdiction != "WO" and as_of.year - min(known).year > _NO_TERM_IS_LONGER


def _not_in_force(record: PatentRecord, register: Register, as_of: date) -> _Verdict | None:
    """Return what stands where the right is not granted yet, or where nothing tells that it is in force."""
    if record.filing_date is not None and record.filing_date > as_of:
        return _unknown(Rule.NOT_YET_FILED)
    granted = _granted(record, register, as_of)
    if granted and _ended_later(record, as_of):
        return None
    if granted is None or (not register.entries and not _fees_told(record)):
        return _unknown(Rule.NO_REGISTER_DATA)
    if not granted:
        last = register.procedure[-1:]
        return _Verdict(
            status=Status.PENDING, availability=Availability.PENDING, rule=Rule.PENDING,
            since=record.filing_date, events=last,
        )  # fmt: skip
    if not register.alive and not _fees_told(record):
        return _unknown(Rule.FEE_STATE_UNKNOWN, register.procedure[-1:])
    return None


def _ended_later(record: PatentRecord, as_of: date) -> bool:
    """Say whether an entry of after a day tells that the right ended then: it was in force until that."""
    return any(event.on > as_of and event.kind in _ENDS_A_RIGHT for event in record.events)


def _granted(record: PatentRecord, register: Register, as_of: date) -> bool | None:
    if register.granted:
        return True
    if record.grant_date is not None:
        return record.grant_date <= as_of
    if record.publication_date is not None and record.publication_date > as_of:
        return False
    on_paper = granted_on_paper(record)
    return False if on_paper is None and register.procedure else on_paper


def _fees_told(record: PatentRecord) -> bool:
    """Say whether the record tells of fees; a US right's own maintenance dates count, they are looked at later."""
    return record.annual_fee_paid_through is not None or (
        record.jurisdiction == "US" and record.grant_date is not None
    )


def _unknown(rule: Rule, events: tuple[LegalEvent, ...] = ()) -> _Verdict:
    return _Verdict(status=Status.UNKNOWN, availability=Availability.UNKNOWN, rule=rule, events=events)


# ── in force ─────────────────────────────────────────────────────────────────────────────────────────────


def _restricted(register: Register, late: _Verdict | None) -> _Verdict | None:
    status = late.status if late else Status.IN_FORCE
    for entries, availability, rule in (
        (register.exclusive, Availability.RESTRICTED_EXCLUSIVE, Rule.EXCLUSIVE_LICENCE_RECORDED),
        (register.sole, Availability.RESTRICTED_SOLE, Rule.SOLE_LICENCE_RECORDED),
        (register.pledges, Availability.RESTRICTED_PLEDGE, Rule.PLEDGE_RECORDED),
        (register.preserved, Availability.RESTRICTED_PRESERVATION_OR_DISPUTE, Rule.PRESERVATION_RECORDED),
        (register.untyped, Availability.UNKNOWN, Rule.LICENCE_OF_UNKNOWN_TYPE_RECORDED),
    ):
        if entries:
            others = tuple(entry for entry in register.restrictions if entry not in entries)
            return _Verdict(
                status=status, availability=availability, rule=rule, since=entries[-1].on,
                until=entries[-1].until, events=(*others, *entries),
            )  # fmt: skip
    return None


def _late(record: PatentRecord, register: Register, as_of: date) -> _Verdict | None:
    window = _late_window(record, register, as_of)
    if window is None:
        return None
    entries = (register.fee_unpaid,) if register.fee_unpaid else ()
    if as_of > window.until:
        return replace(_unknown(Rule.FEE_WINDOW_PASSED, entries), since=window.due, until=window.until)
    return _Verdict(
        status=Status.IN_FORCE_LATE_FEE, availability=Availability.LATE_FEE, rule=Rule.LATE_FEE_WINDOW,
        since=window.due, until=window.until, events=entries,
    )  # fmt: skip


def _late_window(record: PatentRecord, register: Register, as_of: date) -> FeeWindow | None:
    """Return the window of the fee that is late on a day. A fee paid through a later day settles an unpaid entry.

    Outside China too six months are taken, the least that a state may grant (Paris Convention art. 5bis).
    """
    paid, entry = record.annual_fee_paid_through, register.fee_unpaid
    if entry is not None and (paid is None or paid <= entry.on):
        return FeeWindow(due=entry.on, until=entry.until or late_fee_window(entry.on).until)
    if paid is not None and as_of > paid and record.jurisdiction != "US":
        return late_fee_window(paid)
    return None


def _maintenance_open(record: PatentRecord, as_of: date) -> bool:
    """Say whether a US maintenance fee has come due of which the record holds no payment (35 U.S.C. 41(b))."""
    due = [window.due for window in maintenance_windows(record) if window.due < as_of]
    paid = record.annual_fee_paid_through
    return bool(due) and (paid is None or paid < as_of)


def _offered(record: PatentRecord, as_of: date) -> _Verdict:
    standing = open_licence(record, as_of)
    if standing.open:
        return _Verdict(
            status=Status.IN_FORCE, availability=Availability.LICENSABLE_OPEN, rule=Rule.OPEN_LICENCE_DECLARED,
            since=standing.declared_on, until=standing.term_end, events=standing.events,
        )  # fmt: skip
    return _Verdict(
        status=Status.IN_FORCE, availability=Availability.LICENSABLE_ASK, rule=Rule.IN_FORCE,
        since=record.grant_date, events=standing.events,
    )  # fmt: skip


# ── caveats ──────────────────────────────────────────────────────────────────────────────────────────────


def _caveats(
    record: PatentRecord, register: Register, verdict: _Verdict, as_of: date, *, stale: bool
) -> tuple[str, ...]:
    standing = open_licence(record, as_of)
    alive = verdict.status in (Status.IN_FORCE, Status.IN_FORCE_LATE_FEE, Status.UNKNOWN)
    late = _late(record, register, as_of)
    told = {
        "stale": stale,
        "verify_maintenance_fee": alive and _maintenance_open(record, as_of),
        "verify_annual_fee": alive and late is not None and late.rule is Rule.FEE_WINDOW_PASSED,
        "fee_state_unknown": alive and not _fees_told(record) and register.fee_unpaid is None,
        "late_fee": alive and late is not None and late.rule is Rule.LATE_FEE_WINDOW,
        "open_licence_withdrawn": standing.withdrawn_on is not None,
        "open_licence_term_passed": standing.term_passed,
        "open_licence_terms_unknown": standing.open and standing.offer is None,
        "pledged": alive and bool(register.pledges) and verdict.rule is not Rule.PLEDGE_RECORDED,
        "licence_type_unknown": alive and bool(register.untyped),
        "partly_invalidated": bool(register.partly_invalidated),
        "owner_changed": bool(register.transferred),
        "restored": register.restored is not None,
        "co_owned_no_agreement": len(record.owners) > 1 and not standing.open,
        "not_cn_right_only_in_jurisdiction": record.jurisdiction != "CN",
        "nominal_term": is_nominal(record) and last_day_in_force(record) is not None,
    }  # fmt: skip
    return tuple(name for name, applies in told.items() if applies)


__all__ = [
    "AVAILABLE",
    "Availability",
    "Rule",
    "Status",
    "StatusAssessment",
    "Surcharge",
    "assess",
    "expiry_termination_date",
    "last_day_in_force",
    "late_fee_surcharge",
    "months_late",
    "remaining",
]
