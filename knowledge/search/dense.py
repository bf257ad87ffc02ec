"""The dense index: unit vectors in, nearest passage ids out, one Chroma collection per audience and kind."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.errors import EmbedderMismatchError, StorageError
from knowledge.protocols import Vectors
from knowledge.types import Audience, Kind

_log = logging.getLogger(__name__)

BATCH = 5_000  # Chroma refuses more than 5,461 rows
_COMPARED = 1_000  # rows of a collection that a question is compared with one by one: a search of Chroma's takes as long as for many
_RESTRICTIONS = 8  # sets of rows that searches were restricted to: a need's requirements have the same
_EF_SEARCH = 400  # of 50,000 vectors recall@10 is ≥ .95 in half a millisecond more than with 200; a change is seen in new collections only


class ChromaIndex:
    """Implements protocols.DenseIndex in one process's Chroma folder; texts stay in the catalogue.

    Chroma is imported and opened at first use. Ids are content-addressed: a row that exists is never written again
    (an overwrite is many times slower than an insert). Raises EmbedderMismatchError when the folder was filled by
    another embedder, StorageError when the disk refuses.
    """

    _compares_all = True  # what fits in memory: nobody else writes to the folder

    def __init__(self, folder: Path, embedder_id: str, *, place: str = "") -> None:
        """`place` is what errors name, where it is not the folder."""
        self._folder = folder
        self._place = place or str(folder)
        self._prefix = ""  # of the collections' names
        self._embedder_id = embedder_id
        self._lock = threading.RLock()
        self._client: Any = None
        self._collections: dict[tuple[Audience, Kind], Any] = {}
        self._rows: dict[tuple[Audience, Kind], int] = {}  # counting costs Chroma milliseconds
        self._changes = self._searched = 0
        self._restricted = lru_cache(maxsize=_RESTRICTIONS)(self._fetched)
        self._whole = lru_cache(maxsize=len(Audience) * len(Kind))(
            lambda audience, kind, changes: self._fetched(audience, kind, None, changes)
        )

    def add(self, audience: Audience, kind: Kind, ids: Sequence[str], vectors: Vectors) -> None:
        """Add rows; those that are there already stay as they are."""
        with self._lock:
            collection = self._collection(audience, kind)
            for rows in _batches(len(ids)):
                some = [ids[row] for row in rows]
                present = set(_present(collection, some))
                new = [row for row in dict(zip(some, rows, strict=True)).values() if ids[row] not in present]
                if new:
                    self._rows.pop((audience, kind), None)
                    with _storing(self._place):
                        collection.add(ids=[ids[row] for row in new], embeddings=np.asarray(vectors)[new])
                    self._changes += 1

    def remove(self, audience: Audience, kind: Kind, ids: Sequence[str]) -> None:
        """Remove rows; unknown ids are passed over."""
        with self._lock, _storing(self._place):
            self._rows.pop((audience, kind), None)
            for rows in _batches(len(ids)):
                self._collection(audience, kind).delete(ids=[ids[row] for row in rows])
            self._changes += 1

    def passage_ids(self, audience: Audience, kind: Kind) -> frozenset[str]:
        """Return the ids of all rows."""
        if self._is_new():
            return frozenset()
        collection = self._collection(audience, kind)
        with _storing(self._place):
            return frozenset(collection.get(include=[])["ids"])

    def count(self, audience: Audience, kind: Kind) -> int:
        """Return the number of rows."""
        key = (audience, kind)
        if key not in self._rows:
            with self._lock:
                self._rows[key] = int(self._collection(audience, kind).count())
        return self._rows[key]

    def search(
        self, audience: Audience, kind: Kind, vector: Vectors, k: int, ids: Sequence[str] | None = None
    ) -> tuple[tuple[str, float], ...]:
        """Return up to k (passage id, cosine similarity), best first; `ids` restricts the search."""
        if self._is_new():
            return ()
        collection = self._collection(audience, kind)
        with _storing(self._place):
            known = self._known(audience, kind, k)
            if not known:
                return ()
            if self._compares_all and self._is_quiet() and self.count(audience, kind) <= _COMPARED:
                return self._whole(audience, kind, self._changes).nearest(vector, k, ids)
            if ids is not None:
                return self._nearest(audience, kind, vector, k, tuple(ids))
            found = collection.query(
                query_embeddings=np.asarray(vector, dtype=np.float32).reshape(1, -1),
                n_results=known,
                include=["distances"],
            )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return tuple((str(passage_id), 1.0 - float(distance)) for passage_id, distance in pairs)

    def vectors(self, audience: Audience, kind: Kind, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of rows by their ids; those that are not there are missing."""
        if self._is_new() or not ids:
            return {}
        held: dict[str, Vectors] = {}
        with _storing(self._place):
            for rows in _batches(len(ids)):
                some = [ids[row] for row in rows]
                found = self._collection(audience, kind).get(ids=some, include=["embeddings"])
                rows_found = np.asarray(found["embeddings"], dtype=np.float32)
                held.update(zip(map(str, found["ids"]), rows_found, strict=True))
        return held

    def clear(self) -> None:
        """Forget all vectors, whichever embedder made them."""
        with self._lock, _storing(self._place):
            client = self._open()
            self._collections.clear()
            self._rows.clear()
            for collection in client.list_collections():
                if collection.name.startswith(self._prefix):
                    client.delete_collection(collection.name)
            self._changes += 1

    def close(self) -> None:
        """Let go of the folder."""
        with self._lock:
            self._collections.clear()
            self._rows.clear()
            if self._client is not None:
                self._client.close()
            self._client = None

    def _known(self, audience: Audience, kind: Kind, k: int) -> int:
        """Return how many of k rows there can be."""
        return min(k, self.count(audience, kind))

    def _is_quiet(self) -> bool:
        """Say whether nothing changed since the last search: while vectors are coming in, all would be fetched anew each time."""
        quiet, self._searched = self._searched == self._changes, self._changes
        return quiet

    def _nearest(
        self, audience: Audience, kind: Kind, vector: Vectors, k: int, ids: tuple[str, ...]
    ) -> tuple[tuple[str, float], ...]:
        return self._restricted(audience, kind, ids, self._changes).nearest(vector, k)

    def _fetched(self, audience: Audience, kind: Kind, ids: tuple[str, ...] | None, changes: int) -> _Rows:
        """Return rows to compare with exactly, all where `ids` is None: a search of Chroma's restricted to ids is several times slower."""
        wanted = tuple(self.passage_ids(audience, kind)) if ids is None else ids
        return _Rows(self.vectors(audience, kind, wanted))

    def _is_new(self) -> bool:
        """Say whether nothing was ever put in: then Chroma, whose import takes seconds, is not needed."""
        return self._client is None and not self._folder.exists()

    def _collection(self, audience: Audience, kind: Kind) -> Any:
        key = (audience, kind)
        collection = self._collections.get(key)
        if collection is None:
            with self._lock:
                collection = self._collections.get(key) or self._open_collection(audience, kind)
                self._collections[key] = collection
        return collection

    def _open_collection(self, audience: Audience, kind: Kind) -> Any:
        with _storing(self._place):
            collection = self._open().get_or_create_collection(
                f"{self._prefix}{audience}-{kind}",
                embedding_function=None,  # a named function would download a model
                configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
                metadata={"embedder_id": self._embedder_id},
            )
        built_by = (collection.metadata or {}).get("embedder_id")
        if built_by != self._embedder_id:
            raise EmbedderMismatchError(built_by=built_by, configured=self._embedder_id)
        return collection

    def _open(self) -> Any:
        if self._client is None:
            with _storing(self._place):
                self._client = self._connect()
        return self._client

    def _connect(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        self._folder.mkdir(parents=True, exist_ok=True)
        settings = Settings(anonymized_telemetry=False, is_persistent=True)
        try:
            return chromadb.PersistentClient(str(self._folder), settings=settings)
        except (AttributeError, ValueError) as error:  # what Chroma makes of files that it cannot read
            raise StorageError("storage", path=self._place, reason="damaged") from error


class _Rows:
    """Vectors in memory, which a question's is compared with one by one."""

    def __init__(self, held: Mapping[str, Vectors]) -> None:
        self._names = tuple(held)
        self._place = {name: at for at, name in enumerate(self._names)}
        self._rows = np.array(list(held.values()), dtype=np.float32)

    def nearest(
        self, vector: Vectors, k: int, ids: Iterable[str] | None = None
    ) -> tuple[tuple[str, float], ...]:
        """Return up to k (id, cosine similarity), best first, among all or among some ids."""
        places = None if ids is None else [self._place[name] for name in ids if name in self._place]
        if not self._names or places == []:
            return ()
        rows = self._rows if places is None else self._rows[places]
        cosines = rows @ np.asarray(vector, dtype=np.float32)
        best = np.argpartition(-cosines, k - 1)[:k] if k < len(cosines) else np.arange(len(cosines))
        ranked = best[np.argsort(-cosines[best], kind="stable")]
        return tuple(
            (self._names[at if places is None else places[at]], float(cosines[at])) for at in ranked.tolist()
        )


class _storing:
    """Translate what the disk and Chroma raise into StorageError."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or not isinstance(error, Exception):
            return
        import chromadb.errors
        import httpx

        if isinstance(error, httpx.TransportError):
            raise StorageError("storage", path=self._place, reason="unreachable") from error
        if isinstance(error, chromadb.errors.ChromaError | OSError):
            full = "space" in str(error).lower() or "disk is full" in str(error).lower()
            reason = (
                "disk_full" if full else "permission" if isinstance(error, PermissionError) else "damaged"
            )
            raise StorageError("storage", path=self._place, reason=reason) from error


def _present(collection: Any, ids: Sequence[str]) -> list[str]:
    held: list[str] = []
    for rows in _batches(len(ids)):
        held.extend(collection.get(ids=[ids[row] for row in rows], include=[])["ids"])
    return held


def _batches(rows: int) -> Iterator[range]:
    for start in range(0, rows, BATCH):
        yield range(start, min(start + BATCH, rows))
