"""Which hosts texts go to for an answer, as the settings have it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHosts:
    """Where texts go for an answer: to services that search, and to the chat model's; nowhere where empty."""

    searching: tuple[str, ...] = ()
    chat: str = ""


NOWHERE = ServiceHosts()
