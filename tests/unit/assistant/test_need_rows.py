"""Tables of needs as offices keep them: encodings, sheets, columns of many names, rows that cannot be read."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from assistant.batch.need_rows import read_need_rows
from assistant.batch.types import ColumnUse, NeedsRead
from knowledge.errors import UsageError
from knowledge.types import LicenceType, Money
from ui.strings.errors import ERROR_TEXTS

TABLE = (
    ("2026年企业技术需求汇总表",),
    ("填报单位：", "某市科技局", "日期：", "2026-05-01"),
    (),
    ("序号", "企业名称", "技术难题", "预算（万元）", "截止时间", "联系人", "工艺现状", "心情", "许可方式"),
    ("1", "江苏甲公司", "废水除磷技术，出水总磷≤0.5mg/L", "50", "2027年3月1日", "张三 138", "化学沉淀", "好", "普通许可"),
    ("2", "乙公司", "无", "", "", "", "", "", ""),
    ("3", "丙公司", "铝合金焊接方法，强度不低于300MPa", "80万元", "长期", "", "/", "", "独占"),
)  # fmt: skip


def _table(mark: str) -> str:
    return "".join(f"{mark.join(row)}\n" for row in TABLE)


def _check(read: NeedsRead) -> None:
    first, second = read.rows
    assert (first.number, first.row, first.wanted.enterprise) == (1, 5, "江苏甲公司")
    assert first.wanted.budget == Money(amount=Decimal(500_000), currency="CNY")
    assert first.wanted.deadline == date(2027, 3, 1)
    assert first.wanted.licence_type is LicenceType.NON_EXCLUSIVE
    assert first.wanted.text == "废水除磷技术，出水总磷≤0.5mg/L\n工艺现状：化学沉淀"
    assert "138" not in str(first.wanted)
    assert second.wanted.budget == Money(amount=Decimal(800_000), currency="CNY")
    assert second.wanted.text == "铝合金焊接方法，强度不低于300MPa"
    assert second.unread == ("截止时间: 长期",)
    assert [(one.row, one.code) for one in read.set_aside] == [(6, "need_row_empty")]
    uses = {column.name: column.use for column in read.columns}
    assert (uses["工艺现状"], uses["心情"], uses["联系人"]) == (ColumnUse.TEXT, ColumnUse.LEFT_OUT, ColumnUse.LEFT_OUT)  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", ["\t", ";"])
def test_a_table_is_read_in_any_encoding_and_with_any_mark(tmp_path: Path, encoding: str, mark: str) -> None:
    path = tmp_path / "needs.csv"
    path.write_bytes(_table(mark).encode(encoding))
    _check(read_need_rows(path))


def test_a_workbook_has_its_header_anywhere_and_cells_of_all_kinds(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in TABLE:
        sheet.append(row)
    sheet["D5"], sheet["E5"] = 50, date(2027, 3, 1)
    sheet.merge_cells("A1:I1")
    notes = book.create_sheet("填写说明")
    notes.append(("请每行填写一项需求", "谢谢"))
    book.save(tmp_path / "needs.xlsx")
    _check(read_need_rows(tmp_path / "needs.xlsx"))


def test_cells_merged_over_rows_are_one_need_and_several_sheets_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("企业名称", "技术需求", "技术指标"))
    sheet.append(("甲公司", "铝回收技术", "回收率≥90%"))
    sheet.append((None, None, "能耗低于500kWh/t"))
    sheet.append((None, "锌回收技术", "回收率≥80%"))
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("B2:B3")
    other = book.create_sheet("二季度")
    other.append(("Company", "Need"))
    other.append(("Second Ltd", "a membrane for seawater"))
    book.save(tmp_path / "needs.xlsx")
    read = read_need_rows(tmp_path / "needs.xlsx")
    assert [(row.sheet, row.row, row.wanted.enterprise) for row in read.rows] == [
        ("Sheet", 2, "甲公司"),
        ("Sheet", 4, "甲公司"),
        ("二季度", 2, "Second Ltd"),
    ]
    assert "回收率≥90%" in read.rows[0].wanted.text
    assert "能耗低于500kWh/t" in read.rows[0].wanted.text


def test_lines_of_json_are_read_but_those_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "needs.jsonl"
    lines = [json.dumps({"need": "a pump seal", "budget": "USD 30,000"}), "{broken", "", '"a filter"', "[1]", "{}"]  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")
    read = read_need_rows(path)
    assert [(row.row, row.wanted.text) for row in read.rows] == [(1, "a pump seal"), (4, "a filter")]
    assert [(one.row, one.code) for one in read.set_aside] == [
        (2, "need_line_bad"),
        (5, "need_row_kind"),
        (6, "need_row_empty"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("n.json", '{"needs": [{"需求": "一种滤膜", "企业": "甲"}]}'),
        ("n.yaml", "- 需求: 一种滤膜\n  企业: 甲\n"),
        ("n.json", '{"需求": "一种滤膜", "企业": "甲"}'),
    ],
)
def test_lists_of_objects_are_read(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (row,) = read_need_rows(tmp_path / name).rows
    assert (row.wanted.text, row.wanted.enterprise) == ("一种滤膜", "甲")


@pytest.mark.parametrize(
    ("name", "text"),
    [("n.csv", "企业名称,心情\n甲,好\n"), ("n.json", '[{"企业名称": "甲", "心情": "好"}]')],
)
def test_a_file_that_says_no_need_is_refused_with_the_columns_it_has(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        read_need_rows(tmp_path / name)
    assert refused.value.code == "need_columns_missing"
    assert refused.value.fields["columns"] == "企业名称, 心情"


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "n.png").write_bytes(b"x")
    (tmp_path / "n.csv").write_text("企业,需求\n", encoding="utf-8")
    for name, code in (("n.png", "need_file_kind"), ("n.csv", "need_file_empty")):
        with pytest.raises(UsageError) as refused:
            read_need_rows(tmp_path / name)
        assert refused.value.code == code
        assert f"error.{code}" in ERROR_TEXTS


def test_a_digest_changes_with_what_a_row_says_alone(tmp_path: Path) -> None:
    path = tmp_path / "n.csv"
    path.write_text("企业,需求\n甲,一种滤膜\n甲,一种滤膜 2\n", encoding="utf-8")
    first, second = read_need_rows(path).rows
    path.write_text("需求,企业\n另一种,乙\n一种滤膜,甲\n", encoding="utf-8")
    assert read_need_rows(path).rows[1].digest == first.digest != second.digest


def test_commas_of_chinese_sentences_do_not_cut_a_table(tmp_path: Path) -> None:
    path = tmp_path / "n.csv"
    lines = [f'甲{number},"一种滤膜，耐酸，耐碱，孔径不超过{number}μm"\n' for number in range(1, 40)]
    path.write_text("".join(("企业名称,技术需求\n", *lines)), encoding="utf-8-sig")
    read = read_need_rows(path)
    assert len(read.rows) == 39
    assert read.rows[0].wanted.text == "一种滤膜，耐酸，耐碱，孔径不超过1μm"
