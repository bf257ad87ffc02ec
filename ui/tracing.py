"""Around every request: an id for the log and the answer, its route and time for the measures. Pure ASGI."""

from __future__ import annotations

import logging
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.operations.logs import request_id_of, within_request
from assistant.operations.measures import Measures

_HEADER = "x-request-id"
_ID, _ROUTE = "request_id", "route_template"  # in the state of a request
_NOWHERE = "other"  # sent away before it came to a route
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "DELETE"})
_log = logging.getLogger(__name__)


class Traced:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = request_id_of(Headers(scope=scope).get(_HEADER, ""))
        state = dict(scope.get("state", {}))
        state[_ID] = request_id
        watched = _Watched(send, request_id)
        with within_request(request_id):
            try:
                await self._app({**scope, "state": state}, receive, watched)
            finally:
                self._tell(scope, str(state.get(_ROUTE, _NOWHERE)), watched)

    def _tell(self, scope: Scope, route: str, watched: _Watched) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._measures.request(route, method, watched.status, watched.seconds)
        told = {
            "route": route,
            "method": method,
            "status": watched.status,
            "ms": round(watched.seconds * 1000, 1),
        }
        _log.info("%s %s %d", method, route, watched.status, extra={"told": told})


class _Watched:
    """Sends an answer on with the request's id, and notes its status and when it began."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self._began = time.monotonic()
        self._answered: float | None = None
        self.status = 499  # whoever asked went away before there was an answer

    @property
    def seconds(self) -> float:
        return (self._answered or time.monotonic()) - self._began

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._answered, self.status = time.monotonic(), message["status"]
            MutableHeaders(scope=message)[_HEADER] = self._request_id
        await self._send(message)


class Routed:
    """Wraps what finds routes: the template of the route that was found is told to whoever measures."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        finally:
            if scope["type"] == "http" and (found := _template(scope)):
                scope.setdefault("state", {})[_ROUTE] = found


def _template(scope: Scope) -> str:
    route = getattr(scope.get("route"), "path", "")
    if not route:
        return str(getattr(scope.get("endpoint"), "path", "")) or _NOWHERE
    mounted = str(scope.get("root_path", "")).removeprefix(str(scope.get("app_root_path", "")))
    return f"{mounted}{route}" if "app_root_path" in scope else str(route)
