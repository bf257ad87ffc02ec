"""Every fact of a record can be quoted from its document; nothing internal stands in the public one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from file_factory import record, records_file, write

from knowledge.claims import claim_references
from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.rendering import format_money, format_rate
from knowledge.types import Audience, Kind, Language, Money, PassageKind, PatentRecord


def documents(folder: Path, **changes: object) -> list[ReadDocument]:
    return list(read_file(records_file(folder, record(**changes))))


def sections(document: ReadDocument, kind: PassageKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.sections if s.kind is kind]


def test_every_fact_stands_in_the_text(tmp_path: Path) -> None:
    (document,) = documents(tmp_path)
    for fact in (
        "发明名称：一种试验装置",
        "公开（公告）号：CN199900091B",
        "申请号：CN201919990091.8",
        "专利号：ZL201919990091.8",
        "案卷编号：T91",
        "专利权人：示例大学T",
        "IPC分类号：G01N27/12",
        "申请日：2019-03-12",
        "授权公告日：2021-08-10",
        "年费缴至：2027-03-12",
        "技术成熟度（TRL）：6",
        "法律事件：2024-09-20 开放许可声明公告",
        "许可方式：开放许可",
        "许可费：入门费20,000元加净销售额的3%",
        "一次性或入门费：20,000 元人民币",
        "提成费率：净销售额的 3%",
        "许可期限至：2029-12-31",
        "许可地域：中国大陆",
        "分许可：不允许",
        "Title: Test apparatus",
        "Owner: Sample University T",
        "Licence type: open licence",
        "Running royalty: 3% of net sales",
        "Territory: mainland China",
    ):
        assert fact in document.text
    assert document.kind is Kind.PATENT
    assert document.language is Language.ZH
    assert document.synthetic
    assert document.member == "CN199900091B"


def test_each_part_is_a_section_with_its_label(tmp_path: Path) -> None:
    (document,) = documents(tmp_path)
    labels = {(section.kind, section.label, section.language) for section in document.sections}
    assert (PassageKind.CLAIM, "权利要求2", Language.ZH) in labels
    assert (PassageKind.CLAIM, "claim 1", Language.EN) in labels
    assert (PassageKind.PARAGRAPH, "[0002]", Language.ZH) in labels
    assert (PassageKind.ABSTRACT, "Abstract", Language.EN) in labels
    assert (PassageKind.EVENT, "法律事件 2024-09-20", Language.ZH) in labels
    second = next(section for section in document.sections if section.label == "权利要求2")
    assert (second.number, second.depends_on) == ("2", ("1",))
    paragraph = next(section for section in document.sections if section.label == "[0002]")
    assert (paragraph.number, paragraph.headings) == ("0002", ("背景技术",))
    assert len(sections(document, PassageKind.OFFER)) == 2


def test_a_term_that_the_source_does_not_state_is_not_written(tmp_path: Path) -> None:
    offer = {"licence_type": None, "fee_model": "negotiable", "statement": {"zh": "许可费面议"}}
    (document,) = documents(tmp_path, offers=[offer], trl=None)
    (text, *_) = sections(document, PassageKind.OFFER)
    assert text == "计费方式：面议\n许可费：许可费面议"
    assert "TRL" not in document.text


def test_what_is_internal_is_a_document_of_its_own(tmp_path: Path) -> None:
    floor = {"fee_floor": {"amount": "8765", "currency": "CNY"}, "note": "仅供内部使用的说明"}
    public, internal = documents(tmp_path, internal=floor)
    assert isinstance(public.record, PatentRecord)
    assert public.record.internal is None
    assert public.audience is None
    for secret in ("8,765", "8765", "仅供内部", "内部"):
        assert secret not in public.text
    assert internal.audience is Audience.INTERNAL
    assert "内部底价：8,765 元人民币" in internal.text
    assert "一种试验装置" in internal.title
    assert isinstance(internal.record, PatentRecord)
    assert internal.record.internal is not None
    assert internal.record.publication_number == "CN199900091B"
    assert "权利要求" not in internal.text


def test_a_record_in_english_only(tmp_path: Path) -> None:
    (document,) = documents(
        tmp_path,
        language="en",
        titles={"en": "Test apparatus"},
        abstracts={"en": "A test."},
        translation=None,
        claims=[
            {"number": "1", "text": "1. An apparatus."},
            {"number": "2", "text": "2. The apparatus of claim 1, of steel."},
        ],
    )
    assert document.language is Language.EN
    assert document.text.startswith("Title: Test apparatus\nPublication number: CN199900091B")
    assert "发明名称" not in document.text
    claims = [section for section in document.sections if section.kind is PassageKind.CLAIM]
    assert claims[1].depends_on == ("1",)


@pytest.mark.parametrize(
    ("text", "number", "references"),
    [
        ("2. 根据权利要求1所述的方法", "2", ("1",)),
        ("5. 根据权利要求1至4任一项所述的方法", "5", ("1", "2", "3", "4")),
        ("4. 如权利要求1或3所述的装置", "4", ("1", "3")),
        ("3. The method of claim 1 or claim 2, wherein", "3", ("1", "2")),
        ("4. The method according to any one of claims 1-3", "4", ("1", "2", "3")),
        ("5. The method of claims 1, 2 or 4", "5", ("1", "2", "4")),
        ("3. The method of any of the preceding claims", "3", ("1", "2")),
        ("2. The method of claim 1, 5 % by weight", "2", ("1",)),
        ("1. 一种方法，其特征在于，温度为5至10℃", "1", ()),
    ],
)
def test_the_claims_that_a_claim_refers_to(text: str, number: str, references: tuple[str, ...]) -> None:
    assert claim_references(text, number) == references


def test_amounts_and_rates_are_written_as_the_language_does() -> None:
    assert format_money(Money(amount=Decimal("30000"), currency="CNY"), Language.ZH) == "30,000 元人民币"
    assert format_money(Money(amount=Decimal("1250.50"), currency="USD"), Language.EN) == "USD 1,250.5"
    assert format_money(Money(amount=Decimal("0"), currency="CNY"), Language.EN) == "CNY 0"
    assert format_rate(Decimal("0.035")) == "3.5%"
    assert format_rate(Decimal("0.1")) == "10%"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"titles": None}, "titles"),
        ({"patent_type": "gadget"}, "patent_type"),
        ({"filing_date": "2019-02-30"}, "filing_date"),
        ({"trl": 12}, "trl"),
        ({"offers": [{"royalty_rate": "3"}]}, "offers[0].royalty_rate"),
        ({"offers": [{"upfront_fee": {"amount": "x", "currency": "CNY"}}]}, "offers[0].upfront_fee.amount"),
        ({"events": [{"on": "2024-01-01", "kind": "eaten"}]}, "events[0].kind"),
        ({"owners": [{"de": "Uni"}]}, "owners[0].de"),
        ({"claims": ["1. text"]}, "claims"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, changes: dict[str, object], field: str) -> None:
    path = records_file(tmp_path, record(), record(**changes))
    with pytest.raises(ReadError) as caught:
        list(read_file(path))
    assert caught.value.code == "bad_record"
    assert caught.value.fields["field"] == field
    assert caught.value.fields["record"] == 2


def test_one_record_per_line(tmp_path: Path) -> None:
    import json

    lines = "\n".join(
        json.dumps(record(publication_number=f"CN19990009{n}B"), ensure_ascii=False) for n in range(3)
    )
    path = write(tmp_path, "r.jsonl", lines + "\n")
    assert [document.member for document in read_file(path)] == [
        "CN199900090B",
        "CN199900091B",
        "CN199900092B",
    ]
