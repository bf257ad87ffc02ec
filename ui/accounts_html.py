"""The pages of signing in, one's account and all accounts as HTML: values in, markup out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from assistant.accounts.passwords import SHORTEST
from assistant.accounts.types import Account, Scope, Session, Token
from knowledge.types import Language, Role
from ui.forms_html import choices, done, field, form, hidden, join, problem, secret, section, tick
from ui.icons import icon
from ui.strings import say

__all__ = [
    "account",
    "account_box",
    "accounts",
    "done",
    "listed",
    "problem",
    "secret",
    "set_up",
    "sign_in",
    "token_row",
    "ways",
]


def sign_in(root: str, wanted: str, name: str, language: Language, told: Markup) -> Markup:
    """Return the form to sign in; `wanted` is where to go then."""
    fields = (
        hidden("next", wanted),
        field("name", say("account_name", language), complete="username", value=name, focus=True),
        field("password", say("password", language), kind="password", complete="current-password"),
    )
    return (
        Markup("<h1>{}</h1>").format(say("sign_in_title", language))
        + told
        + form(f"{root}/sign-in", *fields, submit=say("sign_in", language))
        + Markup('<p class="pb-section-note">{}</p>').format(say("sign_in_note", language))
        + _other_language(root, language)
    )


def set_up(root: str, name: str, language: Language, told: Markup, *, asks_code: bool) -> Markup:
    """Return the form of the first account."""
    code = (field("code", say("set_up_code", language)),) if asks_code else ()
    rule = say("password_rule", language, shortest=SHORTEST)
    fields = (
        *code,
        field("name", say("account_name", language), complete="username", value=name, focus=not asks_code),
        _new_password("password", say("password", language), rule),
        _new_password("again", say("password_again", language)),
        tick("officer", say("set_up_also_officer", language)),
    )
    return (
        Markup("<h1>{}</h1>").format(say("set_up_title", language))
        + told
        + Markup("<p>{}</p>").format(say("set_up_note", language))
        + form(f"{root}/setup", *fields, submit=say("set_up_submit", language))
        + _other_language(root, language)
    )


_OFFICERS, _ADMINS = frozenset({Role.OFFICER}), frozenset({Role.ADMIN})
_WAYS: tuple[tuple[str, str, frozenset[Role] | None], ...] = (
    ("/", "back_to_page", None),
    ("/library", "library", None),
    ("/policies/compare", "compare", frozenset(Role)),
    ("/match", "match_page", None),
    ("/needs", "needs", frozenset({Role.SME, Role.OFFICER})),
    ("/pool", "pool", frozenset(Role)),
    ("/drafts", "drafts", _OFFICERS),
    ("/batches", "batches", _OFFICERS),
    ("/licences", "licences", _OFFICERS),
    ("/demand", "demand", _OFFICERS),
    ("/disclosures", "disclosures", _OFFICERS),
    ("/insights", "insights", frozenset({Role.OFFICER, Role.POLICY})),
    ("/topics", "topics", frozenset({Role.OFFICER, Role.POLICY, Role.ADMIN})),
    ("/opinions", "opinions", _OFFICERS | _ADMINS),
    ("/admin/accounts", "accounts", _ADMINS),
    ("/admin/audit", "audit", _ADMINS),
    ("/admin/weights", "weights", _ADMINS),
    ("/admin/health", "system", _ADMINS),
    ("/conversations", "history", None),
    ("/account", "account", frozenset(Role)),
)
"""The pages, in the order of a day's work, and the roles that have them; None: everybody."""


_GROUPS = {
    "/library": "ways_library",
    "/match": "ways_matching",
    "/insights": "ways_figures",
    "/topics": "ways_figures",
    "/opinions": "ways_figures",
    "/admin/accounts": "ways_admin",
    "/conversations": "ways_own",
}
"""The groups that begin at a page."""

_HERE, _OWN = "/", "/account"
_BESIDE = (_HERE, _OWN, "/conversations")  # what the side of the conversation leads to by itself
_SHOWN_OPENLY = 3  # ways on the side of the conversation; more are behind a button


def ways(root: str, owner: Account | None, language: Language, here: str = "") -> Markup:
    """Return the ways from a page of forms to the others, in groups; the one that leads to the path `here` is marked."""
    leave = form(f"{root}/sign-out", submit=say("sign_out", language), inline=True) if owner else Markup()
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    begun = ""
    for path, key in _open_to(owner):
        begun = _GROUPS.get(path, begun)
        if path == _HERE:
            continue
        if not groups or groups[-1][0] != begun:
            groups.append((begun, []))
        groups[-1][1].append((path, key))
    home = Markup(
        '<a class="pb-rail-home" href="{}/"><span class="pb-logo">{}</span>'
        '<span class="pb-in-full">{}</span><span class="pb-in-short">{}</span></a>'
    ).format(root, icon("bridge"), say("back_to_page", language), say("back_to_page_short", language))
    return Markup('<nav class="pb-rail" aria-label="{}">{}{}{}</nav>').format(
        say("places", language), home, join(_group(root, *group, language, here) for group in groups), leave
    )


def _group(root: str, name: str, links: Sequence[tuple[str, str]], language: Language, here: str) -> Markup:
    return Markup('<div class="pb-rail-group"><span>{}</span>{}</div>').format(
        say(name, language), _anchors(f"{root}/", links, language, here)
    )


def _open_to(owner: Account | None) -> list[tuple[str, str]]:
    """Return the paths and names of the pages that somebody has."""
    held = {role for role in Role if owner is not None and owner.holds(role)}
    return [(path, key) for path, key, whose in _WAYS if whose is None or held & whose]


def _anchors(before: str, links: Sequence[tuple[str, str]], language: Language, here: str = "") -> Markup:
    return join(
        Markup('<a href="{}"{}>{}</a>').format(address, _current(address, here), say(key, language))
        for address, key in ((f"{before}{path[1:]}", key) for path, key in links)
    )


def _current(address: str, here: str) -> Markup:
    """Return the mark of the way to the page one is on, or to that from which one came to it."""
    if address == here:
        return Markup(' aria-current="page"')
    return Markup(' aria-current="true"') if here.startswith(f"{address}/") else Markup()


def account(
    root: str,
    owner: Account,
    sessions: Sequence[Session],
    tokens: Sequence[Token],
    *,
    here: Session | None,
    language: Language,
    told: Markup,
) -> Markup:
    """Return one's own account. While somebody else's password has to be changed, that alone."""
    heading = Markup("<h1>{}</h1>").format(say("account_of", language, name=owner.name))
    password = section(say("change_password", language), _password_form(root, owner, language))
    if owner.must_change_password:
        note = Markup("<p>{}</p>").format(say("must_change", language))
        leave = form(f"{root}/sign-out", submit=say("sign_out", language), inline=True)
        return heading + told + note + password + leave
    return (
        ways(root, owner, language, f"{root}{_OWN}")
        + heading
        + told
        + Markup("<p>{}: {}</p>").format(say("roles", language), roles_of(owner, language))
        + password
        + _sessions(root, sessions, here, language)
        + _tokens(root, tokens, language)
        + _own_data(root, language)
    )


def _own_data(root: str, language: Language) -> Markup:
    """Return how to take along, or have deleted, everything that is held about the account."""
    take = Markup('<p><a class="pb-act" href="{}/account/export" download>{}</a></p>').format(
        root, say("data_export", language)
    )
    delete = form(
        f"{root}/account/delete",
        field("confirm", say("data_delete_confirm", language), kind="password", complete="current-password"),
        submit=say("data_delete", language),
        danger=True,
    )  # fmt: skip
    return section(say("data", language), take, delete, note=say("data_note", language))


def _password_form(root: str, owner: Account, language: Language) -> Markup:
    rule = say("password_rule", language, shortest=SHORTEST)
    return form(
        f"{root}/account/password",
        Markup('<input type="text" name="username" autocomplete="username" value="{}" hidden>').format(
            owner.name
        ),
        field("old", say("password_old", language), kind="password", complete="current-password"),
        _new_password("password", say("password_new", language), rule),
        _new_password("again", say("password_again", language)),
        submit=say("change_password", language),
    )


def _new_password(name: str, label: str, note: str = "") -> Markup:
    return field(name, label, kind="password", complete="new-password", note=note)


def _sessions(root: str, sessions: Sequence[Session], here: Session | None, language: Language) -> Markup:
    rows = []
    for one in sessions:
        line = say("session_line", language, opened=_day(one.created_at), seen=_day(one.seen_at))
        mark = say("session_here", language) if here and one.session_id == here.session_id else ""
        rows.append(Markup("<li>{}{}</li>").format(line, f" · {mark}" if mark else ""))
    close = form(f"{root}/account/sessions", submit=say("close_others", language))
    listed = Markup('<ul class="pb-rows">{}</ul>').format(join(rows))
    return section(say("sessions", language), listed, close if len(sessions) > 1 else Markup())


def _tokens(root: str, tokens: Sequence[Token], language: Language) -> Markup:
    rows = join(token_row(f"{root}/account/revoke", one, language) for one in tokens)
    listed = (
        Markup('<ul class="pb-rows">{}</ul>').format(rows)
        if tokens
        else Markup("<p>{}</p>").format(say("none_yet", language))
    )
    scopes = [(str(scope), say(f"scope.{scope}", language), False) for scope in Scope]
    new = form(
        f"{root}/account/tokens",
        field("label", say("token_label", language)),
        field("days", say("token_days", language), required=False),
        choices("scope", say("token_scopes", language), scopes),
        submit=say("token_issue", language),
    )
    docs = Markup('<p class="pb-back"><a href="{}/api/v1/docs">{}</a></p>').format(
        root, say("api_docs", language)
    )
    return section(say("access_tokens", language), docs, listed, new, note=say("tokens_note", language))


def _token_line(token: Token, language: Language) -> str:
    """Return what a token is for and how long it lasts."""
    return say(
        "token_line",
        language,
        scopes=listed([say(f"scope.{scope}", language) for scope in token.scopes], language),
        created=_day(token.created_at),
        expires=say("token_expires", language, moment=_day(token.expires_at))
        if token.expires_at
        else say("token_lasts", language),
        used=say("token_used", language, moment=_day(token.used_at))
        if token.used_at
        else say("token_unused", language),
    )


def token_row(action: str, token: Token, language: Language, *more: Markup) -> Markup:
    """Return a token with the button that revokes it; `more` are further hidden fields of its form."""
    who = (*more, hidden("token", token.token_id))
    revoke = form(action, *who, submit=say("revoke", language), inline=True, danger=True)
    return Markup("<li><p><strong>{}</strong></p><p>{}</p>{}</li>").format(
        token.label, _token_line(token, language), revoke
    )


def accounts(
    root: str, admin: Account, everybody: Sequence[Account], language: Language, *, told: Markup
) -> Markup:
    """Return all accounts with their roles, and the form of a new one."""
    rows = join(_account_row(root, one, language) for one in everybody)
    new = form(
        f"{root}/admin/accounts",
        field("name", say("account_name", language)),
        _role_boxes((Role.SME,), language),
        submit=say("account_make", language),
    )
    return (
        ways(root, admin, language, f"{root}/admin/accounts")
        + Markup("<h1>{}</h1>").format(say("accounts", language))
        + told
        + section(say("account_new", language), new, note=say("accounts_note", language))
        + section(say("accounts", language), Markup('<ul class="pb-rows">{}</ul>').format(rows))
    )


def _account_row(root: str, one: Account, language: Language) -> Markup:
    who = hidden("account", one.account_id)
    switch = form(
        f"{root}/admin/active",
        who,
        hidden("active", "no" if one.active else "yes"),
        submit=say("switch_off" if one.active else "switch_on", language),
        danger=one.active,
        inline=True,
    )
    reset = form(f"{root}/admin/password", who, submit=say("password_reset", language), inline=True)
    roles = form(
        f"{root}/admin/roles", who, _role_boxes(one.roles, language), submit=say("save_roles", language), inline=True
    )  # fmt: skip
    state = "" if one.active else f" · {say('is_off', language)}"
    return Markup("<li><p><strong>{}</strong>{}</p>{}<div>{}{}</div></li>").format(
        one.name, state, roles, reset, switch
    )


def _role_boxes(held: Sequence[Role], language: Language) -> Markup:
    options = [(str(role), say(f"role.{role}", language), role in held) for role in Role]
    return choices("role", say("roles", language), options)


def account_box(owner: Account | None, language: Language, *, offers: str) -> Markup:
    """Return who is signed in and where to go, for the page's side. `offers` is what a visitor may do: sign_in, set_up or nothing."""
    places = _places(owner, language)
    if owner is None:
        path = "sign-in" if offers == "sign_in" else "setup"
        offer = Markup('<a href="{}">{}</a>').format(path, say(offers, language)) if offers else Markup()
        return Markup('<p class="pb-account">{}{}</p>').format(places, offer)
    return Markup(
        '<div class="pb-account"><strong>{}</strong><span>{}</span>{}<a href="account">{}</a>'
        '<form method="post" action="sign-out"><button type="submit">{}</button></form></div>'
    ).format(
        owner.name,
        roles_of(owner, language),
        places,
        say("account", language),
        say("sign_out", language),
    )


def _places(owner: Account | None, language: Language) -> Markup:
    """Return the ways from the conversation: a few as they are, many in a menu that lies over the list of conversations."""
    links = [(path, key) for path, key in _open_to(owner) if path not in _BESIDE]
    anchors = _anchors("", links, language)
    if len(links) <= _SHOWN_OPENLY:
        return anchors
    return Markup(
        '<details class="pb-places"><summary>{}{}</summary><nav aria-label="{}">{}</nav></details>'
    ).format(say("places", language), icon("chevron"), say("places", language), anchors)


def roles_of(owner: Account, language: Language) -> str:
    return listed([say(f"role.{role}", language) for role in owner.roles], language)


def _other_language(root: str, language: Language) -> Markup:
    other = say("other_language", language)
    return Markup('<p><a href="{}/language/{}" hreflang="{}" lang="{}">{}</a></p>').format(
        root, other, other, other, say("other_language_name", language)
    )


def listed(words: Sequence[str], language: Language) -> str:
    return ("、" if language is Language.ZH else ", ").join(words)


def _day(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
