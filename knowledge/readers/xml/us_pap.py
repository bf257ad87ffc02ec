"""USPTO application publications of 2001–2004 (PAP 1.5, 1.6: patent-application-publication) → patent documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree

from knowledge.claims import Claim, Paragraph, claim_references
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.patent_numbers import normalise_symbol
from knowledge.protocols import ReadDocument
from knowledge.readers.uspto.us_numbers import (
    bare_number,
    claim_number,
    country_code,
    us_application_number,
    us_class,
    us_date,
    us_publication_number,
)
from knowledge.readers.uspto.us_remarks import (
    assignee_kind,
    government_interest,
    related,
    render_us_patent,
    stated_interest,
)
from knowledge.readers.xml.flow import flow_text, line_text
from knowledge.readers.xml.us_parties import text_of
from knowledge.types import Language, LocalText, Party, PatentRecord, PatentType, Priority

_LEADING_NUMBER = lazy_pattern(r"\A(\d{1,3})\s*\.\s*(?=\S)")
_TYPES = {
    "new-utility": PatentType.INVENTION,
    "utility": PatentType.INVENTION,
    "design": PatentType.DESIGN,
}
_RELATIONS = {
    "continuation-of": "continuation of",
    "continuation-in-part-of": "continuation-in-part of",
    "continuing-reissue-of": "continuing reissue of",
    "division-of": "division of",
    "a-371-of-international": "national stage of",
    "reissue-of": "reissue of",
    "reexamination-of": "reexamination of",
    "substitution-for": "substitute for",
}


def read_us_pap(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Yield the application that was published."""
    bibliography = root.find("subdoc-bibliographic-information")
    data = root if bibliography is None else bibliography
    description = tuple(_description(root))
    yield from render_us_patent(
        _record(root, data, description),
        claims=tuple(_claims(root)),
        description=description,
        extra=tuple(_extra(data)),
    )


def _record(root: etree._Element, data: etree._Element, description: Sequence[Paragraph]) -> PatentRecord:
    technical = data.find("technical-information")
    priorities = tuple(_priorities(data))
    owners = [_party(assignee) for assignee in data.iterfind("assignee")]
    abstract = "\n".join(flow_text(part) for part in root.iterfind("subdoc-abstract/paragraph"))
    statements = (flow_text(part) for part in root.iter("federal-research-statement"))
    interest = government_interest(text for text in statements if text)
    return PatentRecord(
        jurisdiction="US",
        titles=_texts(line_text(None if technical is None else technical.find("title-of-invention"))),
        publication_number=us_publication_number(
            text_of(data, "document-id/doc-number"), text_of(data, "document-id/kind-code")
        ),
        application_number=us_application_number(
            text_of(data, "domestic-filing-data/application-number/doc-number"),
            text_of(data, "domestic-filing-data/application-number-series-code"),
        ),
        patent_type=_type(data),
        abstracts=_texts(abstract),
        owners=tuple(Party(names=_texts(name)) for name in dict.fromkeys(filter(None, owners))),
        inventors=tuple(name for person in _inventors(data) if (name := _party(person))),
        ipc=_ipc(technical),
        filing_date=us_date(text_of(data, "domestic-filing-data/filing-date")),
        priority_date=min((priority.on for priority in priorities if priority.on), default=None),
        publication_date=us_date(text_of(data, "document-id/document-date")),
        government_interest=interest or stated_interest(description),
        priorities=priorities,
    )


def _type(data: etree._Element) -> PatentType | None:
    """The filing type names plants and corrections too; a class of the IPC is an invention's."""
    stated = text_of(data, "publication-filing-type").lower()
    if "plant" in stated:
        return None
    return _TYPES.get(stated) or (PatentType.INVENTION if _ipc(data.find("technical-information")) else None)


def _ipc(technical: etree._Element | None) -> tuple[str, ...]:
    found = () if technical is None else technical.iterfind("classification-ipc//ipc")
    texts = ("".join(item.itertext()) for item in found)
    return tuple(dict.fromkeys(symbol for text in texts if (symbol := normalise_symbol(text))))


def _inventors(data: etree._Element) -> Iterator[etree._Element]:
    for group in data.iterfind("inventors"):
        yield from group.iterchildren("first-named-inventor", "inventor")


def _party(element: etree._Element) -> str:
    """Return an organisation's name, or a person's in the order in which it is printed."""
    if organisation := text_of(element, "organization-name") or text_of(element, "name/organization-name"):
        return organisation
    name = element.find("name")
    words = [text_of(name, part) for part in ("given-name", "middle-name", "family-name")]
    whole = " ".join(word for word in words if word)
    suffix = text_of(name, "name-suffix")
    return f"{whole}, {suffix}" if whole and suffix else whole or text_of(element, "name-1")


def _priorities(data: etree._Element) -> Iterator[Priority]:
    for item in data.iter("foreign-priority-data"):
        yield Priority(
            number=bare_number(text_of(item, "priority-application-number/doc-number")),
            country=country_code(text_of(item, "country-code")),
            on=us_date(text_of(item, "filing-date")),
        )
    for item in data.iter("non-provisional-of-provisional"):
        number = text_of(item, "document-id/doc-number")
        yield Priority(
            number=bare_number(number), country="US", on=us_date(text_of(item, "document-id/document-date"))
        )


def _extra(data: etree._Element) -> Iterator[tuple[str, str]]:
    stated = text_of(data, "publication-filing-type")
    if stated and stated not in _TYPES:
        yield "Kind of publication", stated
    if variety := text_of(data, "technical-information/variety-denomination"):
        yield "Plant", variety
    for assignee in data.iterfind("assignee"):
        kind = assignee_kind(text_of(assignee, "assignee-type"))
        if name := _party(assignee):
            yield "Assignee", f"{name} ({kind})" if kind else name
    for relation in data.iter(*_RELATIONS):
        for parent in relation.iter("parent"):
            yield "Related document", _parent(_RELATIONS[str(relation.tag)], parent)
    for item in data.iterfind("prior-publication/document-id"):
        number = us_publication_number(text_of(item, "doc-number"), text_of(item, "kind-code"))
        if number:
            yield "Earlier publication", number
    classes = [
        us_class(f"{text_of(item, 'class')}/{text_of(item, 'subclass')}")
        for item in data.iterfind("technical-information/classification-us//uspc")
    ]
    if classes:
        yield "US classes", "; ".join(dict.fromkeys(classes))


def _parent(words: str, parent: etree._Element) -> str:
    number = text_of(parent, "document-id/doc-number")
    granted = text_of(parent.getparent(), "parent-patent/document-id/doc-number")
    application = number if number.startswith("PCT") else us_application_number(number) or number
    filed = text_of(parent, "document-id/document-date")
    return related(words, application, filed, us_publication_number(granted) or granted)


def _claims(root: etree._Element) -> Iterator[Claim]:
    for position, claim in enumerate(root.iterfind("subdoc-claims//claim"), start=1):
        number = claim_number(claim.get("id")) or str(position)
        for reference in claim.iter("dependent-claim-reference"):
            for inner in reference.iterchildren("claim-text"):
                inner.tag = "reference"  # words in the line, not a part of the claim
        if text := _LEADING_NUMBER.sub(r"\1. ", flow_text(claim), count=1):
            yield Claim(number=number, text=text, depends_on=_depends(claim, number, text))


def _depends(claim: etree._Element, number: str, text: str) -> tuple[str, ...]:
    marked = (claim_number(ref.get("depends_on")) for ref in claim.iter("dependent-claim-reference"))
    found = {*filter(None, marked), *claim_references(text, number)} - {number}
    return tuple(sorted(found, key=int))


def _description(root: etree._Element) -> Iterator[Paragraph]:
    heading: str | None = None
    for description in root.iterfind("subdoc-description"):
        for part in description.iter("heading", "paragraph"):
            if part.tag == "heading":
                heading = line_text(part) or heading
                continue
            label = part.find("number")
            number = "" if label is None else "".join(char for char in line_text(label) if char.isdecimal())
            text = _without_number(part, label)
            if text:
                yield Paragraph(text=text, number=number or None, heading=heading)


def _without_number(paragraph: etree._Element, label: etree._Element | None) -> str:
    if label is not None:
        for child in list(label):
            label.remove(child)
        label.text = ""
    return flow_text(paragraph)


def _texts(text: str) -> tuple[LocalText, ...]:
    return (LocalText(language=Language.EN, text=text),) if text else ()
