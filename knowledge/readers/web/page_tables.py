"""Tables of a web page → rows of cells; merged cells are spread, tables that only lay the page out are told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

_LONGEST_REPEATED = 80
_MOST_COLUMNS = 60
_LONGEST_CELL = 1_500


def table_rows(element: Any, text_of: Callable[[Any], str]) -> list[list[str]]:
    """Return the rows of a table in their columns.

    A cell over several rows stands in each of them where it is short, so that every row can be read alone; a cell
    over several columns stands once, at the first of them.
    """
    rows: list[list[str]] = []
    pending: dict[int, tuple[int, str]] = {}  # column → rows left, text
    for row in _own_rows(element):
        cells: list[str] = []
        column = 0
        for cell in row:
            if not isinstance(cell.tag, str) or cell.tag not in ("td", "th", "cell"):
                continue
            column = _spread(pending, cells, column)
            text = text_of(cell)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for place in range(column, min(column + across, _MOST_COLUMNS)):
                shown = text if place == column else ""
                cells.append(shown)
                if down > 1:
                    pending[place] = (down - 1, shown if len(text) <= _LONGEST_REPEATED else "")
            column += across
        _spread(pending, cells, column)
        rows.append(cells)
    return _without_empty_columns(rows)


def is_layout(element: Any, rows: list[list[str]]) -> bool:
    """Say whether a table only places things on the page: one column, a table inside, or whole texts as cells."""
    if next(element.iterdescendants("table"), None) is not None:
        return True
    widest = max((sum(bool(cell.strip()) for cell in row) for row in rows), default=0)
    longest = max((len(cell) for row in rows for cell in row), default=0)
    return widest <= 1 or longest > _LONGEST_CELL


def _own_rows(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in ("tr", "row"):
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from _own_rows(child)


def _spread(pending: dict[int, tuple[int, str]], cells: list[str], column: int) -> int:
    """Put in the cells that reach down from above; return the next free column."""
    while column in pending:
        left, text = pending.pop(column)
        cells.append(text)
        if left > 1:
            pending[column] = (left - 1, text)
            column += 1
            continue
        column += 1
    return column


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return max(1, min(int(value), 500)) if value.isdecimal() and len(value) <= 4 else 1


def _without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    width = max((len(row) for row in rows), default=0)
    used = [
        place
        for place in range(width)
        if any(place < len(row) and row[place].strip() for row in rows)
    ]  # fmt: skip
    return [[row[place] if place < len(row) else "" for place in used] for row in rows]
