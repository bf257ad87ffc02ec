"""Terms with weights in, Tantivy queries and their scale out. Nothing a user types is ever parsed as query syntax."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from knowledge.search.lexical_fields import Field

TERMS_PER_FIELD = 128
"""A longer query keeps the terms that say most (by idf); what else it says changes no ranking a reader would notice."""
_TERMS_LOOKED_UP = 2_000
_BM25_K1 = 1.2  # Tantivy's constant


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTerms:
    """Terms looked for in one field: weight per term, and a boost of the field as a whole.

    `core`, where given, are the terms that carry meaning: only they count for the ideal score. Terms that more than
    `held_by` of the rows hold (0–1) are not looked for.
    """

    field: Field
    terms: Mapping[str, float]
    boost: float = 1.0
    core: frozenset[str] | None = None
    held_by: float = 1.0


def cut(searcher: Any, part: FieldTerms) -> FieldTerms:
    """Return the part with the terms that are rare enough, and no more of them than a query may have."""
    if part.held_by < 1.0:
        most = part.held_by * int(searcher.num_docs)
        rare = {
            term: weight for term, weight in part.terms.items() if searcher.doc_freq(part.field, term) <= most
        }
        part = replace(part, terms=rare)
    if len(part.terms) <= TERMS_PER_FIELD:
        return part
    looked_up = sorted(part.terms, key=lambda term: -part.terms[term])[:_TERMS_LOOKED_UP]
    worth = {term: part.terms[term] * idf(searcher, part.field, term) for term in looked_up}
    held = [term for term in looked_up if searcher.doc_freq(part.field, term)]
    best = sorted(held or looked_up, key=lambda term: -worth[term])[:TERMS_PER_FIELD]
    return replace(part, terms={term: part.terms[term] for term in best})


def levelled(searcher: Any, parts: Sequence[FieldTerms]) -> tuple[FieldTerms, ...]:
    """Return the parts with boosts by which fields that hold the same text weigh as much as the first of them.

    A question has twice as many pairs of characters as it has words: without this its pairs would decide alone.
    """
    masses = [_mass(searcher, part) if part.field.is_text else 0.0 for part in parts]
    first = next((mass for mass in masses if mass), 0.0)
    return tuple(
        replace(part, boost=part.boost * first / mass) if mass else part
        for part, mass in zip(parts, masses, strict=True)
    )


def any_of(schema: Any, parts: Sequence[FieldTerms]) -> Any | None:
    """Return the query for rows that hold any of the terms, scored by BM25 over the fields; None without a term."""
    import tantivy

    clauses = []
    for part in parts:
        for term, weight in part.terms.items():
            query = tantivy.Query.term_query(schema, part.field, term, "freq")
            boosted = tantivy.Query.boost_query(query, weight * part.boost)
            clauses.append((tantivy.Occur.Should, boosted))
    return tantivy.Query.boolean_query(clauses) if clauses else None


def unscored(query: Any) -> Any:
    import tantivy

    return tantivy.Query.const_score_query(query, 0.0)


def narrowed(query: Any, filters: Sequence[Any]) -> Any:
    """Return the query restricted to rows that pass all filters."""
    import tantivy

    if not filters:
        return query
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in (query, *filters)])


def idf(searcher: Any, field: Field, term: str, *, least: int = 0) -> float:
    """Return BM25's inverse document frequency, as if there were at least so many rows."""
    total, having = max(int(searcher.num_docs), least), int(searcher.doc_freq(field, term))
    return math.log(1.0 + (max(total - having, 0) + 0.5) / (having + 0.5))


def ideal(searcher: Any, part: FieldTerms) -> float:
    """Return the score of a row that holds every core term to saturation; 0 for fields that are no text."""
    if not part.field.is_text:
        return 0.0
    return _mass(searcher, part) * part.boost * (1.0 + _BM25_K1)


def _mass(searcher: Any, part: FieldTerms) -> float:
    return sum(
        weight * idf(searcher, part.field, term)
        for term, weight in part.terms.items()
        if part.core is None or term in part.core
    )
