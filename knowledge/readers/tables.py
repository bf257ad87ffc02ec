"""CSV, TSV and XLSX files → a patent document per row, or for any other table documents with its rows.

What was left out or not understood (rows without a title or number, unknown columns, hidden cells, damaged numbers) is
told in notes: those of a row on its document, those of the file on its last one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from knowledge.errors import ReadError
from knowledge.layout import TextBuilder
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import read_head
from knowledge.readers.column_maps import ColumnMap, map_beside, read_column_map
from knowledge.readers.csv_rows import csv_rows
from knowledge.readers.listings import day_of_list, listing_columns, listing_document
from knowledge.readers.plain import language_of
from knowledge.readers.sheet_rows import sheet_tables
from knowledge.readers.table_layout import SAMPLE_ROWS, TableLayout, layout_of
from knowledge.readers.table_records import read_row
from knowledge.readers.tabular import Row, Table, cell_text
from knowledge.readers.zip_limits import check_office
from knowledge.types import Kind, Language, NoteKind, PassageKind, ReadingNote

_ROWS_TOGETHER = 25  # of a table that is no patent list
_ROWS_OF_A_DOCUMENT = 5_000
_NAMED_ROWS = 20
_HEADER_WITHIN = 10
_NAMED_COLUMNS = 50
_LABEL = {Language.ZH: "第{}–{}行", Language.EN: "rows {}–{}"}


class CsvReader:
    """Reads one CSV or TSV file, whatever its delimiter and encoding."""

    suffixes: tuple[str, ...] = (".csv", ".tsv", ".tab")

    def read(self, path: Path) -> Iterator[ReadDocument]:
        yield from self.read_mapped(path, None)

    def read_mapped(self, path: Path, columns: ColumnMap | None) -> Iterator[ReadDocument]:
        """Read a table by a column map; without one, by the map that lies beside it, if any."""
        read_head(path)
        yield from table_documents([Table(name="", rows=csv_rows(path), even=True)], path, columns)


class XlsxReader:
    """Reads one workbook, each visible sheet a table."""

    suffixes: tuple[str, ...] = (".xlsx", ".xlsm")

    def read(self, path: Path) -> Iterator[ReadDocument]:
        yield from self.read_mapped(path, None)

    def read_mapped(self, path: Path, columns: ColumnMap | None) -> Iterator[ReadDocument]:
        """Read a workbook by a column map; without one, by the map that lies beside it, if any."""
        read_head(path)
        check_office(path)
        with sheet_tables(path) as tables:
            yield from table_documents(tables, path, columns)


def table_documents(
    tables: Iterable[Table], path: Path, columns: ColumnMap | None = None, *, only_patents: str = ""
) -> Iterator[ReadDocument]:
    """Yield the documents of the tables of one file, one row at a time; the last carries the notes of the file.

    `only_patents` names a format of which nothing but lists of patents is read. Raises ReadError: empty_file where
    nothing is written in it, no_records where none of its rows became a document, unknown_format where it is no list
    of patents and had to be one, and what a column map raises that does not fit.
    """
    beside = map_beside(path) if columns is None else None
    reading = _FileReading(
        path=path, columns=read_column_map(beside) if beside else columns, only_patents=only_patents
    )
    held: ReadDocument | None = None
    for document in reading.documents(tables):
        if held is not None:
            yield held
        held = document
    if held is None:
        code = "no_records" if reading.filled else "empty_file"
        raise ReadError(code, file=str(path), rows=reading.filled)
    yield replace(held, notes=(*held.notes, *reading.notes)) if reading.notes else held


@dataclass(slots=True)
class _FileReading:
    path: Path
    columns: ColumnMap | None
    only_patents: str
    filled: int = 0  # rows in which something is written
    notes: list[ReadingNote] = field(default_factory=list)

    def documents(self, tables: Iterable[Table]) -> Iterator[ReadDocument]:
        for table in tables:
            yield from self._table(table)
            self.notes.extend(table.notes)

    def _table(self, table: Table) -> Iterator[ReadDocument]:
        rows = self._filled(table.rows)
        sample = list(islice(rows, SAMPLE_ROWS))
        if not sample:
            return
        mapped = self.columns.for_sheet(table.name) if self.columns else None
        listing = None if mapped else next(_listings(sample), None)
        if listing is not None and not self.only_patents:
            yield from self._listing(chain(sample, rows), listing, table)
            return
        layout = layout_of(sample, mapped, self.columns)
        if mapped is not None and not layout.header:
            raise ReadError(
                "missing_header_row", file=self.columns.path if self.columns else "", row=mapped.header_row
            )
        below = (row for row in sample if row.number > layout.header_row)
        if layout.is_patents:
            yield from self._patents(chain(below, rows), layout, table)
        elif self.only_patents:
            raise ReadError("unknown_format", file=str(self.path), format=self.only_patents)
        else:
            self._note_unmapped(layout, table)
            yield from _plain_tables(sample, rows, table.name, self.path)

    def _filled(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            if row.filled:
                self.filled += 1
                yield row

    def _patents(self, rows: Iterable[Row], layout: TableLayout, table: Table) -> Iterator[ReadDocument]:
        aside: dict[str, list[int]] = {}
        counts: Counter[str] = Counter()
        for row in rows:
            member = f"{table.name}!{row.number}" if table.name else str(row.number)
            reading = read_row(row, layout, member, even=table.even)
            if reading.document is not None:
                yield reading.document
            elif reading.reason != "repeated_header":
                counts[reading.reason] += 1
                if counts[reading.reason] <= _NAMED_ROWS:
                    aside.setdefault(reading.reason, []).append(row.number)
        where = {"sheet": table.name} if table.name else {}
        if layout.unknown:
            self._note(NoteKind.UNKNOWN_COLUMN, **where, columns=layout.unknown[:_NAMED_COLUMNS])
        for reason, numbers in aside.items():
            fields = {"reason": reason, "count": counts[reason], "rows": tuple(numbers)}
            self._note(NoteKind.ROW_SET_ASIDE, **where, **fields)

    def _listing(self, rows: Iterable[Row], listing: Row, table: Table) -> Iterator[ReadDocument]:
        """Read a list of patents on offer, one a row."""
        header = [cell_text(cell) for cell in listing.cells]
        columns = listing_columns(header) or {}
        as_of = day_of_list(self.path.stem)
        for row in rows:
            texts = [cell_text(cell) for cell in row.cells]
            if row.number <= listing.number or texts == header:
                continue
            member = f"{table.name}!{row.number}" if table.name else str(row.number)
            document = listing_document(texts, header, columns, member, source=self.path.stem, as_of=as_of)
            if document is None:
                self._note(NoteKind.ROW_SET_ASIDE, reason="no_title", count=1, rows=(row.number,))
            else:
                yield document

    def _note_unmapped(self, layout: TableLayout, table: Table) -> None:
        """Tell of a table that has patent numbers but no column that is known to hold titles."""
        if layout.by_values.keys() & set(layout.columns.get("publication_number", ())):
            where = {"sheet": table.name} if table.name else {}
            self._note(
                NoteKind.UNKNOWN_COLUMN, **where, columns=layout.unknown[:_NAMED_COLUMNS], missing="title"
            )

    def _note(self, kind: NoteKind, **fields: object) -> None:
        self.notes.append(ReadingNote(kind=kind, fields=fields))


def _listings(sample: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows among the first ones that head a list of patents on offer."""
    return (row for row in sample[:_HEADER_WITHIN] if listing_columns([cell_text(c) for c in row.cells]))


# ── other tables ─────────────────────────────────────────────────────────────────────────────────────────


def _plain_tables(
    sample: Sequence[Row], rest: Iterator[Row], name: str, path: Path
) -> Iterator[ReadDocument]:
    """Make documents of a table of anything: its header above each group of rows, so that every group reads alone."""
    texts = [_line(row) for row in sample]
    header = texts[0] if len(sample) > 1 else ""
    language = language_of("\n".join(texts))
    title = f"{path.stem} {name}".strip() if name and not re.fullmatch(r"Sheet\d+", name) else path.stem
    body = chain(sample[1:] if header else sample, rest)
    part = 0
    while rows := list(islice(body, _ROWS_OF_A_DOCUMENT)):
        part += 1
        span = "" if part == 1 and len(rows) < _ROWS_OF_A_DOCUMENT else f"{rows[0].number}–{rows[-1].number}"
        yield _plain_table(rows, header, language, f"{title} {span}".strip(), f"{name}!{span}".strip("!"))


def _plain_table(
    rows: Sequence[Row], header: str, language: Language, title: str, member: str
) -> ReadDocument:
    builder = TextBuilder()
    builder.line(title)
    for start in range(0, len(rows), _ROWS_TOGETHER):
        group = rows[start : start + _ROWS_TOGETHER]
        lines = [header] if header else []
        lines += [_line(row) for row in group]
        label = _LABEL[language].format(group[0].number, group[-1].number)
        builder.section("\n".join(lines), PassageKind.TABLE, label, language, headings=(title,))
    return ReadDocument(
        kind=Kind.OTHER,
        language=language,
        title=title,
        text=builder.text,
        sections=builder.sections,
        member=member,
    )


def _line(row: Row) -> str:
    return " | ".join(re.sub(r"\s+", " ", cell_text(cell)) for cell in row.cells).strip()
