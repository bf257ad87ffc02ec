"""CNIPA filing packages → one patent a package, its parts joined; a part that lies alone → what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.packages.packages import (
    IMAGES,
    TEXT_PARTS,
    Package,
    PartFile,
    made_at,
    package_of,
    packages_in,
    xml_of,
)
from knowledge.types import NoteKind, ReadingNote

_PARTS: Final = {"100001": "claims", "100002": "description", "100004": "abstract"}


class FilingPackageReader:
    """Reads a package when asked for its first file; every other file of it says where it is read.

    Raises ReadError: part_of_package (package, lead), companion_image (lead), drawings_only.
    """

    suffixes: tuple[str, ...] = ()

    def read(self, path: Path) -> Iterator[ReadDocument]:
        package = package_of(path)
        if package is None:
            yield from self._archive(path)
            return
        if path.suffix.lower() in IMAGES:
            raise ReadError("companion_image", file=str(path), lead=package.lead.name)
        lead = _first_with_content(package)
        if lead.path is not None and lead.path != path:
            raise ReadError("part_of_package", file=str(path), package=package.name, lead=lead.name)
        yield from _joined(package, path)

    def _archive(self, path: Path) -> Iterator[ReadDocument]:
        first: ReadError | None = None
        found = False
        for package in packages_in(path):
            try:
                for document in _joined(package, path):
                    found = True
                    yield replace(document, member=package.lead.name)
            except ReadError as error:
                first = first or error
        if not found:
            raise first or ReadError("no_readable_member", file=str(path), members=0, reasons=[])


@dataclass(slots=True)
class _Reading:
    """What was found in the files of a package so far."""

    roots: list[object] = field(default_factory=list)
    notes: list[ReadingNote] = field(default_factory=list)
    errors: list[ReadError] = field(default_factory=list)


def _joined(package: Package, path: Path) -> Iterator[ReadDocument]:
    from knowledge.readers.xml.cn_filing import filing_documents

    reading = _Reading()
    by_code: dict[str, list[PartFile]] = {}
    for file in package.files:
        by_code.setdefault(file.code, []).append(file)
    for files in by_code.values():
        _read_part(files, reading, path)
    if not reading.roots and reading.errors:
        raise reading.errors[0]
    yield from filing_documents(
        reading.roots,
        path=path,
        name=package.name,
        application_number=package.application_number,
        notes=tuple(reading.notes),
    )


def _read_part(files: Iterable[PartFile], reading: _Reading, path: Path) -> None:
    """Read the first of a part's files that can be read: XML first, then the zip made last."""
    from knowledge.readers.xml.parsing import parse_xml

    for file, content, error in _newest_first(files):
        try:
            if error is not None:
                raise error
            for document in xml_of(content, file.name):
                root, notes = parse_xml(document, file.path or path)
                reading.roots.append(root)
                reading.notes.extend(notes)
            return
        except ReadError as failed:
            if file.code in TEXT_PARTS:
                fields = {"member": file.name, "code": failed.code}
                reading.notes.append(ReadingNote(kind=NoteKind.MEMBER_SET_ASIDE, fields=fields))
            reading.errors.append(failed)


def _newest_first(files: Iterable[PartFile]) -> list[tuple[PartFile, bytes, ReadError | None]]:
    loaded: list[tuple[PartFile, bytes, ReadError | None]] = []
    for file in files:
        try:
            loaded.append((file, file.load(), None))
        except ReadError as error:
            loaded.append((file, b"", error))
    return sorted(
        loaded, key=lambda one: (one[0].name.lower().endswith(".zip"), -made_at(one[1]).timestamp())
    )


def _first_with_content(package: Package) -> PartFile:
    """Return the package's first file that is not empty: an empty one is set aside as such."""
    for file in package.files:
        if file.path is None or _size(file.path):
            return file
    return package.lead


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
