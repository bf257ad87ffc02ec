"""The administrator's pages: accounts, their roles and passwords. Whoever is no administrator finds nothing here."""

from __future__ import annotations

import secrets
from functools import wraps

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.accounts.types import Account
from knowledge.errors import NotFoundError, UsageError
from knowledge.types import Role
from ui import accounts_html as html
from ui.account_routes import Desk, Desks, Handler, status_of
from ui.strings import say

_PASSWORD_BYTES = 12


def add_admin_routes(app: FastAPI, desks: Desks) -> None:
    for method, path, handler in (
        ("GET", "/admin/accounts", _accounts_page),
        ("POST", "/admin/accounts", _make_account),
        ("POST", "/admin/roles", _set_roles),
        ("POST", "/admin/active", _set_active),
        ("POST", "/admin/password", _reset_password),
    ):
        desks.add(app, method, path, for_admins(handler))


def for_admins(handler: Handler) -> Handler:
    """Hide a page from everybody but administrators."""

    @wraps(handler)
    def guarded(desk: Desk) -> Response:
        if desk.visit.account is None or not desk.visit.account.holds(Role.ADMIN):
            raise NotFoundError(name=desk.request.url.path)
        return handler(desk)

    return guarded


def _accounts_page(desk: Desk, shown: Markup | None = None, status: int = 200) -> Response:
    body = html.accounts(
        desk.root,
        desk.account,
        desk.services.accounts.list(),
        desk.language,
        told=desk.done() if shown is None else shown,
    )
    return desk.page(say("accounts", desk.language), body, status)


def _make_account(desk: Desk) -> Response:
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    try:
        account = desk.services.accounts.create(
            desk.filled("name"), password, _roles(desk), must_change_password=True
        )
    except UsageError as error:
        return _accounts_page(desk, desk.problem(error), status_of(error))
    told = say("account_made", desk.language, name=account.name)
    return _accounts_page(desk, html.secret(told, password))


def _set_roles(desk: Desk) -> Response:
    try:
        desk.services.accounts.set_roles(desk.filled("account"), _roles(desk))
    except UsageError as error:
        return _accounts_page(desk, desk.problem(error), status_of(error))
    return desk.go("admin/accounts?done=roles")


def _set_active(desk: Desk) -> Response:
    account_id, active = desk.filled("account"), desk.filled("active") == "yes"
    try:
        desk.services.accounts.set_active(account_id, active)
    except UsageError as error:
        return _accounts_page(desk, desk.problem(error), status_of(error))
    if not active:
        _shut_out(desk, account_id)
    return desk.go("admin/accounts?done=switched")


def _reset_password(desk: Desk) -> Response:
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    account: Account = desk.services.accounts.set_password(desk.filled("account"), password, must_change=True)
    _shut_out(desk, account.account_id)
    told = say("password_was_reset", desk.language, name=account.name)
    return _accounts_page(desk, html.secret(told, password))


def _shut_out(desk: Desk, account_id: str) -> None:
    desk.services.sessions.close_all(account_id)
    desk.services.tokens.revoke_all(account_id)


def _roles(desk: Desk) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in desk.ticked("role"))
