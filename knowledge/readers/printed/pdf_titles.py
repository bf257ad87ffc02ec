"""The beginning of a PDF → its title; the table of contents, which repeats the headings, told apart from the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.policies.titles import is_policy_title
from knowledge.readers.blocks import Block
from knowledge.readers.line_joining import glued
from knowledge.readers.plain import language_of
from knowledge.types import Language

_BEFORE_TITLE_ENDS = lazy_pattern(r"[（(]|各.{0,60}[：:]$|第.{1,4}[章条]|目\s*录|[一二三]、")
_STANDARD = lazy_pattern(r"中华人民共和国.{2,14}标准")
_STANDARD_NUMBER = lazy_pattern(r"[A-Z]{1,4}(?:/[A-Z])? ?\d[\d.]*[—–-]{1,2}\d{4}")
_PUBLISHED = lazy_pattern(r"\d{4}[-.年]\d{1,2}[-.月]\d{1,2}日? *(?:发布|实施|批准)")
_CONTENTS = lazy_pattern(r"目 *(?:录|次)|(?:TABLE OF )?CONTENTS", re.IGNORECASE)
_LEADER = lazy_pattern(r"(?:\. ?){6,} *\d{1,4}$|…{3,} *\d{1,4}$")


def pdf_title(blocks: Sequence[Block], named: str, text: str) -> str:
    """Take the lines before the number or the salutation where they make a title, else the file's own title."""
    if language_of(text) is Language.EN:
        return _english_title(blocks, named)
    if standard := _standard_title(text.split("\n", 14)[:14]):
        return standard
    top = ""
    for block in blocks[:5]:
        first = block.text.split("\n")[0]
        if _BEFORE_TITLE_ENDS.match(first) or len(top) > 120 or not first:
            break
        top += first
        if is_policy_title(top, Language.ZH):
            return top
    parts = [part.strip() for part in re.split(r"_+|　{2,}", named) if part.strip()]
    titled = [part for part in parts if is_policy_title(folded(part), Language.ZH)]
    return titled[0] if titled else ""


def _english_title(blocks: Sequence[Block], named: str) -> str:
    """Take the file's own title where it is words, else the first line of words; else none: the file's name serves."""
    for candidate in [named, *(block.text.split("\n")[0] for block in blocks[:8])]:
        words = re.findall(r"[A-Za-z][a-z]{2,}|[A-Z]{3,}", candidate)
        letters = sum(len(word) for word in words)
        if len(words) >= 3 and letters >= 0.7 * len(candidate.replace(" ", "")) and len(candidate) <= 120:
            return candidate.strip()
    return ""


def _standard_title(lines: Sequence[str]) -> str:
    """Read the cover of a Chinese standard: kind, number, title over one or more lines, day of publication."""
    start = next((n for n, line in enumerate(lines) if _STANDARD.fullmatch(line.strip())), None)
    end = next((n for n, line in enumerate(lines) if _PUBLISHED.search(line)), None)
    if start is None or end is None or end <= start + 1:
        return ""
    title = ""
    for line in lines[start + 1 : end]:
        if not _STANDARD_NUMBER.fullmatch(folded(line).strip()) and not _STANDARD_NUMBER.fullmatch(
            line.strip()
        ):
            parted = re.match(r"第 ?[\d一二三四五六七八九十]+ ?部分", line) is not None
            title = f"{title} {line}" if parted and title else glued(title, line)
    return title if 4 <= len(title) <= 120 else ""


def contents_go_on(lines: Sequence[str], before: bool) -> bool:
    """Say whether a page belongs to the table of contents: it is headed so, or goes on with its lines."""
    if any(_CONTENTS.fullmatch(line.strip()) for line in lines[:6]):
        return True
    led = sum(is_contents_line(line) for line in lines)
    return before and led > len(lines) / 2


def is_contents_line(line: str) -> bool:
    """Say whether a line ends with dots and a page number."""
    return _LEADER.search(line.strip()) is not None
