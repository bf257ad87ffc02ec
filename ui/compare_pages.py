"""Rules side by side as a page: a topic and a day in; provisions by level, what differs marked by signs, out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.phrases import phrases
from assistant.policy_review.types import Asked, Comparison, Provision
from assistant.policy_review.values import Value, ValueKind
from knowledge.errors import UsageError
from knowledge.regions import region_named
from knowledge.types import Language, PolicyLevel, TextType
from ui.account_routes import Desk, Desks, status_of
from ui.bars_html import table
from ui.forms_html import join, section
from ui.markup import html_lang
from ui.strings import say

_LONGEST = 200
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def add_compare_route(app: FastAPI, desks: Desks) -> None:
    desks.add(app, "GET", "/policies/compare", _page)


def _page(desk: Desk) -> Response:
    """Show the form, and what was found of a topic where one is given."""
    account, problem, status = desk.account, Markup(), 200
    try:
        asked = _asked(desk)
    except UsageError as error:
        asked = Asked(topic="", on=desk.services.today(), reads=desk.language)
        problem, status = desk.problem(error), status_of(error)
    body = (
        desk.ways()
        + Markup('<h1>{}</h1><p class="pb-section-note">{}</p>').format(
            say("compare", desk.language), say("compare_note", desk.language)
        )
        + problem
        + _form(desk, asked)
    )
    if asked.topic:
        body += _found(desk, desk.services.policy_review.compare(account.reader, asked))
    else:
        body += _line(say("compare_ask", desk.language))
    return desk.page(say("compare", desk.language), body, status)


def _asked(desk: Desk) -> Asked:
    """Read what the address asks for. Raises UsageError(report_day)."""
    told = desk.request.query_params
    language, level, day = told.get("language", ""), told.get("level", ""), told.get("on", "").strip()
    return Asked(
        topic=" ".join(told.get("topic", "").split())[:_LONGEST],
        on=_day(day) if day else desk.services.today(),
        reads=desk.language,
        language=Language(language) if language in [*Language] else None,
        level=PolicyLevel(level) if level in [*PolicyLevel] else None,
        in_force_only=told.get("force") == "yes",
    )


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("report_day", field="on", value=text[:20]) from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise UsageError("report_day", field="on", value=text[:20])
    return day


def _form(desk: Desk, asked: Asked) -> Markup:
    language = desk.language
    levels = [(str(one), say(f"compare_level.{one}", language)) for one in PolicyLevel]
    texts = [(str(one), say(f"compare_{one}", language)) for one in Language]
    ticked = Markup(" checked") if asked.in_force_only else Markup()
    return Markup(
        '<form class="pb-form pb-selection" method="get" action="{}/policies/compare">'
        '<label>{}<input name="topic" value="{}" maxlength="{}" required></label>'
        '<label>{}<input type="date" name="on" value="{}"></label>{}{}'
        '<label class="pb-choice"><input type="checkbox" name="force" value="yes"{}> {}</label>'
        '<button type="submit" class="pb-act is-primary">{}</button></form>'
    ).format(
        desk.root,
        say("compare_topic", language),
        asked.topic,
        _LONGEST,
        say("compare_on", language),
        asked.on,
        _choice("level", levels, str(asked.level or ""), language),
        _choice("language", texts, str(asked.language or ""), language),
        ticked,
        say("compare_force", language),
        say("compare_show", language),
    )


def _choice(name: str, options: Sequence[tuple[str, str]], chosen: str, language: Language) -> Markup:
    made = join(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if value == chosen else Markup(), told
        )
        for value, told in [("", say("compare_any", language)), *options]
    )
    return Markup('<label>{}<select name="{}">{}</select></label>').format(
        say(f"compare_{name}", language), name, made
    )


# ── what was found ───────────────────────────────────────────────────────────────────────────────────────


def _found(desk: Desk, found: Comparison) -> Markup:
    language = desk.language
    if not found.provisions:
        return Markup('<p class="pb-form-done">{}</p>').format(say("compare_none", language))
    documents = len({one.head.document_id for one in found.provisions})
    told = say(
        "compare_found", language, count=len(found.provisions), found=documents, documents=found.documents
    )
    more = _line(say("compare_more", language, count=found.more)) if found.more else Markup()
    cards = join(_card(desk, one, found) for one in found.provisions)
    side_by_side = Markup('<div class="pb-side-by-side">{}</div>').format(cards)
    return (
        _line(told)
        + more
        + Markup('<p class="pb-section-note">{}</p>').format(say("compare_legend", language))
        + side_by_side
        + _values(desk, found)
    )


def _card(desk: Desk, one: Provision, found: Comparison) -> Markup:
    """Return one provision: where it stands, whether it is valid, its words with what differs marked."""
    language, record, on = desk.language, one.record, found.asked.on
    facts = [
        _place(one, language),
        record.document_number or "",
        say("compare_from", language, on=record.effective_from) if record.effective_from else "",
        say("compare_to", language, on=one.last_day) if one.last_day else "",
        say("compare_digest", language) if record.text_type is TextType.DIGEST else "",
    ]
    return Markup(
        '<article id="{}"><h2><a href="{}/passages/{}">{} {}</a></h2><p>{} {}</p><p class="pb-section-note">{}</p>'
        '<blockquote lang="{}">{}</blockquote></article>'
    ).format(
        f"p-{one.passage.passage_id}",
        desk.root,
        one.passage.passage_id,
        one.head.title,
        one.passage.label,
        Markup('<span class="pb-badge">{}</span>').format(
            say(f"compare_level.{record.level or 'none'}", language)
        ),
        _validity(one, on, language),
        " · ".join(filter(None, facts)),
        html_lang(one.passage.language),
        _marked(one, found),
    )


def _validity(one: Provision, on: date, language: Language) -> Markup:
    key = {True: "compare_in_force", False: "compare_not_in_force", None: "compare_unknown"}[one.in_force]
    current = Markup(" is-current") if one.in_force else Markup()
    return Markup('<span class="pb-badge{}">{}</span>').format(current, say(key, language, on=on))


def _place(one: Provision, language: Language) -> str:
    """Return where a rule applies: a province under its name in this language, with the city as it is written."""
    region = one.record.region
    if not region:
        country = f"place.{one.record.jurisdiction}"
        words = phrases(language)
        named = words.say(country) if words.has(country) else one.record.jurisdiction
        return f"{named}, {say('compare_national', language)}" if language is Language.EN else f"{named}（{say('compare_national', language)}）"  # fmt: skip
    code = region_named(region)
    known = phrases(language)
    name = known.say(f"place.{code}") if code and known.has(f"place.{code}") else region
    return name if name in region else f"{name} ({region})"


def _marked(one: Provision, found: Comparison) -> Markup:
    text, at, parts = one.passage.text, 0, []
    for value in one.values:
        parts.append(Markup("{}").format(text[at : value.start]))
        parts.append(
            Markup('<mark class="pb-told-value{}">{}<sup>{}</sup></mark>').format(
                Markup(" is-alone") if found.is_alone(value) else Markup(),
                text[value.start : value.end],
                _sign(value, found),
            )
        )
        at = value.end
    parts.append(Markup("{}").format(text[at:]))
    return join(parts)


def _sign(value: Value, found: Comparison) -> str:
    return "≠" if found.is_alone(value) else "＝"


def _values(desk: Desk, found: Comparison) -> Markup:
    """Return the same values as a table: one row a provision, one column a kind."""
    language = desk.language
    title = say("compare_values", language)
    rows = [
        [
            Markup('<a class="is-long" href="#{}">{} {}</a>').format(
                f"p-{one.passage.passage_id}", one.head.title, one.passage.label
            ),
            *(_cell(one, kind, found, language) for kind in ValueKind),
        ]
        for one in found.provisions
        if one.values
    ]
    return section(title, table(title, say("compare_columns", language).split("|"), rows)) if rows else Markup()  # fmt: skip


def _cell(one: Provision, kind: ValueKind, found: Comparison, language: Language) -> Markup:
    firsts = {value.plain: value for value in reversed(one.values) if value.kind is kind}
    told = [
        f"{_worded(value, one, language)} {_sign(value, found)}"
        for value in sorted(firsts.values(), key=lambda value: value.start)
    ]
    return Markup("<br>").join(told) if told else Markup("–")


def _worded(value: Value, one: Provision, language: Language) -> str:
    if value.kind is ValueKind.DUTY:
        return say(f"compare_duty.{value.plain}", language)
    return one.passage.text[value.start : value.end]


def _line(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)
