"""How like a sentence is to its sources, clause by clause: whether it says the same, denies it, or swaps a part of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from assistant.composing.claimed_terms import GROUPS, clauses, denials, kinds_in, permits
from knowledge.analysis import language_of, terms
from knowledge.types import Language

Pivot = Callable[[str, Language], Sequence[str]]
_ALIKE = 0.5  # shared terms from which two clauses say, or deny, the same
_ALL_BUT_SAME = 0.8
_AS_LIKE = 0.93  # of the likeness of the most alike


class Likeness:
    """Compares sentences in one language with texts in either; remembers the terms of what it saw."""

    def __init__(self, language: Language, pivot: Pivot) -> None:
        self._language = language
        self._pivot = lru_cache(maxsize=4096)(lambda text, written: frozenset(pivot(text, written)))
        self._terms = lru_cache(maxsize=4096)(lambda text, written: frozenset(terms(text, written)))

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
        """Say whether a clause denies or swaps what the clauses of the sources most like it say."""
        sources = [c for h in held for c in clauses(h)]
        for clause in clauses(text):
            likeness = [(self.shared(clause, c, language_of(c)), c) for c in sources]
            best = max((share for share, _ in likeness), default=0.0)
            near = [c for share, c in likeness if share >= best * _AS_LIKE]
            if best >= _ALIKE and (_denied_otherwise(clause, near, best) or _swapped(clause, near)):
                return True
        return False


def _denied_otherwise(clause: str, near: Sequence[str], likeness: float) -> bool:
    """Say whether a clause denies what all clauses like it affirm, or the reverse; where the words are all but the same, how often."""
    allowed = {permits(c) for c in near} - {None}
    if permits(clause) is not None and allowed and permits(clause) not in allowed:
        return True
    counts = {denials(c) for c in near}
    if likeness >= _ALL_BUT_SAME:
        return denials(clause) not in counts
    return bool(denials(clause)) not in {bool(count) for count in counts}


def _swapped(clause: str, near: Sequence[str]) -> bool:
    """Say whether a clause names another licence type, limit or period than the clauses like it name."""
    for group in GROUPS:
        held = frozenset(name for c in near for name in kinds_in(c, group))
        if held and not kinds_in(clause, group) <= held:
            return True
    return False
