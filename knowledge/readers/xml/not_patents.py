"""XML that travels with patents and is none: classification schemes, sequence listings. Each is refused with what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

from lxml import etree

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument


def read_classification(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Raise ReadError("classification_scheme"): symbols and their titles, or which applications carry them."""
    raise ReadError("classification_scheme", file=str(path))


def read_sequence_listing(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Raise ReadError("sequence_listing")."""
    raise ReadError("sequence_listing", file=str(path))


def read_schema(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Raise ReadError("not_a_patent", holds="schema")."""
    raise ReadError("not_a_patent", file=str(path), holds="schema")


def read_contents(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Raise ReadError: part_of_package where the text that a table of contents lists lies beside it, else contents_only."""
    listed = [str(one.get("FileName")) for one in root.iterdescendants("ExtRef") if one.get("FileName")]
    prefix = path.name.rpartition("__")[0]
    for name in listed:
        beside = path.with_name(f"{prefix}__{name}" if prefix else PurePath(name).name)
        if name.lower().endswith((".xml", ".sgm", ".sgml")) and beside.is_file():
            raise ReadError(
                "part_of_package", file=str(path), package=str(root.get("id") or ""), lead=beside.name
            )
    raise ReadError("contents_only", file=str(path), missing=", ".join(listed[:3]))
