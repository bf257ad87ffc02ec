"""The nouns of the pool: marks and overrides, grades with their ingredients, entries and what happened to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
