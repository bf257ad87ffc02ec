"""Green book and BRS dumps: fields of fixed-width lines, many patents in a file, dot codes."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from file_factory import write
from hypothesis import given
from hypothesis import strategies as st
from us_factory import brs, green_book

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.readers.parts import parts_reader
from knowledge.readers.uspto.dot_codes import plain_characters
from knowledge.readers.uspto.us_numbers import us_class
from knowledge.types import NoteKind, PassageKind, PatentRecord, PatentType, Priority


def patent(document: ReadDocument) -> PatentRecord:
    assert isinstance(document.record, PatentRecord)
    return document.record


def texts(document: ReadDocument, kind: PassageKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.sections if s.kind is kind]


def test_a_green_book_patent(tmp_path: Path) -> None:
    (document,) = read_file(write(tmp_path, "p.greenbook", green_book()))
    record = patent(document)
    assert document.title == "Sample measuring device for low temperatures"
    assert document.member == ""
    assert (record.publication_number, record.application_number) == ("US3999001", "US05/499901")
    assert (record.filing_date, record.grant_date) == (date(1974, 3, 7), date(1976, 1, 13))
    assert record.patent_type is PatentType.INVENTION
    assert record.inventors == ("Ann B. Example, Jr.",)
    assert [owner.names[0].text for owner in record.owners] == ["Example Works Incorporated"]
    assert record.priorities == (Priority(number="4899901", country="JP", on=date(1973, 3, 10)),)
    assert record.ipc == ("H04M11/00",)
    assert [local.text for local in record.abstracts] == ["A device for H2O at 10^-3 bar and 5° C."]
    assert texts(document, PassageKind.PARAGRAPH) == ["Angles α and Δ are ≤3×2.", "A second paragraph."]
    assert texts(document, PassageKind.CLAIM) == [
        "1. A device comprising:\na high-speed sensor; and\na housing.",
        "2. The device of claim 1 wherein the housing is round.",
    ]
    assert [s.depends_on for s in document.sections if s.kind is PassageKind.CLAIM] == [(), ("1",)]
    assert "US classes: 179/90K; 224/42.07" in document.text
    assert document.notes == ()


def test_a_table_keeps_its_rows(tmp_path: Path) -> None:
    body = [
        "DETD",
        "PAR  Masses:",
        "TBL       part       mass",
        "     ______________________",
        "     seat       3 kg",
    ]
    (document,) = read_file(write(tmp_path, "p.txt", green_book(body=body)))
    lines = texts(document, PassageKind.PARAGRAPH)[-1].split("\n")
    assert [line.split() for line in lines] == [["Masses:"], ["part", "mass"], ["seat", "3", "kg"]]


@pytest.mark.parametrize(
    ("number", "kind", "expected", "patent_type"),
    [
        ("D02999015", "4", "USD299901", PatentType.DESIGN),
        ("RE0299905", "2", "USRE29990", None),
        ("PP0049906", "6", "USPP4990", None),
    ],
)
def test_designs_reissues_and_plants_of_the_green_book(
    tmp_path: Path, number: str, kind: str, expected: str, patent_type: PatentType | None
) -> None:
    content = green_book(number=number, head=["TRM  14"]).replace("APT  1", f"APT  {kind}")
    content = content.replace("ICL  H04M 1100", "ICL  D0601") if kind == "4" else content
    (document,) = read_file(write(tmp_path, "p.txt", content))
    record = patent(document)
    assert (record.publication_number, record.patent_type) == (expected, patent_type)
    assert record.locarno == ("06-01" if kind == "4" else None)
    assert "Term as granted: 14 years" in document.text


def test_a_disclaimer_and_a_government_interest(tmp_path: Path) -> None:
    body = ["GOVT", "PAR  The government has rights under contract 999."]
    (document,) = read_file(write(tmp_path, "p.txt", green_book(head=["DCD  19930101"], body=body)))
    assert patent(document).terminal_disclaimer is True
    assert patent(document).government_interest == "The government has rights under contract 999."


def test_a_weekly_green_book_file_goes_on_after_a_broken_record(tmp_path: Path) -> None:
    content = (
        "HHHHHT  APS1 ISSUE - 760113\n"
        + green_book()
        + "PATN\nXXX  nothing\n"
        + green_book(number="039990025")
    )
    first, second = read_file(write(tmp_path, "pftaps.txt", content))
    assert [document.member for document in (first, second)] == ["US3999001", "US3999002"]
    assert [(note.kind, note.fields["code"]) for note in second.notes] == [
        (NoteKind.MEMBER_SET_ASIDE, "no_patent_fields")
    ]


def test_cards_without_line_ends(tmp_path: Path) -> None:
    cards = "".join(line.ljust(80) for line in green_book().split("\n") if line)
    (document,) = read_file(write(tmp_path, "pftaps.dat", cards))
    (same,) = read_file(write(tmp_path, "p.txt", green_book()))
    assert document.text == same.text


def test_a_record_that_was_cut_off_says_what_is_missing(tmp_path: Path) -> None:
    content = green_book().partition("NUM  2.")[0]
    (document,) = read_file(write(tmp_path, "p.txt", content))
    assert [(note.kind, note.fields["found"]) for note in document.notes] == [(NoteKind.PART_MISSING, 1)]


def test_a_file_of_nothing_but_broken_records_is_set_aside(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        list(read_file(write(tmp_path, "p.txt", "PATN\nSRC  5\n")))
    assert caught.value.code == "no_patent_fields"


def test_a_large_file_is_read_in_bounded_memory(tmp_path: Path) -> None:
    body = ["DETD", *(f"PAR  {'word ' * 14}" for _ in range(2_000))]
    path = write(tmp_path, "pftaps.txt", green_book(body=body) * 60)
    assert path.stat().st_size > 8_000_000
    tracemalloc.start()
    count = sum(1 for _ in read_file(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 60
    assert peak < 8_000_000


@pytest.mark.parametrize(("make", "several"), [(green_book, 700), (brs, 1500)])
def test_a_large_file_is_cut_between_its_records(
    tmp_path: Path, make: Callable[[], str], several: int
) -> None:
    body = ["DETD", *(f"PAR  {'word ' * 14}" for _ in range(20))]
    one = (
        green_book(body=body)
        if make is green_book
        else brs().replace("DSRC US", f"DETX  {'word ' * 300}\nDSRC US")
    )
    path = write(tmp_path, "week.txt", one * several)
    reader = parts_reader(path)
    assert reader is not None
    parts = list(reader.parts(path))
    assert len(parts) > 1
    assert b"".join(part.content for part in parts) == path.read_bytes()
    cut = [document.text for part in parts for document in reader.read_part(part, path)]
    assert cut == [document.text for document in read_file(path)]


def test_a_brs_dump(tmp_path: Path) -> None:
    first, second = read_file(write(tmp_path, "dump.txt", brs() + brs("09999002")))
    record = patent(first)
    assert first.title == "Sample chip with a very long title"
    assert (record.publication_number, patent(second).publication_number) == ("US9999001B2", "US9999002B2")
    assert record.application_number == "US13/999001"
    assert (record.filing_date, record.grant_date) == (date(2012, 11, 14), date(2015, 12, 1))
    assert [owner.names[0].text for owner in record.owners] == ["Sample Owner Ltd."]
    assert record.inventors == ("Xiaoming Li",)
    assert (record.ipc, record.cpc) == (("H05K9/00",), ("H05K9/0066", "Y10T29/49121"))
    assert record.priorities == (
        Priority(number="1020110099901", country="KR", on=date(2011, 6, 9)),
        Priority(number="61999001", country="US", on=date(2011, 11, 14)),
    )
    assert record.term_adjustment_days == 213
    assert texts(first, PassageKind.PARAGRAPH) == ["The present chip is small."]
    assert [s.headings for s in first.sections if s.kind is PassageKind.PARAGRAPH] == [("BACKGROUND",)]
    assert texts(first, PassageKind.CLAIM)[1] == "2. The chip of claim 1, having two cores."
    assert "Applicant: Sample Applicant Inc." in first.text
    assert "09999002" not in first.text


@pytest.mark.parametrize(
    ("coded", "plain"),
    [
        ("CO.sub.2 is a gas", "CO2 is a gas"),
        ("H.sub.2 SO.sub.4", "H2SO4"),
        ("6.times.10.sup.23", "6×10^23"),
        (".gtoreq.5 .mu.m .+-.1", "≥5 μm ±1"),
        ("see Fig. 1. and e.g. this", "see Fig. 1. and e.g. this"),
        ("an unknown .nosuchcode. stays", "an unknown .nosuchcode. stays"),
    ],
)
def test_dot_codes(coded: str, plain: str) -> None:
    assert plain_characters(coded) == plain


@given(st.text(st.characters(exclude_characters=".")))
def test_text_without_dots_has_no_codes(text: str) -> None:
    assert plain_characters(text) == text


@pytest.mark.parametrize(
    ("fixed", "printed"),
    [("340172.5", "340/172.5"), ("D 1106", "D1/106"), ("002227000", "2/227"), ("134/031000", "134/31"),
     ("D14480", "D14/480"), ("257/E21.568", "257/E21.568"), ("4675", "4/675"), ("455 411", "455/41.1")],
)  # fmt: skip
def test_us_classes_from_fixed_columns(fixed: str, printed: str) -> None:
    assert us_class(fixed) == printed
