"""What models that may be services of others are told of a query: a query in, the text that they get out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from knowledge.types import Query


def as_asked(query: Query) -> str:
    """Return the whole text of a query."""
    return query.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What of a query the embedder and the reranker get to read: they may be services of others."""

    embedder: Callable[[Query], str] = as_asked
    reranker: Callable[[Query], str] = as_asked


EVERYTHING = Told()
