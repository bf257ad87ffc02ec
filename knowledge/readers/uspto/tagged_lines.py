"""Files of fixed-width tagged lines (green book, BRS) → their records, one at a time whatever the size of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.errors import ReadError
from knowledge.folding import strip_invisible
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import ReadDocument
from knowledge.types import NoteKind, ReadingNote

_TAG = lazy_pattern(r"([A-Z][A-Z0-9]{2,3})(?= |$)")
_COLUMNS = 80
_LONGEST_LINE = 1 << 20
_MOST_LINES = 400_000  # of one record; the longest patents have a tenth of it
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """One tagged line with the lines that continue it. `indented`: its text starts behind two spaces."""

    tag: str
    lines: tuple[str, ...]
    indented: bool = False

    @property
    def text(self) -> str:
        """The lines as one, white space folded; a hyphen at a line's end joins without a space."""
        joined = ""
        for line in self.lines:
            words = " ".join(line.split())
            gap = "" if joined.endswith("-") and not joined.endswith(" -") else " "
            joined = f"{joined}{gap}{words}" if joined and words else joined or words
        return joined

    @property
    def rows(self) -> str:
        """The lines as they stand, for tables."""
        return "\n".join(line.rstrip() for line in self.lines if line.strip(" _-="))


def each_line(path: Path) -> Iterator[str]:
    """Yield a file's lines decoded, without their ends; cards of 80 columns without line ends are cut.

    Raises ReadError where the file cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(8192)
            if head.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\r" in head and b"\n" not in head):
                yield from _text_lines(path, "utf-16" if head[:1] in b"\xff\xfe" else "utf-8")
                return
            stream.seek(3 if head.startswith(b"\xef\xbb\xbf") else 0)
            size = _LONGEST_LINE if b"\n" in head else _COLUMNS
            while raw := stream.readline(size):
                yield _decoded(raw)
    except PermissionError as error:
        raise ReadError("permission", file=str(path)) from error
    except FileNotFoundError as error:
        raise ReadError("missing", file=str(path)) from error


def each_record(lines: Iterable[str], begins: Callable[[str], bool]) -> Iterator[tuple[Tagged, ...]]:
    """Yield the tagged lines of one record after another; what stands before the first record is dropped.

    A record of more than 400,000 lines comes cut off.
    """
    record: list[Tagged] = []
    open_lines: list[str] = []
    count, inside = 0, False
    tag, indented = "", False
    for line in lines:
        if begins(line):
            if inside:
                yield (*record, Tagged(tag=tag, lines=tuple(open_lines), indented=indented))
            record, open_lines, count, inside = [], [], 0, True
            tag, indented = line[:4].strip(), False
            continue
        count += 1
        if not inside or count > _MOST_LINES:
            continue
        match = _TAG.match(line)
        if match is None:
            open_lines.append(line[5:] if line[:5].isspace() or not line else line)
            continue
        record.append(Tagged(tag=tag, lines=tuple(open_lines), indented=indented))
        tag, indented = match[1], line[4:6] == "  "
        open_lines = [line[4:] if len(tag) == 4 else line[3:]]
    if inside:
        yield (*record, Tagged(tag=tag, lines=tuple(open_lines), indented=indented))


def with_notes(parts: Iterable[ReadDocument | ReadingNote], path: Path) -> Iterator[ReadDocument]:
    """Yield the documents; a part that was set aside is noted on the next document, the last ones on the last.

    Raises ReadError with the first part's reason where no part became a document.
    """
    held: ReadDocument | None = None
    notes: list[ReadingNote] = []
    several = False
    for part in parts:
        if isinstance(part, ReadingNote):
            notes.append(part)
            continue
        if held is not None:
            several = True
            yield held
        held = replace(part, notes=(*notes, *part.notes)) if notes else part
        notes = []
    if held is None:
        reason = str(notes[0].fields.get("code", "no_records")) if notes else "no_records"
        raise ReadError(reason, file=str(path))
    last = replace(held, notes=(*held.notes, *notes)) if notes else held
    yield last if several else replace(last, member="")


def set_aside(member: str, code: str) -> ReadingNote:
    """Say that one record of a file could not be read."""
    return ReadingNote(kind=NoteKind.MEMBER_SET_ASIDE, fields={"member": member, "code": code})


def _text_lines(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, errors="replace") as stream:
        while line := stream.readline(_LONGEST_LINE):
            yield strip_invisible(line.rstrip("\n").translate(_CONTROLS))


def _decoded(raw: bytes) -> str:
    raw = raw.rstrip(b"\r\n")
    if raw.isascii():
        text = raw.decode("ascii")
        return text if text.isprintable() else text.translate(_CONTROLS)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    return strip_invisible(text.translate(_CONTROLS))
