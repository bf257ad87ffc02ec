"""The door behind the guard: a request in; to the application with its asker known, to the sign-in page, or refused.

Everything is shut to those whom nobody knows, but for a short list. The framework checks no owner of its events: whoever
begins a session hash or an event is its owner here, and for everybody else it does not exist.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.errors import AccessError
from knowledge.lazy_patterns import lazy_pattern
from ui.api.errors import language_for, refusal
from ui.guard import route_path
from ui.identity import Identities, Visit, set_visit

# What says nothing of the library and nothing of anybody.
_OPEN_TO_ALL = lazy_pattern(
    r"/(?:healthz|readyz|metrics|favicon\.ico|robots\.txt|theme\.css|manifest\.json|sign-in|setup|language/(?:zh|en)|api/v1/(?:openapi\.json|docs)|(?:assets|static|ui)/[\w./-]+)"
)
_WITH_A_STRANGERS_PASSWORD = lazy_pattern(r"/(?:account(?:/password)?|sign-out)")  # until it is changed
_WITH_A_TOKEN = lazy_pattern(r"/(?:api|v1)/[\w./:-]+|/mcp/?")
_SIGNED_IN_TOO = lazy_pattern(r"/api/v1/[\w./-]+")
_EVENTS = lazy_pattern(r"/gradio_api/(queue/join|queue/data|cancel|reset|heartbeat/(\w+))")
_NAMES = ("session_hash", "event_id")
_NAME = lazy_pattern(r"[\w-]{1,64}", re.ASCII)
_MOST_REMEMBERED = 20_000
_TOLD_HOSTS = (b"x-forwarded-host", b"x-gradio-server")  # the framework would take them for our own address
_NO_STORE = {"cache-control": "no-store"}


class Door:
    """Wraps an application."""

    def __init__(self, app: ASGIApp, identities: Identities) -> None:
        self._app = app
        self._identities = identities
        self._owners = Owners()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _OPEN_TO_ALL.fullmatch(route_path(scope)):
            await self._app(scope, receive, send)
            return
        path = route_path(scope)
        visit = await to_thread.run_sync(self._identities.visit, scope)
        refusal = _nobody(scope, path) if visit is None else _not_here(scope, path, visit)
        if refusal is not None or visit is None:
            await (refusal or _hidden())(scope, receive, send)
            return
        scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in _TOLD_HOSTS]}
        set_visit(scope, visit)
        send = _kept_nowhere(send)
        event = _EVENTS.fullmatch(path)
        if event is None:
            await self._app(scope, receive, send)
        else:
            await self._owned(event, visit, scope, receive, send)

    async def _owned(
        self, event: re.Match[str], visit: Visit, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let through what belongs to the visit: its session hash and the events that it began."""
        if event[2]:
            told: Mapping[str, Any] = {"session_hash": event[2]}
        elif scope["method"] == "POST":
            body = await _body(receive)
            told, receive = _object(body), _replayed(body, receive)
            if (whole := _encodable(told)) is not None:
                told, receive = _object(whole), _replayed(whole, receive)
        else:
            told = _asked_once(scope["query_string"])
        names = [told[name] for name in _NAMES if told.get(name) is not None]
        if not names or not all(self._is_owner(name, visit) for name in names):
            await _hidden()(scope, receive, send)
            return
        joins = event[1] == "queue/join"
        await self._app(scope, receive, self._noting_event(visit, send) if joins else send)

    def _is_owner(self, name: object, visit: Visit) -> bool:
        return (
            isinstance(name, str)
            and _NAME.fullmatch(name) is not None
            and self._owners.is_owner(name, visit.owner)
        )

    def _noting_event(self, visit: Visit, send: Send) -> Send:
        """Note the event that an answer to `queue/join` names."""

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.body":
                event_id = _object(message.get("body", b"")).get("event_id")
                if isinstance(event_id, str):
                    self._owners.is_owner(event_id, visit.owner)
            await send(message)

        return noting


class Owners:
    """Remembers who named what first; the longest unused is forgotten when there is too much."""

    def __init__(self, most: int = _MOST_REMEMBERED) -> None:
        self._most = most
        self._owners: OrderedDict[str, str] = OrderedDict()

    def is_owner(self, name: str, owner: str) -> bool:
        """Say whether something is an owner's; what nobody named before becomes it."""
        held = self._owners.setdefault(name, owner)
        self._owners.move_to_end(name)
        while len(self._owners) > self._most:
            self._owners.popitem(last=False)
        return held == owner


def _nobody(scope: Scope, path: str) -> Response:
    """Answer somebody who is not signed in: the sign-in page where a page was asked for."""
    if _WITH_A_TOKEN.fullmatch(path):
        return _sign_in_needed(scope, path)
    headers = Headers(scope=scope)
    wants_page = scope["method"] == "GET" and "text/html" in headers.get("accept", "")
    if not wants_page or "authorization" in headers:
        return JSONResponse({"error": {"code": "sign_in_needed"}}, 401, headers=_NO_STORE)
    query = scope["query_string"].decode("latin-1")
    wanted = quote(path.lstrip("/") + (f"?{query}" if query else ""), safe="")
    root = scope.get("root_path", "")
    return RedirectResponse(f"{root}/sign-in" + (f"?next={wanted}" if wanted else ""), 303, headers=_NO_STORE)


def _not_here(scope: Scope, path: str, visit: Visit) -> Response | None:
    """Refuse what is not for this visit; None where it may go on."""
    is_api = bool(_WITH_A_TOKEN.fullmatch(path))
    if visit.scopes is not None:
        return None if is_api else _hidden()
    if is_api and (visit.account is None or not _SIGNED_IN_TOO.fullmatch(path)):
        return _sign_in_needed(scope, path)
    must_change = visit.account is not None and visit.account.must_change_password
    if must_change and is_api:
        return refusal(AccessError("password_to_change"), path, language_for(scope))
    if must_change and not _WITH_A_STRANGERS_PASSWORD.fullmatch(path):
        if scope["method"] == "GET":
            return RedirectResponse(f"{scope.get('root_path', '')}/account", 303, headers=_NO_STORE)
        return _hidden()
    return None


def _sign_in_needed(scope: Scope, path: str) -> Response:
    return refusal(AccessError("sign_in_needed"), path, language_for(scope))


def _hidden() -> Response:
    return PlainTextResponse("Not found.", 404, headers=_NO_STORE)


def _kept_nowhere(send: Send) -> Send:
    """Let no browser and no proxy keep what somebody who is known was answered."""

    async def kept_nowhere(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("cache-control", "no-store")
        await send(message)

    return kept_nowhere


async def _body(receive: Receive) -> bytes:
    """Read a whole body; the guard before limits its size."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body.extend(message.get("body", b""))
        if not message.get("more_body"):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read already, then what comes after it."""
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


def _asked_once(query: bytes) -> Mapping[str, str]:
    """Return the names in a query; none where one stands twice: others might read the one that was not checked."""
    pairs = [pair for pair in parse_qsl(query.decode("latin-1"), keep_blank_values=True) if pair[0] in _NAMES]
    told = dict(pairs)
    return told if len(told) == len(pairs) else {}


def _encodable(told: Mapping[str, Any]) -> bytes | None:
    """Return a body anew without halves of characters, which nothing behind can write; None where it has none."""
    text = json.dumps(told, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
    return None


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
