"""Asking the last question again, or in other words, as HTML: a turn in; buttons, a form, and what was replaced folded, out."""

from __future__ import annotations

from markupsafe import Markup

from assistant.answering import MOST_QUESTION_CHARACTERS
from assistant.stored import StoredTurn
from knowledge.types import Language
from ui.filters_html import KEYS_APART
from ui.icons import icon
from ui.strings import say

_SUMMARY_CHARS = 60


def asking_again(turn: StoredTurn, language: Language) -> Markup:
    """Return the buttons under the last question, and the form that edits it; the page's script opens that."""
    without = KEYS_APART.join(sorted(one.key for one in turn.answer.conditions if one.off))
    values = {
        "turn": turn.turn_id,
        "question": turn.question,
        "without": without,
        "again_icon": icon("again"),
        "again": say("retry", language),
        "edit_icon": icon("pencil"),
        "edit": say("edit_question", language),
        "label": say("edit_question_label", language),
        "longest": MOST_QUESTION_CHARACTERS,
        "ask": say("send", language),
        "cancel": say("cancel", language),
    }
    return Markup(
        '<p class="pb-question-acts" data-last>'
        '<button type="button" class="pb-act pb-edit" aria-expanded="false">{edit_icon}<span>{edit}</span></button>'
        '<button type="button" class="pb-act pb-retry" data-ask="{question}" data-without="{without}" data-replaces="{turn}">'
        "{again_icon}<span>{again}</span></button></p>"
        '<div class="pb-editing" data-last hidden><textarea rows="3" maxlength="{longest}" aria-label="{label}">\n{question}</textarea>'
        '<p class="pb-question-acts"><button type="button" class="pb-act pb-edit-cancel">{cancel}</button>'
        '<button type="button" class="pb-act is-primary" data-ask="{question}" data-replaces="{turn}">{ask}</button></p></div>'
    ).format_map(values)


def folded(question: str, turn: Markup, language: Language) -> Markup:
    """Return a turn that another one stands for, folded behind its question."""
    line = " ".join(question.split())
    shown = line if len(line) <= _SUMMARY_CHARS else line[:_SUMMARY_CHARS] + "…"
    return Markup('<details class="pb-replaced"><summary>{}{}</summary>{}</details>').format(
        icon("chevron"), say("replaced_question", language, question=shown), turn
    )
