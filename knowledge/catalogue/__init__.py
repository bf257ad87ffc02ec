"""The catalogue: documents, passages, files, runs and the change log in, the same out, filtered by reader."""

from __future__ import annotations

from knowledge.catalogue.catalogue import SqlCatalogue
from knowledge.catalogue.rows import (
    Change,
    ChangeOp,
    Count,
    Entry,
    FileEntry,
    FileRow,
    PreparedEntry,
    RunFileRow,
    RunRow,
    StoredFile,
)

__all__ = [
    "Change",
    "ChangeOp",
    "Count",
    "Entry",
    "FileEntry",
    "FileRow",
    "PreparedEntry",
    "RunFileRow",
    "RunRow",
    "SqlCatalogue",
    "StoredFile",
]
