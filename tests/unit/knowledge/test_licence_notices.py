"""Notices of licensing in prose: who may get what, and that an intended licence is neither granted nor offered."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from knowledge.errors import ReadError
from knowledge.licences.licence_notices import read_notice
from knowledge.numbers.patent_ids import find_patent_ids
from knowledge.readers import read_file
from knowledge.types import LicenceNotice, LicenceType, NoteKind, NoticeType

TITLE = "Notice of Intent To Grant an Exclusive License"
INTENT = (
    "The Sample Weather Agency hereby gives notice of its intent to grant an exclusive, sublicensable patent license in "
    "the United States to practice the invention claimed in U.S. Patent No. 9,999,991 B2 and U.S. Patent Application "
    'Number 19/999,992 titled "Rain Gauge," Case Number SWA-99001-1, to Example Gauges, Inc., having its place of '
    "business in Springfield. The fields of use may be limited to rain gauges for farms. Comments must be received on or "
    "before March 5, 2027."
)


def notice(text: str, title: str = TITLE) -> LicenceNotice:
    whole = f"{title}\n{text}"
    found = read_notice(whole, title)
    assert found is not None
    assert all(whole[quote.start : quote.end] == quote.quote for quote in found.quotes)
    return found


def test_an_intended_licence_is_read_and_offers_nothing() -> None:
    found = notice(INTENT)
    assert found.notice_type is NoticeType.INTENDED_LICENCE
    assert found.offers == ()
    assert [party.names[0].text for party in found.licensors] == ["Sample Weather Agency"]
    assert found.licensee is not None
    assert found.licensee.names[0].text == "Example Gauges, Inc."
    assert found.licence_type is LicenceType.EXCLUSIVE
    assert found.sublicensing is True
    assert found.patent_ids == ("US9999991B2", "US19/999992")
    assert found.case_numbers == ("SWA-99001-1",)
    assert found.field_of_use[0].text == "rain gauges for farms"
    assert found.territory[0].text == "the United States"
    assert found.comment_deadline == date(2027, 3, 5)


def test_what_a_notice_does_not_state_is_not_there() -> None:
    found = notice(
        "The Sample Weather Agency is contemplating the grant of a patent license to Example Gauges GmbH.",
        "Notice",
    )
    assert found.licence_type is None
    assert found.licence_statement == ()
    assert found.sublicensing is None
    assert found.patent_ids == ()
    assert found.field_of_use == ()
    assert found.territory == ()
    assert found.comment_deadline is None


@pytest.mark.parametrize("kind", ["partially exclusive", "co-exclusive", "exclusive, co-exclusive or partially exclusive"])  # fmt: skip
def test_a_kind_that_is_not_exclusive_is_only_worded(kind: str) -> None:
    found = notice(INTENT.replace("an exclusive, sublicensable", f"a {kind}"))
    assert found.licence_type is None
    assert kind in found.licence_statement[0].text


def test_fields_of_use_that_may_be_limited_name_none() -> None:
    assert (
        notice(INTENT.replace("may be limited to rain gauges for farms", "may be limited")).field_of_use == ()
    )


def test_a_deadline_in_days_is_no_date() -> None:
    text = INTENT.replace("on or before March 5, 2027", "within 15 days of publication")
    assert notice(text).comment_deadline is None


def test_an_invitation_is_an_offer_without_a_price() -> None:
    found = notice(
        "The invention below, U.S. Patent No. 9,999,991, is owned by an agency of the U.S. Government and is available for "
        "licensing.",
        "Government-Owned Inventions; Availability for Licensing",
    )
    assert found.notice_type is NoticeType.AVAILABILITY
    (offer,) = found.offers
    assert offer.patent_ids == ("US9999991",)
    assert (offer.licence_type, offer.fee_model, offer.statement, offer.upfront_fee) == (None, None, (), None)


def test_a_title_that_invites_does_not_make_an_offer_of_an_intended_grant() -> None:
    found = notice(INTENT, "Government-Owned Inventions; Availability for Licensing")
    assert found.notice_type is NoticeType.INTENDED_LICENCE


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Notice of a complaint", "A patent infringement complaint was filed against an applicant."),
        ("Rules of practice", "The Office proposes to amend its rules for patent practitioners."),
    ],
)
def test_other_notices_about_patents_are_none(title: str, text: str) -> None:
    assert read_notice(f"{title}\n{text}", title) is None


def test_numbers_in_a_list_are_all_read() -> None:
    text = "U.S. Patent Nos. 9,999,991; 9,999,992 and 9,999,993, Publication of CN199900001B, ZL 2019 1 9990001.5"
    found = [patent.patent_id for patent in find_patent_ids(text)]
    assert found == ["US9999991", "US9999992", "US9999993", "CN199900001B", "CN201919990001.5"]


# ── lines of documents ───────────────────────────────────────────────────────────────────────────────────


def lines(path: Path, *objects: object) -> Path:
    path.write_text("\n".join(json.dumps(item) for item in objects), encoding="utf-8")
    return path


def test_lines_of_documents_become_documents_with_their_day_and_address(tmp_path: Path) -> None:
    told = {
        "id": "n-1",
        "title": TITLE,
        "published": "2027-02-01",
        "url": "https://example.org/n-1",
        "text": INTENT,
    }
    plain = {"id": 2, "title": "Opening hours", "text": "The office is open on weekdays."}
    first, second = read_file(lines(tmp_path / "notices.jsonl", told, plain))
    assert isinstance(first.record, LicenceNotice)
    assert (first.member, first.record.published_on, first.record.source) == (
        "n-1",
        date(2027, 2, 1),
        told["url"],
    )
    assert (second.member, second.record, second.title) == ("2", None, "Opening hours")


def test_a_line_that_is_no_document_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    path = lines(tmp_path / "d.jsonl", {"title": "One", "text": "First."}, {"title": "Two", "text": ""})
    path.write_text(path.read_text(encoding="utf-8") + "\n{broken", encoding="utf-8")
    (document,) = read_file(path)
    assert document.title == "One"
    told = [(note.kind, note.fields["row"]) for note in document.notes]
    assert told == [(NoteKind.ROW_SET_ASIDE, 2), (NoteKind.ROW_SET_ASIDE, 3)]


def test_lines_without_any_document_are_refused(tmp_path: Path) -> None:
    path = lines(tmp_path / "d.jsonl", {"title": "One", "text": "", "body": ""})
    with pytest.raises(ReadError, match="no_records"):
        list(read_file(path))
