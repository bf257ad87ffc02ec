"""Vectors from an OpenAI-compatible service: texts in either language go out as they are, unit vectors come back."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from knowledge.errors import ModelError
from knowledge.protocols import Vectors
from knowledge.types import Language

_OPENAI = "https://api.openai.com/v1"
_CHARACTERS_AT_MOST = 8_000  # such models read some 8,000 tokens; a character is at most about one


class OpenAiCompatibleEmbedder:
    """Implements protocols.Embedder. Nothing is sent before the first text; the service is asked for its dimensions once.

    These models read Chinese themselves, so nothing is bridged. Every failure is a ModelError that says whether
    trying again may help; it never holds a text or the key.
    """

    def __init__(
        self,
        *,
        model: str,
        base_url: str | None = None,
        api_key: str = "",
        batch: int = 64,
        timeout_s: float = 30.0,
    ) -> None:
        place = urlsplit(base_url or _OPENAI)
        self.embedder_id = f"openai-compatible:{place.netloc}{place.path.rstrip('/')}:{model}"
        self._model = model
        self._base_url = base_url
        self._api_key = api_key
        self._batch = batch
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._client: Any = None
        self._dimensions: int | None = None

    @property
    def dimensions(self) -> int:
        """The length of a vector, learnt from the service with a first short text."""
        if self._dimensions is None:
            self.embed_query("patent", Language.EN)
        return int(self._dimensions or 0)

    def fits(self, text: str, language: Language) -> bool:
        """Say whether the whole text is surely inside the model's input limit."""
        return len(text) <= _CHARACTERS_AT_MOST

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        """Return one row per text, L2-normalised. Raises ModelError."""
        if not texts:
            return np.zeros((0, self._dimensions or 0), dtype=np.float32)
        # an empty input is an error at most services
        sent = [text[:_CHARACTERS_AT_MOST] or " " for text in texts]
        return self._unit(self._ask(lambda client: client.embed_documents(sent, chunk_size=self._batch)))

    def embed_query(self, text: str, language: Language) -> Vectors:
        """Return shape (dimensions,), L2-normalised. Raises ModelError."""
        return np.asarray(self.embed_passages([text], [language])[0], dtype=np.float32)

    def _unit(self, rows: Any) -> Vectors:
        try:
            vectors = np.asarray(rows, dtype=np.float32)
        except (TypeError, ValueError) as error:
            raise _failed("model_malformed", type(error).__name__) from error
        if vectors.ndim != 2 or not np.isfinite(vectors).all():
            raise _failed("model_malformed", "shape")
        self._dimensions = int(vectors.shape[1])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)

    def _ask(self, call: Any) -> Any:
        import openai

        try:
            return call(self._open())
        except openai.APIStatusError as error:
            raise _of_status(error.status_code, str(error.code or ""), self._model) from error
        except openai.APITimeoutError as error:
            raise _failed("model_timeout", "silence", retryable=True) from error
        except openai.APIConnectionError as error:
            raise _failed("model_down", "connection", retryable=True) from error
        except (openai.OpenAIError, ValueError, TypeError, LookupError, AttributeError) as error:
            raise _failed("model_malformed", type(error).__name__) from error

    def _open(self) -> Any:
        with self._lock:
            if self._client is None:
                from langchain_openai import OpenAIEmbeddings
                from pydantic import SecretStr

                self._client = OpenAIEmbeddings(
                    model=self._model,
                    base_url=self._base_url,
                    api_key=SecretStr(
                        self._api_key or "none"
                    ),  # local services want none, the client wants one
                    check_embedding_ctx_length=False,  # otherwise token arrays are sent, and tiktoken downloads
                    chunk_size=self._batch,
                    max_retries=2,
                    timeout=self._timeout_s,
                )
            return self._client


def _of_status(status: int, code: str, model: str) -> ModelError:
    if status in (401, 403):
        return _failed("model_unauthorised", str(status))
    if status == 404:
        return _failed("model_not_found", str(status), model=model)
    if status == 429 and code == "insufficient_quota":
        return _failed("model_quota", str(status))
    if status == 429:
        return _failed("model_busy", str(status), retryable=True)
    if status >= 500 or status in (408, 409):
        return _failed("model_down", str(status), retryable=True)
    return _failed("model_rejected", str(status))


def _failed(code: str, reason: str, *, retryable: bool = False, **fields: object) -> ModelError:
    return ModelError(code, retryable=retryable, service="embedding", reason=reason, **fields)
