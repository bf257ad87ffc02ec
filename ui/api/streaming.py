"""Server-sent events: an iterator of events in; a response that holds a place until it ends, however it ends, out."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable

from anyio import CancelScope
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

EVENT_STREAM = "text/event-stream"
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}  # no proxy keeps back what is written


class Streamed(StreamingResponse):
    """`done` is called once, also where the reader went away or never came."""

    def __init__(self, events: AsyncGenerator[str, None], done: Callable[[], None]) -> None:
        super().__init__(events, media_type=EVENT_STREAM, headers=_HEADERS)
        self._events = events
        self._done = done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            try:
                with CancelScope(shield=True):
                    await self._events.aclose()
            finally:
                self._done()


def event(name: str, value: object) -> str:
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"
