"""Files of needs: objects, tables and documents, in either language; errors that name the row and the field."""

from __future__ import annotations

import json
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest

from assistant.matching.requirements import read_need, read_need_file
from knowledge.errors import UsageError
from knowledge.types import LicenceType, Money
from ui.strings.errors import ERROR_TEXTS


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_one_need_in_yaml(tmp_path: Path) -> None:
    told = "enterprise: 江苏甲公司\nneed: 需要一种铝回收技术\nproperties:\n  - 回收率≥90%\n  - 能耗低于500kWh/t\nbudget: 50万元\nlicence_type: exclusive\ndeadline: 2026-12-31\n"
    (need,) = read_need_file(_write(tmp_path / "n.yaml", told))
    assert (need.enterprise, need.licence_type, need.deadline) == (
        "江苏甲公司",
        LicenceType.EXCLUSIVE,
        date(2026, 12, 31),
    )
    assert need.budget == Money(amount=Decimal(500_000), currency="CNY")
    assert [r.text for r in read_need(need).requirements] == ["铝回收技术", "回收率≥90%", "能耗低于500kWh/t"]


def test_a_list_of_needs_in_json(tmp_path: Path) -> None:
    told = json.dumps(
        [{"text": "a membrane", "Field of use": "desalination"}, "a pump seal that lasts 5 years"]
    )
    first, second = read_need_file(_write(tmp_path / "n.json", told))
    assert [r.text for r in read_need(first).requirements] == ["membrane", "desalination"]
    assert second.text == "a pump seal that lasts 5 years"


@pytest.mark.parametrize(
    "header",
    [
        "企业名称,技术需求,技术指标,所属行业,许可方式,预算(万元)",
        "Company,Need,Required properties,Industry,Licence preference,Budget",
    ],
)
def test_a_table_holds_one_need_a_row(tmp_path: Path, header: str) -> None:
    rows = f"{header}\n甲公司,废水除磷技术,出水总磷≤0.5mg/L,环保,独占许可,80万元\n\n乙公司,铝合金焊接方法,,汽车,独占或普通许可均可,面议\n"
    first, second = read_need_file(_write(tmp_path / "n.csv", rows))
    assert (first.enterprise, first.industry, first.licence_type) == ("甲公司", "环保", LicenceType.EXCLUSIVE)
    assert [r.text for r in read_need(first).requirements] == ["废水除磷技术", "出水总磷≤0.5mg/L", "环保"]
    assert (second.budget, second.licence_type) == ("面议", None)
    assert read_need(second).terms.licence_types == ("exclusive", "non_exclusive")


def test_a_workbook_is_read_as_a_table_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2026年需求汇总表"])
    sheet.append(["序号", "企业名称", "技术需求", "地区"])
    for number in range(400):
        sheet.append(
            [number, f"第{number}公司", f"需要第{number}号涂料技术，厚度不超过{number + 1}微米", "南京"]
        )
    path = tmp_path / "n.xlsx"
    book.save(path)
    begun = time.process_time()
    needs = read_need_file(path)
    assert time.process_time() - begun < 3
    assert len(needs) == 400
    assert (needs[7].enterprise, needs[7].region) == ("第7公司", "南京")


@pytest.mark.parametrize("name", ["n.txt", "n.md", "n.html"])
def test_a_document_is_one_need(tmp_path: Path, name: str) -> None:
    told = "We need a way to recover cobalt from spent cells. The recovery rate must be at least 98%."
    body = f"<html><body><p>{told}</p></body></html>" if name.endswith("html") else told
    (need,) = read_need_file(_write(tmp_path / name, body))
    assert any(r.quantities and r.quantities[0].low == 98 for r in read_need(need).requirements)


@pytest.mark.parametrize(
    ("name", "text", "code", "fields"),
    [
        ("n.csv", "技术需求,颜色\n涂料,红\n", "need_column_unknown", {"field": "颜色"}),
        ("n.csv", "need,deadline\na coating,soon\n", "need_field_bad", {"row": 2, "field": "deadline", "value": "soon"}),
        ("n.csv", "company,need\nA,a coating\nB,\n", "need_row_empty", {"row": 3}),
        ("n.csv", "company,region\nA,Wuxi\n", "need_column_missing", {}),
        ("n.json", "{", "need_file_unreadable", {}),
        ("n.yaml", "- 5\n", "need_file_unreadable", {}),
        ("n.json", "[]", "need_file_empty", {}),
        ("n.json", '[{"text": "a"}, {"industry": "b"}]', "need_row_empty", {"row": 2}),
    ],
)  # fmt: skip
def test_an_error_names_file_row_and_field(
    tmp_path: Path, name: str, text: str, code: str, fields: dict[str, object]
) -> None:
    with pytest.raises(UsageError) as raised:
        read_need_file(_write(tmp_path / name, text))
    told = raised.value
    assert told.code == code
    assert {"file": name, **fields}.items() <= told.fields.items()
    for language in (0, 1):
        assert ERROR_TEXTS[f"error.{code}"][language].format(**told.fields)
        assert ERROR_TEXTS[f"error.{code}.hint"][language].format(**told.fields)


def test_a_form_in_a_word_document_is_read_as_its_fields(tmp_path: Path) -> None:
    form = docx.Document()
    form.add_heading("企业技术需求表", 1)
    form.add_paragraph("企业简介：我公司成立于2010年，员工80人。")
    form.add_paragraph("技术需求：高强度铝合金挤压工艺")
    form.add_paragraph("抗拉强度≥500MPa", style="List Bullet")
    table = form.add_table(2, 2)
    for place, text in enumerate(("应用领域", "轨道交通", "预算", "100万元")):
        table.cell(place // 2, place % 2).text = text
    form.save(str(tmp_path / "n.docx"))
    (need,) = read_need_file(tmp_path / "n.docx")
    assert [(r.kind, r.text) for r in read_need(need).requirements] == [
        ("technology", "高强度铝合金挤压工艺"),
        ("property", "抗拉强度≥500MPa"),
        ("field", "轨道交通"),
    ]
