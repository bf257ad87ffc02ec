"""The chat service that misbehaves as it is told to, for tests: the same one that the measurements use."""

from benchmarks.chat_server import (
    Call,
    ChatServer,
    Exchange,
    Scene,
    breaks_off,
    by_kind,
    calls,
    fails,
    falls_silent,
    running,
    says,
    thinks,
    writes,
)

__all__ = [
    "Call",
    "ChatServer",
    "Exchange",
    "Scene",
    "breaks_off",
    "by_kind",
    "calls",
    "fails",
    "falls_silent",
    "running",
    "says",
    "thinks",
    "writes",
]
