"""The pages of one document: its record, its text, what differs between two of its versions."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.pool.technologies import keys_of
from knowledge.browsing.differences import differences
from knowledge.browsing.shelf import Row, Shelves
from knowledge.types import Document, DocumentHead, Kind, Role
from ui.account_routes import Desk, Desks
from ui.evidence import title_in
from ui.forms_html import join
from ui.library.asked_text import asked_document, asked_passage, opened
from ui.library.differences_html import differences_html
from ui.library.listing_html import badges
from ui.library.paths import is_licensed_to_one, page_of, shelf_of
from ui.library.record import record_view
from ui.library.record_html import RecordPage
from ui.library.text_html import text_html
from ui.strings import say


def add_record_routes(app: FastAPI, desks: Desks, shelves: Shelves) -> None:
    desks.add(app, "GET", "/library/{document_id}", partial(_record, shelves))
    desks.add(app, "GET", "/library/{document_id}/text", _text)
    desks.add(app, "GET", "/library/{document_id}/differences/{other_id}", _differences)


def _record(shelves: Shelves, desk: Desk) -> Response:
    reader, language = desk.reader, desk.language
    document_id = str(desk.request.path_params["document_id"])
    view = record_view(document_id, desk.services.catalogue, reader, desk.services.today())
    opened(desk, document_id)
    row = shelf_of(shelves, desk).of(document_id)
    alone = is_licensed_to_one(desk, document_id)
    body = (
        _heading(desk, view.document, row, licensed=alone)
        + _acts(desk, view.document)
        + _marks(desk, view.document)
        + RecordPage(view, desk.root, language, reader).html()
    )
    return page_of(desk, title_in(view.document, language), body)


def _heading(desk: Desk, head: DocumentHead, row: Row | None, *, licensed: bool) -> Markup:
    language = desk.language
    source = say("record_source", language, source=head.source, day=head.loaded_on or "–")
    gone = (
        Markup('<p class="pb-form-problem">{}</p>').format(say("record_gone_note", language))
        if not head.active
        else Markup()
    )
    if licensed:
        gone += Markup('<p class="pb-form-problem">{}</p>').format(say("record_licensed", language))
    return Markup(
        '<p class="pb-back"><a href="{}/library">{}</a></p><h1>{}</h1>{}<p class="pb-where">{}</p><p class="pb-section-note">{}</p>'
    ).format(
        desk.root,
        say("record_back", language),
        title_in(head, language),
        gone,
        badges(row, language) if row else Markup(),
        source,
    )


def _acts(desk: Desk, head: DocumentHead) -> Markup:
    """Return what can be done with a document from here."""
    account, reader = desk.visit.account, desk.reader
    here, number = head.document_id, str(getattr(head.record, "publication_number", None) or head.title)
    question = "record_question" if head.kind is Kind.PATENT else "record_question_rule"
    links = [(f"library/{here}/text", say("record_text", desk.language))]
    links.append((f"?ask={quote(say(question, desk.language, name=number), safe='')}", say("record_ask", desk.language)))  # fmt: skip
    if desk.services.pages.exist(here, reader):
        links.insert(1, (f"library/{here}/pages/1", say("record_pages", desk.language)))
    if head.kind is Kind.PATENT:
        links.append(("match", say("match_page", desk.language)))
        if account is not None:
            links.append((f"pool/{here}", say("pool", desk.language)))
        if reader.holds(Role.OFFICER):
            links.append((f"patents/{here}/needs", say("record_needs", desk.language)))
    return Markup('<p class="pb-ways">{}</p>').format(
        join(Markup('<a href="{}/{}">{}</a>').format(desk.root, path, name) for path, name in links)
    )


def _marks(desk: Desk, head: DocumentHead) -> Markup:
    """Return to officers who marked a technology for the pool, in counts."""
    reader, language = desk.reader, desk.language
    if head.kind is not Kind.PATENT or not reader.holds(Role.OFFICER):
        return Markup()
    standing = [mark for mark in desk.services.pool.marks.on(reader, keys_of(head)) if not mark.ended_at]
    wanted = sum(bool(mark.owner) for mark in standing)
    told = [say("pool_wanted", language, count=wanted)] if wanted else []
    told += [say("pool_ready", language)] if any(not mark.owner for mark in standing) else []
    if not told:
        return Markup()
    return Markup('<p class="pb-section-note">{}: {}</p>').format(
        say("record_marks", language), " · ".join(told)
    )


def _text(desk: Desk) -> Response:
    document, catalogue, language = asked_document(desk), desk.services.catalogue, desk.language
    passages = catalogue.document_passages(document.document_id, desk.reader)
    opened(desk, document.document_id)
    body = Markup('<p class="pb-back"><a href="{}/library/{}">{}</a></p><h1>{}</h1>').format(
        desk.root, document.document_id, say("record_to", language), document.title
    ) + text_html(document, passages, asked_passage(desk, passages), _images(desk, document), language)
    return page_of(desk, document.title, body)


def _images(desk: Desk, document: Document) -> str:
    """Return what leads to the page with a passage, as printed; nothing where there are no pages."""
    at = f"{desk.root}/library/{document.document_id}/quoted"
    return at if desk.services.pages.exist(document.document_id, desk.reader) else ""


def _differences(desk: Desk) -> Response:
    earlier, later = asked_document(desk), asked_document(desk, "other_id")
    opened(desk, earlier.document_id)
    opened(desk, later.document_id)
    found = differences(earlier.text, later.text)
    body = differences_html(found, earlier, later, desk.root, desk.language)
    return page_of(desk, say("differences", desk.language), body)
