"""What the records say of cited documents on a day: document heads in; the standing of rights and the force of rules out.

Only what everybody may read goes in, whoever asks: an officer's and an enterprise's facts of one document are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from knowledge.licences.licence_terms import current_offers
from knowledge.licences.offers import gather_offers
from knowledge.policies.linking import linked
from knowledge.protocols import Catalogue
from knowledge.rights.legal_status import assess
from knowledge.rights.standing import Availability, Rule, Status
from knowledge.types import (
    ANYONE,
    Audience,
    DocumentHead,
    Kind,
    LicenceNotice,
    Offer,
    PatentRecord,
    PolicyRecord,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What can change of a document although its words stay. `as_of` is the day on which it is so."""

    document_id: str
    as_of: date
    right: RightFacts | None = None
    rule: RuleFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RightFacts:
    """A patent's standing and the offers that stand."""

    status: Status
    availability: Availability
    rule: Rule
    since: date | None = None
    until: date | None = None
    last_day_in_force: date | None = None
    checked_on: date | None = None
    stale: bool = False  # the register was checked too long ago to call it available
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """From when to when a rule is in force, and what took its place."""

    policy_id: str
    in_force: bool | None
    effective_from: date | None = None
    effective_to: date | None = None
    replaced_by: str | None = None  # policy_id


Record = PatentRecord | PolicyRecord | LicenceNotice | None
_MOST_RECORDS = 2_000


@dataclass(slots=True)
class _Shelf:
    """What was gathered in one state of the library."""

    version: int = -1
    patents: dict[str, PatentRecord] = field(default_factory=dict)
    policies: dict[str, PolicyRecord] | None = None


class FactFinder:
    """Tells facts of documents. What has to be gathered for that is gathered once for each state of the library."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._kept = _Shelf()

    def of(self, heads: Iterable[DocumentHead], as_of: date) -> tuple[Facts, ...]:
        """Return the facts of the public patents and rules among these documents, in their order."""
        shelf = self._shelf()
        found = (self._of(head, as_of, shelf) for head in heads if head.audience is Audience.PUBLIC)
        return tuple(facts for facts in found if facts is not None)

    def record_of(self, head: DocumentHead) -> Record:
        """Return a document's record; a patent's with what other public documents offer and withdraw."""
        return self._record(head, self._shelf())

    def _shelf(self) -> _Shelf:
        version = self._catalogue.version()
        if self._kept.version != version or len(self._kept.patents) > _MOST_RECORDS:
            self._kept = _Shelf(version=version)
        return self._kept

    def _of(self, head: DocumentHead, as_of: date, shelf: _Shelf) -> Facts | None:
        record = self._record(head, shelf)
        if isinstance(record, PatentRecord):
            return Facts(document_id=head.document_id, as_of=as_of, right=_right(head, record, as_of))
        if isinstance(record, PolicyRecord):
            record = self._policies(shelf).get(head.document_id, record)
            return Facts(document_id=head.document_id, as_of=as_of, rule=_rule(record, as_of))
        return None

    def _record(self, head: DocumentHead, shelf: _Shelf) -> Record:
        if not isinstance(head.record, PatentRecord):
            return head.record
        if head.document_id not in shelf.patents:
            stated = gather_offers(head.record, self._catalogue, ANYONE, own=head.document_id)
            shelf.patents[head.document_id] = stated.added_to(head.record)
        return shelf.patents[head.document_id]

    def _policies(self, shelf: _Shelf) -> dict[str, PolicyRecord]:
        if shelf.policies is None:
            heads = self._catalogue.heads(ANYONE, kinds=(Kind.POLICY,))
            known = [(h.document_id, h.record) for h in heads if isinstance(h.record, PolicyRecord)]
            records = linked([record for _, record in known])
            ids = (document_id for document_id, _ in known)
            shelf.policies = dict(zip(ids, records, strict=True))
        return shelf.policies


def _right(head: DocumentHead, record: PatentRecord, as_of: date) -> RightFacts:
    checked_on = record.register_checked_on or (head.loaded_on if head.sample else None)
    found = assess(record, as_of=as_of, checked_on=checked_on)
    return RightFacts(
        status=found.status,
        availability=found.availability,
        rule=found.rule,
        since=found.since,
        until=found.until,
        last_day_in_force=found.last_day_in_force,
        checked_on=checked_on,
        stale=found.stale,
        offers=current_offers(record, as_of),
    )


def _rule(record: PolicyRecord, as_of: date) -> RuleFacts:
    return RuleFacts(
        policy_id=record.policy_id,
        in_force=record.in_force_on(as_of),
        effective_from=record.effective_from,
        effective_to=record.effective_to,
        replaced_by=record.replaced_by,
    )
