"""What a document can be chosen by: its head, and what others say of it on a day, in; values per facet out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.analysis import fold
from knowledge.licences.licence_terms import current_offers
from knowledge.numbers.identifiers import document_keys, normalise_symbol
from knowledge.rights.legal_status import assess
from knowledge.rights.standing import StatusAssessment
from knowledge.search.facets import REGION, DayColumn, Facets, checked_on, facets_of, is_free
from knowledge.search.filtering import IN_FORCE, Desk, standing_offers
from knowledge.types import DocumentHead, LicenceNotice, Offer, Party, PatentRecord, PolicyRecord

_SUBCLASS = 4  # letters of H01M


class Facet(StrEnum):
    KIND = "kind"
    LANGUAGE = "language"
    JURISDICTION = "jurisdiction"
    REGION = "region"
    OWNER = "owner"
    IPC = "ipc"
    SECTION = "section"  # of the IPC; chosen as its beginning
    TYPE = "type"
    STATUS = "status"
    AVAILABILITY = "availability"
    LICENCE = "licence"
    VALIDITY = "validity"
    YEAR = "year"


class Validity(StrEnum):
    """Whether a rule is in force on a day."""

    CURRENT = "current"
    COMING = "coming"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a head alone states; it stays while the head does."""

    head: DocumentHead
    searched: str  # titles and numbers, folded
    facets: Facets
    keys: tuple[str, ...]
    dated: tuple[int, ...]
    values: Mapping[Facet, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnADay:
    """What holds of a document on a day. `offers` are pairs: a licence's type, and whether it asks for no fee."""

    values: Mapping[Facet, tuple[str, ...]]
    in_force: bool
    offers: tuple[tuple[str, bool | None], ...]
    standing: StatusAssessment | None = None


def stated(head: DocumentHead) -> Stated:
    """Return what a document's own record states of it."""
    found, keys = facets_of(head), document_keys(head)
    tags = {name: tuple(_after(found.tags, f"{name}:")) for name in ("jurisdiction", "type")}
    dated = tuple(day for column, day in found.days if column is DayColumn.DATED)
    return Stated(
        head=head,
        searched=fold(" ".join(_searched(head))),
        facets=found,
        keys=tuple(key for key in keys if key.startswith("ipc:")),
        dated=dated,
        values={
            Facet.KIND: (str(head.kind),),
            Facet.LANGUAGE: (str(head.language),),
            Facet.JURISDICTION: tags["jurisdiction"],
            Facet.TYPE: tags["type"],
            Facet.REGION: tuple(_after(found.tags, REGION)),
            Facet.OWNER: tuple(_owners(head)),
            Facet.IPC: tuple(dict.fromkeys(_subclasses(head))),
            Facet.SECTION: tuple(dict.fromkeys(name[0] for name in _subclasses(head))),
            Facet.YEAR: (str(date.fromordinal(min(dated)).year),) if dated else (),
        },
    )


def _after(tags: tuple[str, ...], before: str) -> Iterator[str]:
    return (tag[len(before) :] for tag in tags if tag.startswith(before))


def _searched(head: DocumentHead) -> Iterator[str]:
    yield head.title
    record = head.record
    if isinstance(record, PatentRecord):
        yield from (title.text for title in record.titles)
        yield from filter(None, (record.publication_number, record.application_number, record.case_number))
    elif isinstance(record, PolicyRecord):
        yield from filter(None, (record.title, record.document_number))
    elif isinstance(record, LicenceNotice):
        yield from (record.title, *record.patent_ids)


def _owners(head: DocumentHead) -> Iterator[str]:
    record = head.record
    parties: tuple[Party, ...] = ()
    if isinstance(record, PatentRecord):
        parties = record.owners
    elif isinstance(record, LicenceNotice):
        parties = record.licensors
    return (party.names[0].text for party in parties if party.names)


def _subclasses(head: DocumentHead) -> Iterator[str]:
    if isinstance(head.record, PatentRecord):
        for text in (*head.record.ipc, *head.record.cpc):
            symbol = normalise_symbol(text)
            if symbol and len(symbol) >= _SUBCLASS:
                yield symbol[:_SUBCLASS]


def on_a_day(head: DocumentHead, desk: Desk, day: date) -> OnADay:
    """Return what holds of a document on a day, with what other documents of the library say of it."""
    record = head.record
    if isinstance(record, PatentRecord):
        return _right(head, desk.right(head, record), day)
    if isinstance(record, PolicyRecord):
        validity = validity_of(desk.rules.get(head.document_id, record), day)
        return OnADay(
            values={Facet.VALIDITY: (str(validity),)}, in_force=validity is Validity.CURRENT, offers=()
        )
    if isinstance(record, LicenceNotice):
        offers = _offers(standing_offers(record, day))
        return OnADay(values={Facet.LICENCE: _types(offers)}, in_force=False, offers=offers)
    return OnADay(values={}, in_force=False, offers=())


def _right(head: DocumentHead, record: PatentRecord, day: date) -> OnADay:
    standing = assess(record, as_of=day, checked_on=checked_on(head))
    offers = _offers(current_offers(record, day))
    return OnADay(
        values={
            Facet.STATUS: (str(standing.status),),
            Facet.AVAILABILITY: (str(standing.availability),),
            Facet.LICENCE: _types(offers),
        },
        in_force=standing.status in IN_FORCE,
        offers=offers,
        standing=standing,
    )


def _offers(offers: tuple[Offer, ...]) -> tuple[tuple[str, bool | None], ...]:
    return tuple(dict.fromkeys((str(offer.licence_type or ""), is_free(offer)) for offer in offers))


def _types(offers: tuple[tuple[str, bool | None], ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, _ in offers if name))


def validity_of(rule: PolicyRecord, day: date) -> Validity:
    """Say whether a rule, linked with what took its place, is in force on a day."""
    holds = rule.in_force_on(day)
    if holds is None:
        return Validity.UNKNOWN
    if holds:
        return Validity.CURRENT
    coming = rule.effective_from is not None and day < rule.effective_from
    return Validity.COMING if coming else Validity.ENDED
