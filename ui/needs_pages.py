"""Needs as pages: enterprises write, correct, submit and delete their own; officers read what was submitted."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup
from starlette.datastructures import UploadFile

from assistant.accounts.types import Account
from assistant.composing.calculations import money_in
from assistant.matching.corrected import read_kept_need
from assistant.matching.need_files import fields_of, need_of_fields
from assistant.matching.need_uploads import read_need_upload
from assistant.matching.types import ReadNeed
from assistant.needs.types import Corrections, Need, Wanted
from knowledge.errors import NotFoundError, PatentBridgeError, ReadError, UsageError
from knowledge.types import Money, Role
from ui import needs_html as html
from ui.account_routes import Desk, Desks, Handler, status_of
from ui.forms_html import section
from ui.requirements_html import correction, corrections_in, requirements_list
from ui.strings import say

_FIELDS = (
    "text", "enterprise", "industry", "region", "size", "budget", "deadline", "licence_type", "territory", "trl", "brings",
)  # fmt: skip
_MOST_BYTES = 3_000_000


def add_needs_routes(app: FastAPI, desks: Desks) -> None:
    for method, path, handler in (
        ("GET", "/needs", _listed),
        ("GET", "/needs/new", _new),
        ("POST", "/needs/new", _create),
        ("POST", "/needs/file", _from_file),
        ("GET", "/needs/{need_id}", _shown),
        ("GET", "/needs/{need_id}/edit", _edit),
        ("POST", "/needs/{need_id}/edit", _change),
        ("POST", "/needs/{need_id}/requirements", _correct),
        ("POST", "/needs/{need_id}/as-read", _as_read),
        ("POST", "/needs/{need_id}/submit", _submit),
        ("POST", "/needs/{need_id}/withdraw", _withdraw),
        ("POST", "/needs/{need_id}/budget", _share_budget),
        ("POST", "/needs/{need_id}/delete", _delete),
    ):
        desks.add(app, method, path, for_seekers(handler))


def for_seekers(handler: Handler) -> Handler:
    """Keep pages of needs to enterprises and transfer officers; for everybody else there are no such pages."""

    def kept(desk: Desk) -> Response:
        if not seeks(desk.account):
            raise NotFoundError(name="needs")
        return handler(desk)

    return kept


def seeks(account: Account) -> bool:
    return account.holds(Role.SME) or account.holds(Role.OFFICER)


def need_id(desk: Desk) -> str:
    return str(desk.request.path_params["need_id"])


def need_of(desk: Desk) -> Need:
    """Return the need of the address, as whoever asks may see it. Raises NotFoundError."""
    return desk.services.needs.get(desk.account.reader, need_id(desk))


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────


def _listed(desk: Desk) -> Response:
    """Show one's own needs; to an officer first what enterprises submitted."""
    account, language = desk.account, desk.language
    new = Markup('<p><a class="pb-act is-primary" href="{}/needs/new">{}</a></p>').format(
        desk.root, say("need_write", language)
    )
    own = html.needs_list(
        desk.root,
        say("needs_own", language),
        say("needs_note", language),
        desk.services.needs.own(account.reader),
        say("needs_none", language),
        language,
        new,
    )
    others = Markup()
    if account.holds(Role.OFFICER):
        submitted = desk.services.needs.submitted(account.reader)
        others = html.needs_list(
            desk.root,
            say("needs_submitted", language),
            say("needs_submitted_note", language),
            tuple(need for need in submitted if need.owner != account.account_id),
            say("needs_none_submitted", language),
            language,
        )
    return _page(desk, say("needs", language), desk.done() + others + own)


def _page(desk: Desk, title: str, body: Markup, status: int = 200) -> Response:
    heading = Markup("<h1>{}</h1>").format(title)
    return desk.page(title, desk.ways() + heading + body, status)


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────


def _new(desk: Desk, error: PatentBridgeError | None = None) -> Response:
    language = desk.language
    filled = {name: desk.filled(name) for name in _FIELDS}
    body = (
        (desk.problem(error) if error else Markup())
        + section(
            say("need_new", language),
            html.need_form(f"{desk.root}/needs/new", filled, language, new=True),
        )
        + section(say("need_file", language), html.file_form(desk.root, language))
    )
    return _page(desk, say("need_write", language), body, status_of(error) if error else 200)


def _create(desk: Desk) -> Response:
    try:
        wanted = _filled(desk)
        shared = desk.filled("share") == "yes"
        need = desk.services.needs.create(desk.account.reader, wanted, budget_shared=shared)
    except UsageError as error:
        return _new(desk, error)
    return desk.go(f"needs/{need.need_id}?done=need_kept")


def _from_file(desk: Desk) -> Response:
    try:
        need = desk.services.needs.create(desk.account.reader, _uploaded(desk))
    except (UsageError, ReadError) as error:
        return _new(desk, error)
    return desk.go(f"needs/{need.need_id}?done=need_kept")


def _uploaded(desk: Desk) -> Wanted:
    sent = desk.form.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise UsageError("need_upload_missing")
    content = sent.file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise UsageError("need_upload_large", most=f"{_MOST_BYTES // 1_000_000} MB")
    return read_need_upload(sent.filename, content)


def _filled(desk: Desk) -> Wanted:
    """Return the need that the form holds. Raises UsageError."""
    if not desk.filled("text").strip():
        raise UsageError("need_text_needed")
    told = {name: desk.filled(name).replace("\r\n", "\n") for name in _FIELDS}
    told |= {name: " ".join(told[name].split()) for name in _FIELDS if name != "text"}
    return need_of_fields(told, say("need_page", desk.language))


def _edit(desk: Desk, error: PatentBridgeError | None = None) -> Response:
    need, language = _own(desk), desk.language
    filled = {name: desk.filled(name) for name in _FIELDS} if error else _fields(need.wanted)
    form = html.need_form(f"{desk.root}/needs/{need.need_id}/edit", filled, language, new=False)
    body = (
        _back(desk, need)
        + (desk.problem(error) if error else Markup())
        + section(say("need_changing", language), form)
    )
    return _page(desk, say("need_changing", language), body, status_of(error) if error else 200)


def _fields(wanted: Wanted) -> dict[str, str]:
    """Return what stands in the form of a need that is kept."""
    return {
        **fields_of(wanted),
        "enterprise": wanted.enterprise,
        "industry": wanted.industry,
        "region": wanted.region,
        "budget": _budget_words(wanted),
        "deadline": wanted.deadline.isoformat() if wanted.deadline else "",
        "licence_type": str(wanted.licence_type or ""),
    }


def _budget_words(wanted: Wanted) -> str:
    """Return a budget in words that are read as the same budget again."""
    budget = wanted.budget
    if not isinstance(budget, Money):
        return budget or ""
    written = f"{budget.currency} {budget.amount:,f}"
    return written if money_in(written) == (budget,) else f"{budget.amount:f} {budget.currency}"


def _change(desk: Desk) -> Response:
    try:
        need = desk.services.needs.change(desk.account.reader, need_id(desk), _filled(desk))
    except UsageError as error:
        return _edit(desk, error)
    return desk.go(f"needs/{need.need_id}?done=need_kept")


def _own(desk: Desk) -> Need:
    """Return the need of the address where it belongs to whoever asks. Raises NotFoundError."""
    need = need_of(desk)
    if need.owner != desk.account.account_id:
        raise NotFoundError(name=need.need_id)
    return need


def _back(desk: Desk, need: Need) -> Markup:
    return Markup('<p class="pb-back"><a href="{}/needs/{}">{}</a></p>').format(
        desk.root, need.need_id, say("match_back", desk.language)
    )


# ── one need ─────────────────────────────────────────────────────────────────────────────────────────────


def _shown(desk: Desk, error: PatentBridgeError | None = None, typed: Corrections | None = None) -> Response:
    need, language = need_of(desk), desk.language
    read = read_kept_need(need)
    own = need.owner == desk.account.account_id
    body = (
        (desk.problem(error) if error else desk.done())
        + Markup('<p class="pb-where">{}</p>').format(html.state_badge(need, language))
        + html.facts(need, language, own=own)
        + (html.acts(desk.root, need, language) if own else _see_matches(desk, need))
        + html.words(need, read, language)
        + (correction(desk.root, need, read, language, typed=typed) if own else _as_read_only(read, desk))
        + html.ignored(read, language)
        + (html.deletion(desk.root, need, language) if own else Markup())
    )
    return _page(desk, html.title_of(need), body, status_of(error) if error else 200)


def _see_matches(desk: Desk, need: Need) -> Markup:
    return Markup(
        '<div class="pb-need-acts"><a class="pb-act is-primary" href="{}/needs/{}/matches">{}</a></div>'
    ).format(desk.root, need.need_id, say("need_matches", desk.language))


def _as_read_only(read: ReadNeed, desk: Desk) -> Markup:
    return section(say("need_as_read", desk.language), requirements_list(read, desk.language))


def _correct(desk: Desk) -> Response:
    typed = corrections_in(desk.filled, desk.ticked)
    try:
        desk.services.needs.correct(desk.account.reader, need_id(desk), typed)
    except UsageError as error:
        return _shown(desk, error, typed if typed.requirements else None)
    return desk.go(f"needs/{need_id(desk)}?done=need_corrected")


def _as_read(desk: Desk) -> Response:
    desk.services.needs.correct(desk.account.reader, need_id(desk), None)
    return desk.go(f"needs/{need_id(desk)}?done=need_as_read")


def _submit(desk: Desk) -> Response:
    desk.services.needs.submit(desk.account.reader, need_id(desk))
    return desk.go(f"needs/{need_id(desk)}?done=need_submitted")


def _withdraw(desk: Desk) -> Response:
    try:
        desk.services.needs.withdraw(desk.account.reader, need_id(desk))
    except UsageError as error:
        return _shown(desk, error)
    return desk.go(f"needs/{need_id(desk)}?done=need_withdrawn")


def _share_budget(desk: Desk) -> Response:
    shared = desk.filled("share") == "yes"
    desk.services.needs.share_budget(desk.account.reader, need_id(desk), shared)
    return desk.go(f"needs/{need_id(desk)}?done=budget")


def _delete(desk: Desk) -> Response:
    """Delete a need once its owner said so twice."""
    if desk.filled("sure") != "yes":
        return _shown(desk, UsageError("need_delete_unsure"))
    desk.services.needs.delete(desk.account.reader, need_id(desk))
    return desk.go("needs?done=need_deleted")
