"""The nouns of the pool: marks and overrides, grades with their ingredients, entries and what happened to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Somebody's word on a technology: of an enterprise that it is interested, of the office that it is ready.

    `owner` is the enterprise's account; empty: the office. To an officer `need_id` is empty where the need is not submitted.
    """

    mark_id: str
    owner: str
    document_id: str
    remark: str
    need_id: str
    made_by: str
    made_at: datetime
    ended_by: str = ""
    ended_at: datetime | None = None
    keys: tuple[str, ...] = ()  # what documents of the same technology share

    @property
    def stands(self) -> bool:
        return self.ended_at is None


class Tier(StrEnum):
    """How strongly a technology that can be licensed stands, by the points of the office's rules."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A tier that an officer gave in place of the rules', and why."""

    override_id: str
    document_id: str
    tier: Tier
    reason: str
    made_by: str
    made_at: datetime
    ended_by: str = ""
    ended_at: datetime | None = None
    keys: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        return self.ended_at is None


class PoolClass(StrEnum):
    """What is to be done with a technology next. No national standard names classes: these are the product's own."""

    OPEN_NOW = "open_now"  # an open licence is declared
    NEGOTIATE = "negotiate"  # in force; terms are to be asked for
    MATURE_FIRST = "mature_first"  # can be licensed, but its TRL is below what the office asks for
    PENDING = "pending"
    RESTRICTED = "restricted"  # exclusive or sole licence, pledge, dispute, late fee
    VERIFY_FIRST = "verify_first"  # status unknown, or checked too long ago
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """One part of a grade: what was found where, and the points it gives. Nothing is known: `values` is empty, no points."""

    name: str
    points: float
    most: float
    values: Mapping[str, object] = field(default_factory=dict)
    document_id: str = ""  # that tells it; empty: marks

    @property
    def known(self) -> bool:
        return bool(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """Class and tier of a technology with all that they are made of.

    `tier` is None where it cannot be licensed: whatever its points, it is not ready. `could_reach` is the tier if all
    that is unknown gave all its points.
    """

    pool_class: PoolClass
    by_rules: Tier | None
    could_reach: Tier | None
    points: float
    ingredients: tuple[Ingredient, ...]
    rules_version: int
    override: Override | None = None  # that stands; it counts only while the technology can be licensed

    @property
    def tier(self) -> Tier | None:
        return self.override.tier if self.override and self.by_rules else self.by_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRules:
    """Who set which version of the rules, when and why."""

    version: int
    reason: str
    made_by: str
    made_at: datetime


class EventKind(StrEnum):
    ENTERED = "entered"
    ROSE = "rose"
    FELL = "fell"
    LEFT = "left"


class Reason(StrEnum):
    """Why something happened, by what differs from the state before."""

    GRADED = "graded"  # entered by its tier
    RECOGNISED = "recognised"  # entered, marked from both sides
    STATUS_CHANGED = "status_changed"
    STATUS_UNVERIFIED = "status_unverified"  # unknown, or the register was looked at too long ago
    LICENSED = "licensed"  # exclusively or solely
    OFFER_MADE = "offer_made"
    OFFER_ENDED = "offer_ended"  # withdrawn, or its term passed
    MARKED = "marked"
    MARK_WITHDRAWN = "mark_withdrawn"
    OVERRIDDEN = "overridden"
    OVERRIDE_ENDED = "override_ended"
    RULES_CHANGED = "rules_changed"
    GRADE_CHANGED = "grade_changed"
    MERGED = "merged"  # it turned out to be one technology with another
    DOCUMENT_REMOVED = "document_removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is kept of a technology with each event: how it stood then. Counts and codes, nobody's name and no text."""

    keys: tuple[str, ...]
    document_id: str
    number: str
    tier: Tier | None
    pool_class: PoolClass
    points: float
    availability: str
    recognised: bool
    ready: bool
    wanted: int  # enterprises
    overridden: bool
    rules_version: int
    contracted: bool = False  # to one enterprise alone, by the office's own register


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolEvent:
    """Something that happened in the pool, as it was noticed on `day`."""

    number: int
    at: datetime
    day: date
    technology: str
    kind: EventKind
    reasons: tuple[Reason, ...]
    state: State  # after it


class Stage(StrEnum):
    """How far something is that is not filed yet."""

    IDEA = "idea"
    PROOF = "proof"  # of principle
    PROTOTYPE = "prototype"
    PILOT = "pilot"
    IN_USE = "in_use"


class PriorArt(StrEnum):
    """What a search found, as whoever entered the disclosure knows it. No opinion on novelty is made of it."""

    NOT_SEARCHED = "not_searched"
    NONE_CLOSE = "none_close"
    CLOSE = "close"
    SAME = "same"


class DisclosureClass(StrEnum):
    """What is to be done next with something that is not filed yet."""

    SEARCH_FIRST = "search_first"
    COMPARE_FIRST = "compare_first"  # something alike is known
    MATURE_FIRST = "mature_first"  # no more than an idea
    CONSIDER_FILING = "consider_filing"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureGrade:
    disclosure_class: DisclosureClass
    tier: Tier
    could_reach: Tier
    points: float
    ingredients: tuple[Ingredient, ...]
    rules_version: int
