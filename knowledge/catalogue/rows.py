"""What is handed to the catalogue and what its housekeeping reads return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from knowledge.types import Audience, Document, FileOutcome, Kind, Language, Passage, ReadingNote

Analysed = tuple[tuple[str, str], ...]  # (field, terms with spaces between), see protocols.Analyser


class ChangeOp(StrEnum):
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the change log that both indexes follow."""

    seq: int
    op: ChangeOp
    document_id: str
    audience: Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document with everything that is stored beside it."""

    document: Document
    passages: tuple[Passage, ...]
    keys: tuple[str, ...] = ()
    notes: tuple[ReadingNote, ...] = ()  # what the reader had to say of it


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedEntry:
    """An entry as rows of the tables, made by `rowmaps.prepared`: it travels between processes for little."""

    document: dict[str, Any]  # without `number` and `run_id`
    text: str
    passages: tuple[tuple[Any, ...], ...]  # in the order of PASSAGE_FIELDS
    keys: tuple[str, ...]
    terms: Mapping[str, Analysed] = field(default_factory=dict)  # what a lexical index made of each passage
    notes: tuple[ReadingNote, ...] = ()

    @property
    def document_id(self) -> str:
        return str(self.document["document_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A file as it was found. `location` identifies it for ever; `path` is how the user named it this time."""

    location: str
    path: str
    sha256: str
    size: int
    audience: Audience
    run_id: str = ""
    reading: str = ""  # version of the readers: another one reads the file again
    sample: bool = False
    source: str = ""  # its name in citations


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """What storing one file did. Ids are of documents that started or stopped answering by it."""

    outcome: FileOutcome
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    records: int = 0
    passages: int = 0
    notes: tuple[ReadingNote, ...] = ()
    reason: str | None = None  # where it is set aside
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """The last known state of one file."""

    location: str
    path: str
    sha256: str
    size: int
    audience: Audience
    outcome: FileOutcome
    reason: str | None
    fields: Mapping[str, object] = field(default_factory=dict)
    run_id: str = ""
    sample: bool = False
    documents: int = 0  # active ones
    notes: tuple[ReadingNote, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run of ingest; `finished_at` is None where it was interrupted."""

    run_id: str
    started_at: datetime
    finished_at: datetime | None
    added: int = 0
    unchanged: int = 0
    replaced: int = 0
    set_aside: int = 0
    records: int = 0
    passages: int = 0
    audience: Audience = Audience.PUBLIC
    made_by: str = ""
    paths: tuple[str, ...] = ()  # what it was asked to read


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFileRow:
    """What became of one file in one run."""

    path: str
    location: str
    outcome: FileOutcome
    reason: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[ReadingNote, ...] = ()
    records: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Active documents and passages of one kind and language."""

    kind: Kind
    language: Language
    documents: int
    passages: int
    samples: int  # documents among them that came with the program
