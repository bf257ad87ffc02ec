"""`ep-patent-document` (EPO publications in ST.36 with ST.32 `B` tags in `SDOBI`) → one patent document.

Source: WIPO ST.32 and ST.9 (INID codes), EPO publication DTD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from lxml import etree

from knowledge.errors import ReadError
from knowledge.numbers.patent_numbers import (
    normalise_application_number,
    normalise_publication_number,
    normalise_symbol,
)
from knowledge.protocols import ReadDocument
from knowledge.readers.patent_languages import PatentTexts, party_of, render_in_languages
from knowledge.readers.publication_kinds import granted_on, type_of_publication
from knowledge.readers.xml.document_ids import DocumentId
from knowledge.readers.xml.flow import below, find, find_all, iso_date, line_text, local_name
from knowledge.readers.xml.fulltext import read_texts
from knowledge.readers.xml.patent_document import own_id
from knowledge.types import PatentRecord, Priority

_EXTRA: Final = (
    ("B840", "Designated states"),
    ("B844EP", "Extension states"),
    ("B861", "International application (86)"),
    ("B871", "International publication (87)"),
    ("B620", "Divided from (62)"),
    ("B620EP", "Divisional applications (62)"),
)


def read_ep_patent_document(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Yield the document. Raises ReadError("no_records") where it has neither number nor text."""
    data = next(below(root, "SDOBI"), None)
    texts = PatentTexts(own=(root.get("lang") or "").lower()[:2])
    _titles(data, texts)
    read_texts(root, texts)
    record = _record(data, own_id(root))
    if texts.empty and record.publication_number is None:
        raise ReadError("no_records", file=str(path))
    texts.extra.extend(_extra(data))
    yield from render_in_languages(record, texts, member=record.publication_number or "")


def _record(data: etree._Element | None, own: DocumentId | None) -> PatentRecord:
    country = _text(data, "B190") or (own.country if own else "") or "EP"
    number = f"{country}{_text(data, 'B110')}{_text(data, 'B130')}"
    printed = normalise_publication_number(number) if _text(data, "B110") else None
    publication = printed or (own.publication_number if own else None)
    published = _day(data, "B140") or (own.on if own else None)
    applied = _text(data, "B210")
    claimed = tuple(_priorities(data))
    record = PatentRecord(
        jurisdiction=country,
        titles=(),
        publication_number=publication,
        application_number=normalise_application_number(f"{country}{applied}") if applied else None,
        patent_type=type_of_publication(publication, published),
        owners=tuple(party_of(name) for name in _names(data, "B731") or _names(data, "B711")),
        inventors=_names(data, "B721"),
        ipc=tuple(_symbols(data)),
        filing_date=_day(data, "B220"),
        priority_date=min((one.on for one in claimed if one.on), default=None),
        publication_date=published,
        grant_date=_day(data, "B450") or granted_on(publication, published),
        priorities=claimed,
    )
    parents = (normalise_publication_number(line_text(one)) for one in below(data, "pnum"))
    family = tuple(dict.fromkeys(one for one in parents if re.match(r"[A-Z]{2}\d{5}", one)))
    return replace(record, family_members=tuple(one for one in family if one != publication))


def _titles(data: etree._Element | None, texts: PatentTexts) -> None:
    """Read pairs of language (B541) and title (B542)."""
    for group in below(data, "B540"):
        language = None
        for child in group:
            if local_name(child) == "B541":
                language = line_text(child)
            elif local_name(child) == "B542":
                texts.add_title(line_text(child), language)


def _priorities(data: etree._Element | None) -> Iterator[Priority]:
    """Read claims of priority: number (B310), date (B320) and country (B330) follow one another in each B300."""
    numbers, days, countries = (
        [line_text(one) for one in below(data, name)] for name in ("B310", "B320", "B330")
    )
    for position, number in enumerate(numbers):
        country = countries[position].strip() if position < len(countries) else ""
        yield Priority(
            number=re.sub(r"[^0-9A-Z]", "", number.upper()) or None,
            country=country or None,
            on=iso_date(days[position]) if position < len(days) else None,
        )


def _symbols(data: etree._Element | None) -> Iterator[str]:
    seen: set[str] = set()
    for element in below(data, "B510EP", "B510"):
        for text in below(element, "text", "B511", "B512"):
            symbol = normalise_symbol(line_text(text))
            if symbol and symbol not in seen:
                seen.add(symbol)
                yield symbol


def _names(data: etree._Element | None, name: str) -> tuple[str, ...]:
    found = []
    for party in below(data, name):
        parts = [line_text(find(party, part)) for part in ("snm", "fnm")]
        found.append(" ".join(part for part in parts if part).strip(" ,;"))
    return tuple(dict.fromkeys(name for name in found if name))


def _extra(data: etree._Element | None) -> Iterator[tuple[str, str]]:
    for name, label in _EXTRA:
        for element in below(data, name):
            words = [line_text(one) for one in element.iter() if not len(one) and line_text(one)]
            if words:
                yield label, " ".join(words)[:400]


def _text(data: etree._Element | None, name: str) -> str:
    return line_text(next(below(data, name), None)) if data is not None else ""


def _day(data: etree._Element | None, name: str) -> date | None:
    element = next(below(data, name), None)
    return iso_date(line_text(next(find_all(element, "date"), element)))
