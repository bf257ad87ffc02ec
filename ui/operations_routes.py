"""What those who run the app ask it: is it alive, is it ready, what is measured."""

from __future__ import annotations

from collections.abc import Callable

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.datastructures import Headers
from starlette.types import Scope

from knowledge.types import Role
from ui.guard import LOOPBACK_HOSTS, host_name
from ui.identity import Identities
from ui.protocols import Services

_NO_STORE = {"cache-control": "no-store"}
_FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via")
_METRICS = "text/plain; version=0.0.4; charset=utf-8"


def add_operations_routes(
    app: FastAPI, services: Services, identities: Identities, page: Callable[[], str]
) -> None:
    """Add the routes; `page` is loading, ready or failed."""

    @app.get("/healthz")
    async def healthz() -> Response:
        failed = page() == "failed"
        return JSONResponse({"status": "failed" if failed else "ok", "page": page()}, 503 if failed else 200)

    @app.get("/readyz")
    async def readyz() -> Response:
        found = await to_thread.run_sync(services.readiness.reasons)
        of_page = () if page() == "ready" else (f"page_{page()}",)
        reasons = [*of_page, *map(str, found)]
        told = {"status": "not_ready" if reasons else "ready", "reasons": reasons}
        return JSONResponse(told, 503 if reasons else 200, headers=_NO_STORE)

    @app.get("/metrics")
    async def metrics(request: Request) -> Response:
        if not (is_from_this_machine(request.scope) or await to_thread.run_sync(_is_admins, request.scope)):
            return PlainTextResponse("Not found.", 404, headers=_NO_STORE)
        text = await to_thread.run_sync(services.measures.text)
        return Response(text, headers={**_NO_STORE, "content-type": _METRICS})

    def _is_admins(scope: Scope) -> bool:
        visit = identities.visit(scope)
        return bool(visit and visit.scopes is not None and visit.account and visit.account.holds(Role.ADMIN))


def is_from_this_machine(scope: Scope) -> bool:
    """Say whether a request came from this machine itself, and through no proxy on it."""
    headers, client = Headers(scope=scope), scope.get("client") or ("", 0)
    if (
        any(name in headers for name in _FORWARDED)
        or host_name(headers.get("host", "")) not in LOOPBACK_HOSTS
    ):
        return False
    return client[0] in LOOPBACK_HOSTS
