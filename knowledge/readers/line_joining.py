"""Join the visual lines of a page or a hard-wrapped text into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from knowledge.folding import is_han
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.blocks import article_start, implied_heading

_ENDS = "。！？；：:!?;”」』.…"
_ITEM = lazy_pattern(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）、]|[（(]\d{1,2}[)）]|\d{1,3}\s*[.．、]\s*\S|\[\d{4,5}\]|[(（]\d{2}[)）]|[•·●■*-]\s|第.{1,9}[条章节编][\s　]|Article \d|Section \d|附件)",
    re.IGNORECASE,
)
_PATENT_HEADER = lazy_pattern(
    r"(?:CN\d{7,9}[A-Z]\d?)(?:权利要求书|说明书附图|说明书|说明书摘要)?(?:\d+/\d+页)?|(?:权利要求书|说明书附图|说明书)\d+/\d+页(?:CN\d{7,9}[A-Z]\d?)?"
)
_WIDEST_WRAP = 150  # wider "lines" are whole paragraphs


def joined_lines(lines: Sequence[str]) -> list[str]:
    """Return paragraphs: a line that fills the width and ends no sentence goes on in the next one."""
    widths = sorted(_width(line) for line in lines if line.strip())
    if not widths:
        return []
    full = widths[min(len(widths) - 1, int(len(widths) * 0.9))]
    paragraphs: list[str] = []
    open_line = ""
    for raw in lines:
        line = raw.strip()
        if not line:
            open_line = ""
            continue
        if open_line and full <= _WIDEST_WRAP and _goes_on(open_line, line, full):
            paragraphs[-1] = glued(paragraphs[-1], line)
        else:
            paragraphs.append(line)
        open_line = line
    return paragraphs


def glued(before: str, after: str) -> str:
    """Join two lines: no space between Chinese characters, a word divided at its hyphen made whole."""
    if not before or not after:
        return before + after
    if before.endswith("-") and len(before) > 1 and before[-2].isalpha() and after[0].islower():
        return before[:-1] + after
    wide = _wide(before[-1]) or _wide(after[0])
    return before + after if wide else f"{before} {after}"


def without_running_lines(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Leave out headers, footers and page numbers: lines at a page's edge that most pages share, numbers aside."""
    seen: dict[str, int] = {}
    for page in pages:
        for shape in {_shape(line) for line in _edges(page)}:
            seen[shape] = seen.get(shape, 0) + 1
    often = max(3, (len(pages) + 1) // 2)
    running = {shape for shape, times in seen.items() if times >= often}
    kept = [
        [
            line
            for position, line in enumerate(page)
            if not ((position < 4 or position >= len(page) - 4) and _is_running(line, running))
        ]
        for page in pages
    ]
    emptied = sum(bool(page) and not left for page, left in zip(pages, kept, strict=True))
    return [list(page) for page in pages] if emptied > len(pages) // 2 else kept


def _is_running(line: str, running: Iterable[str]) -> bool:
    bare = line.strip()
    if _PATENT_HEADER.fullmatch(re.sub(r"\s+", "", bare)):
        return True
    if re.fullmatch(
        r"[-—– ]*\d{1,4}[-—– ]*|\d{1,4} ?/ ?\d{1,4}(?: ?页)?|第 ?\d+ ?页(?:[,， ]*共 ?\d+ ?页)?|Page \d+(?: of \d+)?",
        bare,
    ):
        return True
    return bool(bare) and _shape(line) in running and len(bare) < 200


def _edges(page: Sequence[str]) -> list[str]:
    return [line for line in [*page[:4], *page[-4:]] if line.strip()]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line))


def _goes_on(before: str, after: str, full: int) -> bool:
    filled = _width(before) >= 0.82 * full
    if _ITEM.match(after) or article_start(after):
        return False
    if implied_heading(before) and not filled and not _unbalanced(before):
        return False
    if before[-1] in _ENDS and not (before[-1] in ".:" and after[0].islower()):
        return False
    if before[-1] in ",，、" or after[0].islower() or after[0] in "，。、；：）》”":
        return True
    return filled or _unbalanced(before)


def _unbalanced(line: str) -> bool:
    return line.count("《") > line.count("》") or line.count("（") > line.count("）")


def _width(line: str) -> int:
    return sum(2 if _wide(char) else 1 for char in line.strip())


def _wide(char: str) -> bool:
    return is_han(char) or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef" or char in "“”‘’—…"
