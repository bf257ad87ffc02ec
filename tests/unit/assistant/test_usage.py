"""What a chat model used: told by its service or counted by us, priced where prices are set, limited where a day is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fakes.chat_server import ChatServer, Exchange, Scene, breaks_off, fails, says, writes
from fakes.small_library import DAY, Characters, TermRetriever, bridge, small_library
from pydantic import ValidationError

from assistant.composing.extractive import ExtractiveComposer
from assistant.composing.generated import GeneratedComposer
from assistant.conversation import Conversation
from assistant.metering import Allowance, Prices, noting_usage, total
from assistant.models import OpenAiChatModel
from assistant.preparation import Preparation
from assistant.serialise import answer_from_json, answer_to_json
from assistant.settings import Settings
from assistant.spending import SqlAllowance
from assistant.types import Answer, Mode, Question, Usage
from assistant.understanding.rules import RuleUnderstander
from knowledge.catalogue.engine import open_engine, sqlite_url
from knowledge.errors import ModelError
from knowledge.types import ANYONE, Money

QUESTION = "CN199900001B 的许可费是多少?"
PRICES = Prices(prompt=Decimal(2), completion=Decimal(8), currency="CNY")
Make = Callable[..., OpenAiChatModel]


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer(says("Hello.")) as running:
        yield running


@pytest.fixture
def model(server: ChatServer) -> Make:
    def make(*scenes: Scene, **more: Any) -> OpenAiChatModel:
        if scenes:
            server.plays(*scenes)
        return OpenAiChatModel(
            model_name="small-model", base_url=server.base_url, api_key="sk-secret-1", timeout_s=20,
            pause=lambda attempt, asked_s: 0.01, **more,
        )  # fmt: skip

    return make


def silent_about_usage(text: str) -> Scene:
    """Answer as a service does that knows no count of tokens."""

    def play(exchange: Exchange) -> None:
        exchange.body.pop("stream_options", None)
        exchange.start()
        exchange.speak(text)
        exchange.finish()

    return play


def used_by(model: OpenAiChatModel, *, fails_with: str = "") -> Usage | None:
    failed = ""
    with noting_usage() as used:
        try:
            list(model.stream("You answer.", "What is the fee?", 100))
        except ModelError as error:
            failed = error.code
    assert failed == fails_with
    return total(used)


# ── counting ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_count_of_the_service_is_taken(model: Make) -> None:
    assert used_by(model()) == Usage(prompt_tokens=5, completion_tokens=5)


def test_without_one_tokens_are_counted_and_marked(model: Make) -> None:
    usage = used_by(model(silent_about_usage("The fee is thirty thousand.")))
    assert usage is not None
    assert usage.estimated
    assert usage.prompt_tokens >= 7
    assert usage.completion_tokens >= 5


def test_an_answer_that_breaks_off_is_counted_as_far_as_it_came(model: Make) -> None:
    usage = used_by(model(breaks_off("The fee is ")), fails_with="model_cut_off")
    assert usage is not None
    assert usage.estimated


def test_a_request_that_was_refused_used_nothing(model: Make) -> None:
    assert used_by(model(fails(401)), fails_with="model_unauthorised") is None


def test_a_service_that_refuses_to_be_asked_for_its_count_is_asked_without(
    model: Make, server: ChatServer
) -> None:
    unknown = fails(400, message="Unrecognized request argument supplied: stream_options")
    asking = model(unknown, silent_about_usage("Hello."), silent_about_usage("Hello."))
    first, second = used_by(asking), used_by(asking)
    assert first is not None
    assert second is not None
    assert first.estimated
    assert ["stream_options" in request for request in server.requests] == [True, False, False]


def test_other_refusals_are_not_tried_again(model: Make, server: ChatServer) -> None:
    used_by(model(fails(400, message="the prompt is too long")), fails_with="model_rejected")
    assert len(server.requests) == 1


def test_nonsense_for_a_count_is_counted_here(model: Make) -> None:
    chunk = '{"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[]'
    odd = f'data: {chunk},"usage":{{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}}}\n\n'
    stop = f'data: {chunk[:-2]}[{{"index":0,"delta":{{}},"finish_reason":"stop"}}]}}\n\ndata: [DONE]\n\n'
    usage = used_by(model(writes(odd + stop, text="The fee.")))
    assert usage is not None
    assert usage.estimated


# ── cost ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_cost_is_there_only_where_prices_are_set(model: Make) -> None:
    free, priced = used_by(model()), used_by(model(prices=PRICES))
    assert free is not None
    assert priced is not None
    assert free.cost is None
    assert priced.cost == Money(amount=Decimal("0.00005"), currency="CNY")


def test_half_of_a_price_is_refused() -> None:
    def given(**values: str) -> Settings:
        return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]

    assert given().chat_prices() is None
    whole = given(chat_prompt_price="2", chat_completion_price="8", chat_price_currency="CNY")
    assert whole.chat_prices() == PRICES
    for half in ({"chat_prompt_price": "2"}, {"chat_completion_price": "8", "chat_price_currency": "CNY"}):
        with pytest.raises(ValidationError, match="PATENTBRIDGE_CHAT_PRICE_CURRENCY"):
            given(**half)


# ── a day's tokens ───────────────────────────────────────────────────────────────────────────────────────


def allowance(folder: Path, per_day: int, day: date = DAY) -> SqlAllowance:
    return SqlAllowance(open_engine(sqlite_url(folder / "c.sqlite")), per_day, today=lambda: day)


def test_a_spent_day_asks_the_service_nothing(model: Make, server: ChatServer, tmp_path: Path) -> None:
    assert used_by(model(allowance=allowance(tmp_path, 10))) is not None
    again = model(allowance=allowance(tmp_path, 10))  # as after a restart
    assert used_by(again, fails_with="model_budget_spent") is None
    assert len(server.requests) == 1
    assert used_by(model(allowance=allowance(tmp_path, 10, date(2026, 11, 25)))) is not None


def test_tokens_of_one_day_add_up(tmp_path: Path) -> None:
    counted = allowance(tmp_path, 100)
    assert [counted.use(30), counted.use(40)] == [30, 70]
    assert not counted.is_spent()
    counted.use(30)
    assert counted.is_spent()


# ── in answers ───────────────────────────────────────────────────────────────────────────────────────────


def desk(model: Make, *scenes: Scene, limit: Allowance | None = None) -> Conversation:
    catalogue = small_library()
    writer = model(*scenes, prices=PRICES, allowance=limit)
    return Conversation(
        catalogue=catalogue,
        preparation=Preparation(
            catalogue=catalogue, retriever=TermRetriever(catalogue), understander=RuleUnderstander(catalogue)
        ),
        extractive=ExtractiveComposer(catalogue),
        generated=GeneratedComposer(catalogue, writer, counter=Characters(), bridge=bridge()),
    )  # fmt: skip


def asked(conversation: Conversation, **more: Any) -> Answer:
    *_, answer = conversation.ask(Question(text=QUESTION, reader=ANYONE, as_of=DAY, **more))
    assert isinstance(answer, Answer)
    return answer


def test_an_answer_records_what_it_used_and_tells_the_log(
    model: Make, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer = asked(desk(model, says("许可费每年30,000元。[1]")))
    assert answer.usage is not None
    assert answer.usage.tokens == 10
    assert "tokens=10" in caplog.text
    shown = answer_to_json(answer)["usage"]
    assert shown == {
        "prompt_tokens": 5, "completion_tokens": 5, "estimated": False,
        "cost": {"amount": "0.00005", "currency": "CNY"},
    }  # fmt: skip
    assert answer_from_json(answer_to_json(answer)).usage == answer.usage


def test_tokens_count_also_where_the_text_was_not_used(model: Make) -> None:
    answer = asked(desk(model, breaks_off("许可费")))
    assert answer.mode is Mode.EXTRACTIVE
    assert answer.usage is not None
    assert answer.usage.estimated


def test_an_answer_without_a_model_has_no_usage(model: Make, server: ChatServer) -> None:
    answer = asked(desk(model), worded=False)
    assert answer.usage is None
    assert answer_to_json(answer)["usage"] is None
    assert server.requests == []


def test_when_the_day_is_spent_the_extractive_answer_says_why(model: Make, tmp_path: Path) -> None:
    spent = allowance(tmp_path, 1)
    spent.use(5)
    answer = asked(desk(model, limit=spent))
    assert answer.mode is Mode.EXTRACTIVE
    assert "30,000" in answer.text
    assert any("token" in warning for warning in answer.warnings)
