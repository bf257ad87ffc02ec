"""The edge to a reranking service, over the wire: what is sent, and what comes of every way in which it can fail."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fakes.chat_server import ChatServer, Scene, breaks_off, fails, writes
from fakes.search_services import answers, drips, inference, jina, relevance, reranks, takes

from knowledge.breaker import Breaker
from knowledge.errors import ModelError
from knowledge.search.http_reranker import MOST_CHARACTERS, HttpReranker

KEY = "k-secret-123"
TEXTS = ("battery recycling", "welding", "专利许可费", "fee")
Start = Callable[..., tuple[ChatServer, HttpReranker]]


@pytest.fixture
def start() -> Iterator[Start]:
    opened: list[ChatServer] = []

    def begin(*scenes: Scene, **options: Any) -> tuple[ChatServer, HttpReranker]:
        server = ChatServer(*scenes)
        server.__enter__()
        opened.append(server)
        settings = {"model": "rr-1", "api_key": KEY, "deadline_s": 5.0, **options}
        return server, HttpReranker(base_url=server.base_url, **settings)

    yield begin
    for server in opened:
        server.__exit__()


def failure(reranker: HttpReranker) -> ModelError:
    with pytest.raises(ModelError) as raised:
        reranker.rerank("a secret need", TEXTS)
    return raised.value


def test_model_question_and_texts_go_out_with_the_key(start: Start) -> None:
    server, reranker = start(reranks())
    assert server.requests == []
    reranker.rerank("fee", TEXTS)
    assert server.requests == [{"model": "rr-1", "query": "fee", "documents": list(TEXTS), "top_n": 4}]
    assert server.paths == ["/v1/rerank"]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_without_a_key_none_is_sent(start: Start) -> None:
    server, reranker = start(reranks(), api_key="")
    reranker.rerank("fee", TEXTS)
    assert "authorization" not in server.headers[0]


def test_long_texts_are_cut(start: Start) -> None:
    server, reranker = start(reranks())
    reranker.rerank("fee " * 5_000, ["word " * 5_000, "fee"])
    assert len(server.requests[0]["documents"][0]) == MOST_CHARACTERS
    assert len(json.dumps(server.requests[0])) < 5_000


def test_a_service_that_takes_few_texts_is_asked_in_parts_from_then_on(start: Start) -> None:
    server, reranker = start(takes(16, reranks(), fails(413)))
    texts = [f"text {'fee ' * at}" for at in range(50)]
    assert reranker.rerank("fee", texts) == pytest.approx(relevance("fee", texts))
    before = len(server.requests)
    assert reranker.rerank("fee", texts) == pytest.approx(relevance("fee", texts))
    sizes = [len(request["documents"]) for request in server.requests[before:]]
    assert max(sizes) <= 16
    assert sum(sizes) == 50


def test_a_service_of_the_other_shape_that_takes_few_texts_is_understood(start: Start) -> None:
    def play(exchange: Any) -> None:
        texts = exchange.body.get("texts")
        scene = reranks(inference) if texts and len(texts) <= 32 else fails(422)
        scene(exchange)

    server, reranker = start(play)
    texts = [f"text {'fee ' * at}" for at in range(50)]
    assert reranker.rerank("fee", texts) == pytest.approx(relevance("fee", texts))
    before = len(server.requests)
    reranker.rerank("fee", texts)
    assert len(server.requests) - before == 2


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (401, "model_unauthorised", False),
        (403, "model_unauthorised", False),
        (404, "model_not_found", False),
        (400, "model_rejected", False),
        (429, "model_busy", True),
        (500, "model_down", True),
        (503, "model_down", True),
    ],
)
def test_a_failure_is_named_and_tells_neither_key_nor_text(
    start: Start, status: int, code: str, retryable: bool, caplog: pytest.LogCaptureFixture
) -> None:
    _, reranker = start(fails(status, message=f"{KEY} a secret need"))
    with caplog.at_level(logging.INFO):
        error = failure(reranker)
    assert (error.code, error.retryable) == (code, retryable)
    assert error.fields["service"] == "reranking"
    told = f"{error} {error.__cause__} {caplog.text}"
    assert code in caplog.text
    assert KEY not in told
    assert "secret need" not in told


def row(at: object, score: object) -> dict[str, object]:
    return {"index": at, "relevance_score": score}


FULL = [row(at, 0.5) for at in range(4)]


@pytest.mark.parametrize(
    "answer",
    [
        "nonsense",
        None,
        7,
        {},
        [],
        {"results": None},
        {"results": FULL[:3]},
        {"results": [*FULL, row(4, 0.1)]},
        {"results": [*FULL[:3], row(2, 0.1)]},
        {"results": [*FULL[:3], row(4, 0.1)]},
        {"results": [*FULL[:3], row(-1, 0.1)]},
        {"results": [*FULL[:3], row(True, 0.1)]},
        {"results": [*FULL[:3], row("3", 0.1)]},
        {"results": [*FULL[:3], row(3, float("nan"))]},
        {"results": [*FULL[:3], row(3, float("inf"))]},
        {"results": [*FULL[:3], row(3, "0.1")]},
        {"results": [*FULL[:3], row(3, None)]},
        {"results": [*FULL[:3], "row"]},
    ],
)
def test_an_answer_that_is_not_one_score_per_text_is_refused(start: Start, answer: Any) -> None:
    _, reranker = start(answers(lambda body: answer))
    assert failure(reranker).code == "model_malformed"


@pytest.mark.parametrize("raw", ["<html>", "", "[" * 100_000, '{"results": ['])
def test_what_is_not_json_is_refused(start: Start, raw: str) -> None:
    _, reranker = start(writes(raw or " ", "application/json"))
    assert failure(reranker).code == "model_malformed"


@pytest.mark.parametrize("scene", [reranks(jina, before_s=5), drips(5)], ids=["silent", "dripping"])
def test_nobody_waits_longer_than_the_deadline(start: Start, scene: Scene) -> None:
    _, reranker = start(scene, deadline_s=0.3)
    began = time.monotonic()
    assert failure(reranker).code == "model_timeout"
    assert time.monotonic() - began < 4


def test_a_connection_that_breaks_is_a_failure_and_the_next_question_is_answered(start: Start) -> None:
    server, reranker = start(breaks_off("x"))
    assert failure(reranker).code in ("model_down", "model_malformed")
    server.plays(reranks())
    assert len(reranker.rerank("fee", TEXTS)) == 4


def test_a_service_that_is_not_there_is_a_failure() -> None:
    reranker = HttpReranker(base_url="http://127.0.0.1:9/v1", model="m")
    assert failure(reranker).code == "model_down"


def test_a_service_that_goes_down_is_left_alone_and_tried_again_later(start: Start) -> None:
    clock = [0.0]
    server, reranker = start(reranks(), breaker=Breaker(failures=3, rest_s=30, clock=lambda: clock[0]))
    reranker.rerank("fee", TEXTS)
    server.plays(fails(500))
    assert [failure(reranker).code for _ in range(5)] == ["model_down"] * 3 + ["model_skipped"] * 2
    assert len(server.requests) == 4
    server.plays(reranks())
    assert failure(reranker).code == "model_skipped"
    clock[0] = 31.0
    assert len(reranker.rerank("fee", TEXTS)) == 4
    assert len(reranker.rerank("fee", TEXTS)) == 4


def test_a_service_that_asks_for_a_pause_gets_it(start: Start) -> None:
    clock = [0.0]
    server, reranker = start(
        fails(429, retry_after="120"), reranks(), breaker=Breaker(rest_s=30, clock=lambda: clock[0])
    )
    assert failure(reranker).code == "model_busy"
    clock[0] = 119.0
    assert failure(reranker).code == "model_skipped"
    assert len(server.requests) == 1
    clock[0] = 121.0
    assert len(reranker.rerank("fee", TEXTS)) == 4


def test_the_name_holds_no_password() -> None:
    reranker = HttpReranker(base_url="http://user:pass@127.0.0.1:9/v1", model="m")
    assert reranker.reranker_id == "127.0.0.1:9/v1:m"
