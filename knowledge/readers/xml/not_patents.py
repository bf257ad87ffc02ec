"""XML that travels with patents and is none: classification schemes, sequence listings. Each is refused with what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument


def read_classification(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Raise ReadError("not_a_patent", holds="classification")."""
    raise ReadError("not_a_patent", file=str(path), holds="classification")


def read_sequence_listing(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Raise ReadError("not_a_patent", holds="sequence_listing")."""
    raise ReadError("not_a_patent", file=str(path), holds="sequence_listing")
