"""USPTO grants of 2001–2004 (PATDOC, ST.32 with B-numbered elements, SGML 2.4 and XML 2.5) → patent documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from lxml import etree

from knowledge.claims import Claim, Paragraph, claim_references
from knowledge.numbers.kind_codes import kind_meaning
from knowledge.protocols import ReadDocument
from knowledge.readers.uspto.us_numbers import (
    bare_number,
    claim_number,
    country_code,
    edition_symbol,
    us_application_number,
    us_class,
    us_date,
    us_publication_number,
    whole_number,
)
from knowledge.readers.uspto.us_remarks import (
    assignee_kind,
    government_interest,
    missing_claims,
    related,
    render_us_patent,
    stated_interest,
)
from knowledge.readers.xml.flow import flow_text, line_text
from knowledge.readers.xml.us_bibliography import locarno
from knowledge.readers.xml.us_parties import text_of
from knowledge.types import Language, LocalText, Party, PatentRecord, PatentType, Priority

_RELATIONS: Final = {
    "B610": "addition to",
    "B620": "division of",
    "B631": "continuation of",
    "B632": "continuation-in-part of",
    "B633": "continuing reissue of",
    "B640": "reissue of",
    "B641US": "divisional reissue of",
    "B645": "reexamination of",
    "B646US": "reexamination of",
    "B660": "substitute for",
}
_INLINE: Final = {"SP": "sup", "SB": "sub", "PARA": "p", "CLMSTEP": "li", "CWU": "div"}
_DROPPED: Final = frozenset({"MATHEMATICA", "EMI", "CHEMCDX", "CHEMMOL"})


def read_us_st32(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Yield the patent of a PATDOC."""
    _prepare(root)
    data = root.find("SDOBI")
    bibliography = root if data is None else data
    claims = tuple(_claims(root))
    description = tuple(_description(root))
    document = render_us_patent(
        _record(root, bibliography, description),
        claims=claims,
        description=description,
        extra=tuple(_extra(bibliography)),
    )[0]
    yield replace(document, notes=missing_claims(_value(bibliography, "B577"), len(claims)))


def _prepare(root: etree._Element) -> None:
    """Text stands in PDAT alone, white space between elements is layout; indices and parts get names that flow."""
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        if tag.isupper() and tag != "PDAT":
            element.text = None if not (element.text or "").strip() or tag in _DROPPED else element.text
        if not (element.tail or "").strip():
            element.tail = None
        if tag in _INLINE:
            element.tag = _INLINE[tag]


def _record(root: etree._Element, data: etree._Element, description: Sequence[Paragraph]) -> PatentRecord:
    kind = _value(data, "B130")
    published = us_date(_value(data, "B140"))
    design = kind.startswith("S")
    priorities = tuple(_priorities(data))
    abstract = "\n".join(text for part in root.iterfind("SDOAB") for text in _paragraph_texts(part))
    statements = (text for part in root.iter("GOVINT") for text in _paragraph_texts(part))
    return PatentRecord(
        jurisdiction="US",
        titles=_texts(line_text(next(data.iter("B540"), None))),
        publication_number=us_publication_number(_value(data, "B110"), kind),
        application_number=us_application_number(_value(data, "B210"), _value(data, "B211US")),
        patent_type=_type(data, kind),
        abstracts=_texts(abstract),
        owners=tuple(Party(names=_texts(name)) for name in _names(data, "B731")),
        inventors=_names(data, "B721"),
        ipc=() if design else _ipc(data),
        locarno=locarno(_value(data, "B511")) if design else None,
        filing_date=us_date(_value(data, "B220")),
        priority_date=min((priority.on for priority in priorities if priority.on), default=None),
        publication_date=published,
        grant_date=None if kind.startswith("H") else published,
        government_interest=government_interest(statements) or stated_interest(description),
        priorities=priorities,
        term_adjustment_days=whole_number(_value(data, "B474US")),
        terminal_disclaimer=True if next(data.iter("B473US"), None) is not None else None,
    )


def _value(data: etree._Element, name: str) -> str:
    return line_text(next(data.iter(name), None))


def _type(data: etree._Element, kind: str) -> PatentType | None:
    """A reissue is what it reissues: an invention where its class is one of the IPC."""
    if kind.startswith("E"):
        if locarno(_value(data, "B511")):
            return PatentType.DESIGN
        return PatentType.INVENTION if _ipc(data) else None
    meaning = kind_meaning("US", kind)
    return meaning.patent_type if meaning else None


def _ipc(data: etree._Element) -> tuple[str, ...]:
    texts = ("".join(item.itertext()) for item in data.iter("B511", "B512"))
    return tuple(dict.fromkeys(symbol for text in texts if (symbol := edition_symbol(text))))


def _names(data: etree._Element, name: str) -> tuple[str, ...]:
    found = (_party(party) for entry in data.iter(name) for party in entry.iter("PARTY-US"))
    return tuple(dict.fromkeys(filter(None, found)))


def _party(party: etree._Element) -> str:
    if organisation := text_of(party, "NAM/ONM"):
        return organisation
    words = [text_of(party, f"NAM/{part}") for part in ("FNM", "SNM")]
    name = " ".join(word for word in words if word)
    suffix = text_of(party, "NAM/SFX")
    return f"{name}, {suffix}" if name and suffix else name


def _priorities(data: etree._Element) -> Iterator[Priority]:
    """The fields of one foreign priority follow each other in a group: number, date, country."""
    for group in data.iter("B300"):
        values: dict[str, str] = {}
        for part in group:
            if part.tag == "B310" and values:
                yield _priority(values)
                values = {}
            values[str(part.tag)] = line_text(part)
        if values:
            yield _priority(values)
    for document in data.iterfind(".//B680US/DOC"):
        number, day = text_of(document, "DNUM"), text_of(document, "DATE")
        yield Priority(number=bare_number(number), country="US", on=us_date(day))


def _priority(values: dict[str, str]) -> Priority:
    return Priority(
        number=bare_number(values.get("B310", "")),
        country=country_code(values.get("B330")),
        on=us_date(values.get("B320")),
    )


def _extra(data: etree._Element) -> Iterator[tuple[str, str]]:
    if years := _value(data, "B474"):
        yield "Term as granted", f"{years} years" if years.isdecimal() else years
    if (extension := _value(data, "B474US")) and not extension.isdecimal():
        yield "Term extension", extension
    for owner in data.iter("B730"):
        kind = assignee_kind(_value(owner, "B732US"))
        for name in _names(owner, "B731"):
            yield "Assignee", f"{name} ({kind})" if kind else name
    for entry in data.iter(*_RELATIONS):
        for document in entry.iterfind(".//PDOC/DOC"):
            yield "Related document", _parent(_RELATIONS[str(entry.tag)], document)
    for document in data.iterfind(".//B650/DOC"):
        number = us_publication_number(text_of(document, "DNUM"), text_of(document, "KIND"))
        if number:
            yield "Earlier publication", number
    for document in data.iterfind(".//B861/DOC"):
        number, day = text_of(document, "DNUM"), text_of(document, "DATE")
        yield "International application", related("", number, day, text_of(data, ".//B871/DOC/DNUM"))
    classes = [us_class("".join(item.itertext())) for item in data.iter("B521", "B522")]
    if classes:
        yield "US classes", "; ".join(dict.fromkeys(classes))


def _parent(words: str, document: etree._Element) -> str:
    number = text_of(document, "DNUM")
    around = next(document.iterancestors("PARENT-US"), None)
    granted = text_of(around, "PPUB/DOC/DNUM")
    application = number if number.startswith("PCT") else us_application_number(number) or number
    return related(words, application, text_of(document, "DATE"), us_publication_number(granted) or granted)


def _claims(root: etree._Element) -> Iterator[Claim]:
    for position, claim in enumerate(root.iterfind("SDOCL//CLM"), start=1):
        number = claim_number(claim.get("ID")) or str(position)
        marked = {claim_number(reference.get("ID")) for reference in claim.iter("CLREF")}
        if text := flow_text(claim):
            found = {*filter(None, marked), *claim_references(text, number)} - {number}
            yield Claim(number=number, text=text, depends_on=tuple(sorted(found, key=int)))


def _description(root: etree._Element) -> Iterator[Paragraph]:
    heading: str | None = None
    for part in root.iterfind("SDODE"):
        for element in part.iter("H", "p", "div"):
            if element.tag == "H":
                heading = line_text(element) or heading
            elif next(element.iterancestors("p", "div"), None) is None and (text := flow_text(element)):
                yield Paragraph(text=text, heading=heading)


def _paragraph_texts(part: etree._Element) -> Iterator[str]:
    for paragraph in part.iter("p"):
        if text := flow_text(paragraph):
            yield text


def _texts(text: str) -> tuple[LocalText, ...]:
    return (LocalText(language=Language.EN, text=text),) if text else ()
