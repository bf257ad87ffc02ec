"""A backup is made while questions are asked and files are loaded: the catalogue of one moment, vectors made before, files sent in.

The indexes are left out: they are built from the catalogue anew, in minutes where the vectors are there, and a copy of a
store that is being written would have to hold it up. Vectors are in it because making them costs hours, or a service.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from knowledge.backups.manifest import (
    CATALOGUE,
    NAME,
    UPLOADED,
    UPLOADS,
    VECTORS,
    Manifest,
    Part,
    program_version,
)
from knowledge.catalogue.migrating import HEAD
from knowledge.disk import copy_database, storing_in
from knowledge.errors import UsageError
from knowledge.library import Library

_PIECE = 1 << 20
_QUICKLY = 1  # a library is text, for the most part: more effort saves little


def write_backup(library: Library, target: Path, *, made_at: datetime, force: bool = False) -> Manifest:
    """Write a backup that only its owner may read. Raises UsageError(backup_exists), StorageError; then nothing is left."""
    if target.exists() and not force:
        raise UsageError("backup_exists", file=str(target))
    engine = library.catalogue.engine
    is_file = engine.dialect.name == "sqlite"
    sources = {VECTORS: library.home / VECTORS}
    if is_file:
        sources[CATALOGUE] = Path(str(engine.url.database))
    with storing_in(target), tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as name:
        folder = Path(name)
        packed = folder / "backup.zip"
        packed.touch(mode=0o600)
        parts: dict[str, Part] = {}
        with ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=_QUICKLY) as archive:
            for inside, source in sources.items():  # vectors first: what the catalogue has more is made again
                if source.exists():
                    copy_database(source, folder / inside)
                    parts[inside] = _add(archive, folder / inside, inside)
                    (folder / inside).unlink()
            if (library.home / UPLOADS).exists():  # after the catalogue: what it names is there
                _archive(library.home / UPLOADS, folder / UPLOADED)
                parts[UPLOADED] = _add(archive, folder / UPLOADED, UPLOADED)
                (folder / UPLOADED).unlink()
            manifest = Manifest(
                made_at=made_at.isoformat(timespec="seconds"),
                program=program_version(),
                revision=HEAD,
                library_id=library.catalogue.library_id(),
                database=engine.dialect.name,
                parts=parts,
            )
            archive.writestr(NAME, manifest.as_json())
        os.replace(packed, target)
    return manifest


def _archive(uploads: Path, target: Path) -> None:
    """Put the files that were sent in into one; one that is deleted meanwhile is left out."""
    with ZipFile(target, "w") as packed:
        for path in sorted(uploads.rglob("*")):
            try:
                packed.write(path, path.relative_to(uploads))
            except FileNotFoundError:
                continue


def _add(archive: ZipFile, path: Path, name: str) -> Part:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as packed:
        while piece := source.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            packed.write(piece)
    return Part(size=size, sha256=digest.hexdigest())
