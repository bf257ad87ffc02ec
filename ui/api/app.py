"""The interfaces for programs as applications to mount: services in; the REST API and the OpenAI-compatible one out."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from knowledge.errors import NotFoundError, PatentBridgeError
from knowledge.types import Language
from ui.api import asking, chat, loading, matching, reading
from ui.api.answers import ErrorTold, OpenAiErrorTold
from ui.api.desk import Office
from ui.api.docs_page import docs_page
from ui.api.errors import RequestError, language_for, refusal
from ui.api.openapi import described
from ui.visitor import language_of

_TOLD = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)


def rest_app(office: Office, version: str) -> FastAPI:
    """Return what is mounted at /api/v1."""
    app = _app(office, ErrorTold, _TOLD, asking.router, reading.router, matching.router, loading.router)

    @cache
    def told(language: Language) -> dict[str, Any]:
        return described(app, language, office.root_path)

    @app.get("/openapi.json", include_in_schema=False)
    def openapi(request: Request) -> Response:
        return JSONResponse(told(language_for(request.scope)))

    @app.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        language = language_of(request.cookies, request.headers.get("accept-language", ""))
        return HTMLResponse(docs_page(told(language), language, version=version, root=office.root_path))

    return app


def openai_app(office: Office) -> FastAPI:
    """Return what is mounted at /v1."""
    return _app(office, OpenAiErrorTold, (400, 401, 403, 404, 413, 415, 429, 503), chat.router)


def _app(office: Office, error: type, told: tuple[int, ...], *routers: APIRouter) -> FastAPI:
    refusals: dict[int | str, dict[str, Any]] = {status: {"model": error} for status in told}
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, responses=refusals)
    app.state.office = office
    app.state.is_openai = error is OpenAiErrorTold
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(PatentBridgeError, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _not_possible)
    return app


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, PatentBridgeError)
    return _told(request, error)


async def _not_valid(request: Request, error: Exception) -> Response:
    """Tell what is wrong where; never what was sent."""
    assert isinstance(error, RequestValidationError)
    parts = [{"where": ".".join(map(str, one["loc"])), "message": str(one["msg"])} for one in error.errors()]
    detail = "; ".join(f"{part['where']}: {part['message']}" for part in parts)[:1000]
    status = 400 if request.app.state.is_openai else 422  # what OpenAI's clients expect
    return _told(request, RequestError("request_invalid", status, parts=parts, detail=detail))


async def _not_possible(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return _told(request, NotFoundError(name=request.url.path))
    codes = {405: "method_not_allowed", 413: "body_too_large"}
    code = codes.get(error.status_code, "body_unreadable")
    return _told(request, RequestError(code, error.status_code, headers=dict(error.headers or {})))


def _told(request: Request, error: PatentBridgeError) -> Response:
    office: Office = request.app.state.office
    path: str = request.scope["path"]
    return refusal(error, path.removeprefix(office.root_path), language_for(request.scope))
