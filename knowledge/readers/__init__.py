"""Files → documents: one reader per format, chosen by content first and file name second."""

from __future__ import annotations

from pathlib import Path

from knowledge.protocols import FileReader
from knowledge.readers.markdown import MarkdownReader
from knowledge.readers.records import RecordLinesReader, RecordsReader

READERS: tuple[FileReader, ...] = (RecordsReader(), RecordLinesReader(), MarkdownReader())


def reader_for(path: Path) -> FileReader:
    """Return the reader of a file. Raises ReadError("unknown_format") where there is none."""
    from knowledge.errors import ReadError

    for reader in READERS:
        if path.suffix.lower() in reader.suffixes:
            return reader
    raise ReadError("unknown_format", file=str(path), format=path.suffix)
