"""Sections of the USPTO's Manual of Patent Examining Procedure, saved as text with Markdown marks → guidance documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from knowledge.errors import ReadError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import ReadDocument
from knowledge.readers.assembly import assemble
from knowledge.readers.blocks import Block, heading, paragraph
from knowledge.readers.bytes import decode_text, read_bytes
from knowledge.readers.patent_parts import one_line
from knowledge.types import Kind, Language, PolicyLevel, PolicyRecord

_TITLE: Final = lazy_pattern(
    r"(?P<section>\d{3,4}(?:-\d{3,4})?(?:\.\d+)?(?:\([a-z]\))?)\s+(?P<title>.*?)"
    r"\s*(?:\[(?P<revision>R-\d\d\.\d{4}|Reserved)\])?$"
)
_LINK: Final = lazy_pattern(r"\[(?P<words>[^\[\]]*)\]\([^()]*\)")
_TOP: Final = lazy_pattern(r"^\s*\[?\[?top\]?\]?(?:\(#top\))?\s*$", re.IGNORECASE | re.MULTILINE)
_COMMA: Final = lazy_pattern(r"(?m)^\s*,\s*$")  # between the parts of a list that was written out
_HASHES: Final = lazy_pattern(r"(?P<marks>#{1,6})\s+(?P<words>.*)", re.DOTALL)
_LETTERED: Final = lazy_pattern(
    r"\*{2,3}(?P<mark>[IVX]{1,5}|[A-Z]|\d{1,2})\.\*{2,3}\s+\*{2,3}(?P<words>.+?)\*{2,3}(?P<rest>.*)",
    re.DOTALL,
)
_BOLD_CAPITALS: Final = lazy_pattern(
    r"\*\*(?P<words>[A-Z][A-Z\d ,;:'’()/.\s-]{11,}?)\*\*(?P<rest>.*)", re.DOTALL
)
_ITEM: Final = lazy_pattern(r"(?m)^\s*\*\s+(?=\S)")
_EMPHASIS: Final = lazy_pattern(r"(?<!\\)\*+")
_RESERVED: Final = "[Reserved]"


class MpepReader:
    """Reads one saved section with its subsections."""

    suffixes: tuple[str, ...] = ()  # told by the content of a .txt file

    def read(self, path: Path) -> Iterator[ReadDocument]:
        text = decode_text(read_bytes(path), path)
        pieces = _pieces(text)
        match = _TITLE.match(_first_heading(pieces))
        if match is None:
            raise ReadError("no_text", file=str(path))
        blocks = list(_blocks(pieces[1:]))
        if not any(not block.level for block in blocks):
            code = "reserved_section" if match["revision"] == "Reserved" else "no_text"
            raise ReadError(code, file=str(path), section=match["section"])
        yield _document(match, blocks)


def _document(match: re.Match[str], blocks: list[Block]) -> ReadDocument:
    section, revision = match["section"], match["revision"] or ""
    title = f"MPEP {section} {match['title']}".strip()
    text, sections = assemble([heading(title, 1), *blocks], Language.EN, title=title)
    lineage = f"US-MPEP-{section}"
    record = PolicyRecord(
        policy_id=f"{lineage}@{revision}" if revision else lineage,
        lineage=lineage,
        title=title,
        jurisdiction="US",
        issuer="United States Patent and Trademark Office",
        document_number=f"MPEP § {section}",
        level=PolicyLevel.GUIDANCE,
        status_note=f"revision [{revision}]" if revision else None,
    )
    return ReadDocument(
        kind=Kind.POLICY, language=Language.EN, title=title, text=text, sections=sections, record=record
    )


def _pieces(text: str) -> list[str]:
    """Return what stands between empty lines; links become their words, marks of quotation go."""
    text = text.strip().removeprefix("[").removesuffix("]")
    text = _COMMA.sub("", _TOP.sub("", re.sub(r"(?m)^\s*>\s?", "", text)))
    for _ in range(2):  # a link may stand in brackets of the text
        text = _LINK.sub(lambda link: one_line(link["words"]), text)
    return [piece for piece in re.split(r"\n[ \t]*\n", text) if piece.strip()]


def _first_heading(pieces: list[str]) -> str:
    match = _HASHES.match(pieces[0].strip()) if pieces else None
    return _plain(match["words"]) if match else ""


def _blocks(pieces: list[str]) -> Iterator[Block]:
    """Yield headings and paragraphs; a subsection that the file repeats comes once, a reserved one not at all."""
    seen: set[str] = set()
    skipping = False
    for piece in pieces:
        match = _HASHES.match(piece.strip())
        if match is not None:
            words = _plain(match["words"])
            level = _level(match["marks"], words)
            if level <= 2:
                skipping = words in seen or words.endswith(_RESERVED)
                seen.add(words)
            if not skipping:
                yield heading(words, level)
        elif not skipping:
            yield from _text_blocks(piece.strip())


def _level(marks: str, words: str) -> int:
    if words.startswith("¶"):
        return 3
    return 2 if len(marks) == 1 else max(4, len(marks))


def _text_blocks(piece: str) -> Iterator[Block]:
    lettered = _LETTERED.match(piece)
    bold = None if lettered else _BOLD_CAPITALS.match(piece)
    if lettered is not None:
        roman = bool(re.fullmatch(r"[IVX]+", lettered["mark"]))
        yield heading(f"{lettered['mark']}. {_plain(lettered['words'])}", 3 if roman else 4)
        piece = lettered["rest"]
    elif bold is not None:
        yield heading(_plain(bold["words"]), 3)
        piece = bold["rest"]
    for item in _ITEM.split(piece):
        words = _plain(item)
        if words:
            yield paragraph(words)


def _plain(text: str) -> str:
    return one_line(_EMPHASIS.sub("", text).replace("\\*", "*").replace("\\_", "_"))
