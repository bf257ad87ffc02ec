"""Asking from the page: a question in; what the page shows from then on, one line of JSON for each change, out.

The framework's queue would do for a few people. For each piece of an answer it takes several milliseconds on the thread
that serves everybody, so the page's script (ui/static/asking.js) asks here.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from typing import Any

from anyio import CancelScope, CapacityLimiter, Semaphore, to_thread
from fastapi import FastAPI, Request
from fastapi.responses import Response

from ui.dialogue import Dialogue, Shown
from ui.filters_html import KEYS_APART
from ui.identity import visit_of
from ui.protocols import Services
from ui.streaming import JSON_LINES, Streamed, json_line
from ui.visitor import language_of

_WAIT_FOR_A_MODEL = 64  # answers at once that a model writes; each holds a thread
_MOST_CONDITIONS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the page's script sends: a question, where it is asked, what it shall not be narrowed by, what it replaces."""

    question: str
    conversation: str
    without: tuple[str, ...]
    replaces: str


def add_asking_route(app: FastAPI, services: Services) -> None:
    at_once = _WAIT_FOR_A_MODEL if services.model_name else services.answers_at_once
    turns, threads = Semaphore(at_once), CapacityLimiter(at_once)

    async def ask(request: Request) -> Response:
        told = _told(await request.body())
        language = language_of(request.cookies, request.headers.get("accept-language", ""))
        dialogue = Dialogue(services=services, reader=visit_of(request.scope).reader, language=language)
        steps = dialogue.ask(told.question, told.conversation, told.without, told.replaces)
        return Streamed(_lines(steps, turns, threads), JSON_LINES)

    app.add_api_route("/ask", ask, methods=["POST"])


async def _lines(
    steps: Generator[Shown, None, None], turns: Semaphore, threads: CapacityLimiter
) -> AsyncGenerator[str, None]:
    """Yield each step as a line; closed early, cancel the asking."""
    try:
        yield json_line(_changes(next(steps)))  # that it is under way, or why it is not: takes no time
        async with turns:
            while shown := await to_thread.run_sync(next, steps, None, limiter=threads):
                yield json_line(_changes(shown))
    finally:
        with CancelScope(shield=True):
            await to_thread.run_sync(steps.close)


def _changes(shown: Shown) -> dict[str, Any]:
    """Return what a step changes on the page; what is not told stays as it is."""
    changes: dict[str, Any] = {"live": str(shown.live), "busy": shown.busy}
    if shown.unasked:
        changes["unasked"] = shown.unasked
    told = {name: getattr(shown, name) for name in ("transcript", "turn", "folded", "history")}
    return changes | {name: str(html) for name, html in told.items() if html is not None}


def _told(body: bytes) -> Asking:
    """Read what was sent; what is no text counts as nothing."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = {}

    def text(name: str) -> str:
        value = sent.get(name) if isinstance(sent, dict) else None
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""

    return Asking(
        question=text("question"),
        conversation=text("conversation"),
        without=tuple(filter(None, text("without").split(KEYS_APART)))[:_MOST_CONDITIONS],
        replaces=text("replaces"),
    )
