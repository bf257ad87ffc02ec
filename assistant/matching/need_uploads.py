"""A document that somebody sent in; the need that it holds out. It is read by a process of its own, which may crash or hang."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from assistant.matching.need_files import read_need_file
from assistant.needs.types import Wanted
from knowledge.errors import PatentBridgeError, ReadError, UsageError

FORMATS = (".txt", ".md", ".docx", ".pdf", ".html", ".htm", ".yaml", ".yml", ".json")
_WITHIN_S = 60.0
_LONGEST_NAME = 80
_Told = Wanted | tuple[str, str, dict[str, str]]  # or the kind, code and fields of an error


def read_need_upload(name: str, content: bytes, *, within_s: float = _WITHIN_S) -> Wanted:
    """Read the one need of a document; `name` is what its sender calls it.

    Raises UsageError (need_upload_format, several_needs and those of `read_need_file`), ReadError.
    """
    shown = PurePath(name.replace("\\", "/")).name[:_LONGEST_NAME] or "–"
    suffix = PurePath(shown).suffix.lower()
    if suffix not in FORMATS:
        raise UsageError("need_upload_format", file=shown, formats=", ".join(FORMATS))
    with TemporaryDirectory() as folder:
        path = Path(folder, f"need{suffix}")
        path.write_bytes(content)
        told = _read_apart(path, shown, within_s)
    if isinstance(told, Wanted):
        return told
    kind, code, fields = told
    raise (UsageError if kind == "usage" else ReadError)(code, **fields)


def _read_apart(path: Path, shown: str, within_s: float) -> _Told:
    context = multiprocessing.get_context("spawn")  # a fork would inherit threads' locks
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_read, args=(path, shown, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        told: _Told = ours.recv() if ours.poll(within_s) else ("read", "reader_crashed", {"file": shown})
    except EOFError:
        told = ("read", "reader_crashed", {"file": shown})
    finally:
        process.kill()
        process.join()
        ours.close()
    return told


def _read(path: Path, shown: str, to: Connection) -> None:
    """Read the file and send what came of it; nothing of this process is left to tidy up."""
    to.send(_told(path, shown))
    to.close()
    os._exit(0)


def _told(path: Path, shown: str) -> _Told:
    try:
        needs = read_need_file(path, name=shown)
    except PatentBridgeError as error:
        kind = "usage" if isinstance(error, UsageError) else "read"
        return kind, error.code, _plain({**error.fields, "file": shown})
    if len(needs) != 1:
        return "usage", "several_needs", {"file": shown, "count": str(len(needs))}
    return needs[0]


def _plain(fields: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in fields.items()}
