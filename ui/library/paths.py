"""What the library's pages share: the shelf of whoever asks, and the frame of a page."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi.responses import Response
from markupsafe import Markup

from knowledge.browsing.shelf import Shelf, Shelves
from knowledge.types import Reader, Role
from ui.account_routes import Desk
from ui.accounts_html import ways
from ui.match_pages import reader_of_desk

_THE_OFFICE = Reader(user="office", role=Role.OFFICER)


def shelf_of(shelves: Shelves, desk: Desk) -> Shelf:
    """Return what whoever asks may see, as it stands today."""
    return shelves.shelf(reader_of_desk(desk), desk.services.today())


def licensed_to_one(desk: Desk, document_ids: Sequence[str]) -> frozenset[str]:
    """Return those of the documents whose right the office's register holds as licensed to one alone: nothing else of it is told."""
    return frozenset(desk.services.register.to_one_alone(_THE_OFFICE, document_ids, desk.services.today()))


def page_of(desk: Desk, title: str, body: Markup) -> Response:
    return desk.page(title, ways(desk.root, desk.visit.account, desk.language) + body)
