"""Fusion: runs of scores in, one ranking out. Which evidence counts how much depends on the pair of languages.

A convex combination of normalised scores (Bruch, Gai and Ingber, 2023, arXiv:2210.11934) rather than reciprocal
ranks: a weak run must not pull a strong one down, and which run is weak is known beforehand from the languages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from knowledge.search.closeness import Closeness
from knowledge.search.lexical_fields import Field
from knowledge.types import Kind, Language

ZH, EN = Language.ZH, Language.EN
T = TypeVar("T")


class Source(StrEnum):
    """Which terms of a query go into a field."""

    OWN = "own"  # as the question words them
    ENGLISH = "english"  # of a Chinese question: its English pivot
    CHINESE = "chinese"  # of an English question: likely Chinese words
    WORDS = "words"  # its Chinese words
    CHARACTERS = "characters"  # its Han characters one by one
    KEYS = "keys"  # exact keys it names


_RARE_CHARACTER = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWeight:
    field: Field
    source: Source
    boost: float

    @property
    def held_by(self) -> float:
        """Return the share of the texts that may hold a term which is looked for: a common character says nothing."""
        return _RARE_CHARACTER if self.source is Source.CHARACTERS else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """How passages of one language are found for questions in one language."""

    fields: tuple[FieldWeight, ...]  # of the passages; the first is what they are read closely for
    whole_fields: tuple[FieldWeight, ...]  # of the documents that these passages belong to
    whole: float  # weight of how well the document as a whole fits, against 1 for the passage
    dense: float  # weight of the vector run against 1 for the passage's words; 0: no vectors are asked
    closeness: Closeness  # weights of how well the passage's wording fits, against 1 for all of the above
    trust: float  # how far a score of this direction counts beside one of the question's own language
    rarity: float = 0.0  # power of a term's rarity by which it counts beyond what BM25 does


def _weights(*rows: tuple[Field, Source, float]) -> tuple[FieldWeight, ...]:
    return tuple(FieldWeight(field=field, source=source, boost=boost) for field, source, boost in rows)


DIRECTIONS: Mapping[tuple[Language, Language], Direction] = {
    (ZH, ZH): Direction(
        fields=_weights(
            (Field.ZH, Source.OWN, 1.0),
            (Field.ZH_BRIDGE, Source.ENGLISH, 1.0),
            (Field.ZH_TITLE, Source.OWN, 0.5),
            (Field.ZH_KEYS, Source.KEYS, 1.0),
        ),
        whole_fields=_weights(
            (Field.ZH, Source.OWN, 1.0),
            (Field.ZH_BRIDGE, Source.ENGLISH, 0.3),
            (Field.ZH_WORDS, Source.WORDS, 0.6),
            (Field.ZH_CHARACTERS, Source.CHARACTERS, 0.5),
        ),
        whole=1.0,
        dense=0.0,
        closeness=Closeness(sentences=0.15),
        trust=1.0,
    ),
    (ZH, EN): Direction(
        fields=_weights(
            (Field.EN, Source.ENGLISH, 1.0),
            (Field.EN_TITLE, Source.ENGLISH, 0.5),
            (Field.EN_TITLE_ZH, Source.OWN, 0.5),
            (Field.EN_KEYS, Source.KEYS, 1.0),
        ),
        whole_fields=_weights((Field.EN, Source.ENGLISH, 1.0)),
        whole=0.5,
        dense=0.3,
        closeness=Closeness(sentences=0.5),
        trust=0.9,
    ),
    (EN, EN): Direction(
        fields=_weights(
            (Field.EN, Source.OWN, 1.0),
            (Field.EN_TITLE, Source.OWN, 0.2),
            (Field.EN_KEYS, Source.KEYS, 1.0),
        ),
        whole_fields=_weights((Field.EN, Source.OWN, 1.0)),
        whole=1.0,
        dense=1.5,
        closeness=Closeness(opening=0.12, pairs=0.12),
        trust=1.0,
        rarity=0.5,
    ),
    (EN, ZH): Direction(
        fields=_weights(
            (Field.ZH_BRIDGE, Source.OWN, 1.0),
            (Field.ZH, Source.CHINESE, 0.4),
            (Field.ZH_TITLE_BRIDGE, Source.OWN, 0.5),
            (Field.ZH_KEYS, Source.KEYS, 1.0),
        ),
        whole_fields=_weights((Field.ZH_BRIDGE, Source.OWN, 1.0)),
        whole=0.5,
        dense=0.3,
        closeness=Closeness(sentences=0.5),
        trust=0.9,
    ),
}
"""Keys are (language of the question, language of the passage). For an embedder that reads English only."""

_READING_BOTH = {
    languages: replace(direction, dense=max(direction.dense, 1.0))
    for languages, direction in DIRECTIONS.items()
}
"""For an embedder that reads Chinese itself: its cosines count for half of the words' and documents' scores everywhere.

By analogy with English, where a small model earns more; no such model was at hand to measure.
"""

OTHER_LANGUAGE_SHARE = 0.2
"""Of the first ranks, the part that the best passages of the other language may claim."""


_COSINE_OF_NOTHING = 0.45
_LEAST_STRENGTH = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Fused:
    """A candidate with its fused score in [0, 1] and the normalised scores it is made of."""

    passage_id: str
    score: float
    components: Mapping[str, float]


def directions(read: Collection[Language]) -> Mapping[tuple[Language, Language], Direction]:
    """Return the weights beside an embedder that itself reads these languages."""
    return _READING_BOTH if Language.ZH in read else DIRECTIONS


def vectors_count(kind: Kind, language: Language, read: Collection[Language]) -> bool:
    """Say whether vectors of such passages count, made by an embedder that itself reads these languages.

    Chinese policies are found by their words where Chinese has to be bridged to English first.
    """
    return language in read or kind is not Kind.POLICY


def fuse(
    lexical: Mapping[str, float],
    whole: Mapping[str, float],
    dense: Mapping[str, float],
    *,
    direction: Direction,
    strength: float,
    far: float | None = None,
    without_vector: Container[str] = (),
) -> tuple[Fused, ...]:
    """Combine the runs of one direction (passage id → raw score), best first, ties by passage id.

    `whole` is the score of the document that a passage belongs to. Lexical scores are divided by the best (their
    floor, zero, is known), cosines are stretched from `far`, where there are many nearer passages, or else from the least, to
    the best. What only one run found has zero from the others, but a passage that has no vector yet is judged by
    words alone. `strength` scales the whole direction.
    """
    words, documents, meaning = by_best(lexical), by_best(whole), min_max(dense, least=far)
    in_dense = direction.dense if meaning else 0.0
    fused = []
    for passage_id in words.keys() | meaning.keys():
        parts = {
            "lexical": words.get(passage_id, 0.0),
            "document": documents.get(passage_id, 0.0),
            "dense": meaning.get(passage_id, 0.0),
        }
        share = 0.0 if passage_id in without_vector else in_dense
        score = parts["lexical"] + direction.whole * parts["document"] + share * parts["dense"]
        score *= strength / (1.0 + direction.whole + share)
        fused.append(Fused(passage_id=passage_id, score=score, components=parts))
    return tuple(sorted(fused, key=lambda hit: (-hit.score, hit.passage_id)))


def strength(by_words: float, cosine: float) -> float:
    """Return how sure (0–1) a direction may be of its best passage, on one scale for all directions.

    `by_words` is the best lexical score as a part of the ideal one. A cosine says something from about 0.45 upwards,
    and even a perfect one less than words that fit well.
    """
    by_meaning = 0.4 * (cosine - _COSINE_OF_NOTHING) / (1.0 - _COSINE_OF_NOTHING)
    return min(max(by_words, by_meaning, _LEAST_STRENGTH), 1.0)


def by_best(scores: Mapping[str, float]) -> dict[str, float]:
    """Divide by the best score; all zero where the best is not positive."""
    best = max(scores.values(), default=0.0)
    return {key: score / best if best > 0 else 0.0 for key, score in scores.items()}


def min_max(scores: Mapping[str, float], *, least: float | None = None) -> dict[str, float]:
    """Stretch scores to [0, 1], what lies below `least` to 0; all one where they are equal."""
    if not scores:
        return {}
    best = max(scores.values())
    lowest = min(scores.values()) if least is None else min(least, best)
    spread = best - lowest
    return {key: max(0.0, score - lowest) / spread if spread > 0 else 1.0 for key, score in scores.items()}


def merge(own: Sequence[Fused], other: Sequence[Fused], *, k: int) -> tuple[Fused, ...]:
    """Merge the two languages by score, then see that the other one has its share of the first k candidates.

    The first two ranks are never given away; the lifted ones stand at the end of the first k, in their order.
    """
    merged = sorted((*own, *other), key=lambda hit: (-hit.score, hit.passage_id))
    foreign = {hit.passage_id for hit in other}
    return tuple(shared(merged, lambda hit: hit.passage_id in foreign, k=k))


def shared(ranked: Sequence[T], is_foreign: Callable[[T], bool], *, k: int) -> list[T]:
    """Lift the best of the other language to the end of the first k where they have less than their share of these."""
    head, tail = list(ranked[:k]), list(ranked[k:])
    due = int(k * OTHER_LANGUAGE_SHARE) - sum(map(is_foreign, head))
    lifted = [at for at, one in enumerate(tail) if is_foreign(one)][: max(due, 0)]
    giving = [at for at, one in enumerate(head) if at >= 2 and not is_foreign(one)][::-1][: len(lifted)]
    lifted = lifted[: len(giving)]
    kept = [one for at, one in enumerate(head) if at not in giving]
    pushed = [one for at, one in enumerate(head) if at in giving]
    rest = [one for at, one in enumerate(tail) if at not in lifted]
    return [*kept, *(tail[at] for at in lifted), *pushed, *rest]
