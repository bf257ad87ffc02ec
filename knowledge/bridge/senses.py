"""Which of a word's senses is meant: the dictionary's own compounds vote."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.analysis import stems
from knowledge.bridge.dictionary import Dictionary

_SENSES_WEIGHED = 10
_SENSES_KEPT = 4
_LATER = 0.85  # what a sense loses by each one that the dictionary gives before it
_UNHEARD = 1.0  # votes that every sense starts with
_SECOND_VOTE = 0.5  # what a compound's second and third sense say
_LONGEST_COMPOUND = 8


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
        self._dictionary = dictionary
        self._forward = sorted(word for word in dictionary if len(word) <= _LONGEST_COMPOUND)
        self._backward = sorted(word[::-1] for word in self._forward)

    def ranked(self, word: str) -> tuple[Sense, ...]:
        """Return the senses that are worth keeping, best first."""
        senses = [
            (sense, terms)
            for sense in self._dictionary.senses(word)
            if (terms := tuple(dict.fromkeys(stems(sense))))
        ][:_SENSES_WEIGHED]
        votes = self._votes(word) if len(senses) > 1 else {}
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

    def _votes(self, word: str) -> dict[str, float]:
        votes: dict[str, float] = {}
        for compound in self._compounds(word):
            senses = self._dictionary.senses(compound)[:3]
            if senses:
                first = set(stems(senses[0]))
                for term in first:
                    votes[term] = votes.get(term, 0.0) + 1.0
                for term in {term for sense in senses[1:] for term in stems(sense)} - first:
                    votes[term] = votes.get(term, 0.0) + _SECOND_VOTE
        return votes

    def _compounds(self, word: str) -> Iterator[str]:
        yield from _beginning(self._forward, word)
        yield from (found[::-1] for found in _beginning(self._backward, word[::-1]))


def _beginning(ordered: Sequence[str], start: str) -> Iterator[str]:
    at = bisect_left(ordered, start)
    while at < len(ordered) and ordered[at].startswith(start):
        if ordered[at] != start:
            yield ordered[at]
        at += 1
