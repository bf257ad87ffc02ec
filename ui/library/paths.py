"""What the library's pages share: the shelf of whoever asks, and the frame of a page."""

from __future__ import annotations

from fastapi.responses import Response
from markupsafe import Markup

from knowledge.browsing.shelf import Shelf, Shelves
from ui.account_routes import Desk


def shelf_of(shelves: Shelves, desk: Desk) -> Shelf:
    """Return what whoever asks may see, as it stands today."""
    return shelves.shelf(desk.reader, desk.services.today())


def is_licensed_to_one(desk: Desk, document_id: str) -> bool:
    """Say whether the office's register holds a document's right as licensed to one alone: nothing else of it is told."""
    return bool(desk.services.contracts.to_one_alone([document_id], desk.services.today()))


def page_of(desk: Desk, title: str, body: Markup, status: int = 200) -> Response:
    return desk.page(title, desk.ways() + body, status)
