"""Coverage: how much of what a question asks for a passage holds, by weight of the terms, across the languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from knowledge.analysis import TextTerms, fold, han_terms, runs, unique, word_terms
from knowledge.bridge import DictionaryBridge
from knowledge.types import DocumentHead, Language, Passage, PatentRecord

_BRIDGED = 0.9  # a word met only through its gloss counts a little less
_QUESTIONS_REMEMBERED = 16
_Text = tuple[TextTerms, TextTerms]  # its own terms and its English ones
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
        return _share(asked, [self._terms(text, passage.language), *self._titles(head)])

    def share(self, asked: Sequence[AskedWord], text: str, language: Language) -> float:
        """Return the weighted share (0–1) of the words that a text alone holds."""
        return _share(asked, [self._terms(text, language)])

    def _titles(self, head: DocumentHead) -> Iterator[_Text]:
        yield self._terms(head.title, head.language)
        if isinstance(head.record, PatentRecord):
            for local in (*head.record.titles, *head.record.technical_field):
                yield self._terms(local.text, local.language)

    def _cut(self, text: str, language: Language) -> tuple[_Word, ...]:
        """Return the content words, once each: a question is asked for them by its analysis and again for its hits."""
        folded = fold(text)
        latin = [word for is_han, run in runs(folded) if not is_han for word in self._latin(run, language)]
        han = self._bridge.content_words(folded) if latin else self._bridge.topic_words(folded)
        found = {word: (word, han_terms(word), unique(self._bridge.word_terms(word))) for word in han}
        return (*found.values(), *{word[0]: word for word in latin if word[0] not in found}.values())

    def _latin(self, run: str, language: Language) -> list[_Word]:
        found = word_terms(run, letters=language is Language.ZH)
        return [(term, [term], [term]) for term in found if len(term) > 1 or language is Language.ZH]

    def _text_terms(self, text: str, language: Language) -> _Text:
        folded = fold(text)
        own = TextTerms.of(folded, Language.ZH)
        if language is Language.EN:
            return own, own
        return own, TextTerms.listed(self._bridge.pivot_terms(folded))


def _share(asked: Sequence[AskedWord], texts: Sequence[_Text]) -> float:
    total = sum(word.weight for word in asked)
    if not total:
        return 0.0  # nothing is asked about: a bare number, or function words alone
    own = _held(texts, 0, frozenset().union(*(word.own for word in asked)))
    english = _held(texts, 1, frozenset().union(*(word.english for word in asked)))
    return sum(word.weight * held(word, own, english) for word in asked) / total


def _held(texts: Sequence[_Text], side: Literal[0, 1], wanted: Set[str]) -> Set[str]:
    """Return the terms that one of several texts holds, on one side of the bridge."""
    return set().union(*(text[side].held(wanted) for text in texts))


def held(word: AskedWord, own: Set[str], english: Set[str]) -> float:
    """Return how far (0–1) a text with these terms holds the word: by its characters or by its gloss."""
    by_own = len(word.own & own) / len(word.own) if word.own else 0.0
    by_gloss = len(word.english & english) / len(word.english) if word.english else 0.0
    return max(by_own, by_gloss if word.own == word.english else by_gloss * _BRIDGED)
