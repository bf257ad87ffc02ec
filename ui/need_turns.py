"""Turns of a conversation that are about a need: stored turns in; the need of each, and what can be done with it, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.drafting.types import DraftKind
from assistant.stored import StoredTurn
from assistant.types import Intent
from assistant.understanding.needs_asked import addressee, draft_asked, need_in
from knowledge.types import Language
from ui.forms_html import form, hidden
from ui.icons import icon
from ui.strings import say


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedTurn:
    """The need that a turn matches or drafts for, and the enterprise that a draft goes to."""

    text: str
    enterprise: str = ""


def needs_of(turns: Sequence[StoredTurn]) -> tuple[NeedTurn | None, ...]:
    """Return for each turn the need that it is about: that which was matched last; None for turns about anything else."""
    found: list[NeedTurn | None] = []
    text = enterprise = ""
    for turn in turns:
        intent = turn.answer.intent
        if intent is Intent.MATCHING:
            another = need_in(turn.question)
            text, enterprise = (another, "") if another else (text, enterprise)
        if intent is Intent.DRAFTING:
            enterprise = addressee(turn.question) or enterprise
        about = text and intent in (Intent.MATCHING, Intent.DRAFTING)
        found.append(NeedTurn(text=text, enterprise=enterprise) if about else None)
    return tuple(found)


def need_acts(
    turn: StoredTurn, need: NeedTurn | None, conversation_id: str, language: Language, *, officer: bool
) -> Markup:
    """Return the way to the match view, and to an officer buttons that keep the drafts for review."""
    if need is None:
        return Markup()
    view = Markup('<a class="pb-act" href="match/{}/{}">{}{}</a>').format(
        conversation_id, turn.turn_id, icon("handshake"), say("match_view_open", language)
    )
    answer, kind = turn.answer, draft_asked(turn.question)
    kept = officer and answer.intent is Intent.DRAFTING and not answer.refused
    if not (kept and kind and answer.document_ids):
        return view
    drafts = answer.document_ids
    for place, document in enumerate(drafts, start=1):
        key = "match_draft_keep_nth" if len(drafts) > 1 else "match_draft_keep"
        view += draft_form(
            "", document, kind, answer.language, say(key, language, place=place), text=need.text, enterprise=need.enterprise
        )  # fmt: skip
    return view


def draft_form(
    before: str,
    document_id: str,
    kind: DraftKind,
    language: Language,
    label: str,
    *,
    need_id: str = "",
    text: str = "",
    enterprise: str = "",
) -> Markup:
    """Return the button that writes a draft and keeps it; `before` stands before its address."""
    told = {
        "document_id": document_id,
        "kind": str(kind),
        "language": str(language),
        "need": need_id,
        "need_text": text,
        "enterprise": enterprise,
    }
    fields = (hidden(name, value) for name, value in told.items() if value)
    return form(f"{before}drafts", *fields, submit=label, inline=True)
