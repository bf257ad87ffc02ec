"""Licence fields of notices and listing rows that were labelled by hand; skipped where the measuring data is not at hand.

Labels name a notice by its id and a row by its line; `in:` labels a part that the text read must hold.
"""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest
from licence_measures import Measure, shown
from licence_sheets_labelled import SHEETS

from knowledge.licences.licence_documents import read_licence_text
from knowledge.licences.licence_notices import read_notice
from knowledge.readers import read_file
from knowledge.readers.plain import language_of
from knowledge.readers.tables.listings import listing_columns, listing_document
from knowledge.types import LicenceNotice, NoticeType, PatentRecord

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("PATENTBRIDGE_MEASURING_DATA") or ROOT.parent / "shared" / "data") / "listings_en"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the measuring data is not at hand")

NCI, NASA = ("National Cancer Institute",), ("NASA",)
AIR_FORCE = ("Department of the Air Force",)
US = "the United States"
PARTLY = "in:partially exclusive"
NOTICES: dict[str, dict[str, Any] | None] = {
    "2019-28358": {},
    "2020-01154": {"licensors": NCI, "licensee": "Stanford University", "licence_type": "exclusive", "sublicensing": True},
    "2020-01712": {
        "licensors": NASA, "licensee": "Gyra Systems, Inc.", "licence_statement": PARTLY, "territory": US,
        "field_of_use": "in:package monitoring quality sensors", "patent_ids": (
            "US8167204B2", "US7086593B2", "US7159774B2", "US8430327B2", "US8042739B2", "US7814786B2", "US8673649B2", "US9329149B2",
            "US9733203B2", "US8179203B2", "US10193228B2"), "case_numbers": (
            "LAR-17593-1", "LAR-16908-1", "LAR-17280-1", "LAR-17294-1", "LAR-17444-1", "LAR-17488-1", "LAR-17579-1", "LAR-17579-2",
            "LAR-17579-3", "LAR-17711-1", "LAR-18400-1"),
    },
    "2020-01884": {"licensors": NASA, "licensee": "Oerlikon Metco (US) Inc.", "licence_type": "exclusive", "territory": US,
                   "field_of_use": "power generation and aerospace"},
    "2020-04553": {"licensors": NASA, "licensee": "MODE Technology Group", "licence_statement": "in:co-exclusive", "territory": US,
                   "case_numbers": ("MFS-33798-1",)},
    "2020-05383": {"licensors": NASA, "licensee": "Gafco Inc.", "licence_type": "exclusive", "territory": US, "case_numbers": ("KSC-12631",)},
    "2020-07706": {"licensors": ("National Institute of Diabetes and Digestive and Kidney Disease",
                                 "National Institute of Dental and Craniofacial Research"),
                   "licensee": "Kriya Therapeutics, Inc.", "licence_type": "exclusive"},
    "2021-06475": {"licensors": NCI, "licensee": "Zelluna Immunotherapy", "licence_type": "exclusive"},
    "2021-07026": {"licensors": NASA, "licence_statement": PARTLY, "territory": US},
    "2021-07123": {"licensors": AIR_FORCE, "licensee": "UNM Rainforest Innovations", "licence_type": "exclusive"},
    "2021-09220": {"licensors": ("Department of Energy",), "licensee": "Innovyz USA LLC", "licence_type": "exclusive",
                   "patent_ids": ("US16/895188",)},
    "2022-01517": {"territory": "the U.S."},
    "2022-02799": None,
    "2022-07319": {"licensors": AIR_FORCE, "licensee": "Research Foundation for The State University of New York",
                   "licence_type": "exclusive"},
    "2022-15292": {"licensors": NASA, "licence_statement": "in:exclusive or partially exclusive"},
    "2022-22476": {"licensors": ("National Heart, Lung and Blood Institute",), "licensee": "Molecular Targeting Technologies, Inc.",
                   "licence_type": "exclusive"},
    "2023-01909": {"licensors": AIR_FORCE, "licensee": "Hyphen Innovations", "licence_statement": PARTLY,
                   "field_of_use": "in:structural dynamic loading during operations"},
    "2023-03049": {"licensors": ("National Security Agency",), "licensee": "Ad Astra Integrity Measurement Systems, Inc.",
                   "licence_type": "exclusive", "patent_ids": ("US8326579", "US7904278")},
    "2025-16416": {"licensors": ("National Center for Advancing Translational Sciences",)},
    "2025-18889": {"licensors": ("NSA",), "licensee": "I-Blades, Inc.", "licence_statement": PARTLY, "patent_ids": ("US10866622B1",)},
}  # fmt: skip
INVITATIONS = frozenset({"2019-28358", "2022-01517", "2025-16416"})
NOTICE_FIELDS = (
    "licensors", "licensee", "licence_type", "licence_statement", "territory", "field_of_use", "sublicensing", "patent_ids",
    "case_numbers", "comment_deadline",
)  # fmt: skip
ROWS: dict[int, dict[str, Any]] = {
    2: {"case_number": "KSC-12236-2-PCT"},
    3: {"case_number": "LAR-18327-1"},
    4: {"case_number": "ARC-14613-1", "publication_number": "US6858197", "application_number": "US10/099247"},
    42: {
        "case_number": "LEW-17618-1-REIS",
        "publication_number": "USRE43880",
        "application_number": "US11/429639",
    },
    373: {"case_number": "MFS-32614-1", "application_number": "US12/826887"},
    989: {
        "case_number": "MSC-25053-1",
        "publication_number": "USD628609",
        "application_number": "US29/359105",
    },
    1043: {"case_number": "LEW-18338-1", "publication_number": "US8506787"},
}
ROW_FIELDS = (
    "case_number", "publication_number", "application_number", "filing_date", "grant_date", "priority_date",
    "annual_fee_paid_through", "term_extended_until",
)  # fmt: skip
NOTHING = ("licence_type", "fee_model", "statement", "upfront_fee", "periodic_fee", "royalty_rate", "term_start", "term_end",
           "territory", "field_of_use", "sublicensing", "declared_on", "withdrawn_on")  # fmt: skip


def notices() -> dict[str, dict[str, str]]:
    lines = (DATA / "fr_license_notices.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def held(labels: dict[str, Any], record: object) -> dict[str, Any]:
    """Put the text that was read where a label only names a part that it holds."""
    exact = dict(labels)
    for name, label in labels.items():
        text = shown(getattr(record, name))
        if isinstance(label, str) and label.startswith("in:") and isinstance(text, str) and label[3:] in text:
            exact[name] = text
    return exact


def measured_notices() -> Measure:
    measure, rows = Measure(), notices()
    for name, labels in NOTICES.items():
        row = rows[name]
        found = read_notice(f"{row['title']}\n{row['text']}", row["title"])
        if labels is None or found is None:
            assert labels is None
            assert found is None
            continue
        invites = found.notice_type is NoticeType.AVAILABILITY
        assert invites is (name in INVITATIONS)
        assert bool(found.offers) is invites
        measure.add(name, found, held(labels, found), NOTICE_FIELDS)
    return measure


def measured_rows() -> Measure:
    measure = Measure()
    with (DATA / "patents_as_of_2014-10-31.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))
    columns = listing_columns(lines[0])
    assert columns is not None
    for number, labels in ROWS.items():
        document = listing_document(lines[number - 1], lines[0], columns, str(number))
        assert document is not None
        assert isinstance(document.record, PatentRecord)
        measure.add(f"row {number}", document.record, labels, ROW_FIELDS)
        (offer,) = document.record.offers
        measure.add(f"row {number}", offer, {}, NOTHING)
    return measure


def measured_sheets() -> Measure:
    measure = Measure()
    for sheet in SHEETS:
        found = read_licence_text(sheet.text, sheet.title, language_of(sheet.text))
        assert found is not None
        names = sorted({*NOTICE_FIELDS, "withdrawn_on"} - {"case_numbers"})
        measure.add(sheet.name, found.notice, sheet.notice, names)
        fields = sorted({name for labelled in SHEETS for labels in labelled.offers for name in labels})
        for offer, labels in zip(found.notice.offers, sheet.offers, strict=True):
            measure.add(sheet.name, offer, labels, fields)
    return measure


@pytest.mark.parametrize("measured", [measured_notices, measured_rows, measured_sheets])
def test_licence_fields_are_read_as_labelled(measured: Any) -> None:
    measure = measured()
    print(measure.table())
    assert measure.precision() == 1.0, measure.told  # nothing is invented
    assert measure.recall() >= 0.9, measure.told


def test_every_quote_of_every_notice_stands_in_its_document() -> None:
    documents = list(read_file(DATA / "fr_license_notices.jsonl"))
    assert len(documents) == len(notices())
    told = [d for d in documents if isinstance(d.record, LicenceNotice)]
    assert len(told) >= 0.95 * len(documents)
    for document in told:
        record = document.record
        assert isinstance(record, LicenceNotice)
        quotes = [*record.quotes, *(quote for offer in record.offers for quote in offer.quotes)]
        assert all(document.text[quote.start : quote.end] == quote.quote for quote in quotes)
        assert record.published_on is not None


def test_no_row_of_the_list_shows_a_placeholder_or_a_persons_name() -> None:
    path = DATA / "patents_as_of_2014-10-31.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        people = {row["Contact Name"] for row in csv.DictReader(stream) if row["Contact Name"]}
    documents = list(read_file(path))
    text = "\n".join(document.text for document in documents)
    assert people
    assert not [name for name in people if name in text]
    assert "1970-01-01" not in text
    assert all(isinstance(d.record, PatentRecord) and d.record.case_number for d in documents)
