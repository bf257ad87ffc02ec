"""The tables of a Google Patents page: legal events, family, applications whose priority is claimed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from knowledge.numbers.patent_numbers import normalise_publication_number, parse_publication_number
from knowledge.readers.legal_entries import legal_entry
from knowledge.readers.web.microdata import all_of, day_of, first_of, value_of
from knowledge.types import LegalEvent, Priority


def legal_events(tree: Any, country: str) -> Iterator[LegalEvent]:
    """Yield the rows of the legal-events table, each once."""
    seen: set[LegalEvent] = set()
    for row in all_of(tree, "legalEvents"):
        day = day_of(first_of(row, "date"))
        if day is None:
            continue
        details = [
            (value_of(first_of(one, "label")), value_of(first_of(one, "value")))
            for one in all_of(row, "attributes")
        ]
        event = legal_entry(
            day,
            value_of(first_of(row, "title")),
            code=value_of(first_of(row, "code")) or None,
            country=country,
            details=details,
        )
        if event not in seen:
            seen.add(event)
            yield event


def family_numbers(tree: Any, own: str | None) -> tuple[str, ...]:
    """Return the other publications of the family: the page's own family tables, not its citations."""
    found: dict[str, None] = {}
    for table, name in (
        ("docdbFamily", "publicationNumber"),
        ("countryStatus", "representativePublication"),
        ("pubs", "publicationNumber"),
    ):
        for row in all_of(tree, table):
            number = value_of(first_of(row, name))
            if parse_publication_number(number) is not None:
                found.setdefault(normalise_publication_number(number))
    return tuple(number for number in found if number != own)


def page_priorities(tree: Any) -> Iterator[Priority]:
    """Yield the applications whose priority is claimed; the page's own application is among its rows and is no claim."""
    own = value_of(first_of(tree, "applicationNumber"))
    for row in all_of(tree, "appsClaimingPriority"):
        number = value_of(first_of(row, "applicationNumber"))
        if number and number != own:
            country = number[:2] if number[:2].isalpha() else None
            day = day_of(first_of(row, "filingDate")) or day_of(first_of(row, "priorityDate"))
            bare = number.replace(" ", "").removeprefix(country or "")
            yield Priority(number=bare or None, country=country, on=day)
