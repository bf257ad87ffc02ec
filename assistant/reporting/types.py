"""The nouns of reports: stages with their dated facts, what is selected, what is counted, what ends and what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.rights.standing import Status
from knowledge.types import DocumentHead, Offer, PatentRecord


class Stage(StrEnum):
    """A step of a technology on its way to a licence. Each is counted on its own: none supposes another."""

    POOL = "pool"  # it entered the pool
    OFFERED = "offered"  # an offer of public documents was made
    MATCHED = "matched"  # recommended for a need of a batch, or marked by an enterprise
    DRAFTED = "drafted"
    APPROVED = "approved"  # a draft of it
    LICENSED = "licensed"  # by a contract that an officer entered
    RECORDED = "recorded"  # a licence stands in the patent register


OPEN_STAGES = (Stage.POOL, Stage.OFFERED, Stage.RECORDED)
"""What rests on public facts alone: the others are the office's."""


class Step(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"


class Dimension(StrEnum):
    OWNER = "owner"
    FIELD = "field"  # class of the IPC
    REGION = "region"  # ISO 3166-2, of an owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a technology is counted under: all its owners, fields and regions, as public documents state them."""

    owners: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    def under(self, dimension: Dimension) -> tuple[str, ...]:
        return {
            Dimension.OWNER: self.owners,
            Dimension.FIELD: self.fields,
            Dimension.REGION: self.regions,
        }[dimension]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """That a technology reached a stage; `day` is the first that is known, None where none is stored."""

    stage: Stage
    technology: str
    day: date | None
    profile: Profile | None = None  # None: no public document of it is in the library


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which facts are counted, and how. An empty filter selects all; days count from `since` to `until`."""

    since: date
    until: date
    step: Step = Step.MONTH
    owner: str = ""  # a part of a name suffices
    field: str = ""  # an IPC symbol or its beginning
    region: str = ""  # ISO 3166-2
    by: Dimension = Dimension.OWNER

    @property
    def narrows(self) -> bool:
        return bool(self.owner or self.field or self.region)


Counts = Mapping[Stage, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: a period (2026-11, 2026-Q4) or a group, and how many technologies reached which stage."""

    name: str
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """Technologies by stage. `undated` reached it on a day that nobody stored, `ever` on any day or none; neither is
    guessed into a period. `left_out` are facts of technologies that the library does not hold, where a filter is set.
    """

    selection: Selection
    stages: tuple[Stage, ...]
    within: Counts
    ever: Counts
    undated: Counts
    periods: tuple[Row, ...]
    groups: tuple[Row, ...]  # most first
    ungrouped: Counts  # no owner, field or region is stated
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A right whose full term ends on a day, or an offer that does."""

    day: date
    head: DocumentHead
    record: PatentRecord
    status: Status
    offer: Offer | None = None


class OfferEnd(StrEnum):
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # its term passed


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedOffer:
    day: date
    how: OfferEnd
    head: DocumentHead
    record: PatentRecord
    offer: Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements:
    """What happened in the pool, by period and kind, and why."""

    periods: tuple[tuple[str, Mapping[str, int]], ...]
    reasons: tuple[tuple[str, int], ...]  # most first


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A need for which nothing is recommended: one that was submitted, or a row of a batch."""

    enterprise: str
    text: str
    need_id: str = ""
    batch_id: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedNeeds:
    """`read` of `submitted` needs were looked at so far; `in_batches` counts all rows of batches without a match."""

    submitted: int = 0
    read: int = 0
    needs: tuple[Unmatched, ...] = ()
    in_batches: int = 0
    rows: tuple[Unmatched, ...] = field(default=())  # of the newest batches

    @property
    def is_whole(self) -> bool:
        return self.read == self.submitted
