"""What the library's pages share: the shelf of whoever asks, and the frame of a page."""

from __future__ import annotations

from fastapi.responses import Response
from markupsafe import Markup

from knowledge.browsing.shelf import Shelf, Shelves
from ui.account_routes import Desk
from ui.accounts_html import ways
from ui.match_pages import reader_of_desk


def shelf_of(shelves: Shelves, desk: Desk) -> Shelf:
    """Return what whoever asks may see, as it stands today."""
    return shelves.shelf(reader_of_desk(desk), desk.services.today())


def page_of(desk: Desk, title: str, body: Markup) -> Response:
    return desk.page(title, ways(desk.root, desk.visit.account, desk.language) + body)
