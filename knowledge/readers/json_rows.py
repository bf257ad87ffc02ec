"""JSON objects of a database, one a line or in a list → rows under the names of their keys; lists stay lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from knowledge.errors import ReadError
from knowledge.folding import strip_invisible
from knowledge.readers.csv_rows import text_lines
from knowledge.readers.lens_json import is_lens, lens_values
from knowledge.readers.tabular import MOST_COLUMNS, Cell, Row, unescaped

_SAMPLE = 200
_DEEPEST = 4
_NAMING = ("text", "value", "name", "symbol", "number", "#text", "$")
_LISTS = ("data", "results", "records", "patents", "hits", "items", "documents", "result", "list", "rows")


def line_objects(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield (line, object). Raises ReadError: bad_json with its line, unknown_format where a line is no object."""
    for number, line in enumerate(text_lines(path), start=1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ReadError("bad_json", file=str(path), line=number, reason=str(error)[:120]) from error
        if not isinstance(raw, Mapping):
            raise ReadError("unknown_format", file=str(path), line=number, format="json lines")
        yield number, raw


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
