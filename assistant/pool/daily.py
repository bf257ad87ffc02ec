"""A look at the pool now and then while the app runs, so that what happens with time alone is dated with the day it happened."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from knowledge.errors import PatentBridgeError

_log = logging.getLogger(__name__)
_SOON_S = 60.0  # the first questions come first
_EVERY_S = 3_600.0  # nothing is computed where nothing changed


class RegularLook:
    """Runs in a thread of its own until it is closed."""

    def __init__(
        self, look: Callable[[], object], *, soon_s: float = _SOON_S, every_s: float = _EVERY_S
    ) -> None:
        self._look = look
        self._soon_s = soon_s
        self._every_s = every_s
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pool", daemon=True)

    def start(self) -> None:
        """Look once soon, then regularly."""
        self._thread.start()

    def close(self) -> None:
        """End after the look in hand."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        wait_s = self._soon_s
        while not self._closing.wait(wait_s):
            wait_s = self._every_s
            try:
                self._look()
            except PatentBridgeError as error:
                _log.warning("the pool could not be brought up to date: %s", error.code)
