"""Large files cut into parts that are read one by one, by whichever process is free, in memory that does not grow.

A part is one document of a file of many, a stretch of lines, or a member of an archive. Cutting looks at bytes only;
what a part holds is found out where it is read.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Protocol

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import MOST_BYTES
from knowledge.readers.sniffing import Format, sniff
from knowledge.readers.uspto.brs_text import BOUNDARY, BrsTextReader
from knowledge.readers.uspto.green_book import GreenBookReader
from knowledge.readers.uspto.tagged_parts import TaggedParts
from knowledge.readers.zip_limits import MOST_UNPACKED

_CUT_FROM_BYTES = 4 << 20
_LINES_BYTES = 512 << 10  # lines that travel together
_LONGEST_LINE = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a file. `member` names the archive's member it belongs to; `alone` says that it is the only one."""

    number: int  # from 1, in the file or in the member
    content: bytes
    member: str = ""
    format: Format | None = None  # of a member that was cut itself; None: the member as it is
    alone: bool = False
    too_large: int = 0  # bytes of a member that is not carried

    @property
    def name(self) -> str:
        """Return what a report calls this part."""
        if not self.member:
            return f"#{self.number}"
        return self.member if self.format is None else f"{self.member}#{self.number}"


class PartsReader(Protocol):
    """Cuts files of one format, and reads what it cut."""

    least_bytes: int  # a smaller file is not worth cutting

    def parts(self, path: Path) -> Iterator[Part]:
        """Yield the parts in order. Raises ReadError where the file cannot be cut further."""
        ...

    def read_part(self, part: Part, path: Path) -> Iterator[ReadDocument]:
        """Yield the documents of a part. Raises ReadError with the reason for this part."""
        ...


def parts_reader(path: Path) -> PartsReader | None:
    """Return how a file is cut; None where it has to be read as a whole. Raises ReadError as `sniff` does."""
    return _READERS.get(sniff(path))


def worth_cutting(path: Path, size: int) -> bool:
    """Say whether a file is large, and of a format that can be cut."""
    if size < _CUT_FROM_BYTES:
        return False
    try:
        reader = parts_reader(path)
    except ReadError:
        return False  # the reason is found again, and told, where the file is read
    return reader is not None and size >= reader.least_bytes


def read_part(part: Part, path: Path) -> Iterator[ReadDocument]:
    """Read a part of a file whose format is looked up again: for another process."""
    told = path.stat()
    reader = _reader_of(path, told.st_mtime_ns, told.st_size)
    if reader is None:
        raise ReadError("unknown_format", file=str(path), format=path.suffix.lstrip("."))
    yield from reader.read_part(part, path)


@lru_cache(maxsize=8)
def _reader_of(path: Path, _changed_ns: int, _size: int) -> PartsReader | None:
    """Return a file's reader, found once for all its parts as long as it stays the same."""
    return parts_reader(path)


class XmlParts:
    """One XML document of many is a part."""

    least_bytes = _CUT_FROM_BYTES

    def parts(self, path: Path) -> Iterator[Part]:
        from knowledge.readers.xml.documents import each_document

        held: bytes | None = None
        number = 0
        for content in each_document(path):
            if held is not None:
                number += 1
                yield Part(number=number, content=held)
            held = content
        if held is not None:
            yield Part(number=number + 1, content=held, alone=number == 0)

    def read_part(self, part: Part, path: Path) -> Iterator[ReadDocument]:
        from knowledge.readers.xml import placed, read_document

        for document in read_document(part.content, path):
            yield placed(document, number=part.number, several=not part.alone)


class LineParts:
    """Some lines of a file of records are a part."""

    least_bytes = _CUT_FROM_BYTES

    def parts(self, path: Path) -> Iterator[Part]:
        number = 0
        with _reading(path), path.open("rb") as stream:
            if stream.read(2) in (b"\xff\xfe", b"\xfe\xff"):
                raise ReadError("not_text", file=str(path))
            stream.seek(0)
            while lines := stream.readlines(_LINES_BYTES):
                if len(lines[-1]) > _LONGEST_LINE:
                    raise ReadError("too_large", file=str(path), size=len(lines[-1]), most=_LONGEST_LINE)
                content = b"".join(lines)
                if content.strip():
                    number += 1
                    yield Part(number=number, content=content, alone=number == 1)

    def read_part(self, part: Part, path: Path) -> Iterator[ReadDocument]:
        from knowledge.readers import READERS

        with _on_disk(part.content, path.suffix) as unpacked:
            yield from READERS[Format.RECORD_LINES].read(unpacked)


class ArchiveParts:
    """A member of an archive is a part; a member that is a file of many documents itself is several."""

    least_bytes = 24 << 20

    def parts(self, path: Path) -> Iterator[Part]:
        from knowledge.readers.archives import unpacked_members

        with unpacked_members(path, most=MOST_UNPACKED) as members:
            for name, unpacked in members:
                inner = _format_inside(unpacked)
                if inner is not None:
                    for part in _READERS[inner].parts(unpacked):
                        yield replace(part, member=name, format=inner)
                elif unpacked.stat().st_size > MOST_BYTES:
                    yield Part(number=1, content=b"", member=name, too_large=unpacked.stat().st_size)
                else:
                    yield Part(number=1, content=unpacked.read_bytes(), member=name)

    def read_part(self, part: Part, path: Path) -> Iterator[ReadDocument]:
        from knowledge.readers import READERS
        from knowledge.readers.archives import ArchiveReader

        if part.too_large:
            raise ReadError("too_large", file=part.member, size=part.too_large, most=MOST_BYTES)
        suffix = PurePosixPath(part.member).suffix[:12]
        if part.format is not None:
            inside = path.with_name(
                f"{PurePosixPath(part.member).stem}{suffix}"
            )  # what a reader calls its file
            for document in _READERS[part.format].read_part(part, inside):
                inner = document.member.removeprefix("#")
                yield replace(document, member=f"{part.member}#{inner}" if inner else part.member)
            return
        archives = READERS[Format.ARCHIVE]
        assert isinstance(archives, ArchiveReader)
        with _on_disk(part.content, suffix) as unpacked:
            yield from archives.read_unpacked(unpacked, part.member)


def _format_inside(unpacked: Path) -> Format | None:
    """Return the format of a member that is worth cutting itself, None for any other."""
    if unpacked.stat().st_size < _CUT_FROM_BYTES:
        return None
    try:
        found = sniff(unpacked)
    except ReadError:
        return None  # the reason is found again, and told, where the member is read
    return found if found in _CUT_INSIDE else None


@contextlib.contextmanager
def _on_disk(content: bytes, suffix: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="patentbridge-") as folder:
        path = Path(folder) / f"part{suffix}"
        path.write_bytes(content)
        yield path


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ReadError("unreadable", file=str(path), reason=error.strerror or "") from error


_CUT_INSIDE = (Format.PATENT_XML, Format.RECORD_LINES, Format.GREEN_BOOK, Format.BRS_TEXT)
_READERS: dict[Format, PartsReader] = {
    Format.PATENT_XML: XmlParts(),
    Format.RECORD_LINES: LineParts(),
    Format.GREEN_BOOK: TaggedParts(GreenBookReader(), rb"PATN *\r?\n"),
    Format.BRS_TEXT: TaggedParts(BrsTextReader(), rb".*" + re.escape(BOUNDARY.encode())),
    Format.ARCHIVE: ArchiveParts(),
}
