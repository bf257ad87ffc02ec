"""The dense index of the process that owns it: what is read from it is asked for there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from knowledge.protocols import Vectors
from knowledge.types import Audience, Kind

Method = Literal["passage_ids", "search", "vectors"]


class Owner(Protocol):
    """Has one of the methods of a DenseIndex called where the index is."""

    def __call__(self, method: Method, *arguments: Any) -> Any: ...


class DenseElsewhere:
    """Implements protocols.DenseIndex for reading; writing raises TypeError."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner

    def passage_ids(self, audience: Audience, kind: Kind) -> frozenset[str]:
        found: frozenset[str] = self._owner("passage_ids", audience, kind)
        return found

    def search(
        self, audience: Audience, kind: Kind, vector: Vectors, k: int, ids: Sequence[str] | None = None
    ) -> tuple[tuple[str, float], ...]:
        found: tuple[tuple[str, float], ...] = self._owner("search", audience, kind, vector, k, ids)
        return found

    def vectors(self, audience: Audience, kind: Kind, ids: Sequence[str]) -> Mapping[str, Vectors]:
        found: Mapping[str, Vectors] = self._owner("vectors", audience, kind, tuple(ids))
        return found

    def add(self, audience: Audience, kind: Kind, ids: Sequence[str], vectors: Vectors) -> None:
        raise TypeError("read only")

    def remove(self, audience: Audience, kind: Kind, ids: Sequence[str]) -> None:
        raise TypeError("read only")

    def clear(self) -> None:
        raise TypeError("read only")

    def close(self) -> None:
        """There is nothing to let go of here."""
