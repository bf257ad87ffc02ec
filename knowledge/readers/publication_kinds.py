"""Kind codes of publications (WIPO ST.16) → whether the publication is the grant, and what kind of right it is."""

from __future__ import annotations

from datetime import date

from knowledge.patent_numbers import parse_publication_number
from knowledge.types import PatentType

_US_APPLICATIONS_FROM = date(2001, 3, 15)  # before that, kind A was the printed grant


def granted_on(publication: str | None, published: date | None) -> date | None:
    """Return the day of publication where that publication is the grant itself; None where it is not or is a reprint.

    CN: B, C, U, Y, S, D. EP: B1. US: B1, B2, E, S, P2, P3, and A before pre-grant publication began.
    """
    number = parse_publication_number(publication or "")
    kind = number.kind if number else None
    if number is None or published is None or not kind:
        return None
    granted = {
        "CN": kind in ("B", "C", "U", "Y", "S", "D"),
        "EP": kind == "B1",
        "US": kind in ("B1", "B2", "E", "E1", "S", "S1", "P2", "P3")
        or (kind == "A" and published < _US_APPLICATIONS_FROM),
    }
    return published if granted.get(number.country, False) else None


def type_of_publication(publication: str | None) -> PatentType | None:
    """Return what a publication protects, as far as its number and kind code tell."""
    number = parse_publication_number(publication or "")
    if number is None or not number.kind:
        return None
    letter = number.kind[0]
    if number.country == "CN":
        return {
            "U": PatentType.UTILITY_MODEL,
            "Y": PatentType.UTILITY_MODEL,
            "S": PatentType.DESIGN,
            "D": PatentType.DESIGN,
        }.get(letter, PatentType.INVENTION)
    if number.country == "US":
        return {"S": PatentType.DESIGN, "A": PatentType.INVENTION, "B": PatentType.INVENTION}.get(letter)
    if number.country in ("EP", "WO"):
        return PatentType.INVENTION
    return {"U": PatentType.UTILITY_MODEL, "S": PatentType.DESIGN}.get(letter)
