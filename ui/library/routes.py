"""The pages of what the library holds. What is not for whoever asks looks like what does not exist."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI
from fastapi.responses import Response

from assistant.audit.types import Action, Details, Subject, event_of
from knowledge.browsing.shelf import Shelves
from knowledge.types import Role
from ui.account_routes import Desk, Desks
from ui.library.asked import asked_of
from ui.library.listing_html import PER_PAGE, page_html
from ui.library.page_routes import add_page_routes
from ui.library.paths import page_of, shelf_of
from ui.library.picture import add_picture_routes
from ui.library.record_routes import add_record_routes
from ui.library.upload_routes import add_upload_routes
from ui.protocols import Services
from ui.strings import say


def add_library_routes(app: FastAPI, desks: Desks, services: Services) -> None:
    shelves = services.shelves
    desks.add(app, "GET", "/library", partial(_list_page, shelves))
    add_picture_routes(app, desks, shelves)
    add_upload_routes(app, desks)
    add_page_routes(app, desks)
    add_record_routes(app, desks, shelves)  # behind those whose name might be a document's


def _list_page(shelves: Shelves, desk: Desk) -> Response:
    asked = asked_of(desk.request.query_params.multi_items())
    shelf, selection = shelf_of(shelves, desk), asked.selection
    pages = max(1, -(-shelf.total(selection) // PER_PAGE))
    asked = asked.on_page(min(asked.page, pages))
    listed = shelf.listed(selection, asked.order, (asked.page - 1) * PER_PAGE, PER_PAGE)
    details = Details(count=listed.total, seen=tuple(row.head.document_id for row in listed.rows))
    reader = desk.reader
    desk.services.audit.write(event_of(reader, Action.SEARCHED, Subject.LIBRARY, details=details))
    may_add = reader.holds(Role.OFFICER)
    body = page_html(listed, asked, desk.root, desk.language, uploads=may_add)
    return page_of(desk, say("library", desk.language), body)
