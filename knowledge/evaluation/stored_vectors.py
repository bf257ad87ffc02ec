"""Vectors of an evaluation: what was embedded before, in this run or an earlier one, is not embedded again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from knowledge.bridge import DictionaryBridge
from knowledge.evaluation.systems import Parts
from knowledge.protocols import Embedder, Vectors
from knowledge.types import Language
from knowledge.vector_cache import VectorCache

_FILE = "evaluation-vectors.sqlite"


@contextmanager
def storing(parts: Parts, folder: Path) -> Iterator[Parts]:
    """Give the parts with an embedder that keeps the vectors of passages in a folder."""
    if parts.embedder is None:
        yield parts
        return
    embedder = StoringEmbedder(parts.embedder, parts.bridge, folder)
    try:
        yield replace(parts, embedder=embedder)
    finally:
        embedder.close()


class StoringEmbedder:
    """Implements protocols.Embedder around another: passages are looked up by content first, queries never.

    Queries are embedded each time because the time they take is measured. A vector's name holds what the bridge makes
    of a Chinese text, so it is made anew when the bridge changes, and vectors of unbridged texts outlive that.
    """

    def __init__(self, inner: Embedder, bridge: DictionaryBridge, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.embedder_id = inner.embedder_id
        self.languages = inner.languages
        self._inner = inner
        self._bridge = bridge
        self._model = inner.embedder_id.removesuffix(f"+{bridge.version}")
        self._cache = VectorCache(folder / _FILE)

    @property
    def dimensions(self) -> int:
        return self._inner.dimensions

    def fits(self, text: str, language: Language) -> bool:
        return self._inner.fits(text, language)

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        names = [self._name(text, language) for text, language in zip(texts, languages, strict=True)]
        known = dict(self._cache.get(self._model, names))
        missing = [row for row, name in enumerate(names) if name not in known]
        if missing:
            made = self._inner.embed_passages(
                [texts[row] for row in missing], [languages[row] for row in missing]
            )
            new = {names[row]: vector for row, vector in zip(missing, made, strict=True)}
            self._cache.put(self._model, new)
            known.update(new)
        if not names:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([known[name] for name in names])

    def embed_query(self, text: str, language: Language) -> Vectors:
        return self._inner.embed_query(text, language)

    def close(self) -> None:
        self._cache.close()

    def _name(self, text: str, language: Language) -> bytes:
        bridged = self._bridge.to_english(text) if language is Language.ZH else ""
        return hashlib.sha256(f"{language}\n{text}\0{bridged}".encode()).digest()
