"""The vectors of questions: made once for all searches of a text; where the embedder fails it is noted, and told to whoever searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from knowledge.errors import ModelError
from knowledge.protocols import Embedder, Vectors
from knowledge.types import Language

_REMEMBERED = 64
_noted: ContextVar[list[ModelError] | None] = ContextVar("noted", default=None)


@contextmanager
def noting_failures() -> Iterator[Sequence[ModelError]]:
    """Collect why questions got no vector in the searches of this block, and of no other thread."""
    failures: list[ModelError] = []
    token = _noted.set(failures)
    try:
        yield failures
    finally:
        _noted.reset(token)


class NotingEmbedder:
    """Implements protocols.Embedder over another one, whose failures at questions it notes.

    Matching searches for the same words several times: the last vectors are remembered, failures are not.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._embed = lru_cache(maxsize=_REMEMBERED)(embedder.embed_query)

    @property
    def embedder_id(self) -> str:
        return self._embedder.embedder_id

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    @property
    def languages(self) -> frozenset[Language]:
        return self._embedder.languages

    def fits(self, text: str, language: Language) -> bool:
        return self._embedder.fits(text, language)

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        return self._embedder.embed_passages(texts, languages)

    def embed_query(self, text: str, language: Language) -> Vectors:
        try:
            return self._embed(text, language)
        except ModelError as error:
            failures = _noted.get()
            if failures is not None:
                failures.append(error)
            raise
