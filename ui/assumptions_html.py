"""The assumptions of a calculation as HTML: an answer in; fields whose change asks again out."""

from __future__ import annotations

from markupsafe import Markup

from assistant.phrases import phrases
from assistant.types import Answer, Intent
from knowledge.lazy_patterns import lazy_pattern
from ui.markup import html_lang
from ui.strings import say

_SALES = ("sales", "growth", "units", "years", "discount")
_TERMS = ("upfront", "rate", "periodic", "minimum")
_MARKERS = lazy_pattern(r"(?: \[\d{1,3}\])+$")


def assumptions_html(answer: Answer) -> Markup:
    """Return the fields; nothing where nothing was calculated. Of several offers, what they have in common."""
    fields = editable(answer)
    if not fields:
        return Markup()
    items = Markup("").join(
        Markup('<label>{0} <input name="{0}" value="{1}" maxlength="40" autocomplete="off"></label>').format(
            name, value
        )
        for name, value in fields
    )
    return Markup(
        '<fieldset class="pb-assumptions" lang="{}" data-template="{}"><legend>{}</legend>{}'
        '<button type="button" class="pb-filter" data-ask="" disabled>{}</button></fieldset>'
    ).format(
        html_lang(answer.language),
        say("assumptions_question", answer.language, changes="{}"),
        say("assumptions", answer.language),
        items,
        say("assumptions_again", answer.language),
    )


def editable(answer: Answer) -> tuple[tuple[str, str], ...]:
    """Return the assumptions that can be changed, as the table names them, and what was assumed."""
    if answer.intent is not Intent.CALCULATION:
        return ()
    words = phrases(answer.language)
    title = words.say("scenario.table_assumptions")
    tables = [table for table in answer.tables if table.title == title]
    names = {words.say(f"scenario.name.{name}") for name in (*_SALES, *(_TERMS if len(tables) == 1 else ()))}
    nothing = words.say("scenario.value.none")
    found: dict[str, str] = {}
    for table in tables:
        for name, value, *_ in table.rows:
            if name in names:
                shown = _MARKERS.sub("", value)
                found.setdefault(name, "" if shown == nothing else shown)
    return tuple(found.items())
