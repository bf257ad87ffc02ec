"""Index terms: a text in Chinese or English becomes folded tokens that both languages share where they can."""

from __future__ import annotations

from knowledge.analysis.characters import HAN, fold, language_of, simplified
from knowledge.analysis.index_terms import (
    folded_terms,
    han_terms,
    run_terms,
    runs,
    stems,
    terms,
    unique,
    word_terms,
)

__all__ = [
    "HAN",
    "fold",
    "folded_terms",
    "han_terms",
    "language_of",
    "run_terms",
    "runs",
    "simplified",
    "stems",
    "terms",
    "unique",
    "word_terms",
]
