"""Routes that take JSON alone: a body of another type is refused before it is read."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from ui.api.errors import RequestError


class JsonRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def checked(request: Request) -> Response:
            sent = request.headers.get("content-type", "").split(";")[0].strip().lower()
            if request.method == "POST" and sent != "application/json":
                raise RequestError("body_type", 415, wanted="application/json")
            return await handler(request)

        return checked
