"""JSON of a patent's printed lines (page, column, line number, text, section) → claims and paragraphs in reading order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import decode_text, read_bytes


class PatentLinesReader:
    """Reads one file: an array of lines, each an object."""

    suffixes: tuple[str, ...] = (".json",)

    def read(self, path: Path) -> Iterator[ReadDocument]:
        from knowledge.readers.printed_columns import patent_of_lines

        try:
            content = json.loads(decode_text(read_bytes(path), path))
        except (ValueError, RecursionError) as error:
            raise ReadError("bad_json", file=str(path), reason=str(error)) from error
        yield patent_of_lines(content, path)
