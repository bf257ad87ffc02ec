"""What every lexical and every dense index promises, fake or real."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from library_builders import digest, entry, patent
from library_fakes import FakeDense, FakeEmbedder, FakeLexical
from servers import ChromaServer

from knowledge.bridge import DictionaryBridge
from knowledge.catalogue import Entry
from knowledge.protocols import DenseIndex, LexicalIndex
from knowledge.search.dense import ChromaIndex
from knowledge.search.dense_server import ChromaServerIndex
from knowledge.search.filtering import Narrowing
from knowledge.search.lexical import TantivyIndex
from knowledge.search.nearest import nearest
from knowledge.types import Audience, DocumentHead, Filters, Kind, Language, Passage

PUBLIC, INTERNAL = Audience.PUBLIC, Audience.INTERNAL


@pytest.fixture(scope="module")
def bridge() -> DictionaryBridge:
    return DictionaryBridge()


@pytest.fixture(params=["fake", "tantivy"])
def open_lexical(
    request: pytest.FixtureRequest, tmp_path: Path, bridge: DictionaryBridge
) -> Callable[[], LexicalIndex]:
    folder = tmp_path / "lexical"
    return lambda: FakeLexical(folder) if request.param == "fake" else TantivyIndex(folder, bridge)


def pairs(*entries: Entry) -> Iterator[tuple[DocumentHead, Passage]]:
    return ((stored.document, passage) for stored in entries for passage in stored.passages)


def name(stored: Entry) -> str:
    return stored.document.document_id


def test_a_new_lexical_index_is_empty(open_lexical: Callable[[], LexicalIndex]) -> None:
    index = open_lexical()
    assert (index.applied(), index.count(PUBLIC), index.document_ids(INTERNAL)) == (0, 0, frozenset())


def test_what_was_applied_is_there_after_reopening(open_lexical: Callable[[], LexicalIndex]) -> None:
    index = open_lexical()
    public, internal = entry("one\ntwo"), entry("底价", audience=INTERNAL, language=Language.ZH)
    index.apply(pairs(public, internal), [], upto=7)
    index.close()
    again = open_lexical()
    assert again.applied() == 7
    assert (again.count(PUBLIC), again.count(INTERNAL)) == (2, 1)
    assert again.document_ids(PUBLIC) == {name(public)}
    assert again.document_ids(INTERNAL) == {name(internal)}


def test_a_removed_document_is_gone_with_all_its_passages(open_lexical: Callable[[], LexicalIndex]) -> None:
    index = open_lexical()
    old, kept = entry("one\ntwo"), entry("three")
    index.apply(pairs(old, kept), [], upto=2)
    index.apply([], [name(old), "unknown"], upto=3)
    assert index.document_ids(PUBLIC) == {name(kept)}
    assert (index.count(PUBLIC), index.applied()) == (1, 3)


def test_a_document_removed_and_added_at_once_is_there_once(open_lexical: Callable[[], LexicalIndex]) -> None:
    index = open_lexical()
    stored = entry("one\ntwo")
    index.apply(pairs(stored), [], upto=1)
    index.apply(pairs(stored), [name(stored)], upto=2)
    index.apply(pairs(stored), [], upto=2)  # the same again, as after a kill
    assert index.count(PUBLIC) == 2


def test_an_apply_that_fails_changes_nothing(open_lexical: Callable[[], LexicalIndex]) -> None:
    index = open_lexical()
    kept, lost = entry("one"), entry("two")
    index.apply(pairs(kept), [], upto=1)

    def failing() -> Iterator[tuple[DocumentHead, Passage]]:
        yield from pairs(lost)
        raise RuntimeError("the catalogue went away")

    with pytest.raises(RuntimeError):
        index.apply(failing(), [name(kept)], upto=2)
    assert index.document_ids(PUBLIC) == {name(kept)}
    assert index.applied() == 1
    index.apply(pairs(lost), [], upto=2)
    assert index.count(PUBLIC) == 2


def test_clear_forgets_everything(open_lexical: Callable[[], LexicalIndex]) -> None:
    index = open_lexical()
    index.apply(pairs(entry("one")), [], upto=4)
    index.clear()
    assert (index.applied(), index.count(PUBLIC)) == (0, 0)


# ── dense ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(params=["fake", "chroma", "chroma-server"])
def open_dense(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], DenseIndex]:
    folder = tmp_path / "dense"
    if request.param == "chroma-server":
        server: ChromaServer = request.getfixturevalue("chroma")
        return lambda: ChromaServerIndex(server.url, digest(str(folder)), "fake@1")
    return lambda: (FakeDense if request.param == "fake" else ChromaIndex)(folder, "fake@1")


def vectors(*texts: str) -> np.ndarray:
    return FakeEmbedder().embed_passages(texts, [Language.EN] * len(texts))


def test_vectors_are_found_by_likeness_after_reopening(open_dense: Callable[[], DenseIndex]) -> None:
    index = open_dense()
    index.add(PUBLIC, Kind.PATENT, ["a", "b", "c"], vectors("a", "b", "c"))
    index.close()
    again = open_dense()
    found = again.search(PUBLIC, Kind.PATENT, vectors("b")[0], 2)
    assert found[0][0] == "b"
    assert found[0][1] == pytest.approx(1.0, abs=1e-4)
    assert len(found) == 2
    assert again.search(PUBLIC, Kind.PATENT, vectors("b")[0], 5, ids=["a", "zz"])[0][0] == "a"
    again.close()


def test_audiences_and_kinds_are_apart(open_dense: Callable[[], DenseIndex]) -> None:
    index = open_dense()
    index.add(INTERNAL, Kind.PATENT, ["secret"], vectors("s"))
    assert index.search(PUBLIC, Kind.PATENT, vectors("s")[0], 5) == ()
    assert index.passage_ids(INTERNAL, Kind.POLICY) == frozenset()
    assert index.passage_ids(INTERNAL, Kind.PATENT) == {"secret"}
    index.close()


def test_an_id_that_is_there_stays_as_it_is(open_dense: Callable[[], DenseIndex]) -> None:
    index = open_dense()
    index.add(PUBLIC, Kind.PATENT, ["a"], vectors("a"))
    index.add(PUBLIC, Kind.PATENT, ["a", "b"], vectors("other", "b"))
    assert index.search(PUBLIC, Kind.PATENT, vectors("a")[0], 1)[0][1] == pytest.approx(1.0, abs=1e-4)
    assert index.passage_ids(PUBLIC, Kind.PATENT) == {"a", "b"}
    index.close()


def test_removed_vectors_are_never_found(open_dense: Callable[[], DenseIndex]) -> None:
    index = open_dense()
    index.add(PUBLIC, Kind.OTHER, ["a", "b"], vectors("a", "b"))
    index.remove(PUBLIC, Kind.OTHER, ["a", "unknown"])
    assert [found for found, _ in index.search(PUBLIC, Kind.OTHER, vectors("a")[0], 5)] == ["b"]
    index.clear()
    assert index.passage_ids(PUBLIC, Kind.OTHER) == frozenset()
    index.close()


def test_a_search_among_many_sees_what_came_and_went(open_dense: Callable[[], DenseIndex]) -> None:
    index = open_dense()
    ids = [f"p{n}" for n in range(150)]
    index.add(PUBLIC, Kind.PATENT, ids[1:], vectors(*ids[1:]))

    def nearest_to(name: str) -> str:
        return index.search(PUBLIC, Kind.PATENT, vectors(name)[0], 1, ids=ids)[0][0]

    assert nearest_to("p7") == nearest_to("p7") == "p7"
    assert nearest_to("p0") != "p0"
    index.add(PUBLIC, Kind.PATENT, ids[:1], vectors("p0"))
    assert nearest_to("p0") == "p0"
    index.remove(PUBLIC, Kind.PATENT, ["p7"])
    assert nearest_to("p7") != "p7"
    index.clear()
    assert index.search(PUBLIC, Kind.PATENT, vectors("p0")[0], 1, ids=ids) == ()
    index.close()


def test_a_few_vectors_are_found_alike_each_time_and_with_what_came_since(
    open_dense: Callable[[], DenseIndex],
) -> None:
    index = open_dense()
    ids = [f"p{n}" for n in range(30)]
    index.add(PUBLIC, Kind.PATENT, ids[1:], vectors(*ids[1:]))
    asked = vectors("p7")[0]
    first, *again = [index.search(PUBLIC, Kind.PATENT, asked, 5) for _ in range(3)]
    assert first[0][0] == "p7"
    for found in again:
        assert [name for name, _ in found] == [name for name, _ in first]
        assert [cosine for _, cosine in found] == pytest.approx([cosine for _, cosine in first], abs=1e-5)
    index.add(PUBLIC, Kind.PATENT, ids[:1], vectors("p0"))
    for _ in range(3):
        assert index.search(PUBLIC, Kind.PATENT, vectors("p0")[0], 1)[0][0] == "p0"
    index.remove(PUBLIC, Kind.PATENT, ["p0"])
    for _ in range(3):
        assert index.search(PUBLIC, Kind.PATENT, vectors("p0")[0], 1)[0][0] != "p0"
    index.close()


def test_more_rows_than_one_batch_takes(open_dense: Callable[[], DenseIndex]) -> None:
    index = open_dense()
    rows = np.random.default_rng(1).normal(size=(5_600, 8)).astype(np.float32)
    index.add(PUBLIC, Kind.PATENT, [f"p{n}" for n in range(5_600)], rows)
    assert len(index.passage_ids(PUBLIC, Kind.PATENT)) == 5_600
    index.close()


@pytest.mark.parametrize("german", [3, 1_200])
def test_narrowed_vectors_are_as_many_as_are_allowed(
    open_dense: Callable[[], DenseIndex], tmp_path: Path, bridge: DictionaryBridge, german: int
) -> None:
    """Whether few are compared one by one or the index is asked for more and more: the nearest allowed come back."""
    index, places = open_dense(), TantivyIndex(tmp_path / "places", bridge)
    near = entry("\n".join(f"near {n}" for n in range(200)), patent("CN1A"))
    wanted = entry("\n".join(f"far {n}" for n in range(german)), replace(patent("DE1A"), jurisdiction="DE"))
    places.apply(pairs(near, wanted), [], upto=1)
    query, other = np.eye(8, dtype=np.float32)[:2]
    for stored, share in ((near, 0.01), (wanted, 0.5)):
        ids = [passage.passage_id for passage in stored.passages]
        spread = np.linspace(share, share + 0.3, len(ids), dtype=np.float32)[:, None]
        rows = (1 - spread) * query + spread * other
        index.add(PUBLIC, Kind.PATENT, ids, rows / np.linalg.norm(rows, axis=1, keepdims=True))
    narrowing = Narrowing(filters=Filters(jurisdictions=("DE",)), day=date(2026, 11, 24))
    found = nearest(index, places, PUBLIC, query, 20, kinds=(Kind.PATENT,), narrowing=narrowing)
    assert len(found.cosines) == min(german, 20)
    assert {place.document_id for place in found.places.values()} == {name(wanted)}
    assert max(found.cosines, key=lambda one: found.cosines[one]) == wanted.passages[0].passage_id
    index.close()
    places.close()
