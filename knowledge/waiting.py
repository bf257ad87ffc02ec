"""Waiting for what may hang: work in; its result out, in time or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, TypeVar

T = TypeVar("T")


class Waiting:
    """Runs work in threads that may be left behind. `end` wakes everybody who waits. Safe to share between threads."""

    def __init__(self) -> None:
        self._ended: Future[None] = Future()
        self._ending = threading.Lock()

    @property
    def is_over(self) -> bool:
        """Say whether `end` was called."""
        return self._ended.done()

    def result(self, work: Callable[[], T], timeout_s: float) -> T:
        """Return what the work returns, or raise what it raises. Raises TimeoutError when time is up or all is over."""
        done: Future[T] = Future()

        def run() -> None:
            try:
                done.set_result(work())
            except BaseException as error:  # noqa: BLE001 - raised again by the thread that waits
                done.set_exception(error)

        threading.Thread(target=run, name="waited-for", daemon=True).start()
        futures: tuple[Future[Any], ...] = (done, self._ended)
        wait(futures, timeout_s, FIRST_COMPLETED)
        if not done.done():
            raise TimeoutError
        return done.result()

    def pause(self, seconds: float) -> None:
        """Let time pass; return at once when all is over."""
        wait({self._ended}, seconds)

    def end(self) -> None:
        """Nobody waits any more. May be called twice."""
        with self._ending:
            if not self._ended.done():
                self._ended.set_result(None)
