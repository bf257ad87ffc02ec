"""Lists of patents as databases export them: each source's headers, lists, dates, numbers and statuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from export_factory import json_lines, notes, one, records, table

from knowledge.errors import ReadError
from knowledge.numbers.patent_numbers import check_digit
from knowledge.readers import read_file
from knowledge.readers.tables.table_headers import field_of
from knowledge.readers.tables.table_sources import TableSource, source_of, split_list
from knowledge.readers.tables.table_values import cell_date
from knowledge.rights.legal_status import Availability, assess
from knowledge.types import EventKind, Kind, Language, LicenceType, NoteKind, PatentRecord, PatentType

NUMBER = "201910012345." + check_digit("201910012345")
CNIPA = [
    "发明名称",
    "申请号",
    "申请日",
    "公开（公告）号",
    "公开（公告）日",
    "IPC分类号",
    "申请（专利权）人",
    "发明人",
]
INCOPAT = [
    "标题 (中文)",
    "公开（公告）号",
    "申请号",
    "申请日",
    "当前权利人",
    "专利有效性",
    "当前法律状态",
    "合享价值度",
]
PATSNAP = [
    "公开(公告)号",
    "标题",
    "标题(译)(简体中文)",
    "[标]当前申请(专利权)人",
    "IPC分类号",
    "简单法律状态",
]


def names(record: PatentRecord) -> list[str]:
    return [owner.name(Language.ZH) for owner in record.owners]


# ── headers and sources ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("公开（公告）号", "publication_number"),
        ("公开(公告)号", "publication_number"),
        ("公开\u00ad（公告）\u200b号", "publication_number"),
        ("公开\n（公告）号", "publication_number"),
        ("申请号\u00ad", "application_number"),
        ("申请日(YYYY-MM-DD)", "filing_date"),
        ("专利期限调整（天）", "term_adjustment_days"),
        ("申请号 Application No.", "application_number"),
        ("申请号/Application Number", "application_number"),
        ("Publication Number", "publication_number"),
        ("publication_number", "publication_number"),
        ("Ｔｉｔｌｅ", "title"),
        ("备注", None),
        ("申请号段", None),
        ("Title of the person in charge", None),
    ],
)
def test_headers_are_known_in_any_spelling(header: str, field: str | None) -> None:
    assert field_of(header) == field


@pytest.mark.parametrize(
    ("header", "source"),
    [
        (CNIPA, TableSource.CNIPA),
        (INCOPAT, TableSource.INCOPAT),
        (PATSNAP, TableSource.PATSNAP),
        (["#", "Jurisdiction", "Lens ID", "Title"], TableSource.LENS),
        (["id", "title", "inventor/author", "filing/creation date"], TableSource.GOOGLE_PATENTS),
        (["Publication Number", "Title - DWPI", "Inventor"], TableSource.DERWENT),
        (["公开号", "名称", "链接到HimmPat"], TableSource.HIMMPAT),
        (["公开号", "标题", "申请人"], TableSource.OTHER),
    ],
)
def test_the_source_is_known_by_its_headers(header: list[str], source: TableSource) -> None:
    assert source_of(header) is source


@pytest.mark.parametrize(
    ("text", "field", "source", "parts"),
    [
        ("示例大学; 示例公司", "owners", TableSource.INCOPAT, ("示例大学", "示例公司")),
        ("ACME;B CO; SAMPLE CO", "owners", TableSource.INCOPAT, ("ACME;B CO", "SAMPLE CO")),
        ("示例大学；示例公司", "owners", TableSource.CNIPA, ("示例大学", "示例公司")),
        ("UNI A | UNI B", "owners", TableSource.PATSNAP, ("UNI A", "UNI B")),
        ("SAMPLE; SONS | UNI B", "owners", TableSource.PATSNAP, ("SAMPLE; SONS", "UNI B")),
        ("ONE CO;;TWO; SONS", "owners", TableSource.LENS, ("ONE CO", "TWO; SONS")),
        ("Sample, Inc.", "owners", TableSource.GOOGLE_PATENTS, ("Sample, Inc.",)),
        (
            "A. Person, B. Person, Jr.",
            "inventors",
            TableSource.GOOGLE_PATENTS,
            ("A. Person", "B. Person, Jr."),
        ),
        ("张三、李四", "inventors", TableSource.OTHER, ("张三", "李四")),
        ("张三，李四", "inventors", TableSource.OTHER, ("张三", "李四")),
        ("Sample Co., Ltd.", "owners", TableSource.OTHER, ("Sample Co., Ltd.",)),
        ("一种阀；及其方法", "title", TableSource.OTHER, ("一种阀；及其方法",)),
        (
            "H01M 10/54, H01M 4/00;C22B7/00",
            "ipc",
            TableSource.PATSNAP,
            ("H01M 10/54", "H01M 4/00", "C22B7/00"),
        ),
    ],
)
def test_only_lists_are_cut_and_as_their_source_writes_them(
    text: str, field: str, source: TableSource, parts: tuple[str, ...]
) -> None:
    assert split_list(text, field, source) == parts


def test_ampersands_of_web_databases_are_no_separators(tmp_path: Path) -> None:
    path = table(tmp_path, INCOPAT, ["一种阀", "CN110286864A", "", "", "A &amp; B Co; 示例大学", "", "", ""])
    assert names(one(path)[1]) == ["A & B Co", "示例大学"]


# ── dates and numbers ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    ["20190312", "2019.03.12", "2019/3/12", "2019-03-12", "2019-03-12 00:00:00", "2019-03-12T00:00:00Z", "2019年3月12日", "43536", "43536.0", "20190312.0", "12 Mar 2019", "March 12, 2019", "２０１９．０３．１２"],
)  # fmt: skip
def test_a_date_in_every_spelling(text: str) -> None:
    assert cell_date(text) == date(2019, 3, 12)


@pytest.mark.parametrize(
    "text",
    [
        "1970-01-01",
        "1970-01-01 00:00:00",
        "1900-01-01",
        "0000-00-00",
        "",
        "-",
        "2019",
        "2019-13-45",
        "03/04/2019",
        "5",
    ],
)
def test_what_is_no_certain_date_is_none(text: str) -> None:
    assert cell_date(text) is None


def test_the_order_of_day_and_month_is_taken_from_the_other_rows(tmp_path: Path) -> None:
    header = ["Publication Number", "Title", "Filing Date", "Inventor"]
    rows = [["US10000001B2", "Valve", "3/12/2019", "A"], ["US10000002B2", "Pump", "3/25/2019", "B"]]
    first, second = records(table(tmp_path, header, *rows))
    assert (first.filing_date, second.filing_date) == (date(2019, 3, 12), date(2019, 3, 25))
    unclear = records(table(tmp_path, header, rows[0], name="unclear.csv"))
    assert unclear[0].filing_date is None
    assert "Filing Date: 3/12/2019" in one(tmp_path / "unclear.csv")[0].text


def row(number: str) -> list[str]:
    return ["一种阀", number, "2019.03.12", "CN110286864A", "2019-09-27", "F16K1/00", "示例大学", "张三"]


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"CN{NUMBER}",
        NUMBER.replace(".", ""),
        "201910012345",
        f"ZL {NUMBER}",
        NUMBER.replace(".", "．"),
    ],
)
def test_an_application_number_in_every_spelling(tmp_path: Path, text: str) -> None:
    assert one(table(tmp_path, CNIPA, row(text)))[1].application_number == f"CN{NUMBER}"


@pytest.mark.parametrize("text", ["2.01910E+11", "2.0191E+11", "2.01910012345E+11"])
def test_a_number_that_a_spreadsheet_rounded_is_told_and_not_guessed(tmp_path: Path, text: str) -> None:
    path = table(tmp_path, CNIPA, row(text))
    document, record = one(path)
    assert record.application_number is None
    assert f"申请号：{text}" in document.text
    (note,) = notes(path, NoteKind.DOUBTFUL_VALUE)
    assert note.fields == {"row": 2, "column": "申请号", "value": text, "reason": "number_damaged"}


def test_scientific_notation_with_every_digit_is_read(tmp_path: Path) -> None:
    whole = NUMBER.replace(".", "")
    path = table(tmp_path, CNIPA, row(f"{whole[0]}.{whole[1:]}E+11"))
    assert one(path)[1].application_number == f"CN{NUMBER}"
    assert notes(path, NoteKind.DOUBTFUL_VALUE) == []


def test_a_wrong_check_digit_is_told(tmp_path: Path) -> None:
    wrong = "201910012345." + ("1" if NUMBER[-1] != "1" else "2")
    path = table(tmp_path, CNIPA, row(wrong))
    assert one(path)[1].application_number == f"CN{wrong}"
    (note,) = notes(path, NoteKind.DOUBTFUL_VALUE)
    assert (note.fields["row"], note.fields["reason"]) == (2, "check_digit")


def test_numbers_of_other_offices_are_not_taken_for_chinese_ones(tmp_path: Path) -> None:
    header = ["Display Key", "Title", "Jurisdiction", "Application Number", "Inventors", "Lens ID"]
    european, american, international, old = records(
        table(
            tmp_path,
            header,
            ["EP 0700000 A1", "Valve", "EP", "EP 95101234 A", "A", "1"],
            ["US 2016/0000001 A1", "Valve", "US", "US 201514791234 A", "A", "2"],
            ["WO 2008/080153 A2", "Valve", "WO", "US 2007/0088754 W", "A", "3"],
            ["US 2006/0000002 A1", "Valve", "US", "US 26204405 A", "A", "4"],
        )
    )
    assert european.application_number == "EP95101234"
    assert american.application_number == "US14/791234"
    assert international.application_number == "PCT/US2007/088754"
    assert old.application_number == "US26204405A"  # its series is not told


def test_the_number_of_a_patent_is_no_publication_number(tmp_path: Path) -> None:
    _, record = one(
        table(tmp_path, ["公开（公告）号", "专利名称", "发明人"], [f"ZL{NUMBER}", "一种阀", "张三"])
    )
    assert record.publication_number is None
    assert record.application_number == f"CN{NUMBER}"


def test_the_granted_publication_stands_for_the_right_and_the_other_stays_readable(tmp_path: Path) -> None:
    header = ["专利名称", "公开号", "授权公告号", "发明人"]
    document, record = one(table(tmp_path, header, ["一种阀", "CN110286864A", "CN110286864B", "张三"]))
    assert record.publication_number == "CN110286864B"
    assert record.patent_type is PatentType.INVENTION
    assert "公开号：CN110286864A" in document.text


# ── status, licences, pledges ────────────────────────────────────────────────────────────────────────────


def test_a_status_without_its_day_decides_nothing(tmp_path: Path) -> None:
    path = table(
        tmp_path, INCOPAT, ["一种阀", "CN110286864B", "", "2019-03-12", "示例大学", "有效", "授权", "8"]
    )
    document, record = one(path)
    assert record.events == ()
    assert "专利有效性：有效" in document.text
    status = assess(record, as_of=date(2026, 11, 24), checked_on=record.register_checked_on)
    assert status.availability is Availability.UNKNOWN


def test_a_right_that_ended_ended_on_its_day(tmp_path: Path) -> None:
    header = [*INCOPAT, "失效日"]
    path = table(
        tmp_path,
        header,
        ["一种阀", "CN110286864B", "", "2015-03-12", "示例大学", "失效", "未缴年费", "8", "2022-03-12"],
    )
    (event,) = one(path)[1].events
    assert (event.kind, event.on) == (EventKind.LAPSED_UNPAID_FEE, date(2022, 3, 12))


def test_an_expected_expiry_is_no_end(tmp_path: Path) -> None:
    header = [*INCOPAT, "预估到期日"]
    path = table(
        tmp_path,
        header,
        ["一种阀", "CN110286864B", "", "2019-03-12", "示例大学", "有效", "授权", "8", "2039-03-12"],
    )
    document, record = one(path)
    assert record.events == ()
    assert "预估到期日：2039-03-12" in document.text


@pytest.mark.parametrize(
    "cell",
    [
        "授权 | 2020-01-03; 实质审查的生效 | 2018-05-01; 公开 | 2018-04-06",
        "2018-04-06 公开；2018-05-01 实质审查的生效；2020-01-03 授权",
        "授权(2020-01-03)\n实质审查的生效(2018-05-01)\n公开(2018-04-06)",
        "20180406:公开|20180501:实质审查的生效|20200103:授权",
    ],
)
def test_a_list_of_statuses_with_their_days(tmp_path: Path, cell: str) -> None:
    path = table(
        tmp_path, ["公开号", "标题", "法律状态", "申请人"], ["CN110286864B", "一种阀", cell, "示例大学"]
    )
    assert [(event.kind, event.on) for event in one(path)[1].events] == [
        (EventKind.PUBLISHED, date(2018, 4, 6)),
        (EventKind.EXAMINATION, date(2018, 5, 1)),
        (EventKind.GRANTED, date(2020, 1, 3)),
    ]


def test_a_status_beside_its_day(tmp_path: Path) -> None:
    header = ["公开号", "标题", "当前法律状态", "法律状态公告日", "申请人"]
    path = table(tmp_path, header, ["CN110286864B", "一种阀", "授权", "2020-01-03", "示例大学"])
    assert [(event.kind, event.on) for event in one(path)[1].events] == [
        (EventKind.GRANTED, date(2020, 1, 3))
    ]


def test_codes_of_patsnap_are_shown_with_their_meaning(tmp_path: Path) -> None:
    path = json_lines(
        tmp_path,
        {
            "pn": "CN110286864B",
            "title": "一种阀",
            "simpleLegalStatus": "0",
            "legalStatus": [16],
            "失效日": "2022-03-12",
            "inventor": ["张三", "李四"],
        },
    )
    document, record = one(path)
    assert "simpleLegalStatus：0 (失效)" in document.text
    assert "legalStatus：16 (未缴年费)" in document.text
    assert [(event.kind, event.on) for event in record.events] == [
        (EventKind.LAPSED_UNPAID_FEE, date(2022, 3, 12))
    ]
    assert record.inventors == ("张三", "李四")


LICENCES = [
    "公开号",
    "标题",
    "申请人",
    "被许可人",
    "许可类型",
    "许可合同备案日期",
    "受让人",
    "转让执行日",
    "质权人",
    "质押期限",
]


def licence_row(party: str, kind: str, day: str, *rest: str) -> list[str]:
    return ["CN110286864B", "一种阀", "示例大学", party, kind, day, *rest]


def test_several_licences_keep_their_types_apart(tmp_path: Path) -> None:
    cells = licence_row("甲公司; 乙公司", "独占许可; 普通许可", "2020-01-02; 2021-03-04")
    first, second = one(table(tmp_path, LICENCES, cells))[1].events
    assert (first.licence_type, second.licence_type) == (LicenceType.EXCLUSIVE, LicenceType.NON_EXCLUSIVE)
    assert first.party is not None
    assert first.party.name(Language.ZH) == "甲公司"
    assert second.on == date(2021, 3, 4)


def test_lists_that_do_not_go_together_give_no_type(tmp_path: Path) -> None:
    cells = licence_row("甲公司; 乙公司; 丙公司", "独占许可; 普通许可", "2020-01-02; 2021-03-04; 2022-05-06")
    assert {event.licence_type for event in one(table(tmp_path, LICENCES, cells))[1].events} == {None}


def test_a_licence_without_its_day_stays_readable(tmp_path: Path) -> None:
    document, record = one(table(tmp_path, LICENCES, licence_row("甲公司", "独占许可", "")))
    assert record.events == ()
    assert "被许可人：甲公司" in document.text
    assert "许可类型：独占许可" in document.text


def test_transfers_and_pledges(tmp_path: Path) -> None:
    cells = licence_row("", "", "", "丁公司", "2021-05-06", "示例银行", "2022-01-01至2025-01-01")
    transfer, pledge = one(table(tmp_path, LICENCES, cells))[1].events
    assert (transfer.kind, transfer.on) == (EventKind.TRANSFERRED, date(2021, 5, 6))
    assert (pledge.kind, pledge.on, pledge.until) == (EventKind.PLEDGED, date(2022, 1, 1), date(2025, 1, 1))


def test_families_and_priorities(tmp_path: Path) -> None:
    header = ["公开号", "标题", "申请人", "简单同族", "优先权号", "优先权日"]
    cells = [
        "CN110286864A",
        "一种阀",
        "示例大学",
        "CN110286864A | EP3800001A1 | US 10,203,551 B2",
        "US62/123,456; CN201810099999.9",
        "2018-03-01; 2018-02-01",
    ]
    _, record = one(table(tmp_path, header, cells))
    assert record.family_members == ("EP3800001A1", "US10203551B2")
    assert [(p.number, p.country, p.on) for p in record.priorities] == [
        ("62123456", "US", date(2018, 3, 1)),
        ("2018100999999", "CN", date(2018, 2, 1)),
    ]
    assert record.priority_date == date(2018, 2, 1)


# ── rows and columns that are not understood ─────────────────────────────────────────────────────────────


def test_rows_without_title_or_number_are_set_aside_and_counted(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        CNIPA,
        row(NUMBER),
        ["", NUMBER, *[""] * 6],
        ["合计：1件", *[""] * 7],
        CNIPA,
        ["一种泵", "", "", "CN110286865A", *[""] * 4],
    )
    assert len(records(path)) == 2
    found = {note.fields["reason"]: note.fields for note in notes(path, NoteKind.ROW_SET_ASIDE)}
    assert found == {
        "no_title": {"reason": "no_title", "count": 1, "rows": (3,)},
        "no_number": {"reason": "no_number", "count": 1, "rows": (4,)},
    }


def test_a_list_in_which_no_row_is_a_patent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        list(read_file(table(tmp_path, CNIPA, ["合计", *[""] * 7])))
    assert caught.value.code == "no_records"


def test_a_row_cut_by_a_stray_comma_is_set_aside(tmp_path: Path) -> None:
    path = table(tmp_path, CNIPA, *[row(NUMBER)] * 3)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"一种阀,另一种,{NUMBER},2019-03-12,CN110286864A,2019-09-27,F16K1/00,示例大学,张三\n")
    assert len(records(path)) == 3
    (note,) = notes(path, NoteKind.ROW_SET_ASIDE)
    assert note.fields == {"reason": "too_many_cells", "count": 1, "rows": (5,)}


def test_a_quotation_mark_without_its_pair_swallows_no_rows(tmp_path: Path) -> None:
    path = table(tmp_path, CNIPA, row(NUMBER))
    with path.open("a", encoding="utf-8") as stream:
        for n in range(1, 6):
            mark = '"' if n in (1, 5) else ""
            stream.write(
                f"{mark}一种阀{n},{NUMBER},2019-03-12,CN11028686{n}A,2019-09-27,F16K1/00,示例大学,张三\n"
            )
    assert len(records(path)) == 6


def test_a_cell_may_have_several_lines(tmp_path: Path) -> None:
    cells = row(NUMBER)
    cells[0] = "一种阀,\n一种泵,\n一种机,\n及其制法"
    (record,) = records(table(tmp_path, CNIPA, cells, delimiter=","))
    assert "一种机" in record.titles[0].text


def test_unknown_columns_are_kept_as_lines_and_told(tmp_path: Path) -> None:
    path = table(tmp_path, [*CNIPA, "内部评级"], [*row(NUMBER), "甲"])
    assert "内部评级：甲" in one(path)[0].text
    (note,) = notes(path, NoteKind.UNKNOWN_COLUMN)
    assert note.fields["columns"] == ("内部评级",)


def test_columns_are_known_by_their_values(tmp_path: Path) -> None:
    header = ["标题", "文献", "案件", "类目", "申请时间点", "其他时间"]
    rows = [
        [
            f"一种阀{n}",
            f"CN11028686{n}A",
            f"20191001234{n}.{check_digit(f'20191001234{n}')}",
            "F16K 1/00",
            "2019/3/12",
            "2020/1/1",
        ]
        for n in range(4)
    ]
    first, *_ = records(table(tmp_path, header, *rows))
    assert first.publication_number == "CN110286860A"
    assert first.application_number == f"CN201910012340.{check_digit('201910012340')}"
    assert first.ipc == ("F16K1/00",)
    assert first.filing_date == date(2019, 3, 12)
    assert first.publication_date is None  # nothing says which date the other one is


def test_one_value_that_does_not_fit_leaves_a_column_unknown(tmp_path: Path) -> None:
    header = ["标题", "公开号", "类目", "申请人"]
    rows = [[f"阀{n}", f"CN11028686{n}A", "F16K 1/00" if n else "机械", "示例大学"] for n in range(4)]
    assert all(record.ipc == () for record in records(table(tmp_path, header, *rows)))


def test_a_table_of_something_else_is_no_list_of_patents(tmp_path: Path) -> None:
    (document,) = read_file(
        table(
            tmp_path,
            ["id", "title", "text"],
            ["2019-28358", "A notice", "Words."],
            ["2019-28359", "Another", "More."],
        )
    )
    assert document.kind is Kind.OTHER


# ── JSON of databases ────────────────────────────────────────────────────────────────────────────────────


LENS = {
    "lens_id": "000-000-000-000-001",
    "jurisdiction": "US",
    "doc_number": "10203551",
    "kind": "B2",
    "date_published": "2019-02-12",
    "publication_type": "GRANTED_PATENT",
    "biblio": {
        "application_reference": {"jurisdiction": "US", "doc_number": "201514791234", "kind": "A", "date": "2015-07-03"},
        "priority_claims": {"claims": [{"jurisdiction": "US", "doc_number": "201462000000", "kind": "P", "date": "2014-07-03"}], "earliest_claim": {"date": "2014-07-03"}},
        "invention_title": [{"text": "Test valve", "lang": "en"}],
        "parties": {
            "applicants": [{"residence": "US", "extracted_name": {"value": "SAMPLE; SONS INC"}}],
            "inventors": [{"extracted_name": {"value": "PERSON ANN"}}, {"extracted_name": {"value": "PERSON BEN"}}],
            "owners_all": [{"extracted_name": {"value": "NEW OWNER INC"}}],
        },
        "classifications_ipcr": {"classifications": [{"symbol": "F16K1/00"}]},
        "classifications_cpc": {"classifications": [{"symbol": "F16K1/02"}]},
    },
    "families": {"simple_family": {"members": [{"document_id": {"jurisdiction": "EP", "doc_number": "3000001", "kind": "A1"}}, {"document_id": {"jurisdiction": "US", "doc_number": "10203551", "kind": "B2"}}]}},
    "legal_status": {"granted": True, "grant_date": "2019-02-12", "patent_status": "INACTIVE", "discontinuation_date": "2023-02-12", "anticipated_term_date": "2035-07-03"},
    "abstract": [{"text": "A valve is described.", "lang": "en"}],
    "claims": [{"claims": [{"claim_text": ["1. A valve comprising a seat."]}, {"claim_text": ["2. The valve of claim 1."]}], "lang": "en"}],
    "description": {"text": "Field\nThe valve.", "lang": "en"},
}  # fmt: skip


@pytest.mark.parametrize("as_lines", [True, False])
def test_records_of_the_lens_interface(tmp_path: Path, as_lines: bool) -> None:
    path = json_lines(tmp_path, LENS)
    document, record = one(path)
    assert record.publication_number == "US10203551B2"
    assert record.application_number == "US14/791234"
    assert (record.filing_date, record.grant_date) == (date(2015, 7, 3), date(2019, 2, 12))
    assert [owner.name(Language.EN) for owner in record.owners] == ["NEW OWNER INC"]
    assert "Applicants: SAMPLE; SONS INC" in document.text
    assert record.inventors == ("PERSON ANN", "PERSON BEN")
    assert record.family_members == ("EP3000001A1",)
    assert record.priority_date == date(2014, 7, 3)
    assert (record.ipc, record.cpc) == (("F16K1/00",), ("F16K1/02",))
    assert [section.number for section in document.sections if section.kind.value == "claim"] == ["1", "2"]
    assert "Legal Status: INACTIVE" in document.text


def test_a_flat_export_of_lens_without_abstracts(tmp_path: Path) -> None:
    path = json_lines(
        tmp_path,
        {"index": "1", "publicationKey": "EP_1000001_B9_20190522", "lensId": "x", "jurisdiction": "EP", "kindCode": "B9", "displayKey": "EP 1000001 B9 20190522", "publicationDate": "2019-05-22", "filingNumber": "EP 13001724 A", "filingDate": "2013-04-05", "title": "Valve", "applicants": ["ONE; SONS"], "inventors": [], "cpcClassifications": ["F16K1/00"], "docType": "Granted Patent"},
    )  # fmt: skip
    document, record = one(path)
    assert record.publication_number == "EP1000001B9"
    assert record.application_number == "EP13001724"
    assert names(record) == ["ONE; SONS"]
    assert "index" not in document.text


def test_a_broken_line_is_set_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    patents = [{"pn": f"CN11028686{n}A", "title": f"阀{n}", "inventor": "张三"} for n in range(3)]
    path = json_lines(tmp_path, *patents)
    first, second, third = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([first, second[:20], "[1, 2]", third]), encoding="utf-8")
    assert len(records(path)) == 2
    (note,) = notes(path, NoteKind.ROW_SET_ASIDE)
    assert note.fields == {"reason": "bad_json", "count": 2, "rows": (2, 3)}


def test_json_lines_that_are_no_patents_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        list(read_file(json_lines(tmp_path, {"name": "a", "town": "b"})))
    assert caught.value.code == "unknown_format"


def test_lines_with_a_text_are_patents_where_their_keys_say_so(tmp_path: Path) -> None:
    path = json_lines(
        tmp_path,
        {
            "id": "EP0115517A1",
            "title": "Package",
            "text": "A package.",
            "ipc": "B05B5/02",
            "assignee": "SAMPLE INC",
        },
    )
    assert one(path)[1].publication_number == "EP0115517A1"
    notice = json_lines(
        tmp_path, {"id": "EP0115517A1", "title": "A notice", "text": "Words."}, name="n.jsonl"
    )
    assert [document.kind is Kind.PATENT for document in read_file(notice)] == [False]


def test_inner_objects_are_read_by_the_end_of_their_path(tmp_path: Path) -> None:
    path = json_lines(
        tmp_path,
        {
            "bib": {"publication_number": "CN110286864A", "title": "一种阀"},
            "parties": {"applicant": [{"name": "示例大学"}]},
        },
    )
    _, record = one(path)
    assert record.publication_number == "CN110286864A"
    assert names(record) == ["示例大学"]
