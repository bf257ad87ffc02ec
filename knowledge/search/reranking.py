"""The last word on the order of the best candidates: a question and arranged choices in; the same choices out, reordered.

Nogueira and Cho (2019, arXiv:1901.04085) put a model that reads question and passage together behind the search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.errors import ModelError
from knowledge.protocols import Reranker
from knowledge.search import grouping
from knowledge.search.grouping import Choice
from knowledge.types import Audience

MOST_RERANKED = 50


def reranked(
    reranker: Reranker,
    question: str,
    choices: Sequence[Choice],
    *,
    named: frozenset[str],
    told: str | None = None,
) -> list[Choice]:
    """Return the choices with the best fifty in the reranker's order; all as they were where it fails.

    Only texts of public audience are sent, with `told` in the question's place where it is given. What is internal, what addresses an assistant instead of a reader, and
    documents that the question names by number keep their places; the others change theirs among themselves, and their scores are dealt out anew in the new order, so
    that they still compare with those of other searches. The reranker's own score stands in the components.
    """
    places = [
        at
        for at, choice in enumerate(choices[:MOST_RERANKED])
        if _may_be_sent(choice) and choice.document.document_id not in named
    ]
    if len(places) < 2:
        return list(choices)
    movable = [choices[at] for at in places]
    try:
        relevance = reranker.rerank(question if told is None else told, [_text(choice) for choice in movable])
    except ModelError:
        return list(choices)
    order = sorted(range(len(movable)), key=lambda at: -relevance[at])
    scores = sorted((choice.score for choice in movable), reverse=True)
    found = list(choices)
    for place, source, score in zip(places, order, scores, strict=True):
        components = {**movable[source].components, "rerank": relevance[source]}
        found[place] = replace(movable[source], score=score, components=components)
    titled = grouping.titles_named(question, found)
    return grouping.spread(grouping.prefer_official(found), k=len(found), named=named | titled)


def _may_be_sent(choice: Choice) -> bool:
    return choice.document.audience is Audience.PUBLIC and not choice.passage.instruction_like


def _text(choice: Choice) -> str:
    return f"{choice.document.title}\n{choice.passage.text}"
