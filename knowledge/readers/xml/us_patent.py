"""USPTO grants and applications since 2005 (us-patent-grant, us-patent-application 4.0–4.7) → patent documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lxml import etree

from knowledge.claims import Claim, Paragraph, claim_references
from knowledge.protocols import ReadDocument
from knowledge.readers.uspto.us_numbers import (
    claim_number,
    us_application_number,
    us_date,
    us_publication_number,
)
from knowledge.readers.uspto.us_remarks import missing_claims, render_us_patent, stated_interest
from knowledge.readers.xml.flow import flow_text, line_text
from knowledge.readers.xml.us_bibliography import (
    cpc_symbols,
    extra_lines,
    ipc_symbols,
    locarno_class,
    priorities_of,
    term_adjustment,
)
from knowledge.readers.xml.us_parties import inventors_of, owners_of, text_of
from knowledge.types import Language, LocalText, PatentRecord, PatentType


def read_us_patent(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Yield the patent of a us-patent-grant or us-patent-application."""
    found = root.iterchildren("us-bibliographic-data-grant", "us-bibliographic-data-application")
    bibliography = next(found, root)
    claims = tuple(_claims(root))
    description = tuple(_description(root))
    document = render_us_patent(
        _record(root, bibliography, description),
        claims=claims,
        description=description,
        extra=tuple(extra_lines(bibliography)),
    )[0]
    yield replace(document, notes=missing_claims(text_of(bibliography, "number-of-claims"), len(claims)))


def _record(
    root: etree._Element, bibliography: etree._Element, description: Sequence[Paragraph]
) -> PatentRecord:
    publication = bibliography.find("publication-reference/document-id")
    application = bibliography.find("application-reference/document-id")
    published = us_date(text_of(publication, "date"))
    kind = text_of(publication, "kind")
    granted = root.tag == "us-patent-grant" and not kind.startswith("H")
    priorities = tuple(priorities_of(bibliography))
    abstract = "\n".join(filter(None, (flow_text(part) for part in root.iterfind("abstract"))))
    term = bibliography.find("us-term-of-grant")
    return PatentRecord(
        jurisdiction="US",
        titles=_texts(line_text(bibliography.find("invention-title"))),
        publication_number=us_publication_number(text_of(publication, "doc-number"), kind),
        application_number=us_application_number(
            text_of(application, "doc-number"), text_of(bibliography, "us-application-series-code")
        ),
        patent_type=_type(bibliography),
        abstracts=_texts(abstract),
        owners=owners_of(bibliography),
        inventors=inventors_of(bibliography),
        ipc=ipc_symbols(bibliography),
        cpc=cpc_symbols(bibliography),
        locarno=locarno_class(bibliography),
        filing_date=us_date(text_of(application, "date")),
        priority_date=min((priority.on for priority in priorities if priority.on), default=None),
        publication_date=published,
        grant_date=published if granted else None,
        government_interest=stated_interest(description),
        priorities=priorities,
        term_adjustment_days=term_adjustment(bibliography),
        terminal_disclaimer=True if term is not None and term.find("disclaimer") is not None else None,
    )


def _type(bibliography: etree._Element) -> PatentType | None:
    """Plants and inventions registered without a patent are neither of the types; a reissue is what it reissues."""
    reference = bibliography.find("application-reference")
    stated = "" if reference is None else (reference.get("appl-type") or "").lower()
    design = bibliography.find("classification-locarno") is not None
    if stated == "design" or (stated == "reissue" and design):
        return PatentType.DESIGN
    if stated == "utility" or (stated == "reissue" and ipc_symbols(bibliography)):
        return PatentType.INVENTION
    return None


def _claims(root: etree._Element) -> Iterator[Claim]:
    position = 0
    for claims in root.iterfind("claims"):
        for claim in claims.iterchildren("claim"):
            position += 1
            number = claim_number(claim.get("num")) or str(position)
            text = flow_text(claim)
            if text:
                yield Claim(number=number, text=text, depends_on=_depends(claim, number, text))


def _depends(claim: etree._Element, number: str, text: str) -> tuple[str, ...]:
    """A reference marks one claim even where its words name several: the words are read too."""
    marked = [claim_number(ref.get("idref")) for ref in claim.iter("claim-ref")]
    if not marked:
        return claim_references(text, number) if "claim" in text.lower() else ()
    found = {*filter(None, marked), *claim_references(text, number)} - {number}
    return tuple(sorted(found, key=int))


def _description(root: etree._Element) -> Iterator[Paragraph]:
    heading: str | None = None
    for description in root.iterfind("description"):
        for part in description.iter("heading", "p"):
            if part.tag == "heading":
                heading = line_text(part) or heading
            elif next(part.iterancestors("p"), None) is None and (text := flow_text(part)):
                number = part.get("num") or ""
                yield Paragraph(
                    text=text,
                    number=number if number.isdecimal() and number.strip("0") else None,
                    heading=heading,
                )


def _texts(text: str) -> tuple[LocalText, ...]:
    return (LocalText(language=Language.EN, text=text),) if text else ()
