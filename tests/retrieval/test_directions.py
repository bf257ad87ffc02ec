"""The shipped set: 24 texts, 24 questions, and what each direction of languages must reach on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.bridge import DictionaryBridge
from knowledge.embedding.minilm import MiniLmEmbedder
from knowledge.evaluation.baselines import System
from knowledge.evaluation.measuring import evaluate_retrieval, measure
from knowledge.evaluation.retrieval_sets import RetrievalSet, read_test_set
from knowledge.evaluation.systems import OURS, SYSTEMS, Parts, open_systems

FOLDER = Path(__file__).parent / "small"
EXPECTED = {  # direction → nDCG@10 with vectors, and by words alone
    "zhzh": (0.95, 0.95),
    "enen": (0.95, 0.90),
    "zhen": (0.90, 0.85),
    "enzh": (0.90, 0.85),
}


class Characters:
    def count(self, text: str) -> int:
        return len(text)


@pytest.fixture(scope="module")
def sample_set() -> RetrievalSet:
    return read_test_set(FOLDER)


@pytest.fixture(scope="module")
def parts(models: Path) -> Parts:
    bridge = DictionaryBridge()
    embedder = MiniLmEmbedder(models, bridge)
    return Parts(bridge=bridge, embedder=embedder, counter=Characters())


@pytest.fixture(scope="module")
def systems(
    sample_set: RetrievalSet, parts: Parts, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, System]]:
    scratch = tmp_path_factory.mktemp("indexes")
    words_only = replace(parts, embedder=None)
    with (
        open_systems(sample_set.corpus, sample_set.texts, parts, scratch) as both,
        open_systems(sample_set.corpus, sample_set.texts, words_only, scratch) as words,
    ):
        yield {"both": both.open(OURS, lambda done: None), "words": words.open(OURS, lambda done: None)}


def only(sample_set: RetrievalSet, direction: str) -> RetrievalSet:
    return replace(
        sample_set,
        queries=tuple(query for query in sample_set.queries if query[0].startswith(direction)),
        qrels={name: judged for name, judged in sample_set.qrels.items() if name.startswith(direction)},
    )


@pytest.mark.parametrize("direction", EXPECTED)
def test_each_direction_of_languages(
    systems: Mapping[str, System], sample_set: RetrievalSet, direction: str
) -> None:
    queries = only(sample_set, direction)
    both, words = (measure(queries, name, systems[name]) for name in ("both", "words"))
    assert both.mean("ndcg_at_10") >= EXPECTED[direction][0]
    assert words.mean("ndcg_at_10") >= EXPECTED[direction][1]
    assert both.mean("recall_at_100") == 1.0


def test_the_report_has_our_system_beside_the_simple_ones(tmp_path: Path, parts: Parts) -> None:
    (report,) = evaluate_retrieval([FOLDER], SYSTEMS, parts=parts, scratch=tmp_path)
    scores = {result.system: result.ndcg_at_10 for result in report.results}
    assert tuple(scores) == ("patentbridge", "bm25", "bm25-bigram", "dense", "dense-bridged", "rrf")
    assert all(result.queries == 24 and result.set == "small" for result in report.results)
    assert max(scores, key=lambda name: scores[name]) == "patentbridge"
    assert scores["dense-bridged"] > scores["dense"] + 0.2  # half of the texts are Chinese
    assert list(tmp_path.iterdir()) == []  # the indexes are gone
