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
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.catalogue import FileEntry, PreparedEntry, StoredFile
from knowledge.catalogue.rows import Analysed
from knowledge.disk import storing_in
from knowledge.errors import ReadError
from knowledge.finding import FoundFile, content_hash, find_files, found_again
from knowledge.memory import give_back
from knowledge.parsing import Parser
from knowledge.readers.parts import Part, parts_reader, worth_cutting
from knowledge.types import (
    READ_WITH_ANOTHER,
    Audience,
    FileOutcome,
    FileReport,
    IngestReport,
    Reader,
    Role,
)
from knowledge.workers import Parsed, ParsedParts, ParserPool, parse_one, parse_parts, plain_fields

if TYPE_CHECKING:
    from knowledge.library import Library

_log = logging.getLogger(__name__)

READING = "3"  # raise when readers or splitting give other documents: files are then read again
_POOL_FROM_FILES = 200
_POOL_FROM_BYTES = 8 << 20
_STREAMED_FROM_BYTES = 24 << 20  # a larger file that cannot be cut is parsed here, and never held as a whole
_INDEX_EVERY_PASSAGES = 20_000
_STORED_TOGETHER = 2_000  # passages of small files in one transaction
_FILES_TOGETHER = 100
_STORED_WITHIN_S = 0.5
_EVERYONE = Reader(user="ingest", role=Role.OFFICER)


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
    made_by: str = "",
    columns: Path | None = None,
) -> IngestReport:
    """Bring files and folders into the library and return what became of each file.

    A file that cannot be read is set aside with its reason; what it gave earlier goes on answering. Every other file
    is acknowledged when it is written, before it is indexed; an index that missed some catches up at the next open.
    A large file of many documents is acknowledged some documents at a time, and goes on there when it comes again.
    `made_by` names who asked, for the run's report; `columns` is the column map by which tables are read.
    Raises UsageError and ReadError for a path that is missing or cannot be opened, StorageError when the disk refuses.
    """
    return ingest_files(
        (file if columns is None else replace(file, columns=columns) for file in find_files(paths)),
        audience=audience,
        library=library,
        on_progress=on_progress,
        sample=False,
        made_by=made_by,
        paths=[str(path) for path in paths],
    )


def retry_set_aside(
    *,
    library: Library,
    run_id: str | None = None,
    on_progress: OnProgress | None = None,
    made_by: str = "",
) -> IngestReport:
    """Try again every file that is set aside (in that run, where one is named), those that were interrupted too."""
    held = library.catalogue.files(_EVERYONE, outcome=FileOutcome.SET_ASIDE)
    rows = tuple(row for row in held if row.reason not in READ_WITH_ANOTHER)
    if run_id is not None:
        of_run = {row.location for row in library.catalogue.run_files(run_id, _EVERYONE)}
        rows = tuple(row for row in rows if row.location in of_run)
    reports = [
        ingest_files(
            [found_again(r.location, r.path, r.source or Path(r.location).name) for r in some],
            audience=audience,
            library=library,
            on_progress=on_progress,
            sample=False,
            made_by=made_by,
            paths=[row.path for row in some],
        )
        for audience in Audience
        if (some := [row for row in rows if row.audience is audience and not row.sample])
    ]
    return _together(reports)


def _together(reports: Sequence[IngestReport]) -> IngestReport:
    return IngestReport(
        run_id=reports[0].run_id if reports else "",
        files=tuple(file for report in reports for file in report.files),
        records=sum(report.records for report in reports),
        passages=sum(report.passages for report in reports),
        elapsed_s=sum(report.elapsed_s for report in reports),
    )


def ingest_files(
    files: Iterable[FoundFile],
    *,
    audience: Audience,
    library: Library,
    on_progress: OnProgress | None,
    sample: bool,
    made_by: str = "",
    paths: Sequence[str] = (),
) -> IngestReport:
    """Do the same for files that were found already."""
    with library.changing(), library.filler.paused():  # answering comes first, vectors after
        return _Run(library, audience, on_progress, sample).run(files, made_by=made_by, paths=paths)


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
    analysed: dict[str, Analysed] = field(default_factory=dict)  # of passages that are not indexed yet
    _pool: ParserPool | None = None

    def run(self, files: Iterable[FoundFile], *, made_by: str, paths: Sequence[str]) -> IngestReport:
        start = time.monotonic()
        self._tell(IngestStage.FINDING)
        found = tuple(files)
        self.totals.files_total = len(found)
        catalogue = self.library.catalogue
        catalogue.start_run(self.run_id, self.audience, datetime.now(UTC), made_by=made_by, paths=paths)
        new = [(file, self.known[file.location].size) for file in found if self._is_new(file)]
        try:
            self._take_in(new)
            if self._pool is not None:
                self._pool.close(wait=True)
        except BaseException:
            if self._pool is not None:
                self._pool.close()
            raise
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

    def _take_in(self, new: Sequence[tuple[FoundFile, int]]) -> None:
        cut = {f.location for f, size in new if f.columns is None and worth_cutting(f.path, size)}
        small = [(f, size) for f, size in new if f.location not in cut and size < _STREAMED_FROM_BYTES]
        self._store_small(self._parsed(small))
        for file, size in new:
            if file.location in cut:
                self._store_in_parts(file)
            elif size >= _STREAMED_FROM_BYTES:
                self._store_spooled(file)

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
            reading=_reading(file),
            sample=self.sample,
            source=file.source,
        )

    # ── parsing ──────────────────────────────────────────────────────────────────────────────────────────

    def _parser(self) -> Parser:
        return self.library.parser(self.audience, sample=self.sample)

    def _workers(self) -> ParserPool | None:
        """Return the worker processes, started when they are first needed; None where a parser cannot travel."""
        if self._pool is None and _travels(self._parser()):
            self._pool = ParserPool(self._parser(), workers=max(1, min(4, os.cpu_count() or 1)))
        return self._pool

    def _parsed(self, files: list[tuple[FoundFile, int]]) -> Iterator[Parsed]:
        pool = self._workers() if _pays(files) else None
        if pool is not None:
            return pool.parse_all(files)
        parser = self._parser()
        return (parse_one(parser, file) for file, _ in files)

    def _parsed_parts(self, file: FoundFile, parts: Iterator[Part]) -> Iterator[ParsedParts]:
        pool = self._workers()
        return parse_parts(self._parser(), file, parts) if pool is None else pool.parse_parts(file, parts)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────

    def _store_small(self, parsed: Iterator[Parsed]) -> None:
        """Store files that were parsed as a whole, some in one transaction."""
        waiting: list[Parsed] = []
        passages, since = 0, time.monotonic()
        for one in parsed:
            if one.reason is not None:
                self._store_together(waiting)
                self._set_aside(self.known[one.file.location], one.file, one.reason, one.fields)
                waiting, passages, since = [], 0, time.monotonic()
                continue
            waiting.append(one)
            passages += sum(len(entry.passages) for entry in one.entries)
            late = time.monotonic() - since >= _STORED_WITHIN_S
            if late or passages >= _STORED_TOGETHER or len(waiting) >= _FILES_TOGETHER:
                self._store_together(waiting)
                waiting, passages, since = [], 0, time.monotonic()
        self._store_together(waiting)

    def _store_together(self, waiting: Sequence[Parsed]) -> None:
        if not waiting:
            return
        files = [(self.known[one.file.location], one.entries) for one in waiting]
        for one, stored in zip(waiting, self.library.catalogue.store_files(files), strict=True):
            self._remember(one.entries)
            self._stored(one.file, stored)
        self._index_now_and_then()

    def _store_in_parts(self, file: FoundFile) -> None:
        """Store a large file some parts at a time; what an earlier run stored of it is not read again."""
        entry, catalogue = self.known[file.location], self.library.catalogue
        done = catalogue.begin_file(entry)
        try:
            for parsed in self._parsed_parts(file, _cut(file, done)):
                done += parsed.count
                passages = catalogue.store_parts(entry, done, parsed.entries, parsed.notes)
                self._remember(parsed.entries)
                self.totals.written += passages
                self.totals.waiting += passages
                self._tell(IngestStage.READING, file.shown)
                self._index_now_and_then()
        except ReadError as error:
            stored = catalogue.stop_file(entry, error.code, plain_fields(error))
        else:
            stored = catalogue.finish_file(entry)
        self._report(file, stored.outcome, stored, reason=stored.reason, fields=dict(stored.fields))

    def _store_spooled(self, file: FoundFile) -> None:
        entry = self.known[file.location]
        try:
            with self._spooled(file) as entries:
                stored = self.library.catalogue.store_file(entry, entries)
        except ReadError as error:
            self._set_aside(entry, file, error.code, plain_fields(error))
            return
        self._stored(file, stored)
        self._index_now_and_then()

    @contextlib.contextmanager
    def _spooled(self, file: FoundFile) -> Iterator[Iterator[PreparedEntry]]:
        """Parse a large file into a temporary file first: the database is not locked while a reader is at work."""
        parser = self._parser()
        with storing_in(self.library.home), tempfile.TemporaryFile(dir=self.library.home) as spool:
            count = 0
            for entry in parser.prepare(file):
                pickle.dump(entry, spool)
                count += 1
            spool.seek(0)
            yield (pickle.load(spool) for _ in range(count))

    def _stored(self, file: FoundFile, stored: StoredFile) -> None:
        self.totals.written += stored.passages
        self.totals.waiting += stored.passages
        self._report(file, stored.outcome, stored)

    def _remember(self, entries: Iterable[PreparedEntry]) -> None:
        """Keep what the lexical index will want to know of passages that were just written."""
        for entry in entries:
            self.analysed.update(entry.terms)

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
        self._tell(IngestStage.READING, file.shown)

    # ── indexing ─────────────────────────────────────────────────────────────────────────────────────────

    def _index_now_and_then(self) -> None:
        """Index where enough waits, between two transactions. Raises ClosingError where loading shall stop there."""
        self.library.check_taking_in()
        if self.totals.waiting >= _INDEX_EVERY_PASSAGES:
            self._index()

    def _index(self) -> None:
        self.totals.waiting = 0
        self.library.expect(self.analysed)
        self.library.catch_up(self._indexed)
        self.library.expect({})
        self.analysed.clear()
        give_back()

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


def _reading(file: FoundFile) -> str:
    """Return how a file is read now: by these readers, and by the column map as it is."""
    if file.columns is None:
        return READING
    try:
        return f"{READING}:{content_hash(file.columns)[0][:12]}"
    except OSError:
        return f"{READING}:?"


def _pays(files: Sequence[tuple[FoundFile, int]]) -> bool:
    """Say whether starting processes is faster than doing without, or safer: a broken PDF may kill its reader."""
    if any(file.path.suffix.lower() == ".pdf" for file, _ in files):
        return True
    return len(files) >= _POOL_FROM_FILES or sum(size for _, size in files) >= _POOL_FROM_BYTES


def _cut(file: FoundFile, done: int) -> Iterator[Part]:
    """Yield the parts of a file after the first `done`. Raises ReadError where it cannot be cut further."""
    try:
        reader = parts_reader(file.path)
        if reader is None:
            raise ReadError("unknown_format", file=file.shown, format=file.path.suffix.lstrip("."))
        yield from islice(reader.parts(file.path), done, None)
    except ReadError:
        raise
    except OSError as error:
        raise ReadError("unreadable", file=file.shown, reason=error.strerror or "") from error


def _travels(parser: Parser) -> bool:
    """Say whether the parser can be sent to another process (an embedder may hold what cannot)."""
    try:
        pickle.dumps(parser)
    except (pickle.PicklingError, TypeError, AttributeError):
        return False
    return True
