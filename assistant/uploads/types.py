"""An upload as officers see it: its files, what would be read of them, how far it is, what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from knowledge.types import Audience


class UploadState(StrEnum):
    LOOKING = "looking"  # a part of it is read, to show what would come of it
    LOOKED = "looked"  # to be started
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"  # by an error; it can be started again


UNDER_WAY = frozenset({UploadState.LOOKING, UploadState.WAITING, UploadState.RUNNING})
STARTABLE = frozenset({UploadState.LOOKED, UploadState.DONE, UploadState.STOPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Why a file is set aside, or what its reader has to say: a code with fields, worded by the page."""

    code: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDocument:
    """What one document of a file would be."""

    title: str
    kind: str
    language: str
    number: str = ""
    owner: str = ""
    passages: int = 0
    begins: str = ""  # its first words


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenColumn:
    """A column and what it is taken for: a field, ? (a line of its own) or - (left out)."""

    name: str
    field: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenTable:
    sheet: str
    is_patents: bool
    columns: tuple[SeenColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What would be read of a file. `more`: it holds more documents than were looked at."""

    file: str
    documents: tuple[SeenDocument, ...] = ()
    more: bool = False
    problem: Remark | None = None
    notes: tuple[Remark, ...] = ()
    tables: tuple[SeenTable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far the reading is."""

    stage: str = ""
    file: str = ""
    done: int = 0
    total: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What became of a file."""

    file: str
    outcome: str
    reason: Remark | None = None
    records: int = 0
    passages: int = 0
    notes: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    upload_id: str
    owner: str
    audience: Audience
    state: UploadState
    files: tuple[SentFile, ...]
    looked: tuple[Looked, ...] = ()
    reached: Reached | None = None
    became: tuple[Became, ...] = ()
    run_id: str = ""
    failure: Remark | None = None
    created_at: datetime

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_retry(self) -> bool:
        """Say whether it tries again what was set aside before, whoever brought it."""
        return not self.files
