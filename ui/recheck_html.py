"""The outcome of a re-check beside its answer, as HTML: what does not hold any more first, all of it folded below."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from assistant.phrases import Phrases, phrases
from assistant.recheck_report import fact_line, notes, verdict, where_now
from assistant.rechecking import FINE, CheckedStatement, Recheck
from assistant.replaced_words import HOLDING, CheckedCitation, Op, Piece
from knowledge.types import Language
from ui.icons import icon
from ui.markup import html_lang, inline
from ui.strings import say

_join = Markup("").join
_TAGS = {Op.SAME: "span", Op.GONE: "del", Op.NEW: "ins"}


def recheck_html(done: Recheck, language: Language) -> Markup:
    """Return the verdict, what changed, and a folded list of every statement and citation."""
    words = phrases(language)
    head = Markup('<p class="pb-recheck-verdict">{}<strong>{}</strong></p><p class="pb-dates">{}</p>').format(
        icon("check" if done.still_true else "warning"),
        verdict(done, words),
        " ".join(notes(done, words)),
    )
    changed = [s for s in done.statements if s.standing not in FINE]
    gone = [c for c in done.citations if c.outcome not in HOLDING]
    body = (
        _list(say("recheck_facts", language), (Markup("<li>{}</li>").format(inline(fact_line(f, words))) for f in done.facts)),
        _list(say("recheck_statements", language), (_statement(s, words) for s in changed)),
        _list(say("recheck_citations", language), (_citation(c, words) for c in gone)),
        _list(words.say("recheck.now_also"), (Markup("<li>{}</li>").format(inline(t)) for t in done.now_also)),
    )  # fmt: skip
    state = "is-true" if done.still_true else "is-changed"
    return Markup('<div class="pb-recheck {}" lang="{}">{}{}{}</div>').format(
        state, html_lang(language), head, _join(body), _everything(done, words, language)
    )


def recheck_problem_html(message: str, hint: str) -> Markup:
    """Return why an answer could not be checked."""
    return Markup(
        '<div class="pb-recheck is-changed"><p class="pb-recheck-verdict">{}<strong>{}</strong></p><p class="pb-dates">{}</p></div>'
    ).format(icon("warning"), message, hint)


def _everything(done: Recheck, words: Phrases, language: Language) -> Markup:
    return Markup("<details><summary>{}</summary><ul>{}{}</ul></details>").format(
        say("recheck_all", language, statements=len(done.statements), citations=len(done.citations)),
        _join(_statement(s, words) for s in done.statements),
        _join(_citation(c, words) for c in done.citations),
    )


def _list(title: str, items: Iterable[Markup]) -> Markup:
    shown = _join(items)
    return Markup("<h4>{}</h4><ul>{}</ul>").format(title, shown) if shown else Markup()


def _statement(statement: CheckedStatement, words: Phrases) -> Markup:
    tone = "is-current" if statement.standing in FINE else "is-ended"
    return Markup('<li><span class="pb-badge {}">{}</span> {}</li>').format(
        tone, words.say(f"recheck.standings.{statement.standing}"), inline(statement.text)
    )


def _citation(citation: CheckedCitation, words: Phrases) -> Markup:
    tone = "is-current" if citation.outcome in HOLDING else "is-ended"
    name = " · ".join(part for part in (citation.title, citation.label) if part)
    where = where_now(citation, words)
    return Markup('<li><span class="pb-badge {}">{}</span> [{}] {}{}{}</li>').format(
        tone,
        words.say(f"recheck.words.{citation.outcome}"),
        citation.marker,
        name,
        Markup('<span class="pb-recheck-where">{}</span>').format(where) if where else Markup(),
        _difference(citation.difference, words),
    )


def _difference(pieces: tuple[Piece, ...], words: Phrases) -> Markup:
    if not pieces:
        return Markup()
    shown = _join(Markup(f"<{_TAGS[p.op]}>{{}}</{_TAGS[p.op]}>").format(p.text) for p in pieces)
    return Markup('<span class="pb-recheck-where">{}</span><span class="pb-difference">{}</span>').format(
        words.say("recheck.stands_there"), shown
    )
