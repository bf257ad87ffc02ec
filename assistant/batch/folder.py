"""A batch in a folder: results by need, drafts, the overview and what the run was asked; every file written in one step.

batch.json            what was asked, and whether it is finished
needs/0001-….json     one need: the row, its matches with their evidence, what it was matched with
drafts/0001-….docx    its draft
overview.xlsx         all of it as a table
earlier/              what belonged to rows that changed or are no longer in the file
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.batch.types import Before, DraftFile, NeedRow, Result
from knowledge.disk import storing_in
from knowledge.errors import LibraryBusyError, UsageError
from knowledge.locking import FolderLock

_ASKED, OVERVIEW = "batch.json", "overview.xlsx"
_NEEDS, _DRAFTS, _EARLIER = "needs", "drafts", "earlier"


class FolderStore:
    """Implements Store in a folder that one process at a time works in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FolderLock(folder, doing="match-batch", name="batch.lock")

    def __enter__(self) -> FolderStore:
        """Take the folder. Raises UsageError batch_folder_file, batch_folder_busy (`folder`, `pid`); StorageError."""
        if self._folder.exists() and not self._folder.is_dir():
            raise UsageError("batch_folder_file", folder=self._folder.name)
        with storing_in(self._folder):
            for name in (_NEEDS, _DRAFTS):
                (self._folder / name).mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(0)
        except LibraryBusyError as error:
            pid = str(error.fields.get("pid") or "?")
            raise UsageError("batch_folder_busy", folder=self._folder.name, pid=pid) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    # ── what was asked ───────────────────────────────────────────────────────────────────────────────────

    def asked(self) -> Mapping[str, Any]:
        """Return what the last run was asked; nothing where there was none."""
        return _read(self._folder / _ASKED) or {}

    def ask(self, asked: Mapping[str, Any]) -> None:
        self._write(self._folder / _ASKED, _json(asked))

    def write_overview(self, content: bytes) -> None:
        self._write(self._folder / OVERVIEW, content)

    # ── results ──────────────────────────────────────────────────────────────────────────────────────────

    def settle(self, rows: Sequence[NeedRow]) -> int:
        """Put what belongs to no row of the file aside, give moved rows their number; return how many were put aside.

        A row that stands elsewhere in the file now keeps what was found for it.
        """
        current = {_name(row): row for row in rows}
        free = {name: path for name, path in self._files() if name not in current}
        by_digest: dict[str, list[Path]] = {}
        for name, path in free.items():
            by_digest.setdefault(name.partition("-")[2], []).append(path)
        for name, row in current.items():
            if not self._path(row).exists() and (moved := by_digest.get(name.partition("-")[2])):
                self._adopt(row, moved.pop(0))
        gone = [path for paths in by_digest.values() for path in paths]
        for path in gone:
            self._put_aside(path)
        return len(gone)

    def before(self, row: NeedRow, told: Mapping[str, Any]) -> Before:
        """Say whether a row is finished: its result is there, with its draft, and of what is asked now."""
        result = _read(self._path(row))
        if result is None or "failed" in result or not self._has_draft(result):
            return Before.NOTHING
        return Before.FINISHED if result.get("matched_with") == told else Before.OUTDATED

    def changed(self, row: NeedRow, told: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what of the conditions an outdated result was matched under is another now."""
        before = (_read(self._path(row)) or {}).get("matched_with", {})
        return tuple(name for name in told if before.get(name) != told[name])

    def keep(self, row: NeedRow, result: Result, draft: DraftFile | None) -> None:
        """Keep a result: the draft first, so that a result never names one that is not there."""
        old = _draft_of(_read(self._path(row)) or {})
        if draft is not None:
            self._write(self._folder / _DRAFTS / draft.name, draft.content)
        self._write(self._path(row), _json(result))
        if old and (draft is None or old != draft.name):
            self._move_aside(self._folder / _DRAFTS / old)

    def results(self, rows: Sequence[NeedRow]) -> Iterator[Result]:
        for row in rows:
            result = _read(self._path(row))
            if result is not None:
                yield result

    # ── files ────────────────────────────────────────────────────────────────────────────────────────────

    def _path(self, row: NeedRow) -> Path:
        return self._folder / _NEEDS / f"{_name(row)}.json"

    def _files(self) -> Iterator[tuple[str, Path]]:
        with storing_in(self._folder):
            found = sorted((self._folder / _NEEDS).glob("*-*.json"))
        return ((path.stem, path) for path in found)

    def _has_draft(self, result: Result) -> bool:
        name = _draft_of(result)
        return not name or (self._folder / _DRAFTS / name).exists()

    def _adopt(self, row: NeedRow, path: Path) -> None:
        result = _read(path)
        if result is None:
            return
        draft = _draft_of(result)
        if draft and (self._folder / _DRAFTS / draft).exists():
            result["draft"]["file"] = f"{row.number:04d}-{draft.partition('-')[2]}"
            with storing_in(path):
                os.replace(self._folder / _DRAFTS / draft, self._folder / _DRAFTS / result["draft"]["file"])
        self._write(
            self._path(row), _json({**result, "number": row.number, "row": row.row, "sheet": row.sheet})
        )
        with storing_in(path):
            path.unlink()

    def _put_aside(self, path: Path) -> None:
        draft = _draft_of(_read(path) or {})
        if draft:
            self._move_aside(self._folder / _DRAFTS / draft)
        self._move_aside(path)

    def _move_aside(self, path: Path) -> None:
        """Put a file into `earlier`; one of the same name that is there is replaced."""
        aside = self._folder / _EARLIER / path.parent.name
        with storing_in(aside):
            aside.mkdir(parents=True, exist_ok=True)
            if path.exists():
                os.replace(path, aside / path.name)

    def _write(self, path: Path, content: bytes) -> None:
        """Write a file in one step, so that a kill leaves the old or the new."""
        beside = path.with_name(f".{path.name}.part")
        with storing_in(path):
            with beside.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(beside, path)


def _name(row: NeedRow) -> str:
    return f"{row.number:04d}-{row.digest}"


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _read(path: Path) -> Result | None:
    """Return what a file holds; None where there is none, or none of ours."""
    try:
        told = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _draft_of(result: Result) -> str:
    """Return the name of the draft's file; nothing where there is none, or a name that leads elsewhere."""
    name = (result.get("draft") or {}).get("file") or ""
    return name if isinstance(name, str) and name == Path(name).name else ""
