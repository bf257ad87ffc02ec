"""Pages → the same pages without what a printer or an office puts at their edges: headers, footers, page numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.line_joining import without_running_lines
from knowledge.readers.printed.page_lines import Line, PageLines
from knowledge.readers.printed.patent_front import is_title_page

_EDGE = 0.09  # of the page's height
_NUMBER = lazy_pattern(
    r"[-—– ]*\d{1,4}[-—– ]*|\d{1,3}(?:,\d{3})+|\d{1,4} ?/ ?\d{1,4}(?: ?页)?|第 ?\d+ ?页(?:[,，/ ]*共 ?\d+ ?页)?|Page \d+(?: of \d+)?",
    re.IGNORECASE,
)
_PRINTED = lazy_pattern(
    r"(?:https?://|file:///)\S+(?: +\d+/\d+)?|\d{4}/\d{1,2}/\d{1,2}[, ]+\d{1,2}:\d{2}\b.*|\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}\b.*"
)
_PATENT = lazy_pattern(
    r"(?:[A-Z]{2} ?[\d ,/]{6,16} ?[A-Z]\d?|US [\d,/]{7,15} [A-Z]\d|EP \d \d{3} \d{3} [A-Z]\d)(?: *[权利要求书说明书附图摘 ]+(?:\d+/\d+ ?页)?)?"
)


def without_margins(pages: Sequence[PageLines]) -> list[PageLines]:
    """Leave out running lines: by what they say at a page's edge, and by what most pages share there.

    A patent's title page stays whole: its numbers are read.
    """
    cut = [replace(page, lines=_inside(page)) for page in pages]
    kept = without_running_lines([page.texts for page in cut])
    return [
        page if is_title_page(page.texts) else replace(inside, lines=_still_there(inside.lines, texts))
        for page, inside, texts in zip(pages, cut, kept, strict=True)
    ]


def _inside(page: PageLines) -> tuple[Line, ...]:
    if not page.lines:
        return ()
    bottom = max(line.bottom for line in page.lines)
    top = min(line.top for line in page.lines)
    edge = _EDGE * max(bottom - top, 1.0)
    return tuple(
        line
        for line in page.lines
        if not (
            (line.top < top + edge or line.bottom > bottom - edge)
            and any(pattern.fullmatch(line.text.strip()) for pattern in (_NUMBER, _PRINTED, _PATENT))
        )
    )


def _still_there(lines: Sequence[Line], texts: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines whose texts are left, in order."""
    kept: list[Line] = []
    position = 0
    for line in lines:
        if position < len(texts) and line.text == texts[position]:
            kept.append(line)
            position += 1
    return tuple(kept)
