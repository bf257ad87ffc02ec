"""The chat service that misbehaves as it is told to, for tests: the same one that the measurements use."""

from benchmarks.chat_server import (
    ChatServer,
    Exchange,
    Scene,
    breaks_off,
    fails,
    falls_silent,
    running,
    says,
    thinks,
    writes,
)

__all__ = [
    "ChatServer",
    "Exchange",
    "Scene",
    "breaks_off",
    "fails",
    "falls_silent",
    "running",
    "says",
    "thinks",
    "writes",
]
