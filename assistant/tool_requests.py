"""One request for calls of tools over LangChain's chat completions: a client and texts in, the calls out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from assistant.metering import Meter
from assistant.model_failures import failure_of
from assistant.tool_calling import ToolCall
from knowledge.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_openai import ChatOpenAI

_FINISHED = ("stop", "tool_calls", "function_call", "length")


async def called(
    client: ChatOpenAI, messages: list[tuple[str, str]], meter: Meter, *, timeout_s: float, **request: Any
) -> tuple[ToolCall, ...]:
    """Ask once, without streaming: services agree on that form of tool calls. Raises ModelError."""
    import openai
    from langchain_core.messages import AIMessage
    from langsmith import tracing_context

    try:
        with tracing_context(enabled=False):  # nothing of a question goes to a tracing service
            async with asyncio.timeout(timeout_s):
                said = await client.ainvoke(messages, **request)
        if not isinstance(said, AIMessage):
            raise TypeError("no message of an assistant")
        meter.hear(said.usage_metadata)
        calls = _calls(said)
        meter.take(f"{said.text}{calls}")
        finish = str(said.response_metadata.get("finish_reason") or "")
    except (openai.OpenAIError, OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        # The chain is cut: a service may repeat the key or the prompt in its message.
        raise failure_of(error, client.model_name, begun=False) from None
    if finish not in _FINISHED:
        raise ModelError("model_malformed", retryable=False, service="chat", reason="finish_reason")
    return calls


def _calls(said: AIMessage) -> tuple[ToolCall, ...]:
    good = (ToolCall(name=call["name"], arguments=call["args"]) for call in said.tool_calls)
    bad = (ToolCall(name=str(call["name"]), arguments=None) for call in said.invalid_tool_calls)
    return (*good, *bad)
