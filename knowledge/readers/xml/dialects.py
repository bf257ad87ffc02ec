"""Which dialect a root element belongs to. A dialect's module is imported when its first document comes."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, cast

from lxml import etree

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.xml.flow import local_name

Dialect = Callable[[etree._Element, Path], Iterator[ReadDocument]]

DIALECTS: Final[Mapping[str, str]] = MappingProxyType({})


def dialect_of(root: etree._Element, path: Path) -> Dialect:
    """Return the dialect of a document. Raises ReadError("unknown_xml", root=…)."""
    place = DIALECTS.get(local_name(root))
    if place is None:
        raise ReadError("unknown_xml", file=str(path), root=local_name(root))
    module, function = place.split(":")
    return cast(Dialect, getattr(importlib.import_module(module), function))
