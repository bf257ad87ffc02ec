"""Searching for a batch beside people who ask: it waits while a question is being answered."""

from __future__ import annotations

from knowledge.pausing import Gate
from knowledge.protocols import Retriever
from knowledge.types import Hit, Query

_LONGEST_S = 2.0  # a search: questions one after another slow a batch down and do not stop it


class GivingWay:
    """Implements Retriever; `questions` is held while a question is being answered."""

    def __init__(self, retriever: Retriever, questions: Gate) -> None:
        self._retriever = retriever
        self._questions = questions

    def search(self, query: Query) -> tuple[Hit, ...]:
        self._questions.pass_through(_LONGEST_S)
        return self._retriever.search(query)
