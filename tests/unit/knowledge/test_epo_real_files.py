"""EPO, patent-document, PatSnap, Google Patents and manual files nobody here wrote; skipped where they are not at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.types import Kind, PassageKind, PatentRecord

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("PATENTBRIDGE_MEASURING_DATA") or ROOT.parent / "shared" / "data")
pytestmark = pytest.mark.skipif(not (DATA / "formats").is_dir(), reason="the measuring data is not at hand")


def outcomes(folder: str, *endings: str) -> tuple[list[ReadDocument], set[str]]:
    """Return the documents of a folder's files, and the reasons of those that were refused."""
    documents: list[ReadDocument] = []
    reasons: set[str] = set()
    for path in sorted((DATA / "formats" / folder).iterdir()):
        if path.suffix not in endings:
            continue
        try:
            documents.extend(read_file(path))
        except ReadError as error:
            reasons.add(error.code)
    for document in documents:
        ends = 0
        for section in document.sections:
            assert ends <= section.start < section.end <= len(document.text)
            ends = section.end
    return documents, reasons


def records(documents: list[ReadDocument]) -> list[PatentRecord]:
    return [document.record for document in documents if isinstance(document.record, PatentRecord)]


def test_open_patent_services() -> None:
    documents, reasons = outcomes("epo_ops_xml", ".xml", ".json")
    assert reasons == {"service_message"}
    assert all(record.publication_number for record in records(documents))
    assert any(record.events for record in records(documents))
    assert any(record.family_members for record in records(documents))


def test_full_texts_of_several_offices() -> None:
    documents, reasons = outcomes("epo_wo_grobid_xml", ".xml")
    assert not reasons
    assert all(record.publication_number for record in records(documents))
    kinds = [{section.kind for section in document.sections} for document in documents]
    telling = {PassageKind.CLAIM, PassageKind.ABSTRACT, PassageKind.PARAGRAPH}
    assert sum(bool(found & telling) for found in kinds) >= 0.95 * len(documents)


def test_exports_of_patsnap() -> None:
    documents, reasons = outcomes("patsnap_xml", ".xml")
    assert not reasons
    found = records(documents)
    assert len(found) == len(documents)
    assert all(r.titles and r.publication_number and r.filing_date and r.publication_date for r in found)
    assert sum(bool(record.abstracts) for record in found) >= 0.9 * len(found)


def test_google_patents_pages() -> None:
    documents, reasons = outcomes("google_patents_html", ".html")
    assert not reasons
    for document in documents:
        (record,) = records([document])
        assert record.titles
        assert record.abstracts
        assert record.filing_date
        claims = [section for section in document.sections if section.kind is PassageKind.CLAIM]
        assert [section.number for section in claims] == [str(n) for n in range(1, len(claims) + 1)]
        assert any(section.depends_on for section in claims)


def test_manual_sections() -> None:
    documents, reasons = outcomes("mpep_html", ".txt")
    assert reasons <= {"reserved_section"}
    assert all(document.kind is Kind.POLICY and document.title.startswith("MPEP ") for document in documents)
    assert all(document.sections for document in documents)
