"""Printed lines of a two-column patent → running text: columns put in order, wrapped words rejoined, paragraphs told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from knowledge.function_words import ENGLISH
from knowledge.lazy_patterns import lazy_pattern

_NUMBER_BEFORE: Final = lazy_pattern(r"^(?:5|[1-6][05]) +(?=\S)")
_NUMBER_BEHIND: Final = lazy_pattern(r"(?<=\S) +(?:5|[1-6][05])$")
_SPACED: Final = lazy_pattern(r" +([,;:.)])(?=\s|$)")
_OPENED: Final = lazy_pattern(r"([(\[]) +")
_WORD: Final = lazy_pattern(r"[^\W\d_]+")
_SEQUENCE: Final = lazy_pattern(r"[<>]|[A-Z]\d|\d[A-Z]")
_INDENT: Final = (4.5, 40.0)  # points by which a paragraph's first line stands in
_MARGIN: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """One line of a page; `y` grows upwards, `indent` and `full` are known once its column's edges are."""

    page: int
    column: int
    number: int
    text: str
    x: float
    y: float
    width: float
    divided: bool  # ends in a hyphen that divides a word
    section: str
    indent: float = 0.0
    full: bool = False  # reaches the right edge


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBlock:
    text: str
    page: int
    is_heading: bool = False


def lines_of(content: Iterable[object]) -> Iterator[PrintedLine]:
    """Yield the lines of the file's objects; those without text or place are left out."""
    for raw in content:
        if not isinstance(raw, Mapping):
            continue
        text, page, column = raw.get("text"), raw.get("page"), raw.get("column")
        if (
            not isinstance(text, str)
            or not text.strip()
            or not isinstance(page, int)
            or not isinstance(column, int)
        ):
            continue
        yield PrintedLine(
            page=int(page),
            column=int(column),
            number=int(_measure(raw.get("lineNumber"))),
            text=" ".join(text.split()),
            x=_measure(raw.get("x")),
            y=_measure(raw.get("y")),
            width=_measure(raw.get("width")),
            divided=raw.get("hasWrapHyphen") is True,
            section=str(raw.get("section") or ""),
        )  # fmt: skip


def text_columns(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines of the printed columns in reading order, without those of drawings and the front page.

    The columns of the text are numbered through: pages whose column numbers do not rise with the pages are none of it.
    """
    pages: dict[int, list[PrintedLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    rising = _rising(
        [(page, max(line.column for line in found)) for page, found in sorted(pages.items())], pages
    )
    ordered: list[PrintedLine] = []
    for page in rising:
        ordered.extend(_page_in_order(pages[page]))
    return ordered


def blocks_of(lines: Sequence[PrintedLine], words: frozenset[str]) -> Iterator[PrintedBlock]:
    """Yield headings and paragraphs. `words` are the words that stand whole somewhere in the text."""
    open_line: PrintedLine | None = None
    text = ""
    page = 0
    heading = False
    for line in lines:
        is_heading = _is_heading(line, words) and (open_line is None or heading or _ended(open_line))
        begins = open_line is None or is_heading != heading or (not is_heading and _begins(open_line, line))
        if begins:
            if text:
                yield PrintedBlock(text=tidy(text), page=page, is_heading=heading)
            text, page, heading = line.text, line.page, is_heading
        elif open_line is not None:
            text = joined(text, line.text, words, divided=open_line.divided)
        open_line = line
    if text:
        yield PrintedBlock(text=tidy(text), page=page, is_heading=heading)


def whole_words(lines: Iterable[PrintedLine]) -> frozenset[str]:
    """Return the words inside lines, where no line's end can have cut them."""
    found: set[str] = set()
    for line in lines:
        found.update(word.lower() for word in _WORD.findall(line.text.partition(" ")[2].rpartition(" ")[0]))
    return ENGLISH.union(found)


def joined(before: str, after: str, words: frozenset[str], *, divided: bool = False) -> str:
    """Join a line to the text before it: a word that was cut in two is made whole where the text knows it whole.

    Many such files have lost the hyphens at the ends of lines.
    """
    last = re.search(r"([^\W\d_]+)(-?)$", before)
    first = re.match(r"[^\W\d_]+", after)
    if last is None or first is None:
        return f"{before}{after}" if before.endswith("-") else f"{before} {after}"
    whole = f"{last[1]}{first[0]}".lower()
    if divided or last[2]:
        kept = f"{last[1]}-{first[0]}".lower()
        drop = whole in words or (first[0].islower() and last[1].lower() not in words and kept not in words)
        return f"{before.removesuffix('-')}{'' if drop or divided else '-'}{after}"
    known = sum(part.lower() in words for part in (last[1], first[0]))
    same_case = first[0].islower() or (len(last[1]) > 1 and last[1].isupper() and first[0].isupper())
    if same_case and known < 2 and (whole in words or (not known and len(whole) > 5)):
        return before + after
    return f"{before} {after}"


def tidy(text: str) -> str:
    """Take out the spaces that recognition puts before punctuation and inside brackets."""
    return _OPENED.sub(r"\1", _SPACED.sub(r"\1", text)).strip()


def _measure(value: object) -> float:
    if not isinstance(value, int | float) or not -1e6 < value < 1e6:
        return 0.0
    return float(value)


def _rising(columns: Sequence[tuple[int, int]], pages: Mapping[int, Sequence[PrintedLine]]) -> list[int]:
    """Return the pages of the chain of rising column numbers that holds the most lines."""
    best: list[tuple[int, list[int]]] = []
    for place, (page, column) in enumerate(columns):
        before = max(
            (best[other] for other in range(place) if columns[other][1] < column),
            key=lambda chain: chain[0],
            default=(0, list[int]()),
        )
        best.append((before[0] + len(pages[page]), [*before[1], page]))
    return max(best, key=lambda chain: chain[0])[1] if best else []


def _page_in_order(lines: Sequence[PrintedLine]) -> Iterator[PrintedLine]:
    """Yield a page column by column, from top to bottom: each line in the column where it stands."""
    numbers = sorted({line.column for line in lines})
    lefts = {number: _left(line for line in lines if line.column == number) for number in numbers}
    placed: dict[int, list[PrintedLine]] = {number: [] for number in numbers}
    for line in lines:
        own = max(
            (number for number in numbers if lefts[number] - _MARGIN <= line.x),
            key=lambda number: lefts[number],
            default=line.column,
        )
        placed[own].append(line)
    for number in numbers:
        yield from _with_edges(sorted(placed[number], key=lambda line: (-line.y, line.x)), lefts[number])


def _left(lines: Iterable[PrintedLine]) -> float:
    """Return a column's left edge: the outermost place where many of its long lines begin."""
    found = list(lines)
    usual = sorted(line.width for line in found)[int(len(found) * 0.7)]
    starts = Counter(round(line.x / 3) for line in found if 0.8 * usual < line.width < 1.2 * usual)
    most = max(starts.values())
    return min(start for start, count in starts.items() if count >= min(most, max(2, 0.3 * most))) * 3.0


def _with_edges(lines: Sequence[PrintedLine], left: float) -> Iterator[PrintedLine]:
    ends = sorted(line.x + line.width for line in lines)
    right = ends[int(len(ends) * 0.6)] if ends else 0.0
    for line in lines:
        text = line.text
        if line.x < left - 6:
            text = _NUMBER_BEFORE.sub("", text)
        if line.x + line.width > right + 6:
            text = _NUMBER_BEHIND.sub("", text)
        if not any(char.isalnum() for char in text) and len(text) < 4:
            continue
        yield replace(
            line, text=text, indent=line.x - left, full=line.x + line.width > right - 0.12 * (right - left)
        )


def _begins(before: PrintedLine, line: PrintedLine) -> bool:
    """Say whether a line begins a paragraph: it stands in, after a line that ended one."""
    return _ended(before) and _INDENT[0] < line.indent < _INDENT[1]


def _ended(line: PrintedLine) -> bool:
    return line.text[-1:] in ".:;?!" or not line.full


def _is_heading(line: PrintedLine, words: frozenset[str]) -> bool:
    """Say whether a line is in capitals, and in the middle or made of the text's words: no sequence, no formula."""
    letters = [char for char in line.text if char.isalpha()]
    if (
        len(letters) < 4
        or len(line.text) > 90
        or sum(char.isupper() for char in letters) <= 0.95 * len(letters)
    ):
        return False
    if line.text.endswith((".", ",", ";")) or _SEQUENCE.search(line.text):
        return False
    longer = [word.lower() for word in _WORD.findall(line.text) if len(word) > 3]
    known = 2 * sum(word in words for word in longer) >= len(longer)
    return bool(longer) and (known or (line.indent >= 8 and not line.full))
