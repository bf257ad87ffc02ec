"""Bars as HTML and SVG: counts in; figures with a bar behind them, and rows of bars over time, out. A table always says the same."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from ui.forms_html import join

_WIDTH, _LINE, _TALL, _LABEL = 720, 56, 34, 170


def bar(count: int, most: int) -> Markup:
    """Return a figure beside a bar as long as its share of the most."""
    share = round(100 * count / most, 1) if most else 0
    return Markup('<span class="pb-count-bar" style="--share:{}%"><span>{}</span></span>').format(
        share, count
    )


def table(name: str, heads: Sequence[str], rows: Sequence[Sequence[Markup | str]]) -> Markup:
    """Return a table that scrolls within itself; the first cell of a row names it."""
    head = join(Markup('<th scope="col">{}</th>').format(one) for one in heads)
    body = join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            row[0], join(Markup("<td>{}</td>").format(cell) for cell in row[1:])
        )
        for row in rows
    )
    return Markup(
        '<div class="pb-wide" tabindex="0" role="region" aria-label="{}"><table class="pb-lines pb-counts">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(name, head, body)


def rows_of_bars(
    title: str, note: str, periods: Sequence[str], lines: Sequence[tuple[str, Sequence[int]]]
) -> Markup:
    """Return a drawing of one row of bars a line, each line on its own scale, with its figures above the bars."""
    height = _LINE * len(lines) + 20
    step = (_WIDTH - _LABEL) / max(len(periods), 1)
    drawn = join(
        _row(place, name, counts, step, figures=len(periods) <= 24)
        for place, (name, counts) in enumerate(lines)
    )
    ends = Markup('<text x="{}" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>').format(
        _LABEL, height - 4, periods[0] if periods else "", _WIDTH, height - 4, periods[-1] if periods else ""
    )
    return Markup(
        '<figure class="pb-chart"><div class="pb-wide" tabindex="0" role="region" aria-label="{}">'
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg></div>'
        "<figcaption>{}</figcaption></figure>"
    ).format(title, _WIDTH, height, title, drawn, ends, note)


def _row(place: int, name: str, counts: Sequence[int], step: float, *, figures: bool) -> Markup:
    most, floor = max(counts, default=0), _LINE * place + _LINE - 8
    bars = []
    for number, count in enumerate(counts):
        tall = _TALL * count / most if most else 0
        left = _LABEL + number * step
        bars.append(
            Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
                left + step * 0.15, floor - tall, step * 0.7, tall
            )
        )
        if count and figures:
            bars.append(
                Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(
                    left + step / 2, floor - tall - 3, count
                )
            )
    line = Markup('<line x1="{}" y1="{}" x2="{}" y2="{}"/>').format(_LABEL, floor, _WIDTH, floor)
    return Markup('<g><text x="0" y="{}">{}</text>{}{}</g>').format(floor - 4, name, line, join(bars))
