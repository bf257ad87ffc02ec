"""What a zip file may hold: whole, not encrypted, not a bomb."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from knowledge.errors import ReadError

MOST_MEMBERS = 10_000
MOST_UNPACKED = 4_000_000_000  # members are unpacked one at a time, and large ones are read in parts
_MOST_RATIO = 200
_SMALL = 10_000_000  # below this any ratio passes


def check_zip(path: Path) -> list[zipfile.ZipInfo]:
    """Return the members of a zip file. Raises ReadError: truncated_archive, encrypted, too_large, too_many_members."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise ReadError("truncated_archive", file=str(path), reason=str(error)) from error
    if len(members) > MOST_MEMBERS:
        raise ReadError("too_many_members", file=str(path), members=len(members), most=MOST_MEMBERS)
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > MOST_UNPACKED or (unpacked > _SMALL and unpacked > _MOST_RATIO * packed):
        raise ReadError("too_large", file=str(path), size=unpacked, most=MOST_UNPACKED)
    if any(member.flag_bits & 0x1 for member in members):
        raise ReadError("encrypted", file=str(path))
    return members


def check_office(path: Path) -> None:
    """Check an OOXML file like any zip, and refuse parts that declare XML entities: ReadError("xml_entities")."""
    members = check_zip(path)
    try:
        with zipfile.ZipFile(path) as archive:
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as stream:
                        if b"<!DOCTYPE" in stream.read(4096):
                            raise ReadError("xml_entities", file=str(path))
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error) as error:
        raise ReadError("truncated_archive", file=str(path), reason=str(error)) from error
