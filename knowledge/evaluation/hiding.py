"""The library's own indexes with documents that a query must not find: they are gone before scores are compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from knowledge.bridge import DictionaryBridge
from knowledge.protocols import Vectors
from knowledge.search.dense import ChromaIndex
from knowledge.search.filtering import Narrowing
from knowledge.search.lexical import LexicalRun, TantivyIndex
from knowledge.search.lexical_queries import FieldTerms
from knowledge.types import Audience, Kind


class HidingLexicalIndex(TantivyIndex):
    """A lexical index whose searches pass over documents."""

    def __init__(self, folder: Path, bridge: DictionaryBridge) -> None:
        super().__init__(folder, bridge)
        self._hidden: Mapping[str, int] = {}

    def hide(self, documents: Mapping[str, int]) -> None:
        """Pass over these documents from now on, and no others; each with the number of its passages."""
        self._hidden = documents

    def search(
        self,
        audience: Audience,
        wanted: Sequence[FieldTerms],
        *,
        k: int,
        kinds: Sequence[Kind] | None = None,
        document_ids: Sequence[str] | None = None,
        narrowing: Narrowing | None = None,
    ) -> LexicalRun:
        run = super().search(
            audience,
            wanted,
            k=k + sum(self._hidden.values()),
            kinds=kinds,
            document_ids=document_ids,
            narrowing=narrowing,
        )
        return replace(run, hits=tuple(hit for hit in run.hits if hit.document_id not in self._hidden)[:k])


class HidingDenseIndex(ChromaIndex):
    """A vector index whose searches pass over passages."""

    def __init__(self, folder: Path, embedder_id: str) -> None:
        super().__init__(folder, embedder_id)
        self._hidden: Collection[str] = ()

    def hide(self, passage_ids: Iterable[str]) -> None:
        """Pass over these passages from now on, and no others."""
        self._hidden = frozenset(passage_ids)

    def search(
        self, audience: Audience, kind: Kind, vector: Vectors, k: int, ids: Sequence[str] | None = None
    ) -> tuple[tuple[str, float], ...]:
        found = super().search(audience, kind, vector, k + len(self._hidden), ids)
        return tuple(pair for pair in found if pair[0] not in self._hidden)[:k]
