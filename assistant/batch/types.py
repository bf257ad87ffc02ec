"""The nouns of a batch: rows of needs as they were read, what they are matched with, what became of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from importlib.metadata import version
from typing import Any, Protocol

from assistant.drafting.types import DraftKind
from assistant.matching.scoring import Weights
from assistant.needs.types import Wanted
from knowledge.types import Language

Result = dict[str, Any]  # what became of one need, as JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """One need of a file. `number` counts the needs from 1, `row` is the file's own row, line or entry."""

    number: int
    row: int
    sheet: str
    wanted: Wanted
    unread: tuple[str, ...] = ()  # columns whose values could not be read, with them

    @property
    def digest(self) -> str:
        """Return what changes with anything that the row says, and with nothing else."""
        told = json.dumps(asdict(self.wanted), ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A row that could not be read, and why: a code and fields, as errors have them."""

    row: int
    sheet: str
    code: str
    fields: Mapping[str, str]


class ColumnUse(StrEnum):
    FIELD = "field"  # taken as a field of the need
    TEXT = "text"  # not known, but about the need: kept with its words
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a column, or a key, is taken for."""

    name: str
    use: ColumnUse
    field: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsRead:
    """A file of needs as it was read."""

    rows: tuple[NeedRow, ...]
    set_aside: tuple[SetAside, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What needs are matched with, beside the library. `language` None: each need in its own."""

    as_of: date
    k: int
    language: Language | None
    drafts: DraftKind | None
    weights: Weights

    def told(self, library: str) -> dict[str, Any]:
        """Return as JSON what a result depends on; `library` is the library's state."""
        return {
            "library": library,
            "as_of": self.as_of.isoformat(),
            "k": self.k,
            "language": str(self.language or "need"),
            "drafts": str(self.drafts or "none"),
            "program": version("patentbridge"),
            "weights": {str(name): points for name, points in self.weights.points.items()},
        }

    def were(self, told: Mapping[str, Any]) -> bool:
        """Say whether a result was matched with these conditions, whatever the library was."""
        return {**told, "library": ""} == self.told("")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFile:
    name: str
    content: bytes


class Before(StrEnum):
    """What there is of a row when a run comes to it."""

    NOTHING = "nothing"
    FINISHED = "finished"
    OUTDATED = "outdated"  # matched with something else


class Outcome(StrEnum):
    """What came of a need."""

    WAITING = "waiting"
    RECOMMENDED = "recommended"  # at least one technology is
    NONE = "none"  # matched, but nothing is recommended
    FAILED = "failed"


def outcome_of(result: Result) -> Outcome:
    if "failed" in result:
        return Outcome.FAILED
    return Outcome.RECOMMENDED if any(one["recommended"] for one in result["matches"]) else Outcome.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchNeed:
    """One need of a batch and what came of it so far."""

    row: NeedRow
    outcome: Outcome
    result: Result | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsPage:
    """Some needs of a batch. `counts` is of all its needs by outcome, `found` of those that are asked for."""

    counts: Mapping[Outcome, int]
    found: int
    needs: tuple[BatchNeed, ...]


class Store(Protocol):
    """Where results are kept, each in one step: whatever happens, a finished need stays finished."""

    def before(self, row: NeedRow, told: Mapping[str, Any]) -> Before:
        """Say whether a row is finished, under what results depend on now."""
        ...

    def keep(self, row: NeedRow, result: Result, draft: DraftFile | None) -> None: ...

    def results(self, rows: Sequence[NeedRow]) -> Iterator[Result]:
        """Yield what there is, one after another, in the order of the rows."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a run is. `done` of `total` are finished, `kept` of those before it began."""

    total: int
    done: int
    kept: int
    failed: int
    elapsed_s: float

    @property
    def seconds_a_need(self) -> float:
        """Return the pace of this run; 0 where nothing was matched yet."""
        matched = self.done + self.failed - self.kept
        return self.elapsed_s / matched if matched else 0.0

    @property
    def seconds_left(self) -> float:
        return self.seconds_a_need * (self.total - self.done - self.failed)
