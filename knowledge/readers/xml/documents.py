"""A file of one or many XML documents → the documents, one at a time, whatever the size of the file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from knowledge.errors import ReadError
from knowledge.readers.bytes import MOST_BYTES

_BLOCK: Final = 1 << 20
_MARK: Final = re.compile(rb"<\?xml\s+version|<!DOCTYPE\s", re.IGNORECASE)
_LONGEST_MARK: Final = 64  # a mark cut in two by a block's end is looked for again with the next block
_ELEMENT: Final = re.compile(rb"<[A-Za-z_]")
_WIDE: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


def each_document(path: Path) -> Iterator[bytes]:
    """Yield the XML documents of a file in order.

    A document begins at an XML declaration, or at a document type declaration after the elements of the one before.
    Files in UTF-16 or UTF-32 come as UTF-8, whatever their declaration says. Raises ReadError: missing, permission,
    unreadable, empty_file; too_large for a single document above the limit.
    """
    buffer = bytearray()
    searched = 0
    found = False
    for block in _blocks(path):
        buffer += block
        while (cut := _next_start(buffer, searched)) is not None:
            document = bytes(buffer[:cut])
            del buffer[:cut]
            searched = 0
            if _ELEMENT.search(document):
                found = True
                yield document
        searched = max(0, len(buffer) - _LONGEST_MARK)
        if len(buffer) > MOST_BYTES:
            raise ReadError("too_large", file=str(path), size=len(buffer), most=MOST_BYTES)
    rest = bytes(buffer)
    if rest.strip(b"\xef\xbb\xbf\0 \t\r\n\x1a") and (_ELEMENT.search(rest) or not found):
        yield rest
    elif not found:
        raise ReadError("empty_file", file=str(path))


def _next_start(buffer: bytearray, searched: int) -> int | None:
    """Return where the second document of the buffer begins."""
    for match in _MARK.finditer(buffer, searched):
        start = match.start()
        if not bytes(buffer[:start]).strip(b"\xef\xbb\xbf \t\r\n\0\x1a"):
            continue
        if buffer[start + 1] == ord("?") or _ELEMENT.search(buffer, 0, start):
            return start
    return None


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            block = stream.read(_BLOCK)
            wide = next((name for mark, name in _WIDE if block.startswith(mark)), None)
            decoder = codecs.getincrementaldecoder(wide)(errors="replace") if wide else None
            while block:
                yield decoder.decode(block).encode("utf-8", "replace") if decoder else block
                block = stream.read(_BLOCK)
    except FileNotFoundError as error:
        raise ReadError("missing", file=str(path)) from error
    except PermissionError as error:
        raise ReadError("permission", file=str(path)) from error
    except OSError as error:
        raise ReadError("unreadable", file=str(path), reason=error.strerror or "") from error
