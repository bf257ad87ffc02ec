"""Printed lines of a US patent's two columns → running text: words rejoined, paragraphs and claims told apart."""

from __future__ import annotations

from pathlib import Path

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument


def patent_of_lines(content: object, path: Path) -> ReadDocument:
    raise ReadError("unknown_format", file=str(path), format="json")
