"""Responses that are written piece by piece: an iterator of pieces in; a response that lets go of everything, however it ends, out."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable

from anyio import CancelScope
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

EVENT_STREAM = "text/event-stream"
JSON_LINES = "application/x-ndjson"
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}  # no proxy keeps back what is written


class Streamed(StreamingResponse):
    """`pieces` are closed and `done` is called once, also where the reader went away or never came."""

    def __init__(
        self,
        pieces: AsyncGenerator[str, None],
        media_type: str = EVENT_STREAM,
        done: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(pieces, media_type=media_type, headers=_HEADERS)
        self._pieces = pieces
        self._done = done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            try:
                with CancelScope(shield=True):
                    await self._pieces.aclose()
            finally:
                self._done()


def event(name: str, value: object) -> str:
    """Return a server-sent event."""
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"


def json_line(value: object) -> str:
    """Return a line of JSON."""
    return json.dumps(value, ensure_ascii=False) + "\n"
