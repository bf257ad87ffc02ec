"""MiniLM without torch agrees with its architecture, and knows what fits into it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from knowledge.bridge import DictionaryBridge
from knowledge.embedding.bert_graph import BertShape, build_encoder
from knowledge.embedding.minilm import MAX_WORD_PIECES, MiniLmEmbedder
from knowledge.embedding.minilm_model import model_file, weights_folder, write_float_model
from knowledge.errors import StorageError
from knowledge.types import Language

ZH, EN = Language.ZH, Language.EN
SENTENCES = (
    "A spent lithium battery is leached and its cathode material regenerated.",
    "Recovering electrode powder from used lithium-ion cells.",
    "The licensee pays a running royalty of three percent of net sales.",
    "A royalty is due on sales made under the license.",
    "Greenhouse drip irrigation is switched by a soil moisture sensor.",
    "The catheter carries a pressure sensor at its tip.",
)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def embedder(models: Path) -> MiniLmEmbedder:
    return MiniLmEmbedder(models, DictionaryBridge())


# ── the graph, against BERT's formulas written out with numpy ────────────────────────────────────────────


def random_weights(shape: BertShape, *, inner: int, words: int, positions: int) -> dict[str, Any]:
    random = np.random.default_rng(7)

    def draw(*size: int) -> Any:
        return (random.normal(size=size) * 0.3).astype(np.float32)

    hidden = shape.hidden
    weights = {
        "embeddings.word_embeddings.weight": draw(words, hidden),
        "embeddings.position_embeddings.weight": draw(positions, hidden),
        "embeddings.token_type_embeddings.weight": draw(2, hidden),
        "embeddings.LayerNorm.weight": draw(hidden) + 1,
        "embeddings.LayerNorm.bias": draw(hidden),
    }
    for layer in range(shape.layers):
        name = f"encoder.layer.{layer}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            weights[f"{name}.attention.{part}.weight"] = draw(hidden, hidden)
            weights[f"{name}.attention.{part}.bias"] = draw(hidden)
        weights[f"{name}.intermediate.dense.weight"] = draw(inner, hidden)
        weights[f"{name}.intermediate.dense.bias"] = draw(inner)
        weights[f"{name}.output.dense.weight"] = draw(hidden, inner)
        weights[f"{name}.output.dense.bias"] = draw(hidden)
        for part in ("attention.output", "output"):
            weights[f"{name}.{part}.LayerNorm.weight"] = draw(hidden) + 1
            weights[f"{name}.{part}.LayerNorm.bias"] = draw(hidden)
    return weights


def encode_by_hand(weights: dict[str, Any], shape: BertShape, ids: list[int]) -> Any:
    """Encode one text without padding, head by head, token by token where it helps reading."""
    from math import erf

    def norm(x: Any, name: str) -> Any:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + shape.epsilon)
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def dense(x: Any, name: str) -> Any:
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    states = weights["embeddings.word_embeddings.weight"][ids]
    states = states + weights["embeddings.position_embeddings.weight"][: len(ids)]
    states = norm(states + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    size = shape.hidden // shape.heads
    for layer in range(shape.layers):
        name = f"encoder.layer.{layer}"
        query, key, value = (dense(states, f"{name}.attention.self.{p}") for p in ("query", "key", "value"))
        heads = []
        for head in range(shape.heads):
            part = slice(head * size, (head + 1) * size)
            scores = np.exp(query[:, part] @ key[:, part].T / np.sqrt(size))
            heads.append((scores / scores.sum(-1, keepdims=True)) @ value[:, part])
        attended = dense(np.concatenate(heads, -1), f"{name}.attention.output.dense")
        states = norm(attended + states, f"{name}.attention.output.LayerNorm")
        wide = dense(states, f"{name}.intermediate.dense")
        gelu = wide * 0.5 * (1 + np.vectorize(erf)(wide / np.sqrt(2)))
        states = norm(dense(gelu, f"{name}.output.dense") + states, f"{name}.output.LayerNorm")
    mean = states.mean(0)
    return mean / np.linalg.norm(mean)


def test_the_graph_computes_what_bert_says() -> None:
    shape = BertShape(layers=2, heads=4, hidden=32, epsilon=1e-12)
    weights = random_weights(shape, inner=64, words=50, positions=16)
    session = onnxruntime.InferenceSession(build_encoder(weights, shape).SerializeToString())
    rows = [[2, 7, 31, 49, 5, 3], [2, 9, 3, 11, 40, 3]]
    (found,) = session.run(None, {"input_ids": np.array(rows, dtype=np.int64)})
    for vector, row in zip(found, rows, strict=True):
        np.testing.assert_allclose(vector, encode_by_hand(weights, shape, row), atol=1e-5)


def test_texts_of_any_length_come_back_in_their_order(embedder: MiniLmEmbedder) -> None:
    texts = [f"{'valve ' * (n % 40)}number {n}" for n in range(90)]
    alone = MiniLmEmbedder(embedder._cache_folder, DictionaryBridge(), threads=1)
    together = embedder.embed_passages(texts, [EN] * 90)
    for row in (0, 1, 39, 40, 89):
        likeness = together @ alone.embed_query(texts[row], EN)
        assert int(np.argmax(likeness)) == row
        assert float(likeness[row]) > 0.98  # int8 scales depend on the batch


# ── the model ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_means_the_same_is_nearer_than_what_does_not(embedder: MiniLmEmbedder) -> None:
    vectors = embedder.embed_passages(SENTENCES, [EN] * len(SENTENCES))
    likeness = vectors @ vectors.T
    assert likeness[0, 1] > 0.55
    assert likeness[2, 3] > 0.55
    assert max(likeness[0, 2:].max(), likeness[4, 5]) < 0.45


def test_a_chinese_text_is_near_its_translation(embedder: MiniLmEmbedder) -> None:
    vectors = embedder.embed_passages(SENTENCES, [EN] * len(SENTENCES))
    question = embedder.embed_query("废旧锂电池正极材料的再生", ZH)
    assert int(np.argmax(vectors @ question)) == 0


def test_vectors_have_unit_length_whatever_the_text(embedder: MiniLmEmbedder) -> None:
    texts = ["", "的", "battery", "word " * 900, "\x00 \n"]
    vectors = embedder.embed_passages(texts, [EN, ZH, EN, EN, EN])
    assert vectors.shape == (5, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)


def test_a_text_has_the_same_vector_alone_and_in_a_batch(embedder: MiniLmEmbedder) -> None:
    together = embedder.embed_passages(SENTENCES, [EN] * len(SENTENCES))
    for sentence, vector in zip(SENTENCES, together, strict=True):
        assert float(embedder.embed_query(sentence, EN) @ vector) > 0.99  # int8 scales depend on the batch


def test_the_end_of_an_overlong_text_counts_too(embedder: MiniLmEmbedder) -> None:
    start = "The licensee pays a royalty. " * 60
    one, other = embedder.embed_passages([start, start + "drip irrigation " * 60], [EN, EN])
    assert float(one @ other) < 0.95


def test_the_limit_counts_word_pieces_after_bridging(embedder: MiniLmEmbedder) -> None:
    assert embedder.fits("battery " * (MAX_WORD_PIECES - 2), EN)
    assert not embedder.fits("battery " * (MAX_WORD_PIECES - 1), EN)
    assert embedder.fits("电池" * (MAX_WORD_PIECES - 2), ZH)
    assert not embedder.fits("电池" * (MAX_WORD_PIECES - 1), ZH)


def test_int8_stays_close_to_full_precision(models: Path, embedder: MiniLmEmbedder) -> None:
    write_float_model(models / "float.onnx")
    exact = MiniLmEmbedder(models, DictionaryBridge())
    exact._session = onnxruntime.InferenceSession(str(models / "float.onnx"))
    languages = [EN] * len(SENTENCES)
    cosines = (
        embedder.embed_passages(SENTENCES, languages) * exact.embed_passages(SENTENCES, languages)
    ).sum(1)
    assert float(cosines.mean()) >= 0.99
    assert float(cosines.min()) >= 0.98


def test_the_model_is_converted_once_and_progress_is_told(tmp_path: Path) -> None:
    told: list[float] = []
    path = model_file(tmp_path / "models", told.append)
    written = path.stat().st_mtime_ns
    assert (told[0], told[-1], sorted(told)) == (0.0, 1.0, told)
    assert model_file(tmp_path / "models", told.append).stat().st_mtime_ns == written
    assert [file.name for file in path.parent.iterdir()] == [path.name]  # no scratch is left


def test_a_folder_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file in the way")
    with pytest.raises(StorageError):
        model_file(tmp_path / "models")


def test_importing_loads_neither_the_runtime_nor_torch() -> None:
    heavy = (
        "onnxruntime",
        "onnx",
        "tokenizers",
        "torch",
        "sentence_transformers",
        "fastembed",
        "httpx",
        "langchain_openai",
        "chromadb",
        "tantivy",
        "rjieba",
    )
    code = (
        "import sys, knowledge.search.retrieval, knowledge.search.dense, knowledge.embedding.minilm,"
        " knowledge.embedding.openai_compatible, knowledge.embedding.fastembed_models\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ── what fits ────────────────────────────────────────────────────────────────────────────────────────────

_TOKENIZER = Tokenizer.from_file(str(weights_folder() / "tokenizer.json"))
_TOKENIZER.no_truncation()
_PIECES = st.sampled_from(
    [
        "valve",
        "thermoelectric",
        "3.5",
        "wt.%",
        "(a)",
        "µm",
        "naïve",
        "锂电",
        "x" * 120,
        "a\u00a0b",
        "-",
        "e\u0301",
        "\n",
    ]
)


@settings(max_examples=150)
@given(st.lists(_PIECES, max_size=12), st.integers(1, 40), st.sampled_from([" ", "", ", "]))
def test_a_text_fits_exactly_where_the_tokenizer_says_so(pieces: list[str], times: int, between: str) -> None:
    text = between.join(pieces * times)
    wanted = len(_TOKENIZER.encode(text, add_special_tokens=False).ids) <= MAX_WORD_PIECES - 2
    assert MiniLmEmbedder(Path(), DictionaryBridge()).fits(text, EN) == wanted
