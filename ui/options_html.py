"""What a question back lets the asker choose from, as HTML: an answer in; one button for each option out."""

from __future__ import annotations

from markupsafe import Markup

from assistant.types import Answer
from ui.markup import html_lang


def options_html(answer: Answer) -> Markup:
    """Return the buttons, each asking what it is called; nothing where the answer asks nothing back."""
    if not answer.options:
        return Markup()
    items = Markup("").join(
        Markup('<li><button type="button" class="pb-filter" data-ask="{0}">{0}</button></li>').format(
            option.label
        )
        for option in answer.options
    )
    return Markup('<ul class="pb-options" lang="{}">{}</ul>').format(html_lang(answer.language), items)
