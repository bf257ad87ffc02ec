"""A JSON answer or file of a patent database, a list of objects → patent documents, a patent per object."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from knowledge.protocols import ReadDocument
from knowledge.readers.objects.json_rows import listed_objects, object_rows
from knowledge.readers.tables.table_layout import SAMPLE_ROWS, layout_of
from knowledge.readers.tables.tables import table_documents
from knowledge.readers.tables.tabular import Table


def recognises(raw: Any) -> bool:
    """Say whether the objects of a JSON value are patents: their keys name a number, a title and more."""
    objects = listed_objects(raw)
    if objects is None:
        return False
    sample = list(islice(object_rows(enumerate(objects[:SAMPLE_ROWS], start=1)), SAMPLE_ROWS))
    return bool(sample) and layout_of(sample).is_patents


def read(raw: Any, path: Path) -> Iterator[ReadDocument]:
    """Yield a document per object. Raises ReadError as any table does."""
    objects = listed_objects(raw) or ()
    yield from table_documents([Table(name="", rows=object_rows(enumerate(objects, start=1)))], path)
