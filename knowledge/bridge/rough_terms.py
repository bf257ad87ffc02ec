"""Index terms of a dictionary's entries, roughly cleaned: quick enough to go over all of them."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge import function_words
from knowledge.analysis import run_terms
from knowledge.lazy_patterns import lazy_pattern

_WORD = lazy_pattern(r"[^\W_]+")
_BRACKETS = lazy_pattern(r"\([^()]*\)|\[[^\]]*\]")
_LONGEST_SENSE = 8  # words
_HOLDERS = frozenset(("sb", "sth", "sb's", "etc"))


class RoughTerms:
    """Entry → the terms of each of its short senses, joined by spaces; what `clean_senses` makes of it is finer."""

    def __init__(self) -> None:
        self._term_of = _Terms()

    def __call__(self, entry: str) -> tuple[str, ...]:
        """Return each sense's terms once, in the entry's order; nothing for senses of function words alone."""
        plain = _BRACKETS.sub(" ", entry) if "(" in entry or "[" in entry else entry
        found: dict[str, None] = {}
        for sense in plain.lower().replace(";", "/").split("/"):
            words = sense.split()
            if 0 < len(words) <= _LONGEST_SENSE:
                terms = " ".join(filter(None, map(self._term_of.__getitem__, words)))
                if terms:
                    found[terms] = None
        return tuple(found)


def content_words(folded: str) -> list[str]:
    """Return the words of folded English text without function words, hyphenated ones in parts."""
    return [word for word in _WORD.findall(folded) if word not in function_words.ENGLISH]


def joined_terms(words: Iterable[str]) -> str:
    """Return one term per content word, joined by spaces: what two spellings of a phrase share."""
    return " ".join(["".join(run_terms(word)) for word in words])


class _Terms(dict[str, str]):
    """The terms of a gloss's words; nothing for function words and what only a dictionary says."""

    def __missing__(self, word: str) -> str:
        plain = word.strip(",.!?~'\"")
        known = plain.isascii() and plain not in _HOLDERS
        found = self[word] = joined_terms(content_words(plain)) if known else ""
        return found
