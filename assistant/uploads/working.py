"""Uploads are worked on behind the page: a thread takes one after another, gives way to questions, and goes on after a restart."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assistant.background import BackgroundWork
from assistant.reading_apart import read_apart
from assistant.uploads.looking import look_at, look_at_several, noted, plain
from assistant.uploads.store import SqlUploads
from assistant.uploads.types import Became, Looked, Reached, Remark, Upload, UploadState
from knowledge.errors import ClosingError, PatentBridgeError, ReadError
from knowledge.ingestion import IngestProgress, ingest, retry_set_aside
from knowledge.library import Library
from knowledge.pausing import Gate
from knowledge.types import FileReport, IngestReport

_log = logging.getLogger(__name__)
_GIVES_WAY_S = 5.0  # to questions, between two files
_TOLD_EVERY_S = 1.0
_LOOKED_AT_TOGETHER = 10  # files
_LOOKED_WITHIN_S = 180.0  # one by itself: images are recognised
_MOST_NOTES = 20


class _Left(Exception):
    """The program ends: what was read stands, the rest is read after the next start."""


class UploadWorker(BackgroundWork):
    """Works on one upload at a time."""

    def __init__(self, uploads: SqlUploads, library: Library, questions: Gate) -> None:
        super().__init__("uploads", uploads.on_waiting)
        self._uploads = uploads
        self._library = library
        self._questions = questions

    def work_once(self) -> bool:
        """Work on the upload that waits longest; False where none waits."""
        upload = self._uploads.claim()
        if upload is None:
            return False
        try:
            if upload.state is UploadState.LOOKING:
                self._uploads.looked(upload.upload_id, self._look(upload))
            else:
                report = self._take_in(upload)
                self._uploads.done(upload, report.run_id, [_became(file) for file in report.files])
        except (_Left, ClosingError):
            if upload.state is not UploadState.LOOKING:  # what is not looked at in whole is looked at anew
                self._uploads.wait(upload.upload_id)
        except PatentBridgeError as error:
            _log.warning("upload %s stopped: %s", upload.upload_id, error.code)
            self._uploads.stopped(upload.upload_id, error)
        except Exception as error:  # noqa: BLE001 - what is wrong with one upload stops no other
            _log.error("upload %s failed: %s", upload.upload_id, type(error).__name__)
            self._uploads.stopped(upload.upload_id, PatentBridgeError())
        return True

    def _look(self, upload: Upload) -> Sequence[Looked]:
        """Read the beginnings of files, some in one process; one by one where something goes wrong."""
        found: list[Looked] = []
        folder = self._uploads.folder(upload.upload_id)
        names = [file.name for file in upload.files]
        for start in range(0, len(names), _LOOKED_AT_TOGETHER):
            if self._closing:
                raise _Left
            self._questions.pass_through(_GIVES_WAY_S)
            some = tuple(names[start : start + _LOOKED_AT_TOGETHER])
            reached = Reached(file=some[0], done=start, total=len(names))
            self._uploads.beat(upload.upload_id, reached)
            try:
                found += read_apart(partial(look_at_several, some), folder, folder.name)
            except ReadError:
                found += [self._look_at_one(folder / name) for name in some]
        return found

    def _look_at_one(self, path: Path) -> Looked:
        try:
            return read_apart(look_at, path, path.name, _LOOKED_WITHIN_S)
        except ReadError:
            return Looked(file=path.name, problem=Remark(code="upload_unseen"))

    def _take_in(self, upload: Upload) -> IngestReport:
        told = 0.0

        def on_progress(progress: IngestProgress) -> None:
            nonlocal told
            if self._closing:
                raise _Left
            if time.monotonic() - told >= _TOLD_EVERY_S:
                told = time.monotonic()
                self._uploads.beat(upload.upload_id, _reached(progress))
            self._questions.pass_through(_GIVES_WAY_S)

        if upload.is_retry:
            return retry_set_aside(library=self._library, on_progress=on_progress, made_by=upload.owner)
        return ingest(
            self._uploads.paths(upload),
            audience=upload.audience,
            library=self._library,
            on_progress=on_progress,
            made_by=upload.owner,
        )


def _reached(progress: IngestProgress) -> Reached:
    name = progress.file.replace("\\", "/").rsplit("/", 1)[-1]
    return Reached(
        stage=str(progress.stage),
        file=name,
        done=progress.files_done,
        total=progress.files_total,
        passages=progress.passages_written,
    )


def _became(report: FileReport) -> Became:
    reason = Remark(code=report.reason, fields=plain(report.fields)) if report.reason else None
    return Became(
        file=report.file.replace("\\", "/").rsplit("/", 1)[-1],
        outcome=str(report.outcome),
        reason=reason,
        records=report.records,
        passages=report.passages,
        notes=tuple(noted(note) for note in report.notes[:_MOST_NOTES]),
    )
