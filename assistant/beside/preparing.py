"""Where a question is prepared: in this process, or where others are being answered already, in another one beside it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.beside.process import NotPreparedError, PreparingProcess
from assistant.preparation import Prepared
from assistant.types import Question

_log = logging.getLogger(__name__)
_AT_ONCE_HERE = (
    2  # one computes while another one is kept and shown; more would hand the interpreter's lock about
)
_PATIENCE_S = 5.0  # then it is prepared here, beside another one: a reader who takes nothing must not keep others waiting
_LASTS_S = (
    60.0  # one that is lost sooner, or does not start, is started again later: it may have lacked memory
)
_LATER_S = 600.0


def _nobody() -> PreparingProcess:
    raise NotPreparedError("nobody")


class PreparingBeside:
    """Gives questions that are answered here to other processes to prepare, as far as there are any.

    The interpreter lets one thread of a process compute at a time: only a second process uses a second processor. Where
    there are others, each has one question at a time, and so has this process; who comes later waits for the next that
    is free. What a process was given that is lost is prepared here. Safe to use from several threads.
    """

    def __init__(self, start: Callable[[], PreparingProcess] = _nobody) -> None:
        self._start = start
        self._changed = threading.Condition()
        self._answers = 0  # under way
        self._here = 0  # of these, how many are being prepared here
        self._planned = 0
        self._all: set[PreparingProcess] = set()
        self._ready: set[PreparingProcess] = set()
        self._idle: list[PreparingProcess] = []
        self._stale: set[PreparingProcess] = set()
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

    @contextmanager
    def asked(self) -> Iterator[Place]:
        """Give a question its place, to be held until it is answered."""
        with self._changed:
            self._answers += 1
        place = Place(self)
        try:
            yield place
        finally:
            place.is_prepared()
            with self._changed:
                self._answers -= 1

    def renew(self) -> None:
        """Start all processes anew: the files that they read are other ones now."""
        with self._changed:
            self._stale |= self._all
            idle, self._idle = self._idle, []
        for process in idle:
            self._replace(process)

    def close(self) -> None:
        """End all processes; from now on questions are prepared here."""
        self._closing.set()
        with self._changed:
            ended = list(self._all)
            for held in (self._all, self._ready, self._idle):
                held.clear()
            self._changed.notify_all()
        for process in ended:
            process.close()

    def prepared_beside(self, question: Question) -> Prepared | None:
        """Return what another process made of a question; None where it is to be prepared here, and tell `left` then."""
        process = self._taken()
        if process is None:
            return None
        try:
            return process.prepare(question)
        except NotPreparedError as error:
            _log.warning("a question is prepared here: the process beside this one failed: %s", error)
        finally:
            self._give_back(process)
        with self._changed:
            self._here += 1
        return None

    def left(self) -> None:
        """Let the next question be prepared here."""
        with self._changed:
            self._here -= 1
            self._changed.notify()

    def _taken(self) -> PreparingProcess | None:
        """Wait until this process or another one prepares nothing, and return which is to; None for this one."""
        with self._changed:
            self._changed.wait_for(self._has_room, _PATIENCE_S)
            if self._has_room_beside():
                return self._idle.pop()
            self._here += 1
            return None

    def _has_room(self) -> bool:
        return not self._ready or not self._here or self._has_room_beside()

    def _has_room_beside(self) -> bool:
        """Say whether another process is better: this one has an answer to write, or to prepare, already."""
        return bool(self._idle) and self._answers > 1

    def _give_back(self, process: PreparingProcess) -> None:
        with self._changed:
            usable = process in self._all and not (process.is_lost or process in self._stale)
            if usable:
                self._idle.append(process)
                self._changed.notify()
        if not usable:
            self._replace(process)

    def _replace(self, process: PreparingProcess) -> None:
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
            target=self._start_some, args=(count, after_s), name="preparing-beside", daemon=True
        ).start()

    def _start_some(self, count: int, after_s: float = 0) -> None:
        """Start processes, each when the one before is ready; what does not start is tried again and again."""
        while count and not self._closing.wait(after_s):
            try:
                self._start_one()
                count, after_s = count - 1, 0
            except NotPreparedError as error:
                if not self._closing.is_set():
                    _log.warning("no further process prepares answers beside this one: %s", error)
                after_s = _LATER_S

    def _start_one(self) -> None:
        process = self._start()
        with self._changed:
            self._all.add(process)
        try:
            if self._closing.is_set():  # whoever closes did not see it
                raise NotPreparedError("closed")
            process.wait_until_ready()
        except NotPreparedError:
            with self._changed:
                for held in (self._all, self._stale):
                    held.discard(process)
            process.close()
            raise
        with self._changed:
            if process in self._all:  # else all was closed meanwhile
                self._ready.add(process)
        self._give_back(process)


class Place:
    """A question's place among those that are answered at once."""

    def __init__(self, beside: PreparingBeside) -> None:
        self._beside = beside
        self._changing = threading.Lock()
        self._is_here = False
        self._is_over = False

    def prepared(self, question: Question) -> Prepared | None:
        """Wait for a place. Return what another process made of the question; None: prepare it here, and say so when it is."""
        found = self._beside.prepared_beside(question)
        if found is None:
            with self._changing:
                is_over = self._is_over
                self._is_here = not is_over
            if is_over:  # nobody waits for it any more
                self._beside.left()
        return found

    def is_prepared(self) -> None:
        """Say that what was prepared here is, or never will be."""
        with self._changing:
            was_here, self._is_here, self._is_over = self._is_here, False, True
        if was_here:
            self._beside.left()
