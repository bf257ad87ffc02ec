"""Batches are run behind the page: a thread takes one after another, gives way to questions, and goes on after a restart."""

from __future__ import annotations

import logging
from collections.abc import Callable

from assistant.background import BackgroundWork
from assistant.batch.batches import Batch, BatchState, SqlBatches
from assistant.batch.matching import BatchMatcher
from assistant.batch.running import Run
from assistant.batch.types import NeedsRead, Standing
from knowledge.errors import PatentBridgeError

_log = logging.getLogger(__name__)


class BatchWorker(BackgroundWork):
    """Runs one batch at a time, one need at a time."""

    def __init__(self, batches: SqlBatches, matcher: BatchMatcher, library: Callable[[], str]) -> None:
        super().__init__("batches", batches.on_waiting)
        self._batches = batches
        self._matcher = matcher
        self._library = library

    def work_once(self) -> bool:
        """Run the batch that waits longest, to its end or until it is paused; False where none waits."""
        taken = self._batches.claim()
        if taken is None:
            return False
        batch, read = taken
        try:
            state = self._run(batch, read)
        except PatentBridgeError as error:
            _log.warning("batch %s stopped: %s", batch.batch_id, error.code)
            self._batches.end(batch.batch_id, BatchState.STOPPED, error)
        except Exception as error:  # noqa: BLE001 - what is wrong with one batch stops no other
            _log.error("batch %s failed: %s", batch.batch_id, type(error).__name__)
            self._batches.end(batch.batch_id, BatchState.STOPPED, PatentBridgeError())
        else:
            self._batches.end(batch.batch_id, state)
        return True

    def _run(self, batch: Batch, read: NeedsRead) -> BatchState:
        if batch.conditions is None:
            return BatchState.READY
        wanted = True

        def on_standing(standing: Standing) -> None:
            nonlocal wanted
            wanted = self._batches.beat(batch.batch_id, batch.elapsed_s + standing.elapsed_s)

        run = Run(
            self._matcher,
            self._batches.store_of(batch),
            batch.conditions,
            library=self._library,
            stopped=lambda: self._closing or not wanted,
            on_standing=on_standing,
        )
        ended = run.over(read.rows)
        return BatchState.WAITING if ended.stopped else BatchState.DONE
