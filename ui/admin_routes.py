"""The administrator's pages: accounts, their roles and passwords. Whoever is no administrator finds nothing here."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import wraps

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.accounts import passwords
from assistant.accounts.types import Account
from assistant.audit.types import Action, Selection, Subject
from assistant.audit.written import csv_rows, json_lines
from knowledge.errors import NotFoundError, UsageError
from knowledge.types import Role
from ui import accounts_html as html
from ui import audit_html
from ui.account_routes import Desk, Desks, Handler, status_of
from ui.downloads import attachment
from ui.strings import say

_LINES = 100
NOTHING = Markup()


def add_admin_routes(app: FastAPI, desks: Desks) -> None:
    for method, path, handler in (
        ("GET", "/admin/accounts", _accounts_page),
        ("POST", "/admin/accounts", _make_account),
        ("POST", "/admin/roles", _set_roles),
        ("POST", "/admin/active", _set_active),
        ("POST", "/admin/password", _reset_password),
        ("GET", "/admin/audit", _audit_page),
        ("POST", "/admin/audit", _check_audit),
        ("GET", "/admin/audit-csv", _audit_csv),
        ("GET", "/admin/audit-jsonl", _audit_jsonl),
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
    password = passwords.one_time()
    try:
        account = desk.services.accounts.create(
            desk.filled("name"), password, _roles(desk), must_change_password=True
        )
    except UsageError as error:
        return _accounts_page(desk, desk.problem(error), status_of(error))
    desk.note(Action.ACCOUNT_CREATED, Subject.ACCOUNT, account.account_id, roles=account.roles)
    told = say("account_made", desk.language, name=account.name)
    return _accounts_page(desk, html.secret(told, password))


def _set_roles(desk: Desk) -> Response:
    try:
        account = desk.services.accounts.set_roles(desk.filled("account"), _roles(desk))
    except UsageError as error:
        return _accounts_page(desk, desk.problem(error), status_of(error))
    desk.note(Action.ROLES_CHANGED, Subject.ACCOUNT, account.account_id, roles=account.roles)
    return desk.go("admin/accounts?done=roles")


def _set_active(desk: Desk) -> Response:
    account_id, active = desk.filled("account"), desk.filled("active") == "yes"
    try:
        desk.services.accounts.set_active(account_id, active)
    except UsageError as error:
        return _accounts_page(desk, desk.problem(error), status_of(error))
    desk.note(Action.ACCOUNT_SWITCHED, Subject.ACCOUNT, account_id, active=active)
    return desk.go("admin/accounts?done=switched")


def _reset_password(desk: Desk) -> Response:
    password = passwords.one_time()
    account: Account = desk.services.accounts.set_password(desk.filled("account"), password, must_change=True)
    desk.note(Action.PASSWORD_CHANGED, Subject.ACCOUNT, account.account_id)
    told = say("password_was_reset", desk.language, name=account.name)
    return _accounts_page(desk, html.secret(told, password))


# ── the audit ────────────────────────────────────────────────────────────────────────────────────────────


def _audit_page(desk: Desk, shown: Markup = NOTHING) -> Response:
    reader, selection = desk.account.reader, _selected(desk)
    before = desk.request.query_params.get("before", "")
    lines = desk.services.audit.lines(
        reader, selection, before=int(before) if before.isdecimal() and len(before) < 10 else None, limit=_LINES + 1
    )  # fmt: skip
    body = audit_html.page(
        desk.root,
        desk.account,
        lines[:_LINES],
        {one.account_id: one.name for one in desk.services.accounts.list()},
        desk.language,
        told=shown,
        query=_query(desk),
        more=len(lines) > _LINES,
    )
    return desk.page(say("audit", desk.language), body)


def _check_audit(desk: Desk) -> Response:
    """Hold every line against those before it."""
    checked = desk.services.audit.verify()
    if checked.wrong is None:
        told = html.done(say("audit_whole", desk.language, count=checked.lines, digest=checked.digest))
    else:
        told = html.problem(
            say("audit_broken", desk.language, number=checked.wrong), say("audit_broken_hint", desk.language)
        )
    return _audit_page(desk, told)


def _audit_csv(desk: Desk) -> Response:
    lines = desk.services.audit.export(desk.account.reader, _selected(desk))
    return attachment(("\ufeff" + "".join(csv_rows(lines))).encode(), "patentbridge-audit.csv", "text/csv")


def _audit_jsonl(desk: Desk) -> Response:
    lines = desk.services.audit.export(desk.account.reader, _selected(desk))
    return attachment("".join(json_lines(lines)).encode(), "patentbridge-audit.jsonl", "application/jsonl")


def _query(desk: Desk) -> dict[str, str]:
    """Return which lines are asked for, as the address tells."""
    return {
        name: desk.request.query_params.get(name, "").strip() for name in ("who", "action", "since", "until")
    }


def _selected(desk: Desk) -> Selection:
    told = _query(desk)
    named = desk.services.accounts.by_name(told["who"]) if told["who"] else None
    until = _day(told["until"])
    return Selection(
        actor=named.account_id if named else told["who"],
        action=Action(told["action"]) if told["action"] in tuple(Action) else None,
        since=_day(told["since"]),
        until=until + timedelta(days=1) if until else None,
    )


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=datetime.now().astimezone().tzinfo)
    except ValueError:
        return None


def _roles(desk: Desk) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in desk.ticked("role"))
