"""Readers on texts nobody here wrote; skipped where the measuring data is not at hand."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.splitting import split
from knowledge.tokens import token_counter
from knowledge.types import Kind, Language, PassageKind, PatentRecord, PolicyRecord

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("PATENTBRIDGE_MEASURING_DATA") or ROOT.parent / "shared" / "data")
pytestmark = pytest.mark.skipif(not (DATA / "formats").is_dir(), reason="the measuring data is not at hand")

_ARTICLE = re.compile(
    r"^\s*第[一二三四五六七八九十百千零〇两]+条(?:之[一二三四五六七八九十]+)?[\s　]", re.MULTILINE
)


def checked(path: Path) -> list[ReadDocument]:
    """Read a file and hold the promises that every document gives."""
    documents = list(read_file(path))
    for document in documents:
        ends = 0
        for section in document.sections:
            assert ends <= section.start < section.end <= len(document.text)
            ends = section.end
        for passage in split("d", document, counter=token_counter([]), fits=lambda text, _: len(text) < 800):
            assert document.text[passage.start : passage.end] == passage.text
            assert not passage.instruction_like
    return documents


def lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def policies(folder: str, pattern: str) -> list[PolicyRecord]:
    found = [
        document for path in sorted((DATA / "formats" / folder).glob(pattern)) for document in checked(path)
    ]
    assert all(len(document.title) >= 4 for document in found)
    return [document.record for document in found if isinstance(document.record, PolicyRecord)]


def test_saved_policy_pages() -> None:
    records = policies("zh_html", "*.html")
    assert len(records) >= 24
    assert sum(record.date_issued is not None for record in records) >= 23
    assert sum(record.issuer is not None for record in records) >= 23
    assert sum(record.document_number is not None for record in records) >= 13
    assert sum(record.effective_from is not None for record in records) >= 10


def test_policy_pages_say_what_their_file_names_say() -> None:
    """The names of some saved pages carry the document number: 穗民规字2024-3号."""
    named = 0
    for path in sorted((DATA / "formats" / "zh_html").glob("*.html")):
        match = re.search(r"(穗[^_]{1,8}?)(\d{4})-(\d+)号", path.stem)
        if match is None or "转载" in path.stem or path.stem.startswith("35_"):
            continue
        (document,) = checked(path)
        assert isinstance(document.record, PolicyRecord)
        assert document.record.document_number == f"{match[1]}〔{match[2]}〕{match[3]}号"
        named += 1
    assert named >= 8


def test_policy_pdfs() -> None:
    records = policies("zh_pdf", "govcn_*.pdf")
    assert len(records) == 6
    for record in records:
        assert record.issuer
        assert record.document_number
        assert record.date_issued


def test_a_patent_pdf() -> None:
    (document,) = checked(DATA / "formats" / "zh_pdf" / "Alibaba.pdf")
    assert isinstance(document.record, PatentRecord)
    assert document.record.publication_number
    assert document.record.application_number
    assert document.title == document.record.titles[0].text
    assert sum(section.kind is PassageKind.CLAIM for section in document.sections) == 11
    paragraphs = [section for section in document.sections if section.kind is PassageKind.PARAGRAPH]
    assert paragraphs[-1].number == "0244"


@pytest.mark.timeout(900)  # hundreds of files, scans among them
def test_every_format_file_is_read_or_refused_with_a_reason() -> None:
    """Of the scans the smallest is recognised here, a minute each: `python -m benchmarks read-formats` reads all."""
    refused: list[ReadError] = []
    scans = sorted((DATA / "formats").glob("*/scan_*"), key=lambda path: path.stat().st_size)
    for path in sorted({*(DATA / "formats").glob("*/*")} - {*scans[1:]}):
        try:
            checked(path)
        except ReadError as error:
            refused.append(error)
    assert refused
    assert all(error.code and error.fields["file"] for error in refused)


@pytest.mark.slow
def test_laws_are_read_article_by_article(tmp_path: Path) -> None:
    laws = lines(DATA / "laws_zh" / "laws.jsonl.gz")[::20]
    dated = articles = wanted = 0
    for law in laws:
        path = tmp_path / f"{law['id'].split('/')[-1]}.md"
        path.write_text(law["text"], encoding="utf-8")
        (document,) = checked(path)
        path.unlink()
        assert document.title == law["title"].strip()
        assert document.language is Language.ZH
        if isinstance(document.record, PolicyRecord):
            dated += document.record.date_issued is not None or document.record.effective_from is not None
        articles += sum(section.kind is PassageKind.ARTICLE for section in document.sections)
        wanted += len(_ARTICLE.findall(law["text"]))
    assert dated >= 0.95 * len(laws)
    assert abs(articles - wanted) <= 0.001 * wanted


def test_a_patent_list_as_csv(tmp_path: Path) -> None:
    rows = lines(DATA / "retrieval" / "patsnap_citations_en" / "corpus.jsonl.gz")[:300]
    fields = ["id", "title", "text", "ipc", "assignee", "pub_date"]
    path = tmp_path / "patents.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fields, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    documents = checked(path)
    assert [document.member for document in documents] == [row["id"] for row in rows]
    assert all(document.kind is Kind.PATENT for document in documents)
    assert all(
        isinstance(document.record, PatentRecord) and document.record.publication_date
        for document in documents
    )
