"""The seams of the assistant: who understands a question, who composes an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.types import Answer, Draft, Evidence, Plan, Progress, Question
from knowledge.types import Hit


class Understander(Protocol):
    """Turns a question and the turns before it into a plan. Never fails: what it cannot tell stays open."""

    def understand(self, question: Question) -> Plan: ...


class Composer(Protocol):
    """Writes a draft from a plan and its evidence.

    Yields provisional text where it has any, and last the draft. Raises ModelError where a model service fails.
    """

    def compose(self, question: Question, plan: Plan, evidence: Evidence) -> Iterator[str | Draft]: ...


class Asker(Protocol):
    """Answers a question: progress first, the answer last. Closing the iterator cancels."""

    def ask(self, question: Question) -> Iterator[Progress | Answer]: ...


__all__ = ["Asker", "Composer", "Hit", "Sequence", "Understander"]
