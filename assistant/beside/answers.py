"""Who answers a question: this process, or where it is answering one already, another one beside it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

from assistant.beside.process import AnsweringProcess, NotAnsweredError
from assistant.protocols import Asker
from assistant.types import Answer, Progress, Question

_log = logging.getLogger(__name__)
_AT_ONCE_HERE = (
    2  # one computes while another one is kept and shown; more would hand the interpreter's lock about
)
_PATIENCE_S = 5.0  # then it is answered here, beside another one: a reader who takes nothing must not keep others waiting
_LASTS_S = (
    60.0  # one that is lost sooner, or does not start, is started again later: it may have lacked memory
)
_LATER_S = 600.0


class AnswersBeside:
    """Implements Asker: passes questions to `here`, and while that has one to other processes, as far as there are any.

    The interpreter lets one thread of a process compute at a time: only a second process uses a second processor. Where
    there are others, each has one question at a time, and so has this process; who comes later waits for the next that
    is free. What a process was asked that is lost is answered here. Safe to use from several threads.
    """

    def __init__(self, here: Asker, start: Callable[[], AnsweringProcess]) -> None:
        self._here = here
        self._start = start
        self._changed = threading.Condition()
        self._under_way = 0  # here
        self._planned = 0
        self._all: set[AnsweringProcess] = set()
        self._ready: set[AnsweringProcess] = set()
        self._idle: list[AnsweringProcess] = []
        self._stale: set[AnsweringProcess] = set()
        self._closing = threading.Event()

    @property
    def at_once(self) -> int:
        """Return how many questions are best begun at once."""
        return _AT_ONCE_HERE + self._planned

    @property
    def process_ids(self) -> tuple[int, ...]:
        """Return the processes that take questions beside this one."""
        with self._changed:
            return tuple(process.process_id for process in self._ready if not process.is_lost)

    def plan(self, count: int) -> None:
        """Say how many processes there shall be beside this one."""
        self._planned = count

    def begin(self) -> None:
        """Start the processes that are planned, one after the other, behind whatever else is done."""
        if self._planned:
            self._start_behind(self._planned)

    def ask(self, question: Question) -> Iterator[Progress | Answer]:
        """Yield progress and last the answer; closing the iterator cancels."""
        process = self._taken()
        if process is not None:
            try:
                yield from process.ask(question)
                return
            except NotAnsweredError as error:
                _log.warning("a question is answered here: the process beside this one failed: %s", error)
            finally:
                self._give_back(process)
            with self._changed:
                self._under_way += 1
        try:
            yield from self._here.ask(question)
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify()

    def renew(self) -> None:
        """Start all processes anew: the files that they read are other ones now."""
        with self._changed:
            self._stale |= self._all
            idle, self._idle = self._idle, []
        for process in idle:
            self._replace(process)

    def close(self) -> None:
        """End all processes; from now on questions are answered here."""
        self._closing.set()
        with self._changed:
            ended = list(self._all)
            for held in (self._all, self._ready, self._idle):
                held.clear()
            self._changed.notify_all()
        for process in ended:
            process.close()

    def _taken(self) -> AnsweringProcess | None:
        """Wait until this process or another one has nothing to answer, and return which is to; None for this one."""
        with self._changed:
            self._changed.wait_for(self._has_room, _PATIENCE_S)
            if self._under_way and self._idle:
                return self._idle.pop()
            self._under_way += 1
            return None

    def _has_room(self) -> bool:
        return not self._ready or bool(self._idle) or not self._under_way

    def _give_back(self, process: AnsweringProcess) -> None:
        with self._changed:
            usable = process in self._all and not (process.is_lost or process in self._stale)
            if usable:
                self._idle.append(process)
                self._changed.notify()
        if not usable:
            self._replace(process)

    def _replace(self, process: AnsweringProcess) -> None:
        with self._changed:
            wanted = process in self._all
            lasted = process in self._stale or process.lasted_s > _LASTS_S
            for held in (self._all, self._ready, self._stale):
                held.discard(process)
            self._changed.notify_all()
        process.close()
        if wanted:
            self._start_behind(1, after_s=0 if lasted else _LATER_S)

    def _start_behind(self, count: int, *, after_s: float = 0) -> None:
        threading.Thread(
            target=self._start_some, args=(count, after_s), name="answers-beside", daemon=True
        ).start()

    def _start_some(self, count: int, after_s: float = 0) -> None:
        """Start processes, each when the one before is ready; what does not start is tried again and again."""
        while count and not self._closing.wait(after_s):
            try:
                self._start_one()
                count, after_s = count - 1, 0
            except NotAnsweredError as error:
                if not self._closing.is_set():
                    _log.warning("no further process answers beside this one: %s", error)
                after_s = _LATER_S

    def _start_one(self) -> None:
        process = self._start()
        with self._changed:
            self._all.add(process)
        try:
            if self._closing.is_set():  # whoever closes did not see it
                raise NotAnsweredError("closed")
            process.wait_until_ready()
        except NotAnsweredError:
            with self._changed:
                for held in (self._all, self._stale):
                    held.discard(process)
            process.close()
            raise
        with self._changed:
            if process in self._all:  # else all was closed meanwhile
                self._ready.add(process)
        self._give_back(process)
