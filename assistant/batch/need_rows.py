"""A file of many needs in: CSV, XLSX, JSON, JSON lines or YAML; its needs row by row out, and what could not be read with the reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from assistant.batch.need_columns import column_of, says_the_need, with_unit
from assistant.batch.types import Column, ColumnUse, NeedRow, NeedsRead, SetAside
from assistant.matching.need_files import need_of_row, written
from knowledge.errors import UsageError
from knowledge.lazy_patterns import lazy_pattern

MOST_NEEDS = 5_000
_HEADER_WITHIN = 40  # rows with something in them
_YAML = (".yaml", ".yml")
_SHEETS = (".xlsx", ".xlsm")
_LINES = (".jsonl", ".ndjson")
_LISTS = ("needs", "需求列表", "items", "data", "rows", "records")
_KINDS = (".csv", ".tsv", ".tab", ".txt", ".json", *_SHEETS, *_LINES, *_YAML)
_NOTHING_SAID = lazy_pattern(
    r"(?:无|暂无|没有|不限|待定|[/\\\-–—.。、]+|n/?a|none|nil|null|tbd)[。.]?", re.IGNORECASE
)
_Cells = tuple[str, ...]


def read_need_rows(path: Path, *, name: str = "") -> NeedsRead:
    """Read every need of a file. What cannot be read of it is set aside; the rest goes on.

    Raises UsageError need_file_kind (`file`, `kinds`), need_file_unreadable, need_file_empty, need_file_large and
    need_columns_missing (`file`, `columns`: those that were found); ReadError as the readers of tables do.
    """
    shown, suffix = name or path.name, path.suffix.lower()
    if suffix not in _KINDS:
        raise UsageError("need_file_kind", file=shown, kinds=" ".join(kind[1:] for kind in _KINDS))
    reading = _Reading(shown)
    if suffix in _SHEETS:
        _read_sheets(path, reading)
    elif suffix in _LINES or suffix in _YAML or suffix == ".json":
        _read_objects(path, reading)
    else:
        _read_table(_csv(path), "", reading)
    return reading.finished()


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    file: str
    rows: list[NeedRow] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)
    columns: dict[Column, None] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)  # of columns in tables that say no need
    _last: dict[str, str] = field(default_factory=dict)  # the fields of the last row

    def add(
        self, row: int, sheet: str, cells: Iterable[tuple[Column, str]], *, empty_is_wrong: bool = False
    ) -> None:
        """Take one row, its values by their columns, as a need; what it lacks sets it aside."""
        told: dict[str, str] = {}
        lines: list[str] = []
        names: dict[str, str] = {}
        for column, value in cells:
            if not value or column.use is ColumnUse.LEFT_OUT or _NOTHING_SAID.fullmatch(value):
                continue
            if column.use is ColumnUse.TEXT:
                lines.append(f"{column.name}：{value}")
                continue
            names[column.field] = column.name
            value = with_unit(value, column.name) if column.field == "budget" else value
            before = told.get(column.field)
            told[column.field] = f"{before}\n{value}" if before else value
        if told or lines or empty_is_wrong:
            self._take(row, sheet, told, lines, names)

    def _take(
        self, row: int, sheet: str, told: dict[str, str], lines: list[str], names: Mapping[str, str]
    ) -> None:
        if self.rows and self._goes_on(told):
            fields = _joined(self._last, told)
            need = self._need(row, sheet, fields, lines, names)
            self.rows[-1] = replace(self.rows[-1], wanted=need.wanted, unread=need.unread)
            self._last = fields
            return
        try:
            need = self._need(row, sheet, told, lines, names)
        except UsageError as error:
            self.set_aside(row, sheet, error)
            return
        if len(self.rows) >= MOST_NEEDS:
            raise UsageError("need_file_large", file=self.file, most=MOST_NEEDS)
        self.rows.append(need)
        self._last = told

    def set_aside(self, row: int, sheet: str, error: UsageError) -> None:
        fields = {name: str(value) for name, value in error.fields.items()}
        self.aside.append(SetAside(row=row, sheet=sheet, code=error.code, fields=fields))

    def _goes_on(self, told: Mapping[str, str]) -> bool:
        """Say whether a row is about the need of the row before: cells merged over rows repeat all that says which it is."""
        same = [name for name in ("enterprise", "title", "text") if told.get(name) or self._last.get(name)]
        return "enterprise" in same and bool({"title", "text"} & set(same)) and all(
            told.get(name) == self._last.get(name) for name in same
        )  # fmt: skip

    def _need(
        self,
        row: int,
        sheet: str,
        told: Mapping[str, str],
        more: Sequence[str],
        names: Mapping[str, str],
    ) -> NeedRow:
        """Return the need; a field whose value cannot be read is left out and told."""
        fields, unread = dict(told), list[str]()
        while True:
            with_lines = {**fields, "text": "\n".join(filter(None, (fields.get("text", ""), *more)))}
            says = any(fields.get(name) for name in ("text", "title", "properties"))
            try:
                wanted = need_of_row(with_lines if says else {}, self.file, row)
            except UsageError as error:
                wrong = str(error.fields.get("field", ""))
                if error.code != "need_field_bad" or wrong not in fields:
                    raise
                unread.append(f"{names[wrong]}: {fields.pop(wrong)[:80]}")
                continue
            number = len(self.rows) + 1
            return NeedRow(number=number, row=row, sheet=sheet, wanted=wanted, unread=tuple(unread))

    def finished(self) -> NeedsRead:
        if not self.rows and not self.aside:
            if self.names:
                raise UsageError("need_columns_missing", file=self.file, columns=", ".join(self.names[:30]))
            raise UsageError("need_file_empty", file=self.file)
        columns = tuple(column for column in self.columns if column.name)
        return NeedsRead(rows=tuple(self.rows), set_aside=tuple(self.aside), columns=columns)


def _joined(before: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of two rows about one need: what differs stands below each other."""
    joined = dict(before)
    for name, value in told.items():
        lines = joined.get(name, "").split("\n") if joined.get(name) else []
        joined[name] = "\n".join(dict.fromkeys((*lines, value)))
    return joined


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────


def _csv(path: Path) -> Iterator[tuple[int, _Cells]]:
    from knowledge.readers.tables.csv_rows import csv_rows
    from knowledge.readers.tables.tabular import cell_text

    return ((row.number, tuple(map(cell_text, row.cells))) for row in csv_rows(path))


def _read_sheets(path: Path, reading: _Reading) -> None:
    from knowledge.readers.tables.sheet_rows import sheet_tables
    from knowledge.readers.tables.tabular import cell_text
    from knowledge.readers.zip_limits import check_office

    check_office(path)
    with sheet_tables(path) as tables:
        for table in tables:
            rows = ((row.number, tuple(map(cell_text, row.cells))) for row in table.rows)
            _read_table(rows, table.name, reading)


def _read_table(rows: Iterable[tuple[int, _Cells]], sheet: str, reading: _Reading) -> None:
    """Read one table. Its header is the row, of the first ones, that names most fields; a table that says no need is passed over."""
    filled = ((number, cells) for number, cells in rows if any(cells))
    head = list(islice(filled, _HEADER_WITHIN))
    place = _header_of(head)
    if place is None:
        reading.names += [cell for cell in max((c for _, c in head), key=_filled, default=()) if cell]
        return
    columns = [column_of(cell.strip(), sheet) for cell in head[place][1]]
    reading.columns |= dict.fromkeys(columns)
    for number, cells in (*head[place + 1 :], *filled):
        reading.add(number, sheet, zip(columns, map(str.strip, cells), strict=False))


def _header_of(head: Sequence[tuple[int, _Cells]]) -> int | None:
    """Return the place of the header: a row that names what says the need, and of such rows the first with most names."""
    counts = []
    for place, (_, cells) in enumerate(head):
        columns = [column_of(cell.strip()) for cell in cells if cell.strip()]
        named = sum(column.use is ColumnUse.FIELD for column in columns)
        if says_the_need(columns) and (named > 1 or len(columns) <= 3):
            counts.append((named, -place))
    return -max(counts)[1] if counts else None


def _filled(cells: _Cells) -> int:
    return sum(map(bool, cells))


# ── objects ──────────────────────────────────────────────────────────────────────────────────────────────


def _read_objects(path: Path, reading: _Reading) -> None:
    from knowledge.readers.bytes import decode_text, read_bytes

    text = decode_text(read_bytes(path), path)
    if path.suffix.lower() in _LINES:
        entries: Iterable[tuple[int, Any]] = _lines(text, reading)
    else:
        entries = enumerate(_listed(path, text, reading.file), start=1)
    for number, entry in entries:
        if isinstance(entry, str):
            entry = {"text": entry}
        if not isinstance(entry, Mapping):
            reading.set_aside(number, "", UsageError("need_row_kind", row=number, kind=type(entry).__name__))
            continue
        columns = [column_of(str(key)) for key in entry]
        reading.columns |= dict.fromkeys(columns)
        values = ["" if value is None else written(value) for value in entry.values()]
        reading.add(number, "", zip(columns, values, strict=True), empty_is_wrong=True)
    if not reading.rows and reading.aside and not any(map(_is_about_need, reading.columns)):
        reading.names += list(dict.fromkeys(column.name for column in reading.columns))
        if reading.names:
            reading.aside.clear()


def _is_about_need(column: Column) -> bool:
    return says_the_need((column,))


def _lines(text: str, reading: _Reading) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = " ".join(str(error).split())[:120]
            reading.set_aside(number, "", UsageError("need_line_bad", row=number, reason=reason))


def _listed(path: Path, text: str, shown: str) -> list[Any]:
    import yaml

    try:
        told = yaml.safe_load(text) if path.suffix.lower() in _YAML else json.loads(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UsageError("need_file_unreadable", file=shown, reason=reason) from error
    if isinstance(told, Mapping):
        told = next((told[key] for key in _LISTS if isinstance(told.get(key), list)), [told])
    return told if isinstance(told, list) else [told]
