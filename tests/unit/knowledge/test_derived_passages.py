"""Derived passages: the same for the same seed, near to what they come from, and of the number asked for."""

from __future__ import annotations

import numpy as np

from benchmarks.derived_passages import PER_DOCUMENT, Facts, Shelf, derive, neighbours
from knowledge.types import Kind, Language, PatentRecord, PolicyRecord


def shelf(language: Language) -> Shelf:
    random = np.random.default_rng(1)
    centres = random.normal(size=(4, 32))
    around = np.repeat(centres, 5, axis=0) + random.normal(size=(20, 32)) * 0.2
    vectors = np.asarray(around / np.linalg.norm(around, axis=1, keepdims=True), dtype=np.float32)
    word = "valve" if language is Language.EN else "许可"
    facts = Facts(ipc=("H01M10/54",), owners=("Example Works",), jurisdiction="EP")
    return Shelf(
        language=language,
        texts=tuple(f"{word} {number}, opens slowly. {word} {number}, then closes." for number in range(20)),
        titles=tuple(f"title {number}" for number in range(20)),
        vectors=vectors,
        facts=(facts,) * 20 if language is Language.EN else (),
        near=neighbours(vectors)[:, :4],
    )


def test_the_same_seed_gives_the_same_passages_and_as_many_as_asked_for() -> None:
    shelves = (shelf(Language.EN), shelf(Language.ZH))
    once, again = (list(derive(shelves, 3 * PER_DOCUMENT + 2, seed=4)) for _ in range(2))
    assert sum(len(passages) for _, passages, _ in once) == 3 * PER_DOCUMENT + 2
    for (document, passages, vectors), (_, same, as_before) in zip(once, again, strict=True):
        assert passages == same
        np.testing.assert_array_equal(vectors, as_before)
        assert all(document.text[p.start : p.end] == p.text for p in passages)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert {document.kind for document, _, _ in once} == {Kind.PATENT, Kind.POLICY}
    assert {type(document.record) for document, _, _ in once} == {PatentRecord, PolicyRecord}


def test_a_derived_vector_lies_beside_real_ones_and_is_none_of_them() -> None:
    english = shelf(Language.EN)
    for _, _, vectors in derive((english,), 10 * PER_DOCUMENT, seed=4):
        nearest = (vectors @ english.vectors.T).max(axis=1)
        assert nearest.min() > 0.8
        assert nearest.max() < 0.9999
