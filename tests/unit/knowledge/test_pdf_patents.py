"""Patents as PDF with a text layer: what the title page says becomes the record, the rest claims and paragraphs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pdf_factory import Item, Words, column, draw_pdf

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.types import Kind, NoteKind, PassageKind, PatentRecord, PatentType


def read(path: Path) -> tuple[ReadDocument, PatentRecord]:
    (document,) = read_file(path)
    assert isinstance(document.record, PatentRecord)
    return document, document.record


def texts(document: ReadDocument, kind: PassageKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.sections if s.kind is kind]


def chinese(folder: Path) -> Path:
    front = [
        Words(text="(19)国家知识产权局", top=50),
        Words(text="(12)发明专利", left=240, top=80, size=16),
        Words(text="(10)授权公告号 CN 111222333 B", left=360, top=105),
        Words(text="(45)授权公告日 2021.03.05", left=360, top=121),
        *column(
            [
                "(21)申请号 201910000001.2",
                "(22)申请日 2019.01.02",
                "(65)同一申请的已公布的文献号",
                "申请公布号 CN 111222333 A",
                "(43)申请公布日 2019.06.07",
                "(73)专利权人 试验机械(北方)股份",
                "有限公司",
                "地址 100000 试验市样例路1号",
                "专利权人 样例大学",
                "地址 100001 试验市样例路2号",
                "(72)发明人 甲一 乙二 丙三",
                "丁四",
                "(74)专利代理机构 样例代理有限公司 99999",
                "代理人 戊五",
                "(51)Int.Cl.",
                "F16K 31/06(2006.01)",
                "F16K 1/00(2006.01)",
                "审查员 己六",
            ],
            top=140,
        ),
        Words(text="权利要求书1页 说明书2页 附图1页", left=360, top=430),
        *column(
            [
                "(54)发明名称",
                "一种阀门的试验装置",
                "(57)摘要",
                "本发明涉及一种阀门的试验装置，包括壳体和阀",
                "芯，能够提高试验的效率。",
            ],
            top=450,
        ),
    ]
    claims = [
        Words(text="CN 111222333 B", top=40),
        Words(text="权 利 要 求 书", left=250, top=40),
        Words(text="1/1 页", left=500, top=40),
        *column(
            [
                "1.一种阀门的试验装置，其特征在于，包括壳体和设于所述壳体内的阀芯，所述阀芯",
                "与弹簧连接。",
                "2.根据权利要求1所述的试验装置，其特征在于，所述弹簧为两个。",
            ],
            top=80,
        ),
        Words(text="2", left=290, top=800),
    ]
    description = [
        Words(text="CN 111222333 B", top=40),
        Words(text="说 明 书", left=250, top=40),
        Words(text="1/2 页", left=500, top=40),
        *column(
            [
                "一种阀门的试验装置",
                "技术领域",
                "[0001] 本发明涉及阀门，特别是涉及一种试验装置，它用来检查阀门在不同压力下",
                "的密封。",
                "背景技术",
                "[0002] 现有的装置较重。",
            ],
            top=80,
        ),
        Words(text="3", left=290, top=800),
    ]
    return draw_pdf(folder, "granted.pdf", [front, claims, description])


def test_a_chinese_grant(tmp_path: Path) -> None:
    document, record = read(chinese(tmp_path))
    assert record.publication_number == "CN111222333B"
    assert record.application_number == "CN201910000001.2"
    assert record.patent_type is PatentType.INVENTION
    assert (record.filing_date, record.grant_date) == (date(2019, 1, 2), date(2021, 3, 5))
    assert [owner.names[0].text for owner in record.owners] == ["试验机械(北方)股份有限公司", "样例大学"]
    assert record.inventors == ("甲一", "乙二", "丙三", "丁四")
    assert record.ipc == ("F16K31/06", "F16K1/00")
    assert document.title == "一种阀门的试验装置"
    assert record.abstracts[0].text == "本发明涉及一种阀门的试验装置，包括壳体和阀芯，能够提高试验的效率。"


def test_claims_and_numbered_paragraphs_have_their_pages(tmp_path: Path) -> None:
    document, _ = read(chinese(tmp_path))
    first, second = texts(document, PassageKind.CLAIM)
    assert first.endswith("所述阀芯与弹簧连接。")
    claims = [section for section in document.sections if section.kind is PassageKind.CLAIM]
    assert [(claim.number, claim.depends_on, claim.page) for claim in claims] == [
        ("1", (), 2),
        ("2", ("1",), 2),
    ]
    assert "第" not in second
    numbered = [section for section in document.sections if section.number in ("0001", "0002")]
    assert [(section.page, section.headings) for section in numbered] == [
        (3, ("技术领域",)),
        (3, ("背景技术",)),
    ]
    assert "CN 111222333 B" not in document.text
    assert "1/2 页" not in document.text


def test_labels_without_codes(tmp_path: Path) -> None:
    lines = [
        "发明名称：一种阀门的试验装置",
        "申请号：201910000001.2",
        "申请日：2019年1月2日",
        "公开号：CN111222333A",
        "公开日：2019年6月7日",
        "申请人：样例大学",
        "发明人：甲一；乙二",
        "摘要：一种阀门的试验装置，包括壳体。",
    ]
    _, record = read(draw_pdf(tmp_path, "printout.pdf", [column(lines)]))
    assert record.publication_number == "CN111222333A"
    assert record.application_number == "CN201910000001.2"
    assert record.filing_date == date(2019, 1, 2)
    assert record.titles[0].text == "一种阀门的试验装置"
    assert record.inventors == ("甲一", "乙二")


def american(folder: Path) -> Path:
    wide = [
        "The present disclosure relates to valves, and more in",
        "particular to a device that tests how tightly a valve can",
        "shut while the pressure in front of it rises and falls in",
    ]
    front = [
        Words(text="(12) United States Patent", top=50, size=14),
        Words(text="Doe et al.", top=70),
        Words(text="(10) Patent No.: US 9,900,001 B2", left=330, top=50),
        Words(text="(45) Date of Patent: Feb. 6, 2018", left=330, top=70),
        *column(
            [
                "(54) VALVE TESTING DEVICE AND METHOD OF",
                "USING THE SAME",
                "(71) Applicant: Example Valves, Inc., Troy, MI (US)",
                "(72) Inventors: Jane Doe, Troy, MI (US); John",
                "Roe, Jr., Kyoto (JP)",
                "(73) Assignee: Example Valves, Inc., Troy, MI (US)",
                "(*) Notice: Subject to any disclaimer, the term of this",
                "patent is extended or adjusted under 35",
                "U.S.C. 154(b) by 123 days.",
                "(21) Appl. No.: 14/900,001",
                "(22) Filed: Mar. 3, 2015",
            ],
            top=100,
        ),
        *column(
            [
                "(30) Foreign Application Priority Data",
                "Mar. 4, 2014 (JP) ........ 2014-040001",
                "(51) Int. Cl.",
                "F16K 31/06 (2006.01)",
                "(52) U.S. Cl.",
                "CPC ........ F16K 37/0091 (2013.01)",
                "(57) ABSTRACT",
                "A device tests a valve. It has a housing and",
                "a spring.",
            ],
            left=330,
            top=100,
        ),
    ]
    sheet = [
        Words(text="U.S. Patent", top=40),
        Words(text="Feb. 6, 2018", left=220, top=40),
        Words(text="Sheet 1 of 1", left=320, top=40),
        Words(text="US 9,900,001 B2", left=450, top=40),
        *column(["FIG. 1", "12", "14"], top=300),
    ]
    left = ["VALVE TESTING DEVICE", "BACKGROUND", *wide, "normal use.", *wide, "service.", *wide, "use."]
    right = [
        *wide,
        "harbours.",
        "What is claimed is:",
        "1. A device comprising a housing and a spring that",
        "holds a valve.",
    ]
    right += ["2. The device of claim 1, wherein the spring is made", "of steel."]
    body: list[Item] = [
        Words(text="US 9,900,001 B2", left=250, top=40),
        Words(text="1", left=170, top=55),
        Words(text="2", left=430, top=55),
        *column(left, left=50, top=80, size=9),
        *column(right, left=320, top=80, size=9),
        *(Words(text=str(5 * n), left=300, top=80 + 16 * (5 * n - 1), size=8) for n in (1, 2)),
        Words(text="15", left=300, top=304, size=8),
    ]
    return draw_pdf(folder, "us.pdf", [front, sheet, body])


def test_an_american_grant_in_two_columns(tmp_path: Path) -> None:
    document, record = read(american(tmp_path))
    assert record.publication_number == "US9900001B2"
    assert record.application_number == "US14/900001"
    assert document.title == "VALVE TESTING DEVICE AND METHOD OF USING THE SAME"
    assert (record.filing_date, record.grant_date) == (date(2015, 3, 3), date(2018, 2, 6))
    assert record.priority_date == date(2014, 3, 4)
    assert record.inventors == ("Jane Doe", "John Roe, Jr.")
    assert [owner.names[0].text for owner in record.owners] == ["Example Valves, Inc."]
    assert (record.ipc, record.cpc) == (("F16K31/06",), ("F16K37/0091",))
    assert record.term_adjustment_days == 123
    assert record.abstracts[0].text == "A device tests a valve. It has a housing and a spring."
    assert texts(document, PassageKind.CLAIM) == [
        "1. A device comprising a housing and a spring that holds a valve.",
        "2. The device of claim 1, wherein the spring is made of steel.",
    ]
    described = texts(document, PassageKind.PARAGRAPH)
    assert any(
        "more in particular to a device that tests how tightly a valve can shut while" in text
        for text in described
    )
    assert "FIG. 1" not in document.text
    assert "9,900,001" not in "".join(described)


def test_a_european_application(tmp_path: Path) -> None:
    lines = [
        "(19)",
        "Europäisches Patentamt",
        "(11) EP 3 000 001 A1",
        "(12) EUROPEAN PATENT APPLICATION",
        "(43) Date of publication:",
        "06.02.2019 Bulletin 2019/06",
        "(21) Application number: 17180001.2",
        "(22) Date of filing: 07.07.2017",
        "(30) Priority: 08.07.2016 DE 102016112501",
        "(71) Applicant: Beispiel GmbH",
        "80331 München (DE)",
        "(72) Inventors:",
        "• MUSTER, Max",
        "80331 München (DE)",
        "• Doe, Jane A.",
        "81667 München (DE)",
        "(54) VALVE TESTING DEVICE",
        "(57) A device tests a valve and reports the result.",
    ]
    _, record = read(draw_pdf(tmp_path, "ep.pdf", [column(lines)]))
    assert record.publication_number == "EP3000001A1"
    assert record.application_number == "EP17180001.2"
    assert (record.publication_date, record.filing_date) == (date(2019, 2, 6), date(2017, 7, 7))
    assert record.grant_date is None
    assert record.inventors == ("MUSTER, Max", "Doe, Jane A.")
    assert [owner.names[0].text for owner in record.owners] == ["Beispiel GmbH"]
    assert record.priorities[0].country == "DE"


def test_old_letters_patent_state_what_they_state(tmp_path: Path) -> None:
    lines = [
        "UNITED STATES PATENT OFFICE.",
        "JOHN Q. SAMPLE, OF TROY, NEW YORK.",
        "IMPROVEMENT IN VALVES.",
        "Specification forming part of Letters Patent No. 99,001, dated January 5, 1869.",
        "To all whom it may concern:",
        "Be it known that I, JOHN Q. SAMPLE, of Troy, have invented a valve.",
        "It shuts tightly.",
        "What I claim, and desire to secure by Letters Patent, is-",
        "1. A valve with a spring.",
        "2. The spring, as described.",
        "JOHN Q. SAMPLE.",
        "Witnesses:",
        "A. B. CEE.",
    ]
    document, record = read(draw_pdf(tmp_path, "us-77777-other-thing.pdf", [column(lines)]))
    assert (record.jurisdiction, record.publication_number) == ("US", "US99001")
    assert record.grant_date == date(1869, 1, 5)
    assert document.title == "IMPROVEMENT IN VALVES"
    assert record.inventors == ("JOHN Q. SAMPLE",)
    assert texts(document, PassageKind.CLAIM) == ["1. A valve with a spring.", "2. The spring, as described."]
    assert "77777" not in document.text


def test_two_numbers_that_disagree_leave_the_number_open(tmp_path: Path) -> None:
    lines = ["UNITED STATES PATENT OFFICE.", "J. SAMPLE, OF TROY, N. Y.", "VALVE."]
    lines += ["Specification of Letters Patent No. 99,001, dated January 5, 1869.", "No. 99,007."]
    lines += ["Be it known that I, J. SAMPLE, have invented a valve that shuts."]
    _, record = read(draw_pdf(tmp_path, "x.pdf", [column(lines)]))
    assert record.publication_number is None


def test_a_contract_stays_what_it_is(tmp_path: Path) -> None:
    lines = [
        "专利实施许可合同",
        "许可方：样例大学",
        "被许可方：试验机械有限公司",
        "一、许可的专利",
        "专利号：ZL201910000001.2，名称为一种阀门的试验装置。",
    ]
    (document,) = read_file(draw_pdf(tmp_path, "contract.pdf", [column(lines)]))
    assert document.kind is not Kind.PATENT


def test_a_printed_web_page_loses_what_the_browser_added(tmp_path: Path) -> None:
    page = [
        *column(
            [
                "样例市人民政府关于促进专利转化的通知",
                "样政发〔2024〕3号",
                "各区县人民政府：",
                "现将有关事项通知如下。",
                "样例市人民政府",
                "2024年3月5日",
            ],
            top=90,
        ),
        Words(text="2024/6/1 10:20", top=25, size=8),
        Words(text="样例市政府网", left=250, top=25, size=8),
        Words(text="https://www.example.org/a/b.htm", top=825, size=8),
        Words(text="1/1", left=520, top=825, size=8),
    ]
    (document,) = read_file(draw_pdf(tmp_path, "notice.pdf", [page]))
    assert document.kind is Kind.POLICY
    assert "样例市人民政府关于促进专利转化的通知" in document.title
    assert document.record is not None
    assert "example.org" not in document.text
    assert "10:20" not in document.text
    assert "1/1" not in document.text


@pytest.mark.parametrize("keep", [20, 100])
def test_the_beginning_of_a_pdf_is_refused_with_its_reason(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(chinese(tmp_path).read_bytes()[:keep])
    with pytest.raises(ReadError) as caught:
        list(read_file(path))
    assert caught.value.code == "damaged_pdf"


def test_a_pdf_without_its_end_is_read_and_said_to_be_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(chinese(tmp_path).read_bytes()[:-6])
    (document,) = read_file(path)
    assert [note.fields for note in document.notes if note.kind is NoteKind.PART_MISSING] == [
        {"reason": "cut_off"}
    ]


def test_the_cover_of_a_standard_gives_the_title_and_its_contents_stay_out(tmp_path: Path) -> None:
    cover = column(
        [
            "ZC",
            "中华人民共和国样例行业标准",
            "ZC 9901.2—2031",
            "样例数据标准",
            "第 2 部分：关于样例的",
            "暂行办法",
            "2031-12-22 发布",
        ]
    )
    contents = column(["目 录", "1 范围............3", "2 术语和定义............3"])
    body = column(
        [
            "1 范围",
            "本部分规定了样例数据的内容，适用于所有的样例文件。",
            "2 术语和定义",
            "样例：用来说明的例子。",
        ]
    )
    (document,) = read_file(draw_pdf(tmp_path, "standard.pdf", [cover, contents, body]))
    assert document.title == "样例数据标准 第 2 部分：关于样例的暂行办法"
    assert "......" not in document.text
    assert "本部分规定了样例数据的内容" in document.text
