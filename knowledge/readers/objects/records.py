"""Patent records in our own JSON format (one file, or one record per line), and other JSON lines → documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import decode_text, read_bytes
from knowledge.readers.objects.json_rows import BadLine, line_objects, line_table
from knowledge.readers.objects.record_fields import DecodedRecord, FieldError, decode_record
from knowledge.readers.tables.column_maps import ColumnMap
from knowledge.readers.tables.tables import table_documents
from knowledge.rendering import render_patent

FORMAT = "patentbridge/patent-records@1"


class RecordsReader:
    """Reads `{"format": "patentbridge/patent-records@1", "records": […]}`."""

    suffixes: tuple[str, ...] = (".json",)

    def read(self, path: Path) -> Iterator[ReadDocument]:
        text = decode_text(read_bytes(path), path)
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ReadError("bad_json", file=str(path), reason=str(error)) from error
        if not isinstance(raw, Mapping) or raw.get("format") != FORMAT:
            raise ReadError("unknown_format", file=str(path), format=_named_format(raw))
        records = raw.get("records")
        if not isinstance(records, list):
            raise ReadError("bad_record", file=str(path), field="records")
        yield from _documents(records, path)


class RecordLinesReader:
    """Reads one record per line, the first line may be the format line; or the objects of a database, one per line."""

    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")

    def read(self, path: Path) -> Iterator[ReadDocument]:
        yield from self.read_mapped(path, None)

    def read_mapped(self, path: Path, columns: ColumnMap | None) -> Iterator[ReadDocument]:
        """Read a database's objects by a column map; records of our own format have none."""
        bad: list[BadLine] = []
        objects = line_objects(path, bad)
        first = next(objects, None)
        if first is None:
            _refuse(bad, path)
            raise ReadError("no_records", file=str(path))
        whole = chain((first,), objects)
        if "titles" in first[1] or "format" in first[1]:
            yield from _documents(_lines(whole, bad, path), path)
        else:
            yield from table_documents([line_table(whole, bad)], path, columns, only_patents="json lines")


def _refuse(bad: Sequence[BadLine], path: Path) -> None:
    """Raise ReadError for the first bad line: a file of records in our own format is whole or it is not read."""
    if bad:
        raise ReadError("bad_json", file=str(path), line=bad[0].number, reason=bad[0].reason)


def _lines(
    objects: Iterable[tuple[int, Mapping[str, Any]]], bad: Sequence[BadLine], path: Path
) -> Iterator[Any]:
    for number, raw in objects:
        _refuse(bad, path)
        if "format" in raw and "titles" not in raw:
            if raw["format"] != FORMAT:
                raise ReadError("unknown_format", file=str(path), format=_named_format(raw))
            continue
        if "titles" not in raw:
            raise ReadError("unknown_format", file=str(path), line=number, format="json lines")
        yield raw
    _refuse(bad, path)


def _documents(records: Iterable[Any], path: Path) -> Iterator[ReadDocument]:
    found = False
    for position, raw in enumerate(records, start=1):
        if not isinstance(raw, Mapping):
            raise ReadError("bad_record", file=str(path), record=position, field="")
        try:
            decoded = decode_record(raw)
        except FieldError as error:
            raise ReadError("bad_record", file=str(path), record=position, field=error.field) from error
        found = True
        yield from _rendered(decoded, position)
    if not found:
        raise ReadError("no_records", file=str(path))


def _rendered(decoded: DecodedRecord, position: int) -> tuple[ReadDocument, ...]:
    record = decoded.record
    return render_patent(
        record,
        language=decoded.language,
        claims=decoded.claims,
        description=decoded.description,
        translation=decoded.translation,
        member=record.publication_number or record.application_number or record.case_number or str(position),
        synthetic=decoded.synthetic,
    )


def _named_format(raw: object) -> str:
    return str(raw.get("format", ""))[:80] if isinstance(raw, Mapping) else ""
