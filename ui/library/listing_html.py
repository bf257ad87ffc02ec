"""A list of documents as HTML: what was chosen, facets with counts, chips, one page of rows."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from knowledge.browsing.facts import Facet
from knowledge.browsing.shelf import Listed, Order, Row
from knowledge.rights.standing import Availability
from knowledge.types import (
    Audience,
    DocumentHead,
    Language,
    LicenceNotice,
    PatentRecord,
    PolicyRecord,
)
from ui.evidence import title_in
from ui.forms_html import hidden, join
from ui.icons import icon
from ui.library.asked import Asked
from ui.library.words import chip_name, value_name
from ui.markup import html_lang
from ui.strings import say

PER_PAGE = 25
_SHOWN = 8  # values of a facet; more are behind a button
_MOST_SHOWN = 60
_FACETS = (
    Facet.KIND, Facet.VALIDITY, Facet.STATUS, Facet.AVAILABILITY, Facet.LICENCE, Facet.IPC, Facet.OWNER, Facet.REGION,
    Facet.JURISDICTION, Facet.TYPE, Facet.LANGUAGE, Facet.YEAR,
)  # fmt: skip


def page_html(
    listed: Listed,
    asked: Asked,
    root: str,
    language: Language,
    *,
    uploads: bool,
) -> Markup:
    """Return the whole list. `uploads`: the reader may add files."""
    links = [("library/picture" + _after(asked.query()), "library_picture")]
    links += [("library/upload", "library_upload")] if uploads else []
    ways = join(
        Markup('<a href="{}/{}">{}</a>').format(root, path, say(key, language)) for path, key in links
    ) + Markup('<a class="pb-jump" href="#filters">{}</a>').format(say("library_facets", language))
    return Markup(
        '<h1>{}</h1><p class="pb-section-note">{}</p><p class="pb-ways">{}</p>{}{}<div class="pb-library">'
        '<section aria-labelledby="results"><h2 id="results">{}</h2>{}</section>'
        '<aside class="pb-facets" id="filters" aria-label="{}">{}</aside></div>'
    ).format(
        say("library", language),
        say("library_note", language),
        ways,
        _form(asked, root, language),
        chips(asked, f"{root}/library", language),
        _told(listed, asked, language),
        _rows(listed, asked, root, language),
        say("library_facets", language),
        join(_facet(facet, listed, asked, root, language) for facet in _FACETS),
    )


def _after(query: str) -> str:
    return f"?{query}" if query else ""


# ── what is chosen ───────────────────────────────────────────────────────────────────────────────────────


def _form(asked: Asked, root: str, language: Language) -> Markup:
    """Return the form of what is written rather than chosen; what is chosen already goes with it."""
    written = {"text", "from", "to"}
    kept = join(hidden(name, value) for name, value in asked.pairs if name not in written)
    orders = join(
        Markup('<option value="{}"{}>{}</option>').format(
            order,
            Markup(" selected") if order is asked.order else "",
            say(f"library_order.{order}", language),
        )
        for order in Order
    )
    return Markup(
        '<form class="pb-form pb-selection" method="get" action="{}/library" role="search">{}'
        '<label>{}<input type="search" name="text" value="{}" maxlength="120"></label>'
        '<label>{}<select name="order">{}</select></label><button type="submit" class="pb-act is-primary">{}</button>{}</form>'
    ).format(
        root,
        kept,
        say("library_text", language),
        asked.first("text"),
        say("library_order", language),
        orders,
        say("library_show", language),
        _further(asked, language),
    )


def _further(asked: Asked, language: Language) -> Markup:
    is_open = asked.first("from") or asked.first("to")
    return Markup(
        '<details class="pb-further"{}><summary>{}</summary><div class="pb-selection">'
        '<label>{}<input name="owner" maxlength="120"></label><label>{}<input name="ipc" maxlength="20"></label>'
        '<label>{}<input type="date" name="from" value="{}"></label><label>{}<input type="date" name="to" value="{}"></label>'
        "</div></details>"
    ).format(
        Markup(" open") if is_open else Markup(),
        say("library_more_filters", language),
        say("library_owner", language),
        say("library_ipc", language),
        say("library_from", language),
        asked.first("from"),
        say("library_to", language),
        asked.first("to"),
    )


def chips(asked: Asked, at: str, language: Language) -> Markup:
    """Return what is chosen, each with the way to the list without it."""
    if not asked.pairs:
        return Markup()
    items = join(_chip(asked, name, value, at, language) for name, value in asked.pairs)
    clear = Markup('<li><a class="pb-filter is-off" href="{}">{}</a></li>').format(
        at, say("library_clear", language)
    )
    return Markup('<div class="pb-filters"><span>{0}</span><ul aria-label="{0}">{1}{2}</ul></div>').format(
        say("library_chosen", language), items, clear if len(asked.pairs) > 1 else Markup()
    )


def _chip(asked: Asked, name: str, value: str, at: str, language: Language) -> Markup:
    told = chip_name(name, value, language)
    return Markup('<li><a class="pb-filter" href="{}{}" aria-label="{}"><span>{}</span>{}</a></li>').format(
        at,
        _after(asked.without(name, value).query()),
        say("library_remove", language, name=told),
        told,
        icon("close"),
    )


def _facet(facet: Facet, listed: Listed, asked: Asked, root: str, language: Language) -> Markup:
    chosen = asked.values(facet)
    values = [pair for pair in listed.counts[facet] if pair[0] not in chosen]
    if facet is Facet.YEAR:
        values.sort(reverse=True)
    if not values or (len(values) == 1 and not chosen and values[0][1] == listed.total):
        return Markup()
    items = [
        Markup('<li><a href="{}/library?{}" rel="nofollow">{}</a> <span>{}</span></li>').format(
            root, asked.with_one(facet, value).query(), value_name(facet, value, language), count
        )
        for value, count in values[:_MOST_SHOWN]
    ]
    more = (
        Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(
            say("library_more_values", language), join(items[_SHOWN:])
        )
        if items[_SHOWN:]
        else Markup()
    )
    return Markup("<section><h3>{}</h3><ul>{}</ul>{}</section>").format(
        say(f"facet.{facet}", language), join(items[:_SHOWN]), more
    )


# ── what is there ────────────────────────────────────────────────────────────────────────────────────────


def _told(listed: Listed, asked: Asked, language: Language) -> Markup:
    count = say("library_count", language, count=listed.total)
    if listed.total <= PER_PAGE:
        return Markup("{}").format(count)
    first = (asked.page - 1) * PER_PAGE + 1
    last = first + len(listed.rows) - 1
    return Markup("{} <small>{}</small>").format(
        count, say("library_range", language, first=first, last=last)
    )


def _rows(listed: Listed, asked: Asked, root: str, language: Language) -> Markup:
    if not listed.total:
        key = "library_none" if asked.pairs else "library_holds_none"
        return Markup('<p class="pb-form-done">{}</p>').format(say(key, language))
    rows = join(_row(row, root, language) for row in listed.rows)
    return Markup('<ul class="pb-rows pb-held">{}</ul>{}').format(rows, _pages(listed, asked, root, language))


def _row(row: Row, root: str, language: Language) -> Markup:
    head = row.head
    return Markup(
        '<li><p><a href="{}/library/{}" lang="{}">{}</a></p><p class="pb-where">{}<span>{}</span></p></li>'
    ).format(
        root,
        head.document_id,
        html_lang(title_language(head, language)),
        title_in(head, language),
        badges(row, language),
        " · ".join(_facts(row, language)),
    )


def title_language(head: DocumentHead, language: Language) -> Language:
    titled = isinstance(head.record, PatentRecord) and any(t.language is language for t in head.record.titles)
    return language if titled else head.language


def badges(row: Row, language: Language) -> Markup:
    """Return the marks of a document: its kind, whose eyes it is for, what it is an example of, how it stands."""
    head = row.head
    marks = [(f"is-{head.kind}", say(f"kind_{head.kind}", language))]
    if head.audience is Audience.INTERNAL:
        marks.append(("is-digest", say("library_internal", language)))
    if head.synthetic:
        marks.append(("is-synthetic", say("synthetic", language)))
    elif head.sample:
        marks.append(("is-synthetic", say("library_is_sample", language)))
    for facet, looks in ((Facet.AVAILABILITY, _AVAILABLE), (Facet.VALIDITY, _VALID)):
        for value in row.day.values.get(facet, ()):
            marks.append((looks.get(value, ""), value_name(facet, value, language)))
    return Markup(" ").join(Markup('<span class="pb-badge {}">{}</span>').format(*mark) for mark in marks)


_AVAILABLE: dict[str, str] = {
    Availability.LICENSABLE_OPEN: "is-current",
    Availability.LICENSABLE_ASK: "is-current",
    Availability.PENDING: "is-coming",
    Availability.RESTRICTED_EXCLUSIVE: "is-ended",
    Availability.RESTRICTED_SOLE: "is-ended",
}
_VALID = {"current": "is-current", "coming": "is-coming", "ended": "is-ended"}


def _facts(row: Row, language: Language) -> Iterator[str]:
    record = row.head.record
    if isinstance(record, PatentRecord):
        yield from filter(
            None, (record.publication_number or record.application_number or record.case_number,)
        )
        yield from (party.name(language) for party in record.owners[:2])
        yield from (day.isoformat() for day in (record.filing_date,) if day)
    elif isinstance(record, PolicyRecord):
        yield from filter(None, (record.document_number, record.issuer))
        yield from (day.isoformat() for day in (record.date_issued or record.effective_from,) if day)
    elif isinstance(record, LicenceNotice):
        yield from record.patent_ids[:3]
        yield from (day.isoformat() for day in (record.published_on,) if day)
    else:
        yield row.head.source


def _pages(listed: Listed, asked: Asked, root: str, language: Language) -> Markup:
    pages = -(-listed.total // PER_PAGE)
    if pages < 2:
        return Markup()
    links = join(
        Markup('<a href="{}/library{}">{}</a>').format(
            root, _after(asked.on_page(page).query()), say(key, language)
        )
        for key, page in (("pool_before", asked.page - 1), ("pool_next", asked.page + 1))
        if 1 <= page <= pages
    )
    return Markup('<nav class="pb-ways" aria-label="{}">{}<span>{}</span></nav>').format(
        say("library_pages", language), links, say("library_page", language, page=asked.page, pages=pages)
    )
