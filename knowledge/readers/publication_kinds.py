"""A whole publication number → whether that publication is the grant, and what kind of right it is."""

from __future__ import annotations

from datetime import date

from knowledge.numbers.kind_codes import KindMeaning, Stage, kind_meaning
from knowledge.numbers.patent_numbers import parse_publication_number
from knowledge.types import PatentType


def granted_on(publication: str | None, published: date | None) -> date | None:
    """Return the day of publication where that publication is the grant itself; None where it is not, or a reprint."""
    meaning = _meaning(publication, published)
    if meaning is None or meaning.corrected or meaning.stage not in (Stage.GRANTED, Stage.REGISTERED):
        return None
    return published


def type_of_publication(publication: str | None, published: date | None = None) -> PatentType | None:
    """Return what a publication protects, as far as its country and kind code tell."""
    meaning = _meaning(publication, published)
    return meaning.patent_type if meaning else None


def _meaning(publication: str | None, published: date | None) -> KindMeaning | None:
    number = parse_publication_number(publication or "")
    return kind_meaning(number.country, number.kind, published) if number else None
