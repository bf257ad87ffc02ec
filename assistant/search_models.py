"""The models that searching uses: settings in; an embedder and, where one is set, a reranker out, and how they fare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import Settings
from knowledge.errors import ModelError
from knowledge.types import Audience, DocumentHead, Language, Passage
from knowledge.vector_cache import VectorCache

if TYPE_CHECKING:
    from knowledge.bridge import DictionaryBridge
    from knowledge.embedding.fastembed_models import FastembedEmbedder
    from knowledge.embedding.minilm import MiniLmEmbedder
    from knowledge.embedding.openai_compatible import OpenAiCompatibleEmbedder
    from knowledge.library import Parts
    from knowledge.protocols import Embedder
    from knowledge.search.http_reranker import HttpReranker

_PROBE = ("patent", "licence")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInUse:
    """What one task is done with, and why it failed just now, where it did."""

    task: str  # embedding or reranking
    name: str
    failure: ModelError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchModels:
    """An embedder and a reranker. `other` is the embedder where it is not the built-in one: only that can fail."""

    built_in: MiniLmEmbedder | None = None
    other: OpenAiCompatibleEmbedder | FastembedEmbedder | None = None
    reranker: HttpReranker | None = None
    are_waited_for: bool = False  # a service computes: others may ask it meanwhile
    internal_stays: bool = False  # passages of internal audience get no vector

    @property
    def embedder(self) -> Embedder:
        found = self.built_in or self.other
        if found is None:
            raise ValueError("no embedder")
        return found

    def narrowed(self, parts: Parts) -> Parts:
        """Return the parts of a library of which no internal passage reaches the embedder, where it must not."""
        if not self.internal_stays:
            return parts
        wants = parts.wants

        def public_only(head: DocumentHead, passage: Passage) -> bool:
            return head.audience is Audience.PUBLIC and wants(head, passage)

        return replace(parts, wants=public_only)

    def examined(self) -> tuple[ModelInUse, ...]:
        """Say which models are in use; a service is asked with two words of ours whether it answers."""
        found = [
            ModelInUse(
                task="embedding",
                name=self.embedder.embedder_id,
                failure=_tried(lambda: self.embedder.embed_query(_PROBE[0], Language.EN)),
            )
        ]
        if self.reranker is not None:
            reranker = self.reranker
            failure = _tried(lambda: reranker.rerank(_PROBE[0], _PROBE))
            found.append(ModelInUse(task="reranking", name=reranker.reranker_id, failure=failure))
        return tuple(found)

    def close(self) -> None:
        """Give up what is being waited for, from whichever thread."""
        for model in (self.other, self.reranker):
            if model is not None:
                model.close()


def open_search_models(
    settings: Settings, home: Path, bridge: DictionaryBridge, progress: Callable[[float], None]
) -> SearchModels:
    """Build what the settings name; nothing is sent. `progress` hears of the built-in model's conversion.

    Raises UsageError for a fastembed model that cannot be had, StorageError.
    """
    reranker = _reranker(settings)
    if settings.embedding_model:
        return SearchModels(
            other=_service(settings, home, bridge),
            reranker=reranker,
            are_waited_for=True,
            internal_stays=not settings.embedding_internal,
        )
    waited_for = reranker is not None
    if settings.fastembed_model:
        from knowledge.embedding.fastembed_models import FastembedEmbedder, find_model

        model = find_model(settings.fastembed_model)
        other = FastembedEmbedder(model, home / "models" / "fastembed", bridge)
        return SearchModels(other=other, reranker=reranker, are_waited_for=waited_for)
    from knowledge.embedding.minilm import MiniLmEmbedder

    built_in = MiniLmEmbedder(home / "models", bridge)
    built_in.prepare(progress)
    return SearchModels(built_in=built_in, reranker=reranker, are_waited_for=waited_for)


def _service(settings: Settings, home: Path, bridge: DictionaryBridge) -> OpenAiCompatibleEmbedder:
    from assistant.models import back_off
    from knowledge.embedding.openai_compatible import OPENAI, OpenAiCompatibleEmbedder

    embedder = OpenAiCompatibleEmbedder(
        model=settings.embedding_model or "",
        bridge=bridge,
        pause=back_off,
        base_url=settings.embedding_address() or OPENAI,
        api_key=settings.embedding_key(),
        languages=settings.languages_embedded(),
        asked_dimensions=settings.embedding_dimensions,
        question_s=settings.embedding_timeout_s,
    )
    vectors = home / "vectors.sqlite"
    if vectors.exists():
        cache = VectorCache(vectors)
        embedder.expect(cache.dimensions(embedder.embedder_id))
        cache.close()
    return embedder


def _reranker(settings: Settings) -> HttpReranker | None:
    if not settings.rerank_base_url:
        return None
    from knowledge.search.http_reranker import HttpReranker

    return HttpReranker(
        base_url=settings.rerank_base_url,
        model=settings.rerank_model,
        api_key=settings.rerank_key(),
        deadline_s=settings.rerank_timeout_s,
    )


def _tried(ask: Callable[[], object]) -> ModelError | None:
    try:
        ask()
    except ModelError as error:
        return error
    return None
