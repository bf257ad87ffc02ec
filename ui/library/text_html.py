"""A document's text as HTML: its passages in; the text with an anchor to every claim, article and paragraph out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Document, Language, Passage, PassageKind
from ui.evidence_html import passage_html
from ui.forms_html import join
from ui.markup import html_lang
from ui.strings import say

_NUMBERED = frozenset({PassageKind.CLAIM, PassageKind.ARTICLE, PassageKind.PARAGRAPH})
_PLAIN = lazy_pattern(r"[^\w.-]+")


def anchors(passages: Sequence[Passage]) -> dict[str, str]:
    """Return the anchor of each passage: claim-1, article-50, paragraph-0032; else its place, p12."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for passage in passages:
        name = f"{passage.kind}-{_PLAIN.sub('-', passage.number)}" if passage.number else ""
        if passage.kind not in _NUMBERED or not name or name in taken:
            name = f"p{passage.ordinal}"
        taken.add(name)
        found[passage.passage_id] = name
    return found


def text_html(
    document: Document,
    passages: Sequence[Passage],
    marked: tuple[str, int, int] | None,
    images: str,
    language: Language,
) -> Markup:
    """Return the text. `marked` is a passage with a range of it; `images` leads to pictures of its pages, or is empty."""
    names = anchors(passages)
    return Markup(
        '<nav class="pb-contents" aria-label="{0}"><details><summary>{0}</summary><ol>{1}</ol></details></nav>'
        '<div class="pb-passage" lang="{2}">{3}</div>'
    ).format(
        say("text_contents", language),
        join(_contents(passages, names)),
        html_lang(document.language),
        join(_part(passage, names[passage.passage_id], marked, images, language) for passage in passages),
    )


def _contents(passages: Sequence[Passage], names: dict[str, str]) -> Iterator[Markup]:
    told: set[str] = set()
    for passage in passages:
        label = passage.label or (passage.headings[-1] if passage.headings else "")
        if label and label not in told:
            told.add(label)
            yield Markup('<li><a href="#{}" lang="{}">{}</a></li>').format(
                names[passage.passage_id], html_lang(passage.language), label
            )


def _part(
    passage: Passage, name: str, marked: tuple[str, int, int] | None, images: str, language: Language
) -> Markup:
    is_marked = marked is not None and marked[0] == passage.passage_id
    mark = (marked[1], marked[2]) if marked is not None and is_marked and marked[1] < marked[2] else None
    label = passage.label if passage.label and not passage.text.startswith(passage.label) else ""
    heading = Markup('<h2><a href="#{}">{}</a></h2>').format(name, label) if label else Markup()
    page = (
        Markup('<p class="pb-links"><a href="{}?passage={}&amp;from={}&amp;to={}">{}</a></p>').format(
            images, passage.passage_id, *(mark or (0, 0)), say("text_page", language, page=passage.page)
        )
        if images and passage.page
        else Markup()
    )
    inner = Markup('<span id="pb-mark"></span>') if is_marked and mark is None else Markup()
    return Markup('<section class="pb-doc-part{}" id="{}" lang="{}">{}{}{}{}</section>').format(
        " is-cited" if is_marked else "",
        name,
        html_lang(passage.language),
        inner,
        heading,
        passage_html(passage, mark),
        page,
    )
