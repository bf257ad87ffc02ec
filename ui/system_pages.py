"""The administrator's pages of the system: how it fares, its models, backups, everybody's tokens."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from markupsafe import Markup

from assistant.audit.types import Action, Subject
from assistant.operations.system import Findings, ModelTest
from knowledge.errors import NotFoundError, PatentBridgeError
from knowledge.types import Role
from ui import system_html as html
from ui.account_routes import NO_STORE, Desk, Desks, status_of
from ui.admin_routes import for_admins
from ui.forms_html import done
from ui.strings import say


def add_system_routes(app: FastAPI, desks: Desks) -> None:
    for method, path, handler in (
        ("GET", "/admin/health", _health_page),
        ("POST", "/admin/health", _examine),
        ("GET", "/admin/models", _models_page),
        ("POST", "/admin/models", _test_models),
        ("GET", "/admin/backup", _backup_page),
        ("POST", "/admin/backup", _back_up),
        ("POST", "/admin/backup-delete", _delete_backup),
        ("GET", "/admin/backup/{name}", _take_backup),
        ("GET", "/admin/tokens", _tokens_page),
        ("POST", "/admin/token-revoke", _revoke_token),
    ):
        desks.add(app, method, path, for_admins(handler))


def _shown(desk: Desk, here: str, told: Markup, parts: Sequence[Markup], status: int = 200) -> Response:
    body = html.page(desk.root, desk.account, here, desk.language, told, *parts)
    return desk.page(say(f"system_{here}", desk.language), body, status)


def _health_page(desk: Desk, findings: Findings | None = None) -> Response:
    system = desk.services.system
    runs = system.runs(desk.account.reader)
    parts = html.health(desk.root, system.health(), runs, findings, desk.language)
    return _shown(desk, "health", desk.done(), parts)


def _examine(desk: Desk) -> Response:
    return _health_page(desk, desk.services.system.examined(desk.account.reader))


def _models_page(desk: Desk, tests: Sequence[ModelTest] = ()) -> Response:
    parts = html.models(desk.root, desk.services.system.models(), tests, desk.language)
    return _shown(desk, "models", desk.done(), parts)


def _test_models(desk: Desk) -> Response:
    return _models_page(desk, desk.services.system.tested())


def _backup_page(desk: Desk, told: Markup | None = None, status: int = 200) -> Response:
    system = desk.services.system
    parts = html.backups(
        desk.root,
        system.backups(),
        desk.language,
        may_take=_may_take(desk),
        database=system.database,
    )
    return _shown(desk, "backup", desk.done() if told is None else told, parts, status)


def _back_up(desk: Desk) -> Response:
    try:
        name = desk.services.system.back_up()
    except PatentBridgeError as error:
        return _backup_page(desk, desk.problem(error), status_of(error))
    desk.note(Action.BACKED_UP, Subject.LIBRARY)
    return _backup_page(desk, done(say("backup_made", desk.language, name=name)))


def _delete_backup(desk: Desk) -> Response:
    desk.services.system.delete_backup(desk.filled("name"))
    desk.note(Action.BACKUP_DELETED, Subject.LIBRARY)
    return desk.go("admin/backup?done=backup_deleted")


def _take_backup(desk: Desk) -> Response:
    """Give a backup out, to those alone who may see all that is in it."""
    name = desk.request.path_params["name"]
    if not _may_take(desk):
        raise NotFoundError(name=name)
    path = desk.services.system.backup_path(name)
    desk.note(Action.BACKUP_TAKEN, Subject.LIBRARY)
    return FileResponse(path, media_type="application/zip", filename=path.name, headers=NO_STORE)


def _may_take(desk: Desk) -> bool:
    return desk.account.holds(Role.OFFICER)


def _tokens_page(desk: Desk) -> Response:
    services = desk.services
    tokens = services.tokens.all()
    held = [(one, tokens.get(one.account_id, ())) for one in services.accounts.list()]
    return _shown(desk, "tokens", desk.done(), html.tokens(desk.root, held, desk.language))


def _revoke_token(desk: Desk) -> Response:
    desk.services.tokens.revoke(desk.filled("token"), desk.filled("account"))
    desk.note(Action.TOKEN_REVOKED, Subject.TOKEN, desk.filled("token"))
    return desk.go("admin/tokens?done=token_revoked")
