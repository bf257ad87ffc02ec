"""A patent's full text as plain lines (a PDF, a web page, a text file) → record, claims and description."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.claims import Claim, Paragraph, with_references
from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import ReadDocument
from knowledge.readers.blocks import Block, BlockKind
from knowledge.readers.printed.patent_front import (
    INID,
    FrontPage,
    has_title_page,
    record_of,
    with_priority_date,
)
from knowledge.rendering import render_patent
from knowledge.types import Language

_CLAIM = lazy_pattern(r"^(?P<number>\d{1,3}) *[.．、] *(?P<text>\S.*)$", re.DOTALL)
_FIRST_CLAIM = lazy_pattern(r"^1 *[.．、] *(?:一种|A|An|In|The|Apparatus|Method)\b|^1 *[.．、] *一种")
_CLAIMS_BEGIN = lazy_pattern(
    r"^(?:权利要求书?|CLAIMS?|(?:WHAT IS CLAIMED(?: IS)?|(?:WE|I) CLAIM|THE INVENTION CLAIMED IS|WHAT (?:WE|I) CLAIM IS)) *[:.]?$"
)
_CLAIMS_LEAD = lazy_pattern(r"^(?:WHAT IS CLAIMED(?: IS)?|(?:WE|I) CLAIM|THE INVENTION CLAIMED IS)\b")
_DESCRIPTION_BEGINS = lazy_pattern(r"^(?:说明书|DESCRIPTION|SPECIFICATION|DETAILED DESCRIPTION.*)$")
_END = lazy_pattern(
    r"^(?:说明书附图|摘要附图|说明书摘要|PATENTANSPR.CHE|REVENDICATIONS|EUROPEAN SEARCH REPORT|REFERENCES CITED IN THE DESCRIPTION|\* \* \*.*|\*\*\*\*\*)$"
)
_ABSTRACT = lazy_pattern(r"^(?:摘要|ABSTRACT|[(（]57[)）] *(?:摘要|ABSTRACT)) *[:：]?$")
_PARAGRAPH = lazy_pattern(r"^[\[【](?P<number>\d{4,5})[\]】] *(?P<text>.*)$", re.DOTALL)
_SECTION_NAMES = lazy_pattern(
    r"^(?:技术领域|背景技术|发明内容|实用新型内容|附图说明|具体实施方式|实施例\s*\d*|(?:TECHNICAL )?FIELD.{0,30}|BACKGROUND.{0,40}|(?:BRIEF )?SUMMARY.{0,40}|BRIEF DESCRIPTION.{0,40}|DETAILED DESCRIPTION.{0,60}|CROSS.REFERENCE.{0,60}|EXAMPLES?)$"
)


def looks_like_patent(lines: Sequence[str]) -> bool:
    """Say whether a text has the parts of a patent: bibliographic codes, or a first claim among its like."""
    if has_title_page(lines[:120]):
        return True
    if not any(_FIRST_CLAIM.match(line.strip()) for line in lines):
        return False
    flat = [folded(line).strip() for line in lines]
    lead = any(_CLAIMS_BEGIN.match(line) or _CLAIMS_LEAD.match(line) for line in flat)
    characteristic = any("其特征在于" in line or "其特征是" in line for line in lines)
    return lead or characteristic


def patent_of(blocks: Sequence[Block], language: Language, title: str, member: str) -> ReadDocument:
    """Make a patent document of its full text; what the text does not state stays empty."""
    parts = _Parts()
    for block in blocks:
        if block.kind is BlockKind.TABLE:
            parts.feed("\n".join(" | ".join(row) for row in block.rows))
        else:
            for line in block.text.split("\n"):
                parts.feed(line.strip())
    record = with_priority_date(record_of(parts.front, parts.abstract, language, title))
    return render_patent(
        record,
        language=language,
        claims=with_references(parts.claims),
        description=parts.description,
        member=member,
    )[0]


@dataclass(slots=True)
class _Parts:
    """Sorts the lines of a patent into its parts."""

    front: FrontPage = field(default_factory=FrontPage)
    abstract: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    description: list[Paragraph] = field(default_factory=list)
    _part: str = "front"
    _heading: str | None = None

    def feed(self, line: str) -> None:
        if not line:
            return
        flat = re.sub(r" +", " ", folded(line)).strip()
        squeezed = flat.replace(" ", "")
        if self._turn(flat, squeezed):
            return
        if self._part == "front" and _FIRST_CLAIM.match(line) and self.front.fields:
            self._part = "claims"
        if self._part == "claims":
            self._claim(line)
        elif self._part == "description":
            self._paragraph(line, flat)
        elif self._part == "abstract" and not INID.match(line):
            self.abstract.append(line)
        elif self._part != "end":
            self._part = "front"
            self.front.feed(line)

    def _turn(self, flat: str, squeezed: str) -> bool:
        """Go to another part where the line is its heading."""
        if _END.match(squeezed):
            self._part = "abstract" if squeezed == "说明书摘要" and not self.abstract else "end"
        elif _CLAIMS_BEGIN.match(flat) or _CLAIMS_BEGIN.match(squeezed):
            self._part = "claims"
        elif _DESCRIPTION_BEGINS.match(squeezed) or _DESCRIPTION_BEGINS.match(flat):
            self._part = "description"
        elif _ABSTRACT.match(flat) and self._part in ("front", "abstract"):
            self._part = "abstract"
        elif _SECTION_NAMES.match(flat) and self._part != "description":
            self._part, self._heading = "description", flat.capitalize() if flat.isascii() else flat
        else:
            return False
        return True

    def _claim(self, line: str) -> None:
        match = _CLAIM.match(line)
        if match and int(match["number"]) == len(self.claims) + 1:
            self.claims.append(Claim(number=match["number"], text=line))
        elif self.claims:
            last = self.claims[-1]
            self.claims[-1] = Claim(number=last.number, text=f"{last.text}\n{line}")

    def _paragraph(self, line: str, flat: str) -> None:
        match = _PARAGRAPH.match(line)
        if match:
            self.description.append(
                Paragraph(text=match["text"], number=match["number"], heading=self._heading)
            )
        elif _SECTION_NAMES.match(flat):
            self._heading = line
        elif (
            self.description and self.description[-1].number and self.description[-1].heading == self._heading
        ):
            last = self.description[-1]
            self.description[-1] = Paragraph(
                text=f"{last.text}\n{line}" if last.text else line, number=last.number, heading=last.heading
            )
        else:
            self.description.append(Paragraph(text=line, heading=self._heading))
