"""What stands before every request: the right host and origin, known paths only, small bodies, strict headers; and nothing
that a program begins while the app closes.

Pure ASGI, so that streamed responses pass through as they come.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.errors import ClosingError
from knowledge.lazy_patterns import lazy_pattern
from ui.api.errors import RequestError, language_for, refusal

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
MAX_BODY_BYTES = 4_000_000
_LARGER = {
    "/library/upload": 66_000_000,
    "/api/v1/ingest": 66_000_000,
}  # files; read for transfer officers alone
FOR_PROGRAMS = ("/api/", "/v1/", "/mcp")  # who has a token may be there, nobody else

_SHOWN = r"healthz readyz metrics favicon\.ico robots\.txt theme\.css manifest\.json language/(?:zh|en) (?:assets|static|ui)/[\w./-]+"
# What the page needs of the framework under it. Its uploads, files, proxies, generic calls and the rest stay shut.
_FRAMEWORK = r"config gradio_api/(?:queue/(?:join|data)|heartbeat/\w+|cancel|reset|startup-events|app_id)"
_PAGES = r"""
    ask sign-in sign-out setup account(?:/[\w-]+)? admin/[\w-]+(?:/[\w.-]+)?
    evidence/[\w/-]+ suggestions/[\w-]+/[\w-]+ conversations(?:/[\w-]+/(?:markdown|word|json))?
    library(?:/[\w.-]+){0,3} passages/[\w-]+ policies/compare
    match(?:/[\w-]+/[\w-]+)? needs(?:/[\w-]+){0,2} patents/[\w-]+/needs demand(?:/[\w-]+)?
    drafts(?:/[\w-]+){0,2} batches(?:/\w+(?:/[\w-]+(?:/[\w.-]+)?)?)?
    (?:pool|disclosures)(?:/[\w.-]+)? licences(?:/[\w-]+){0,2}
    topics opinions insights(?:/xlsx)?
"""
_PROGRAMS = r"api/[\w./-]+ v1/(?:models(?:/[\w.:-]+)?|chat/completions) mcp/?"
_OPEN_PATHS = lazy_pattern(f"/(?:{'|'.join(('', *f'{_SHOWN} {_FRAMEWORK} {_PAGES} {_PROGRAMS}'.split()))})")

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def content_security_policy(nonce: str | None = None) -> str:
    """Return the policy of a page. Without a nonce no script runs at all.

    Gradio compiles its templates, hence unsafe-eval; scripts and handlers inside the HTML stay forbidden.
    """
    scripts = f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'" if nonce else "script-src 'none'"
    return (
        f"default-src 'none'; {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'"
    )


class Guard:
    """Wraps an application. `trusted_hosts` None: any host name (the operator put the service on a network)."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        trusted_hosts: Collection[str] | None = LOOPBACK_HOSTS,
        is_closing: Callable[[], bool] = lambda: False,
    ) -> None:
        self._app = app
        self._is_closing = is_closing
        self._hosts = None if trusted_hosts is None else frozenset(host.lower() for host in trusted_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused is not None:
            await _told(scope, *refused)(scope, receive, _with_headers(send))
            return
        path = route_path(scope)
        if self._is_closing() and scope["method"] == "POST" and path.startswith(FOR_PROGRAMS):
            closing = refusal(ClosingError(), path, language_for(scope))
            await closing(scope, receive, _with_headers(send))
            return
        await self._app(scope, _limited(receive, _most_bytes(path)), _with_headers(send))

    def _refusal(self, scope: Scope) -> tuple[str, int] | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._hosts is not None and host_name(host) not in self._hosts:
            return "This host name is not served here.", 421
        path, method = route_path(scope), scope["method"]
        if method not in ("GET", "HEAD", "POST") and not (method == "DELETE" and path.startswith("/api/v1/")):
            return "Not allowed.", 405
        if method in ("POST", "DELETE") and not _is_from_here(headers, host, path):
            return "Requests from other sites are refused.", 403
        if not _OPEN_PATHS.fullmatch(path) or ".." in path:
            return "Not found.", 404
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _most_bytes(path):
            return "The request is too large.", 413
        return None


def _told(scope: Scope, words: str, status: int) -> Response:
    """Return a refusal: a program gets it in the shape of what it asked for."""
    path = route_path(scope)
    if not path.startswith(FOR_PROGRAMS):
        return PlainTextResponse(words, status)
    code = {405: "method_not_allowed", 403: "other_site", 404: "not_found", 413: "body_too_large"}
    error = RequestError(code.get(status, "usage"), status, name=path, detail=words)
    return refusal(error, path, language_for(scope))


def route_path(scope: Scope) -> str:
    """Return the path behind what a reverse proxy put before it."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


class Prefix:
    """Wraps an application that a reverse proxy shows under a path, whether or not the proxy takes that path off."""

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._root_path:
            path: str = scope["path"]
            if path == self._root_path:
                await RedirectResponse(f"{path}/", 308)(scope, receive, send)
                return
            inside = path.startswith(f"{self._root_path}/")
            full = path if inside else self._root_path + path
            scope = {**scope, "root_path": self._root_path, "path": full, "raw_path": full.encode()}
        await self._app(scope, receive, send)


def _is_from_here(headers: Headers, host: str, path: str) -> bool:
    """Say whether a page of ours sent a request: every browser tells. A program has no cookie, but a token of its own."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site not in (None, "same-origin"):
        return False
    if origin not in (None, "null"):
        return _netloc(origin) == host.lower()
    has_token = headers.get("authorization", "").lower().startswith("bearer ")
    is_program = path.startswith(FOR_PROGRAMS) and (has_token or "cookie" not in headers)
    return site == "same-origin" or (origin is None and is_program)


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def host_name(host: str) -> str:
    """Return the name in a Host header, without port and brackets, in lower case."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _most_bytes(path: str) -> int:
    return _LARGER.get(path, MAX_BODY_BYTES)


def _limited(receive: Receive, most: int) -> Receive:
    """Cut off a body that is longer than it said."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > most:
                return {"type": "http.disconnect"}
        return message

    return limited


def _with_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("content-security-policy", content_security_policy())
        await send(message)

    return with_headers
