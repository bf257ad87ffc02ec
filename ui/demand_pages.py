"""The other way round as pages, for officers: the submitted needs that a patent fits, and sleeping patents by waiting demand."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.audit.types import Action, Subject
from assistant.demand.types import Demand, PatentNeeds, Sleeping
from assistant.matching.industries import FieldOfUse
from assistant.matching.types import Match
from assistant.matching.waiting import NeedFit
from assistant.phrases import phrases
from assistant.register.types import Licence
from knowledge.types import text_in
from ui.account_routes import Desk, Desks
from ui.downloads import attachment
from ui.forms_html import join, section
from ui.officers import for_officers
from ui.strings import say

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_OWNER = 120
_SHORT = 160
_SHOWN = 50


def add_demand_routes(app: FastAPI, desks: Desks) -> None:
    for path, handler in (
        ("/patents/{document_id}/needs", _patent_page),
        ("/demand", _demand_page),
        ("/demand/xlsx", _xlsx),
    ):
        desks.add(app, "GET", path, for_officers(handler))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"


# ── one patent ───────────────────────────────────────────────────────────────────────────────────────────


def _patent_page(desk: Desk) -> Response:
    found = desk.services.demand.of_patent(
        desk.account.reader,
        str(desk.request.path_params["document_id"]),
        desk.services.today(),
        told_in=desk.language,
    )
    title = text_in(found.record.titles, desk.language) or found.head.title
    words = phrases(desk.language)
    fields = join(Markup("<li>{}</li>").format(_field(desk, one)) for one in found.fields)
    told = words.say("waiting.looked_at", count=found.looked_at, fits=len(found.fits), day=found.day)
    fits = join(_fit(desk, one, found) for one in found.fits)
    body = (
        desk.ways()
        + Markup('<h1>{}</h1><p>{} · <a href="{}/pool/{}">{}</a> · <a href="{}/licences/new?patent={}">{}</a></p>').format(
            title, found.record.publication_number or "", desk.root, found.head.document_id, say("demand_in_pool", desk.language),
            desk.root, found.head.document_id, say("licence_of_match", desk.language),
        )
        + join(taken_note(desk, one) for one in found.licences)
        + section(say("demand_fields", desk.language), Markup("<ul>{}</ul>").format(fields) if fields else Markup("<p>{}</p>").format(say("demand_fields_none", desk.language)), note=say("demand_fields_note", desk.language))
        + section(say("demand_needs", desk.language), Markup('<ol class="pb-rows">{}</ol>').format(fits), note=told)
    )  # fmt: skip
    return desk.page(title, body)


def taken_note(desk: Desk, licence: Licence) -> Markup:
    """Tell an officer that a patent is licensed in the register; never shown to anybody else."""
    contract = licence.contract
    until = say("licence_until", desk.language, on=contract.term_end) if contract.term_end else say("licence_no_end", desk.language)  # fmt: skip
    told = say(
        "licence_taken",
        desk.language,
        type=phrases(desk.language).say(f"licence.{contract.licence_type}"),
        licensee=contract.licensee,
        until=until,
        on=licence.created_at.astimezone().date(),
    )
    return Markup('<p class="pb-form-problem"><a href="{}/licences/{}">{}</a></p>').format(
        desk.root, licence.licence_id, told
    )


def _field(desk: Desk, one: FieldOfUse) -> Markup:
    basis = phrases(desk.language).say(f"waiting.basis_{one.basis}")
    source = "; ".join(one.symbols) or one.label
    told = f"{basis}: {source}" if source else basis
    if not one.passage_id:
        return Markup('{} <span class="pb-section-note">({})</span>').format(one.text, told)
    return Markup('“{}” <a href="{}/passages/{}">({})</a>').format(one.text, desk.root, one.passage_id, told)


def _fit(desk: Desk, one: NeedFit, found: PatentNeeds) -> Markup:
    match, need, words = one.fit.match, one.need, phrases(desk.language)
    gates = join(Markup("<li>⚑ {}</li>").format(gate.text) for gate in match.gates)
    return Markup(
        '<li><p><a href="{}/needs/{}/matches?why={}#why"><strong>{}</strong></a> '
        '<span class="pb-badge is-current">{}</span> <span class="pb-badge">{}</span></p><p>{}</p>'
        '<p class="pb-section-note">{}</p><ul>{}{}</ul>'
        '<p><a class="pb-act" href="{}/licences/new?patent={}&amp;need={}">{}</a></p></li>'
    ).format(
        desk.root, need.need_id, found.record.publication_number or "", need.wanted.enterprise or need.need_id,
        say("demand_score", desk.language, score=f"{match.score:.0f}"),
        say("demand_closeness", desk.language, share=f"{one.fit.closeness:.0%}"),
        _short(need.wanted.text), words.say("waiting.place", place=one.fit.place), gates, _cells(desk, match),
        desk.root, found.head.document_id, need.need_id, say("licence_of_match", desk.language),
    )  # fmt: skip


def _cells(desk: Desk, match: Match) -> Markup:
    words = phrases(desk.language)
    return join(
        Markup("<li>{}: {}{}</li>").format(
            words.say(f"cell.{cell.verdict}"),
            cell.requirement.text,
            Markup(' — “{}” <a href="{}/passages/{}">{}</a>').format(
                _short(cell.quote), desk.root, cell.passage_id, cell.label
            )
            if cell.quote
            else Markup(),
        )
        for cell in match.cells
    )


# ── a portfolio ──────────────────────────────────────────────────────────────────────────────────────────


def _owner(desk: Desk) -> str:
    return desk.request.query_params.get("owner", "").strip()[:_LONGEST_OWNER]


def _demand(desk: Desk) -> Demand:
    return desk.services.demand.demand(desk.account.reader, desk.services.today(), owner=_owner(desk))


def _demand_page(desk: Desk) -> Response:
    """List what needs wait for. What is not looked at yet is looked at meanwhile, and the page says so."""
    found, language = _demand(desk), desk.language
    told = phrases(language).say(
        "demand.told", day=found.day, needs=found.needs, read=found.read, asleep=found.asleep, wanted=len(found.sleeping)
    )  # fmt: skip
    going_on = "" if found.is_whole else say("demand_going_on", language)
    rows = join(_sleeping(desk, one) for one in found.sleeping[:_SHOWN])
    select = Markup(
        '<form class="pb-form is-inline" method="get" action="{}/demand"><label>{} <input name="owner" value="{}" maxlength="120"></label>'
        '<button type="submit" class="pb-act">{}</button></form>'
    ).format(desk.root, say("demand_owner", language), _owner(desk), say("demand_select", language))
    files = Markup('<p><a class="pb-act" href="{}/demand/xlsx?owner={}" download>{}</a></p>').format(
        desk.root, _owner(desk), say("demand_xlsx", language)
    )
    body = (
        desk.ways()
        + Markup('<h1>{}</h1><p class="pb-section-note">{}</p><p>{} {}</p>').format(
            say("demand", language), say("demand_note", language), told, going_on
        )
        + select
        + section(
            say("demand_list", language),
            Markup('<ol class="pb-rows">{}</ol>').format(rows)
            if rows
            else Markup("<p>{}</p>").format(say("demand_none", language)),
            files if rows else Markup(),
        )
    )
    return desk.page(say("demand", language), body)


def _sleeping(desk: Desk, one: Sleeping) -> Markup:
    technology, language = one.technology, desk.language
    needs = join(
        Markup('<li><a href="{}/needs/{}">{}</a> · {} · {}</li>').format(
            desk.root,
            wish.need.need_id,
            wish.need.wanted.enterprise or wish.need.need_id,
            say("demand_closeness", language, share=f"{wish.closeness:.0%}"),
            _short(wish.need.wanted.text),
        )
        for wish in one.wishes
    )
    unverified = "" if one.verified else phrases(language).say("demand.unverified")
    return Markup(
        '<li><p><span class="pb-badge is-current">{}</span> <a href="{}/patents/{}/needs"><strong>{}</strong></a> {} '
        '<span class="pb-badge">{}</span></p><ul>{}</ul></li>'
    ).format(
        say("demand_count", language, count=len(one.wishes)),
        desk.root,
        technology.head.document_id,
        text_in(technology.record.titles, language) or technology.head.title,
        technology.number,
        unverified or phrases(language).say(f"standing.{technology.status.availability}"),
        needs,
    )


def _xlsx(desk: Desk) -> Response:
    from assistant.demand.sheet_file import demand_book  # takes a while to import

    content = demand_book(_demand(desk), phrases(desk.language))
    desk.note(Action.EXPORTED, Subject.NEED)
    return attachment(content, "patentbridge-demand.xlsx", _XLSX)
