"""`document-id` elements (docdb, epodoc, original) → publication and application numbers, dates and priorities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lxml import etree

from knowledge.numbers.patent_numbers import normalise_application_number, normalise_publication_number
from knowledge.readers.xml.flow import below, find, iso_date, line_text
from knowledge.types import Priority

_FORMATS = ("docdb", "epo", "", "epodoc", "original")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentId:
    """One way in which a source writes a number: DOCDB splits it, epodoc joins country and number."""

    scheme: str
    country: str
    number: str
    kind: str
    on: date | None

    @property
    def publication_number(self) -> str:
        """Return the publication number in one spelling."""
        country = "" if self.number.startswith(self.country or "?") else self.country
        return normalise_publication_number(f"{country}{self.number}{self._kind_code}")

    @property
    def application_number(self) -> str:
        """Return the application number in one spelling; PCT numbers of DOCDB (kind W) as PCT ones."""
        digits = re.sub(r"\D", "", self.number)
        if self.kind == "W" and len(digits) in (7, 10):
            year = digits[:4] if len(digits) == 10 else _full_year(digits[:2])
            return f"PCT/{self.country}{year}/{digits[4 if len(digits) == 10 else 2 :].zfill(6)}"
        if (
            self.country == "US"
            and len(digits) == 8
            and self.on
            and digits[6:] == f"{self.on.year % 100:02d}"
        ):
            return f"US{self.on.year}{digits[:6].zfill(7)}"  # DOCDB: serial and year, the series is not said
        if self.number[:2].isalpha() or not self.country:
            return normalise_application_number(self.number)
        return normalise_application_number(f"{self.country}{self.number}")

    @property
    def _kind_code(self) -> str:
        return self.kind if re.fullmatch(r"[A-Z]\d?", self.kind) else ""


def document_ids(reference: etree._Element | None) -> tuple[DocumentId, ...]:
    """Return the ids of a reference, the one in DOCDB's form first."""
    if reference is None:
        return ()
    outer = reference.get("data-format") or ""
    found = [_document_id(element, outer) for element in below(reference, "document-id")]
    return tuple(sorted((one for one in found if one.number), key=_rank))


def best_day(ids: Iterable[DocumentId]) -> date | None:
    return next((one.on for one in ids if one.on), None)


def priorities(claims: Iterable[etree._Element]) -> tuple[Priority, ...]:
    """Return one priority for each claim of priority, its date from whichever form states it."""
    found = (_priority(ids) for claim in claims if (ids := document_ids(claim)))
    return tuple(dict.fromkeys(found))


def _priority(ids: tuple[DocumentId, ...]) -> Priority:
    first = ids[0]
    named = re.match(r"[A-Z]{2}(?=\d)", first.number)
    country = first.country or (named[0] if named else None)
    number = re.sub(r"[^0-9A-Z/]", "", first.number.removeprefix(country or ""))
    return Priority(number=number or None, country=country, on=best_day(ids))


def _document_id(element: etree._Element, outer: str) -> DocumentId:
    return DocumentId(
        scheme=element.get("document-id-type") or element.get("format") or outer,
        country=line_text(find(element, "country")).upper(),
        number=re.sub(r"\s", "", line_text(find(element, "doc-number"))).upper(),
        kind=line_text(find(element, "kind")).upper(),
        on=iso_date(line_text(find(element, "date"))),
    )


def _rank(one: DocumentId) -> int:
    return _FORMATS.index(one.scheme) if one.scheme in _FORMATS else len(_FORMATS)


def _full_year(two: str) -> int:
    return (1900 if int(two) >= 78 else 2000) + int(two)
