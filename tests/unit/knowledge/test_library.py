"""The library over fake indexes: what a user notices when documents come, change and go."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from library_builders import OFFICER, SME
from library_fakes import Characters, FakeDense, FakeEmbedder, FakeLexical, english_only, read_lines

from knowledge.errors import (
    EmbedderMismatchError,
    LibraryBusyError,
    ModelError,
    NotFoundError,
    StorageError,
    UsageError,
)
from knowledge.ingestion import IngestProgress, IngestStage, ingest
from knowledge.library import Library, Parts, open_library
from knowledge.types import Audience, FileOutcome, IngestReport, Kind

PARTS = Parts(lexical=FakeLexical, dense=FakeDense, wants=english_only, counter=Characters())
DAY = date(2026, 11, 24)

Open = Callable[..., Library]


@pytest.fixture(autouse=True)
def simple_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.readers.read_file", read_lines, raising=False)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    libraries: list[Library] = []

    def open_one(**options: object) -> Library:
        settings = {"doing": "test", "embedder": FakeEmbedder(), "wait_s": 0.0, "parts": PARTS} | options
        libraries.append(open_library(tmp_path / "home", today=lambda: DAY, **settings))  # type: ignore[arg-type]
        return libraries[-1]

    yield open_one
    for library in libraries:
        library.close()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


def put(library: Library, *paths: Path, audience: Audience = Audience.PUBLIC) -> IngestReport:
    return ingest(paths, audience=audience, library=library)


def outcomes(report: IngestReport) -> list[str]:
    return [f"{Path(one.file).name} {one.outcome}" for one in report.files]


# ── files come in ────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_comes_in_and_comes_in_again_unchanged(opened: Open, docs: Path) -> None:
    (docs / "sub").mkdir()
    (docs / "sub" / "b.txt").write_text("second\nline")
    (docs / "a.txt").write_text("first\n\nthird")
    (docs / ".hidden.txt").write_text("secret")
    library = opened()
    report = put(library, docs)
    assert outcomes(report) == ["a.txt added", "b.txt added"]
    assert (report.records, report.passages) == (3, 4)
    assert [head.source for head in library.catalogue.heads(SME)] == [
        "docs/a.txt",
        "docs/a.txt",
        "docs/sub/b.txt",
    ]
    assert {head.loaded_on for head in library.catalogue.heads(SME)} == {DAY}
    assert library.lexical.count(Audience.PUBLIC) == 4
    again = put(library, docs)
    assert outcomes(again) == ["a.txt unchanged", "b.txt unchanged"]
    assert (again.records, again.passages) == (0, 0)
    assert library.doctor().healthy


def test_the_same_folder_by_another_path_is_unchanged(
    opened: Open, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (docs / "a.txt").write_text("first")
    library = opened()
    put(library, docs.absolute())
    monkeypatch.chdir(docs.parent)
    assert outcomes(put(library, Path("docs"), Path("docs/a.txt"))) == ["a.txt unchanged"]


def test_a_changed_file_stops_answering_with_its_old_text(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("old")
    library = opened()
    put(library, docs)
    (old,) = library.catalogue.heads(SME)
    (docs / "a.txt").write_text("new")
    assert outcomes(put(library, docs)) == ["a.txt replaced"]
    assert [head.title for head in library.catalogue.heads(SME)] == ["new"]
    assert old.document_id not in library.lexical.document_ids(Audience.PUBLIC)
    assert library.catalogue.document(old.document_id, SME) is not None
    assert library.doctor().healthy


def test_a_renamed_file_is_recognised_by_its_content(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("text")
    library = opened()
    put(library, docs)
    (docs / "a.txt").rename(docs / "b.txt")
    assert outcomes(put(library, docs)) == ["b.txt unchanged"]
    assert len(library.catalogue.heads(SME)) == 1


def test_broken_files_are_set_aside_and_the_rest_goes_on(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("!encrypted")
    (docs / "b.txt").write_text("fine")
    (docs / "c.txt").write_text("half\n\n!damaged")
    (docs / "d.txt").write_text("?")
    os.mkfifo(docs / "pipe.txt")
    (docs / "nowhere.txt").symlink_to(docs / "gone.txt")
    library = opened()
    report = put(library, docs)
    reasons = {Path(one.file).name: one.reason for one in report.files}
    assert reasons == {
        "a.txt": "encrypted",
        "b.txt": None,
        "c.txt": "damaged",
        "d.txt": "reader_failed",
        "pipe.txt": "not_a_file",
        "nowhere.txt": "no_such_file",
    }
    assert [head.title for head in library.catalogue.heads(SME)] == ["fine"]
    listed = {row.path: row.reason for row in library.catalogue.files(SME)}
    assert listed[str(docs / "c.txt")] == "damaged"
    (docs / "a.txt").write_text("mended")
    assert "a.txt added" in outcomes(put(library, docs))


def test_a_file_that_breaks_later_keeps_answering_with_what_was_read(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("text")
    library = opened()
    put(library, docs)
    (docs / "a.txt").write_text("!damaged")
    assert outcomes(put(library, docs)) == ["a.txt set_aside"]
    assert len(library.catalogue.heads(SME)) == 1
    (docs / "a.txt").write_text("text")
    assert outcomes(put(library, docs)) == ["a.txt unchanged"]


def test_a_missing_path_is_refused_by_name_before_anything_is_read(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("text")
    library = opened()
    with pytest.raises(UsageError) as caught:
        put(library, docs, docs / "gone")
    assert caught.value.fields == {"path": str(docs / "gone")}
    assert library.catalogue.heads(SME) == ()


def test_what_no_database_takes_is_replaced_and_offsets_hold(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("a\x00b𠮷\nnext")
    library = opened()
    put(library, docs)
    (document,) = library.catalogue.export(SME)
    assert document.text == "a\ufffdb𠮷\nnext"
    for passage in library.catalogue.document_passages(document.document_id, SME):
        assert document.text[passage.start : passage.end] == passage.text


def test_internal_files_and_internal_parts_are_for_officers(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("public part\n\ninternal floor 80,000")
    (docs / "b.txt").write_text("a note")
    library = opened()
    put(library, docs / "a.txt")
    put(library, docs / "b.txt", audience=Audience.INTERNAL)
    assert [head.title for head in library.catalogue.heads(SME)] == ["public part"]
    assert len(library.catalogue.heads(OFFICER)) == 3
    assert library.lexical.count(Audience.INTERNAL) == 2


def test_a_public_file_becomes_internal_when_it_comes_again_as_such(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("note")
    library = opened()
    put(library, docs)
    assert outcomes(put(library, docs, audience=Audience.INTERNAL)) == ["a.txt replaced"]
    assert library.catalogue.heads(SME) == ()
    assert library.lexical.count(Audience.PUBLIC) == 0


def test_progress_counts_up_to_the_end(opened: Open, docs: Path) -> None:
    for n in range(5):
        (docs / f"{n}.txt").write_text(f"text {n}")
    seen: list[IngestProgress] = []
    ingest([docs], audience=Audience.PUBLIC, library=opened(), on_progress=seen.append)
    assert [one.files_done for one in seen if one.stage is IngestStage.READING] == [1, 2, 3, 4, 5]
    assert (seen[-1].stage, seen[-1].passages_written, seen[-1].passages_indexed) == (
        IngestStage.INDEXING,
        5,
        5,
    )


def test_a_large_file_is_written_record_by_record(
    opened: Open, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.ingestion._STREAMED_FROM_BYTES", 10)
    (docs / "a.txt").write_text("\n\n".join(f"record {n}" for n in range(450)))
    (docs / "b.txt").write_text("\n\n".join(f"broken {n}" for n in range(450)) + "\n\n!damaged")
    library = opened()
    report = put(library, docs)
    assert outcomes(report) == ["a.txt added", "b.txt set_aside"]
    assert (report.records, len(library.catalogue.heads(SME))) == (450, 450)


def test_a_run_is_listed_with_what_it_did(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("text")
    (docs / "b.txt").write_text("!damaged")
    library = opened()
    report = put(library, docs)
    (run,) = library.catalogue.runs(SME)
    assert (run.run_id, run.added, run.set_aside, run.passages) == (report.run_id, 1, 1, 1)
    assert run.finished_at is not None


# ── they go ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_removed_document_stops_answering_at_once(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("one\n\ntwo")
    library = opened()
    put(library, docs)
    gone, kept = library.catalogue.heads(SME)
    assert library.remove([gone.document_id]) == 1
    assert library.catalogue.heads(SME) == (kept,)
    assert library.lexical.document_ids(Audience.PUBLIC) == {kept.document_id}
    assert library.filler.wait(10)
    assert library.doctor().healthy
    with pytest.raises(NotFoundError):
        library.remove([kept.document_id, "unknown"])
    assert library.catalogue.heads(SME) == (kept,)


def test_samples_are_marked_dated_today_and_removed_together(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("mine")
    library = opened()
    assert library.is_empty()
    # the simple reader makes one document of each block of the shipped files: enough to see them come and go
    report = library.load_samples()
    assert not library.is_empty()
    assert report.records > 20
    put(library, docs)
    heads = library.catalogue.heads(SME)
    assert {head.loaded_on for head in heads} == {DAY}
    assert sum(not head.sample for head in heads) == 1
    assert library.load_samples().count(FileOutcome.UNCHANGED) == len(report.files)
    assert library.remove(samples=True) == len(heads) - 1
    assert [head.title for head in library.catalogue.heads(SME)] == ["mine"]
    assert not library.is_empty()


# ── indexes ──────────────────────────────────────────────────────────────────────────────────────────────


def test_vectors_are_filled_in_behind_newest_first_and_only_where_they_pay(opened: Open, docs: Path) -> None:
    embedder = FakeEmbedder()
    library = opened(embedder=embedder, fill=False)
    for text in ("oldest", "中文", "newest"):
        (docs / "a.txt").write_text(text)
        (docs / "a.txt").rename(docs / f"{text}.txt")
        put(library, docs)
    assert embedder.embedded == []
    library.filler.start()
    assert library.filler.wait(10)
    newest, _, oldest = (head.document_id for head in reversed(library.catalogue.heads(SME)))
    assert isinstance(library.dense, FakeDense)
    places = [library.catalogue.passages([name], SME)[0].document_id for name in library.dense.added]
    assert places == [newest, oldest]
    progress = library.filler.progress()
    assert (progress.done, progress.vectors, progress.documents_left) == (True, 2, 0)
    assert library.doctor().healthy


def test_a_text_is_embedded_once_even_after_reindex(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("one\n\ntwo")
    embedder = FakeEmbedder()
    library = opened(embedder=embedder)
    put(library, docs)
    assert library.filler.wait(10)
    rebuilt: list[object] = []
    library.on_reindex(lambda: rebuilt.append(library.lexical))
    before = library.lexical
    library.reindex()
    assert rebuilt == [library.lexical]
    assert library.lexical is not before
    assert sorted(embedder.embedded) == ["one", "two"]
    assert library.doctor().healthy
    assert not list(library.home.glob("*.new")) + list(library.home.glob("*.old"))


def test_who_reads_the_indexes_keeps_them_until_done_while_they_are_built_anew(
    opened: Open, docs: Path
) -> None:
    (docs / "a.txt").write_text("one")
    library = opened()
    put(library, docs)
    before, asked = library.lexical, threading.Event()
    building = threading.Thread(target=library.reindex)
    with library.using_indexes():
        building.start()
        for _ in range(20):
            time.sleep(0.01)
            with library.using_indexes():  # a search looks figures up in the index too
                assert library.lexical is before

        def ask() -> None:
            with library.using_indexes():
                assert library.lexical is not before
                asked.set()

        asking = threading.Thread(target=ask)
        asking.start()
        assert not asked.wait(0.05)
    building.join(10)
    asking.join(10)
    assert asked.is_set()


def test_indexes_that_could_not_be_built_leave_the_old_ones_in_use(
    opened: Open, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (docs / "a.txt").write_text("one")
    library = opened()
    put(library, docs)

    def full(*_: object) -> None:
        raise StorageError(path="there", reason="disk_full")

    before = library.lexical
    with monkeypatch.context() as patched:
        patched.setattr(library, "_build_beside", full)
        with pytest.raises(StorageError):
            library.reindex()
    assert library.lexical is before
    (docs / "b.txt").write_text("two")
    put(library, docs)
    assert library.filler.wait(10)
    assert library.doctor().healthy


class SlowEmbedder(FakeEmbedder):
    def embed_passages(self, texts, languages):  # type: ignore[no-untyped-def]
        time.sleep(0.05)
        return super().embed_passages(texts, languages)


def test_the_filler_stops_within_a_second_and_goes_on_next_time(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("\n\n".join(f"text {n}" for n in range(2_000)))
    first = SlowEmbedder()
    library = opened(embedder=first)
    put(library, docs)
    while not first.embedded:
        time.sleep(0.01)
    library.filler.pause()
    time.sleep(0.2)
    done = len(first.embedded)
    time.sleep(0.2)
    assert len(first.embedded) == done, "paused"
    start = time.monotonic()
    library.close()
    assert time.monotonic() - start < 1.0
    second = FakeEmbedder()
    library = opened(embedder=second)
    assert library.filler.wait(20)
    assert set(first.embedded).isdisjoint(second.embedded)
    assert len(first.embedded) + len(second.embedded) == 2_000
    assert library.doctor().healthy


class FailingOnce(FakeEmbedder):
    failed = False

    def embed_passages(self, texts, languages):  # type: ignore[no-untyped-def]
        if not self.failed:
            self.failed = True
            raise ModelError(service="embeddings", reason="rate_limited", retryable=True)
        return super().embed_passages(texts, languages)


def test_vectors_that_a_service_refused_are_made_later(
    opened: Open, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.filling._RETRY_S", 0.3)
    (docs / "a.txt").write_text("text")
    library = opened(embedder=FailingOnce())
    put(library, docs)
    assert not library.filler.wait(10)
    assert library.filler.progress().failure is not None
    assert len(library.catalogue.heads(SME)) == 1, "answers do not need vectors"
    deadline = time.monotonic() + 10
    while not library.filler.progress().done and time.monotonic() < deadline:
        time.sleep(0.05)
    assert library.filler.progress().failure is None
    assert library.doctor().healthy


def test_indexes_that_missed_changes_catch_up_when_the_library_is_opened(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("text")
    library = opened()
    library.close()
    lagging = opened(fill=False)
    lagging.catch_up = lambda on_indexed=None: 0  # type: ignore[method-assign]
    put(lagging, docs)
    assert lagging.doctor().complaints == ("lexical_missing:public", "lexical_count:public")
    lagging.close()
    assert opened().doctor().healthy


def test_another_embedder_is_refused_until_the_index_is_rebuilt(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("text")
    library = opened()
    library.close()
    opened(embedder=FakeEmbedder("other@1")).close()  # nothing was embedded yet: nobody minds
    library = opened()
    put(library, docs)
    assert library.filler.wait(10)
    library.close()
    with pytest.raises(EmbedderMismatchError) as caught:
        opened(embedder=FakeEmbedder("other@1"))
    assert caught.value.fields == {"built_by": "fake@1", "configured": "other@1"}
    library = opened(embedder=FakeEmbedder("other@1"), rebuilding=True)
    library.reindex()
    library.close()
    assert opened(embedder=FakeEmbedder("other@1")).doctor().healthy


def test_indexes_of_another_catalogue_are_not_believed(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("text")
    library = opened()
    put(library, docs)
    assert library.filler.wait(10)
    library.close()
    for path in library.home.glob("catalogue.sqlite*"):
        path.unlink()
    library = opened()
    assert library.is_empty()
    assert library.lexical.count(Audience.PUBLIC) == 0
    assert library.doctor().healthy


def test_doctor_names_what_is_missing_and_what_is_too_much(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("one\n\ntwo")
    library = opened()
    put(library, docs)
    assert library.filler.wait(10)
    assert isinstance(library.lexical, FakeLexical)
    (lost, kept) = (head.document_id for head in library.catalogue.heads(SME))
    passage = library.catalogue.document_passages(lost, SME)[0].passage_id
    library.lexical.rows.pop(passage)
    library.lexical.rows["stray"] = ("public", "ghost")
    library.dense.remove(Audience.PUBLIC, Kind.OTHER, [passage])
    found = library.doctor()
    (public, _) = found.audiences
    assert (public.lexical_missing, public.lexical_extra) == ((lost,), ("ghost",))
    assert (public.vectors_missing, public.vectors_extra) == ((passage,), ())
    assert found.complaints == ("lexical_missing:public", "lexical_extra:public", "vectors_missing:public")
    library.reindex()
    assert library.doctor().healthy
    assert kept in library.lexical.document_ids(Audience.PUBLIC)


# ── one owner ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_owner_is_told_who_holds_the_library(opened: Open) -> None:
    library = opened(doing="serve")
    with pytest.raises(LibraryBusyError) as caught:
        opened(doing="ingest")
    assert (caught.value.fields["pid"], caught.value.fields["doing"]) == (os.getpid(), "serve")
    assert caught.value.fields["home"] == str(library.home)
    library.close()
    opened(doing="ingest")


def test_a_waiting_command_gets_the_library_when_it_is_free(opened: Open) -> None:
    library = opened()
    threading.Timer(0.2, library.close).start()
    assert opened(wait_s=5.0).is_empty()


def test_a_lock_dies_with_its_holder(opened: Open, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    code = (
        "import sys, time; from pathlib import Path; from knowledge.locking import FolderLock; "
        "FolderLock(Path(sys.argv[1]), doing='x').acquire(0); print('held', flush=True); time.sleep(60)"
    )
    root = Path(__file__).parents[3]
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(home)],
        stdout=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert child.stdout is not None
    child.stdout.readline()
    with pytest.raises(LibraryBusyError) as caught:
        opened()
    assert caught.value.fields["pid"] == child.pid
    child.kill()
    child.wait()
    child.stdout.close()
    opened(wait_s=2.0)


def test_a_file_that_does_not_parse_as_state_is_no_problem(opened: Open, docs: Path) -> None:
    (docs / "a.txt").write_text("text")
    library = opened()
    put(library, docs)
    assert library.filler.wait(10)
    library.close()
    (library.home / "dense.json").write_text("{")
    (library.home / "vectors.sqlite").write_bytes(b"not a database at all " * 100)
    library = opened()
    assert library.filler.wait(10)
    assert library.doctor().healthy
    assert json.loads((library.home / "dense.json").read_text())["vectors"] == 1


def test_no_process_is_left_behind(opened: Open) -> None:
    before = set(threading.enumerate())
    opened().close()
    assert multiprocessing.active_children() == []
    assert not [thread for thread in set(threading.enumerate()) - before if thread.name == "dense-filler"]
