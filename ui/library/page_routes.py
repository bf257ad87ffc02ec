"""Pages of a document as they were printed: a page around the image, and the image by itself."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

from fastapi import FastAPI
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from assistant.printed.page_images import Marking, PageImage
from knowledge.errors import NotFoundError
from knowledge.types import Document, Language, Passage
from ui.account_routes import Desk, Desks
from ui.forms_html import join
from ui.library.asked_text import Marked, asked_document, asked_passage, opened
from ui.library.paths import page_of
from ui.strings import say

_MOST_PAGES = 100_000
_REFRESH_S = 5
_GONE_S = 4 * _REFRESH_S  # whoever reloads no more
_MOST_WAITING = 1_000
_MOST_SOUGHT = 40  # pages
_SHUT = "default-src 'none'; sandbox"


class Waiting:
    """Who waits for the mark of which page, which reloads itself: that opens it once. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()

    def opens(self, who: str, address: str, *, waits: bool) -> bool:
        """Say whether somebody opens an address, rather than going on to wait for it; `waits`: the mark is still sought."""
        now = time.monotonic()
        with self._lock:
            before = self._seen.pop((who, address), None)
            if waits:
                self._seen[who, address] = now
                while len(self._seen) > _MOST_WAITING:
                    self._seen.popitem(last=False)
        return before is None or now - before > _GONE_S


def add_page_routes(app: FastAPI, desks: Desks) -> None:
    desks.add(app, "GET", "/library/{document_id}/pages/{number}", partial(_page, Waiting()))
    desks.add(app, "GET", "/library/{document_id}/image/{number}", _image)
    desks.add(app, "GET", "/library/{document_id}/quoted", _quoted)


def _number(desk: Desk) -> int:
    told = str(desk.request.path_params["number"])
    number = int(told) if told.isascii() and told.isdecimal() and len(told) < 7 else 0
    if not 0 < number < _MOST_PAGES:
        raise NotFoundError(name="page")
    return number


def _asked(desk: Desk) -> tuple[Document, tuple[Passage, ...]]:
    document = asked_document(desk)
    reader = desk.reader
    if not desk.services.pages.exist(document.document_id, reader):
        raise NotFoundError(name="page")
    return document, desk.services.catalogue.document_passages(document.document_id, reader)


def _drawn(
    desk: Desk, document: Document, number: int, passages: Sequence[Passage], marked: Marked | None
) -> PageImage:
    """Return the page's image; it is drawn once and kept, so that the page around it can tell of the mark."""
    words = _words(passages, marked)[1] if marked else ""
    return desk.services.pages.image(document.document_id, desk.reader, number, words)


def _words(passages: Sequence[Passage], marked: Marked) -> tuple[Passage, str]:
    """Return the passage that is asked for, and what of it."""
    passage = next(one for one in passages if one.passage_id == marked[0])
    return passage, passage.text[marked[1] : marked[2]] or passage.text


def _quoted(desk: Desk) -> Response:
    """Lead to the page on which a quoted passage stands: where it begins, or the one behind on which the quote is."""
    document, passages = _asked(desk)
    marked = asked_passage(desk, passages)
    passage, words = _words(passages, marked) if marked else (None, "")
    if marked is None or passage is None or passage.page is None:
        raise NotFoundError(name="passage")
    first = passage.page
    behind = min(
        (one.page for one in passages if one.page and one.page > first), default=first + _MOST_SOUGHT
    )
    last = min(behind, first + _MOST_SOUGHT)
    number = desk.services.pages.page_of(document.document_id, desk.reader, first, last, words)
    return RedirectResponse(
        f"{desk.root}/library/{document.document_id}/pages/{number}{_query(marked)}",
        303,
        headers={"cache-control": "no-store"},
    )


def _query(marked: Marked | None) -> str:
    return f"?passage={marked[0]}&from={marked[1]}&to={marked[2]}" if marked else ""


def _page(waiting: Waiting, desk: Desk) -> Response:
    (document, passages), number = _asked(desk), _number(desk)
    marked = asked_passage(desk, passages)
    marking = _drawn(desk, document, number, passages, marked).marking
    address = f"{document.document_id}/{number}{_query(marked)}"
    if waiting.opens(desk.reader.user, address, waits=marking is Marking.SOUGHT):
        opened(desk, document.document_id)
    language, at = desk.language, f"{desk.root}/library/{document.document_id}"
    query = _query(marked)
    last = max((passage.page or 0 for passage in passages), default=0)
    ways = join(
        Markup('<a href="{}/pages/{}{}">{}</a>').format(at, other, query, say(key, language))
        for key, other in (("pool_before", number - 1), ("pool_next", number + 1))
        if 0 < other <= last
    )
    here = [_words(passages, marked)[0]] if marked else [one for one in passages if one.page == number]
    told = " · ".join(dict.fromkeys(passage.label for passage in here if passage.label))
    body = Markup(
        '<p class="pb-back"><a href="{0}/text{1}#pb-mark">{2}</a></p><h1>{3}</h1><p id="page" class="pb-ways">{4}<span>{5}</span></p>'
        '<p class="pb-section-note">{6}</p>{9}<img class="pb-printed" src="{0}/image/{7}{1}" alt="{8}">'
    ).format(
        at,
        query,
        say("page_to_text", language),
        document.title,
        ways,
        say("library_page", language, page=number, pages=max(last, number)),
        told,
        number,
        say("page_alt", language, page=number, title=document.title),
        _told(marking, language),
    )
    response = page_of(desk, document.title, body)
    if marking is Marking.SOUGHT:
        response.headers["refresh"] = str(_REFRESH_S)
    return response


def _told(marking: Marking, language: Language) -> Markup:
    """Return what is said of the mark where the page shows none."""
    if marking in (Marking.NONE, Marking.MARKED):
        return Markup()
    return Markup('<p class="pb-section-note" role="status">{}</p>').format(
        say(f"page_mark.{marking}", language, seconds=_REFRESH_S)
    )


def _image(desk: Desk) -> Response:
    (document, passages), number = _asked(desk), _number(desk)
    content = _drawn(desk, document, number, passages, asked_passage(desk, passages)).content
    headers = {"content-security-policy": _SHUT, "cache-control": "no-store"}
    return Response(content, media_type="image/png", headers=headers)
