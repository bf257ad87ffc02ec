"""users: accounts, their roles, passwords and access tokens, for whoever owns the library's folder."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from assistant.accounts import passwords
from assistant.audit.types import Action, Details, Subject, event_of
from assistant.cli.console import Console
from assistant.cli.readers import OWNER_OF_THE_FOLDER
from assistant.records import plain
from knowledge.disk import storing_in
from knowledge.errors import NotFoundError

if TYPE_CHECKING:
    from assistant.accounts.types import Account
    from assistant.services import Services


def users(arguments: Namespace, services: Services, console: Console) -> int:
    """Carry out one action on accounts."""
    return {
        "list": _list,
        "add": _add,
        "roles": _roles,
        "password": _password,
        "off": _switch,
        "on": _switch,
        "tokens": _tokens,
        "token": _token,
        "revoke": _revoke,
        "export": _export,
        "forget": _forget,
    }[arguments.action](arguments, services, console)


def _list(arguments: Namespace, services: Services, console: Console) -> int:
    everybody = services.accounts.list()
    if arguments.json:
        console.json({"accounts": [_told(one) for one in everybody]})
        return 0
    for one in everybody:
        console.show(_line(one, console))
    console.note(console.word("accounts", count=len(everybody)))
    return 0


def _add(arguments: Namespace, services: Services, console: Console) -> int:
    password, made = _new_password(arguments, console)
    account = services.accounts.create(arguments.name, password, arguments.role, must_change_password=True)
    _note(services, Action.ACCOUNT_CREATED, account, Details(roles=account.roles))
    return _show_password(account, password if made else "", arguments, console)


def _roles(arguments: Namespace, services: Services, console: Console) -> int:
    account = _named(arguments, services)
    changed = services.accounts.set_roles(account.account_id, arguments.role)
    _note(services, Action.ROLES_CHANGED, account, Details(roles=changed.roles))
    return _show(changed, arguments, console)


def _switch(arguments: Namespace, services: Services, console: Console) -> int:
    account = _named(arguments, services)
    changed = services.accounts.set_active(account.account_id, arguments.action == "on")
    _note(services, Action.ACCOUNT_SWITCHED, account, Details(active=changed.active))
    return _show(changed, arguments, console)


def _password(arguments: Namespace, services: Services, console: Console) -> int:
    account = _named(arguments, services)
    password, made = _new_password(arguments, console)
    changed = services.accounts.set_password(account.account_id, password, must_change=True)
    _note(services, Action.PASSWORD_CHANGED, account)
    return _show_password(changed, password if made else "", arguments, console)


def _tokens(arguments: Namespace, services: Services, console: Console) -> int:
    tokens = services.tokens.of(_named(arguments, services).account_id)
    if arguments.json:
        console.json({"tokens": [plain(one) for one in tokens]})
        return 0
    for one in tokens:
        until = f"{one.expires_at:%Y-%m-%d}" if one.expires_at else "–"
        console.show(f"{one.token_id}  {until}  {', '.join(one.scopes)}  {one.label}")
    return 0


def _token(arguments: Namespace, services: Services, console: Console) -> int:
    account = _named(arguments, services)
    token, secret = services.tokens.issue(
        account.account_id, arguments.label, arguments.scope, days=arguments.days
    )
    _note(services, Action.TOKEN_ISSUED, account, Details(seen=(token.token_id,)))
    if arguments.json:
        console.json({"token": secret, **plain(token)})
    else:
        console.note(console.word("token_made", name=account.name))
        console.show(secret)
        if account.must_change_password:
            console.note(console.word("token_waits", name=account.name))
    return 0


def _revoke(arguments: Namespace, services: Services, console: Console) -> int:
    account = _named(arguments, services)
    services.tokens.revoke(arguments.token_id, account.account_id)
    _note(services, Action.TOKEN_REVOKED, account, Details(seen=(arguments.token_id,)))
    if arguments.json:
        console.json({"revoked": arguments.token_id})
    else:
        console.note(console.word("token_revoked", token=arguments.token_id))
    return 0


def _export(arguments: Namespace, services: Services, console: Console) -> int:
    account = _named(arguments, services)
    path = console.path(arguments.out)
    archive = services.personal.export_of(account.account_id, OWNER_OF_THE_FOLDER)
    with storing_in(path):
        path.touch(mode=0o600)
        path.write_bytes(archive)
    if arguments.json:
        console.json({"account_id": account.account_id, "file": console.short(str(path))})
    else:
        console.show(console.word("account_exported", name=account.name, file=console.short(str(path))))
    return 0


def _forget(arguments: Namespace, services: Services, console: Console) -> int:
    account = _named(arguments, services)
    services.personal.forget(account.account_id, OWNER_OF_THE_FOLDER)
    if arguments.json:
        console.json({"forgotten": account.account_id})
    else:
        console.show(console.word("account_forgotten", name=account.name))
    return 0


def _note(services: Services, action: Action, account: Account, details: Details | None = None) -> None:
    services.audit.write(
        event_of(OWNER_OF_THE_FOLDER, action, Subject.ACCOUNT, account.account_id, details=details)
    )


def _named(arguments: Namespace, services: Services) -> Account:
    account = services.accounts.by_name(arguments.name)
    if account is None:
        raise NotFoundError(name=arguments.name)
    return account


def _new_password(arguments: Namespace, console: Console) -> tuple[str, bool]:
    """Return a password and whether it was made here."""
    if arguments.password_stdin:
        return console.read_line().rstrip("\r\n"), False
    return passwords.one_time(), True


def _show_password(account: Account, password: str, arguments: Namespace, console: Console) -> int:
    """Show an account and the password that was made for it, this once."""
    if arguments.json:
        console.json({**_told(account), **({"password": password} if password else {})})
        return 0
    console.note(_line(account, console))
    if password:
        console.note(console.word("password_made"))
        console.show(password)
    return 0


def _show(account: Account, arguments: Namespace, console: Console) -> int:
    if arguments.json:
        console.json(_told(account))
    else:
        console.show(_line(account, console))
    return 0


def _line(account: Account, console: Console) -> str:
    off = "" if account.active else f"  ({console.word('account_off')})"
    return f"{account.name}  {', '.join(account.roles)}{off}"


def _told(account: Account) -> dict[str, Any]:
    told: dict[str, Any] = plain(account)
    return told
