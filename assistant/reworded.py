"""Which of a chat model's search words an answer may repeat: its words, and what is asked and shown, in; those out.

A model that reads questions can put a message into the words that it looks for. So only words that stand in the question
or in the answer are told; in the place of others stands an ellipsis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from knowledge.analysis import fold, terms
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_PIECE = lazy_pattern(r"[\u3400-\u9fff]+|[^\s\u3400-\u9fff]+")
_FEWEST = 2  # Han characters in a row that make a word
GAP = "…"


def told_words(topic: str, texts: Iterable[str]) -> str:
    """Return the words of a topic that stand in the texts too, each run of others as an ellipsis."""
    held = fold("\n".join(texts)).lower()
    known = frozenset(terms(held, Language.EN))
    pieces = (part for piece in _PIECE.findall(fold(topic)) for part in _told(piece, held, known))
    return " ".join(word for part, run in groupby(pieces) for word in (run if part != GAP else (GAP,)))


def _told(piece: str, held: str, known: frozenset[str]) -> Iterator[str]:
    if not any(c.isalnum() for c in piece):
        yield GAP
        return
    if piece.isascii():
        yield piece if set(terms(piece, Language.EN)) <= known else GAP
        return
    at = 0
    while at < len(piece):
        end = next((e for e in range(len(piece), at + _FEWEST - 1, -1) if piece[at:e].lower() in held), at)
        yield piece[at:end] if end > at else GAP
        at = end if end > at else at + 1
