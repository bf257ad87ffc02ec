"""The text of a draft as HTML: its parts as they will look, each slot with its sources and, where it may be, a field to edit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from assistant.drafting.sources import source_head, source_notes
from assistant.drafting.types import Block, BlockKind, Grid, OfficeDraft, Part, Slot
from assistant.phrases import phrases
from assistant.review.editing import LONGEST_SLOT, Typed, is_open
from assistant.review.entries import LONGEST_ENTRY, asked_for, stretches
from assistant.review.types import Content, EntryName
from knowledge.types import Language
from ui.forms_html import hidden, join
from ui.markup import html_lang
from ui.strings import TEXTS, say

SLOT = "slot."  # before the names of the fields of slots
ENTRY = "entry."
_SHAPES = {
    BlockKind.TITLE: '<h2 class="pb-paper-title">{}</h2>',
    BlockKind.HEADING: "<h3>{}</h3>",
    BlockKind.STRONG: "<p><strong>{}</strong></p>",
    BlockKind.BULLET: '<p class="pb-paper-bullet">{}</p>',
    BlockKind.NOTE: '<p class="pb-paper-note">{}</p>',
    BlockKind.TEXT: "<p>{}</p>",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """What one text is shown from."""

    content: Content
    editable: bool
    typed: Typed | None
    reasons: Mapping[str, str]
    language: Language  # of the page


def text_form(
    content: Content,
    *,
    action: str,
    version: int,
    editable: bool,
    typed: Typed | None,
    reasons: Mapping[str, str],
    language: Language,
) -> Markup:
    """Return the text; where it may be edited, as one form with a field for each open slot and each entry."""
    paper = _Paper(content=content, editable=editable, typed=typed, reasons=reasons, language=language)
    parts = join(_part(part, paper) for part in content.draft.parts)
    text = Markup('<div class="pb-paper" lang="{}">{}</div>').format(html_lang(content.draft.language), parts)
    if not editable:
        return text
    return Markup(
        '<form class="pb-form pb-draft-form" method="post" action="{}" accept-charset="utf-8">{}{}{}'
        '<p class="pb-save"><button type="submit" class="pb-act is-primary">{}</button></p></form>'
    ).format(action, hidden("version", str(version)), text, _entries(paper), say("draft_save", language))


def sources(draft: OfficeDraft, language: Language) -> Markup:
    """Return what the markers of a draft lead to."""
    told = phrases(language)
    rows = join(
        Markup('<li id="source-{0}"><p><strong>[{0}] {1}</strong>{2}</p><blockquote>{3}</blockquote></li>').format(
            citation.marker,
            source_head(citation),
            "".join(f" ({note})" for note in source_notes(citation, told)),
            citation.quote,
        )
        for citation in draft.citations
    )  # fmt: skip
    return Markup('<ul class="pb-rows">{}</ul>').format(rows)


def reason(code: str, language: Language) -> str:
    """Say why a text does not hold."""
    name, _, claim = code.partition(".")
    if claim:
        key = f"draft_claim.{claim}" if f"draft_claim.{claim}" in TEXTS else "draft_claim.other"
        return say("draft_reason.claim", language, claim=say(key, language, code=claim))
    key = f"draft_reason.{name}" if f"draft_reason.{name}" in TEXTS else "draft_reason.other"
    return say(key, language, code=code)


def field_name(name: str, language: Language) -> str:
    """Say what a structured field is."""
    key = f"draft_field.{name.partition('.')[0]}"
    return say(key, language) if key in TEXTS else name


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────


def _part(part: Part, paper: _Paper) -> Markup:
    if isinstance(part, Grid):
        return _grid(part, paper)
    shown = Markup(_SHAPES[part.kind]).format(Markup(" ").join(_slot(slot, paper) for slot in part.slots))
    editable = [slot for slot in part.slots if paper.editable and is_open(slot, part)]
    fields = join(_field(slot, paper, alone=len(editable) == 1) for slot in editable)
    return (
        shown
        + _worded(part, paper)
        + fields
        + join(_problem(slot, paper) for slot in part.slots if not is_open(slot, part))
    )


def _worded(part: Block, paper: _Paper) -> Markup:
    if not any(slot.worded for slot in part.slots):
        return Markup()
    return Markup('<p class="pb-field-note">{}</p>').format(say("draft_worded", paper.language))


def _grid(grid: Grid, paper: _Paper) -> Markup:
    head = (
        Markup("<thead><tr>{}</tr></thead>").format(
            join(Markup('<th scope="col">{}</th>').format(_slot(slot, paper)) for slot in grid.header)
        )
        if grid.header
        else Markup()
    )
    rows = join(
        Markup("<tr>{}</tr>").format(
            join(
                Markup('<th scope="row">{}</th>' if at == 0 else "<td>{}</td>").format(_slot(slot, paper))
                for at, slot in enumerate(row)
            )
        )
        for row in grid.rows
    )
    return Markup('<div class="pb-wide"><table class="pb-paper-table">{}<tbody>{}</tbody></table></div>').format(
        head, rows
    )  # fmt: skip


def _slot(slot: Slot, paper: _Paper) -> Markup:
    draft = paper.content.draft
    text = join(
        Markup('<mark class="pb-by-hand" title="{}">{}</mark>').format(
            say("draft_by_hand", paper.language), piece.text
        )
        if piece.entry
        else Markup("{}").format(piece.text)
        for piece in stretches(slot, draft.language, paper.content.filled)
    )
    markers = join(
        Markup('<sup><a href="#source-{0}">[{0}]</a></sup>').format(marker)
        for marker in draft.markers_of(slot)
    )
    return text + markers


# ── fields ───────────────────────────────────────────────────────────────────────────────────────────────


def _field(slot: Slot, paper: _Paper, *, alone: bool) -> Markup:
    """Return the field of a slot, named by its words where others stand beside it: shut until it is wanted, open where what was typed was not kept."""
    typed = paper.typed.texts.get(slot.name) if paper.typed else None
    value = slot.text if typed is None else typed
    told = _problem(slot, paper)
    is_shown = bool(told) or (typed is not None and typed.strip() != slot.text.strip())
    name = f"{SLOT}{slot.name}"
    words = slot.text if len(slot.text) <= 24 else f"{slot.text[:23]}…"
    label = say("draft_edit_of", paper.language, words=words)
    seen = Markup('<span aria-hidden="true">{}</span><span class="pb-unseen">{}</span>')
    return Markup(
        '<details class="pb-edit"{}><summary>{}</summary>'
        '<textarea name="{}" aria-label="{}" rows="{}" maxlength="{}"{}>{}</textarea>{}{}</details>'
    ).format(
        Markup(" open") if is_shown else Markup(),
        seen.format(say("draft_edit", paper.language), label) if alone else label,
        name,
        label,
        min(8, 2 + len(value) // 60),
        LONGEST_SLOT,
        Markup(' aria-invalid="true" aria-describedby="why-{}"').format(slot.name) if told else Markup(),
        value,
        told,
        _backing(slot, paper),
    )  # fmt: skip


def _problem(slot: Slot, paper: _Paper) -> Markup:
    code = paper.reasons.get(slot.name)
    if code is None:
        return Markup()
    return Markup('<p class="pb-why" id="why-{}">{}</p>').format(slot.name, reason(code, paper.language))


def _backing(slot: Slot, paper: _Paper) -> Markup:
    """Say what backs a slot: its markers, the fields that it names."""
    draft, language = paper.content.draft, paper.language
    named = dict(draft.fields)
    lines = [Markup('<a href="#source-{0}">[{0}]</a>').format(marker) for marker in draft.markers_of(slot)]
    fields = dict.fromkeys(field_name(name, language) for name in slot.fields if name in named)
    lines += [Markup("{}").format(name) for name in fields]
    if not lines:
        return Markup('<p class="pb-field-note">{}</p>').format(say("draft_backed_fixed", language))
    between = "、" if language is Language.ZH else ", "
    return Markup('<p class="pb-field-note">{}: {}</p>').format(
        say("draft_backed", language), Markup(between).join(lines)
    )


def _entries(paper: _Paper) -> Markup:
    """Return the fields of what is filled in by hand."""
    names = asked_for(paper.content.draft)
    if not names:
        return Markup()
    fields = join(_entry(name, paper) for name in names)
    return Markup(
        '<fieldset class="pb-entries"><legend>{}</legend><p class="pb-section-note">{}</p>{}</fieldset>'
    ).format(say("draft_by_hand", paper.language), say("draft_by_hand_note", paper.language), fields)


def _entry(name: EntryName, paper: _Paper) -> Markup:
    typed = paper.typed.entries.get(name) if paper.typed else None
    value = paper.content.filled.get(name, "") if typed is None else typed
    code = paper.reasons.get(f"entry.{name}")
    told = Markup()
    if code:
        told = Markup('<span class="pb-why" id="why-entry-{}">{}</span>').format(
            name, reason(code, paper.language)
        )
    described = Markup(' aria-invalid="true" aria-describedby="why-entry-{}"').format(name) if told else ""
    return Markup(
        '<p class="pb-field"><label for="entry-{0}">{1}</label>'
        '<input id="entry-{0}" name="{2}{0}" value="{3}" maxlength="{4}" autocomplete="off"{5}>{6}</p>'
    ).format(
        name, say(f"draft_entry.{name}", paper.language), ENTRY, value, LONGEST_ENTRY * 2, described, told
    )
