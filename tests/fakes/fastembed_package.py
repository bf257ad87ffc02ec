"""The package fastembed without models: vectors are made of hashes, and the hub can be out of reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType
from typing import Any

import numpy as np
from fakes.search_services import vector_of

_DESCRIBED = {
    "some/english": "Text embeddings, Unimodal (text), English, 512 input tokens truncation, 2024 year.",
    "some/chinese": "Text embeddings, Unimodal (text), Chinese, 512 input tokens truncation, 2024 year.",
    "some/both": "Text embeddings, supports mixed Chinese-English input text, 8192 input tokens truncation.",
    "some/multilingual-e5-large": "Text embeddings, Multilingual (~100 languages), 512 input tokens truncation.",
    "some/german": "Text embeddings, Multilingual (German, English), 8192 input tokens truncation.",
}


class FastembedPackage(ModuleType):
    """Put into sys.modules as `fastembed`. `hub` and `cached` say where the files can be had."""

    def __init__(self, *, hub: bool = True, cached: bool = False) -> None:
        super().__init__("fastembed")
        self.hub = hub
        self.cached = cached
        self.opened: list[dict[str, Any]] = []
        self.read: list[str] = []
        package = self

        class TextEmbedding:
            def __init__(self, model_name: str, *, cache_dir: str, local_files_only: bool) -> None:
                package.opened.append({"name": model_name, "cache": cache_dir, "local": local_files_only})
                if not package.cached and (local_files_only or not package.hub):
                    raise ValueError(f"Could not load model {model_name} from any source.")
                package.cached = True

            @staticmethod
            def list_supported_models() -> list[dict[str, Any]]:
                return [
                    {"model": name, "dim": 8, "description": described}
                    for name, described in _DESCRIBED.items()
                ]

            def passage_embed(self, texts: Iterable[str], batch_size: int) -> Iterator[Any]:
                return self._embed(list(texts))

            def query_embed(self, query: Sequence[str]) -> Iterator[Any]:
                return self._embed(query)

            def _embed(self, texts: Sequence[str]) -> Iterator[Any]:
                package.read.extend(texts)
                yield from (np.array(vector_of(text)) for text in texts)

        self.TextEmbedding = TextEmbedding
