"""Drafts as HTML: the queue, and one draft with its text as it will look, its review and its history. Values in, markup out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from assistant.accounts.types import Account
from assistant.drafting.drafter import body_length
from assistant.drafting.lengths import BOUNDS
from assistant.drafting.types import DraftKind
from assistant.phrases import phrases
from assistant.replaced_words import Op, Piece
from assistant.review.changes import PartChange
from assistant.review.editing import Typed
from assistant.review.entries import left_open, open_places
from assistant.review.types import (
    Approval,
    Content,
    Difference,
    Differs,
    DraftState,
    KeptDraft,
    Step,
)
from knowledge.types import Language
from ui.accounts_html import ways
from ui.draft_text_html import ENTRY, SLOT, field_name, reason, sources, text_form
from ui.forms_html import done, form, hidden, join, section
from ui.strings import say

__all__ = ["DONE", "ENTRY", "SLOT", "View", "done", "page", "queue"]

DONE = ("written", "edited", "submitted", "approved", "returned", "rewritten", "deleted")
_TABS = ("review", "mine", "open", "approved", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that the page of one draft shows. `since` is the version it is compared with, 0 where there is none."""

    root: str
    language: Language  # of the page
    draft: KeptDraft
    content: Content
    steps: Sequence[Step]
    names: Mapping[str, str]
    approval: Approval | None
    differences: Sequence[Difference]
    may_approve: bool
    since: int = 0
    changes: Sequence[PartChange] = ()
    typed: Typed | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"{self.root}/drafts/{self.draft.draft_id}"

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    def name(self, account_id: str) -> str:
        return self.names.get(account_id, account_id)


# ── the queue ────────────────────────────────────────────────────────────────────────────────────────────


def queue(
    root: str,
    officer: Account,
    drafts: Sequence[KeptDraft],
    names: Mapping[str, str],
    *,
    shown: str,
    filled: Callable[[str], str],
    language: Language,
    told: Markup,
) -> Markup:
    """Return the drafts of one tab, and the form of a new one; `filled` gives back what was typed into it."""
    rows = join(_row(root, draft, names, language) for draft in drafts)
    listed = (
        Markup('<ul class="pb-rows">{}</ul>').format(rows)
        if rows
        else Markup("<p>{}</p>").format(say("drafts_none", language))
    )
    return (
        ways(root, officer, language, f"{root}/drafts")
        + Markup('<h1>{}</h1><p class="pb-section-note">{}</p>').format(
            say("drafts", language), say("drafts_note", language)
        )
        + told
        + _tabs(root, shown, language)
        + section(say(f"drafts_show.{shown}", language), listed)
        + _new(root, filled, language)
    )


def _tabs(root: str, shown: str, language: Language) -> Markup:
    links = join(
        Markup('<a href="{}/drafts?show={}"{}>{}</a>').format(
            root,
            tab,
            Markup(' aria-current="page"') if tab == shown else Markup(),
            say(f"drafts_show.{tab}", language),
        )
        for tab in _TABS
    )
    return Markup('<nav class="pb-ways pb-tabs" aria-label="{}">{}</nav>').format(
        say("drafts", language), links
    )


def _row(root: str, draft: KeptDraft, names: Mapping[str, str], language: Language) -> Markup:
    line = say(
        "draft_line",
        language,
        kind=say(f"draft_kind.{draft.kind}", language),
        language=say(f"draft_language.{draft.language}", language),
        version=draft.version,
        enterprise=draft.enterprise or say("draft_no_enterprise", language),
        who=names.get(draft.edited_by, draft.edited_by),
        when=_moment(draft.updated_at),
    )
    return Markup('<li><p>{} <a href="{}/drafts/{}"><strong>{}</strong></a></p><p>{} · {}</p></li>').format(
        state_mark(draft.state, language), root, draft.draft_id, draft.title, draft.publication_number, line
    )


def _new(root: str, filled: Callable[[str], str], language: Language) -> Markup:
    lines = (
        _area("need_text", say("draft_need_text", language), filled("need_text")),
        _line("enterprise", say("draft_enterprise", language), filled("enterprise"), required=False),
        _line("document_id", say("draft_patent", language), filled("document_id")),
        _select("kind", say("draft_kind", language), [(k, say(f"draft_kind.{k}", language)) for k in DraftKind], filled("kind")),
        _select("language", say("draft_language", language), [(one, say(f"draft_language.{one}", language)) for one in Language], filled("language") or str(language)),
    )  # fmt: skip
    return section(
        say("draft_new", language), form(f"{root}/drafts", *lines, submit=say("draft_write", language))
    )


def _area(name: str, label: str, value: str) -> Markup:
    return Markup(
        '<p class="pb-field"><label for="field-{0}">{1}</label>'
        '<textarea id="field-{0}" name="{0}" rows="4" maxlength="20000" required>{2}</textarea></p>'
    ).format(name, label, value)


def _line(name: str, label: str, value: str, *, required: bool = True) -> Markup:
    return Markup(
        '<p class="pb-field"><label for="field-{0}">{1}</label>'
        '<input id="field-{0}" name="{0}" value="{2}" maxlength="200" autocomplete="off"{3}></p>'
    ).format(name, label, value, Markup(" required") if required else Markup())


def _select(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Markup:
    shown = join(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if value == chosen else Markup(), told
        )
        for value, told in options
    )
    return Markup(
        '<p class="pb-field"><label for="field-{0}">{1}</label><select id="field-{0}" name="{0}">{2}</select></p>'
    ).format(name, label, shown)


def state_mark(state: DraftState, language: Language) -> Markup:
    return Markup('<span class="pb-state is-{}">{}</span>').format(
        state, say(f"draft_state.{state}", language)
    )


# ── one draft ────────────────────────────────────────────────────────────────────────────────────────────


def page(view: View, officer: Account, told: Markup) -> Markup:
    """Return the page of one draft."""
    return (
        ways(view.root, officer, view.language, f"{view.root}/drafts/{view.draft.draft_id}")
        + _head(view)
        + told
        + _standing(view)
        + _text(view)
        + _compared(view)
        + _acts(view)
        + section(view.say("draft_sources"), sources(view.content.draft, view.language))
        + _files(view)
        + _history(view)
    )


def _head(view: View) -> Markup:
    draft = view.draft
    line = view.say(
        "draft_line",
        kind=view.say(f"draft_kind.{draft.kind}"),
        language=view.say(f"draft_language.{draft.language}"),
        version=draft.version,
        enterprise=draft.enterprise or view.say("draft_no_enterprise"),
        who=view.name(draft.edited_by),
        when=_moment(draft.updated_at),
    )
    return Markup('<h1>{}</h1><p class="pb-draft-line">{} {} · {}</p>').format(
        draft.title, state_mark(draft.state, view.language), draft.publication_number, line
    )


def _standing(view: View) -> Markup:
    """Say whether a draft still stands, or who approved it."""
    if view.approval is not None:
        signed = view.approval
        line = view.say(
            "draft_approved_by", name=signed.name, when=_moment(signed.at), version=signed.version
        )
        alone = Markup("<p>{}</p>").format(view.say("draft_alone")) if signed.alone else Markup()
        return Markup('<div class="pb-form-done" role="status"><p>{}</p>{}</div>').format(line, alone)
    if not view.differences:
        return Markup('<p class="pb-section-note">{}</p>').format(view.say("draft_no_differences"))
    rows = join(_difference(one, view) for one in view.differences)
    return Markup(
        '<section class="pb-form-problem" aria-label="{0}"><h2>{0}</h2><ul class="pb-rows">{1}</ul></section>'
    ).format(view.say("draft_differences"), rows)


def _difference(one: Difference, view: View) -> Markup:
    about, now = one.about, one.now
    if one.kind is Differs.FIELD:
        about = field_name(one.about, view.language)
    if one.kind is Differs.WORDS:
        now = reason(one.now, view.language)
    return Markup(
        "<li><p><strong>{}</strong> · {}</p><dl class='pb-was'><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd></dl></li>"
    ).format(
        view.say(f"draft_differs.{one.kind}"), about, view.say("draft_was"), one.before, view.say("draft_is"), now
    )  # fmt: skip


def _text(view: View) -> Markup:
    content, draft = view.content, view.content.draft
    least, most = BOUNDS[draft.kind, draft.language]
    length = view.say("draft_length", length=body_length(draft.parts, draft.language), least=least, most=most)
    names = [view.say(f"draft_entry.{name}") for name in left_open(content)]
    between = "、" if view.language is Language.ZH else ", "
    notes = [view.say("draft_editing_note")] if view.approval is None else []
    if names and view.approval is None:
        notes.append(view.say("draft_left_open", names=between.join(names)))
    noted = join(Markup('<p class="pb-section-note">{}</p>').format(note) for note in notes)
    body = text_form(
        content,
        action=f"{view.address}/edit",
        version=view.draft.version,
        editable=view.approval is None,
        typed=view.typed,
        reasons=view.reasons,
        language=view.language,
    )
    told = Markup("<p>{}</p>").format(length)
    return section(view.say("draft_text"), noted, told, body, note=view.say("draft_text_note"))


def _acts(view: View) -> Markup:
    """Return the buttons that the state allows."""
    if view.approval is not None:
        return Markup()
    seen, state = hidden("version", str(view.draft.version)), view.draft.state
    parts: list[Markup] = []
    if state is DraftState.DRAFT:
        parts.append(form(f"{view.address}/submit", seen, submit=view.say("draft_submit")))
    if state is DraftState.RETURNED:
        parts.append(Markup("<p>{}</p>").format(view.say("draft_returned_note")))
    if state is DraftState.IN_REVIEW:
        places = open_places(view.content)
        if places:
            named = phrases(view.draft.language).join(list(places))
            parts.append(Markup("<p>{}</p>").format(view.say("draft_fill_first", places=named)))
        if view.may_approve and not view.differences and not places:
            parts.append(form(f"{view.address}/approve", seen, submit=view.say("draft_approve")))
        elif not view.may_approve:
            parts.append(Markup("<p>{}</p>").format(view.say("draft_four_eyes")))
        remark = _area("remark", view.say("draft_remark"), "")
        parts.append(form(f"{view.address}/return", seen, remark, submit=view.say("draft_return")))
    parts.append(Markup('<p class="pb-section-note">{}</p>').format(view.say("draft_rewrite_note")))
    parts.append(form(f"{view.address}/rewrite", seen, submit=view.say("draft_rewrite"), inline=True))
    parts.append(
        form(f"{view.address}/delete", seen, submit=view.say("draft_delete"), danger=True, inline=True)
    )
    return section(view.say("draft_acts"), *parts)


def _compared(view: View) -> Markup:
    if not view.since:
        return Markup()
    rows = join(_change(one, view) for one in view.changes)
    body = (
        Markup('<ul class="pb-rows">{}</ul>').format(rows)
        if rows
        else Markup("<p>{}</p>").format(view.say("draft_changes_none"))
    )
    return Markup('<div id="changes">{}</div>').format(
        section(view.say("draft_changes", version=view.since), body)
    )


def _change(one: PartChange, view: View) -> Markup:
    by_hand = (
        Markup("<strong>{}</strong> ").format(view.say(f"draft_entry.{one.name}"))
        if one.by_hand
        else Markup()
    )
    return Markup("<li>{}{}</li>").format(by_hand, join(map(_piece, one.pieces)))


def _piece(piece: Piece) -> Markup:
    shapes = {Op.SAME: "{}", Op.GONE: "<del>{}</del>", Op.NEW: "<ins>{}</ins>"}
    return Markup(shapes[piece.op]).format(piece.text)


def _files(view: View) -> Markup:
    links = [("word", "draft_word"), ("markdown", "draft_markdown")]
    if view.approval is not None:
        links.append(("evidence", "draft_evidence"))
    anchors = join(
        Markup('<a class="pb-act" href="{}/{}" download>{}</a> ').format(view.address, path, view.say(key))
        for path, key in links
    )
    return section(
        view.say("draft_files"), Markup("<p>{}</p>").format(anchors), note=view.say("draft_files_note")
    )


def _history(view: View) -> Markup:
    rows = join(_step(step, view) for step in reversed(view.steps))
    return section(view.say("draft_history"), Markup('<ul class="pb-rows">{}</ul>').format(rows))


def _step(step: Step, view: View) -> Markup:
    line = view.say(
        "draft_step",
        when=_moment(step.at),
        who=view.name(step.by),
        act=view.say(f"draft_act.{step.act}"),
        version=step.version,
    )
    remark = Markup("<blockquote>{}</blockquote>").format(step.remark) if step.remark else Markup()
    alone = Markup("<p>{}</p>").format(view.say("draft_alone")) if step.alone else Markup()
    compare = (
        Markup(' <a href="{}?since={}#changes">{}</a>').format(
            view.address, step.version, view.say("draft_compare")
        )
        if step.version < view.draft.version
        else Markup()
    )
    return Markup("<li><p>{}{}</p>{}{}</li>").format(line, compare, remark, alone)


def _moment(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
