"""The nouns of the register: a contract with its duties, what was done with it, reminders, and what cannot be reminded of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from knowledge.types import LicenceType, Money

CONTRACTED = (LicenceType.EXCLUSIVE, LicenceType.SOLE, LicenceType.NON_EXCLUSIVE, LicenceType.OPEN)


class DutyKind(StrEnum):
    """What the contract asks for: fees by their kind, a royalty report, a look at whether a pay-after-use trigger was reached."""

    UPFRONT = "upfront"
    INSTALMENT = "instalment"
    PERIODIC = "periodic"
    MINIMUM = "minimum"
    ROYALTY = "royalty"
    DEFERRED = "deferred"  # pay after use
    OTHER_FEE = "other_fee"
    REPORT = "report"
    TRIGGER = "trigger"

    @property
    def is_fee(self) -> bool:
        return self not in (DutyKind.REPORT, DutyKind.TRIGGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One duty of a contract. `first` is None where no day is agreed: nothing is reminded of then.

    `every_months` repeats it until `until`, else until the contract's term ends; 0: once.
    """

    duty_id: str = ""  # kept through changes; given by the register
    kind: DutyKind
    words: str = ""  # as agreed: "3 % of net sales", "once sales reach CNY 5 million"
    amount: Money | None = None  # only as it was entered
    first: date | None = None
    every_months: int = 0
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LicensedPatent:
    """A patent as the contract names it; `document_id` is the library's document of it where it was held on entry."""

    number: str
    document_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a contract says, as an officer entered it. What is None or empty was not entered."""

    licensors: tuple[str, ...]
    licensee: str
    patents: tuple[LicensedPatent, ...]
    licence_type: LicenceType
    territory: str = ""
    field_of_use: str = ""
    signed_on: date | None = None
    effective_from: date | None = None
    term_end: date | None = None  # its last day
    duties: tuple[Duty, ...] = ()
    recorded_on: date | None = None
    recordal_number: str = ""
    need_id: str = ""  # the kept need that it came of
    reference: str = ""  # the office's own number of it
    remark: str = ""


class LicenceState(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"  # before its time, or its term passed and that was noted
    MISTAKEN = "mistaken"  # entered by mistake


class Act(StrEnum):
    """What somebody did with a licence."""

    ADDED = "added"
    CHANGED = "changed"
    DONE = "done"  # a reminder
    REOPENED = "reopened"  # a reminder
    ENDED = "ended"
    MISTAKEN = "mistaken"
    RESTORED = "restored"  # an ending or a mistake was taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """That a reminder was seen to: by whom and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A contract in the register. `version` counts its acts that changed what it says or its state, from 1."""

    licence_id: str
    contract: Contract
    state: LicenceState
    version: int
    created_at: datetime
    updated_at: datetime
    ended_on: date | None = None
    ticks: tuple[tuple[str, Tick], ...] = ()  # by the reminder's key

    @property
    def is_active(self) -> bool:
        return self.state is LicenceState.ACTIVE

    def runs_on(self, day: date) -> bool:
        """Say whether it stands on a day: what was not entered leaves it open."""
        begins, ends = self.contract.effective_from, self.contract.term_end
        return self.is_active and (begins is None or begins <= day) and (ends is None or day <= ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody did, and when; `contract` is what it says since then, where that was changed."""

    number: int
    licence_id: str
    at: datetime
    by: str
    act: Act
    reason: str = ""
    about: str = ""  # the key of a reminder
    contract: Contract | None = None


class ReminderKind(StrEnum):
    RECORDAL = "recordal"
    PAYMENT = "payment"
    REPORT = "report"
    TRIGGER = "trigger"
    CONTRACT_END = "contract_end"
    PATENT_FEE = "patent_fee"  # the next annual or maintenance fee of a licensed patent
    PATENT_END = "patent_end"  # the last day of a licensed patent's full term
    PATENT_GONE = "patent_gone"  # a licensed patent has ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Something that falls due on a day. `settled_on`: the contract itself says that it is done."""

    key: str
    licence_id: str
    kind: ReminderKind
    due: date
    licensee: str
    duty: Duty | None = None
    patent: str = ""
    standing: str = ""  # how a patent ended
    until: date | None = None  # the last day on which a fee can be paid late
    checked_on: date | None = None  # when the register was last looked at
    tick: Tick | None = None
    settled_on: date | None = None

    @property
    def is_ending(self) -> bool:
        return self.kind in (ReminderKind.CONTRACT_END, ReminderKind.PATENT_END)

    @property
    def is_done(self) -> bool:
        return self.tick is not None or self.settled_on is not None

    def is_overdue(self, today: date) -> bool:
        return not self.is_done and self.due < today


class GapKind(StrEnum):
    """Why there is no reminder of something."""

    NO_EFFECTIVE_DAY = "no_effective_day"  # the recordal's day cannot be worked out
    NOT_RECORDED_HERE = "not_recorded_here"  # no patent of China: the rule is not about it
    NO_TERM_END = "no_term_end"
    NO_DAY = "no_day"  # of a duty
    PATENT_NOT_HELD = "patent_not_held"
    PATENT_FEE_UNKNOWN = "patent_fee_unknown"
    PATENT_TERM_UNKNOWN = "patent_term_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    kind: GapKind
    licence_id: str
    patent: str = ""
    duty: Duty | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What is to be seen to: overdue first, then by day, what is done last; and what cannot be reminded of."""

    today: date
    reminders: tuple[Reminder, ...]
    gaps: tuple[Gap, ...] = ()

    @property
    def overdue(self) -> tuple[Reminder, ...]:
        return tuple(one for one in self.reminders if one.is_overdue(self.today))

    @property
    def coming(self) -> tuple[Reminder, ...]:
        return tuple(one for one in self.reminders if not one.is_done and one.due >= self.today)

    @property
    def done(self) -> tuple[Reminder, ...]:
        return tuple(one for one in self.reminders if one.is_done)

    def until(self, day: date) -> Agenda:
        """Return what falls due up to a day, and whatever ends later: a contract, a patent."""
        return replace(
            self, reminders=tuple(one for one in self.reminders if one.due <= day or one.is_ending)
        )

    def due_on(self, day: date) -> tuple[Reminder, ...]:
        return tuple(one for one in self.reminders if not one.is_done and one.due == day)

    def next_after(self, day: date) -> Reminder | None:
        """Return the first that falls due after a day."""
        later = [one for one in self.reminders if not one.is_done and one.due > day]
        return min(later, key=lambda one: (one.due, one.key), default=None)
