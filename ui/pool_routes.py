"""The pages of the pool: marks from both sides, grades, rules, events. What is not for whoever asks looks like what does not exist."""

from __future__ import annotations

from datetime import date

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.audit.types import Action, Subject
from assistant.pool.entries import Entry
from assistant.pool.history import EventSelection
from assistant.pool.marks import LONGEST_REMARK
from assistant.pool.rules import BeforeFiling, RuleName, from_json
from assistant.pool.technologies import Technology
from assistant.pool.types import Tier
from assistant.pool.written import as_csv, as_xlsx, rows
from knowledge.errors import NotFoundError, UsageError
from knowledge.types import Kind, Role
from ui import pool_html as html
from ui.account_routes import Desk, Desks, own_path, status_of
from ui.downloads import attachment
from ui.forms_html import area, form, hidden, section
from ui.grade_html import GradePage, rules_page
from ui.officers import for_officers
from ui.strings import say

_SHOWN = 50  # technologies on a page
_EVENTS = 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIELDS = (*map(str, RuleName), *map(str, BeforeFiling), "tier_a", "tier_b", "pool_from", "mature_from")


def add_pool_routes(app: FastAPI, desks: Desks) -> None:
    for method, path, handler in (
        ("GET", "/pool", _pool_page),
        ("POST", "/pool/marks", _mark),
        ("POST", "/pool/ready", for_officers(_ready)),
        ("POST", "/pool/override", for_officers(_override)),
        ("GET", "/pool/rules", for_officers(_rules_page)),
        ("POST", "/pool/rules", for_officers(_set_rules)),
        ("GET", "/pool/export-xlsx", for_officers(_xlsx)),
        ("GET", "/pool/export-csv", for_officers(_csv)),
        ("GET", "/pool/{document_id}", _technology_page),
    ):
        desks.add(app, method, path, handler)


# ── the list ─────────────────────────────────────────────────────────────────────────────────────────────


def _pool_page(desk: Desk) -> Response:
    shown = _for_office if desk.account.holds(Role.OFFICER) else _for_others
    language = desk.language
    return desk.page(say("pool", language), desk.ways() + shown(desk))


def _for_office(desk: Desk) -> Markup:
    language, query, reader, pool = desk.language, _query(desk), desk.account.reader, desk.services.pool
    top = html.heading(language, say("pool_note", language), desk.done()) + html.selection(
        desk.root, query, language
    )
    day = _day(query["day"])
    if day is not None:
        pool.refresh(desk.services.today())
        found = pool.history.as_of(reader, day)
        names = _titles(desk, [event.state.document_id for event, _ in found])
        return top + html.past(found, day, desk.root, names, language)
    entries = _selected(desk)
    part = _part(desk, query, len(entries))
    happened = pool.history.events(reader, EventSelection(), limit=_EVENTS)
    names = _titles(desk, [event.state.document_id for event in happened])
    return (
        top
        + html.listed(desk.root, entries[part.start : part.start + _SHOWN], part, language)
        + html.events(happened, desk.root, names, language)
    )


def _for_others(desk: Desk) -> Markup:
    """Show what anyone may know of the pool, and to an enterprise its own marks."""
    language, reader, pool = desk.language, desk.account.reader, desk.services.pool
    seeks = desk.account.holds(Role.SME)
    found = pool.licensable(reader, desk.services.today())
    query = {"text": desk.request.query_params.get("text", "")}
    part = _part(desk, query, len(found))
    shown = found[part.start : part.start + _SHOWN]
    marks = pool.marks.own(reader) if seeks else ()
    own = frozenset(key for mark in marks for key in mark.keys)
    inside = {head.document_id: one for one in found for head in one.documents}
    leading = pool.marks.recognised([one.head.document_id for one in shown], reader)
    note = say("pool_note_enterprise", language)
    mine = (
        html.own_marks(
            marks,
            {**{m.document_id: t for m in marks if (t := _marked(desk, m.document_id))}, **inside},
            frozenset(inside),
            desk.root,
            language,
        )
        if seeks
        else Markup()
    )
    return (
        html.heading(language, note, desk.done())
        + mine
        + html.public_list(shown, part, own, leading, desk.root, language, marks=seeks)
    )


def _marked(desk: Desk, document_id: str) -> Technology | None:
    return desk.services.pool.technology(document_id, desk.services.today())


def _query(desk: Desk) -> dict[str, str]:
    told = desk.request.query_params
    return {name: told.get(name, "").strip()[:120] for name in ("tier", "class", "marks", "text", "day")}


def _selected(desk: Desk) -> list[Entry]:
    query = _query(desk)
    found = desk.services.pool.entries(desk.account.reader, desk.services.today())
    return [entry for entry in found if _fits(entry, query)]


def _fits(entry: Entry, query: dict[str, str]) -> bool:
    graded, words = entry.grade, query["text"].casefold()
    marked = {"recognised": entry.recognised, "wanted": bool(entry.wanted), "ready": entry.ready is not None}
    return (
        query["tier"] in ("", graded.tier)
        and query["class"] in ("", graded.pool_class)
        and marked.get(query["marks"], True)
        and (not words or words in _searched(entry.technology))
    )


def _searched(technology: Technology) -> str:
    owners = (name.text for owner in technology.record.owners for name in owner.names)
    titles = (title.text for title in technology.record.titles)
    return " ".join((technology.number, technology.head.title, *titles, *owners)).casefold()


def _part(desk: Desk, query: dict[str, str], count: int) -> html.Part:
    told = desk.request.query_params.get("from", "")
    start = int(told) if told.isdecimal() and len(told) < 7 else 0
    return html.Part(query=query, start=min(start, max(0, count - 1)), count=count, shown=_SHOWN)


def _titles(desk: Desk, document_ids: list[str]) -> dict[str, str]:
    heads = desk.services.catalogue.heads(desk.account.reader, kinds=(Kind.PATENT,), ids=document_ids)
    return {head.document_id: head.title for head in heads}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# ── marks ────────────────────────────────────────────────────────────────────────────────────────────────


def _mark(desk: Desk) -> Response:
    """Take an enterprise's mark from a form: document_id, wanted (yes or no), back; remark and need where they are to change."""
    take_mark(desk, desk.filled("document_id"))
    return desk.go(own_path(desk.filled("back")) or "pool")


def take_mark(desk: Desk, document_id: str) -> bool:
    """Set or end an enterprise's mark as the form tells; return whether it stands now. Raises NotFoundError for others."""
    account, marks = desk.account, desk.services.pool.marks
    if not account.holds(Role.SME):
        raise NotFoundError(name=desk.request.url.path)
    if desk.filled("wanted") == "no":
        marks.unwant(account.reader, document_id)
        return False
    remark, need = (desk.filled(name) if name in desk.form else None for name in ("remark", "need"))
    marks.want(account.reader, document_id, remark=remark, need_id=need)
    return True


def _ready(desk: Desk) -> Response:
    marks, document_id = desk.services.pool.marks, desk.filled("document_id")
    if desk.filled("ready") == "no":
        marks.unready(desk.account.reader, document_id)
        return desk.go(f"pool/{document_id}?done=unready")
    marks.ready(desk.account.reader, document_id)
    return desk.go(f"pool/{document_id}?done=ready")


# ── one technology ───────────────────────────────────────────────────────────────────────────────────────


def _technology_page(desk: Desk, error: UsageError | None = None, document_id: str = "") -> Response:
    name = document_id or desk.request.path_params.get("document_id", "")
    if not desk.account.holds(Role.OFFICER):
        return _public_page(desk, name)
    pool, reader, language = desk.services.pool, desk.account.reader, desk.language
    entry = pool.entry(reader, name, desk.services.today())
    keys = entry.technology.keys
    events = (
        pool.history.events(reader, EventSelection(technologies=(entry.name,)), limit=100)
        if entry.name
        else ()
    )
    body = (
        desk.ways()
        + (desk.problem(error) if error else desk.done())
        + GradePage(entry, _names(desk), desk.root, language).html(
            pool.marks.on(reader, keys), pool.overrides.on(reader, keys), events
        )
    )
    title = html.title_of(entry.technology, language)
    return desk.page(title, body, status_of(error) if error else 200)


def _public_page(desk: Desk, document_id: str) -> Response:
    """Show what anyone may know of a technology that is in the pool, and an enterprise's own mark on it."""
    pool, reader, language = desk.services.pool, desk.account.reader, desk.language
    technology = pool.technology(document_id, desk.services.today())
    if technology is None:
        raise NotFoundError(name=document_id)
    own = [mark for mark in pool.marks.own(reader) if not technology.keys.isdisjoint(mark.keys)]
    facts = Markup("<h1>{}</h1><p>{} · {}</p>").format(
        html.title_of(technology, language),
        technology.number,
        say(f"pool_availability.{technology.status.availability}", language),
    )
    mark = Markup()
    if desk.account.holds(Role.SME):
        back = f"pool/{document_id}"
        remark = area("remark", say("pool_remark", language), own[0].remark if own else "", rows=3, longest=LONGEST_REMARK, required=False)  # fmt: skip
        marking = form(
            f"{desk.root}/pool/marks",
            hidden("document_id", document_id),
            hidden("wanted", "yes"),
            hidden("back", f"{back}?done=marked"),
            remark,
            submit=say("pool_mark", language),
        )
        ending = (
            html.mark_button(
                desk.root, document_id, marked=True, language=language, back=f"{back}?done=unmarked"
            )
            if own
            else Markup()
        )
        mark = section(say("pool_mark", language), marking, ending)
    body = desk.ways() + desk.done() + facts + mark
    return desk.page(html.title_of(technology, language), body)


def _override(desk: Desk) -> Response:
    overrides, reader, document_id = (
        desk.services.pool.overrides,
        desk.account.reader,
        desk.filled("document_id"),
    )
    if desk.filled("take_back") == "yes":
        overrides.take_back(reader, document_id)
        return desk.go(f"pool/{document_id}?done=override_ended")
    tier = desk.filled("tier")
    try:
        if tier not in tuple(Tier):
            raise UsageError("tier_unknown", value=tier[:20])
        overrides.give(reader, document_id, Tier(tier), desk.filled("reason"))
    except UsageError as error:
        return _technology_page(desk, error, document_id)
    return desk.go(f"pool/{document_id}?done=overridden")


def _names(desk: Desk) -> dict[str, str]:
    return {one.account_id: one.name for one in desk.services.accounts.list()}


# ── rules, export ────────────────────────────────────────────────────────────────────────────────────────


def _rules_page(desk: Desk, error: UsageError | None = None) -> Response:
    rules, language = desk.services.pool.rules, desk.language
    filled = {name: desk.filled(name) for name in (*_FIELDS, "reason")} if error else None
    body = (
        desk.ways()
        + Markup("<h1>{}</h1>").format(say("pool_rules", language))
        + (desk.problem(error) if error else desk.done())
        + rules_page(
            rules.current(), filled, rules.versions(desk.account.reader), _names(desk), desk.root, language
        )
    )
    return desk.page(say("pool_rules", language), body, status_of(error) if error else 200)


def _set_rules(desk: Desk) -> Response:
    try:
        rules = from_json({name: desk.filled(name) for name in _FIELDS})
        desk.services.pool.rules.set(desk.account.reader, rules, desk.filled("reason"))
    except UsageError as error:
        return _rules_page(desk, error)
    return desk.go("pool/rules?done=rules")


def _xlsx(desk: Desk) -> Response:
    content = as_xlsx(_table(desk), say("pool", desk.language))
    return _exported(desk, content, "patentbridge-pool.xlsx", _XLSX)


def _csv(desk: Desk) -> Response:
    return _exported(desk, as_csv(_table(desk)).encode(), "patentbridge-pool.csv", "text/csv")


def _table(desk: Desk) -> list[tuple[object, ...]]:
    language = desk.language
    return list(rows(_selected(desk), lambda key: say(key, language), language))


def _exported(desk: Desk, content: bytes, name: str, media_type: str) -> Response:
    desk.note(Action.EXPORTED, Subject.POOL)
    return attachment(content, name, media_type)
