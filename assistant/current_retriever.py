"""Searching over whatever indexes the library has now."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from assistant.missing_vectors import NotingEmbedder
from knowledge.turns import Turns
from knowledge.types import Hit, Language, Query

if TYPE_CHECKING:
    from knowledge.bridge import DictionaryBridge
    from knowledge.library import Library
    from knowledge.protocols import Reranker
    from knowledge.search.lexical import TantivyIndex
    from knowledge.search.told import Told


class CurrentRetriever:
    """Implements Retriever and NearestDocuments over whatever indexes the library has now: a reindex puts other ones in their place.

    `at_once` searches compute, further ones wait for their turn: all are done sooner so, the slowest above all.
    """

    def __init__(
        self,
        library: Library,
        bridge: DictionaryBridge,
        *,
        reranker: Reranker | None = None,
        told: Told | None = None,
        at_once: int | None = None,
    ) -> None:
        self._library = library
        self._bridge = bridge
        self._reranker = reranker
        self._told = told
        self._turns = Turns(at_once or os.cpu_count() or 1)
        self._build()
        library.on_reindex(self._build)

    def _build(self) -> None:
        from knowledge.search.meaning import MeaningSearch
        from knowledge.search.retrieval import HybridRetriever
        from knowledge.search.told import EVERYTHING

        library = self._library
        lexical = cast("TantivyIndex", library.lexical)
        embedder = NotingEmbedder(library.embedder)
        self._current = HybridRetriever(
            library.catalogue,
            lexical,
            library.dense,
            embedder,
            self._bridge,
            reranker=self._reranker,
            told=self._told or EVERYTHING,
        )
        self._meaning = MeaningSearch(
            lexical=lexical,
            dense=library.dense,
            embedder=embedder,
            told=self._told or EVERYTHING,
        )

    def documents(
        self, query: Query, language: Language, like: Sequence[str] = ()
    ) -> tuple[tuple[str, float], ...]:
        """Return documents by meaning alone; none while many have no vectors yet."""
        if not self._library.filler.holds_most:
            return ()
        with self._library.filler.paused(), self._library.using_indexes(), self._turns.turn():
            return self._meaning.documents(query, language, like)

    def search(self, query: Query) -> tuple[Hit, ...]:
        # a question needs the processor now, vectors have time
        with self._library.filler.paused(), self._library.using_indexes(), self._turns.turn():
            return self._current.search(query)
