"""What a browser keeps: files whose address changes with what is in them are asked for once."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.guard import route_path

_NAMED_BY_CONTENT = re.compile(r"/assets/[\w.-]+-[\w-]{8,}\.\w+")  # as the framework's build names them
_NAMED_BY_VERSION = re.compile(r"/(?:ui/[\w.-]+|theme\.css)")
_A_YEAR = "public, max-age=31536000, immutable"


class Keeping:
    """Wraps an application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lasting = scope["type"] == "http" and _never_changes(scope)
        await self._app(scope, receive, _kept(send) if lasting else send)


def _never_changes(scope: Scope) -> bool:
    path = route_path(scope)
    if _NAMED_BY_VERSION.fullmatch(path):
        return bool(scope["query_string"].startswith(b"v="))
    return _NAMED_BY_CONTENT.fullmatch(path) is not None


def _kept(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            MutableHeaders(scope=message)["cache-control"] = _A_YEAR
        await send(message)

    return sending
