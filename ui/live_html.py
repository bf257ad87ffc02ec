"""The turn in the making as HTML: its question, what is being done, provisional text, or what went wrong."""

from __future__ import annotations

from markupsafe import Markup

from assistant.types import Progress, Stage
from knowledge.types import Language
from ui.answer_html import question_html
from ui.icons import icon
from ui.strings import say


def pending_html(
    question: str, language: Language, progress: Progress | None = None, draft: str = ""
) -> Markup:
    """Return the question with a progress line, and the unverified text so far where a model is writing."""
    provisional = (
        Markup('<p class="pb-draft-note">{}</p><p class="pb-draft">{}</p>').format(
            say("draft_note", language), draft.strip()
        )
        if draft.strip()
        else Markup()
    )
    return _turn(
        question,
        language,
        Markup(
            '<p class="pb-progress" role="status"><span class="pb-dots" aria-hidden="true"></span>{}</p>{}'
        ).format(progress_line(progress, language), provisional),
    )


def progress_line(progress: Progress | None, language: Language) -> str:
    if progress is None:
        return say("stage_understanding", language)
    if progress.stage is Stage.COMPOSING and progress.found:
        return say("stage_found", language, found=progress.found)
    return say(f"stage_{progress.stage}", language)


def failed_html(question: str, message: str, hint: str, language: Language) -> Markup:
    """Return the question with what went wrong, what to do, and a button that asks again."""
    return _turn(question, language, _notice(message, hint, again=question, language=language))


def rejected_html(message: str, hint: str) -> Markup:
    """Return why a question was not even tried; its text is still in the box."""
    return Markup(
        '<section class="pb-turn"><article class="pb-answer is-problem" role="alert">{}</article></section>'
    ).format(_lines(message, hint))


def _turn(question: str, language: Language, body: Markup) -> Markup:
    return Markup(
        '<section class="pb-turn is-live">{}<article class="pb-answer">{}</article></section>'
    ).format(question_html(question, language), body)


def _notice(message: str, hint: str, *, again: str, language: Language) -> Markup:
    return Markup('<div class="pb-problem" role="alert">{}{}</div>').format(
        _lines(message, hint), _again(again, language)
    )


def _again(question: str, language: Language) -> Markup:
    return Markup('<p><button type="button" class="pb-act pb-again" data-ask="{}">{}</button></p>').format(
        question, say("ask_again", language)
    )


def _lines(message: str, hint: str) -> Markup:
    return Markup('<p class="pb-problem-line">{}<strong>{}</strong></p><p>{}</p>').format(
        icon("warning"), message, hint
    )
