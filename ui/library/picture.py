"""A picture of the library: what a list's address chooses, counted by field, year, status, offers, owner and region."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.audit.types import Action, Details, Subject, event_of
from knowledge.browsing.facts import Facet
from knowledge.browsing.shelf import Shelves
from knowledge.types import Language
from ui.account_routes import Desk, Desks
from ui.forms_html import join, section
from ui.library.asked import Asked, asked_of
from ui.library.listing_html import chips
from ui.library.paths import page_of, shelf_of
from ui.library.words import value_name
from ui.strings import say

_MOST_BARS = 15
_CHARTS = (
    Facet.KIND, Facet.SECTION, Facet.IPC, Facet.YEAR, Facet.STATUS, Facet.AVAILABILITY, Facet.LICENCE, Facet.VALIDITY, Facet.OWNER,
    Facet.REGION, Facet.LANGUAGE,
)  # fmt: skip


def add_picture_routes(app: FastAPI, desks: Desks, shelves: Shelves) -> None:
    desks.add(app, "GET", "/library/picture", partial(_picture, shelves))


def _picture(shelves: Shelves, desk: Desk) -> Response:
    asked, language = asked_of(desk.request.query_params.multi_items()), desk.language
    shelf = shelf_of(shelves, desk)
    total, counts = shelf.total(asked.selection), shelf.counts(asked.selection)
    details = Details(count=total)
    desk.services.audit.write(event_of(desk.reader, Action.SEARCHED, Subject.LIBRARY, details=details))
    charts = join(_chart(facet, counts[facet], asked, desk.root, language) for facet in _CHARTS)
    query = asked.query()
    body = Markup(
        '<p class="pb-back"><a href="{}/library{}">{}</a></p><h1>{}</h1>{}<p>{}</p><div class="pb-bars">{}</div>'
    ).format(
        desk.root,
        f"?{query}" if query else "",
        say("picture_back", language),
        say("library_picture", language),
        chips(asked, f"{desk.root}/library/picture", language),
        say("library_count", language, count=total),
        charts,
    )
    return page_of(desk, say("library_picture", language), body)


def _chart(
    facet: Facet, counts: Sequence[tuple[str, int]], asked: Asked, root: str, language: Language
) -> Markup:
    if not counts:
        return Markup()
    title = say(f"facet.{facet}", language)
    ordered = sorted(counts) if facet in (Facet.YEAR, Facet.SECTION) else counts
    return section(title, _table(facet, ordered, asked, root, title, language))


def _table(
    facet: Facet,
    counts: Sequence[tuple[str, int]],
    asked: Asked,
    root: str,
    title: str,
    language: Language,
) -> Markup:
    """Return values with their counts as a table; bars in it say the same to the eye."""
    shown = counts[-40:] if facet is Facet.YEAR else counts[:_MOST_BARS]
    most = max(count for _, count in shown)
    rows = join(_row(facet, value, count, most, asked, root, language) for value, count in shown)
    left = len(counts) - len(shown)
    note = Markup('<p class="pb-section-note">{}</p>').format(say("picture_left", language, count=left)) if left else Markup()  # fmt: skip
    return Markup(
        '<table class="pb-counted"><caption>{}</caption><thead><tr><th scope="col">{}</th><th scope="col">{}</th>'
        "<td></td></tr></thead><tbody>{}</tbody></table>{}"
    ).format(title, title, say("picture_documents", language), rows, note)


def _row(
    facet: Facet, value: str, count: int, most: int, asked: Asked, root: str, language: Language
) -> Markup:
    name = value_name(facet, value, language)
    field = Facet.IPC if facet is Facet.SECTION else facet
    linked = asked if (str(field), value) in asked.pairs else asked.with_one(field, value)
    return Markup(
        '<tr><th scope="row"><a href="{}/library?{}" rel="nofollow">{}</a></th><td>{}</td>'
        '<td aria-hidden="true"><svg viewBox="0 0 100 10" preserveAspectRatio="none"><rect width="{}" height="10"/></svg></td></tr>'
    ).format(root, linked.query(), name, count, max(1, round(100 * count / most, 1)))
