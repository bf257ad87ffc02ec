"""The administrator's page of the score's weights: what each component may give, changed by a form."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.matching.types import ComponentName
from assistant.matching.weights import weights_of
from assistant.phrases import phrases
from knowledge.errors import UsageError
from ui.account_routes import Desk, Desks, status_of
from ui.admin_routes import for_admins
from ui.forms_html import form, join, section
from ui.strings import say


def add_weights_routes(app: FastAPI, desks: Desks) -> None:
    for method, path, handler in (
        ("GET", "/admin/weights", _weights_page),
        ("POST", "/admin/weights", _set_weights),
        ("POST", "/admin/weights-reset", _reset_weights),
    ):
        desks.add(app, method, path, for_admins(handler))


def _weights_page(desk: Desk, error: UsageError | None = None) -> Response:
    """Show the points that count; after a refused form what was filled in."""
    language, told = desk.language, desk.services.weights.told()
    say_of = phrases(language)
    fields = join(
        _points(
            name,
            say_of.say(f"component.{name}"),
            desk.filled(name) if error else f"{told.weights.points[name]:g}",
        )
        for name in ComponentName
    )
    since = (
        say("weights_since", language, moment=f"{told.set_at.astimezone():%Y-%m-%d %H:%M}")
        if told.set_at
        else say("weights_of_program", language)
    )
    reset = (
        form(f"{desk.root}/admin/weights-reset", submit=say("weights_reset", language), inline=True)
        if told.set_at
        else Markup()
    )
    body = (
        desk.ways()
        + Markup("<h1>{}</h1>").format(say("weights", language))
        + (desk.problem(error) if error else desk.done())
        + Markup('<p class="pb-section-note">{}</p>').format(say("weights_note", language))
        + section(
            since, form(f"{desk.root}/admin/weights", fields, submit=say("weights_save", language)), reset
        )
    )
    return desk.page(say("weights", language), body, status_of(error) if error else 200)


def _points(name: ComponentName, label: str, value: str) -> Markup:
    return Markup(
        '<p class="pb-field is-short"><label for="field-{0}">{1}</label>'
        '<input id="field-{0}" name="{0}" type="number" min="0" max="100" step="any" value="{2}" required></p>'
    ).format(name, label, value)


def _set_weights(desk: Desk) -> Response:
    try:
        told = weights_of({name: desk.filled(name) for name in ComponentName})
    except UsageError as error:
        return _weights_page(desk, error)
    desk.services.weights.set(desk.account.reader, told)
    return desk.go("admin/weights?done=weights")


def _reset_weights(desk: Desk) -> Response:
    desk.services.weights.reset(desk.account.reader)
    return desk.go("admin/weights?done=weights")
