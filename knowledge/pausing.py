"""A gate that background work passes between two steps: it stands still while anybody holds it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Counts its holders: it opens when the last one lets go. Safe to use from several threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._holders = 0
        self._open_for_good = False

    @property
    def is_held(self) -> bool:
        return self._holders > 0 and not self._open_for_good

    @property
    def holders(self) -> int:
        """Return how many hold it now."""
        return self._holders

    def hold(self) -> None:
        with self._changed:
            self._holders += 1

    def let_go(self) -> None:
        with self._changed:
            self._holders = max(0, self._holders - 1)
            self._changed.notify_all()

    def open_for_good(self) -> None:
        """Let everybody pass from now on, whoever holds it."""
        with self._changed:
            self._open_for_good = True
            self._changed.notify_all()

    def pass_through(self, timeout_s: float | None = None) -> None:
        """Wait until nobody holds the gate, or so long."""
        with self._changed:
            self._changed.wait_for(lambda: not self.is_held, timeout_s)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the gate inside the block."""
        self.hold()
        try:
            yield
        finally:
            self.let_go()
