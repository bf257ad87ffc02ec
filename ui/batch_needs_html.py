"""The needs of a batch as HTML: a page of them with what came of each in; matches with their links and boxes to choose out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from markupsafe import Markup

from assistant.batch.batches import Batch
from assistant.batch.taking import Taken
from assistant.batch.types import BatchNeed, Conditions, NeedsPage, Outcome
from assistant.drafting.types import DraftKind
from assistant.phrases import phrases
from assistant.review.types import EntryName, KeptDraft
from knowledge.types import Language
from ui.draft_text_html import ENTRY
from ui.drafts_html import state_mark
from ui.forms_html import field, join, section, select
from ui.icons import icon
from ui.needs_html import shortened
from ui.strings import say, word_error, word_reason

SIZE = 20  # needs on a page
_SHOWN = 5  # matches of a need
FILLED_ONCE = tuple(name for name in EntryName if name is not EntryName.RECIPIENT)
FILTERS: Mapping[str, Outcome | None] = {
    "all": None,
    "recommended": Outcome.RECOMMENDED,
    "none": Outcome.NONE,
    "failed": Outcome.FAILED,
    "waiting": Outcome.WAITING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsView:
    """What the list shows. `taken` are drafts in review by need, document and kind; `licensed` notes of the register by document."""

    root: str
    language: Language
    batch: Batch
    conditions: Conditions
    needs: NeedsPage
    shown: str
    page: int
    marked: Collection[str]
    licensed: Mapping[str, Markup]
    taken: Mapping[tuple[str, str, DraftKind], KeptDraft]
    entries: Mapping[EntryName, str]  # as they were typed
    choosing: bool  # the page stays as it is while somebody chooses

    @property
    def at(self) -> str:
        return f"{self.root}/batches/{self.batch.batch_id}"

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)


def needs_section(view: NeedsView) -> Markup:
    """Return the needs that are asked for, page by page, with the form that takes drafts into review."""
    rows = join(_need(one, view) for one in view.needs.needs)
    listed = (
        Markup('<ol class="pb-rows pb-batch-needs">{}</ol>').format(rows)
        if rows
        else Markup("<p>{}</p>").format(view.say("batch_needs_none"))
    )
    inner = listed + _pages(view)
    if view.choosing and view.needs.needs:
        inner = Markup('<form class="pb-form" method="post" action="{}/drafts?show={}&amp;page={}" accept-charset="utf-8">{}{}</form>').format(
            view.at, view.shown, view.page, listed, _submit(view)
        ) + _pages(view)  # fmt: skip
    way = (
        Markup("")
        if view.choosing
        else Markup('<p><a class="pb-act" href="{}?show=all#needs">{}</a></p>').format(view.at, view.say("batch_choose"))
    )  # fmt: skip
    return Markup('<div id="needs">{}</div>').format(
        section(view.say("batch_needs"), _filters(view), way, inner, note=view.say("batch_needs_note"))
    )


def _filters(view: NeedsView) -> Markup:
    counts = view.needs.counts
    links = join(
        Markup('<a href="{}?show={}#needs"{}>{}</a>').format(
            view.at,
            name,
            Markup(' aria-current="page"') if name == view.shown else Markup(),
            view.say(
                f"batch_show.{name}", count=sum(counts.values()) if outcome is None else counts[outcome]
            ),
        )
        for name, outcome in FILTERS.items()
    )
    return Markup('<nav class="pb-ways pb-tabs" aria-label="{}">{}</nav>').format(
        view.say("batch_needs"), links
    )


def _pages(view: NeedsView) -> Markup:
    last = max(1, ceil(view.needs.found / SIZE))
    if last == 1:
        return Markup()
    told = view.say("batch_page", page=view.page, last=last, found=view.needs.found)
    ways = [(view.page - 1, "batch_page_before"), (view.page + 1, "batch_page_after")]
    links = join(
        Markup('<a href="{}?show={}&amp;page={}#needs">{}</a>').format(
            view.at, view.shown, page, view.say(key)
        )
        for page, key in ways
        if 1 <= page <= last
    )
    return Markup('<nav class="pb-ways" aria-label="{0}"><span>{0}</span>{1}</nav>').format(told, links)


def _submit(view: NeedsView) -> Markup:
    """Return the choice of kind, what is filled in once for all drafts, and the button."""
    kinds = [(str(kind), view.say(f"draft_kind.{kind}")) for kind in DraftKind]
    chosen = str(view.conditions.drafts or DraftKind.SUMMARY)
    entries = join(
        field(f"{ENTRY}{name}", view.say(f"draft_entry.{name}"), value=view.entries.get(name, ""), required=False)
        for name in FILLED_ONCE
    )  # fmt: skip
    return Markup(
        '<p class="pb-section-note">{}</p><details{}><summary>{}</summary>{}</details>'
        '<div class="pb-batch-submit">{}<button type="submit" class="pb-act is-primary">{}</button></div>'
    ).format(
        view.say("batch_take_note"),
        Markup(" open") if view.entries else Markup(),
        view.say("batch_entries"),
        entries,
        select("kind", view.say("draft_kind"), kinds, chosen),
        view.say("batch_take"),
    )


# ── one need ─────────────────────────────────────────────────────────────────────────────────────────────


def _need(need: BatchNeed, view: NeedsView) -> Markup:
    row, result = need.row, need.result or {}
    heading = " · ".join(part for part in (f"{row.number}", row.wanted.enterprise) if part)
    matches = result.get("matches", ())[:_SHOWN]
    listed = (
        Markup('<ol class="pb-batch-matches">{}</ol>').format(join(_match(need, one, view) for one in matches))
        if matches
        else Markup()
    )  # fmt: skip
    return Markup(
        '<li id="need-{}"><h3>{} <span class="pb-state is-{}">{}</span></h3><p>{}</p>{}{}'
        '<p><a class="pb-act" href="{}/needs/{}">{}</a></p></li>'
    ).format(
        row.number,
        heading,
        "approved" if need.outcome is Outcome.RECOMMENDED else "returned" if need.outcome is Outcome.FAILED else "draft",
        view.say(f"batch_outcome.{need.outcome}"),
        shortened(row.wanted.text),
        _remarks(result, view),
        listed,
        view.at,
        row.number,
        view.say("batch_match_view"),
    )  # fmt: skip


def _remarks(result: Mapping[str, Any], view: NeedsView) -> Markup:
    told = []
    if failed := result.get("failed"):
        told.append(word_reason(failed["code"], failed["fields"], view.language))
    if result and not view.conditions.were(result["matched_with"]):
        told.append(view.say("batch_earlier"))
    return join(Markup('<p class="pb-section-note">{}</p>').format(one) for one in told)


def _match(need: BatchNeed, match: Mapping[str, Any], view: NeedsView) -> Markup:
    document = match["document_id"]
    label = f"{match['rank']}. {match['title']}"
    box = (
        Markup('<input type="checkbox" name="take" value="{}:{}" aria-label="{}"> ').format(
            need.row.number, document, view.say("batch_take_one", number=match["publication_number"])
        )
        if view.choosing
        else Markup()
    )
    return Markup(
        '<li><p>{}<a href="{}/passages/{}"><strong>{}</strong></a></p><p class="pb-where">{}<span>{} · {}</span></p>{}{}'
        '<p class="pb-ways"><a href="{}/pool/{}">{}</a><a href="{}/patents/{}/needs">{}</a></p>{}</li>'
    ).format(
        box, view.root, match["opens"], label, _badges(match, view), match["publication_number"],
        say("match_score", view.language, score=f"{match['score']:.0f}"), _gates(match, view), view.licensed.get(document, Markup()),
        view.root, document, view.say("demand_in_pool"), view.root, document, view.say("demand_needs"), _drafts(need, document, view),
    )  # fmt: skip


def _badges(match: Mapping[str, Any], view: NeedsView) -> Markup:
    marks = (
        (
            "pb-badge is-current",
            "batch_recommended",
            match["recommended"] and match["document_id"] not in view.licensed,
        ),
        ("pb-badge is-recognised", "match_recognised", match["document_id"] in view.marked),
        ("pb-badge is-synthetic", "match_synthetic", match["synthetic"]),
        ("pb-badge is-far", "match_far", not match["near"]),
    )
    return join(
        Markup('<span class="{}">{}</span>').format(look, view.say(key)) for look, key, shown in marks if shown
    )  # fmt: skip


def _gates(match: Mapping[str, Any], view: NeedsView) -> Markup:
    gates: Sequence[Mapping[str, Any]] = match["gates"]
    if not gates:
        return Markup()
    blocks = any(gate["blocks"] for gate in gates)
    rows = join(Markup("<li>{}</li>").format(gate["text"]) for gate in gates)
    return Markup('<div class="pb-gates{}"><p>{}<strong>{}</strong></p><ul>{}</ul></div>').format(
        " is-blocking" if blocks else "",
        icon("warning"),
        view.say("match_blocked" if blocks else "match_clear_first"),
        rows,
    )


def _drafts(need: BatchNeed, document: str, view: NeedsView) -> Markup:
    """Return the drafts that this match has in review already."""
    held = [view.taken.get((need.row.digest, document, kind)) for kind in DraftKind]
    return join(
        Markup('<p>{} <a href="{}/drafts/{}">{}</a></p>').format(
            state_mark(draft.state, view.language), view.root, draft.draft_id, view.say(f"draft_kind.{draft.kind}")
        )
        for draft in held
        if draft is not None
    )  # fmt: skip


# ── what became of a choice ──────────────────────────────────────────────────────────────────────────────


def told_of(root: str, taken: Sequence[Taken], language: Language) -> Markup:
    """Return what became of each match that was chosen, with its draft."""
    rows = join(Markup("<li>{}</li>").format(_told(root, one, language)) for one in taken)
    title = say("batch_taken", language, count=sum(one.draft is not None and not one.before for one in taken))
    look = "pb-form-problem" if all(one.error for one in taken) else "pb-form-done"
    return Markup('<div class="{}" role="status"><p>{}</p><ul>{}</ul></div>').format(look, title, rows)


def _told(root: str, one: Taken, language: Language) -> Markup:
    number = one.choice.number
    if one.draft is None:
        reason = word_error(one.error, language)[0] if one.error else ""
        return Markup("{}").format(say("batch_taken.refused", language, number=number, reason=reason))
    key = "before" if one.before else "open" if one.places else "submitted"
    told = say(
        f"batch_taken.{key}",
        language,
        number=number,
        patent=one.draft.publication_number,
        places=phrases(language).join(list(one.places)),
    )
    return Markup('{} <a href="{}/drafts/{}">{}</a>').format(
        told, root, one.draft.draft_id, say("batch_taken.look", language)
    )
