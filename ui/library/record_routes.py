"""The pages of one document: its record, its text, what differs between two of its versions."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.audit.types import Action, Subject, event_of
from knowledge.browsing.differences import differences
from knowledge.browsing.shelf import Row, Shelves
from knowledge.errors import NotFoundError
from knowledge.types import Document, DocumentHead, Kind, Passage, Role
from ui.account_routes import Desk, Desks
from ui.forms_html import join
from ui.library.differences_html import differences_html
from ui.library.listing_html import badges, title_of
from ui.library.paths import page_of, shelf_of
from ui.library.record import record_view
from ui.library.record_html import RecordPage
from ui.library.text_html import text_html
from ui.match_pages import reader_of_desk
from ui.strings import say


def add_record_routes(app: FastAPI, desks: Desks, shelves: Shelves) -> None:
    desks.add(app, "GET", "/library/{document_id}", partial(_record, shelves))
    desks.add(app, "GET", "/library/{document_id}/text", _text)
    desks.add(app, "GET", "/library/{document_id}/differences/{other_id}", _differences)


def asked_document(desk: Desk, name: str = "document_id") -> Document:
    """Return the document that the address names. Raises NotFoundError for what whoever asks may not see."""
    document_id = str(desk.request.path_params[name])
    document = desk.services.catalogue.document(document_id, reader_of_desk(desk))
    if document is None:
        raise NotFoundError(name=document_id)
    return document


def opened(desk: Desk, document_id: str) -> None:
    desk.services.audit.write(event_of(reader_of_desk(desk), Action.OPENED, Subject.DOCUMENT, document_id))


def _record(shelves: Shelves, desk: Desk) -> Response:
    reader, language = reader_of_desk(desk), desk.language
    document_id = str(desk.request.path_params["document_id"])
    view = record_view(document_id, desk.services.catalogue, reader, desk.services.today())
    opened(desk, document_id)
    row = shelf_of(shelves, desk).of(document_id)
    body = (
        _heading(desk, view.document, row)
        + _acts(desk, view.document)
        + RecordPage(view, desk.root, language, reader).html()
    )
    return page_of(desk, title_of(view.document, language), body)


def _heading(desk: Desk, head: DocumentHead, row: Row | None) -> Markup:
    language = desk.language
    source = say("record_source", language, source=head.source, day=head.loaded_on or "–")
    gone = (
        Markup('<p class="pb-form-problem">{}</p>').format(say("record_gone_note", language))
        if not head.active
        else Markup()
    )
    return Markup(
        '<p class="pb-back"><a href="{}/library">{}</a></p><h1>{}</h1>{}<p class="pb-where">{}</p><p class="pb-section-note">{}</p>'
    ).format(
        desk.root,
        say("record_back", language),
        title_of(head, language),
        gone,
        badges(row, language) if row else Markup(),
        source,
    )


def _acts(desk: Desk, head: DocumentHead) -> Markup:
    """Return what can be done with a document from here."""
    account, reader = desk.visit.account, reader_of_desk(desk)
    here, number = head.document_id, str(getattr(head.record, "publication_number", None) or head.title)
    question = "record_question" if head.kind is Kind.PATENT else "record_question_rule"
    links = [(f"library/{here}/text", say("record_text", desk.language))]
    links.append((f"?ask={quote(say(question, desk.language, name=number), safe='')}", say("record_ask", desk.language)))  # fmt: skip
    if head.kind is Kind.PATENT:
        links.append(("match", say("match_page", desk.language)))
        if account is not None:
            links.append((f"pool/{here}", say("pool", desk.language)))
        if reader.holds(Role.OFFICER):
            links.append((f"patents/{here}/needs", say("record_needs", desk.language)))
    return Markup('<p class="pb-ways">{}</p>').format(
        join(Markup('<a href="{}/{}">{}</a>').format(desk.root, path, name) for path, name in links)
    )


def _text(desk: Desk) -> Response:
    document, catalogue, language = asked_document(desk), desk.services.catalogue, desk.language
    passages = catalogue.document_passages(document.document_id, reader_of_desk(desk))
    opened(desk, document.document_id)
    body = Markup('<p class="pb-back"><a href="{}/library/{}">{}</a></p><h1>{}</h1>').format(
        desk.root, document.document_id, say("record_to", language), document.title
    ) + text_html(document, passages, _marked(desk, passages), "", language)
    return page_of(desk, document.title, body)


def _marked(desk: Desk, passages: tuple[Passage, ...]) -> tuple[str, int, int] | None:
    """Return the passage that the address asks to mark, with a range of it; none where it has no such."""
    told = desk.request.query_params
    passage = next((one for one in passages if one.passage_id == told.get("passage", "")), None)
    if passage is None:
        return None
    start, end = (int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0 for text in (told.get("from", ""), told.get("to", "")))  # fmt: skip
    return (
        (passage.passage_id, start, end) if start < end <= len(passage.text) else (passage.passage_id, 0, 0)
    )


def _differences(desk: Desk) -> Response:
    earlier, later = asked_document(desk), asked_document(desk, "other_id")
    opened(desk, earlier.document_id)
    opened(desk, later.document_id)
    found = differences(earlier.text, later.text)
    body = differences_html(found, earlier, later, desk.root, desk.language)
    return page_of(desk, say("differences", desk.language), body)
