"""What every embedder promises, fake or real."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes.chat_server import ChatServer
from fakes.fastembed_package import FastembedPackage
from fakes.search_services import embeds
from library_fakes import FakeEmbedder

from knowledge.bridge import DictionaryBridge
from knowledge.embedding.fastembed_models import FastembedEmbedder, find_model
from knowledge.embedding.minilm import MiniLmEmbedder
from knowledge.embedding.openai_compatible import OpenAiCompatibleEmbedder
from knowledge.protocols import Embedder
from knowledge.types import Language

ZH, EN = Language.ZH, Language.EN


@pytest.fixture(scope="module", params=["fake", "minilm", "service", "fastembed"])
def make(
    request: pytest.FixtureRequest, models: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Embedder]]:
    bridge = DictionaryBridge()
    if request.param == "fake":
        yield FakeEmbedder
    elif request.param == "minilm":
        yield lambda: MiniLmEmbedder(models, bridge)
    elif request.param == "service":
        with ChatServer(embeds()) as server:
            yield lambda: OpenAiCompatibleEmbedder(
                model="m", base_url=server.base_url, bridge=bridge, pause=lambda attempt, asked_s: 0.0
            )
    else:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(sys.modules, "fastembed", FastembedPackage(cached=True))
            yield lambda: FastembedEmbedder(
                find_model("some/both"), tmp_path_factory.mktemp("models"), bridge
            )


def test_one_row_of_unit_length_per_text(make: Callable[[], Embedder]) -> None:
    embedder = make()
    vectors = embedder.embed_passages(["licence fee", "许可费", ""], [EN, ZH, EN])
    assert vectors.shape == (3, embedder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)


def test_a_query_is_embedded_like_a_passage(make: Callable[[], Embedder]) -> None:
    embedder = make()
    query = embedder.embed_query("许可费", ZH)
    assert query.shape == (embedder.dimensions,)
    assert float(query @ embedder.embed_passages(["许可费"], [ZH])[0]) > 0.999


def test_two_embedders_of_one_id_agree(make: Callable[[], Embedder]) -> None:
    one, two = make(), make()
    assert one.embedder_id == two.embedder_id != ""
    assert float(one.embed_query("annual fee", EN) @ two.embed_query("annual fee", EN)) > 0.999


def test_short_texts_fit_and_books_do_not(make: Callable[[], Embedder]) -> None:
    embedder = make()
    assert embedder.fits("licence fee", EN)
    assert embedder.fits("许可费", ZH)
    assert not embedder.fits("licence fee " * 5_000, EN)
    assert not embedder.fits("许可费" * 5_000, ZH)


def test_the_languages_it_reads_are_ours(make: Callable[[], Embedder]) -> None:
    languages = make().languages
    assert languages
    assert languages <= frozenset(Language)
