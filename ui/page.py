"""The Gradio page: components, and which step of ui.dialogue each event runs. Importing it takes seconds.

Every handler takes the asker from the request, where the door put it; a conversation id from the browser is only ever a wish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr
from fastapi import FastAPI
from markupsafe import Markup, escape

from knowledge.errors import PatentBridgeError
from ui.accounts_html import account_box
from ui.dialogue import Dialogue, Shown
from ui.filters_html import KEYS_APART
from ui.identity import Identities, Visit, visit_of
from ui.light_blocks import LightBlocks
from ui.live_html import rejected_html
from ui.page_html import BRAND, COMPOSER_NOTE, DIALOGS, EVIDENCE, LANGUAGE_LINK, TOPBAR
from ui.protocols import Services
from ui.shell import token
from ui.strings import word_error
from ui.tracing import named_steps, traced_id
from ui.visitor import language_of

CONCURRENT_ASKS = 64  # most wait for a model; what computes takes turns by itself
_THREADS = CONCURRENT_ASKS + 32  # an answer that is under way holds one
_MOST_CONDITIONS = 32

# The page's script (ui/static/page.js) talks to these through events on the document.
_TRANSCRIPT_JS = """
element.addEventListener('pb:ask', event => trigger('ask', event.detail));
watch('value', () => document.dispatchEvent(new CustomEvent('pb:shown')));
document.dispatchEvent(new CustomEvent('pb:shown'));
"""
_LIVE_JS = """
element.addEventListener('pb:ask', event => trigger('ask', event.detail));
watch('value', () => document.dispatchEvent(new CustomEvent('pb:live')));
"""
_HISTORY_JS = """
element.addEventListener('pb:show', event => trigger('show_conversation', event.detail));
element.addEventListener('pb:rename', event => trigger('rename_conversation', event.detail));
element.addEventListener('pb:delete', event => trigger('delete_conversation', event.detail));
"""

Updates = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The components that change."""

    history: gr.HTML
    account: gr.HTML
    notices: gr.HTML
    transcript: gr.HTML
    live: gr.HTML
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    new: gr.Button
    conversation: gr.Textbox  # the open conversation's id
    asked: gr.Textbox  # the question under way, or one that got no answer


def build_page(services: Services, identities: Identities, root_path: str = "") -> FastAPI:
    """Return an application with the page at its root; `root_path` is what a reverse proxy puts before it."""
    with LightBlocks(
        threads=_THREADS, title=token("page_title"), analytics_enabled=False, fill_width=True
    ) as blocks:
        parts = _components()
        _wire(parts, Events(services, identities), blocks)
    blocks.queue(max_size=4 * CONCURRENT_ASKS, default_concurrency_limit=CONCURRENT_ASKS, api_open=False)
    app = FastAPI(openapi_url=None)
    fonts = ["system-ui", "sans-serif"]
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        root_path=root_path or None,
        theme=gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=0,
        app_kwargs={"openapi_url": None, "docs_url": None, "redoc_url": None},
    )
    return app


# ── components ───────────────────────────────────────────────────────────────────────────────────────────


def _html(value: Markup | str = "", *, elem_id: str, js: str | None = None) -> gr.HTML:
    return gr.HTML(str(value), elem_id=elem_id, js_on_load=js, apply_default_css=False, container=False)


def _components() -> Parts:
    with gr.Row(elem_id="pb-layout"):
        with gr.Column(elem_id="pb-nav"):
            _html(BRAND, elem_id="pb-brand")
            new = gr.Button(token("new_conversation"), elem_id="pb-new")
            history = _html(elem_id="pb-history", js=_HISTORY_JS)
            account = _html(elem_id="pb-account")
            _html(LANGUAGE_LINK, elem_id="pb-language")
        with gr.Column(elem_id="pb-chat"):
            _html(TOPBAR, elem_id="pb-top")
            notices = _html(elem_id="pb-notices")
            with gr.Column(elem_id="pb-scroll"):
                transcript = _html(elem_id="pb-transcript", js=_TRANSCRIPT_JS)
                live = _html(elem_id="pb-live", js=_LIVE_JS)
            question, send, stop = _composer()
        with gr.Column(elem_id="pb-evidence"):
            _html(EVIDENCE, elem_id="pb-evidence-frame")
    _html(DIALOGS, elem_id="pb-dialogs")
    conversation = gr.Textbox(visible="hidden", elem_id="pb-conversation", label="conversation")
    asked = gr.Textbox(visible="hidden", elem_id="pb-asked", label="asked")
    return Parts(
        history=history,
        account=account,
        notices=notices,
        transcript=transcript,
        live=live,
        question=question,
        send=send,
        stop=stop,
        new=new,
        conversation=conversation,
        asked=asked,
    )


def _composer() -> tuple[gr.Textbox, gr.Button, gr.Button]:
    with gr.Column(elem_id="pb-composer"):
        with gr.Row(elem_id="pb-box"):
            question = gr.Textbox(
                elem_id="pb-question",
                label=token("question_label"),
                placeholder=token("question_placeholder"),
                show_label=False,
                container=False,
                lines=1,
                max_lines=8,
            )
            send = gr.Button(token("send"), elem_id="pb-send", variant="primary")
            stop = gr.Button(token("stop"), elem_id="pb-stop", visible=False)
        _html(COMPOSER_NOTE, elem_id="pb-note")
    return question, send, stop


# ── events ───────────────────────────────────────────────────────────────────────────────────────────────


def _wire(parts: Parts, events: Events, blocks: gr.Blocks) -> None:
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    view = [parts.transcript, parts.live, parts.history, parts.conversation]
    blocks.load(events.open_page, None, [parts.account, parts.notices, *view], **quiet)
    parts.new.click(events.begin, None, view, **quiet)
    parts.history.show_conversation(events.show, None, view, **quiet)
    parts.history.rename_conversation(events.rename, parts.conversation, parts.history, **quiet)
    parts.history.delete_conversation(events.delete, parts.conversation, view, **quiet)
    _wire_asking(parts, events, view, quiet)


def _wire_asking(parts: Parts, events: Events, view: list[Any], quiet: dict[str, Any]) -> None:
    asking: dict[str, Any] = {
        **quiet,
        "trigger_mode": "multiple",  # the page's script sends once; the framework would swallow a question after a stop
        "outputs": [*view, parts.question, parts.asked, parts.send, parts.stop],
        "concurrency_limit": CONCURRENT_ASKS,
        "concurrency_id": "ask",
    }
    typed = gr.on(
        [parts.question.submit, parts.send.click], events.ask, [parts.question, parts.conversation], **asking
    )
    example = parts.transcript.ask(events.ask_given, parts.conversation, **asking)
    again = parts.live.ask(events.ask_given, parts.conversation, **asking)
    # First the cancelling alone: a piece of the answer that is on its way would overwrite what `stop` shows.
    cancelled = parts.stop.click(None, cancels=[typed, example, again], **quiet)
    stopped = cancelled.then(events.stop, parts.asked, [parts.live, parts.send, parts.stop], **quiet)
    for event in (typed, example, again, stopped):
        event.then(give_back, [parts.question, parts.asked], [parts.question, parts.asked], **quiet)


class Events:
    """The handlers. They are methods so that Gradio can read their annotations and pass request and event."""

    def __init__(self, services: Services, identities: Identities) -> None:
        self._services = services
        self._identities = identities

    def _visit(self, request: gr.Request) -> Dialogue:
        cookies = dict(request.cookies)
        language = language_of(cookies, dict(request.headers).get("accept-language", ""))
        return Dialogue(services=self._services, reader=_asker(request).reader, language=language)

    def open_page(self, request: gr.Request) -> Updates:
        dialogue = self._visit(request)
        wanted = str(dict(request.query_params).get("c", ""))
        box = account_box(_asker(request).account, dialogue.language, offers=self._identities.offer())
        return str(box), _notices(dialogue), *_view(dialogue, wanted)

    def begin(self, request: gr.Request) -> Updates:
        return _view(self._visit(request), "")

    def show(self, event: gr.EventData, request: gr.Request) -> Updates:
        return _view(self._visit(request), _wish(event, "id"))

    def rename(self, current: str, event: gr.EventData, request: gr.Request) -> Any:
        dialogue = self._visit(request)
        _tried(dialogue, lambda: dialogue.rename(_wish(event, "id"), _wish(event, "title")))
        return dialogue.history(current)

    def delete(self, current: str, event: gr.EventData, request: gr.Request) -> Updates:
        dialogue = self._visit(request)
        conversation_id = _wish(event, "id")
        _tried(dialogue, lambda: dialogue.delete(conversation_id))
        if conversation_id == current:
            return _view(dialogue, "")
        return gr.skip(), gr.skip(), dialogue.history(current), gr.skip()

    def ask(self, question: str, conversation_id: str, request: gr.Request) -> Iterator[Updates]:
        steps = _steps(self._visit(request), question or "", conversation_id, typed=True)
        yield from named_steps(_request_id(request), steps)

    def ask_given(self, conversation_id: str, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        without = tuple(filter(None, _wish(event, "without").split(KEYS_APART)))[:_MOST_CONDITIONS]
        steps = _steps(
            self._visit(request), _wish(event, "text"), conversation_id, typed=False,
            without=without, replaces=_wish(event, "replaces"),
        )  # fmt: skip
        yield from named_steps(_request_id(request), steps)

    def stop(self, asked: str, request: gr.Request) -> Updates:
        shown = self._visit(request).stopped(asked or "")
        return str(shown.live), *_buttons(busy=False)


def _asker(request: gr.Request) -> Visit:
    """Return who sent a request, as the door found out."""
    return visit_of(request.request.scope) if request.request else Visit(reader=None)


def _request_id(request: gr.Request) -> str:
    return traced_id(request.request.scope) if request.request else ""


def give_back(question: str, asked: str) -> Updates:
    """Put a question that got no answer back into the box, unless the visitor is writing another one."""
    return (asked if asked and not (question or "").strip() else gr.skip()), ""


def _notices(dialogue: Dialogue) -> Any:
    try:
        return str(dialogue.notices())
    except PatentBridgeError:
        return gr.skip()  # `_view` says what is wrong


def _view(dialogue: Dialogue, wanted: str) -> Updates:
    """Return transcript, live turn, history and id of a conversation, the welcome where there is none by that id."""
    try:
        conversation_id, transcript = dialogue.transcript(wanted)
        return str(transcript), "", str(dialogue.history(conversation_id)), conversation_id
    except PatentBridgeError as error:
        problem = rejected_html(*word_error(error, dialogue.language))
        return gr.skip(), str(problem), gr.skip(), gr.skip()


def _steps(
    dialogue: Dialogue,
    question: str,
    conversation_id: str,
    *,
    typed: bool,
    without: tuple[str, ...] = (),
    replaces: str = "",
) -> Iterator[Updates]:
    busy = False
    for shown in dialogue.ask(question, conversation_id or "", without, replaces):
        begins, ends = shown.busy and not busy, not shown.busy
        asked = question if begins else "" if ends and not shown.unasked else gr.skip()
        yield (
            *_changes(shown),
            "" if begins and typed else gr.skip(),
            asked,
            *(_buttons(busy=shown.busy) if begins or ends else (gr.skip(), gr.skip())),
        )
        busy = shown.busy


def _changes(shown: Shown) -> Updates:
    return (
        gr.skip() if shown.transcript is None else str(shown.transcript),
        str(shown.live),
        gr.skip() if shown.history is None else str(shown.history),
        gr.skip() if shown.conversation_id is None else shown.conversation_id,
    )


def _buttons(*, busy: bool) -> tuple[Any, Any]:
    return gr.update(visible=not busy), gr.update(visible=busy)


def _wish(event: gr.EventData, name: str) -> str:
    """Return a text that the browser sent with an event; empty where it sent something else."""
    sent = event._data
    value = sent.get(name) if isinstance(sent, dict) else None
    return value if isinstance(value, str) else ""


def _tried(dialogue: Dialogue, action: Callable[[], None]) -> None:
    """Do something to a conversation; where it is not this visitor's or the store fails, say so."""
    try:
        action()
    except PatentBridgeError as error:
        message, hint = word_error(error, dialogue.language)
        gr.Warning(str(escape(f"{message} {hint}")), title="")
