"""One's own conversations as a page: words to find in, those that hold them out; each to be opened or taken along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup, escape

from assistant.audit.types import Action, Subject, event_of
from assistant.stored import ConversationSummary, StoredTurn
from assistant.withholding import documents_of
from knowledge.errors import NotFoundError, UsageError
from knowledge.types import ANYONE
from ui.account_routes import Desk, Desks
from ui.conversation_files import Talk, talk_docx, talk_json, talk_markdown
from ui.dialogue import Dialogue
from ui.downloads import attachment
from ui.forms_html import join
from ui.strings import say

_MOST_WORDS = 8
_MOST_SHOWN = 100
_BEFORE, _AFTER = 40, 120  # characters around a word that was found
_KINDS = ("markdown", "word", "json")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A conversation that holds the words, and where the first of them stands."""

    summary: ConversationSummary
    excerpt: str = ""


def add_conversations_routes(app: FastAPI, desks: Desks) -> None:
    for path, handler in (
        ("/conversations", _page),
        ("/conversations/{conversation_id}/markdown", _markdown),
        ("/conversations/{conversation_id}/word", _word),
        ("/conversations/{conversation_id}/json", _json),
    ):
        desks.add(app, "GET", path, handler)


# ── finding ──────────────────────────────────────────────────────────────────────────────────────────────


def find(dialogue: Dialogue, words: list[str]) -> Iterator[Found]:
    """Yield one's conversations in which every word stands, in the title, a question or what one may read of an answer."""
    if dialogue.reader is None:
        return
    longest = max(words, key=len, default="")
    for summary in dialogue.services.history.list(dialogue.reader.user, longest):
        if not words:
            yield Found(summary=summary)
            continue
        texts = [" ".join(text.split()) for text in (summary.title, *_texts(dialogue, summary))]
        whole = "\n".join(texts).casefold()
        if all(word.casefold() in whole for word in words):
            yield Found(summary=summary, excerpt=_excerpt(texts[1:], words))


def _texts(dialogue: Dialogue, summary: ConversationSummary) -> Iterator[str]:
    try:
        turns = dialogue.turns(summary.conversation_id)
    except NotFoundError:  # deleted meanwhile
        return
    for turn in turns:
        yield turn.question
        yield turn.answer.text
        yield from (" ".join(row) for table in turn.answer.tables for row in table.rows)


def _excerpt(texts: list[str], words: list[str]) -> str:
    for text in texts:
        places = [text.casefold().find(word.casefold()) for word in words]
        at = min((place for place in places if place >= 0), default=-1)
        if at >= 0:
            start, end = max(0, at - _BEFORE), at + _AFTER
            return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    return ""


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────


def _page(desk: Desk) -> Response:
    told = desk.request.query_params.get("q", "")[:200]
    language = desk.language
    found = list(find(desk.dialogue, told.split()[:_MOST_WORDS]))
    if found:
        count = say("found_one" if len(found) == 1 else "found_count", language, count=len(found))
    else:
        count = say("found_none", language, words=told) if told else say("history_empty", language)
    rows = join(_row(desk, one, told.split()) for one in found[:_MOST_SHOWN])
    title = say("history", language)
    body = (
        desk.ways()
        + Markup("<h1>{}</h1>").format(title)
        + _search(desk, told)
        + Markup('<p role="status">{}</p>').format(count)
        + (Markup('<ul class="pb-rows">{}</ul>').format(rows) if rows else Markup())
    )
    return desk.page(title, body)


def _search(desk: Desk, told: str) -> Markup:
    every = (
        Markup('<a class="pb-act" href="{}/conversations">{}</a>').format(
            desk.root, say("found_all", desk.language)
        )
        if told
        else Markup()
    )
    return Markup(
        '<form class="pb-form pb-selection" role="search" action="{}/conversations"><label>{}'
        '<input type="search" name="q" value="{}" maxlength="200"></label>'
        '<button type="submit" class="pb-act is-primary">{}</button>{}</form>'
    ).format(desk.root, say("find_conversation", desk.language), told, say("find", desk.language), every)


def _row(desk: Desk, one: Found, words: list[str]) -> Markup:
    summary, language = one.summary, desk.language
    excerpt = Markup("<p>{}</p>").format(marked(one.excerpt, words)) if one.excerpt else Markup()
    files = join(
        Markup('<a class="pb-act" href="{}/conversations/{}/{}" download aria-label="{}">{}</a>').format(
            desk.root,
            summary.conversation_id,
            kind,
            say("export_named", language, title=summary.title, kind=say(f"as_{kind}", language)),
            say(f"as_{kind}", language),
        )
        for kind in _KINDS
    )
    return Markup(
        '<li><p><a href="{}/?c={}"><strong>{}</strong></a> · {:%Y-%m-%d}</p>{}<p class="pb-acts"><span>{}</span> {}</p></li>'
    ).format(
        desk.root,
        summary.conversation_id,
        marked(summary.title, words),
        summary.updated_at.astimezone(),
        excerpt,
        say("take_along", language),
        files,
    )


def marked(text: str, words: list[str]) -> Markup:
    """Return a text with each of the words marked wherever it stands."""
    if not words:
        return escape(text)
    pattern = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    parts, position = [], 0
    for match in pattern.finditer(text):
        parts += [escape(text[position : match.start()]), Markup("<mark>{}</mark>").format(match[0])]
        position = match.end()
    return join([*parts, escape(text[position:])])


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────


def _markdown(desk: Desk) -> Response:
    talk = _talk(desk)
    return _file(desk, talk, talk_markdown(talk), "md", "text/markdown; charset=utf-8")


def _word(desk: Desk) -> Response:
    talk = _talk(desk)
    return _file(desk, talk, talk_docx(talk), "docx", _WORD)


def _json(desk: Desk) -> Response:
    talk = _talk(desk)
    return _file(desk, talk, talk_json(talk), "json", "application/json")


def _talk(desk: Desk) -> Talk:
    """Return the conversation without what was replaced. Raises NotFoundError where it is not the asker's."""
    dialogue = desk.dialogue
    conversation_id = str(desk.request.path_params["conversation_id"])
    try:
        turns = [turn for turn in dialogue.turns(conversation_id) if not turn.replaced_by]
        listed = desk.services.history.list(dialogue.visitor().user)
    except UsageError:
        raise NotFoundError(name=conversation_id) from None
    title = next((one.title for one in listed if one.conversation_id == conversation_id), "")
    return Talk(title=title, turns=turns, language=desk.language, internal=_is_internal(desk, turns))


def _is_internal(desk: Desk, turns: list[StoredTurn]) -> bool:
    used = {each for turn in turns for each in documents_of(turn.answer)}
    return any(desk.services.catalogue.head(each, ANYONE) is None for each in used)


def _file(desk: Desk, talk: Talk, content: bytes | str, ending: str, media_type: str) -> Response:
    conversation_id = str(desk.request.path_params["conversation_id"])
    reader = desk.dialogue.visitor()
    desk.services.audit.write(event_of(reader, Action.EXPORTED, Subject.CONVERSATION, conversation_id))
    day = desk.services.today().isoformat()
    return attachment(content, talk.file_name(day, ending), media_type)
