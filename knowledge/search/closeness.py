"""Closeness: how well the wording of a passage fits a question. What is asked stands in one place, or is scattered.

Three things are looked at: the best few neighbouring sentences, the title with the first sentences (where a text says
what it is about), and which neighbouring words of the question stand side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

from knowledge.analysis import fold, folded_terms
from knowledge.bridge import DictionaryBridge
from knowledge.search.lexical_fields import Field
from knowledge.sentences import sentence_spans
from knowledge.types import Language, Passage

_LONGEST = {Language.ZH: 110, Language.EN: 300}  # characters that sentences are taken together up to
_K1, _B = 1.2, 0.75
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """How much each sign counts, against 1 for all else that is known of a passage."""

    sentences: float = 0.0
    opening: float = 0.0
    pairs: float = 0.0

    @property
    def weight(self) -> float:
        return self.sentences + self.opening + self.pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What is looked for: terms, as a field has them, and pairs of neighbouring terms, with their worth."""

    field: Field
    terms: Mapping[str, float]
    pairs: Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bag(Generic[T]):
    counts: Mapping[T, int]
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    stretches: tuple[_Bag[str], ...]
    pairs: _Bag[tuple[str, str]]


class ClosenessMeter:
    """Scores by BM25; the terms of stretches are remembered, since good passages come again."""

    def __init__(self, bridge: DictionaryBridge, *, remembered: int = 4_096) -> None:
        self._bridge = bridge
        self._cuts = lru_cache(maxsize=remembered)(self._cut)
        self._titles = lru_cache(maxsize=remembered)(self._terms)

    def scores(
        self, passages: Sequence[Passage], titles: Sequence[str], wording: Wording, closeness: Closeness
    ) -> tuple[float, ...]:
        """Return how close each passage is, 0 to 1: each sign divided by the best of all, then their weighted mean.

        `titles` are those of the passages' documents.
        """
        paired = bool(closeness.pairs)
        cuts = [self._cuts(passage.text, passage.language, wording.field, paired) for passage in passages]
        signs: list[tuple[float, list[float]]] = []
        if closeness.sentences:
            signs.append((closeness.sentences, _fits([cut.stretches for cut in cuts], wording.terms)))
        if closeness.opening:
            openings = [
                [self._opening(cut, title, passage.language, wording.field)]
                for cut, title, passage in zip(cuts, titles, passages, strict=True)
            ]
            signs.append((closeness.opening, _fits(openings, wording.terms)))
        if closeness.pairs:
            signs.append((closeness.pairs, _fits([[cut.pairs] for cut in cuts], wording.pairs)))
        return tuple(
            sum(weight * fits[row] for weight, fits in signs) / closeness.weight
            for row in range(len(passages))
        )

    def _opening(self, cut: _Cut, title: str, language: Language, field: Field) -> _Bag[str]:
        counts = Counter(self._titles(title, language, field))
        for stretch in cut.stretches[:1]:
            counts.update(stretch.counts)
        return _Bag(counts=counts, length=counts.total())

    def _cut(self, text: str, language: Language, field: Field, paired: bool) -> _Cut:
        cut = [self._terms(stretch, language, field) for stretch in _stretches(text, _LONGEST[language])]
        return _Cut(
            stretches=tuple(map(_bag, cut)),
            pairs=_bag([pair for terms in cut for pair in pairwise(terms)] if paired else ()),
        )

    def _terms(self, text: str, language: Language, field: Field) -> tuple[str, ...]:
        folded = fold(text)
        if field is Field.ZH_BRIDGE:
            return tuple(self._bridge.folded_pivot_terms(folded))
        return tuple(folded_terms(folded, language))


def _stretches(text: str, longest: int) -> list[str]:
    """Cut a text into sentences, short neighbours together."""
    found: list[str] = []
    start = end = 0
    for span_start, span_end in sentence_spans(text):
        if end > start and span_end - start > longest:
            found.append(text[start:end])
            start = span_start
        end = span_end
    return [*found, text[start:end]] if end > start else found


def _bag(terms: Iterable[T]) -> _Bag[T]:
    counts = Counter(terms)
    return _Bag(counts=counts, length=counts.total())


def _fits(places: Sequence[Sequence[_Bag[T]]], worth: Mapping[T, float]) -> list[float]:
    """Return for each of several lists of bags how well the best one fits, divided by the best of all; all 0 where none does."""
    lengths = [bag.length for bags in places for bag in bags]
    usual = sum(lengths) / len(lengths) if lengths else 1.0
    found = [max((_bm25(bag, worth, usual) for bag in bags), default=0.0) for bags in places]
    best = max(found, default=0.0)
    return [score / best if best > 0 else 0.0 for score in found]


def _bm25(bag: _Bag[T], worth: Mapping[T, float], usual: float) -> float:
    norm = _K1 * (1.0 - _B + _B * bag.length / max(usual, 1.0))
    counts = bag.counts
    return sum(
        worth[term] * counts[term] * (1.0 + _K1) / (counts[term] + norm)
        for term in worth.keys() & counts.keys()
    )
