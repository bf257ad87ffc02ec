"""The edge to a chat service: a system and a user text in, text as it arrives or calls of tools out; failures as ModelError.

Codes of ModelError (`service` is "chat", `reason` a short word or status; never a key, a prompt or the service's own words):
model_unauthorised 401/403 · model_not_found 404 · model_rejected other 4xx · model_busy 429 · model_quota 429 for want of credit ·
model_down 5xx, no connection · model_timeout no token for too long · model_cut_off ended before its end · model_malformed
not the protocol · model_filtered withheld by the service · model_empty no text · model_skipped failed too often just now ·
model_budget_spent the tokens of the day are used up
"""

from __future__ import annotations

import asyncio
import json
import logging
import queue
import random
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import aclosing
from contextvars import Context
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from assistant.metering import Allowance, Meter, Prices, note, note_request
from assistant.model_failures import (
    asked_pause_s_of,
    failure_of,
    is_about_usage,
    unfinished,
    worth_another_try,
)
from assistant.tool_calling import Tool, ToolCall
from assistant.tool_requests import called
from knowledge.breaker import Breaker
from knowledge.errors import ModelError, StorageError
from knowledge.model_service import on_this_machine
from knowledge.tally import MODEL_FAILURES

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk
    from langchain_openai import ChatOpenAI

    from assistant.settings import Settings

_log = logging.getLogger(__name__)
OPENAI = "https://api.openai.com/v1"
_RETRIES = 2
_CONNECT_S = 5.0
_ALIVE_S = 0.2
_LONGEST_ANSWER = 10  # times the silence that is allowed

Pause = Callable[[int, float | None], float]


class ChatModel(Protocol):
    """Writes text. `stream` yields it as it arrives, and an empty string now and then while nothing does.

    Raises ModelError. Closing the iterator cancels the request.
    """

    @property
    def model_name(self) -> str: ...

    def stream(self, system: str, user: str, max_tokens: int) -> Iterator[str]: ...

    def warm_up(self) -> None:
        """Do once, without a request, what the first answer would otherwise wait for."""
        ...


def open_chat_model(settings: Settings, allowance: Allowance | None = None) -> OpenAiChatModel:
    """Return the chat model that the settings name; nothing is imported or connected before `warm_up` or `stream`.

    `allowance` is what may be used in a day; None: no limit.
    """
    return OpenAiChatModel(
        model_name=settings.chat_model,
        base_url=settings.openai_base_url or OPENAI,
        api_key=settings.chat_key(),
        timeout_s=settings.model_timeout_s,
        extra=settings.chat_extra_body(),
        prices=settings.chat_prices(),
        allowance=allowance,
    )


def back_off(attempt: int, asked_s: float | None) -> float:
    """Return the seconds before try `attempt` + 1 (attempts from 0): doubling with jitter, or what the service asks."""
    if asked_s is not None:
        return asked_s + random.uniform(0, 0.1)
    return random.uniform(0.5, 1.0) * 0.6 * 2.0**attempt


class OpenAiChatModel:
    """Implements ChatModel over chat completions. Safe to share between threads; one loop thread serves all streams."""

    def __init__(
        self,
        *,
        model_name: str,
        base_url: str,
        api_key: str,
        timeout_s: float,
        extra: Mapping[str, Any] | None = None,
        breaker: Breaker | None = None,
        tool_breaker: Breaker | None = None,
        pause: Pause = back_off,
        prices: Prices | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        self._model_name = model_name
        self._base_url = base_url
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._extra = dict(extra or {})
        self._breaker = breaker or Breaker()
        self._tool_breaker = tool_breaker or Breaker()
        self._pause = pause
        self._prices = prices
        self._allowance = allowance
        self._tells_usage = True  # until the service refuses to be asked for it
        self._lock = threading.Lock()
        self._client: ChatOpenAI | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def model_name(self) -> str:
        return self._model_name

    def warm_up(self) -> None:
        """Import what is needed, build the client and start the loop; no request is made."""
        self._ready()

    def begin(
        self, system: str, user: str, tools: Sequence[Tool], *, max_tokens: int, timeout_s: float
    ) -> _Calls:
        """Implement ToolCaller: one request without a second try, given up after `timeout_s`.

        Its failures are counted apart: a service that knows no tools still writes answers.
        """
        self._admitted(self._tool_breaker)
        client, loop = self._ready()
        meter = Meter(system + user + json.dumps(tools, ensure_ascii=False))
        limit = _limit(self._base_url, max_tokens, self._extra)
        messages = [("system", system), ("human", user)]
        calls = called(client, messages, meter, timeout_s=timeout_s, tools=list(tools), **limit)
        running = Context().run(asyncio.run_coroutine_threadsafe, calls, loop)
        return _Calls(running, self._tool_breaker, lambda: self._tell(meter))

    def stream(self, system: str, user: str, max_tokens: int) -> Iterator[str]:
        self._admitted(self._breaker)
        told = False
        meter = Meter(system + user)
        note_request()
        try:
            for piece in self._deliver(self._pump, system, user, max_tokens, meter):
                meter.take(piece)
                yield piece
            told = True
            self._breaker.succeeded()
        except ModelError as error:
            told = True
            self._breaker.failed()
            MODEL_FAILURES.add("chat", error.code)
            _log.warning("chat model failed: %s", error)
            raise
        finally:
            if not told:
                self._breaker.abandoned()
            self._tell(meter)

    def _admitted(self, breaker: Breaker) -> None:
        """Refuse a request that today's tokens, or failures just now, do not allow."""
        if self._allowance and self._allowance.is_spent():
            raise ModelError("model_budget_spent", retryable=False, service="chat", reason="tokens_per_day")
        if not breaker.admit():
            raise ModelError("model_skipped", retryable=True, service="chat", reason="failed_before")

    def _tell(self, meter: Meter) -> None:
        """Note what a request used, and take it off what may be used today."""
        usage = meter.usage(self._prices)
        if usage is None:
            return
        note(usage)
        _log.info(
            "chat model used prompt=%d completion=%d estimated=%s",
            usage.prompt_tokens,
            usage.completion_tokens,
            usage.estimated,
        )
        if self._allowance:
            try:
                _log.info("chat model used today=%d", self._allowance.use(usage.tokens))
            except StorageError as error:  # the answer stands all the same
                _log.warning("the tokens of an answer were not counted: %s", error)

    # ── from the loop's thread to the caller's ──────────────────────────────────────────────────────────

    def _deliver(
        self,
        pump: Callable[..., Coroutine[Any, Any, None]],
        system: str,
        user: str,
        max_tokens: int,
        meter: Meter,
    ) -> Iterator[str]:
        """Run the pump in the loop and hand on what it puts; an error that ends it is raised here."""
        client, loop = self._ready()
        pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        running: Future[None] = Context().run(
            asyncio.run_coroutine_threadsafe, pump(client, system, user, max_tokens, meter, pieces.put), loop
        )
        running.add_done_callback(lambda _: pieces.put(None))
        try:
            while True:
                try:
                    piece = pieces.get(timeout=_ALIVE_S)
                except queue.Empty:
                    piece = ""
                if piece is None:
                    running.result()
                    return
                yield piece
        finally:
            running.cancel()

    def _ready(self) -> tuple[ChatOpenAI, asyncio.AbstractEventLoop]:
        with self._lock:
            if self._client is None:
                self._client = self._build()
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="chat-model", daemon=True).start()
            return self._client, self._loop

    def _build(self) -> ChatOpenAI:
        import openai
        from langchain_openai import ChatOpenAI

        near = on_this_machine(self._base_url)  # never reached through a proxy
        return ChatOpenAI(
            model=self._model_name,
            base_url=self._base_url,
            api_key=self._api_key,  # type: ignore[arg-type]
            timeout=openai.Timeout(self._timeout_s, connect=min(_CONNECT_S, self._timeout_s)),
            max_retries=0,
            use_responses_api=False,
            stream_chunk_timeout=None,
            http_async_client=openai.DefaultAsyncHttpxClient(trust_env=False) if near else None,
        )

    # ── inside the loop ─────────────────────────────────────────────────────────────────────────────────

    async def _pump(
        self,
        client: ChatOpenAI,
        system: str,
        user: str,
        max_tokens: int,
        meter: Meter,
        put: Callable[[str], None],
    ) -> None:
        """Stream one answer; try again after 429 and 5xx as long as no text has come."""
        attempt = 0
        while True:
            tokens = _Tokens(
                client, self._model_name, self._timeout_s, meter, asks_for_usage=self._tells_usage
            )
            try:
                async with asyncio.timeout(self._timeout_s * _LONGEST_ANSWER):
                    async for text in tokens.read(
                        system, user, _limit(self._base_url, max_tokens, self._extra)
                    ):
                        put(text)
                return
            except ModelError as error:
                if tokens.refused_usage:
                    self._tells_usage = False
                    continue
                if tokens.begun or attempt >= _RETRIES or not worth_another_try(error, tokens.asked_s):
                    raise
            except TimeoutError:
                raise ModelError("model_timeout", retryable=True, service="chat", reason="endless") from None
            await asyncio.sleep(self._pause(attempt, tokens.asked_s))
            attempt += 1


class _Calls:
    """Implements PendingCalls."""

    def __init__(
        self, running: Future[tuple[ToolCall, ...]], breaker: Breaker, tell: Callable[[], None]
    ) -> None:
        self._running = running
        self._breaker = breaker
        self._tell = tell

    def result(self) -> tuple[ToolCall, ...]:
        try:
            calls = self._running.result()
        except ModelError as error:
            self._breaker.failed()
            MODEL_FAILURES.add("chat", error.code)
            _log.warning("chat model made no plan: %s", error)
            raise
        finally:
            self._tell()
        self._breaker.succeeded()
        return calls


class _Tokens:
    """One request. `begun` tells that text came; `asked_s` how long the service asks to wait, where it does.

    `refused_usage`: the service does not know the wish for its count of tokens, and refused the request for it.
    """

    def __init__(
        self, client: ChatOpenAI, model_name: str, timeout_s: float, meter: Meter, *, asks_for_usage: bool
    ) -> None:
        self._client = client
        self._model_name = model_name
        self._timeout_s = timeout_s
        self._meter = meter
        self._asks_for_usage = asks_for_usage
        self.begun = False
        self.refused_usage = False
        self.asked_s: float | None = None

    async def read(self, system: str, user: str, limit: dict[str, Any]) -> AsyncIterator[str]:
        import openai
        from langsmith import tracing_context

        finish = ""
        try:
            with tracing_context(enabled=False):  # nothing of a question goes to a tracing service
                async with aclosing(
                    self._client.astream(
                        [("system", system), ("human", user)], stream_usage=self._asks_for_usage, **limit
                    )
                ) as chunks:  # type: ignore[type-var]
                    while (chunk := await self._next(chunks)) is not None:
                        self._meter.hear(chunk.usage_metadata)
                        finish = str(chunk.response_metadata.get("finish_reason") or finish)
                        if text := str(chunk.text):
                            self.begun = True
                            yield text
        except (openai.OpenAIError, OSError, ValueError, TypeError, LookupError, AttributeError) as error:
            # The chain is cut: a service may repeat the key or the prompt in its message.
            self._take_in(error)
            raise failure_of(error, self._model_name, begun=self.begun) from None
        if finish not in ("stop", "length"):
            raise unfinished(finish)
        if not self.begun:
            raise ModelError("model_empty", retryable=False, service="chat", reason=finish)

    async def _next(self, chunks: AsyncIterator[AIMessageChunk]) -> AIMessageChunk | None:
        """Return the next chunk; keep-alive comments of the service do not count as one."""
        async with asyncio.timeout(self._timeout_s):
            return await anext(chunks, None)

    def _take_in(self, error: Exception) -> None:
        """Keep what a refusal tells beside its reason."""
        self.asked_s = asked_pause_s_of(error)
        self.refused_usage = self._asks_for_usage and is_about_usage(error)


def _limit(base_url: str, max_tokens: int, extra: dict[str, Any]) -> dict[str, Any]:
    """Name the limit as the service knows it: OpenAI's newer name, or the older one that the others share."""
    if urlsplit(base_url).hostname == urlsplit(OPENAI).hostname:
        return {"max_tokens": max_tokens, "extra_body": extra}  # sent as max_completion_tokens
    return {"extra_body": {"max_tokens": max_tokens, **extra}}
