"""Column maps: previewed, written, edited, applied, and refused with what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from export_factory import json_lines, one, records, table, workbook

from knowledge.errors import ReadError
from knowledge.readers import read_file
from knowledge.readers.tables.column_maps import map_beside, read_column_map, write_column_map
from knowledge.readers.tables.table_preview import preview_tables, suggested_map
from knowledge.readers.tables.table_sources import TableSource
from knowledge.types import Language

HEADER = ["甲列", "乙列", "丙列", "丁列"]
ROWS = [
    ["一种阀", "CN110286861A", "示例大学/示例公司", "内部"],
    ["一种泵", "CN110286862A", "示例大学", "内部"],
    ["一种机", "CN110286863A", "", ""],
]
MAP = """format = "patentbridge/column-map@1"
[[table]]
separator = "/"
[table.columns]
"甲列" = "title"
"丙列" = "owners"
"丁列" = "-"
"乙列" = "publication_number"
"""


def write_map(folder: Path, text: str = MAP, name: str = "map.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_preview_shows_what_was_recognised_and_what_was_not(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        ["标题", "乙列", "丙列", "申请号"],
        ["一种阀", "CN110286861A", "x", ""],
        ["", "CN110286862A", "y", ""],
        ["一种泵", "CN110286863A", "z", "2.01910E+11"],
    )
    (shown,) = preview_tables(path)
    assert (shown.header_row, shown.source, shown.is_patents) == (1, TableSource.OTHER, True)
    assert [(c.name, c.field, c.by) for c in shown.columns] == [
        ("标题", "title", "header"),
        ("乙列", "publication_number", "values"),
        ("丙列", None, None),
        ("申请号", "application_number", "header"),
    ]
    assert shown.columns[2].samples == ("x", "y", "z")
    assert [(r.number, r.publication_number, r.set_aside, r.doubtful) for r in shown.rows] == [
        (2, "CN110286861A", "", ()),
        (3, None, "no_title", ()),
        (4, "CN110286863A", "", ("申请号",)),
    ]


def test_without_a_title_column_numbers_alone_make_no_list(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER, *ROWS)
    (shown,) = preview_tables(path)
    assert not shown.is_patents
    assert shown.columns[1].field == "publication_number"
    (document,) = read_file(path)
    assert document.notes[0].fields["missing"] == "title"


def test_a_map_says_what_the_columns_hold(tmp_path: Path) -> None:
    path, given = table(tmp_path, HEADER, *ROWS), write_map(tmp_path)
    documents = list(read_file(path, given))
    first = documents[0].record
    assert documents[0].title == "一种阀"
    assert [owner.name(Language.ZH) for owner in first.owners] == ["示例大学", "示例公司"]  # type: ignore[union-attr]
    assert "内部" not in documents[0].text


@pytest.mark.parametrize("name", ["export.csv.columns.toml", "export.columns.toml"])
def test_a_map_beside_the_table_is_taken(tmp_path: Path, name: str) -> None:
    path = table(tmp_path, HEADER, *ROWS)
    beside = write_map(tmp_path, name=name)
    assert map_beside(path) == beside
    assert [record.publication_number for record in records(path)] == [
        "CN110286861A",
        "CN110286862A",
        "CN110286863A",
    ]


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        ['备"注"', "标题", "公开号", "发明人", "发明人", ""],
        ["a", "一种阀", "CN110286861A", "张三", "李四", "x"],
    )
    written = tmp_path / "map.toml"
    tables = suggested_map(preview_tables(path))
    write_column_map(tables, written)
    assert read_column_map(written).tables == tables
    assert "发明人#2" in written.read_text(encoding="utf-8")
    assert [d.text for d in read_file(path, written)] == [d.text for d in read_file(path)]


def test_an_edited_map_changes_what_is_read(tmp_path: Path) -> None:
    path = table(
        tmp_path, ["标题", "公开号", "发明人", "单位"], ["一种阀", "CN110286861A", "张三", "示例大学"]
    )
    written = tmp_path / "map.toml"
    write_column_map(suggested_map(preview_tables(path)), written)
    written.write_text(
        written.read_text(encoding="utf-8").replace('"单位" = "?"', '"单位" = "owners"'), encoding="utf-8"
    )
    (document,) = read_file(path, written)
    assert [owner.name(Language.ZH) for owner in document.record.owners] == ["示例大学"]  # type: ignore[union-attr]


def test_each_sheet_has_its_own_map(tmp_path: Path) -> None:
    book, path = workbook(
        tmp_path,
        甲=[["名", "号"], ["一种阀", "CN110286861A"]],
        乙=[["空"], ["名", "号"], ["CN110286862A", "一种泵"]],
    )
    book.save(path)
    given = write_map(
        tmp_path,
        """format = "patentbridge/column-map@1"
[[table]]
sheet = "甲"
[table.columns]
"名" = "title"
"号" = "publication_number"
[[table]]
sheet = "乙"
header_row = 2
[table.columns]
"名" = "publication_number"
"号" = "title"
""",
    )
    assert [document.title for document in read_file(path, given)] == ["一种阀", "一种泵"]


def test_json_lines_by_a_map(tmp_path: Path) -> None:
    path = json_lines(tmp_path, *({"a": f"阀{n}", "b": f"CN11028686{n}A"} for n in range(2)))
    given = write_map(
        tmp_path, MAP.split("separator")[0] + '[table.columns]\na = "title"\nb = "publication_number"\n'
    )
    assert [document.title for document in read_file(path, given)] == ["阀0", "阀1"]


@pytest.mark.parametrize(
    ("change", "code", "fields"),
    [
        (('"owners"', '"eigner"'), "unknown_column_field", {"column": "丙列", "field": "eigner"}),
        (('"甲列"', '"戊列"'), "missing_column", {"column": "戊列"}),
        (('"title"', '"?"'), "column_map_incomplete", {"field": "title"}),
        (('"publication_number"', '"?"'), "column_map_incomplete", {}),
        (('separator = "/"', 'source = "elsewhere"'), "bad_column_map", {}),
        (('separator = "/"', "header_row = 0"), "bad_column_map", {}),
        (('separator = "/"', "header_row = 99"), "missing_header_row", {"row": 99}),
        (("[[table]]", "[[table"), "bad_column_map", {}),
        (("column-map@1", "column-map@9"), "bad_column_map", {}),
        (("[table.columns]", "[table.rows]"), "bad_column_map", {}),
    ],
)
def test_what_is_wrong_in_a_map_is_named(
    tmp_path: Path, change: tuple[str, str], code: str, fields: dict[str, object]
) -> None:
    path = table(tmp_path, HEADER, *ROWS)
    given = write_map(tmp_path, MAP.replace(*change, 1))
    with pytest.raises(ReadError) as caught:
        list(read_file(path, given))
    assert caught.value.code == code
    assert caught.value.fields["file"] == str(given)
    assert fields.items() <= caught.value.fields.items()


def test_a_map_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        list(read_file(table(tmp_path, HEADER, *ROWS), tmp_path / "none.toml"))
    assert caught.value.code == "missing"


def test_only_tables_have_columns(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body><p>Words.</p></body></html>", encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        preview_tables(path)
    assert caught.value.code == "not_a_table"


def test_a_map_needs_no_word_on_columns_whose_header_is_known(tmp_path: Path) -> None:
    path = table(
        tmp_path, ["标题", "公开号", "申请日", "单位"], ["一种阀", "CN110286861A", "2019-03-12", "示例大学"]
    )
    given = write_map(tmp_path, MAP.split("separator")[0] + '[table.columns]\n"单位" = "owners"\n')
    assert one(path)[1].owners == ()
    (document,) = read_file(path, given)
    assert document.record.owners[0].name(Language.ZH) == "示例大学"  # type: ignore[union-attr]
    assert document.record.filing_date is not None  # type: ignore[union-attr]
