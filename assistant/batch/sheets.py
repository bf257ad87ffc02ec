"""Sheets of a workbook written row by row: plain values in; cells that no spreadsheet takes for a formula out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from knowledge.lazy_patterns import lazy_pattern

_FORBIDDEN = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000  # of 32,767 that a cell holds
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOST_LINKS = 60_000  # of 65,530 that Excel opens
_TOP = Alignment(vertical="top", wrap_text=True)
_HEAD = Font(bold=True, color="FFFFFF")
_FILL = PatternFill("solid", fgColor="1F4E79")
_LINK = Font(color="0563C1", underline="single")


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to an address, or to a file beside the workbook."""

    text: str
    target: str


Value = str | int | float | Link | None


class Book:
    """A workbook that holds no more than a row in memory."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)

    def sheet(self, title: str, heads: Sequence[tuple[str, float]]) -> Sheet:
        """Begin a sheet with its column names and their widths; the header stays in sight and filters."""
        return Sheet(self._book.create_sheet(title), heads)

    def content(self) -> bytes:
        stream = BytesIO()
        self._book.save(stream)
        return stream.getvalue()


class Sheet:
    def __init__(self, sheet: Any, heads: Sequence[tuple[str, float]]) -> None:
        self._sheet = sheet
        self._width = len(heads)
        self._rows = 1
        self._links = 0
        sheet.freeze_panes = "A2"
        for place, (_, width) in enumerate(heads, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.append([self._head(name) for name, _ in heads])

    def add(self, values: Sequence[Value]) -> None:
        self._sheet.append([self._cell(value) for value in values])
        self._rows += 1

    def bars(self, title: str, unit: str, *, last: int, lying: bool = False) -> None:
        """Draw columns 2 to `last` of the rows so far as bars beside the table, named by column 1 and the header."""
        from openpyxl.chart import BarChart, Reference  # takes a while to import

        chart = BarChart()
        chart.type = "bar" if lying else "col"
        chart.title = title
        chart.y_axis.title = unit
        chart.x_axis.delete = chart.y_axis.delete = False
        if lying:
            chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
        if last == 2:
            chart.legend = None
        values = Reference(self._sheet, min_col=2, max_col=last, min_row=1, max_row=self._rows)
        chart.add_data(values, titles_from_data=True)
        chart.set_categories(Reference(self._sheet, min_col=1, min_row=2, max_row=self._rows))
        chart.width, chart.height = 26, 12
        self._sheet.add_chart(chart, f"{get_column_letter(self._width + 2)}2")

    def close(self) -> None:
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(self._width)}{self._rows}"

    def _head(self, name: str) -> Any:
        cell = self._text(name)
        cell.font, cell.fill, cell.alignment = _HEAD, _FILL, _TOP
        return cell

    def _cell(self, value: Value) -> Any:
        if isinstance(value, Link):
            cell = self._text(value.text)
            if value.target and self._links < _MOST_LINKS:
                cell.hyperlink, cell.font = value.target, _LINK
                self._links += 1
        elif isinstance(value, str):
            cell = self._text(value)
        else:
            cell = WriteOnlyCell(self._sheet, value)
        cell.alignment = _TOP
        return cell

    def _text(self, value: str) -> Any:
        """Return a cell that stays a text, whatever it begins with."""
        text = _FORBIDDEN.sub("", value)
        cell = WriteOnlyCell(self._sheet, None)
        cell.value = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        cell.data_type = "s"
        if text.startswith(_FORMULA):
            cell.quotePrefix = True
        return cell
