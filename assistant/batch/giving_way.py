"""Searching for a batch beside people who ask: it waits while a question is being answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from knowledge.pausing import Gate
from knowledge.protocols import NearestDocuments, Retriever
from knowledge.types import Hit, Language, Query

_LONGEST_S = 2.0  # a search: questions one after another slow a batch down and do not stop it


class Searches(Retriever, NearestDocuments, Protocol):
    """Searches by words and by meaning."""


class GivingWay:
    """Implements Searches; `questions` is held while a question is being answered."""

    def __init__(self, searches: Searches, questions: Gate) -> None:
        self._searches = searches
        self._questions = questions

    def search(self, query: Query) -> tuple[Hit, ...]:
        self._questions.pass_through(_LONGEST_S)
        return self._searches.search(query)

    def documents(
        self, query: Query, language: Language, like: Sequence[str] = ()
    ) -> tuple[tuple[str, float], ...]:
        self._questions.pass_through(_LONGEST_S)
        return self._searches.documents(query, language, like)
