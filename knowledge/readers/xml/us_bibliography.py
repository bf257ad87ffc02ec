"""Classes, priorities, related documents and terms of a USPTO bibliography (4.x)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from lxml import etree

from knowledge.numbers.patent_numbers import normalise_symbol
from knowledge.readers.uspto.us_numbers import (
    bare_number,
    country_code,
    us_application_number,
    us_class,
    us_date,
    us_publication_number,
    whole_number,
)
from knowledge.readers.uspto.us_remarks import related
from knowledge.readers.xml.us_parties import applicants_of, assignee_lines, inventors_of, text_of
from knowledge.types import Priority

_RELATIONS: Final = {
    "continuation": "continuation of",
    "continuation-in-part": "continuation-in-part of",
    "continuing-reissue": "continuing reissue of",
    "division": "division of",
    "us-divisional-reissue": "divisional reissue of",
    "divisional-reissue": "divisional reissue of",
    "reissue": "reissue of",
    "us-reexamination-reissue-merger": "reexamination and reissue of",
    "reexamination": "reexamination of",
    "substitution": "substitute for",
    "addition": "addition to",
    "utility-model-basis": "based on utility model",
    "correction": "correction of",
}


def ipc_symbols(bibliography: etree._Element) -> tuple[str, ...]:
    """Return the IPC symbols of either form."""
    fields = [_symbol(item) for item in bibliography.iterfind("classifications-ipcr/classification-ipcr")]
    fields += [_symbol(item) for item in bibliography.iterfind("classification-ipcr")]
    lines = [
        normalise_symbol("".join(line.itertext()))
        for item in bibliography.iterfind("classification-ipc")
        for line in item.iterchildren("main-classification", "further-classification")
    ]
    return tuple(dict.fromkeys(symbol for symbol in (*fields, *lines) if symbol))


def cpc_symbols(bibliography: etree._Element) -> tuple[str, ...]:
    """Return the CPC symbols, the main one first."""
    found = bibliography.find("classifications-cpc")
    items: Iterable[etree._Element] = () if found is None else found.iter("classification-cpc")
    return tuple(dict.fromkeys(symbol for item in items if (symbol := _symbol(item))))


def locarno_class(bibliography: etree._Element) -> str | None:
    """Return 01-01 for a Locarno class in any spelling."""
    text = text_of(bibliography, "classification-locarno/main-classification")
    return locarno(text)


def locarno(text: str) -> str | None:
    """Return 01-01 for 0101, 01-01, 1-01; None for what is not a Locarno class."""
    first, dash, second = text.strip().partition("-")
    if not dash:
        first, second = text.strip()[:2], text.strip()[2:]
    if not (first.isdecimal() and second.isdecimal() and len(first) <= 2 and len(second) <= 2):
        return None
    return f"{first.zfill(2)}-{second.zfill(2)}"


def priorities_of(bibliography: etree._Element) -> Iterator[Priority]:
    """Yield the priorities that are claimed, provisional applications after those of other offices."""
    for claim in bibliography.iterfind("priority-claims/priority-claim"):
        number = bare_number(text_of(claim, "doc-number"))
        country = country_code(text_of(claim, "country"))
        yield Priority(number=number, country=country, on=us_date(text_of(claim, "date")))
    for provisional in bibliography.iterfind("us-related-documents/us-provisional-application"):
        number = bare_number(text_of(provisional, "document-id/doc-number"))
        yield Priority(number=number, country="US", on=us_date(text_of(provisional, "document-id/date")))


def term_adjustment(bibliography: etree._Element) -> int | None:
    """Return the days by which the term was extended or adjusted at grant."""
    return whole_number(text_of(bibliography, "us-term-of-grant/us-term-extension"))


def extra_lines(bibliography: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield what a patent record has no field for."""
    kind = _application_type(bibliography)
    if kind not in ("utility", "design", ""):
        yield "Kind of patent", kind
    latin, variety = (
        text_of(bibliography, "us-botanic/latin-name"),
        text_of(bibliography, "us-botanic/variety"),
    )
    if latin or variety:
        yield "Plant", ", ".join(part for part in (latin, variety) if part)
    years = text_of(bibliography, "us-term-of-grant/length-of-grant")
    if years:
        yield "Term as granted", f"{years} years" if years.isdecimal() else years
    if text := text_of(bibliography, "us-term-of-grant/disclaimer"):
        yield "Disclaimer", text
    applicants = applicants_of(bibliography)
    assignees = list(assignee_lines(bibliography))
    if assignees and applicants and applicants != inventors_of(bibliography):
        yield "Applicant", "; ".join(applicants)
    for line in assignees:
        yield "Assignee", line
    yield from _related(bibliography)
    yield from _international(bibliography)
    classes = [us_class("".join(item.itertext())) for item in _national(bibliography)]
    if classes:
        yield "US classes", "; ".join(dict.fromkeys(classes))


def _application_type(bibliography: etree._Element) -> str:
    found = bibliography.find("application-reference")
    return "" if found is None else (found.get("appl-type") or "").strip().lower()


def _national(bibliography: etree._Element) -> Iterator[etree._Element]:
    for item in bibliography.iterfind("classification-national"):
        yield from item.iterchildren("main-classification", "further-classification")


def _related(bibliography: etree._Element) -> Iterator[tuple[str, str]]:
    documents = bibliography.find("us-related-documents")
    for item in () if documents is None else documents.iterchildren():
        if item.tag == "related-publication":
            for entry in item.iterfind("document-id"):
                number = us_publication_number(text_of(entry, "doc-number"), text_of(entry, "kind"))
                yield "Earlier publication", ", ".join(filter(None, (number, _day(text_of(entry, "date")))))
        elif item.tag in _RELATIONS:
            for parent in item.iter("parent-doc"):
                words = _RELATIONS[str(item.tag)]
                yield "Related document", _parent(words, parent)


def _parent(words: str, parent: etree._Element) -> str:
    number, filed = text_of(parent, "document-id/doc-number"), text_of(parent, "document-id/date")
    granted = text_of(parent, "parent-grant-document/document-id/doc-number")
    foreign = text_of(parent, "document-id/country") not in ("US", "")
    application = number if foreign else us_application_number(number) or number
    return related(words, application, filed, us_publication_number(granted) or granted)


def _international(bibliography: etree._Element) -> Iterator[tuple[str, str]]:
    filing = "pct-or-regional-filing-data/document-id"
    number = text_of(bibliography, f"{filing}/doc-number")
    if number:
        published = text_of(bibliography, "pct-or-regional-publishing-data/document-id/doc-number")
        yield (
            "International application",
            related("", number, text_of(bibliography, f"{filing}/date"), published),
        )
    if hague := text_of(bibliography, "hague-agreement-data/international-registration-number"):
        yield "Hague registration", hague


def _day(text: str) -> str:
    day: date | None = us_date(text)
    return day.isoformat() if day else ""


def _symbol(item: etree._Element) -> str | None:
    values = {child.tag: (child.text or "").strip() for child in item}
    head = f"{values.get('section', '')}{values.get('class', '')}{values.get('subclass', '')}"
    group, sub = values.get("main-group", ""), values.get("subgroup", "")
    return normalise_symbol(f"{head}{group}/{sub}" if group and sub else head + group)
