"""Files come into the library: found, recognised, parsed, written (which acknowledges them), indexed. Resumable."""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.catalogue import Entry, FileEntry, StoredFile
from knowledge.disk import storing_in
from knowledge.errors import ReadError
from knowledge.finding import FoundFile, content_hash, find_files
from knowledge.parsing import Parser
from knowledge.types import Audience, FileOutcome, FileReport, IngestReport
from knowledge.workers import Parsed, ParserPool, parse_one, plain_fields

if TYPE_CHECKING:
    from knowledge.library import Library

_log = logging.getLogger(__name__)

READING = "1"  # raise when readers or splitting give other documents: files are then read again
_POOL_FROM_FILES = 200
_POOL_FROM_BYTES = 8 << 20
_STREAMED_FROM_BYTES = 24 << 20  # a larger file is parsed here, record by record, and never held as a whole
_INDEX_EVERY_PASSAGES = 20_000


class IngestStage(StrEnum):
    FINDING = "finding"
    READING = "reading"
    INDEXING = "indexing"


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestProgress:
    """Where an ingest stands, for a progress bar."""

    stage: IngestStage
    file: str = ""
    files_done: int = 0
    files_total: int = 0
    passages_written: int = 0
    passages_indexed: int = 0


OnProgress = Callable[[IngestProgress], None]


def ingest(
    paths: Sequence[Path],
    *,
    audience: Audience,
    library: Library,
    on_progress: OnProgress | None = None,
) -> IngestReport:
    """Bring files and folders into the library and return what became of each file.

    A file that cannot be read is set aside with its reason; what it gave earlier goes on answering. Every other file
    is acknowledged when it is written, before it is indexed; an index that missed some catches up at the next open.
    Raises UsageError and ReadError for a path that is missing or cannot be opened, StorageError when the disk refuses.
    """
    return ingest_files(
        find_files(paths), audience=audience, library=library, on_progress=on_progress, sample=False
    )


def ingest_files(
    files: Iterable[FoundFile],
    *,
    audience: Audience,
    library: Library,
    on_progress: OnProgress | None,
    sample: bool,
) -> IngestReport:
    """Do the same for files that were found already."""
    with library.changing(), library.filler.paused():  # answering comes first, vectors after
        return _Run(library, audience, on_progress, sample).run(files)


@dataclass(slots=True)
class _Totals:
    files_done: int = 0
    files_total: int = 0
    written: int = 0
    indexed: int = 0
    waiting: int = 0  # passages written but not indexed


@dataclass(slots=True)
class _Run:
    library: Library
    audience: Audience
    on_progress: OnProgress | None
    sample: bool
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    reports: list[FileReport] = field(default_factory=list)
    totals: _Totals = field(default_factory=_Totals)
    known: dict[str, FileEntry] = field(default_factory=dict)  # location → what was hashed

    def run(self, files: Iterable[FoundFile]) -> IngestReport:
        start = time.monotonic()
        self._tell(IngestStage.FINDING)
        found = tuple(files)
        self.totals.files_total = len(found)
        catalogue = self.library.catalogue
        catalogue.start_run(self.run_id, self.audience, datetime.now(UTC))
        new = [(file, self.known[file.location].size) for file in found if self._is_new(file)]
        for parsed in self._parsed(new):
            self._store(parsed)
        self._index()
        report = IngestReport(
            run_id=self.run_id,
            files=tuple(self.reports),
            records=sum(report.records for report in self.reports),
            passages=sum(report.passages for report in self.reports),
            elapsed_s=time.monotonic() - start,
        )
        catalogue.finish_run(report, datetime.now(UTC))
        return report

    # ── recognising ──────────────────────────────────────────────────────────────────────────────────────

    def _is_new(self, file: FoundFile) -> bool:
        """Say whether a file has to be parsed; report it where not."""
        entry = self._hashed(file)
        if entry is None:
            return False
        self.known[file.location] = entry
        catalogue = self.library.catalogue
        if catalogue.is_settled(entry):
            self._report(file, FileOutcome.UNCHANGED)
            return False
        twin = catalogue.same_content(entry, file.path.suffix.lower())
        twin_path = None if twin is None else catalogue.adopt_file(entry, twin)
        if twin_path is not None:
            self._report(file, FileOutcome.UNCHANGED, fields={"duplicate_of": twin_path})
            return False
        return True

    def _hashed(self, file: FoundFile) -> FileEntry | None:
        try:
            if file.error is not None:
                raise ReadError(file.error, file=file.shown)
            digest, size = content_hash(file.path)
        except ReadError as error:
            self._set_aside(self._entry(file, "", 0), file, error.code, {})
            return None
        except OSError as error:
            self._set_aside(self._entry(file, "", 0), file, "permission", {"reason": str(error.strerror)})
            return None
        return self._entry(file, digest, size)

    def _entry(self, file: FoundFile, digest: str, size: int) -> FileEntry:
        return FileEntry(
            location=file.location,
            path=file.shown,
            sha256=digest,
            size=size,
            audience=self.audience,
            run_id=self.run_id,
            reading=READING,
            sample=self.sample,
            source=file.source,
        )

    # ── parsing ──────────────────────────────────────────────────────────────────────────────────────────

    def _parsed(self, files: list[tuple[FoundFile, int]]) -> Iterator[Parsed | FoundFile]:
        """Yield parsed files, and large ones as they are: those are parsed while they are written."""
        parser = self.library.parser(self.audience, sample=self.sample)
        small = [(file, size) for file, size in files if size < _STREAMED_FROM_BYTES]
        if _pays(small) and _travels(parser):
            with ParserPool(parser, workers=max(1, min(4, os.cpu_count() or 1))) as pool:
                yield from pool.parse_all(small)
        else:
            yield from (parse_one(parser, file) for file, _ in small)
        yield from (file for file, size in files if size >= _STREAMED_FROM_BYTES)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────

    def _store(self, parsed: Parsed | FoundFile) -> None:
        file = parsed.file if isinstance(parsed, Parsed) else parsed
        entry = self.known[file.location]
        if isinstance(parsed, Parsed) and parsed.reason is not None:
            self._set_aside(entry, file, parsed.reason, parsed.fields)
            return
        try:
            with contextlib.ExitStack() as stack:
                entries: Iterable[Entry] = (
                    parsed.entries if isinstance(parsed, Parsed) else stack.enter_context(self._spooled(file))
                )
                stored = self.library.catalogue.store_file(entry, entries)
        except ReadError as error:
            self._set_aside(entry, file, error.code, plain_fields(error))
            return
        self._report(file, stored.outcome, stored)
        self.totals.waiting += stored.passages
        if self.totals.waiting >= _INDEX_EVERY_PASSAGES:
            self._index()

    @contextlib.contextmanager
    def _spooled(self, file: FoundFile) -> Iterator[Iterator[Entry]]:
        """Parse a large file into a temporary file first: the database is not locked while a reader is at work."""
        parser = self.library.parser(self.audience, sample=self.sample)
        with storing_in(self.library.home), tempfile.TemporaryFile(dir=self.library.home) as spool:
            count = 0
            for entry in parser.parse(file):
                pickle.dump(entry, spool)
                count += 1
            spool.seek(0)
            yield (pickle.load(spool) for _ in range(count))

    def _set_aside(
        self, entry: FileEntry, file: FoundFile, reason: str, fields: Mapping[str, object]
    ) -> None:
        kept = dict(fields)
        self.library.catalogue.set_aside(entry, reason, kept)
        self._report(file, FileOutcome.SET_ASIDE, reason=reason, fields=kept)

    def _report(
        self,
        file: FoundFile,
        outcome: FileOutcome,
        stored: StoredFile | None = None,
        *,
        reason: str | None = None,
        fields: dict[str, object] | None = None,
    ) -> None:
        records, passages = (stored.records, stored.passages) if stored is not None else (0, 0)
        self.reports.append(
            FileReport(
                file=file.shown,
                outcome=outcome,
                reason=reason,
                fields=fields or {},
                records=records,
                passages=passages,
                notes=stored.notes if stored is not None else (),
            )
        )
        self.totals.files_done += 1
        self.totals.written += passages
        self._tell(IngestStage.READING, file.shown)

    # ── indexing ─────────────────────────────────────────────────────────────────────────────────────────

    def _index(self) -> None:
        self.totals.waiting = 0
        self.library.catch_up(self._indexed)

    def _indexed(self, passages: int) -> None:
        self.totals.indexed += passages
        self._tell(IngestStage.INDEXING)

    def _tell(self, stage: IngestStage, file: str = "") -> None:
        if self.on_progress is None:
            return
        totals = self.totals
        self.on_progress(
            IngestProgress(
                stage=stage,
                file=file,
                files_done=totals.files_done,
                files_total=totals.files_total,
                passages_written=totals.written,
                passages_indexed=totals.indexed,
            )
        )


def _pays(files: Sequence[tuple[FoundFile, int]]) -> bool:
    """Say whether starting processes is faster than doing without, or safer: a broken PDF may kill its reader."""
    if any(file.path.suffix.lower() == ".pdf" for file, _ in files):
        return True
    return len(files) >= _POOL_FROM_FILES or sum(size for _, size in files) >= _POOL_FROM_BYTES


def _travels(parser: Parser) -> bool:
    """Say whether the parser can be sent to another process (an embedder may hold what cannot)."""
    try:
        pickle.dumps(parser)
    except (pickle.PicklingError, TypeError, AttributeError):
        return False
    return True
