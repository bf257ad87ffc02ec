"""What many use and one replaces now and then: nobody uses it while it is replaced."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Use:
    """Lets any number of threads use something, or one replace it. A thread may use it again inside of its use."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._users = 0
        self._replacing = False
        self._mine = threading.local()

    @contextmanager
    def using(self) -> Iterator[None]:
        """Wait until nobody replaces it, nor waits to, and use it inside the block."""
        depth = getattr(self._mine, "depth", 0)
        if not depth:
            with self._changed:
                self._changed.wait_for(lambda: not self._replacing)
                self._users += 1
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            if not depth:
                with self._changed:
                    self._users -= 1
                    self._changed.notify_all()

    @contextmanager
    def replacing(self) -> Iterator[None]:
        """Wait until nobody uses it any more, and replace it inside the block. For one thread at a time."""
        try:
            with self._changed:
                self._replacing = True
                self._changed.wait_for(lambda: not self._users)
            yield
        finally:
            with self._changed:
                self._replacing = False
                self._changed.notify_all()
