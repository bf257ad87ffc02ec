"""Files that officers send in: kept, looked at, read in behind, tried again, taken up after a restart."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from library_builders import SME
from library_fakes import Characters, FakeDense, FakeEmbedder, FakeLexical, english_only

from assistant.audit.log import SqlAudit
from assistant.uploads import store
from assistant.uploads import working as at_work
from assistant.uploads.looking import map_columns
from assistant.uploads.store import SqlUploads, plain_name
from assistant.uploads.types import Looked, Upload, UploadState
from assistant.uploads.working import UploadWorker
from knowledge.errors import AccessError, NotFoundError, ReadError, UsageError
from knowledge.ingestion import IngestProgress
from knowledge.library import Library, Parts, open_library
from knowledge.pausing import Gate
from knowledge.types import Audience, Reader, Role

OFFICER = Reader(user="o", role=Role.OFFICER)
PARTS = Parts(lexical=FakeLexical, dense=FakeDense, wants=english_only, counter=Characters())
NOTE = "Separator slurry\n\nA slurry for separators that dries at low temperature.\n"
TABLE = "甲,乙,丙\n一种阀门,CN110286861A,示例大学\n"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_library(
        tmp_path / "home",
        today=lambda: date(2026, 11, 24),
        doing="test",
        embedder=FakeEmbedder(),
        wait_s=0.0,
        parts=PARTS,
    )
    yield opened
    opened.close()


@pytest.fixture
def uploads(library: Library) -> SqlUploads:
    engine = library.catalogue.engine
    return SqlUploads(engine, SqlAudit(engine), library.home / "uploads", library.catalogue)


@pytest.fixture
def worker(uploads: SqlUploads, library: Library, monkeypatch: pytest.MonkeyPatch) -> UploadWorker:
    monkeypatch.setattr(at_work, "read_apart", lambda read, path, name, *_: read(path, name))
    return UploadWorker(uploads, library, Gate())


def send(uploads: SqlUploads, files: dict[str, str], audience: Audience = Audience.INTERNAL) -> Upload:
    return uploads.create(OFFICER, [(name, BytesIO(text.encode())) for name, text in files.items()], audience)


def looked(uploads: SqlUploads, upload: Upload) -> tuple[Looked, ...]:
    return uploads.get(OFFICER, upload.upload_id).looked


def test_files_are_previewed_and_read_in_when_it_is_said_so(
    uploads: SqlUploads, worker: UploadWorker, library: Library
) -> None:
    upload = send(uploads, {"note.txt": NOTE})
    assert worker.work_once()
    (seen,) = looked(uploads, upload)
    assert (seen.file, len(seen.documents)) == ("note.txt", 1)
    assert library.catalogue.heads(OFFICER) == ()
    uploads.start(OFFICER, upload.upload_id)
    assert worker.work_once()
    done = uploads.get(OFFICER, upload.upload_id)
    assert done.state is UploadState.DONE
    assert [(one.file, one.outcome) for one in done.became] == [("note.txt", "added")]
    (head,) = library.catalogue.heads(OFFICER)
    assert (head.audience, head.source) == (Audience.INTERNAL, "note.txt")
    assert library.catalogue.heads(SME) == ()
    assert uploads.documents(OFFICER, done) == {"note.txt": (head.document_id,)}
    assert not worker.work_once()


def test_a_table_reads_by_the_columns_that_a_person_chose(
    uploads: SqlUploads, worker: UploadWorker, library: Library
) -> None:
    upload = send(uploads, {"list.csv": TABLE}, Audience.PUBLIC)
    worker.work_once()
    (seen,) = looked(uploads, upload)
    assert [column.name for column in seen.tables[0].columns] == ["甲", "乙", "丙"]
    map_columns(
        "0\t甲\ttitle\n0\t乙\tpublication_number\n0\t丙\towners", uploads.paths(upload)[0], "list.csv"
    )
    uploads.look_again(OFFICER, upload.upload_id)
    worker.work_once()
    (seen,) = looked(uploads, upload)
    assert [(one.title, one.number, one.owner) for one in seen.documents] == [
        ("一种阀门", "CN110286861A", "示例大学")
    ]


def test_what_cannot_be_read_is_told_and_tried_again(
    uploads: SqlUploads, worker: UploadWorker, library: Library
) -> None:
    upload = send(uploads, {"broken.json": '{"a":', "note.txt": NOTE})
    worker.work_once()
    assert [one.problem is not None for one in looked(uploads, upload)] == [True, False]
    uploads.start(OFFICER, upload.upload_id)
    worker.work_once()
    (aside,) = uploads.set_aside(OFFICER)
    assert aside.source == "broken.json"
    uploads.paths(upload)[0].write_text('[{"publication_number": "CN110286861A", "titles": {"en": "Valve"}}]')
    again = uploads.retry_all(OFFICER)
    worker.work_once()
    assert uploads.get(OFFICER, again.upload_id).state is UploadState.DONE
    assert [one.file for one in uploads.get(OFFICER, again.upload_id).became] == ["broken.json"]


def test_a_reading_that_was_cut_off_goes_on_after_a_restart(
    uploads: SqlUploads, worker: UploadWorker, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = send(uploads, {f"note{number}.txt": f"{NOTE}{number}\n" for number in range(3)})
    worker.work_once()
    uploads.start(OFFICER, upload.upload_id)

    def end(progress: IngestProgress) -> None:
        if progress.files_done == 1:
            worker._closing = True

    ingest = at_work.ingest
    monkeypatch.setattr(at_work, "ingest", lambda *a, on_progress, **k: ingest(*a, on_progress=lambda p: (end(p), on_progress(p))[1], **k))  # fmt: skip
    worker.work_once()
    assert uploads.get(OFFICER, upload.upload_id).state is UploadState.WAITING
    monkeypatch.setattr(at_work, "ingest", ingest)
    UploadWorker(uploads, library, Gate()).work_once()
    assert uploads.get(OFFICER, upload.upload_id).state is UploadState.DONE
    assert len(library.catalogue.heads(OFFICER)) == 3


def test_what_another_process_left_running_is_taken_up(uploads: SqlUploads, worker: UploadWorker) -> None:
    upload = send(uploads, {"note.txt": NOTE})
    worker.work_once()
    uploads.start(OFFICER, upload.upload_id)
    assert uploads.claim() is not None  # by a process that is killed then
    assert uploads.get(OFFICER, upload.upload_id).state is UploadState.RUNNING
    worker.work_once()
    assert uploads.get(OFFICER, upload.upload_id).state is UploadState.DONE


def test_files_in_the_home_of_another_process_are_left_to_it(
    uploads: SqlUploads, library: Library, tmp_path: Path
) -> None:
    engine = library.catalogue.engine
    other = SqlUploads(engine, SqlAudit(engine), tmp_path / "elsewhere", library.catalogue)
    upload = send(uploads, {"note.txt": NOTE})
    assert other.claim() is None
    again = other.retry_all(OFFICER)  # without files of its own
    claimed = other.claim()
    assert claimed is not None
    assert claimed.upload_id == again.upload_id
    mine = uploads.claim()
    assert mine is not None
    assert mine.upload_id == upload.upload_id


def test_nothing_is_left_of_what_is_refused(uploads: SqlUploads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_BYTES", 100)
    for code, files in {
        "upload_missing": {},
        "upload_type": {"tool.exe": "x"},
        "upload_large": {"a.txt": "x" * 60, "b.txt": "x" * 60},
        "upload_twice": {"a.txt": "x", "A.TXT": "y"},
    }.items():
        with pytest.raises(UsageError) as raised:
            send(uploads, files)
        assert raised.value.code == code
    assert list((uploads.folder("x").parent).iterdir()) == []
    assert uploads.all(OFFICER) == ()


def test_only_officers_have_uploads(uploads: SqlUploads) -> None:
    upload = send(uploads, {"note.txt": NOTE})
    for role in (Role.SME, Role.POLICY, Role.ADMIN):
        other = Reader(user="x", role=role)
        for act in (uploads.all, uploads.retry_all, uploads.set_aside):
            with pytest.raises(AccessError):
                act(other)
        for do in (uploads.get, uploads.start, uploads.delete):
            with pytest.raises(AccessError):
                do(other, upload.upload_id)


def test_what_was_not_read_in_can_be_deleted_with_its_files(
    uploads: SqlUploads, worker: UploadWorker
) -> None:
    upload = send(uploads, {"note.txt": NOTE})
    with pytest.raises(UsageError):
        uploads.delete(OFFICER, upload.upload_id)  # it is being looked at
    worker.work_once()
    uploads.delete(OFFICER, upload.upload_id)
    assert not uploads.folder(upload.upload_id).exists()
    with pytest.raises(NotFoundError):
        uploads.get(OFFICER, upload.upload_id)


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files")
def test_files_are_for_the_owner_of_the_home_alone(uploads: SqlUploads) -> None:
    (path,) = uploads.paths(send(uploads, {"note.txt": NOTE}))
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("..\\..\\a.PDF", "a.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        (".hidden.md", "hidden.md"),
        ("报告<1>:终稿.docx", "报告1终稿.docx"),
        ("x" * 300 + ".csv", "x" * 120 + ".csv"),
    ],
)
def test_names_are_kept_without_what_leads_elsewhere(sent: str, kept: str) -> None:
    assert plain_name(sent) == kept


def test_a_preview_that_goes_wrong_is_told_and_the_others_are_shown(
    uploads: SqlUploads, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crashing(read: object, path: Path, name: str, within: float = 0) -> Looked:
        if path.name != "good.txt":  # all together, and the bad one by itself
            raise ReadError("reader_crashed", file=name)
        return Looked(file=name)

    monkeypatch.setattr(at_work, "read_apart", crashing)
    upload = send(uploads, {"bad.txt": NOTE, "good.txt": NOTE})
    UploadWorker(uploads, library, Gate()).work_once()
    assert [(one.file, one.problem.code if one.problem else "") for one in looked(uploads, upload)] == [
        ("bad.txt", "upload_unseen"),
        ("good.txt", ""),
    ]
