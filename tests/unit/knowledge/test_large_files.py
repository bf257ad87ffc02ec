"""A large file comes in part by part: it answers before it is complete, goes on after an interruption, once each."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from library_builders import SME
from library_fakes import Characters, FakeDense, FakeEmbedder, FakeLexical, english_only

from knowledge.errors import ReadError
from knowledge.ingestion import ingest, retry_set_aside
from knowledge.library import Library, Parts, open_library
from knowledge.readers.parts import Part, XmlParts
from knowledge.types import Audience, FileOutcome, IngestReport, NoteKind

PARTS = Parts(lexical=FakeLexical, dense=FakeDense, wants=english_only, counter=Characters())
Open = Callable[[], Library]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut any file of a kilobyte, and store some documents at a time, in this process."""
    monkeypatch.setattr("knowledge.readers.parts._CUT_FROM_BYTES", 1_000)
    monkeypatch.setattr("knowledge.readers.parts.XmlParts.least_bytes", 1_000)
    monkeypatch.setattr("knowledge.readers.parts.ArchiveParts.least_bytes", 1_000)
    monkeypatch.setattr("knowledge.workers._TASK_PARTS", 5)
    monkeypatch.setattr("knowledge.ingestion._travels", lambda parser: False)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    libraries: list[Library] = []

    def open_one() -> Library:
        for library in libraries:
            library.close()
        home, today = tmp_path / "home", lambda: date(2026, 11, 24)
        libraries.append(
            open_library(home, doing="test", embedder=FakeEmbedder(), wait_s=0.0, parts=PARTS, today=today)
        )
        return libraries[-1]

    yield open_one
    libraries[-1].close()


def grant(number: int, words: str = "A pump with a seal.") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<us-patent-grant lang="EN" country="US"><us-bibliographic-data-grant>'
        f"<publication-reference><document-id><country>US</country><doc-number>{number}</doc-number><kind>B2</kind>"
        f"<date>20211019</date></document-id></publication-reference><invention-title>Pump {number}</invention-title>"
        f'</us-bibliographic-data-grant><abstract><p>{words}</p></abstract><claims><claim num="1"><claim-text>1. A pump.'
        f"</claim-text></claim></claims></us-patent-grant>\n"
    )


def weekly(*numbers: int) -> str:
    return "".join(grant(number) for number in numbers)


def put(library: Library, *paths: Path) -> IngestReport:
    return ingest(paths, audience=Audience.PUBLIC, library=library)


def titles(library: Library) -> list[str]:
    return [head.title for head in library.catalogue.heads(SME)]


class _Pulled(Exception):
    """The plug."""


def pull_the_plug_after(parts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop reading as a kill would: nothing gets the chance to clean up in the catalogue."""
    cut = XmlParts.parts

    def until(self: XmlParts, path: Path) -> Iterator[Part]:
        for part in cut(self, path):
            if part.number > parts:
                raise _Pulled
            yield part

    monkeypatch.setattr(XmlParts, "parts", until)


FIRST = range(11_000_001, 11_000_024)


def test_an_interrupted_file_answers_and_goes_on_where_it_stopped(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "week.xml"
    file.write_text(weekly(*FIRST))
    library = opened()
    with monkeypatch.context() as patched:
        pull_the_plug_after(12, patched)
        with pytest.raises(_Pulled):
            put(library, file)
    library = opened()
    assert titles(library) == [f"Pump {n}" for n in FIRST[:10]], "what was acknowledged answers, nothing else"
    assert library.lexical.document_ids(Audience.PUBLIC) == library.catalogue.active_ids(Audience.PUBLIC)
    (row,) = library.catalogue.files(SME, outcome=FileOutcome.SET_ASIDE)
    assert (row.reason, row.fields, row.documents) == ("interrupted", {"parts": 10}, 10)
    read: list[int] = []
    original = XmlParts.read_part
    monkeypatch.setattr(
        XmlParts,
        "read_part",
        lambda self, part, path: (read.append(part.number), original(self, part, path))[1],
    )
    report = retry_set_aside(library=library)
    assert read == list(range(11, 24)), "nothing is read twice"
    assert [(one.outcome, one.records) for one in report.files] == [(FileOutcome.ADDED, 23)]
    assert titles(library) == [f"Pump {n}" for n in FIRST]
    assert put(library, file).files[0].outcome is FileOutcome.UNCHANGED
    assert library.doctor().complaints in ((), ("vectors_missing:public",))


def test_a_newer_version_replaces_the_older_only_when_it_is_complete(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "week.xml"
    file.write_text(weekly(*FIRST))
    library = opened()
    put(library, file)
    changed = "".join(grant(n, "A better pump.") for n in range(11_000_003, 11_000_026))
    file.write_text(changed)
    with monkeypatch.context() as patched:
        pull_the_plug_after(7, patched)
        with pytest.raises(_Pulled):
            put(library, file)
    library = opened()
    assert len(titles(library)) == 23
    assert {f"Pump {n}" for n in FIRST} == set(titles(library)), "of the older version what has no newer text"
    report = put(library, file)
    assert report.files[0].outcome is FileOutcome.REPLACED
    assert set(titles(library)) == {f"Pump {n}" for n in range(11_000_003, 11_000_026)}
    assert len(titles(library)) == 23


def test_a_file_that_changed_while_it_was_interrupted_is_read_from_its_beginning(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "week.xml"
    file.write_text(weekly(*FIRST))
    library = opened()
    with monkeypatch.context() as patched:
        pull_the_plug_after(10, patched)
        with pytest.raises(_Pulled):
            put(library, file)
    file.write_text(weekly(*range(11_000_006, 11_000_020)))
    put(library, file)
    assert titles(library) == [f"Pump {n}" for n in range(11_000_006, 11_000_020)]


def test_parts_that_cannot_be_read_are_noted_and_the_rest_comes_in(opened: Open, tmp_path: Path) -> None:
    file = tmp_path / "week.xml"
    file.write_text(
        weekly(*FIRST[:4]) + '<?xml version="1.0"?>\n<recipe><p>soup</p></recipe>\n' + weekly(*FIRST[4:8])
    )
    library = opened()
    (report,) = put(library, file).files
    assert (report.outcome, report.records) == (FileOutcome.ADDED, 8)
    (note,) = report.notes
    assert (note.kind, note.fields["member"], note.fields["code"]) == (
        NoteKind.MEMBER_SET_ASIDE,
        "#5",
        "unknown_xml",
    )
    (run,) = library.catalogue.runs(SME)
    (told,) = library.catalogue.run_files(run.run_id, SME)
    assert (told.outcome, told.records, told.notes) == (FileOutcome.ADDED, 8, (note,))


def test_a_file_without_any_readable_part_is_set_aside_for_the_reason_of_its_first(
    opened: Open, tmp_path: Path
) -> None:
    file = tmp_path / "week.xml"
    file.write_text('<?xml version="1.0"?>\n<recipe><p>soup</p></recipe>\n' * 40)
    library = opened()
    (report,) = put(library, file).files
    assert (report.outcome, report.reason) == (FileOutcome.SET_ASIDE, "unknown_xml")
    assert report.fields["root"] == "recipe"


def test_a_file_that_breaks_off_keeps_what_it_gave(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "week.xml"
    file.write_text(weekly(*FIRST))
    library = opened()
    cut = XmlParts.parts

    def until(self: XmlParts, path: Path) -> Iterator[Part]:
        for part in cut(self, path):
            if part.number > 10:
                raise ReadError("truncated_archive", file=str(path))
            yield part

    with monkeypatch.context() as patched:
        patched.setattr(XmlParts, "parts", until)
        (report,) = put(library, file).files
    assert (report.outcome, report.reason, report.records) == (FileOutcome.SET_ASIDE, "truncated_archive", 10)
    assert len(titles(library)) == 10
    assert retry_set_aside(library=library).files[0].records == 23


def test_a_large_member_of_an_archive_is_cut_too(opened: Open, tmp_path: Path) -> None:
    file = tmp_path / "week.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.bin", bytes(range(256)) * 8)
        archive.writestr("ipg.xml", weekly(*FIRST))
    library = opened()
    (report,) = put(library, file).files
    assert (report.outcome, report.records) == (FileOutcome.ADDED, 23)
    assert [note.fields["member"] for note in report.notes] == ["readme.bin"]
    assert library.catalogue.heads(SME)[1].source == "week.zip#ipg.xml#2"
