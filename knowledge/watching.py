"""Folders that are watched: what is new or changed in them is taken in once it has settled, what goes is noticed.

Polling by the standard library: it works on network shares too, where a system's own notices do not arrive.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import PatentBridgeError
from knowledge.finding import FoundFile, find_files
from knowledge.ingestion import OnProgress, ingest_files
from knowledge.types import Audience, IngestReport

if TYPE_CHECKING:
    from knowledge.library import Library

_log = logging.getLogger(__name__)

EVERY_S = 1.0
SETTLE_S = 2.0
_AGAIN_S = 30.0  # after a failure, and the longest rest
_RESTS = 9

Stamp = tuple[int, int, int]  # size, time of change, file number


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look at the folders found: files to take in, and locations of files that were there and are gone."""

    ready: tuple[FoundFile, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(slots=True)
class FolderWatch:
    """Remembers what was seen. A file counts when size and time of change stayed the same for `settle_s` seconds."""

    paths: Sequence[Path]
    settle_s: float = SETTLE_S
    _taken: dict[str, Stamp] = field(default_factory=dict)
    _waiting: dict[str, tuple[Stamp, float]] = field(default_factory=dict)
    _missing: dict[str, float] = field(default_factory=dict)

    def look(self, now: float) -> Seen:
        """Look at the folders at the moment `now` (monotonic). Raises what `find_files` raises."""
        ready: list[FoundFile] = []
        there: dict[str, FoundFile] = {}
        for file in find_files(self.paths):
            there[file.location] = file
            stamp = _stamp(file.path)
            if stamp is None or self._taken.get(file.location) == stamp:
                continue
            first = self._waiting.get(file.location)
            if first is None or first[0] != stamp:
                self._waiting[file.location] = (stamp, now - _age(stamp, self.settle_s))
            if now - self._waiting[file.location][1] >= self.settle_s:
                ready.append(file)
        self._waiting = {name: held for name, held in self._waiting.items() if name in there}
        return Seen(ready=tuple(_with_leads(ready, there)), gone=tuple(self._gone(there, now)))

    def took(self, file: FoundFile) -> None:
        """Say that a file was taken in (or set aside) as it was when it was seen."""
        held = self._waiting.pop(file.location, None)
        if held is not None:
            self._taken[file.location] = held[0]

    def know(self, location: str) -> None:
        """Say that a file was taken in by an earlier run: when it is not there, it is gone."""
        self._taken.setdefault(location, (-1, -1, -1))

    def _gone(self, there: Collection[str], now: float) -> Iterator[str]:
        """Yield files that are missing as long as others must stay the same: programs replace files by renaming."""
        self._missing = {name: since for name, since in self._missing.items() if name not in there}
        for name in [name for name in self._taken if name not in there]:
            if now - self._missing.setdefault(name, now) >= self.settle_s:
                del self._taken[name], self._missing[name]
                yield name


def _with_leads(ready: list[FoundFile], there: Mapping[str, FoundFile]) -> Iterator[FoundFile]:
    """Yield the files, and with a part of a filing package the file that stands for the package: it changed too."""
    yield from ready
    known = {file.location for file in ready}
    for file in ready:
        lead = _lead(file.path)
        location = None if lead is None else os.path.realpath(lead)
        if location is not None and location in there and location not in known:
            known.add(location)
            yield there[location]


def _lead(path: Path) -> Path | None:
    from knowledge.readers.packages.packages import package_of

    try:
        package = package_of(path)
    except OSError:
        return None  # it went while it was looked at
    places = [part.path for part in package.files if part.path is not None] if package else []
    return next((place for place in places if place.exists() and place.stat().st_size), None)


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _age(stamp: Stamp, settle_s: float) -> float:
    """Return for how long a file that is seen for the first time has been as it is, at most the time it must settle.

    A file from before the watch began need not wait; a copy keeps its source\'s time, so that half of it looks old:
    such a file is read again when it has grown.
    """
    return min(settle_s, max(0.0, time.time() - stamp[1] / 1e9))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who is told what the watch does."""

    report: Callable[[IngestReport], None]
    gone: Callable[[str, int], None]  # a file, and how many documents stopped answering by it
    failed: Callable[[PatentBridgeError], None]
    progress: OnProgress | None = None


def watch(
    paths: Sequence[Path],
    *,
    audience: Audience,
    library: Library,
    listener: Listener,
    stopped: Callable[[], bool],
    mirror: bool = False,
    made_by: str = "",
    every_s: float = EVERY_S,
    settle_s: float = SETTLE_S,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Take in what is in these folders and what comes and changes, until `stopped` says so.

    Documents of a file that goes stay, unless `mirror` is set. A failure (a folder that is away, a full disk) is told
    and does not end the watch. Raises UsageError and ReadError for a path that is not there at the start.
    """
    folder_watch = FolderWatch(paths, settle_s)
    for location in library.catalogue.locations_below([os.path.realpath(path) for path in paths]):
        folder_watch.know(location)
    tuple(find_files(paths))
    failing = False
    while not stopped():
        began = time.monotonic()
        try:
            _turn(folder_watch, paths, audience, library, listener, mirror=mirror, made_by=made_by)
            failing = False
        except PatentBridgeError as error:
            if not failing:
                listener.failed(error)
            failing = True
        rest = _RESTS * (
            time.monotonic() - began
        )  # looking over a large folder takes a tenth of the time at most
        sleep(_AGAIN_S if failing else min(_AGAIN_S, max(every_s, rest)))


def _turn(
    folder_watch: FolderWatch,
    paths: Sequence[Path],
    audience: Audience,
    library: Library,
    listener: Listener,
    *,
    mirror: bool,
    made_by: str,
) -> None:
    seen = folder_watch.look(time.monotonic())
    if seen.ready:
        report = ingest_files(
            seen.ready,
            audience=audience,
            library=library,
            on_progress=listener.progress,
            sample=False,
            made_by=made_by,
            paths=[str(path) for path in paths],
        )
        for file in seen.ready:
            folder_watch.took(file)
        listener.report(report)
    for location in seen.gone:
        listener.gone(location, library.drop_file(location) if mirror else 0)
