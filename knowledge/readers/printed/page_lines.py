"""Lines of a page with their places → lines in reading order, columns one after the other, line numbers left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from knowledge.lazy_patterns import lazy_pattern

_CODE = lazy_pattern(r"^[*]?[（(\[] ?\d{2} ?[)）\]]")
_STEPS = 200
_LEAST_LINES = 4  # on each side of a gutter
_MOST_CROSSING = 0.35
_FILLED = 0.6  # of a column's width, by the middle line of a column of prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text; its box in points (or pixels) from the page's upper left corner, as the page is shown."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float | None = None  # 0–1, of recognised text
    upright: bool = True
    row: int | None = None  # pieces of one row in the order of the file

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLines:
    """A page: its lines in reading order and what was noticed while reading it."""

    number: int  # from 1
    lines: tuple[Line, ...] = ()
    hidden: int = 0  # characters left out because nobody sees them
    recognised: bool = False  # from an image
    unread: bool = False  # an image that was not read

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lines]

    @property
    def confidence(self) -> float | None:
        """Return the mean confidence of the page's characters; None where its text was written, not recognised."""
        sure = [(line.confidence, len(line.text)) for line in self.lines if line.confidence is not None]
        total = sum(length for _, length in sure)
        return sum(value * length for value, length in sure) / total if total else None


def in_reading_order(lines: Sequence[Line], *, native: bool) -> list[Line]:
    """Order the lines of a page; `native`: they come in an order of their own that is kept where no columns show."""
    upright = without_line_numbers([line for line in lines if line.upright])
    turned = [line for line in lines if not line.upright]
    gutter = _gutter(upright, share=0.5 if native else 0.75)
    if gutter is None:
        return [*(_whole_rows(upright) if native and not _has_codes(upright) else _rows(upright)), *turned]
    return [*_by_columns(upright, gutter), *turned]


def without_line_numbers(lines: Sequence[Line]) -> list[Line]:
    """Leave out the numbers 5, 10, 15 … that patents print beside their lines, on their own or read as one with a line."""
    marks = [mark for line in lines for mark in _marks(line)]
    others = sum(bool(re.search(r"(?:^| )\d{0,2}[1-46-9]$", line.text.strip())) for line in lines)
    if len({value for _, value, _, _ in marks}) < 3 or 2 * others > len(marks):
        return list(lines)  # numbers that go on one by one count something else
    reach = 0.03 * (max(line.right for line in lines) - min(line.left for line in lines))
    apart = 3 * median(line.height for line in lines)
    replaced: dict[int, str] = {}
    for _, _, x, _ in marks:
        near = sorted((mark for mark in marks if abs(mark[2] - x) <= reach), key=lambda mark: mark[0].top)
        steps = [(after[1] - before[1], after[0].top - before[0].top) for before, after in pairwise(near)]
        if len(near) >= 3 and all(0 < step <= 15 and down >= apart for step, down in steps):
            replaced.update((id(line), left) for line, _, _, left in near)
    kept = [replace(line, text=replaced.get(id(line), line.text)) for line in lines]
    return [line for line in kept if line.text]


def _marks(line: Line) -> Iterator[tuple[Line, int, float, str]]:
    """Yield each number of a line that could count lines: its value, where it stands, and the line without it."""
    text = line.text.strip()
    if re.fullmatch(r"[1-9]?[05]", text) and text != "0":
        yield line, int(text), line.middle, ""
    elif match := re.match(r"([1-9]0|[1-9]?5) +(?=[A-Za-z(])", text):
        yield line, int(match[1]), line.left, text[match.end() :]
    elif match := re.search(r"(?<=[a-z,;.-]) +([1-9]0|[1-9]?5)$", text):
        yield line, int(match[1]), line.right, text[: match.start()]


def _top(line: Line) -> float:
    return line.top


def _has_codes(lines: Sequence[Line]) -> bool:
    return sum(bool(_CODE.match(line.text)) for line in lines) >= 4


def _gutter(lines: Sequence[Line], share: float) -> float | None:
    """Return the x between two columns; None for a page of one column or with a table."""
    if len(lines) < 2 * _LEAST_LINES:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    slack = _slack(lines)
    middle = (left + right) / 2
    found = [
        (sum(_crosses(line, x, slack) for line in lines), abs(x - middle), x)
        for x in (
            left + (right - left) * step / _STEPS for step in range(int(_STEPS * 0.3), int(_STEPS * 0.7) + 1)
        )
    ]
    crossing, _, x = min(found)
    if crossing > _MOST_CROSSING * len(lines):
        return None
    return x if _are_columns(lines, x, left, right, share) else None


def _slack(lines: Sequence[Line]) -> float:
    """Return by how much a line may reach over a gutter: scans are never quite straight."""
    return 0.006 * (max(line.right for line in lines) - min(line.left for line in lines))


def _crosses(line: Line, x: float, slack: float) -> bool:
    return line.left < x - slack and line.right > x + slack


def _are_columns(lines: Sequence[Line], x: float, left: float, right: float, share: float) -> bool:
    slack = _slack(lines)
    before = [line for line in lines if line.right <= x + slack]
    after = [line for line in lines if line.left >= x - slack]
    if len(before) < _LEAST_LINES or len(after) < _LEAST_LINES:
        return False
    if _has_codes(lines):
        return True
    top = max(min(map(_top, before)), min(map(_top, after)))
    bottom = min(max(line.bottom for line in before), max(line.bottom for line in after))
    if bottom - top < 3 * median(line.height for line in lines):
        return False
    filled = _width_at(before, share) / max(1.0, x - left)
    filled_after = _width_at(after, share) / max(1.0, right - x)
    return filled >= _FILLED and filled_after >= _FILLED


def _width_at(lines: Sequence[Line], share: float) -> float:
    widths = sorted(line.width for line in lines)
    return widths[min(len(widths) - 1, int(len(widths) * share))]


def _by_columns(lines: Sequence[Line], x: float) -> list[Line]:
    """Between two lines over the whole width: the left column, then the right one."""
    ordered: list[Line] = []
    before: list[Line] = []
    after: list[Line] = []
    slack = _slack(lines)
    for line in sorted(lines, key=_top):
        if _crosses(line, x, slack):
            ordered += [*_rows(before), *_rows(after), line]
            before, after = [], []
        else:
            (before if line.middle < x else after).append(line)
    return [*ordered, *_rows(before), *_rows(after)]


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Sort by rows: what stands at one height goes from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom) / 2):
        middle = (line.top + line.bottom) / 2
        if rows and rows[-1][0].top < middle < rows[-1][0].bottom and _beside(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def _whole_rows(lines: Sequence[Line]) -> list[Line]:
    """Put the pieces of a row together again."""
    whole: list[Line] = []
    for line in lines:
        last = whole[-1] if whole else None
        if last is not None and line.row is not None and last.row == line.row:
            whole[-1] = replace(
                last,
                text=f"{last.text} {line.text}",
                left=min(last.left, line.left),
                top=min(last.top, line.top),
                right=max(last.right, line.right),
                bottom=max(last.bottom, line.bottom),
            )
        else:
            whole.append(line)
    return whole


def _beside(row: Sequence[Line], line: Line) -> bool:
    return all(line.left >= other.right - 2 or line.right <= other.left + 2 for other in row)
