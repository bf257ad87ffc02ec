"""Vectors from an OpenAI-compatible service: texts go out in batches, unit vectors come back, in their order."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from knowledge.breaker import Breaker
from knowledge.bridge import DictionaryBridge
from knowledge.embedding.prompting import prompts_of
from knowledge.embedding.unit import unit
from knowledge.errors import ModelError
from knowledge.model_service import ModelService, address_of
from knowledge.protocols import Vectors
from knowledge.tally import MODEL_FAILURES
from knowledge.types import Language
from knowledge.waiting import Waiting

OPENAI = "https://api.openai.com/v1"
QUESTION_S = 10.0
_BATCH = 64
_CHARACTERS_AT_MOST = 8_000  # such models read some 8,000 tokens; a character is at most about one
_CHARACTERS_AT_LEAST = 500  # a text that is refused is cut no shorter
_REMEMBERED = 256  # questions: one that is searched for twice is sent once
_REFUSED = ("400", "413", "422")

Pause = Callable[[int, float | None], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patience:
    """How long and how often one request is tried."""

    tries: int
    each_s: float
    in_all_s: float


_FOR_PASSAGES = _Patience(tries=4, each_s=60.0, in_all_s=180.0)


class OpenAiCompatibleEmbedder:
    """Implements protocols.Embedder. Safe to share between threads; nothing is sent before the first text.

    Passages are tried again after 429, 5xx and silence, after the pause that the service asks for or `pause`
    (attempt, asked_s) says. Somebody waits for a question: it is tried twice at most, in `question_s` in all, and after
    failures in a row the service is left alone for a while (ModelError `model_skipped`). Every failure is a ModelError
    that says whether trying again may help; it holds neither a text nor the key.
    """

    def __init__(
        self,
        *,
        model: str,
        bridge: DictionaryBridge,
        pause: Pause,
        base_url: str = OPENAI,
        api_key: str = "",
        languages: frozenset[Language] = frozenset(Language),
        asked_dimensions: int | None = None,
        question_s: float = QUESTION_S,
        batch: int = _BATCH,
        breaker: Breaker | None = None,
    ) -> None:
        self.languages = languages
        self._prompts = prompts_of(model)
        bridged = "" if Language.ZH in languages else f"+{bridge.version}"
        size = f"@{asked_dimensions}" if asked_dimensions else ""
        self.embedder_id = (
            f"openai-compatible:{address_of(base_url)}:{model}{size}{self._prompts.mark}{bridged}"
        )
        self._model = model
        self._bridge = bridge
        self._pause = pause
        self._asked_dimensions = asked_dimensions
        self._dimensions = asked_dimensions
        self._for_questions = _Patience(tries=2, each_s=question_s, in_all_s=question_s)
        self._at_once = batch
        self._breaker = breaker or Breaker()
        self._waiting = Waiting()
        self._service = ModelService(service="embedding", model=model, base_url=base_url, api_key=api_key)
        self._lock = threading.Lock()
        self._recent: OrderedDict[tuple[str, Language], Vectors] = OrderedDict()

    @property
    def dimensions(self) -> int:
        """The length of a vector, learnt from the service with a first short text."""
        if self._dimensions is None:
            self.embed_passages(["patent"], [Language.EN])
        return int(self._dimensions or 0)

    def expect(self, dimensions: int | None) -> None:
        """Refuse vectors of another length from now on: those of the library have this one."""
        self._dimensions = dimensions or self._dimensions

    @staticmethod
    def fits(text: str, language: Language) -> bool:
        """Say whether the whole text is surely inside the model's input limit."""
        return len(text) <= _CHARACTERS_AT_MOST

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        """Return one row per text, L2-normalised. Raises ModelError."""
        sent = [
            self._prompts.passage + self._prepared(text, language)
            for text, language in zip(texts, languages, strict=True)
        ]
        rows: list[Any] = []
        while len(rows) < len(sent):
            rows += self._rows(sent[len(rows) : len(rows) + self._at_once])[0]
        return self._unit(rows) if rows else np.zeros((0, self._dimensions or 0), dtype=np.float32)

    def embed_query(self, text: str, language: Language) -> Vectors:
        """Return shape (dimensions,), L2-normalised. Raises ModelError."""
        key = (text, language)
        with self._lock:
            if key in self._recent:
                self._recent.move_to_end(key)
                return self._recent[key]
        vector = self._vector_in_time(self._prompts.query + self._prepared(text, language))
        with self._lock:
            self._recent[key] = vector
            if len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)
        return vector

    def close(self) -> None:
        """Give up what is being waited for, from whichever thread; nothing is sent any more."""
        self._waiting.end()
        self._service.close()

    def _prepared(self, text: str, language: Language) -> str:
        if language is Language.ZH and Language.ZH not in self.languages:
            text = self._bridge.to_english(text)
        return text[:_CHARACTERS_AT_MOST] or " "  # an empty input is an error at most services

    # ── a question ───────────────────────────────────────────────────────────────────────────────────────

    def _vector_in_time(self, text: str) -> Vectors:
        if not self._breaker.admit():
            raise self._service.failed("model_skipped", "failed_before", retryable=True)
        return self._admitted(text)

    def _admitted(self, text: str) -> Vectors:
        try:
            vector = self._unit(self._asked([text], self._for_questions))[0]
        except ModelError as error:
            asked_s = error.fields.get("asked_s")
            self._breaker.failed(asked_s=asked_s if isinstance(asked_s, float) else None)
            raise
        self._breaker.succeeded()
        return np.asarray(vector, dtype=np.float32)

    # ── passages ─────────────────────────────────────────────────────────────────────────────────────────

    def _rows(self, texts: Sequence[str]) -> tuple[list[Any], bool]:
        """Return a row per text, and whether no batch was refused. A refused one is halved, a refused text cut.

        Where both halves are taken as they are it was their number that was too large: that is remembered.
        """
        try:
            return self._asked(texts, _FOR_PASSAGES), True
        except ModelError as error:
            if error.fields.get("reason") not in _REFUSED:
                raise
            if len(texts) == 1:
                return [self._shortened(texts[0], error)], False
        middle = (len(texts) + 1) // 2
        first, first_as_it_was = self._rows(texts[:middle])
        second, second_as_it_was = self._rows(texts[middle:])
        if first_as_it_was and second_as_it_was:
            self._at_once = min(self._at_once, middle)
        return first + second, False

    def _shortened(self, text: str, refusal: ModelError) -> Any:
        """Return the row of as much of a text as the service takes: the first half, or a quarter, …"""
        while len(text) // 2 >= _CHARACTERS_AT_LEAST:
            text = text[: len(text) // 2]
            try:
                return self._asked([text], _FOR_PASSAGES)[0]
            except ModelError as error:
                if error.fields.get("reason") not in _REFUSED:
                    raise
                refusal = error
        raise refusal

    # ── the service ──────────────────────────────────────────────────────────────────────────────────────

    def _asked(self, texts: Sequence[str], patience: _Patience) -> list[Any]:
        """Ask until there is an answer, or trying again is not worth it."""
        until = time.monotonic() + patience.in_all_s
        attempt = 0
        while True:
            try:
                return self._once(texts, min(patience.each_s, until - time.monotonic()))
            except ModelError as error:
                attempt += 1
                asked_s = error.fields.get("asked_s")
                pause_s = self._pause(attempt - 1, asked_s if isinstance(asked_s, float) else None)
                left_s = until - time.monotonic()
                if not error.retryable or attempt >= patience.tries or pause_s >= left_s:
                    MODEL_FAILURES.add("embedding", error.code)
                    raise
            self._waiting.pause(pause_s)

    def _once(self, texts: Sequence[str], timeout_s: float) -> list[Any]:
        body: dict[str, Any] = {"model": self._model, "input": list(texts)}
        if self._asked_dimensions:
            body["dimensions"] = self._asked_dimensions
        if self._waiting.is_over:
            raise self._service.failed("model_skipped", "closed")
        try:
            answer = self._waiting.result(
                lambda: self._service.post("embeddings", body, timeout_s=timeout_s), timeout_s
            )
        except TimeoutError:
            if self._waiting.is_over:
                raise self._service.failed("model_skipped", "closed") from None
            raise self._service.failed("model_timeout", "silence", retryable=True) from None
        return self._read(answer, len(texts))

    def _read(self, answer: object, count: int) -> list[Any]:
        """Read `{data: [{index, embedding}]}`, in any order; services that give no index keep the order."""
        rows = answer.get("data") if isinstance(answer, Mapping) else None
        if not isinstance(rows, list) or len(rows) != count:
            raise self._service.failed("model_malformed", "count")
        found: dict[int, Any] = {}
        for at, row in enumerate(rows):
            if not isinstance(row, Mapping):
                raise self._service.failed("model_malformed", "row")
            index = row.get("index", at)
            if type(index) is not int or not isinstance(row.get("embedding"), list):
                raise self._service.failed("model_malformed", "embedding")
            found[index] = row["embedding"]
        if sorted(found) != list(range(count)):
            raise self._service.failed("model_malformed", "index")
        return [found[at] for at in range(count)]

    def _unit(self, rows: Sequence[Any]) -> Vectors:
        try:
            vectors = np.asarray(rows, dtype=np.float32)
        except (TypeError, ValueError):
            raise self._service.failed("model_malformed", "numbers") from None
        if vectors.ndim != 2 or not vectors.shape[1] or not np.isfinite(vectors).all():
            raise self._service.failed("model_malformed", "shape")
        size = int(vectors.shape[1])
        if self._dimensions not in (None, size):
            raise self._service.failed(
                "embedding_changed", "dimensions", expected=self._dimensions, got=size, model=self._model
            )
        self._dimensions = size
        return unit(vectors)
