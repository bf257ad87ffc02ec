"""What would be read of a file: its path in; its first documents, columns and what its reader says out. Runs in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from assistant.uploads.types import Looked, Remark, SeenColumn, SeenDocument, SeenTable
from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.types import PatentRecord, PolicyRecord, ReadingNote

_DOCUMENTS = 8
_NOTES = 20
_BEGINS = 160
_LONGEST = 200


def look_at(path: Path, name: str) -> Looked:
    """Read the beginning of a file. What cannot be read is told, not raised."""
    from knowledge.readers import read_file
    from knowledge.readers.tables.column_maps import map_beside

    tables = _tables(path)
    try:
        read = list(islice(read_file(path, map_beside(path) if tables else None), _DOCUMENTS + 1))
    except ReadError as error:
        return Looked(file=name, problem=remark(error), tables=tables)
    notes = [noted(note) for document in read for note in document.notes]
    return Looked(
        file=name,
        documents=tuple(_seen(document) for document in read[:_DOCUMENTS]),
        more=len(read) > _DOCUMENTS,
        notes=tuple(notes[:_NOTES]),
        tables=tables,
    )


def look_at_several(names: Sequence[str], folder: Path, shown: str) -> list[Looked]:
    """Read the beginnings of some files of a folder."""
    return [look_at(folder / name, name) for name in names]


def remark(error: ReadError) -> Remark:
    return Remark(code=error.code, fields=plain({n: v for n, v in error.fields.items() if n != "file"}))


def noted(note: ReadingNote) -> Remark:
    return Remark(code=str(note.kind), fields=plain(note.fields))


def plain(fields: Mapping[str, object]) -> dict[str, object]:
    """Return fields as short texts."""
    return {
        name: ("; ".join(map(str, value)) if isinstance(value, tuple | list) else str(value))[:_LONGEST]
        for name, value in fields.items()
    }


def _seen(document: ReadDocument) -> SeenDocument:
    record = document.record
    number = owner = ""
    if isinstance(record, PatentRecord):
        number = record.publication_number or record.application_number or record.case_number or ""
        owner = "; ".join(party.name(document.language) for party in record.owners[:3])
    elif isinstance(record, PolicyRecord):
        number, owner = record.document_number or "", record.issuer or ""
    return SeenDocument(
        title=document.title[:_LONGEST],
        kind=str(document.kind),
        language=str(document.language),
        number=number,
        owner=owner[:_LONGEST],
        passages=len(document.sections),
        begins=" ".join(document.text[: 4 * _BEGINS].split())[:_BEGINS],
    )


def _tables(path: Path) -> tuple[SeenTable, ...]:
    """Return the tables of a file by the map beside it; none where it holds none, or the map does not fit."""
    from knowledge.readers.tables.column_maps import map_beside, read_column_map
    from knowledge.readers.tables.table_preview import preview_tables

    beside = map_beside(path)
    for given in (beside, None):
        try:
            found = preview_tables(path, read_column_map(given) if given else None)
        except (ReadError, OSError):
            continue
        return tuple(
            SeenTable(
                sheet=table.sheet,
                is_patents=table.is_patents,
                columns=tuple(
                    SeenColumn(name=c.name, field="-" if c.left_out else c.field or "?", samples=c.samples)
                    for c in table.columns
                    if c.name
                ),
            )
            for table in found
        )
    return ()


def map_columns(chosen: str, path: Path, name: str) -> bool:
    """Write the column map of a table: what is recognised, with what a person chose. Raises ReadError where it does not fit.

    `chosen` holds a line for each choice: number of the table, name of the column and field, between tabs.
    """
    from knowledge.readers import read_file
    from knowledge.readers.tables.column_maps import SUFFIX, write_column_map
    from knowledge.readers.tables.table_preview import preview_tables, suggested_map

    wanted: dict[tuple[int, str], str] = {}
    for line in chosen.split("\n"):
        place, column, field = line.split("\t")
        wanted[int(place), column] = field
    target, draft = (path.with_name(path.name + ending) for ending in (SUFFIX, ".draft"))
    maps = suggested_map(preview_tables(path))
    changed = tuple(
        replace(
            one, columns=tuple((column, wanted.get((place, column), field)) for column, field in one.columns)
        )
        for place, one in enumerate(maps)
    )
    write_column_map(changed, draft)
    try:
        next(iter(read_file(path, draft)), None)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return True


__all__ = ["look_at", "look_at_several", "map_columns", "noted", "plain"]
