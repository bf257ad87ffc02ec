"""Files whose address changes with what is in them: a browser asks for them once, and they are compressed once."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.lazy_patterns import lazy_pattern
from ui.guard import route_path

_NAMED_BY_CONTENT = lazy_pattern(r"/assets/[\w.-]+-[\w-]{8,}\.\w+")  # as the framework's build names them
_NAMED_BY_VERSION = lazy_pattern(r"/(?:ui/[\w.-]+|theme\.css)")
_A_YEAR = "public, max-age=31536000, immutable"
_MOST_FILES = 200
_MOST_BYTES = 200_000  # of one that is kept here
_FOR_A_PART = ("range", "if-none-match", "if-modified-since")


class Keeping:
    """Wraps an application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[tuple[str, bool], tuple[Message, ...]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _never_changes(scope):
            await self._app(scope, receive, send)
            return
        key = _key(scope)
        if key is not None and key in self._kept:
            for message in _copied(self._kept[key]):
                await send(message)
            return
        answer = _Answer(send)
        await self._app(scope, receive, answer)
        if key is not None and answer.is_whole and len(self._kept) < _MOST_FILES:
            self._kept[key] = tuple(answer.messages)


class _Answer:
    """Sends an answer on and remembers it, unless it is long or no file."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._bytes = 0
        self.messages: list[Message] = []
        self.is_whole = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            MutableHeaders(scope=message)["cache-control"] = _A_YEAR
            self.messages.extend(_copied([message]))
        elif self.messages and message["type"] == "http.response.body":
            self._bytes += len(message.get("body", b""))
            self.messages.append(message)
            self.is_whole = not message.get("more_body", False) and self._bytes <= _MOST_BYTES
            if self._bytes > _MOST_BYTES:
                self.messages.clear()
        await self._send(message)


def _copied(messages: Sequence[Message]) -> list[Message]:
    """Return messages whose headers may be added to on their way out."""
    return [{**one, "headers": list(one["headers"])} if "headers" in one else one for one in messages]


def _key(scope: Scope) -> tuple[str, bool] | None:
    """Return what requests for the same bytes have in common; None where only a part may be wanted."""
    headers = Headers(scope=scope)
    if scope["method"] != "GET" or any(name in headers for name in _FOR_A_PART):
        return None
    return route_path(scope), "gzip" in headers.get("accept-encoding", "")


def _never_changes(scope: Scope) -> bool:
    path = route_path(scope)
    if _NAMED_BY_VERSION.fullmatch(path):
        return bool(scope["query_string"].startswith(b"v="))
    return _NAMED_BY_CONTENT.fullmatch(path) is not None
