"""CNIPA, Japanese and ST.36 files as offices and users keep them; skipped where the measuring data is not at hand."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from knowledge.errors import ReadError
from knowledge.numbers.patent_numbers import parse_application_number
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.types import PassageKind, PatentRecord

ROOT = Path(__file__).resolve().parents[3]
FORMATS = Path(os.environ.get("PATENTBRIDGE_MEASURING_DATA") or ROOT.parent / "shared" / "data") / "formats"
pytestmark = pytest.mark.skipif(not FORMATS.is_dir(), reason="the measuring data is not at hand")


def outcomes(folder: Path, *suffixes: str) -> tuple[list[ReadDocument], Counter[str]]:
    documents: list[ReadDocument] = []
    reasons: Counter[str] = Counter()
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in suffixes:
            try:
                documents += read_file(path)
            except ReadError as error:
                reasons[error.code] += 1
    return documents, reasons


def records(documents: list[ReadDocument]) -> list[PatentRecord]:
    return [document.record for document in documents if isinstance(document.record, PatentRecord)]


def test_every_filing_package_is_one_patent_and_every_other_file_says_why_not() -> None:
    documents, reasons = outcomes(FORMATS / "cnipa_xml", ".xml", ".zip", ".tif", ".jpg")
    found = records(documents)
    assert len(found) == len(documents) == len({record.application_number for record in found})
    for record in found:
        number = parse_application_number(record.application_number or "")
        assert number is not None
        assert number.check_digit_ok
        assert record.titles
        assert record.patent_type is not None
    for document in documents:
        kinds = {section.kind for section in document.sections}
        assert {PassageKind.CLAIM, PassageKind.PARAGRAPH} <= kinds
    assert set(reasons) == {"part_of_package", "companion_image", "empty_file"}


def test_publications_of_both_chinese_standards_and_of_japan_give_every_field() -> None:
    documents, reasons = outcomes(FORMATS / "st36_st96_cn_xml", ".xml")
    ours = [
        document
        for document in documents
        if isinstance(document.record, PatentRecord) and document.record.jurisdiction in ("CN", "JP")
    ]
    assert len(ours) >= 8
    for record in records(ours):
        assert record.publication_number
        assert record.application_number
        assert record.filing_date
        assert record.publication_date
        assert record.titles
        assert record.abstracts
        assert record.owners
        assert record.inventors
        assert record.ipc
    for document in ours:
        claims = [section for section in document.sections if section.kind is PassageKind.CLAIM]
        paragraphs = [section for section in document.sections if section.kind is PassageKind.PARAGRAPH]
        assert claims[0].number == "1"
        assert claims[0].depends_on == ()
        assert any(claim.depends_on for claim in claims)
        assert all(paragraph.number for paragraph in paragraphs)
        assert any(paragraph.headings for paragraph in paragraphs)
    assert set(reasons) <= {"not_a_patent", "contents_only"}
