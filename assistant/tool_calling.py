"""What it takes to let a chat model call tools: the texts and the tools in; the calls it makes, as it made them, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Tool = Mapping[str, Any]  # {"type": "function", "function": {name, description, parameters}}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """One call. `arguments` is what the model wrote, unchecked; None where that was no JSON object."""

    name: str
    arguments: Mapping[str, Any] | None


class PendingCalls(Protocol):
    """A request under way."""

    def result(self) -> tuple[ToolCall, ...]:
        """Wait for the calls; none where the model made none. Raises ModelError."""
        ...


class ToolCaller(Protocol):
    """Lets a model call tools. `begin` returns at once; it raises ModelError where no request is made at all."""

    @property
    def model_name(self) -> str: ...

    def begin(
        self, system: str, user: str, tools: Sequence[Tool], *, max_tokens: int, timeout_s: float
    ) -> PendingCalls: ...
