"""Test sets of every shape, and documents that never count as found."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from evaluation_factory import WordsEmbedder, parts, write_set

from knowledge.errors import UsageError
from knowledge.evaluation.baselines import pairs_of, words_of
from knowledge.evaluation.measuring import evaluate_retrieval
from knowledge.evaluation.retrieval_sets import read_test_set
from knowledge.evaluation.systems import SYSTEMS

CORPUS = {"a": "drip irrigation valve", "b": "battery electrode slurry", "c": "irrigation pump"}
QUERIES = {"q1": "irrigation valve", "q2": "electrode", "unjudged": "pump"}
RELEVANT = {"q1": ["a"], "q2": ["b"], "unknown": ["c"]}
SHAPES: tuple[dict[str, Any], ...] = (
    {},
    {"compressed": True},
    {"qrels": "qrels/test.tsv", "head": "query-id\tcorpus-id\tscore", "id_name": "_id"},
    {"compressed": True, "qrels": "qrels/test.tsv", "id_name": "_id"},
)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_folder_gives_the_same_set(tmp_path: Path, shape: dict[str, Any]) -> None:
    test_set = read_test_set(write_set(tmp_path / "s", CORPUS, QUERIES, RELEVANT, **shape))
    assert [row.document_id for row in test_set.corpus.documents] == ["a", "b", "c"]
    assert test_set.queries == (("q1", "irrigation valve"), ("q2", "electrode"))
    assert test_set.qrels == {"q1": {"a": 1}, "q2": {"b": 1}}


FAMILY = {
    "q": "drip irrigation valve",
    "f": "drip irrigation valve",
    "g": "drip irrigation valve",
    "d": "irrigation",
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_querys_own_document_and_its_family_never_count(tmp_path: Path, system: str) -> None:
    folder = write_set(
        tmp_path / "s",
        FAMILY,
        {"q": FAMILY["q"]},
        {"q": ["q", "f", "g", "d"]},
        pairs=[("f", "q"), ("q", "g")],
    )
    (report,) = evaluate_retrieval([folder], [system], parts=parts(), scratch=tmp_path / "scratch")
    (measured,) = report.measured
    assert measured.run == {"q": ("d",)}  # of four documents, fewer than asked for
    assert (report.results[0].ndcg_at_10, report.results[0].recall_at_100) == (1.0, 1.0)


def test_ranks_are_fused_after_own_documents_are_out(tmp_path: Path) -> None:
    """Word order decides between x and y; with q counted, their ranks would differ less."""
    corpus = {"q": "valve pump", "x": "valve pump filter", "y": "pump"}
    folder = write_set(tmp_path / "s", corpus, {"q": "valve pump"}, {"q": ["x"]})
    (report,) = evaluate_retrieval([folder], ["rrf"], parts=parts(), scratch=tmp_path / "scratch")
    assert report.measured[0].run["q"][0] == "x"
    assert "q" not in report.measured[0].run["q"]


def test_a_query_with_nothing_left_to_find_does_not_count(tmp_path: Path) -> None:
    folder = write_set(
        tmp_path / "s", FAMILY, {"q": "valve", "r": "irrigation"}, {"q": ["q", "f"], "r": ["d"]}, pairs=[("f", "q")]
    )  # fmt: skip
    assert [query_id for query_id, _ in read_test_set(folder).queries] == ["r"]


def test_vectors_without_a_bridge_cannot_read_chinese_and_with_one_can(tmp_path: Path) -> None:
    corpus = {"a": "电池的电极", "b": "灌溉的水泵", "c": "食品包装"}
    folder = write_set(tmp_path / "s", corpus, {"q": "battery electrode", "p": "irrigation pump"}, {"q": ["a"], "p": ["b"]})  # fmt: skip
    (report,) = evaluate_retrieval(
        [folder], ["dense", "dense-bridged"], parts=parts(), scratch=tmp_path / "scratch"
    )
    raw, bridged = report.results
    assert bridged.mrr_at_10 == 1.0
    assert raw.mrr_at_10 < 1.0


def test_systems_of_one_set_share_what_they_are_made_of(tmp_path: Path) -> None:
    embedder = WordsEmbedder()
    folder = write_set(tmp_path / "s", CORPUS, QUERIES, RELEVANT)
    evaluate_retrieval([folder], ["dense", "rrf"], parts=parts(embedder), scratch=tmp_path / "scratch")
    assert len(embedder.embedded) == len(CORPUS)


def test_a_folder_without_a_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        evaluate_retrieval([tmp_path / "s"], ["bm25"], parts=parts(), scratch=tmp_path / "scratch")
    assert (told.value.code, told.value.fields["missing"]) == ("not_a_test_set", "corpus.jsonl")


GOOD_ROW = b'{"id": "a", "text": "valve"}\n'
BROKEN = {
    "a line that is no JSON": ("corpus.jsonl", GOOD_ROW + b"\nnonsense\n", "corpus.jsonl:3"),
    "a row without an id": ("queries.jsonl", GOOD_ROW + b'{"text": "no id"}\n', "queries.jsonl:2"),
    "a row that is no object": ("corpus.jsonl", b"[1, 2]\n", "corpus.jsonl:1"),
    "bytes that are no text": ("corpus.jsonl", b'{"id": "\xff\xfe"}\n', "corpus.jsonl:1"),
    "a judgement without a grade": ("qrels.tsv", b"q1\ta\t1\nq2\tb\n", "qrels.tsv:2"),
    "a grade that is no number": ("qrels.tsv", b"query\tdocument\tgrade\nq1\ta\tyes\n", "qrels.tsv:2"),
    "judgements of other queries": ("qrels.tsv", b"unknown\ta\t1\n", "qrels.tsv"),
    "a document in no pair": ("family_pairs.tsv", b"a\tb\nc\n", "family_pairs.tsv:2"),
}


@pytest.mark.parametrize(("name", "content", "place"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, name: str, content: bytes, place: str) -> None:
    folder = write_set(tmp_path / "s", CORPUS, QUERIES, RELEVANT)
    (folder / name).write_bytes(content)
    with pytest.raises(UsageError) as told:
        read_test_set(folder)
    assert told.value.code == "not_a_test_set"
    assert told.value.fields["folder"] == str(folder)
    assert told.value.fields["missing"].endswith(f"({place})")


def test_an_archive_that_ends_early_is_told(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "s", CORPUS, QUERIES, RELEVANT, compressed=True)
    whole = (folder / "corpus.jsonl.gz").read_bytes()
    (folder / "corpus.jsonl.gz").write_bytes(whole[:-12])
    with pytest.raises(UsageError) as told:
        read_test_set(folder)
    assert "corpus.jsonl.gz:" in told.value.fields["missing"]


@pytest.mark.parametrize(
    "judged",
    [
        "q1\ta\t1\nq2\tb\t1\n",
        "q1 a 1\nq2 b 1\n",
        "q1 0 a 1\nq2 0 b 1\n",
        "q1\tQ0\ta\t1\nq2\tQ0\tb\t1\n",
        "query-id\tcorpus-id\tscore\r\nq1\ta\t1.0\r\n\r\nq2\tb\t1\r\nq2\tc\t0\r\n",
        "q1\ta\t1\nq2\tb\t1\nq3\ta\t1\nunjudged\ta\t0\n",
    ],
)
@pytest.mark.parametrize("name", ["qrels.tsv", "qrels.txt", "qrels/test.tsv.gz"])
def test_judgements_of_every_shape_are_read(tmp_path: Path, judged: str, name: str) -> None:
    folder = write_set(tmp_path / "s", CORPUS, QUERIES, RELEVANT)
    (folder / "qrels.tsv").unlink()
    (folder / name).parent.mkdir(exist_ok=True)
    content = judged.encode()
    (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    test_set = read_test_set(folder)
    assert test_set.queries == (("q1", "irrigation valve"), ("q2", "electrode"))
    assert {(query, document) for query, found in test_set.qrels.items() for document, grade in found.items() if grade} == {
        ("q1", "a"), ("q2", "b"),
    }  # fmt: skip


def test_of_documents_with_one_id_the_first_counts_once(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "s", CORPUS, QUERIES, RELEVANT)
    with (folder / "corpus.jsonl").open("a") as stream:
        stream.write('{"id": "a", "text": "something else"}\n')
    documents = read_test_set(folder).corpus.documents
    assert [(row.document_id, row.text) for row in documents] == list(CORPUS.items())


def test_an_unknown_system_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        evaluate_retrieval([tmp_path], ["splade"], parts=parts(), scratch=tmp_path / "scratch")
    assert told.value.code == "unknown_system"


def test_bm25_by_words_and_by_pairs_have_the_terms_that_others_use() -> None:
    assert words_of("专利的开放许可 licensing pumps") == ["专利", "的", "开放", "许可", "licens", "pump"]
    assert pairs_of("专利的 licensing") == ["专利", "利的", "licens"]
