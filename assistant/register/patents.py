"""What the library says of the patents that contracts name: numbers in; each right's standing, for one reader and day, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.register.types import LicensedPatent
from knowledge.numbers.identifiers import find_keys, parse_application_number, parse_publication_number
from knowledge.protocols import Catalogue
from knowledge.rights.families import right_keys
from knowledge.rights.legal_status import assess
from knowledge.rights.patent_term import maintenance_windows
from knowledge.rights.standing import Availability, StatusAssessment
from knowledge.search.facets import checked_on
from knowledge.types import Audience, DocumentHead, Kind, PatentRecord, Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPatent:
    """A licensed patent as the library holds it."""

    head: DocumentHead
    record: PatentRecord
    status: StatusAssessment
    keys: frozenset[str]  # of the right: what its other documents carry too

    def next_fee(self, today: date) -> date | None:
        """Return the day through which the annual fee is paid on record, or of the next US maintenance fee; None: not told."""
        if self.record.jurisdiction == "US":
            coming = [window.due for window in maintenance_windows(self.record) if window.due >= today]
            return min(coming, default=None)
        return self.record.annual_fee_paid_through

    @property
    def ended(self) -> bool:
        return self.status.computed_availability in _ENDED


_ENDED = frozenset(
    {
        Availability.LAPSED,
        Availability.EXPIRED,
        Availability.INVALIDATED,
        Availability.WITHDRAWN_OR_REFUSED,
    }
)


class LicensedPatents:
    """Looks up many numbers at once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def held(
        self, patents: Iterable[LicensedPatent], reader: Reader, today: date
    ) -> Mapping[str, HeldPatent]:  # fmt: skip
        """Return by number what the library holds, as far as the reader may see it: by the number, else by the document
        that it was entered for.
        """
        entered = {one.number: one.document_id for one in patents}
        keys = {number: [found.key for found in find_keys(number)] for number in entered}
        wanted = sorted({key for found in keys.values() for key in found})
        by_key = self._catalogue.by_key(wanted, reader) if wanted else {}
        named_by_key = {name for names in by_key.values() for name in names}
        ids = sorted(named_by_key | {name for name in entered.values() if name})
        heads = {
            head.document_id: head
            for head in (self._catalogue.heads(reader, kinds=(Kind.PATENT,), ids=ids) if ids else ())
        }
        found: dict[str, HeldPatent] = {}
        for number, own in keys.items():
            names = [name for key in own for name in by_key.get(key, ())] or [entered[number]]
            named = [heads[name] for name in names if name in heads]
            if named:
                found[number] = _held(named, today)
        return found

    def resolved(self, patents: Sequence[LicensedPatent], reader: Reader) -> tuple[LicensedPatent, ...]:
        """Return patents under their numbers where they were named by a document's id, with the document where it is held."""
        resolved: list[LicensedPatent] = []
        for one in patents:
            head = self._catalogue.head(one.document_id or one.number, reader)
            record = head.record if head else None
            if head is not None and isinstance(record, PatentRecord):
                number = record.publication_number or record.application_number or one.number
                named = one.number if one.document_id and one.number else number
                resolved.append(LicensedPatent(number=named, document_id=head.document_id))
            else:
                held = self.held([one], reader, date.today()).get(one.number)
                resolved.append(
                    LicensedPatent(number=one.number, document_id=held.head.document_id if held else "")
                )
        return tuple(resolved)


def jurisdiction_of(number: str) -> str | None:
    """Return the country that a patent's number tells; None where it tells none."""
    published = parse_publication_number(number)
    if published is not None and published.country != "ZL":
        return published.country
    return "CN" if published is not None or parse_application_number(number) is not None else None


def _held(heads: Sequence[DocumentHead], today: date) -> HeldPatent:
    """Take the public document of a right before an internal one, and what tells most of its fees first."""
    head = min(heads, key=_rank)
    record = head.record
    assert isinstance(record, PatentRecord)  # kinds says so
    return HeldPatent(
        head=head,
        record=record,
        status=assess(record, as_of=today, checked_on=checked_on(head)),
        keys=frozenset(right_keys(head)),
    )


def _rank(head: DocumentHead) -> tuple[bool, bool, str]:
    record = head.record
    tells = isinstance(record, PatentRecord) and record.annual_fee_paid_through is not None
    return (head.audience is not Audience.PUBLIC, not tells, head.document_id)
