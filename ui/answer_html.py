"""Answers as HTML: a stored turn in, an article with citation chips, tables, callouts and a footer out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_UP, Decimal
from itertools import groupby

from markupsafe import Markup

from assistant.condition_words import worded
from assistant.opinions import Opinion
from assistant.phrases import phrases
from assistant.stored import StoredTurn
from assistant.types import Answer, Citation, Mode, RefusalReason, Statement, Table, Usage
from knowledge.rendering import format_money
from knowledge.types import Hit, Kind, Language, TextType
from ui.asking_again_html import asking_again, folded
from ui.assumptions_html import assumptions_html
from ui.filters_html import filters_html
from ui.icons import icon
from ui.markup import html_lang, inline, with_chips
from ui.need_turns import NeedTurn, need_acts, needs_of
from ui.opinions_html import opinion_html
from ui.options_html import options_html
from ui.strings import say

LONG_QUESTION_CHARS = 500
_SNIPPET_CHARS = 160
_COST_STEP = Decimal("0.0001")
_NO_OPINIONS: Mapping[str, Opinion] = {}
_join = Markup("").join


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """Where a turn stands and in which language the page speaks: all that links and labels need."""

    conversation_id: str
    turn: StoredTurn
    language: Language
    need: NeedTurn | None = None  # where it matches a need, or drafts for one
    officer: bool = False  # who looks may keep drafts
    opinion: Opinion | None = None  # of who asked
    last: bool = False  # of its conversation: it can be asked again, or in other words (marked `data-last`)

    @property
    def evidence_url(self) -> str:
        return f"evidence/{self.conversation_id}/{self.turn.turn_id}"


def transcript_html(conversation_id: str, views: Iterable[TurnView]) -> Markup:
    """Return all turns of a conversation, oldest first."""
    return Markup('<div class="pb-turns" data-conversation="{}">{}</div>').format(
        conversation_id, _join(map(turn_html, views))
    )


def views_of(
    conversation_id: str,
    turns: Iterable[StoredTurn],
    language: Language,
    *,
    officer: bool = False,
    opinions: Mapping[str, Opinion] = _NO_OPINIONS,
) -> tuple[TurnView, ...]:
    """Return what the HTML of each turn needs to know; `opinions` are the asker's, by turn."""
    held = tuple(turns)
    standing = [turn for turn in held if not turn.replaced_by]
    needs = dict(zip((turn.turn_id for turn in standing), needs_of(standing), strict=True))
    return tuple(
        TurnView(
            conversation_id=conversation_id,
            turn=turn,
            language=language,
            need=needs.get(turn.turn_id),
            officer=officer,
            opinion=opinions.get(turn.turn_id),
            last=turn is held[-1],
        )
        for turn in held
    )


def turn_html(view: TurnView) -> Markup:
    """Return question and answer; folded where another turn stands in their place."""
    turn = Markup('<section class="pb-turn" data-evidence="{}">{}{}{}{}</section>').format(
        view.evidence_url,
        question_html(view.turn.question, view.language),
        asking_again(view.turn, view.language) if view.last else Markup(),
        filters_html(view.turn, view.language),
        answer_html(view),
    )
    return folded(view.turn.question, turn, view.language) if view.turn.replaced_by else turn


def question_html(question: str, language: Language) -> Markup:
    """Return the question as asked; a long one folded behind its beginning."""
    if len(question) <= LONG_QUESTION_CHARS:
        return Markup('<div class="pb-question"><h2 class="pb-question-text">{}</h2></div>').format(question)
    return Markup(
        '<div class="pb-question"><h2 class="pb-vh">{}</h2>'
        '<details><summary>{}… <span class="pb-more">{}</span></summary>'
        '<p class="pb-question-text">{}</p></details></div>'
    ).format(
        say("your_question", language),
        question[:200],
        say("whole_question", language, length=len(question)),
        question,
    )


def answer_html(view: TurnView) -> Markup:
    answer, language = view.turn.answer, view.language
    body = _join(
        (
            _refusal_head(answer, language),
            Markup('<div class="pb-answer-body" lang="{}">{}</div>').format(
                html_lang(answer.language), _body(view)
            ),
            options_html(answer),
            _join(_table(number, table, view) for number, table in enumerate(answer.tables, start=1)),
            assumptions_html(answer),
            _warnings(answer, language),
            _nearest(view) if answer.refused else Markup(),
            _foot(view),
            _place_for_suggestions(view) if view.last else Markup(),
            opinion_html(view.evidence_url, view.opinion, language),
        )
    )
    kind = "pb-answer is-refusal" if answer.refused else "pb-answer"
    return Markup('<article class="{}">{}</article>').format(kind, body)


# ── body ─────────────────────────────────────────────────────────────────────────────────────────────────


def _body(view: TurnView) -> Markup:
    """Return headings, lists and paragraphs; sentences of a generated answer run on, extracted ones stand alone."""
    answer = view.turn.answer

    def shape(statement: Statement) -> str:
        return "heading" if statement.heading else "bullet" if statement.bullet else "plain"

    parts: list[Markup] = []
    # what a question back lets choose from stands in its buttons
    shown = [s for s in answer.statements if not (answer.options and s.bullet)]
    for kind, group in groupby(shown, shape):
        lines = [_statement(statement, view) for statement in group]
        if kind == "heading":
            parts += [Markup("<h3>{}</h3>").format(line) for line in lines]
        elif kind == "bullet":
            parts.append(
                Markup("<ul>{}</ul>").format(_join(Markup("<li>{}</li>").format(line) for line in lines))
            )
        elif answer.mode is Mode.GENERATED:
            space = Markup("" if answer.language is Language.ZH else " ")
            parts.append(Markup("<p>{}</p>").format(space.join(lines)))
        else:
            parts += [Markup("<p>{}</p>").format(line) for line in lines]
    return _join(parts)


def _statement(statement: Statement, view: TurnView) -> Markup:
    answer = view.turn.answer
    known = {citation.marker for citation in answer.citations}
    markers = tuple(marker for marker in statement.markers if marker in known)
    return with_chips(
        statement.text, markers, lambda marker: chip(marker, view), markdown=answer.mode is Mode.GENERATED
    )


def chip(marker: int, view: TurnView) -> Markup:
    """Return a citation chip: a link to the evidence, named for screen readers by what it cites."""
    citation = next(c for c in view.turn.answer.citations if c.marker == marker)
    name = say("chip_name", view.language, marker=marker, source=source_name(citation))
    digest = " is-digest" if citation.text_type is TextType.DIGEST else ""
    return Markup('<a class="pb-cite{}" href="{}/{}" aria-label="{}" title="{}">{}</a>').format(
        digest, view.evidence_url, marker, name, source_name(citation), marker
    )


def source_name(citation: Citation) -> str:
    return f"{citation.title} · {citation.label}" if citation.label else citation.title


def _table(number: int, table: Table, view: TurnView) -> Markup:
    """Return a table whose columns the page's script sorts, and the ways to take it along."""
    known = tuple(citation.marker for citation in view.turn.answer.citations)
    present = {marker: f"[{marker}]" for marker in known}

    def cell(text: str) -> Markup:
        markers = tuple(marker for marker, written in present.items() if written in text)
        return with_chips(text, markers, lambda marker: chip(marker, view))

    head = _join(_column(column, view, sortable=len(table.rows) > 1) for column in table.columns)
    rows = _join(
        Markup("<tr>{}</tr>").format(_join(Markup("<td>{}</td>").format(cell(text)) for text in row))
        for row in table.rows
    )
    name = table.title or say("table", view.language)
    caption = Markup("<caption>{}</caption>").format(table.title) if table.title else Markup()
    return Markup(
        '<div class="pb-table" role="region" aria-label="{}" tabindex="0" lang="{}">'
        '<table>{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div><p class="pb-acts pb-table-acts">{}</p>'
    ).format(name, html_lang(view.turn.answer.language), caption, head, rows, _table_files(number, view))


def _column(name: str, view: TurnView, *, sortable: bool) -> Markup:
    if not (sortable and name):
        return Markup('<th scope="col">{}</th>').format(name)
    return Markup('<th scope="col"><button type="button" class="pb-sort" title="{}">{}</button></th>').format(
        say("sort_by", view.language, column=name), name
    )


def _table_files(number: int, view: TurnView) -> Markup:
    return _join(
        Markup('<a class="pb-act" href="{}/tables/{}/{}" download aria-label="{}">{}{}</a>').format(
            view.evidence_url,
            number,
            kind,
            say("export_table", view.language, kind=kind.upper()),
            icon("download"),
            kind.upper(),
        )
        for kind in ("csv", "xlsx")
    )


# ── around the body ──────────────────────────────────────────────────────────────────────────────────────


def _refusal_head(answer: Answer, language: Language) -> Markup:
    if not answer.refused:
        return Markup()
    reason = answer.reason or RefusalReason.NO_EVIDENCE
    return Markup('<p class="pb-refusal">{}<strong>{}</strong></p>').format(
        icon("shield"), say(f"refused_{reason}", language)
    )


def _warnings(answer: Answer, language: Language) -> Markup:
    return _join(
        Markup('<p class="pb-callout" role="note">{}<span><span class="pb-vh">{}</span>{}</span></p>').format(
            icon("warning"), say("warning", language), inline(text)
        )
        for text in answer.warnings
    )


def _nearest(view: TurnView) -> Markup:
    hits = view.turn.answer.nearest
    if not hits:
        return Markup()
    items = _join(_nearest_item(number, hit, view) for number, hit in enumerate(hits, start=1))
    return Markup('<div class="pb-nearest"><h3>{}</h3><p>{}</p><ul>{}</ul></div>').format(
        say("nearest_title", view.language), say("nearest_note", view.language), items
    )


def _nearest_item(number: int, hit: Hit, view: TurnView) -> Markup:
    text = " ".join(hit.passage.text.split())
    snippet = text if len(text) <= _SNIPPET_CHARS else text[:_SNIPPET_CHARS] + "…"
    return Markup(
        '<li><a class="pb-cite-card" href="{}/n{}"><span class="pb-nearest-name">{}</span>'
        '<span class="pb-nearest-label">{}{}</span><span class="pb-nearest-text" lang="{}">{}</span></a></li>'
    ).format(
        view.evidence_url,
        number,
        hit.document.title,
        kind_badge(hit.document.kind, view.language),
        hit.passage.label,
        html_lang(hit.passage.language),
        snippet,
    )


def kind_badge(kind: Kind, language: Language) -> Markup:
    return Markup('<span class="pb-badge is-{}">{}</span>').format(str(kind), say(f"kind_{kind}", language))


def _foot(view: TurnView) -> Markup:
    answer, language = view.turn.answer, view.language
    mode = (
        say("answered_by", language, model=answer.model or say("a_model", language))
        if answer.mode is Mode.GENERATED
        else say("answered_extractive", language)
    )
    facts = (
        say("as_of", language, day=answer.as_of),
        mode,
        say("seconds", language, seconds=seconds(answer.elapsed_ms)),
        *(used(answer.usage, language) if answer.usage else ()),
        *((say("sent_to", language, hosts=", ".join(answer.sent_to)),) if answer.sent_to else ()),
    )
    count = len(answer.citations)
    sources = (
        Markup('<a class="pb-act pb-cite-all" href="{}">{}{}</a>').format(
            view.evidence_url, icon("book"), say("sources_count", language, count=count)
        )
        if count
        else Markup()
    )
    matches = need_acts(view.turn, view.need, view.conversation_id, language, officer=view.officer)
    return Markup(
        '<footer class="pb-foot"><p class="pb-facts">{}</p><p class="pb-acts">{}{}'
        '<button type="button" class="pb-act pb-copy" data-copy="{}" data-done="{}">{}<span>{}</span></button>{}</p></footer>'
        '<div class="pb-recheck-out" role="status" aria-live="polite"></div>'
    ).format(
        _join(Markup("<span>{}</span>").format(fact) for fact in facts),
        matches,
        sources,
        copy_text(answer, language),
        say("copied", language),
        icon("copy"),
        say("copy", language),
        _evidence_acts(view),
    )


def _place_for_suggestions(view: TurnView) -> Markup:
    """Return where the page's script puts what can be asked next, once it has been found out."""
    return Markup('<div class="pb-suggestions" data-last data-from="suggestions/{}/{}"></div>').format(
        view.conversation_id, view.turn.turn_id
    )


def _evidence_acts(view: TurnView) -> Markup:
    """Return the actions on what the answer rests on; one that was kept without it can only say so."""
    export = (
        Markup('<a class="pb-act pb-export" href="{}/pack" download>{}<span>{}</span></a>').format(
            view.evidence_url, icon("download"), say("export_evidence", view.language)
        )
        if view.turn.answer.basis
        else Markup()
    )
    return export + Markup(
        '<button type="button" class="pb-act pb-still" data-recheck="{}/recheck" data-busy="{}" data-unreachable="{}">'
        "{}<span>{}</span></button>"
    ).format(
        view.evidence_url,
        say("still_true_busy", view.language),
        say("evidence_unreachable", view.language),
        icon("clock"),
        say("still_true", view.language),
    )


def used(usage: Usage, language: Language) -> tuple[str, ...]:
    """Return the tokens that a chat model used, and their cost where prices are set."""
    key = "tokens_estimated" if usage.estimated else "tokens"
    tokens = say(key, language, tokens=f"{usage.tokens:,}")
    if usage.cost is None:
        return (tokens,)
    rounded = replace(usage.cost, amount=usage.cost.amount.quantize(_COST_STEP, rounding=ROUND_UP))
    return tokens, format_money(rounded, language)


def seconds(elapsed_ms: float) -> str:
    """Return a duration as people read it: 0.14, 2.3, 12."""
    value = elapsed_ms / 1000
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:.0f}"


def copy_text(answer: Answer, language: Language) -> str:
    """Return the answer as plain text with its sources, to be pasted into a mail."""
    lines = [answer.text.strip()]
    for table in answer.tables:
        rows = (table.columns, *table.rows)
        lines += ["", *([table.title] if table.title else []), *("\t".join(row) for row in rows)]
    lines += [f"⚠ {warning}" for warning in answer.warnings]
    if answer.citations:
        lines += ["", say("sources", language)]
        lines += [reference(citation, language) for citation in answer.citations]
    lines += ["", say("as_of", language, day=answer.as_of)]
    narrowed = [condition for condition in answer.conditions if not condition.off]
    if narrowed:
        lines.append(say("cli.narrowed", language, conditions=worded(narrowed, phrases(language))))
    return "\n".join(lines)


def reference(citation: Citation, language: Language) -> str:
    """Return a citation on one line: its marker, and what it is from."""
    parts = [source_name(citation), citation.publication_number, citation.document_number]
    if citation.text_type is TextType.DIGEST:
        parts.append(say("digest", language))
    if citation.synthetic:
        parts.append(say("synthetic", language))
    return f"[{citation.marker}] " + " · ".join(part for part in parts if part)
