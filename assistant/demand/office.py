"""Demand as the office sees it: an officer and a patent, or a portfolio, in; the submitted needs that wait out.

Needs are seen as officers may see them: a budget only where it is shared. Of the library only what is public is read.
What a need waits for is worked out in the background, need by need, and remembered while the need, the library and the
day stay as they are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Details, Subject, event_of
from assistant.demand.sleeping import asleep, is_of
from assistant.demand.types import Demand, PatentNeeds, Sleeping, Wish
from assistant.matching.industries import fields_of
from assistant.matching.waiting import MOST_SHOWN, WaitingNeeds, fits_closely
from assistant.needs.needs import SqlNeeds
from assistant.needs.types import Need
from assistant.pool.allowed import public_patent, require
from assistant.pool.marks import THE_OFFICE, SqlMarks
from assistant.pool.technologies import Technologies
from assistant.register.register import Register
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, Language, PatentRecord, Reader, Role

_FEW = 5  # sleeping technologies that are read closely for a need
_Stamp = tuple[str, int, date]


@dataclass(frozen=True, slots=True)
class _Wished:
    """What a need waits for, by document, as it was when the stamp was taken."""

    stamp: _Stamp
    closeness: Mapping[str, tuple[float, float]]


class DemandOffice:
    """Safe to use from several threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        needs: SqlNeeds,
        waiting: WaitingNeeds,
        register: Register,
        marks: SqlMarks,
        audit: SqlAudit,
    ) -> None:
        self._catalogue = catalogue
        self._needs = needs
        self._waiting = waiting
        self._register = register
        self._marks = marks
        self._audit = audit
        self._technologies = Technologies(catalogue)
        self._lock = threading.Lock()
        self._working = threading.Lock()
        self._wished: dict[str, _Wished] = {}

    # ── one patent ───────────────────────────────────────────────────────────────────────────────────────

    def of_patent(
        self,
        reader: Reader,
        document_id: str,
        today: date,
        *,
        k: int = MOST_SHOWN,
        told_in: Language = Language.ZH,
    ) -> PatentNeeds:
        """Return the submitted needs that a public patent fits, the closest first. Raises AccessError, NotFoundError."""
        require(reader, Role.OFFICER)
        head = public_patent(self._catalogue, document_id)
        assert isinstance(head.record, PatentRecord)  # its kind says so
        needs = self._needs.submitted(reader)
        fits = self._waiting.fitting(document_id, needs, today, k=k, told_in=told_in)
        seen = Details(count=len(fits), seen=tuple(one.need.need_id for one in fits))
        self._audit.write(event_of(reader, Action.SEARCHED, Subject.DOCUMENT, document_id, details=seen))
        passages = self._catalogue.document_passages(document_id, ANYONE)
        return PatentNeeds(
            head=head,
            record=head.record,
            day=today,
            looked_at=len(needs),
            fits=fits,
            fields=fields_of(head.record, passages, told_in),
            licences=self._register.standing(reader, [document_id], today).get(document_id, ()),
        )

    # ── a portfolio ──────────────────────────────────────────────────────────────────────────────────────

    def demand(
        self,
        reader: Reader,
        today: date,
        *,
        owner: str = "",
        beside: bool = True,
        progress: Callable[[int, int], None] = lambda done, count: None,
    ) -> Demand:
        """Return what sleeps and has the most waiting demand, as far as needs were looked at; the rest is looked at beside.

        `beside=False`: look at all of them first, telling `progress`. Raises AccessError.
        """
        require(reader, Role.OFFICER)
        needs = self._needs.submitted(reader)
        sleepers = self._asleep(reader, today)
        if beside:
            self._start(needs, sleepers, today)
        else:
            self._work(needs, sleepers, today, progress)
        self._audit.write(event_of(reader, Action.SEARCHED, details=Details(count=len(needs))))
        return self._told(needs, sleepers, today, owner)

    def _asleep(self, reader: Reader, today: date) -> Mapping[str, Sleeping]:
        with self._lock:
            technologies = self._technologies.at(self._catalogue.version(), today)
        documents = [head.document_id for one in technologies for head in one.documents]
        marked = {key for mark in self._marks.standing() if mark.owner != THE_OFFICE for key in mark.keys}
        licensed = self._register.standing(reader, documents, today)
        return asleep(technologies, today, licensed=licensed.keys(), marked=marked)

    def _told(
        self, needs: Sequence[Need], sleepers: Mapping[str, Sleeping], today: date, owner: str
    ) -> Demand:
        if owner:
            sleepers = {name: one for name, one in sleepers.items() if is_of(one.technology, owner)}
        with self._lock:
            wished = dict(self._wished)
        wishes: dict[int, list[Wish]] = {}
        read = 0
        for need in needs:
            held = wished.get(need.need_id)
            if held is None or held.stamp != self._stamp(need, today):
                continue
            read += 1
            for name, (closeness, score) in held.closeness.items():
                if name in sleepers:
                    made = Wish(need=need, closeness=closeness, score=score)
                    wishes.setdefault(id(sleepers[name]), []).append(made)
        distinct = {id(one): one for one in sleepers.values()}
        found = [
            replace(distinct[place], wishes=tuple(sorted(held, key=lambda one: (-one.closeness, -one.score))))
            for place, held in wishes.items()
        ]
        found.sort(key=lambda one: (-len(one.wishes), not one.verified, one.technology.number))
        return Demand(day=today, needs=len(needs), read=read, asleep=len(distinct), sleeping=tuple(found))

    # ── working it out ───────────────────────────────────────────────────────────────────────────────────

    def _start(self, needs: Sequence[Need], sleepers: Mapping[str, Sleeping], today: date) -> None:
        """Look at needs in a thread where there are any left and none is at work."""
        if self._left(needs, today) and not self._working.locked():
            arguments = (needs, sleepers, today, lambda done, count: None)
            threading.Thread(target=self._work, args=arguments, name="demand", daemon=True).start()

    def _left(self, needs: Sequence[Need], today: date) -> list[Need]:
        with self._lock:
            known = {name: held.stamp for name, held in self._wished.items()}
        return [one for one in needs if known.get(one.need_id) != self._stamp(one, today)]

    def _work(
        self,
        needs: Sequence[Need],
        sleepers: Mapping[str, Sleeping],
        today: date,
        progress: Callable[[int, int], None],
    ) -> None:
        with self._working:
            left = self._left(needs, today)
            for done, need in enumerate(left, start=1):
                stamp = self._stamp(need, today)
                wished = _Wished(stamp, self._wish(need, sleepers, today))
                with self._lock:
                    self._wished[need.need_id] = wished
                progress(done, len(left))
            with self._lock:  # what was withdrawn is forgotten
                held = {one.need_id for one in needs}
                self._wished = {name: one for name, one in self._wished.items() if name in held}

    def _stamp(self, need: Need, today: date) -> _Stamp:
        return (need.updated_at.isoformat(), self._catalogue.version(), today)

    def _wish(
        self, need: Need, sleepers: Mapping[str, Sleeping], today: date
    ) -> Mapping[str, tuple[float, float]]:
        """Return the sleeping technologies that a need's text is near to and that meet what it asks for, by document."""
        read = self._waiting.read(need)
        found: dict[str, tuple[float, float]] = {}
        for name in self._waiting.nearest(read, sleepers.keys(), _FEW):
            fit = self._waiting.fit(read, name, today)
            if fit is not None and fits_closely(fit):
                found[name] = (fit.closeness, fit.match.score)
        return found
