"""Patent records in our own JSON format (one file, or one record per line), and other JSON lines → documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import decode_text, read_bytes
from knowledge.readers.column_maps import ColumnMap
from knowledge.readers.json_rows import line_objects, object_rows
from knowledge.readers.record_fields import DecodedRecord, FieldError, decode_record
from knowledge.readers.tables import table_documents
from knowledge.readers.tabular import Table
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
        objects = line_objects(path)
        first = next(objects, None)
        if first is None:
            raise ReadError("no_records", file=str(path))
        whole = chain((first,), objects)
        if "titles" in first[1] or "format" in first[1]:
            yield from _documents(_lines(whole, path), path)
        else:
            rows = object_rows(whole)
            yield from table_documents([Table(name="", rows=rows)], path, columns, only_patents="json lines")


def _lines(objects: Iterable[tuple[int, Mapping[str, Any]]], path: Path) -> Iterator[Any]:
    for number, raw in objects:
        if "format" in raw and "titles" not in raw:
            if raw["format"] != FORMAT:
                raise ReadError("unknown_format", file=str(path), format=_named_format(raw))
            continue
        if "titles" not in raw:
            raise ReadError("unknown_format", file=str(path), line=number, format="json lines")
        yield raw


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
