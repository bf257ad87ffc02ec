"""One process owns a library: a lock on its folder that dies with its holder."""

from __future__ import annotations

import fcntl
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from knowledge.disk import storing_in
from knowledge.errors import LibraryBusyError

_POLL_S = 0.05


class FolderLock:
    """Holds a lock file in a folder. The kernel lets go when the process ends, however it ends."""

    def __init__(self, folder: Path, *, doing: str, name: str = "library.lock") -> None:
        self._path = folder / name
        self._doing = doing
        self._file: int | None = None

    def acquire(self, wait_s: float) -> Self:
        """Take the lock, waiting up to `wait_s` seconds. Raises LibraryBusyError naming the holder."""
        with storing_in(self._path):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + wait_s
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    holder = _holder(descriptor)
                    os.close(descriptor)
                    raise LibraryBusyError(home=str(self._path.parent), **holder) from error
                time.sleep(_POLL_S)
        self._file = descriptor
        self._write(descriptor)
        return self

    def release(self) -> None:
        """Let go of the lock; the file stays."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None

    def _write(self, descriptor: int) -> None:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        text = json.dumps({"pid": os.getpid(), "doing": self._doing, "since": since})
        with storing_in(self._path):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, text.encode(), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _holder(descriptor: int) -> dict[str, object]:
    try:
        found = json.loads(os.pread(descriptor, 4096, 0))
    except ValueError:
        found = {}
    return {name: found.get(name) for name in ("pid", "doing", "since")}
