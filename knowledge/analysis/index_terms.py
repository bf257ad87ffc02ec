"""Index terms of a folded text: pairs of Han characters, English stems, numbers, units and names."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import add
from typing import Any

from knowledge import function_words
from knowledge.analysis.characters import HAN, fold
from knowledge.analysis.quantities import quantity_terms, scaled
from knowledge.analysis.spellings import JOINING, one_spelling, unit_of
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_AFTER_NUMBER = r"per ?cent\b|thousand\b|million\b|billion\b|trillion\b"
_LETTER = rf"[^\W_{HAN}]"  # or digit
_JOINED = rf"{_LETTER}*(?:[-\u2010./'’·+]{_LETTER}+)*"
_GROUPS = r"(?:\d{0,2}(?:,\d{3})+)?"
_RUN = lazy_pattern(
    rf"([{HAN}]+)"
    rf"|(\d\d*+(?:[.,]\d++)*+(?!{_LETTER})(?:\s?(?:[%‰]|°(?:[cf](?![a-z0-9]))?|{_AFTER_NUMBER}))?"
    rf"|(?:[^\W\d_{HAN}]|\d{_GROUPS}){_JOINED})"
)
_ASCII_RUN = lazy_pattern(  # the same for text without other characters
    r"[a-z][a-z0-9]*(?:[-./'+][a-z0-9]+)*"
    rf"|[0-9][0-9]*+(?:[.,][0-9]++)*+(?![a-z0-9])(?:\s?(?:%|{_AFTER_NUMBER}))?"
    r"|[0-9](?:[0-9]{0,2}(?:,[0-9]{3})+)?[a-z0-9]*(?:[-./'+][a-z0-9]+)*"
)
_PART = lazy_pattern(r"[^\W_]+")
_NUMBER = lazy_pattern(r"(?P<digits>\d+(?:[.,]\d+)*)\s?(?P<after>\D*)")
_GROUPED = lazy_pattern(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_GLUED = lazy_pattern(r"(?P<digits>\d+(?:[.,]\d+)*)(?P<letters>[^\W\d_]+[23]?)(?![^\W_])")
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_AFTER = frozenset(("", "%", "‰", "°", "°c", "°f", "percent", "per cent", *_SCALES))
_LONGEST_TERM = 64
_REMEMBERED = 200_000


@lru_cache(maxsize=1_024)
def runs(folded: str) -> tuple[tuple[bool, str], ...]:
    """Cut folded text into (is Han, run): Han runs whole, numbers with their unit sign, words with inner joints.

    Remembered for the last texts: a document's passages are measured first and analysed afterwards.
    """
    return tuple([(True, han) if han else (False, other) for han, other in _RUN.findall(folded)])


def word_terms(run: str, *, letters: bool = False) -> list[str]:
    """Return the terms of a run that is not Han: stems, numbers without separators, units, and joined names.

    "low-cobalt" gives its parts; "LiFePO4-C" and "non-exclusive" give their parts and are joined, so that spellings
    meet; "10μm" gives its number and its unit. With `letters` a single letter is always a term: beside Han characters
    "A" is a name, not an article.
    """
    if run[0].isdigit():
        number = _NUMBER.fullmatch(run)
        if number and number["after"] in _AFTER:
            return _number_terms(number["digits"], number["after"])
        glued = _GLUED.match(run)
        if glued and (unit := unit_of(glued["letters"])):
            rest = run[glued.end() + 1 :]
            return [_plain(glued["digits"]), unit, *(word_terms(rest, letters=letters) if rest else ())]
    return list(_local().stemmer.stemWords(list(_words(run, letters))))


def _words(run: str, letters: bool) -> Iterator[str]:
    parts = _PART.findall(run)
    spelled = [one_spelling(part[:_LONGEST_TERM]) for part in parts]
    for part, word in zip(parts, spelled, strict=True):
        if (letters and len(part) == 1) or part not in function_words.ENGLISH:
            yield word
    if len(parts) > 1:
        if any(character.isdigit() for character in run):
            yield "".join(spelled)[:_LONGEST_TERM]
        elif run[len(parts[0])] in "-\u2010" and (len(parts[0]) == 1 or parts[0] in JOINING):
            yield one_spelling("".join(parts[:2]))[:_LONGEST_TERM]


def _number_terms(number: str, after: str) -> list[str]:
    if after in _SCALES:
        return [_plain(number), after, scaled(_plain(number), _SCALES[after])]
    if after in ("°c", "°f"):
        return [_plain(number), after]
    return [_plain(number) + ("%" if after.startswith("per") else after)]


def _plain(number: str) -> str:
    """Return a number without the commas that group its digits."""
    return (number.replace(",", "") if _GROUPED.fullmatch(number) else number)[:_LONGEST_TERM]


def han_terms(run: str) -> list[str]:
    """Return the overlapping pairs of a Han run; a character that stands alone is its own term."""
    return list(map(add, run, run[1:])) or [run]


def terms(text: str, language: Language) -> list[str]:
    """Return the index terms of a text, repeated as often as they occur: in reading order, then those of quantities.

    Every script in the text is kept, whatever the language; in Chinese a single letter counts as a name.
    """
    return folded_terms(fold(text), language)


def folded_terms(folded: str, language: Language) -> list[str]:
    """Return the index terms of a text that `fold` already went over."""
    known = _TERMS[language is Language.ZH]
    if folded.isascii():
        return list(chain.from_iterable(map(known.__getitem__, _ASCII_RUN.findall(folded))))
    found: list[str] = []
    for is_han, run in runs(folded):
        if not is_han:
            found.extend(known[run])
        elif len(run) > 1:
            found.extend(
                map(add, run, run[1:])
            )  # as han_terms, without a list for each run: this is the hot path
        else:
            found.append(run)
    found.extend(quantity_terms(folded))
    return found


def pairs_apart(folded: str, language: Language) -> tuple[int, list[str]]:
    """Return how many pairs of Han characters are among the index terms of a folded text, and its other terms."""
    known = _TERMS[language is Language.ZH]
    if folded.isascii():
        return 0, list(chain.from_iterable(map(known.__getitem__, _ASCII_RUN.findall(folded))))
    pairs = 0
    others: list[str] = []
    for is_han, run in runs(folded):
        if not is_han:
            others.extend(known[run])
        elif len(run) > 1:
            pairs += len(run) - 1
        else:
            others.append(run)
    others.extend(quantity_terms(folded))
    return pairs, others


def run_terms(run: str) -> tuple[str, ...]:
    """Return the same as `word_terms`, without single letters, remembered."""
    return _TERMS[False][run]


class _RunTerms(dict[str, tuple[str, ...]]):
    """Terms of runs that are not Han, worked out when a run is first met: texts repeat their words."""

    def __init__(self, *, letters: bool) -> None:
        super().__init__()
        self._letters = letters

    def __missing__(self, run: str) -> tuple[str, ...]:
        found = tuple(word_terms(run, letters=self._letters))
        if len(run) <= _LONGEST_TERM:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[run] = found
        return found


_TERMS = (_RunTerms(letters=False), _RunTerms(letters=True))


@lru_cache(maxsize=200_000)
def stems(text: str) -> tuple[str, ...]:
    """Return the terms of a short folded English text (a gloss), remembered."""
    return tuple(term for is_han, run in runs(text) if not is_han for term in word_terms(run))


def unique(found: Sequence[str]) -> tuple[str, ...]:
    """Return the terms once each, in order of first appearance."""
    return tuple(dict.fromkeys(found))


class _Local(threading.local):
    """Stemmer of one thread: it may not be shared between threads."""

    def __init__(self) -> None:
        import Stemmer

        self.stemmer: Any = Stemmer.Stemmer("english", 50_000)


@lru_cache(maxsize=1)
def _local() -> _Local:
    return _Local()
