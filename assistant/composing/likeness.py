"""How like a sentence is to its sources, clause by clause: whether it says the same, denies it, or swaps a part of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from assistant.composing.claimed_terms import (
    between_commas,
    clauses,
    denials,
    named_in,
    permits,
    whole_sentences,
)
from knowledge.analysis import language_of, terms
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

Pivot = Callable[[str, Language], Sequence[str]]
_ALIKE = 0.4  # shared terms from which two clauses say, or deny, the same
_FEWEST_TERMS = {Language.ZH: 3, Language.EN: 2}  # Chinese terms overlap: three are four characters
_VALUE = lazy_pattern(r"\b[A-Z]{2}\d{6,}[A-Z]?\d?\b|\d[\d,.]*\s*(?:[%年月日]|万?元)?")
_ALL_BUT_SAME = 0.8
_AS_LONG = 0.9  # of a source's length, from which a piece leaves nothing of it out
_AS_LIKE = 0.93  # of the likeness of the most alike


class Likeness:
    """Compares sentences in one language with texts in either; remembers the terms of what it saw."""

    def __init__(self, language: Language, pivot: Pivot) -> None:
        self._language = language
        self._pivot = lru_cache(maxsize=4096)(lambda text, written: frozenset(pivot(text, written)))
        self._terms = lru_cache(maxsize=4096)(lambda text, written: frozenset(terms(text, written)))
        self._written = lru_cache(maxsize=4096)(language_of)

    def shared(self, text: str, other: str, language: Language) -> float:
        """Return the share (0–1) of a sentence's terms that another text, written in `language`, holds."""
        own = self._terms(text, self._language)
        if not own:
            return 0.0
        if language is self._language:
            return len(own & self._terms(other, language)) / len(own)
        pivot = self._pivot(text, self._language)
        return len(pivot & self._pivot(other, language)) / len(pivot) if pivot else 0.0

    def turns_round(self, text: str, held: Sequence[str]) -> bool:
        """Say whether a piece of a sentence denies or swaps what the pieces of the sources most like it say."""
        cuts = ((clauses, _affirms_as), (between_commas, _says_as), (whole_sentences, _says_as))
        return any(
            self._differs(cut(text), [piece for source in held for piece in cut(source)], says_as)
            for cut, says_as in cuts
        )

    def strange(self, text: str, held: Sequence[str], least: Mapping[Language, float]) -> str | None:
        """Return a piece of a sentence that shares too little with all sources together: nothing stands behind it.

        `least` is the share that is enough, by the language a source is written in. Values are left to those who compare
        values, and a piece of very few words ("so far") says nothing of its own.
        """
        by_language = {
            language: "\n".join(h for h in held if language_of(h) is language) for language in least
        }
        for piece in between_commas(text):
            words = _VALUE.sub(" ", piece)
            if len(self._terms(words, self._language)) < _FEWEST_TERMS[self._language]:
                continue
            if not any(
                other and self.shared(words, other, language) >= least[language]
                for language, other in by_language.items()
            ):
                return piece
        return None

    def _differs(
        self, own: Sequence[str], others: Sequence[str], says_as: Callable[[str, str, float], bool]
    ) -> bool:
        for piece in own:
            likeness = [(self.shared(piece, other, self._written(other)), other) for other in others]
            best = max((share for share, _ in likeness), default=0.0)
            near = [other for share, other in likeness if share >= best * _AS_LIKE]
            if best >= _ALIKE and not any(says_as(piece, other, best) for other in near):
                return True
        return False


def _affirms_as(clause: str, other: str, likeness: float) -> bool:
    """Say whether a clause affirms what a clause like it affirms, of the same; all but the same words deny as often."""
    if permits(clause) is not None and permits(other) not in (None, permits(clause)):
        return False
    if likeness >= _ALL_BUT_SAME:
        if denials(clause) != denials(other):
            return False
    elif bool(denials(clause)) is not bool(denials(other)):
        return False
    return _names_as(clause, other, likeness)


def _says_as(piece: str, other: str, likeness: float) -> bool:
    """Say whether a longer piece names the same; one that leaves nothing out denies as often, whatever its clauses are like."""
    whole = likeness >= _ALL_BUT_SAME and len(piece) >= _AS_LONG * len(other)
    return _names_as(piece, other, likeness) and (not whole or denials(piece) == denials(other))


def _names_as(piece: str, other: str, likeness: float) -> bool:
    """Say whether a piece names no other party, licence type, limit, period or year; all but the same words, none more often."""
    named = zip(named_in(piece), named_in(other), strict=True)
    if likeness >= _ALL_BUT_SAME:
        return all(own <= others for own, others in named)
    return all(own.keys() <= others.keys() for own, others in named if others)
