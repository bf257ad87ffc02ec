"""The meaning of filters, read straight off records: what a filtered search is compared with."""

from __future__ import annotations

import re
from datetime import date

from knowledge.licences.licence_terms import current_offers
from knowledge.licences.offers import gather_offers
from knowledge.numbers.patent_numbers import normalise_symbol
from knowledge.policies.linking import linked
from knowledge.protocols import Catalogue
from knowledge.regions import region_named, region_of_owner
from knowledge.rights.legal_status import assess
from knowledge.rights.standing import Status
from knowledge.search.facets import is_free
from knowledge.types import (
    DocumentHead,
    Filters,
    Kind,
    LicenceNotice,
    Offer,
    Party,
    Passage,
    PatentRecord,
    PolicyRecord,
    Reader,
)


class Oracle:
    """Says of any passage of a catalogue whether filters let it through on a day."""

    def __init__(self, catalogue: Catalogue, reader: Reader, today: date) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._today = today
        heads = catalogue.heads(reader, kinds=(Kind.POLICY,))
        rules = [(h.document_id, h.record) for h in heads if isinstance(h.record, PolicyRecord)]
        self._rules = dict(zip([n for n, _ in rules], linked([r for _, r in rules]), strict=True))

    def allows(self, head: DocumentHead, passage: Passage, filters: Filters) -> bool:
        if filters.languages and passage.language not in filters.languages:
            return False
        return self._states(head, filters) and self._stands(head, filters)

    def _states(self, head: DocumentHead, filters: Filters) -> bool:
        record = head.record
        if filters.jurisdictions and getattr(record, "jurisdiction", None) not in filters.jurisdictions:
            return False
        if filters.patent_types and getattr(record, "patent_type", None) not in filters.patent_types:
            return False
        if filters.regions and not any(_is_in(record, code) for code in filters.regions):
            return False
        names = [name.text for party in _parties(record) for name in party.names]
        if filters.owners and not any(_is_part(asked, name) for asked in filters.owners for name in names):
            return False
        if filters.ipc and not any(_is_under(record, asked) for asked in filters.ipc):
            return False
        first, last = filters.from_date or date.min, filters.to_date or date.max
        narrowed = filters.from_date is not None or filters.to_date is not None
        return not narrowed or any(first <= day <= last for day in _days(record))

    def _stands(self, head: DocumentHead, filters: Filters) -> bool:
        day, record = filters.as_of or self._today, head.record
        offers: tuple[Offer, ...] = ()
        if isinstance(record, PatentRecord):
            stated = gather_offers(record, self._catalogue, self._reader, own=head.document_id)
            record = stated.added_to(record)
            offers = current_offers(record, day)
        elif isinstance(record, LicenceNotice) and not (record.withdrawn_on and record.withdrawn_on <= day):
            offers = tuple(
                o
                for o in record.offers
                if (o.declared_on or day) <= day <= (o.term_end or day)
                and not (o.withdrawn_on and o.withdrawn_on <= day)
            )
        if filters.licence_types or filters.free_of_charge is not None:
            types, free = filters.licence_types, filters.free_of_charge
            if not any(
                (not types or o.licence_type in types) and (free is None or is_free(o) is free)
                for o in offers
            ):
                return False
        return self._has_standing(head, record, filters, day)

    def _has_standing(self, head: DocumentHead, record: object, filters: Filters, day: date) -> bool:
        wanted = filters.in_force_on
        if isinstance(record, PatentRecord):
            checked = record.register_checked_on or (head.loaded_on if head.sample else None)
            found = assess(record, as_of=day, checked_on=checked)
            then = assess(record, as_of=wanted or day, checked_on=checked).status
            return (
                (not filters.statuses or found.status in filters.statuses)
                and (not filters.availabilities or found.availability in filters.availabilities)
                and (wanted is None or then in (Status.IN_FORCE, Status.IN_FORCE_LATE_FEE))
            )
        if filters.statuses or filters.availabilities:
            return False
        rule = self._rules.get(head.document_id)
        return wanted is None or (rule is not None and rule.in_force_on(wanted) is True)


def _parties(record: object) -> tuple[Party, ...]:
    if isinstance(record, PatentRecord):
        return record.owners
    return record.licensors if isinstance(record, LicenceNotice) else ()


def _days(record: object) -> list[date]:
    if isinstance(record, PatentRecord):
        days = [record.filing_date]
    elif isinstance(record, PolicyRecord):
        days = [record.date_issued, record.effective_from]
    else:
        days = [getattr(record, "published_on", None)]
    return [day for day in days if day is not None]


def _is_in(record: object, code: str) -> bool:
    if isinstance(record, PolicyRecord):
        if record.region is None:
            return record.jurisdiction == code.split("-")[0]
        return region_named(record.region) == code
    return any(region_of_owner(name.text) == code for party in _parties(record) for name in party.names)


def _is_part(asked: str, name: str) -> bool:
    """Compare whole words, and Chinese characters wherever they stand."""
    words = [re.findall(r"[\u4e00-\u9fff]|[a-z0-9]+", text.lower()) for text in (asked, name)]
    length = len(words[0])
    return any(words[1][at : at + length] == words[0] for at in range(len(words[1]) - length + 1))


def _is_under(record: object, asked: str) -> bool:
    if not isinstance(record, PatentRecord):
        return False
    wanted = normalise_symbol(asked) or asked
    for text in (*record.ipc, *record.cpc):
        symbol = normalise_symbol(text) or ""
        rest = symbol.removeprefix(wanted)
        whole_group = "/" in wanted or len(wanted) <= 4 or rest[:1] in ("", "/")
        if symbol.startswith(wanted) and whole_group:
            return True
    return False
