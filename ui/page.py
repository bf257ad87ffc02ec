"""The Gradio page: components, and which step of ui.dialogue each event runs. Importing it takes seconds.

Every handler takes the asker from the request, where the door put it; a conversation id from the browser is only ever a wish.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr
from fastapi import FastAPI
from markupsafe import Markup, escape

from knowledge.errors import PatentBridgeError
from ui.accounts_html import account_box
from ui.dialogue import Dialogue
from ui.identity import Identities, Visit, visit_of
from ui.live_html import rejected_html
from ui.page_html import (
    BRAND,
    COMPOSER_NOTE,
    DIALOGS,
    EVIDENCE,
    LANGUAGE_LINK,
    TOPBAR,
    UNANSWERED,
)
from ui.protocols import Services
from ui.shell import token
from ui.strings import word_error
from ui.visitor import language_of

_AT_ONCE = 32  # pages opened, conversations shown

# The page's scripts (ui/static) talk to these through events on the document.
_TRANSCRIPT_JS = """
const shown = () => document.dispatchEvent(new CustomEvent('pb:shown'));
const where = { childList: true, subtree: true, attributeFilter: ['data-conversation'] };
new MutationObserver(shown).observe(element, where);
document.addEventListener('pb:transcript', event => { props.value = event.detail; });
shown();
"""
_LIVE_JS = """
const live = () => document.dispatchEvent(new CustomEvent('pb:live'));
document.addEventListener('pb:write', event => { props.value = event.detail; setTimeout(live); });
watch('value', live);
"""
_HISTORY_JS = """
document.addEventListener('pb:history', event => { props.value = event.detail; });
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
    new: gr.Button


def build_page(services: Services, identities: Identities, root_path: str = "") -> FastAPI:
    """Return an application with the page at its root; `root_path` is what a reverse proxy puts before it."""
    with gr.Blocks(title=token("page_title"), analytics_enabled=False, fill_width=True) as blocks:
        parts = _components()
        _wire(parts, Events(services, identities), blocks)
    blocks.queue(max_size=4 * _AT_ONCE, default_concurrency_limit=_AT_ONCE, api_open=False)
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
            _composer()
        with gr.Column(elem_id="pb-evidence"):
            _html(EVIDENCE, elem_id="pb-evidence-frame")
    _html(DIALOGS + UNANSWERED, elem_id="pb-dialogs")
    return Parts(
        history=history,
        account=account,
        notices=notices,
        transcript=transcript,
        live=live,
        new=new,
    )


def _composer() -> None:
    with gr.Column(elem_id="pb-composer"):
        with gr.Row(elem_id="pb-box"):
            gr.Textbox(
                elem_id="pb-question",
                label=token("question_label"),
                placeholder=token("question_placeholder"),
                show_label=False,
                container=False,
                lines=1,
                max_lines=8,
            )
            gr.Button(token("send"), elem_id="pb-send", variant="primary")
            gr.Button(token("stop"), elem_id="pb-stop")
        _html(COMPOSER_NOTE, elem_id="pb-note")


# ── events ───────────────────────────────────────────────────────────────────────────────────────────────


def _wire(parts: Parts, events: Events, blocks: gr.Blocks) -> None:
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    view = [parts.transcript, parts.live, parts.history]
    blocks.load(events.open_page, None, [parts.account, parts.notices, *view], **quiet)
    parts.new.click(events.begin, None, view, **quiet)
    parts.history.show_conversation(events.show, None, view, **quiet)
    parts.history.rename_conversation(events.rename, None, parts.history, **quiet)
    parts.history.delete_conversation(events.delete, None, view, **quiet)


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

    def rename(self, event: gr.EventData, request: gr.Request) -> Any:
        dialogue = self._visit(request)
        _tried(dialogue, lambda: dialogue.rename(_wish(event, "id"), _wish(event, "title")))
        return dialogue.history(_wish(event, "current"))

    def delete(self, event: gr.EventData, request: gr.Request) -> Updates:
        dialogue = self._visit(request)
        conversation_id, current = _wish(event, "id"), _wish(event, "current")
        _tried(dialogue, lambda: dialogue.delete(conversation_id))
        if conversation_id == current:
            return _view(dialogue, "")
        return gr.skip(), gr.skip(), dialogue.history(current)


def _asker(request: gr.Request) -> Visit:
    """Return who sent a request, as the door found out."""
    return visit_of(request.request.scope) if request.request else Visit(reader=None)


def _notices(dialogue: Dialogue) -> Any:
    try:
        return str(dialogue.notices())
    except PatentBridgeError:
        return gr.skip()  # `_view` says what is wrong


def _view(dialogue: Dialogue, wanted: str) -> Updates:
    """Return transcript, live turn and history of a conversation, the welcome where there is none by that id."""
    try:
        conversation_id, transcript = dialogue.transcript(wanted)
        return str(transcript), "", str(dialogue.history(conversation_id))
    except PatentBridgeError as error:
        problem = rejected_html(*word_error(error, dialogue.language))
        return gr.skip(), str(problem), gr.skip()


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
