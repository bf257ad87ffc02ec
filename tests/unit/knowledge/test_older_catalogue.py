"""A library that an earlier version made is opened and brought up to date in place."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from library_builders import SME, entry, file

from knowledge.catalogue import SqlCatalogue
from knowledge.catalogue.engine import sqlite_url
from knowledge.errors import StorageError
from knowledge.types import FileOutcome, NoteKind, ReadingNote

_FIRST_SCHEMA = """
CREATE TABLE changes (seq INTEGER NOT NULL, op VARCHAR(8) NOT NULL, document_id VARCHAR(80) NOT NULL,
  audience VARCHAR(20) NOT NULL, PRIMARY KEY (seq));
CREATE TABLE documents (number INTEGER NOT NULL, document_id VARCHAR(80) NOT NULL, kind VARCHAR(20) NOT NULL,
  audience VARCHAR(20) NOT NULL, language VARCHAR(8) NOT NULL, active BOOLEAN NOT NULL, sample BOOLEAN NOT NULL,
  synthetic BOOLEAN NOT NULL, loaded_on DATE, publication_number VARCHAR(80), policy_id VARCHAR(200),
  lineage VARCHAR(200), passage_count INTEGER NOT NULL, text_length INTEGER NOT NULL, replaced_by VARCHAR(80),
  run_id VARCHAR(80), title TEXT NOT NULL, source TEXT NOT NULL, record TEXT, PRIMARY KEY (number), UNIQUE (document_id));
CREATE INDEX documents_by_policy ON documents (policy_id);
CREATE INDEX documents_by_publication ON documents (publication_number);
CREATE TABLE files (file_id INTEGER NOT NULL, location TEXT NOT NULL, path TEXT NOT NULL, sha256 VARCHAR(64) NOT NULL,
  size INTEGER NOT NULL, audience VARCHAR(20) NOT NULL, sample BOOLEAN NOT NULL, reading VARCHAR(40) NOT NULL,
  outcome VARCHAR(20) NOT NULL, reason VARCHAR(80), fields TEXT, run_id VARCHAR(80) NOT NULL,
  PRIMARY KEY (file_id), UNIQUE (location));
CREATE INDEX files_by_content ON files (sha256);
CREATE TABLE meta (name VARCHAR(40) NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name));
CREATE TABLE runs (run_id VARCHAR(80) NOT NULL, started_at VARCHAR(40) NOT NULL, finished_at VARCHAR(40),
  audience VARCHAR(20) NOT NULL, added INTEGER NOT NULL, unchanged INTEGER NOT NULL, replaced INTEGER NOT NULL,
  set_aside INTEGER NOT NULL, records INTEGER NOT NULL, passages INTEGER NOT NULL, PRIMARY KEY (run_id));
CREATE TABLE document_texts (document INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (document),
  FOREIGN KEY(document) REFERENCES documents (number));
CREATE TABLE file_documents (file_id INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (file_id, document),
  FOREIGN KEY(file_id) REFERENCES files (file_id), FOREIGN KEY(document) REFERENCES documents (number));
CREATE INDEX file_documents_by_document ON file_documents (document);
CREATE TABLE keys (value VARCHAR(200) NOT NULL, document INTEGER NOT NULL, kind VARCHAR(20) NOT NULL,
  PRIMARY KEY (value, document), FOREIGN KEY(document) REFERENCES documents (number));
CREATE INDEX keys_by_document ON keys (document);
CREATE TABLE passages (document INTEGER NOT NULL, ordinal INTEGER NOT NULL, passage_id VARCHAR(80) NOT NULL,
  kind VARCHAR(20) NOT NULL, label TEXT NOT NULL, language VARCHAR(8) NOT NULL, start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL, number VARCHAR(80), depends_on TEXT, headings TEXT, instruction_like BOOLEAN NOT NULL,
  text TEXT NOT NULL, PRIMARY KEY (document, ordinal), FOREIGN KEY(document) REFERENCES documents (number),
  UNIQUE (passage_id));
"""
_ITS_ROWS = """
INSERT INTO meta VALUES ('schema', '1'), ('library_id', 'abc');
INSERT INTO documents VALUES (1, 'd1', 'other', 'public', 'en', 1, 0, 0, '2026-01-02', NULL, NULL, NULL, 1, 9, NULL,
  'r1', 'A slurry', 'a.txt', NULL);
INSERT INTO document_texts VALUES (1, 'A slurry.');
INSERT INTO passages VALUES (1, 0, 'p1', 'section', 'a', 'en', 0, 9, NULL, NULL, '["Part"]', 0, 'A slurry.');
INSERT INTO files VALUES (1, '/a.txt', 'a.txt', 'x', 9, 'public', 0, '1', 'added', NULL, NULL, 'r1');
INSERT INTO file_documents VALUES (1, 1);
INSERT INTO runs VALUES ('r1', '2026-01-02T03:04:05+00:00', '2026-01-02T03:04:06+00:00', 'public', 1, 0, 0, 0, 1, 1);
INSERT INTO changes VALUES (1, 'add', 'd1', 'public');
"""


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(_FIRST_SCHEMA + _ITS_ROWS)
    return path


def test_what_an_earlier_version_stored_is_read_as_it_was(older: Path) -> None:
    catalogue = SqlCatalogue(sqlite_url(older))
    (head,) = catalogue.heads(SME)
    (passage,) = catalogue.document_passages("d1", SME)
    assert (head.title, passage.text, passage.headings) == ("A slurry", "A slurry.", ("Part",))
    assert (passage.page, passage.confidence) == (None, None)
    (row,) = catalogue.files(SME)
    assert (row.documents, row.notes) == (1, ())
    (run,) = catalogue.runs(SME)
    assert (run.added, run.made_by, run.paths) == (1, "", ())
    assert catalogue.library_id() == "abc"
    assert catalogue.integrity() == ()
    catalogue.close()


def test_it_takes_what_the_present_version_stores_and_opens_again(older: Path) -> None:
    catalogue = SqlCatalogue(sqlite_url(older))
    stored = entry("page one\npage two")
    scanned = replace(stored.passages[1], page=2, confidence=0.75)
    note = ReadingNote(kind=NoteKind.LOW_CONFIDENCE, fields={"page": 2})
    found = replace(stored, passages=(stored.passages[0], scanned), notes=(note,))
    assert catalogue.store_file(file("/b.pdf", "b"), [found]).outcome is FileOutcome.ADDED
    catalogue.close()
    again = SqlCatalogue(sqlite_url(older))
    assert again.passages([scanned.passage_id], SME) == (scanned,)
    assert {row.location: row.notes for row in again.files(SME)} == {"/a.txt": (), "/b.pdf": (note,)}
    again.close()


def test_a_later_version_is_refused_and_left_alone(older: Path) -> None:
    with sqlite3.connect(older) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    with pytest.raises(StorageError) as caught:
        SqlCatalogue(sqlite_url(older))
    assert (caught.value.code, caught.value.fields["found"]) == ("newer_library", "99")
    with sqlite3.connect(older) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(passages)")}
    assert "page" not in columns
