"""Which files an ingest is about: paths as the user gave them in, files in a fixed order out."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import ReadError, UsageError

_BLOCK = 1 << 20
_TABLES = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".jsonl", ".ndjson"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """One file. `location` is its address for ever, `shown` its path as the user gave it, `source` a name for citations."""

    path: Path
    location: str
    shown: str
    source: str
    error: str | None = None  # why it (or the folder) cannot be opened
    columns: Path | None = None  # the column map by which a table is to be read


def find_files(paths: Sequence[Path]) -> Iterator[FoundFile]:
    """Yield the files of these paths: folders all the way down, sorted, hidden ones left out, each file once.

    Raises UsageError for a path that does not exist and ReadError for a folder given that cannot be opened; a folder
    further down that cannot be opened is yielded with its error.
    """
    for path in paths:
        _require(path)
    seen: set[str] = set()
    for path in paths:
        for found in _below(path) if path.is_dir() else [_found(path, path.parent)]:
            if found.location not in seen:
                seen.add(found.location)
                yield found


def found_again(location: str, shown: str, source: str) -> FoundFile:
    """Return a file that was found before, by its address, as it is now."""
    path = Path(location)
    return FoundFile(
        path=path,
        location=location,
        shown=shown,
        source=source,
        error=_why_not(path),
        columns=_map_beside(path),
    )


def _require(path: Path) -> None:
    try:
        path.stat()
        if path.is_dir():
            os.scandir(path).close()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError("no_such_path", path=str(path)) from error
    except OSError as error:
        raise ReadError("permission", file=str(path)) from error


def _below(folder: Path) -> Iterator[FoundFile]:
    failed: list[OSError] = []
    root = folder.absolute().parent
    for parent, folders, names in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (_found(Path(parent) / name, root) for name in sorted(names) if _is_wanted(name))
        yield from (_unopened(Path(str(error.filename)), root) for error in failed)
        failed.clear()
    yield from (_unopened(Path(str(error.filename)), root) for error in failed)


def _found(path: Path, root: Path, error: str | None = None) -> FoundFile:
    return FoundFile(
        path=path,
        location=_legible(os.path.realpath(path)),
        shown=_legible(str(path)),
        source=_legible(path.absolute().relative_to(root.absolute()).as_posix()),
        error=error or _why_not(path),
        columns=_map_beside(path),
    )


def _is_wanted(name: str) -> bool:
    """Say whether a file in a folder is one to read: not hidden, and no column map of a table beside it."""
    return not name.startswith(".") and not name.endswith(".columns.toml")


def _map_beside(path: Path) -> Path | None:
    if path.suffix.lower() not in _TABLES:
        return None
    from knowledge.readers.tables.column_maps import map_beside

    return map_beside(path)


def _unopened(path: Path, root: Path) -> FoundFile:
    return _found(path, root, error="permission")


def _why_not(path: Path) -> str | None:
    """Say why a path is no file to be read: opening a pipe would wait for ever."""
    try:
        return None if stat.S_ISREG(path.stat().st_mode) else "not_a_file"
    except OSError as error:
        return "permission" if error.errno == errno.EACCES else "no_such_file"


def _legible(name: str) -> str:
    """Make a name that is no UTF-8 one that can be stored and shown."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def content_hash(path: Path) -> tuple[str, int]:
    """Return a file's SHA-256, over the files that are read together with it too, and its own size. Raises OSError."""
    from knowledge.readers.packages.packages import other_parts

    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    for part in other_parts(path):
        digest.update(part.read_bytes())
    return digest.hexdigest(), size
