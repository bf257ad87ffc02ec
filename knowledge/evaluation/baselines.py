"""The simple systems beside ours: BM25 by words or by pairs of characters, exact cosine, and their rank fusion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np

from knowledge.analysis import fold, folded_terms, runs, word_terms
from knowledge.evaluation.retrieval_sets import Corpus
from knowledge.protocols import Embedder
from knowledge.types import Language

Told = Callable[[float], None]
"""Told how much of the work is done, from 0 to 1."""
Ranking = Sequence[tuple[str, float]]
Barred = frozenset[str]

_BATCH = 512
_RRF_K = 60  # Cormack, Clarke and Büttcher, 2009
_BODY, _ID = "body", "id"


class System(Protocol):
    def rank(self, text: str, depth: int, barred: Barred) -> Ranking:
        """Return up to `depth` (document id, score), best first; barred documents are taken out before ranks are given."""
        ...


class Bm25:
    """BM25 over whole documents with given terms."""

    def __init__(self, corpus: Corpus, terms_of: Callable[[str], list[str]]) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field(_ID, stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field(_BODY, tokenizer_name="whitespace", index_option="freq")
        self._terms_of = terms_of
        self._index: Any = tantivy.Index(builder.build())
        writer = self._index.writer(64_000_000, 1)
        for row in corpus.documents:
            document = tantivy.Document()
            document.add_text(_ID, row.document_id)
            document.add_text(_BODY, " ".join(terms_of(row.whole)))
            writer.add_document(document)
        writer.commit()
        self._index.reload()

    def rank(self, text: str, depth: int, barred: Barred) -> Ranking:
        import tantivy

        schema, should = self._index.schema, tantivy.Occur.Should
        clauses = [
            (should, tantivy.Query.term_query(schema, _BODY, term, "freq")) for term in self._terms_of(text)
        ]
        if not clauses:
            return ()
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.boolean_query(clauses), depth + len(barred), count=False).hits
        return without(((searcher.doc(at)[_ID][0], float(score)) for score, at in found), barred)[:depth]


class Dense:
    """Exact cosine over whole documents, of texts as they are or of what `prepare` makes of them.

    The model reads whatever it is given as English: that is all a user without a bridge could do.
    """

    def __init__(
        self, corpus: Corpus, embedder: Embedder, told: Told, prepare: Callable[[str], str] = str
    ) -> None:
        self._embedder = embedder
        self._prepare = prepare
        self._ids = [row.document_id for row in corpus.documents]
        blocks = [np.zeros((0, embedder.dimensions), np.float32)]
        for start in range(0, len(self._ids), _BATCH):
            texts = [prepare(row.whole) for row in corpus.documents[start : start + _BATCH]]
            blocks.append(embedder.embed_passages(texts, [Language.EN] * len(texts)))
            told((start + len(texts)) / len(self._ids))
        self._vectors = np.concatenate(blocks)

    def rank(self, text: str, depth: int, barred: Barred) -> Ranking:
        cosines = self._vectors @ self._embedder.embed_query(self._prepare(text), Language.EN)
        nearest = np.argsort(-cosines, kind="stable")[: depth + len(barred)]
        return without(((self._ids[row], float(cosines[row])) for row in nearest), barred)[:depth]


class ReciprocalRanks:
    """Reciprocal rank fusion of systems."""

    def __init__(self, *systems: System) -> None:
        self._systems = systems

    def rank(self, text: str, depth: int, barred: Barred) -> Ranking:
        scores: dict[str, float] = {}
        for system in self._systems:
            for rank, (document_id, _) in enumerate(system.rank(text, depth, barred), start=1):
                scores[document_id] = scores.get(document_id, 0.0) + 1 / (_RRF_K + rank)
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:depth]


def without(ranking: Any, barred: Barred) -> list[tuple[str, float]]:
    """Return a ranking without the barred documents."""
    return [(document_id, score) for document_id, score in ranking if document_id not in barred]


def words_of(text: str) -> list[str]:
    """Return the terms of a text: Chinese words as jieba cuts them with its own dictionary, English stems."""
    found: list[str] = []
    for is_han, run in runs(fold(text)):
        found.extend(_jieba().cut(run) if is_han else word_terms(run))
    return found


@cache
def _jieba() -> Any:
    """Return a segmenter without the words of our bridge, so that the baseline stays as it is when the bridge changes."""
    import rjieba

    return rjieba.Jieba()


def pairs_of(text: str) -> list[str]:
    """Return the terms of a text: overlapping pairs of Han characters, English stems."""
    return folded_terms(fold(text), Language.ZH)
