"""The terms of one text, to be asked which of some others it holds: pairs of Han characters are looked for in the text itself.

A Chinese text has as many pairs as characters. Making a string of each, and a set of these, takes most of the time
that a search has for a passage, and hundreds of times the room of its words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from knowledge.analysis.characters import HAN
from knowledge.analysis.index_terms import pairs_apart
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_PAIR = lazy_pattern(f"[{HAN}]{{2}}")


@dataclass(frozen=True, slots=True)
class TextTerms:
    """What `folded_terms` finds in a text."""

    folded: str  # where pairs of Han characters are looked for; empty where it holds none
    others: Mapping[str, int]  # how often the other terms stand there
    length: int  # how many terms there are, repetitions included

    @classmethod
    def of(cls, folded: str, language: Language) -> TextTerms:
        """Read a text that `fold` already went over."""
        pairs, others = pairs_apart(folded, language)
        return cls(folded if pairs else "", Counter(others), pairs + len(others))

    @classmethod
    def listed(cls, terms: Iterable[str]) -> TextTerms:
        """Take terms as they are."""
        counts = Counter(terms)
        return cls("", counts, counts.total())

    def held(self, wanted: Set[str]) -> set[str]:
        """Return those of some terms that the text holds."""
        return {*(wanted & self.others.keys()), *self._pairs(wanted)}

    def counts(self, wanted: Set[str]) -> dict[str, int]:
        """Return how often those of some terms that the text holds stand in it."""
        found = {term: self.others[term] for term in wanted & self.others.keys()}
        for pair in self._pairs(wanted):
            found[pair] = found.get(pair, 0) + self._times(pair)
        return found

    def _pairs(self, wanted: Set[str]) -> Iterable[str]:
        if not self.folded:
            return ()
        return [term for term in wanted if len(term) == 2 and term in self.folded and _PAIR.match(term)]

    def _times(self, pair: str) -> int:
        if pair[0] != pair[1]:
            return self.folded.count(pair)
        return sum(self.folded.startswith(pair, at) for at in range(len(self.folded)))  # they overlap


def joined(first: TextTerms, second: TextTerms) -> TextTerms:
    """Return the terms of two texts together."""
    return TextTerms(
        f"{first.folded}\n{second.folded}"
        if first.folded and second.folded
        else first.folded or second.folded,
        Counter(first.others) + Counter(second.others),
        first.length + second.length,
    )
