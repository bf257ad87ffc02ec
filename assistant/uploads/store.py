"""Uploads of the office: officers send files, look at what would be read, start, retry and delete; for nobody else are there any.

They are the office's: every officer sees all of them and goes on with another's. Files lie in a folder of the home.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Details, Subject, event_of
from assistant.background import is_silent
from assistant.uploads import tables
from assistant.uploads.types import STARTABLE, Became, Looked, Reached, Remark, SentFile, Upload, UploadState
from knowledge.catalogue import FileRow
from knowledge.catalogue.codec import from_plain, to_plain
from knowledge.catalogue.engine import reading, storing, writing
from knowledge.disk import storing_in
from knowledge.errors import AccessError, NotFoundError, PatentBridgeError, UsageError
from knowledge.types import READ_WITH_ANOTHER, Audience, FileOutcome, Reader, Role

MOST_KEPT = 200
MOST_FILES = 50
MOST_BYTES = 64_000_000  # of one upload
ENDINGS = (
    ".pdf", ".docx", ".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".md", ".html", ".htm", ".json", ".jsonl", ".ndjson", ".xml", ".zip",
    ".png", ".jpg", ".jpeg", ".tif", ".tiff",
)  # fmt: skip
_LONGEST_NAME = 120
_BLOCK = 1 << 20
_UPLOADS = tables.uploads
_C = tables.uploads.c


class FilesHeld(Protocol):
    """The part of the catalogue that knows files."""

    def files(self, reader: Reader, *, outcome: FileOutcome | None = None) -> tuple[FileRow, ...]: ...
    def documents_of(self, reader: Reader, *, file: str | None = None) -> tuple[str, ...]: ...


class SqlUploads:
    """Safe to use from several threads. Raises AccessError for whoever is no officer, NotFoundError for what is not there."""

    def __init__(
        self,
        engine: Engine,
        audit: SqlAudit,
        folder: Path,
        held: FilesHeld,
        *,
        clock: moments.Clock = moments.now,
    ) -> None:
        """Create the table where it is missing. Raises StorageError."""
        self._engine = engine
        self._audit = audit
        self._folder = folder
        self._held = held
        self._clock = clock
        self._on_waiting: Callable[[], None] = lambda: None
        with storing(engine):
            tables.metadata.create_all(engine)

    def on_waiting(self, tell: Callable[[], None]) -> None:
        """Have somebody told when there is something to do."""
        self._on_waiting = tell

    # ── what officers do ─────────────────────────────────────────────────────────────────────────────────

    def all(self, reader: Reader) -> tuple[Upload, ...]:
        """Return every upload, the newest first."""
        _require_officer(reader)
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(_UPLOADS).order_by(_C.created_at.desc())).all()
        return tuple(map(_upload_of, rows))

    def get(self, reader: Reader, upload_id: str) -> Upload:
        _require_officer(reader)
        with reading(self._engine) as connection:
            return _required(connection, upload_id)

    def set_aside(self, reader: Reader) -> tuple[FileRow, ...]:
        """Return every file that could not be read, whoever brought it."""
        _require_officer(reader)
        rows = self._held.files(reader, outcome=FileOutcome.SET_ASIDE)
        return tuple(row for row in rows if row.reason not in READ_WITH_ANOTHER and not row.sample)

    def documents(self, reader: Reader, upload: Upload) -> Mapping[str, tuple[str, ...]]:
        """Return by file the documents that answer now."""
        _require_officer(reader)
        places = [(path.name, str(path.resolve())) for path in self.paths(upload)]
        return {name: self._held.documents_of(reader, file=place) for name, place in places}

    def create(
        self,
        reader: Reader,
        files: Iterable[tuple[str, BinaryIO]],
        audience: Audience,
        *,
        start: bool = False,
    ) -> Upload:
        """Keep files; they are looked at next, or read at once where `start` says so. Raises UsageError(upload_…), StorageError."""
        _require_officer(reader)
        upload_id = secrets.token_hex(8)
        folder = self.folder(upload_id)
        try:
            with storing_in(self._folder):
                folder.mkdir(parents=True, mode=0o700)
                kept = _kept(files, folder)
            state = UploadState.WAITING if start else UploadState.LOOKING
            return self._begin(reader, upload_id, kept, audience, state)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def retry_all(self, reader: Reader) -> Upload:
        """Have everything that is set aside tried again, whoever brought it."""
        _require_officer(reader)
        return self._begin(reader, secrets.token_hex(8), (), Audience.PUBLIC, UploadState.WAITING)

    def start(self, reader: Reader, upload_id: str) -> None:
        """Have it read into the library, again too. Raises UsageError(upload_under_way)."""
        self._set(
            reader, upload_id, Action.UPLOAD_STARTED, state=str(UploadState.WAITING), failure=None, begun_at=moments.kept(self._clock())
        )  # fmt: skip
        self._on_waiting()

    def look_again(self, reader: Reader, upload_id: str) -> None:
        """Look at it anew, after its columns were mapped. Raises UsageError(upload_under_way)."""
        self._set(reader, upload_id, Action.UPLOAD_MAPPED, state=str(UploadState.LOOKING), failure=None)
        self._on_waiting()

    def delete(self, reader: Reader, upload_id: str) -> None:
        """Delete what was not read into the library, with its files. Raises UsageError(upload_under_way, upload_read)."""
        _require_officer(reader)
        with writing(self._engine) as connection:
            found = _required(connection, upload_id)
            if found.is_under_way:
                raise UsageError("upload_under_way")
            if found.became and not found.is_retry:
                raise UsageError("upload_read")
            connection.execute(_UPLOADS.delete().where(_C.upload_id == upload_id))
            self._audit.append(connection, event_of(reader, Action.UPLOAD_DELETED, Subject.UPLOAD, upload_id))
        shutil.rmtree(self.folder(upload_id), ignore_errors=True)

    def folder(self, upload_id: str) -> Path:
        return self._folder / upload_id

    def paths(self, upload: Upload) -> tuple[Path, ...]:
        return tuple(self.folder(upload.upload_id) / file.name for file in upload.files)

    def _begin(
        self,
        reader: Reader,
        upload_id: str,
        files: Sequence[SentFile],
        audience: Audience,
        state: UploadState,
    ) -> Upload:
        now = moments.kept(self._clock())
        values = {
            "upload_id": upload_id, "owner": reader.user, "audience": audience.value, "state": str(state), "files": _written(tuple(files)),
            "created_at": now, "begun_at": now,
        }  # fmt: skip
        with writing(self._engine) as connection:
            count = connection.execute(sa.select(sa.func.count()).select_from(_UPLOADS)).scalar_one()
            if count >= MOST_KEPT:
                raise UsageError("uploads_many", most=MOST_KEPT)
            connection.execute(_UPLOADS.insert().values(values))
            details = Details(count=len(files))
            self._audit.append(connection, event_of(reader, Action.UPLOAD_MADE, Subject.UPLOAD, upload_id, details=details))  # fmt: skip
            made = _required(connection, upload_id)
        self._on_waiting()
        return made

    def _set(self, reader: Reader, upload_id: str, action: Action, **values: Any) -> None:
        _require_officer(reader)
        with writing(self._engine) as connection:
            if _required(connection, upload_id).state not in STARTABLE:
                raise UsageError("upload_under_way")
            connection.execute(_UPLOADS.update().where(_C.upload_id == upload_id).values(values))
            self._audit.append(connection, event_of(reader, action, Subject.UPLOAD, upload_id))

    # ── for whoever works on them ────────────────────────────────────────────────────────────────────────

    def claim(self) -> Upload | None:
        """Take what waits longest, what is to be looked at first; only one process of several gets it.

        Files that lie in the home of another process are left to that one.
        """
        now = self._clock()
        gone = is_silent(self._engine, _C.beat_at, now)
        looking = sa.and_(_C.state == str(UploadState.LOOKING), sa.or_(_C.beat_at.is_(None), gone))
        waiting = _C.state == str(UploadState.WAITING)
        left = sa.and_(_C.state == str(UploadState.RUNNING), gone)
        order = sa.case((looking, 0), else_=1)
        with writing(self._engine) as connection:
            query = (
                sa.select(_C.upload_id, _C.files)
                .where(sa.or_(looking, waiting, left))
                .order_by(order, _C.begun_at)
            )
            rows = connection.execute(query).all()
            upload_id = next((row.upload_id for row in rows if self._is_here(row.upload_id, row.files)), None)
            if upload_id is None:
                return None
            state = sa.case((looking, _C.state), else_=str(UploadState.RUNNING))
            values = {"state": state, "beat_at": moments.kept(now)}
            connection.execute(_UPLOADS.update().where(_C.upload_id == upload_id).values(values))
            return _required(connection, upload_id)

    def _is_here(self, upload_id: str, files: str) -> bool:
        return not json.loads(files) or self.folder(upload_id).is_dir()

    def beat(self, upload_id: str, reached: Reached) -> None:
        """Note how far it is."""
        self._note(upload_id, progress=_written(reached), beat_at=moments.kept(self._clock()))

    def looked(self, upload_id: str, found: Sequence[Looked]) -> None:
        self._note(upload_id, state=str(UploadState.LOOKED), looked=_written(tuple(found)), beat_at=None)

    def wait(self, upload_id: str) -> None:
        """Let it go on later, where it was."""
        self._note(upload_id, state=str(UploadState.WAITING), beat_at=None)

    def done(self, upload: Upload, run_id: str, became: Sequence[Became]) -> None:
        values = {"state": str(UploadState.DONE), "reports": _written(tuple(became)), "run_id": run_id, "progress": None, "beat_at": None}  # fmt: skip
        self._note(upload.upload_id, **values)
        by = Reader(user=upload.owner, role=Role.OFFICER)
        details = Details(count=len(became))
        self._audit.write(event_of(by, Action.INGESTED, Subject.RUN, run_id, details=details))

    def stopped(self, upload_id: str, error: PatentBridgeError) -> None:
        fields = {name: str(value)[:200] for name, value in error.fields.items()}
        failure = _written(Remark(code=error.code, fields=fields))
        self._note(upload_id, state=str(UploadState.STOPPED), failure=failure, beat_at=None)

    def _note(self, upload_id: str, **values: Any) -> None:
        with writing(self._engine) as connection:
            connection.execute(_UPLOADS.update().where(_C.upload_id == upload_id).values(values))

    # ── accounts ─────────────────────────────────────────────────────────────────────────────────────────

    def of(self, account_id: str) -> Iterator[dict[str, Any]]:
        """Yield what is held of an account: that it sent files, and when."""
        query = sa.select(_C.upload_id, _C.files, _C.created_at).where(_C.owner == account_id)
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return ({**row._mapping, "files": json.loads(row.files)} for row in rows)

    def forget(self, connection: Connection, account_id: str) -> None:
        """Take an account off what it sent, in a write transaction that is open: the documents are the office's and stay."""
        connection.execute(_UPLOADS.update().where(_C.owner == account_id).values(owner=""))


def plain_name(sent: str) -> str:
    """Return the name under which a file is kept: its last part, without what no file name holds."""
    name = PurePosixPath(sent.replace("\\", "/")).name
    name = "".join(c for c in name if c.isprintable() and c not in '<>:"|?*').strip(" .")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{ending[:10].lower()}" if dot else name[:_LONGEST_NAME]


def _kept(files: Iterable[tuple[str, BinaryIO]], folder: Path) -> tuple[SentFile, ...]:
    """Write files into a folder. Raises UsageError for what may not come in."""
    kept: dict[str, SentFile] = {}
    left = MOST_BYTES
    for sent, stream in files:
        name = plain_name(sent)
        if not name.lower().endswith(ENDINGS) or name.lower().startswith("."):
            raise UsageError("upload_type", file=name)
        if name.lower() in kept:
            raise UsageError("upload_twice", file=name)
        size = _written_to(folder / name, stream, left)
        if size > left:
            raise UsageError("upload_large", most=f"{MOST_BYTES / 1e6:.0f} MB")
        left -= size
        kept[name.lower()] = SentFile(name=name, size=size)
        if len(kept) > MOST_FILES:
            raise UsageError("upload_many", most=MOST_FILES)
    if not kept:
        raise UsageError("upload_missing")
    return tuple(kept.values())


def _written_to(path: Path, stream: BinaryIO, most: int) -> int:
    """Write a stream as a file, no further than a little over what is allowed; return how much was written."""
    size = 0
    with path.open("xb") as target:
        path.chmod(0o600)
        while size <= most and (block := stream.read(_BLOCK)):
            target.write(block)
            size += len(block)
    return size


def _require_officer(reader: Reader) -> None:
    if not reader.holds(Role.OFFICER):
        raise AccessError("not_allowed", role=str(Role.OFFICER))


def _written(value: object) -> str:
    return json.dumps(to_plain(value), ensure_ascii=False)


def _required(connection: Connection, upload_id: str) -> Upload:
    row = connection.execute(sa.select(_UPLOADS).where(_C.upload_id == upload_id)).one_or_none()
    if row is None:
        raise NotFoundError(name=upload_id)
    return _upload_of(row)


def _upload_of(row: Any) -> Upload:
    def held(annotation: Any, text: str | None, empty: Any) -> Any:
        return from_plain(annotation, json.loads(text)) if text else empty

    return Upload(
        upload_id=row.upload_id,
        owner=row.owner,
        audience=Audience(row.audience),
        state=UploadState(row.state),
        files=held(tuple[SentFile, ...], row.files, ()),
        looked=held(tuple[Looked, ...], row.looked, ()),
        reached=held(Reached, row.progress, None),
        became=held(tuple[Became, ...], row.reports, ()),
        run_id=row.run_id or "",
        failure=held(Remark, row.failure, None),
        created_at=datetime.fromisoformat(row.created_at),
    )
