"""What a search can be narrowed by: a document's head in; tags and days that its passages carry in the lexical index out.

Tags and days are facts of the record alone. What depends on the day of asking or on other documents is bounded by them
and decided by `knowledge.search.filtering`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.analysis import HAN, fold
from knowledge.lazy_patterns import lazy_pattern
from knowledge.regions import region_named, region_of_owner
from knowledge.rights.patent_term import last_day_in_force
from knowledge.types import (
    DocumentHead,
    EventKind,
    FeeModel,
    LicenceNotice,
    LicenceType,
    Offer,
    Party,
    PatentRecord,
    PolicyRecord,
)

ALWAYS = date.max.toordinal()  # the last day of what has no known end
_NAME_PARTS = lazy_pattern(rf"[{HAN}]|(?:(?![{HAN}])[^\W_])+")
_LONGEST_NAME = 64  # parts


class DayColumn(StrEnum):
    """Days as ordinals (`date.toordinal`)."""

    DATED = "dated"  # filed; issued and in force from; published
    BEGINS = "begins"  # the first day on which it can be in force
    ENDS = "ends"  # the last one
    GRANTED = "granted"  # when a right was granted; `ALWAYS` where its record does not say
    CHECKED = "checked"  # when the register was looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    tags: tuple[str, ...] = ()
    days: tuple[tuple[DayColumn, int], ...] = ()


RIGHT = "right"  # a patent, whose standing can be told


def language_tag(language: str) -> str:
    return f"language:{language}"


def jurisdiction_tag(code: str) -> str:
    return f"jurisdiction:{code.upper()}"


REGION = "region:"


def region_tag(code: str) -> str:
    """Return the tag of a province, or, with a country's code, of what holds in the whole country."""
    return f"{REGION}{code.upper()}"


def type_tag(patent_type: str) -> str:
    return f"type:{patent_type}"


def entry_tag(kind: EventKind) -> str:
    return f"entry:{kind}"


def recorded_tag(licence_type: LicenceType) -> str:
    """Return the tag of a licence that the register holds."""
    return f"recorded:{licence_type}"


def offer_tag(licence_type: LicenceType) -> str:
    return f"offer:{licence_type}"


def fee_tag(*, free: bool) -> str:
    return "fee:free" if free else "fee:paid"


OWNER = "owner:"


def name_parts(name: str) -> str:
    """Return a name as owners are compared: Han characters and whole words, folded, joined by `_`."""
    return "_".join(_NAME_PARTS.findall(fold(name))[:_LONGEST_NAME])


def is_free(offer: Offer) -> bool | None:
    """Say whether an offer asks no fee, or none at first; None where it does not tell."""
    if offer.fee_model in (FeeModel.ROYALTY_FREE, FeeModel.PAY_AFTER_USE) or offer.free_months:
        return True
    stated = [
        fee.amount for fee in (offer.upfront_fee, offer.periodic_fee, offer.deferred_fee, offer.unit_fee, offer.minimum_annual)
        if fee is not None
    ]  # fmt: skip
    stated += [offer.royalty_rate] if offer.royalty_rate is not None else []
    if stated:
        return not any(stated)
    return None if offer.fee_model in (None, FeeModel.NEGOTIABLE) else False


def checked_on(head: DocumentHead) -> date | None:
    """Return when the register was looked at for a patent; a sample counts as checked when it was loaded."""
    record = head.record
    if not isinstance(record, PatentRecord):
        return None
    return record.register_checked_on or (head.loaded_on if head.sample else None)


def facets_of(head: DocumentHead) -> Facets:
    """Return the tags and days of a document; none where it has no record."""
    record = head.record
    if isinstance(record, PatentRecord):
        return Facets(tags=_distinct(_patent_tags(record)), days=tuple(_patent_days(head, record)))
    if isinstance(record, PolicyRecord):
        return Facets(tags=_distinct(_policy_tags(record)), days=tuple(_policy_days(record)))
    if isinstance(record, LicenceNotice):
        return Facets(
            tags=_distinct(_notice_tags(record)), days=_days({DayColumn.DATED: record.published_on})
        )
    return Facets()


def _patent_tags(record: PatentRecord) -> Iterator[str]:
    yield RIGHT
    yield jurisdiction_tag(record.jurisdiction)
    if record.patent_type is not None:
        yield type_tag(record.patent_type)
    yield from _party_tags(record.owners)
    yield from _offer_tags(record.offers)
    for event in record.events:
        yield entry_tag(event.kind)
        if event.licence_type is not None:
            yield recorded_tag(event.licence_type)


def _patent_days(head: DocumentHead, record: PatentRecord) -> Iterator[tuple[DayColumn, int]]:
    last = last_day_in_force(record)
    yield from _days({DayColumn.DATED: record.filing_date, DayColumn.CHECKED: checked_on(head)})
    yield DayColumn.GRANTED, record.grant_date.toordinal() if record.grant_date else ALWAYS
    yield DayColumn.BEGINS, record.filing_date.toordinal() if record.filing_date else 0
    yield DayColumn.ENDS, last.toordinal() if last else ALWAYS


def _policy_tags(record: PolicyRecord) -> Iterator[str]:
    yield jurisdiction_tag(record.jurisdiction)
    region = region_named(record.region) if record.region else record.jurisdiction
    if region:
        yield region_tag(region)


def _policy_days(record: PolicyRecord) -> Iterator[tuple[DayColumn, int]]:
    """A rule that another one replaced ends earlier than its own record says: `ENDS` only bounds it."""
    for day in {record.date_issued, record.effective_from} - {None}:
        yield from _days({DayColumn.DATED: day})
    if record.effective_from is not None:
        yield DayColumn.BEGINS, record.effective_from.toordinal()
        yield DayColumn.ENDS, record.effective_to.toordinal() if record.effective_to else ALWAYS


def _notice_tags(record: LicenceNotice) -> Iterator[str]:
    if record.jurisdiction is not None:
        yield jurisdiction_tag(record.jurisdiction)
    yield from _party_tags(record.licensors)
    yield from _offer_tags(record.offers)


def _party_tags(parties: Iterable[Party]) -> Iterator[str]:
    for party in parties:
        for name in party.names:
            yield OWNER + name_parts(name.text)
            region = region_of_owner(name.text)
            if region is not None:
                yield region_tag(region)


def _offer_tags(offers: Iterable[Offer]) -> Iterator[str]:
    for offer in offers:
        if offer.licence_type is not None:
            yield offer_tag(offer.licence_type)
        free = is_free(offer)
        if free is not None:
            yield fee_tag(free=free)


def _days(days: dict[DayColumn, date | None]) -> tuple[tuple[DayColumn, int], ...]:
    return tuple((column, day.toordinal()) for column, day in days.items() if day is not None)


def _distinct(tags: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tags))
