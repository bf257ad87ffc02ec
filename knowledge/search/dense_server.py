"""The dense index on a Chroma server: as in a folder, but shared by every process that works on the same catalogue."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from knowledge.errors import StorageError
from knowledge.protocols import Vectors
from knowledge.search.dense import ChromaIndex
from knowledge.types import Audience, Kind

_KNOWN_FOR_S = 5  # how long rows that were missing are taken to be missing: others add some too


class ChromaServerIndex(ChromaIndex):
    """Implements protocols.DenseIndex. Collections are named after library and embedder: one server holds several libraries.

    Raises StorageError(reason="unreachable") where the server does not answer.
    """

    _compares_all = False  # other processes may write to the server

    def __init__(self, url: str, library_id: str, embedder_id: str) -> None:
        super().__init__(Path(), embedder_id, place=url)
        self._url = url
        embedder = hashlib.sha256(embedder_id.encode()).hexdigest()[:8]
        self._prefix = f"pb-{library_id[:16]}-{embedder}-"
        self._moment = 0

    def _is_new(self) -> bool:
        return False

    def _known(self, audience: Audience, kind: Kind, k: int) -> int:
        """Return how many to ask for; how many there are may have changed since they were counted."""
        return k

    def count(self, audience: Audience, kind: Kind) -> int:
        self._rows.pop((audience, kind), None)
        return super().count(audience, kind)

    def _nearest(
        self, audience: Audience, kind: Kind, vector: Vectors, k: int, ids: tuple[str, ...]
    ) -> tuple[tuple[str, float], ...]:
        moment = int(time.monotonic() // _KNOWN_FOR_S)
        if moment != self._moment:
            self._moment = moment
            self._changes += 1
        return super()._nearest(audience, kind, vector, k, ids)

    def _connect(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        parts = urlsplit(self._url)
        secure = parts.scheme == "https"
        try:
            return chromadb.HttpClient(
                host=parts.hostname or "",
                port=parts.port or (443 if secure else 80),
                ssl=secure,
                settings=Settings(anonymized_telemetry=False),
            )
        except (ValueError, httpx.HTTPError) as error:  # ValueError: it could not be reached
            raise StorageError("storage", path=self._url, reason="unreachable") from error
