"""What is proposed to go on with: answerable, about what was answered, in the asker's language, never what was asked already."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from asking import DAY, OFFICER, SME

from assistant.services import Services
from assistant.stored import StoredTurn
from assistant.suggesting import MOST, Suggester
from assistant.types import Answer, Question
from knowledge.types import Reader


def asked(services: Services, text: str, reader: Reader = SME) -> StoredTurn:
    question = Question(text=text, reader=reader, as_of=DAY, worded=False)
    answer = [item for item in services.ask(question) if isinstance(item, Answer)][-1]
    return StoredTurn(turn_id="t", question=text, answer=answer, created_at=datetime.now(UTC))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("CN199900010B 的许可费怎么算？", "CN199900010B 按年销售额 1,000 万元计，5 年一共多少？"),
        ("How is the licence fee of CN199900010B calculated?", "What does CN199900010B cost over 5 years at CNY 10 million of sales a year?"),
        ("CN199900010B 按年销售额 1,000 万元计，5 年一共多少？", "CN199900010B 现在还能许可吗？什么时候到期？"),
        ("What do the Implementing Regulations require as reward for a service invention?", "As of 2024-01-19: What do the Implementing Regulations require as reward for a service invention?"),
    ],
    ids=["fee zh", "fee en", "cost zh", "rule en"],
)  # fmt: skip
def test_each_answer_is_gone_on_from(services: Services, question: str, first: str) -> None:
    assert services.suggester.after([asked(services, question)], SME, DAY)[0] == first


@pytest.mark.parametrize("question", ["开放许可的专利有哪些？", "Which patents are under open licence?"])
def test_whatever_is_proposed_is_answered(services: Services, question: str) -> None:
    proposed = services.suggester.after([asked(services, question)], SME, DAY)
    assert 0 < len(proposed) <= MOST
    for one in proposed:
        answer = asked(services, one).answer
        assert not answer.refused
        assert not answer.nearest_only
        assert answer.citations


@pytest.mark.parametrize("question", ["今天天气怎么样？", "CN199900002B 现在还能许可吗？"])
def test_where_there_is_nothing_to_go_on_with_nothing_is_proposed(services: Services, question: str) -> None:
    assert services.suggester.after([asked(services, question)], SME, DAY) == ()


def test_what_was_asked_before_is_not_proposed_again(services: Services) -> None:
    turn = asked(services, "CN199900010B 的许可费怎么算？")
    first, *rest = services.suggester.after([turn], SME, DAY)
    again = services.suggester.after([asked(services, first), turn], SME, DAY)
    assert first not in again
    assert set(rest) <= set(again)


def test_each_is_tried_once_for_one_state_of_the_library_and_one_kind_of_reader(services: Services) -> None:
    tried: list[Question] = []
    state = ["one"]

    def ask(question: Question):
        tried.append(question)
        return services.ask(question)

    suggester = Suggester(ask, services.catalogue, lambda: state[0])
    turn = asked(services, "CN199900010B 的许可费怎么算？")
    once = suggester.after([turn], SME, DAY)
    count = len(tried)
    assert suggester.after([turn], Reader(user="another", role=SME.role), DAY) == once
    assert len(tried) == count
    suggester.after([turn], OFFICER, DAY)
    state[0] = "two"
    suggester.after([turn], SME, DAY)
    assert len(tried) == 3 * count
    assert not any(question.worded for question in tried)
