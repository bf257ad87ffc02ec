"""An XLSX workbook → the tables on its sheets, row by row, as a person sees them: what is hidden is left out.

Cached values of formulas are read, error values are empty, a merged cell stands in every row that it covers.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import ReadError
from knowledge.folding import strip_invisible
from knowledge.readers.bytes import clean_text
from knowledge.readers.tables.tabular import MOST_COLUMNS, Row, Table, unescaped
from knowledge.types import NoteKind, ReadingNote

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_MOST_MERGED = 100_000
_BLOCK = 1 << 20
_TRUE = ("1", "true")
_TOLD = re.compile(rb"<(?:\w+:)?(col|mergeCell)\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb'(\w+)\s*=\s*"([^"]*)"')
_Merged = dict[int, list[tuple[int, int]]]  # column → (first row, last row)


@contextmanager
def sheet_tables(path: Path) -> Iterator[Iterator[Table]]:
    """Open a workbook and give its visible sheets as tables. Raises ReadError("damaged_xlsx")."""
    import openpyxl

    with _damage_of(path):
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        yield _tables(book, path)
    finally:
        book.close()


def _tables(book: Workbook, path: Path) -> Iterator[Table]:
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    notes = [ReadingNote(kind=NoteKind.HIDDEN_TEXT, fields={"sheets": tuple(hidden)})] if hidden else []
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            table = Table(name=sheet.title, rows=iter(()), notes=notes)
            table.rows = _rows(sheet, table, path)
            notes = []
            yield table


def _rows(sheet: Any, table: Table, path: Path) -> Iterator[Row]:
    """Yield the rows that are shown; hidden ones and hidden columns are counted and noted at the end."""
    with _damage_of(path):
        layout = _SheetLayout(sheet)
        hidden_rows = errors = 0
        for number, cells, hidden in layout.parsed():
            if hidden:
                hidden_rows += any(cell["value"] is not None for cell in cells)
                continue
            values, wrong = layout.values(number, cells)
            errors += wrong
            yield Row(number=number, cells=values)
    hidden_fields = {"sheet": table.name, "rows": hidden_rows, "columns": tuple(layout.hidden_names)}
    if hidden_rows or layout.hidden_names:
        table.notes.append(ReadingNote(kind=NoteKind.HIDDEN_TEXT, fields=hidden_fields))
    if errors:
        fields = {"sheet": table.name, "reason": "error_values", "count": errors}
        table.notes.append(ReadingNote(kind=NoteKind.DOUBTFUL_VALUE, fields=fields))


class _SheetLayout:
    """What of a sheet is hidden or merged, and its rows, from its XML read as a stream."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._hidden_columns: set[int] = set()
        self._hidden_seen: set[int] = set()
        self._merged: _Merged = {}
        self._held: dict[tuple[int, int], Any] = {}  # (column, first row) → value of a merged cell
        self._scan()

    @property
    def hidden_names(self) -> list[str]:
        from openpyxl.utils import get_column_letter

        return [get_column_letter(column) for column in sorted(self._hidden_seen)]

    def parsed(self) -> Iterator[tuple[int, list[dict[str, Any]], bool]]:
        """Yield each row's number, its cells and whether it is hidden; the XML behind it is dropped."""
        from lxml import etree
        from openpyxl.worksheet._reader import ROW_TAG, WorkSheetParser

        book = self._sheet.parent
        with self._sheet._get_source() as source:
            parser = WorkSheetParser(
                source,
                self._sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            for _, element in etree.iterparse(source, tag=ROW_TAG, resolve_entities=False, no_network=True):
                number, cells = parser.parse_row(element)
                parser.row_dimensions.clear()
                yield number, cells, element.get("hidden") in _TRUE
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def values(self, number: int, cells: list[dict[str, Any]]) -> tuple[tuple[str, ...], int]:
        """Return the texts of a row without its hidden columns, and how many of them are error values."""
        found: dict[int, Any] = {
            cell["column"]: cell["value"] for cell in cells if cell["column"] <= MOST_COLUMNS
        }
        for column, spans in self._merged.items():
            for first, last in spans:
                if number == first:
                    self._held[column, first] = found.get(column)
                elif first < number <= last and found.get(column) is None:
                    found[column] = self._held.get((column, first))
        self._hidden_seen |= {column for column in self._hidden_columns if found.get(column) is not None}
        width = max((column for column, value in found.items() if value is not None), default=0)
        shown = [column for column in range(1, width + 1) if column not in self._hidden_columns]
        texts = tuple(_text(found.get(column)) for column in shown)
        wrong = sum(text in _ERRORS for text in texts)
        return (tuple("" if text in _ERRORS else text for text in texts) if wrong else texts), wrong

    def _scan(self) -> None:
        """Learn the hidden columns, which stand before the rows, and the merged cells, which stand after them."""
        from openpyxl.utils import range_boundaries

        merged = 0
        for name, attributes in _elements(self._sheet):
            if name == b"col" and attributes.get(b"hidden", b"").decode() in _TRUE:
                widest = min(int(attributes.get(b"max", b"0")), MOST_COLUMNS)
                self._hidden_columns.update(range(int(attributes.get(b"min", b"1")), widest + 1))
            elif name == b"mergeCell" and merged < _MOST_MERGED:
                column, first, _, last = range_boundaries(attributes.get(b"ref", b"A1").decode())
                if column and first and last and last > first:
                    self._merged.setdefault(column, []).append((first, last))
                    merged += 1


def _elements(sheet: Any) -> Iterator[tuple[bytes, dict[bytes, bytes]]]:
    """Yield the `col` and `mergeCell` elements of a sheet without parsing its rows."""
    with sheet._get_source() as source:
        rest = b""
        while block := source.read(_BLOCK):
            text = rest + block
            end = text.rfind(b">") + 1
            for match in _TOLD.finditer(text[:end]):
                yield match[1], dict(_ATTRIBUTE.findall(match[2]))
            rest = text[end:][-_BLOCK:]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return unescaped(clean_text(value).strip())
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return strip_invisible(str(value)).strip()


@contextmanager
def _damage_of(path: Path) -> Iterator[None]:
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        yield
    except ReadError:
        raise
    except (
        InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError,
        EOFError, zipfile.BadZipFile, zlib.error,
    ) as error:  # fmt: skip
        raise ReadError("damaged_xlsx", file=str(path), reason=type(error).__name__) from error
