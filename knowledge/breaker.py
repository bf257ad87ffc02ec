"""A circuit breaker: failures in a row in; whether the service is tried at all out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 3
REST_S = 30.0
LONGEST_REST_S = 600.0


class Breaker:
    """After `failures` in a row nothing is admitted for `rest_s`; then one trial decides. Safe to share between threads."""

    def __init__(
        self, *, failures: int = FAILURES, rest_s: float = REST_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = failures
        self._rest_s = rest_s
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._rests_until = 0.0

    def admit(self) -> bool:
        """Say whether the service may be tried now. The first one after a rest is the trial: others wait for it."""
        with self._lock:
            if self._failures < self._most:
                return True
            if self._clock() < self._rests_until:
                return False
            self._rests_until = self._clock() + self._rest_s
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self, *, asked_s: float | None = None) -> None:
        """Count a failure. Where the service asks to be left alone for `asked_s`, one is enough."""
        with self._lock:
            self._failures = self._failures + 1 if asked_s is None else self._most
            if self._failures >= self._most:
                rest_s = self._rest_s if asked_s is None else min(asked_s, LONGEST_REST_S)
                self._rests_until = self._clock() + rest_s

    def abandoned(self) -> None:
        """Take back an admission that told nothing: whoever asked went away. The next one may try at once."""
        with self._lock:
            if self._failures >= self._most:
                self._rests_until = self._clock()
