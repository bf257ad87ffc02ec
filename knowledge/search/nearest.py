"""The passages nearest to a vector among those that a narrowing allows, out of an index that knows no filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from knowledge.protocols import DenseIndex, Vectors
from knowledge.search.filtering import Narrowing
from knowledge.types import Audience, Kind

if TYPE_CHECKING:
    from knowledge.search.lexical_rows import LexicalHit

_FEW = 1_000  # passages that are compared one by one
_FARTHEST = 5_000  # of the nearest passages, how many are looked through for allowed ones: beyond, meaning says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Which passages a narrowing leaves, None where they are many; and the share of the kind that its facts leave (0–1)."""

    share: float
    places: Mapping[str, LexicalHit] | None


class Places(Protocol):
    """The part of the lexical index that knows which passages a narrowing lets through."""

    def locate(
        self,
        audience: Audience,
        passage_ids: Sequence[str],
        *,
        document_ids: Sequence[str] | None = None,
        narrowing: Narrowing | None = None,
    ) -> Mapping[str, LexicalHit]: ...
    def allowed(
        self,
        audience: Audience,
        *,
        kind: Kind,
        document_ids: Sequence[str] | None,
        narrowing: Narrowing | None,
        at_most: int,
    ) -> Allowed: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Passages near a vector, all of them allowed: where each belongs, and its cosine."""

    places: Mapping[str, LexicalHit]
    cosines: Mapping[str, float]


def nearest(
    dense: DenseIndex,
    places: Places,
    audience: Audience,
    vector: Vectors,
    k: int,
    *,
    kinds: Sequence[Kind],
    document_ids: Sequence[str] | None = None,
    narrowing: Narrowing | None = None,
) -> Near:
    """Return up to k allowed passages of each kind nearest to a vector; fewer where no more of the 5,000 nearest are allowed.

    Few allowed passages are compared one by one, however far; else the search asks for twice as many until enough are
    allowed (a vector index that filters by its own metadata is far slower). What lies farther is left to the words.
    """
    found: dict[str, LexicalHit] = {}
    cosines: dict[str, float] = {}
    for kind in kinds:
        shelf = _Shelf(dense, places, audience, kind, document_ids, narrowing)
        pairs, held = shelf.search(vector, k)
        found.update((name, held[name]) for name, _ in pairs if name in held)
        cosines.update(pair for pair in pairs if pair[0] in held)
    return Near(places=found, cosines=cosines)


_Found = tuple[Sequence[tuple[str, float]], Mapping[str, "LexicalHit"]]


class _Shelf:
    """The vectors of one audience and kind, narrowed."""

    def __init__(
        self,
        dense: DenseIndex,
        places: Places,
        audience: Audience,
        kind: Kind,
        document_ids: Sequence[str] | None,
        narrowing: Narrowing | None,
    ) -> None:
        self._dense = dense
        self._places = places
        self._audience = audience
        self._kind = kind
        self._within = document_ids
        self._narrowing = narrowing

    def search(self, vector: Vectors, k: int) -> _Found:
        if self._within is None and self._narrowing is None:
            pairs = self._dense.search(self._audience, self._kind, vector, k)
            return pairs, self._places.locate(self._audience, [name for name, _ in pairs])
        allowed = self._places.allowed(
            self._audience, kind=self._kind, document_ids=self._within, narrowing=self._narrowing, at_most=_FEW
        )  # fmt: skip
        few = allowed.places
        if few is None:
            return self._over_fetched(vector, k, int(2 * k / allowed.share))
        return self._dense.search(self._audience, self._kind, vector, k, list(few)) if few else (), few

    def _over_fetched(self, vector: Vectors, k: int, asked: int) -> _Found:
        """Ask for more until k are allowed, nothing new comes or what comes is too far."""
        seen, held = set[str](), dict[str, "LexicalHit"]()
        asked = min(asked, _FARTHEST)
        while True:
            pairs = self._dense.search(self._audience, self._kind, vector, asked)
            new = [name for name, _ in pairs if name not in seen]
            seen.update(new)
            held |= self._places.locate(
                self._audience, new, document_ids=self._within, narrowing=self._narrowing
            )
            if not new or len(held) >= k or asked >= _FARTHEST:
                return [pair for pair in pairs if pair[0] in held][:k], held
            asked = min(2 * asked, _FARTHEST)
