"""A CSV or TSV file → its rows, one after another, whatever its delimiter, encoding and size."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from knowledge.errors import ReadError
from knowledge.readers.bytes import clean_text, decode_text, read_bytes, read_head
from knowledge.readers.tables.tabular import MOST_COLUMNS, Row, unescaped

_WHOLE_UP_TO = 8 << 20  # a larger file is decoded piece by piece
_HEAD = 1 << 20
_BLOCK = 1 << 20
_LONGEST_CELL = 50_000_000
_SAMPLE_LINES = 30
_DELIMITERS = (",", "\t", ";", "|", "，")


def csv_rows(path: Path) -> Iterator[Row]:
    """Yield the rows, cells stripped. Raises ReadError: what decoding raises, and bad_csv."""
    csv.field_size_limit(_LONGEST_CELL)
    lines = text_lines(path)
    sample = list(islice(lines, _SAMPLE_LINES))
    try:
        for number, cells in enumerate(_records(chain(sample, lines), delimiter_of(sample)), start=1):
            yield Row(number=number, cells=tuple(unescaped(cell.strip()) for cell in cells[:MOST_COLUMNS]))
    except csv.Error as error:
        raise ReadError("bad_csv", file=str(path), reason=str(error)) from error


def _records(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Cut lines into records. A quotation mark without its pair ends with its line and not at the next one far below."""
    taken: list[str] = []

    def noted() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    width = 0
    for cells in csv.reader(noted(), delimiter=delimiter, strict=False):
        width = width or len(cells)
        if len(taken) > 2 and width > 2 and _swallowed(taken, delimiter, width):
            yield from csv.reader(taken, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        else:
            yield cells
        taken.clear()


def _swallowed(taken: Sequence[str], delimiter: str, width: int) -> bool:
    """Say whether the lines of one record are rows themselves: most of those inside have all their cells."""
    inside = [line for line in taken[1:-1] if line.strip()]
    rows = sum(len(next(csv.reader([line], delimiter=delimiter), ())) == width for line in inside)
    return 2 * rows > len(inside)


def text_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a text, line ends unified and invisible characters dropped; bounded memory for a large file."""
    if path.exists() and path.is_file() and path.stat().st_size > _WHOLE_UP_TO:
        yield from _streamed_lines(path)
    else:
        yield from io.StringIO(decode_text(read_bytes(path), path), newline="")


def delimiter_of(lines: Iterable[str]) -> str:
    """Choose the delimiter that cuts the first lines into equally many cells, the most of them.

    The first line tells how many, the header as a rule; most lines do where it is a title that nothing cuts.
    """
    sample = [line for line in lines if line.strip() and not line.startswith("search URL")]
    counts = {mark: [len(row) for row in csv.reader(sample, delimiter=mark)] for mark in _DELIMITERS}
    widths = {mark: found[0] for mark, found in counts.items() if found}
    if max(widths.values(), default=0) < 2:
        widths = {
            mark: Counter(found[1:]).most_common(1)[0][0] for mark, found in counts.items() if found[1:]
        }
    best, most = ",", 0.0
    for mark, width in widths.items():
        even = sum(count == width for count in counts[mark]) / len(counts[mark])
        if width > 1 and width * even > most:
            best, most = mark, width * even
    return best


def _streamed_lines(path: Path) -> Iterator[str]:
    encoding = _encoding(path)
    try:
        with path.open(encoding=encoding, errors="replace", newline=None) as stream:
            for line in stream:
                yield clean_text(line)
    except OSError as error:
        raise ReadError("unreadable", file=str(path), reason=error.strerror or "") from error


def _encoding(path: Path) -> str:
    """Return the encoding of a large file: by its mark, as UTF-8 where all of it is, else by its beginning."""
    head = read_head(path, _HEAD)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    text = decode_text(head[: head.rfind(b"\n") + 1] or head, path)
    for name in ("utf-16-le", "utf-16-be"):
        if (
            head.count(b"\0") > len(head) // 20
            and clean_text(head.decode(name, "ignore"))[:200] == text[:200]
        ):
            return name
    return "utf-8" if _is_utf8(path) else "gb18030"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
