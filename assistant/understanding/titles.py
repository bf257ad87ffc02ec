"""Find which patents a text mentions by their titles: a text in, document ids out, best match first."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from knowledge.analysis import stems
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import DocumentHead, Language, PatentRecord

_HAN_RUN = lazy_pattern(r"[\u3400-\u9fff]+")
_WORD = lazy_pattern(r"[^\W\d_]+|\d+", re.UNICODE)
_LATIN = lazy_pattern(r"[A-Za-z]+")
_INITIALS = lazy_pattern(r"\b[A-Z]{3,5}\b")
_ZH_GRAM = 4  # Han characters
_TOO_COMMON = 3  # a stretch that more titles share names none of them
_TOO_COMMON_SHARE = 0.01  # a word that more titles have tells none of them apart
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
        self._words: dict[str, set[str]] = defaultdict(set)
        self._of: dict[str, set[str]] = defaultdict(set)
        self._same: dict[str, tuple[str, ...]] = {}
        self._number: dict[str, str] = {}
        self._titles: dict[str, None] = {}
        self.languages: set[Language] = set()
        for head in heads:
            if isinstance(head.record, PatentRecord):
                self._number[head.document_id] = number = head.record.publication_number or head.document_id
                self._same[number] = (*self._same.get(number, ()), head.document_id)
                self.languages |= {t.language for t in head.record.titles} | {head.language}
                for title in {t.text for t in head.record.titles} | {head.title}:
                    self._add(head.document_id, title)

    def _add(self, document_id: str, title: str) -> None:
        self._titles[title] = None
        for gram in _han_grams(title):
            self._grams[gram].add(document_id)
        for pair in pairwise(_english_words(title)):
            self._pairs[pair].add(document_id)
        for word in _title_words(title):
            self._words[word].add(document_id)
            self._of[document_id].add(word)

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

    def spelled_out(self, text: str) -> str:
        """Return a text with initials written out as the words of a title, of which it says another word as well."""
        return _INITIALS.sub(lambda match: self._words_of(match[0], text), text)

    def _words_of(self, initials: str, text: str) -> str:
        if any(stem in self._words for stem in _stems(initials)):
            return initials
        said = set(_stems(text))
        words = re.compile(r"[\s-]+".join(rf"\b{letter}[a-z]+" for letter in initials), re.IGNORECASE)
        found = {
            match[0].lower()
            for title in self._titles
            if (match := words.search(title))
            and said & set(_stems(title[: match.start()] + title[match.end() :]))
        }
        return found.pop() if len(found) == 1 else initials

    def shared(self, text: str) -> Mapping[str, int]:
        """Count for each document the words that the text shares with its title, common ones left out."""
        most = max(_TOO_COMMON, int(len(self._of) * _TOO_COMMON_SHARE))
        found: Counter[str] = Counter()
        for word in _title_words(text):
            documents = self._words.get(word, ())
            if len(documents) <= most:
                found.update(documents)
        return found

    def same(self, document_id: str) -> tuple[str, ...]:
        """Return the documents of the same publication, this one among them."""
        return self._same.get(self._number.get(document_id, ""), (document_id,))

    def without(self, text: str, documents: Iterable[str]) -> str:
        """Return a text without the words that stand in the titles of documents."""
        held = set().union(*(self._of.get(document, ()) for document in documents))
        han = {i + k for i in range(len(text) - 1) if text[i : i + 2] in held for k in (0, 1)}
        rest = "".join(" " if place in han else sign for place, sign in enumerate(text))
        return _LATIN.sub(lambda match: " " if set(_stems(match[0])) & held else match[0], rest)

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


def _title_words(text: str) -> set[str]:
    """Return the pairs of Han characters and the stems of English words."""
    pairs = {run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1)}
    return pairs | set(_stems(text))


def _stems(text: str) -> list[str]:
    words = (word.lower() for word in _LATIN.findall(text))
    return [stem for word in words if word not in _EN_STOP for stem in stems(word)]
