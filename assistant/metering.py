"""What chat models use: requests metered, noted for whoever asked for the answer, and held against what a day allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Protocol

from assistant.types import Usage
from knowledge.protocols import TokenCounter
from knowledge.tokens import token_counter
from knowledge.types import Money

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a service takes per million tokens."""

    prompt: Decimal
    completion: Decimal
    currency: str  # ISO 4217

    def cost(self, prompt_tokens: int, completion_tokens: int) -> Money:
        amount = (self.prompt * prompt_tokens + self.completion * completion_tokens) / _MILLION
        return Money(amount=amount, currency=self.currency)


class Noted(list[Usage]):
    """What the requests of a block used, and whether there was one: a request that failed was sent all the same."""

    requested = False


_noted: ContextVar[Noted | None] = ContextVar("used", default=None)


class Allowance(Protocol):
    """How many tokens may be used in a day."""

    def is_spent(self) -> bool: ...
    def use(self, tokens: int) -> int:
        """Take tokens off; return how many were used today."""
        ...


class Meter:
    """What one answer uses: as the service tells it, else counted by us. Nothing where no answer began."""

    def __init__(self, sent: str) -> None:
        self._sent = sent
        self._received: list[str] = []
        self._heard = False
        self._prompt = self._completion = 0

    def hear(self, told: Mapping[str, Any] | None) -> None:
        """Take what a chunk of the service tells; where several do, the last and largest is the sum."""
        self._heard = True
        self._prompt = max(self._prompt, _count(told, "input_tokens"))
        self._completion = max(self._completion, _count(told, "output_tokens"))

    def take(self, text: str) -> None:
        self._received.append(text)

    def usage(self, prices: Prices | None = None) -> Usage | None:
        if not self._heard:
            return None
        told = bool(self._prompt and self._completion)
        prompt = self._prompt if told else _counter().count(self._sent)
        completion = self._completion if told else _counter().count("".join(self._received))
        return Usage(
            prompt_tokens=prompt,
            completion_tokens=completion,
            estimated=not told,
            cost=prices.cost(prompt, completion) if prices else None,
        )


def _count(told: Mapping[str, Any] | None, name: str) -> int:
    value = (told or {}).get(name)
    return value if isinstance(value, int) else 0


@cache
def _counter() -> TokenCounter:
    return token_counter()


@contextmanager
def noting_usage() -> Iterator[Noted]:
    """Collect what the requests of this block used, and those of no other thread."""
    used = Noted()
    token = _noted.set(used)
    try:
        yield used
    finally:
        _noted.reset(token)


def note_request() -> None:
    """Tell whoever collects that a request is made now."""
    used = _noted.get()
    if used is not None:
        used.requested = True


def note(usage: Usage) -> None:
    """Tell whoever collects what a request used."""
    used = _noted.get()
    if used is not None:
        used.append(usage)


def total(used: Sequence[Usage]) -> Usage | None:
    """Return the sum; estimated where a part is. None where nothing was asked."""
    if not used:
        return None
    costs = [usage.cost for usage in used if usage.cost]
    return Usage(
        prompt_tokens=sum(usage.prompt_tokens for usage in used),
        completion_tokens=sum(usage.completion_tokens for usage in used),
        estimated=any(usage.estimated for usage in used),
        cost=Money(amount=sum((c.amount for c in costs), Decimal()), currency=costs[0].currency)
        if costs
        else None,
    )
