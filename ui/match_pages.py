"""Matching as pages: the matches of a kept need, of a text that is not kept, and the passages that they quote."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.audit.types import Action, Details, Subject, event_of
from assistant.citations import Source, cite
from assistant.matching.corrected import read_kept_need
from assistant.matching.requirements import read_need
from assistant.matching.types import Match, ReadNeed
from assistant.needs.needs import LONGEST_TEXT
from assistant.needs.types import Wanted
from knowledge.errors import NotFoundError, PatentBridgeError, UsageError
from ui.account_routes import Desk, Desks, status_of
from ui.evidence_html import document_html
from ui.forms_html import area, field, form, hidden, section
from ui.match_acts import TEXT_PAGE, acts_on
from ui.match_view import Asked, MatchView, places_of
from ui.matches_html import view_html
from ui.need_turns import needs_of
from ui.needs_html import shortened, title_of
from ui.needs_pages import for_seekers, need_of, seeks
from ui.pool_routes import take_mark
from ui.strings import say

_LONGEST_NUMBER = 80


def add_match_routes(app: FastAPI, desks: Desks) -> None:
    for method, path, handler in (
        ("GET", "/needs/{need_id}/matches", for_seekers(_of_need)),
        ("GET", "/match", _form_page),
        ("POST", "/match", _of_text),
        ("GET", "/match/{conversation_id}/{turn_id}", _of_turn),
        ("GET", "/passages/{passage_id}", _passage),
    ):
        desks.add(app, method, path, handler)


# ── matching ─────────────────────────────────────────────────────────────────────────────────────────────


def viewed(desk: Desk, need: ReadNeed, number: str, need_id: str = "") -> MatchView:
    """Match, look at the patent whose number is asked for, and write into the audit that it was done."""
    matching, as_of, language = desk.services.matching, desk.services.today(), desk.language
    matches = matching.match(need, as_of, told_in=language, reader=desk.reader)
    asked = _asked(desk, need, number.strip()[:_LONGEST_NUMBER], matches) if number.strip() else None
    shown = [*matches, *([asked.match] if asked and asked.match else [])]
    seen = tuple(dict.fromkeys(match.head.document_id for match in shown))
    subject = Subject.NEED if need_id else Subject.NOTHING
    details = Details(count=len(matches), seen=seen)
    desk.services.audit.write(event_of(desk.reader, Action.SEARCHED, subject, need_id, details=details))
    return MatchView(
        need=need,
        matches=matches,
        as_of=as_of,
        places=places_of(shown, desk.services.catalogue),
        asked=asked,
    )


def _asked(desk: Desk, need: ReadNeed, number: str, matches: tuple[Match, ...]) -> Asked:
    matching = desk.services.matching
    try:
        document = matching.patent_named(number)
        listed = next((one for one in matches if one.head.document_id == document), None)
        match = listed or matching.why_not(need, document, desk.services.today(), told_in=desk.language)
    except NotFoundError:
        return Asked(number=number)
    return Asked(number=number, match=match)


def _page(desk: Desk, title: str, body: Markup, status: int = 200) -> Response:
    heading = Markup("<h1>{}</h1>").format(title)
    return desk.page(title, desk.ways() + heading + body, status)


def _of_need(desk: Desk) -> Response:
    need, language = need_of(desk), desk.language
    number = desk.request.query_params.get("why", "")
    view = viewed(desk, read_kept_need(need), number, need.need_id)
    at = f"{desk.root}/needs/{need.need_id}"
    ask = Markup(
        '<form class="pb-form pb-why" method="get" action="{}/matches#why">{}<button type="submit" class="pb-act">{}</button></form>'
    ).format(at, number_field(desk, number), say("why_not_ask", language))
    back = Markup('<p class="pb-back"><a href="{0}">{1}</a> · <a href="{0}#as-read">{2}</a></p>').format(
        at, say("match_back", language), say("match_correct", language)
    )
    body = (
        back
        + Markup('<p class="pb-need-title">{}</p>').format(title_of(need))
        + view_html(
            view,
            desk.root,
            language,
            acts=acts_on(desk, back=f"needs/{need.need_id}/matches", need_id=need.need_id),
            ask=ask,
        )
    )
    return _page(desk, say("match_of_need", language), body)


def number_field(desk: Desk, number: str) -> Markup:
    return field(
        "why",
        say("why_not_number", desk.language),
        value=number[:_LONGEST_NUMBER],
        note=say("why_not_note", desk.language),
    )


# ── a text that is not kept ──────────────────────────────────────────────────────────────────────────────


def _form_page(desk: Desk, error: PatentBridgeError | None = None) -> Response:
    body = (desk.problem(error) if error else Markup()) + _text_form(desk)
    return _page(desk, say("match_page", desk.language), body, status_of(error) if error else 200)


def _text_form(desk: Desk) -> Markup:
    language = desk.language
    key = "match_text_note_account" if _may_keep(desk) else "match_text_note"
    return section(
        say("need_text", language),
        form(
            f"{desk.root}/match",
            area("text", say("need_text", language), desk.filled("text"), rows=6, longest=LONGEST_TEXT, note=say("need_text_note", language)),
            submit=say("match_now", language),
        ),
        note=say(key, language),
    )  # fmt: skip


def _may_keep(desk: Desk) -> bool:
    return desk.visit.account is not None and seeks(desk.visit.account)


def _of_text(desk: Desk) -> Response:
    """Match a text and show the view; nothing of it is kept. Where `mark` is filled, an enterprise marks that patent before."""
    text, language = desk.filled("text").replace("\r\n", "\n").strip()[:LONGEST_TEXT], desk.language
    if not text:
        return _form_page(desk, UsageError("need_empty"))
    told = _marked(desk)
    number = desk.filled("why")
    view = viewed(desk, read_need(Wanted(text=text)), number)
    ask = form(
        f"{desk.root}/match#why",
        hidden("text", text),
        number_field(desk, number),
        submit=say("why_not_ask", language),
    )
    body = (
        told
        + _not_kept(desk, text)
        + _text_form(desk)
        + view_html(view, desk.root, language, acts=acts_on(desk, back=TEXT_PAGE, text=text), ask=ask)
    )
    return _page(desk, say("match_of_need", language), body)


def _marked(desk: Desk) -> Markup:
    """Take an enterprise's mark on one of the matches, and return what was done, with the way to all its marks."""
    if not desk.filled("mark"):
        return Markup()
    wanted = take_mark(desk, desk.filled("mark"))
    return Markup('<div class="pb-form-done">{} <a href="{}/pool">{}</a></div>').format(
        say("done.marked" if wanted else "done.unmarked", desk.language),
        desk.root,
        say("pool", desk.language),
    )


def _not_kept(desk: Desk, text: str) -> Markup:
    return Markup('<div class="pb-form-done">{} {}</div>').format(
        say("match_not_kept", desk.language), _keep(desk, text)
    )


def _keep(desk: Desk, text: str) -> Markup:
    """Return the button that makes a need of a text, for those who may."""
    if not _may_keep(desk):
        return Markup()
    action, label = f"{desk.root}/needs/new", say("match_keep", desk.language)
    return form(action, hidden("text", text), submit=label, inline=True)


# ── a need of a conversation ─────────────────────────────────────────────────────────────────────────────


def _of_turn(desk: Desk) -> Response:
    """Show the matches of the need that a turn of one's own conversation is about."""
    told, language = desk.request.path_params, desk.language
    conversation_id, turn_id = str(told["conversation_id"]), str(told["turn_id"])
    text = _need_of_turn(desk, conversation_id, turn_id)
    number = desk.request.query_params.get("why", "")
    view = viewed(desk, read_need(Wanted(text=text)), number)
    ask = Markup(
        '<form class="pb-form pb-why" method="get" action="{}/match/{}/{}#why">{}<button type="submit" class="pb-act">{}</button></form>'
    ).format(desk.root, conversation_id, turn_id, number_field(desk, number), say("why_not_ask", language))
    body = (
        Markup('<p class="pb-back"><a href="{}/?c={}">{}</a></p>').format(
            desk.root, conversation_id, say("back_to_page", language)
        )
        + Markup('<p class="pb-need-title">{}</p>').format(shortened(text))
        + _keep(desk, text)
        + view_html(
            view,
            desk.root,
            language,
            acts=acts_on(desk, back=f"match/{conversation_id}/{turn_id}", text=text),
            ask=ask,
        )
    )
    return _page(desk, say("match_of_turn", language), body)


def _need_of_turn(desk: Desk, conversation_id: str, turn_id: str) -> str:
    """Return the need that was matched last when a turn was asked. Raises NotFoundError where there is none."""
    dialogue = desk.dialogue
    try:
        turns = dialogue.turns(conversation_id)
    except UsageError:
        turns = ()
    for turn, need in zip(turns, needs_of(turns), strict=True):
        if turn.turn_id == turn_id and need is not None:
            return need.text
    raise NotFoundError(name=turn_id)


# ── a passage in its document ────────────────────────────────────────────────────────────────────────────


def _passage(desk: Desk) -> Response:
    """Show the document of a passage with the quoted words marked, as far as whoever asks may read it."""
    reader, catalogue = desk.reader, desk.services.catalogue
    passage_id = str(desk.request.path_params["passage_id"])
    passage = next(iter(catalogue.passages([passage_id], reader)), None)
    document = catalogue.document(passage.document_id, reader) if passage else None
    if passage is None or document is None:
        raise NotFoundError(name="passage")
    start, end = _range(desk, len(passage.text))
    citation = cite(Source(passage=passage, document=document), start, end, marker=1)
    passages = catalogue.document_passages(document.document_id, reader)
    desk.services.audit.write(event_of(reader, Action.OPENED, Subject.DOCUMENT, document.document_id))
    body = document_html(document, passages, citation, desk.services.today(), desk.language)
    return desk.page(document.title, desk.ways() + body)


def _range(desk: Desk, length: int) -> tuple[int, int]:
    """Return the range that the address asks to mark; nothing of the passage where it tells none."""
    told = [desk.request.query_params.get(name, "") for name in ("from", "to")]
    start, end = (int(text) if text.isdecimal() and len(text) < 8 else 0 for text in told)
    return (start, end) if 0 <= start < end <= length else (0, 0)
