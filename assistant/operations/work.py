"""Answers under way: counted, let finish when the app closes, and none begun any more."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from knowledge.errors import ClosingError

_SETTLED_S = 0.3  # so long nothing is under way: between an answer and its keeping is a moment


class Work:
    """Counts what is under way. Safe to use from several threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._under_way = 0
        self._closing = False
        self._again = False
        self._listeners: list[Callable[[], None]] = []

    @property
    def is_closing(self) -> bool:
        return self._closing

    @property
    def starts_again(self) -> bool:
        """Say whether the app shall start anew once it has closed."""
        return self._again

    def start_again(self) -> None:
        """Close, and start anew then."""
        self._again = True
        self.close()

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Count something that is to be finished, inside the block. Raises ClosingError where nothing may begin any more."""
        with self._changed:
            if self._closing:
                raise ClosingError
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def on_closing(self, listener: Callable[[], None]) -> None:
        """Call `listener` once, when closing begins."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Let nothing begin any more."""
        with self._changed:
            if self._closing:
                return
            self._closing = True
        for listener in self._listeners:
            listener()

    def finish(self, limit_s: float) -> bool:
        """Close, and wait until what is under way is done; False where it took longer than `limit_s`."""
        self.close()
        deadline = time.monotonic() + limit_s
        with self._changed:
            while True:
                left_s = deadline - time.monotonic()
                if not self._changed.wait_for(lambda: self._under_way == 0, max(0.0, left_s)):
                    return False
                if not self._changed.wait_for(lambda: self._under_way > 0, _SETTLED_S):
                    return True
