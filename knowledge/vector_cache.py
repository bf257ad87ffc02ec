"""Vectors that were made before: texts in, their vectors out, by embedder and content, in a file of their own."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.disk import storing_in
from knowledge.types import Language

_BATCH = 500
_TABLE = (
    "CREATE TABLE IF NOT EXISTS vectors (embedder TEXT NOT NULL, digest BLOB NOT NULL, vector BLOB NOT NULL, "
    "PRIMARY KEY (embedder, digest)) WITHOUT ROWID"
)

Vector = npt.NDArray[np.float32]


class VectorCache:
    """A file that may be deleted at any time: it only saves work. A damaged one is replaced by an empty one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            self._connection = _open(path)
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            with storing_in(self._path):
                self._connection = _open(path)

    def get(self, embedder_id: str, digests: Sequence[bytes]) -> Mapping[bytes, Vector]:
        """Return what is known of these texts (see `text_digest`)."""
        found: dict[bytes, Vector] = {}
        with self._lock, storing_in(self._path):
            for start in range(0, len(digests), _BATCH):
                batch = digests[start : start + _BATCH]
                marks = ",".join("?" * len(batch))
                query = f"SELECT digest, vector FROM vectors WHERE embedder = ? AND digest IN ({marks})"
                for digest, vector in self._connection.execute(query, (embedder_id, *batch)):
                    found[digest] = np.frombuffer(vector, dtype=np.float32)
        return found

    def put(self, embedder_id: str, vectors: Mapping[bytes, Vector]) -> None:
        """Remember vectors."""
        rows = [
            (embedder_id, digest, vector.astype(np.float32).tobytes()) for digest, vector in vectors.items()
        ]
        with self._lock, storing_in(self._path), self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def dimensions(self, embedder_id: str) -> int | None:
        """Return the length of this embedder's vectors; None where there are none."""
        with self._lock, storing_in(self._path):
            query = "SELECT length(vector) FROM vectors WHERE embedder = ? LIMIT 1"
            row = self._connection.execute(query, (embedder_id,)).fetchone()
        return int(row[0]) // np.dtype(np.float32).itemsize if row else None

    def forget(self, digests: Sequence[bytes]) -> None:
        """Forget the vectors of these texts, whoever made them."""
        with self._lock, storing_in(self._path), self._connection:
            self._connection.execute("PRAGMA secure_delete=ON")
            self._connection.executemany("DELETE FROM vectors WHERE digest = ?", [(d,) for d in digests])

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def text_digest(text: str, language: Language) -> bytes:
    """Name a text as an embedder sees it."""
    return hashlib.sha256(f"{language}\n{text}".encode()).digest()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, timeout=30)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(_TABLE)
    connection.commit()
    return connection
