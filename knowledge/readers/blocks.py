"""What every format is read into first: headings, paragraphs and tables in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.identifiers import find_keys
from knowledge.numbers.numerals import CHINESE_NUMERAL_CHARS, parse_numeral

_N = f"[{CHINESE_NUMERAL_CHARS}\\d]{{1,9}}"
_DIVISION = lazy_pattern(rf"^第 *{_N} *(?P<unit>编|分编|章|节)(?=[\s　]|$|[^\s的]{{1,30}}$)")
_ARTICLE = lazy_pattern(rf"^第 *(?P<number>{_N}) *条(?: *之 *(?P<sub>{_N}))?(?P<after>[\s　【（(:：]|$|.)")
_NUMBERED = lazy_pattern(r"^[一二三四五六七八九十]{1,3}、")
_BRACKETED = lazy_pattern(r"^[（(][一二三四五六七八九十]{1,3}[)）]")
_EN_DIVISION = lazy_pattern(r"^(?:CHAPTER|PART|TITLE|SUBPART|ANNEX)\s+(?:[IVXLC]+|\d+)\b", re.IGNORECASE)
_UNIT_LEVELS = {"编": 2, "分编": 3, "章": 3, "节": 4}
_LONGEST_HEADING = 60


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of a document. Headings have a level from 1; a table has rows of cells and no text."""

    kind: BlockKind
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleStart:
    label: str
    number: str


def heading(text: str, level: int) -> Block:
    return Block(kind=BlockKind.HEADING, text=text.strip(), level=level)


def paragraph(text: str) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text.strip())


def table(rows: Iterable[Iterable[str]]) -> Block:
    """Make a table block; line ends inside cells become spaces, empty rows are left out."""
    cleaned = (tuple(re.sub(r"\s+", " ", cell).strip() for cell in row) for row in rows)
    return Block(kind=BlockKind.TABLE, rows=tuple(row for row in cleaned if any(row)))


def article_start(text: str, previous: int | None = None) -> ArticleStart | None:
    """Read the article that a Chinese paragraph opens (第五十条 …); a mere mention at its beginning is none.

    Without white space after 条 it counts only where it continues the numbering (`previous` + 1).
    """
    match = _ARTICLE.match(text)
    if match is None:
        return None
    number = parse_numeral(match["number"])
    if number is None:
        return None
    spaced = match["after"] == "" or match["after"] in " \t\n　【（(:："
    if not spaced and number != (previous or 0) + 1:
        return None
    end = match.start("after")
    sub = parse_numeral(match["sub"]) if match["sub"] else None
    return ArticleStart(
        label=re.sub(r"\s+", "", text[:end]), number=str(number) if sub is None else f"{number}-{sub}"
    )


def article_heading(text: str) -> ArticleStart | None:
    """Read the article that a heading names in either language: 第五十条 …, Article 50 …, § 23, 35 U.S.C. 203."""
    end = 0
    number: str | None = None
    for found in find_keys(text[:80]):
        if text[end : found.start].strip():
            break
        if found.scheme == "art" and number is None:
            number = found.key.removeprefix("art:")
        elif found.scheme not in ("docno", "art"):
            break
        end = max(end, found.end)
        if number is not None and found.scheme != "art":
            break
    return None if number is None else ArticleStart(label=text[:end].strip(), number=number)


def implied_heading(text: str) -> int | None:
    """Return the level of a heading that is only a line of text: 第一章 总则, 一、总体要求, CHAPTER I; else None."""
    if len(text) > _LONGEST_HEADING or "\n" in text or "。" in text[:-1]:
        return None
    match = _DIVISION.match(text)
    if match and not text.endswith(("。", "；", "，")):
        return _UNIT_LEVELS[match["unit"]]
    if text.endswith(("。", "；", "，", "：", ".", ";", ",")):
        return None
    if _NUMBERED.match(text):
        return 5
    if _BRACKETED.match(text) and len(text) <= 40:
        return 6
    return 3 if _EN_DIVISION.match(text) else None


def leading_words(text: str) -> tuple[int, str] | None:
    """Return level and words of the numbered sentence that opens a paragraph: （一）加强供需对接。…"""
    for pattern, level in ((_NUMBERED, 5), (_BRACKETED, 6)):
        if pattern.match(text):
            words = re.split(r"[。；：:\n]", text, maxsplit=1)[0]
            return level, words if len(words) <= 40 else words[:24] + "…"
    return None
