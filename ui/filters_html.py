"""What an answer is narrowed to as HTML: a turn in; chips under its question out, each a button that asks again."""

from __future__ import annotations

from markupsafe import Markup

from assistant.condition_words import label
from assistant.phrases import phrases
from assistant.stored import StoredTurn
from assistant.types import Condition
from knowledge.types import Language
from ui.icons import icon
from ui.strings import say

KEYS_APART = "\n"  # of the conditions that a chip asks again without


def filters_html(turn: StoredTurn, language: Language) -> Markup:
    """Return the chips, those that were taken away last; nothing where nothing narrows or did."""
    conditions = sorted(turn.answer.conditions, key=lambda condition: condition.off)
    if not conditions:
        return Markup()
    items = Markup("").join(
        Markup("<li>{}</li>").format(_chip(condition, turn, language)) for condition in conditions
    )
    return Markup('<div class="pb-filters"><span>{0}</span><ul aria-label="{0}">{1}</ul></div>').format(
        say("filters", language), items
    )


def _chip(condition: Condition, turn: StoredTurn, language: Language) -> Markup:
    name = label(condition, phrases(language))
    off = {one.key for one in turn.answer.conditions if one.off} ^ {condition.key}
    return Markup(
        '<button type="button" class="pb-filter{}" data-ask="{}" data-without="{}" aria-label="{}" title="{}">'
        "<span>{}</span>{}</button>"
    ).format(
        " is-off" if condition.off else "",
        turn.question,
        KEYS_APART.join(sorted(off)),
        say("filter_apply" if condition.off else "filter_remove", language, name=name),
        say("filter_words", language, words=condition.words),
        name,
        icon("plus" if condition.off else "close"),
    )
