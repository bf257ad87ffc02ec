"""The overview as a spreadsheet program opens it: nothing is a formula, headers stay, links lead on, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from fakes.batches import CONDITIONS, match, result, row

from assistant.batch.overview import About, overview
from assistant.batch.types import Column, ColumnUse, NeedsRead, Result, SetAside, Standing
from assistant.stored import Counts
from knowledge.errors import PatentBridgeError
from knowledge.types import Language
from ui.strings import word_error

ROWS = (row(1, "=1+1 a seal"), row(2, "+cmd|' /C calc'!A0"), row(3, "@SUM(A1)\x07"))
ABOUT = About(
    file="needs.csv",
    read=NeedsRead(
        rows=ROWS,
        set_aside=(SetAside(row=9, sheet="S", code="need_row_empty", fields={"file": "needs.csv", "row": "9"}),),
        columns=(Column(name="=心情", use=ColumnUse.LEFT_OUT), Column(name="需求", use=ColumnUse.FIELD, field="text")),
    ),
    conditions=CONDITIONS,
    library="library:1",
    counts=Counts(documents=3, patents=2, policies=1, sample=0, passages=9),
    begun=datetime(2026, 11, 24, tzinfo=UTC),
    standing=Standing(total=3, done=1, kept=0, failed=1, elapsed_s=4.0),
    site="http://127.0.0.1:7860",
)  # fmt: skip
CELLS = [
    {"requirement": "-5 °C", "verdict": "contradicted", "quote": "at most 0 °C", "label": "claim 1"},
    {"requirement": "a seal", "verdict": "supported", "quote": "=a seal", "label": "claim 2"},
]
GATED = match("CN2B", rank=1, recommended=False, gates=[{"text": "lapsed"}], title="=HYPERLINK(1)")
FIRST = match("CN1B", rank=2, evidence=CELLS, tied_with=[1])


def _book(language: Language = Language.EN, about: About = ABOUT) -> Any:
    def results() -> list[Result]:
        drafted = {"kind": "letter", "publication_number": "CN1B", "file": "0001-CN1B.docx"}
        failed = {"code": "draft_nothing_met", "fields": {"number": "CN1B"}}
        return [
            result(ROWS[0], matches=[GATED, FIRST], draft=drafted, licence_type="sole"),
            result(ROWS[1], matches=[FIRST], draft={"publication_number": "CN1B", "refused": failed}),
        ]

    def word(code: str, fields: Any) -> str:
        return word_error(PatentBridgeError(code, **fields), language)[0]

    return openpyxl.load_workbook(BytesIO(overview(results, about, language, word)))


def _row(sheet: Any, number: int) -> dict[str, Any]:
    return {head.value: cell.value for head, cell in zip(sheet[1], sheet[number], strict=True)}


def test_nothing_that_came_from_a_file_is_a_formula() -> None:
    book = _book()
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    guarded = [cell for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@"]
    assert len(guarded) >= 5
    assert all(cell.quotePrefix for cell in guarded)


@pytest.mark.parametrize("language", list(Language))
def test_headers_stay_in_sight_and_filter_and_columns_have_widths(language: Language) -> None:
    book = _book(language)
    assert (
        book.sheetnames
        == {
            Language.ZH: ["需求一览", "匹配明细", "未能读取的行", "本次匹配的依据"],
            Language.EN: ["Needs", "Matches", "Rows set aside", "What was used"],
        }[language]
    )
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(sheet.column_dimensions[cell.column_letter].width >= 7 for cell in sheet[1])


def test_a_need_shows_what_is_recommended_and_what_became_of_it() -> None:
    needs = _book()["Needs"]
    first, second, third = (_row(needs, number) for number in (2, 3, 4))
    assert (first["Match 1 number"], first["Match 1 score"], first["Match 2 number"]) == ("CN1B", 71.5, None)
    assert first["Licence wanted"] == "sole licence"
    assert (first["State"], third["State"]) == ("matched", "not matched yet")
    assert "Nothing in the public text of CN1B" in second["Draft"]
    links = {cell.value: cell.hyperlink.target for cell in needs[2] if cell.hyperlink}
    assert links == {
        "CN1B": "http://127.0.0.1:7860/passages/p-CN1B",
        "0001-CN1B.docx": "drafts/0001-CN1B.docx",
    }


def test_a_match_shows_its_parts_gates_and_quotes() -> None:
    matches = _book()["Matches"]
    gated, first = _row(matches, 2), _row(matches, 3)
    assert gated["What stands in the way or has to be cleared first"] == "lapsed"
    assert (gated["Recommended"], first["Recommended"], gated["Draft"]) == (
        "no: it cannot be licensed",
        "yes",
        None,
    )
    assert first["Contradicted"] == "-5 °C — “at most 0 °C” (claim 1)"
    assert first["Met"] == "a seal — “=a seal” (claim 2)"
    assert (first["Need fit (of 30)"], first["Draft"]) == (5, "0001-CN1B.docx")


def test_what_was_set_aside_and_used_is_told() -> None:
    book = _book()
    assert _row(book["Rows set aside"], 2)["Row in the file"] == 9
    used = {line[0].value: line[1].value for line in book["What was used"].iter_rows(min_row=2)}
    assert used["Legal status as of"] == "2026-11-24"
    assert used["Weights of the score · Need fit"] == 30
    assert used["Needs"] == "3: 1 matched, 1 failed, 1 not matched yet; 1 rows set aside"


def test_a_very_long_text_and_no_address_do_not_break_it() -> None:
    long = replace(ABOUT.read, rows=(row(1, "x" * 50_000), *ROWS[1:]))
    book = _book(about=replace(ABOUT, read=long, site=""))
    assert len(book["Needs"]["E2"].value) == 2_000
    assert [cell for cell in book["Matches"][2] if cell.hyperlink] == []


def test_what_was_matched_with_other_conditions_waits_and_an_earlier_library_is_told() -> None:
    changed = _book(about=replace(ABOUT, conditions=replace(CONDITIONS, k=7)))
    assert _row(changed["Needs"], 2)["State"] == "not matched yet"
    assert changed["Matches"].max_row == 1
    needs = _book(about=replace(ABOUT, library="library:2"))["Needs"]
    assert _row(needs, 2)["State"] == "matched"
    assert "earlier state of the library" in _row(needs, 2)["Remarks"]
