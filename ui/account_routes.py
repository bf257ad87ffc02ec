"""Signing in and out, the first account, one's own account: forms in, pages and cookies out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.datastructures import FormData

from assistant.accounts.types import Account, Scope
from assistant.audit.types import Action, Details, Subject, event_of, refused_sign_in
from knowledge.errors import AccessError, ClosingError, PatentBridgeError, StorageError, UsageError
from knowledge.types import ANYONE, Language, Reader, Role
from ui import accounts_html as html
from ui.dialogue import Dialogue
from ui.downloads import attachment
from ui.identity import Access, Identities, Visit, session_cookie, visit_of
from ui.protocols import Services
from ui.shell import plain_page
from ui.strings import TEXTS, say, word_error
from ui.visitor import language_of, reader_of

NO_STORE = {"cache-control": "no-store"}
_THREADS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One request to a page with forms: who asks, in which language, what was filled in."""

    services: Services
    access: Access
    identities: Identities
    request: Request
    form: FormData
    version: str

    @property
    def language(self) -> Language:
        return language_of(self.request.cookies, self.request.headers.get("accept-language", ""))

    @property
    def root(self) -> str:
        return str(self.request.scope.get("root_path", ""))

    @property
    def visit(self) -> Visit:
        return visit_of(self.request.scope)

    @property
    def account(self) -> Account:
        """Return who is signed in. Raises AccessError where nobody is."""
        if self.visit.account is None:
            raise AccessError("sign_in_needed")
        return self.visit.account

    @property
    def reader(self) -> Reader:
        """Return who asks; anybody where the browser sent no cookie yet."""
        return self.visit.reader or ANYONE

    @property
    def dialogue(self) -> Dialogue:
        """Return the dealings of whoever asks with conversations."""
        return Dialogue(services=self.services, reader=self.visit.reader, language=self.language)

    def filled(self, name: str) -> str:
        value = self.form.get(name, "")
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""

    def ticked(self, name: str) -> tuple[str, ...]:
        return tuple(value for value in self.form.getlist(name) if isinstance(value, str))

    def done(self) -> Markup:
        """Return what the step before was, where the address tells a known one."""
        key = f"done.{self.request.query_params.get('done', '')}"
        return html.done(say(key, self.language)) if key in TEXTS else Markup()

    def ways(self) -> Markup:
        """Return the ways to the pages that whoever asks has."""
        return html.ways(self.root, self.visit.account, self.language, self.request.url.path)

    def page(self, title: str, body: Markup, status: int = 200) -> Response:
        page = plain_page(title, body, self.language, version=self.version, root=self.root)
        return HTMLResponse(page, status, headers=NO_STORE)

    def go(self, path: str) -> Response:
        return RedirectResponse(f"{self.root}/{path}", 303, headers=NO_STORE)

    def note(
        self, action: Action, subject: Subject = Subject.NOTHING, subject_id: str = "", **details: Any
    ) -> None:
        """Write into the audit what was done by whoever asks."""
        reader = self.account.reader
        self.services.audit.write(event_of(reader, action, subject, subject_id, details=Details(**details)))

    def problem(self, error: PatentBridgeError) -> Markup:
        return html.problem(*word_error(error, self.language))


Handler = Callable[[Desk], Response]


class Desks:
    """Turns handlers into routes: reads the form, runs them beside the event loop, shows what went wrong."""

    def __init__(self, services: Services, access: Access, identities: Identities, version: str) -> None:
        self._services = services
        self._access = access
        self._identities = identities
        self._version = version
        self._limiter: CapacityLimiter | None = None

    def _threads(self) -> CapacityLimiter:
        """Return threads of their own: whoever floods the sign-in, where passwords cost time, keeps nobody from asking."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(_THREADS)
        return self._limiter

    def add(
        self, app: FastAPI, method: str, path: str, handler: Handler, *, reads_for: Role | None = None
    ) -> None:
        """Add a route; with `reads_for` a form is read for whoever holds that role alone."""

        async def route(request: Request) -> Response:
            form = await request.form() if method == "POST" and _reads(request, reads_for) else FormData()
            desk = Desk(
                services=self._services,
                access=self._access,
                identities=self._identities,
                request=request,
                form=form,
                version=self._version,
            )
            return await to_thread.run_sync(_shown, desk, handler, limiter=self._threads())

        app.add_api_route(path, route, methods=[method], response_class=HTMLResponse)


def _reads(request: Request, role: Role | None) -> bool:
    account = visit_of(request.scope).account
    return role is None or (account is not None and account.holds(role))


def status_of(error: PatentBridgeError) -> int:
    """Return the status of a page that tells an error."""
    if error.code == "sign_in_wait":
        return 429
    if isinstance(error, AccessError):
        return 403
    if isinstance(error, UsageError):
        return 422
    return 503 if isinstance(error, StorageError | ClosingError) else 404


def _shown(desk: Desk, handler: Handler) -> Response:
    try:
        return handler(desk)
    except PatentBridgeError as error:
        message, hint = word_error(error, desk.language)
        back = desk.ways()
        return desk.page(message, back + html.problem(message, hint), status_of(error))


def add_account_routes(app: FastAPI, desks: Desks) -> None:
    for method, path, handler in (
        ("GET", "/sign-in", _sign_in_page),
        ("POST", "/sign-in", _sign_in),
        ("POST", "/sign-out", _sign_out),
        ("GET", "/setup", _setup_page),
        ("POST", "/setup", _set_up),
        ("GET", "/account", _account_page),
        ("POST", "/account/password", _change_password),
        ("POST", "/account/sessions", _close_sessions),
        ("POST", "/account/tokens", _issue_token),
        ("POST", "/account/revoke", _revoke_token),
        ("GET", "/account/export", _export),
        ("POST", "/account/delete", _delete),
        ("GET", "/api/me", _me),
    ):
        desks.add(app, method, path, handler)


# ── signing in and out ───────────────────────────────────────────────────────────────────────────────────


def _sign_in_page(desk: Desk) -> Response:
    if not desk.identities.do_accounts_exist():
        return desk.go("" if desk.identities.are_visitors_welcome() else "setup")
    return _sign_in_form(desk, desk.request.query_params.get("next", ""))


def _sign_in_form(desk: Desk, wanted: str, error: PatentBridgeError | None = None) -> Response:
    body = html.sign_in(
        desk.root, wanted, desk.filled("name"), desk.language, desk.problem(error) if error else Markup()
    )
    return desk.page(say("sign_in_title", desk.language), body, status_of(error) if error else 200)


def _sign_in(desk: Desk) -> Response:
    wanted, address = desk.filled("next"), _address(desk)
    try:
        account = desk.services.accounts.sign_in(
            desk.filled("name"), desk.filled("password"), address=address
        )
    except AccessError as error:
        if error.code == "sign_in_wrong":  # who has to wait is not looked at, and told of once is enough
            tried = desk.services.accounts.by_name(desk.filled("name"))
            account_id = tried.account_id if tried else ""
            desk.services.audit.write(refused_sign_in(account_id, address=address, reason=error.code))
        response = _sign_in_form(desk, wanted, error)
        if "seconds" in error.fields:
            response.headers["retry-after"] = str(error.fields["seconds"])
        return response
    return _signed_in(desk, account, own_path(wanted))


def _signed_in(desk: Desk, account: Account, path: str) -> Response:
    """Open a session of its own for this sign-in, whatever cookie the browser had; end the one it had."""
    _close(desk)
    signed_in = event_of(account.reader, Action.SIGNED_IN, details=Details(address=_address(desk)))
    desk.services.audit.write(signed_in)
    response = desk.go(path)
    response.set_cookie(
        session_cookie(desk.request.scope, desk.access),
        desk.services.sessions.open(account.account_id),
        path=desk.access.root_path or "/",
        httponly=True,
        samesite="lax",
        secure=desk.request.url.scheme == "https",
    )
    return response


def _sign_out(desk: Desk) -> Response:
    if desk.visit.account:
        desk.note(Action.SIGNED_OUT)
    _close(desk)
    return _left(desk)


def _left(desk: Desk) -> Response:
    response = desk.go("sign-in")
    name = session_cookie(desk.request.scope, desk.access)
    response.delete_cookie(
        name,
        path=desk.access.root_path or "/",
        httponly=True,
        samesite="lax",
        secure=desk.request.url.scheme == "https",
    )
    return response


def _address(desk: Desk) -> str:
    return desk.request.client.host if desk.request.client else ""


def _close(desk: Desk) -> None:
    secret = desk.request.cookies.get(session_cookie(desk.request.scope, desk.access), "")
    if secret:
        desk.services.sessions.close(secret)


def own_path(wanted: str) -> str:
    """Return a path of ours to go on to, without its first slash; the page itself for anything else."""
    text = unquote(wanted).lstrip("/")
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    leaves = parts.scheme or parts.netloc or "\\" in text or ".." in parts.path.split("/")
    return "" if leaves or not text.isprintable() or not text.isascii() else text


# ── the first account ────────────────────────────────────────────────────────────────────────────────────


def _setup_page(desk: Desk) -> Response:
    if desk.identities.do_accounts_exist():
        return desk.go("sign-in")
    return _setup_form(desk)


def _setup_form(desk: Desk, error: PatentBridgeError | None = None) -> Response:
    body = html.set_up(
        desk.root,
        desk.filled("name"),
        desk.language,
        desk.problem(error) if error else Markup(),
        asks_code=bool(desk.access.setup_code),
    )
    return desk.page(say("set_up_title", desk.language), body, status_of(error) if error else 200)


def _set_up(desk: Desk) -> Response:
    roles = [Role.ADMIN, *([Role.OFFICER] if desk.filled("officer") else [])]
    try:
        desk.identities.check_setup_code(desk.filled("code"))
        account = desk.services.accounts.create(desk.filled("name"), _new_password(desk), roles, first=True)
    except (UsageError, AccessError) as error:
        return _setup_form(desk, error)
    visitor = reader_of(desk.request.cookies)
    if visitor is not None:
        desk.services.adopt(visitor.user, account.account_id)
    created = Details(roles=account.roles)
    desk.services.audit.write(
        event_of(account.reader, Action.ACCOUNT_CREATED, Subject.ACCOUNT, account.account_id, details=created)
    )
    return _signed_in(desk, account, "account")


def _new_password(desk: Desk) -> str:
    password = desk.filled("password")
    if password != desk.filled("again"):
        raise UsageError("passwords_differ")
    return password


# ── one's own account ────────────────────────────────────────────────────────────────────────────────────


def _account_page(desk: Desk, shown: Markup | None = None, status: int = 200) -> Response:
    account = desk.account
    body = html.account(
        desk.root,
        account,
        desk.services.sessions.of(account.account_id),
        desk.services.tokens.of(account.account_id),
        here=desk.services.sessions.session(desk.visit.secret),
        language=desk.language,
        told=desk.done() if shown is None else shown,
    )
    return desk.page(say("account_of", desk.language, name=account.name), body, status)


def _change_password(desk: Desk) -> Response:
    account, services = desk.account, desk.services
    try:
        services.accounts.check_password(account.account_id, desk.filled("old"))
        new = _new_password(desk)
        if new == desk.filled("old"):
            raise UsageError("password_same")
        services.accounts.set_password(account.account_id, new)
    except (UsageError, AccessError) as error:
        return _account_page(desk, desk.problem(error), status_of(error))
    services.sessions.close_all(account.account_id, but=desk.visit.secret)
    desk.note(Action.PASSWORD_CHANGED, Subject.ACCOUNT, account.account_id)
    return desk.go("account?done=password")


def _close_sessions(desk: Desk) -> Response:
    desk.services.sessions.close_all(desk.account.account_id, but=desk.visit.secret)
    return desk.go("account?done=sessions")


def _issue_token(desk: Desk) -> Response:
    days = desk.filled("days").strip()
    try:
        token, secret = desk.services.tokens.issue(
            desk.account.account_id,
            desk.filled("label"),
            [scope for scope in Scope if scope in desk.ticked("scope")],
            days=_whole(days) if days else None,
        )
    except UsageError as error:
        return _account_page(desk, desk.problem(error), status_of(error))
    desk.note(Action.TOKEN_ISSUED, Subject.TOKEN, token.token_id)
    return _account_page(desk, html.secret(say("token_made", desk.language, label=token.label), secret))


def _whole(text: str) -> int:
    """Return a count of days; 0, which is refused, for what is no number."""
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _revoke_token(desk: Desk) -> Response:
    desk.services.tokens.revoke(desk.filled("token"), desk.account.account_id)
    desk.note(Action.TOKEN_REVOKED, Subject.TOKEN, desk.filled("token"))
    return desk.go("account?done=token")


def _export(desk: Desk) -> Response:
    """Give everything that is held about the account."""
    archive = desk.services.personal.export_of(desk.account.account_id, desk.account.reader)
    return attachment(archive, "patentbridge-account.zip", "application/zip")


def _delete(desk: Desk) -> Response:
    account = desk.account
    try:
        desk.services.accounts.check_password(account.account_id, desk.filled("confirm"))
        desk.services.personal.forget(account.account_id, account.reader)
    except (UsageError, AccessError) as error:
        return _account_page(desk, desk.problem(error), status_of(error))
    return _left(desk)


def _me(desk: Desk) -> Response:
    """Tell a program whom its token stands for."""
    account, scopes = desk.account, desk.visit.scopes or ()
    told: Mapping[str, object] = {
        "name": account.name,
        "roles": [str(role) for role in account.roles],
        "scopes": [str(scope) for scope in scopes],
    }
    return JSONResponse(told, headers=NO_STORE)
