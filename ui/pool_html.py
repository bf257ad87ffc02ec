"""The pool as HTML: what is in it for officers, with filters, marks and events; and what enterprises may know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from assistant.pool.entries import Entry
from assistant.pool.technologies import Technology
from assistant.pool.types import Mark, PoolClass, PoolEvent, Tier
from knowledge.types import Language, text_in
from ui.forms_html import form, hidden, join, section
from ui.strings import say

MARKS = ("recognised", "wanted", "ready")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page of a list, with the selection that it is of."""

    query: Mapping[str, str]
    start: int
    count: int  # of all
    shown: int

    def ways(self, root: str, language: Language) -> Markup:
        """Return the ways to the pages beside this one."""
        links = []
        for key, start in (("pool_before", self.start - self.shown), ("pool_next", self.start + self.shown)):
            if 0 <= start < self.count:
                asked = {name: value for name, value in self.query.items() if value} | {"from": str(start)}
                links.append(
                    Markup('<a href="{}/pool?{}">{}</a>').format(root, urlencode(asked), say(key, language))
                )
        return Markup('<p class="pb-ways">{}</p>').format(join(links)) if links else Markup()


def heading(language: Language, note: str, told: Markup) -> Markup:
    return Markup('<h1>{}</h1>{}<p class="pb-section-note">{}</p>').format(say("pool", language), told, note)


# ── for officers ─────────────────────────────────────────────────────────────────────────────────────────


def selection(root: str, query: Mapping[str, str], language: Language) -> Markup:
    """Return the form of what is to be shown, and the ways out."""
    tiers = [(str(tier), str(tier)) for tier in Tier]
    classes = [
        (str(one), say(f"pool_class.{one}", language))
        for one in (PoolClass.OPEN_NOW, PoolClass.NEGOTIATE, PoolClass.MATURE_FIRST)
    ]
    marks = [(name, say(f"pool_filter.{name}", language)) for name in MARKS]
    asked = urlencode({name: value for name, value in query.items() if value})
    exports = join(
        Markup('<a href="{}/pool/{}?{}" download>{}</a>').format(root, path, asked, say(key, language))
        for path, key in (("export-xlsx", "pool_export_xlsx"), ("export-csv", "pool_export_csv"))
    )
    return Markup(
        '<form class="pb-form pb-selection" method="get" action="{}/pool">{}{}{}'
        '<label>{}<input name="text" value="{}" maxlength="120"></label>'
        '<label>{}<input type="date" name="day" value="{}"></label>'
        '<button type="submit" class="pb-act is-primary">{}</button></form>'
        '<p class="pb-ways">{}<a href="{}/pool/rules">{}</a></p>'
    ).format(
        root,
        _choice("tier", say("pool_tier", language), tiers, query, language),
        _choice("class", say("pool_class", language), classes, query, language),
        _choice("marks", say("pool_filter_marks", language), marks, query, language),
        say("pool_filter_text", language),
        query.get("text", ""),
        say("pool_as_of", language),
        query.get("day", ""),
        say("pool_show", language),
        exports,
        root,
        say("pool_rules", language),
    )


def _choice(
    name: str, label: str, options: Sequence[tuple[str, str]], query: Mapping[str, str], language: Language
) -> Markup:
    made = join(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if value == query.get(name) else Markup(), told
        )
        for value, told in [("", say("pool_any", language)), *options]
    )
    return Markup('<label>{}<select name="{}">{}</select></label>').format(label, name, made)


def listed(root: str, entries: Sequence[Entry], part: Part, language: Language) -> Markup:
    """Return one page of the pool as a table."""
    if not part.count:
        key = "pool_none" if any(part.query.values()) else "pool_none_yet"
        return Markup('<p class="pb-form-done">{}</p>').format(say(key, language))
    rows = join(_row(root, entry, language) for entry in entries)
    return (
        Markup("<p>{}</p>").format(say("pool_count", language, count=part.count))
        + _table("pool_columns", rows, say("pool", language), language)
        + part.ways(root, language)
    )


def _table(columns: str, rows: Markup, name: str, language: Language) -> Markup:
    heads = join(Markup("<th scope='col'>{}</th>").format(one) for one in say(columns, language).split("|"))
    return Markup(
        '<div class="pb-wide" tabindex="0" role="region" aria-label="{}"><table class="pb-lines pb-pool"><thead><tr>{}</tr>'
        "</thead><tbody>{}</tbody></table></div>"
    ).format(name, heads, rows)


def _row(root: str, entry: Entry, language: Language) -> Markup:
    graded = entry.grade
    return Markup(
        "<tr><td>{}</td><td><strong>{}</strong>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>"
    ).format(
        _named(root, entry.technology, language),
        graded.tier or "–",
        _badge(say("pool_by_hand", language)) if graded.override else Markup(),
        say(f"pool_class.{graded.pool_class}", language),
        f"{graded.points:g}",
        marks_of(entry, language),
        entry.entered.isoformat() if entry.entered else "–",
    )


def _named(root: str, technology: Technology, language: Language) -> Markup:
    return Markup(
        '<a href="{}/pool/{}">{}</a>{}<br><span class="pb-section-note">{} · {}</span>'
    ).format(
        root,
        technology.head.document_id,
        title_of(technology, language),
        _badge(say("pool_synthetic", language)) if technology.head.synthetic else Markup(),
        technology.number,
        "; ".join(owner.name(language) for owner in technology.record.owners) or "–",
    )  # fmt: skip


def title_of(technology: Technology, language: Language) -> str:
    return text_in(technology.record.titles, language) or technology.head.title


def marks_of(entry: Entry, language: Language) -> Markup:
    """Return who marked a technology, in counts."""
    if entry.recognised:
        signs = [Markup('<span class="pb-badge is-current">{}</span>').format(say("pool_recognised", language))]  # fmt: skip
    else:
        signs = [_badge(say("pool_ready", language))] if entry.ready else []
    if entry.wanted:
        signs.append(_badge(say("pool_wanted", language, count=entry.state.wanted)))
    return Markup(" ").join(signs) or Markup("–")


def _badge(text: str) -> Markup:
    return Markup(' <span class="pb-badge">{}</span>').format(text)


def events(found: Sequence[PoolEvent], root: str, names: Mapping[str, str], language: Language) -> Markup:
    """Return events, newest first. `names` are titles by document."""
    rows = join(event_line(event, names.get(event.state.document_id, ""), root, language) for event in found)
    listed = (
        Markup('<ul class="pb-rows">{}</ul>').format(rows)
        if rows
        else Markup("<p>{}</p>").format(say("pool_events_none", language))
    )
    return section(say("pool_events", language), listed)


def event_line(event: PoolEvent, title: str, root: str, language: Language) -> Markup:
    joint = "、" if language is Language.ZH else ", "
    why = joint.join(say(f"pool_reason.{reason}", language) for reason in event.reasons)
    name = f"{event.state.number} {title}".strip() or event.state.document_id
    anchor = (
        Markup('<a href="{}/pool/{}">{}</a>').format(root, event.state.document_id, name) if title else name
    )
    return Markup("<li>{} <strong>{}</strong> {} · {} · {}</li>").format(
        event.day.isoformat(), say(f"pool_event.{event.kind}", language), anchor, event.state.tier or "–", why
    )


def past(
    found: Sequence[tuple[PoolEvent, date]],
    day: date,
    root: str,
    names: Mapping[str, str],
    language: Language,
) -> Markup:
    """Return the pool as it was known on a day."""
    told = Markup("<p>{}</p>").format(
        say("pool_as_of_told", language, day=day.isoformat(), count=len(found))
    )  # fmt: skip
    rows = join(
        Markup(
            "<tr><td>{}</td><td><strong>{}</strong></td><td>{}</td><td>{:g}</td><td>{}</td><td>{}</td></tr>"
        ).format(
            f"{event.state.number} {names.get(event.state.document_id, '')}".strip(),
            event.state.tier or "–",
            say(f"pool_class.{event.state.pool_class}", language),
            event.state.points,
            say("pool_recognised", language) if event.state.recognised else "–",
            entered.isoformat(),
        )
        for event, entered in found
    )
    return told + (_table("pool_columns", rows, say("pool", language), language) if found else Markup())


# ── for everybody else ───────────────────────────────────────────────────────────────────────────────────


def own_marks(
    marks: Sequence[Mark],
    known: Mapping[str, Technology],
    inside: frozenset[str],
    root: str,
    language: Language,
) -> Markup:
    """Return what an enterprise marked. `known` are technologies by document; `inside` those that are in the pool."""
    rows = join(
        Markup("<li><p>{}</p><p class='pb-section-note'>{}{}</p>{}</li>").format(
            _named(root, known[mark.document_id], language)
            if mark.document_id in known
            else mark.document_id,
            say("pool_own_line", language, moment=moment(mark)),
            "" if mark.document_id in inside else f" · {say('pool_own_out', language)}",
            mark_button(root, mark.document_id, marked=True, language=language),
        )
        for mark in marks
    )
    listed = (
        Markup('<ul class="pb-rows">{}</ul>').format(rows)
        if marks
        else Markup("<p>{}</p>").format(say("pool_own_none", language))
    )
    return section(say("pool_own", language), listed)


def moment(mark: Mark) -> str:
    return mark.made_at.astimezone().strftime("%Y-%m-%d %H:%M")


def mark_button(
    root: str, document_id: str, *, marked: bool, language: Language, back: str = "pool", need: str = ""
) -> Markup:  # fmt: skip
    """Return the button by which an enterprise marks a technology, with a need of its own, or takes the mark back."""
    return form(
        f"{root}/pool/marks",
        hidden("document_id", document_id),
        hidden("wanted", "no" if marked else "yes"),
        hidden("back", back),
        hidden("need", need) if need else Markup(),
        submit=say("pool_unmark" if marked else "pool_mark", language),
        inline=True,
    )


def public_list(
    technologies: Sequence[Technology],
    part: Part,
    own: frozenset[str],
    leading: frozenset[str],
    root: str,
    language: Language,
    *,
    marks: bool,
) -> Markup:
    """Return one page of what anyone may know. `own` are keys that the reader marked; `marks`: the reader may mark."""
    if not part.count:
        return Markup('<p class="pb-form-done">{}</p>').format(say("pool_none", language))
    rows = join(
        Markup("<li><p>{}{}</p><p class='pb-section-note'>{}</p>{}</li>").format(
            _named(root, one, language),
            _badge(say("pool_recognised", language)) if one.head.document_id in leading else Markup(),
            say(f"pool_availability.{one.status.availability}", language),
            mark_button(
                root, one.head.document_id, marked=not own.isdisjoint(one.keys), language=language
            ) if marks else Markup(),
        )
        for one in technologies
    )  # fmt: skip
    return section(
        say("pool_count", language, count=part.count),
        Markup('<ul class="pb-rows">{}</ul>').format(rows),
        part.ways(root, language),
    )


__all__ = [
    "MARKS",
    "Part",
    "event_line",
    "events",
    "heading",
    "listed",
    "mark_button",
    "marks_of",
    "own_marks",
    "past",
    "public_list",
    "selection",
    "title_of",
]
