"""A batch gives way to questions, and is not stopped by them."""

from __future__ import annotations

import threading
import time

import pytest

from assistant.batch import giving_way
from assistant.batch.giving_way import GivingWay
from knowledge.pausing import Gate
from knowledge.types import Hit, Query

QUERY = Query(text="a seal", audiences=(), kinds=None, k=1)


class Searching:
    def __init__(self) -> None:
        self.asked = 0

    def search(self, query: Query) -> tuple[Hit, ...]:
        self.asked += 1
        return ()


def test_a_search_waits_until_a_question_is_answered() -> None:
    questions, retriever = Gate(), Searching()
    questions.hold()
    thread = threading.Thread(target=GivingWay(retriever, questions).search, args=(QUERY,))
    thread.start()
    time.sleep(0.05)
    assert retriever.asked == 0
    questions.let_go()
    thread.join(5)
    assert retriever.asked == 1


def test_questions_without_an_end_do_not_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "_LONGEST_S", 0.05)
    questions, retriever = Gate(), Searching()
    with questions.held():
        GivingWay(retriever, questions).search(QUERY)
    assert retriever.asked == 1
