"""The web host: services in, an ASGI application out. It answers /healthz at once and loads the page behind it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.audit.types import Action, Subject, event_of
from knowledge.errors import NotFoundError, PatentBridgeError, UsageError
from knowledge.types import Language
from ui.account_routes import Desks, add_account_routes
from ui.admin_routes import add_admin_routes
from ui.api.app import openai_app, rest_app
from ui.api.desk import Office
from ui.api.limits import Limits
from ui.asking_route import add_asking_route
from ui.batches_routes import add_batches_routes
from ui.compare_pages import add_compare_route
from ui.conversations_pages import add_conversations_routes
from ui.demand_pages import add_demand_routes
from ui.dialogue import Dialogue
from ui.disclosures_page import add_disclosures_routes
from ui.door import Door
from ui.drafts_routes import add_drafts_routes
from ui.evidence import Opened, open_source, sources_of
from ui.evidence_files import pack_response, problem_response, recheck_response
from ui.evidence_html import document_html, gone_html, panel_html
from ui.framework import import_page
from ui.guard import LOOPBACK_HOSTS, Guard, Prefix, content_security_policy
from ui.identity import ON_THIS_MACHINE, Access, Identities, visit_of
from ui.insights_routes import add_insights_routes
from ui.keeping import Keeping
from ui.library.routes import add_library_routes
from ui.licences_routes import add_licences_routes
from ui.match_pages import add_match_routes
from ui.mcp.server import ModelContext, add_model_context
from ui.needs_pages import add_needs_routes
from ui.operations_routes import add_operations_routes
from ui.opinions_routes import add_opinions_routes
from ui.pool_routes import add_pool_routes
from ui.protocols import Services
from ui.shell import localise, plain_page
from ui.strings import say, word_error
from ui.suggestions_routes import add_suggestions_route
from ui.system_pages import add_system_routes
from ui.tables_routes import add_tables_routes
from ui.topics_page import add_topics_route
from ui.tracing import Routed, Traced
from ui.visitor import (
    COOKIE_MAX_AGE_S,
    LANGUAGE_COOKIE,
    VISITOR_COOKIE,
    language_of,
    new_visitor_id,
)
from ui.weights_page import add_weights_routes

_STATIC = Path(__file__).parent / "static"
_NO_STORE = {"cache-control": "no-store"}
_logger = logging.getLogger(__name__)


class Page:
    """The framework's page, built in a thread while the host already answers; requests wait until it stands."""

    def __init__(self, build: Callable[[], FastAPI], stands: Callable[[], None] = lambda: None) -> None:
        self._build = build
        self._stands = stands
        self._ready = asyncio.Event()
        self._closing = asyncio.Event()
        self._app: FastAPI | None = None
        self.state = "loading"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._closing.set()
            await task

    async def _run(self) -> None:
        try:
            self._app = await asyncio.to_thread(self._build)
        except Exception:
            _logger.exception("the page could not be built")
            self.state = "failed"
            self._ready.set()
            self._stands()
            return
        async with self._app.router.lifespan_context(self._app):
            self.state = "ready"
            self._ready.set()
            self._stands()
            await self._closing.wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._ready.wait()
        app: ASGIApp = self._app or PlainTextResponse("The page could not be built; see the log.", 500)
        await app(scope, receive, send)

    async def shell(self, scope: Scope, receive: Receive) -> tuple[int, str]:
        """Return status and HTML of the page's shell, uncompressed."""
        scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        status, body = 500, bytearray()

        async def capture(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                body.extend(message.get("body", b""))

        await self(scope, receive, capture)
        return status, body.decode("utf-8")


def create_app(
    services: Services,
    *,
    trusted_hosts: Collection[str] | None = LOOPBACK_HOSTS,
    access: Access = ON_THIS_MACHINE,
    build_page: Callable[[Services, Identities, str], FastAPI] | None = None,
    stands: Callable[[], None] = lambda: None,
) -> ASGIApp:
    """Return the application. `trusted_hosts` are the names it answers to (against DNS rebinding); None: any.

    `stands` is called when the page can be opened, or never will be.
    """
    identities = Identities(services, access)
    page = Page(lambda: (build_page or _gradio_page)(services, identities, access.root_path), stands)

    limits = Limits(at_once=access.api_at_once, per_minute=access.api_per_minute)
    tools = ModelContext(services, limits, internal=access.mcp_internal)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with page.running(), tools.running():
            yield

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    version = static_version()
    _add_routes(app, services, page, version)
    add_asking_route(app, services)
    add_operations_routes(app, services, identities, lambda: page.state)
    own_threads = partial(Desks, services, access, identities, version)
    desks = own_threads()
    add_account_routes(app, desks)
    add_admin_routes(app, desks)
    add_topics_route(app, desks)
    add_opinions_routes(app, desks)
    add_conversations_routes(app, desks)
    add_tables_routes(app, desks)
    add_suggestions_route(app, own_threads())
    add_weights_routes(app, desks)
    add_system_routes(app, desks)
    add_pool_routes(app, desks)
    add_disclosures_routes(app, desks)
    add_needs_routes(app, desks)
    add_match_routes(app, own_threads())  # matching takes time
    add_drafts_routes(app, desks)
    add_licences_routes(app, desks)
    add_demand_routes(app, own_threads())
    add_batches_routes(app, desks)
    reporting = own_threads()
    add_insights_routes(app, reporting)
    add_compare_route(app, reporting)
    add_library_routes(app, own_threads(), services)
    add_model_context(app, tools)
    office = Office(services, limits, access.root_path)
    app.mount("/api/v1", rest_app(office, version))
    app.mount("/v1", openai_app(office))
    app.mount("/ui", StaticFiles(directory=_STATIC))
    app.mount("/", page)
    work = services.work
    guarded = Guard(
        Door(Keeping(Routed(app)), identities),
        trusted_hosts=trusted_hosts,
        is_closing=lambda: work.is_closing,
    )
    return Traced(Prefix(guarded, access.root_path), services.measures)


def _gradio_page(services: Services, identities: Identities, root_path: str) -> FastAPI:
    page: FastAPI = import_page().build_page(services, identities, root_path)
    return page


def _add_routes(app: FastAPI, services: Services, page: Page, version: str) -> None:
    @app.get("/")
    async def shell(request: Request) -> Response:
        status, html = await page.shell(request.scope, request.receive)
        nonce = secrets.token_urlsafe(16)
        html = localise(html, _language(request), nonce=nonce, version=version)
        headers = {**_NO_STORE, "content-security-policy": content_security_policy(nonce)}
        response = HTMLResponse(html, status, headers=headers)
        if visit_of(request.scope).reader is None:
            _set_cookie(request, response, VISITOR_COOKIE, new_visitor_id(), http_only=True)
        return response

    @app.get("/language/{language}")
    async def choose_language(request: Request, language: Language, c: str = "") -> Response:
        conversation = (
            f"?c={c}" if c and c.replace("-", "").replace("_", "").isalnum() and c.isascii() else ""
        )
        response = RedirectResponse(f"{_root(request)}/{conversation}", 303, headers=_NO_STORE)
        _set_cookie(request, response, LANGUAGE_COOKIE, str(language), http_only=False)
        return response

    @app.get("/evidence/{conversation_id}/{turn_id}")
    def sources(request: Request, conversation_id: str, turn_id: str) -> Response:
        return _Evidence(services, request, conversation_id, turn_id, version).listed()

    @app.get("/evidence/{conversation_id}/{turn_id}/pack")
    def pack(request: Request, conversation_id: str, turn_id: str) -> Response:
        return _Evidence(services, request, conversation_id, turn_id, version).pack()

    @app.post("/evidence/{conversation_id}/{turn_id}/recheck")
    def still_true(request: Request, conversation_id: str, turn_id: str) -> Response:
        return _Evidence(services, request, conversation_id, turn_id, version).recheck()

    @app.get("/evidence/{conversation_id}/{turn_id}/{marker}")
    def source(request: Request, conversation_id: str, turn_id: str, marker: str) -> Response:
        return _Evidence(services, request, conversation_id, turn_id, version).listed(marker)

    @app.get("/evidence/{conversation_id}/{turn_id}/{marker}/document")
    def full_text(request: Request, conversation_id: str, turn_id: str, marker: str) -> Response:
        return _Evidence(services, request, conversation_id, turn_id, version).document(marker)


class _Evidence:
    """The evidence routes: whatever a visitor may not see looks like what does not exist."""

    def __init__(
        self, services: Services, request: Request, conversation_id: str, turn_id: str, version: str
    ) -> None:
        self._services = services
        self._language = _language(request)
        self._dialogue = Dialogue(
            services=services, reader=visit_of(request.scope).reader, language=self._language
        )
        self._conversation_id, self._turn_id = conversation_id, turn_id
        self._as_panel = request.query_params.get("part") == "panel"
        self._version = version
        self._root = _root(request)

    def listed(self, marker: str | None = None) -> Response:
        """Return the turn's sources, one of them opened; a fragment for the panel, else a page of its own."""
        try:
            turn = self._dialogue.turn(self._conversation_id, self._turn_id)
            reader = self._dialogue.visitor()
            catalogue = self._services.catalogue
            opened = self._opened(open_source(turn.answer, marker, catalogue, reader)) if marker else None
            listed = sources_of(turn.answer, catalogue, reader)
        except PatentBridgeError as error:
            return self._problem(error)
        if opened:
            self._note(Action.OPENED, Subject.DOCUMENT, opened.head.document_id)
        url = f"evidence/{self._conversation_id}/{self._turn_id}"
        if not self._as_panel:
            url = f"{self._root}/{url}"
        panel = panel_html(listed, opened, url=url, as_of=turn.answer.as_of, language=self._language)
        return self._respond(opened.source.citation.title if opened else turn.question, panel)

    def _opened(self, found: Opened) -> Opened:
        pages, reader = self._services.pages, self._dialogue.visitor()
        return replace(found, printed=pages.exist(found.head.document_id, reader))

    def document(self, marker: str) -> Response:
        """Return the whole document with the quote marked."""
        try:
            turn = self._dialogue.turn(self._conversation_id, self._turn_id)
            reader = self._dialogue.visitor()
            catalogue = self._services.catalogue
            citation = open_source(turn.answer, marker, catalogue, reader).source.citation
            document = catalogue.document(citation.document_id, reader)
            if document is None:
                raise NotFoundError(name=marker)
            passages = catalogue.document_passages(citation.document_id, reader)
        except PatentBridgeError as error:
            return self._problem(error)
        self._note(Action.OPENED, Subject.DOCUMENT, document.document_id)
        body = document_html(document, passages, citation, turn.answer.as_of, self._language)
        return self._respond(document.title, body)

    def pack(self) -> Response:
        """Return what the answer rests on as a file to take away."""
        try:
            turn = self._dialogue.turn(self._conversation_id, self._turn_id)
            response = pack_response(turn, self._services, self._dialogue.visitor())
        except PatentBridgeError as error:
            return problem_response(error, self._language)
        self._note(Action.EXPORTED, Subject.TURN, turn.turn_id)
        return response

    def recheck(self) -> Response:
        """Return whether the answer is still true, as a fragment of the page."""
        try:
            turn = self._dialogue.turn(self._conversation_id, self._turn_id)
            return recheck_response(turn, self._services, self._dialogue.visitor(), self._language)
        except PatentBridgeError as error:
            return problem_response(error, self._language, in_place=True)

    def _note(self, action: Action, subject: Subject, subject_id: str) -> None:
        event = event_of(self._dialogue.visitor(), action, subject, subject_id)
        self._services.audit.write(event)

    def _problem(self, error: PatentBridgeError) -> Response:
        if isinstance(error, NotFoundError | UsageError):
            return self._respond(say("evidence_gone", self._language), gone_html(self._language), 404)
        message, hint = word_error(error, self._language)
        return self._respond(
            message, Markup("<p><strong>{}</strong></p><p>{}</p>").format(message, hint), 503
        )

    def _respond(self, title: str, body: Markup, status: int = 200) -> Response:
        if self._as_panel:
            return HTMLResponse(body, status, headers=_NO_STORE)
        back = Markup('<p class="pb-back"><a href="{}/?c={}">{}</a></p>').format(
            self._root, self._conversation_id, say("back_to_page", self._language)
        )
        heading = Markup("<h1>{}</h1>").format(title) if "<h1" not in body else Markup()
        page = plain_page(
            title, back + heading + body, self._language, version=self._version, root=self._root
        )
        return HTMLResponse(page, status, headers=_NO_STORE)


def static_version() -> str:
    """Return a short digest of the page's own assets."""
    digest = hashlib.sha256()
    for path in sorted(_STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _root(request: Request) -> str:
    """Return what a reverse proxy puts before every path."""
    return str(request.scope.get("root_path", ""))


def _language(request: Request) -> Language:
    return language_of(request.cookies, request.headers.get("accept-language", ""))


def _set_cookie(request: Request, response: Response, name: str, value: str, *, http_only: bool) -> None:
    response.set_cookie(
        name,
        value,
        max_age=COOKIE_MAX_AGE_S,
        path=_root(request) or "/",
        samesite="lax",
        httponly=http_only,
        secure=request.url.scheme == "https",
    )
