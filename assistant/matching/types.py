"""The nouns of matching: a need taken apart, what a patent says to each of its parts, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from assistant.needs.types import Wanted
from knowledge.types import DocumentHead, Language, PassageKind


class Comparison(StrEnum):
    """How a value is bounded: ≥ 80 %, < 100 °C, 5–10 µm, about 3 mm."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    EQUAL = "equal"
    ABOUT = "about"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A bounded value. `low` and `high` are in `unit`, the field's base unit of that dimension; the one that is open is None."""

    comparison: Comparison
    low: Decimal | None
    high: Decimal | None
    unit: str  # base unit: "%", "K", "m", "kg", "Pa", "s", … ; empty for a bare number
    text: str  # as it was written
    start: int
    end: int


class RequirementKind(StrEnum):
    """What a part of a need is about."""

    TECHNOLOGY = "technology"  # what it is or does
    PROPERTY = "property"  # a property, most with a value
    FIELD = "field"  # where it is used


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One part of a need that a patent can meet or not. `start` and `end` are its place in the need's text, -1 where it is from a field."""

    number: int  # from 1
    kind: RequirementKind
    text: str
    quantities: tuple[Quantity, ...] = ()
    start: int = -1
    end: int = -1
    excluded: bool = False  # it must not be so: "不含铬", "without solvent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a need says of the licence and the enterprise, beside what it wants technically. None: nothing was said."""

    licence_types: tuple[str, ...] = ()  # of knowledge.types.LicenceType
    territory: str | None = None  # as knowledge's places name it
    also_in: tuple[str, ...] = ()  # further territories
    region: str | None = None
    trl: int | None = None
    time_months: int | None = None

    @property
    def territories(self) -> tuple[str, ...]:
        return (self.territory, *self.also_in) if self.territory else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNeed:
    """A need taken apart, for the user to correct."""

    wanted: Wanted
    language: Language
    requirements: tuple[Requirement, ...]
    terms: Terms
    ignored: tuple[str, ...] = ()  # sentences that read like instructions: data, not followed


class Verdict(StrEnum):
    SUPPORTED = "supported"
    PARTLY = "partly"
    NOT_FOUND = "not_found"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one patent says to one requirement, with the words that say it."""

    requirement: Requirement
    verdict: Verdict
    quote: str = ""
    passage_id: str = ""
    label: str = ""  # claim 1, [0012]
    kind: PassageKind | None = None
    language: Language | None = None
    share: float = 0.0  # of the requirement's words that the quote holds, 0 to 1
    found: Quantity | None = None  # the value that was held against the required one

    @property
    def is_met(self) -> bool:
        """Say whether the patent has what is asked for, at least in part."""
        return self.verdict in (Verdict.SUPPORTED, Verdict.PARTLY)


class GateKind(StrEnum):
    NOT_IN_FORCE = "not_in_force"
    PENDING = "pending"
    LATE_FEE = "late_fee"
    UNKNOWN_STATUS = "unknown_status"
    STALE_STATUS = "stale_status"
    EXCLUSIVE = "exclusive"
    SOLE = "sole"
    PLEDGE = "pledge"
    DISPUTE = "dispute"  # preservation too
    SECRECY = "secrecy"  # or export control
    TERRITORY = "territory"
    LICENCE_TYPE = "licence_type"  # the offer is of another kind than what is wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Something that stands in the way, whatever the score is. `blocks`: no licence can be had; else it has to be cleared first."""

    kind: GateKind
    blocks: bool
    text: str  # in the need's language
    quote: str = ""
    passage_id: str = ""
    label: str = ""
    entered_on: date | None = None  # in the office's register of licences; for officers


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredLicence:
    """That a right is licensed to one enterprise alone by a contract in the office's register, and since when it stands there."""

    sole: bool  # the owner may use it too; else exclusive
    entered_on: date


OnRights = Callable[[DocumentHead], EnteredLicence | None]
"""What the register holds of a document's right."""
Entered = Callable[[date], OnRights]
"""What the register holds on a day: read once, asked for many rights."""


def nothing_entered(day: date) -> OnRights:
    return lambda head: None


class ComponentName(StrEnum):
    """Parts of the score (domain brief §5); the office sets what each may give."""

    NEED_FIT = "need_fit"
    CLAIM_COVERAGE = "claim_coverage"
    TRL = "trl"
    REMAINING_TERM = "remaining_term"
    LICENCE_FEASIBILITY = "licence_feasibility"
    PRICE_FIT = "price_fit"
    REGION_SUPPORT = "region_support"
    EVIDENCE_QUALITY = "evidence_quality"


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    name: ComponentName
    points: float
    most: float
    known: bool  # False: nothing is known of it, half the points are given and that is said
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One technology for a need: its best publication, what it meets, what stands in the way, and its score."""

    rank: int
    score: float  # 0 to 100
    head: DocumentHead
    publication_number: str
    title: str
    components: tuple[Component, ...]
    gates: tuple[Gate, ...]
    cells: tuple[Cell, ...]  # unmet first
    family: tuple[str, ...] = ()  # publication numbers of the same technology
    tied_with: tuple[int, ...] = ()  # ranks whose scores are too near to tell apart
    recognised: bool = False  # marked from both sides, as far as the reader may know
    is_near: bool = (
        True  # to the need, beside the closest technology; else it is shown as one that is farther away
    )

    @property
    def is_blocked(self) -> bool:
        """Say whether something stands in the way whatever is done: no licence can be had."""
        return any(gate.blocks for gate in self.gates)

    @property
    def is_recommended(self) -> bool:
        return self.is_near and not self.is_blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A need and its matches; or, `alone`, what the one patent that was asked for is for it."""

    need: ReadNeed
    matches: tuple[Match, ...]
    alone: bool = False
