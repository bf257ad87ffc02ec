"""An editable column map: which column of a table holds what, as TOML that a person can correct.

format = "patentbridge/column-map@1"
[[table]]
sheet = "…"            # where the file has several
header_row = 3
source = "incopat"     # how lists in a cell are written
separator = "; "       # overrules it
[table.columns]
"公开(公告)号" = "publication_number"
"备注" = "?"            # "?" keeps a column as a line of its own, "-" leaves it out
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from knowledge.errors import ReadError
from knowledge.readers.tables.table_headers import FIELDS, fold_header
from knowledge.readers.tables.table_sources import TableSource

FORMAT: Final = "patentbridge/column-map@1"
KEPT, LEFT_OUT = "?", "-"
SUFFIX: Final = ".columns.toml"
_MOST_BYTES = 1 << 20
_NEEDED = ("publication_number", "application_number", "case_number")


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedTable:
    """The map of one table. `columns` are (name of a column, field, ? or -)."""

    columns: tuple[tuple[str, str], ...]
    sheet: str | None = None
    header_row: int | None = None
    source: TableSource | None = None
    separator: str | None = None

    def applied(
        self, names: Sequence[str], known: Mapping[int, str], path: str
    ) -> tuple[dict[int, str], frozenset[int]]:
        """Return each position's field, the map's word before the header's, and the positions left out.

        Raises ReadError("missing_column") for a column that the table does not have, ("column_map_incomplete") where
        no column holds a title or a number.
        """
        places = {_folded(name): position for position, name in enumerate(names) if name}
        fields, left_out = dict(known), set()
        for name, field in self.columns:
            position = places.get(_folded(name))
            if position is None:
                raise ReadError("missing_column", file=path, column=name)
            fields.pop(position, None)
            if field == LEFT_OUT:
                left_out.add(position)
            elif field != KEPT:
                fields[position] = field
        held = set(fields.values())
        if not held & {"title", "title_translated"}:
            raise ReadError("column_map_incomplete", file=path, field="title")
        if not held & set(_NEEDED):
            raise ReadError("column_map_incomplete", file=path, field=" / ".join(_NEEDED))
        return fields, frozenset(left_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """A map as read from its file; `path` is named in errors."""

    path: str
    tables: tuple[MappedTable, ...]

    def for_sheet(self, sheet: str) -> MappedTable | None:
        """Return the map of a sheet, or the one that names no sheet."""
        named = next((table for table in self.tables if table.sheet == sheet), None)
        return named or next((table for table in self.tables if not table.sheet), None)


def read_column_map(path: Path) -> ColumnMap:
    """Read a map. Raises ReadError: missing, permission, bad_column_map (with its reason), unknown_column_field."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ReadError("too_large", file=str(path), size=path.stat().st_size, most=_MOST_BYTES)
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ReadError("missing", file=str(path)) from error
    except OSError as error:
        raise ReadError("permission", file=str(path), reason=error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReadError("bad_column_map", file=str(path), reason=str(error)) from error
    if raw.get("format") != FORMAT:
        raise ReadError("bad_column_map", file=str(path), reason=f'format = "{FORMAT}"')
    tables = raw.get("table")
    if not isinstance(tables, list) or not tables or not all(isinstance(item, dict) for item in tables):
        raise ReadError("bad_column_map", file=str(path), reason="[[table]]")
    return ColumnMap(path=str(path), tables=tuple(_table(item, path) for item in tables))


def map_beside(path: Path) -> Path | None:
    """Return the map that lies beside a table under its name, NAME.columns.toml; None where there is none."""
    beside = (path.with_name(path.name + SUFFIX), path.with_name(path.stem + SUFFIX))
    return next((candidate for candidate in beside if candidate.is_file()), None)


def write_column_map(tables: Sequence[MappedTable], path: Path) -> None:
    """Write a map for a person to edit. Raises OSError."""
    path.write_text("\n".join(_written(tables)) + "\n", encoding="utf-8")


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """Return headers on one line each; one that was there before gets a number, 申请人 and 申请人#2."""
    seen: dict[str, int] = {}
    names = []
    for text in header:
        name = " ".join(text.split())
        count = seen[name] = seen.get(name, 0) + 1
        names.append(f"{name}#{count}" if name and count > 1 else name)
    return tuple(names)


def _folded(name: str) -> str:
    return fold_header(name)


def _table(raw: Mapping[str, Any], path: Path) -> MappedTable:
    columns = raw.get("columns")
    if not isinstance(columns, Mapping) or not columns:
        raise ReadError("bad_column_map", file=str(path), reason="[table.columns]")
    for name, field in columns.items():
        if not isinstance(field, str) or field not in (*FIELDS, KEPT, LEFT_OUT):
            raise ReadError("unknown_column_field", file=str(path), column=name, field=str(field))
    row = raw.get("header_row")
    if row is not None and (not isinstance(row, int) or isinstance(row, bool) or row < 1):
        raise ReadError("bad_column_map", file=str(path), reason=f"header_row = {row}")
    return MappedTable(
        columns=tuple((str(name), str(field)) for name, field in columns.items()),
        sheet=_optional_text(raw, "sheet", path),
        header_row=row,
        source=_source(raw, path),
        separator=_optional_text(raw, "separator", path),
    )


def _optional_text(raw: Mapping[str, Any], key: str, path: Path) -> str | None:
    value = raw.get(key)
    if value is not None and not isinstance(value, str):
        raise ReadError("bad_column_map", file=str(path), reason=f"{key} = {value}")
    return value or None


def _source(raw: Mapping[str, Any], path: Path) -> TableSource | None:
    value = _optional_text(raw, "source", path)
    try:
        return TableSource(value) if value else None
    except ValueError as error:
        known = ", ".join(TableSource)
        raise ReadError("bad_column_map", file=str(path), reason=f"source = {value} ({known})") from error


def _written(tables: Sequence[MappedTable]) -> Iterator[str]:
    yield f'format = "{FORMAT}"'
    yield f'# "{KEPT}": a line of its own; "{LEFT_OUT}": left out; else one of: {", ".join(sorted(FIELDS))}'
    for table in tables:
        yield ""
        yield "[[table]]"
        if table.sheet:
            yield f"sheet = {_quoted(table.sheet)}"
        if table.header_row:
            yield f"header_row = {table.header_row}"
        if table.source:
            yield f'source = "{table.source}"'
        if table.separator:
            yield f"separator = {_quoted(table.separator)}"
        yield "[table.columns]"
        for name, field in table.columns:
            yield f"{_quoted(name)} = {_quoted(field)}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
