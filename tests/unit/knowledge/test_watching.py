"""Watched folders: what settles is taken in, half-copied files wait, failures and vanished files do not end the watch."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from library_builders import SME
from library_fakes import Characters, FakeDense, FakeEmbedder, FakeLexical, english_only, read_lines

from knowledge.errors import PatentBridgeError, UsageError
from knowledge.ingestion import ingest
from knowledge.library import Library, Parts, open_library
from knowledge.types import Audience, IngestReport
from knowledge.watching import FolderWatch, Listener, watch

PARTS = Parts(lexical=FakeLexical, dense=FakeDense, wants=english_only, counter=Characters())


@pytest.fixture(autouse=True)
def simple_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.readers.read_file", read_lines, raising=False)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    home, today = tmp_path / "home", lambda: date(2026, 11, 24)
    with open_library(home, doing="test", embedder=FakeEmbedder(), parts=PARTS, today=today) as library:
        yield library


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


def write(path: Path, text: str, *, age_s: float = 0.0) -> None:
    path.write_text(text)
    written = path.stat().st_mtime - age_s
    os.utime(path, (written, written))


# ── when a file counts ───────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_still_grows_waits_until_it_stays_the_same(docs: Path) -> None:
    seen = FolderWatch([docs], settle_s=5.0)
    write(docs / "a.txt", "half")
    assert seen.look(now=100.0).ready == ()
    write(docs / "a.txt", "half and more")
    assert seen.look(now=104.0).ready == ()
    assert seen.look(now=108.0).ready == ()
    (ready,) = seen.look(now=109.5).ready
    assert ready.path == docs / "a.txt"


def test_a_file_from_before_the_watch_need_not_wait(docs: Path) -> None:
    write(docs / "a.txt", "old", age_s=60.0)
    assert len(FolderWatch([docs], settle_s=5.0).look(now=100.0).ready) == 1


def test_what_was_taken_in_counts_again_only_when_it_changed(docs: Path) -> None:
    seen = FolderWatch([docs], settle_s=0.0)
    write(docs / "a.txt", "one")
    (ready,) = seen.look(now=1.0).ready
    seen.took(ready)
    assert seen.look(now=2.0).ready == ()
    write(docs / "a.txt", "another")
    assert len(seen.look(now=3.0).ready) == 1


def test_a_file_that_is_replaced_by_renaming_is_not_called_gone(docs: Path) -> None:
    seen = FolderWatch([docs], settle_s=5.0)
    write(docs / "a.txt", "one", age_s=60.0)
    (ready,) = seen.look(now=0.0).ready
    seen.took(ready)
    (docs / "a.txt").unlink()
    assert seen.look(now=1.0).gone == ()
    write(docs / "a.txt", "one anew", age_s=60.0)
    assert seen.look(now=4.0).gone == ()
    (docs / "a.txt").unlink()
    assert seen.look(now=8.0).gone == ()
    assert seen.look(now=13.0).gone == (str(docs / "a.txt"),)
    assert seen.look(now=20.0).gone == (), "told once"


def test_a_changed_part_of_a_filing_package_brings_the_file_that_stands_for_it(docs: Path) -> None:
    folder = docs / "2019199900316"
    for code, body in (("100001", "<cn-claims/>"), ("100002", "<description/>")):
        (folder / code).mkdir(parents=True)
        text = (
            f'<?xml version="1.0"?><cn-application-body lang="zh" country="CN">{body}</cn-application-body>'
        )
        write(folder / code / f"{code}.xml", text, age_s=60.0)
    seen = FolderWatch([docs], settle_s=0.0)
    for file in seen.look(now=1.0).ready:
        seen.took(file)
    assert seen.look(now=2.0).ready == ()
    write(folder / "100002" / "100002.xml", text + "\n")
    assert {file.path.name for file in seen.look(now=3.0).ready} == {"100001.xml", "100002.xml"}


# ── the watch ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Told:
    reports: list[IngestReport] = field(default_factory=list)
    gone: list[tuple[str, int]] = field(default_factory=list)
    failed: list[PatentBridgeError] = field(default_factory=list)

    def listener(self) -> Listener:
        return Listener(
            report=self.reports.append,
            gone=lambda file, count: self.gone.append((Path(file).name, count)),
            failed=self.failed.append,
        )


def run(library: Library, docs: Path, *steps: Callable[[], object], mirror: bool = False) -> Told:
    """Watch, doing the next step between two looks, and stop after two more looks."""
    told, waiting = Told(), list(steps)
    looks_left = len(steps) + 3

    def sleep(_seconds: float) -> None:
        if waiting:
            waiting.pop(0)()

    def stopped() -> bool:
        nonlocal looks_left
        looks_left -= 1
        return looks_left < 0

    watch(
        [docs],
        audience=Audience.PUBLIC,
        library=library,
        listener=told.listener(),
        stopped=stopped,
        mirror=mirror,
        made_by="tester",
        settle_s=0.0,
        sleep=sleep,
    )
    return told


def titles(library: Library) -> list[str]:
    return [head.title for head in library.catalogue.heads(SME)]


def test_what_is_there_comes_in_and_so_does_what_comes_and_changes(library: Library, docs: Path) -> None:
    write(docs / "a.txt", "first")
    told = run(
        library,
        docs,
        lambda: write(docs / "b.txt", "second"),
        lambda: write(docs / "a.txt", "first anew"),
        lambda: write(docs / "c.txt", "!damaged"),
    )
    assert sorted(titles(library)) == ["first anew", "second"]
    outcomes = [f"{Path(f.file).name} {f.outcome}" for report in told.reports for f in report.files]
    assert outcomes == ["a.txt added", "b.txt added", "a.txt replaced", "c.txt set_aside"]
    assert {run.made_by for run in library.catalogue.runs(SME)} == {"tester"}


def test_documents_of_a_deleted_file_stay_and_that_is_told(library: Library, docs: Path) -> None:
    write(docs / "a.txt", "first")
    told = run(library, docs, (docs / "a.txt").unlink)
    assert told.gone == [("a.txt", 0)]
    assert titles(library) == ["first"]


def test_a_mirror_removes_what_is_deleted_even_while_nobody_watched(library: Library, docs: Path) -> None:
    write(docs / "a.txt", "first")
    write(docs / "b.txt", "second\n\nthird")
    write(docs / "copy.txt", "first\n\nfourth")
    ingest([docs], audience=Audience.PUBLIC, library=library)
    (docs / "b.txt").unlink()
    told = run(library, docs, (docs / "a.txt").unlink, mirror=True)
    assert sorted(told.gone) == [("a.txt", 0), ("b.txt", 2)], "what another file holds too stays"
    assert sorted(titles(library)) == ["first", "fourth"]
    assert {Path(row.path).name for row in library.catalogue.files(SME)} == {"copy.txt"}
    assert library.lexical.document_ids(Audience.PUBLIC) == library.catalogue.active_ids(Audience.PUBLIC)


def test_a_folder_that_is_away_for_a_while_is_told_once_and_watched_again(
    library: Library, docs: Path
) -> None:
    write(docs / "a.txt", "first")
    away = docs.with_name("away")

    def back() -> None:
        away.rename(docs)
        write(docs / "b.txt", "second")

    told = run(library, docs, lambda: docs.rename(away), lambda: None, back, mirror=True)
    assert [error.code for error in told.failed] == ["no_such_path"]
    assert sorted(titles(library)) == ["first", "second"], "a folder that is away is no deletion"
    assert told.gone == []


def test_a_path_that_is_not_there_at_the_start_is_a_mistake(library: Library, docs: Path) -> None:
    with pytest.raises(UsageError):
        run(library, docs / "nowhere")
