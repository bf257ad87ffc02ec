"""What a program is told when something is refused: an error and a path in; a response in the shape of that path out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import Scope

from knowledge.errors import (
    AccessError,
    ClosingError,
    LibraryError,
    ModelError,
    NotFoundError,
    PatentBridgeError,
    ReadError,
    UsageError,
)
from knowledge.types import Language
from ui.identity import cookies_of
from ui.strings import word_error
from ui.visitor import LANGUAGE_COOKIE, language_of

_NO_STORE = {"cache-control": "no-store"}
_RETRY_S = "5"  # the app starts again
_CONFLICTS = frozenset({"draft_changed", "draft_state", "draft_out_of_date", "draft_not_approved", "library_changing"})  # fmt: skip
_KINDS: tuple[tuple[type[PatentBridgeError], int], ...] = (
    (AccessError, 403),
    (NotFoundError, 404),
    (UsageError, 422),
    (ReadError, 422),
    (ModelError, 503),
    (LibraryError, 503),
    (ClosingError, 503),
)


_OPENAI_CODES = {"sign_in_needed": "invalid_api_key", "chat_model_unknown": "model_not_found"}


class RequestError(PatentBridgeError):
    """A request that is refused whatever it asks for. `headers` go with the response; `parts` say what is wrong where."""

    def __init__(
        self,
        code: str,
        status: int,
        *,
        headers: Mapping[str, str] | None = None,
        parts: Sequence[Mapping[str, str]] = (),
        **fields: object,
    ) -> None:
        super().__init__(code, **fields)
        self.status = status
        self.headers = dict(headers or {})
        self.parts = tuple(parts)


def language_for(scope: Scope) -> Language:
    """Return the language that a program asks for; English where it asks for none."""
    headers = Headers(scope=scope)
    cookies, accepted = cookies_of(headers), headers.get("accept-language", "")
    if accepted or LANGUAGE_COOKIE in cookies:
        return language_of(cookies, accepted)
    return Language.EN


def status_of(error: PatentBridgeError) -> int:
    if isinstance(error, RequestError):
        return error.status
    if error.code == "sign_in_needed":
        return HTTPStatus.UNAUTHORIZED
    if error.code in _CONFLICTS:
        return HTTPStatus.CONFLICT
    return next((status for kind, status in _KINDS if isinstance(error, kind)), 500)


def refusal(error: PatentBridgeError, path: str, language: Language) -> JSONResponse:
    """Return what is told of an error: OpenAI's shape under /v1, elsewhere code, message and hint."""
    status = status_of(error)
    headers = dict(_NO_STORE)
    if status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    if isinstance(error, ClosingError):
        headers["retry-after"] = _RETRY_S
    if isinstance(error, RequestError):
        headers |= error.headers
    told = as_openai(error, language) if path.startswith("/v1/") else as_json(error, language)
    return JSONResponse(told, status, headers=headers)


def as_json(error: PatentBridgeError, language: Language) -> dict[str, Any]:
    """Return the object that commands print too."""
    message, hint = word_error(error, language)
    told: dict[str, Any] = {"code": error.code, "message": message, "hint": hint}
    if isinstance(error, RequestError) and error.parts:
        told["parts"] = [dict(part) for part in error.parts]
    return {"error": told}


def as_openai(error: PatentBridgeError, language: Language) -> dict[str, Any]:
    message, hint = word_error(error, language)
    status = status_of(error)
    kind = (
        "server_error" if status >= 500 else "rate_limit_error" if status == 429 else "invalid_request_error"
    )
    param = str(error.fields["param"]) if "param" in error.fields else None
    return {
        "error": {
            "message": f"{message} {hint}".strip(),
            "type": kind,
            "param": param,
            "code": _OPENAI_CODES.get(error.code, error.code),
        }
    }
