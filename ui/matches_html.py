"""Matches as HTML: a view in; ranked technologies with gates, score, components and evidence out."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from markupsafe import Markup

from assistant.matching.scoring import bounds
from assistant.matching.types import Cell, Component, Gate, Match, Verdict
from assistant.phrases import phrases
from knowledge.types import Language, PatentRecord
from ui.forms_html import join
from ui.icons import icon
from ui.markup import html_lang
from ui.match_view import MatchView, Places
from ui.needs_html import requirement_words, terms_line
from ui.strings import say

Acts = Callable[[Match], Markup]
_OPENED = 3  # matches whose evidence is shown at once


def view_html(view: MatchView, root: str, language: Language, *, acts: Acts, ask: Markup) -> Markup:
    """Return the whole view. `acts` gives what whoever looks can do with a match, `ask` the form of “why not?”."""
    page = _Page(view, root, language, acts)
    return (
        Markup('<p class="pb-section-note">{}</p>').format(say("match_as_of", language, day=view.as_of))
        + _requirements(view, language)
        + page.overview()
        + page.cards()
        + Markup('<section class="pb-section" id="why"><h2>{}</h2>{}{}</section>').format(
            say("why_not", language), ask, page.asked()
        )
    )


def _requirements(view: MatchView, language: Language) -> Markup:
    rows = join(
        Markup('<li value="{}">{}</li>').format(one.number, requirement_words(one, language))
        for one in view.need.requirements
    )
    terms = terms_line(view.need.terms, language)
    left_out = join(Markup("<li>{}</li>").format(one) for one in view.need.ignored)
    return Markup(
        '<details class="pb-read"><summary>{}</summary><ol class="pb-requirements" lang="{}">{}</ol>{}{}</details>'
    ).format(
        f"{say('match_requirements', language)} ({len(view.need.requirements)})",
        html_lang(view.need.language),
        rows,
        Markup('<p class="pb-terms">{}</p>').format(terms) if terms else Markup(),
        Markup('<p class="pb-section-note">{}</p><ul class="pb-ignored">{}</ul>').format(
            say("need_ignored_note", language), left_out
        )
        if left_out
        else Markup(),
    )


def _state(match: Match) -> str:
    if match.is_blocked:
        return "is-blocked"
    return "" if match.is_near else "is-far"


def _sentence(words: str, language: Language) -> str:
    return f"{words}。" if language is Language.ZH else f"{words[:1].upper()}{words[1:]}."


class _Page:
    """The parts of one view in one language."""

    def __init__(self, view: MatchView, root: str, language: Language, acts: Acts) -> None:
        self._view = view
        self._root = root
        self._language = language
        self._acts = acts
        self._say = phrases(language)

    def overview(self) -> Markup:
        matches, language = self._view.matches, self._language
        if not matches:
            return self._none("match_none")
        rows = join(
            Markup(
                '<li class="{}"><a href="#match-{}"><span class="pb-rank">{}</span><span class="pb-overview-title">{}</span></a>'
                '<span class="pb-overview-score">{:.0f}</span>{}</li>'
            ).format(
                _state(match),
                match.rank,
                match.rank,
                match.title,
                match.score,
                self._gate_mark(match),
            )
            for match in matches
        )
        notice = Markup() if any(match.is_near for match in matches) else self._none("match_none_near")
        return notice + Markup(
            '<nav class="pb-overview" aria-label="{0}"><h2>{0}</h2><ol>{1}</ol></nav>'
        ).format(say("match_overview", language, count=len(matches)), rows)

    def _none(self, key: str) -> Markup:
        return Markup('<p class="pb-form-problem" role="status"><strong>{}</strong> {}</p>').format(
            say(key, self._language), say("match_none_hint", self._language)
        )

    def cards(self) -> Markup:
        """Return the cards of what is near, and folded those of what is farther."""
        near = [match for match in self._view.matches if match.is_near]
        far = [match for match in self._view.matches if not match.is_near]
        shown = join(self.card(match, opened=match.rank <= _OPENED) for match in near)
        if not far:
            return shown
        return shown + Markup('<details class="pb-farther"><summary>{}</summary>{}</details>').format(
            say("match_farther", self._language, count=len(far)),
            join(self.card(match, opened=False) for match in far),
        )

    def _gate_mark(self, match: Match) -> Markup:
        if not match.gates:
            return (
                Markup('<span class="pb-far-mark">{}</span>').format(say("match_far", self._language))
                if not match.is_near
                else Markup()
            )
        key = "match_blocked" if match.is_blocked else "match_clear_first"
        return Markup('<span class="pb-gate-mark">{}{}</span>').format(
            icon("warning"), say(key, self._language)
        )

    def asked(self) -> Markup:
        """Return the patent that was asked for; that there is none by its number."""
        asked, language = self._view.asked, self._language
        if asked is None:
            return Markup()
        if asked.match is None:
            return Markup('<p class="pb-form-problem" role="status">{}</p>').format(
                say("why_not_unknown", language, number=asked.number)
            )
        told = (
            say("why_not_ranked", language, rank=asked.match.rank)
            if asked.match.rank
            else say("why_not_far", language)
        )
        return Markup('<p role="status"><strong>{}</strong></p>').format(told) + self.card(
            asked.match, opened=True, name="asked"
        )

    # ── one match ────────────────────────────────────────────────────────────────────────────────────────

    def card(self, match: Match, *, opened: bool, name: str = "") -> Markup:
        language = self._language
        anchor = name or f"match-{match.rank}"
        rank = (
            Markup('<span class="pb-rank" aria-label="{}">{}</span>').format(
                say("match_rank", language, rank=match.rank), match.rank
            )
            if match.rank
            else Markup()
        )
        return Markup(
            '<article class="pb-match{}" id="{}" aria-labelledby="{}-title"><header>{}<h3 id="{}-title">{}</h3></header>'
            "{}{}{}{}{}{}</article>"
        ).format(
            f" {_state(match)}",
            anchor,
            anchor,
            rank,
            anchor,
            match.title,
            self._facts(match),
            self._gates(match),
            self._score(match),
            self._components(match.components),
            self._evidence(match, opened=opened),
            self._acts(match),
        )

    def _facts(self, match: Match) -> Markup:
        language = self._language
        record = match.head.record
        owners = [owner.name(language) for owner in record.owners] if isinstance(record, PatentRecord) else []
        told = [match.publication_number]
        if owners:
            told.append(say("match_owners", language, owners=self._say.join(owners)))
        others = [number for number in match.family if number != match.publication_number]
        if others:
            told.append(say("match_family", language, numbers=self._say.join(others)))
        marks = (
            ("pb-badge is-recognised", "match_recognised", match.recognised),
            ("pb-badge is-synthetic", "match_synthetic", match.head.synthetic),
            ("pb-badge is-far", "match_far", match.rank > 0 and not match.is_near),
        )
        badges = join(
            Markup('<span class="{}">{}</span>').format(look, say(key, language))
            for look, key, shown in marks
            if shown
        )
        return Markup('<p class="pb-where">{}<span>{}</span></p>').format(badges, " · ".join(told))

    def _gates(self, match: Match) -> Markup:
        """Return what stands in the way, in words, before any score."""
        language = self._language
        if not match.gates:
            return Markup('<p class="pb-no-gate">{}{}</p>').format(
                icon("check"), say("match_no_gate", language)
            )
        key = "match_blocked" if match.is_blocked else "match_clear_first"
        rows = join(
            Markup("<li>{} {}</li>").format(gate.text, self._link(gate, gate.label)) for gate in match.gates
        )
        return Markup('<div class="pb-gates{}"><p>{}<strong>{}</strong></p><ul>{}</ul></div>').format(
            " is-blocking" if match.is_blocked else "", icon("warning"), say(key, language), rows
        )

    def _score(self, match: Match) -> Markup:
        language = self._language
        lines = [self._met(match)]
        if not match.is_near:
            lines.insert(0, _sentence(self._say.say("match.far"), language))
        unknown, low, high = bounds(match.components)
        if unknown:
            lines.append(say("match_score_range", language, count=unknown, low=low, high=high))
        tied = [str(rank) for rank in match.tied_with if rank <= len(self._view.matches)]
        if tied:
            lines.append(say("match_tied", language, ranks=self._say.join(tied)))
        return Markup('<p class="pb-score"><strong>{}</strong> <span>{}</span></p>').format(
            say("match_score", language, score=f"{match.score:.0f}"),
            (" " if language is Language.EN else "").join(lines),
        )

    def _met(self, match: Match) -> str:
        counts = {verdict: sum(cell.verdict is verdict for cell in match.cells) for verdict in Verdict}
        told = say(
            "match_met",
            self._language,
            all=len(match.cells),
            supported=counts[Verdict.SUPPORTED],
            partly=counts[Verdict.PARTLY],
        )
        return _sentence(told, self._language)

    def _components(self, components: tuple[Component, ...]) -> Markup:
        rows = join(self._component(one) for one in components)
        return Markup('<details class="pb-components"><summary>{}</summary><ul>{}</ul></details>').format(
            say("match_components", self._language), rows
        )

    def _component(self, one: Component) -> Markup:
        language = self._language
        share = ceil(100 * one.points / one.most) if one.most else 0
        unknown = (
            Markup(' <em class="pb-unknown">{}</em>').format(say("match_unknown", language))
            if not one.known
            else Markup()
        )
        return Markup(
            '<li class="{}"><span class="pb-component-name">{}{}</span><span class="pb-points">{}</span>'
            '<span class="pb-bar" aria-hidden="true"><span style="width:{}%"></span></span><span class="pb-reason">{}</span></li>'
        ).format(
            "" if one.known else "is-unknown",
            self._say.say(f"component.{one.name}"),
            unknown,
            say("match_points", language, points=f"{one.points:g}", most=f"{one.most:g}"),
            share,
            one.reason,
        )

    def _evidence(self, match: Match, *, opened: bool) -> Markup:
        language = self._language
        columns = say("match_evidence_columns", language).split("|")
        head = join(Markup('<th scope="col">{}</th>').format(column) for column in columns)
        rows = join(self._row(cell, columns) for cell in match.cells)
        return Markup(
            '<details class="pb-grid"{}><summary>{}</summary><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></details>'
        ).format(Markup(" open") if opened else Markup(), say("match_evidence", language), head, rows)

    def _row(self, cell: Cell, columns: list[str]) -> Markup:
        language = self._language
        wanted = requirement_words(cell.requirement, language)
        quote = (
            Markup('<q lang="{}">{}</q>').format(html_lang(cell.language or language), cell.quote)
            if cell.quote
            else Markup('<span class="pb-nothing">{}</span>').format(say("match_no_words", language))
        )
        value = (
            Markup('<span class="pb-value">{}</span>').format(
                say("match_found_value", language, value=cell.found.text)
            )
            if cell.found
            else Markup()
        )
        return Markup(
            '<tr class="is-{0}"><td data-label="{1}" lang="{2}">{3}</td><td data-label="{4}"><span class="pb-verdict">{5}</span></td>'
            '<td data-label="{6}">{7}{8}</td><td data-label="{9}">{10}</td></tr>'
        ).format(
            str(cell.verdict), columns[0], html_lang(self._view.need.language), wanted, columns[1], self._say.say(f"cell.{cell.verdict}"),
            columns[2], quote, value, columns[3], self._link(cell, cell.label),
        )  # fmt: skip

    def _link(self, one: Cell | Gate, label: str) -> Markup:
        """Return a link that opens the quoted words in their document."""
        place = self._view.places.get((one.passage_id, one.quote))
        if place is None:
            return Markup("{}").format(label)
        return passage_link(
            self._root,
            one.passage_id,
            place,
            label or say("match_open", self._language),
            name=say("match_open_named", self._language, label=label),
        )


def passage_link(root: str, passage_id: str, place: tuple[int, int], text: str, *, name: str) -> Markup:
    return Markup(
        '<a class="pb-passage-link" href="{}/passages/{}?from={}&amp;to={}#pb-mark" target="_blank" rel="noopener" aria-label="{}">{}</a>'
    ).format(root, passage_id, *place, name, text)


__all__ = ["Acts", "Places", "passage_link", "view_html"]
