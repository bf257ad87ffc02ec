"""The edge to an embedding service, over the wire: what is sent, what comes back, and every way in which it can fail."""

from __future__ import annotations

import logging
import pickle
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from fakes.chat_server import ChatServer, Exchange, Scene, breaks_off, fails, writes
from fakes.search_services import answers, drips, embeds, takes, vector_of, vectors

from knowledge.breaker import Breaker
from knowledge.bridge import DictionaryBridge
from knowledge.embedding.openai_compatible import OpenAiCompatibleEmbedder
from knowledge.errors import ModelError
from knowledge.types import Language

ZH, EN = Language.ZH, Language.EN
KEY = "k-secret-123"
Start = Callable[..., tuple[ChatServer, OpenAiCompatibleEmbedder]]


class Pauses:
    """Waits no time at all; remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, float | None]] = []

    def __call__(self, attempt: int, asked_s: float | None) -> float:
        self.asked.append((attempt, asked_s))
        return 0.0


def made(**options: Any) -> OpenAiCompatibleEmbedder:
    settings = {"model": "some-model", "api_key": KEY, "bridge": DictionaryBridge(), "pause": Pauses()}
    return OpenAiCompatibleEmbedder(**{**settings, **options})


@pytest.fixture
def start() -> Iterator[Start]:
    opened: list[tuple[ChatServer, OpenAiCompatibleEmbedder]] = []

    def begin(*scenes: Scene, **options: Any) -> tuple[ChatServer, OpenAiCompatibleEmbedder]:
        server = ChatServer(*scenes)
        server.__enter__()
        embedder = made(base_url=server.base_url, **options)
        opened.append((server, embedder))
        return server, embedder

    yield begin
    for server, embedder in opened:
        embedder.close()
        server.__exit__()


def unit(text: str) -> Any:
    vector = np.array(vector_of(text))
    return vector / np.linalg.norm(vector)


def passages(embedder: OpenAiCompatibleEmbedder, *texts: str) -> Any:
    return embedder.embed_passages(texts, [EN] * len(texts))


def failure(embedder: OpenAiCompatibleEmbedder) -> ModelError:
    with pytest.raises(ModelError) as raised:
        passages(embedder, "a secret need")
    return raised.value


# ── what goes out and what comes back ────────────────────────────────────────────────────────────────────


def test_texts_go_out_in_batches_and_unit_vectors_come_back_in_their_order(start: Start) -> None:
    server, embedder = start(embeds(), batch=2)
    assert server.requests == []
    found = embedder.embed_passages(["a", "许可", "ccc"], [EN, ZH, EN])
    assert [request["input"] for request in server.requests] == [["a", "许可"], ["ccc"]]
    assert set(server.paths) == {"/v1/embeddings"}
    assert {request["model"] for request in server.requests} == {"some-model"}
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    for row, text in zip(found, ("a", "许可", "ccc"), strict=True):
        np.testing.assert_allclose(row, unit(text), atol=1e-6)
    assert embedder.dimensions == 8


def test_rows_without_an_index_keep_their_order(start: Start) -> None:
    def bare(body: dict[str, Any]) -> Any:
        return {"data": [{"embedding": vector_of(text)} for text in body["input"]]}

    _, embedder = start(answers(bare))
    np.testing.assert_allclose(passages(embedder, "a", "b")[1], unit("b"), atol=1e-6)


def test_a_question_that_is_asked_twice_is_sent_once(start: Start) -> None:
    server, embedder = start(embeds())
    assert (embedder.embed_query("fee", EN) == embedder.embed_query("fee", EN)).all()
    embedder.embed_query("fees", EN)
    assert len(server.requests) == 2


def test_long_and_empty_texts_are_made_fit(start: Start) -> None:
    server, embedder = start(embeds())
    passages(embedder, "word " * 5_000, "")
    assert [len(text) for text in server.requests[0]["input"]] == [8_000, 1]
    assert not embedder.fits("word " * 5_000, EN)


def test_chinese_is_bridged_for_a_model_that_reads_only_english(start: Start) -> None:
    server, embedder = start(embeds(), languages=frozenset({EN}))
    embedder.embed_passages(["专利许可", "licence"], [ZH, EN])
    bridged, english = server.requests[0]["input"]
    assert bridged.isascii()
    assert english == "licence"
    assert embedder.languages == {EN}


def test_a_model_that_wants_words_before_a_text_gets_them(start: Start) -> None:
    server, embedder = start(embeds(), model="nomic-embed-text")
    passages(embedder, "fee")
    embedder.embed_query("fee", EN)
    assert [request["input"] for request in server.requests] == [
        ["search_document: fee"],
        ["search_query: fee"],
    ]


def test_the_length_that_is_asked_for_is_sent(start: Start) -> None:
    server, embedder = start(embeds(), asked_dimensions=8)
    passages(embedder, "fee")
    assert server.requests[0]["dimensions"] == 8


def test_vectors_that_differ_in_any_way_have_another_name() -> None:
    names = {
        made(**options).embedder_id
        for options in (
            {},
            {"model": "other-model"},
            {"base_url": "http://127.0.0.1:9/v1"},
            {"languages": frozenset({EN})},
            {"asked_dimensions": 256},
            {"model": "multilingual-e5-large"},
        )
    }
    assert len(names) == 6
    named = made(base_url="http://user:pass@127.0.0.1:9/v1").embedder_id
    assert named == "openai-compatible:127.0.0.1:9/v1:some-model"


def test_what_fits_is_known_in_worker_processes() -> None:
    fits = pickle.loads(pickle.dumps(made().fits))
    assert fits("fee", EN)


# ── refusals of what is too much ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_service_that_takes_few_texts_is_sent_few_from_then_on(start: Start, status: int) -> None:
    server, embedder = start(takes(10, embeds(), fails(status)))
    texts = [f"text {at}" for at in range(32)]
    np.testing.assert_allclose(passages(embedder, *texts)[31], unit("text 31"), atol=1e-6)
    before = len(server.requests)
    passages(embedder, *texts)
    assert [len(request["input"]) for request in server.requests[before:]] == [8, 8, 8, 8]


def test_one_text_that_is_too_long_is_cut_and_the_others_are_whole(start: Start) -> None:
    def play(exchange: Exchange) -> None:
        longest = max(len(text) for text in exchange.body["input"])
        (embeds() if longest <= 2_000 else fails(400))(exchange)

    server, embedder = start(play)
    long = "word " * 1_000
    found = passages(embedder, "a", "b", long, "c")
    np.testing.assert_allclose(found[2], unit(long[:1_250]), atol=1e-6)
    np.testing.assert_allclose(found[3], unit("c"), atol=1e-6)
    passages(embedder, "a", "b", "c", "d")
    assert len(server.requests[-1]["input"]) == 4  # nobody thinks that four were too many


def test_a_text_that_is_refused_at_any_length_is_a_failure(start: Start) -> None:
    server, embedder = start(fails(400))
    assert failure(embedder).code == "model_rejected"
    assert len(server.requests) == 1


# ── trying again ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("first", [fails(429), fails(500), fails(503), breaks_off("")])
def test_passages_are_tried_again(start: Start, first: Scene) -> None:
    server, embedder = start(first, first, embeds())
    np.testing.assert_allclose(passages(embedder, "fee")[0], unit("fee"), atol=1e-6)
    assert len(server.requests) == 3


def test_the_pause_grows_and_heeds_what_the_service_asks(start: Start) -> None:
    pauses = Pauses()
    _, embedder = start(fails(500), fails(429, retry_after="7"), embeds(), pause=pauses)
    passages(embedder, "fee")
    assert pauses.asked == [(0, None), (1, 7.0)]


def test_nobody_waits_for_a_pause_that_is_too_long(start: Start) -> None:
    server, embedder = start(fails(429), embeds(), pause=lambda attempt, asked_s: 10_000.0)
    assert failure(embedder).code == "model_busy"
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_will_not_get_better_is_tried_once(start: Start, status: int) -> None:
    server, embedder = start(fails(status))
    assert not failure(embedder).retryable
    assert len(server.requests) == 1


@pytest.mark.parametrize("scene", [embeds(before_s=5), drips(5)], ids=["silent", "dripping"])
def test_a_question_waits_no_longer_than_it_may(start: Start, scene: Scene) -> None:
    _, embedder = start(scene, question_s=0.3)
    began = time.monotonic()
    with pytest.raises(ModelError) as raised:
        embedder.embed_query("fee", EN)
    assert time.monotonic() - began < 4
    assert raised.value.code == "model_timeout"


def test_questions_leave_a_dead_service_alone_and_try_it_again_later(start: Start) -> None:
    clock = [0.0]
    breaker = Breaker(failures=3, rest_s=30, clock=lambda: clock[0])
    server, embedder = start(fails(401), breaker=breaker)
    codes = []
    for _ in range(5):
        with pytest.raises(ModelError) as raised:
            embedder.embed_query("fee", EN)
        codes.append(raised.value.code)
    assert codes == ["model_unauthorised"] * 3 + ["model_skipped"] * 2
    assert len(server.requests) == 3
    server.plays(embeds())
    clock[0] = 31.0
    assert embedder.embed_query("fee", EN).shape == (8,)


def test_closing_lets_go_of_a_service_that_hangs(start: Start) -> None:
    _, embedder = start(embeds(before_s=20))
    threading.Timer(0.2, embedder.close).start()
    began = time.monotonic()
    assert failure(embedder).code == "model_skipped"
    assert time.monotonic() - began < 10


# ── failures ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (401, "model_unauthorised", False),
        (403, "model_unauthorised", False),
        (404, "model_not_found", False),
        (400, "model_rejected", False),
        (429, "model_busy", True),
        (500, "model_down", True),
    ],
)
def test_a_failure_is_named_and_tells_neither_key_nor_text(
    start: Start, status: int, code: str, retryable: bool, caplog: pytest.LogCaptureFixture
) -> None:
    _, embedder = start(fails(status, message=f"{KEY} a secret need"))
    with caplog.at_level(logging.INFO):
        error = failure(embedder)
    assert (error.code, error.retryable) == (code, retryable)
    assert error.fields["service"] == "embedding"
    told = f"{error} {error.__cause__} {caplog.text}"
    assert KEY not in told
    assert "secret need" not in told


def test_no_credit_is_not_tried_again(start: Start) -> None:
    server, embedder = start(fails(429, "insufficient_quota"))
    assert failure(embedder).code == "model_quota"
    assert len(server.requests) == 1


def test_a_service_that_is_not_there_is_a_failure() -> None:
    assert failure(made(base_url="http://127.0.0.1:9/v1")).code == "model_down"


def row(at: object, embedding: object) -> dict[str, object]:
    return {"index": at, "embedding": embedding}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "rows",
        [row(0, [1.0])],
        [row(0, [1.0]), row(0, [1.0])],
        [row(0, [1.0]), row(2, [1.0])],
        [row(0, [1.0]), row(True, [1.0])],
        [row(0, [1.0]), row("1", [1.0])],
        [row(0, [1.0]), row(1, [1.0, 2.0])],
        [row(0, [1.0]), row(1, ["x"])],
        [row(0, [1.0]), row(1, [float("nan")])],
        [row(0, [1.0]), row(1, None)],
        [row(0, []), row(1, [])],
        [row(0, [1.0]), "row"],
        [row(0, [1.0]), row(1, "AACAPw==")],
    ],
)
def test_an_answer_that_is_not_one_vector_per_text_is_refused(start: Start, data: Any) -> None:
    _, embedder = start(answers(lambda body: {"data": data}))
    with pytest.raises(ModelError) as raised:
        passages(embedder, "a", "b")
    assert raised.value.code == "model_malformed"


@pytest.mark.parametrize("raw", ["<html>", "[" * 100_000, '{"data": [', "7"])
def test_what_is_not_the_protocol_is_refused(start: Start, raw: str) -> None:
    _, embedder = start(writes(raw, "application/json"))
    assert failure(embedder).code == "model_malformed"


def test_another_length_than_before_is_a_failure_that_names_both(start: Start) -> None:
    _, embedder = start(embeds(8), answers(lambda body: vectors(body, 16)))
    passages(embedder, "fee")
    error = failure(embedder)
    assert (error.code, error.fields["expected"], error.fields["got"]) == ("embedding_changed", 8, 16)


def test_another_length_than_the_librarys_is_a_failure(start: Start) -> None:
    _, embedder = start(embeds(8))
    embedder.expect(384)
    assert failure(embedder).code == "embedding_changed"
