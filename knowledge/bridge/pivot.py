"""The bridge: Chinese text as English pivot text, word by word, and English questions as likely Chinese words."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from heapq import nlargest
from itertools import chain, groupby
from typing import Any, Generic, TypeVar

from knowledge import function_words
from knowledge.analysis import fold, folded_terms, run_terms, runs, stems
from knowledge.bridge.dictionary import read_dictionary
from knowledge.bridge.glossary import names, read_glossary
from knowledge.bridge.inverted import InvertedDictionary, damped
from knowledge.bridge.senses import Sense, SenseRanker
from knowledge.types import Language

_Result = TypeVar("_Result")

_RULES = 2  # raise when segmentation or choice of senses changes
_LONGEST_WORD = 12
_LONGEST_ADDED = 6  # longer headwords are sayings
_CUT_AS = 100_000  # as frequent as very common words: a term of the glossary is cut out whole
_COMMON = 10_000  # and in Chinese for an English phrase, it is as likely as a common word
_SINGLE = 0.5  # weight in questions of a word of one character: it may mean too much
_REMEMBERED = 400_000
_CUTS_REMEMBERED = 1_024  # texts: a document is cut for its length first, then for its terms
_BETWEEN_RUNS = "\n"
_INDEXED_FROM = 0.5  # a further sense that weighs this much beside the best is indexed too


class DictionaryBridge:
    """Chinese words and their English glosses: our glossary first, then CC-CEDICT. Loaded at first use (about a second).

    Deterministic: the same text gives the same pivot text on every machine with the same packages.
    """

    def __init__(self, glossary: Iterable[tuple[str, str]] | None = None) -> None:
        self._given = None if glossary is None else tuple(glossary)
        self._lock = threading.Lock()
        self._ours: dict[str, str] = {}
        self._ranker: SenseRanker | None = None
        self._inverted: InvertedDictionary | None = None
        self._segmenter: Any = None
        self._senses = _Remembered(self._ranked)
        self._terms = _Remembered(self._terms_of)
        self._weights = _Remembered(self._weights_of)
        self._cuts = lru_cache(maxsize=_CUTS_REMEMBERED)(self._cut)

    def __reduce__(self) -> tuple[type[DictionaryBridge], tuple[object, ...]]:
        """Travel to another process by what it was made of; it loads there at first use."""
        return (type(self), (self._given,))

    @property
    def version(self) -> str:
        """Return a short name of what the bridge makes of a text: it changes with the glossary and the rules."""
        rows = read_glossary() if self._given is None else self._given
        words = "\n".join((*sorted(function_words.CHINESE), *(f"{zh}\t{en}" for zh, en in sorted(rows))))
        return f"bridge{_RULES}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"

    def warm_up(self, words: int = 20_000) -> None:
        """Rank the senses of the commonest words, which searches would otherwise wait for when they meet them (some seconds)."""
        dictionary = self._load().dictionary
        for word in nlargest(words, dictionary, key=self._segmenter.suggest_freq):
            self.gloss_terms(word)

    def words(self, text: str) -> tuple[str, ...]:
        """Return the Chinese words of a text in reading order, function words included."""
        return self.segment(fold(text))

    def content_words(self, folded: str) -> tuple[str, ...]:
        """Return the Chinese words of a folded text that carry its topic: no function words, no single characters."""
        return _content_of(self.segment(folded))

    def topic_words(self, folded: str) -> tuple[str, ...]:
        """Return the same; of a text that has none but words for any technology, neighbouring single characters too.

        除氟的技术 is about 除氟, which no dictionary has as a word.
        """
        cut = self.segment(folded)
        found = _content_of(cut)
        if any(word not in function_words.OF_ANY_TECHNOLOGY for word in found):
            return found
        stretches = groupby(cut, lambda word: len(word) == 1 and word not in function_words.CHINESE)
        together = ("".join(words) for single, words in stretches if single)
        return (*(word for word in together if len(word) > 1), *found)

    def word_terms(self, word: str) -> tuple[str, ...]:
        """Return the English index terms of a word, those of its parts where it has no gloss itself."""
        return self._terms[word]

    def segment(self, folded: str) -> tuple[str, ...]:
        """Cut the Han runs of a folded text into words that have a gloss where possible."""
        return tuple(part for word in self.cut(folded) for part in self._parts(word))

    def cut(self, folded: str) -> tuple[str, ...]:
        """Cut the Han runs of a folded text into words as the segmenter finds them; remembered for the last texts.

        All runs are cut in one call: a passage has dozens of them.
        """
        return self._cuts(folded)

    def glosses(self, word: str) -> tuple[str, ...]:
        """Return the glosses of a word as the segmenter cut it, those of its parts where it has none itself."""
        return tuple(gloss for part in self._parts(word) if (gloss := self.gloss(part)))

    def gloss(self, word: str) -> str:
        """Return the English gloss of one word in its likeliest sense, empty for function words and unknown ones."""
        return next((sense.gloss for sense in self.senses(word)), "")

    def senses(self, word: str) -> tuple[Sense, ...]:
        """Return what one word can mean, likeliest first; nothing for function words and unknown ones."""
        return self._senses[word]

    def gloss_terms(self, word: str) -> tuple[str, ...]:
        """Return the index terms of a word: those of its gloss, and of senses that are as likely."""
        likely = (sense for sense in self.senses(word) if sense.weight >= _INDEXED_FROM)
        return tuple(dict.fromkeys(term for sense in likely for term in sense.terms))

    def to_english(self, text: str) -> str:
        """Return the pivot text: glosses in the order of the words, Latin and digits kept, the rest dropped."""
        folded = fold(text)
        cut = iter(self._cut_runs(folded))
        pieces: list[str] = []
        for is_han, run in runs(folded):
            pieces.extend(chain.from_iterable(map(self.glosses, next(cut))) if is_han else (run,))
        return " ".join(pieces)

    def pivot_terms(self, text: str) -> list[str]:
        """Return the English index terms of a text's pivot, repeated as often as they occur: of its Han runs first."""
        return self.folded_pivot_terms(fold(text))

    def folded_pivot_terms(self, folded: str) -> list[str]:
        """Return the same of a text that `analysis.fold` already went over."""
        found = list(chain.from_iterable(map(self._terms.__getitem__, self.cut(folded))))
        for is_han, run in runs(folded):
            if not is_han:
                found.extend(run_terms(run))
        return found

    def weighted_pivot_terms(self, text: str) -> dict[str, float]:
        """Return the English index terms of a question with their weights: every sense of a word has its share.

        The senses of one word share a weight of 1 by how likely they are, so that a word with many meanings asks for
        no more than one with a single meaning; the terms of one gloss share its weight by their number's square root.
        Terms that occur often weigh by the square root of their sum.
        """
        folded = fold(text)
        found: dict[str, float] = {}
        for word in self.segment(folded):
            for term, weight in self._weights[word].items():
                found[term] = found.get(term, 0.0) + weight
        for is_han, run in runs(folded):
            for term in () if is_han else run_terms(run):
                found[term] = found.get(term, 0.0) + 1.0
        return damped(found)

    def to_chinese_terms(self, text: str) -> dict[str, float]:
        """Return the Chinese index terms (`analysis.han_terms`) of an English question with their weights.

        Longest phrases first, each with its likeliest words in Chinese; numbers, model names and what no word is
        known for stay as they are. The dictionary is turned round at first use.
        """
        return self._turned().weighted_terms(fold(text))

    def terms(self, text: str, language: Language) -> list[str]:
        """Return English index terms of a text in either language."""
        return self.pivot_terms(text) if language is Language.ZH else folded_terms(fold(text), language)

    def _cut(self, folded: str) -> tuple[str, ...]:
        return tuple([word for word in self._cut_all(folded) if word != _BETWEEN_RUNS])

    def _cut_runs(self, folded: str) -> list[list[str]]:
        """Return the words of each Han run."""
        cut = self._cut_all(folded)
        return [list(words) for between, words in groupby(cut, _BETWEEN_RUNS.__eq__) if not between]

    def _cut_all(self, folded: str) -> list[str]:
        """Return the words of all Han runs, with a mark between two runs."""
        han = _BETWEEN_RUNS.join([run for is_han, run in runs(folded) if is_han])
        if not han:
            return []
        self._load()
        cut: list[str] = self._segmenter.cut(han)
        return cut

    def _terms_of(self, word: str) -> tuple[str, ...]:
        """Return the gloss terms of a word as the segmenter cut it."""
        return tuple(term for part in self._parts(word) for term in self.gloss_terms(part))

    def _weights_of(self, word: str) -> Mapping[str, float]:
        return _shares(self.senses(word), _SINGLE if len(word) == 1 else 1.0)

    def _ranked(self, word: str) -> tuple[Sense, ...]:
        if word in function_words.CHINESE:
            return ()
        ranker = self._load()
        ours = self._ours.get(word)
        if ours is not None:
            return tuple(
                Sense(gloss=name, terms=tuple(dict.fromkeys(stems(name))), weight=1.0) for name in names(ours)
            )
        return ranker.ranked(word)

    def _parts(self, word: str) -> tuple[str, ...]:
        """Return the word itself where it has a gloss, else the longest words with one inside it, from the left."""
        if self._is_word(word):
            return (word,)
        found: list[str] = []
        at = 0
        while at < len(word):
            sizes = range(min(_LONGEST_WORD, len(word) - at), 0, -1)
            size = next(size for size in sizes if self._is_word(word[at : at + size]))
            found.append(word[at : at + size])
            at += size
        return tuple(found)

    def _is_word(self, piece: str) -> bool:
        return len(piece) == 1 or piece in function_words.CHINESE or bool(self.gloss(piece))

    def _load(self) -> SenseRanker:
        if self._ranker is None:
            with self._lock:
                if self._ranker is None:
                    self._ranker = self._build()
        return self._ranker

    def _turned(self) -> InvertedDictionary:
        dictionary = self._load().dictionary
        with self._lock:
            if self._inverted is None:
                entries = ((word, "/".join(dictionary.entries_of(word))) for word in dictionary)
                self._inverted = InvertedDictionary(
                    chain(entries, self._ours.items()), self.senses, self._frequency
                )
            return self._inverted

    def _frequency(self, word: str) -> int:
        return _COMMON if word in self._ours else int(self._segmenter.suggest_freq(word))

    def _build(self) -> SenseRanker:
        import rjieba

        self._ours = dict(read_glossary() if self._given is None else self._given)
        dictionary = read_dictionary()
        segmenter = rjieba.Jieba()
        for word in dictionary:
            if 2 <= len(word) <= _LONGEST_ADDED and not segmenter.has_word(word):
                segmenter.add_word(word, None, None)
        for word in self._ours:
            segmenter.add_word(word, _CUT_AS, None)
        self._segmenter = segmenter
        return SenseRanker(dictionary)


class _Remembered(dict[str, _Result], Generic[_Result]):
    """What a function makes of words, remembered: texts repeat them."""

    def __init__(self, of_word: Callable[[str], _Result]) -> None:
        super().__init__()
        self._of_word = of_word

    def __missing__(self, word: str) -> _Result:
        found = self._of_word(word)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = found
        return found


def _content_of(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if len(word) > 1 and word not in function_words.CHINESE)


def _shares(senses: tuple[Sense, ...], weight: float) -> dict[str, float]:
    total = sum(sense.weight for sense in senses)
    found: dict[str, float] = {}
    for sense in senses:
        share = weight * sense.weight / total / max(len(sense.terms), 1) ** 0.5
        for term in sense.terms:
            found[term] = found.get(term, 0.0) + share
    return found
