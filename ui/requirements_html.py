"""How a need was read, as HTML: its requirements and terms in; a list of them, or a form to correct them, out.

What the form holds is read back here too: both go by the same names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from assistant.matching.types import ReadNeed, RequirementKind, Terms
from assistant.needs.corrections import LONGEST_REQUIREMENT, MOST_REQUIREMENTS
from assistant.needs.types import Corrections, Need, NeedState, Wording
from knowledge.types import Language, LicenceType
from ui.forms_html import choices, field, form, hidden, join, section, select
from ui.markup import html_lang
from ui.needs_html import (
    LICENCES,
    TERRITORIES,
    requirement_words,
    terms_line,
    territory_name,
)
from ui.strings import say

_SPARE = 3  # empty lines for what is to be added


def requirements_list(read: ReadNeed, language: Language) -> Markup:
    """Return the requirements and terms of a need, to be read only."""
    rows = join(
        Markup('<li><span class="pb-kind">{}</span> <span lang="{}">{}</span></li>').format(
            say(f"requirement.{one.kind}", language),
            html_lang(read.language),
            requirement_words(one, language),
        )
        for one in read.requirements
    )
    terms = terms_line(read.terms, language)
    told = Markup('<p class="pb-terms">{}</p>').format(terms) if terms else Markup()
    return Markup('<ol class="pb-requirements">{}</ol>').format(rows) + told


def correction(
    root: str, need: Need, read: ReadNeed, language: Language, *, typed: Corrections | None = None
) -> Markup:
    """Return the form that corrects how a need was read; `typed` is what was filled in before."""
    at = f"{root}/needs/{need.need_id}"
    wordings = (
        typed.requirements
        if typed
        else tuple(Wording(text=r.text, kind=str(r.kind), excluded=r.excluded) for r in read.requirements)
    )
    lines = [*wordings, *[Wording(text="", kind=str(RequirementKind.PROPERTY))] * _SPARE]
    lines = lines[: max(len(wordings), MOST_REQUIREMENTS)]
    terms = read.terms if typed is None else _terms(typed)
    notes = [say("need_as_read_note", language)]
    if need.corrections:
        notes.append(say("need_is_corrected", language))
    if need.state is NeedState.SUBMITTED:
        notes.append(say("need_correct_takes_back", language))
    edit = form(
        f"{at}/requirements",
        hidden("count", str(len(lines))),
        join(_line(number, one, read.language, language) for number, one in enumerate(lines, start=1)),
        _terms_fields(terms, language),
        submit=say("need_correct", language),
    )
    back = form(f"{at}/as-read", submit=say("need_forget_corrections", language), inline=True)
    body = section(
        say("need_as_read", language), edit, back if need.corrections else Markup(), note=" ".join(notes)
    )
    return Markup('<div id="as-read">{}</div>').format(body)


def _line(number: int, one: Wording, of_need: Language, language: Language) -> Markup:
    kinds = join(
        Markup('<option value="{}"{}>{}</option>').format(
            str(kind),
            Markup(" selected") if str(kind) == one.kind else Markup(),
            say(f"requirement.{kind}", language),
        )
        for kind in RequirementKind
    )
    name = (
        say("need_requirement", language, number=number)
        if one.text
        else say("need_requirement_new", language)
    )
    boxes = _box(f"not-{number}", say("need_must_not", language), ticked=one.excluded)
    if one.text:
        boxes += _box(f"drop-{number}", say("need_drop", language), ticked=False)
    return Markup(
        '<fieldset class="pb-requirement"><legend>{0}</legend>'
        '<textarea name="text-{1}" rows="2" maxlength="{2}" aria-label="{0}" lang="{3}">\n{4}</textarea>'
        '<span class="pb-requirement-acts"><select name="kind-{1}" aria-label="{5}">{6}</select>{7}</span></fieldset>'
    ).format(
        name, number, LONGEST_REQUIREMENT, html_lang(of_need), one.text, say("need_kind", language), kinds, boxes
    )  # fmt: skip


def _box(name: str, label: str, *, ticked: bool) -> Markup:
    return Markup(
        '<label class="pb-choice"><input type="checkbox" name="{}" value="yes"{}> {}</label>'
    ).format(name, Markup(" checked") if ticked else Markup(), label)


def _terms_fields(terms: Terms, language: Language) -> Markup:
    known = (*TERRITORIES, *((terms.territory,) if terms.territory not in (None, *TERRITORIES) else ()))
    places = [("", say("need_any", language))] + [(code, territory_name(code, language)) for code in known]
    levels = [("", say("need_any", language))] + [(str(level), str(level)) for level in range(1, 10)]
    licences = [
        (str(one), say(f"licence.{one}", language), str(one) in terms.licence_types) for one in LICENCES
    ]
    months = str(terms.time_months) if terms.time_months else ""
    return Markup('<div class="pb-terms-fields"><h3>{}</h3>{}{}{}{}</div>').format(
        say("need_terms", language),
        choices("licence", say("need_licence", language), licences),
        select("territory", say("need_territory", language), places, terms.territory or ""),
        select("trl", say("need_trl", language), levels, str(terms.trl or "")),
        field("months", say("need_time_months", language), kind="number", value=months, required=False),
    )


# ── what was filled in ───────────────────────────────────────────────────────────────────────────────────


def corrections_in(filled: Callable[[str], str], ticked: Callable[[str], Sequence[str]]) -> Corrections:
    """Return what the form holds, lines that are removed or empty left out."""
    count = _number(filled("count"), 1, MOST_REQUIREMENTS + _SPARE) or 0
    return Corrections(
        requirements=tuple(_wordings(filled, count)),
        licence_types=tuple(str(one) for one in LicenceType if str(one) in ticked("licence")),
        territory=_code(filled("territory")),
        trl=_number(filled("trl"), 1, 9),
        time_months=_number(filled("months"), 1, 600),
    )


def _wordings(filled: Callable[[str], str], count: int) -> Iterable[Wording]:
    for number in range(1, count + 1):
        text, kind = filled(f"text-{number}").strip(), filled(f"kind-{number}")
        if text and filled(f"drop-{number}") != "yes":
            known = kind if kind in tuple(RequirementKind) else str(RequirementKind.PROPERTY)
            yield Wording(text=text, kind=known, excluded=filled(f"not-{number}") == "yes")


def _number(text: str, least: int, most: int) -> int | None:
    told = int(text) if text.strip().isdecimal() and len(text) < 6 else 0
    return told if least <= told <= most else None


def _code(text: str) -> str | None:
    """Return the code of a place, as knowledge's places have them: CN, CN-JS."""
    code = text.strip()
    return code if 2 <= len(code) <= 6 and code.replace("-", "").isalnum() and code.isascii() else None


def _terms(typed: Corrections) -> Terms:
    return Terms(
        licence_types=typed.licence_types,
        territory=typed.territory,
        trl=typed.trl,
        time_months=typed.time_months,
    )
