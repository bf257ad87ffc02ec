"""Embedding and reranking services on loopback, played by `ChatServer`; and a reranker without a service."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from fakes.chat_server import Exchange, Scene

from knowledge.errors import ModelError

Shape = Callable[[Sequence[float]], Any]


def answers(make: Callable[[dict[str, Any]], Any], *, before_s: float = 0.0) -> Scene:
    """Answer with JSON made of the request, after a while."""

    def play(exchange: Exchange) -> None:
        exchange.wait(before_s)
        exchange.start(200, "application/json")
        exchange.write(json.dumps(make(exchange.body)))
        exchange.end()

    return play


def drips(seconds: float) -> Scene:
    """Send a byte of an answer now and then, so that the connection never falls silent."""

    def play(exchange: Exchange) -> None:
        exchange.start(200, "application/json")
        for _ in range(int(seconds / 0.05)):
            exchange.write(" ")
            exchange.wait(0.05)
        exchange.hang_up()

    return play


def takes(most: int, scene: Scene, otherwise: Scene) -> Scene:
    """Play the scene for requests with up to so many texts."""

    def play(exchange: Exchange) -> None:
        (scene if len(texts_of(exchange.body)) <= most else otherwise)(exchange)

    return play


def texts_of(body: dict[str, Any]) -> list[str]:
    return list(body.get("input") or body.get("documents") or body.get("texts") or [])


# ── vectors ──────────────────────────────────────────────────────────────────────────────────────────────


def embeds(dimensions: int = 8, *, before_s: float = 0.0) -> Scene:
    """Give each text a vector made of its hash, and send the rows in an order of their own."""
    return answers(lambda body: vectors(body, dimensions), before_s=before_s)


def vectors(body: dict[str, Any], dimensions: int) -> dict[str, Any]:
    rows = [
        {"object": "embedding", "index": at, "embedding": vector_of(text, dimensions)}
        for at, text in enumerate(body["input"])
    ]
    return {"object": "list", "data": rows[::-1], "model": body["model"]}


def vector_of(text: str, dimensions: int = 8) -> list[float]:
    drawn = random.Random(hashlib.sha256(text.encode()).hexdigest())
    return [drawn.uniform(-1, 1) for _ in range(dimensions)]


# ── relevance ────────────────────────────────────────────────────────────────────────────────────────────


def jina(scores: Sequence[float]) -> Any:
    best = sorted(range(len(scores)), key=lambda at: -scores[at])
    return {
        "model": "m",
        "usage": {"total_tokens": 1},
        "results": [
            {"index": at, "relevance_score": scores[at], "document": {"text": "repeated"}} for at in best
        ],
    }


def cohere(scores: Sequence[float]) -> Any:
    best = sorted(range(len(scores)), key=lambda at: -scores[at])
    results = [{"index": at, "relevance_score": scores[at]} for at in best]
    return {"id": "0", "results": results, "meta": {"api_version": {"version": "2"}}}


def inference(scores: Sequence[float]) -> Any:
    """Answer as text-embeddings-inference does."""
    best = sorted(range(len(scores)), key=lambda at: -scores[at])
    return [{"index": at, "score": scores[at]} for at in best]


def reranks(shape: Shape = jina, *, before_s: float = 0.0) -> Scene:
    return answers(lambda body: shape(relevance(body["query"], texts_of(body))), before_s=before_s)


def relevance(query: str, texts: Sequence[str]) -> tuple[float, ...]:
    """Count the characters that a text shares with the query, against its length."""
    return tuple(sum(character in query for character in text) / (len(text) or 1) for text in texts)


class FakeReranker:
    """Scores without a service; remembers what it was given. `fails` makes it raise."""

    reranker_id = "fake"

    def __init__(
        self, judge: Callable[[str, Sequence[str]], Sequence[float]] = relevance, *, fails: bool = False
    ) -> None:
        self._judge = judge
        self._fails = fails
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def rerank(self, query: str, texts: Sequence[str]) -> tuple[float, ...]:
        self.asked.append((query, tuple(texts)))
        if self._fails:
            raise ModelError("model_down", retryable=True, service="reranking", reason="500")
        return tuple(self._judge(query, texts))
