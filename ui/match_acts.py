"""What whoever looks at a match can do with it: an account and a match in; buttons out."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from assistant.drafting.types import DraftKind
from assistant.matching.types import Match
from assistant.pool.technologies import keys_of
from knowledge.types import Role
from ui.account_routes import Desk
from ui.demand_pages import taken_note
from ui.forms_html import form, hidden, join
from ui.need_turns import draft_form
from ui.pool_html import mark_button
from ui.strings import say

TEXT_PAGE = "match"  # where a text is matched that is not kept


def acts_on(desk: Desk, *, back: str, need_id: str = "", text: str = "") -> Callable[[Match], Markup]:
    """Return what makes the buttons of a match of a kept need, or of a text.

    Enterprises say that they are interested, officers write a draft or enter a licence, and are told of one in the register. `back` is where one comes from, without its first slash.
    """
    account = desk.visit.account
    seeks = account is not None and account.holds(Role.SME)
    writes = account is not None and account.holds(Role.OFFICER)
    own = desk.services.pool.marks.own(account.reader) if account and seeks else ()
    marked = frozenset(key for mark in own for key in mark.keys)

    def acts(match: Match) -> Markup:
        buttons = []
        if seeks:
            is_marked = not marked.isdisjoint(keys_of(match.head))
            buttons.append(
                _mark_of_text(desk, match, text, marked=is_marked)
                if back == TEXT_PAGE
                else mark_button(
                    desk.root,
                    match.head.document_id,
                    marked=is_marked,
                    language=desk.language,
                    back=f"{back}#match-{match.rank}",
                    need=need_id,
                )
            )
        if writes:
            buttons += [_draft(desk, match, kind, need_id, text) for kind in DraftKind]
            buttons.append(_licence(desk, match, need_id))
        return Markup('<div class="pb-match-acts">{}</div>').format(join(buttons)) if buttons else Markup()

    return acts


def _mark_of_text(desk: Desk, match: Match, text: str, *, marked: bool) -> Markup:
    """Return the button of a match of a text that is nowhere kept: the text goes along, so that its matches come back."""
    return form(
        f"{desk.root}/{TEXT_PAGE}#match-{match.rank}",
        hidden("text", text),
        hidden("why", desk.filled("why")) if desk.filled("why") else Markup(),
        hidden("mark", match.head.document_id),
        hidden("wanted", "no" if marked else "yes"),
        submit=say("pool_unmark" if marked else "pool_mark", desk.language),
        inline=True,
    )


def _licence(desk: Desk, match: Match, need_id: str) -> Markup:
    """Return the way to enter a licence of it; with who licenses it alone already, which is for officers only."""
    reader, name = desk.account.reader, match.head.document_id
    taken = desk.services.register.to_one_alone(reader, [name], desk.services.today()).get(name, ())
    link = Markup('<a class="pb-act" href="{}/licences/new?patent={}&amp;need={}">{}</a>').format(
        desk.root, name, need_id, say("licence_of_match", desk.language)
    )
    return join(taken_note(desk, one) for one in taken) + link


def _draft(desk: Desk, match: Match, kind: DraftKind, need_id: str, text: str) -> Markup:
    return draft_form(
        f"{desk.root}/",
        match.head.document_id,
        kind,
        desk.language,
        say(f"match_draft.{kind}", desk.language),
        need_id=need_id,
        text="" if need_id else text,
    )
