"""One request of a program: who asks, what its token is for, and work done beside the event loop."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ParamSpec, TypeVar

from anyio import CancelScope, CapacityLimiter, to_thread
from fastapi import Depends, Request
from fastapi.responses import JSONResponse

from assistant.accounts.types import Account, Scope
from assistant.audit.types import Action, Details, Outcome, Subject, event_of
from assistant.shortlist import Shortlist
from knowledge.errors import AccessError, PatentBridgeError
from knowledge.types import Language, Reader, Role
from ui.api.chat_text import RememberedTurns
from ui.api.errors import language_for
from ui.api.limits import Limits
from ui.dialogue import Dialogue
from ui.identity import visit_of
from ui.protocols import Services

P = ParamSpec("P")
R = TypeVar("R")
_THREADS = 64  # of all requests under way; each step of an answer takes one for as long as it lasts
_logger = logging.getLogger(__name__)


class Office:
    """What all requests share."""

    def __init__(self, services: Services, limits: Limits, root_path: str = "") -> None:
        self.services = services
        self.limits = limits
        self.root_path = root_path
        self.shortlist = Shortlist(services.catalogue)
        self.turns = RememberedTurns()
        self._threads: CapacityLimiter | None = None

    async def run(self, work: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
        """Do work on a thread of the interface's own. An unforeseen error is logged without its words, which may be a user's."""

        def done() -> R:
            try:
                return work(*given, **named)
            except PatentBridgeError:
                raise
            except Exception as error:
                _logger.error("a request was not carried out: %s", _place(error))
                _logger.debug("a request was not carried out", exc_info=True)
                raise PatentBridgeError() from None

        return await to_thread.run_sync(done, limiter=self._limiter())

    async def each(self, items: Iterator[R]) -> AsyncGenerator[R, None]:
        """Yield what an iterator gives, each step on a thread; leaving early closes it."""
        try:
            while True:
                found = await self.run(_next, items)
                if not found:
                    return
                yield found[0]
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(_close, items)

    def _limiter(self) -> CapacityLimiter:
        if self._threads is None:
            self._threads = CapacityLimiter(_THREADS)
        return self._threads


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A request whose asker is known and whose token is for what is asked."""

    office: Office
    request: Request
    account: Account
    language: Language

    @property
    def services(self) -> Services:
        return self.office.services

    @property
    def reader(self) -> Reader:
        return self.account.reader

    @property
    def dialogue(self) -> Dialogue:
        """Return the dealings of the account with conversations."""
        return Dialogue(services=self.services, reader=self.reader, language=self.language)

    def note(
        self, action: Action, subject: Subject = Subject.NOTHING, subject_id: str = "", **details: Any
    ) -> None:
        """Write into the audit what was done."""
        event = event_of(self.reader, action, subject, subject_id, details=Details(**details))
        self.services.audit.write(event)

    def address(self, path: str) -> str:
        """Return an address of the page, as whoever asks reaches it."""
        url = self.request.url
        return f"{url.scheme}://{url.netloc}{self.office.root_path}/{path}"

    async def run(self, work: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
        return await self.office.run(work, *given, **named)

    async def answer(self, work: Callable[[Desk], Mapping[str, Any]], status: int = 200) -> JSONResponse:
        """Do work and return what it gives as JSON."""
        return JSONResponse(await self.run(work, self), status, headers={"cache-control": "no-store"})


def desk_for(scope: Scope | None = None, role: Role | None = None) -> Any:
    """Return what a route depends on: a desk for a token of that scope, and an account of that role."""

    async def desk(request: Request) -> Desk:
        office: Office = request.app.state.office
        visit = visit_of(request.scope)
        if visit.account is None:
            raise AccessError("sign_in_needed")
        made = Desk(
            office=office, request=request, account=visit.account, language=language_for(request.scope)
        )
        if scope is not None and visit.scopes is not None and scope not in visit.scopes:
            await office.run(_refuse, made, AccessError("token_scope", scope=str(scope)))
        if role is not None and not visit.account.holds(role):
            await office.run(_refuse, made, AccessError("not_allowed", role=str(role)))
        return made

    return Depends(desk)


def _refuse(desk: Desk, error: AccessError) -> None:
    """Write into the audit that somebody asked for what it may not, and raise."""
    event = event_of(
        desk.reader, Action.ACCESS_REFUSED, outcome=Outcome.REFUSED, details=Details(reason=error.code)
    )
    desk.services.audit.write(event)
    raise error


def _next(items: Iterator[R]) -> tuple[R] | None:
    for item in items:
        return (item,)
    return None


def _close(items: Iterator[object]) -> None:
    close = getattr(items, "close", None)
    if close is not None:
        close()


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


Asking = Annotated[Desk, desk_for(Scope.ASK)]
Searching = Annotated[Desk, desk_for(Scope.SEARCH)]
Reading = Annotated[Desk, desk_for(Scope.RECORDS)]
Matching = Annotated[Desk, desk_for(Scope.MATCH)]
Drafting = Annotated[Desk, desk_for(Scope.DRAFTS, Role.OFFICER)]
Loading = Annotated[Desk, desk_for(Scope.INGEST, Role.OFFICER)]
Known = Annotated[Desk, desk_for()]
