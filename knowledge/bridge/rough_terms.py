"""Index terms of a dictionary's entries, roughly cleaned: quick enough to go over all of them."""

from __future__ import annotations

import re

from knowledge.analysis import stems, word_terms

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
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


class _Terms(dict[str, str]):
    """The terms of a gloss's words; nothing for function words and what only a dictionary says."""

    def __missing__(self, word: str) -> str:
        plain = word.strip(",.!?~'\"")
        if plain.isalpha() and plain.isascii():
            found = "" if plain in _HOLDERS else "".join(word_terms(plain))
        else:
            found = " ".join(stems(plain)) if plain.isascii() else ""
        self[word] = found
        return found
