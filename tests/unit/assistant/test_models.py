"""The edge to a chat service, over the wire: what comes of every way in which a service can answer or fail."""

from __future__ import annotations

import logging
import socket
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from fakes.chat_server import (
    ChatServer,
    Scene,
    breaks_off,
    fails,
    falls_silent,
    says,
    thinks,
    writes,
)

from assistant.models import OpenAiChatModel, back_off, open_chat_model
from assistant.settings import Settings
from knowledge.breaker import Breaker
from knowledge.errors import ModelError

KEY = "sk-secret-1234567890"
Model = Callable[..., OpenAiChatModel]


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer(says("Hello, 你好。")) as running:
        yield running


@pytest.fixture
def model(server: ChatServer) -> Model:
    def make(*scenes: Scene, timeout_s: float = 20.0, **more: object) -> OpenAiChatModel:
        if scenes:
            server.plays(*scenes)
        return OpenAiChatModel(
            model_name="small-model", base_url=server.base_url, api_key=KEY, timeout_s=timeout_s,
            pause=lambda attempt, asked_s: 0.01, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    return make


def read(model: OpenAiChatModel) -> str:
    return "".join(model.stream("You answer.", "What?", 100))


def failure(model: OpenAiChatModel) -> tuple[ModelError, str]:
    """Return the error that a stream ends in, and the text before it."""
    text = ""
    try:
        for piece in model.stream("You answer.", "What?", 100):
            text += piece
    except ModelError as error:
        return error, text
    raise AssertionError(f"no failure: {text}")


def test_an_answer_arrives_in_pieces_and_whole(model: Model, server: ChatServer) -> None:
    pieces = [piece for piece in model().stream("You answer.", "What?", 100) if piece]
    assert len(pieces) > 1
    assert "".join(pieces) == "Hello, 你好。"


def test_the_request_is_a_chat_completion_with_model_key_and_limit(model: Model, server: ChatServer) -> None:
    read(model())
    request = server.requests[0]
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert request["model"] == "small-model"
    assert request["stream"] is True
    assert request["stream_options"] == {"include_usage": True}
    assert request["max_tokens"] == 100
    assert [m["role"] for m in request["messages"]] == ["system", "user"]
    assert [m["content"] for m in request["messages"]] == ["You answer.", "What?"]


def test_reasoning_keeps_the_line_open_and_is_not_part_of_the_text(model: Model) -> None:
    assert read(model(thinks("let me see", "Done."))) == "Done."


@pytest.mark.parametrize("first", [fails(429), fails(500), fails(503), fails(429, retry_after="0.01")])
def test_a_busy_or_failing_service_is_tried_again(model: Model, server: ChatServer, first: Scene) -> None:
    assert read(model(first, says("Now."))) == "Now."
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("scene", "code", "tries"),
    [
        (fails(429), "model_busy", 3),
        (fails(500), "model_down", 3),
        (fails(429, retry_after="600"), "model_busy", 1),
        (fails(429, "insufficient_quota"), "model_quota", 1),
        (fails(401), "model_unauthorised", 1),
        (fails(403), "model_unauthorised", 1),
        (fails(404), "model_not_found", 1),
        (fails(400), "model_rejected", 1),
        (writes("data: {not json\n\n"), "model_malformed", 1),
        (writes("data: 17\n\n"), "model_malformed", 1),
        (writes('data: {"choices": "none"}\n\n'), "model_malformed", 1),
        (writes("<html>Welcome</html>", "text/html"), "model_malformed", 1),
        (writes('{"choices": []}', "application/json"), "model_malformed", 1),
        (writes('data: {"error": {"message": "overloaded"}}\n\n'), "model_down", 1),
        (says("", finish="stop"), "model_empty", 1),
        (says("", finish="length"), "model_empty", 1),
        (says("Half", finish="content_filter"), "model_filtered", 1),
        (says("Half", finish="tool_calls"), "model_malformed", 1),
    ],
)
def test_each_failure_has_its_code(
    model: Model, server: ChatServer, scene: Scene, code: str, tries: int
) -> None:
    error, _ = failure(model(scene))
    assert (error.code, error.fields["service"], len(server.requests)) == (code, "chat", tries)


@pytest.mark.parametrize(
    ("scene", "code", "timeout_s"),
    [
        (breaks_off("The fee is "), "model_cut_off", 20),
        (says("The fee is ", finish=None), "model_cut_off", 20),
        (writes('data: {"error": {"message": "overloaded"}}\n\n', text="The fee is "), "model_cut_off", 20),
        (writes("data: {broken\n\n", text="The fee is "), "model_malformed", 20),
        (falls_silent("The fee is ", seconds=6), "model_timeout", 1),
        (falls_silent("The fee is ", seconds=6, keep_alive_s=0.1), "model_timeout", 1),
    ],
)
def test_after_the_first_token_nothing_is_tried_again(
    model: Model, server: ChatServer, scene: Scene, code: str, timeout_s: float
) -> None:
    error, text = failure(model(scene, timeout_s=timeout_s))
    assert (error.code, text, len(server.requests)) == (code, "The fee is ", 1)


def test_a_slow_first_token_is_waited_for_up_to_the_limit(model: Model) -> None:
    assert read(model(says("Late.", before_s=0.5), timeout_s=20)) == "Late."
    started = time.monotonic()
    error, _ = failure(model(says("Late.", before_s=20), timeout_s=0.5))
    assert error.code == "model_timeout"
    assert time.monotonic() - started < 10


def test_an_answer_without_end_is_ended(model: Model) -> None:
    error, text = failure(model(says("x" * 7000, pause_s=0.05), timeout_s=0.5))
    assert error.code == "model_timeout"
    assert text.startswith("x")


def test_a_refused_connection_is_told_at_once() -> None:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
        started = time.monotonic()
        error, _ = failure(OpenAiChatModel(model_name="m", base_url=url, api_key=KEY, timeout_s=5))
    assert error.code == "model_down"
    assert error.retryable
    assert time.monotonic() - started < 8


def test_an_unknown_host_is_a_service_that_is_down() -> None:
    url = "http://chat.invalid/v1"
    error, _ = failure(OpenAiChatModel(model_name="m", base_url=url, api_key=KEY, timeout_s=5))
    assert error.code == "model_down"


def test_the_key_appears_in_no_error_and_no_log(model: Model, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    error, _ = failure(model(fails(401, message=f"Incorrect API key provided: {KEY}")))
    shown = "".join(traceback.format_exception(error)) + str(error.fields) + caplog.text
    assert error.code == "model_unauthorised"
    assert KEY not in shown


def test_a_key_that_no_header_can_carry_is_a_wrong_key(server: ChatServer) -> None:
    error, _ = failure(OpenAiChatModel(model_name="m", base_url=server.base_url, api_key="密钥", timeout_s=5))
    assert error.code == "model_unauthorised"
    assert "密钥" not in "".join(traceback.format_exception(error))


def test_closing_the_stream_ends_the_request(model: Model, server: ChatServer) -> None:
    stream = model(says("word " * 500, pause_s=0.02)).stream("You answer.", "What?", 100)
    next(piece for piece in stream if piece)
    stream.close()  # type: ignore[attr-defined]
    assert server.hung_up.wait(5)


def test_while_nothing_comes_the_stream_gives_a_sign_of_life(model: Model) -> None:
    stream = model(says("Late.", before_s=1.0)).stream("You answer.", "What?", 100)
    assert next(stream) == ""
    assert "".join(stream) == "Late."


def test_a_proxy_of_the_environment_is_not_asked_for_a_service_on_this_machine(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert read(model()) == "Hello, 你好。"


# ── the breaker ──────────────────────────────────────────────────────────────────────────────────────────


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_after_three_failures_the_service_rests_and_is_then_tried_again(
    model: Model, server: ChatServer
) -> None:
    clock = Clock()
    held = model(fails(401), breaker=Breaker(clock=clock))
    assert [failure(held)[0].code for _ in range(3)] == ["model_unauthorised"] * 3
    assert failure(held)[0].code == "model_skipped"
    assert len(server.requests) == 3
    clock.now = 31.0
    server.plays(says("Back."))
    assert read(held) == "Back."
    assert read(held) == "Back."


def test_a_success_forgets_the_failures_before_it(model: Model) -> None:
    held = model(fails(400), fails(400), says("Fine."), fails(400), fails(400), says("Fine."))
    for _ in range(2):
        assert failure(held)[0].code == failure(held)[0].code == "model_rejected"
        assert read(held) == "Fine."


def test_only_one_trial_at_a_time_after_the_rest() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, rest_s=30, clock=clock)
    breaker.failed()
    clock.now = 31
    assert [breaker.admit(), breaker.admit()] == [True, False]
    breaker.abandoned()
    assert breaker.admit()


def test_leaving_early_counts_neither_as_failure_nor_as_success(model: Model) -> None:
    held = model(says("word " * 50, pause_s=0.01))
    for _ in range(4):
        stream = held.stream("You answer.", "What?", 100)
        next(piece for piece in stream if piece)
        stream.close()  # type: ignore[attr-defined]
    assert read(held).startswith("word")


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────


def test_pauses_grow_vary_and_follow_the_service() -> None:
    assert back_off(1, None) > 0.5
    assert back_off(0, 2.0) >= 2.0
    assert len({back_off(0, None) for _ in range(5)}) > 1


def test_an_address_without_a_key_is_enough(server: ChatServer) -> None:
    settings = Settings(_env_file=None, OPENAI_BASE_URL=server.base_url, chat_model="llama")  # type: ignore[call-arg]
    assert settings.chat_is_configured()
    assert "".join(open_chat_model(settings).stream("s", "u", 10)) == "Hello, 你好。"
    assert server.requests[0]["model"] == "llama"


def test_what_only_one_service_knows_goes_along_as_it_is(server: ChatServer) -> None:
    settings = Settings(
        _env_file=None, OPENAI_BASE_URL=server.base_url, chat_extra='{"enable_thinking": false}'
    )  # type: ignore[call-arg]
    list(open_chat_model(settings).stream("s", "u", 10))
    assert (server.requests[0]["enable_thinking"], server.requests[0]["max_tokens"]) == (False, 10)


@pytest.mark.parametrize("extra", ["[1]", "enable_thinking", "{"])
def test_an_addition_that_is_no_object_is_refused_at_the_start(extra: str) -> None:
    with pytest.raises(ValueError, match="JSON object"):
        Settings(_env_file=None, chat_extra=extra)  # type: ignore[call-arg]


def test_neither_key_nor_address_means_no_model() -> None:
    assert not Settings(_env_file=None, OPENAI_API_KEY=" ", OPENAI_BASE_URL="").chat_is_configured()  # type: ignore[call-arg]


def test_an_address_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="http"):
        Settings(_env_file=None, OPENAI_BASE_URL="localhost:11434/v1")  # type: ignore[call-arg]
