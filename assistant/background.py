"""Work that waits in a store is done behind the page: a thread takes one thing after another, and goes on after a restart."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.accounts import moments
from knowledge.errors import PatentBridgeError

_log = logging.getLogger(__name__)
_LOOK_S = 15.0  # for what another process left
_SILENT = timedelta(minutes=2)  # after which whoever worked on something is taken for gone


def is_silent(engine: Engine, beat_at: sa.ColumnElement[str | None], now: datetime) -> sa.ColumnElement[bool]:
    """Say which work is in nobody's hands any more: in an embedded library all that this process does not do itself."""
    if engine.dialect.name == "sqlite":
        return sa.true()
    return beat_at < moments.kept(now - _SILENT)


class BackgroundWork(ABC):
    """Works on one thing at a time; `on_waiting` takes what is called when something new waits."""

    def __init__(self, name: str, on_waiting: Callable[[Callable[[], None]], None]) -> None:
        self._name = name
        self._on_waiting = on_waiting
        self._wake = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None

    @abstractmethod
    def work_once(self) -> bool:
        """Work on what waits longest; False where nothing waits. Where `_closing` turns true, the rest goes on waiting."""

    def start(self) -> None:
        """Begin with what waits, also what an earlier process left unfinished."""
        self._on_waiting(self._wake.set)
        self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End after what is in hand; the rest waits for the next start."""
        self._closing = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._closing:
            self._wake.clear()
            try:
                if self.work_once():
                    continue
            except PatentBridgeError as error:
                _log.warning("%s wait: %s", self._name, error.code)
            self._wake.wait(_LOOK_S)
