"""Reports as one reader may have them: officers all of them, policy staff what rests on public facts; for others there are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy.engine import Engine

from assistant.needs.needs import SqlNeeds
from assistant.pool.allowed import require
from assistant.pool.history import EventSelection
from assistant.pool.pool import Pool
from assistant.pool.types import EventKind
from assistant.register.register import Register
from assistant.register.types import LicenceState
from assistant.reporting import stored
from assistant.reporting.ending import ended_offers, ending_offers, ending_terms
from assistant.reporting.funnel import funnel, period_of, periods
from assistant.reporting.shelf import Shelf, Shelves, first_of
from assistant.reporting.types import (
    OPEN_STAGES,
    EndedOffer,
    Ending,
    Fact,
    Funnel,
    Movements,
    Selection,
    Stage,
    UnmatchedNeeds,
)
from assistant.reporting.unmatched import NeedsLook
from knowledge.catalogue.engine import reading
from knowledge.dates import add_months
from knowledge.errors import AccessError
from knowledge.protocols import Catalogue
from knowledge.types import Reader, Role

FARTHEST_MONTHS = 12
_READ_BY = (Role.OFFICER, Role.POLICY)
_MOST_EVENTS = 100_000
_MOST_ROWS = 50


class ReportOffice:
    """Only public documents are read, whoever asks. Safe to use from several threads."""

    def __init__(
        self,
        engine: Engine,
        catalogue: Catalogue,
        pool: Pool,
        register: Register,
        needs: SqlNeeds,
        look: NeedsLook,
    ) -> None:
        self._engine = engine
        self._shelves = Shelves(catalogue)
        self._pool = pool
        self._register = register
        self._needs = needs
        self._look = look

    # ── the funnel ───────────────────────────────────────────────────────────────────────────────────────

    def funnel(self, reader: Reader, selection: Selection, today: date) -> Funnel:
        """Count technologies by stage. Raises AccessError."""
        require_planner(reader)
        facts = [*self._public(today)]
        stages: Sequence[Stage] = OPEN_STAGES
        if reader.holds(Role.OFFICER):
            facts += self._of_the_office(reader, today)
            stages = tuple(Stage)
        return funnel(first_of(facts), selection, stages)

    def regions(self, reader: Reader, today: date) -> tuple[str, ...]:
        """Return the regions that there is something of, as codes. Raises AccessError."""
        require_planner(reader)
        found = {code for one in self._shelves.at(today).technologies for code in one.profile.regions}
        return tuple(sorted(found))

    def _public(self, today: date) -> Iterator[Fact]:
        self._pool.refresh(today)
        shelf = self._shelves.at(today)
        yield from shelf.public_facts(today)
        with reading(self._engine) as connection:
            yield from _facts(shelf, stored.entered(connection))

    def _of_the_office(self, reader: Reader, today: date) -> Iterator[Fact]:
        shelf = self._shelves.at(today)
        with reading(self._engine) as connection:
            for read in (stored.marked, stored.recommended, stored.drafted, stored.approved):
                yield from _facts(shelf, read(connection))
        for licence in self._register.licences.list(reader):
            if licence.state is LicenceState.MISTAKEN:
                continue
            day = licence.contract.signed_on or licence.contract.effective_from
            for patent in licence.contract.patents:
                held = shelf.named((patent.document_id,)) if patent.document_id else None
                held = held or shelf.numbered(patent.number)
                yield Fact(
                    stage=Stage.LICENSED,
                    technology=held.name if held else f"n:{patent.number}",
                    day=day,
                    profile=held.profile if held else None,
                )

    # ── what ends ────────────────────────────────────────────────────────────────────────────────────────

    def ending(self, reader: Reader, today: date) -> tuple[Ending, ...]:
        """Return the rights whose term ends within a year. Raises AccessError."""
        require_planner(reader)
        technologies = [one.technology for one in self._shelves.at(today).technologies]
        return ending_terms(technologies, today, add_months(today, FARTHEST_MONTHS))

    def offers(self, reader: Reader, today: date) -> tuple[tuple[Ending, ...], tuple[EndedOffer, ...]]:
        """Return the public offers that end within a year, and those that ended in the last one. Raises AccessError."""
        require_planner(reader)
        technologies = [one.technology for one in self._shelves.at(today).technologies]
        coming = ending_offers(technologies, today, add_months(today, FARTHEST_MONTHS))
        return coming, ended_offers(technologies, add_months(today, -FARTHEST_MONTHS), today)

    # ── for officers ─────────────────────────────────────────────────────────────────────────────────────

    def movements(self, reader: Reader, selection: Selection) -> Movements:
        """Count what happened in the pool. Raises AccessError."""
        require(reader, Role.OFFICER)
        chosen = EventSelection(since=selection.since, until=selection.until)
        by_period: dict[str, Counter[str]] = {name: Counter() for name in periods(selection)}
        reasons: Counter[str] = Counter()
        for event in self._pool.history.events(reader, chosen, limit=_MOST_EVENTS):
            by_period[period_of(event.day, selection.step)][str(event.kind)] += 1
            reasons.update(f"{event.kind}.{reason}" for reason in event.reasons)
        return Movements(
            periods=tuple(
                (name, {str(kind): counted[str(kind)] for kind in EventKind})
                for name, counted in by_period.items()
            ),
            reasons=tuple(reasons.most_common()),
        )

    def unmatched(self, reader: Reader, today: date, *, beside: bool = True) -> UnmatchedNeeds:
        """Return the needs without a match; those that were not looked at yet are looked at beside. Raises AccessError."""
        require(reader, Role.OFFICER)
        needs = self._needs.submitted(reader)
        if beside:
            self._look.start(needs, today)
        else:
            self._look.work(needs, today)
        read, found = self._look.told(needs, today)
        with reading(self._engine) as connection:
            count, rows = stored.unmatched_rows(connection, _MOST_ROWS)
        return UnmatchedNeeds(submitted=len(needs), read=read, needs=found, in_batches=count, rows=rows)

    def reminders(self, reader: Reader, today: date) -> tuple[int, int]:
        """Return how many reminders of the licence register are overdue, and how many fall due in three months. Raises AccessError."""
        agenda = self._register.agenda(reader, today)
        soon = add_months(today, 3)
        return len(agenda.overdue), sum(one.due <= soon for one in agenda.coming)


def require_planner(reader: Reader) -> None:
    """Raise AccessError where a reader is neither officer nor policy staff."""
    if not reader.user:
        raise AccessError("sign_in_needed")
    if not any(reader.holds(role) for role in _READ_BY):
        raise AccessError("not_allowed", role=", ".join(_READ_BY))


def _facts(shelf: Shelf, found: Iterable[stored.Dated]) -> Iterator[Fact]:
    for one in found:
        held = shelf.named(one.names)
        yield Fact(
            stage=one.stage,
            technology=held.name if held else f"x:{one.names[0]}",
            day=one.day,
            profile=held.profile if held else None,
        )
