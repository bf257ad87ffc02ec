"""Files, and parts of large files, parsed by worker processes, in order; what kills its worker is set aside."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Self, TypeVar

from knowledge.catalogue import PreparedEntry
from knowledge.errors import ReadError
from knowledge.finding import FoundFile
from knowledge.parsing import Parser
from knowledge.readers.parts import Part
from knowledge.types import NoteKind, ReadingNote

_AHEAD = 4  # tasks per worker that wait or are done: bounds memory
_TASK_BYTES = 1 << 20  # small files, and parts, travel together
_TASK_FILES = 32
_TASK_PARTS = 200
Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What came of one file: its entries, or why it is set aside."""

    file: FoundFile
    entries: tuple[PreparedEntry, ...] = ()
    reason: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedParts:
    """What came of some parts of a file, one after the other, and notes of those that could not be read."""

    count: int
    entries: tuple[PreparedEntry, ...] = ()
    notes: tuple[ReadingNote, ...] = ()


class ParserPool:
    """A few processes that parse files. They start with the first task, and end when this process does."""

    def __init__(self, parser: Parser, workers: int) -> None:
        self._parser = parser
        self._workers = workers
        self._pool = self._new_pool(workers)

    def parse_all(self, files: Iterable[tuple[FoundFile, int]]) -> Iterator[Parsed]:
        """Yield what comes of each (file, size), in their order."""
        for several in self._in_order(_parse_task, _crashed_file, _tasks(files)):
            yield from several

    def parse_parts(self, file: FoundFile, parts: Iterable[Part]) -> Iterator[ParsedParts]:
        """Yield what comes of a file's parts, in their order, some parts at a time."""
        tasks = ([(file, part) for part in some] for some in part_batches(parts))
        for several in self._in_order(_parse_parts_task, _crashed_part, tasks):
            yield _together(several)

    def _in_order(
        self,
        work: Callable[[list[Task]], list[Result]],
        crashed: Callable[[Task], Result],
        tasks: Iterable[list[Task]],
    ) -> Iterator[list[Result]]:
        """Have tasks done by the workers; one that kills its worker is done again item by item, to learn which it was."""
        waiting: deque[tuple[list[Task], Future[list[Result]]]] = deque()

        def result(task: list[Task], future: Future[list[Result]]) -> list[Result]:
            try:
                return future.result()
            except BrokenProcessPool:  # this task or another one that ran at the same time
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = self._new_pool(self._workers)
                return self._one_by_one(work, crashed, task)

        for task in tasks:
            waiting.append((task, self._submit(work, task)))
            if len(waiting) >= _AHEAD * self._workers:
                yield result(*waiting.popleft())
        while waiting:
            yield result(*waiting.popleft())

    def _submit(self, work: Callable[[list[Task]], list[Result]], task: list[Task]) -> Future[list[Result]]:
        try:
            return self._pool.submit(work, task)
        except BrokenProcessPool as error:
            failed: Future[list[Result]] = Future()
            failed.set_exception(error)
            return failed

    def _one_by_one(
        self,
        work: Callable[[list[Task]], list[Result]],
        crashed: Callable[[Task], Result],
        task: list[Task],
    ) -> list[Result]:
        found: list[Result] = []
        pool = self._new_pool(1)
        for item in task:
            try:
                found.extend(pool.submit(work, [item]).result())
            except BrokenProcessPool:
                found.append(crashed(item))
                pool = self._new_pool(1)
        pool.shutdown(wait=False)
        return found

    def _new_pool(self, workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")  # a fork would inherit threads' locks
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(self._parser,))

    def close(self, *, wait: bool = False) -> None:
        """End the processes; `wait` until they are gone, where they have nothing to do any more."""
        self._pool.shutdown(wait=wait, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


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


def part_batches(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Put parts together that are worth a task."""
    batch: list[Part] = []
    held = 0
    for part in parts:
        batch.append(part)
        held += len(part.content)
        if held >= _TASK_BYTES or len(batch) >= _TASK_PARTS:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _together(several: Sequence[ParsedParts]) -> ParsedParts:
    return ParsedParts(
        count=sum(one.count for one in several),
        entries=tuple(entry for one in several for entry in one.entries),
        notes=tuple(note for one in several for note in one.notes),
    )


def _crashed_file(file: FoundFile) -> Parsed:
    return Parsed(file=file, reason="reader_crashed")


def _crashed_part(task: tuple[FoundFile, Part]) -> ParsedParts:
    return ParsedParts(count=1, notes=(_set_aside(task[1], ReadError("reader_crashed")),))


# ── inside a worker ──────────────────────────────────────────────────────────────────────────────────────

_parser: Parser | None = None


def _begin(parser: Parser) -> None:
    global _parser
    _parser = parser
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started us: it ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _parse_task(files: list[FoundFile]) -> list[Parsed]:
    return [parse_one(_parser, file) for file in files] if _parser is not None else []


def _parse_parts_task(tasks: list[tuple[FoundFile, Part]]) -> list[ParsedParts]:
    return [parse_part(_parser, file, part) for file, part in tasks] if _parser is not None else []


def parse_one(parser: Parser, file: FoundFile) -> Parsed:
    """Parse a whole file into memory."""
    try:
        return Parsed(file=file, entries=tuple(parser.prepare(file)))
    except ReadError as error:
        return Parsed(file=file, reason=error.code, fields=plain_fields(error))


def parse_parts(parser: Parser, file: FoundFile, parts: Iterable[Part]) -> Iterator[ParsedParts]:
    """Parse a file's parts here, some at a time."""
    for some in part_batches(parts):
        yield _together([parse_part(parser, file, part) for part in some])


def parse_part(parser: Parser, file: FoundFile, part: Part) -> ParsedParts:
    """Parse one part; a part that cannot be read becomes a note."""
    try:
        return ParsedParts(count=1, entries=tuple(parser.prepare_part(file, part)))
    except ReadError as error:
        return ParsedParts(count=1, notes=(_set_aside(part, error),))


def _set_aside(part: Part, error: ReadError) -> ReadingNote:
    fields = {"member": part.name, "code": error.code, **plain_fields(error)}
    return ReadingNote(kind=NoteKind.MEMBER_SET_ASIDE, fields=fields)


def plain_fields(error: ReadError) -> dict[str, object]:
    """Return an error's fields as numbers and strings; the file is known anyway."""
    kept = {name: value for name, value in error.fields.items() if name != "file"}
    return {n: value if isinstance(value, int | float) else str(value) for n, value in kept.items()}
