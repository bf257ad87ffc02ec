"""The nouns of demand: a patent with the needs that it fits, a patent that sleeps, and what waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.matching.industries import FieldOfUse
from assistant.matching.waiting import NeedFit
from assistant.needs.types import Need
from assistant.pool.technologies import Technology
from assistant.register.types import Licence
from knowledge.types import DocumentHead, PatentRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class PatentNeeds:
    """A patent, the submitted needs that it fits, the fields that it suits on record, and who licenses it in the register."""

    head: DocumentHead
    record: PatentRecord
    day: date
    looked_at: int  # submitted needs
    fits: tuple[NeedFit, ...]
    fields: tuple[FieldOfUse, ...]
    licences: tuple[Licence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A submitted need that a patent fits closely."""

    need: Need
    closeness: float  # beside the closest technology, 0 to 1
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sleeping:
    """A technology in force that nobody licenses on record, with the needs that wait for it.

    `verified`: its standing was looked up lately enough; else it has to be looked up before anything is said.
    """

    technology: Technology
    verified: bool
    offered: bool
    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What waits for a portfolio on a day. `read` of `needs` submitted needs were looked at so far."""

    day: date
    needs: int
    read: int
    asleep: int  # technologies that sleep, with or without demand
    sleeping: tuple[Sleeping, ...]  # those with demand, most first

    @property
    def is_whole(self) -> bool:
        return self.read == self.needs
