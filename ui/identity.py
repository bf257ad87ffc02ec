"""Who is in front of the page: cookies and headers in; a visit (an account, or a visitor who reads as an SME) out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from assistant.accounts.types import Account
from assistant.accounts.types import Scope as TokenScope
from knowledge.errors import AccessError
from knowledge.types import Reader
from ui.protocols import Services
from ui.visitor import reader_of

_VISIT = "visit"  # in the state of a request


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How the operator opened the page.

    `open_at_first`: until there is an account everybody asks as an SME (on the loopback interface: two commands and it works).
    `visitors`: people without an account may ask later too. `setup_code`: asked for when the first account is made.
    `root_path`: what a reverse proxy puts before every path, without a slash at its end. `mcp_internal`: officers' tokens
    read what is internal at /mcp too. `api_at_once` and `api_per_minute`: how much one account may ask through the API.
    """

    open_at_first: bool = True
    visitors: bool = False
    setup_code: str = ""
    root_path: str = ""
    mcp_internal: bool = False
    api_at_once: int = 4
    api_per_minute: int = 60


ON_THIS_MACHINE = Access()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request's asker. Without an account: a visitor; `reader` is None where the browser sent no cookie yet."""

    reader: Reader | None
    account: Account | None = None
    secret: str = ""  # of the session
    scopes: tuple[TokenScope, ...] | None = None  # of a bearer token; None: a browser

    @property
    def owner(self) -> str:
        """Return whose the visit's events are."""
        return self.reader.user if self.reader else ""


class Identities:
    """Finds out who asks."""

    def __init__(self, services: Services, access: Access) -> None:
        self._services = services
        self._access = access
        self._accounts_exist = False

    def visit(self, scope: Scope) -> Visit | None:
        """Return who sent a request; None where nobody may be there without signing in.

        A bearer token is taken alone: with one, no cookie counts.
        """
        headers = Headers(scope=scope)
        kind, _, token = headers.get("authorization", "").partition(" ")
        if token:
            return self._bearer(token.strip()) if kind.lower() == "bearer" else None
        cookies = cookies_of(headers)
        secret = cookies.get(session_cookie(scope, self._access), "")
        session = self._services.sessions.session(secret) if secret else None
        if session is not None:
            return Visit(reader=session.account.reader, account=session.account, secret=secret)
        return Visit(reader=reader_of(cookies)) if self.are_visitors_welcome() else None

    def _bearer(self, token: str) -> Visit | None:
        bearer = self._services.tokens.bearer(token)
        if bearer is None or bearer.account.must_change_password:
            return None
        return Visit(reader=bearer.account.reader, account=bearer.account, scopes=bearer.scopes)

    def check_setup_code(self, code: str) -> None:
        """Raise AccessError where the first account needs another code."""
        expected = self._access.setup_code
        if expected and not secrets.compare_digest(code.strip().encode(), expected.encode()):
            raise AccessError("setup_code_wrong")

    def are_visitors_welcome(self) -> bool:
        return self._access.visitors or (self._access.open_at_first and not self.do_accounts_exist())

    def offer(self) -> str:
        """Return what a visitor may do: sign_in, or set_up where there is no account yet."""
        return "sign_in" if self.do_accounts_exist() else "set_up"

    def do_accounts_exist(self) -> bool:
        """Say whether there is an account; once there is one there always is."""
        self._accounts_exist = self._accounts_exist or self._services.accounts.any()
        return self._accounts_exist


def cookies_of(headers: Headers) -> Mapping[str, str]:
    return cookie_parser(headers.get("cookie", ""))


def session_cookie(scope: Scope, access: Access) -> str:
    """Return the cookie's name: behind TLS one that no page without TLS, and at the root no other host, can set."""
    if scope["scheme"] != "https":
        return "pb_session"
    return "__Secure-pb_session" if access.root_path else "__Host-pb_session"


def set_visit(scope: Scope, visit: Visit) -> None:
    scope.setdefault("state", {})[_VISIT] = visit


def visit_of(scope: Scope) -> Visit:
    """Return who sent a request that passed the door; nobody known where it did not."""
    visit = scope.get("state", {}).get(_VISIT)
    return visit if isinstance(visit, Visit) else Visit(reader=None)
