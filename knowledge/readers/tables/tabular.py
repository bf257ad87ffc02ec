"""The nouns of tables: rows as they are read one after another, and the table that they make up."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import ReadingNote

Cell = str | tuple[str, ...]  # a tuple where the source itself keeps a list

MOST_COLUMNS = 1_000
_ENTITY = lazy_pattern(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; `number` counts from 1, as the program that shows the table does."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def filled(self) -> bool:
        return any(self.cells)


@dataclass(slots=True, kw_only=True)
class Table:
    """A table whose rows are read while they are used. `notes` is complete when its rows are at an end."""

    name: str  # of the sheet; empty where the file is one table
    rows: Iterator[Row]
    notes: list[ReadingNote] = field(default_factory=list)
    even: bool = False  # a row with more cells than the header was cut wrongly


def cell_text(cell: Cell) -> str:
    """Return a cell as one text."""
    return cell if isinstance(cell, str) else "; ".join(cell)


def unescaped(text: str) -> str:
    """Replace the entities that web databases leave in their exports: R&amp;D → R&D, &amp;lt; → <."""
    for _ in range(2):
        if not _ENTITY.search(text):
            return text
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return text
