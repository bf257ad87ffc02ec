"""Run a batch: rows, conditions and a store in; every need matched that is not finished yet, until all are or somebody stops it."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from assistant.batch.matching import BatchMatcher, failure
from assistant.batch.types import Before, Conditions, DraftFile, NeedRow, Result, Standing, Store
from knowledge.errors import PatentBridgeError, StorageError

_log = logging.getLogger(__name__)
_LOOK_S = 0.25  # how often is looked whether somebody stopped it
_FAILURES_IN_A_ROW = 5
_Matched = tuple[NeedRow, Result, DraftFile | None, PatentBridgeError | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended."""

    standing: Standing
    outdated: int  # matched anew: what they were matched with had changed
    stopped: bool

    @property
    def is_complete(self) -> bool:
        return not self.stopped and self.standing.done + self.standing.failed == self.standing.total


class Run:
    """One run over a batch. What is finished under the same conditions is not matched again."""

    def __init__(
        self,
        matcher: BatchMatcher,
        store: Store,
        conditions: Conditions,
        *,
        library: Callable[[], str],
        stopped: Callable[[], bool],
        on_standing: Callable[[Standing], None],
        at_once: int = 1,
    ) -> None:
        """`library` tells the library's state now; `at_once` needs are matched side by side."""
        self._matcher = matcher
        self._store = store
        self._conditions = conditions
        self._library = library
        self._stopped = stopped
        self._on_standing = on_standing
        self._at_once = at_once
        self._done = self._failed = self._failed_in_a_row = 0

    def over(self, rows: Sequence[NeedRow]) -> Outcome:
        """Match what is left. Raises StorageError where results cannot be kept, and what failed five needs in a row."""
        begun = time.monotonic()
        now = self._conditions.told(self._library())
        found = {row.number: self._store.before(row, now) for row in rows}
        kept = self._done = sum(before is Before.FINISHED for before in found.values())

        def standing() -> Standing:
            elapsed = time.monotonic() - begun
            return Standing(
                total=len(rows), done=self._done, kept=kept, failed=self._failed, elapsed_s=elapsed
            )

        self._on_standing(standing())
        left = (row for row in rows if found[row.number] is not Before.FINISHED)
        for matched in self._matched(left):
            self._keep(*matched)
            self._on_standing(standing())
        return Outcome(
            standing=standing(),
            outdated=sum(before is Before.OUTDATED for before in found.values()),
            stopped=self._done + self._failed < len(rows),
        )

    def _keep(
        self, row: NeedRow, result: Result, draft: DraftFile | None, error: PatentBridgeError | None
    ) -> None:
        self._store.keep(row, result, draft)
        if error is None:
            self._done += 1
            self._failed_in_a_row = 0
            return
        self._failed += 1
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= _FAILURES_IN_A_ROW:
            raise error

    def _matched(self, rows: Iterable[NeedRow]) -> Iterator[_Matched]:
        """Yield each row as it is matched; no more than `at_once` are under way, so that memory stays bounded."""
        if self._at_once == 1:
            for row in rows:
                if self._stopped():
                    return
                yield self._one(row)
            return
        waiting, left = deque[Future[_Matched]](), iter(rows)
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="batch") as pool:
            while True:
                while len(waiting) < self._at_once and not self._stopped():
                    following = next(left, None)
                    if following is None:
                        break
                    waiting.append(pool.submit(self._one, following))
                if not waiting:
                    return
                finished, _ = wait(waiting, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
                for future in finished:
                    waiting.remove(future)
                    yield future.result()

    def _one(self, row: NeedRow) -> _Matched:
        told = self._conditions.told(self._library())
        try:
            result, draft = self._matcher.match(row, self._conditions, told)
        except StorageError:
            raise
        except PatentBridgeError as error:
            _log.warning("need %d of a batch failed: %s", row.number, error.code)
            return row, failure(row, error, told), None, error
        except Exception as error:  # noqa: BLE001 - one need that the program stumbles over stops no other
            _log.error("need %d of a batch failed: %s", row.number, type(error).__name__)
            wrong = PatentBridgeError()
            return row, failure(row, wrong, told), None, wrong
        return row, result, draft, None


class Every:
    """Says when something that costs time is due again: never more often than `least_s`, and a twentieth of the time at most."""

    def __init__(self, least_s: float) -> None:
        self._least_s = least_s
        self._next = time.monotonic() + least_s
        self._lock = threading.Lock()

    def run(self, act: Callable[[], None]) -> None:
        with self._lock:
            begun = time.monotonic()
            if begun < self._next:
                return
            act()
            self._next = time.monotonic() + max(self._least_s, 20 * (time.monotonic() - begun))
