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
from knowledge.analysis.text_terms import TextTerms, joined

__all__ = [
    "HAN",
    "TextTerms",
    "fold",
    "folded_terms",
    "han_terms",
    "joined",
    "language_of",
    "run_terms",
    "runs",
    "simplified",
    "stems",
    "terms",
    "unique",
    "word_terms",
]
