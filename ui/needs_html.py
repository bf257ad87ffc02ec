"""The pages of needs as HTML: needs, and how they are read, in; lists, forms and facts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from assistant.matching.need_uploads import FORMATS
from assistant.matching.types import ReadNeed, Requirement, Terms
from assistant.needs.needs import LONGEST_TEXT
from assistant.needs.types import Budget, Need, NeedState
from assistant.phrases import phrases
from knowledge.rendering import format_money
from knowledge.types import Language, LicenceType, Money
from ui.forms_html import area, field, form, hidden, join, section, select, tick, upload
from ui.markup import html_lang
from ui.strings import say

LICENCES = (LicenceType.NON_EXCLUSIVE, LicenceType.EXCLUSIVE, LicenceType.SOLE, LicenceType.OPEN)
TERRITORIES = ("CN", "US", "EP", "DE", "FR", "GB", "JP", "KR", "WO")
_TITLE = 90  # characters


def title_of(need: Need) -> str:
    return shortened(need.wanted.text)


def shortened(text: str) -> str:
    """Return the beginning of a need, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1]}…"


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────


def needs_list(root: str, title: str, note: str, needs: Sequence[Need], none: str, language: Language, *acts: Markup) -> Markup:  # fmt: skip
    rows = join(_row(root, need, language) for need in needs)
    listed = Markup('<ul class="pb-rows">{}</ul>').format(rows) if rows else Markup("<p>{}</p>").format(none)
    return section(title, *acts, listed, note=note)


def _row(root: str, need: Need, language: Language) -> Markup:
    facts = [
        need.wanted.enterprise,
        need.wanted.industry,
        need.wanted.region,
        _since(need, language),
    ]
    return Markup(
        '<li><p><a class="pb-need-title" href="{0}/needs/{1}">{2}</a></p><p class="pb-where">{3}<span>{4}</span></p>'
        '<p><a class="pb-act" href="{0}/needs/{1}/matches">{5}</a></p></li>'
    ).format(
        root,
        need.need_id,
        title_of(need),
        state_badge(need, language),
        " · ".join(fact for fact in facts if fact),
        say("need_matches", language),
    )


def state_badge(need: Need, language: Language) -> Markup:
    return Markup('<span class="pb-badge is-need-{0}">{1}</span>').format(
        str(need.state), say(f"need_state.{need.state}", language)
    )


def _since(need: Need, language: Language) -> str:
    if need.state is NeedState.SUBMITTED and need.submitted_at:
        return say("need_submitted_on", language, day=_day(need.submitted_at))
    return say("need_changed_on", language, day=_day(need.updated_at))


def _day(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d")


# ── forms ────────────────────────────────────────────────────────────────────────────────────────────────


def need_form(action: str, filled: Mapping[str, str], language: Language, *, new: bool) -> Markup:
    """Return the form of a need, with what is filled in. A new one can share its budget at once."""
    licences = [("", say("need_any", language))] + [
        (str(one), say(f"licence.{one}", language)) for one in LICENCES
    ]

    def line(name: str, kind: str = "text", note: str = "") -> Markup:
        label = say(f"need_{name}", language)
        return field(
            name,
            label,
            kind=kind,
            value=filled.get(name, ""),
            note=note,
            required=False,
        )

    further = (
        line("enterprise"),
        line("industry"),
        line("region"),
        line("size"),
        line("budget", note=say("need_budget_note", language)),
        tick("share", say("need_share_budget", language)) if new else Markup(),
        line("deadline", "date"),
        select("licence_type", say("need_licence", language), licences, filled.get("licence_type", "")),
        line("territory"),
        line("trl"),
        line("brings"),
    )
    opened = Markup(" open") if any(filled.get(name) for name in filled if name != "text") else Markup()
    return form(
        action,
        area(
            "text",
            say("need_text", language),
            filled.get("text", ""),
            rows=8,
            longest=LONGEST_TEXT,
            note=say("need_text_note", language),
        ),
        Markup('<details class="pb-more-fields"{}><summary>{}</summary>{}</details>').format(
            opened, say("need_more", language), join(further)
        ),
        submit=say("need_save", language),
    )


def file_form(root: str, language: Language) -> Markup:
    return form(
        f"{root}/needs/file",
        upload("file", say("need_file", language), ",".join(FORMATS), say("need_file_note", language)),
        submit=say("need_file_read", language),
        files=True,
    )


# ── one need ─────────────────────────────────────────────────────────────────────────────────────────────


def facts(need: Need, language: Language, *, own: bool) -> Markup:
    """Return what a need says beside its text. The budget with who sees it; to officers that it is hidden, where it is."""
    wanted = need.wanted
    budget = _budget(wanted.budget, language)
    if own:
        key = "need_budget_shared" if need.budget_shared else "need_budget_private"
        told = (
            f"{budget}（{say(key, language)}）"
            if language is Language.ZH
            else f"{budget} ({say(key, language)})"
        )
        shown = told if budget else say("need_budget_none", language)
    else:
        shown = budget or say("need_budget_none" if need.budget_shared else "need_budget_hidden", language)
    rows = (
        ("need_enterprise", wanted.enterprise),
        ("need_industry", wanted.industry),
        ("need_region", wanted.region),
        ("need_budget", shown),
        ("need_deadline", wanted.deadline.isoformat() if wanted.deadline else ""),
        ("need_licence", say(f"licence.{wanted.licence_type}", language) if wanted.licence_type else ""),
    )
    listed = join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(say(key, language), value)
        for key, value in rows
        if value
    )
    return Markup('<dl class="pb-need-facts">{}</dl>').format(listed)


def _budget(budget: Budget | None, language: Language) -> str:
    return format_money(budget, language) if isinstance(budget, Money) else budget or ""


def words(need: Need, read: ReadNeed, language: Language) -> Markup:
    text = Markup('<div class="pb-need-words" lang="{}">{}</div>').format(
        html_lang(read.language), need.wanted.text
    )
    return section(say("need_words", language), text)


def acts(root: str, need: Need, language: Language) -> Markup:
    """Return what the owner of a need can do with it."""
    at = f"{root}/needs/{need.need_id}"
    submitted = need.state is NeedState.SUBMITTED
    hand_in = (
        form(f"{at}/withdraw", submit=say("need_withdraw", language), inline=True)
        if submitted
        else form(f"{at}/submit", submit=say("need_submit", language), inline=True)
    )
    share = form(
        f"{at}/budget",
        hidden("share", "no" if need.budget_shared else "yes"),
        submit=say("need_hide_budget" if need.budget_shared else "need_show_budget", language),
        inline=True,
    )
    return Markup(
        '<div class="pb-need-acts"><a class="pb-act is-primary" href="{0}/matches">{1}</a>{2}{3}'
        '<a class="pb-act" href="{0}/edit">{4}</a></div>'
    ).format(
        at,
        say("need_matches", language),
        hand_in,
        share if need.wanted.budget else Markup(),
        say("need_change", language),
    )


def deletion(root: str, need: Need, language: Language) -> Markup:
    return section(
        say("need_delete", language),
        form(
            f"{root}/needs/{need.need_id}/delete",
            tick("sure", say("need_delete_sure", language)),
            submit=say("need_delete", language),
            danger=True,
        ),
    )


def ignored(read: ReadNeed, language: Language) -> Markup:
    """Return the sentences that were left out because they read like orders, as such."""
    if not read.ignored:
        return Markup()
    lines = join(Markup("<li>{}</li>").format(one) for one in read.ignored)
    return section(
        say("need_ignored", language),
        Markup('<ul class="pb-ignored" lang="{}">{}</ul>').format(html_lang(read.language), lines),
        note=say("need_ignored_note", language),
    )


def requirement_words(one: Requirement, language: Language) -> Markup:
    """Return a requirement's words; what must not be is marked."""
    mark = (
        Markup(' <span class="pb-badge is-digest" lang="{}">{}</span>').format(
            html_lang(language), say("need_must_not", language)
        )
        if one.excluded
        else Markup()
    )
    return Markup("{}{}").format(one.text, mark)


def terms_line(terms: Terms, language: Language) -> str:
    """Return the terms that a need asks for, in one line."""
    told = [say(f"licence.{one}", language) for one in terms.licence_types]
    if terms.territory:
        told.append(territory_name(terms.territory, language))
    if terms.trl:
        told.append(f"TRL {terms.trl}")
    if terms.time_months:
        told.append(say("need_months", language, months=terms.time_months))
    return " · ".join(told)


def territory_name(code: str, language: Language) -> str:
    """Return what a place is called: a country, or a province by its code."""
    if code in TERRITORIES:
        return say(f"territory.{code}", language)
    known = phrases(language)
    return known.say(f"place.{code}") if known.has(f"place.{code}") else code
