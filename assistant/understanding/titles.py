"""Find which patents a text mentions by their titles: a text in, document ids out, best match first."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from knowledge.types import DocumentHead, PatentRecord

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[^\W\d_]+|\d+", re.UNICODE)
_ZH_GRAM = 4  # Han characters
_TOO_COMMON = 3  # a stretch that more titles share names none of them
_EN_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "for",
        "and",
        "or",
        "in",
        "on",
        "with",
        "by",
        "to",
        "its",
        "their",
        "method",
        "system",
        "device",
        "apparatus",
        "process",
        "based",
        "preparation",
        "using",
    ]
)


class TitleIndex:
    """Stretches of titles → documents. Built once per library version."""

    def __init__(self, heads: Iterable[DocumentHead]) -> None:
        self._grams: dict[str, set[str]] = defaultdict(set)
        self._pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._lengths: dict[str, int] = {}
        for head in heads:
            if isinstance(head.record, PatentRecord):
                for title in {t.text for t in head.record.titles} | {head.title}:
                    self._add(head.document_id, title)

    def _add(self, document_id: str, title: str) -> None:
        for gram in _han_grams(title):
            self._grams[gram].add(document_id)
        words = _english_words(title)
        self._lengths[document_id] = max(len(words), self._lengths.get(document_id, 0))
        for pair in pairwise(words):
            self._pairs[pair].add(document_id)

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Return the documents whose title the text repeats a distinctive stretch of, best first."""
        score: Counter[str] = Counter()
        for gram in _han_grams(text):
            self._count(self._grams.get(gram), score)
        words = _english_words(text)
        for pair in pairwise(words):
            self._count(self._pairs.get(pair), score)
        if not score:
            return ()
        best = max(score.values())
        return tuple(document_id for document_id, count in score.most_common() if count >= best * 0.6)

    @staticmethod
    def _count(documents: set[str] | None, score: Counter[str]) -> None:
        if documents and len(documents) <= _TOO_COMMON:
            score.update(documents)


def _han_grams(text: str) -> set[str]:
    return {
        run[i : i + _ZH_GRAM]
        for run in _HAN_RUN.findall(text)
        for i in range(max(0, len(run) - _ZH_GRAM + 1))
    }


def _english_words(text: str) -> list[str]:
    words = (word.lower() for word in _WORD.findall(text) if not _HAN_RUN.search(word))
    return [word.rstrip("s") if len(word) > 3 else word for word in words if word not in _EN_STOP]
