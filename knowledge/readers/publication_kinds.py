"""A whole publication number → whether that publication is the grant, and what kind of right it is."""

from __future__ import annotations

from datetime import date

from knowledge.numbers.kind_codes import publication_meaning
from knowledge.types import PatentType


def granted_on(publication: str | None, published: date | None) -> date | None:
    """Return the day of publication where that publication is the grant itself; None where it is not, or a reprint."""
    meaning = publication_meaning(publication, published)
    return published if meaning is not None and meaning.is_grant else None


def type_of_publication(publication: str | None, published: date | None = None) -> PatentType | None:
    """Return what a publication protects, as far as its country and kind code tell."""
    meaning = publication_meaning(publication, published)
    return meaning.patent_type if meaning else None
