"""Candidates: what words and vectors found, with its place and score, on the way from the indexes to hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.protocols import Vectors
from knowledge.search.fusion import Fused
from knowledge.search.grouping import PER_DOCUMENT
from knowledge.search.lexical_rows import LexicalHit
from knowledge.types import DocumentHead, Passage

_POOLED = 2 * PER_DOCUMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """What lies nearest to a question's vector in one audience; no vector, nothing near."""

    vector: Vectors | None
    places: Mapping[str, LexicalHit]
    cosines: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that was found: where it stands, and how well it fits by all the runs together."""

    place: LexicalHit
    fused: Fused
    raised: float = 0.0  # beyond what the fusion says

    @property
    def score(self) -> float:
        return self.fused.score + self.raised

    def closer(self, closeness: float, *, best: float, weight: float) -> Candidate:
        """Let the best sentences count with `weight` against 1 for all else; `best` is the best score beside it."""
        score = (self.fused.score + weight * best * closeness) / (1.0 + weight)
        components = {**self.fused.components, "closeness": closeness}
        return replace(self, fused=replace(self.fused, score=score, components=components))


def varied(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Move what exceeds a few passages of one document behind the rest: a long law must not fill the pool alone."""
    taken: Counter[str] = Counter()
    first: list[Candidate] = []
    later: list[Candidate] = []
    for candidate in ranked:
        taken[candidate.place.document_id] += 1
        (first if taken[candidate.place.document_id] <= _POOLED else later).append(candidate)
    return [*first, *later]


def nth_best(scores: Iterable[float], n: int) -> float | None:
    """Return the n-th best score, so that what lies far does not depend on how many are asked for; None without so many."""
    ranked = sorted(scores, reverse=True)
    return ranked[n - 1] if len(ranked) >= n else None


def unranked(head: DocumentHead, passage: Passage) -> Candidate:
    """Return a passage that no run found, behind all that were found, in the order of its document."""
    place = LexicalHit(
        passage_id=passage.passage_id,
        document_id=head.document_id,
        language=passage.language,
        kind=head.kind,
    )
    score = 1e-3 / (1 + passage.ordinal)
    return Candidate(place=place, fused=Fused(passage_id=passage.passage_id, score=score, components={}))
