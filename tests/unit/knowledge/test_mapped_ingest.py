"""Tables read into a library by column maps: given, or lying beside the table; a changed map reads it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from export_factory import table
from library_builders import SME
from library_fakes import Characters, FakeDense, FakeEmbedder, FakeLexical, english_only

from knowledge.ingestion import ingest
from knowledge.library import Library, Parts, open_library
from knowledge.types import Audience, FileOutcome, IngestReport, PatentRecord

PARTS = Parts(lexical=FakeLexical, dense=FakeDense, wants=english_only, counter=Characters())
MAP = 'format = "patentbridge/column-map@1"\n[[table]]\n[table.columns]\n"甲" = "title"\n"乙" = "publication_number"\n"丙" = "?"\n'


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
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    return table(folder, ["甲", "乙", "丙"], ["Valve", "CN110286861A", "Sample University"])


def put(library: Library, path: Path, columns: Path | None = None) -> IngestReport:
    return ingest([path], audience=Audience.PUBLIC, library=library, columns=columns)


def owners(library: Library) -> list[list[str]]:
    heads = (head.record for head in library.catalogue.heads(SME))
    return [
        [party.names[0].text for party in record.owners]
        for record in heads
        if isinstance(record, PatentRecord)
    ]


def test_a_map_beside_a_table_is_used_and_is_no_document(library: Library, path: Path) -> None:
    path.with_name("export.columns.toml").write_text(MAP, encoding="utf-8")
    report = put(library, path.parent)
    assert [file.outcome for file in report.files] == [FileOutcome.ADDED]
    assert owners(library) == [[]]


def test_an_edited_map_reads_an_unchanged_table_again(library: Library, path: Path, tmp_path: Path) -> None:
    given = tmp_path / "map.toml"
    given.write_text(MAP, encoding="utf-8")
    assert put(library, path, given).count(FileOutcome.ADDED) == 1
    assert put(library, path, given).count(FileOutcome.UNCHANGED) == 1
    given.write_text(MAP.replace('"?"', '"owners"'), encoding="utf-8")
    assert put(library, path, given).count(FileOutcome.REPLACED) == 1
    assert owners(library) == [["Sample University"]]


def test_a_map_that_does_not_fit_sets_the_table_aside_and_names_the_column(
    library: Library, path: Path
) -> None:
    path.with_name("export.columns.toml").write_text(MAP.replace("丙", "丁"), encoding="utf-8")
    (report,) = put(library, path).files
    assert (report.outcome, report.reason) == (FileOutcome.SET_ASIDE, "missing_column")
    assert report.fields["column"] == "丁"
