"""What ends: the shelf of a library and a day in; terms and offers that end soon, and offers that ended, out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant.pool.technologies import Technology
from assistant.reporting.types import EndedOffer, Ending, OfferEnd
from knowledge.licences.licence_terms import current_offers, withdrawal_of
from knowledge.rights.families import families
from knowledge.rights.legal_status import assess
from knowledge.rights.patent_term import last_day_in_force
from knowledge.rights.standing import Status
from knowledge.search.facets import checked_on
from knowledge.types import DocumentHead, PatentRecord

_MAY_STAND = frozenset({Status.IN_FORCE, Status.IN_FORCE_LATE_FEE, Status.UNKNOWN})


def ending_terms(technologies: Iterable[Technology], today: date, until: date) -> tuple[Ending, ...]:
    """Return the rights whose full term has its last day from today up to a day, the first first.

    Every right of a family is looked at, each once. A right that ended is left out; one of unknown standing is told.
    """
    found = []
    for one in technologies:
        if not any(_ends_within(head, today, until) for head in one.documents):
            continue
        for family in families(one.documents):
            for right in family.rights:
                record = right.head.record
                assert isinstance(record, PatentRecord)  # families are of patents
                status = assess(record, as_of=today, checked_on=checked_on(right.head))
                last = status.last_day_in_force
                if last is not None and today <= last <= until and status.status in _MAY_STAND:
                    found.append(Ending(day=last, head=right.head, record=record, status=status.status))
    return tuple(sorted(found, key=lambda end: (end.day, end.head.title)))


def _ends_within(head: DocumentHead, today: date, until: date) -> bool:
    last = last_day_in_force(head.record) if isinstance(head.record, PatentRecord) else None
    return last is not None and today <= last <= until


def ending_offers(technologies: Iterable[Technology], today: date, until: date) -> tuple[Ending, ...]:
    """Return the offers for rights that may stand and whose term ends up to a day, the first first."""
    found = [
        Ending(
            day=offer.term_end,
            head=one.head,
            record=one.record,
            status=one.status.status,
            offer=offer,
        )
        for one in technologies
        if one.status.status in _MAY_STAND
        for offer in current_offers(one.record, today)
        if offer.term_end is not None and offer.term_end <= until
    ]
    return tuple(sorted(found, key=lambda end: (end.day, end.head.title)))


def ended_offers(technologies: Iterable[Technology], since: date, until: date) -> tuple[EndedOffer, ...]:
    """Return the offers that were withdrawn, or whose term passed, in a time, the last first."""
    found = []
    for one in technologies:
        for offer in one.record.offers:
            withdrawn = withdrawal_of(one.record, offer, until)
            passed = offer.term_end if offer.term_end and offer.term_end < until else None
            ends = [
                (day, how)
                for day, how in ((withdrawn, OfferEnd.WITHDRAWN), (passed, OfferEnd.EXPIRED))
                if day is not None
            ]
            if not ends:
                continue
            day, how = min(ends)
            if since <= day <= until:
                found.append(EndedOffer(day=day, how=how, head=one.head, record=one.record, offer=offer))
    return tuple(sorted(found, key=lambda end: (end.day, end.head.title), reverse=True))
