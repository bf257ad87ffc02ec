"""A backup takes the place of a library: checked and unpacked beside it first, put in its place when it is opened next.

Each step leaves a folder that the next opening understands: a kill at any moment leaves the old library or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from knowledge.backups.manifest import CATALOGUE, NAME, UPLOADED, UPLOADS, VECTORS, Manifest, manifest_of
from knowledge.catalogue.migrating import require_known_revision
from knowledge.disk import storing_in
from knowledge.errors import ReadError, UsageError

_STAGED, _UNPACKING, _REPLACED = "restore", "restore.part", "replaced"
_DONE = "restored.json"
_PIECE = 1 << 20
_LONGEST_MANIFEST = 1 << 20
_BESIDE = ("", "-wal", "-shm")  # files of one SQLite database


def read_manifest(file: Path) -> Manifest:
    """Return what a backup says of itself. Raises ReadError naming the file, StorageError("newer_library")."""
    try:
        with ZipFile(file) as archive:
            if archive.getinfo(NAME).file_size > _LONGEST_MANIFEST:
                raise ReadError("backup_unknown", file=file.name)
            manifest = manifest_of(archive.read(NAME), file.name)
    except FileNotFoundError as error:
        raise ReadError("no_such_backup", file=str(file)) from error
    except (BadZipFile, KeyError, OSError, zlib.error, EOFError) as error:
        raise ReadError("backup_unknown", file=file.name) from error
    require_known_revision(manifest.revision, file.name)
    return manifest


def stage(file: Path, home: Path, *, force: bool = False) -> Manifest:
    """Check a backup whole and unpack it beside the library; the next opening takes it.

    Raises UsageError("not_empty") where there is a library and no `force`, ReadError("backup_damaged") naming the file
    and the part of it that is not what it was, StorageError.
    """
    manifest = read_manifest(file)
    if (home / CATALOGUE).exists() and manifest.has_catalogue and not force:
        raise UsageError("restore_not_empty", home=str(home))
    beside = home / _UNPACKING
    with storing_in(home):
        home.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(mode=0o700)
        try:
            with ZipFile(file) as archive:
                for name in manifest.parts:
                    _unpack(archive, name, manifest, beside, file.name)
            if UPLOADED in manifest.parts:
                _unpack_uploads(beside, file.name)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        (beside / NAME).write_text(manifest.as_json(), encoding="utf-8")
        shutil.rmtree(home / _STAGED, ignore_errors=True)
        if manifest.has_catalogue:
            shutil.rmtree(home / _REPLACED, ignore_errors=True)
        os.replace(beside, home / _STAGED)
    return manifest


def _unpack(archive: ZipFile, name: str, manifest: Manifest, folder: Path, file: str) -> None:
    wanted, digest, size = manifest.parts[name], hashlib.sha256(), 0
    try:
        with archive.open(name) as packed, (folder / name).open("xb") as target:
            while piece := packed.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                if size > wanted.size:
                    raise ReadError("backup_damaged", file=file, part=name)
                target.write(piece)
    except (BadZipFile, KeyError, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ReadError("backup_damaged", file=file, part=name) from error
    if (size, digest.hexdigest()) != (wanted.size, wanted.sha256):
        raise ReadError("backup_damaged", file=file, part=name)


def _unpack_uploads(folder: Path, file: str) -> None:
    """Unpack the files that were sent in; names that lead elsewhere are cut to their last parts by the library."""
    try:
        with ZipFile(folder / UPLOADED) as packed:
            packed.extractall(folder / UPLOADS)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ReadError("backup_damaged", file=file, part=UPLOADED) from error
    (folder / UPLOADED).unlink()


def put_in_place(home: Path) -> None:
    """Put what is staged in the library's place; the old catalogue is kept in a folder until the next restoring.

    Called by whoever holds the library's lock, before anything is opened.
    """
    staged = home / _STAGED
    if not staged.exists():
        return
    with storing_in(home):
        for name in ("lexical", "dense"):
            shutil.rmtree(home / name, ignore_errors=True)
        (home / "dense.json").unlink(missing_ok=True)
        if (staged / CATALOGUE).exists():
            _keep(home, CATALOGUE)
            os.replace(staged / CATALOGUE, home / CATALOGUE)
        if (staged / VECTORS).exists():
            for ending in _BESIDE:
                (home / f"{VECTORS}{ending}").unlink(missing_ok=True)
            os.replace(staged / VECTORS, home / VECTORS)
        if (staged / UPLOADS).exists():
            shutil.rmtree(home / _REPLACED / UPLOADS, ignore_errors=True)
            _keep(home, UPLOADS)
            os.replace(staged / UPLOADS, home / UPLOADS)
        if (staged / NAME).exists():
            os.replace(staged / NAME, home / _DONE)
        shutil.rmtree(staged)


def _keep(home: Path, name: str) -> None:
    """Move what is there aside."""
    for ending in reversed(_BESIDE):  # the log first: it must not be read with the new file
        if (home / f"{name}{ending}").exists():
            (home / _REPLACED).mkdir(mode=0o700, exist_ok=True)
            os.replace(home / f"{name}{ending}", home / _REPLACED / f"{name}{ending}")


def take_restored(home: Path) -> str | None:
    """Return when the backup that was put in place last was made, once; None where nothing was."""
    path = home / _DONE
    if not path.exists():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    with storing_in(path):
        path.unlink()
    return str(told["made_at"])
