"""Closeness: how well the wording of a passage fits a question. What is asked stands in one place, or is scattered.

Three things are looked at: the best few neighbouring sentences, the title with the first sentences (where a text says
what it is about), and which neighbouring words of the question stand side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import pairwise
from typing import Protocol, TypeVar

from knowledge.analysis import TextTerms, fold, folded_terms, joined
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


class _Bag(Protocol[T]):
    """Terms, or what else is looked for, of a stretch of text."""

    @property
    def length(self) -> int: ...
    def counts(self, wanted: Set[T], /) -> Mapping[T, int]: ...


class _Pairs:
    """The neighbouring terms of a text."""

    def __init__(self, stretches: Iterable[Sequence[str]]) -> None:
        self._counts = Counter(pair for terms in stretches for pair in pairwise(terms))
        self.length = self._counts.total()

    def counts(self, wanted: Set[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
        """Return how often those of some pairs stand there that do."""
        return {pair: self._counts[pair] for pair in wanted & self._counts.keys()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    stretches: tuple[TextTerms, ...]
    pairs: _Pairs


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

    def _opening(self, cut: _Cut, title: str, language: Language, field: Field) -> TextTerms:
        return reduce(joined, cut.stretches[:1], self._titles(title, language, field))

    def _cut(self, text: str, language: Language, field: Field, paired: bool) -> _Cut:
        stretches = _stretches(text, _LONGEST[language])
        if not paired:
            terms = tuple(self._terms(stretch, language, field) for stretch in stretches)
            return _Cut(stretches=terms, pairs=_Pairs(()))
        lists = [self._listed(stretch, language, field) for stretch in stretches]
        return _Cut(stretches=tuple(map(TextTerms.listed, lists)), pairs=_Pairs(lists))

    def _terms(self, text: str, language: Language, field: Field) -> TextTerms:
        if field is Field.ZH_BRIDGE:
            return TextTerms.listed(self._listed(text, language, field))
        return TextTerms.of(fold(text), language)

    def _listed(self, text: str, language: Language, field: Field) -> list[str]:
        folded = fold(text)
        if field is Field.ZH_BRIDGE:
            return self._bridge.folded_pivot_terms(folded)
        return folded_terms(folded, language)


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


def _fits(places: Sequence[Sequence[_Bag[T]]], worth: Mapping[T, float]) -> list[float]:
    """Return for each of several lists of bags how well the best one fits, divided by the best of all; all 0 where none does."""
    lengths = [bag.length for bags in places for bag in bags]
    usual = sum(lengths) / len(lengths) if lengths else 1.0
    found = [max((_bm25(bag, worth, usual) for bag in bags), default=0.0) for bags in places]
    best = max(found, default=0.0)
    return [score / best if best > 0 else 0.0 for score in found]


def _bm25(bag: _Bag[T], worth: Mapping[T, float], usual: float) -> float:
    norm = _K1 * (1.0 - _B + _B * bag.length / max(usual, 1.0))
    return sum(
        worth[term] * count * (1.0 + _K1) / (count + norm) for term, count in bag.counts(worth.keys()).items()
    )
