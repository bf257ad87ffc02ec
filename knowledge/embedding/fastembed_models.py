"""Vectors from a model of the fastembed package, on this machine: its files come from a model hub once.

The package is an extra that is imported only where it is asked for; no text ever leaves the machine.
"""

from __future__ import annotations

import importlib
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.bridge import DictionaryBridge
from knowledge.embedding.prompting import prompts_of
from knowledge.embedding.unit import unit
from knowledge.errors import ModelError, UsageError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Vectors
from knowledge.silent_runtime import silence
from knowledge.types import Language
from knowledge.waiting import Waiting

_BATCH = 16
_DOWNLOAD_S = 3600.0
_FROM_CACHE_S = 60.0
_QUESTION_S = 5.0  # that it waits for somebody else who loads the model
_TOKENS_UNSTATED = 512
_LATIN_PER_TOKEN = 3  # characters, a careful guess; a Han character is a token at most
_READS_CHINESE = lazy_pattern(r"chinese|multi-?lingual(?! \([a-z])", re.IGNORECASE)
_CHINESE_ALONE = lazy_pattern(r"\bChinese,")
_TOKENS = lazy_pattern(r"(\d+) input tokens")


@dataclass(frozen=True, slots=True, kw_only=True)
class FastembedModel:
    """What fastembed's list says of a model."""

    name: str
    dimensions: int
    languages: frozenset[Language]
    most_tokens: int


def find_model(name: str) -> FastembedModel:
    """Look a model up in fastembed's own list; nothing is downloaded.

    Raises UsageError `fastembed_missing` where the package is not installed, `fastembed_unknown` for any other name.
    """
    silence()
    try:
        package = importlib.import_module("fastembed")
    except ImportError as error:
        raise UsageError("fastembed_missing", model=name) from error
    for row in package.TextEmbedding.list_supported_models():
        if str(row["model"]).lower() == name.lower():
            tokens = _TOKENS.search(row["description"])
            return FastembedModel(
                name=str(row["model"]),
                dimensions=int(row["dim"]),
                languages=languages_in(row["description"]),
                most_tokens=int(tokens[1]) if tokens else _TOKENS_UNSTATED,
            )
    raise UsageError("fastembed_unknown", model=name)


def languages_in(description: str) -> frozenset[Language]:
    """Read which of our languages a model knows from the sentence that describes it."""
    if _CHINESE_ALONE.search(description):
        return frozenset({Language.ZH})
    return frozenset(Language) if _READS_CHINESE.search(description) else frozenset({Language.EN})


class FastembedEmbedder:
    """Implements protocols.Embedder. Safe to share between threads.

    The model is loaded at first use. Passages wait for its download; a question does not: without the files on this
    machine it raises ModelError `fastembed_unreachable`, as passages do where no hub answers.
    """

    def __init__(self, model: FastembedModel, cache_folder: Path, bridge: DictionaryBridge) -> None:
        self._prompts = prompts_of(model.name)
        bridged = "" if Language.ZH in model.languages else f"+{bridge.version}"
        self.embedder_id = f"fastembed:{model.name}{self._prompts.mark}{bridged}"
        self.dimensions = model.dimensions
        self.languages = model.languages
        self._model = model
        self._cache_folder = cache_folder
        self._bridge = bridge
        self._waiting = Waiting()
        self._loading = threading.Lock()
        self._loaded: Any = None

    def __reduce__(self) -> tuple[type[FastembedEmbedder], tuple[object, ...]]:
        """Travel to another process by what it was made of."""
        return (type(self), (self._model, self._cache_folder, self._bridge))

    def fits(self, text: str, language: Language) -> bool:
        """Say whether the whole text, after bridging, is by a careful guess inside the model's input limit."""
        prepared = self._prepared(text, language)
        latin = sum(character.isascii() for character in prepared)
        return latin / _LATIN_PER_TOKEN + (len(prepared) - latin) <= self._model.most_tokens - 2

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        """Return one row per text, L2-normalised. Raises ModelError."""
        prepared = [
            self._prompts.passage + self._prepared(text, language)
            for text, language in zip(texts, languages, strict=True)
        ]
        if not prepared:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        model = self._open(download=True)
        return _unit_rows(model.passage_embed(prepared, batch_size=_BATCH))

    def embed_query(self, text: str, language: Language) -> Vectors:
        """Return shape (dimensions,), L2-normalised. Raises ModelError."""
        model = self._open(download=False)
        rows = model.query_embed([self._prompts.query + self._prepared(text, language)])
        return np.asarray(_unit_rows(rows)[0], dtype=np.float32)

    def close(self) -> None:
        """Wait for a download no longer."""
        self._waiting.end()

    def _prepared(self, text: str, language: Language) -> str:
        bridged = language is Language.ZH and Language.ZH not in self.languages
        return self._bridge.to_english(text) if bridged else text

    def _open(self, *, download: bool) -> Any:
        if self._loaded is None:
            try:
                self._waiting.result(
                    lambda: self._load(download=download), _DOWNLOAD_S if download else _FROM_CACHE_S
                )
            except TimeoutError:
                raise self._unreachable("gave_up") from None
        return self._loaded

    def _load(self, *, download: bool) -> None:
        package = importlib.import_module("fastembed")
        if not self._loading.acquire(timeout=-1 if download else _QUESTION_S):
            raise self._unreachable("loading")
        try:
            if self._loaded is None:
                self._loaded = package.TextEmbedding(
                    self._model.name, cache_dir=str(self._cache_folder), local_files_only=not download
                )
        except Exception as error:  # noqa: BLE001 - the hub's client, its transport and the disk raise what they like
            raise self._unreachable(type(error).__name__) from None
        finally:
            self._loading.release()

    def _unreachable(self, reason: str) -> ModelError:
        return ModelError(
            "fastembed_unreachable",
            retryable=True,
            service="embedding",
            reason=reason,
            model=self._model.name,
            folder=str(self._cache_folder),
        )


def _unit_rows(rows: Iterable[Any]) -> Vectors:
    return unit(np.asarray(list(rows), dtype=np.float32))
