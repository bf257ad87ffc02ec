"""columns: what a table's columns are taken for, shown or written as a map to edit. Needs no library."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from assistant.cli.console import Console

if TYPE_CHECKING:
    from knowledge.readers.tables.table_preview import ColumnPreview, RowPreview, TablePreview


def columns(arguments: Namespace, console: Console) -> int:
    """Preview a table; with --write, write the column map that says what was recognised."""
    from knowledge.readers.tables.column_maps import map_beside, read_column_map
    from knowledge.readers.tables.table_preview import preview_tables

    path = console.path(arguments.file)
    given = console.path(arguments.columns) if arguments.columns else map_beside(path)
    tables = preview_tables(path, read_column_map(given) if given else None)
    if arguments.write:
        _write(tables, arguments, console)
    if arguments.json:
        shown = [{**asdict(table), "source": str(table.source)} for table in tables]
        console.json({"file": arguments.file, "written": arguments.write, "tables": shown})
        return 0
    for table in tables:
        console.show("\n".join(_lines(table, arguments.file, console)))
    if arguments.write:
        console.show(console.word("columns_written", file=arguments.write))
    return 0


def _write(tables: tuple[TablePreview, ...], arguments: Namespace, console: Console) -> None:
    from knowledge.errors import UsageError
    from knowledge.readers.tables.column_maps import write_column_map
    from knowledge.readers.tables.table_preview import suggested_map

    target = console.path(arguments.write)
    if target.exists() and not arguments.force:
        raise UsageError("column_map_exists", file=arguments.write)
    try:
        write_column_map(suggested_map(tables), target)
    except OSError as error:
        raise UsageError("cannot_write", file=arguments.write, reason=error.strerror or "") from error


def _lines(table: TablePreview, file: str, console: Console) -> Iterator[str]:
    name = f"{file} · {table.sheet}" if table.sheet else file
    verdict = console.word(_verdict(table))
    yield console.word(
        "columns_head", name=name, row=table.header_row, source=str(table.source), verdict=verdict
    )
    for column in table.columns:
        if column.name:
            yield f"  {column.name}  →  {_meaning(column, console)}  ({'; '.join(column.samples)})"
    if table.rows:
        yield console.word("columns_rows")
        yield from (f"  {_row(row, console)}" for row in table.rows)


def _verdict(table: TablePreview) -> str:
    if table.has_offers:
        return "columns_offers"
    return "columns_patents" if table.is_patents else "columns_no_patents"


def _meaning(column: ColumnPreview, console: Console) -> str:
    if column.left_out:
        return "-"
    if column.field is None:
        return "?"
    return column.field if column.by != "values" else console.word("columns_by_values", field=column.field)


def _row(row: RowPreview, console: Console) -> str:
    if row.set_aside:
        return f"{row.number}: {console.word(f'row_{row.set_aside}')}"
    numbers = " ".join(filter(None, (row.publication_number, row.application_number))) or "–"
    doubts = (
        f"  ! {console.word('columns_doubtful', columns=', '.join(row.doubtful))}" if row.doubtful else ""
    )
    return f"{row.number}: {row.title} · {numbers}{doubts}"
