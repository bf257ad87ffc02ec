"""Replay of register entries: events and a day in; what stands on that day out. Later entries undo earlier ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from knowledge.types import EventKind, LegalEvent, LicenceType

ENDS = frozenset(
    {
        EventKind.LAPSED_UNPAID_FEE, EventKind.TERM_EXPIRED, EventKind.ABANDONED, EventKind.INVALIDATED,
        EventKind.REFUSED, EventKind.WITHDRAWN, EventKind.ENDED,
    }
)  # fmt: skip
_RESTORABLE = frozenset(
    {
        EventKind.LAPSED_UNPAID_FEE,
        EventKind.ABANDONED,
        EventKind.ENDED,
        EventKind.REFUSED,
        EventKind.WITHDRAWN,
    }
)
_PROCEDURE = frozenset({EventKind.PUBLISHED, EventKind.EXAMINATION, EventKind.GRANTED})
_GRANTED = frozenset(
    {EventKind.GRANTED, EventKind.FEE_UNPAID, EventKind.PLEDGED, EventKind.OPEN_LICENCE_DECLARED}
)
_ALIVE = frozenset(
    {
        EventKind.RESTORED, EventKind.FEE_UNPAID, EventKind.LICENCE_RECORDED, EventKind.LICENCE_CHANGED,
        EventKind.PLEDGED, EventKind.PLEDGE_CHANGED, EventKind.PRESERVED, EventKind.OPEN_LICENCE_DECLARED,
        EventKind.OPEN_LICENCE_WITHDRAWN,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What the entries up to a day leave standing, each list by date.

    `alive` says that an entry shows the right being used or dealt with after grant; publication, examination and
    grant alone do not show that it still is in force.
    """

    entries: tuple[LegalEvent, ...] = ()
    procedure: tuple[LegalEvent, ...] = ()
    ended: LegalEvent | None = None
    restored: LegalEvent | None = None
    fee_unpaid: LegalEvent | None = None
    exclusive: tuple[LegalEvent, ...] = ()
    sole: tuple[LegalEvent, ...] = ()
    untyped: tuple[LegalEvent, ...] = ()  # licences whose type the entry does not tell
    pledges: tuple[LegalEvent, ...] = ()
    preserved: tuple[LegalEvent, ...] = ()
    transferred: tuple[LegalEvent, ...] = ()
    partly_invalidated: tuple[LegalEvent, ...] = ()

    @property
    def granted(self) -> bool:
        """Say whether an entry is the grant, or one that only a granted right can have."""
        return any(event.kind in _GRANTED for event in self.entries)

    @property
    def alive(self) -> bool:
        return any(event.kind in _ALIVE for event in self.entries)

    @property
    def restrictions(self) -> tuple[LegalEvent, ...]:
        return (*self.exclusive, *self.sole, *self.untyped, *self.pledges, *self.preserved)


def replay(events: Iterable[LegalEvent], as_of: date) -> Register:
    """Apply the entries dated up to `as_of` in date order, ties as listed.

    RESTORED undoes a lapse, an abandonment, a refusal or a withdrawal, not an expiry or invalidation; a cancelled
    licence, a released pledge and a lifted preservation end the one of the same party, or the latest where no party
    is named. A licence ends with its stated term; a pledge or preservation only by an entry.
    """
    entries = tuple(sorted((event for event in events if event.on <= as_of), key=lambda event: event.on))
    desk = _Desk()
    for event in entries:
        desk.apply(event)
    current = tuple(e for e in desk.licences if e.until is None or e.until >= as_of)
    of_type = {kind: tuple(e for e in current if e.licence_type is kind) for kind in (*LicenceType, None)}
    return Register(
        entries=entries,
        procedure=tuple(e for e in entries if e.kind in _PROCEDURE),
        ended=desk.ended,
        restored=desk.restored,
        fee_unpaid=desk.fee_unpaid,
        exclusive=of_type[LicenceType.EXCLUSIVE],
        sole=of_type[LicenceType.SOLE],
        untyped=of_type[None],
        pledges=tuple(desk.pledges),
        preserved=tuple(desk.preserved),
        transferred=tuple(e for e in entries if e.kind is EventKind.TRANSFERRED),
        partly_invalidated=tuple(e for e in entries if e.kind is EventKind.PARTLY_INVALIDATED),
    )


class _Desk:
    """What stands while entries are applied one after another."""

    def __init__(self) -> None:
        self.ended: LegalEvent | None = None
        self.restored: LegalEvent | None = None
        self.fee_unpaid: LegalEvent | None = None
        self.licences: list[LegalEvent] = []
        self.pledges: list[LegalEvent] = []
        self.preserved: list[LegalEvent] = []

    def apply(self, event: LegalEvent) -> None:
        match event.kind:
            case kind if kind in ENDS:
                if self.ended is None or kind is EventKind.INVALIDATED:
                    self.ended, self.restored = event, None
            case EventKind.RESTORED:
                self._restore(event)
            case EventKind.FEE_UNPAID:
                self.fee_unpaid = event
            case EventKind.LICENCE_RECORDED:
                self.licences.append(event)
            case EventKind.LICENCE_CHANGED:
                _change(self.licences, event)
            case EventKind.LICENCE_CANCELLED:
                _end(self.licences, event)
            case EventKind.PLEDGED:
                self.pledges.append(event)
            case EventKind.PLEDGE_CHANGED:
                _change(self.pledges, event)
            case EventKind.PLEDGE_RELEASED:
                _end(self.pledges, event)
            case EventKind.PRESERVED:
                self.preserved.append(event)
            case EventKind.PRESERVATION_LIFTED:
                _end(self.preserved, event)

    def _restore(self, event: LegalEvent) -> None:
        if self.ended is None or self.ended.kind in _RESTORABLE:
            self.ended, self.fee_unpaid, self.restored = None, None, event


def _matching(standing: list[LegalEvent], event: LegalEvent) -> int | None:
    """Return the place of the entry that a later one is about: the same party's, else the latest; None: no such."""
    if not standing:
        return None
    if event.party is None:
        return len(standing) - 1
    names = {name.text for name in event.party.names}
    for place in reversed(range(len(standing))):
        party = standing[place].party
        if party is not None and names & {name.text for name in party.names}:
            return place
    return next((i for i in reversed(range(len(standing))) if standing[i].party is None), None)


def _change(standing: list[LegalEvent], event: LegalEvent) -> None:
    place = _matching(standing, event)
    if place is None:
        standing.append(event)
        return
    earlier = standing[place]
    standing[place] = replace(
        event,
        licence_type=event.licence_type or earlier.licence_type,
        until=event.until or earlier.until,
        party=event.party or earlier.party,
    )


def _end(standing: list[LegalEvent], event: LegalEvent) -> None:
    place = _matching(standing, event)
    if place is not None:
        del standing[place]
