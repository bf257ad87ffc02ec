"""Terms with weights in, Tantivy queries and their scale out. Nothing a user types is ever parsed as query syntax."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from knowledge.search.lexical_fields import Field

TERMS_PER_FIELD = 64
"""A longer query keeps the terms that say most (by idf); what else it says changes no ranking a reader would notice."""
_TERMS_LOOKED_UP = 2_000
_BM25_K1 = 1.2  # Tantivy's constant
_COUNTS_REMEMBERED = 100_000
_FEW_NAMES = 500  # clauses of one query


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


class Rarity:
    """How rare terms are among the rows that a searcher sees; remembered, since questions share their words."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self.rows = int(searcher.num_docs)
        self._counts: dict[Field, _Counts] = {}

    def counts(self, field: Field) -> Mapping[str, int]:
        """Return in how many rows each term stands, looked up when it is asked for."""
        counts = self._counts.get(field)
        if counts is None:
            counts = self._counts[field] = _Counts(self._searcher, field)
        return counts

    def idf(self, field: Field, term: str, *, least: int = 0) -> float:
        """Return BM25's inverse document frequency, as if there were at least so many rows."""
        return _idf(max(self.rows, least), self.counts(field)[term])


class _Counts(dict[str, int]):
    def __init__(self, searcher: Any, field: Field) -> None:
        super().__init__()
        self._searcher = searcher
        self._field = field.value

    def __missing__(self, term: str) -> int:
        if len(self) >= _COUNTS_REMEMBERED:
            self.clear()
        count = self[term] = int(self._searcher.doc_freq(self._field, term))
        return count


def cut(rarity: Rarity, part: FieldTerms) -> FieldTerms:
    """Return the part with the terms that are rare enough, and no more of them than a query may have."""
    counts = rarity.counts(part.field)
    if part.held_by < 1.0:
        most = part.held_by * rarity.rows
        part = replace(
            part, terms={term: weight for term, weight in part.terms.items() if counts[term] <= most}
        )
    if len(part.terms) <= TERMS_PER_FIELD:
        return part
    looked_up = sorted(part.terms, key=lambda term: -part.terms[term])[:_TERMS_LOOKED_UP]
    worth = {term: part.terms[term] * rarity.idf(part.field, term) for term in looked_up}
    held = [term for term in looked_up if counts[term]]
    best = sorted(held or looked_up, key=lambda term: -worth[term])[:TERMS_PER_FIELD]
    return replace(part, terms={term: part.terms[term] for term in best})


def levelled(rarity: Rarity, parts: Sequence[FieldTerms]) -> tuple[FieldTerms, ...]:
    """Return the parts with boosts by which fields that hold the same text weigh as much as the first of them.

    A question has twice as many pairs of characters as it has words: without this its pairs would decide alone.
    """
    masses = [_mass(rarity, part) if part.field.is_text else 0.0 for part in parts]
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
        field = part.field.value
        for term, weight in part.terms.items():
            query = tantivy.Query.term_query(schema, field, term, "freq")
            boosted = tantivy.Query.boost_query(query, weight * part.boost)
            clauses.append((tantivy.Occur.Should, boosted))
    return tantivy.Query.boolean_query(clauses) if clauses else None


def named(schema: Any, column: str, names: Sequence[str]) -> Any:
    """Return the query for rows that have one of the names in a column.

    A set of terms walks through the dictionary of every segment: looking a hundred names up one by one takes a third.
    """
    import tantivy

    if len(names) > _FEW_NAMES:
        return tantivy.Query.term_set_query(schema, column, list(names))
    queries = (tantivy.Query.term_query(schema, column, name, "basic") for name in names)
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def unscored(query: Any) -> Any:
    import tantivy

    return tantivy.Query.const_score_query(query, 0.0)


def narrowed(query: Any, filters: Sequence[Any]) -> Any:
    """Return the query restricted to rows that pass all filters."""
    import tantivy

    if not filters:
        return query
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in (query, *filters)])


def ideal(rarity: Rarity, part: FieldTerms) -> float:
    """Return the score of a row that holds every core term to saturation; 0 for fields that are no text."""
    if not part.field.is_text:
        return 0.0
    return _mass(rarity, part) * part.boost * (1.0 + _BM25_K1)


def _mass(rarity: Rarity, part: FieldTerms) -> float:
    rows, counts = rarity.rows, rarity.counts(part.field)
    return sum(
        weight * _idf(rows, counts[term])
        for term, weight in part.terms.items()
        if part.core is None or term in part.core
    )


def _idf(rows: int, having: int) -> float:
    return math.log(1.0 + (max(rows - having, 0) + 0.5) / (having + 0.5))
