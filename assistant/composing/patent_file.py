"""A patent's file on the desk: its record, its passages, its assessed status; lines to quote for each fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.types import Plan, Quote
from knowledge.licences.offers import StatedOffer, gather_offers
from knowledge.protocols import Catalogue
from knowledge.rights.families import families, family_keys
from knowledge.rights.legal_status import Availability, Rule, StatusAssessment, assess
from knowledge.types import (
    Audience,
    DocumentHead,
    InternalTerms,
    Kind,
    Language,
    LicenceNotice,
    Offer,
    Passage,
    PassageKind,
    PatentRecord,
    Reader,
    text_in,
)

_QUOTED_TERMS = (
    "statement",
    "licence_type",
    "licence_statement",
    "term",
    "term_end",
    "territory",
    "source",
    "as_of",
)
_MOST_QUOTES = 4
_ENDED_OTHERWISE = {Rule.ABANDONED_BY_ENTRY: "abandoned", Rule.ENDED_BY_ENTRY: "ended"}
_FACT_KINDS = (PassageKind.BIBLIOGRAPHY, PassageKind.EVENT, PassageKind.OFFER)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatentFile:
    """What may be said of one patent. `internal` and its passages are there only for a reader who may see them."""

    head: DocumentHead
    record: PatentRecord
    language: Language  # the asker's
    passages: tuple[Passage, ...]
    status: StatusAssessment
    checked_on: date | None
    internal: InternalTerms | None = None
    internal_head: DocumentHead | None = None
    internal_passages: tuple[Passage, ...] = ()
    quoted_offers: tuple[tuple[Offer, tuple[Quote, ...]], ...] = ()  # offers that other documents state
    intended: tuple[
        tuple[LicenceNotice, tuple[Quote, ...]], ...
    ] = ()  # notices of a licence that may be granted
    ahead: bool = False  # the day asked about has not come: what is known is of the day of the check
    relatives: tuple[DocumentHead, ...] = ()  # other rights to the same technology that the library holds

    @property
    def number(self) -> str:
        """Return the number to call it by: publication number, else application number, else the title."""
        return self.record.publication_number or self.record.application_number or self.head.title

    def title(self, language: Language) -> str:
        return text_in(self.record.titles, language) or self.head.title

    def owners(self, language: Language) -> tuple[str, ...]:
        return tuple(owner.name(language) for owner in self.record.owners)

    def line(self, *needles: str, kinds: tuple[PassageKind, ...] = _FACT_KINDS) -> tuple[Quote, ...]:
        """Return the first line that holds all needles, as one quote; nothing where no line does.

        Lines in the asker's language come first.
        """
        ordered = sorted(self.passages, key=lambda p: p.language is not self.language)
        return _line(ordered, needles, kinds)

    def owner_lines(self) -> tuple[Quote, ...]:
        names = [owner.name(self.language) for owner in self.record.owners]
        natives = [owner.names[0].text for owner in self.record.owners]
        return tuple(
            dict.fromkeys(
                q
                for own, native in zip(names, natives, strict=True)
                for q in self.line(own) or self.line(native)
            )
        )

    def stretch(self, *needles: str, kinds: tuple[PassageKind, ...] = _FACT_KINDS) -> tuple[Quote, ...]:
        """Return the lines from the first to the last that hold any of the needles, of the passage that holds most.

        One quote for facts that stand together; where no passage holds them all, the rest as single lines.
        """
        wanted = tuple(dict.fromkeys(needle for needle in needles if needle))
        passages = [p for p in self.passages if p.kind in kinds and not p.instruction_like]
        best = max(
            passages,
            key=lambda p: (sum(n in p.text for n in wanted), p.language is self.language),
            default=None,
        )
        if best is None or not any(needle in best.text for needle in wanted):
            return ()
        lines = best.text.splitlines()
        at = [
            i
            for needle in wanted
            for i in [next((i for i, line in enumerate(lines) if needle in line), -1)]
            if i >= 0
        ]
        text = "\n".join(lines[min(at) : max(at) + 1]).strip()
        rest = (q for needle in wanted if needle not in best.text for q in self.line(needle, kinds=kinds))
        return (Quote(passage_id=best.passage_id, text=text), *rest)

    def internal_line(self, *needles: str) -> tuple[Quote, ...]:
        return _line(self.internal_passages, needles, tuple(PassageKind))

    def event_line(self, on: date, *needles: str) -> tuple[Quote, ...]:
        return self.line(on.isoformat(), *needles, kinds=(PassageKind.EVENT,)) or self.line(on.isoformat())

    def offer_lines(self, offer: Offer) -> tuple[Quote, ...]:
        """Return the stretch that states an offer: its fee clause, dates and territory."""
        elsewhere = next((quotes for stated, quotes in self.quoted_offers if stated == offer), None)
        if elsewhere is not None:
            return elsewhere
        wanted = [
            text_in(local, self.language) for local in (offer.statement, offer.territory, offer.field_of_use)
        ]
        wanted += [day.isoformat() for day in (offer.term_end, offer.declared_on, offer.withdrawn_on) if day]
        return self.stretch(*wanted, kinds=(PassageKind.OFFER,))

    def carries_instructions(self) -> bool:
        return any(passage.instruction_like for passage in self.passages)


def standing_word(status: StatusAssessment) -> str:
    """Return what to call a standing: its availability, or how the right ended where that is not an unpaid fee."""
    if status.availability is Availability.LAPSED:
        return _ENDED_OTHERWISE.get(status.rule, str(status.availability))
    if status.availability is Availability.EXPIRED and status.since is None:
        return "expired_long_ago"
    return str(status.availability)


def _line(
    passages: Sequence[Passage], needles: tuple[str, ...], kinds: tuple[PassageKind, ...]
) -> tuple[Quote, ...]:
    for passage in passages:
        if passage.kind in kinds and not passage.instruction_like:
            for line in passage.text.splitlines():
                if all(needle in line for needle in needles):
                    return (Quote(passage_id=passage.passage_id, text=line.strip()),)
    return ()


class PatentDesk:
    """Opens patent files for one reader and one as-of date."""

    def __init__(self, catalogue: Catalogue, reader: Reader, plan: Plan) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._as_of = plan.as_of
        self._day_told = plan.day_told
        self._language = plan.language

    def open(self, document_ids: tuple[str, ...]) -> tuple[PatentFile, ...]:
        """Return the files of the patents among the documents, in the order asked for."""
        heads = {
            h.document_id: h
            for h in self._catalogue.heads(self._reader, kinds=(Kind.PATENT,), ids=document_ids)
        }
        files: list[PatentFile] = []
        for document_id in document_ids:
            head = heads.get(document_id)
            if head and isinstance(head.record, PatentRecord) and head.audience is Audience.PUBLIC:
                files.append(self._file(head, head.record, heads))
        return tuple(files)

    def _file(
        self, head: DocumentHead, record: PatentRecord, heads: Mapping[str, DocumentHead]
    ) -> PatentFile:
        passages = self._read(head)
        hidden = self._internal(record)
        checked_on = record.register_checked_on or (head.loaded_on if head.sample else None)
        stated = gather_offers(record, self._catalogue, self._reader, own=head.document_id)
        record = stated.added_to(record)
        return PatentFile(
            head=head,
            record=record,
            language=self._language,
            passages=passages,
            status=assess(record, as_of=self._as_of, checked_on=checked_on),
            checked_on=checked_on,
            ahead=self._day_told and checked_on is not None and checked_on < self._as_of,
            internal=hidden.record.internal if hidden and isinstance(hidden.record, PatentRecord) else None,
            internal_head=hidden,
            internal_passages=self._read(hidden) if hidden else (),
            quoted_offers=tuple((offer.offer, self._quotes(offer)) for offer in stated.offers),
            intended=tuple((notice, self._opening(other)) for other, notice in stated.intended),
            relatives=self._relatives(head, record),
        )

    def _opening(self, head: DocumentHead) -> tuple[Quote, ...]:
        """Return the first words of another document."""
        passages = [p for p in self._read(head) if not p.instruction_like]
        return tuple(Quote(passage_id=p.passage_id, text=p.text) for p in passages[:1])

    def _relatives(self, head: DocumentHead, record: PatentRecord) -> tuple[DocumentHead, ...]:
        """Find the other rights of a patent's family, one publication of each; not its own other publications."""
        found = self._catalogue.by_key(family_keys(record), self._reader)
        ids = tuple(dict.fromkeys(d for documents in found.values() for d in documents))
        if set(ids) <= {head.document_id}:
            return ()
        heads = [h for h in self._catalogue.heads(self._reader, ids=ids) if h.audience is Audience.PUBLIC]
        rights = (right for family in families(heads) for right in family.rights)
        return tuple(r.head for r in rights if all(p.document_id != head.document_id for p in r.publications))

    def _internal(self, record: PatentRecord) -> DocumentHead | None:
        """Find the internal companion of a patent, for readers who may see it."""
        if not self._reader.may_read_internal or not record.publication_number:
            return None
        found = self._catalogue.by_key([f"pub:{record.publication_number}"], self._reader)
        ids = tuple(d for documents in found.values() for d in documents)
        heads = self._catalogue.heads(self._reader, ids=ids)
        return next((h for h in heads if h.audience is Audience.INTERNAL), None)

    def _quotes(self, stated: StatedOffer) -> tuple[Quote, ...]:
        """Return the words of another document that state an offer."""
        passages = [p for p in self._read(stated.document) if not p.instruction_like]
        spans: dict[tuple[int, int], Quote] = {}
        for name in _QUOTED_TERMS:
            for said in stated.offer.quotes:
                holder = next((p for p in passages if p.start <= said.start and said.end <= p.end), None)
                if said.field == name and holder is not None and said.quote.strip():
                    spans.setdefault(
                        (said.start, said.end), Quote(passage_id=holder.passage_id, text=said.quote)
                    )
        return tuple(spans.values())[:_MOST_QUOTES]

    def _read(self, head: DocumentHead) -> tuple[Passage, ...]:
        return self._catalogue.document_passages(head.document_id, self._reader)
