"""Searching, listing and showing documents, as far as whoever asks may read them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from assistant.accounts.types import Scope
from assistant.audit.types import Action, Subject
from assistant.records import find_document, head_to_json, record_to_json
from assistant.serialise import found_to_json
from knowledge.errors import NotFoundError
from knowledge.types import Filters, Kind
from knowledge.types import Query as LibraryQuery
from ui.api.answers import DocumentsTold, DocumentTold, HitsTold, MeTold
from ui.api.desk import Desk, Known, Reading, Searching
from ui.api.json_route import JsonRoute
from ui.api.requests import DayAsked, Listing, Search
from ui.identity import visit_of

router = APIRouter(route_class=JsonRoute)
Name = Annotated[str, Path(pattern=r"^[\w./-]{1,200}$")]


@router.get("/me", operation_id="me", responses={200: {"model": MeTold}})
async def me(desk: Known) -> Response:
    def told(desk: Desk) -> dict[str, Any]:
        scopes = visit_of(desk.request.scope).scopes
        return {
            "name": desk.account.name,
            "roles": [str(role) for role in desk.account.roles],
            "scopes": [str(scope) for scope in (Scope if scopes is None else scopes)],
        }

    return await desk.answer(told)


@router.get("/search", operation_id="search", responses={200: {"model": HitsTold}})
async def search(desk: Searching, asked: Annotated[Search, Query()]) -> Response:
    return await desk.answer(lambda desk: _found(desk, asked))


@router.post("/search", operation_id="search_by_body", responses={200: {"model": HitsTold}})
async def search_by_body(desk: Searching, asked: Search) -> Response:
    return await desk.answer(lambda desk: _found(desk, asked))


def _found(desk: Desk, asked: Search) -> dict[str, Any]:
    filters = asked.filters()
    query = LibraryQuery(
        text=asked.query,
        audiences=desk.reader.audiences,
        kinds=tuple(asked.kinds) or tuple(Kind),
        filters=filters,
        k=asked.k,
    )
    hits = desk.services.retriever.search(query)
    desk.note(
        Action.SEARCHED,
        count=len(hits),
        seen=tuple(dict.fromkeys(hit.document.document_id for hit in hits)),
    )
    return found_to_json(hits, filters)


@router.get("/documents", operation_id="documents", responses={200: {"model": DocumentsTold}})
async def documents(desk: Reading, asked: Annotated[Listing, Query()]) -> Response:
    return await desk.answer(lambda desk: _listed(desk, asked))


def _listed(desk: Desk, asked: Listing) -> dict[str, Any]:
    filters: Filters = asked.filters()
    held = desk.office.shortlist.narrowed(desk.reader, tuple(asked.kinds) or None, filters)
    wanted = asked.title.casefold().strip()
    found = [head for head in held if wanted in head.title.casefold()] if wanted else held
    page = found[asked.offset : asked.offset + asked.limit]
    desk.note(
        Action.SEARCHED, Subject.LIBRARY, count=len(page), seen=tuple(head.document_id for head in page)
    )
    return {
        "documents": [head_to_json(head) for head in page],
        "total": len(found),
        "limit": asked.limit,
        "offset": asked.offset,
    }


@router.get("/documents/{name:path}", operation_id="document", responses={200: {"model": DocumentTold}})
async def document(desk: Reading, name: Name, asked: Annotated[DayAsked, Query()]) -> Response:
    def shown(desk: Desk) -> dict[str, Any]:
        services, reader = desk.services, desk.reader
        head = find_document(name, services.catalogue, reader)
        if head is None:
            raise NotFoundError(name=name)
        desk.note(Action.OPENED, Subject.DOCUMENT, head.document_id)
        return record_to_json(head, services.catalogue, reader, asked.as_of or services.today())

    return await desk.answer(shown)
