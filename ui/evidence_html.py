"""Evidence as HTML: sources and the opened passage in; cards with the marked quote and its provenance out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from assistant.types import Citation
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Document, Kind, Language, Passage, PassageKind, TextType
from ui.answer_html import kind_badge
from ui.evidence import Opened, Source, quote_range
from ui.icons import icon
from ui.markup import html_lang, safe_url
from ui.strings import say

_join = Markup("").join
_CELL = lazy_pattern(r"\|([^|\n]*)(?=\|)")
_RULE = lazy_pattern(r"[|\s:-]+")


def panel_html(
    sources: Sequence[Source], opened: Opened | None, *, url: str, as_of: date, language: Language
) -> Markup:
    """Return the list of sources, the opened one with its passage. `url` is the evidence address of the turn."""
    cited = [source for source in sources if not source.is_nearest]
    nearest = [source for source in sources if source.is_nearest]
    groups = (("evidence_note", cited), ("nearest_note", nearest))
    return _join(
        Markup('<p class="pb-panel-note">{}</p><ol class="pb-cards">{}</ol>').format(
            say(note, language),
            _join(_card(source, _if_open(source, opened), url, as_of, language) for source in group),
        )
        for note, group in groups
        if group
    )


def _if_open(source: Source, opened: Opened | None) -> Opened | None:
    return opened if opened is not None and opened.source.marker == source.marker else None


def gone_html(language: Language) -> Markup:
    """Return what is shown where a source cannot be opened: it does not say why."""
    return Markup('<p class="pb-problem-line" role="alert">{}<strong>{}</strong></p><p>{}</p>').format(
        icon("warning"), say("evidence_gone", language), say("evidence_gone_hint", language)
    )


def _card(source: Source, opened: Opened | None, url: str, as_of: date, language: Language) -> Markup:
    citation = source.citation
    head = Markup(
        '<h3><a class="pb-cite-card" href="{}/{}"{}><span class="pb-num">{}</span><span>{}</span></a></h3>'
        '<p class="pb-where">{}<span>{}</span></p>'
    ).format(
        url,
        source.marker,
        Markup(' aria-current="true"') if opened else "",
        source.number,
        citation.title,
        _badges(citation, as_of, language),
        " · ".join(
            part
            for part in (
                citation.label,
                say("page_number", language, page=citation.page) if citation.page else "",
                citation.publication_number,
                citation.document_number,
            )
            if part
        ),
    )
    body = _opened(opened, url, as_of, language) if opened else Markup()
    return Markup('<li class="pb-card{}">{}{}</li>').format(" is-open" if opened else "", head, body)


def _badges(citation: Citation, as_of: date, language: Language) -> Markup:
    badges = [kind_badge(citation.kind, language)]
    if citation.text_type is TextType.DIGEST:
        badges.append(Markup('<span class="pb-badge is-digest">{}</span>').format(say("digest", language)))
    if citation.synthetic:
        badges.append(
            Markup('<span class="pb-badge is-synthetic">{}</span>').format(say("synthetic", language))
        )
    if citation.confidence is not None:
        words = say("recognised_doubtful" if citation.doubtful else "recognised", language)
        badges.append(Markup('<span class="pb-badge is-digest">{}</span>').format(words))
    force = force_of(citation, as_of)
    if force:
        badges.append(
            Markup('<span class="pb-badge is-{}">{}</span>').format(force, say(f"force_{force}", language))
        )
    return _join(badges)


def force_of(citation: Citation, as_of: date) -> str | None:
    """Say whether a policy is `current`, `ended` or `coming` on a day; None where it does not tell."""
    if citation.kind is not Kind.POLICY:
        return None
    if citation.effective_to and citation.effective_to < as_of:
        return "ended"
    if citation.effective_from is None:
        return None
    return "coming" if citation.effective_from > as_of else "current"


def _opened(opened: Opened, url: str, as_of: date, language: Language) -> Markup:
    citation = opened.source.citation
    digest = citation.text_type is TextType.DIGEST
    parts = [
        Markup('<p class="pb-headings">{}</p>').format(" › ".join(opened.passage.headings))
        if opened.passage.headings
        else Markup(),
        Markup('<div class="pb-passage" lang="{}">{}</div>').format(
            html_lang(opened.passage.language), passage_html(opened.passage, opened.mark)
        ),
        _mark_note(opened, digest, language),
        Markup('<p class="pb-dates">{}</p>').format(dates_line(citation, as_of, language)),
    ]
    if opened.passage.instruction_like:
        parts.append(Markup('<p class="pb-dates">{}</p>').format(say("instruction_like", language)))
    if not opened.head.active:
        parts.append(Markup('<p class="pb-dates">{}</p>').format(say("replaced_since", language)))
    links = [
        Markup(
            '<a class="pb-act" href="{}/{}/document#pb-mark" target="_blank" rel="noopener">{}{}</a>'
        ).format(url, opened.source.marker, icon("book"), say("in_full_text", language)),
        _in_library(opened, url, language),
        official_link(citation, language),
    ]
    return _join(parts) + Markup('<p class="pb-links">{}</p>').format(_join(links))


def _in_library(opened: Opened, url: str, language: Language) -> Markup:
    """Return the ways to the quoted place in the library: on its page as printed, in the text with the record before it."""
    start, end = opened.mark or (0, 0)
    at = f"{url.removesuffix('/').rsplit('evidence/', 1)[0]}library/{opened.head.document_id}"
    query = f"passage={opened.passage.passage_id}&from={start}&to={end}"
    ways = [(f"{at}/text?{query}#pb-mark", "search", say("in_library", language))]
    if opened.printed and opened.passage.page:
        told = say("text_page", language, page=opened.passage.page)
        ways.insert(0, (f"{at}/quoted?{query}", "page", told))
    return _join(
        Markup('<a class="pb-act" href="{}" target="_blank" rel="noopener">{}{}</a>').format(
            address, icon(name), told
        )
        for address, name, told in ways
    )


def _mark_note(opened: Opened, digest: bool, language: Language) -> Markup:
    citation = opened.source.citation
    if not citation.quote:
        return Markup()
    if opened.mark is None:
        return Markup('<p class="pb-dates">{}</p>').format(say("quote_moved", language, quote=citation.quote))
    return Markup('<p class="pb-dates">{}</p>').format(
        say("mark_digest" if digest else "mark_verbatim", language)
    )


def official_link(citation: Citation, language: Language) -> Markup:
    """Return a link to the official text, showing the site it leads to."""
    address = safe_url(citation.official_url)
    if address is None:
        return Markup()
    return Markup(
        '<a class="pb-act" href="{}" target="_blank" rel="noopener noreferrer nofollow">{}{}</a>'
    ).format(address, icon("out"), say("official_text", language, site=urlsplit(address).netloc))


def dates_line(citation: Citation, as_of: date, language: Language) -> str:
    """Return when a policy is in force, or when a patent's register was checked."""
    if citation.kind is Kind.PATENT:
        checked = citation.register_checked_on
        return (
            say("register_checked", language, day=checked) if checked else say("register_unchecked", language)
        )
    if citation.kind is not Kind.POLICY:
        return say("own_document", language)
    start, end = citation.effective_from, citation.effective_to
    if start and end:
        return say("in_force_between", language, start=start, end=end)
    if start:
        return say("in_force_from", language, start=start, as_of=as_of)
    return say("in_force_until", language, end=end) if end else say("in_force_unknown", language)


# ── passages ─────────────────────────────────────────────────────────────────────────────────────────────


def passage_html(passage: Passage, mark: tuple[int, int] | None) -> Markup:
    """Return the passage's text with the quote marked; a table of `|` rows as a table."""
    if passage.kind is PassageKind.TABLE and passage.text.lstrip().startswith("|"):
        return _rows_html(passage.text, mark)
    return Markup('<p class="pb-text">{}</p>').format(marked(passage.text, 0, len(passage.text), mark))


def marked(text: str, start: int, end: int, mark: tuple[int, int] | None) -> Markup:
    """Return `text[start:end]`, escaped, with the part that lies in `mark` marked."""
    if mark is None or mark[1] <= start or mark[0] >= end:
        return escape(text[start:end])
    first, last = max(start, mark[0]), min(end, mark[1])
    anchor = Markup(' id="pb-mark"') if first == mark[0] else Markup()
    return Markup("{}<mark{}>{}</mark>{}").format(text[start:first], anchor, text[first:last], text[last:end])


def _rows_html(text: str, mark: tuple[int, int] | None) -> Markup:
    rows: list[Markup] = []
    position = 0
    for line in text.splitlines(keepends=True):
        if not _RULE.fullmatch(line.strip()):
            cells = [
                marked(text, position + cell.start(1), position + cell.end(1), mark)
                for cell in _CELL.finditer(line)
            ]
            tag = "td" if rows else "th"
            rows.append(_join(Markup(f"<{tag}>{{}}</{tag}>").format(cell) for cell in cells))
        position += len(line)
    body = _join(Markup("<tr>{}</tr>").format(row) for row in rows)
    return Markup('<div class="pb-table" tabindex="0"><table>{}</table></div>').format(body)


def document_html(
    document: Document, passages: Sequence[Passage], citation: Citation, as_of: date, language: Language
) -> Markup:
    """Return a whole document, passage by passage, with the quote marked."""
    sections = _join(
        Markup('<section class="pb-doc-part{}">{}{}</section>').format(
            " is-cited" if passage.passage_id == citation.passage_id else "",
            _part_title(passage),
            passage_html(
                passage, quote_range(passage, citation) if passage.passage_id == citation.passage_id else None
            ),
        )
        for passage in passages
    )
    return Markup(
        '<h1 lang="{0}">{1}</h1><p class="pb-where">{2}</p><p class="pb-dates">{3}</p>'
        '<p class="pb-links">{4}</p><div class="pb-passage" lang="{0}">{5}</div>'
    ).format(
        html_lang(document.language),
        document.title,
        _badges(citation, as_of, language),
        dates_line(citation, as_of, language),
        official_link(citation, language),
        sections,
    )


def _part_title(passage: Passage) -> Markup:
    """Return the passage's label as a heading, where its text does not begin with it anyway."""
    if not passage.label or passage.text.startswith(passage.label):
        return Markup()
    return Markup("<h2>{}</h2>").format(passage.label)
