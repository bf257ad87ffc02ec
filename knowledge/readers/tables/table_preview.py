"""What would be made of a table, before it is read in: its columns with what they are taken for, and its first rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from knowledge.errors import ReadError
from knowledge.readers.objects.json_rows import BadLine, line_objects, line_table
from knowledge.readers.sniffing import Format, sniff
from knowledge.readers.tables.column_maps import KEPT, LEFT_OUT, ColumnMap, MappedTable
from knowledge.readers.tables.csv_rows import csv_rows
from knowledge.readers.tables.sheet_rows import sheet_tables
from knowledge.readers.tables.table_layout import SAMPLE_ROWS, TableLayout, layout_of
from knowledge.readers.tables.table_offers import OfferColumns
from knowledge.readers.tables.table_records import read_row
from knowledge.readers.tables.table_sources import TableSource
from knowledge.readers.tables.tabular import Row, Table, cell_text
from knowledge.readers.zip_limits import check_office
from knowledge.types import NoteKind, PatentRecord

_SAMPLES: Final = 3
_ROWS: Final = 5
_LONGEST_SAMPLE: Final = 60
BY_HEADER, BY_VALUES, BY_MAP = "header", "values", "map"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPreview:
    """A column, the field it is taken for (None: a line of its own) and why: header, values or map."""

    name: str
    field: str | None
    by: str | None
    left_out: bool
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPreview:
    """What would become of a row: a patent, or the reason why it would be set aside."""

    number: int
    title: str = ""
    publication_number: str | None = None
    application_number: str | None = None
    set_aside: str = ""
    doubtful: tuple[str, ...] = ()  # names of the columns whose value was not taken over


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePreview:
    sheet: str
    header_row: int
    source: TableSource
    separator: str | None
    is_patents: bool
    has_offers: bool  # its rows offer patents for licensing: terms, or whom to ask
    columns: tuple[ColumnPreview, ...]
    rows: tuple[RowPreview, ...]


def preview_tables(path: Path, columns: ColumnMap | None = None) -> tuple[TablePreview, ...]:
    """Preview the tables of a file from their first rows.

    Raises ReadError: not_a_table, and what reading and a map that does not fit raise.
    """
    found = []
    with tables_of(path) as tables:
        for table in tables:
            sample = list(islice((row for row in table.rows if row.filled), SAMPLE_ROWS))
            if sample:
                found.append(_preview(table, sample, columns, path))
    if not found:
        raise ReadError("empty_file", file=str(path))
    return tuple(found)


def suggested_map(tables: Sequence[TablePreview]) -> tuple[MappedTable, ...]:
    """Return the map that says what a preview shows, for a person to correct."""
    several = len(tables) > 1
    return tuple(
        MappedTable(
            columns=tuple(
                (c.name, LEFT_OUT if c.left_out else c.field or KEPT) for c in table.columns if c.name
            ),
            sheet=table.sheet if several else None,
            header_row=table.header_row or None,
            source=table.source,
            separator=table.separator,
        )
        for table in tables
        if any(column.name for column in table.columns)
    )


@contextmanager
def tables_of(path: Path) -> Iterator[Iterator[Table]]:
    """Open the tables of a file: CSV, a workbook, JSON lines. Raises ReadError("not_a_table") for anything else."""
    match sniff(path):
        case Format.CSV:
            yield iter((Table(name="", rows=csv_rows(path), even=True),))
        case Format.XLSX:
            check_office(path)
            with sheet_tables(path) as tables:
                yield tables
        case Format.RECORD_LINES | Format.DOCUMENT_LINES:
            bad: list[BadLine] = []
            yield iter((line_table(line_objects(path, bad), bad),))
        case other:
            raise ReadError("not_a_table", file=str(path), format=str(other))


def _preview(table: Table, sample: Sequence[Row], columns: ColumnMap | None, path: Path) -> TablePreview:
    mapped = columns.for_sheet(table.name) if columns else None
    layout = layout_of(sample, mapped, columns)
    if mapped is not None and columns is not None and not layout.header:
        raise ReadError("missing_header_row", file=columns.path, row=mapped.header_row)
    body = [row for row in sample if row.number > layout.header_row]
    return TablePreview(
        sheet=table.name,
        header_row=layout.header_row,
        source=layout.source,
        separator=layout.separator,
        is_patents=layout.is_patents,
        has_offers=OfferColumns.of(sample, layout.header_row, path) is not None,
        columns=tuple(_column(layout, place, body, mapped) for place in range(len(layout.names))),
        rows=tuple(_row(row, layout, even=table.even) for row in body[:_ROWS]) if layout.is_patents else (),
    )


def _column(
    layout: TableLayout, place: int, body: Sequence[Row], mapped: MappedTable | None
) -> ColumnPreview:
    field = layout.field_at(place)
    values = (cell_text(row.cells[place]) for row in body if place < len(row.cells))
    shown = (" ".join(value.split())[:_LONGEST_SAMPLE] for value in values if value.strip())
    named = {name for name, _ in mapped.columns} if mapped else set()
    by = BY_MAP if layout.names[place] in named else BY_VALUES if place in layout.by_values else BY_HEADER
    return ColumnPreview(
        name=layout.names[place],
        field=field,
        by=by if field else None,
        left_out=place in layout.left_out,
        samples=tuple(islice(dict.fromkeys(shown), _SAMPLES)),
    )


def _row(row: Row, layout: TableLayout, *, even: bool) -> RowPreview:
    reading = read_row(row, layout, str(row.number), even=even)
    document = reading.document
    if document is None or not isinstance(document.record, PatentRecord):
        return RowPreview(number=row.number, set_aside=reading.reason)
    doubtful = (note for note in document.notes if note.kind is NoteKind.DOUBTFUL_VALUE)
    return RowPreview(
        number=row.number,
        title=document.title,
        publication_number=document.record.publication_number,
        application_number=document.record.application_number,
        doubtful=tuple(str(note.fields["column"]) for note in doubtful),
    )
