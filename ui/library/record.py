"""One document with all that a reader may know of it: an id and a reader in, a view out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.errors import NotFoundError
from knowledge.licences.offers import PatentOffers, gather_offers
from knowledge.numbers.identifiers import document_keys
from knowledge.policies.linking import linked
from knowledge.protocols import Catalogue
from knowledge.rights.families import family_keys, right_keys
from knowledge.rights.legal_status import assess
from knowledge.rights.standing import StatusAssessment
from knowledge.search.facets import checked_on
from knowledge.types import (
    Document,
    DocumentHead,
    Kind,
    LicenceNotice,
    Offer,
    Passage,
    PatentRecord,
    PolicyRecord,
    Reader,
)

_MOST_BESIDE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferOf:
    """An offer and the document that states it."""

    offer: Offer
    head: DocumentHead


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """What a record's page shows. `rule` is a policy's record, linked with what took its place."""

    document: Document
    passages: tuple[Passage, ...]
    as_of: date
    standing: StatusAssessment | None
    rule: PolicyRecord | None
    offers: tuple[OfferOf, ...]
    versions: tuple[DocumentHead, ...]  # newest first, the document itself among them
    same_right: tuple[DocumentHead, ...]  # other publications and documents of it
    family: tuple[DocumentHead, ...]
    named: Mapping[str, DocumentHead]  # rules of the library, by their policy_id
    about: tuple[DocumentHead, ...]  # the patents that a notice names


def record_view(document_id: str, catalogue: Catalogue, reader: Reader, as_of: date) -> RecordView:
    """Gather a record. Raises NotFoundError where there is none that the reader may see."""
    document = catalogue.document(document_id, reader)
    if document is None:
        raise NotFoundError(name=document_id)
    rules = tuple(_rules(document, catalogue, reader))
    rule = next((record for head, record in rules if head.document_id == document_id), None)
    if rule is None and isinstance(document.record, PolicyRecord):
        rule = document.record
    gathered = _gathered(document, catalogue, reader)
    right = right_keys(document)
    same_right = _with_keys(right, document, catalogue, reader)
    return RecordView(
        document=document,
        passages=catalogue.document_passages(document_id, reader),
        as_of=as_of,
        standing=_standing(document, gathered, as_of),
        rule=rule,
        offers=tuple(_offers(document, gathered)),
        versions=_versions(document, rule, rules, catalogue, reader),
        same_right=same_right,
        family=_family(document, same_right, catalogue, reader),
        named=_named(document, rules),
        about=_about(document, catalogue, reader),
    )


def _gathered(document: Document, catalogue: Catalogue, reader: Reader) -> PatentOffers | None:
    """Return what other documents say of the licensing of a patent."""
    record = document.record
    if not isinstance(record, PatentRecord):
        return None
    return gather_offers(record, catalogue, reader, own=document.document_id)


def _standing(document: Document, gathered: PatentOffers | None, as_of: date) -> StatusAssessment | None:
    record = document.record
    if gathered is None or not isinstance(record, PatentRecord):
        return None
    return assess(gathered.added_to(record), as_of=as_of, checked_on=checked_on(document))


def _offers(document: Document, gathered: PatentOffers | None) -> Iterator[OfferOf]:
    record = document.record
    if isinstance(record, PatentRecord | LicenceNotice):
        for offer in record.offers:
            yield OfferOf(offer=offer, head=document)
    for stated in gathered.offers if gathered else ():
        yield OfferOf(offer=stated.offer, head=stated.document)


def _rules(
    document: Document, catalogue: Catalogue, reader: Reader
) -> Iterator[tuple[DocumentHead, PolicyRecord]]:
    """Yield every rule of the library, linked, where the document is one."""
    if isinstance(document.record, PolicyRecord):
        heads = catalogue.heads(reader, kinds=(Kind.POLICY,))
        pairs = [(head, head.record) for head in heads if isinstance(head.record, PolicyRecord)]
        yield from zip((h for h, _ in pairs), linked([record for _, record in pairs]), strict=True)


def _versions(
    document: Document,
    rule: PolicyRecord | None,
    rules: Sequence[tuple[DocumentHead, PolicyRecord]],
    catalogue: Catalogue,
    reader: Reader,
) -> tuple[DocumentHead, ...]:
    held = {head.document_id: head for head in catalogue.versions(document.document_id, reader)}
    if rule is not None:
        lineage = [
            pair
            for pair in rules
            if pair[1].lineage == rule.lineage and pair[1].jurisdiction == rule.jurisdiction
        ]
        lineage.sort(key=lambda pair: pair[1].effective_from or pair[1].date_issued or date.min, reverse=True)
        held = {head.document_id: head for head, _ in lineage} | held
    return tuple(held.values())


def _named(document: Document, rules: Sequence[tuple[DocumentHead, PolicyRecord]]) -> dict[str, DocumentHead]:
    """Return the rules by their policy_id, in the document's language where there is one."""
    found: dict[str, DocumentHead] = {}
    for head, record in rules:
        if record.policy_id not in found or head.language is document.language:
            found[record.policy_id] = head
    return found


def _with_keys(
    keys: Sequence[str], document: Document, catalogue: Catalogue, reader: Reader
) -> tuple[DocumentHead, ...]:
    held = catalogue.by_key(keys, reader) if keys else {}
    ids = {name for names in held.values() for name in names} - {document.document_id}
    return catalogue.heads(reader, ids=sorted(ids)[:_MOST_BESIDE]) if ids else ()


def _family(
    document: Document, same_right: Sequence[DocumentHead], catalogue: Catalogue, reader: Reader
) -> tuple[DocumentHead, ...]:
    if not isinstance(document.record, PatentRecord):
        return ()
    shown = {head.document_id for head in same_right}
    found = _with_keys(family_keys(document.record), document, catalogue, reader)
    return tuple(head for head in found if head.document_id not in shown)


def _about(document: Document, catalogue: Catalogue, reader: Reader) -> tuple[DocumentHead, ...]:
    if not isinstance(document.record, LicenceNotice):
        return ()
    found = _with_keys(document_keys(document), document, catalogue, reader)
    return tuple(head for head in found if isinstance(head.record, PatentRecord))


__all__ = ["OfferOf", "RecordView", "record_view"]
