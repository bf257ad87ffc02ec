from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from library_builders import OFFICER, SME, entry, file, patent, policy
from servers import in_a_file
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from knowledge.catalogue import ChangeOp, Entry, SqlCatalogue
from knowledge.catalogue.engine import sqlite_url
from knowledge.catalogue.tables import metadata
from knowledge.errors import ReadError, StorageError
from knowledge.types import Audience, DocumentHead, FileOutcome, Kind, Language, PassageKind


@pytest.fixture
def catalogue(database: str) -> Iterator[SqlCatalogue]:
    catalogue = SqlCatalogue(database)
    yield catalogue
    catalogue.close()


def ids(heads: tuple[DocumentHead, ...]) -> list[str]:
    return [head.document_id for head in heads]


def test_a_document_comes_back_as_it_was(catalogue: SqlCatalogue) -> None:
    stored = entry("第一行 𠮷\nsecond line", patent("CN199900001B"), keys=("pub:CN199900001B", "ipc:H01M"))
    catalogue.add_document(stored)
    name = stored.document.document_id
    assert catalogue.document(name, SME) == replace(stored.document, active=True)
    assert catalogue.document_passages(name, SME) == stored.passages
    assert catalogue.by_key(["ipc:H01M", "ipc:A01"], SME) == {"ipc:H01M": (name,)}
    head = catalogue.head(name, SME)
    assert head is not None
    assert head.record == patent("CN199900001B")
    assert catalogue.heads(SME) == (head,)


def test_passages_come_in_the_order_asked_for(catalogue: SqlCatalogue) -> None:
    stored = entry("a\nb\nc")
    catalogue.add_document(stored)
    wanted = [stored.passages[2].passage_id, "missing", stored.passages[0].passage_id]
    assert [p.text for p in catalogue.passages(wanted, SME)] == ["c", "a"]


def test_a_document_tells_of_itself_in_its_bibliography_else_first(catalogue: SqlCatalogue) -> None:
    plain, kept = entry("a\nb\nc"), entry("d\ne\nf")
    told = replace(kept.passages[1], kind=PassageKind.BIBLIOGRAPHY)
    for one in (plain, replace(kept, passages=(kept.passages[0], told, kept.passages[2]))):
        catalogue.add_document(one)
    assert catalogue.front(plain.document.document_id, SME) == plain.passages[0]
    assert catalogue.front(kept.document.document_id, SME) == told
    assert catalogue.front("missing", SME) is None


def test_an_sme_sees_nothing_internal_by_any_read(catalogue: SqlCatalogue) -> None:
    secret = entry("floor 80,000", patent("CN1B"), audience=Audience.INTERNAL, keys=("pub:CN1B",))
    catalogue.store_file(file("/f", "x", audience=Audience.INTERNAL), [secret])
    name = secret.document.document_id
    assert catalogue.head(name, SME) is None
    assert catalogue.document(name, SME) is None
    assert catalogue.document_passages(name, SME) == ()
    assert catalogue.front(name, SME) is None
    assert catalogue.passages([secret.passages[0].passage_id], SME) == ()
    assert catalogue.by_key(["pub:CN1B"], SME) == {}
    assert catalogue.heads(SME) == () == catalogue.heads(SME, ids=[name])
    assert catalogue.counts(SME) == ()
    assert catalogue.files(SME) == ()
    assert list(catalogue.export(SME)) == []
    assert ids(catalogue.heads(OFFICER)) == [name]
    assert [row.location for row in catalogue.files(OFFICER)] == ["/f"]


def test_heads_follow_every_change(catalogue: SqlCatalogue) -> None:
    first, second = entry("one"), entry("two", policy("CN-PL-2020"))
    catalogue.add_document(first)
    assert ids(catalogue.heads(SME)) == [first.document.document_id]
    catalogue.add_document(second)
    assert ids(catalogue.heads(SME, kinds=[Kind.POLICY])) == [second.document.document_id]
    catalogue.deactivate([first.document.document_id])
    assert ids(catalogue.heads(SME)) == [second.document.document_id]
    assert catalogue.heads(SME, ids=[first.document.document_id]) == ()


def test_a_removed_document_stops_answering_but_old_citations_open_it(catalogue: SqlCatalogue) -> None:
    stored = entry("text", patent("CN1B"), keys=("pub:CN1B",))
    catalogue.add_document(stored)
    name = stored.document.document_id
    before = catalogue.version()
    assert catalogue.deactivate([name, "unknown"]) == 1
    assert catalogue.version() > before
    assert catalogue.by_key(["pub:CN1B"], SME) == {}
    opened = catalogue.document(name, SME)
    assert opened is not None
    assert not opened.active
    assert catalogue.passages([stored.passages[0].passage_id], SME) == stored.passages


def test_the_same_file_again_changes_nothing(catalogue: SqlCatalogue) -> None:
    found, stored = file("/a", "1"), entry("one")
    assert not catalogue.is_settled(found)
    assert catalogue.store_file(found, [stored]).outcome is FileOutcome.ADDED
    version = catalogue.version()
    assert catalogue.is_settled(found)
    assert catalogue.store_file(found, [stored]).outcome is FileOutcome.UNCHANGED
    assert catalogue.version() == version


def test_a_changed_file_replaces_what_it_gave(catalogue: SqlCatalogue) -> None:
    old, new, kept = entry("old"), entry("new"), entry("kept")
    catalogue.store_file(file("/a", "1"), [old, kept])
    stored = catalogue.store_file(file("/a", "2"), [new, kept])
    assert stored.outcome is FileOutcome.REPLACED
    assert stored.added == (new.document.document_id,)
    assert stored.removed == (old.document.document_id,)
    assert set(ids(catalogue.heads(SME))) == {new.document.document_id, kept.document.document_id}


def test_a_document_held_by_two_files_outlives_one_of_them(catalogue: SqlCatalogue) -> None:
    shared, other = entry("shared"), entry("other")
    catalogue.store_file(file("/a", "1"), [shared])
    catalogue.store_file(file("/b", "1"), [shared])
    catalogue.store_file(file("/a", "2"), [other])
    assert len(catalogue.heads(SME)) == 2
    catalogue.store_file(file("/b", "2"), [other])
    assert ids(catalogue.heads(SME)) == [other.document.document_id]


def test_a_newer_text_of_the_same_patent_replaces_the_older(catalogue: SqlCatalogue) -> None:
    old, new = entry("old", patent("CN1B")), entry("new", patent("CN1B"))
    chinese = entry("旧", patent("CN1B"), language=Language.ZH)
    catalogue.store_file(file("/a", "1"), [old, chinese])
    stored = catalogue.store_file(file("/b", "2"), [new])
    assert stored.outcome is FileOutcome.REPLACED
    assert set(ids(catalogue.heads(SME))) == {new.document.document_id, chinese.document.document_id}
    assert catalogue.is_settled(file("/a", "1")), "reading the older file again must not bring it back"


def test_public_and_internal_documents_of_one_patent_stand_side_by_side(catalogue: SqlCatalogue) -> None:
    public, internal = entry("p", patent("CN1B")), entry("i", patent("CN1B"), audience=Audience.INTERNAL)
    catalogue.store_file(file("/a", "1"), [public, internal])
    assert len(catalogue.heads(OFFICER)) == 2


def test_two_versions_of_a_law_stand_side_by_side(catalogue: SqlCatalogue) -> None:
    catalogue.store_file(file("/a", "1"), [entry("2008", policy("CN-PL-2008"))])
    catalogue.store_file(file("/b", "1"), [entry("2020", policy("CN-PL-2020"))])
    assert len(catalogue.heads(SME)) == 2


def test_a_number_twice_in_one_file_answers_once(catalogue: SqlCatalogue) -> None:
    rows = [entry(f"row {n}", patent("CN1B")) for n in range(3)]
    catalogue.store_file(file("/a", "1"), rows)
    assert ids(catalogue.heads(SME)) == [rows[-1].document.document_id]
    assert [c.op for c in catalogue.changes_after(0, 100)] == [ChangeOp.ADD]


def test_a_sample_never_replaces_a_users_own_document(catalogue: SqlCatalogue) -> None:
    own, shipped = entry("own", patent("CN1B")), entry("sample", patent("CN1B"), sample=True)
    catalogue.store_file(file("/a", "1"), [own])
    catalogue.store_file(file("sample:x", "1", sample=True), [shipped])
    assert ids(catalogue.heads(SME)) == [own.document.document_id]
    assert catalogue.is_settled(file("sample:x", "1", sample=True))


def test_a_users_own_document_replaces_a_sample(catalogue: SqlCatalogue) -> None:
    own, shipped = entry("own", patent("CN1B")), entry("sample", patent("CN1B"), sample=True)
    catalogue.store_file(file("sample:x", "1", sample=True), [shipped])
    catalogue.store_file(file("/a", "1"), [own])
    assert ids(catalogue.heads(SME)) == [own.document.document_id]


def test_removing_samples_leaves_what_the_user_brought(catalogue: SqlCatalogue) -> None:
    shipped, shared = entry("s", sample=True), entry("both", sample=True)
    catalogue.store_file(file("sample:x", "1", sample=True), [shipped, shared])
    own = replace(shared, document=replace(shared.document, sample=False, source="mine.txt"))
    catalogue.store_file(file("/mine.txt", "1"), [own])
    assert catalogue.remove_samples() == 1
    (left,) = catalogue.heads(SME)
    assert (left.document_id, left.sample, left.source) == (shared.document.document_id, False, "mine.txt")


def test_a_removed_document_comes_back_when_its_file_is_read_again(catalogue: SqlCatalogue) -> None:
    stored = entry("text")
    catalogue.store_file(file("/a", "1"), [stored])
    catalogue.deactivate([stored.document.document_id])
    assert not catalogue.is_settled(file("/a", "1"))
    assert catalogue.store_file(file("/a", "1"), [stored]).added == (stored.document.document_id,)
    assert len(catalogue.heads(SME)) == 1


def test_a_file_that_cannot_be_read_to_its_end_leaves_nothing(catalogue: SqlCatalogue) -> None:
    def broken() -> Iterator[Entry]:
        for n in range(500):
            yield entry(f"row {n}")
        raise ReadError("damaged", file="/a")

    with pytest.raises(ReadError):
        catalogue.store_file(file("/a", "1"), broken())
    assert catalogue.heads(SME) == ()
    assert catalogue.version() == 0
    assert catalogue.files(SME) == ()


def test_a_file_set_aside_is_listed_with_its_reason_and_tried_again(catalogue: SqlCatalogue) -> None:
    catalogue.set_aside(file("/a", "1"), "encrypted", {"page": 3})
    (row,) = catalogue.files(SME)
    assert (row.outcome, row.reason, row.fields) == (FileOutcome.SET_ASIDE, "encrypted", {"page": 3})
    assert not catalogue.is_settled(file("/a", "1"))
    assert catalogue.store_file(file("/a", "2"), [entry("now")]).outcome is FileOutcome.ADDED


def test_a_known_content_under_a_new_name_needs_no_reading(catalogue: SqlCatalogue) -> None:
    stored = entry("one")
    catalogue.store_file(file("/a.txt", "1"), [stored])
    copy = file("/b.txt", "1")
    assert catalogue.same_content(copy, ".txt") == "/a.txt"
    assert catalogue.same_content(copy, ".csv") is None
    assert catalogue.same_content(file("/b.txt", "1", audience=Audience.INTERNAL), ".txt") is None
    assert catalogue.adopt_file(copy, "/a.txt")
    assert catalogue.is_settled(copy)
    catalogue.store_file(file("/a.txt", "2"), [entry("two")])
    assert len(catalogue.heads(SME)) == 2


def test_the_change_log_is_read_in_pieces(catalogue: SqlCatalogue) -> None:
    stored = [entry(f"row {n}") for n in range(5)]
    catalogue.store_file(file("/a", "1"), stored)
    catalogue.deactivate([stored[0].document.document_id])
    first = catalogue.changes_after(0, 4)
    rest = catalogue.changes_after(first[-1].seq, 4)
    assert [c.document_id for c in (*first, *rest)] == [e.document.document_id for e in (*stored, stored[0])]
    assert rest[-1].op is ChangeOp.REMOVE
    assert rest[-1].seq == catalogue.version()


def test_indexes_get_passages_of_documents_that_answer_only(catalogue: SqlCatalogue) -> None:
    stored = [entry(f"row {n}\nmore") for n in range(3)]
    catalogue.store_file(file("/a", "1"), stored)
    catalogue.deactivate([stored[1].document.document_id])
    names = [e.document.document_id for e in reversed(stored)]
    batches = list(catalogue.passage_batches(names, documents=2))
    assert [[p.text for _, p in batch] for batch in batches] == [["row 2", "more"], ["row 0", "more"]]
    assert batches[0][0][0].document_id == names[0]


def test_counts_tell_kinds_languages_and_samples(catalogue: SqlCatalogue) -> None:
    catalogue.add_document(entry("a\nb", patent("CN1B")))
    catalogue.add_document(entry("法", policy("P"), language=Language.ZH, sample=True))
    found = [(c.kind, c.language, c.documents, c.passages, c.samples) for c in catalogue.counts(SME)]
    assert found == [(Kind.PATENT, Language.EN, 1, 2, 0), (Kind.POLICY, Language.ZH, 1, 1, 1)]


def test_readers_work_while_a_file_is_being_written(catalogue: SqlCatalogue) -> None:
    catalogue.add_document(entry("first"))
    entered, leave = threading.Event(), threading.Event()

    def slow() -> Iterator[Entry]:
        yield from (entry(f"row {n}") for n in range(300))
        entered.set()
        assert leave.wait(10)

    writer = threading.Thread(target=catalogue.store_file, args=(file("/a", "1"), slow()))
    writer.start()
    assert entered.wait(10)
    assert len(catalogue.heads(SME)) == 1, "half a file must not be seen"
    leave.set()
    writer.join()
    assert len(catalogue.heads(SME)) == 301


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(b"not a database, certainly not " * 50)
    with pytest.raises(StorageError) as caught:
        SqlCatalogue(sqlite_url(path))
    assert caught.value.fields == {"path": str(path), "reason": "damaged"}


@in_a_file
def test_thousands_of_heads_come_back_at_once(catalogue: SqlCatalogue) -> None:
    catalogue.store_file(file("/a", "1"), (entry(f"row {n}", patent(f"CN{n}B")) for n in range(3000)))
    assert len(catalogue.heads(SME)) == 3000
    times = []
    for _ in range(9):
        start = time.perf_counter()
        catalogue.heads(SME)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.005


@in_a_file
def test_passages_of_long_documents_come_fast(catalogue: SqlCatalogue) -> None:
    long = [entry("\n".join(f"第{n}条 {line} " + "许可" * 200 for line in range(500))) for n in range(30)]
    catalogue.store_file(file("/a", "1"), long)
    wanted = [stored.passages[-1].passage_id for stored in long[:20]]
    times = []
    for _ in range(9):
        start = time.perf_counter()
        assert len(catalogue.passages(wanted, SME)) == 20
        times.append(time.perf_counter() - start)
    assert min(times) < 0.005


def test_the_tables_are_valid_for_postgresql() -> None:
    statements = [
        str(CreateTable(table).compile(dialect=postgresql.dialect())) for table in metadata.sorted_tables
    ]
    assert len(statements) == len(metadata.tables)
    assert all("CREATE TABLE" in statement for statement in statements)
