"""A document that somebody sent in; the need that it holds out. It is read by a process of its own, which may crash or hang."""

from __future__ import annotations

from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from assistant.matching.need_files import read_need_file
from assistant.needs.types import Wanted
from assistant.reading_apart import WITHIN_S, read_apart
from knowledge.errors import UsageError

FORMATS = (".txt", ".md", ".docx", ".pdf", ".html", ".htm", ".yaml", ".yml", ".json")
_LONGEST_NAME = 80


def read_need_upload(name: str, content: bytes, *, within_s: float = WITHIN_S) -> Wanted:
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
        return read_apart(_one_need, path, shown, within_s)


def _one_need(path: Path, shown: str) -> Wanted:
    needs = read_need_file(path, name=shown)
    if len(needs) != 1:
        raise UsageError("several_needs", file=shown, count=str(len(needs)))
    return needs[0]
