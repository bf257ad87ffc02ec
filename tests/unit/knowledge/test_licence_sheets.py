"""Declarations, withdrawals, lists and term sheets: every field they state, from its own words, and no other."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from licence_measures import Measure
from licence_sheets_labelled import SHEETS, LabelledSheet

from knowledge.licences.licence_documents import read_licence_text
from knowledge.readers import read_file
from knowledge.readers.plain import language_of
from knowledge.types import Audience, LicenceNotice, LicenceType, Money, NoticeType, Offer

OFFER_FIELDS = tuple(
    f.name for f in fields(Offer) if f.name not in ("quotes", "statement", "term", "as_of", "source")
)
NOTICE_FIELDS = (
    "patent_ids", "licensors", "licensee", "licence_type", "licence_statement", "field_of_use", "territory", "sublicensing",
    "withdrawn_on", "comment_deadline",
)  # fmt: skip


def read(sheet: LabelledSheet) -> LicenceNotice:
    found = read_licence_text(sheet.text, sheet.title, language_of(sheet.text))
    assert found is not None, sheet.name
    return found.notice


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_gives_what_it_states_and_nothing_else(sheet: LabelledSheet) -> None:
    notice, measure = read(sheet), Measure()
    assert notice.notice_type is sheet.kind
    measure.add("notice", notice, sheet.notice, NOTICE_FIELDS)
    assert len(notice.offers) == len(sheet.offers)
    for offer, labels in zip(notice.offers, sheet.offers, strict=True):
        measure.add("offer", offer, labels, OFFER_FIELDS)
    assert measure.told == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_field_of_an_offer_has_its_words_in_the_text(sheet: LabelledSheet) -> None:
    notice = read(sheet)
    for offer in notice.offers:
        told = {quote.field for quote in offer.quotes}
        stated = {f.name for f in fields(Offer) if getattr(offer, f.name) not in (None, ())} - {"quotes"}
        assert stated <= told
        assert all(sheet.text[quote.start : quote.end] == quote.quote for quote in offer.quotes)


def test_a_sheet_between_two_parties_or_marked_confidential_is_internal() -> None:
    by_name = {sheet.name: sheet for sheet in SHEETS}

    def audience(text: str, title: str = "TERM SHEET") -> Audience | None:
        found = read_licence_text(text, title, language_of(text))
        assert found is not None
        return found.audience

    assert audience(by_name["English term sheet as a table"].text) is Audience.INTERNAL
    alone = by_name["English term sheet with clauses, tiers and a limit"].text
    assert audience(alone) is None
    assert audience(f"{alone}\nStrictly confidential\n") is Audience.INTERNAL
    assert audience(by_name["open declaration as a form"].text + "保密电话 | 0\n", "专利开放许可声明") is None


def test_a_rule_about_open_licences_offers_nothing() -> None:
    text = "关于开放许可的通知\n专利开放许可声明应当写明专利号、专利权人和许可使用费。\n一、许可使用费：应当合理。\n"
    assert read_licence_text(text, "关于开放许可的通知", language_of(text)) is None


def test_a_bare_dollar_is_that_of_the_country_that_the_sheet_names() -> None:
    lines = "TERM SHEET\nLicensor: Sample Trust\nGrant: exclusive\nUpfront fee: $5,000\nTerm: 2 years\nTerritory: {}\n"

    def fee(territory: str) -> Money | None:
        text = lines.format(territory)
        found = read_licence_text(text, "TERM SHEET", language_of(text))
        assert found is not None
        return found.notice.offers[0].upfront_fee

    paid = fee("United States")
    assert paid is not None
    assert paid.currency == "USD"
    assert fee("Canada") is None
    assert fee("Worldwide") is None


def test_a_term_sheet_in_word_is_read_with_its_quotes(tmp_path: Path) -> None:
    import docx

    sheet = docx.Document()
    sheet.add_heading("专利实施许可条款清单", level=0)
    rows = [
        ("许可方", "示例大学A"),
        ("许可类型", "排他许可"),
        ("专利号", "ZL201919990001.5"),
        ("入门费", "10万元"),
        ("期限", "3年"),
    ]
    table = sheet.add_table(rows=0, cols=2)
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    path = tmp_path / "条款清单.docx"
    sheet.save(str(path))
    (document,) = read_file(path)
    assert isinstance(document.record, LicenceNotice)
    assert document.record.notice_type is NoticeType.TERM_SHEET
    (offer,) = document.record.offers
    assert (offer.licence_type, offer.term_months) == (LicenceType.SOLE, 36)
    assert all(document.text[q.start : q.end] == q.quote for q in offer.quotes)


def test_a_declaration_on_a_web_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "declaration.html"
    path.write_text(
        "<html><head><meta charset='utf-8'><title>专利开放许可声明</title></head><body><h1>专利开放许可声明</h1><table>"
        "<tr><td>专利号</td><td>ZL201919990001.5</td></tr><tr><td>专利权人</td><td>示例大学A</td></tr>"
        "<tr><td>许可使用费支付方式、标准</td><td>每年3万元</td></tr><tr><td>许可期限</td><td>至2027年12月31日</td></tr>"
        "</table></body></html>",
        encoding="utf-8",
    )
    (document,) = read_file(path)
    assert isinstance(document.record, LicenceNotice)
    assert document.record.offers[0].periodic_fee is not None
    assert document.audience is None
