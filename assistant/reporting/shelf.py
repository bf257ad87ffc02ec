"""The library's public technologies for reports: a catalogue in; each with its profile and dated public facts out."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.pool.technologies import Technologies, Technology, keys_of
from assistant.reporting.types import Fact, Profile, Stage
from knowledge.numbers.identifiers import patent_id_keys
from knowledge.numbers.ipc_classes import class_of
from knowledge.protocols import Catalogue
from knowledge.regions import region_of_owner
from knowledge.types import ANYONE, EventKind, Language, PatentRecord


@dataclass(frozen=True, slots=True)
class Shelved:
    """A technology under the name that facts carry, which is its best key."""

    name: str
    technology: Technology
    profile: Profile


class Shelf:
    """What is public in a library at one version of it, on one day."""

    def __init__(self, catalogue: Catalogue, technologies: Sequence[Technology]) -> None:
        self._catalogue = catalogue
        self.technologies = tuple(
            Shelved(f"t:{one.head.document_id}", one, _profile(one)) for one in technologies
        )
        self._by_key = {key: one for one in self.technologies for key in one.technology.keys}

    def named(self, names: Sequence[str]) -> Shelved | None:
        """Return the technology that one of some keys or document ids is of; a document that was replaced counts too."""
        for name in names:
            if name in self._by_key:
                return self._by_key[name]
        for name in names:
            head = self._catalogue.head(name, ANYONE)
            found = head and next((self._by_key[k] for k in keys_of(head) if k in self._by_key), None)
            if found:
                return found
        return None

    def numbered(self, number: str) -> Shelved | None:
        """Return the technology of a patent's number."""
        found = self._catalogue.by_key(tuple(patent_id_keys(number)), ANYONE)
        ids = [document_id for ids in found.values() for document_id in ids]
        return next((self._by_key[one] for one in ids if one in self._by_key), None)

    def public_facts(self, today: date) -> Iterator[Fact]:
        """Yield the first offer and the first recorded licence of each technology."""
        for one in self.technologies:
            yield from _offered(one, today)
            recorded = [
                event.on
                for record in _records(one.technology)
                for event in record.events
                if event.kind is EventKind.LICENCE_RECORDED and event.on <= today
            ]
            if recorded:
                yield Fact(stage=Stage.RECORDED, technology=one.name, day=min(recorded), profile=one.profile)


class Shelves:
    """Keeps the shelf until the library or the day changes. Safe to use from several threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._technologies = Technologies(catalogue)
        self._lock = threading.Lock()
        self._held: tuple[tuple[int, date], Shelf] | None = None

    def at(self, today: date) -> Shelf:
        with self._lock:
            stamp = (self._catalogue.version(), today)
            if self._held is None or self._held[0] != stamp:
                shelf = Shelf(self._catalogue, self._technologies.at(*stamp))
                self._held = (stamp, shelf)
            return self._held[1]


def _offered(one: Shelved, today: date) -> Iterator[Fact]:
    """Yield that it was offered, on the first day that an offer or a register entry states.

    The day as of which a list states an offer is not the day on which it was made, and is not taken for it.
    """
    records = tuple(_records(one.technology))
    days = [
        event.on
        for record in records
        for event in record.events
        if event.kind is EventKind.OPEN_LICENCE_DECLARED and event.on <= today
    ]
    offers = [
        offer
        for record in records
        for offer in record.offers
        if offer.declared_on is None or offer.declared_on <= today
    ]
    days += [offer.declared_on for offer in offers if offer.declared_on]
    if days or offers:
        yield Fact(stage=Stage.OFFERED, technology=one.name, day=min(days, default=None), profile=one.profile)


def _records(technology: Technology) -> Iterator[PatentRecord]:
    """Yield the record that carries all offers, then those of the other documents."""
    yield technology.record
    for head in technology.documents:
        if isinstance(head.record, PatentRecord) and head is not technology.head:
            yield head.record


def _profile(technology: Technology) -> Profile:
    record = technology.record
    names = [owner.name(Language.ZH) for owner in record.owners]
    every = [local.text for owner in record.owners for local in owner.names]
    return Profile(
        owners=tuple(dict.fromkeys(filter(None, names))),
        fields=tuple(dict.fromkeys(filter(None, map(class_of, record.ipc)))),
        regions=tuple(dict.fromkeys(filter(None, map(region_of_owner, every)))),
    )


def first_of(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the first fact of each technology and stage: a dated one before one without a day."""
    found: dict[tuple[Stage, str], Fact] = {}
    for fact in facts:
        held = found.get((fact.stage, fact.technology))
        if held is None or (fact.day or date.max) < (held.day or date.max):
            found[fact.stage, fact.technology] = fact
    return tuple(found.values())
