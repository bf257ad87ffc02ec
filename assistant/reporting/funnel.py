"""Counting: dated facts and a selection in; technologies by stage, period and group out. Each counts once a stage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from assistant.reporting.types import Counts, Dimension, Fact, Funnel, Profile, Row, Selection, Stage, Step
from knowledge.folding import folded

MOST_GROUPS = 50


def funnel(facts: Iterable[Fact], selection: Selection, stages: Sequence[Stage]) -> Funnel:
    """Count the facts of some stages. A technology with several owners, fields or regions stands in several groups."""
    shown = [fact for fact in facts if fact.stage in stages]
    chosen = [fact for fact in shown if _is_chosen(fact.profile, selection)]
    dated = [
        fact for fact in chosen if fact.day is not None and selection.since <= fact.day <= selection.until
    ]
    by_period: dict[str, list[Fact]] = {name: [] for name in periods(selection)}
    by_group: defaultdict[str, list[Fact]] = defaultdict(list)
    ungrouped = []
    for fact in dated:
        assert fact.day is not None
        by_period[period_of(fact.day, selection.step)].append(fact)
        groups = fact.profile.under(selection.by) if fact.profile else ()
        for name in groups:
            by_group[name].append(fact)
        if not groups:
            ungrouped.append(fact)
    rows = [Row(name=name, counts=_counts(found, stages)) for name, found in by_group.items()]
    rows.sort(key=lambda row: (-sum(row.counts.values()), row.name))
    return Funnel(
        selection=selection,
        stages=tuple(stages),
        within=_counts(dated, stages),
        ever=_counts(chosen, stages),
        undated=_counts([fact for fact in chosen if fact.day is None], stages),
        periods=tuple(Row(name=name, counts=_counts(found, stages)) for name, found in by_period.items()),
        groups=tuple(rows[:MOST_GROUPS]),
        ungrouped=_counts(ungrouped, stages),
        left_out=sum(fact.profile is None for fact in shown) if selection.narrows else 0,
    )


def periods(selection: Selection) -> tuple[str, ...]:
    """Return the names of the months or quarters of a selection, first to last."""
    first = selection.since.year * 12 + selection.since.month - 1
    last = selection.until.year * 12 + selection.until.month - 1
    months = (date(count // 12, count % 12 + 1, 1) for count in range(first, last + 1))
    return tuple(dict.fromkeys(period_of(month, selection.step) for month in months))


def period_of(day: date, step: Step) -> str:
    """Return the month (2026-11) or quarter (2026-Q4) of a day."""
    if step is Step.QUARTER:
        return f"{day.year}-Q{(day.month - 1) // 3 + 1}"
    return f"{day.year}-{day.month:02}"


def _is_chosen(profile: Profile | None, selection: Selection) -> bool:
    if not selection.narrows:
        return True
    if profile is None:
        return False
    owner, symbol = _name(selection.owner), selection.field.upper()
    return (
        (not owner or any(owner in _name(name) for name in profile.owners))
        and (not symbol or any(name.startswith(symbol) for name in profile.under(Dimension.FIELD)))
        and (not selection.region or selection.region in profile.regions)
    )


def _name(text: str) -> str:
    return folded(text).casefold().strip()


def _counts(facts: Iterable[Fact], stages: Sequence[Stage]) -> Counts:
    found = Counter(fact.stage for fact in facts)
    return {stage: found[stage] for stage in stages}
