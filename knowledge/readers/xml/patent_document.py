"""`patent-document` (ucid and status attributes) and `fulltext-document` XML → one patent document each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from lxml import etree

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.legal_entries import legal_entry
from knowledge.readers.patent_languages import PatentTexts, render_in_languages
from knowledge.readers.xml.document_ids import DocumentId
from knowledge.readers.xml.exchange_data import exchange_record, read_titles
from knowledge.readers.xml.flow import below, find, iso_date, line_text
from knowledge.readers.xml.fulltext import first_line_title, read_texts
from knowledge.types import LegalEvent, PatentRecord

_NUMBERS: Final = ("doc-number", "docnumber", "doc-num")
_DATES: Final = ("date", "date-publ", "date-published")


def read_patent_document(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Yield the document of one publication. Raises ReadError("no_records") where it has neither number nor text."""
    record, texts = read_publication(root)
    record = replace(record, events=tuple(_events(root)))
    if texts.empty and record.publication_number is None:
        raise ReadError("no_records", file=str(path))
    member = record.publication_number or ""
    yield from render_in_languages(record, texts, member=member)


def read_publication(element: etree._Element) -> tuple[PatentRecord, PatentTexts]:
    """Return the record and the texts of an element that is one publication (OPS's ones among them)."""
    data = find(element, "bibliographic-data")
    record = exchange_record(data, own=own_id(element), family_id=element.get("family-id"))
    texts = PatentTexts(own=(element.get("lang") or "").lower()[:2])
    read_titles(data, texts)
    read_texts(element, texts)
    description = find(element, "description")
    if not texts.titles and description is not None and record.jurisdiction == "WO":
        texts.add_title(first_line_title(description), description.get("lang") or element.get("lang"))
    return record, texts


def own_id(element: etree._Element) -> DocumentId | None:
    """Return the number that the element's own attributes carry."""
    number = next((value for name in _NUMBERS if (value := element.get(name))), "")
    if not number:
        return None
    return DocumentId(
        scheme="",
        country=(element.get("country") or "").upper(),
        number=number.strip().upper(),
        kind=(element.get("kind") or "").upper(),
        on=next((day for name in _DATES if (day := iso_date(element.get(name)))), None),
    )


def _events(root: etree._Element) -> Iterator[LegalEvent]:
    for event in below(root, "legal-event"):
        day = iso_date(event.get("date"))
        if day is None:
            continue
        details = [
            (line_text(find(one, "event-attribute-label")), line_text(find(one, "event-attribute-value")))
            for one in below(event, "event-attribute")
        ]
        title = line_text(next(below(event, "event-title"), None))
        yield legal_entry(day, title, code=event.get("code"), country=event.get("country"), details=details)
