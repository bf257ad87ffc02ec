"""The vocabulary of a patent's standing: its status, what an enterprise can expect, the rule that decided, the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.types import LegalEvent


class Status(StrEnum):
    IN_FORCE = "in_force"
    IN_FORCE_LATE_FEE = "in_force_late_fee"
    PENDING = "pending"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    WITHDRAWN_OR_REFUSED = "withdrawn_or_refused"
    ABANDONED = "abandoned"
    UNKNOWN = "unknown"


class Availability(StrEnum):
    """What an enterprise can expect. An abandoned right is `lapsed` here; `rule` tells how it ended."""

    LICENSABLE_OPEN = "licensable_open"
    LICENSABLE_ASK = "licensable_ask"
    PENDING = "pending"
    RESTRICTED_EXCLUSIVE = "restricted_exclusive"
    RESTRICTED_SOLE = "restricted_sole"
    RESTRICTED_PLEDGE = "restricted_pledge"
    RESTRICTED_PRESERVATION_OR_DISPUTE = "restricted_preservation_or_dispute"
    LATE_FEE = "late_fee"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    WITHDRAWN_OR_REFUSED = "withdrawn_or_refused"
    UNKNOWN = "unknown"


class Rule(StrEnum):
    """Which reasoning decided. `…_recorded` and `…_by_entry` rest on a register entry, the others on dates."""

    LAPSED_BY_ENTRY = "lapsed_by_entry"
    EXPIRED_BY_ENTRY = "expired_by_entry"
    INVALIDATED_BY_ENTRY = "invalidated_by_entry"
    ABANDONED_BY_ENTRY = "abandoned_by_entry"
    ENDED_BY_ENTRY = "ended_by_entry"  # the entry does not say why
    WITHDRAWN_OR_REFUSED_BY_ENTRY = "withdrawn_or_refused_by_entry"
    TERM_PASSED = "term_passed"
    FEE_WINDOW_PASSED = "fee_window_passed"  # unpaid, six months gone, and no entry that says so
    NOT_YET_FILED = "not_yet_filed"
    NO_REGISTER_DATA = "no_register_data"
    FEE_STATE_UNKNOWN = "fee_state_unknown"
    MAINTENANCE_UNVERIFIED = "maintenance_unverified"
    PENDING = "pending"
    EXCLUSIVE_LICENCE_RECORDED = "exclusive_licence_recorded"
    SOLE_LICENCE_RECORDED = "sole_licence_recorded"
    LICENCE_OF_UNKNOWN_TYPE_RECORDED = "licence_of_unknown_type_recorded"
    PLEDGE_RECORDED = "pledge_recorded"
    PRESERVATION_RECORDED = "preservation_recorded"
    LATE_FEE_WINDOW = "late_fee_window"
    OPEN_LICENCE_DECLARED = "open_licence_declared"
    IN_FORCE = "in_force"


AVAILABLE = frozenset({Availability.LICENSABLE_OPEN, Availability.LICENSABLE_ASK})
ENDED = (
    Availability.LAPSED,
    Availability.EXPIRED,
    Availability.INVALIDATED,
    Availability.WITHDRAWN_OR_REFUSED,
)
"""Nothing is left to be licensed."""
AVAILABLE_NAMES = tuple(sorted(map(str, AVAILABLE)))  # as filters name them


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusAssessment:
    """A patent's standing on `as_of`.

    `events` are the entries that the verdict rests on, by date, the deciding one last. `since` is the day the deciding
    state began, `until` the day it ends where that is known (licence, late-fee window, offer). `computed_availability`
    is what the record alone gives; `availability` is it, unless the register was not checked recently enough.
    """

    status: Status
    availability: Availability
    computed_availability: Availability
    rule: Rule
    as_of: date
    since: date | None = None
    until: date | None = None
    events: tuple[LegalEvent, ...] = ()
    last_day_in_force: date | None = None
    expiry_termination_date: date | None = None
    checked_on: date | None = None
    stale: bool = False
    co_owned: bool = False
    caveats: tuple[str, ...] = ()
