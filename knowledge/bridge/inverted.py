"""The dictionary read backwards: an English phrase and the Chinese words that it may stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from knowledge import function_words
from knowledge.analysis import HAN, han_terms, runs, word_terms
from knowledge.bridge.rough_terms import RoughTerms, content_words, joined_terms
from knowledge.bridge.senses import Sense
from knowledge.lazy_patterns import lazy_pattern

_LONGEST_PHRASE = 4
_HEADWORD = lazy_pattern(
    rf"[{HAN}]{{2,6}}"
)  # a single character is no index term, and longer ones are sayings
_WORDS_KEPT = 3
_OTHER_FORM = 0.3  # "production" beside "product": one stem, seldom one word
_RARE_SENSE = 0.05  # weight of a sense that is in the dictionary, but not among those kept of the word
_COMMONNESS = 0.4  # power of a word's frequency
_REMEMBERED = 100_000
_GLOSSES_REMEMBERED = 16_384  # three hundred bytes each


class InvertedDictionary:
    """English phrase → Chinese words, likeliest first.

    A word is the likelier, the more central the phrase is among its senses and the more common it is itself.
    """

    def __init__(
        self,
        entries: Iterable[tuple[str, str]],
        senses_of: Callable[[str], Sequence[Sense]],
        frequency_of: Callable[[str], int],
    ) -> None:
        self._senses_of = senses_of
        self._frequency_of = frequency_of
        self._shares: dict[str, Mapping[str, float]] = {}
        self._headwords: dict[str, str] = {}
        terms_of = RoughTerms()
        for word, senses in entries:
            if _HEADWORD.fullmatch(word) and word not in function_words.CHINESE:
                for key in terms_of(senses):
                    if key.count(" ") < _LONGEST_PHRASE:
                        others = self._headwords.get(key)
                        self._headwords[key] = f"{others} {word}" if others else word

    def weighted_terms(self, folded: str) -> dict[str, float]:
        """Return the Chinese index terms of folded text, the longest phrases first; the rest of it as it is worded.

        The words for one phrase share a weight of 1, the pairs of characters of one word share its weight by their
        number's square root. Terms that occur often weigh by the square root of their sum.
        """
        found: dict[str, float] = {}
        for words, terms in _stretches(folded):
            for term in terms:
                found[term] = found.get(term, 0.0) + 1.0
            for term, weight in self._of_words(words):
                found[term] = found.get(term, 0.0) + weight
        return damped(found)

    def _of_words(self, words: Sequence[str]) -> Iterator[tuple[str, float]]:
        at = 0
        while at < len(words):
            sizes = range(min(_LONGEST_PHRASE, len(words) - at), 0, -1)
            size = next((size for size in sizes if self.words(words[at : at + size])), 1)
            chinese = self.words(words[at : at + size])
            for word, share in chinese.items():
                pairs = han_terms(word)
                yield from ((pair, share / len(pairs) ** 0.5) for pair in pairs)
            if not chinese:
                yield from ((term, 1.0) for term in word_terms(words[at]))
            at += size

    def words(self, phrase: Sequence[str]) -> Mapping[str, float]:
        """Return the likeliest words for the phrase with their shares of 1; nothing where there is none."""
        asked = " ".join(phrase)
        known = self._shares.get(asked)
        if known is None:
            if len(self._shares) >= _REMEMBERED:
                self._shares.clear()
            known = self._shares[asked] = self._ranked(phrase)
        return known

    def _ranked(self, phrase: Sequence[str]) -> Mapping[str, float]:
        key = joined_terms(phrase)
        words = self._headwords.get(key)
        if words is None:
            return {}
        form = tuple(map(_singular, phrase))
        scores: dict[str, float] = {}
        for word in dict.fromkeys(words.split()):
            glosses = ((sense, *_read(sense.gloss)) for sense in self._senses_of(word))
            fits = [
                sense.weight * (1.0 if gloss_form == form else _OTHER_FORM)
                for sense, gloss_key, gloss_form in glosses
                if gloss_key == key
            ]
            centrality = max(fits, default=_RARE_SENSE)
            scores[word] = centrality * (1 + self._frequency_of(word)) ** _COMMONNESS
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:_WORDS_KEPT]
        total = sum(score for _, score in best)
        return {word: score / total for word, score in best}


def damped(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of terms that occur often (above 1) as the square root of their sum, the others as they are."""
    return {term: weight**0.5 if weight > 1.0 else weight for term, weight in weights.items()}


def _stretches(folded: str) -> Iterator[tuple[list[str], list[str]]]:
    """Cut folded text into stretches of English words without function words, each with the other terms after it."""
    words: list[str] = []
    for is_han, run in runs(folded):
        if is_han or not run.replace("-", "").replace("'", "").isalpha():
            yield words, han_terms(run) if is_han else word_terms(run, letters=True)
            words = []
        else:
            words.extend(content_words(run))
    yield words, []


@lru_cache(maxsize=_GLOSSES_REMEMBERED)
def _read(gloss: str) -> tuple[str, tuple[str, ...]]:
    """Return the joined terms of a gloss, and its words in the singular."""
    words = content_words(gloss)
    return joined_terms(words), tuple(map(_singular, words))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
