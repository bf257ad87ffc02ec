"""The Model Context Protocol at /mcp: requests that passed the door in; tools listed, called and answered by the official SDK.

The SDK is imported at the first request: the page shall not wait for it. Host, origin, size and token are checked before.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, Response
from pydantic import ValidationError
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.accounts.types import Scope as TokenScope
from assistant.audit.types import Action, Details, Outcome, Subject, event_of
from knowledge.errors import AccessError, PatentBridgeError, UsageError
from knowledge.types import Language, Reader, Role
from ui.api.limits import Limits
from ui.framework import importing
from ui.identity import Visit, visit_of
from ui.mcp.calls import Caller, Told, run
from ui.mcp.shapes import TOOLS, Tool
from ui.protocols import Services
from ui.strings import say, word_error
from ui.visitor import language_of

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext
    from mcp.server.lowlevel.server import Server
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
    from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams

_logger = logging.getLogger(__name__)
_THREADS = 8
_COUNTED = frozenset({TokenScope.ASK, TokenScope.MATCH})  # as through the API


class ModelContext:
    """Answers requests for tools. `internal`: tokens of officers read what is internal here too."""

    def __init__(self, services: Services, limits: Limits, *, internal: bool = False) -> None:
        self._services = services
        self._limits = limits
        self._internal = internal
        self._wanted = asyncio.Event()
        self._ready = asyncio.Event()
        self._closing = asyncio.Event()
        self._manager: StreamableHTTPSessionManager | None = None
        self._limiter: CapacityLimiter | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Be ready to begin inside the block."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._closing.set()
            self._wanted.set()
            await task

    async def _run(self) -> None:
        await self._wanted.wait()
        if self._closing.is_set():
            return
        try:
            self._manager = await to_thread.run_sync(self._built)
        except Exception:
            _logger.exception("tools could not be offered")
            self._ready.set()
            return
        async with self._manager.run():
            self._ready.set()
            await self._closing.wait()

    def _built(self) -> StreamableHTTPSessionManager:
        with importing:
            from mcp.server.lowlevel.server import Server
            from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        server: Server[dict[str, Any]] = Server(
            "patentbridge",
            version=version("patentbridge"),
            instructions=say("mcp.instructions", Language.EN),
            on_list_tools=self._list,
            on_call_tool=self._call,
        )
        return StreamableHTTPSessionManager(server, stateless=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._wanted.set()
        await self._ready.wait()
        if self._manager is None:
            await PlainTextResponse("Tools are not available; see the log.", 503)(scope, receive, send)
        else:
            await self._manager.handle_request(scope, receive, send)

    async def _list(
        self, context: ServerRequestContext[Any, Any], _params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        import mcp_types as types

        scopes = _visit(context).scopes or ()
        only_reads = types.ToolAnnotations(read_only_hint=True, open_world_hint=False)
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=tool.name,
                    description=tool.description,
                    input_schema=tool.schema(),
                    annotations=only_reads,
                )
                for tool in TOOLS.values()
                if tool.scope in scopes
            ]
        )

    async def _call(
        self, context: ServerRequestContext[Any, Any], params: CallToolRequestParams
    ) -> CallToolResult:
        import mcp_types as types

        if self._limiter is None:
            self._limiter = CapacityLimiter(_THREADS)
        language = _language(context)
        try:
            told = await to_thread.run_sync(
                self._told, _visit(context), params.name, params.arguments or {}, limiter=self._limiter
            )
        except PatentBridgeError as error:
            message, hint = word_error(error, language)
            return types.CallToolResult(
                content=[types.TextContent(type="text", text=f"{message} {hint}".strip())], is_error=True
            )
        except Exception:
            _logger.exception("a tool failed")
            return types.CallToolResult(
                content=[types.TextContent(type="text", text=say("mcp.failed", language))], is_error=True
            )
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=told.text)], structured_content=dict(told.content)
        )

    def _told(self, visit: Visit, name: str, arguments: dict[str, Any]) -> Told:
        """Carry out what a token may have carried out."""
        if visit.account is None:
            raise AccessError("sign_in_needed")
        account = visit.account.reader
        tool = TOOLS.get(name)
        if tool is None:
            raise UsageError("tool_unknown", tools=", ".join(TOOLS))
        if tool.scope not in (visit.scopes or ()):
            self._refused(account, tool.scope)
            raise AccessError("scope_missing", scope=str(tool.scope))
        caller, checked = Caller(account=account, reader=self._reader(account)), _checked(tool, arguments)
        counted = self._limits.asking(visit.account.account_id) if tool.scope in _COUNTED else nullcontext()
        with counted:
            return run(self._services, caller, name, checked)

    def _refused(self, account: Reader, scope: TokenScope) -> None:
        reason = Details(reason=str(scope))
        event = event_of(
            account, Action.ACCESS_REFUSED, Subject.TOKEN, outcome=Outcome.REFUSED, details=reason
        )
        self._services.audit.write(event)

    def _reader(self, account: Reader) -> Reader:
        """Return as what an account reads here: its texts go on to a model, which reads nothing internal unless that is allowed."""
        return account if self._internal else Reader(user=account.user, role=Role.SME)


def _checked(tool: Tool, arguments: dict[str, Any]) -> Any:
    try:
        return tool.arguments.model_validate(arguments)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise UsageError("arguments_wrong", wrong=wrong[:500]) from error


def _visit(context: ServerRequestContext[Any, Any]) -> Visit:
    return visit_of(context.request.scope) if context.request is not None else Visit(reader=None)


def _language(context: ServerRequestContext[Any, Any]) -> Language:
    headers = context.request.headers if context.request is not None else {}
    return language_of({}, headers.get("accept-language", "en"))


def add_model_context(app: FastAPI, context: ModelContext) -> None:
    """Answer at /mcp and /mcp/: requests only, there is no stream that stands open between them."""

    async def no_stream() -> Response:
        return PlainTextResponse("Not allowed.", 405, headers={"allow": "POST"})

    for path in ("/mcp", "/mcp/"):
        app.router.routes.append(Route(path, context, methods=["POST"]))
        app.add_api_route(path, no_stream, methods=["GET"])
