"""What happened to a right or a rule, drawn in time: days with words in; an SVG, and the same as a list, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from knowledge.types import Language
from ui.forms_html import join
from ui.strings import say

_WIDTH, _LEFT, _RIGHT = 960, 20, 20
_LINE, _HEIGHT = 54, 104
_LANES = 3  # of numbers that would lie on each other
_YEARS_APART = 70  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    on: date
    words: str
    ends: bool = False  # the right or rule, or what it could be used for


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when to when something holds; None: no end known."""

    start: date
    end: date | None


def timeline(
    moments: Sequence[Moment], span: Span | None, today: date, language: Language, title: str
) -> Markup:
    """Return the drawing with the list that says the same; nothing where no day is known."""
    ordered = sorted(moments, key=lambda moment: moment.on)
    if not ordered:
        return Markup()
    listed = join(
        Markup('<li{}><time datetime="{}">{}</time> {}</li>').format(
            Markup(' class="is-end"') if one.ends else Markup(), one.on, one.on, one.words
        )
        for one in ordered
    )
    return Markup(
        '<div class="pb-wide" tabindex="0" role="region" aria-label="{}">{}</div><ol class="pb-moments">{}</ol>'
    ).format(title, _drawing(ordered, span, today, language, title), listed)


def _drawing(
    moments: Sequence[Moment], span: Span | None, today: date, language: Language, title: str
) -> Markup:
    ends = [span.end] if span and span.end else []
    days = [*(one.on for one in moments), *ends, today]
    scale = _Scale(min(days), max(days))
    return Markup(
        '<svg class="pb-timeline" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>'
    ).format(
        _WIDTH,
        _HEIGHT,
        say("timeline_told", language, title=title, count=len(moments)),
        join(_years(scale)),
        _held(span, scale),
        _today(today, scale, language),
        join(_dots(moments, scale)),
    )


class _Scale:
    def __init__(self, first: date, last: date) -> None:
        room = max(timedelta(days=120), (last - first) / 25)
        self.first, self.last = _shifted(first, -room), _shifted(last, room)
        self._days = (self.last - self.first).days

    def at(self, day: date) -> float:
        share = (day - self.first).days / self._days
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * min(1.0, max(0.0, share)), 1)


def _shifted(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


def _years(scale: _Scale) -> Iterator[Markup]:
    first, last = scale.first.year + 1, scale.last.year
    fitting = (_WIDTH - _LEFT - _RIGHT) / _YEARS_APART
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 10_000) if (last - first + 1) / n <= fitting)
    yield Markup('<line class="is-axis" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        _LEFT, _LINE, _WIDTH - _RIGHT, _LINE
    )
    for year in range(first + -first % step, last + 1, step):
        x = scale.at(date(year, 1, 1))
        yield Markup(
            '<line class="is-axis" x1="{0}" y1="{1}" x2="{0}" y2="{2}"/><text x="{0}" y="{3}">{4}</text>'
        ).format(x, _LINE - 4, _LINE + 10, _HEIGHT - 8, year)


def _held(span: Span | None, scale: _Scale) -> Markup:
    if span is None:
        return Markup()
    x = scale.at(span.start)
    width = max(2.0, round((scale.at(span.end) if span.end else _WIDTH - _RIGHT) - x, 1))
    return Markup('<rect class="is-held" x="{}" y="{}" width="{}" height="10"/>').format(x, _LINE - 5, width)


def _today(today: date, scale: _Scale, language: Language) -> Markup:
    return Markup(
        '<line class="is-today" x1="{0}" y1="14" x2="{0}" y2="{1}"/><text class="is-today" x="{0}" y="{2}">{3}</text>'
    ).format(scale.at(today), _LINE + 14, _LINE + 28, say("timeline_today", language))


def _dots(moments: Sequence[Moment], scale: _Scale) -> Iterator[Markup]:
    """Yield the numbers of the list at their days; those that would cover each other stand above."""
    ends = [-100.0] * _LANES
    for number, one in enumerate(moments, start=1):
        x = scale.at(one.on)
        lane = next((n for n, end in enumerate(ends) if x - end >= 22), _LANES - 1)
        ends[lane] = x
        y = _LINE - 20 * lane if lane else _LINE
        yield Markup('<g{}><circle cx="{}" cy="{}" r="10"/><text x="{}" y="{}">{}</text></g>').format(
            Markup(' class="is-end"') if one.ends else Markup(), x, y, x, y + 4, number
        )
