"""Filters as a part of the search: what the index is asked for, and the exact rule for what depends on the day.

The lexical index narrows by facts of the records. Whether a right stands so on a day, whether an offer or a rule still
holds, also depends on the day and on other documents of the library: that is decided here, for the documents that were
found, and the search goes on until enough of those that are allowed are found or nothing is left.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from knowledge.licences.licence_terms import current_offers
from knowledge.licences.offers import gather_offers, patent_keys
from knowledge.numbers.identifiers import document_keys, normalise_symbol
from knowledge.policies.linking import linked
from knowledge.protocols import Catalogue
from knowledge.rights.legal_status import assess
from knowledge.rights.standing import Status
from knowledge.search import facets
from knowledge.search.facets import DayColumn, checked_on, facets_of, is_free
from knowledge.types import (
    Audience,
    DocumentHead,
    Filters,
    Kind,
    LicenceNotice,
    Offer,
    PatentRecord,
    PolicyRecord,
    Query,
    Reader,
)

IN_FORCE = (Status.IN_FORCE, Status.IN_FORCE_LATE_FEE)
_REMEMBERED = 64  # narrowings whose verdicts are kept, by day and version of the catalogue

Allows = Callable[[Collection[str]], Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a search is narrowed to on a day.

    `allows` tells which of some documents the exact rule lets through; None where the index's own facts are exact.
    `offered_elsewhere` are the documents of patents that other documents offer: their own tags do not say so.
    `unplaced` lets through what states no place, whatever regions the filters name.
    """

    filters: Filters
    day: date
    unplaced: bool = False
    allows: Allows | None = None
    offered_elsewhere: tuple[str, ...] = ()


def narrows(filters: Filters) -> bool:
    """Say whether any field of the filters is set that narrows a search."""
    return replace(filters, as_of=None) != Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOfRecord:
    """What filters ask of a document's own record, in the tags, keys and days that the index holds; all of it must hold.

    One of each group of `tags` stands there, and one of `places`; one of the patterns matches a whole tag (`owners`) or key (`classes`); the
    day lies between the two of `dated`, both included. None where nothing is asked; no pattern at all matches nothing.
    """

    tags: tuple[tuple[str, ...], ...]
    places: tuple[str, ...]
    owners: tuple[str, ...] | None
    classes: tuple[str, ...] | None
    dated: tuple[int | None, int | None] | None


@lru_cache(maxsize=_REMEMBERED)
def asked_of_record(filters: Filters) -> AskedOfRecord:
    """Return what filters ask of a record apart from its text's language and from what the day of asking decides."""
    regions = sorted({part for code in filters.regions or () for part in (code, code.split("-")[0])})
    groups = (
        tuple(map(facets.jurisdiction_tag, filters.jurisdictions or ())),
        tuple(map(facets.type_tag, filters.patent_types or ())),
    )
    parts = map(facets.name_parts, filters.owners or ())
    first, last = (day.toordinal() if day else None for day in (filters.from_date, filters.to_date))
    return AskedOfRecord(
        tags=tuple(group for group in groups if group),
        places=tuple(map(facets.region_tag, regions)),
        owners=tuple(f"{facets.OWNER}(.*_)?{name}(_.*)?" for name in parts if name)
        if filters.owners
        else None,
        classes=tuple(filter(None, map(_class_pattern, filters.ipc))) if filters.ipc else None,
        dated=None if first is None and last is None else (first, last),
    )


def _class_pattern(text: str) -> str:
    """Return the pattern of a symbol's keys: they hold a symbol and all above it; what stands below a subgroup begins with it."""
    flat = "".join(text.upper().split())
    symbol = normalise_symbol(text) or (flat if flat.isascii() and flat.isalnum() else "")
    if len(symbol) == 1:
        return f"ipc:{symbol}.*"
    return f"ipc:{symbol}[0-9]*" if "/" in symbol else symbol and f"ipc:{symbol}"


def states(head: DocumentHead, filters: Filters) -> bool:
    """Say whether a document's record states what filters ask of it; it counts as written in its main language."""
    asked, known = asked_of_record(filters), facets_of(head)
    if filters.languages and head.language not in filters.languages:
        return False
    return (
        all(set(known.tags) & set(group) for group in filter(None, (*asked.tags, asked.places)))
        and _any_matches(asked.owners, known.tags)
        and _any_matches(asked.classes, document_keys(head))
        and _is_dated((day for column, day in known.days if column is DayColumn.DATED), asked.dated)
    )


def _any_matches(patterns: Iterable[str] | None, words: Collection[str]) -> bool:
    return patterns is None or any(re.fullmatch(one, word) for one in patterns for word in words)


def _is_dated(days: Iterable[int], between: tuple[int | None, int | None] | None) -> bool:
    if between is None:
        return True
    first, last = between
    return any((first is None or first <= day) and (last is None or day <= last) for day in days)


class Narrower:
    """Makes narrowings for queries against a catalogue; keeps its verdicts until the catalogue changes."""

    def __init__(self, catalogue: Catalogue, today: Callable[[], date] = date.today) -> None:
        self._catalogue = catalogue
        self._today = today
        self._desks: dict[tuple[Audience, ...], Desk] = {}

    def narrow(self, query: Query, reader: Reader) -> Narrowing | None:
        """Return what a query's filters ask for; None where they ask for nothing."""
        filters = query.filters
        if not narrows(filters):
            return None
        day = filters.as_of or self._today()
        if not _depends_on_the_day(filters):
            return Narrowing(filters=filters, day=day, unplaced=query.unplaced)
        desk = self._desk(reader)
        return Narrowing(
            filters=filters,
            day=day,
            unplaced=query.unplaced,
            allows=_Verdicts(desk, filters, day),
            offered_elsewhere=tuple(sorted(desk.spoken_of)) if _asks_for_offers(filters) else (),
        )

    def _desk(self, reader: Reader) -> Desk:
        version = self._catalogue.version()
        desk = self._desks.get(reader.audiences)
        if desk is None or desk.version != version:
            desk = self._desks[reader.audiences] = Desk(self._catalogue, reader, version)
        return desk


def _asks_for_offers(filters: Filters) -> bool:
    return bool(filters.licence_types or filters.availabilities) or filters.free_of_charge is not None


def _depends_on_the_day(filters: Filters) -> bool:
    return bool(filters.statuses) or filters.in_force_on is not None or _asks_for_offers(filters)


class Desk:
    """What a version of the catalogue tells a reader beyond single records: rules linked, patents others speak of."""

    def __init__(self, catalogue: Catalogue, reader: Reader, version: int) -> None:
        self.version = version
        self.verdicts: OrderedDict[tuple[Filters, date], dict[str, bool]] = OrderedDict()
        self._catalogue = catalogue
        self._reader = reader

    def heads(self, document_ids: Iterable[str]) -> tuple[DocumentHead, ...]:
        return self._catalogue.heads(self._reader, ids=sorted(document_ids))

    @cached_property
    def spoken_of(self) -> frozenset[str]:
        """The documents of patents about whose licensing another document says something."""
        keys: set[str] = set()
        for head in self._catalogue.heads(self._reader):
            if isinstance(head.record, LicenceNotice):
                keys.update(document_keys(head))
            elif isinstance(head.record, PatentRecord) and head.record.offers:
                keys.update(patent_keys(head.record))
        held = self._catalogue.by_key(sorted(keys), self._reader)
        return frozenset(name for names in held.values() if len(names) > 1 for name in names)

    @cached_property
    def rules(self) -> Mapping[str, PolicyRecord]:
        """Every rule of the library with the day on which what took its place ended it."""
        heads = self._catalogue.heads(self._reader, kinds=(Kind.POLICY,))
        pairs = [(head, head.record) for head in heads if isinstance(head.record, PolicyRecord)]
        records = linked([record for _, record in pairs])
        return {head.document_id: record for (head, _), record in zip(pairs, records, strict=True)}

    def right(self, head: DocumentHead, record: PatentRecord) -> PatentRecord:
        """Return a patent's record with what other documents say of its licensing."""
        if head.document_id not in self.spoken_of:
            return record
        return gather_offers(record, self._catalogue, self._reader, own=head.document_id).added_to(record)


class _Verdicts:
    """The exact rule of one set of filters on one day, over the documents of a desk."""

    def __init__(self, desk: Desk, filters: Filters, day: date) -> None:
        self._desk = desk
        self._filters = filters
        self._day = day
        self._known = desk.verdicts.setdefault((filters, day), {})
        while len(desk.verdicts) > _REMEMBERED:
            desk.verdicts.popitem(last=False)

    def __call__(self, document_ids: Collection[str]) -> Collection[str]:
        new = [name for name in document_ids if name not in self._known]
        for head in self._desk.heads(new):
            self._known[head.document_id] = self._is_allowed(head)
        return {name for name in document_ids if self._known.get(name)}

    def _is_allowed(self, head: DocumentHead) -> bool:
        record = head.record
        if isinstance(record, PatentRecord):
            return self._right(head, self._desk.right(head, record))
        filters = self._filters
        if filters.statuses or filters.availabilities:
            return False
        if isinstance(record, PolicyRecord):
            day = filters.in_force_on
            rule = self._desk.rules.get(head.document_id, record)
            return not _asks_for_offers(filters) and day is not None and rule.in_force_on(day) is True
        if filters.in_force_on is not None or not isinstance(record, LicenceNotice):
            return False
        return self._is_offered(standing_offers(record, self._day))

    def _right(self, head: DocumentHead, record: PatentRecord) -> bool:
        filters, checked, needed = self._filters, checked_on(head), self._filters.in_force_on
        if filters.statuses or filters.availabilities:
            found = assess(record, as_of=self._day, checked_on=checked)
            if filters.statuses and found.status not in filters.statuses:
                return False
            if filters.availabilities and found.availability not in filters.availabilities:
                return False
        if needed and assess(record, as_of=needed, checked_on=checked).status not in IN_FORCE:
            return False
        return self._is_offered(current_offers(record, self._day))

    def _is_offered(self, offers: Iterable[Offer]) -> bool:
        types, free = self._filters.licence_types, self._filters.free_of_charge
        if not types and free is None:
            return True
        return any(
            (not types or offer.licence_type in types) and (free is None or is_free(offer) is free)
            for offer in offers
        )


def standing_offers(notice: LicenceNotice, day: date) -> tuple[Offer, ...]:
    if notice.withdrawn_on is not None and notice.withdrawn_on <= day:
        return ()
    return current_offers(PatentRecord(jurisdiction="", titles=(), offers=notice.offers), day)
