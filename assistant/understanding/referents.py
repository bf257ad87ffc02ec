"""What a text points at: a pointer and the turns before in; the documents that are meant out, or those that could be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.types import Intent, Turn
from assistant.understanding.descriptions import best_described
from assistant.understanding.pointing import Pointer, Pointing
from knowledge.licences.licence_terms import current_offers
from knowledge.types import DocumentHead, FeeModel, Kind, LicenceType, PatentRecord, PolicyRecord

MOST_TURNS = 12  # that a conversation remembers
LED = frozenset({Intent.TECHNOLOGY_SEARCH, Intent.MATCHING})  # lists that lead with one
Group = tuple[tuple[str, ...], ...]  # things that were spoken of together, each as its documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """The documents that are meant; where `which` is set, one of them is, and it is not said which."""

    document_ids: tuple[str, ...] = ()
    which: bool = False


class Memory:
    """The turns of a conversation that a text can point into, latest first, as far as the reader may see them."""

    def __init__(self, turns: Sequence[Turn], heads: Mapping[str, DocumentHead]) -> None:
        self._turns = [turn for turn in reversed(turns) if turn.intent is not Intent.COURTESY]
        self._heads = heads

    def meant(self, pointer: Pointer, on: date) -> Meant | None:
        """Return what a text means; None where nothing that was spoken of fits."""
        match pointer.kind:
            case Pointing.NUMBERED:
                return self._numbered(pointer)
            case Pointing.FORMER | Pointing.LATTER:
                pair = self._pair()
                return (
                    Meant(document_ids=pair[0 if pointer.kind is Pointing.FORMER else -1]) if pair else None
                )
            case Pointing.OTHER:
                return self._other()
            case Pointing.BOTH:
                pair = self._pair() or self._last_two()
                return Meant(document_ids=_flat(pair)) if pair else None
            case Pointing.MANY:
                several = self._several()
                return Meant(document_ids=several) if several else None
            case Pointing.ONE:
                return self._one()
            case Pointing.CHEAPER | Pointing.DEARER | Pointing.FREE:
                return self._by_price(pointer.kind, on)
            case Pointing.DESCRIBED:
                return self._described(pointer.words)
            case Pointing.LAST_SPOKEN_OF:
                return next((Meant(document_ids=one) for one in self._singles()), None)
        return None

    def main_policy(self) -> PolicyRecord | None:
        """Return the rule that the latest turn was about; None where it was about none."""
        return self.policy_of(self._turns[0]) if self._turns else None

    def policy_of(self, turn: Turn) -> PolicyRecord | None:
        if self.patents_of(turn):
            return None
        regions = {c.value for c in turn.conditions if c.field == "regions" and not c.off}
        seen = (*turn.document_ids, *turn.shown)
        policies = [h.record for h in self._known(seen) if isinstance(h.record, PolicyRecord)]
        local = [p for p in policies if regions and p.region]
        return next(iter((*local, *policies)), None)

    def described_among(self, words: str, groups: Iterable[Group]) -> Meant | None:
        """Return the one of a group that a description fits best."""
        for group in groups:
            heads = [[h for h in self._known(one)] for one in group]
            if (best := best_described(words, heads)) is not None:
                return Meant(document_ids=group[best])
        return None

    # ── lists ────────────────────────────────────────────────────────────────────────────────────────────

    def _numbered(self, pointer: Pointer) -> Meant | None:
        needed = max((abs(place) for place in pointer.places), default=1)
        for group in self._lists():
            if len(group) >= max(needed, 2):
                picked = [group[place - 1 if place > 0 else place] for place in pointer.places]
                return Meant(document_ids=_flat(picked))
        first = list(self._singles())
        return Meant(document_ids=first[-1]) if first and pointer.places == (1,) else None

    def _lists(self) -> Iterator[Group]:
        """Yield what each turn listed, in the order in which it is seen."""
        for turn in self._turns:
            if turn.options:
                yield tuple(option.document_ids for option in turn.options)
            elif self.patents_of(turn):
                rows = tuple((d,) if d in self._heads else () for d in turn.shown if not self._is_rule(d))
                named = tuple((d,) for d in self.patents_of(turn))
                yield rows if len(rows) >= len(named) else named
            else:
                yield tuple((d,) for d in turn.shown if self._is_rule(d))

    def _pair(self) -> Group | None:
        """Return the two that were last spoken of together."""
        for turn in self._turns:
            if len(turn.options) == 2:
                return tuple(option.document_ids for option in turn.options)
            named = self.patents_of(turn)
            if len(named) == 2:
                return tuple((d,) for d in named)
        return None

    def _last_two(self) -> Group | None:
        """Return the two that were last spoken of one after the other."""
        singles = list(dict.fromkeys(self._singles()))
        return tuple(reversed(singles[:2])) if len(singles) >= 2 else None

    def _other(self) -> Meant | None:
        current = self._current()
        for group in self._lists():
            named = [one for one in group if one]
            left = [one for one in named if not set(one) & set(current)]
            if len(named) >= 2 and len(left) < len(named):
                return Meant(document_ids=_flat(left), which=len(left) > 1)
        pair = self._last_two()
        return Meant(document_ids=pair[0]) if pair else None

    # ── one ──────────────────────────────────────────────────────────────────────────────────────────────

    def _one(self) -> Meant | None:
        if not self._turns:
            return None
        turn, named = self._turns[0], self._latest_patents()
        if len(named) > 1 and turn.intent in LED:
            return Meant(document_ids=named[:1])  # it is the one that is spoken of
        return Meant(document_ids=named, which=len(named) > 1) if named else None

    def _latest_patents(self) -> tuple[str, ...]:
        return self.patents_of(self._turns[0]) if self._turns else ()

    def _several(self) -> tuple[str, ...]:
        """Return the patents of the latest turn; where it is one, those that were spoken of one after the other."""
        latest = self._latest_patents()
        if len(latest) != 1:
            return latest
        return tuple(dict.fromkeys(d for one in reversed(list(self._singles())) for d in one))

    def _current(self) -> tuple[str, ...]:
        """Return what the latest turn was about: its patent, else the rule that it cites first."""
        if not self._turns:
            return ()
        rule = self.main_policy()
        return (
            self._latest_patents()
            or (() if rule is None else self.documents_of(rule))
            or self._turns[0].document_ids
        )

    def documents_of(self, rule: PolicyRecord) -> tuple[str, ...]:
        """Return the documents of a rule that were spoken of."""
        return tuple(
            head.document_id
            for head in self._heads.values()
            if isinstance(head.record, PolicyRecord) and head.record.policy_id == rule.policy_id
        )

    def _singles(self) -> Iterator[tuple[str, ...]]:
        """Yield the patents that the turns were about, one each, latest first."""
        for turn in self._turns:
            named = self.patents_of(turn)
            if len(named) == 1 or (named and turn.intent in LED):
                yield named[:1]

    def _by_price(self, kind: Pointing, on: date) -> Meant | None:
        for group in self._lists():
            heads = [head for head in self._known(_flat(group)) if isinstance(head.record, PatentRecord)]
            if len(heads) < 2:
                continue
            if kind is Pointing.FREE:
                free = [head.document_id for head in heads if _is_free(head, on)]
                return Meant(document_ids=tuple(free), which=len(free) > 1) if free else None
            prices = [(price, head.document_id) for head in heads if (price := _price(head, on)) is not None]
            if len({unit for (unit, _), _ in prices}) != 1 or len(prices) < 2:
                return Meant(document_ids=tuple(h.document_id for h in heads))  # no two can be compared
            ranked = sorted(prices, reverse=kind is Pointing.DEARER)
            return Meant(document_ids=(ranked[0][1],))
        return None

    def _described(self, words: str) -> Meant | None:
        everything = tuple(
            dict.fromkeys((d,) for turn in self._turns for d in (*turn.document_ids, *turn.shown) if d)
        )
        several = (group for group in self._lists() if len(group) > 1)
        return self.described_among(words, (*several, everything))

    # ── documents ────────────────────────────────────────────────────────────────────────────────────────

    def _known(self, ids: Iterable[str]) -> list[DocumentHead]:
        return [self._heads[d] for d in ids if d in self._heads]

    def patents_of(self, turn: Turn) -> tuple[str, ...]:
        """Return the patents that a turn was about; a patent found beside rules is none of them."""
        heads = self._known(turn.document_ids)
        if turn.intent is Intent.POLICY and any(head.kind is not Kind.PATENT for head in heads):
            return ()
        return tuple(head.document_id for head in heads if head.kind is Kind.PATENT)

    def _is_rule(self, document_id: str) -> bool:
        return document_id in self._heads and self._heads[document_id].kind is Kind.POLICY


def spoken_of(turns: Iterable[Turn]) -> tuple[str, ...]:
    """Return the documents that turns speak of, show or offer."""
    return tuple(
        dict.fromkeys(
            document
            for turn in turns
            for document in (
                *turn.document_ids,
                *turn.shown,
                *(d for option in turn.options for d in option.document_ids),
            )
            if document
        )
    )


def _flat(group: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(document for one in group for document in one))


def _is_free(head: DocumentHead, on: date) -> bool:
    record = head.record
    return isinstance(record, PatentRecord) and any(
        offer.fee_model is FeeModel.ROYALTY_FREE for offer in current_offers(record, on)
    )


def _price(head: DocumentHead, on: date) -> tuple[str, Decimal] | None:
    """Return (unit, amount) of the one price that a patent has; None where its fees depend on more than time."""
    record = head.record
    if not isinstance(record, PatentRecord):
        return None
    offers = [o for o in current_offers(record, on) if o.licence_type is not LicenceType.EXCLUSIVE]
    if len(offers) != 1:
        return None
    offer = offers[0]
    if offer.royalty_rate is not None or offer.unit_fee is not None or offer.deferred_fee is not None:
        return None
    money = offer.periodic_fee if offer.periodic_fee and not offer.upfront_fee else offer.upfront_fee
    if money is None or (offer.periodic_fee and offer.upfront_fee):
        return None
    return f"{money.currency} {'a year' if offer.periodic_fee else 'once'}", money.amount
