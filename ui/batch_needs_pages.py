"""The needs of a batch on its page, for officers: what came of each, drafts for review, and each need's match view."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from fastapi.responses import Response
from markupsafe import Markup

from assistant.batch.batches import Batch
from assistant.batch.taking import Choice, Taken, take
from assistant.batch.types import Conditions, NeedsPage
from assistant.drafting.types import DraftKind
from assistant.matching.requirements import read_need
from assistant.matching.types import Match
from assistant.register.types import Licence
from assistant.review.types import EntryName
from knowledge.errors import NotFoundError, UsageError
from ui.account_routes import Desk
from ui.batch_needs_html import FILLED_ONCE, FILTERS, SIZE, NeedsView, needs_section
from ui.demand_pages import taken_note
from ui.draft_text_html import ENTRY
from ui.forms_html import form, hidden, join
from ui.match_pages import number_field, viewed
from ui.matches_html import view_html
from ui.needs_html import shortened
from ui.strings import say


def stays(desk: Desk) -> bool:
    """Say whether the page is not loaded anew by itself, because somebody reads on in its list, or chooses."""
    return desk.request.query_params.get("show", "") in FILTERS


def needs_list(desk: Desk, batch: Batch, conditions: Conditions) -> Markup:
    """Return the part of a batch's page that lists its needs."""
    told = desk.request.query_params
    shown = told.get("show", "") if stays(desk) else "all"
    reader, services = desk.account.reader, desk.services
    page, needs = _page(desk, batch, shown, told.get("page", ""))
    names = sorted({m["document_id"] for one in needs.needs for m in (one.result or {}).get("matches", ())})
    licensed = services.register.to_one_alone(reader, names, services.today())
    return needs_section(
        NeedsView(
            root=desk.root,
            language=desk.language,
            batch=batch,
            conditions=conditions,
            needs=needs,
            shown=shown,
            page=page,
            marked=services.pool.marks.recognised(names, reader) if names else frozenset(),
            licensed={name: join(taken_note(desk, one) for one in found) for name, found in licensed.items()},
            taken=services.review.drafts.of_origins(reader, [one.row.digest for one in needs.needs]),
            entries=_entries(desk),
            choosing=stays(desk) or not batch.is_under_way,
        )
    )


def _page(desk: Desk, batch: Batch, shown: str, told: str) -> tuple[int, NeedsPage]:
    """Return the page that is asked for, and its number; the last one where there are fewer."""
    store = desk.services.batches.store(desk.account.reader, batch.batch_id)
    asked = int(told) if told.isdecimal() and 0 < len(told) < 6 else 1
    needs = store.page(FILTERS[shown], max(1, asked), SIZE)
    last = max(1, ceil(needs.found / SIZE))
    if asked <= last:
        return max(1, asked), needs
    return last, store.page(FILTERS[shown], last, SIZE)


def taken_of(desk: Desk, batch: Batch) -> tuple[Taken, ...]:
    """Write the drafts that a form asks for. Raises UsageError(draft_choice, batch_none_chosen, batch_many_chosen)."""
    kind = desk.filled("kind")
    if batch.conditions is None or kind not in tuple(DraftKind):
        raise UsageError("draft_choice")
    reader, services = desk.account.reader, desk.services
    choices = tuple(map(_choice, desk.ticked("take")))
    store = services.batches.store(reader, batch.batch_id)
    entries = _entries(desk)
    return tuple(
        take(services.review, store, reader, choices, DraftKind(kind), batch.conditions.language, entries)
    )


def _entries(desk: Desk) -> dict[EntryName, str]:
    """Return what the form fills in in all drafts."""
    told = {name: desk.filled(f"{ENTRY}{name}").strip() for name in FILLED_ONCE}
    return {name: text for name, text in told.items() if text}


def _choice(told: str) -> Choice:
    number, _, document_id = told.partition(":")
    if not number.isdecimal() or len(number) > 6 or not document_id:
        raise UsageError("draft_choice")
    return Choice(number=int(number), document_id=document_id)


# ── the match view of one need ───────────────────────────────────────────────────────────────────────────


def need_page(desk: Desk) -> Response:
    """Match one need as of today and show it with all its evidence."""
    reader, services, language = desk.account.reader, desk.services, desk.language
    batch_id, told = str(desk.request.path_params["batch_id"]), str(desk.request.path_params["number"])
    if not told.isdecimal() or len(told) > 6:
        raise NotFoundError(name=told)
    batch = services.batches.get(reader, batch_id)
    row = services.batches.store(reader, batch_id).need(int(told)).row
    number = desk.request.query_params.get("why", "")
    view = viewed(desk, read_need(row.wanted), number)
    licensed = services.register.to_one_alone(reader, view.document_ids, services.today())
    at = f"{desk.root}/batches/{batch_id}"
    ask = Markup(
        '<form class="pb-form pb-why" method="get" action="{}/needs/{}#why">{}<button type="submit" class="pb-act">{}</button></form>'
    ).format(at, row.number, number_field(desk, number), say("why_not_ask", language))
    body = (
        desk.ways()
        + Markup("<h1>{}</h1>").format(say("match_of_need", language))
        + Markup('<p class="pb-back"><a href="{}?show=all&amp;page={}#need-{}">{}</a></p>').format(at, ceil(row.number / SIZE), row.number, batch.name)
        + Markup('<p class="pb-need-title">{}</p>').format(" · ".join(part for part in (row.wanted.enterprise, shortened(row.wanted.text)) if part))
        + view_html(view, desk.root, language, acts=lambda match: _acts(desk, at, row.number, match, licensed), ask=ask)
    )  # fmt: skip
    return desk.page(say("match_of_need", language), body)


def _acts(
    desk: Desk, at: str, number: int, match: Match, licensed: Mapping[str, tuple[Licence, ...]]
) -> Markup:
    """Return the buttons that take a draft on a match into review; with who licenses it alone already."""
    name = match.head.document_id
    buttons = (
        form(
            f"{at}/drafts?show=all",
            hidden("take", f"{number}:{name}"),
            hidden("kind", str(kind)),
            submit=say(f"batch_take.{kind}", desk.language),
            inline=True,
        )
        for kind in DraftKind
    )
    return Markup('<div class="pb-match-acts">{}{}</div>').format(
        join(taken_note(desk, one) for one in licensed.get(name, ())), join(buttons)
    )
