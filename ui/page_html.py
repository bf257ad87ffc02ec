"""The page around the conversation as HTML: brand, history, notices, welcome, dialogs and the evidence frame.

Fixed parts hold `@pb:key@` where a string belongs: the host puts it in, in the visitor's language (see ui.shell).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from assistant.stored import ConversationSummary
from knowledge.types import Language
from ui.icons import icon
from ui.protocols import Counts
from ui.strings import EXAMPLES, Example, examples, say

_join = Markup("").join

BRAND = Markup(
    '<div class="pb-brand"><span class="pb-logo">{}</span><span><strong>@pb:product@</strong>'
    '<span class="pb-tagline">@pb:tagline@</span></span>'
    '<button type="button" class="pb-icon-button pb-nav-close" aria-label="@pb:close_menu@">{}</button></div>'
).format(icon("bridge"), icon("close"))

TOPBAR = Markup(
    '<div class="pb-topbar"><button type="button" class="pb-icon-button pb-nav-open" aria-label="@pb:open_menu@" '
    'aria-controls="pb-nav" aria-expanded="false">{}</button><h1>@pb:product@</h1>'
    '<button type="button" class="pb-icon-button pb-evidence-open" aria-label="@pb:open_evidence@" '
    'aria-controls="pb-evidence" aria-expanded="false">{}</button></div>'
).format(icon("menu"), icon("book"))

LANGUAGE_LINK = Markup(
    '<p class="pb-switch"><a class="pb-lang" href="language/@pb:other_language@" hreflang="@pb:other_language@" '
    'lang="@pb:other_language@">@pb:other_language_name@</a></p>'
)

COMPOSER_NOTE = Markup(
    '<p class="pb-composer-note"><span class="pb-keys">@pb:composer_keys@</span> @pb:composer_note@</p>'
)

EVIDENCE = Markup(
    '<aside class="pb-evidence-frame" aria-label="@pb:evidence@"><header><h2 tabindex="-1" id="pb-evidence-title">@pb:evidence@</h2>'
    '<button type="button" class="pb-icon-button pb-evidence-close" aria-label="@pb:close_evidence@">{}</button></header>'
    '<div class="pb-evidence-body" data-unreachable="@pb:evidence_unreachable@"><div class="pb-evidence-empty">{}<p>@pb:evidence_empty@</p></div></div></aside>'
).format(icon("close"), icon("book"))

DIALOGS = Markup(
    '<dialog class="pb-dialog" id="pb-rename-dialog" aria-labelledby="pb-rename-title"><form method="dialog">'
    '<h2 id="pb-rename-title">@pb:rename_title@</h2><input type="text" name="title" maxlength="80" required '
    'aria-label="@pb:rename_label@"><p class="pb-dialog-acts"><button type="button" class="pb-act pb-dialog-cancel">@pb:cancel@</button>'
    '<button type="submit" class="pb-act is-primary">@pb:save@</button></p></form></dialog>'
    '<dialog class="pb-dialog" id="pb-delete-dialog" aria-labelledby="pb-delete-title"><form method="dialog">'
    '<h2 id="pb-delete-title">@pb:delete_title@</h2><p class="pb-dialog-name"></p><p>@pb:delete_note@</p>'
    '<p class="pb-dialog-acts"><button type="button" class="pb-act pb-dialog-cancel">@pb:cancel@</button>'
    '<button type="submit" class="pb-act is-danger">@pb:delete@</button></p></form></dialog>'
)


# What the page's script shows where a question was stopped or nothing came back; it puts the question in.
UNANSWERED = Markup("").join(
    Markup(
        '<div id="pb-{0}" hidden><section class="pb-turn is-live"><div class="pb-question"><h2 class="pb-question-text"></h2></div>'
        '<article class="pb-answer"><div class="pb-problem" role="{1}"><p><strong>@pb:{0}@</strong> @pb:{0}_hint@</p>'
        '<p><button type="button" class="pb-act pb-again">@pb:ask_again@</button></p></div></article></section></div>'
    ).format(name, role)
    for name, role in (("stopped", "status"), ("unreachable", "alert"))
)


# ── history ──────────────────────────────────────────────────────────────────────────────────────────────


def history_html(
    conversations: Sequence[ConversationSummary], current: str, today: date, language: Language
) -> Markup:
    """Return the visitor's conversations, last used first, under the day they were last used."""
    title = say("history", language)
    every = Markup('<a href="conversations">{}</a>').format(say("found_all", language))
    if not conversations:
        return Markup(
            '<nav class="pb-history" aria-label="{0}"><h2>{0}</h2><p class="pb-none">{1}</p></nav>'
        ).format(title, say("history_empty", language))
    groups: dict[str, list[Markup]] = {}
    for entry in conversations:
        day = say(_day_key(entry.updated_at.astimezone().date(), today), language)
        groups.setdefault(day, []).append(_entry(entry, entry.conversation_id == current, language))
    find = Markup(
        '<form class="pb-find" role="search" action="conversations"><input type="search" name="q" maxlength="200" '
        'aria-label="{0}" placeholder="{0}"><button type="submit" class="pb-icon-button" aria-label="{1}">{2}</button></form>'
    ).format(say("find_conversation", language), say("find", language), icon("search"))
    lists = find + _join(
        Markup("<h3>{}</h3><ul>{}</ul>").format(day, _join(entries)) for day, entries in groups.items()
    )
    return Markup('<nav class="pb-history" aria-label="{0}"><h2>{0}{1}</h2>{2}</nav>').format(
        title, every, lists
    )


def _day_key(day: date, today: date) -> str:
    if day >= today:
        return "day_today"
    if day == today - timedelta(days=1):
        return "day_yesterday"
    return "day_week" if day > today - timedelta(days=7) else "day_earlier"


def _entry(entry: ConversationSummary, current: bool, language: Language) -> Markup:
    return Markup(
        '<li class="{current}"><button type="button" class="pb-open" data-id="{id}"{aria}>{title}</button>'
        '<button type="button" class="pb-icon-button pb-rename" data-id="{id}" data-title="{title}" aria-label="{rename}">{pencil}</button>'
        '<button type="button" class="pb-icon-button pb-delete" data-id="{id}" data-title="{title}" aria-label="{delete}">{trash}</button></li>'
    ).format(
        current="is-current" if current else "",
        aria=Markup(' aria-current="true"') if current else "",
        id=entry.conversation_id,
        title=entry.title,
        rename=say("rename_this", language, title=entry.title),
        delete=say("delete_this", language, title=entry.title),
        pencil=icon("pencil"),
        trash=icon("trash"),
    )


# ── notices ──────────────────────────────────────────────────────────────────────────────────────────────


def notices_html(model_name: str | None, counts: Counts, today: date, language: Language) -> Markup:
    """Return the notices above the conversation: how answers are made, what the library holds, and of which day they are."""
    if model_name:
        label = _label("mode_model", language, model=model_name)
        mode = _notice("is-model", label, (say("mode_model_note", language),))
    else:
        label = _label("mode_extractive", language)
        mode = _notice("is-extractive", label, (say("mode_extractive_note", language),))
    day = Markup('<p class="pb-chip">{}</p>').format(say("as_of", language, day=today))
    notices = [mode, _library_notice(counts, language), day]
    if counts.vectors_pending:
        text = _label("vectors_pending", language, count=f"{counts.vectors_pending:,}")
        notices.append(Markup('<p class="pb-chip">{}</p>').format(text))
    return Markup('<div class="pb-notices">{}</div>').format(_join(notices))


def _label(key: str, language: Language, **values: object) -> Markup:
    """Return a notice in full and in a few words: a narrow window shows the few."""
    return Markup('<span class="pb-in-full">{}</span><span class="pb-in-short">{}</span>').format(
        say(key, language, **values), say(f"{key}_short", language, **values)
    )


def _notice(kind: str, label: Markup, lines: Iterable[str | Markup]) -> Markup:
    body = _join(Markup("<p>{}</p>").format(line) for line in lines)
    return Markup(
        '<details class="pb-notice {}"><summary>{}{}</summary><div class="pb-notice-body">{}</div></details>'
    ).format(kind, label, icon("chevron"), body)


def _library_notice(counts: Counts, language: Language) -> Markup:
    if not counts.documents:
        return _notice("is-sample", _label("library_empty", language), _load_lines(language))
    if not counts.sample:
        label = _label("library_counts", language, **_told(counts))
        lines = (library_line(counts, language), _loaded_line(counts, language))
        return _notice("is-library", label, lines)
    key = "library_sample" if counts.sample >= counts.documents else "library_mixed"
    label = _label(key, language, count=counts.sample)
    return _notice(
        "is-sample",
        label,
        (
            say("library_sample_note", language),
            library_line(counts, language),
            *_load_lines(language),
            *_remove_lines(language),
        ),
    )


def library_line(counts: Counts, language: Language) -> str:
    return say("library_counts", language, **_told(counts))


def _told(counts: Counts) -> dict[str, str]:
    return {name: f"{getattr(counts, name):,}" for name in ("documents", "patents", "policies", "passages")}


def _loaded_line(counts: Counts, language: Language) -> str:
    return (
        say("library_loaded", language, day=counts.loaded_on)
        if counts.loaded_on
        else say("library_own", language)
    )


def _load_lines(language: Language) -> tuple[Markup, ...]:
    return (_command(say("load_own", language), say("load_command", language)),)


def _remove_lines(language: Language) -> tuple[Markup, ...]:
    return (_command(say("remove_samples", language), say("remove_command", language)),)


def _command(label: str, command: str) -> Markup:
    return Markup('{} <code class="pb-command">{}</code>').format(label, command)


# ── welcome ──────────────────────────────────────────────────────────────────────────────────────────────


def welcome_html(counts: Counts, language: Language) -> Markup:
    """Return what an empty conversation shows: what this is, example questions, and where the contents come from."""
    groups = _join(
        _example_group(group, examples(group, with_samples=counts.sample > 0), language) for group in EXAMPLES
    )
    return Markup(
        '<div class="pb-turns pb-welcome" data-conversation=""><h2>{}</h2><p class="pb-lead">{}</p>'
        '<div class="pb-examples">{}</div>{}</div>'
    ).format(
        say("welcome", language), say("welcome_lead", language), groups, _sample_callout(counts, language)
    )


def _example_group(group: str, questions: Sequence[Example], language: Language) -> Markup:
    items = _join(
        Markup('<li><button type="button" class="pb-example" data-ask="{0}">{0}</button></li>').format(
            q.text(language)
        )
        for q in questions
    )
    return Markup('<section class="pb-example-group"><h3>{}{}</h3><ul>{}</ul></section>').format(
        icon(_GROUP_ICONS[group]), say(f"group_{group}", language), items
    )


_GROUP_ICONS = {"sme": "company", "officer": "handshake", "policy": "scale"}


def _sample_callout(counts: Counts, language: Language) -> Markup:
    if not counts.documents:
        lines = (Markup("<strong>{}</strong>").format(say("library_empty", language)), *_load_lines(language))
    elif counts.sample:
        key = "sample_callout" if counts.sample >= counts.documents else "mixed_callout"
        title = Markup("<strong>{}</strong> {}").format(
            say(key, language, count=counts.sample), library_line(counts, language)
        )
        lines = (title, *_load_lines(language), *_remove_lines(language))
    else:
        lines = (Markup("{}").format(library_line(counts, language)),)
    return Markup('<div class="pb-library-note{}">{}</div>').format(
        " is-sample" if counts.sample or not counts.documents else "",
        _join(Markup("<p>{}</p>").format(line) for line in lines),
    )
