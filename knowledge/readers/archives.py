"""Zip and tar archives → the documents of their members, one archive deep inside another at most."""

from __future__ import annotations

import contextlib
import gzip
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, cast

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import MOST_BYTES, read_bytes, read_head
from knowledge.readers.packages.companions import companions_among
from knowledge.readers.zip_limits import MOST_MEMBERS, MOST_UNPACKED, check_zip
from knowledge.types import NoteKind, ReadingNote

_DEEPEST = 2
_MOST_NOTES = 200
_BLOCK = 1 << 20
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
    struct.error, zlib.error,
)  # fmt: skip
Read = Callable[[Path, int], Iterator[ReadDocument]]
Member = tuple[str, int, Callable[[], IO[bytes] | None]]


class ArchiveReader:
    """Reads the members that some reader can read; of the others the next document, or the last, carries a note.

    Raises ReadError("no_readable_member") where there is none that can be read.
    """

    suffixes: tuple[str, ...] = (".zip", ".tar", ".tgz", ".gz")

    def __init__(self, read_member: Read) -> None:
        self._read_member = read_member

    def read(self, path: Path) -> Iterator[ReadDocument]:
        yield from self.read_nested(path, 0)

    def read_nested(self, path: Path, depth: int) -> Iterator[ReadDocument]:
        """Read an archive that lies `depth` archives deep."""
        if depth >= _DEEPEST:
            raise ReadError("nested_too_deep", file=str(path))
        read_bytes(path)
        failed = _Failed()
        held: ReadDocument | None = None  # the last document waits for notes that come after it
        with unpacked_members(path, most=MOST_BYTES, failed=failed) as members:
            for name, unpacked in members:
                try:
                    for document in self.read_unpacked(unpacked, name, depth + 1):
                        if held is not None:
                            yield held
                        held = replace(document, notes=(*failed.take(), *document.notes))
                except ReadError as error:
                    failed.add(name, error)
        if held is None:
            raise ReadError(
                "no_readable_member", file=str(path), members=failed.count, reasons=sorted(failed.codes)
            )
        yield replace(held, notes=(*held.notes, *failed.take()))

    def read_unpacked(self, unpacked: Path, name: str, depth: int = 1) -> Iterator[ReadDocument]:
        """Read a member that lies unpacked on the disk, by its name in the archive."""
        for document in self._read_member(unpacked, depth):
            inner = f"{name}#{document.member}" if document.member else name
            yield replace(document, member=inner, title=_titled(document.title, unpacked, name))


class _Failed:
    """Members that could not be read, and what a report says of them."""

    def __init__(self) -> None:
        self.count = 0
        self.codes: set[str] = set()
        self._notes: list[ReadingNote] = []

    def add(self, name: str, error: ReadError) -> None:
        self.count += 1
        self.codes.add(error.code)
        if self.count <= _MOST_NOTES:
            self._notes.append(member_note(name, error))

    def take(self) -> tuple[ReadingNote, ...]:
        notes, self._notes = tuple(self._notes), []
        return notes


def member_note(name: str, error: ReadError) -> ReadingNote:
    """Say in a report that a part of a file was set aside, and why."""
    fields = {field: value for field, value in error.fields.items() if field != "file"}
    return ReadingNote(kind=NoteKind.MEMBER_SET_ASIDE, fields={"member": name, "code": error.code, **fields})


@contextlib.contextmanager
def unpacked_members(
    path: Path, *, most: int = MOST_BYTES, failed: _Failed | None = None
) -> Iterator[Iterator[tuple[str, Path]]]:
    """Unpack the members one after the other: name and place of each, which is empty again when the next one comes.

    A member that cannot be unpacked is told to `failed`, or raises ReadError where nobody listens.
    """
    with contextlib.ExitStack() as stack, tempfile.TemporaryDirectory(prefix="patentbridge-") as folder:
        yield _unpacked(path, Path(folder), stack, most, failed)


def _unpacked(
    path: Path, folder: Path, stack: contextlib.ExitStack, most: int, failed: _Failed | None
) -> Iterator[tuple[str, Path]]:
    beside = _drawings(path)
    for position, (name, size, opened) in enumerate(_members(path, stack)):
        if _hidden(name) or name in beside:
            continue
        place = folder / f"{position}{PurePosixPath(name).suffix[:12]}"
        try:
            _unpack(opened, place, name, size, most)
        except ReadError as error:
            place.unlink(missing_ok=True)
            if failed is None:
                raise
            failed.add(name, error)
            continue
        try:
            yield name, place
        finally:
            place.unlink(missing_ok=True)


def _drawings(path: Path) -> frozenset[str]:
    """Return the images of a zip file that lie beside XML: drawings and formulas, whose text stands in the XML."""
    if not zipfile.is_zipfile(path):
        return frozenset()
    return companions_among([_zip_name(info) for info in check_zip(path)])


def _members(path: Path, stack: contextlib.ExitStack) -> Iterator[Member]:
    head = read_head(path)
    if zipfile.is_zipfile(path) or head[:2] == b"PK":
        infos = check_zip(path)
        archive = stack.enter_context(zipfile.ZipFile(path))
        for info in infos:
            yield _zip_name(info), info.file_size, lambda info=info: archive.open(info)  # type: ignore[misc]
        return
    if head[:2] == b"\x1f\x8b" and not tarfile.is_tarfile(path):
        yield path.name.removesuffix(".gz"), 0, lambda: cast(IO[bytes], gzip.open(path))  # noqa: SIM115
        return
    try:
        with tarfile.open(path) as tar:
            total = 0
            for number, member in enumerate(tar):
                total += max(0, member.size)
                if number > MOST_MEMBERS or total > MOST_UNPACKED:
                    raise ReadError("too_large", file=str(path), size=total, most=MOST_UNPACKED)
                if member.isfile():
                    yield member.name, member.size, lambda member=member: tar.extractfile(member)  # type: ignore[misc]
    except _DAMAGED as error:
        raise ReadError("truncated_archive", file=str(path), reason=str(error)) from error


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; names that are not marked as UTF-8 are GB18030 in archives made on Chinese Windows."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _unpack(opened: Callable[[], IO[bytes] | None], target: Path, name: str, size: int, most: int) -> None:
    if size > most:
        raise ReadError("too_large", file=name, size=size, most=most)
    with target.open("wb") as stream:
        for block in _blocks(opened, name, most):
            stream.write(block)


def _blocks(opened: Callable[[], IO[bytes] | None], name: str, most: int) -> Iterator[bytes]:
    """Yield a member's content. Raises ReadError for one that is damaged or too large; a full disk is not its fault."""
    try:
        source = opened()
        if source is None:
            raise ReadError("unreadable", file=name)
        total = 0
        with source:
            while block := source.read(_BLOCK):
                total += len(block)
                if total > most:
                    raise ReadError("too_large", file=name, most=most)
                yield block
    except _DAMAGED as error:
        raise ReadError("truncated_archive", file=name, reason=str(error)) from error


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in parts)


def _titled(title: str, unpacked: Path, name: str) -> str:
    """A title that is only the name of the unpacked file becomes the member's own name."""
    return PurePosixPath(name).stem if title == unpacked.stem else title
