"""Who prepares an answer where there are several processes: nobody waits long, nothing is lost with one of them."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from asking import DAY, SME

from assistant.beside import how_many
from assistant.beside import preparing as preparing_beside
from assistant.beside.how_many import processes_beside
from assistant.beside.preparing import PreparingBeside
from assistant.beside.process import NotPreparedError
from assistant.preparation import Prepared
from assistant.types import Question
from knowledge.bridge import DictionaryBridge
from knowledge.errors import StorageError
from knowledge.search.lexical import TantivyIndex

ASKED = Question(text="?", reader=SME, as_of=DAY)


@dataclass(eq=False)
class Played:
    """Plays a process; `fails` where it does not start, `error` where it cannot prepare, `dies` where it is lost."""

    name: str
    fails: bool = False
    error: str = ""
    dies: bool = False
    lasted_s: float = 1.0
    is_lost: bool = False
    is_closed: bool = False
    process_id: int = 7
    asked: int = 0
    held: threading.Event | None = None  # until when it is at it

    def wait_until_ready(self) -> None:
        if self.fails:
            raise NotPreparedError("ended")

    def prepare(self, question: Question) -> Prepared:
        self.asked += 1
        if self.held:
            assert self.held.wait(10)
        self.is_lost = self.dies
        if self.error or self.dies:
            raise NotPreparedError(self.error or "ended")
        return cast("Prepared", self.name)

    def close(self) -> None:
        self.is_closed = True


def played(*processes: Played, planned: int | None = None) -> PreparingBeside:
    waiting = list(processes)
    preparing = PreparingBeside(lambda: waiting.pop(0))  # type: ignore[arg-type, return-value]
    preparing._start_some(len(processes) if planned is None else planned)
    return preparing


@contextmanager
def held(preparing: PreparingBeside) -> Iterator[str]:
    """Have a question prepared, and keep its place until it is answered; give who did it."""
    with preparing.asked() as place:
        yield cast("str", place.prepared(ASKED)) or "here"


def prepared_by(preparing: PreparingBeside) -> str:
    with held(preparing) as name:
        return name


def started(preparing: PreparingBeside) -> None:
    deadline = time.monotonic() + 10
    while not preparing.process_ids:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_without_other_processes_all_are_prepared_here_at_once() -> None:
    preparing = played()
    with held(preparing) as one, held(preparing) as two, held(preparing) as three:
        assert [one, two, three] == ["here"] * 3


def test_who_asks_alone_is_answered_here_and_the_next_ones_are_prepared_beside() -> None:
    preparing = played(Played("one"))
    assert prepared_by(preparing) == "here"
    with held(preparing) as first, held(preparing) as second, held(preparing) as third:
        assert [first, second, third] == ["here", "one", "one"]


def test_an_answer_that_is_being_written_here_has_the_next_one_prepared_beside() -> None:
    preparing = played(Played("one"))
    with preparing.asked() as place:
        assert place.prepared(ASKED) is None
        place.is_prepared()
        assert prepared_by(preparing) == "one"


@pytest.mark.parametrize(("ends", "by"), [("here", "here"), ("one", "one")])
def test_one_more_waits_for_whoever_is_free_first(ends: str, by: str) -> None:
    beside = Played("one", held=threading.Event())
    preparing = played(beside)
    with ThreadPoolExecutor(2) as pool, preparing.asked() as here:
        assert here.prepared(ASKED) is None
        there = pool.submit(prepared_by, preparing)
        while not beside.asked:
            time.sleep(0.01)
        waiting = pool.submit(prepared_by, preparing)
        time.sleep(0.2)
        assert not waiting.done()
        if ends == "here":
            here.is_prepared()
            assert waiting.result(timeout=10) == by
        assert beside.held
        beside.held.set()
        assert there.result(timeout=10) == "one"
        assert waiting.result(timeout=10) == by


def test_nobody_waits_long_for_a_reader_who_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing_beside, "_PATIENCE_S", 0.1)
    beside = Played("one", held=threading.Event())
    preparing = played(beside)
    with ThreadPoolExecutor(1) as pool, held(preparing) as first:
        there = pool.submit(prepared_by, preparing)
        while not beside.asked:
            time.sleep(0.01)
        assert (first, prepared_by(preparing)) == ("here", "here")
        assert beside.held
        beside.held.set()
        assert there.result(timeout=10) == "one"


def test_who_went_away_while_waiting_keeps_nobody_waiting() -> None:
    beside = Played("one", error="StorageError", held=threading.Event())
    preparing = played(beside)
    with ThreadPoolExecutor(1) as pool, preparing.asked():
        with preparing.asked() as place:
            there = pool.submit(place.prepared, ASKED)
            while not beside.asked:
                time.sleep(0.01)
        assert beside.held
        beside.held.set()
        assert there.result(timeout=10) is None
        assert preparing._here == 0


def test_what_one_could_not_prepare_is_prepared_here_and_it_is_asked_again() -> None:
    one = Played("one", error="StorageError")
    preparing = played(one)
    with held(preparing):
        assert (prepared_by(preparing), one.asked) == ("here", 1)
        one.error = ""
        assert prepared_by(preparing) == "one"
    assert not one.is_closed


@pytest.mark.parametrize(("lasted_s", "after"), [(3600.0, "two"), (1.0, "here")], ids=["long", "briefly"])
def test_a_lost_process_is_started_anew_where_it_had_lasted(lasted_s: float, after: str) -> None:
    one = Played("one", dies=True, lasted_s=lasted_s)
    preparing = played(one, Played("two", process_id=8), planned=1)
    with held(preparing):
        assert prepared_by(preparing) == "here"
        if after == "two":
            started(preparing)
        assert prepared_by(preparing) == after
    assert one.is_closed


def test_all_are_prepared_here_where_no_process_starts_and_it_is_tried_again_later(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for = threading.Event()
    monkeypatch.setattr(preparing_beside, "_LATER_S", 0.05)
    one, two = Played("one", fails=True), Played("two", process_id=8)
    preparing = played(one, planned=0)
    preparing._start = lambda: two if asked_for.is_set() else one  # type: ignore[assignment, return-value]
    preparing.plan(1)
    preparing.begin()
    with held(preparing):
        assert prepared_by(preparing) == "here"
        asked_for.set()
        started(preparing)
        assert prepared_by(preparing) == "two"
    assert one.is_closed
    assert "no further process prepares answers beside this one" in caplog.text
    preparing.close()


def test_one_that_is_at_work_while_the_files_change_is_replaced_afterwards() -> None:
    one, two = Played("one", held=threading.Event()), Played("two", process_id=8)
    preparing = played(one, two, planned=1)
    with ThreadPoolExecutor(1) as pool, held(preparing):
        there = pool.submit(prepared_by, preparing)
        while not one.asked:
            time.sleep(0.01)
        preparing.renew()
        assert not one.is_closed
        assert one.held
        one.held.set()
        assert there.result(timeout=10) == "one"
        started(preparing)
        assert one.is_closed
        assert prepared_by(preparing) == "two"


def test_one_that_was_starting_while_the_files_changed_is_replaced_at_once() -> None:
    one, two = Played("one"), Played("two", process_id=8)
    preparing = played(one, two, planned=0)
    one.wait_until_ready = preparing.renew  # type: ignore[method-assign]
    preparing._start_some(1)
    started(preparing)
    with held(preparing):
        assert prepared_by(preparing) == "two"
    assert one.is_closed


def test_after_closing_all_are_prepared_here() -> None:
    one = Played("one")
    preparing = played(one)
    preparing.close()
    with held(preparing):
        assert prepared_by(preparing) == "here"
    assert one.is_closed


# ── how many ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("told", "waits", "private", "processors", "gigabytes", "expected"),
    [
        (None, False, False, 2, 8, 1),
        (None, False, True, 8, 64, 0),
        (None, False, False, 1, 8, 0),
        (None, False, False, 8, 2, 0),
        (None, True, False, 8, 64, 0),
        (4, False, True, 1, 1, 3),
        (1, False, False, 8, 64, 0),
        (4, True, False, 8, 64, 0),
    ],
)
def test_how_many_processes_there_are(
    monkeypatch: pytest.MonkeyPatch, told: int | None, waits: bool, private: bool, processors: int, gigabytes: int, expected: int
) -> None:  # fmt: skip
    monkeypatch.setattr(how_many.os, "cpu_count", lambda: processors)
    monkeypatch.setattr(how_many, "_memory_bytes", lambda: gigabytes << 30)
    assert processes_beside(told, waits=waits, private=private) == expected


@pytest.mark.parametrize(("limit", "is_less"), [("1048576\n", True), ("max\n", False), (None, False)])
def test_the_limit_of_a_container_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limit: str | None, is_less: bool
) -> None:
    file = tmp_path / "memory.max"
    if limit:
        file.write_text(limit)
    monkeypatch.setattr(how_many, "_LIMIT", file)
    assert (how_many._memory_bytes() == 1 << 20) == is_less


# ── what is not ours ─────────────────────────────────────────────────────────────────────────────────────


def of_another_layout(folder: Path) -> None:
    (folder / "strange").mkdir()


def of_another_version(folder: Path) -> None:
    index = TantivyIndex(folder, DictionaryBridge(glossary=[("起重机", "crane")]))
    index.clear()
    index.apply((), (), upto=3)
    index.close()


def without_a_part(folder: Path) -> None:
    shutil.rmtree(folder / "public-en-passages")


def taken_away(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("harm", [of_another_layout, of_another_version, without_a_part, taken_away])
def test_an_index_that_another_process_owns_is_never_written_to(
    harm: Callable[[Path], None], tmp_path: Path
) -> None:
    folder = tmp_path / "lexical"
    mine = TantivyIndex(folder, DictionaryBridge())
    mine.apply((), (), upto=3)
    mine.close()
    assert TantivyIndex(folder, DictionaryBridge(), owned=False).applied() == 3
    harm(folder)
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    index = TantivyIndex(folder, DictionaryBridge(), owned=False)
    with pytest.raises(StorageError):
        index.applied()
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before
