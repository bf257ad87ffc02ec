"""JSON of printed lines: two columns in reading order, cut words made whole, claims apart, pages kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from file_factory import write

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.readers.uspto.printed_columns import joined
from knowledge.types import NoteKind, PassageKind, PatentRecord


def line(text: str, page: int, column: int, number: int, *, indent: int = 0, width: int = 216, **more: Any) -> dict[str, Any]:  # fmt: skip
    left = 78 if column % 2 else 312
    place = {"x": left + indent, "y": 700 - 10 * number, "width": width - indent, "height": 12}
    base = {"page": page, "column": column, "lineNumber": number, "text": text, "section": "description"}
    return {**base, "hasWrapHyphen": False, **place, **more}


def patent() -> list[dict[str, Any]]:
    claims: dict[str, Any] = {"section": "claims"}
    return [
        line("SAMPLE VALVE WITH A", 5, 1, 1, indent=40, width=150),
        line("ROUND SEAT", 5, 1, 2, indent=60, width=120),
        line("BACKGROUND", 5, 1, 4, indent=70, width=140),
        line("The valve of this text is meant for circula", 5, 1, 6, indent=9),
        line("tion of water . Such a circulation is known from valve", 5, 1, 7),
        line("makers and from those who have to do with them and", 5, 1, 8),
        line("know them.", 5, 1, 9, width=40),
        line("A second paragraph says that the seat is round and", 5, 1, 10, indent=9),
        line("5 goes on in the other column, where the seat of the", 5, 2, 1, x=300, width=228),
        line("valve is shown as it is made by all of the valve makers", 5, 2, 2),
        line("and as it is seen by those who look at it from above", 5, 2, 3),
        line("and from below in FIG . 1.", 5, 2, 4, width=110),
        line("Nothing else of the valve is round in this text ex-", 5, 2, 5, indent=9),
        line("cept the seat.", 5, 2, 6, width=80),
        line("What is claimed is:", 6, 3, 1, indent=9, width=90, **claims),
        line("1 . A valve , comprising :", 6, 3, 2, indent=9, width=120, **claims),
        line("a seat ; and", 6, 3, 3, indent=9, width=70, **claims),
        line("a body for the circula", 6, 3, 4, indent=9, **claims),
        line("tion of water.", 6, 4, 1, width=90, **claims),
        line("2. The valve of claim 1, wherein the seat is round.", 6, 4, 2, indent=9, **claims),
    ]


def read(tmp_path: Path, lines: list[dict[str, Any]], name: str = "US9999001.json") -> ReadDocument:
    (document,) = read_file(write(tmp_path, name, json.dumps(lines)))
    return document


def texts(document: ReadDocument, kind: PassageKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.sections if s.kind is kind]


def test_lines_become_claims_and_paragraphs(tmp_path: Path) -> None:
    document = read(tmp_path, patent())
    assert document.title == "SAMPLE VALVE WITH A ROUND SEAT"
    assert texts(document, PassageKind.PARAGRAPH) == [
        "The valve of this text is meant for circulation of water. Such a circulation is known from valve "
        "makers and from those who have to do with them and know them.",
        "A second paragraph says that the seat is round and goes on in the other column, "
        "where the seat of the valve is shown as it is made by all of the valve makers and as it is seen by those "
        "who look at it from above and from below in FIG. 1.",
        "Nothing else of the valve is round in this text except the seat.",
    ]
    assert texts(document, PassageKind.CLAIM) == [
        "1. A valve, comprising:\na seat; and\na body for the circulation of water.",
        "2. The valve of claim 1, wherein the seat is round.",
    ]
    sections = [s for s in document.sections if s.kind in (PassageKind.CLAIM, PassageKind.PARAGRAPH)]
    assert [s.page for s in sections] == [6, 6, 5, 5, 5]
    assert sections[1].depends_on == ("1",)
    assert sections[2].headings == ("BACKGROUND",)
    assert document.notes == ()


def test_the_number_comes_from_the_name_where_the_text_has_none(tmp_path: Path) -> None:
    record = read(tmp_path, patent(), "US9999001.json").record
    assert isinstance(record, PatentRecord)
    assert record.publication_number == "US9999001"
    record = read(tmp_path, patent(), "lines.json").record
    assert isinstance(record, PatentRecord)
    assert record.publication_number is None


def test_the_front_page_gives_fields_and_is_no_paragraph(tmp_path: Path) -> None:
    front = [
        line("54 SAMPLE VALVE", 1, 10, 1, width=150),
        line("75 Inventors: Ann Example, Townham; Bob B.", 1, 10, 2),
        line("Sample, Villageton, both of Tex.", 1, 10, 3),
        line("73 Assignee: Example Works, Inc., Townham, Tex.", 1, 10, 4),
        line("21 Appl. No.: 09/999,001 1-1.", 1, 10, 5, width=100),
        line("22 Filed: Aug. 7, 1996", 1, 10, 6, width=100),
        line("51 Int. Cl. ......... F16K 1/00; F16K 1/42", 1, 10, 7),
        line("57 ABSTRACT", 1, 11, 1, width=100),
        line("A valve with a round seat.", 1, 11, 2),
        line("2 Claims, 1 Drawing Sheet", 1, 11, 3, width=100),
    ]
    document = read(tmp_path, [*front, *patent()])
    record = document.record
    assert isinstance(record, PatentRecord)
    assert document.title == "SAMPLE VALVE"
    assert record.inventors == ("Ann Example", "Bob B. Sample")
    assert [owner.names[0].text for owner in record.owners] == ["Example Works, Inc."]
    assert (record.application_number, record.filing_date) == ("US09/999001", date(1996, 8, 7))
    assert record.ipc == ("F16K1/00", "F16K1/42")
    assert [local.text for local in record.abstracts] == ["A valve with a round seat."]
    assert not any("Inventors" in text for text in texts(document, PassageKind.PARAGRAPH))


def test_columns_that_are_not_there_are_noted(tmp_path: Path) -> None:
    later = [{**found, "column": found["column"] + 8} for found in patent()]
    document = read(tmp_path, later)
    assert [(note.kind, note.fields["missing"]) for note in document.notes] == [(NoteKind.PART_MISSING, 8)]


def test_words_read_from_drawings_are_left_out(tmp_path: Path) -> None:
    drawing = [line("VEHICLENo", 3, 233, 1, width=12), line("agakuulelle", 3, 234, 2, width=40)]
    assert "VEHICLENo" not in read(tmp_path, [*drawing, *patent()]).text


def test_an_array_without_lines_is_set_aside(tmp_path: Path) -> None:
    path = write(tmp_path, "x.json", '[{"lineNumber": 1, "column": 1, "text": " "}]')
    with pytest.raises(ReadError) as caught:
        list(read_file(path))
    assert caught.value.code == "no_text"


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("the circula", "tion of water", "the circulation of water"),
        ("with the", "reinforced seat", "with the reinforced seat"),
        ("at", "least one", "at least one"),
        ("light-", "diffusing unit", "light-diffusing unit"),
        ("SECURE REGISTRA", "TION OF", "SECURE REGISTRATION OF"),
    ],
)
def test_only_words_that_were_cut_are_joined(before: str, after: str, whole: str) -> None:
    words = frozenset(
        ["the", "circulation", "at", "least", "atleast", "with", "light", "diffusing", "secure", "of"]
    )
    assert joined(before, after, words) == whole
