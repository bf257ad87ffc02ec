"""The library as sets: what a reader may see, by every value that it can be chosen by; a selection in, a list with counts out.

A set of documents is a whole number with one bit for each: ten thousand documents are intersected and counted in microseconds.
The values are those by which a search is narrowed (`knowledge.search.filtering`), and the rule is the same.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from knowledge.analysis import fold
from knowledge.browsing.facts import Facet, OnADay, Stated, Validity, on_a_day, stated
from knowledge.protocols import Catalogue
from knowledge.rights.standing import ENDED, Availability
from knowledge.search import facets
from knowledge.search.filtering import Desk, Narrower, asked_of_record
from knowledge.types import ANYONE, Audience, DocumentHead, Filters, Kind, PatentRecord, Query, Reader

_MOST_KEPT = 6  # shelves: two kinds of readers, and the days of some


class Order(StrEnum):
    NEWEST = "newest"  # by the day of filing or issue
    OLDEST = "oldest"
    TITLE = "title"
    LOADED = "loaded"  # what came in last stands first


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is looked at. An empty field chooses nothing; within a field one value suffices."""

    text: str = ""  # in titles and numbers
    kinds: tuple[Kind, ...] = ()
    validities: tuple[Validity, ...] = ()  # of rules
    years: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    head: DocumentHead
    day: OnADay


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page of what was chosen. `counts` tell for each value how many there would be if it were chosen in its facet."""

    total: int
    rows: tuple[Row, ...]
    counts: Mapping[Facet, tuple[tuple[str, int], ...]]


class Restrictions(Protocol):
    """What stands in the way of a licence beside the documents: the office's own contracts."""

    def state(self) -> str:
        """Return what is another one when other rights are restricted; nothing where none is."""
        ...

    def restricted(self, day: date) -> Callable[[DocumentHead], Availability | None]:
        """Return what tells how a right is restricted on a day."""
        ...


class Shelves:
    """Keeps one shelf per audience and day until catalogue or contracts change. Safe to use from several threads."""

    def __init__(self, catalogue: Catalogue, restrictions: Restrictions | None = None) -> None:
        self._catalogue = catalogue
        self._restrictions = restrictions
        self._lock = threading.Lock()
        self._shelves: dict[tuple[tuple[Audience, ...], date], tuple[tuple[int, str], Shelf]] = {}
        self._stated: dict[str, Stated] = {}
        self._days: dict[tuple[str, date], tuple[DocumentHead, OnADay]] = {}

    def shelf(self, reader: Reader, day: date) -> Shelf:
        """Return what a reader may see, as it stands on a day."""
        key = (reader.audiences, day)
        with self._lock:
            version, state = (
                self._catalogue.version(),
                self._restrictions.state() if self._restrictions else "",
            )
            known = self._shelves.get(key)
            if known is None or known[0] != (version, state):
                made = self._made(reader, day, version, is_restricted=bool(state))
                known = self._shelves[key] = ((version, state), made)
                while len(self._shelves) > _MOST_KEPT:
                    del self._shelves[next(iter(self._shelves))]
            return known[1]

    def warm_up(self, day: date) -> None:
        """Make once what the first page would otherwise wait for."""
        self.shelf(ANYONE, day)

    def _made(self, reader: Reader, day: date, version: int, *, is_restricted: bool) -> Shelf:
        desk = Desk(self._catalogue, reader, version)
        heads = self._catalogue.heads(reader)
        if len(self._stated) > 3 * len(heads) + 1_000:  # of documents that are gone
            self._stated, self._days = {}, {}
        told = tuple(self._of(head) for head in heads)
        days = tuple(self._on(head, desk, day) for head in heads)
        if self._restrictions and is_restricted:
            days = tuple(map(_with_contract, days, map(self._restrictions.restricted(day), heads)))
        return Shelf(told, days, Narrower(self._catalogue, lambda: day), reader, day)

    def _of(self, head: DocumentHead) -> Stated:
        known = self._stated.get(head.document_id)
        if known is None or known.head is not head:
            known = self._stated[head.document_id] = stated(head)
        return known

    def _on(self, head: DocumentHead, desk: Desk, day: date) -> OnADay:
        """Return what holds of a document; what its own record alone decides is worked out once."""
        if not isinstance(head.record, PatentRecord) or head.document_id in desk.spoken_of:
            return on_a_day(head, desk, day)
        known = self._days.get((head.document_id, day))
        if known is None or known[0] is not head:
            known = self._days[head.document_id, day] = (head, on_a_day(head, desk, day))
        return known[1]


def _with_contract(on: OnADay, restricted: Availability | None) -> OnADay:
    """Return what holds of a right once a contract stands on it; one that has ended stays so."""
    told = on.values.get(Facet.AVAILABILITY, ())
    if restricted is None or not told or not set(ENDED).isdisjoint(told):
        return on
    return replace(on, values={**on.values, Facet.AVAILABILITY: (str(restricted),)})


class Shelf:
    """What one kind of reader may see on a day."""

    def __init__(
        self,
        documents: Sequence[Stated],
        days: Sequence[OnADay],
        narrower: Narrower,
        reader: Reader,
        day: date,
    ) -> None:
        self._documents, self._days = documents, days
        self._narrower, self._reader, self._day = narrower, reader, day
        self._all = (1 << len(documents)) - 1
        self._values = _by_value(documents, days)
        self._tags = _sets(enumerate(one.facets.tags for one in documents))
        self._keys = _sets(enumerate(one.keys for one in documents))
        self._offers = _sets(enumerate(tuple(f"{name}:{free}" for name, free in one.offers) for one in days))
        self._in_force = _set(number for number, one in enumerate(days) if one.in_force)
        self._orders: dict[Order, list[int]] = {}

    def listed(self, selection: Selection, order: Order, start: int, count: int) -> Listed:
        """Return a page of what is chosen, and the counts of all values."""
        masks = self._masks(selection)
        chosen = _together(masks.values(), self._all)
        return Listed(
            total=chosen.bit_count(),
            rows=tuple(self._rows(chosen, order, start, count)),
            counts={facet: self._counts(facet, masks) for facet in Facet},
        )

    def counts(self, selection: Selection) -> Mapping[Facet, tuple[tuple[str, int], ...]]:
        """Return how many of what is chosen have each value."""
        chosen = _together(self._masks(selection).values(), self._all)
        return {facet: _counted(values, chosen) for facet, values in self._values.items()}

    def total(self, selection: Selection) -> int:
        return _together(self._masks(selection).values(), self._all).bit_count()

    def of(self, document_id: str) -> Row | None:
        """Return one document as it stands on the day."""
        for told, day in zip(self._documents, self._days, strict=True):
            if told.head.document_id == document_id:
                return Row(head=told.head, day=day)
        return None

    # ── choosing ─────────────────────────────────────────────────────────────────────────────────────────

    def _masks(self, selection: Selection) -> dict[Facet | str, int]:
        """Return for each field that chooses something the set it leaves."""
        filters, asked = selection.filters, asked_of_record(selection.filters)
        masks: dict[Facet | str, int] = {}
        chosen: list[tuple[Facet, Iterable[str]]] = [
            (Facet.KIND, map(str, selection.kinds)),
            (Facet.VALIDITY, map(str, selection.validities)),
            (Facet.YEAR, selection.years),
            (Facet.LANGUAGE, map(str, filters.languages)),
            (Facet.JURISDICTION, (code.upper() for code in filters.jurisdictions)),
            (Facet.TYPE, map(str, filters.patent_types)),
            (Facet.STATUS, filters.statuses),
            (Facet.AVAILABILITY, filters.availabilities),
        ]
        for facet, values in chosen:
            names = tuple(values)
            if names:
                masks[facet] = _any(self._values[facet].get(name, 0) for name in names)
        if asked.places:
            masks[Facet.REGION] = _any(self._tags.get(tag, 0) for tag in asked.places)
        if asked.owners is not None:
            masks[Facet.OWNER] = _matching(asked.owners, self._tags)
        if asked.classes is not None:
            masks[Facet.IPC] = _matching(asked.classes, self._keys)
        if filters.licence_types or filters.free_of_charge is not None:
            masks[Facet.LICENCE] = self._offered(filters)
        if asked.dated is not None:
            masks["dated"] = self._dated(*asked.dated)
        if filters.in_force_on is not None:
            masks["in_force"] = self._in_force_on(filters.in_force_on)
        if selection.text.strip():
            masks["text"] = self._with_text(selection.text)
        return masks

    def _offered(self, filters: Filters) -> int:
        wanted = (
            mask
            for name, mask in self._offers.items()
            for kind, free in (name.rsplit(":", 1),)
            if (not filters.licence_types or kind in filters.licence_types)
            and (filters.free_of_charge is None or free == str(filters.free_of_charge))
        )
        return _any(wanted)

    def _dated(self, first: int | None, last: int | None) -> int:
        return _set(
            number
            for number, one in enumerate(self._documents)
            if any((first is None or first <= day) and (last is None or day <= last) for day in one.dated)
        )

    def _in_force_on(self, day: date) -> int:
        if day == self._day:
            return self._in_force
        filters = Filters(in_force_on=day, as_of=self._day)
        narrowing = self._narrower.narrow(Query(text="", audiences=self._reader.audiences, filters=filters), self._reader)  # fmt: skip
        ids = {one.head.document_id for one in self._documents}
        allowed = narrowing.allows(ids) if narrowing and narrowing.allows else ids
        return _set(n for n, one in enumerate(self._documents) if one.head.document_id in allowed)

    def _with_text(self, text: str) -> int:
        words = fold(text).split()
        return _set(
            number
            for number, one in enumerate(self._documents)
            if all(word in one.searched for word in words)
        )

    # ── counting and ordering ────────────────────────────────────────────────────────────────────────────

    def _counts(self, facet: Facet, masks: Mapping[Facet | str, int]) -> tuple[tuple[str, int], ...]:
        rest = _together((mask for name, mask in masks.items() if name != facet), self._all)
        values = self._values[facet]
        if facet is Facet.REGION:  # what holds in a whole country holds in each of its provinces
            values = {name: mask | values.get(name.split("-")[0], 0) for name, mask in values.items()}
        return _counted(values, rest)

    def _rows(self, chosen: int, order: Order, start: int, count: int) -> Iterator[Row]:
        bits = chosen.to_bytes(len(self._documents) // 8 + 1, "little")
        found = 0
        for number in self._ordered(order):
            if bits[number >> 3] >> (number & 7) & 1:
                if found >= start + count:
                    return
                if found >= start:
                    yield Row(head=self._documents[number].head, day=self._days[number])
                found += 1

    def _ordered(self, order: Order) -> list[int]:
        known = self._orders.get(order)
        if known is None:
            known = self._orders[order] = self._sorted(order)
        return known

    def _sorted(self, order: Order) -> list[int]:
        documents = self._documents
        numbers = list(range(len(documents)))
        if order is Order.TITLE:
            return sorted(numbers, key=lambda number: fold(documents[number].head.title))
        if order is Order.LOADED:
            return numbers[::-1]
        newest = order is Order.NEWEST
        none = 0 if newest else facets.ALWAYS
        return sorted(numbers, key=lambda number: min(documents[number].dated, default=none), reverse=newest)


def _by_value(documents: Sequence[Stated], days: Sequence[OnADay]) -> dict[Facet, dict[str, int]]:
    found: dict[Facet, defaultdict[str, list[int]]] = {facet: defaultdict(list) for facet in Facet}
    for number, (one, day) in enumerate(zip(documents, days, strict=True)):
        for facet, values in (*one.values.items(), *day.values.items()):
            for value in values:
                found[facet][value].append(number)
    return {facet: {value: _set(held) for value, held in sets.items()} for facet, sets in found.items()}


def _sets(held: Iterable[tuple[int, Iterable[str]]]) -> dict[str, int]:
    """Return for each value the set of the numbers that have it."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, values in held:
        for value in values:
            numbers[value].append(number)
    return {value: _set(found) for value, found in numbers.items()}


def _set(numbers: Iterable[int]) -> int:
    listed = list(numbers)
    if not listed:
        return 0
    bits = bytearray((max(listed) >> 3) + 1)
    for number in listed:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def _any(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _together(masks: Iterable[int], every: int) -> int:
    for mask in masks:
        every &= mask
    return every


def _matching(patterns: Sequence[str], sets: Mapping[str, int]) -> int:
    wanted = [re.compile(pattern) for pattern in patterns]
    return _any(mask for name, mask in sets.items() if any(one.fullmatch(name) for one in wanted))


def _counted(values: Mapping[str, int], chosen: int) -> tuple[tuple[str, int], ...]:
    """Return how many of a set have each value, most first; those that none has are missing."""
    counts = ((value, (mask & chosen).bit_count()) for value, mask in values.items())
    return tuple(sorted((pair for pair in counts if pair[1]), key=lambda pair: (-pair[1], pair[0])))
