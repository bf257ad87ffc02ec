"""A reranking service over HTTP: a question and texts out, one relevance score per text in, within a deadline.

Understands `POST {base}/rerank` as Jina and Cohere (v2) define it, and as text-embeddings-inference does. Which of the two
a service speaks, and how many texts it takes at once, is learnt from what it refuses.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from knowledge.breaker import Breaker
from knowledge.errors import ModelError
from knowledge.model_service import ModelService, address_of
from knowledge.tally import MODEL_FAILURES
from knowledge.waiting import Waiting

_log = logging.getLogger(__name__)

DEADLINE_S = 2.0
MOST_CHARACTERS = 2_000  # of one text: about what such models read
_MOST_QUESTION = 1_000
_TOO_MUCH = "413"
_NOT_UNDERSTOOD = ("400", "422")

Scores = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manner:
    """How a service wants to be asked."""

    at_once: int = 1_000
    as_texts: bool = False  # {query, texts} rather than {model, query, documents, top_n}
    is_sure: bool = False  # it has answered so

    def body(self, model: str, query: str, texts: Sequence[str]) -> dict[str, Any]:
        if self.as_texts:
            return {"query": query, "texts": list(texts), "truncate": True}
        named = {"model": model} if model else {}
        return {**named, "query": query, "documents": list(texts), "top_n": len(texts)}

    def after(self, status: object, count: int) -> _Manner | None:
        """Return what to try after a refusal; None where nothing is left: both shapes, then half as many texts."""
        if status in _NOT_UNDERSTOOD and not self.is_sure and not self.as_texts:
            return replace(self, as_texts=True)
        if count > 1 and (status == _TOO_MUCH or status in _NOT_UNDERSTOOD):
            return replace(self, at_once=count // 2, as_texts=self.as_texts and self.is_sure)
        return None


class HttpReranker:
    """Implements protocols.Reranker. Safe to share between threads; nothing is sent before the first question.

    After failures in a row, or where the service asks for it, it is left alone for a while: `rerank` then raises
    ModelError `model_skipped` at once.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str = "",
        api_key: str = "",
        deadline_s: float = DEADLINE_S,
        breaker: Breaker | None = None,
    ) -> None:
        self.reranker_id = f"{address_of(base_url)}:{model}"
        self._service = ModelService(service="reranking", model=model, base_url=base_url, api_key=api_key)
        self._model = model
        self._deadline_s = deadline_s
        self._breaker = breaker or Breaker()
        self._waiting = Waiting()
        self._manner = _Manner()

    def rerank(self, query: str, texts: Sequence[str]) -> Scores:
        """Return one finite score per text, higher is better. Raises ModelError."""
        if not texts:
            return ()
        if not self._breaker.admit():
            raise self._service.failed("model_skipped", "failed_before", retryable=True)
        sent = [text[:MOST_CHARACTERS] or " " for text in texts]
        try:
            scores = self._in_time(query[:_MOST_QUESTION], sent)
        except ModelError as error:
            asked_s = error.fields.get("asked_s")
            self._breaker.failed(asked_s=asked_s if isinstance(asked_s, float) else None)
            MODEL_FAILURES.add("reranking", error.code)
            _log.warning("the reranker failed, the order stays as it was: %s", error)
            raise
        self._breaker.succeeded()
        return scores

    def warm_up(self) -> None:
        """Do once, without a request, what would otherwise count against the first deadline."""
        self._service.open()

    def close(self) -> None:
        """Give up what is being waited for, from whichever thread."""
        self._waiting.end()
        self._service.close()

    def _in_time(self, query: str, texts: Sequence[str]) -> Scores:
        """Wait no longer than the deadline, whatever the service does."""
        until = time.monotonic() + self._deadline_s
        try:
            return self._waiting.result(lambda: self._scores(query, texts, until), self._deadline_s)
        except TimeoutError:
            raise self._service.failed("model_timeout", "deadline", retryable=True) from None

    def _scores(self, query: str, texts: Sequence[str], until: float) -> Scores:
        """Ask once, or in parts where the service does not take so many texts: each score is of its text alone."""
        scores: list[float] = []
        manner = self._manner
        while len(scores) < len(texts):
            part = texts[len(scores) : len(scores) + manner.at_once]
            left_s = until - time.monotonic()
            if left_s <= 0:
                raise self._service.failed("model_timeout", "deadline", retryable=True)
            try:
                body = manner.body(self._model, query, part)
                scores += self._read(self._service.post("rerank", body, timeout_s=left_s), len(part))
                self._manner = manner = replace(manner, is_sure=True)
            except ModelError as error:
                another = manner.after(error.fields.get("reason"), len(part))
                if another is None:
                    raise
                manner = another
        return tuple(scores)

    def _read(self, answer: object, count: int) -> list[float]:
        """Read `{results: [{index, relevance_score}]}` or `[{index, score}]`, in any order."""
        rows = answer.get("results") if isinstance(answer, Mapping) else answer
        if not isinstance(rows, list) or len(rows) != count:
            raise self._service.failed("model_malformed", "count")
        found: dict[int, float] = {}
        for row in rows:
            if not isinstance(row, Mapping):
                raise self._service.failed("model_malformed", "row")
            at, score = row.get("index"), row.get("relevance_score", row.get("score"))
            if type(at) is not int or type(score) not in (int, float) or not math.isfinite(score):
                raise self._service.failed("model_malformed", "score")
            found[at] = float(score)
        if sorted(found) != list(range(count)):
            raise self._service.failed("model_malformed", "index")
        return [found[at] for at in range(count)]
