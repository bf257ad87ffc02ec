"""What is public in a library as technologies: each a family of rights with its standing, under keys that outlive documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge.licences.offers import offers_among, patent_keys
from knowledge.numbers.identifiers import document_keys
from knowledge.protocols import Catalogue
from knowledge.rights.families import families, family_keys, right_keys
from knowledge.rights.legal_status import assess
from knowledge.rights.standing import AVAILABLE, Availability, StatusAssessment
from knowledge.search.facets import checked_on
from knowledge.types import ANYONE, DocumentHead, LicenceNotice, PatentRecord


def keys_of(head: DocumentHead) -> tuple[str, ...]:
    """Return what a document shares with the other documents of its technology, what names it best first.

    They outlive the document: a newer version of it has other words and so another id, but the same numbers.
    """
    record = head.record
    of_family = family_keys(record) if isinstance(record, PatentRecord) else ()
    return tuple(dict.fromkeys((*right_keys(head), *of_family, head.document_id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Technology:
    """One technology: the documents of its family, and how that right of it stands that is easiest to license.

    `head` and `record` are of that right; the record carries what other public documents offer for it too.
    """

    head: DocumentHead
    record: PatentRecord
    status: StatusAssessment
    documents: tuple[DocumentHead, ...]
    keys: frozenset[str]

    @property
    def number(self) -> str:
        return self.record.publication_number or self.record.application_number or ""

    @property
    def may_be_licensed(self) -> bool:
        return self.status.availability in AVAILABLE

    def first_with_trl(self) -> DocumentHead | None:
        """Return the document that tells how mature the technology is, the right's own before others of the family."""
        of_right = (self.head, *self.documents)
        return next((h for h in of_right if isinstance(h.record, PatentRecord) and h.record.trl), None)


class Technologies:
    """Reads them anew where something changed, and only that: a document's words and numbers never do, its id is made of them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._version = -1
        self._families: tuple[_Documents, ...] = ()
        self._known: dict[_Documents, Technology] = {}

    def at(self, version: int, as_of: date) -> tuple[Technology, ...]:
        """Return every technology of which something public is in the library at a version of it. Nothing internal is read."""
        if version != self._version:
            self._families, self._version = tuple(_families(self._catalogue.heads(ANYONE))), version
        known = self._known
        self._known = {
            family: held if (held := known.get(family)) and held.status.as_of == as_of else _technology(family, as_of)
            for family in self._families
        }  # fmt: skip
        return tuple(self._known.values())


@dataclass(frozen=True, slots=True)
class _Documents:
    """The documents of a family, right by right, and what states terms for each right. It is known by their ids."""

    rights: tuple[tuple[DocumentHead, ...], ...] = field(compare=False)
    stating: tuple[tuple[DocumentHead, ...], ...] = field(compare=False)
    ids: tuple[str, ...]


def _families(heads: Sequence[DocumentHead]) -> Iterator[_Documents]:
    stating: dict[str, list[DocumentHead]] = {}
    for head in heads:
        if isinstance(head.record, LicenceNotice) or (
            isinstance(head.record, PatentRecord) and head.record.offers
        ):
            for key in document_keys(head):
                stating.setdefault(key, []).append(head)
    for family in families(heads):
        rights = tuple(right.publications for right in family.rights)
        named = tuple(tuple(_stating(right[0], stating)) for right in rights)
        held = (head.document_id for one in (*rights, *named) for head in one)
        yield _Documents(rights=rights, stating=named, ids=tuple(held))


def _stating(head: DocumentHead, stating: Mapping[str, Sequence[DocumentHead]]) -> Iterator[DocumentHead]:
    """Yield the documents that state terms and name a patent by one of its numbers, each once."""
    if stating and isinstance(head.record, PatentRecord):
        keys = sorted(patent_keys(head.record))
        named = {other.document_id: other for key in keys for other in stating.get(key, ())}
        yield from (other for name, other in named.items() if name != head.document_id)


def _technology(family: _Documents, as_of: date) -> Technology:
    documents = tuple(head for right in family.rights for head in right)
    rights = [
        _assessed(right[0], stating, as_of)
        for right, stating in zip(family.rights, family.stating, strict=True)
    ]
    head, record, status = min(rights, key=lambda right: _EASIEST.index(right[2].availability))
    return Technology(
        head=head,
        record=record,
        status=status,
        documents=documents,
        keys=frozenset(key for document in documents for key in keys_of(document)),
    )


_Right = tuple[DocumentHead, PatentRecord, StatusAssessment]


def _assessed(head: DocumentHead, stating: Sequence[DocumentHead], as_of: date) -> _Right:
    record = head.record
    assert isinstance(record, PatentRecord)  # families are of patents
    if stating:
        record = offers_among(record, stating).added_to(record)
    return head, record, assess(record, as_of=as_of, checked_on=checked_on(head))


_EASIEST = (
    Availability.LICENSABLE_OPEN,
    Availability.LICENSABLE_ASK,
    Availability.LATE_FEE,
    Availability.PENDING,
    Availability.RESTRICTED_PLEDGE,
    Availability.RESTRICTED_PRESERVATION_OR_DISPUTE,
    Availability.RESTRICTED_SOLE,
    Availability.RESTRICTED_EXCLUSIVE,
    Availability.UNKNOWN,
    Availability.WITHDRAWN_OR_REFUSED,
    Availability.LAPSED,
    Availability.EXPIRED,
    Availability.INVALIDATED,
)
