"""Workbooks as people keep them: several sheets, headers further down, merged, hidden and broken cells, large files."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from export_factory import notes, one, records, workbook

from knowledge.numbers.patent_numbers import check_digit
from knowledge.readers import read_file
from knowledge.types import Kind, Language, NoteKind

HEADER = ["专利名称", "申请号", "申请日", "公开号", "申请人"]
NUMBER = "201910012345." + check_digit("201910012345")


def row(n: int = 0, **changes: Any) -> list[Any]:
    values = {
        "title": f"一种阀{n}",
        "number": None,
        "filed": date(2019, 3, 12),
        "pub": f"CN11028686{n}A",
        "owner": "示例大学",
    }
    return list({**values, **changes}.values())


def test_every_visible_sheet_is_read_and_hidden_ones_are_told(tmp_path: Path) -> None:
    book, path = workbook(
        tmp_path,
        发明=[HEADER, row(1)],
        草稿=[HEADER, row(2)],
        实用新型=[HEADER, row(3)],
        说明=[["本表由示例大学整理", "2024"]],
    )
    book["草稿"].sheet_state = "hidden"
    book.save(path)
    found = list(read_file(path))
    assert [document.title for document in found[:2]] == ["一种阀1", "一种阀3"]
    assert found[2].kind is Kind.OTHER
    assert not any("一种阀2" in document.text for document in found)
    assert [note.fields for note in notes(path, NoteKind.HIDDEN_TEXT)] == [{"sheets": ("草稿",)}]


def test_hidden_rows_and_columns_are_left_out_and_told(tmp_path: Path) -> None:
    book, path = workbook(
        tmp_path, 清单=[[*HEADER, "底价"], [*row(1), "八万"], [*row(2), "九万"], [*row(3), "十万"]]
    )
    book["清单"].row_dimensions[3].hidden = True
    book["清单"].column_dimensions["F"].hidden = True
    book.save(path)
    found = list(read_file(path))
    assert [document.title for document in found] == ["一种阀1", "一种阀3"]
    assert not any("万" in document.text for document in found)
    (note,) = notes(path, NoteKind.HIDDEN_TEXT)
    assert note.fields == {"sheet": "清单", "rows": 1, "columns": ("F",)}


def test_a_column_hidden_in_the_middle_moves_no_other(tmp_path: Path) -> None:
    book, path = workbook(tmp_path, 清单=[HEADER, row(1)])
    book["清单"].column_dimensions["C"].hidden = True
    book.save(path)
    _, record = one(path)
    assert (record.publication_number, record.filing_date) == ("CN110286861A", None)


def test_a_header_below_a_title_and_over_two_rows(tmp_path: Path) -> None:
    top = ["序号", "专利名称", "号码", None, "申请人"]
    below = [None, None, "申请号", "公开号", None]
    book, path = workbook(
        tmp_path,
        清单=[
            ["示例大学专利清单"],
            ["2024年制"],
            top,
            below,
            [1, "一种阀", NUMBER, "CN110286861A", "示例大学"],
            [2, "一种泵", None, "CN110286862A", None],
        ],
    )
    sheet = book["清单"]
    for cells in ("A1:E1", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "E5:E6"):
        sheet.merge_cells(cells)
    book.save(path)
    first, second = records(path)
    assert first.application_number == f"CN{NUMBER}"
    assert [owner.name(Language.ZH) for owner in second.owners] == ["示例大学"]  # merged over both rows


def test_numbers_and_dates_that_excel_keeps_its_own_way(tmp_path: Path) -> None:
    serial = (date(2019, 3, 12) - date(1899, 12, 30)).days
    rows = [
        row(1, number=float(NUMBER)),
        row(2, filed=serial),
        row(3, filed=20190312),
        row(4, number=int(NUMBER.replace(".", ""))),
    ]
    book, path = workbook(tmp_path, 清单=[HEADER, *rows])
    book.save(path)
    found = records(path)
    assert found[0].application_number == found[3].application_number == f"CN{NUMBER}"
    assert {record.filing_date for record in found} == {date(2019, 3, 12)}


def test_error_values_are_empty_and_counted(tmp_path: Path) -> None:
    book, path = workbook(tmp_path, 清单=[HEADER, row(1, owner="#N/A"), row(2)])
    book["清单"]["E2"].data_type = "e"
    book.save(path)
    first, _ = records(path)
    assert first.owners == ()
    (note,) = notes(path, NoteKind.DOUBTFUL_VALUE)
    assert note.fields == {"sheet": "清单", "reason": "error_values", "count": 1}


def test_rows_set_aside_are_named_by_sheet_and_row(tmp_path: Path) -> None:
    book, path = workbook(tmp_path, 甲=[HEADER, row(1)], 乙=[["标题行"], HEADER, row(2, title=None), row(3)])
    book.save(path)
    assert len(records(path)) == 2
    (note,) = notes(path, NoteKind.ROW_SET_ASIDE)
    assert note.fields == {"sheet": "乙", "reason": "no_title", "count": 1, "rows": (3,)}


def _many(rows: int, folder: Path, suffix: str) -> Path:
    def lines() -> Iterator[list[str]]:
        yield HEADER
        for n in range(rows):
            yield [f"一种阀{n}", "", "2019-03-12", f"CN{110000000 + n}A", "示例大学"]

    path = folder / f"many{rows}{suffix}"
    if suffix == ".csv":
        path.write_text("".join(",".join(cells) + "\n" for cells in lines()), encoding="utf-8")
    else:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("many")
        for cells in lines():
            sheet.append(cells)
        book.save(path)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_memory_does_not_grow_with_the_rows(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.readers.tables.csv_rows._WHOLE_UP_TO", 10_000)
    few, many = (_peak(_many(rows, tmp_path, suffix), rows) for rows in (500, 4_000))
    assert many < few + 3_000_000


def _peak(path: Path, rows: int) -> int:
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_file(path)) == rows
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_large_file_is_decoded_as_a_small_one_is(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _many(50, tmp_path, ".csv")
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    whole = [document.text for document in read_file(path)]
    monkeypatch.setattr("knowledge.readers.tables.csv_rows._WHOLE_UP_TO", 100)
    assert [document.text for document in read_file(path)] == whole
    assert len(whole) == 50
