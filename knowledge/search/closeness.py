"""Closeness: how well the best few sentences of a passage fit a question. What is asked stands in one place, or is scattered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.analysis import fold, folded_terms
from knowledge.bridge import DictionaryBridge
from knowledge.sentences import sentence_spans
from knowledge.types import Language, Passage

_LONGEST = {Language.ZH: 110, Language.EN: 300}  # characters that sentences are taken together up to
_K1, _B = 1.2, 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    counts: Mapping[str, int]
    length: int


class ClosenessMeter:
    """Scores stretches of neighbouring sentences by BM25; their terms are remembered, since good passages come again."""

    def __init__(self, bridge: DictionaryBridge, *, remembered: int = 4_096) -> None:
        self._bridge = bridge
        self._stretches = lru_cache(maxsize=remembered)(self._cut)

    def scores(
        self, passages: Sequence[Passage], weights: Mapping[str, float], *, bridged: bool
    ) -> tuple[float, ...]:
        """Return each passage's score: that of its best stretch, divided by the best of all; all 0 where nothing fits.

        `weights` are of the terms asked for, rarity included; with `bridged` they are looked for in English glosses.
        """
        cut = [self._stretches(passage.text, passage.language, bridged) for passage in passages]
        lengths = [stretch.length for stretches in cut for stretch in stretches]
        usual = sum(lengths) / len(lengths) if lengths else 1.0
        found = [max((_bm25(one, weights, usual) for one in some), default=0.0) for some in cut]
        best = max(found, default=0.0)
        return tuple(score / best if best > 0 else 0.0 for score in found)

    def _cut(self, text: str, language: Language, bridged: bool) -> tuple[_Stretch, ...]:
        found: list[_Stretch] = []
        for stretch in _stretches(text, _LONGEST[language]):
            folded = fold(stretch)
            terms = self._bridge.folded_pivot_terms(folded) if bridged else folded_terms(folded, language)
            found.append(_Stretch(counts=Counter(terms), length=len(terms)))
        return tuple(found)


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


def _bm25(stretch: _Stretch, weights: Mapping[str, float], usual: float) -> float:
    norm = _K1 * (1.0 - _B + _B * stretch.length / max(usual, 1.0))
    counts = stretch.counts
    return sum(
        weights[term] * counts[term] * (1.0 + _K1) / (counts[term] + norm)
        for term in weights.keys() & counts.keys()
    )
