"""What an enterprise looks for, as it writes it, and as it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from knowledge.types import LicenceType, Money

Budget = Money | str  # an amount, or words: "按销售额提成"


class NeedState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an enterprise writes; only the text must be there."""

    text: str
    enterprise: str = ""
    industry: str = ""
    region: str = ""
    budget: Budget | None = None
    deadline: date | None = None
    licence_type: LicenceType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A requirement as the owner of a need worded it. `kind` is one of matching's RequirementKind."""

    text: str
    kind: str
    excluded: bool = False  # it must not be so


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """What the owner corrected of how a need was read: its requirements, all of them, and its terms."""

    requirements: tuple[Wording, ...]
    licence_types: tuple[str, ...] = ()  # of knowledge.types.LicenceType
    territory: str | None = None
    trl: int | None = None
    time_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A need as one reader may see it: to an officer `wanted.budget` is None where it is not shared, whatever it holds."""

    need_id: str
    owner: str
    wanted: Wanted
    state: NeedState
    budget_shared: bool
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    corrections: Corrections | None = None  # of its present text
