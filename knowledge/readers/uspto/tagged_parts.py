"""Large green-book and BRS files cut between their records: parts of some whole records each."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import ReadError
from knowledge.protocols import FileReader, ReadDocument
from knowledge.readers.bytes import MOST_BYTES

if TYPE_CHECKING:
    from knowledge.readers.parts import Part

_PART_BYTES = 1 << 20
_LONGEST_LINE = 1 << 20


class TaggedParts:
    """Cuts before lines that `begins` matches, once a part is large enough."""

    least_bytes = 4 << 20

    def __init__(self, reader: FileReader, begins: bytes) -> None:
        self._reader = reader
        self._begins = re.compile(begins)

    def parts(self, path: Path) -> Iterator[Part]:
        """Yield the parts in order; one part where the file has no lines that could be told apart."""
        from knowledge.readers.parts import Part

        number, held = 0, bytearray()
        try:
            with path.open("rb") as stream:
                while line := stream.readline(_LONGEST_LINE):
                    if len(held) >= _PART_BYTES and self._begins.match(line):
                        number += 1
                        yield Part(number=number, content=bytes(held))
                        held.clear()
                    held += line
                    if len(held) > MOST_BYTES:
                        raise ReadError("too_large", file=str(path), size=len(held), most=MOST_BYTES)
        except OSError as error:
            raise ReadError("unreadable", file=str(path), reason=error.strerror or "") from error
        if held:
            yield Part(number=number + 1, content=bytes(held), alone=number == 0)

    def read_part(self, part: Part, path: Path) -> Iterator[ReadDocument]:
        """Yield the documents of a part, each named by its patent's number."""
        with tempfile.TemporaryDirectory(prefix="patentbridge-") as folder:
            unpacked = Path(folder) / f"part{path.suffix}"
            unpacked.write_bytes(part.content)
            for document in self._reader.read(unpacked):
                number = getattr(document.record, "publication_number", None)
                yield replace(document, member=document.member or number or f"#{part.number}")
