"""What happened in the pool: how technologies stood and how they stand now in; events with their reasons out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from assistant.pool.types import EventKind, PoolEvent, Reason, State, Tier
from knowledge.rights.standing import Availability

_TIERS: tuple[Tier | None, ...] = (None, Tier.C, Tier.B, Tier.A)
_OPEN, _ASK = str(Availability.LICENSABLE_OPEN), str(Availability.LICENSABLE_ASK)
_ONE_ALONE = (str(Availability.RESTRICTED_EXCLUSIVE), str(Availability.RESTRICTED_SOLE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """How a technology stands now, and whether that brings it into the pool."""

    state: State
    is_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An event that is not written yet."""

    technology: str
    kind: EventKind
    reasons: tuple[Reason, ...]
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What happened, and under which name each technology that stands now is known, in the order given."""

    changes: tuple[Change, ...]
    technologies: tuple[str, ...]  # empty: it was never in the pool


def compare(last: Mapping[str, PoolEvent], now: Sequence[Now]) -> Compared:
    """Compare the last event of each technology with how all that are in the library stand now.

    A technology keeps its name while it shares a key with what it was. Where two become one, the one that was known
    first goes on and the other leaves.
    """
    named = _names_by_key(last)
    taken: set[str] = set()
    changes: list[Change] = []
    technologies: list[str] = []
    for one in now:
        held = {named[key] for key in one.state.keys if key in named} - taken
        names = sorted(held, key=lambda name: (last[name].kind is EventKind.LEFT, last[name].number))
        name = names[0] if names else ""
        taken.update(names)
        before = last.get(name)
        if one.is_in and (before is None or before.kind is EventKind.LEFT):
            name = name or uuid4().hex
            changes.append(_change(name, EventKind.ENTERED, _entering(one.state), one.state))
        elif before is not None and before.kind is not EventKind.LEFT:
            changes += _since(name, before.state, one)
        changes += (
            _change(other, EventKind.LEFT, [Reason.MERGED], last[other].state)
            for other in names[1:]
            if last[other].kind is not EventKind.LEFT
        )
        technologies.append(name)
    changes += (
        _change(name, EventKind.LEFT, [Reason.DOCUMENT_REMOVED], event.state)
        for name, event in last.items()
        if name not in taken and event.kind is not EventKind.LEFT
    )
    return Compared(changes=tuple(changes), technologies=tuple(technologies))


def _names_by_key(last: Mapping[str, PoolEvent]) -> Mapping[str, str]:
    """Return the name of the technology that holds a key: one that is in the pool before one that left."""
    ordered = sorted(last.values(), key=lambda event: (event.kind is not EventKind.LEFT, event.number))
    return {key: event.technology for event in ordered for key in event.state.keys}


def _since(name: str, before: State, one: Now) -> Iterator[Change]:
    if not one.is_in:
        yield _change(name, EventKind.LEFT, _reasons(before, one.state), one.state)
    elif _height(one.state) != _height(before):
        rose = _height(one.state) > _height(before)
        yield _change(
            name, EventKind.ROSE if rose else EventKind.FELL, _reasons(before, one.state), one.state
        )


def _change(name: str, kind: EventKind, reasons: Iterable[Reason], state: State) -> Change:
    return Change(technology=name, kind=kind, reasons=tuple(reasons), state=state)


def _height(state: State) -> tuple[bool, int]:
    """What is marked from both sides leads, whatever its tier."""
    return state.recognised, _TIERS.index(state.tier)


def _entering(state: State) -> list[Reason]:
    by_marks = [Reason.RECOGNISED] if state.recognised else []
    by_hand = [Reason.OVERRIDDEN] if state.overridden else []
    return by_marks or by_hand or [Reason.GRADED]


def _reasons(before: State, after: State) -> list[Reason]:
    """Return all that differs; where only points or tier do, that the rules changed, else that the grade did."""
    found = []
    if after.contracted and not before.contracted:
        found.append(Reason.LICENSED)
    if after.availability != before.availability:
        found.append(_of_availability(before.availability, after.availability))
    if _marked(after) != _marked(before):
        found.append(Reason.MARKED if _marked(after) > _marked(before) else Reason.MARK_WITHDRAWN)
    if after.overridden != before.overridden:
        found.append(Reason.OVERRIDDEN if after.overridden else Reason.OVERRIDE_ENDED)
    ruled_anew = after.rules_version != before.rules_version
    if ruled_anew and (after.points != before.points or not found):
        found.append(Reason.RULES_CHANGED)
    return found or [Reason.GRADE_CHANGED]


def _marked(state: State) -> tuple[bool, bool, int]:
    return state.recognised, state.ready, state.wanted


def _of_availability(before: str, after: str) -> Reason:
    if after in _ONE_ALONE:
        return Reason.LICENSED
    if after == str(Availability.UNKNOWN):
        return Reason.STATUS_UNVERIFIED
    if {before, after} == {_OPEN, _ASK}:
        return Reason.OFFER_MADE if after == _OPEN else Reason.OFFER_ENDED
    return Reason.STATUS_CHANGED
