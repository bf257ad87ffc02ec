"""Offers of one patent over several documents, and the words of the document behind each field."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from knowledge.licences.licence_documents import read_licence_text
from knowledge.licences.licence_terms import current_offers, withdrawn_offers
from knowledge.licences.offers import gather_offers
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.rights.legal_status import Availability, assess
from knowledge.types import (
    ANYONE,
    Audience,
    Document,
    Kind,
    Language,
    LicenceNotice,
    LocalText,
    Money,
    Offer,
    PatentRecord,
    Reader,
    Role,
)

OFFICER = Reader(user="o", role=Role.OFFICER)
NUMBER = "CN201919990001.5"
PATENT = PatentRecord(
    jurisdiction="CN",
    titles=(LocalText(language=Language.ZH, text="一种泵"),),
    publication_number="CN199900001B",
    application_number=NUMBER,
    grant_date=date(2021, 8, 10),
    filing_date=date(2019, 3, 12),
    annual_fee_paid_through=date(2027, 3, 12),
)
DECLARED = "专利开放许可声明\n专利号：ZL201919990001.5\n专利权人：示例大学A\n许可使用费：{}\n声明日期：{}\n"
WITHDRAWN = (
    "关于撤回专利开放许可声明的公告\n专利号：ZL201919990001.5\n专利权人：示例大学A\n撤回日期：2026年6月1日\n"
)


def notice(text: str) -> LicenceNotice:
    found = read_licence_text(text, text.partition("\n")[0], Language.ZH)
    assert found is not None
    return found.notice


def catalogue(
    *records: PatentRecord | LicenceNotice, audience: Audience = Audience.PUBLIC
) -> MemoryCatalogue:
    held = MemoryCatalogue()
    for position, record in enumerate(records):
        kind = Kind.PATENT if isinstance(record, PatentRecord) else Kind.OTHER
        held.add(
            Document(
                document_id=f"d{position}", kind=kind, audience=audience, language=Language.ZH, title="t", record=record,
                source="s", text="", loaded_on=date(2026, 7, 1),
            ),
            (),
        )  # fmt: skip
    return held


def test_offers_of_later_documents_belong_to_the_patent_newest_first() -> None:
    old = notice(DECLARED.format("每年3万元", "2024年9月20日"))
    new = notice(DECLARED.format("每年2万元", "2026年3月1日"))
    gathered = gather_offers(PATENT, catalogue(PATENT, old, new), ANYONE, own="d0")
    fees = [stated.offer.periodic_fee for stated in gathered.offers]
    assert fees == [
        Money(amount=Decimal(20000), currency="CNY"),
        Money(amount=Decimal(30000), currency="CNY"),
    ]
    assert [stated.as_of for stated in gathered.offers] == [date(2026, 3, 1), date(2024, 9, 20)]


def test_an_open_licence_declared_elsewhere_makes_the_patent_available() -> None:
    declared = notice(DECLARED.format("每年3万元", "2024年9月20日"))
    whole = gather_offers(PATENT, catalogue(declared), ANYONE).added_to(PATENT)
    status = assess(whole, as_of=date(2026, 5, 31), checked_on=date(2026, 5, 30))
    assert status.availability is Availability.LICENSABLE_OPEN


def test_a_withdrawal_in_a_document_of_its_own_keeps_the_offer_as_history() -> None:
    declared = notice(DECLARED.format("每年3万元", "2024年9月20日"))
    whole = gather_offers(PATENT, catalogue(declared, notice(WITHDRAWN)), ANYONE).added_to(PATENT)
    assert current_offers(whole, date(2026, 5, 31)) != ()
    assert current_offers(whole, date(2026, 6, 1)) == ()
    assert [offer.declared_on for offer in withdrawn_offers(whole, date(2026, 6, 1))] == [date(2024, 9, 20)]


def test_a_withdrawal_without_a_day_counts_from_its_loading_at_the_latest() -> None:
    declared = notice(DECLARED.format("每年3万元", "2024年9月20日"))
    undated = notice(WITHDRAWN.replace("撤回日期：2026年6月1日\n", ""))
    whole = gather_offers(PATENT, catalogue(declared, undated), ANYONE).added_to(PATENT)
    assert current_offers(whole, date(2026, 7, 1)) == ()


def test_the_same_terms_in_two_documents_are_one_offer() -> None:
    declared = notice(DECLARED.format("每年3万元", "2024年9月20日"))
    again = notice(DECLARED.format("每年3万元", "2024年9月20日") + "联系电话：010-55550000\n")
    assert len(gather_offers(PATENT, catalogue(declared, again), ANYONE).offers) == 1


def test_offers_of_other_patents_and_internal_documents_are_not_gathered() -> None:
    other = notice(DECLARED.format("每年3万元", "2024年9月20日").replace("9990001.5", "9990002.3"))
    assert gather_offers(PATENT, catalogue(other), OFFICER).offers == ()
    inside = catalogue(notice(DECLARED.format("每年3万元", "2024年9月20日")), audience=Audience.INTERNAL)
    assert gather_offers(PATENT, inside, OFFICER).offers == ()


def test_an_intended_licence_is_named_but_offers_nothing() -> None:
    from knowledge.licences.licence_notices import read_notice

    title = "Notice of Intent To Grant an Exclusive License"
    text = f"{title}\nThe Sample Agency intends to grant an exclusive license under U.S. Patent No. 9,999,991 to Example Inc."
    found = read_notice(text, title)
    assert found is not None
    patent = PatentRecord(jurisdiction="US", titles=PATENT.titles, publication_number="US9999991B2")
    gathered = gather_offers(patent, catalogue(found), ANYONE)
    assert gathered.offers == ()
    assert [head.document_id for head, _ in gathered.intended] == ["d0"]


# ── the words behind the fields of a record ──────────────────────────────────────────────────────────────


def read_record(tmp_path: Path, *offers: dict[str, object]) -> list[ReadDocument]:
    record = {"publication_number": "CN199900001B", "language": "zh", "titles": {"zh": "一种泵", "en": "A pump"}, "offers": offers}  # fmt: skip
    path = tmp_path / "records.json"
    path.write_text(
        json.dumps({"format": "patentbridge/patent-records@1", "records": [record]}), encoding="utf-8"
    )
    return list(read_file(path))


def offers_of(document: ReadDocument) -> tuple[Offer, ...]:
    assert isinstance(document.record, PatentRecord)
    return document.record.offers


def test_each_field_of_a_records_offer_is_backed_by_its_document(tmp_path: Path) -> None:
    offer = {
        "licence_type": "non_exclusive", "fee_model": "entry_plus_running", "statement": {"zh": "入门费2万元，另按净销售额的3%提成"},
        "upfront_fee": {"amount": "20000", "currency": "CNY"}, "royalty_rate": "0.03", "royalty_base": "net_sales",
        "minimum_annual": {"amount": "5000", "currency": "CNY"}, "term_months": 36, "patent_ids": ["ZL201919990001.5"],
        "milestones": [{"statement": {"zh": "中试完成后"}, "payment": {"amount": "100", "currency": "CNY"}}],
        "improvements": {"zh": "归各自所有"}, "as_of": "2026-01-01", "declaration_number": "示例001",
    }  # fmt: skip
    (document,) = read_record(tmp_path, offer)
    (read,) = offers_of(document)
    quotes = {quote.field: quote for quote in read.quotes}
    assert all(document.text[quote.start : quote.end] == quote.quote for quote in read.quotes)
    assert quotes["upfront_fee"].quote == "2万元"
    assert quotes["royalty_rate"].quote == "净销售额的3%"
    assert "5,000" in quotes["minimum_annual"].quote
    assert read.patent_ids == ("CN201919990001.5",)
    assert set(offer) - {"statement"} <= set(quotes)


def test_an_internal_offer_leaves_no_trace_in_the_public_document(tmp_path: Path) -> None:
    public = {"licence_type": "open", "statement": {"zh": "每年3万元"}}
    hidden = {"licence_type": "exclusive", "statement": {"zh": "一次性支付77万元"}, "visibility": "internal"}
    shown, inside = read_record(tmp_path, public, hidden)
    assert (shown.audience, inside.audience) == (None, Audience.INTERNAL)
    assert "77" not in shown.text
    assert [offer.statement[0].text for offer in offers_of(shown)] == ["每年3万元"]
    assert "77万元" in inside.text
    assert [offer.statement[0].text for offer in offers_of(inside)] == ["一次性支付77万元"]
