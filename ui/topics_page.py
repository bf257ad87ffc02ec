"""Which topics people ask about, for those who plan: topics of at least three askers as a page, never a word of a question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.insights import FEWEST_ASKERS, Topic
from assistant.topics import TopicKind
from knowledge.errors import AccessError, NotFoundError
from knowledge.types import Language
from ui.account_routes import Desk, Desks
from ui.forms_html import join, section
from ui.strings import say

_MONTHS = (1, 3, 12)
_SHOWN = (TopicKind.TERM, TopicKind.IPC, TopicKind.POLICY)


def add_topics_route(app: FastAPI, desks: Desks) -> None:
    desks.add(app, "GET", "/topics", _topics_page)


def _topics_page(desk: Desk) -> Response:
    """Show the topics of some months; for whoever may not know them there is no such page."""
    told = desk.request.query_params.get("months", "")
    months = int(told) if told in map(str, _MONTHS) else _MONTHS[1]
    account = desk.account
    try:
        found = desk.services.insights.topics(account.reader, _begin(desk.services.today(), months))
    except AccessError:
        raise NotFoundError(name="topics") from None
    language = desk.language
    body = (
        desk.ways()
        + Markup('<h1>{}</h1><p class="pb-section-note">{}</p>').format(
            say("topics", language), say("topics_note", language, fewest=FEWEST_ASKERS)
        )
        + _choice(desk.root, months, language)
        + join(_section(kind, [t for t in found if t.kind is kind], language) for kind in _SHOWN)
    )
    return desk.page(say("topics", language), body)


def _begin(today: date, months: int) -> date:
    """Return the first day of the first of so many months, this one included."""
    count = today.year * 12 + today.month - months
    return date(count // 12, count % 12 + 1, 1)


def _choice(root: str, chosen: int, language: Language) -> Markup:
    links = join(
        Markup('<a href="{}/topics?months={}"{}>{}</a>').format(
            root,
            months,
            Markup(' aria-current="true"') if months == chosen else Markup(),
            say("topics_month" if months == 1 else "topics_months", language, months=months),
        )
        for months in _MONTHS
    )
    return Markup('<p class="pb-ways">{}</p>').format(links)


def _section(kind: TopicKind, topics: Iterable[Topic], language: Language) -> Markup:
    rows = join(
        Markup("<li>{} · {}</li>").format(
            topic.name(language), say("topics_askers", language, count=topic.askers)
        )
        for topic in topics
    )
    listed = (
        Markup('<ul class="pb-rows">{}</ul>').format(rows)
        if rows
        else Markup("<p>{}</p>").format(say("topics_none", language))
    )
    return section(say(f"topics.{kind}", language), listed)
