"""Matching a need, and the drafts that officers write on a match: needs in; matches, drafts and their files out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from assistant.audit.types import Action, Subject
from assistant.drafting.markdown import draft_markdown
from assistant.matching.as_json import matches_to_json
from assistant.matching.corrected import read_kept_need
from assistant.matching.requirements import read_need
from assistant.records import plain
from assistant.review.as_json import shown_to_json
from assistant.understanding.languages import reply_language
from ui.api.answers import DraftShown, DraftsTold, DraftTold, MatchesTold
from ui.api.desk import Desk, Drafting, Matching
from ui.api.json_route import JsonRoute
from ui.api.requests import DraftsAsked, DraftWanted, Match
from ui.downloads import attachment

router = APIRouter(route_class=JsonRoute)
DraftId = Annotated[str, Path(pattern=r"^[\w-]{1,64}$")]
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MARKDOWN = "text/markdown; charset=utf-8"


@router.post("/match", operation_id="match", responses={200: {"model": MatchesTold}})
async def match(desk: Matching, asked: Match) -> Response:
    with desk.office.limits.asking(desk.account.account_id):
        return await desk.answer(lambda desk: _matched(desk, asked))


def _matched(desk: Desk, asked: Match) -> dict[str, Any]:
    services = desk.services
    if asked.need is None:
        kept = services.needs.get(desk.reader, asked.need_id or "")
        need = read_kept_need(kept, language=asked.language)
    else:
        wanted = asked.need.wanted()
        need = read_need(wanted, language=asked.language or reply_language(wanted.text))
    as_of = asked.as_of or services.today()
    found = services.matching.match(need, as_of, k=asked.k, reader=desk.reader)
    desk.note(
        Action.SEARCHED,
        Subject.NEED if asked.need_id else Subject.NOTHING,
        asked.need_id or "",
        count=len(found),
        seen=tuple(one.head.document_id for one in found),
    )
    return matches_to_json(need, found)


# ── drafts ───────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/drafts", operation_id="drafts", responses={200: {"model": DraftsTold}})
async def drafts(desk: Drafting, asked: Annotated[DraftsAsked, Query()]) -> Response:
    def listed(desk: Desk) -> dict[str, Any]:
        states = (asked.state,) if asked.state else ()
        found = desk.services.review.drafts.list(desk.reader, states, mine=asked.mine)
        return {"drafts": [plain(draft) for draft in found]}

    return await desk.answer(listed)


@router.post("/drafts", operation_id="write_draft", status_code=201, responses={201: {"model": DraftTold}})
async def write_draft(desk: Drafting, asked: DraftWanted) -> Response:
    def written(desk: Desk) -> dict[str, Any]:
        review = desk.services.review
        draft = review.write(
            desk.reader,
            asked.kind,
            review.patent(asked.patent),
            asked.language,
            wanted=asked.need.wanted() if asked.need else None,
            need_id=asked.need_id or "",
            as_of=asked.as_of,
        )
        told: dict[str, Any] = plain(draft)
        return told

    with desk.office.limits.asking(desk.account.account_id):
        return await desk.answer(written, status=201)


@router.get("/drafts/{draft_id}", operation_id="draft", responses={200: {"model": DraftShown}})
async def draft(desk: Drafting, draft_id: DraftId) -> Response:
    def shown(desk: Desk) -> dict[str, Any]:
        review = desk.services.review
        told = shown_to_json(review, desk.reader, draft_id)
        review.drafts.note(desk.reader, Action.DRAFT_SEEN, review.drafts.get(desk.reader, draft_id))
        return told

    return await desk.answer(shown)


@router.get(
    "/drafts/{draft_id}/markdown",
    operation_id="draft_markdown",
    response_class=Response,
    responses={200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}},
)
async def markdown(desk: Drafting, draft_id: DraftId) -> Response:
    def file() -> Response:
        exported = desk.services.review.exported(desk.reader, draft_id)
        return attachment(draft_markdown(exported), f"patentbridge-draft-{draft_id}.md", _MARKDOWN)

    return await desk.run(file)


@router.get(
    "/drafts/{draft_id}/docx",
    operation_id="draft_docx",
    response_class=Response,
    responses={200: {"content": {_WORD: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def word(desk: Drafting, draft_id: DraftId) -> Response:
    def file() -> Response:
        from assistant.drafting.docx_file import draft_docx  # takes a while to import

        exported = desk.services.review.exported(desk.reader, draft_id)
        content = draft_docx(exported, made_at=datetime.now(UTC))
        return attachment(content, f"patentbridge-draft-{draft_id}.docx", _WORD)

    return await desk.run(file)
