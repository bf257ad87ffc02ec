"""One page of a PDF → the lines of its text layer as a person sees the page; what nobody sees is counted and left out."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from knowledge.readers.bytes import clean_text
from knowledge.readers.printed.page_lines import Line
from knowledge.readers.printed.pdf_visibility import HEAVY, UNSEEN_MODES, Char, Visibility

MOST_CHARACTERS = 150_000  # of one page; beyond it, text is taken without its places
_FULL = 0.55  # of the page's area under images: a scan
_LAYER = 0.8  # of the characters unseen, over a scan: its OCR layer
_STAMP = 40  # characters: a page number or a stamp on a scan
_GAP = 1.8  # letter heights between two columns or cells
_OUTLINES = 200  # drawn paths on a page without a letter: text turned into outlines
_SOFT_HYPHEN = "\x02"


class PageKind(StrEnum):
    TEXT = "text"
    SCAN = "scan"  # an image of a page
    LAYERED_SCAN = "layered_scan"  # an image of a page with the text that another program recognised
    BLANK = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerPage:
    kind: PageKind
    lines: tuple[Line, ...]
    hidden: int  # characters
    width: float
    height: float
    most_pixels: int  # of the largest image


def layer_of(page: Any) -> LayerPage:
    """Read the text layer of an open pypdfium2 page."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    covered, pixels, covering, paths = _images(page, raw)
    text_page = page.get_textpage()
    try:
        if text_page.count_chars() > MOST_CHARACTERS:
            return _unplaced(text_page.get_text_bounded(), width, height, pixels)
        chars, owners = _characters(page, text_page, raw)
    finally:
        text_page.close()
    seen = Visibility(page=page, raw=raw, owners=owners, chars=chars, heavy=pixels > HEAVY)
    scan = covered >= _FULL * width * height
    unseen = sum(not char.made and seen.mode(char) in UNSEEN_MODES for char in chars)
    written = sum(not char.made and not char.text.isspace() for char in chars)
    layered = scan and written > 0 and (unseen >= _LAYER * written or covering)
    kept = chars if layered else [char for char in chars if seen.visible(char)]
    hidden = sum(not char.made and not char.text.isspace() for char in chars) - sum(
        not char.made and not char.text.isspace() for char in kept
    )
    lines = _lines(kept, width, height)
    return LayerPage(
        kind=_kind(lines, scan, layered, paths),
        lines=lines,
        hidden=hidden,
        width=width,
        height=height,
        most_pixels=pixels,
    )


def _unplaced(text: str, width: float, height: float, pixels: int) -> LayerPage:
    """Take the text of a page with more characters than any page that a person reads."""
    lines = tuple(
        Line(text=line.strip(), left=0, top=12 * n, right=width, bottom=12 * n + 10, row=n)
        for n, line in enumerate(clean_text(text).splitlines())
        if line.strip()
    )
    return LayerPage(
        kind=PageKind.TEXT, lines=lines, hidden=0, width=width, height=height, most_pixels=pixels
    )


def _kind(lines: Sequence[Line], scan: bool, layered: bool, paths: int) -> PageKind:
    text = "".join(line.text for line in lines)
    if layered and text:
        return PageKind.LAYERED_SCAN
    if scan and len(text) < _STAMP:
        return PageKind.SCAN
    if not text:
        return PageKind.SCAN if paths >= _OUTLINES else PageKind.BLANK
    odd = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in text)
    return PageKind.SCAN if odd > 0.3 * len(text) else PageKind.TEXT


def _images(page: Any, raw: Any) -> tuple[float, int, bool, int]:
    """Return the area under images, the pixels of the largest, whether a page-wide one covers all text, and paths."""
    area, pixels, paths = 0.0, 0, 0
    last_text, last_full = -1, -1
    width, height = page.get_size()
    for position, item in enumerate(page.get_objects(max_depth=3)):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            last_text = position
        elif item.type == raw.FPDF_PAGEOBJ_PATH:
            paths += 1
        elif item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            part = max(0.0, min(right, 1e4) - max(left, -1e4)) * max(0.0, min(top, 1e4) - max(bottom, -1e4))
            area += part
            columns, rows = item.get_px_size()
            pixels = max(pixels, columns * rows)
            if part >= _FULL * width * height:
                last_full = position
    return area, pixels, last_full > last_text >= 0, paths


def _characters(page: Any, text_page: Any, raw: Any) -> tuple[list[Char], dict[int, Any]]:
    """Return the characters with their boxes as the page is shown, and the text objects that they belong to."""
    place = placing(page)
    box = tuple(ctypes.c_double() for _ in range(4))
    loose = raw.FS_RECTF()
    chars: list[Char] = []
    owners: dict[int, Any] = {}
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        raw.FPDFText_GetCharBox(text_page, index, box[0], box[1], box[2], box[3])
        left, right, bottom, top = (value.value for value in box)
        raw.FPDFText_GetLooseCharBox(text_page, index, loose)
        owner = raw.FPDFText_GetTextObject(text_page, index)
        key = ctypes.cast(owner, ctypes.c_void_p).value or 0
        owners.setdefault(key, owner)
        shown = place(left, bottom, right, top)
        chars.append(
            Char(
                text=chr(code) if code else "",
                left=shown[0],
                top=shown[1],
                right=shown[2],
                bottom=shown[3],
                size=max(abs(loose.top - loose.bottom), abs(loose.right - loose.left)),
                owner=key,
                made=raw.FPDFText_IsGenerated(text_page, index) == 1,
            )
        )
    return chars, owners


def placing(page: Any) -> Callable[[float, float, float, float], tuple[float, float, float, float]]:
    """Return what turns a box of the file into (left, top, right, bottom) of the page as it is shown."""
    left, bottom, right, top = page.get_bbox()
    turn = page.get_rotation()

    def place(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        if turn == 90:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if turn == 180:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        if turn == 270:
            return top - y1, right - x1, top - y0, right - x0
        return x0 - left, top - y1, x1 - left, top - y0

    return place


def _lines(chars: Sequence[Char], width: float, height: float) -> tuple[Line, ...]:
    """Collect characters into lines; a wide gap, or a step back, ends a line."""
    rows: list[Line] = []
    downwards = 0
    for row, run in _runs(chars):
        text = clean_text(_paired("".join(char.text for char in run)).replace(_SOFT_HYPHEN, "-")).strip()
        placed = [char for char in run if not char.text.isspace() and not char.made] or run
        if not text or text == "\ufffe":
            continue
        left, right = min(char.left for char in placed), max(char.right for char in placed)
        top, bottom = min(char.top for char in placed), max(char.bottom for char in placed)
        if right < 0 or bottom < 0 or left > width or top > height:
            continue
        first, last = placed[0], placed[-1]
        across = abs(last.left - first.left)
        down = last.top - first.top
        upright = abs(down) <= max(across, 2 * first.size)
        if not upright:
            downwards += len(text) if down > 0 else -len(text)
        rows.append(
            Line(
                text=text.replace("\ufffe", "-"),
                left=left,
                top=top,
                right=right,
                bottom=bottom,
                upright=upright,
                row=row,
            )
        )
    return _laid_down(_with_raised(rows), width, height, downwards > 0)


def _paired(text: str) -> str:
    """Put the halves together that characters outside the basic plane come in."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _with_raised(lines: Sequence[Line]) -> list[Line]:
    """Join to a line what stands a little higher or lower right after it: the o of No, a footnote's mark."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.upright
            and line.upright
            and line.row != last.row
            and _follows(last, line)
        ):
            space = "" if line.left - last.right < 0.15 * last.height else " "
            joined[-1] = replace(
                last,
                text=f"{last.text}{space}{line.text}",
                right=max(last.right, line.right),
                top=min(last.top, line.top),
                bottom=max(last.bottom, line.bottom),
            )
        else:
            joined.append(line)
    return joined


def _follows(last: Line, line: Line) -> bool:
    shared = min(last.bottom, line.bottom) - max(last.top, line.top)
    near = -0.2 * last.height <= line.left - last.right <= 0.6 * max(last.height, line.height)
    return near and shared >= 0.4 * min(last.height, line.height)


def _laid_down(lines: Sequence[Line], width: float, height: float, downwards: bool) -> tuple[Line, ...]:
    """Turn a page whose text runs down or up, so that its lines are level; order them anew."""
    turned = sum(len(line.text) for line in lines if not line.upright)
    if turned * 2 <= sum(len(line.text) for line in lines):
        return tuple(lines)
    level = (
        replace(
            line,
            left=line.top if downwards else height - line.bottom,
            right=line.bottom if downwards else height - line.top,
            top=width - line.right if downwards else line.left,
            bottom=width - line.left if downwards else line.right,
            upright=not line.upright,
            row=None,
        )
        for line in lines
    )
    return tuple(sorted(level, key=lambda line: (round(line.top), line.left)))


def _runs(chars: Sequence[Char]) -> Iterator[tuple[int, list[Char]]]:
    run: list[Char] = []
    row = 0
    last: Char | None = None
    for char in chars:
        if char.text in ("\r", "\n"):
            if run:
                yield row, run
            run, last = [], None
            row += 1
            continue
        if last is not None and not char.made and not char.text.isspace():
            size = max(last.size, char.size)
            level = abs(last.bottom - char.bottom) < 0.8 * size
            back = not level and char.right < last.left - size
            far = abs(last.bottom - char.bottom) > 3 * size
            if back or far or (level and char.left - last.right > _GAP * size):
                yield row, run
                run = []
                row += back or far
        run.append(char)
        if not char.made and not char.text.isspace():
            last = char
    if run:
        yield row, run
