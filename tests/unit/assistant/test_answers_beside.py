"""Answers made in a process of their own: the same as here, over the library as it is now, and never lost with the process."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from asking import DAY, OFFICER, SME, turn
from sample_questions import QUESTIONS

from assistant.beside import answers as answers_beside
from assistant.beside import how_many
from assistant.beside.answers import AnswersBeside
from assistant.beside.how_many import processes_beside
from assistant.beside.process import AnsweringProcess, NotAnsweredError
from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Progress, Question, Stage
from assistant.wiring import open_services
from knowledge.bridge import DictionaryBridge
from knowledge.errors import StorageError
from knowledge.ingestion import ingest
from knowledge.search.lexical import TantivyIndex
from knowledge.types import Audience, Reader

UNDER_WAY = Progress(stage=Stage.UNDERSTANDING)
NEED = "我们做锂电池回收，想找一种从废旧电池里回收锂的技术，每年预算20万元"
RULES = """+++
kind = "policy"
policy_id = "XX-CRANE-2039"
lineage = "XX-CRANE"
language = "en"
title = "Crane Subsidy Rules 2039"
jurisdiction = "CN"
issuer = "Harbour Office"
level = "local"
date_issued = 2026-01-02
effective_from = 2026-02-01
text_type = "official"
+++
# Crane Subsidy Rules 2039
## Article 1 Scope
These rules apply to subsidies for harbour cranes.
## Article 2 Amount
The subsidy for a harbour crane is 70,000 yuan.
"""
FERRY = (
    RULES.replace("crane", "ferry").replace("Crane", "Ferry").replace("CRANE", "FERRY").replace("70,", "50,")
)
AMOUNT = "What is the amount of the crane subsidy under the Crane Subsidy Rules?"


class Busy:
    """Answers one question without end; whoever asks it a second one fails."""

    def __init__(self) -> None:
        self.asked = 0

    def ask(self, question: Question) -> Iterator[Progress | Answer]:
        self.asked += 1
        assert self.asked == 1, "asked here"
        while True:
            yield UNDER_WAY


def question(text: str, reader: Reader = SME, **more: Any) -> Question:
    return Question(text=text, reader=reader, as_of=DAY, **more)


@contextmanager
def one_under_way(answers: AnswersBeside) -> Iterator[None]:
    """Keep this process busy with a question, so that the next ones go to others."""
    with closing(answers.ask(question("?"))) as pieces:  # type: ignore[type-var]
        next(pieces)
        yield


def last(answers: AnswersBeside, asked: Question) -> Answer:
    *_, answer = answers.ask(asked)
    assert isinstance(answer, Answer)
    return answer


def alike(answer: Answer) -> Answer:
    """Return an answer without the moment it was made at and the time it took."""
    basis = replace(answer.basis, made_at="") if answer.basis else None
    return replace(answer, elapsed_ms=0.0, basis=basis)


def started(answers: AnswersBeside, *, besides: tuple[int, ...] = ()) -> None:
    deadline = time.monotonic() + 120
    while not set(answers.process_ids) - set(besides):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def beside(services: Services, here: Any) -> Iterator[AnswersBeside]:
    answers = AnswersBeside(here, lambda: AnsweringProcess(services.settings, services.library))
    answers.plan(1)
    answers.begin()
    try:
        started(answers)
        yield answers
    finally:
        answers.close()


# ── the samples ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def other(services: Services) -> Iterator[AnswersBeside]:
    """Give answers of which all but one are made in another process."""
    with beside(services, Busy()) as answers, one_under_way(answers):
        yield answers


@pytest.mark.parametrize("text", [*QUESTIONS, NEED])
@pytest.mark.parametrize("reader", [SME, OFFICER], ids=["enterprise", "officer"])
def test_it_answers_as_this_process_does(
    services: Services, other: AnswersBeside, text: str, reader: Reader
) -> None:
    *_, here = services.conversation.ask(question(text, reader))
    assert isinstance(here, Answer)
    assert alike(last(other, question(text, reader))) == alike(here)


def test_it_is_told_what_was_said_before(services: Services, other: AnswersBeside) -> None:
    first = last(other, question("P24 有效吗"))
    follow = question("那许可费是多少?", history=(turn(first, "P24 有效吗"),))
    *_, here = services.conversation.ask(follow)
    assert isinstance(here, Answer)
    assert alike(last(other, follow)) == alike(here)


def test_it_tells_how_far_it_is(other: AnswersBeside) -> None:
    *progress, answer = other.ask(question("P24 有效吗"))
    assert [one.stage for one in progress if isinstance(one, Progress)] == [
        Stage.UNDERSTANDING, Stage.RETRIEVING, Stage.COMPOSING, Stage.VERIFYING,
    ]  # fmt: skip
    assert isinstance(answer, Answer)


def test_an_answer_that_nobody_waits_for_does_not_become_that_of_the_next_question(
    other: AnswersBeside,
) -> None:
    pieces = other.ask(question("P17 和 P10 对比一下"))
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert "CN199900024B" in last(other, question("P24 有效吗")).text


# ── a library that changes ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def changing(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("changing") / "home"
    home.mkdir()
    (home / "models").symlink_to(models)
    services = open_services(Settings.model_construct(home=home), doing="test")
    taken_in(services, FERRY, name="ferry.md")
    yield services
    services.close()


@pytest.fixture(scope="module")
def over_it(changing: Services) -> Iterator[AnswersBeside]:
    with beside(changing, Busy()) as answers, one_under_way(answers):
        yield answers


def taken_in(
    services: Services, text: str, *, name: str = "rules.md", audience: Audience = Audience.PUBLIC
) -> None:
    file = services.library.home.parent / name
    file.write_text(text, encoding="utf-8")
    ingest([file], audience=audience, library=services.library)


def test_it_answers_from_the_library_as_it_is_now(changing: Services, over_it: AnswersBeside) -> None:
    assert "70,000" not in last(over_it, question(AMOUNT)).text
    taken_in(changing, RULES)
    answer = last(over_it, question(AMOUNT))
    assert "70,000" in answer.text
    same = RULES.replace("70,000", "81,000")
    taken_in(changing, same)
    time.sleep(1)  # whoever watches the files has seen it
    assert "81,000" in last(over_it, question(AMOUNT)).text
    changing.library.remove([answer.citations[0].document_id])
    assert "70,000" not in last(over_it, question(AMOUNT)).text


def test_what_is_internal_is_kept_from_an_enterprise(changing: Services, over_it: AnswersBeside) -> None:
    floor = "The fee floor of the harbour crane is 83,417 yuan a year."
    taken_in(changing, floor, name="floor.txt", audience=Audience.INTERNAL)
    asked = "What is the fee floor of the harbour crane?"
    assert "83,417" not in str(last(over_it, question(asked)))
    assert "83,417" in last(over_it, question(asked, OFFICER)).text


def test_vectors_that_came_in_since_are_compared(changing: Services, over_it: AnswersBeside) -> None:
    asked = question("How much money do those get who operate boats in a harbour?")
    assert changing.library.filler.wait(60)
    last(over_it, asked)  # the first question after a change is compared by Chroma, the next ones one by one
    *_, here = changing.conversation.ask(asked)
    assert isinstance(here, Answer)
    assert any(hit.components["dense"] for hit in here.nearest)
    assert alike(last(over_it, asked)) == alike(here)


def test_new_indexes_are_read_by_a_new_process_and_none_outlives_the_app(changing: Services) -> None:
    answers = changing.answers
    answers.plan(1)
    answers.begin()
    started(answers)
    before = answers.process_ids
    changing.library.reindex()
    started(answers, besides=before)
    (process_id,) = answers.process_ids
    assert process_id not in before
    with one_under_way(answers):
        assert "50,000" in last(answers, question("What is the amount of the ferry subsidy?")).text
    answers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


# ── a process that is lost ───────────────────────────────────────────────────────────────────────────────


def test_what_a_killed_process_was_asked_is_answered_here(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    with beside(services, services.conversation) as answers:
        (process_id,) = answers.process_ids
        held = answers.ask(question("P24 有效吗"))
        next(held)
        os.kill(process_id, signal.SIGKILL)
        assert "CN199900024B" in last(answers, question("P24 有效吗")).text
        assert "the process beside this one failed: ended" in caplog.text
        assert answers.process_ids == ()
        assert "CN199900024B" in last(answers, question("P24 有效吗")).text


# ── who is asked ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class Played:
    """Plays a process; `fails` where it does not start, `error` where it cannot answer, `dies` where it is lost."""

    name: str
    fails: bool = False
    error: str = ""
    dies: bool = False
    lasted_s: float = 1.0
    is_lost: bool = False
    is_closed: bool = False
    process_id: int = 7

    def wait_until_ready(self) -> None:
        if self.fails:
            raise NotAnsweredError("ended")

    def ask(self, asked: Question) -> Iterator[Progress | Answer]:
        yield Progress(stage=Stage.COMPOSING, delta=self.name)
        self.is_lost = self.dies
        if self.error or self.dies:
            raise NotAnsweredError(self.error or "ended")

    def close(self) -> None:
        self.is_closed = True


class Here:
    def ask(self, asked: Question) -> Iterator[Progress | Answer]:
        yield Progress(stage=Stage.COMPOSING, delta="here")


def played(*processes: Played, planned: int | None = None) -> AnswersBeside:
    waiting = list(processes)
    answers = AnswersBeside(Here(), lambda: waiting.pop(0))  # type: ignore[arg-type, return-value]
    answers._start_some(len(processes) if planned is None else planned)
    return answers


def answered_by(answers: AnswersBeside) -> list[str]:
    return [piece.delta for piece in answers.ask(question("?")) if isinstance(piece, Progress)]


def test_without_other_processes_all_are_answered_here_at_once() -> None:
    answers = played()
    under_way = [answers.ask(question("?")) for _ in range(3)]
    assert [next(pieces).delta for pieces in under_way] == ["here"] * 3  # type: ignore[union-attr]


def test_the_first_question_is_answered_here_and_the_next_ones_beside() -> None:
    answers = played(Played("one"), Played("two", process_id=8))
    under_way = [answers.ask(question("?")) for _ in range(3)]
    assert sorted(next(pieces).delta for pieces in under_way) == ["here", "one", "two"]  # type: ignore[union-attr]


@pytest.mark.parametrize(("ends", "by"), [(0, "here"), (1, "one")])
def test_one_more_waits_for_whoever_is_free_first(ends: int, by: str) -> None:
    answers = played(Played("one"))
    under_way = [answers.ask(question("?")) for _ in range(2)]
    assert [next(pieces).delta for pieces in under_way] == ["here", "one"]  # type: ignore[union-attr]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(answered_by, answers)
        time.sleep(0.2)
        assert not waiting.done()
        assert list(under_way[ends]) == []
        assert waiting.result(timeout=10) == [by]


def test_nobody_waits_long_for_a_reader_who_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers_beside, "_PATIENCE_S", 0.1)
    answers = played(Played("one"))
    under_way = [answers.ask(question("?")) for _ in range(2)]
    assert [next(pieces).delta for pieces in under_way] == ["here", "one"]  # type: ignore[union-attr]
    assert answered_by(answers) == ["here"]


def test_what_one_could_not_answer_is_answered_here_and_it_is_asked_again() -> None:
    one = Played("one", error="StorageError")
    answers = played(one)
    with one_under_way(answers):
        assert answered_by(answers) == ["one", "here"]
        one.error = ""
        assert answered_by(answers) == ["one"]
    assert not one.is_closed


@pytest.mark.parametrize(("lasted_s", "after"), [(3600.0, ["two"]), (1.0, ["here"])], ids=["long", "briefly"])
def test_a_lost_process_is_started_anew_where_it_had_lasted(lasted_s: float, after: list[str]) -> None:
    one = Played("one", dies=True, lasted_s=lasted_s)
    answers = played(one, Played("two", process_id=8), planned=1)
    with one_under_way(answers):
        assert answered_by(answers) == ["one", "here"]
        if after == ["two"]:
            started(answers)
        assert answered_by(answers) == after
    assert one.is_closed


def test_all_are_answered_here_where_no_process_starts_and_it_is_tried_again_later(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for = threading.Event()
    monkeypatch.setattr(answers_beside, "_LATER_S", 0.05)
    one = Played("one", fails=True)
    answers = played(one, planned=0)
    answers._start = lambda: two if asked_for.is_set() else one  # type: ignore[assignment, return-value]
    two = Played("two", process_id=8)
    answers.plan(1)
    answers.begin()
    with one_under_way(answers):
        assert answered_by(answers) == ["here"]
        asked_for.set()
        started(answers)
        assert answered_by(answers) == ["two"]
    assert one.is_closed
    assert "no further process answers beside this one" in caplog.text
    answers.close()


def test_one_for_which_the_system_has_no_room_is_told_and_nothing_fails(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: Any, **__: Any) -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.util.spawnv_passfds", no_room)
    held = len(os.listdir("/proc/self/fd"))
    with pytest.raises(NotAnsweredError):
        AnsweringProcess(services.settings, services.library)
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) <= held + 2  # the tracker's


def test_vectors_that_cannot_be_read_are_told_like_here(
    services: Services, other: AnswersBeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: Any) -> Any:
        raise StorageError(path="there", reason="unreachable")

    before = other.process_ids
    with monkeypatch.context() as patched:
        for method in ("search", "vectors", "passage_ids"):
            patched.setattr(services.library.dense, method, unreachable)
        begun = time.monotonic()
        with pytest.raises(AssertionError, match="asked here"):  # where the error shows
            last(other, question("How is a fee paid over time agreed?"))
        assert time.monotonic() - begun < 10
    assert "CN199900024B" in last(other, question("P24 有效吗")).text
    assert other.process_ids == before


def test_one_that_is_answering_while_the_files_change_is_replaced_afterwards() -> None:
    one, two = Played("one"), Played("two", process_id=8)
    answers = played(one, two, planned=1)
    with one_under_way(answers):
        pieces = answers.ask(question("?"))
        next(pieces)
        answers.renew()
        assert not one.is_closed
        assert list(pieces) == []
        started(answers)
        assert one.is_closed
        assert answered_by(answers) == ["two"]


def test_one_that_was_starting_while_the_files_changed_is_replaced_at_once() -> None:
    one, two = Played("one"), Played("two", process_id=8)
    answers = played(one, two, planned=0)
    one.wait_until_ready = answers.renew  # type: ignore[method-assign]
    answers._start_some(1)
    started(answers)
    with one_under_way(answers):
        assert answered_by(answers) == ["two"]
    assert one.is_closed


def test_after_closing_all_are_answered_here() -> None:
    one = Played("one")
    answers = played(one)
    answers.close()
    with one_under_way(answers):
        assert answered_by(answers) == ["here"]
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
