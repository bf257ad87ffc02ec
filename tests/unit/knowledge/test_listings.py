"""Lists of patents on offer: rows become patents with an offer; what a list leaves open stays open."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.readers.tables.listings import listing_columns
from knowledge.types import FeeModel, LicenceType, Money, PatentRecord

EN = ["Title", "Reference Number", "Patent Number", "Serial Number", "Expiration Date", "Facility", "Office",
      "City State Zip", "Contact Name", "Contact Email", "Contact Phone"]  # fmt: skip
GAUGE = ["Rain gauge", "SWA-99001-1", "9,999,991", "19/999,992", "2039-02-01 00:00:00", "Sample Weather Center",
         "Licensing Office", "Springfield, OH 45000", "Jo Example", "jo.example@example.org", "(000) 555-0100"]  # fmt: skip
ZH = [
    "成果名称",
    "专利号",
    "专利权人",
    "许可方式",
    "许可费用（万元/年）",
    "入门费（万元）",
    "联系人",
    "联系电话",
]


def documents(path: Path, *rows: list[str]) -> list[ReadDocument]:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return list(read_file(path))


def record(document: ReadDocument) -> PatentRecord:
    assert isinstance(document.record, PatentRecord)
    return document.record


def test_a_row_becomes_a_patent_with_its_offer(tmp_path: Path) -> None:
    (document,) = documents(tmp_path / "list_as_of_2026-10-31.csv", EN, GAUGE)
    patent = record(document)
    assert (patent.publication_number, patent.application_number) == ("US9999991", "US19/999992")
    assert (patent.case_number, patent.jurisdiction) == ("SWA-99001-1", "US")
    (offer,) = patent.offers
    assert offer.as_of == date(2026, 10, 31)
    assert (offer.licence_type, offer.fee_model, offer.term_end) == (None, None, None)
    assert all(document.text[quote.start : quote.end] == quote.quote for quote in offer.quotes)


def test_the_expiry_is_what_the_list_says_and_nothing_computed(tmp_path: Path) -> None:
    (document,) = documents(tmp_path / "list.csv", EN, GAUGE)
    assert "Expiration Date: 2039-02-01" in document.text
    assert record(document).term_extended_until is None


def test_placeholders_are_unknown(tmp_path: Path) -> None:
    row = [*GAUGE]
    row[2:5] = ["0", "/0", "1970-01-01 00:00:00"]
    (document,) = documents(tmp_path / "list.csv", EN, row)
    assert (record(document).publication_number, record(document).application_number) == (None, None)
    assert "1970" not in document.text
    assert "/0" not in document.text


def test_a_number_of_no_known_shape_is_kept_as_the_list_has_it(tmp_path: Path) -> None:
    row = [*GAUGE]
    row[2:4] = ["464751", "12/533/258"]
    (document,) = documents(tmp_path / "list.csv", EN, row)
    assert (record(document).publication_number, record(document).application_number) == (None, None)
    assert "Patent Number: 464751" in document.text
    assert "Serial Number: 12/533/258" in document.text


def test_the_office_is_kept_and_the_person_is_not(tmp_path: Path) -> None:
    (document,) = documents(tmp_path / "list.csv", EN, GAUGE)
    assert "Licensing Office" in document.text
    assert "(000) 555-0100" in document.text
    assert "Jo Example" not in document.text
    assert "jo.example" not in document.text


def test_a_mailbox_of_the_office_is_kept(tmp_path: Path) -> None:
    row = [*GAUGE[:-3], "", "licensing@example.org", ""]
    (document,) = documents(tmp_path / "list.csv", EN, row)
    assert "licensing@example.org" in document.text


def test_terms_of_a_university_list_are_read_with_the_unit_of_their_column(tmp_path: Path) -> None:
    first = [
        "一种泵",
        "ZL201919990001.5",
        "示例大学A",
        "普通许可",
        "3",
        "20",
        "技术转移办公室",
        "010-55550000",
    ]
    second = [
        "一种阀",
        "ZL201919990002.3",
        "示例大学A；示例公司B",
        "独家许可",
        "面议",
        "",
        "王某某",
        "13900000000",
    ]
    one, two = documents(tmp_path / "成果.csv", ZH, first, second)
    offer = record(one).offers[0]
    assert record(one).application_number == "CN201919990001.5"
    assert offer.licence_type is LicenceType.NON_EXCLUSIVE
    assert offer.periodic_fee == Money(amount=Decimal(30000), currency="CNY")
    assert offer.upfront_fee == Money(amount=Decimal(200000), currency="CNY")
    assert "技术转移办公室" in offer.contact[0].text
    other = record(two).offers[0]
    assert (other.licence_type, other.fee_model, other.upfront_fee) == (None, FeeModel.NEGOTIABLE, None)
    assert other.licence_statement[0].text == "独家许可"
    assert len(record(two).owners) == 2
    assert "王某某" not in two.text
    assert "13900000000" not in two.text


def test_an_export_of_licences_already_granted_is_no_list_of_offers() -> None:
    assert listing_columns(["标题", "申请号", "许可类型", "被许可人", "许可合同备案日期"]) is None
    assert listing_columns(["Title", "Publication Number", "Assignee", "Filing Date"]) is None
