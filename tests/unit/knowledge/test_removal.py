"""Removing for good: the words are gone from catalogue, index and vectors; what was removed can come again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from library_builders import SME
from library_fakes import Characters, FakeDense, FakeEmbedder, FakeLexical, english_only, read_lines

from knowledge.ingestion import ingest
from knowledge.library import Library, Parts, open_library
from knowledge.types import Audience, FileOutcome, Kind

PARTS = Parts(lexical=FakeLexical, dense=FakeDense, wants=english_only, counter=Characters())


@pytest.fixture(autouse=True)
def simple_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.readers.read_file", read_lines, raising=False)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    home, today = tmp_path / "home", lambda: date(2026, 11, 24)
    with open_library(home, doing="test", embedder=FakeEmbedder(), parts=PARTS, today=today) as library:
        yield library


def put(library: Library, path: Path, text: str) -> FileOutcome:
    path.write_text(text)
    (report,) = ingest([path], audience=Audience.PUBLIC, library=library).files
    return report.outcome


def test_what_is_deleted_for_good_is_nowhere(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.txt", "unmistakable floorprice\nwith a second line")
    put(library, tmp_path / "b.txt", "kept")
    assert library.filler.wait(10)
    (gone,) = library.catalogue.documents_of(SME, file=str(tmp_path / "a.txt"))
    (passage, *_) = library.catalogue.document_passages(gone, SME)
    assert library.remove([gone], purge=True) == 1
    assert library.filler.wait(10)
    assert library.catalogue.head(gone, SME) is None
    assert library.catalogue.document(gone, SME) is None
    assert library.catalogue.passages([passage.passage_id], SME) == ()
    assert [head.title for head in library.catalogue.heads(SME)] == ["kept"]
    assert gone not in library.lexical.document_ids(Audience.PUBLIC)
    assert passage.passage_id not in library.dense.passage_ids(Audience.PUBLIC, Kind.OTHER)
    assert library.doctor().healthy
    for path in library.home.glob("catalogue.sqlite*"):
        assert b"unmistakable" not in path.read_bytes()
    with sqlite3.connect(library.home / "vectors.sqlite") as vectors:
        assert vectors.execute("SELECT count(*) FROM vectors").fetchone() == (1,)


def test_a_deleted_document_comes_again_when_its_file_does(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.txt", "one\n\ntwo")
    ids = library.catalogue.documents_of(SME, file=str(tmp_path / "a.txt"))
    library.remove(ids, purge=True)
    assert put(library, tmp_path / "a.txt", "one\n\ntwo") is not FileOutcome.UNCHANGED
    assert [head.title for head in library.catalogue.heads(SME)] == ["one", "two"]
    assert {p.text for name in ids for p in library.catalogue.document_passages(name, SME)} == {"one", "two"}
    assert library.filler.wait(10)
    assert library.doctor().healthy


def test_a_run_is_taken_back_whole(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.txt", "one\n\ntwo")
    (first,) = library.catalogue.runs(SME)
    put(library, tmp_path / "b.txt", "three")
    assert library.remove(library.catalogue.documents_of(SME, run_id=first.run_id)) == 2
    assert [head.title for head in library.catalogue.heads(SME)] == ["three"]
    assert library.filler.wait(10)
    assert library.doctor().healthy
