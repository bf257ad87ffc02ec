"""Conversations as they are kept: a summary for a list, a turn with its question and answer, and who keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from assistant.types import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSummary:
    conversation_id: str
    title: str
    updated_at: datetime  # with its time zone


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTurn:
    turn_id: str
    question: str
    answer: Answer
    created_at: datetime  # with its time zone
    replaced_by: str = ""  # the turn that asked again, or in other words


class ConversationStore(Protocol):
    """Keeps conversations, each for its owner alone.

    Every method that names a conversation raises NotFoundError where it does not exist or belongs to somebody else:
    the two cannot be told apart.
    """

    def create(self, owner: str) -> str:
        """Begin a conversation and return its id. It is listed once it has a turn."""
        ...

    def list(self, owner: str, word: str = "") -> tuple[ConversationSummary, ...]:
        """Return the owner's conversations, last used first; those that may hold a word, where there is one."""
        ...

    def turns(self, conversation_id: str, owner: str) -> tuple[StoredTurn, ...]:
        """Return the turns in the order they were asked."""
        ...

    def append(
        self, conversation_id: str, owner: str, question: str, answer: Answer, *, replaces: str = ""
    ) -> StoredTurn:
        """Add a turn; the first question becomes the title. `replaces` is a turn of it that this one stands for."""
        ...

    def rename(self, conversation_id: str, owner: str, title: str) -> None:
        """Set the title; a blank one changes nothing."""
        ...

    def delete(self, conversation_id: str, owner: str) -> None: ...

    def adopt(self, visitor: str, owner: str) -> None:
        """Give a visitor's conversations to the account that the visitor made."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the library holds, as far as one reader may know. `sample` documents are part of `documents`."""

    documents: int
    patents: int
    policies: int
    sample: int
    passages: int
    vectors_pending: int = 0  # documents whose vectors are still being made
    loaded_on: date | None = None
