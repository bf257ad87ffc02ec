"""Counts of what happens in a process, for whoever measures it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping


class Tally:
    """Counts by a key. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, ...]] = Counter()

    def add(self, *key: str) -> None:
        with self._lock:
            self._counts[key] += 1

    def counts(self) -> Mapping[tuple[str, ...], int]:
        with self._lock:
            return dict(self._counts)


MODEL_FAILURES = Tally()
"""By service (chat, embedding, reranking) and code, of all models of the process."""
