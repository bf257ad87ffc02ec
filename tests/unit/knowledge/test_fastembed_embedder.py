"""Models of the fastembed package, played by a module of our own: no package and no hub are needed here."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import numpy as np
import pytest
from fakes.fastembed_package import FastembedPackage
from fakes.search_services import vector_of

from knowledge.bridge import DictionaryBridge
from knowledge.embedding.fastembed_models import FastembedEmbedder, find_model
from knowledge.errors import ModelError, UsageError
from knowledge.types import Language

ZH, EN = Language.ZH, Language.EN


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> FastembedPackage:
    made = FastembedPackage()
    monkeypatch.setitem(sys.modules, "fastembed", made)
    return made


def embedder(folder: Path, name: str = "some/both") -> FastembedEmbedder:
    return FastembedEmbedder(find_model(name), folder, DictionaryBridge())


def test_without_the_package_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastembed", None)
    with pytest.raises(UsageError) as raised:
        find_model("some/both")
    assert (raised.value.code, raised.value.fields) == ("fastembed_missing", {"model": "some/both"})


def test_a_model_that_the_package_does_not_list_is_refused(package: FastembedPackage) -> None:
    with pytest.raises(UsageError) as raised:
        find_model("no/such")
    assert raised.value.code == "fastembed_unknown"


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("some/english", {EN}),
        ("some/chinese", {ZH}),
        ("some/both", {ZH, EN}),
        ("some/multilingual-e5-large", {ZH, EN}),
        ("some/german", {EN}),
    ],
)
def test_which_languages_a_model_reads_is_taken_from_its_description(
    package: FastembedPackage, name: str, languages: set[Language]
) -> None:
    assert find_model(name).languages == languages


def test_the_model_is_loaded_once_and_vectors_have_unit_length(
    package: FastembedPackage, tmp_path: Path
) -> None:
    one = embedder(tmp_path)
    assert package.opened == []
    found = one.embed_passages(["fee", "许可费"], [EN, ZH])
    assert package.opened == [{"name": "some/both", "cache": str(tmp_path), "local": False}]
    wanted = np.array(vector_of("许可费"))
    np.testing.assert_allclose(found[1], wanted / np.linalg.norm(wanted), atol=1e-6)
    assert one.embed_query("fee", EN).shape == (8,)
    assert len(package.opened) == 1


def test_chinese_is_bridged_for_a_model_that_does_not_read_it(
    package: FastembedPackage, tmp_path: Path
) -> None:
    english = embedder(tmp_path, "some/english")
    english.embed_passages(["专利许可"], [ZH])
    assert package.read[0].isascii()
    assert english.embedder_id.endswith(DictionaryBridge().version)


def test_a_model_that_wants_words_before_a_text_gets_them(package: FastembedPackage, tmp_path: Path) -> None:
    one = embedder(tmp_path, "some/multilingual-e5-large")
    one.embed_passages(["fee"], [EN])
    one.embed_query("fee", EN)
    assert package.read == ["passage: fee", "query: fee"]


def test_a_question_never_waits_for_a_download(package: FastembedPackage, tmp_path: Path) -> None:
    one = embedder(tmp_path)
    with pytest.raises(ModelError) as raised:
        one.embed_query("fee", EN)
    assert (raised.value.code, raised.value.retryable) == ("fastembed_unreachable", True)
    assert [opened["local"] for opened in package.opened] == [True]
    one.embed_passages(["fee"], [EN])
    assert one.embed_query("fee", EN).shape == (8,)


def test_without_a_hub_the_folder_for_the_files_is_named(package: FastembedPackage, tmp_path: Path) -> None:
    package.hub = False
    with pytest.raises(ModelError) as raised:
        embedder(tmp_path).embed_passages(["fee"], [EN])
    assert raised.value.code == "fastembed_unreachable"
    assert raised.value.fields["folder"] == str(tmp_path)


def test_files_that_are_there_need_no_hub(package: FastembedPackage, tmp_path: Path) -> None:
    package.hub, package.cached = False, True
    assert embedder(tmp_path).embed_query("fee", EN).shape == (8,)


def test_it_travels_to_worker_processes_unloaded(package: FastembedPackage, tmp_path: Path) -> None:
    one = embedder(tmp_path, "some/english")
    one.embed_passages(["fee"], [EN])
    fits = pickle.loads(pickle.dumps(one.fits))
    assert fits("licence fee", EN)
    assert not fits("licence fee " * 500, EN)
    assert len(package.opened) == 1
