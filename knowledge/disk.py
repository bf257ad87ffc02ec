"""What a disk or an embedded store complains of, as one of a few reasons."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from knowledge.errors import StorageError

_ERRNO = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "disk_full",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.EROFS: "permission",
    errno.EIO: "io_error",
}
_SQLITE = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_IOERR: "io_error",
    sqlite3.SQLITE_READONLY: "permission",
    sqlite3.SQLITE_CANTOPEN: "permission",
    sqlite3.SQLITE_PERM: "permission",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}
_WORDS = (
    (("no space left", "disk is full", "disk full", "quota", "file too large"), "disk_full"),
    (("permission denied", "read-only", "readonly"), "permission"),
    (("corrupt", "malformed", "not a database"), "damaged"),
)


def reason_of(error: BaseException) -> str:
    """Name why a store failed: disk_full, permission, busy, damaged, io_error or failed."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, sqlite3.Error) and isinstance(code, int) and code & 0xFF in _SQLITE:
        return _SQLITE[code & 0xFF]
    if isinstance(error, OSError) and error.errno in _ERRNO:
        return _ERRNO[error.errno]
    lowered = str(error).lower()
    return next((reason for words, reason in _WORDS if any(word in lowered for word in words)), "failed")


@contextmanager
def storing_in(path: Path) -> Iterator[None]:
    """Turn what the file system or SQLite raises into StorageError with the path and the reason."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StorageError(path=str(path), reason=reason_of(error)) from error


def copy_database(path: Path, copy: Path) -> None:
    """Copy an SQLite file as it is at one moment, while others go on writing. Raises StorageError."""
    part = copy.with_name(f"{copy.name}.part")
    with storing_in(copy):
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        os.replace(part, copy)
