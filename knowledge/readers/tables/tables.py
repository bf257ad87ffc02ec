"""CSV, TSV and XLSX files → a patent document per row, or for any other table documents with its rows.

What was left out or not understood (rows without a title or number, unknown columns, hidden cells, damaged numbers) is
told in notes: those of a row on its document, those of the file on its last one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import read_head
from knowledge.readers.tables.column_maps import ColumnMap, map_beside, read_column_map
from knowledge.readers.tables.csv_rows import csv_rows
from knowledge.readers.tables.sheet_rows import sheet_tables
from knowledge.readers.tables.table_layout import SAMPLE_ROWS, TableLayout, layout_of
from knowledge.readers.tables.table_offers import OfferColumns
from knowledge.readers.tables.table_plain import plain_tables
from knowledge.readers.tables.table_records import read_row
from knowledge.readers.tables.tabular import Row, Table
from knowledge.readers.zip_limits import check_office
from knowledge.types import NoteKind, ReadingNote

_NAMED_ROWS = 20
_NAMED_COLUMNS = 50


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
        layout = layout_of(sample, mapped, self.columns)
        if mapped is not None and not layout.header:
            raise ReadError(
                "missing_header_row", file=self.columns.path if self.columns else "", row=mapped.header_row
            )
        offers = None if self.only_patents else OfferColumns.of(sample, layout.header_row, self.path)
        if offers is not None and offers.header_row != layout.header_row:
            layout = replace(layout, is_patents=False)
        first = offers.header_row if offers else layout.header_row
        below = chain((row for row in sample if row.number > first), rows)
        if layout.is_patents:
            yield from self._patents(below, layout, table, offers)
        elif offers is not None:
            yield from self._listing(below, offers, table)
        elif self.only_patents:
            raise ReadError("unknown_format", file=str(self.path), format=self.only_patents)
        else:
            self._note_unmapped(layout, table)
            yield from plain_tables(sample, rows, table.name, self.path)

    def _filled(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            if row.filled:
                self.filled += 1
                yield row

    def _patents(
        self, rows: Iterable[Row], layout: TableLayout, table: Table, offers: OfferColumns | None
    ) -> Iterator[ReadDocument]:
        aside: dict[str, list[int]] = {}
        counts: Counter[str] = Counter()
        used = offers.terms if offers else frozenset()
        layout = replace(layout, left_out=layout.left_out | used)
        for row in rows:
            reading = read_row(
                row, layout, _member(table, row), even=table.even, offers=offers.offers(row) if offers else ()
            )
            if reading.document is not None:
                yield reading.document
            elif reading.reason != "repeated_header":
                counts[reading.reason] += 1
                if counts[reading.reason] <= _NAMED_ROWS:
                    aside.setdefault(reading.reason, []).append(row.number)
        self._note_patents(layout, table, aside, counts)

    def _listing(self, rows: Iterable[Row], offers: OfferColumns, table: Table) -> Iterator[ReadDocument]:
        """Read a list of patents on offer, one a row."""
        aside: list[int] = []
        for row in rows:
            if offers.repeats_header(row):
                continue
            document = offers.document(row, _member(table, row))
            if document is not None:
                yield document
            else:
                aside.append(row.number)
        named = {"no_title": aside[:_NAMED_ROWS]} if aside else {}
        self._note_patents(None, table, named, Counter(no_title=len(aside)))

    def _note_patents(
        self,
        layout: TableLayout | None,
        table: Table,
        aside: Mapping[str, list[int]],
        counts: Mapping[str, int],
    ) -> None:
        where = {"sheet": table.name} if table.name else {}
        if layout is not None and layout.unknown:
            self._note(NoteKind.UNKNOWN_COLUMN, **where, columns=layout.unknown[:_NAMED_COLUMNS])
        for reason, numbers in aside.items():
            fields = {"reason": reason, "count": counts[reason], "rows": tuple(numbers)}
            self._note(NoteKind.ROW_SET_ASIDE, **where, **fields)

    def _note_unmapped(self, layout: TableLayout, table: Table) -> None:
        """Tell of a table that has patent numbers but no column that is known to hold titles."""
        if layout.by_values.keys() & set(layout.columns.get("publication_number", ())):
            where = {"sheet": table.name} if table.name else {}
            self._note(
                NoteKind.UNKNOWN_COLUMN, **where, columns=layout.unknown[:_NAMED_COLUMNS], missing="title"
            )

    def _note(self, kind: NoteKind, **fields: object) -> None:
        self.notes.append(ReadingNote(kind=kind, fields=fields))


def _member(table: Table, row: Row) -> str:
    return f"{table.name}!{row.number}" if table.name else str(row.number)
