"""The OpenAI-compatible interface: a chat in; one checked answer with its citations as annotations out, streamed or not.

Every exchange stands alone: nothing is kept. What an earlier answer was about is remembered for a while, else found out again by asking
the earlier question once more without a model; the words that a program says the assistant said are never taken for them. It reads what
anybody may read, whoever's token it is.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, closing
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from assistant.answering import MOST_QUESTION_CHARACTERS, turn_of
from assistant.markup import words_only
from assistant.types import Answer, Progress, Question, Turn
from knowledge.errors import PatentBridgeError
from knowledge.types import Reader, Role
from ui.api.asking import answering
from ui.api.chat_text import Written, written
from ui.api.desk import Asking, Desk
from ui.api.errors import RequestError, as_openai
from ui.api.json_route import JsonRoute
from ui.api.requests import Chat, ChatMessage
from ui.streaming import Streamed

router = APIRouter(route_class=JsonRoute)
MODEL = "patentbridge"
_CREATED = 1_767_225_600  # of the model, which the protocol wants: 2026-01-01
_MOST_TURNS = 6  # of a chat that a question may refer to
_NO_STORE = {"cache-control": "no-store"}
_PIECE = 120  # characters of a streamed piece


@router.get("/models")
async def models(desk: Asking) -> Response:
    return JSONResponse({"object": "list", "data": [_model()]}, headers=_NO_STORE)


@router.get("/models/{model_name}")
async def model(desk: Asking, model_name: str) -> Response:
    _check_model(model_name)
    return JSONResponse(_model(), headers=_NO_STORE)


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": _CREATED, "owned_by": MODEL}


def _check_model(name: str) -> None:
    if name != MODEL:
        raise RequestError("chat_model_unknown", 404, model=name[:80], known=MODEL, param="model")


@router.post("/chat/completions")
async def completions(desk: Asking, chat: Chat) -> Response:
    _check_model(chat.model)
    text, earlier = _asked(chat.messages)
    limits, owner = desk.office.limits, desk.account.account_id
    if not chat.stream:
        with limits.asking(owner):
            return await desk.answer(lambda desk: _whole(*_last(desk, text, earlier)))
    limits.begin(owner)
    return Streamed(_chunks(desk, chat, text, earlier), done=lambda: limits.end(owner))


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────────


def _asked(messages: list[ChatMessage]) -> tuple[str, list[tuple[str, str]]]:
    """Return the last question of a chat, and the exchanges before it. Nothing but users and the assistant is listened to."""
    last = max((at for at, one in enumerate(messages) if one.role == "user"), default=-1)
    text = messages[last].words.strip() if last >= 0 else ""
    if not text:
        raise RequestError("no_user_message", 400, param="messages")
    if len(text) > MOST_QUESTION_CHARACTERS:
        raise RequestError(
            "question_too_long", 400, length=len(text), limit=MOST_QUESTION_CHARACTERS, param="messages"
        )
    earlier: list[tuple[str, str]] = []
    for one in messages[:last]:
        if one.role == "user" and one.words.strip():
            earlier.append((one.words.strip()[:MOST_QUESTION_CHARACTERS], ""))
        elif one.role == "assistant" and earlier:
            earlier[-1] = (earlier[-1][0], one.words)
    return text, earlier[-_MOST_TURNS:]


def _reader(desk: Desk) -> Reader:
    """Return whoever asks as one who reads what anybody may: a chat's program may hand on to any model what it is told."""
    return Reader(user=desk.account.account_id, role=Role.SME)


def _history(desk: Desk, earlier: list[tuple[str, str]]) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    for question, said in earlier:
        known = desk.office.turns.get(desk.account.account_id, question, said)
        turns.append(known or _again(desk, question, tuple(turns)))
    return tuple(turns)


def _again(desk: Desk, text: str, history: tuple[Turn, ...]) -> Turn:
    question = Question(
        text=text, reader=_reader(desk), as_of=desk.services.today(), history=history, worded=False
    )
    with closing(answering(desk, question)) as items:
        return next(turn_of(text, item) for item in items if isinstance(item, Answer))


def _pieces(
    desk: Desk, text: str, earlier: list[tuple[str, str]]
) -> Generator[Progress | tuple[Answer, Written], None, None]:
    """Ask, and yield progress and last the answer as it is written for a chat."""
    question = Question(
        text=text, reader=_reader(desk), as_of=desk.services.today(), history=_history(desk, earlier)
    )
    for item in answering(desk, question):
        if isinstance(item, Progress):
            yield item
            continue
        desk.services.note_answer(desk.reader, item)
        told = _written(desk, item)
        desk.office.turns.keep(desk.account.account_id, text, told.text, turn_of(text, item))
        yield item, told


def _written(desk: Desk, answer: Answer) -> Written:
    ids = tuple(dict.fromkeys(citation.passage_id for citation in answer.citations))
    passages = desk.services.catalogue.passages(ids, _reader(desk)) if ids else ()
    return written(answer, passages, desk.address)


def _last(desk: Desk, text: str, earlier: list[tuple[str, str]]) -> tuple[Answer, Written]:
    with closing(_pieces(desk, text, earlier)) as items:
        return next(item for item in items if isinstance(item, tuple))


# ── what is told ─────────────────────────────────────────────────────────────────────────────────────────


def _whole(answer: Answer, told: Written) -> dict[str, Any]:
    message = {
        "role": "assistant",
        "content": told.text,
        "refusal": None,
        "annotations": list(told.annotations),
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {
        **_head("chat.completion"),
        "choices": [choice],
        "usage": _usage(answer),
        "patentbridge": _own(answer),
    }


def _head(kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
    }


def _usage(answer: Answer) -> dict[str, int]:
    """Return what the chat model behind used; where none was asked, nothing was."""
    used = answer.usage
    read, wrote = (used.prompt_tokens, used.completion_tokens) if used else (0, 0)
    return {"prompt_tokens": read, "completion_tokens": wrote, "total_tokens": read + wrote}


def _own(answer: Answer) -> dict[str, Any]:
    """Return what the protocol has no place for."""
    return {
        "refused": answer.refused,
        "reason": str(answer.reason) if answer.reason else None,
        "mode": str(answer.mode),
        "model": answer.model,
        "as_of": answer.as_of.isoformat(),
        "warnings": [words_only(warning) for warning in answer.warnings],
        "document_ids": list(answer.document_ids),
    }


async def _chunks(
    desk: Desk, chat: Chat, text: str, earlier: list[tuple[str, str]]
) -> AsyncGenerator[str, None]:
    """Yield the checked answer in pieces; until it stands, comments that say how far it is."""
    head = _head("chat.completion.chunk")
    counted = chat.stream_options is not None and chat.stream_options.include_usage

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _data({**head, "choices": [choice], **({"usage": None} if counted else {}), **more})

    try:
        async with aclosing(desk.office.each(_pieces(desk, text, earlier))) as items:
            yield chunk({"role": "assistant", "content": ""})
            async for item in items:
                if isinstance(item, Progress):
                    yield f": {item.stage}\n\n"
                    continue
                answer, told = item
                for start in range(0, len(told.text), _PIECE):
                    yield chunk({"content": told.text[start : start + _PIECE]})
                annotated = {"annotations": list(told.annotations)}
                yield chunk(annotated, "stop", patentbridge=_own(answer))
                if counted:
                    yield _data({**head, "choices": [], "usage": _usage(answer)})
    except PatentBridgeError as error:
        yield _data(as_openai(error, desk.language))
    yield "data: [DONE]\n\n"


def _data(value: object) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
