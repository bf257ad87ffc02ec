"""Pages that are for transfer officers alone."""

from __future__ import annotations

from functools import wraps

from starlette.responses import Response

from knowledge.errors import NotFoundError
from knowledge.types import Role
from ui.account_routes import Desk, Handler


def for_officers(handler: Handler) -> Handler:
    """Hide a page from everybody but transfer officers."""

    @wraps(handler)
    def guarded(desk: Desk) -> Response:
        if not desk.account.holds(Role.OFFICER):
            raise NotFoundError(name=desk.request.url.path)
        return handler(desk)

    return guarded
