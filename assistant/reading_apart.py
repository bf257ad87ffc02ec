"""A file that somebody sent in, read by a process of its own, which may crash or hang: a reader and a path in; what it read out."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from knowledge.errors import PatentBridgeError, ReadError, UsageError

WITHIN_S = 60.0
_Read = TypeVar("_Read")
_Reader = Callable[[Path, str], _Read]
_Error = tuple[str, str, dict[str, str]]  # its kind, code and fields


def read_apart(read: _Reader[_Read], path: Path, shown: str, within_s: float = WITHIN_S) -> _Read:
    """Return what `read`, a function of a module, makes of a path and the name that its sender gave it.

    Raises UsageError and ReadError as it does, ReadError(reader_crashed) where it crashed or took too long.
    """
    context = multiprocessing.get_context("spawn")  # a fork would inherit threads' locks
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(read, path, shown, theirs), daemon=True)
    process.start()
    theirs.close()
    crashed: tuple[None, _Error] = (None, ("read", "reader_crashed", {"file": shown}))
    told: tuple[_Read, None] | tuple[None, _Error]
    try:
        told = ours.recv() if ours.poll(within_s) else crashed
    except EOFError:
        told = crashed
    finally:
        process.kill()
        process.join()
        ours.close()
    found, error = told
    if error is not None:
        kind, code, fields = error
        raise (UsageError if kind == "usage" else ReadError)(code, **fields)
    return found  # type: ignore[return-value]


def _send(read: _Reader[_Read], path: Path, shown: str, to: Connection) -> None:
    """Read the file and send what came of it; nothing of this process is left to tidy up."""
    to.send(_told(read, path, shown))
    to.close()
    os._exit(0)


def _told(read: _Reader[_Read], path: Path, shown: str) -> tuple[_Read, None] | tuple[None, _Error]:
    try:
        return read(path, shown), None
    except PatentBridgeError as error:
        kind = "usage" if isinstance(error, UsageError) else "read"
        return None, (kind, error.code, _plain({**error.fields, "file": shown}))


def _plain(fields: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in fields.items()}
