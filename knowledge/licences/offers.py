"""A patent's offers over several documents: its record and a catalogue in; every public offer with its document out.

A list, a declaration or a notice that was loaded later speaks of the same patent by one of its numbers. What it offers
belongs to the patent; a withdrawal ends the open licence it names. Internal documents are never gathered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from knowledge.numbers.identifiers import patent_id_keys
from knowledge.protocols import Catalogue
from knowledge.types import (
    Audience,
    DocumentHead,
    EventKind,
    LegalEvent,
    LicenceNotice,
    LocalText,
    NoticeType,
    Offer,
    PatentRecord,
    Reader,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedOffer:
    """An offer, the document that states it, and the day as of which it does."""

    offer: Offer
    document: DocumentHead
    as_of: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedWithdrawal:
    """The withdrawal of an open licence declaration that a document announces."""

    event: LegalEvent
    document: DocumentHead


@dataclass(frozen=True, slots=True, kw_only=True)
class PatentOffers:
    """What other documents state about licensing one patent, newest first; undated ones last."""

    offers: tuple[StatedOffer, ...] = ()
    withdrawals: tuple[StatedWithdrawal, ...] = ()
    intended: tuple[
        tuple[DocumentHead, LicenceNotice], ...
    ] = ()  # notices of a licence that may be granted: no offer

    def added_to(self, record: PatentRecord) -> PatentRecord:
        """Return the record with these offers and withdrawals behind its own, the newest last."""
        events = tuple(withdrawal.event for withdrawal in self.withdrawals)
        return replace(
            record,
            offers=(*record.offers, *(stated.offer for stated in reversed(self.offers))),
            events=(*record.events, *(event for event in events if event not in record.events)),
        )


def patent_keys(record: PatentRecord) -> frozenset[str]:
    """Return the keys by which other documents name a patent."""
    numbers = (record.publication_number, record.application_number)
    return frozenset(key for number in numbers if number for key in patent_id_keys(number))


def gather_offers(
    record: PatentRecord, catalogue: Catalogue, reader: Reader, *, own: str | None = None
) -> PatentOffers:
    """Gather what the other documents of a catalogue offer for a patent; `own` is the id of its own document."""
    keys = patent_keys(record)
    if not keys:
        return PatentOffers()
    held = catalogue.by_key(sorted(keys), reader)
    ids = tuple(dict.fromkeys(name for key in sorted(keys) for name in held.get(key, ()) if name != own))
    return offers_among(record, catalogue.heads(reader, ids=ids) if ids else ())


def offers_among(record: PatentRecord, heads: Iterable[DocumentHead]) -> PatentOffers:
    """Return what the public ones of some other documents offer for a patent that they name."""
    keys = patent_keys(record)
    public = [head for head in heads if head.audience is Audience.PUBLIC]
    stated = sorted(_stated(public, keys), key=lambda offer: offer.as_of or date.min, reverse=True)
    return PatentOffers(
        offers=tuple(_distinct(stated, record)),
        withdrawals=tuple(_withdrawals(public)),
        intended=tuple(_intended(public)),
    )


def _stated(heads: list[DocumentHead], keys: frozenset[str]) -> Iterator[StatedOffer]:
    for head in heads:
        record = head.record
        if isinstance(record, PatentRecord):
            for offer in record.offers:
                yield StatedOffer(offer=offer, document=head, as_of=offer.as_of or offer.declared_on)
        elif isinstance(record, LicenceNotice):
            for offer in record.offers:
                if _names(offer, keys) and (offer.statement or offer.licence_type or offer.licence_statement):
                    as_of = offer.as_of or offer.declared_on or record.published_on
                    yield StatedOffer(offer=offer, document=head, as_of=as_of)


def _names(offer: Offer, keys: frozenset[str]) -> bool:
    """Say whether an offer of a notice is about the patent; one that names none is about all that the notice names."""
    return not offer.patent_ids or any(
        key in keys for name in offer.patent_ids for key in patent_id_keys(name)
    )


def _distinct(stated: list[StatedOffer], record: PatentRecord) -> Iterator[StatedOffer]:
    """Leave out what the record or a newer document offers in the same words."""
    seen = {_terms(offer) for offer in record.offers}
    for offer in stated:
        terms = _terms(offer.offer)
        if terms not in seen:
            seen.add(terms)
            yield offer


def _terms(offer: Offer) -> Offer:
    return replace(offer, quotes=(), source=None, as_of=None, contact=(), patent_ids=(), licensors=())


def _withdrawals(heads: list[DocumentHead]) -> Iterator[StatedWithdrawal]:
    """A notice without a day counts from when it was published, at the latest from when it was loaded."""
    for head in heads:
        record = head.record
        if not isinstance(record, LicenceNotice) or record.notice_type is not NoticeType.OPEN_WITHDRAWAL:
            continue
        on = record.withdrawn_on or record.published_on or head.loaded_on
        if on is not None:
            statement = (LocalText(language=head.language, text=record.title),)
            event = LegalEvent(on=on, kind=EventKind.OPEN_LICENCE_WITHDRAWN, statement=statement)
            yield StatedWithdrawal(event=event, document=head)


def _intended(heads: list[DocumentHead]) -> Iterator[tuple[DocumentHead, LicenceNotice]]:
    for head in heads:
        notice = head.record
        if isinstance(notice, LicenceNotice) and notice.notice_type is NoticeType.INTENDED_LICENCE:
            yield head, notice
