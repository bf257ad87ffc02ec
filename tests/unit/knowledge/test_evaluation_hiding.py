"""What a query must not find is gone before scores are made relative to the best."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from evaluation_factory import parts, write_set

from knowledge.evaluation.hiding import HidingDenseIndex
from knowledge.evaluation.retrieval_sets import Corpus, CorpusDocument, read_test_set
from knowledge.evaluation.systems import OURS, open_systems
from knowledge.types import Audience, Kind

OTHERS = {"near": "irrigation valve pump", "far": "irrigation of rice", "else": "battery electrode"}
OWN = "drip irrigation valve with a pump"


def scores(folder: Path, barred: frozenset[str]) -> dict[str, float]:
    texts = {"own": OWN, **OTHERS}
    documents = tuple(CorpusDocument(document_id=name, title="", text=text) for name, text in texts.items())
    with open_systems(Corpus(documents=documents), [OWN], parts(), folder) as systems:
        return dict(systems.open(OURS, _silent).rank(OWN, 10, barred))


def _silent(done: float) -> None:
    pass


def test_scores_are_not_made_relative_to_the_querys_own_document(tmp_path: Path) -> None:
    seen = scores(tmp_path, frozenset())
    hidden = scores(tmp_path, frozenset({"own"}))
    assert max(seen, key=lambda name: seen[name]) == "own"
    assert [name for name in hidden if name != "else"] == ["near", "far"]
    assert hidden["far"] / hidden["near"] != pytest.approx(seen["far"] / seen["near"], rel=0.01)


def test_a_document_hidden_from_one_query_is_there_for_the_next(tmp_path: Path) -> None:
    pairs = [("own", "q1")]
    folder = write_set(tmp_path / "s", {"own": OWN, **OTHERS}, {"q1": OWN, "q2": OWN}, {"q1": ["near"], "q2": ["own"]}, pairs=pairs)  # fmt: skip
    test_set = read_test_set(folder)
    with open_systems(test_set.corpus, test_set.texts, parts(), tmp_path / "scratch") as systems:
        ours = systems.open(OURS, _silent)
        first = [
            next(name for name, _ in ours.rank(OWN, 3, test_set.barred[query]))
            for query in ("q1", "q2", "q1")
        ]
    assert first == ["near", "own", "near"]


def test_as_many_vectors_come_back_as_are_asked_for(tmp_path: Path) -> None:
    index = HidingDenseIndex(tmp_path / "dense", "words")
    names = [f"p{at}" for at in range(6)]
    angles = np.linspace(0, 1, len(names))
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    index.add(Audience.PUBLIC, Kind.OTHER, names, vectors)
    found: Callable[..., list[str]] = lambda *ids: [  # noqa: E731
        name for name, _ in index.search(Audience.PUBLIC, Kind.OTHER, vectors[0], 2, list(ids) or None)
    ]
    assert found() == ["p0", "p1"]
    index.hide(["p0", "p2"])
    assert found() == ["p1", "p3"]
    assert found("p0", "p2", "p5") == ["p5"]
    index.hide([])
    assert found() == ["p0", "p1"]
    index.close()
