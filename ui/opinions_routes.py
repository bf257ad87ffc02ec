"""Opinions on answers: a form under an answer in, itself with what was kept out; for officers and administrators a page of what was shared."""

from __future__ import annotations

from dataclasses import replace

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from assistant.opinions import Flaw, Opinion, SharedOpinion
from assistant.withholding import readable
from knowledge.errors import AccessError, NotFoundError, UsageError
from ui.account_routes import NO_STORE, Desk, Desks
from ui.opinions_html import opinion_html, opinions_html
from ui.strings import say

_VERDICTS = ("up", "down", "none")


def add_opinions_routes(app: FastAPI, desks: Desks) -> None:
    desks.add(app, "POST", "/evidence/{conversation_id}/{turn_id}/opinion", _give)
    desks.add(app, "GET", "/opinions", _shared_page)


def _give(desk: Desk) -> Response:
    """Keep what was thought of an answer of one's own, or take it back."""
    dialogue = desk.dialogue
    path = desk.request.path_params
    turn = dialogue.turn(str(path["conversation_id"]), str(path["turn_id"]))
    verdict = desk.filled("verdict")
    if verdict not in _VERDICTS:
        raise UsageError("opinion_missing")
    opinion = None if verdict == "none" else _opinion(desk, helpful=verdict == "up")
    if opinion:
        desk.services.opinions.give(dialogue.visitor(), turn.turn_id, opinion)
    else:
        desk.services.opinions.withdraw(dialogue.visitor(), turn.turn_id)
    url = f"evidence/{path['conversation_id']}/{turn.turn_id}"
    return HTMLResponse(opinion_html(url, opinion, desk.language), headers=NO_STORE)


def _opinion(desk: Desk, *, helpful: bool) -> Opinion:
    flaw = desk.filled("flaw")
    return Opinion(
        helpful=helpful,
        flaw=Flaw(flaw) if flaw in tuple(Flaw) else None,
        words=desk.filled("words"),
        shared=desk.filled("shared") == "yes",
    )


def _shared_page(desk: Desk) -> Response:
    """Show what was shared; for whoever may not read it there is no such page."""
    language, reader = desk.language, desk.account.reader
    try:
        shared = desk.services.opinions.shared(reader)
    except AccessError:
        raise NotFoundError(name="opinions") from None
    notice = say("withheld", language)

    def seen(one: SharedOpinion) -> SharedOpinion:
        turn = one.turn and readable(one.turn, desk.services.catalogue, reader, notice)
        return replace(one, turn=turn)

    body = (
        desk.ways()
        + Markup('<h1>{}</h1><p class="pb-section-note">{}</p>').format(
            say("opinions", language), say("opinions_note", language)
        )
        + opinions_html([seen(one) for one in shared], language)
    )
    return desk.page(say("opinions", language), body)
