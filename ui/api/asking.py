"""Asking as a program does: a question in; progress and the answer out, at once or as server-sent events; conversations."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, closing
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response

from assistant import types
from assistant.answering import turn_of
from assistant.serialise import answer_to_json
from assistant.stored import ConversationSummary, StoredTurn
from assistant.types import EVERY_CONDITION, Answer, Progress
from knowledge.errors import PatentBridgeError
from ui.api.answers import AnswerTold, ConversationsTold, ConversationTold, Deleted
from ui.api.desk import Asking, Desk
from ui.api.errors import as_json
from ui.api.json_route import JsonRoute
from ui.api.requests import NEW, Question
from ui.streaming import EVENT_STREAM, Streamed, event

router = APIRouter(route_class=JsonRoute)
ConversationId = Annotated[str, Path(pattern=r"^[\w-]{1,64}$")]


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────


@router.post(
    "/ask",
    operation_id="ask",
    responses={200: {"model": AnswerTold, "content": {EVENT_STREAM: {"schema": {"type": "string"}}}}},
)
async def ask(desk: Asking, told: Question) -> Response:
    limits, owner = desk.office.limits, desk.account.account_id
    if not told.stream:
        with limits.asking(owner):
            asked = await desk.run(_asked, desk, told)
            return await desk.answer(lambda desk: _last(desk, asked))
    limits.begin(owner)
    try:
        asked = await desk.run(_asked, desk, told)
    except BaseException:
        limits.end(owner)
        raise
    return Streamed(_events(desk, asked), done=lambda: limits.end(owner))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is asked. `conversation` is where it is kept: an id, a new one, or nowhere."""

    question: types.Question
    conversation: str | None


def _asked(desk: Desk, told: Question) -> _Asked:
    """Return the question with what was said before it. Raises NotFoundError for a conversation of somebody else."""
    earlier = () if told.conversation in (None, NEW) else turns_of(desk, told.conversation or "")
    as_of = told.as_of or desk.services.today()
    question = types.Question(
        text=told.question,
        reader=desk.reader,
        as_of=as_of,
        kinds=tuple(told.kinds) or None,
        history=tuple(turn_of(turn.question, turn.answer) for turn in earlier),
        filters=told.filters(as_of),
        without=() if told.narrow_by_words else (EVERY_CONDITION,),
    )
    return _Asked(question=question, conversation=told.conversation)


def answering(desk: Desk, question: types.Question) -> Generator[Progress | Answer, None, None]:
    """Yield progress and last the answer; leaving early cancels the asking. Raises PatentBridgeError where there is none."""
    items = desk.services.ask(question)
    try:
        for item in items:
            yield item
            if isinstance(item, Answer):
                return
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()
    raise PatentBridgeError("failed", reason="no answer")


def _pieces(desk: Desk, asked: _Asked) -> Generator[Progress | dict[str, Any], None, None]:
    """Ask, and yield progress and last what is told of the answer, after it was kept or noted."""
    with desk.services.work.begun():  # until it is kept
        for item in answering(desk, asked.question):
            yield item if isinstance(item, Progress) else _kept(desk, asked, item)


def _kept(desk: Desk, asked: _Asked, answer: Answer) -> dict[str, Any]:
    """Keep an answer, or note it in the audit, and return what is told of it."""
    kept, turn_id = asked.conversation, ""
    if kept is None:
        desk.services.note_answer(desk.reader, answer)
    else:
        kept = desk.services.history.create(desk.reader.user) if kept == NEW else kept
        turn_id = desk.services.keep(kept, desk.reader, asked.question.text, answer).turn_id
    return _told(desk, answer, kept, turn_id)


def _told(desk: Desk, answer: Answer, conversation: str | None, turn_id: str) -> dict[str, Any]:
    return {
        **answer_to_json(answer),
        "conversation": conversation,
        "turn": turn_id or None,
        "evidence": desk.address(f"evidence/{conversation}/{turn_id}") if turn_id else None,
    }


def _last(desk: Desk, asked: _Asked) -> dict[str, Any]:
    with closing(_pieces(desk, asked)) as items:
        return next(item for item in items if isinstance(item, dict))


async def _events(desk: Desk, asked: _Asked) -> AsyncGenerator[str, None]:
    """Yield events: progress, provisional words, last the answer that counts, or an error."""
    try:
        async with aclosing(desk.office.each(_pieces(desk, asked))) as items:
            async for item in items:
                if isinstance(item, dict):
                    yield event("answer", item)
                elif item.delta:
                    yield event("delta", {"text": item.delta})
                else:
                    yield event("progress", {"stage": str(item.stage), "found": item.found})
    except PatentBridgeError as error:
        yield event("error", as_json(error, desk.language))


# ── conversations ────────────────────────────────────────────────────────────────────────────────────────


def turns_of(desk: Desk, conversation: str) -> tuple[StoredTurn, ...]:
    """Return the turns of one's own conversation, without what one may no longer read. Raises NotFoundError."""
    return desk.dialogue.turns(conversation)


@router.get("/conversations", operation_id="conversations", responses={200: {"model": ConversationsTold}})
async def conversations(desk: Asking) -> Response:
    def listed(desk: Desk) -> dict[str, Any]:
        return {"conversations": [_summary(one) for one in desk.services.history.list(desk.reader.user)]}

    return await desk.answer(listed)


def _summary(one: ConversationSummary) -> dict[str, Any]:
    return {
        "conversation": one.conversation_id,
        "title": one.title,
        "updated_at": one.updated_at.isoformat(),
    }


@router.get(
    "/conversations/{conversation_id}",
    operation_id="conversation",
    responses={200: {"model": ConversationTold}},
)
async def conversation(desk: Asking, conversation_id: ConversationId) -> Response:
    def shown(desk: Desk) -> dict[str, Any]:
        turns = turns_of(desk, conversation_id)
        return {
            "conversation": conversation_id,
            "turns": [
                {
                    "question": turn.question,
                    "asked_at": turn.created_at.isoformat(),
                    **_told(desk, turn.answer, conversation_id, turn.turn_id),
                }
                for turn in turns
            ],
        }

    return await desk.answer(shown)


@router.delete(
    "/conversations/{conversation_id}",
    operation_id="delete_conversation",
    responses={200: {"model": Deleted}},
)
async def delete_conversation(desk: Asking, conversation_id: ConversationId) -> Response:
    def deleted(desk: Desk) -> dict[str, Any]:
        desk.dialogue.delete(conversation_id)
        return {"deleted": conversation_id}

    return await desk.answer(deleted)
