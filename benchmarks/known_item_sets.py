"""Test sets that were derived: documents, questions and what they ask for in; a BEIR-like folder out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A document or a question as the folder holds it."""

    id: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItemSet:
    name: str
    documents: tuple[Row, ...]
    queries: tuple[Row, ...]
    relevant: Mapping[str, tuple[str, ...]]  # query → documents

    def write(self, folder: Path) -> Path:
        """Write FOLDER/<name> as `evaluate retrieval` reads it, and return it."""
        own = folder / self.name
        own.mkdir(parents=True, exist_ok=True)
        for name, rows in (("corpus", self.documents), ("queries", self.queries)):
            lines = "".join(f"{json.dumps(asdict(row), ensure_ascii=False)}\n" for row in rows)
            (own / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        judged = "".join(
            f"{query}\t{document}\t1\n" for query, found in self.relevant.items() for document in found
        )
        (own / "qrels.tsv").write_text(judged, encoding="utf-8")
        return own


def spread(rows: Sequence[_T], most: int) -> list[_T]:
    """Return up to `most` of the rows, evenly over all of them and in their order: the same each time."""
    if len(rows) <= most:
        return list(rows)
    return [rows[at * len(rows) // most] for at in range(most)]
