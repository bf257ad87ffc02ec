"""CSV, TSV and XLSX files → a patent document per row, or for any other table one document with its rows."""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from knowledge.errors import ReadError
from knowledge.folding import strip_invisible
from knowledge.layout import TextBuilder
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import decode_text, read_bytes
from knowledge.readers.plain import language_of
from knowledge.readers.table_headers import patent_columns
from knowledge.readers.table_records import row_document
from knowledge.readers.zip_limits import check_office
from knowledge.types import Kind, Language, PassageKind

_log = logging.getLogger(__name__)

MOST_ROWS = 1_000_000
_MOST_COLUMNS = 1_000
_ROWS_TOGETHER = 25  # of a table that is no patent list
_HEADER_WITHIN = 10
_LABEL = {Language.ZH: "第{}–{}行", Language.EN: "rows {}–{}"}
Rows = list[list[str]]


class CsvReader:
    """Reads one CSV or TSV file, whatever its delimiter and encoding."""

    suffixes: tuple[str, ...] = (".csv", ".tsv", ".tab")

    def read(self, path: Path) -> Iterator[ReadDocument]:
        text = decode_text(read_bytes(path), path)
        yield from _documents({"": _csv_rows(text, path)}, path)


class XlsxReader:
    """Reads one workbook, each sheet a table."""

    suffixes: tuple[str, ...] = (".xlsx", ".xlsm")

    def read(self, path: Path) -> Iterator[ReadDocument]:
        read_bytes(path)
        check_office(path)
        yield from _documents(_sheets(path), path)


def _csv_rows(text: str, path: Path) -> Rows:
    csv.field_size_limit(50_000_000)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
        return [[cell.strip() for cell in row] for row in _limited(rows, path)]
    except csv.Error as error:
        raise ReadError("bad_csv", file=str(path), reason=str(error)) from error


def _limited(rows: Iterator[list[str]], path: Path) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number > MOST_ROWS:
            raise ReadError("too_many_rows", file=str(path), most=MOST_ROWS)
        yield row


def _delimiter(text: str) -> str:
    """Choose the delimiter that cuts the first lines into equally many cells, the most of them."""
    sample = [line for line in text.split("\n")[:30] if line.strip() and not line.startswith("search URL")]
    best, most = ",", 0.0
    for mark in (",", "\t", ";", "|", "，"):
        counts = [len(row) for row in csv.reader(sample, delimiter=mark)]
        if not counts or counts[0] < 2:
            continue
        even = sum(count == counts[0] for count in counts) / len(counts)
        if counts[0] * even > most:
            best, most = mark, counts[0] * even
    return best


def _sheets(path: Path) -> dict[str, Rows]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            sheets = {}
            for sheet in book.worksheets:
                rows = sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS)
                sheets[sheet.title] = [[_cell(value) for value in row] for row in _limited(rows, path)]  # type: ignore[arg-type]
            return sheets
        finally:
            book.close()
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
        OSError,
    ) as error:
        raise ReadError("damaged_xlsx", file=str(path), reason=type(error).__name__) from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return strip_invisible(str(value)).strip()


def _documents(sheets: dict[str, Rows], path: Path) -> Iterator[ReadDocument]:
    found = False
    for name, rows in sheets.items():
        filled = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
        if not filled:
            continue
        found = True
        yield from _table(filled, name, path)
    if not found:
        raise ReadError("empty_file", file=str(path))


def _table(rows: Sequence[tuple[int, list[str]]], name: str, path: Path) -> Iterator[ReadDocument]:
    for position, (_, header) in enumerate(rows[:_HEADER_WITHIN]):
        columns = patent_columns(header)
        if columns is None:
            continue
        skipped = 0
        for number, row in rows[position + 1 :]:
            document = row_document(row, header, columns, f"{name}!{number}" if name else str(number))
            skipped += document is None
            if document is not None:
                yield document
        if skipped:
            _log.warning("%d rows of a patent list have no title", skipped)
        return
    yield _plain_table(rows, name, path)


def _plain_table(rows: Sequence[tuple[int, list[str]]], name: str, path: Path) -> ReadDocument:
    """Make one document of a table: its header above each group of rows, so that every group reads alone."""
    header = rows[0][1] if len(rows) > 1 else []
    body = rows[1:] if header else rows
    language = language_of("\n".join(" ".join(row) for _, row in rows[:200]))
    title = f"{path.stem} {name}".strip() if name and not re.fullmatch(r"Sheet\d+", name) else path.stem
    builder = TextBuilder()
    builder.line(title)
    for start in range(0, len(body), _ROWS_TOGETHER):
        group = body[start : start + _ROWS_TOGETHER]
        lines = [_line(header)] if any(header) else []
        lines += [_line(row) for _, row in group]
        label = _LABEL[language].format(group[0][0], group[-1][0])
        builder.section("\n".join(lines), PassageKind.TABLE, label, language, headings=(title,))
    return ReadDocument(
        kind=Kind.OTHER,
        language=language,
        title=title,
        text=builder.text,
        sections=builder.sections,
        member=name,
    )


def _line(row: Sequence[str]) -> str:
    return " | ".join(re.sub(r"\s+", " ", cell) for cell in row).strip()
