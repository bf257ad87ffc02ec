"""JSON that other programs write about patents → patent documents, one dialect per shape of the data."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, cast

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import decode_text, read_bytes

JsonDialect = Callable[[Any, Path], Iterator[ReadDocument]]

# Modules with two functions: `recognises(raw) -> bool` and `read(raw, path)`. The first that recognises reads.
DIALECTS: Final[tuple[str, ...]] = (
    "knowledge.readers.objects.ops_json",
    "knowledge.readers.objects.public_search",
    "knowledge.readers.objects.database_json",
)


class PatentJsonReader:
    """Reads a JSON file whose shape one of the dialects knows; any other is refused with what it is."""

    suffixes: tuple[str, ...] = ()  # told by the content of a .json file

    def read(self, path: Path) -> Iterator[ReadDocument]:
        text = decode_text(read_bytes(path), path)
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ReadError("bad_json", file=str(path), reason=str(error)[:120]) from error
        for name in DIALECTS:
            module = importlib.import_module(name)
            if module.recognises(raw):
                yield from cast(JsonDialect, module.read)(raw, path)
                return
        raise ReadError("unknown_format", file=str(path), format="json")
