"""The command `columns`: what a user sees of a table before it is read in, and the map that it writes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from assistant.cli.columns import columns
from assistant.cli.console import Console
from assistant.cli.parser import parse
from assistant.cli.reading import word_note
from knowledge.errors import ReadError, UsageError
from knowledge.types import Language, NoteKind, ReadingNote


def run(folder: Path, *arguments: str, language: Language = Language.EN) -> str:
    out = io.StringIO()
    console = Console(out=out, err=io.StringIO(), language=language, folder=folder)
    assert columns(parse(["columns", *arguments]), console) == 0
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = "标题,文献,单位\n一种阀,CN110286861A,示例大学\n,CN110286862A,\n一种泵,CN110286863A,示例公司\n"
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            Language.EN,
            [
                "header in row 1",
                "each row becomes a patent",
                "publication_number (by its values)",
                "set aside: no title",
            ],
        ),
        (
            Language.ZH,
            ["表头在第 1 行", "每行读作一件专利", "publication_number（按取值判断）", "搁置：没有名称"],
        ),
    ],
)
def test_a_preview_in_both_languages(folder: Path, language: Language, told: list[str]) -> None:
    shown = run(folder, "t.csv", language=language)
    for words in (*told, "标题  →  title", "单位  →  ?  (示例大学; 示例公司)", "2: 一种阀 · CN110286861A"):
        assert words in shown


def test_a_list_of_patents_on_offer_is_called_that(folder: Path) -> None:
    offered = "Title,Patent Number,Contact Email,Contact Phone\nTest valve,10203551,office@example.org,1\n"
    (folder / "o.csv").write_text(offered, encoding="utf-8")
    assert "each row becomes a patent on offer" in run(folder, "o.csv")


def test_the_same_as_json(folder: Path) -> None:
    (table,) = json.loads(run(folder, "t.csv", "--json"))["tables"]
    assert [column["field"] for column in table["columns"]] == ["title", "publication_number", None]
    assert [row["set_aside"] for row in table["rows"]] == ["", "no_title", ""]


def test_a_map_is_written_once_and_used(folder: Path) -> None:
    run(folder, "t.csv", "--write", "map.toml")
    written = folder / "map.toml"
    written.write_text(
        written.read_text(encoding="utf-8").replace('"单位" = "?"', '"单位" = "owners"'), encoding="utf-8"
    )
    assert "单位  →  owners" in run(folder, "t.csv", "--columns", "map.toml")
    with pytest.raises(UsageError) as caught:
        run(folder, "t.csv", "--write", "map.toml")
    assert caught.value.code == "column_map_exists"
    run(folder, "t.csv", "--write", "map.toml", "--force")
    assert '"单位" = "?"' in written.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(NoteKind))
def test_what_a_reader_noticed_is_worded(kind: NoteKind, language: Language) -> None:
    console = Console(out=io.StringIO(), err=io.StringIO(), language=language)
    note = ReadingNote(kind=kind, fields={"columns": ("甲", "乙"), "count": 2})
    assert "甲, 乙" in word_note(note, console)


def test_a_map_beside_the_table_is_previewed(folder: Path) -> None:
    run(folder, "t.csv", "--write", "t.columns.toml")
    written = folder / "t.columns.toml"
    written.write_text(
        written.read_text(encoding="utf-8").replace('"单位" = "?"', '"单位" = "eigner"'), encoding="utf-8"
    )
    with pytest.raises(ReadError) as caught:
        run(folder, "t.csv")
    assert caught.value.code == "unknown_column_field"
