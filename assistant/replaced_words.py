"""Cited words looked for again: a citation of a pack and today's library in; where the words stand now out.

A document is known by what it is: a patent by its publication number, a rule by its version, other texts by their file.
Where it gave way to a newer text of the same thing, the words are looked for in that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from assistant.citations import locate
from assistant.evidence_pack import PackedCitation
from knowledge.lazy_patterns import lazy_pattern
from knowledge.policies.versions import versions
from knowledge.protocols import Catalogue
from knowledge.sentences import sentence_spans
from knowledge.types import DocumentHead, Passage, PatentRecord, PolicyRecord, Reader

_TOKEN = lazy_pattern(r"[A-Za-z]+|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)
_LIKE = 0.4  # below, two stretches have nothing to do with each other
_MOST_WINDOWS = 400
_LONGEST_COMPARED = 4_000  # characters of a quote; comparing takes the square of that
_AROUND = 24  # characters of what stayed that a difference shows on each side


class Words(StrEnum):
    UNCHANGED = "unchanged"
    MOVED = "moved"  # the same words stand elsewhere in the document
    CHANGED = "changed"  # the words are gone
    REPLACED = "replaced"  # the document was removed, and another version or language of it is there
    REMOVED = "removed"  # removed, or not open to this reader: the two cannot be told apart
    NOT_CHECKED = "not_checked"  # an internal passage, and this reader reads none


HOLDING = frozenset({Words.UNCHANGED, Words.MOVED})


class Op(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a difference between what was cited and what stands there now."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """The document that took another one's place."""

    document_id: str
    title: str
    version: str | None  # of a rule: its policy_id
    effective_from: date | None
    loaded_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCitation:
    marker: int
    document_id: str
    title: str
    label: str
    outcome: Words
    now_in: Successor | None = None
    now_label: str | None = None  # of the passage in which the words, or what is in their place, stand
    difference: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a document of a pack is now: its own head, else that of what took its place."""

    head: DocumentHead | None = None
    replaced: bool = False  # by a newer text of the same thing
    other_version: DocumentHead | None = None  # of a rule that was removed

    @property
    def successor(self) -> Successor | None:
        head = self.head if self.replaced else self.other_version
        if head is None:
            return None
        policy = head.record if isinstance(head.record, PolicyRecord) else None
        return Successor(
            document_id=head.document_id,
            title=head.title,
            version=policy.policy_id if policy else None,
            effective_from=policy.effective_from if policy else None,
            loaded_on=head.loaded_on,
        )


def place_of(document_id: str, catalogue: Catalogue, reader: Reader) -> Place:
    """Find a document, or what took its place, as far as the reader may see it."""
    head = catalogue.head(document_id, reader)
    if head is None or head.active:
        return Place(head=head)
    same = [h for h in catalogue.heads(reader, kinds=(head.kind,)) if h.audience is head.audience]
    newer = [h for h in same if h.language is head.language and _is_the_same(h, head)]
    if newer:
        return Place(head=newer[-1], replaced=True)
    return Place(other_version=_other_version(head, same))


def _is_the_same(one: DocumentHead, other: DocumentHead) -> bool:
    first, second = one.record, other.record
    if isinstance(first, PatentRecord) and isinstance(second, PatentRecord):
        if first.publication_number or second.publication_number:
            return first.publication_number == second.publication_number
    elif isinstance(first, PolicyRecord) and isinstance(second, PolicyRecord):
        return first.policy_id == second.policy_id
    return one.source == other.source and type(first) is type(second)


def _other_version(head: DocumentHead, heads: Sequence[DocumentHead]) -> DocumentHead | None:
    """Return the newest version of a rule that was removed, in its language where it is there in that."""
    if not isinstance(head.record, PolicyRecord):
        return None
    family = [
        h for h in heads if isinstance(h.record, PolicyRecord) and h.record.lineage == head.record.lineage
    ]
    newest = versions((h.record for h in family if isinstance(h.record, PolicyRecord)), head.record.lineage)
    if not newest:
        return None
    last = [
        h for h in family if isinstance(h.record, PolicyRecord) and h.record.policy_id == newest[-1].policy_id
    ]
    return next((h for h in last if h.language is head.language), last[0])


def check_citation(
    citation: PackedCitation, title: str, place: Place, catalogue: Catalogue, reader: Reader
) -> CheckedCitation:
    """Look for the words of a citation where its document is now."""
    found = CheckedCitation(
        marker=citation.marker,
        document_id=citation.document_id,
        title=title,
        label=citation.passage.label,
        outcome=Words.REPLACED if place.other_version else Words.REMOVED,
        now_in=place.successor,
    )
    document = catalogue.document(place.head.document_id, reader) if place.head else None
    if document is None:
        return found
    passages = catalogue.document_passages(document.document_id, reader)
    outcome, label, difference = _look(citation, document.text, passages)
    return CheckedCitation(
        marker=found.marker,
        document_id=found.document_id,
        title=title,
        label=found.label,
        outcome=outcome,
        now_in=found.now_in,
        now_label=label,
        difference=difference,
    )


def _look(
    citation: PackedCitation, text: str, passages: Sequence[Passage]
) -> tuple[Words, str | None, tuple[Piece, ...]]:
    span = citation.span
    if any(span.quote in passage.text for passage in _called_the_same(citation, passages)):
        return Words.UNCHANGED, citation.passage.label, ()
    stays = text[span.start : span.end] == span.quote
    at = (span.start, span.end) if stays else locate(span.quote, text)
    if at is not None:
        holder = _holder(citation, at, passages)
        if stays and (holder is None or not _is_renumbered(citation, holder)):
            return Words.UNCHANGED, citation.passage.label, ()
        return Words.MOVED, holder.label if holder else None, ()
    stretch = _in_their_place(citation, passages) if len(span.quote) <= _LONGEST_COMPARED else None
    if stretch is None:
        return Words.CHANGED, None, ()
    passage, now = stretch
    return Words.CHANGED, passage.label, difference(span.quote, now)


def _holder(citation: PackedCitation, at: tuple[int, int], passages: Sequence[Passage]) -> Passage | None:
    """Return the passage in which a stretch of the document stands, one of the cited kind first."""
    holders = [p for p in passages if p.start <= at[0] < p.end]
    return min(holders, key=lambda p: p.kind is not citation.passage.kind, default=None)


def _is_renumbered(citation: PackedCitation, holder: Passage) -> bool:
    """Say whether the same words now stand under another number of the same kind, such as another article."""
    cited = citation.passage
    return (
        bool(cited.number and holder.number) and holder.kind is cited.kind and holder.number != cited.number
    )


def _called_the_same(citation: PackedCitation, passages: Sequence[Passage]) -> list[Passage]:
    cited = citation.passage
    return [
        p
        for p in passages
        if p.kind is cited.kind and (p.label == cited.label or (cited.number and p.number == cited.number))
    ]


def _in_their_place(citation: PackedCitation, passages: Sequence[Passage]) -> tuple[Passage, str] | None:
    """Find the stretch that is most like the quote: in the passage of the same name, else in one of the same kind."""
    quote = citation.span.quote
    wanted = _TOKEN.findall(quote)
    named = _called_the_same(citation, passages)
    others = [p for p in passages if p.kind is citation.passage.kind and p not in named]
    for group in (named, others):
        found = [(passage, stretch) for passage in group for stretch in _stretches(quote, passage.text)]
        scored = [
            (_likeness(wanted, stretch), passage, stretch) for passage, stretch in found[:_MOST_WINDOWS]
        ]
        best = max(scored, key=lambda one: one[0], default=None)
        if best is not None and best[0] >= _LIKE:
            return best[1], best[2]
    return None


def _stretches(quote: str, text: str) -> Iterator[str]:
    """Yield runs of as many sentences as the quote has, and the whole text where that is shorter."""
    many = len(sentence_spans(quote)) or 1
    spans = sentence_spans(text)
    for first in range(max(1, len(spans) - many + 1)):
        last = min(first + many, len(spans)) - 1
        if last >= first:
            yield text[spans[first][0] : spans[last][1]].strip()


def _likeness(wanted: Sequence[str], stretch: str) -> float:
    matcher = SequenceMatcher(None, wanted, _TOKEN.findall(stretch), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _LIKE else 0.0


def difference(before: str, now: str) -> tuple[Piece, ...]:
    """Return what is gone and what is new, with a little of what stayed around it."""
    pieces = compared(before, now)
    last = len(pieces) - 1
    return tuple(
        _shortened(piece, first=i == 0, last=i == last) if piece.op is Op.SAME else piece
        for i, piece in enumerate(pieces)
    )


def compared(before: str, now: str) -> tuple[Piece, ...]:
    """Return what stayed, what is gone and what is new, in order."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(now)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(op=Op.SAME, text="".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece(op=Op.GONE, text="".join(old[a:b])))
        if d > c:
            pieces.append(Piece(op=Op.NEW, text="".join(new[c:d])))
    return tuple(pieces)


def _shortened(piece: Piece, *, first: bool, last: bool) -> Piece:
    """Keep of a stretch that stayed what is next to a change."""
    text = piece.text
    if first and len(text) > _AROUND:
        text = f"…{text[-_AROUND:]}"
    elif last and len(text) > _AROUND:
        text = f"{text[:_AROUND]}…"
    elif len(text) > 2 * _AROUND:
        text = f"{text[:_AROUND]}…{text[-_AROUND:]}"
    return Piece(op=piece.op, text=text)
