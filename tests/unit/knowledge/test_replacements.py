"""What is replaced stops answering, and what once cited it still opens the words it cited; duplicates come in once."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from library_builders import SME
from library_fakes import Characters, FakeDense, FakeEmbedder, FakeLexical, english_only

from knowledge.ingestion import ingest
from knowledge.library import Library, Parts, open_library
from knowledge.types import Audience, FileOutcome, FileReport, PatentRecord

PARTS = Parts(lexical=FakeLexical, dense=FakeDense, wants=english_only, counter=Characters())


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    home, today = tmp_path / "home", lambda: date(2026, 11, 24)
    with open_library(home, doing="test", embedder=FakeEmbedder(), parts=PARTS, today=today) as library:
        yield library


def put(library: Library, path: Path) -> FileReport:
    (report,) = ingest([path], audience=Audience.PUBLIC, library=library).files
    return report


def records(path: Path, *changes: dict[str, object]) -> Path:
    """Write patent records that differ from one another in these fields."""
    base = {
        "publication_number": "CN199900055B",
        "jurisdiction": "CN",
        "language": "en",
        "titles": {"en": "Sieve for slurry"},
        "abstracts": {"en": "A sieve."},
        "filing_date": "2019-03-12",
    }
    whole = {"format": "patentbridge/patent-records@1", "records": [base | change for change in changes]}
    path.write_text(json.dumps(whole))
    return path


def claims(words: str) -> dict[str, object]:
    return {"claims": [{"number": "1", "text": f"1. {words}", "depends_on": []}]}


def answering(library: Library) -> list[str]:
    return [document.text for document in library.catalogue.export(SME)]


def test_the_same_content_under_another_name_is_a_duplicate(library: Library, tmp_path: Path) -> None:
    put(library, records(tmp_path / "a.json", {}))
    report = put(library, records(tmp_path / "b.json", {}))
    assert (report.outcome, report.fields) == (
        FileOutcome.UNCHANGED,
        {"duplicate_of": str(tmp_path / "a.json")},
    )
    assert len(answering(library)) == 1
    run = library.catalogue.runs(SME)[0]
    assert [one.fields for one in library.catalogue.run_files(run.run_id, SME)] == [report.fields]


def test_an_old_citation_opens_the_words_it_cited_after_a_replacement(
    library: Library, tmp_path: Path
) -> None:
    put(library, records(tmp_path / "a.json", claims("A coarse sieve.")))
    (old,) = library.catalogue.heads(SME)
    cited = next(p for p in library.catalogue.document_passages(old.document_id, SME) if p.number == "1")
    report = put(library, records(tmp_path / "later.json", claims("A fine sieve.")))
    assert report.outcome is FileOutcome.REPLACED
    (new,) = library.catalogue.heads(SME)
    assert new.document_id != old.document_id
    assert library.lexical.document_ids(Audience.PUBLIC) == {new.document_id}
    assert library.catalogue.by_key(["pub:CN199900055B"], SME) == {"pub:CN199900055B": (new.document_id,)}
    opened = library.catalogue.document(old.document_id, SME)
    assert opened is not None
    assert not opened.active
    assert library.catalogue.passages([cited.passage_id], SME) == (cited,)
    assert opened.text[cited.start : cited.end] == cited.text == "1. A coarse sieve."
    assert library.filler.wait(10)
    assert library.doctor().healthy


def test_a_row_of_an_older_export_does_not_replace_a_newer_one(library: Library, tmp_path: Path) -> None:
    put(library, records(tmp_path / "new.json", {"register_checked_on": "2026-10-01", "trl": 5}))
    put(library, records(tmp_path / "old.json", {"register_checked_on": "2026-01-01", "trl": 4}))
    (head,) = library.catalogue.heads(SME)
    assert isinstance(head.record, PatentRecord)
    assert head.record.trl == 5
    assert put(library, tmp_path / "old.json").outcome is FileOutcome.UNCHANGED
    put(library, records(tmp_path / "newest.json", {"register_checked_on": "2026-11-01", "trl": 6}))
    (head,) = library.catalogue.heads(SME)
    assert isinstance(head.record, PatentRecord)
    assert head.record.trl == 6


def test_a_record_whose_register_was_looked_at_does_not_give_way_to_one_that_was_not(
    library: Library, tmp_path: Path
) -> None:
    put(library, records(tmp_path / "checked.json", {"register_checked_on": "2026-10-01", "trl": 5}))
    put(library, records(tmp_path / "bare.json", {"trl": 4}))
    found = {
        head.record.trl for head in library.catalogue.heads(SME) if isinstance(head.record, PatentRecord)
    }
    assert found == {4, 5}
    put(library, records(tmp_path / "checked_again.json", {"register_checked_on": "2026-11-01", "trl": 6}))
    (head,) = library.catalogue.heads(SME)
    assert isinstance(head.record, PatentRecord)
    assert head.record.trl == 6


def test_a_row_of_a_list_does_not_silence_a_full_text(library: Library, tmp_path: Path) -> None:
    put(library, records(tmp_path / "full.json", claims("A fine sieve.")))
    with (tmp_path / "list.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [["公开（公告）号", "标题", "申请日"], ["CN199900055B", "Sieve for slurry", "2019-03-12"]]
        )
    put(library, tmp_path / "list.csv")
    assert any("A fine sieve." in text for text in answering(library))


def test_application_and_grant_stay_two_documents(library: Library, tmp_path: Path) -> None:
    both = records(
        tmp_path / "a.json", {"publication_number": "CN199900055A"}, {"publication_number": "CN199900055B"}
    )
    assert put(library, both).records == 2
    assert len(answering(library)) == 2


def policy(path: Path, *, policy_id: str, issued: str, words: str) -> Path:
    path.write_text(
        f'+++\nkind = "policy"\npolicy_id = "{policy_id}"\nlineage = "XX-FEES"\nlanguage = "en"\ntitle = "Rule on Fees"\n'
        f'jurisdiction = "CN"\ndate_issued = {issued}\ntext_type = "official"\n+++\n# Rule on Fees\n\n'
        f"## Article 1 Fees\n\n{words}\n"
    )
    return path


def test_a_policy_of_a_newer_date_is_the_next_version_and_both_answer(
    library: Library, tmp_path: Path
) -> None:
    put(
        library,
        policy(tmp_path / "a.md", policy_id="XX-FEES-2020", issued="2020-01-01", words="Ten percent."),
    )
    put(
        library,
        policy(tmp_path / "b.md", policy_id="XX-FEES-2024", issued="2024-01-01", words="Five percent."),
    )
    assert len(answering(library)) == 2


def test_the_same_version_downloaded_again_with_other_words_replaces(
    library: Library, tmp_path: Path
) -> None:
    put(
        library, policy(tmp_path / "a.md", policy_id="XX-FEES-2020", issued="2020-01-01", words="Ten percnt.")
    )
    report = put(
        library,
        policy(tmp_path / "b.md", policy_id="XX-FEES-2020", issued="2020-01-01", words="Ten percent."),
    )
    assert report.outcome is FileOutcome.REPLACED
    (text,) = answering(library)
    assert "Ten percent." in text
