"""The seams of the assistant: who understands a question, who composes an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.types import Draft, Evidence, Plan, Question
from knowledge.types import Hit


class Understander(Protocol):
    """Turns a question and the turns before it into a plan. Never fails: what it cannot tell stays open."""

    def understand(self, question: Question) -> Plan: ...


class PendingPlan(Protocol):
    """A second reading of a question, under way: by which model, with which prompt."""

    @property
    def model_name(self) -> str: ...

    @property
    def prompt_id(self) -> str: ...

    def plan(self) -> Plan | None:
        """Wait for it; None where it has nothing other to say than the first. Never fails."""
        ...


class SecondUnderstander(Protocol):
    """Reads a question again that was understood once. `always`: beside the first search, else where that was in vain."""

    @property
    def always(self) -> bool: ...

    def begin(self, question: Question, plan: Plan) -> PendingPlan | None:
        """Start; None where the plan is certain."""
        ...


class Composer(Protocol):
    """Writes a draft from a plan and its evidence.

    Yields provisional text where it has any, and last the draft. Raises ModelError where a model service fails.
    """

    def compose(self, question: Question, plan: Plan, evidence: Evidence) -> Iterator[str | Draft]: ...


__all__ = ["Composer", "Hit", "PendingPlan", "SecondUnderstander", "Sequence", "Understander"]
