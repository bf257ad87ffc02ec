"""Bibliographic elements of ST.36 and ST.96 documents → numbers, dates, parties, symbols and priorities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.kind_codes import kind_meaning
from knowledge.numbers.patent_numbers import (
    normalise_application_number,
    normalise_publication_number,
    normalise_symbol,
    parse_application_number,
)
from knowledge.readers.patent_languages import party_of
from knowledge.readers.xml.flow import below, find, iso_date, line_text
from knowledge.types import Party, PatentType, Priority

_KIND = lazy_pattern(r"[A-Z]\d?")
_TYPES = {
    "1": PatentType.INVENTION,
    "8": PatentType.INVENTION,  # from the PCT
    "2": PatentType.UTILITY_MODEL,
    "9": PatentType.UTILITY_MODEL,  # from the PCT
    "3": PatentType.DESIGN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A document that a source names: country (ST.3), number as written, kind code and date, each as far as stated."""

    country: str = ""
    number: str = ""
    kind: str = ""
    on: date | None = None

    @property
    def publication_number(self) -> str | None:
        if not self.number:
            return None
        own = self.number[:2] == self.country
        kind = self.kind if _KIND.fullmatch(self.kind) else ""
        return normalise_publication_number(f"{'' if own else self.country}{self.number}{kind}")

    @property
    def application_number(self) -> str | None:
        return normalise_application_number(self.number, self.country or None) if self.number else None

    def __str__(self) -> str:
        """Return the reference as one would cite it: KR 10-2013-0033547, 2013-03-28."""
        named = " ".join(filter(None, (self.country, self.number, self.kind)))
        return ", ".join(filter(None, (named, self.on.isoformat() if self.on else "")))


def read_reference(element: etree._Element | None) -> Reference:
    """Read the number in an element or in the `document-id` inside it."""
    if element is None:
        return Reference()
    inner = find(element, "document-id")
    if inner is None:
        inner = find(element, "DocumentID")
    holder = element if inner is None else inner
    return Reference(
        country=line_text(_first(holder, "country", "WIPOST3Code", "IPOfficeCode")).upper(),
        number=re.sub(r"\s", "", line_text(_first(holder, "doc-number", "DocNumber"))),
        kind=line_text(_first(holder, "kind", "Kind")).upper(),
        on=iso_date(line_text(_first(holder, "date", "Date"))),
    )


def patent_type(country: str, kind: str, application_number: str | None) -> PatentType | None:
    """Return the type of right by the kind code, else by the type digit of a Chinese application number."""
    meaning = kind_meaning(country, kind)
    if meaning is not None:
        return meaning.patent_type
    number = parse_application_number(application_number or "") if country == "CN" else None
    return _TYPES.get(number.digits[4 if len(number.digits) == 12 else 2]) if number else None


def granted_on(country: str, kind: str, published: date | None) -> date | None:
    """Return the date of a publication that is the grant itself."""
    meaning = kind_meaning(country, kind, published)
    return published if meaning is not None and meaning.is_grant else None


def symbols(texts: Iterable[str]) -> tuple[str, ...]:
    """Return IPC or CPC symbols in one spelling, each once, in order; what is not one is left out."""
    return tuple(dict.fromkeys(filter(None, (normalise_symbol(text) for text in texts if text))))


def ipcr_symbol(element: etree._Element) -> str:
    """Return the symbol of an IPCR classification: its text, else put together from its parts."""
    text = line_text(_first(element, "text", "Text", "PatentClassificationText"))
    if normalise_symbol(text):
        return text
    parts = [
        line_text(_first(element, *names))
        for names in (
            ("section", "Section", "CPCSection"),
            ("class", "MainClass", "Class"),
            ("subclass", "Subclass"),
            ("main-group", "MainGroup"),
            ("subgroup", "Subgroup"),
        )
    ]
    if not all(parts[:3]):
        return ""
    return "".join(parts[:3]) + (f"{parts[3]}/{parts[4]}" if parts[3] and parts[4] else parts[3])


def person_name(element: etree._Element) -> str:
    """Return the name of a person or body, wherever in the element it stands."""
    for whole in below(element, "name", "Name", "orgname", "OrganizationName", "OrganizationStandardName", "PersonFullName", "EntityName"):  # fmt: skip
        if not len(whole) and line_text(whole):
            return line_text(whole)
    pieces = [
        line_text(piece)
        for piece in below(element, "first-name", "FirstName", "middle-name", "MiddleName", "last-name", "LastName")
    ]  # fmt: skip
    return " ".join(filter(None, pieces))


def names(elements: Iterable[etree._Element]) -> tuple[str, ...]:
    """Return the names of people or bodies, each once."""
    return tuple(dict.fromkeys(filter(None, map(person_name, elements))))


def parties(elements: Iterable[etree._Element]) -> tuple[Party, ...]:
    return tuple(party_of(name) for name in names(elements))


def read_priorities(references: Iterable[Reference]) -> tuple[Priority, ...]:
    """Return the claimed priorities, each once."""
    return tuple(dict.fromkeys(_priorities(references)))


def earliest(priorities: Iterable[Priority]) -> date | None:
    return min((priority.on for priority in priorities if priority.on), default=None)


def _priorities(references: Iterable[Reference]) -> Iterator[Priority]:
    for one in references:
        if one.number:
            yield Priority(
                number=one.application_number or one.number, country=one.country or None, on=one.on
            )


def _first(element: etree._Element, *names: str) -> etree._Element | None:
    for name in names:
        found = find(element, name)
        if found is not None:
            return found
    return None
