"""The cells of one row by field: first values, lists, dates, and what of the row no field took."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.readers.tables.table_layout import TableLayout
from knowledge.readers.tables.table_sources import TableSource, split_list
from knowledge.readers.tables.table_values import cell_date, cell_dates, is_blank
from knowledge.readers.tables.tabular import Row, cell_text


class Cells:
    """A row read through the layout of its table."""

    def __init__(self, row: Row, layout: TableLayout) -> None:
        self.row = row
        self.layout = layout
        texts = (cell_text(cell).strip() for cell in row.cells)
        self._texts = tuple("" if is_blank(text) else text for text in texts)

    @property
    def source(self) -> TableSource:
        return self.layout.source

    def text_at(self, position: int) -> str:
        """Return a cell as text; empty for one that holds nothing or stands for nothing."""
        return self._texts[position] if position < len(self._texts) else ""

    def places(self, field: str) -> Iterator[tuple[int, str]]:
        """Yield position and text of every filled cell of a field, leftmost first."""
        positions = self.layout.columns.get(field)
        if positions:
            texts = ((position, self.text_at(position)) for position in positions)
            yield from ((position, text) for position, text in texts if text)

    def every(self, field: str) -> Iterator[str]:
        return (text for _, text in self.places(field))

    def first(self, field: str) -> str:
        """Return the first filled cell of a field, else an empty text."""
        return next(self.every(field), "")

    def listed(self, field: str) -> tuple[str, ...]:
        """Return the items of all cells of a field, each once."""
        return tuple(
            dict.fromkeys(item for position, _ in self.places(field) for item in self._items(position, field))
        )

    def in_step(self, field: str) -> tuple[str, ...]:
        """Return the items of the first filled cell, repeated ones too: they go with those of another column."""
        return next((self._items(position, field) for position, _ in self.places(field)), ())

    def day(self, field: str) -> date | None:
        """Return the first date of a field."""
        for position, text in self.places(field):
            found = cell_date(text, self.layout.orders.get(position))
            if found is not None:
                return found
        return None

    def days(self, field: str) -> tuple[date, ...]:
        """Return all dates of the first cell of a field that has any."""
        for position, text in self.places(field):
            one = cell_date(text, self.layout.orders.get(position))
            found = cell_dates(text) or ((one,) if one else ())
            if found:
                return found
        return ()

    def _items(self, position: int, field: str) -> tuple[str, ...]:
        cell = self.row.cells[position]
        if isinstance(cell, tuple):
            return tuple(item.strip() for item in cell if item.strip())
        return split_list(cell, field, self.source, self.layout.separator)
