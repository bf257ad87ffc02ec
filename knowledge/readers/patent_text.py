"""A patent's full text as plain lines (a PDF, a web page, a text file) → record, claims and description."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.protocols import ReadDocument
from knowledge.readers.blocks import Block
from knowledge.types import Language


def looks_like_patent(lines: Sequence[str]) -> bool:
    """Say whether a text has the parts of a patent: claims above all."""
    return False


def patent_of(blocks: Sequence[Block], language: Language, title: str, member: str) -> ReadDocument:
    """Make a patent document of its full text."""
    raise NotImplementedError
