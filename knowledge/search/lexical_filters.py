"""Filters as clauses of a Tantivy query, over the tags and days that `knowledge.search.facets` gives a passage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from knowledge.rights.standing import AVAILABLE, Availability, Status
from knowledge.search import facets
from knowledge.search.facets import DayColumn
from knowledge.search.filtering import AskedOfRecord, Narrowing, asked_of_record
from knowledge.search.lexical_fields import Field
from knowledge.search.lexical_store import Column
from knowledge.types import EventKind, Filters, LicenceType

_STALE_AFTER = 90  # days, as `assess` has it
_BY_STATUS: dict[str, tuple[str, ...]] = {
    Status.LAPSED: (facets.entry_tag(EventKind.LAPSED_UNPAID_FEE), facets.entry_tag(EventKind.ENDED)),
    Status.ABANDONED: (facets.entry_tag(EventKind.ABANDONED),),
    Status.INVALIDATED: (facets.entry_tag(EventKind.INVALIDATED),),
    Status.WITHDRAWN_OR_REFUSED: (
        facets.entry_tag(EventKind.WITHDRAWN), facets.entry_tag(EventKind.REFUSED),
    ),
}  # fmt: skip
_BY_AVAILABILITY: dict[str, tuple[str, ...]] = {
    Availability.LAPSED: (*_BY_STATUS[Status.LAPSED], *_BY_STATUS[Status.ABANDONED]),
    Availability.INVALIDATED: _BY_STATUS[Status.INVALIDATED],
    Availability.WITHDRAWN_OR_REFUSED: _BY_STATUS[Status.WITHDRAWN_OR_REFUSED],
    Availability.RESTRICTED_EXCLUSIVE: (facets.recorded_tag(LicenceType.EXCLUSIVE),),
    Availability.RESTRICTED_SOLE: (facets.recorded_tag(LicenceType.SOLE),),
    Availability.RESTRICTED_PLEDGE: (
        facets.entry_tag(EventKind.PLEDGED), facets.entry_tag(EventKind.PLEDGE_CHANGED),
    ),
    Availability.RESTRICTED_PRESERVATION_OR_DISPUTE: (facets.entry_tag(EventKind.PRESERVED),),
}  # fmt: skip
_OPEN = (facets.offer_tag(LicenceType.OPEN), facets.entry_tag(EventKind.OPEN_LICENCE_DECLARED))
_ENDED = frozenset({*_BY_STATUS, Status.EXPIRED})
_ENDED_AVAILABILITIES = frozenset(
    {
        Availability.LAPSED, Availability.INVALIDATED, Availability.WITHDRAWN_OR_REFUSED, Availability.EXPIRED,
    }
)  # fmt: skip


def filter_clauses(schema: Any, narrowing: Narrowing) -> list[Any]:
    """Return queries that all must match: exactly what the filters ask of a record, and bounds of what the day decides."""
    return list(_Clauses(schema, narrowing).all())


class _Clauses:
    def __init__(self, schema: Any, narrowing: Narrowing) -> None:
        self._schema = schema
        self._narrowing = narrowing
        self._day = narrowing.day.toordinal()

    def all(self) -> Iterator[Any]:
        filters = self._narrowing.filters
        if filters.languages:
            yield self._tags(map(facets.language_tag, filters.languages))
        yield from self._record(asked_of_record(filters))
        yield from self._days(filters)
        yield from self._standing(filters)
        yield from self._offers(filters)

    # ── facts of the record ──────────────────────────────────────────────────────────────────────────────

    def _record(self, asked: AskedOfRecord) -> Iterator[Any]:
        yield from map(self._tags, asked.tags)
        if asked.places:
            yield self._placed(asked)
        if asked.owners is not None:
            yield self._any(self._matching(Column.TAGS, pattern) for pattern in asked.owners)
        if asked.classes is not None:
            fields = (Field.ZH_KEYS, Field.EN_KEYS)
            yield self._any(self._matching(field, one) for one in asked.classes for field in fields)
        if asked.dated is not None:
            yield self._range(DayColumn.DATED, *asked.dated)

    def _placed(self, asked: AskedOfRecord) -> Any:
        import tantivy

        there = self._tags(asked.places)
        if not self._narrowing.unplaced:
            return there
        placed = self._matching(Column.TAGS, f"{facets.REGION}.*")
        nowhere = [(tantivy.Occur.Must, tantivy.Query.all_query()), (tantivy.Occur.MustNot, placed)]
        return self._any([there, tantivy.Query.boolean_query(nowhere)])

    def _days(self, filters: Filters) -> Iterator[Any]:
        if filters.in_force_on is not None:
            day = filters.in_force_on.toordinal()
            yield self._range(DayColumn.BEGINS, None, day)
            yield self._range(DayColumn.ENDS, day, None)

    # ── bounds of what the day decides ───────────────────────────────────────────────────────────────────

    def _standing(self, filters: Filters) -> Iterator[Any]:
        if filters.statuses:
            yield self._any(map(self._of_status, filters.statuses))
        if filters.availabilities:
            yield self._any(map(self._of_availability, filters.availabilities))

    def _of_status(self, status: str) -> Any:
        if status == Status.EXPIRED:
            return self._expired()
        if status == Status.PENDING:
            return self._pending()
        return self._tags(_BY_STATUS[status]) if status in _BY_STATUS else self._alive()

    def _of_availability(self, availability: str) -> Any:
        if availability == Availability.EXPIRED:
            return self._expired()
        if availability == Availability.PENDING:
            return self._pending()
        parts = [] if availability in _ENDED_AVAILABILITIES else [self._alive()]
        if availability in _BY_AVAILABILITY:
            parts.append(self._tags(_BY_AVAILABILITY[availability]))
        if availability == Availability.LICENSABLE_OPEN:
            parts.append(self._tags_or_elsewhere(_OPEN))
        if availability in AVAILABLE:
            parts.append(self._range(DayColumn.CHECKED, self._day - _STALE_AFTER, None))
        return self._every(parts)

    def _alive(self) -> Any:
        """A right whose full term has not run out: all that is neither expired nor ended by an entry is so."""
        return self._every([self._tags([facets.RIGHT]), self._range(DayColumn.ENDS, self._day, None)])

    def _pending(self) -> Any:
        return self._every([self._alive(), self._range(DayColumn.GRANTED, self._day + 1, None)])

    def _expired(self) -> Any:
        past = self._range(DayColumn.ENDS, None, self._day - 1)
        unknown = self._range(DayColumn.ENDS, facets.ALWAYS, None)
        entry = self._tags([facets.entry_tag(EventKind.TERM_EXPIRED)])
        return self._every([self._tags([facets.RIGHT]), self._any([past, unknown, entry])])

    def _offers(self, filters: Filters) -> Iterator[Any]:
        if filters.licence_types:
            yield self._tags_or_elsewhere([facets.offer_tag(kind) for kind in filters.licence_types])
        if filters.free_of_charge is not None:
            yield self._tags_or_elsewhere([facets.fee_tag(free=filters.free_of_charge)])

    def _tags_or_elsewhere(self, tags: Sequence[str]) -> Any:
        elsewhere = self._narrowing.offered_elsewhere
        queries = [self._tags(tags)]
        if elsewhere:
            queries.append(self._term_set(Column.DOCUMENT, elsewhere))
        return self._any(queries)

    # ── building blocks ──────────────────────────────────────────────────────────────────────────────────

    def _tags(self, tags: Iterable[str]) -> Any:
        return self._term_set(Column.TAGS, list(tags))

    def _term_set(self, field: str, terms: Iterable[str]) -> Any:
        import tantivy

        return tantivy.Query.term_set_query(self._schema, field, list(terms))

    def _matching(self, field: str, pattern: str) -> Any:
        import tantivy

        return tantivy.Query.regex_query(self._schema, field, pattern)

    def _range(self, column: DayColumn, first: int | None, last: int | None) -> Any:
        import tantivy

        return tantivy.Query.range_query(self._schema, column, tantivy.FieldType.Integer, first, last)

    def _any(self, queries: Iterable[Any]) -> Any:
        import tantivy

        found = [(tantivy.Occur.Should, query) for query in queries]
        return tantivy.Query.boolean_query(found) if found else tantivy.Query.empty_query()

    def _every(self, queries: Iterable[Any]) -> Any:
        import tantivy

        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])
