"""USPTO files nobody here wrote: each gives a patent's fields or says why not; skipped where the data is not at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.types import PassageKind, PatentRecord

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("PATENTBRIDGE_MEASURING_DATA") or ROOT.parent / "shared" / "data") / "formats"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the measuring data is not at hand")


def files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in DATA.glob(pattern))


def documents(path: Path) -> list[ReadDocument]:
    found = list(read_file(path))
    for document in found:
        ends = 0
        for section in document.sections:
            assert ends <= section.start < section.end <= len(document.text)
            ends = section.end
    return found


@pytest.mark.parametrize(
    "path",
    files("uspto/US*", "uspto/v*", "uspto/css_brs*", "st36_st96_cn_xml/*us_example*", "us_patent_json/US*"),
    ids=lambda path: path.name,
)
def test_every_us_patent_gives_number_and_claims_or_abstract(path: Path) -> None:
    for document in documents(path):
        record = document.record
        assert isinstance(record, PatentRecord)
        assert record.publication_number is not None
        assert record.publication_number.startswith("US")
        assert document.title
        kinds = {section.kind for section in document.sections}
        assert kinds & {PassageKind.CLAIM, PassageKind.ABSTRACT}
        if "json" not in path.parent.name:
            assert record.titles
            assert record.application_number is not None
            assert record.filing_date is not None
            assert record.publication_date is not None
            assert record.filing_date < record.publication_date
            assert record.inventors


@pytest.mark.parametrize("path", files("uspto/cpc*"), ids=lambda path: path.name)
def test_classification_files_are_set_aside_as_what_they_are(path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        documents(path)
    assert caught.value.code == "classification_scheme"
