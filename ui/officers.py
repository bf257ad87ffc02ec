"""Pages that are for some roles alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from starlette.responses import Response

from knowledge.errors import NotFoundError
from knowledge.types import Role
from ui.account_routes import Desk, Handler


def for_roles(*roles: Role) -> Callable[[Handler], Handler]:
    """Hide a page from everybody who holds none of the roles; who is not signed in is asked to."""

    def hidden(handler: Handler) -> Handler:
        @wraps(handler)
        def guarded(desk: Desk) -> Response:
            if not any(map(desk.account.holds, roles)):
                raise NotFoundError(name=desk.request.url.path)
            return handler(desk)

        return guarded

    return hidden


for_officers = for_roles(Role.OFFICER)
