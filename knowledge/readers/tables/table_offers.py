"""Tables that offer patents for licensing: which of their columns hold terms and contacts, and a row's offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.protocols import ReadDocument
from knowledge.readers.tables.listings import day_of_list, listing_columns, listing_document
from knowledge.readers.tables.tabular import Row, cell_text
from knowledge.types import Offer, PatentRecord

_HEADER_WITHIN = 10
_OF_THE_PATENT = frozenset({"number", "serial", "case", "title", "abstract", "owner", "expiry", "category"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferColumns:
    """The columns of a list of patents on offer. `source` and `as_of` are what the file's name tells of the list."""

    header: tuple[str, ...]
    header_row: int
    columns: Mapping[str, tuple[int, ...]]
    source: str
    as_of: date | None

    @classmethod
    def of(cls, sample: Sequence[Row], expected: int, path: Path) -> OfferColumns | None:
        """Return them for a table whose header row is among its first, at best the expected one; None: no offers."""
        for row in sorted(sample[:_HEADER_WITHIN], key=lambda row: row.number != expected):
            header = tuple(cell_text(cell) for cell in row.cells)
            columns = listing_columns(header)
            if columns is not None:
                as_of = day_of_list(path.stem)
                return cls(
                    header=header, header_row=row.number, columns=columns, source=path.stem, as_of=as_of
                )
        return None

    @property
    def terms(self) -> frozenset[int]:
        """Return the positions that an offer uses and a patent's own fields do not."""
        return frozenset(
            position
            for field, positions in self.columns.items()
            if field not in _OF_THE_PATENT
            for position in positions
        )

    def repeats_header(self, row: Row) -> bool:
        return tuple(cell_text(cell) for cell in row.cells) == self.header

    def document(self, row: Row, member: str) -> ReadDocument | None:
        """Return a row as a patent with its offer; None for a row without a title."""
        texts = [cell_text(cell) for cell in row.cells]
        return listing_document(
            texts, self.header, self.columns, member, source=self.source, as_of=self.as_of
        )

    def offers(self, row: Row) -> tuple[Offer, ...]:
        """Return the offers of a row whose patent is read by other columns as well."""
        document = self.document(row, str(row.number))
        return document.record.offers if document and isinstance(document.record, PatentRecord) else ()
