"""Closing an app: what is under way is finished, nothing begins any more, loading stops between two files."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date

import pytest

from assistant.operations.measures import Measures
from assistant.operations.work import Work
from assistant.types import Answer, Mode, Progress, Stage
from knowledge.errors import ClosingError, ModelError
from knowledge.types import Language


def test_what_is_under_way_is_finished_and_nothing_begins() -> None:
    work, ended = Work(), []

    def answer() -> None:
        with work.begun():
            time.sleep(0.2)
            ended.append(True)

    thread = threading.Thread(target=answer)
    thread.start()
    time.sleep(0.05)
    assert work.finish(5)
    assert ended
    with pytest.raises(ClosingError), work.begun():
        pass
    thread.join()


def test_what_takes_longer_than_allowed_is_not_waited_for() -> None:
    work = Work()
    with work.begun():
        assert not work.finish(0.05)


def test_listeners_hear_once() -> None:
    work, heard = Work(), []
    work.on_closing(lambda: heard.append(1))
    work.close()
    work.close()
    assert heard == [1]


def _answer() -> Answer:
    return Answer(
        text="x", statements=(), language=Language.EN, mode=Mode.EXTRACTIVE, refused=False, citations=(),
        as_of=date(2026, 11, 24), elapsed_ms=1.0, document_ids=(),
    )  # fmt: skip


def test_answers_and_failures_are_counted() -> None:
    measures = Measures()

    def answered() -> Iterator[Progress | Answer]:
        yield Progress(stage=Stage.UNDERSTANDING)
        yield _answer()

    def failing() -> Iterator[Progress | Answer]:
        yield Progress(stage=Stage.UNDERSTANDING)
        raise ModelError("model_down", service="chat", reason="503")

    assert len(list(measures.observed(answered()))) == 2
    with pytest.raises(ModelError):
        list(measures.observed(failing()))
    text = measures.text().decode()
    assert 'patentbridge_answers_total{mode="extractive",refusal=""} 1.0' in text
    assert 'patentbridge_question_failures_total{code="model_down"} 1.0' in text


def test_whoever_goes_away_closes_what_answers() -> None:
    closed = []

    def endless() -> Iterator[Progress | Answer]:
        try:
            while True:
                yield Progress(stage=Stage.COMPOSING)
        finally:
            closed.append(True)

    steps = Measures().observed(endless())
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert closed
