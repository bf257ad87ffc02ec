"""Which of a word's senses is meant: the dictionary's own compounds vote."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.analysis import stems
from knowledge.bridge.dictionary import Dictionary
from knowledge.bridge.rough_terms import RoughTerms

_SENSES_WEIGHED = 10
_SENSES_KEPT = 4
_LATER = 0.85  # what a sense loses by each one that the dictionary gives before it
_UNHEARD = 1.0  # votes that every sense starts with
_LATER_VOTE = 0.5  # what a compound's second and third sense say
_SENSES_HEARD = 3
_LONGEST_COMPOUND = 8
_COMPOUNDS_HEARD = 60  # at most, of those that begin with the word, and as many of those that end with it
_AFTER_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One meaning of a word: its gloss, the gloss's index terms, and its weight beside the best sense (1)."""

    gloss: str
    terms: tuple[str, ...]
    weight: float


class SenseRanker:
    """Weighs senses by how the dictionary translates longer words that begin or end with the word.

    装置 is "to install" first, but 核装置 is a nuclear device and 安全装置 a safety device. A sense gains with the
    compounds whose glosses share its terms, and loses with its place in the entry and with every further word:
    a long gloss explains, a short one translates.
    """

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self._forward = sorted(word for word in dictionary if len(word) <= _LONGEST_COMPOUND)
        self._terms_of = RoughTerms()
        self._rough: dict[str, tuple[str, ...]] = {}
        self._backward = sorted(word[::-1] for word in self._forward)

    def ranked(self, word: str) -> tuple[Sense, ...]:
        """Return the senses that are worth keeping, best first."""
        senses = [
            (sense, terms)
            for sense in self.dictionary.senses(word)
            if (terms := tuple(dict.fromkeys(stems(sense))))
        ][:_SENSES_WEIGHED]
        asked = frozenset(term for _, terms in senses for term in terms)
        votes = self._votes(word, asked) if len(senses) > 1 else {}
        scores = [
            _LATER**place
            * (_UNHEARD + sum(votes.get(term, 0.0) for term in terms) / len(terms))
            / len(sense.split())
            for place, (sense, terms) in enumerate(senses)
        ]
        order = sorted(range(len(senses)), key=lambda at: -scores[at])[:_SENSES_KEPT]
        return tuple(
            Sense(gloss=senses[at][0], terms=senses[at][1], weight=scores[at] / scores[order[0]])
            for at in order
        )

    def _votes(self, word: str, asked: frozenset[str]) -> dict[str, float]:
        """Return how many compounds say each of the asked terms: a first sense counts whole, the next ones half."""
        votes = dict.fromkeys(asked, 0.0)
        for compound in self._compounds(word):
            said: set[str] = set()
            for place, terms in enumerate(self._terms(compound)):
                for term in asked.intersection(terms.split()) - said:
                    votes[term] += _LATER_VOTE if place else 1.0
                    said.add(term)
        return votes

    def _terms(self, compound: str) -> tuple[str, ...]:
        known = self._rough.get(compound)
        if known is None:
            entries = "/".join(self.dictionary.entries_of(compound))
            known = self._rough[compound] = self._terms_of(entries)[:_SENSES_HEARD]
        return known

    def _compounds(self, word: str) -> Iterator[str]:
        yield from _beginning(self._forward, word)
        yield from (found[::-1] for found in _beginning(self._backward, word[::-1]))


def _beginning(ordered: Sequence[str], start: str) -> Iterator[str]:
    """Return words that begin so, evenly drawn where there are many: a first question must not wait for all."""
    first, end = bisect_left(ordered, start), bisect_left(ordered, start + _AFTER_ALL)
    step = max(1, -(-(end - first) // _COMPOUNDS_HEARD))
    return (word for word in ordered[first:end:step] if word != start)
