"""What is not filed yet, as pages for transfer officers: entered, listed with its grade, opened, deleted. For others there is no such page."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.pool.disclosures import LONGEST, Disclosure, Told, grade_before_filing
from assistant.pool.rules import Rules
from assistant.pool.types import DisclosureGrade, Ingredient, PriorArt, Stage
from knowledge.errors import UsageError
from knowledge.types import Language
from ui.account_routes import Desk, Desks, status_of
from ui.forms_html import area, form, hidden, join, section, select
from ui.officers import for_officers
from ui.strings import say

_TEXTS = ("title", "summary", "unit", "market", "prior_art_note")
_ROWS = {"title": 1, "summary": 8, "unit": 1, "market": 2, "prior_art_note": 3}
_FIELDS = ("title", "summary", "unit", "stage", "market", "prior_art", "prior_art_note")


def add_disclosures_routes(app: FastAPI, desks: Desks) -> None:
    for method, path, handler in (
        ("GET", "/disclosures", _listed),
        ("POST", "/disclosures", _add),
        ("POST", "/disclosures/remove", _remove),
        ("GET", "/disclosures/{disclosure_id}", _shown),
    ):
        desks.add(app, method, path, for_officers(handler))


def _listed(desk: Desk, error: UsageError | None = None) -> Response:
    language, rules = desk.language, desk.services.pool.rules.current()
    rows = join(_row(one, rules, desk.root, language) for one in desk.services.disclosures.all(desk.account.reader))  # fmt: skip
    listed = (
        Markup('<ul class="pb-rows">{}</ul>').format(rows)
        if rows
        else Markup("<p>{}</p>").format(say("disclosures_none", language))
    )
    filled = {name: desk.filled(name) for name in _FIELDS} if error else {}
    body = (
        desk.ways()
        + Markup('<h1>{}</h1>{}<p class="pb-section-note">{}</p>').format(
            say("disclosures", language),
            desk.problem(error) if error else desk.done(),
            say("disclosures_note", language),
        )
        + section(say("disclosures", language), listed)
        + section(say("disclosure_new", language), _form(desk.root, filled, language))
    )
    return desk.page(say("disclosures", language), body, status_of(error) if error else 200)


def _row(one: Disclosure, rules: Rules, root: str, language: Language) -> Markup:
    grade = grade_before_filing(one.told, rules)
    return Markup(
        '<li><p><strong>{}</strong> <a href="{}/disclosures/{}">{}</a></p><p class="pb-section-note">{}</p></li>'
    ).format(grade.tier, root, one.disclosure_id, one.told.title, _line(grade, language))


def _line(grade: DisclosureGrade, language: Language) -> str:
    return say(
        "disclosure_grade_line",
        language,
        version=grade.rules_version,
        points=f"{grade.points:g}",
        tier=grade.tier,
        could=grade.could_reach,
        next=say(f"disclosure_class.{grade.disclosure_class}", language),
    )


def _form(root: str, filled: Mapping[str, str], language: Language) -> Markup:
    choices = {"stage": tuple(Stage), "prior_art": tuple(PriorArt)}
    fields = []
    for name in _FIELDS:
        label = say(f"disclosure_{name}", language)
        if name in choices:
            options = [(str(one), say(f"disclosure_word.{one}", language)) for one in choices[name]]
            fields.append(select(name, label, options, filled.get(name, options[0][0])))
        else:
            needed = name in ("title", "summary")
            fields.append(
                area(name, label, filled.get(name, ""), rows=_ROWS[name], longest=LONGEST[name], required=needed)
            )  # fmt: skip
    return form(f"{root}/disclosures", *fields, submit=say("disclosure_add", language))


def _add(desk: Desk) -> Response:
    stage, prior_art = desk.filled("stage"), desk.filled("prior_art")
    texts = {name: desk.filled(name) for name in _TEXTS}
    try:
        told = Told(
            **texts,
            stage=Stage(stage) if stage in tuple(Stage) else Stage.IDEA,
            prior_art=PriorArt(prior_art) if prior_art in tuple(PriorArt) else PriorArt.NOT_SEARCHED,
        )
        desk.services.disclosures.add(desk.account.reader, told)
    except UsageError as error:
        return _listed(desk, error)
    return desk.go("disclosures?done=disclosed")


def _shown(desk: Desk) -> Response:
    name = desk.request.path_params.get("disclosure_id", "")
    one = desk.services.disclosures.get(desk.account.reader, name)
    language, told = desk.language, one.told
    grade = grade_before_filing(told, desk.services.pool.rules.current())
    who = {account.account_id: account.name for account in desk.services.accounts.list()}
    line = say(
        "disclosure_line",
        language,
        who=who.get(one.made_by, one.made_by),
        moment=one.made_at.astimezone().strftime("%Y-%m-%d %H:%M"),
    )
    facts = join(
        Markup("<h2>{}</h2><p class='pb-told'>{}</p>").format(
            say(f"disclosure_{field}", language), getattr(told, field)
        )
        for field in _TEXTS
        if field != "title" and getattr(told, field)
    )
    parts = join(_part(part, language) for part in grade.ingredients)
    remove = form(
        f"{desk.root}/disclosures/remove",
        hidden("disclosure", one.disclosure_id),
        submit=say("disclosure_remove", language),
        danger=True,
    )
    body = (
        desk.ways()
        + Markup('<h1>{}</h1><p class="pb-section-note">{}</p>{}').format(told.title, line, facts)
        + section(
            say("pool_grade", language),
            Markup("<p>{}</p>").format(_line(grade, language)),
            Markup('<ul class="pb-rows">{}</ul>').format(parts),
        )
        + remove
    )
    return desk.page(told.title, body)


def _part(part: Ingredient, language: Language) -> Markup:
    word = part.values.get("word")
    known = say(f"disclosure_word.{word}", language) if word else say("pool_unknown", language)
    return Markup("<li><strong>{}</strong> {} · {:g} / {:g}</li>").format(
        say(f"pool_part.{part.name}", language), known, part.points, part.most
    )


def _remove(desk: Desk) -> Response:
    desk.services.disclosures.remove(desk.account.reader, desk.filled("disclosure"))
    return desk.go("disclosures?done=undisclosed")
