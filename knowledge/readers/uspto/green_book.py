"""USPTO green book (APS full text, 1976–2001): sections and fields of four letters → one patent a PATN section.

Source: USPTO, Patent Full Text/APS file documentation ("green book").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from knowledge.claims import Claim, Paragraph, with_references
from knowledge.protocols import ReadDocument
from knowledge.readers.uspto.dot_codes import plain_characters
from knowledge.readers.uspto.tagged_lines import Tagged, each_line, each_record, set_aside, with_notes
from knowledge.readers.uspto.us_numbers import (
    bare_number,
    country_code,
    edition_symbol,
    natural_name,
    us_application_number,
    us_class,
    us_date,
    us_publication_number,
)
from knowledge.readers.uspto.us_remarks import (
    government_interest,
    missing_claims,
    related,
    render_us_patent,
    stated_interest,
)
from knowledge.types import (
    Language,
    LocalText,
    Party,
    PatentRecord,
    PatentType,
    Priority,
    ReadingNote,
)

_SECTIONS = frozenset(
    [
        "PATN",
        "INVT",
        "ASSG",
        "PRIR",
        "REIS",
        "RLAP",
        "CLAS",
        "UREF",
        "FREF",
        "OREF",
        "LREP",
        "PCTA",
        "ABST",
        "GOVT",
        "PARN",
        "BSUM",
        "DRWD",
        "DETD",
        "CLMS",
        "DCLM",
    ]
)
_TYPES = {"1": PatentType.INVENTION, "4": PatentType.DESIGN}
_TYPE_NAMES = {
    "2": "reissue",
    "5": "defensive publication",
    "6": "plant",
    "7": "statutory invention registration",
}
_RELATIONS = {
    "71": "continuation of",
    "72": "continuation-in-part of",
    "73": "continuation-in-part of",
    "74": "division of",
    "81": "continuation of",
    "82": "continuation-in-part of",
    "83": "continuation-in-part of",
    "84": "division of",
    "86": "continuation-in-part of",
    "90": "division of",
}
_DESCRIPTION = ("PARN", "BSUM", "DRWD", "DETD")
_SUB_PARAGRAPHS = frozenset({"PA0", "PA1", "PA2", "PA3", "PA4", "PA5", "PAL"})


class GreenBookReader:
    """Reads one file of one or thousands of patents, one at a time."""

    suffixes: tuple[str, ...] = (".greenbook", ".dat")

    def read(self, path: Path) -> Iterator[ReadDocument]:
        records = each_record(each_line(path), lambda line: line[:4] == "PATN" and not line[4:].strip())
        return with_notes(_parts(records), path)


def _parts(records: Iterator[tuple[Tagged, ...]]) -> Iterator[ReadDocument | ReadingNote]:
    for position, lines in enumerate(records, start=1):
        sections = _sections(lines)
        head = sections[0]
        if not head.get("TTL") and us_publication_number(_wku(head)) is None:
            yield set_aside(str(position), "no_patent_fields")
            continue
        yield _document(sections, position)


@dataclass(slots=True)
class _Section:
    name: str
    fields: list[Tagged] = field(default_factory=list)

    def get(self, tag: str) -> str:
        """Return the first field of that tag as one line, else an empty string."""
        return next((plain_characters(part.text) for part in self.fields if part.tag == tag), "")

    def all(self, tag: str) -> tuple[str, ...]:
        return tuple(plain_characters(part.text) for part in self.fields if part.tag == tag)


def _sections(lines: Sequence[Tagged]) -> list[_Section]:
    sections = [_Section(name="PATN")]
    for part in lines:
        if part.tag in _SECTIONS and not part.text:
            if part.tag != "PATN":
                sections.append(_Section(name=part.tag))
        else:
            sections[-1].fields.append(part)
    return sections


def _document(sections: Sequence[_Section], position: int) -> ReadDocument:
    record = _record(sections)
    claims = tuple(_claims([part for s in sections if s.name in ("CLMS", "DCLM") for part in s.fields]))
    document = render_us_patent(
        record,
        claims=with_references(claims),
        description=tuple(_description(sections)),
        extra=tuple(_extra(sections)),
        member=record.publication_number or str(position),
    )[0]
    return replace(document, notes=missing_claims(sections[0].get("NCL"), len(claims)))


def _record(sections: Sequence[_Section]) -> PatentRecord:
    head = sections[0]
    owners = [section for section in sections if section.name == "ASSG"]
    inventors = [section for section in sections if section.name == "INVT"]
    symbols = [symbol for section in _named(sections, "CLAS") for symbol in section.all("ICL")]
    design = head.get("APT").strip() == "4"
    priorities = tuple(_priorities(sections))
    abstract = "\n".join(p.text for p in _paragraphs(_fields(sections, "ABST")))
    interest = government_interest(p.text for p in _paragraphs(_fields(sections, "GOVT")))
    issued = us_date(head.get("ISD"))
    grant = None if head.get("APT").strip() in ("5", "7") else issued
    return PatentRecord(
        jurisdiction="US",
        titles=_texts(head.get("TTL")),
        publication_number=us_publication_number(_wku(head)),
        application_number=us_application_number(_serial(head.get("APN")), head.get("SRC")),
        patent_type=_TYPES.get(head.get("APT").strip()),
        abstracts=_texts(abstract),
        owners=tuple(Party(names=_texts(natural_name(section.get("NAM")))) for section in owners if section.get("NAM")),
        inventors=tuple(natural_name(section.get("NAM")) for section in inventors if section.get("NAM")),
        ipc=() if design else tuple(dict.fromkeys(s for text in symbols if (s := edition_symbol(text)))),
        locarno=_locarno(symbols) if design else None,
        filing_date=us_date(head.get("APD")),
        priority_date=min((priority.on for priority in priorities if priority.on), default=None),
        publication_date=issued,
        grant_date=grant,
        government_interest=interest or stated_interest(_description(sections)),
        priorities=priorities,
        terminal_disclaimer=True if head.get("DCD") else None,
    )  # fmt: skip


def _wku(head: _Section) -> str:
    """The number without its check digit, which is the ninth character."""
    return head.get("WKU").strip()[:8]


def _serial(number: str) -> str:
    """An application's own number has six digits and a check digit."""
    digits = number.strip()
    return digits[:6] if len(digits) == 7 and digits.isdecimal() else digits


def _priorities(sections: Sequence[_Section]) -> Iterator[Priority]:
    for section in _named(sections, "PRIR"):
        yield Priority(
            number=bare_number(section.get("APN")),
            country=country_code(section.get("CNT")),
            on=us_date(section.get("APD")),
        )


def _locarno(texts: Sequence[str]) -> str | None:
    """Return 06-01 for the fixed columns of D0601 or D06-01."""
    digits = "".join(char for char in texts[0] if char.isdigit()) if texts else ""
    return f"{digits[:2]}-{digits[2:4]}" if len(digits) == 4 else None


def _extra(sections: Sequence[_Section]) -> Iterator[tuple[str, str]]:
    head = sections[0]
    if kind := _TYPE_NAMES.get(head.get("APT").strip()):
        yield "Kind of patent", kind
    if term := head.get("TRM"):
        yield "Term as granted", f"{term} years"
    for section in _named(sections, "RLAP", "REIS"):
        words = "reissue of" if section.name == "REIS" else _RELATIONS.get(section.get("COD"), "related to")
        yield "Related document", related(words, section.get("APN"), section.get("APD"), section.get("PNO"))
    for section in _named(sections, "PCTA"):
        if number := section.get("PCN"):
            yield "International application", related("", number, section.get("PD3"), section.get("PCP"))
    classes = [
        us_class(t)
        for section in _named(sections, "CLAS")
        for t in (*section.all("OCL"), *section.all("XCL"))
    ]
    if classes:
        yield "US classes", "; ".join(dict.fromkeys(classes))


def _claims(fields: Sequence[Tagged]) -> Iterator[Claim]:
    """A claim begins at NUM; a design's only claim comes without one."""
    number, lines = "", list[str]()
    for part in fields:
        if part.tag == "NUM":
            if lines:
                yield Claim(number=number or "1", text="\n".join(lines))
            number, lines = part.text.strip(" ."), []
        elif part.tag != "STM" and (text := _content(part)):
            lines.append(text)
    if lines:
        yield Claim(number=number or "1", text="\n".join(lines))


def _description(sections: Sequence[_Section]) -> Iterator[Paragraph]:
    for section in _named(sections, *_DESCRIPTION):
        yield from _paragraphs(section.fields)


def _paragraphs(fields: Sequence[Tagged]) -> Iterator[Paragraph]:
    """PAC is a heading, PAR a paragraph; indented ones after a colon, tables and equations stay with theirs."""
    heading: str | None = None
    open_lines: list[str] = []
    for part in fields:
        text = _content(part)
        if part.tag == "PAC":
            if open_lines:
                yield Paragraph(text="\n".join(open_lines), heading=heading)
            heading, open_lines = text or heading, []
        elif (
            part.tag in _SUB_PARAGRAPHS
            and open_lines
            and open_lines[-1].endswith((":", ";", ",", "and", "or"))
        ):
            open_lines.append(text)
        elif part.tag in ("TBL", "EQU") or part.tag.startswith("TBL"):
            open_lines += [text] if text else []
        elif text:
            if open_lines:
                yield Paragraph(text="\n".join(open_lines), heading=heading)
            open_lines = [text]
    if open_lines:
        yield Paragraph(text="\n".join(open_lines), heading=heading)


def _content(part: Tagged) -> str:
    return plain_characters(part.rows if part.tag.startswith("TBL") else part.text)


def _fields(sections: Sequence[_Section], name: str) -> list[Tagged]:
    return [part for section in sections if section.name == name for part in section.fields]


def _named(sections: Sequence[_Section], *names: str) -> Iterator[_Section]:
    return (section for section in sections if section.name in names)


def _texts(text: str) -> tuple[LocalText, ...]:
    return (LocalText(language=Language.EN, text=text),) if text else ()
