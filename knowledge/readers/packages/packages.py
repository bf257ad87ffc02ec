"""CNIPA filing packages: which files belong to one application, by their folders, their names, or what they hold.

A package keeps each part of an application in a folder (or file) named by the part's code: 100001 claims, 100002 description,
100003 drawings, 100004 abstract, 100005 abstract drawing, 110101 request; as XML or zipped, its folder named by the
application number. Copies flatten these folders into the file name (2019…__100001-__DA….xml) or leave them out.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Final

from knowledge.errors import ReadError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.patent_numbers import parse_application_number
from knowledge.readers.bytes import MOST_BYTES, read_bytes

CLAIMS, DESCRIPTION, DRAWINGS, ABSTRACT, ABSTRACT_DRAWING = "100001", "100002", "100003", "100004", "100005"
TEXT_PARTS: Final = (CLAIMS, DESCRIPTION, ABSTRACT)
MARK: Final = b"<cn-application-body"
IMAGES: Final = frozenset({".tif", ".tiff", ".jpg", ".jpeg", ".png", ".gif", ".bmp"})

_CODE: Final = lazy_pattern(r"(1000\d\d|1[1-3]0101)-?")
_FLAT: Final = lazy_pattern(r"(?P<package>.+?)__(?P<code>1000\d\d|1[1-3]0101)-?__(?P<file>[^/]+)")
_NUMBER: Final = lazy_pattern(
    r"(?:CN|ZL)?(\d{12}\.?[\dX]|(?<=CN|ZL)\d{8}\.?[\dX]|\d{8}\.[\dX])", re.IGNORECASE
)
_KINDS: Final = (
    (b"<cn-claims", CLAIMS),
    (b"<description", DESCRIPTION),
    (b"<cn-drawings", DRAWINGS),
    (b"<cn-abst-figure", ABSTRACT_DRAWING),
    (b"<cn-abstract", ABSTRACT),
)
_HEAD: Final = 4096
_MOST_NEIGHBOURS: Final = 200  # a folder of more files is a collection, not a package
_DAMAGED: Final = (
    zipfile.BadZipFile,
    EOFError,
    OSError,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFile:
    """A file of a package: XML, or a zip of one XML and its images."""

    name: str  # as the user knows it
    code: str
    load: Callable[[], bytes]
    path: Path | None = None  # None inside an archive

    @property
    def rank(self) -> tuple[bool, str, bool, str]:
        """Sort texts first, then by code, XML before zips."""
        zipped = self.name.lower().endswith(".zip")
        return self.code not in TEXT_PARTS, self.code, zipped, self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The files of one application, in the order in which they are read; the first of them stands for all."""

    name: str
    application_number: str | None  # from a folder or file name, where its check digit is right
    files: tuple[PartFile, ...]

    @property
    def lead(self) -> PartFile:
        return self.files[0]


def package_of(path: Path) -> Package | None:
    """Return the package that a file belongs to, by the places of its neighbours; None for a file that belongs to none."""
    place = _place(path)
    if place is not None:
        key, _ = place
        placed = ((one, _place(one)) for one in _neighbours(path))
        parts = [
            _part(one, found[1]) for one, found in placed if found and found[0] == key and _can_be_part(one)
        ]
        package = _package(key, parts)
        return package if package is None or _is_image(path.name) or _holds(package, path) else None
    if path.suffix.lower() in (".xml", ".zip"):
        return _unnamed(path)
    return None


def other_parts(path: Path) -> tuple[Path, ...]:
    """Return the files that are read together with this one: the rest of a package, where it is the first that has content."""
    if path.suffix.lower() not in (".xml", ".zip"):
        return ()
    package = package_of(path)
    files = [file.path for file in package.files if file.path is not None] if package else []
    having = [one for one in files if _size(one)]
    return tuple(having[1:]) if having and having[0] == path else ()


def packages_in(path: Path) -> tuple[Package, ...]:
    """Return the packages in a zip file where it holds nothing else (images set apart), else none."""
    found: dict[str, list[PartFile]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if info.file_size and not _is_image(info.filename)]
            if any(PurePath(info.filename).suffix.lower() not in (".xml", ".zip") for info in members):
                return ()
            for info in sorted(members, key=lambda info: info.filename.lower().endswith(".zip")):
                part = _member(path, archive, info)
                if part is None:
                    return ()
                place = _place(PurePath(info.filename))
                found.setdefault(place[0] if place else str(PurePath(info.filename).parent), []).append(part)
    except _DAMAGED:
        return ()
    named = (_package(key if key != "." else path.stem, parts) for key, parts in found.items())
    return tuple(split for package in named if package is not None for split in _told_apart(package))


def application_number(places: Iterable[str]) -> str | None:
    """Return the application number that one of these names is, where its check digit is right."""
    for place in places:
        for piece in reversed(place.split("__")):
            match = _NUMBER.fullmatch(piece.strip())
            number = parse_application_number(match[0]) if match else None
            if number is not None and number.check_digit_ok:
                return str(number)
    return None


def xml_of(content: bytes, name: str) -> Iterator[bytes]:
    """Yield the XML documents of a part: itself, or those in its zip. Raises ReadError: empty_file, truncated_archive, too_large."""
    if not content.strip(b"\0 \r\n\t"):
        raise ReadError("empty_file", file=name)
    if content[:2] != b"PK":
        yield content
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [info for info in archive.infolist() if info.filename.lower().endswith(".xml")]
            size = sum(info.file_size for info in members)
            if size > MOST_BYTES:
                raise ReadError("too_large", file=name, size=size, most=MOST_BYTES)
            yield from map(archive.read, members)
    except _DAMAGED as error:
        raise ReadError("truncated_archive", file=name, reason=str(error)) from error


def made_at(content: bytes) -> datetime:
    """Return when the newest file of a zip was made; the first day of all for anything else."""
    earliest = datetime(1980, 1, 1)
    if content[:2] != b"PK":
        return earliest
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return max((datetime(*info.date_time) for info in archive.infolist()), default=earliest)
    except _DAMAGED:
        return earliest


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────


def _place(path: PurePath) -> tuple[str, str] | None:
    """Return a file's package (a folder, or a folder and the start of a name) and its part code, by names alone."""
    if path.suffix.lower() not in (".xml", ".zip", *IMAGES):
        return None
    flat = _FLAT.fullmatch(path.name)
    if flat:
        return str(path.parent / flat["package"]), flat["code"]
    folder = _CODE.fullmatch(path.parent.name)
    if folder:
        return str(path.parent.parent), folder[1]
    own = _CODE.fullmatch(path.stem)
    return (str(path.parent), own[1]) if own else None


def _neighbours(path: Path) -> Iterator[Path]:
    """Yield the files that can belong to the same package as a file whose place is known."""
    if _FLAT.fullmatch(path.name) or not _CODE.fullmatch(path.parent.name):
        yield from files_in(path.parent)
        return
    for folder in _folders(path.parent.parent):
        if _CODE.fullmatch(folder.name):
            yield from files_in(folder)


def _package(key: str, parts: Iterable[PartFile]) -> Package | None:
    """Return the package of these files; None where none of them can hold a part's text or drawings."""
    files = sorted((one for one in parts if not _is_image(one.name)), key=lambda one: one.rank)
    if not files:
        return None
    pure = PurePath(key)
    name = pure.name.rpartition("__")[2]
    return Package(
        name=name,
        application_number=application_number(
            [pure.name, *(folder.name for folder in list(pure.parents)[:2])]
        ),
        files=tuple(files),
    )


def _part(path: Path, code: str) -> PartFile:
    return PartFile(name=path.name, code=code, load=lambda: read_bytes(path), path=path)


# ── packages without names ───────────────────────────────────────────────────────────────────────────────


def _unnamed(path: Path) -> Package | None:
    """Return the package of a file whose place says nothing: its folder's parts, where each is there once."""
    own = _code_by_content(path)
    if own is None:
        return None
    neighbours = list(files_in(path.parent))
    alone = _package(str(path.parent / path.stem), [_part(path, own)])
    if len(neighbours) > _MOST_NEIGHBOURS:
        return alone
    parts = [
        _part(one, code)
        for one in neighbours
        if one.suffix.lower() in (".xml", ".zip") and not _place(one) and (code := _code_by_content(one))
    ]
    whole = _package(str(path.parent), parts)
    joined = whole is not None and len(whole.files) > 1 and len(_told_apart(whole)) == 1
    return whole if joined else alone


def _told_apart(package: Package) -> tuple[Package, ...]:
    """Return the package itself, or each file alone where a part that no name tells apart is there twice."""
    stems: dict[str, set[str]] = {}
    for file in package.files:
        stems.setdefault(file.code, set()).add(PurePath(file.name).stem)
    placed = any(_place(PurePath(file.name)) for file in package.files)
    if placed or all(len(names) == 1 for names in stems.values()):
        return (package,)
    return tuple(
        Package(name=PurePath(file.name).stem, application_number=package.application_number, files=(file,))
        for file in package.files
    )


def _code_by_content(path: Path) -> str | None:
    """Return the code of the part that a file holds; None for anything else."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return _code_of(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=512)
def _code_of(path: Path, _changed: int, _size: int) -> str | None:
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                return _code_in(archive)
        with path.open("rb") as stream:
            return _code_by_head(stream.read(_HEAD))
    except _DAMAGED:
        return None


def _can_be_part(path: Path) -> bool:
    """Say whether a file at a part's place is one: XML of a filing, or a zip of XML and images, be it damaged."""
    if path.suffix.lower() != ".zip":
        return not _is_image(path.name) and _code_by_content(path) is not None
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename.lower() for info in archive.infolist() if not info.is_dir()]
    except _DAMAGED:
        return True
    return any(name.endswith(".xml") for name in names) and all(
        name.endswith(".xml") or _is_image(name) for name in names
    )


def _holds(package: Package, path: Path) -> bool:
    return any(file.path == path for file in package.files)


def _code_in(archive: zipfile.ZipFile) -> str | None:
    """Return the code of a zipped part: one XML, and nothing but images beside it."""
    names = [info for info in archive.infolist() if not info.is_dir() and not _is_image(info.filename)]
    if len(names) != 1 or not names[0].filename.lower().endswith(".xml"):
        return None
    with archive.open(names[0]) as stream:
        return _code_by_head(stream.read(_HEAD))


def _code_by_head(head: bytes) -> str | None:
    start = head.find(MARK)
    if start < 0:
        return None
    return next((code for mark, code in _KINDS if mark in head[start:]), None)


def _member(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> PartFile | None:
    """Return a member of an archive as a part; None where it is none."""
    inside = PurePath(info.filename)
    if info.file_size > MOST_BYTES:
        return None
    if inside.suffix.lower() == ".xml":
        with archive.open(info) as stream:
            found = _code_by_head(stream.read(_HEAD))
    else:
        with zipfile.ZipFile(io.BytesIO(archive.read(info))) as nested:
            found = _code_in(nested)
    place = _place(inside)
    name = info.filename
    if found is None:
        return None
    return PartFile(name=name, code=place[1] if place else found, load=lambda: _content(path, name))


def _content(path: Path, member: str) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(member)
    except _DAMAGED as error:
        raise ReadError("truncated_archive", file=member, reason=str(error)) from error


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _is_image(name: str) -> bool:
    return PurePath(name).suffix.lower() in IMAGES


def files_in(folder: Path) -> tuple[Path, ...]:
    """Return the files of a folder, sorted, hidden ones left out."""
    return tuple(path for path, is_folder in _listed(folder) if not is_folder)


def _folders(folder: Path) -> tuple[Path, ...]:
    return tuple(path for path, is_folder in _listed(folder) if is_folder)


def _listed(folder: Path) -> tuple[tuple[Path, bool], ...]:
    try:
        return _listing(folder, folder.stat().st_mtime_ns)
    except OSError:
        return ()


@lru_cache(maxsize=16)
def _listing(folder: Path, _changed: int) -> tuple[tuple[Path, bool], ...]:
    return tuple((path, path.is_dir()) for path in sorted(folder.iterdir()) if not path.name.startswith("."))
