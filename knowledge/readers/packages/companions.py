"""Images that belong to a patent's XML: its drawings and formulas, known by the XML beside them that names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Final

from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.packages.packages import IMAGES, files_in

_NAMED: Final = re.compile(rb"[\w()-]+\.(?:tiff?|jpe?g|png|gif|bmp)\b", re.IGNORECASE)
_PUBLICATION: Final = lazy_pattern(
    r"CN\d{15}CN\d{10,15}[A-Z]\d?FUL[A-Z]{2}\d{8}CN\w{3}"
)  # a folder of CNIPA's own
_MARKUP: Final = frozenset({".xml", ".sgm", ".sgml"})
_MOST_MARKUP: Final = 200  # files in one folder; in a larger collection the names alone tell
_LARGEST: Final = 64 << 20


def companion_of(path: Path) -> str | None:
    """Return the name of the XML, or of the package, that an image belongs to; None for an image of its own."""
    if path.suffix.lower() not in IMAGES:
        return None
    prefix, _, name = path.name.rpartition("__")
    folder = prefix.rpartition("__")[2] or path.parent.name
    beside = [
        one
        for one in files_in(path.parent)
        if one.suffix.lower() in _MARKUP and one.name.rpartition("__")[0] == prefix
    ]
    for one in beside:
        if len(one.stem) > 7 and path.stem.upper().startswith(one.stem.upper()):
            return one.name
    if len(beside) <= _MOST_MARKUP:
        for one in beside:
            if name.lower() in _images_named(one):
                return one.name
    return folder if _PUBLICATION.fullmatch(folder) else None


def companions_among(names: Sequence[str]) -> frozenset[str]:
    """Return the members of an archive that are images in the same folder as XML."""
    members = [PurePath(name) for name in names]
    folders = {member.parent for member in members if member.suffix.lower() in _MARKUP}
    return frozenset(
        name
        for name, member in zip(names, members, strict=True)
        if member.suffix.lower() in IMAGES and member.parent in folders
    )


def _images_named(path: Path) -> frozenset[str]:
    try:
        stat = path.stat()
        return _images_in(path, stat.st_mtime_ns) if stat.st_size <= _LARGEST else frozenset()
    except OSError:
        return frozenset()


@lru_cache(maxsize=_MOST_MARKUP + 56)
def _images_in(path: Path, _changed: int) -> frozenset[str]:
    return frozenset(
        name.decode("ascii", "ignore").lower()
        for name in _NAMED.findall(path.read_bytes().replace(b"\0", b""))
    )
