"""Candidates: a need in; the technologies that are closest to it, by words and by meaning, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.matching.types import ReadNeed
from knowledge.protocols import Catalogue, NearestDocuments, Retriever
from knowledge.rights.families import families
from knowledge.types import ANYONE, Audience, DocumentHead, Hit, Kind, Query

_FOUND = 100  # passages per search for the whole need
_FOUND_OF_PART = 60  # and for each requirement
_NEAREST = 300  # passages by meaning
_FAR = 60  # documents nearer than this one are near at all
_LIKE = 5  # of those found by words and meaning, how many draw the search by meaning
_MEANING = 1.0  # beside the words of the whole need
_PARTS = 0.4

Scores = dict[str, float]  # by document


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A technology: the documents of its family that were found, the closest of them first."""

    document_ids: tuple[str, ...]
    closeness: float  # to the need, 0 to 1
    cosine: float | None = (
        None  # of the text that is nearest in meaning; None where there is no meaning to go by
    )

    @property
    def document_id(self) -> str:
        return self.document_ids[0]


class CandidateFinder:
    """Reads what is public only. Safe to use from several threads.

    Three signs, each 0 to 1: how the whole need is found by search; how near the text is in meaning, drawn by what was
    found first; how the requirements are found by search, together. `nearest` is None where there is no meaning to go by.
    """

    def __init__(self, catalogue: Catalogue, retriever: Retriever, nearest: NearestDocuments | None) -> None:
        self._catalogue = catalogue
        self._retriever = retriever
        self._nearest = nearest

    def find(self, need: ReadNeed, most: int) -> list[Candidate]:
        """Return up to so many technologies, the closest first."""
        text = need.wanted.text
        first = self._search(text, _FOUND)
        whole = beside_the_best(first)
        near = self._near(need)
        meaning = self._meaning(need, near, first, whole)
        parts = [self._search(part, _FOUND_OF_PART) for part in _parts(need)]
        closeness = _together(whole, meaning, _beside_the_best_sum(parts))
        return self._families(closeness, dict(near), most)

    def _search(self, text: str, k: int) -> tuple[Hit, ...]:
        return self._retriever.search(
            Query(text=text, audiences=(Audience.PUBLIC,), kinds=(Kind.PATENT,), k=k, measured=0)
        )

    def _near(self, need: ReadNeed, like: Sequence[str] = ()) -> tuple[tuple[str, float], ...]:
        """Return documents that are near the need in meaning, drawn to some passages, with their cosines, best first."""
        if self._nearest is None:
            return ()
        query = Query(text=need.wanted.text, audiences=(Audience.PUBLIC,), kinds=(Kind.PATENT,), k=_NEAREST)
        return self._nearest.documents(query, need.language, like)

    def _meaning(
        self, need: ReadNeed, cosines: Sequence[tuple[str, float]], found: Sequence[Hit], whole: Scores
    ) -> Scores:
        """Return how near documents are to the need and to the first that words and meaning found."""
        if not cosines:
            return {}
        near = _stretched(cosines)
        passages: dict[str, str] = {}
        for hit in found:
            passages.setdefault(hit.document.document_id, hit.passage.passage_id)
        joined = {name: whole[name] + _MEANING * near.get(name, 0.0) for name in passages}
        like = sorted(joined, key=lambda name: -joined[name])[:_LIKE]
        return _stretched(self._near(need, [passages[name] for name in like]))

    def _families(
        self, closeness: Mapping[str, float], cosines: Mapping[str, float], most: int
    ) -> list[Candidate]:
        far = min(cosines.values(), default=0.0)  # what was not among the nearest is no nearer than these
        ranked = sorted(closeness, key=lambda name: (-closeness[name], name))[: 2 * most]
        heads = self._catalogue.heads(ANYONE, ids=ranked, kinds=(Kind.PATENT,)) if ranked else ()
        candidates = [
            Candidate(
                document_ids=tuple(members),
                closeness=closeness[members[0]],
                cosine=max(cosines.get(name, far) for name in members) if cosines else None,
            )
            for members in _together_by_family(heads, closeness)
        ]
        return sorted(candidates, key=lambda one: -one.closeness)[:most]


def _parts(need: ReadNeed) -> tuple[str, ...]:
    """Return each requirement's words; none where the need is a single one."""
    parts = dict.fromkeys(r.text for r in need.requirements if not r.excluded)
    return tuple(part for part in parts if part != need.wanted.text)


def beside_the_best(hits: Iterable[Hit]) -> Scores:
    """Return the score of each document's first passage, divided by the best of all."""
    scores: Scores = {}
    for hit in hits:
        scores.setdefault(hit.document.document_id, hit.score)
    top = max(scores.values(), default=0.0)
    return {name: max(0.0, score / top) for name, score in scores.items()} if top > 0 else {}


def _stretched(near: Sequence[tuple[str, float]]) -> Scores:
    """Return how near documents are, from the 60th (0) to the nearest (1)."""
    if not near:
        return {}
    best, far = near[0][1], near[min(_FAR, len(near)) - 1][1]
    spread = best - far
    return {name: (cosine - far) / spread if spread > 0 else 1.0 for name, cosine in near[:_FAR]}


def _beside_the_best_sum(parts: Iterable[Iterable[Hit]]) -> Scores:
    """Return what each document scores for all parts, divided by the most; a part of rare words scores, and counts, more."""
    sums: Scores = {}
    for hits in parts:
        scores: Scores = {}
        for hit in hits:
            scores.setdefault(hit.document.document_id, max(0.0, hit.score))
        for name, score in scores.items():
            sums[name] = sums.get(name, 0.0) + score
    top = max(sums.values(), default=0.0)
    return {name: score / top for name, score in sums.items()} if top > 0 else {}


def _together(whole: Scores, meaning: Scores, parts: Scores) -> Scores:
    """Return the weighted mean of the signs that are there."""
    signs = [(whole, 1.0), (meaning, _MEANING), (parts, _PARTS)]
    there = [(scores, weight) for scores, weight in signs if scores]
    weights = sum(weight for _, weight in there)
    names = {name for scores, _ in there for name in scores}
    return {name: sum(weight * scores.get(name, 0.0) for scores, weight in there) / weights for name in names}


def _together_by_family(heads: Sequence[DocumentHead], closeness: Mapping[str, float]) -> Iterable[list[str]]:
    for family in families(heads):
        members = {p.document_id for right in family.rights for p in right.publications}
        held = sorted(members & closeness.keys(), key=lambda name: -closeness[name])
        if held:
            yield held
