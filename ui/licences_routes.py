"""The pages of the licence register, for officers: what falls due, one licence, its form, files. For everybody else they do not exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.audit.types import Action
from assistant.phrases import phrases
from assistant.register.reminders import AHEAD_MONTHS, to_be_recorded
from assistant.register.types import Licence
from assistant.register.written import day_of
from knowledge.dates import add_months
from knowledge.errors import NotFoundError, PatentBridgeError, UsageError
from knowledge.types import Reader
from ui.account_routes import Desk, Desks, own_path, status_of
from ui.downloads import attachment
from ui.forms_html import field, form, hidden, section
from ui.licence_forms import contract_fields, contract_filled, filled_of
from ui.licences_html import RegisterView
from ui.officers import for_officers
from ui.strings import say

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_ASKED = 200


def add_licences_routes(app: FastAPI, desks: Desks) -> None:
    one = "/licences/{licence_id}"
    for method, path, handler in (
        ("GET", "/licences", _register_page),
        ("GET", "/licences/new", _new_page),
        ("POST", "/licences/new", _enter),
        ("GET", "/licences/file/{ending}", _file),
        ("GET", one, _licence_page),
        ("GET", f"{one}/edit", _edit_page),
        ("POST", f"{one}/edit", _change),
        ("POST", f"{one}/done", _see_to),
        ("POST", f"{one}/end", _end),
    ):
        desks.add(app, method, path, for_officers(handler))


def _view(desk: Desk) -> RegisterView:
    names = {one.account_id: one.name for one in desk.services.accounts.list()}
    return RegisterView(root=desk.root, language=desk.language, names=names)


def _reader(desk: Desk) -> Reader:
    return desk.account.reader


def _licence(desk: Desk) -> Licence:
    return desk.services.register.licences.get(_reader(desk), str(desk.request.path_params["licence_id"]))


def _page(desk: Desk, title: str, body: Markup, error: PatentBridgeError | None = None) -> Response:
    told = desk.problem(error) if error else desk.done()
    status = status_of(error) if error else 200
    return desk.page(title, desk.ways() + told + body, status)


def _register_page(desk: Desk) -> Response:
    register, today = desk.services.register, desk.services.today()
    licences = register.licences.list(_reader(desk))
    agenda = register.agenda(_reader(desk), today)
    register.licences.note(_reader(desk), Action.LICENCE_SEEN, count=len(licences))
    body = _view(desk).register(licences, agenda, add_months(today, AHEAD_MONTHS))
    return _page(desk, say("licences", desk.language), body)


# ── one licence ──────────────────────────────────────────────────────────────────────────────────────────


def _licence_page(desk: Desk, error: PatentBridgeError | None = None) -> Response:
    register, reader, today = desk.services.register, _reader(desk), desk.services.today()
    licence = register.open(reader, str(desk.request.path_params["licence_id"]))
    held = register.held(reader, (licence,), today)
    documents = {number: one.head.document_id for number, one in held.items()}
    standing = register.standing(reader, tuple(documents.values()), today)
    others = {
        one.licence_id: one
        for found in standing.values()
        for one in found
        if one.licence_id != licence.licence_id
    }
    body = _view(desk).licence(
        licence,
        register.agenda_of(reader, licence, today),
        add_months(today, AHEAD_MONTHS),
        register.licences.steps(reader, licence.licence_id),
        rule=_rule(desk, licence),
        others=tuple(others.values()),
        documents=documents,
    )
    return _page(desk, licence.contract.licensee, body, error)


def _rule(desk: Desk, licence: Licence) -> Markup:
    """Return the rule on recordal with the passages that the library holds of it, each to be opened."""
    if not to_be_recorded(licence.contract):
        return Markup()
    day = licence.contract.effective_from or desk.services.today()
    found = desk.services.register.recordal_rule(_reader(desk), day, desk.language)
    words = phrases(desk.language)
    quoted = Markup("").join(
        Markup('<blockquote>{} <a href="{}/passages/{}">{}</a></blockquote>').format(
            one.text,
            desk.root,
            one.quotes[0].passage_id,
            desk.services.register.title_of(_reader(desk), one.quotes[0].passage_id),
        )
        for one in found
        if one.quotes
    )
    held = quoted or Markup("<p>{}</p>").format(words.say("agenda.rule_not_held"))
    return section(say("licence_rule", desk.language), held, note=words.say("agenda.rule"))


# ── entering and changing ────────────────────────────────────────────────────────────────────────────────


def _new_page(desk: Desk) -> Response:
    """Show an empty form; with the patents and the enterprise that a match or a need gives."""
    asked = {name: desk.request.query_params.get(name, "")[:_LONGEST_ASKED] for name in ("patent", "need")}
    filled = {"patents": _number(desk, asked["patent"])}
    if asked["need"]:
        need = desk.services.needs.get(_reader(desk), asked["need"])
        filled |= {"licensee": need.wanted.enterprise, "need_id": need.need_id}
    return _form_page(desk, lambda name: filled.get(name, ""))


def _number(desk: Desk, named: str) -> str:
    """Return the number of a patent that is named by its document."""
    return desk.services.register.number_of(_reader(desk), named) if named else ""


def _form_page(
    desk: Desk,
    filled: Callable[[str], str],
    licence: Licence | None = None,
    error: PatentBridgeError | None = None,
) -> Response:
    language = desk.language
    title = say("licence_edit" if licence else "licence_new", language)
    address = f"{desk.root}/licences/{licence.licence_id}/edit" if licence else f"{desk.root}/licences/new"
    more = (
        (
            hidden("version", filled("version") or str(licence.version)),
            field("reason", say("licence_reason", language), value=filled("reason"), required=False, note=say("licence_reason_note", language)),
        )
        if licence
        else ()
    )  # fmt: skip
    body = Markup('<p class="pb-back"><a href="{}/licences">{}</a></p><h1>{}</h1>').format(
        desk.root, say("licence_back", language), title
    ) + section(
        title,
        form(address, contract_fields(filled, language), *more, submit=say("licence_save", language)),
        note=say("licence_new_note", language),
    )
    return _page(desk, title, body, error)


def _enter(desk: Desk) -> Response:
    try:
        licence = desk.services.register.add(_reader(desk), contract_filled(desk.filled))
    except UsageError as error:
        return _form_page(desk, desk.filled, error=error)
    return desk.go(f"licences/{licence.licence_id}?done=licence_added")


def _edit_page(desk: Desk) -> Response:
    licence = _licence(desk)
    filled = filled_of(licence.contract)
    return _form_page(desk, lambda name: filled.get(name, ""), licence)


def _change(desk: Desk) -> Response:
    licence = _licence(desk)
    try:
        desk.services.register.change(
            _reader(desk),
            licence.licence_id,
            _version(desk),
            contract_filled(desk.filled),
            desk.filled("reason"),
        )
    except UsageError as error:
        return _form_page(desk, desk.filled, licence, error)
    return desk.go(f"licences/{licence.licence_id}?done=licence_changed")


def _version(desk: Desk) -> int:
    """Return which version a form was made for; 0, which is none, where it does not tell."""
    told = desk.filled("version")
    return int(told) if told.isdecimal() and len(told) < 6 else 0


def _see_to(desk: Desk) -> Response:
    licence = _licence(desk)
    done = desk.filled("done") != "no"
    desk.services.register.see_to(
        _reader(desk), licence.licence_id, desk.filled("key"), desk.services.today(), done=done
    )
    back = own_path(desk.filled("back")) or f"licences/{licence.licence_id}"
    return desk.go(f"{back}?done=licence_ticked")


def _end(desk: Desk) -> Response:
    """End a licence, note that it was a mistake, or take either back: version, how, ended_on, reason."""
    licence, store, reader = _licence(desk), desk.services.register.licences, _reader(desk)
    version, how, reason = _version(desk), desk.filled("how"), desk.filled("reason")
    try:
        if how == "restored":
            store.restore(reader, licence.licence_id, version, reason)
        elif how == "mistake":
            store.mistaken(reader, licence.licence_id, version, reason)
        else:
            day = day_of("ended_on", desk.filled("ended_on").strip()) or desk.services.today()
            store.end(reader, licence.licence_id, version, day, reason)
    except UsageError as error:
        return _licence_page(desk, error)
    return desk.go(f"licences/{licence.licence_id}?done=licence_ended")


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────


def _file(desk: Desk) -> Response:
    from assistant.register.calendar_file import calendar_file  # takes a while to import, as sheets do
    from assistant.register.sheet_file import register_book, reminders_csv

    register, reader, words = desk.services.register, _reader(desk), phrases(desk.language)
    ending = str(desk.request.path_params["ending"])
    if ending not in ("ics", "xlsx", "csv"):
        raise NotFoundError(name=ending)
    licences, agenda = register.licences.list(reader), register.agenda(reader, desk.services.today())
    names = _view(desk).names
    register.licences.note(reader, Action.EXPORTED, count=len(licences))
    name = f"patentbridge-licences.{ending}"
    if ending == "ics":
        content = calendar_file(agenda.reminders, words, made_at=datetime.now(UTC))
        return attachment(content, name, "text/calendar; charset=utf-8")
    if ending == "csv":
        return attachment(reminders_csv(agenda, names, words), name, "text/csv; charset=utf-8")
    return attachment(register_book(licences, agenda, names, words), name, _XLSX)
