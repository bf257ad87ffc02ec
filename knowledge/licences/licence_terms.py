"""Offers of a record on a day, and fee clauses read into fields: nothing is defaulted, guessed or filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.licences.fee_statements import FeeTerms, parse_fee_statement
from knowledge.types import EventKind, LegalEvent, LicenceType, Offer, PatentRecord

_OPEN_EVENTS = (EventKind.OPEN_LICENCE_DECLARED, EventKind.OPEN_LICENCE_WITHDRAWN)


def current_offers(record: PatentRecord, as_of: date) -> tuple[Offer, ...]:
    """Return the offers that stand on a day: declared, not withdrawn, their term not passed. Says nothing of the right."""
    return tuple(
        offer
        for offer in record.offers
        if _declared(offer, as_of)
        and withdrawal_of(record, offer, as_of) is None
        and (offer.term_end is None or offer.term_end >= as_of)
    )


def withdrawn_offers(record: PatentRecord, as_of: date) -> tuple[Offer, ...]:
    """Return the offers that had been made and were withdrawn by a day."""
    return tuple(
        offer
        for offer in record.offers
        if _declared(offer, as_of) and withdrawal_of(record, offer, as_of) is not None
    )


def newest_first(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """Order offers by the day as of which they are stated, or were declared; undated ones last, ties as listed."""
    return tuple(sorted(offers, key=lambda offer: offer.as_of or offer.declared_on or date.min, reverse=True))


def withdrawal_of(record: PatentRecord, offer: Offer, as_of: date) -> date | None:
    """Return when an offer was withdrawn, by its own field or, for an open licence, by a register entry."""
    if offer.withdrawn_on is not None and offer.withdrawn_on <= as_of:
        return offer.withdrawn_on
    if offer.licence_type is not LicenceType.OPEN:
        return None
    entries = _open_entries(record, as_of)
    if offer.declared_on is None:
        last = entries[-1:]
        return next((e.on for e in last if e.kind is EventKind.OPEN_LICENCE_WITHDRAWN), None)
    withdrawn = (e.on for e in entries if e.kind is EventKind.OPEN_LICENCE_WITHDRAWN)
    return next((on for on in withdrawn if on >= offer.declared_on), None)


def _declared(offer: Offer, as_of: date) -> bool:
    return offer.declared_on is None or offer.declared_on <= as_of


def _open_entries(record: PatentRecord, as_of: date) -> tuple[LegalEvent, ...]:
    entries = (event for event in record.events if event.kind in _OPEN_EVENTS and event.on <= as_of)
    return tuple(sorted(entries, key=lambda event: event.on))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLicence:
    """How an open licence declaration stands. `term_passed`: it ran out, it was not withdrawn."""

    open: bool = False
    declared_on: date | None = None
    withdrawn_on: date | None = None
    term_end: date | None = None
    term_passed: bool = False
    offer: Offer | None = None
    events: tuple[LegalEvent, ...] = ()


def open_licence(record: PatentRecord, as_of: date) -> OpenLicence:
    """Say how a patent's open licence declaration stands on a day, by its register entries and its offers."""
    entries = _open_entries(record, as_of)
    offers = tuple(o for o in record.offers if o.licence_type is LicenceType.OPEN and _declared(o, as_of))
    standing = tuple(o for o in offers if withdrawal_of(record, o, as_of) is None)
    current = tuple(o for o in standing if o.term_end is None or o.term_end >= as_of)
    declared = max((e.on for e in entries if e.kind is EventKind.OPEN_LICENCE_DECLARED), default=None)
    if current:
        offer = current[-1]
        return OpenLicence(
            open=True, declared_on=offer.declared_on or declared, term_end=offer.term_end, offer=offer,
            events=entries,
        )  # fmt: skip
    if standing:
        passed = standing[-1]
        return OpenLicence(
            declared_on=passed.declared_on or declared,
            term_end=passed.term_end,
            term_passed=True,
            events=entries,
        )
    withdrawals = [day for o in offers if (day := withdrawal_of(record, o, as_of)) is not None]
    withdrawals += [e.on for e in entries if e.kind is EventKind.OPEN_LICENCE_WITHDRAWN]
    withdrawn = max(withdrawals, default=None)
    if declared is not None and (withdrawn is None or declared > withdrawn):
        return OpenLicence(open=True, declared_on=declared, events=entries)
    return OpenLicence(declared_on=declared, withdrawn_on=withdrawn, events=entries)


__all__ = [
    "FeeTerms",
    "OpenLicence",
    "current_offers",
    "newest_first",
    "open_licence",
    "parse_fee_statement",
    "withdrawal_of",
    "withdrawn_offers",
]
