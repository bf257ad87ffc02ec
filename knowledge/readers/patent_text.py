"""A patent's full text as plain lines (a PDF, a web page, a text file) → record, claims and description."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge.claims import Claim, Paragraph, with_references
from knowledge.folding import folded
from knowledge.patent_numbers import (
    normalise_application_number,
    normalise_publication_number,
    normalise_symbol,
    parse_application_number,
    parse_publication_number,
)
from knowledge.protocols import ReadDocument
from knowledge.readers.blocks import Block, BlockKind
from knowledge.readers.line_joining import glued
from knowledge.rendering import render_patent
from knowledge.types import Language, LocalText, Party, PatentRecord, PatentType
from knowledge.written_dates import parse_date

_INID = re.compile(r"^[（(\[] ?(?P<code>\d{2}) ?[)）\]] *(?P<rest>.*)$")
_CLAIM = re.compile(r"^(?P<number>\d{1,3}) *[.．、] *(?P<text>\S.*)$", re.DOTALL)
_FIRST_CLAIM = re.compile(r"^1 *[.．、] *(?:一种|A|An|In|The|Apparatus|Method)\b|^1 *[.．、] *一种")
_CLAIMS_BEGIN = re.compile(
    r"^(?:权利要求书?|CLAIMS?|(?:WHAT IS CLAIMED(?: IS)?|(?:WE|I) CLAIM|THE INVENTION CLAIMED IS|WHAT (?:WE|I) CLAIM IS)) *[:.]?$"
)
_CLAIMS_LEAD = re.compile(r"^(?:WHAT IS CLAIMED(?: IS)?|(?:WE|I) CLAIM|THE INVENTION CLAIMED IS)\b")
_DESCRIPTION_BEGINS = re.compile(r"^(?:说明书|DESCRIPTION|SPECIFICATION|DETAILED DESCRIPTION.*)$")
_END = re.compile(r"^(?:说明书附图|摘要附图|说明书摘要|\* \* \*.*)$")
_ABSTRACT = re.compile(r"^(?:摘要|ABSTRACT|[(（]57[)）] *(?:摘要|ABSTRACT)) *[:：]?$")
_PARAGRAPH = re.compile(r"^[\[【](?P<number>\d{4,5})[\]】] *(?P<text>.*)$", re.DOTALL)
_SECTION_NAMES = re.compile(
    r"^(?:技术领域|背景技术|发明内容|实用新型内容|附图说明|具体实施方式|实施例\s*\d*|(?:TECHNICAL )?FIELD.{0,30}|BACKGROUND.{0,40}|(?:BRIEF )?SUMMARY.{0,40}|BRIEF DESCRIPTION.{0,40}|DETAILED DESCRIPTION.{0,60}|CROSS.REFERENCE.{0,60}|EXAMPLES?)$"
)
_FIELD_WORDS = re.compile(
    r"^(?:申请公布号|授权公告号|公开号|公告号|申请公布日|授权公告日|公开日|公告日|申请号|申请日|专利号|申请人|专利权人|发明人|设计人|发明名称|实用新型名称|摘要|"
    r"INT\. ?CL\.?|APPLICANT|ASSIGNEE|INVENTORS?|TITLE|ABSTRACT|APPL\. NO\.|FILED)[:：. ]*"
)
_STOP_WORDS = re.compile(r"(?:地址|代理人|专利代理机构|审查员|权利要求书\s*\d+\s*页).*$", re.DOTALL)
_TYPES = (
    ("实用新型", PatentType.UTILITY_MODEL),
    ("外观设计", PatentType.DESIGN),
    ("发明专利", PatentType.INVENTION),
    ("发明名称", PatentType.INVENTION),
)


def looks_like_patent(lines: Sequence[str]) -> bool:
    """Say whether a text has the parts of a patent: bibliographic codes, or a first claim among its like."""
    head = [line.strip() for line in lines[:80]]
    codes = {match["code"] for line in head if (match := _INID.match(line))}
    if len(codes & {"10", "11", "12", "19", "21", "22", "43", "45", "54", "57", "71", "72", "73"}) >= 4:
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
    record = _record(parts, language, title)
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

    fields: dict[str, str] = field(default_factory=dict)
    front: list[str] = field(default_factory=list)
    abstract: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    description: list[Paragraph] = field(default_factory=list)
    _part: str = "front"
    _code: str = ""
    _heading: str | None = None

    def feed(self, line: str) -> None:
        if not line:
            return
        flat = re.sub(r" +", " ", folded(line)).strip()
        squeezed = flat.replace(" ", "")
        if self._turn(flat, squeezed):
            return
        if self._part == "front" and _FIRST_CLAIM.match(line) and self.fields:
            self._part = "claims"
        if self._part == "claims":
            self._claim(line)
        elif self._part == "description":
            self._paragraph(line, flat)
        elif self._part == "abstract" and not _INID.match(line):
            self.abstract.append(line)
        elif self._part != "end":
            self._front(line)

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

    def _front(self, line: str) -> None:
        match = _INID.match(line)
        if match:
            self._part = "front"
            self._code = match["code"]
            self.fields.setdefault(self._code, match["rest"])
        elif self._code:
            self.fields[self._code] = glued(self.fields[self._code], line)
        self.front.append(line)

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


def _record(parts: _Parts, language: Language, title: str) -> PatentRecord:
    front = "\n".join(parts.front)
    publication = _publication(parts)
    application = _application(parts)
    named = _field(parts, "54") or title
    country = (publication or application or ("CN" if language is Language.ZH else "XX"))[:2]
    abstract = "\n".join(parts.abstract) or _field(parts, "57")
    granted = publication is not None and publication[-1:] in "BCUYS" and country == "CN"
    published = _day(parts, "45") or _day(parts, "43")
    return PatentRecord(
        jurisdiction=country,
        titles=(LocalText(language=language, text=named),),
        publication_number=publication,
        application_number=application,
        patent_type=_type(front),
        abstracts=(LocalText(language=language, text=abstract),) if abstract else (),
        owners=tuple(
            Party(names=(LocalText(language=language, text=name),))
            for name in _names(_field(parts, "73") or _field(parts, "71"))
        ),
        inventors=_names(_field(parts, "72") or _field(parts, "75")),
        ipc=_symbols(front),
        filing_date=_day(parts, "22"),
        publication_date=published,
        grant_date=_day(parts, "45") if granted else None,
    )


def _field(parts: _Parts, code: str) -> str:
    value = _STOP_WORDS.sub("", parts.fields.get(code, "")).strip()
    flat = folded(value)
    match = _FIELD_WORDS.match(flat)
    return value[match.end() :].strip() if match and len(flat) == len(value) else value


def _publication(parts: _Parts) -> str | None:
    for code in ("10", "11"):
        number = parse_publication_number(_field(parts, code))
        if number:
            return normalise_publication_number(_field(parts, code))
    return None


def _application(parts: _Parts) -> str | None:
    value = _field(parts, "21")
    if parse_application_number(value):
        return normalise_application_number(value)
    return None


def _day(parts: _Parts, code: str) -> date | None:
    return parse_date(parts.fields.get(code, ""))


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in re.split(r"\s+|[;；,，、]", text) if len(name) > 1))[:30]


def _symbols(front: str) -> tuple[str, ...]:
    found = re.findall(r"(?<![A-Z0-9])[A-H]\d\d[A-Z] ?\d{1,4}/\d{2,6}", folded(front))
    return tuple(dict.fromkeys(symbol for text in found if (symbol := normalise_symbol(text))))


def _type(front: str) -> PatentType | None:
    return next((kind for word, kind in _TYPES if word in front), None)
