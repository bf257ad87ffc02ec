"""How much one account may ask: its name in; leave to go on out, or a refusal that says when to come again."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ui.api.errors import RequestError

_MINUTE_S = 60.0
_TOO_MANY = 429


@dataclass(slots=True)
class _Asker:
    at_once: int = 0
    begun: deque[float] = field(default_factory=deque)  # within the last minute


class Limits:
    """Counts what accounts ask, in this process. Safe to use from several threads."""

    def __init__(self, *, at_once: int, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.at_once = at_once
        self.per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._askers: dict[str, _Asker] = {}

    @contextmanager
    def asking(self, owner: str) -> Iterator[None]:
        """Hold one of the account's places. Raises RequestError(too_many_at_once, too_many_a_minute)."""
        self.begin(owner)
        try:
            yield
        finally:
            self.end(owner)

    def begin(self, owner: str) -> None:
        """Take a place. Raises RequestError as `asking` does."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            asker = self._askers.setdefault(owner, _Asker())
            if asker.at_once >= self.at_once:
                raise _refused("too_many_at_once", 1, most=self.at_once)
            if len(asker.begun) >= self.per_minute:
                wait_s = max(1, math.ceil(asker.begun[0] + _MINUTE_S - now))
                raise _refused("too_many_a_minute", wait_s, most=self.per_minute)
            asker.at_once += 1
            asker.begun.append(now)

    def end(self, owner: str) -> None:
        with self._lock:
            self._askers[owner].at_once -= 1

    def _forget(self, now: float) -> None:
        for owner, asker in list(self._askers.items()):
            while asker.begun and asker.begun[0] <= now - _MINUTE_S:
                asker.begun.popleft()
            if not asker.begun and not asker.at_once:
                del self._askers[owner]


def _refused(code: str, wait_s: int, *, most: int) -> RequestError:
    return RequestError(code, _TOO_MANY, headers={"retry-after": str(wait_s)}, seconds=wait_s, most=most)
