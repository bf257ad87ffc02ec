"""Files parsed by worker processes, in order; a file that kills its worker is set aside, the rest goes on."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Self

from knowledge.catalogue import Entry
from knowledge.errors import ReadError
from knowledge.finding import FoundFile
from knowledge.parsing import Parser

_AHEAD = 3  # tasks per worker that wait or are done: bounds memory
_TASK_BYTES = 1 << 20  # small files travel together
_TASK_FILES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What came of one file: its entries, or why it is set aside."""

    file: FoundFile
    entries: tuple[Entry, ...] = ()
    reason: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)


class ParserPool:
    """A few processes that parse files. Workers end when this process does, however it ends."""

    def __init__(self, parser: Parser, workers: int) -> None:
        self._parser = parser
        self._workers = workers
        self._pool = self._new_pool(workers)

    def parse_all(self, files: Iterable[tuple[FoundFile, int]]) -> Iterator[Parsed]:
        """Yield what comes of each (file, size), in their order."""
        waiting: deque[tuple[list[FoundFile], Future[list[Parsed]]]] = deque()
        for task in _tasks(files):
            waiting.append((task, self._submit(task)))
            if len(waiting) >= _AHEAD * self._workers:
                yield from self._result(*waiting.popleft())
        while waiting:
            yield from self._result(*waiting.popleft())

    def _submit(self, task: list[FoundFile]) -> Future[list[Parsed]]:
        try:
            return self._pool.submit(_parse_task, task)
        except BrokenProcessPool as error:
            failed: Future[list[Parsed]] = Future()
            failed.set_exception(error)
            return failed

    def _result(self, task: list[FoundFile], future: Future[list[Parsed]]) -> list[Parsed]:
        try:
            return future.result()
        except BrokenProcessPool:  # this task or another one that ran at the same time
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = self._new_pool(self._workers)
            return self._one_by_one(task)

    def _one_by_one(self, task: list[FoundFile]) -> list[Parsed]:
        """Parse files alone in a process, to learn which of them kills it."""
        found: list[Parsed] = []
        pool = self._new_pool(1)
        for file in task:
            try:
                found.extend(pool.submit(_parse_task, [file]).result())
            except BrokenProcessPool:
                found.append(Parsed(file=file, reason="reader_crashed"))
                pool = self._new_pool(1)
        pool.shutdown(wait=False)
        return found

    def _new_pool(self, workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")  # a fork would inherit threads' locks
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(self._parser,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def _tasks(files: Iterable[tuple[FoundFile, int]]) -> Iterator[list[FoundFile]]:
    task: list[FoundFile] = []
    held = 0
    for file, size in files:
        task.append(file)
        held += size
        if held >= _TASK_BYTES or len(task) >= _TASK_FILES:
            yield task
            task, held = [], 0
    if task:
        yield task


# ── inside a worker ──────────────────────────────────────────────────────────────────────────────────────

_parser: Parser | None = None


def _begin(parser: Parser) -> None:
    global _parser
    _parser = parser
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _parse_task(files: list[FoundFile]) -> list[Parsed]:
    return [parse_one(_parser, file) for file in files] if _parser is not None else []


def parse_one(parser: Parser, file: FoundFile) -> Parsed:
    """Parse a whole file into memory."""
    try:
        return Parsed(file=file, entries=tuple(parser.parse(file)))
    except ReadError as error:
        return Parsed(file=file, reason=error.code, fields=plain_fields(error))


def plain_fields(error: ReadError) -> dict[str, object]:
    """Return an error's fields as numbers and strings; the file is known anyway."""
    kept = {name: value for name, value in error.fields.items() if name != "file"}
    return {n: value if isinstance(value, int | float) else str(value) for n, value in kept.items()}
