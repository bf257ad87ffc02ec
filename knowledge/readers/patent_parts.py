"""Loose texts of claims and descriptions → numbered claims and paragraphs, whatever the source left unnumbered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from knowledge.claims import Claim, Paragraph
from knowledge.folding import strip_invisible
from knowledge.lazy_patterns import lazy_pattern

_CLAIM_START: Final = lazy_pattern(r"^\s*(?:claim\s+)?(?P<number>\d{1,3})\s*[.．、)]\s*(?=\S)", re.IGNORECASE)
_OPENING: Final = lazy_pattern(
    r"^\s*(?:claims?|patentansprüche|ansprüche|revendications?|reivindicaciones"
    r"|(?:what|i|we)[^.]{0,40}claim(?:ed)?[^.]{0,20}|the invention claimed is|权利要求书?)\s*[:.：]?\s*$",
    re.IGNORECASE,
)
_OPENING_THEN_FIRST: Final = lazy_pattern(
    r"^[^.\n]{0,80}claim(?:s|ed)?[^.\n]{0,30}[:.]?\s+(?=1\s*[.)]\s)", re.IGNORECASE
)
_MARK: Final = lazy_pattern(r"^\s*[\[【](?P<number>\d{4,5})[\]】]\s*")
_CELL: Final = lazy_pattern(r"\s*<sep>\s*", re.IGNORECASE)
_ROW: Final = lazy_pattern(r"\s*<tb>\s*", re.IGNORECASE)
_TAG: Final = lazy_pattern(r"<(?:img|image)\b[^>]*>|<Desc/Clms Page number [^>]*>", re.IGNORECASE)
_LONGEST_HEADING: Final = 90


def one_line(text: str) -> str:
    """Fold all white space and drop invisible characters."""
    return re.sub(r"\s+", " ", strip_invisible(text)).strip()


def without_marks(text: str) -> str:
    """Drop what full-text databases set in for images and page ends."""
    return _TAG.sub("", text)


def plain_number(text: str | None) -> str | None:
    """Return the digits of a number attribute ("p0032" → "0032", "CLM-00001" → "00001"); None where it has none."""
    match = re.search(r"(\d+)\D*$", text or "")
    return match[1] if match else None


def numbered_claims(pieces: Iterable[str]) -> tuple[Claim, ...]:
    """Make claims of texts that follow one another.

    Where the pieces carry running numbers ("1. …", "2. …"), a piece without the next one continues the claim before
    it; where none does, each piece is a claim. What stands before claim 1 ("What is claimed is:") is left out.
    """
    lines = [line.strip() for line in pieces if line.strip() and not _OPENING.match(line)]
    if not lines:
        return ()
    lines[0] = _OPENING_THEN_FIRST.sub("", lines[0], count=1)
    starts = _running_starts(lines)
    if not starts:
        return tuple(Claim(number=str(n), text=line) for n, line in enumerate(lines, start=1))
    bounds = [*starts, len(lines)]
    return tuple(
        Claim(number=str(n), text="\n".join(lines[start:end]))
        for n, (start, end) in enumerate(pairwise(bounds), start=1)
    )


def split_claims(text: str) -> tuple[Claim, ...]:
    """Split the claims of one running text at its running numbers; a text without them is claim 1."""
    text = _OPENING_THEN_FIRST.sub("", text.strip(), count=1)
    if not text:
        return ()
    starts: list[int] = []
    for match in re.finditer(r"(?:^|\n|(?<=[.;。；])\s+)\s*(\d{1,3})\s*[.．、)]\s*(?=\S)", text):
        if int(match[1]) == len(starts) + 1:
            starts.append(match.start(1))
    if not starts:
        return (Claim(number="1", text=text),)
    ends = [*starts[1:], len(text)]
    return tuple(
        Claim(number=str(n), text=text[start:end].strip())
        for n, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    )


class DescriptionParts:
    """Collects headings and paragraphs of a description in order."""

    def __init__(self) -> None:
        self._heading: str | None = None
        self._paragraphs: list[Paragraph] = []

    def heading(self, text: str) -> None:
        self._heading = one_line(text) or self._heading

    def paragraph(self, text: str, number: str | None = None) -> None:
        """Add a text; lines that begin with a number in brackets begin paragraphs, short capital ones are headings."""
        text = _ROW.sub("\n", _CELL.sub(" | ", _TAG.sub("", text)))
        lines = [stripped for line in text.split("\n") if (stripped := one_line(line).strip(" |"))]
        marked = any(_MARK.match(line) for line in lines)
        held: list[str] = []
        for line in lines:
            mark = _MARK.match(line)
            if mark is not None:
                self._keep(held, number)
                number, held = mark["number"], [line[mark.end() :]]
            elif _is_heading(line, alone=len(lines) == 1, before_mark=marked and not held and number is None):
                self._keep(held, number)
                self.heading(line)
                number, held = (None, []) if held else (number, [])
            else:
                held.append(line)
        self._keep(held, number)

    def block(self, text: str, number: str | None = None) -> None:
        """Add a text as one paragraph, whatever it looks like."""
        self._keep([line for line in text.split("\n") if line.strip()], number)

    def done(self) -> tuple[Paragraph, ...]:
        return tuple(self._paragraphs)

    def _keep(self, lines: Sequence[str], number: str | None) -> None:
        text = "\n".join(line for line in lines if " | " in line) if _all_rows(lines) else " ".join(lines)
        if text.strip():
            self._paragraphs.append(Paragraph(text=text.strip(), number=number, heading=self._heading))


def _all_rows(lines: Sequence[str]) -> bool:
    return len(lines) > 1 and all(" | " in line for line in lines)


def _running_starts(lines: Sequence[str]) -> list[int]:
    starts: list[int] = []
    for position, line in enumerate(lines):
        match = _CLAIM_START.match(line)
        if match is not None and int(match["number"]) == len(starts) + 1:
            starts.append(position)
    return starts


def _is_heading(line: str, *, alone: bool, before_mark: bool) -> bool:
    if len(line) > _LONGEST_HEADING or line[-1:] in ".;,:。；，：" or " | " in line:
        return False
    letters = [char for char in line if char.isalpha()]
    if len(letters) < 4:
        return False
    capital = all(char.isupper() for char in letters if char.upper() != char.lower()) and any(
        char.isupper() for char in letters
    )
    return capital or before_mark or (alone and bool(_SECTION_NAME.match(line)))


_SECTION_NAME: Final = lazy_pattern(
    r"(?:(?:technical )?field|background|(?:brief )?(?:summary|description|disclosure|explanation)|detailed description"
    r"|examples?|embodiments?|prior art|related art|industrial applicability|cross.?reference|reference signs"
    r"|技术领域|背景技术|发明内容|实用新型内容|附图说明|具体实施方式|附图标记)\b.*$",
    re.IGNORECASE,
)
