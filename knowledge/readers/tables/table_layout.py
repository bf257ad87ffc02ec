"""The first rows of a table → where its header is, what each column holds and which database it comes from.

A column is known by its header; one whose header says nothing may be known by its values, where all of them are
publication numbers, application numbers, IPC symbols, or dates under a header that hints at which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from knowledge.readers.tables.column_maps import ColumnMap, MappedTable, column_names
from knowledge.readers.tables.table_headers import (
    DATES,
    NUMBERS,
    TELLING,
    date_hint,
    field_of,
    is_ordinal,
    is_weak,
    known_headers,
)
from knowledge.readers.tables.table_sources import TableSource, source_of
from knowledge.readers.tables.table_values import (
    DayOrder,
    cell_date,
    day_order,
    is_blank,
    looks_like_application,
    looks_like_publication,
    looks_like_symbols,
)
from knowledge.readers.tables.tabular import Row, cell_text

SAMPLE_ROWS = 200
_HEADER_WITHIN = 10
_TOLD_BY = 3  # values that a column needs at least, where the table has as many rows
_MOSTLY = 0.8
_RECOGNISED: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("publication_number", looks_like_publication),
    ("application_number", looks_like_application),
    ("ipc", looks_like_symbols),
)
_WEAK_NUMBERS = {"publication_number": looks_like_publication, "application_number": looks_like_application}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLayout:
    """How a table is to be read. Positions count from 0."""

    header: tuple[str, ...]
    names: tuple[str, ...]  # the headers made different from each other, as a column map writes them
    header_row: int  # its number; 0 where there is none
    columns: Mapping[str, tuple[int, ...]]  # field → positions, leftmost first
    by_values: Mapping[int, str] = field(default_factory=dict)  # position → field that its values showed
    left_out: frozenset[int] = frozenset()
    orders: Mapping[int, DayOrder] = field(default_factory=dict)
    source: TableSource = TableSource.OTHER
    separator: str | None = None
    width: int = 0  # cells that a row of this table has at most
    is_patents: bool = False

    def field_at(self, position: int) -> str | None:
        return next((name for name, positions in self.columns.items() if position in positions), None)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the names of the columns that no field uses and nobody left out."""
        used = {position for positions in self.columns.values() for position in positions}
        return tuple(
            name
            for position, name in enumerate(self.names)
            if name and position not in used and position not in self.left_out and not is_ordinal(name)
        )


def layout_of(
    sample: Sequence[Row], mapped: MappedTable | None = None, whole: ColumnMap | None = None
) -> TableLayout:
    """Return the layout that the first filled rows of a table show, corrected by a column map where there is one."""
    place = _header_place(sample, mapped)
    if place is None:
        return TableLayout(header=(), names=(), header_row=0, columns={})
    header = tuple(cell_text(cell) for cell in sample[place].cells)
    body = sample[place + 1 :]
    preamble = " ".join(cell_text(cell) for row in sample[:place] for cell in row.cells)
    named = {position: found for position, name in enumerate(header) if (found := field_of(name))}
    names = column_names(header)
    left_out: frozenset[int] = frozenset()
    by_values: dict[int, str] = {}
    if mapped is not None and whole is not None:
        named, left_out = mapped.applied(names, named, whole.path)
    else:
        named = _without_doubtful(named, header, body)
        by_values = _known_by_values(named, header, body)
    columns = _columns({**named, **by_values})
    return TableLayout(
        header=header,
        names=names,
        header_row=sample[place].number,
        columns=columns,
        by_values=by_values,
        left_out=left_out,
        orders=_orders(columns, body),
        source=(mapped.source if mapped else None) or source_of(header, preamble=preamble),
        separator=mapped.separator if mapped else None,
        width=max(len(header), _usual_width(body)),
        is_patents=mapped is not None or _is_patent_list(columns, header, body),
    )


def _header_place(sample: Sequence[Row], mapped: MappedTable | None) -> int | None:
    if mapped is not None and mapped.header_row is not None:
        return next((place for place, row in enumerate(sample) if row.number == mapped.header_row), None)
    candidates = sample[:_HEADER_WITHIN]
    scores = [known_headers([cell_text(cell) for cell in row.cells]) for row in candidates]
    if scores and max(scores) >= 2:
        return scores.index(max(scores))
    widest = max((sum(map(bool, row.cells)) for row in candidates), default=0)
    return next((p for p, row in enumerate(candidates) if 2 * sum(map(bool, row.cells)) > widest), None)


def _columns(named: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
    columns: dict[str, list[int]] = {}
    for position in sorted(named):
        columns.setdefault(named[position], []).append(position)
    return {name: tuple(positions) for name, positions in columns.items()}


def _values(body: Sequence[Row], position: int) -> list[str]:
    cells = (cell_text(row.cells[position]) for row in body if position < len(row.cells))
    return [cell for cell in cells if not is_blank(cell)]


def _without_doubtful(named: Mapping[int, str], header: Sequence[str], body: Sequence[Row]) -> dict[int, str]:
    """Drop number columns under headers like `ID`, where their values are no patent numbers."""
    kept = dict(named)
    for position, name in named.items():
        looks = _WEAK_NUMBERS.get(name)
        if looks is not None and is_weak(header[position]) and not _mostly(looks, _values(body, position)):
            del kept[position]
    return kept


def _mostly(looks: Callable[[str], bool], values: Sequence[str]) -> bool:
    return bool(values) and sum(map(looks, values)) >= _MOSTLY * len(values)


def _known_by_values(named: Mapping[int, str], header: Sequence[str], body: Sequence[Row]) -> dict[int, str]:
    known = set(named.values())
    found: dict[int, str] = {}
    for position, name in enumerate(header):
        values = [] if position in named else _values(body, position)
        if len(values) < min(_TOLD_BY, max(1, len(body))):
            continue
        shown = next((f for f, looks in _RECOGNISED if all(map(looks, values))), None)
        if shown is None and all(cell_date(value) for value in values):
            shown = date_hint(name)
        if shown is not None and shown not in known:
            known.add(shown)
            found[position] = shown
    return found


def _orders(columns: Mapping[str, tuple[int, ...]], body: Sequence[Row]) -> dict[int, DayOrder]:
    positions = [position for name in DATES for position in columns.get(name, ())]
    orders = {position: day_order(_values(body, position)) for position in positions}
    return {position: order for position, order in orders.items() if order is not None}


def _usual_width(body: Sequence[Row]) -> int:
    widths = [len(row.cells) for row in body]
    return max(set(widths), key=widths.count) if widths else 0


def _is_patent_list(
    columns: Mapping[str, tuple[int, ...]], header: Sequence[str], body: Sequence[Row]
) -> bool:
    """Say whether columns make a list of patents: a number, a title and something else that only patents have."""
    numbers = [position for name in NUMBERS for position in columns.get(name, ())]
    if not numbers or not ("title" in columns or "title_translated" in columns):
        return False
    if any(name in TELLING and not all(is_weak(header[p]) for p in columns[name]) for name in columns):
        return True
    return any(_mostly(looks_like_publication, _values(body, position)) for position in numbers)
