"""Coverage: how much of what a question asks for a passage holds, by weight of the terms, across the languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.analysis import fold, folded_terms, han_terms, runs, unique, word_terms
from knowledge.bridge import DictionaryBridge
from knowledge.types import DocumentHead, Language, Passage, PatentRecord

_BRIDGED = 0.9  # a word met only through its gloss counts a little less
_QUESTIONS_REMEMBERED = 16
_Word = tuple[str, Sequence[str], Sequence[str]]  # with its own terms and its English ones


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWord:
    """A content word of a question: its own terms, its English ones, and its weight."""

    text: str
    own: frozenset[str]
    english: frozenset[str]
    weight: float


class CoverageMeter:
    """Measures coverage; passages' terms are remembered, since good passages come again."""

    def __init__(self, bridge: DictionaryBridge, *, remembered: int = 4_096) -> None:
        self._bridge = bridge
        self._terms = lru_cache(maxsize=remembered)(self._text_terms)
        self._words = lru_cache(maxsize=_QUESTIONS_REMEMBERED)(self._cut)

    def asked(
        self, text: str, language: Language, weigh: Callable[[Sequence[str], Sequence[str]], float]
    ) -> tuple[AskedWord, ...]:
        """Return the content words of a question, once each.

        Function and question words and single Chinese characters are left out. `weigh` gives the weight of a word
        by its own and its English terms.
        """
        return tuple(
            AskedWord(text=word, own=frozenset(own), english=frozenset(english), weight=weigh(own, english))
            for word, own, english in self._words(text, language)
        )

    def coverage(self, asked: Sequence[AskedWord], passage: Passage, head: DocumentHead) -> float:
        """Return the weighted share (0–1) of the words that the passage or its document's title holds."""
        text = "\n".join((*passage.headings, passage.label, passage.text))
        own, english = self._terms(text, passage.language)
        title_own, title_english = self._titles(head)
        return _share(asked, own | title_own, english | title_english)

    def share(self, asked: Sequence[AskedWord], text: str, language: Language) -> float:
        """Return the weighted share (0–1) of the words that a text alone holds."""
        return _share(asked, *self._terms(text, language))

    def _titles(self, head: DocumentHead) -> tuple[frozenset[str], frozenset[str]]:
        own, english = self._terms(head.title, head.language)
        if isinstance(head.record, PatentRecord):
            for local in (*head.record.titles, *head.record.technical_field):
                more_own, more_english = self._terms(local.text, local.language)
                own, english = own | more_own, english | more_english
        return own, english

    def _cut(self, text: str, language: Language) -> tuple[_Word, ...]:
        """Return the content words, once each: a question is asked for them by its analysis and again for its hits."""
        found: dict[str, _Word] = {}
        for is_han, run in runs(fold(text)):
            for word in self._han(run) if is_han else self._latin(run, language):
                found.setdefault(word[0], word)
        return tuple(found.values())

    def _han(self, run: str) -> list[_Word]:
        return [
            (word, han_terms(word), unique(self._bridge.gloss_terms(word)))
            for word in self._bridge.content_words(run)
        ]

    def _latin(self, run: str, language: Language) -> list[_Word]:
        found = word_terms(run, letters=language is Language.ZH)
        return [(term, [term], [term]) for term in found if len(term) > 1 or language is Language.ZH]

    def _text_terms(self, text: str, language: Language) -> tuple[frozenset[str], frozenset[str]]:
        folded = fold(text)
        own = frozenset(folded_terms(folded, Language.ZH))
        if language is Language.EN:
            return own, own
        return own, frozenset(self._bridge.pivot_terms(folded))


def _share(asked: Sequence[AskedWord], own: frozenset[str], english: frozenset[str]) -> float:
    total = sum(word.weight for word in asked)
    if not total:
        return 0.0  # nothing is asked about: a bare number, or function words alone
    return sum(word.weight * held(word, own, english) for word in asked) / total


def held(word: AskedWord, own: frozenset[str], english: frozenset[str]) -> float:
    """Return how far (0–1) a text with these terms holds the word: by its characters or by its gloss."""
    by_own = len(word.own & own) / len(word.own) if word.own else 0.0
    by_gloss = len(word.english & english) / len(word.english) if word.english else 0.0
    return max(by_own, by_gloss if word.own == word.english else by_gloss * _BRIDGED)
