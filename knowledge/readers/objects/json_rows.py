"""JSON objects of a database, one a line or in a list → rows under the names of their keys; lists stay lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from knowledge.folding import strip_invisible
from knowledge.readers.objects.lens_json import is_lens, lens_values
from knowledge.readers.tables.csv_rows import text_lines
from knowledge.readers.tables.tabular import MOST_COLUMNS, Cell, Row, Table, unescaped
from knowledge.types import NoteKind, ReadingNote

_SAMPLE = 200
_NAMED = 20
_DEEPEST = 4
_NAMING = ("text", "value", "name", "symbol", "number", "#text", "$")
_LISTS = ("data", "results", "records", "patents", "hits", "items", "documents", "result", "list", "rows")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that is no JSON, or no object, and why."""

    number: int
    reason: str


def line_objects(path: Path, bad: list[BadLine]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield (line, object); lines that are none are added to `bad`. Raises ReadError as decoding does."""
    for number, line in enumerate(text_lines(path), start=1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
        except (ValueError, RecursionError) as error:
            bad.append(BadLine(number=number, reason=str(error)[:120]))
            continue
        if isinstance(raw, Mapping):
            yield number, raw
        else:
            bad.append(BadLine(number=number, reason=type(raw).__name__))


def line_table(objects: Iterable[tuple[int, Mapping[str, Any]]], bad: Sequence[BadLine]) -> Table:
    """Return the table of JSON lines; it notes the bad ones when it has been read."""

    def rows() -> Iterator[Row]:
        yield from object_rows(objects)
        if bad:
            named = tuple(line.number for line in bad[:_NAMED])
            fields = {"reason": "bad_json", "count": len(bad), "rows": named}
            table.notes.append(ReadingNote(kind=NoteKind.ROW_SET_ASIDE, fields=fields))

    table = Table(name="", rows=rows())
    return table


def listed_objects(raw: Any) -> Sequence[Mapping[str, Any]] | None:
    """Return the objects of a JSON answer: a list of them, or one under a key like `data`; None where it is neither."""
    if isinstance(raw, Mapping):
        inner = next((raw[key] for key in _LISTS if isinstance(raw.get(key), list) and raw[key]), None)
        raw = [raw] if inner is None and is_lens(raw) else inner
    if isinstance(raw, list) and raw and all(isinstance(item, Mapping) for item in raw):
        return raw
    return None


def object_rows(objects: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[Row]:
    """Yield a header row (number 0) with the keys of the first objects, then a row per object."""
    values = ((number, values_of(raw)) for number, raw in objects)
    sample = list(islice(values, _SAMPLE))
    keys = list(dict.fromkeys(key for _, found in sample for key in found))[:MOST_COLUMNS]
    if not keys:
        return
    yield Row(number=0, cells=tuple(keys))
    for number, found in chain(sample, values):
        yield Row(number=number, cells=tuple(found.get(key, "") for key in keys))


def values_of(raw: Mapping[str, Any]) -> dict[str, Cell]:
    """Return an object's values by key, inner objects by their path; a key alone where no other path ends in it."""
    if is_lens(raw):
        return lens_values(raw)
    paths = dict(_flat(raw, "", 0))
    ends = [path.rpartition(".")[2] for path in paths]
    return {
        (end if ends.count(end) == 1 else path): value
        for (path, value), end in zip(paths.items(), ends, strict=True)
    }


def _flat(raw: Mapping[str, Any], above: str, depth: int) -> Iterator[tuple[str, Cell]]:
    for key, value in raw.items():
        path = f"{above}.{key}" if above else str(key)
        if isinstance(value, Mapping):
            if depth < _DEEPEST:
                yield from _flat(value, path, depth + 1)
            continue
        cell = _cell(value)
        if cell:
            yield path, cell


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return tuple(text for item in value if (text := _scalar(item)))
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, Mapping):
        return next((text for key in _NAMING if (text := _scalar(value.get(key)))), "")
    if value is None or isinstance(value, list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return unescaped(strip_invisible(str(value)).strip())
