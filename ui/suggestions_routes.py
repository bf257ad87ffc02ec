"""What can be asked next, as a fragment that the page fetches once an answer stands: a turn in; buttons that ask out."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from assistant.answering import MOST_QUESTION_CHARACTERS
from knowledge.errors import NotFoundError
from knowledge.types import Language
from ui.account_routes import NO_STORE, Desk, Desks
from ui.forms_html import join
from ui.markup import html_lang
from ui.strings import say

_BUSY = 4  # where so many questions are being answered, nobody gets further ones proposed


def add_suggestions_route(app: FastAPI, desks: Desks) -> None:
    desks.add(app, "GET", "/suggestions/{conversation_id}/{turn_id}", _suggestions)


def _suggestions(desk: Desk) -> Response:
    """Return the buttons under the last turn of one's own conversation; nothing where there is nothing to propose."""
    dialogue = desk.dialogue
    path = desk.request.path_params
    turns = [turn for turn in dialogue.turns(str(path["conversation_id"])) if not turn.replaced_by]
    if not turns or turns[-1].turn_id != path["turn_id"]:
        raise NotFoundError(name=str(path["turn_id"]))
    if desk.services.under_way > _BUSY:
        return HTMLResponse("", headers=NO_STORE)
    found = desk.services.suggester.after(turns, dialogue.visitor(), desk.services.today())
    shown = [question for question in found if len(question) <= MOST_QUESTION_CHARACTERS]
    return HTMLResponse(suggestions_html(shown, turns[-1].answer.language), headers=NO_STORE)


def suggestions_html(questions: list[str], language: Language) -> Markup:
    if not questions:
        return Markup()
    items = join(
        Markup('<li><button type="button" class="pb-filter" data-ask="{0}">{0}</button></li>').format(
            question
        )
        for question in questions
    )
    return Markup('<p>{0}</p><ul class="pb-options" lang="{1}" aria-label="{0}">{2}</ul>').format(
        say("suggestions", language), html_lang(language), items
    )
