"""Something that is done now and then while the program runs, in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from knowledge.errors import PatentBridgeError

_log = logging.getLogger(__name__)


class Regularly:
    """Does it once after `soon_s` and then every `every_s` seconds, until it is closed; a failure is logged as `failed`."""

    def __init__(
        self, do: Callable[[], object], *, name: str, failed: str, every_s: float, soon_s: float | None = None
    ) -> None:
        self._do = do
        self._failed = failed
        self._every_s = every_s
        self._soon_s = every_s if soon_s is None else soon_s
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End after what is being done."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        wait_s = self._soon_s
        while not self._closing.wait(wait_s):
            wait_s = self._every_s
            try:
                self._do()
            except PatentBridgeError as error:
                _log.warning("%s: %s", self._failed, error.code)
