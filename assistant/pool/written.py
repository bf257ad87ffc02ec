"""The pool as a table to report upwards: entries in; CSV or an XLSX workbook out. Nobody's name stands in it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO

from assistant.audit.written import cell
from assistant.pool.entries import Entry
from knowledge.types import Language, PatentRecord, text_in

COLUMNS = (
    "publication_number", "title", "owners", "class", "tier", "tier_by_rules", "could_reach", "points", "rules_version",
    "recognised", "ready", "enterprises", "availability", "register_checked_on", "last_day_in_force", "trl", "entered",
    "synthetic",
)  # fmt: skip
Word = Callable[[str], str]  # a key of a sentence to its words in the reader's language


def rows(entries: Iterable[Entry], word: Word, language: Language) -> Iterator[tuple[object, ...]]:
    """Yield a header and one row for each entry; what is unknown is left empty."""
    yield tuple(word(f"pool_column.{name}") for name in COLUMNS)
    for one in entries:
        technology, graded = one.technology, one.grade
        told = technology.first_with_trl()
        trl = told.record.trl if told and isinstance(told.record, PatentRecord) else None
        yield (
            technology.number,
            text_in(technology.record.titles, language) or technology.head.title,
            "; ".join(owner.name(language) for owner in technology.record.owners),
            word(f"pool_class.{graded.pool_class}"),
            graded.tier,
            graded.by_rules,
            graded.could_reach,
            float(graded.points),
            graded.rules_version,
            word("pool_yes") if one.recognised else "",
            word("pool_yes") if one.ready else "",
            one.state.wanted,
            word(f"pool_availability.{technology.status.availability}"),
            technology.status.checked_on,
            technology.status.last_day_in_force,
            trl,
            one.entered,
            word("pool_yes") if technology.head.synthetic else "",
        )


def as_csv(table: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV (RFC 4180), after a mark by which spreadsheets know UTF-8; no cell is taken for a formula."""
    text = StringIO()
    csv.writer(text).writerows([cell(_text(value)) for value in row] for row in table)
    return f"\ufeff{text.getvalue()}"


def as_xlsx(table: Iterable[Sequence[object]], name: str) -> bytes:
    """Return rows as a workbook of one sheet."""
    from assistant.batch.sheets import Book

    heads, *rest = table
    book = Book()
    sheet = book.sheet(name, [(str(head), width) for head, width in zip(heads, _WIDTHS, strict=True)])
    for row in rest:
        sheet.add([value if isinstance(value, int | float) else _text(value) for value in row])
    sheet.close()
    return book.content()


def _text(value: object) -> str:
    return "" if value is None else str(value)


_WIDTHS = (18, 48, 28, 18, 8, 8, 8, 8, 8, 12, 12, 10, 24, 14, 14, 6, 12, 10)
