"""Answers prepared in a process of their own: the same as here, over the library as it is now, and never lost with the process."""

from __future__ import annotations

import gc
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asking import DAY, OFFICER, SME, turn
from fakes.chat_server import ChatServer, says
from sample_questions import QUESTIONS

from assistant.beside.preparing import PreparingBeside
from assistant.beside.process import NotPreparedError, PreparingProcess
from assistant.composing.extractive import ExtractiveComposer
from assistant.composing.generated import GeneratedComposer
from assistant.conversation import Conversation
from assistant.models import OpenAiChatModel
from assistant.preparation import Preparation
from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Mode, Progress, Question, Stage
from assistant.wiring import open_services
from knowledge.bridge import DictionaryBridge
from knowledge.errors import StorageError
from knowledge.ingestion import ingest
from knowledge.types import Audience, Reader

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


class NotHere(Preparation):
    """Fails where an answer is prepared in this process."""

    def __init__(self) -> None:
        pass

    def understood(self, question: Question) -> Any:
        raise AssertionError("prepared here")


class Table:
    """A conversation over a library; with `elsewhere` another process has to prepare its answers."""

    def __init__(
        self, services: Services, beside: PreparingBeside, *, elsewhere: bool, model: str = ""
    ) -> None:
        self._beside = beside
        catalogue = services.catalogue
        writes = OpenAiChatModel(model_name="m", base_url=model, api_key="k", timeout_s=20) if model else None
        self._conversation = Conversation(
            catalogue=catalogue,
            preparation=NotHere() if elsewhere else services.preparation,
            extractive=ExtractiveComposer(catalogue, DictionaryBridge()),
            generated=GeneratedComposer(catalogue, writes) if writes else None,
            beside=beside,
        )

    @property
    def process_ids(self) -> tuple[int, ...]:
        return self._beside.process_ids

    def pieces(self, asked: Question) -> Iterator[Progress | Answer]:
        """Ask while somebody else is being answered here."""
        with self._beside.asked():
            yield from self._conversation.ask(asked)


def question(text: str, reader: Reader = SME, **more: Any) -> Question:
    return Question(text=text, reader=reader, as_of=DAY, **more)


def last(table: Table, asked: Question) -> Answer:
    *_, answer = table.pieces(asked)
    assert isinstance(answer, Answer)
    return answer


def alike(answer: Answer) -> Answer:
    """Return an answer without the moment it was made at and the time it took."""
    basis = replace(answer.basis, made_at="") if answer.basis else None
    return replace(answer, elapsed_ms=0.0, basis=basis)


def started(beside: PreparingBeside, *, besides: tuple[int, ...] = ()) -> None:
    deadline = time.monotonic() + 120
    while not set(beside.process_ids) - set(besides):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def beside(services: Services) -> Iterator[PreparingBeside]:
    preparing = PreparingBeside(lambda: PreparingProcess(services.settings, services.library))
    preparing.plan(1)
    preparing.begin()
    try:
        started(preparing)
        yield preparing
    finally:
        preparing.close()


# ── the samples ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def preparing(services: Services) -> Iterator[PreparingBeside]:
    with beside(services) as preparing:
        yield preparing


@pytest.fixture(scope="module")
def other(services: Services, preparing: PreparingBeside) -> Table:
    return Table(services, preparing, elsewhere=True)


@pytest.mark.parametrize("text", [*QUESTIONS, NEED])
@pytest.mark.parametrize("reader", [SME, OFFICER], ids=["enterprise", "officer"])
def test_it_answers_as_this_process_does(services: Services, other: Table, text: str, reader: Reader) -> None:
    *_, here = services.conversation.ask(question(text, reader))
    assert isinstance(here, Answer)
    assert alike(last(other, question(text, reader))) == alike(here)


def test_it_is_told_what_was_said_before(services: Services, other: Table) -> None:
    first = last(other, question("P24 有效吗"))
    follow = question("那许可费是多少?", history=(turn(first, "P24 有效吗"),))
    *_, here = services.conversation.ask(follow)
    assert isinstance(here, Answer)
    assert alike(last(other, follow)) == alike(here)


def test_it_tells_how_far_it_is(other: Table) -> None:
    *progress, answer = other.pieces(question("P24 有效吗"))
    assert [one.stage for one in progress if isinstance(one, Progress)] == [
        Stage.UNDERSTANDING, Stage.RETRIEVING, Stage.COMPOSING, Stage.VERIFYING,
    ]  # fmt: skip
    assert isinstance(answer, Answer)


def test_a_question_that_somebody_went_away_from_leaves_nothing_to_the_next_one(other: Table) -> None:
    for taken in (1, 2, 3):
        pieces = other.pieces(question("P17 和 P10 对比一下"))
        for _ in range(taken):
            next(pieces)
        pieces.close()  # type: ignore[attr-defined]
        assert "CN199900024B" in last(other, question("P24 有效吗")).text


def test_a_chat_model_writes_from_what_was_prepared_there(
    services: Services, preparing: PreparingBeside
) -> None:
    def from_the_evidence(body: dict[str, Any]) -> str:
        pieces = re.split(r"^\[\d+\] ", body["messages"][-1]["content"], flags=re.MULTILINE)
        return "".join(
            f"{sentence}[{number}]\n"
            for number, piece in enumerate(pieces)
            for sentence in re.findall("[^。\n]*3个月内[^。]*。", piece)
        )

    with ChatServer(says(from_the_evidence)) as server:
        table = Table(services, preparing, elsewhere=True, model=server.base_url)
        answer = last(table, question("专利实施许可合同什么时候备案?"))
    assert answer.mode is Mode.GENERATED
    assert answer.citations


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
def over_it(changing: Services) -> Iterator[Table]:
    with beside(changing) as preparing:
        yield Table(changing, preparing, elsewhere=True)


def taken_in(
    services: Services, text: str, *, name: str = "rules.md", audience: Audience = Audience.PUBLIC
) -> None:
    file = services.library.home.parent / name
    file.write_text(text, encoding="utf-8")
    ingest([file], audience=audience, library=services.library)


def test_it_answers_from_the_library_as_it_is_now(changing: Services, over_it: Table) -> None:
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


def test_what_is_internal_is_kept_from_an_enterprise(changing: Services, over_it: Table) -> None:
    floor = "The fee floor of the harbour crane is 83,417 yuan a year."
    taken_in(changing, floor, name="floor.txt", audience=Audience.INTERNAL)
    asked = "What is the fee floor of the harbour crane?"
    assert "83,417" not in str(last(over_it, question(asked)))
    assert "83,417" in last(over_it, question(asked, OFFICER)).text


def test_vectors_that_came_in_since_are_compared(changing: Services, over_it: Table) -> None:
    asked = question("How much money do those get who operate boats in a harbour?")
    assert changing.library.filler.wait(60)
    last(over_it, asked)  # the first question after a change is compared by Chroma, the next ones one by one
    *_, here = changing.conversation.ask(asked)
    assert isinstance(here, Answer)
    assert any(hit.components["dense"] for hit in here.nearest)
    assert alike(last(over_it, asked)) == alike(here)


def test_new_indexes_are_read_by_a_new_process_and_none_outlives_the_app(changing: Services) -> None:
    preparing = changing.beside
    preparing.plan(1)
    preparing.begin()
    started(preparing)
    before = preparing.process_ids
    changing.library.reindex()
    started(preparing, besides=before)
    (process_id,) = preparing.process_ids
    assert process_id not in before
    table = Table(changing, preparing, elsewhere=True)
    assert "50,000" in last(table, question("What is the amount of the ferry subsidy?")).text
    preparing.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


# ── a process that is lost ───────────────────────────────────────────────────────────────────────────────


def test_what_a_killed_process_was_asked_is_prepared_here(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    with beside(services) as preparing:
        table = Table(services, preparing, elsewhere=False)
        (process_id,) = preparing.process_ids
        os.kill(process_id, signal.SIGKILL)
        assert "CN199900024B" in last(table, question("P24 有效吗")).text
        assert "the process beside this one failed: ended" in caplog.text
        assert preparing.process_ids == ()
        assert "CN199900024B" in last(table, question("P24 有效吗")).text


def test_vectors_that_cannot_be_read_are_told_like_here(
    services: Services, other: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: Any) -> Any:
        raise StorageError(path="there", reason="unreachable")

    before = other.process_ids
    with monkeypatch.context() as patched:
        for method in ("search", "vectors", "passage_ids"):
            patched.setattr(services.library.dense, method, unreachable)
        begun = time.monotonic()
        with pytest.raises(AssertionError, match="prepared here"):  # where the error shows
            last(other, question("How is a fee paid over time agreed?"))
        assert time.monotonic() - begun < 10
    assert "CN199900024B" in last(other, question("P24 有效吗")).text
    assert other.process_ids == before


def test_one_for_which_the_system_has_no_room_is_told_and_nothing_fails(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: Any, **__: Any) -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.util.spawnv_passfds", no_room)
    held = len(os.listdir("/proc/self/fd"))
    with pytest.raises(NotPreparedError):
        PreparingProcess(services.settings, services.library)
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) <= held + 2  # the tracker's
