"""A process that prepares answers, as the one that serves sees it: questions go to it, vectors are read for it."""

from __future__ import annotations

import multiprocessing
import time
from typing import TYPE_CHECKING

from assistant.beside.inside import prepare_beside
from assistant.beside.told import Asked, Failed, Ready, Told, VectorsFound, VectorsWanted
from assistant.operations.logs import current_request
from assistant.preparation import Prepared
from assistant.types import Question

if TYPE_CHECKING:
    from assistant.settings import Settings
    from knowledge.library import Library

_PATIENCE_S = 20.0  # without a word: then it hangs
_START_S = 120.0
_ENDS_S = 5.0


class NotPreparedError(Exception):
    """The process ended, hangs, or met an error. What was asked is to be prepared by another one."""


class PreparingProcess:
    """One process, for one question at a time. `library` is the one that this process owns.

    Raises NotPreparedError where the system has no room for a process.
    """

    def __init__(self, settings: Settings, library: Library) -> None:
        self._library = library
        self._began = time.monotonic()
        self._is_lost = False
        context = multiprocessing.get_context("spawn")  # a fork would inherit threads' locks
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=prepare_beside, args=(settings, theirs), name="prepares", daemon=True
        )
        try:
            self._process.start()
        except OSError as error:
            raise NotPreparedError("not started") from error
        finally:
            theirs.close()

    @property
    def process_id(self) -> int:
        return self._process.pid or 0

    @property
    def is_lost(self) -> bool:
        """Say whether it can be asked nothing any more."""
        return self._is_lost or self._process.exitcode is not None

    @property
    def lasted_s(self) -> float:
        """Return how long ago it was started."""
        return time.monotonic() - self._began

    def wait_until_ready(self) -> None:
        """Wait until it is warm. Raises NotPreparedError where it does not become so."""
        while not isinstance(self._heard(_START_S), Ready):
            pass

    def prepare(self, question: Question) -> Prepared:
        """Return what an answer is written from. Raises NotPreparedError."""
        with self._library.filler.paused():
            self._send(Asked(question=question, request_id=current_request()))
            while not isinstance(told := self._heard(_PATIENCE_S), Prepared):
                if isinstance(told, Failed):
                    raise NotPreparedError(told.kind)
            return told

    def close(self) -> None:
        """End the process; what it is preparing is lost. It only reads: there is nothing to finish."""
        self._is_lost = True
        self._process.kill()
        self._process.join(_ENDS_S)  # one that waits for a disk ends with that

    def _heard(self, patience_s: float) -> Told:
        """Return what it says next, having read for it what it wants to know of vectors."""
        while True:
            told = self._received(patience_s)
            if not isinstance(told, VectorsWanted):
                return told
            self._send(self._read(told))

    def _read(self, wanted: VectorsWanted) -> VectorsFound:
        try:
            with self._library.using_indexes():
                read = getattr(self._library.dense, wanted.method)
                return VectorsFound(found=read(*wanted.arguments))
        except Exception as error:  # noqa: BLE001 - whatever it is: who asked must not wait for vectors in vain
            return VectorsFound(failed=type(error).__name__)

    def _received(self, patience_s: float) -> Told:
        try:
            if self._pipe.poll(patience_s):
                told: Told = self._pipe.recv()
                return told
        except (EOFError, OSError) as error:
            raise self._lost("ended") from error
        raise self._lost("silent")

    def _send(self, told: Told) -> None:
        try:
            self._pipe.send(told)
        except OSError as error:
            raise self._lost("ended") from error

    def _lost(self, why: str) -> NotPreparedError:
        self._is_lost = True
        return NotPreparedError(why)
