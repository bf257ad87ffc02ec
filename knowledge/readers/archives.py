"""Zip and tar archives → the documents of their members, one archive deep inside another at most."""

from __future__ import annotations

import contextlib
import gzip
import logging
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
from knowledge.readers.bytes import MOST_BYTES, read_bytes
from knowledge.readers.companions import companions_among
from knowledge.readers.zip_limits import MOST_MEMBERS, MOST_UNPACKED, check_zip

_log = logging.getLogger(__name__)

_DEEPEST = 2
_BLOCK = 1 << 20
Read = Callable[[Path, int], Iterator[ReadDocument]]
Member = tuple[str, int, Callable[[], IO[bytes] | None]]


class ArchiveReader:
    """Reads the members that some reader can read; the others are logged. None that can: ReadError."""

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
        failed: list[str] = []
        beside = _drawings(path)
        read = 0
        with contextlib.ExitStack() as stack, tempfile.TemporaryDirectory(prefix="patentbridge-") as folder:
            for position, (name, size, opened) in enumerate(_members(path, stack)):
                if _hidden(name) or name in beside:
                    continue
                unpacked = Path(folder) / f"{position}{PurePosixPath(name).suffix[:12]}"
                try:
                    _unpack(opened, unpacked, name, size)
                    for document in self._read_member(unpacked, depth + 1):
                        inner = f"{name}#{document.member}" if document.member else name
                        read += 1
                        yield replace(document, member=inner, title=_titled(document.title, unpacked, name))
                except ReadError as error:
                    failed.append(error.code)
                    _log.warning("a member of an archive was left out: %s", error.code)
                finally:
                    unpacked.unlink(missing_ok=True)
        if not read:
            raise ReadError(
                "no_readable_member", file=str(path), members=len(failed), reasons=sorted(set(failed))
            )


def _drawings(path: Path) -> frozenset[str]:
    """Return the images of a zip file that lie beside XML: drawings and formulas, whose text stands in the XML."""
    if not zipfile.is_zipfile(path):
        return frozenset()
    return companions_among([_zip_name(info) for info in check_zip(path)])


def _members(path: Path, stack: contextlib.ExitStack) -> Iterator[Member]:
    if zipfile.is_zipfile(path) or path.read_bytes()[:2] == b"PK":
        infos = check_zip(path)
        archive = stack.enter_context(zipfile.ZipFile(path))
        for info in infos:
            yield _zip_name(info), info.file_size, lambda info=info: archive.open(info)  # type: ignore[misc]
        return
    if path.read_bytes()[:2] == b"\x1f\x8b" and not tarfile.is_tarfile(path):
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
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ReadError("truncated_archive", file=str(path), reason=str(error)) from error


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; names that are not marked as UTF-8 are GB18030 in archives made on Chinese Windows."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _unpack(opened: Callable[[], IO[bytes] | None], target: Path, name: str, size: int) -> None:
    if size > MOST_BYTES:
        raise ReadError("too_large", file=name, size=size, most=MOST_BYTES)
    try:
        source = opened()
        if source is None:
            raise ReadError("unreadable", file=name)
        written = 0
        with source, target.open("wb") as stream:
            while block := source.read(_BLOCK):
                written += len(block)
                if written > MOST_BYTES:
                    raise ReadError("too_large", file=name, most=MOST_BYTES)
                stream.write(block)
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise ReadError("truncated_archive", file=name, reason=str(error)) from error


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in parts)


def _titled(title: str, unpacked: Path, name: str) -> str:
    """A title that is only the name of the unpacked file becomes the member's own name."""
    return PurePosixPath(name).stem if title == unpacked.stem else title
