"""The shipped set: 24 texts, 24 questions, and what each direction of languages must reach on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.bridge import DictionaryBridge
from knowledge.embedding.minilm import MiniLmEmbedder
from knowledge.errors import UsageError
from knowledge.evaluation.measuring import RetrievalSet, evaluate_retrieval, measure, read_test_set
from knowledge.evaluation.systems import Parts, System, build_system

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
def test_set() -> RetrievalSet:
    return read_test_set(FOLDER)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    bridge = DictionaryBridge()
    embedder = MiniLmEmbedder(tmp_path_factory.mktemp("models"), bridge)
    return Parts(bridge=bridge, embedder=embedder, counter=Characters())


@pytest.fixture(scope="module")
def systems(
    test_set: RetrievalSet, parts: Parts, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, System]]:
    scratch = tmp_path_factory.mktemp("indexes")
    texts = [text for _, text in test_set.queries]
    words_only = replace(parts, embedder=None)
    with (
        build_system("patentbridge", test_set.corpus, texts, parts, scratch, lambda done: None) as both,
        build_system("patentbridge", test_set.corpus, texts, words_only, scratch, lambda done: None) as words,
    ):
        yield {"both": both, "words": words}


def only(test_set: RetrievalSet, direction: str) -> RetrievalSet:
    return replace(
        test_set,
        queries=tuple(query for query in test_set.queries if query[0].startswith(direction)),
        qrels={name: judged for name, judged in test_set.qrels.items() if name.startswith(direction)},
    )


@pytest.mark.parametrize("direction", EXPECTED)
def test_each_direction_of_languages(
    systems: Mapping[str, System], test_set: RetrievalSet, direction: str
) -> None:
    queries = only(test_set, direction)
    both, words = (measure(queries, name, systems[name]) for name in ("both", "words"))
    assert (both.ndcg_at_10, words.ndcg_at_10) >= EXPECTED[direction]
    assert both.ndcg_at_10 >= EXPECTED[direction][0]
    assert words.ndcg_at_10 >= EXPECTED[direction][1]
    assert both.recall_at_100 == 1.0


def test_the_report_has_our_system_beside_the_simple_ones(tmp_path: Path, parts: Parts) -> None:
    names = ("patentbridge", "bm25", "bm25-bigram", "dense", "rrf")
    report = evaluate_retrieval([FOLDER], names, parts=parts, scratch=tmp_path)
    scores = {result.system: result.ndcg_at_10 for result in report.results}
    assert tuple(scores) == names
    assert all(result.queries == 24 and result.set == "small" for result in report.results)
    assert max(scores, key=lambda name: scores[name]) == "patentbridge"
    assert list(tmp_path.iterdir()) == []  # the indexes are gone


def test_the_querys_own_document_and_its_family_never_count(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        '{"id": "q", "text": "drip irrigation valve"}\n{"id": "f", "text": "drip irrigation valve"}\n'
        '{"id": "d", "text": "irrigation"}\n'
    )
    (tmp_path / "queries.jsonl").write_text('{"id": "q", "text": "drip irrigation valve"}\n')
    (tmp_path / "qrels.tsv").write_text("query\tdoc\trel\nq\tq\t1\nq\tf\t1\nq\td\t1\n")
    (tmp_path / "family_pairs.tsv").write_text("f\tq\n")
    report = evaluate_retrieval([tmp_path], ["patentbridge"], parts=parts, scratch=tmp_path / "scratch")
    assert (report.results[0].mrr_at_10, report.results[0].ndcg_at_10) == (1.0, 1.0)


def test_what_is_no_test_set_or_no_system_is_told(tmp_path: Path, parts: Parts) -> None:
    with pytest.raises(UsageError) as missing:
        evaluate_retrieval([tmp_path], ["bm25"], parts=parts, scratch=tmp_path / "scratch")
    assert missing.value.code == "not_a_test_set"
    with pytest.raises(UsageError) as unknown:
        evaluate_retrieval([FOLDER], ["splade"], parts=parts, scratch=tmp_path / "scratch")
    assert unknown.value.code == "unknown_system"
