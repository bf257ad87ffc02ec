"""What the office licensed to one enterprise alone, by its register of contracts: documents and a day in; what stands on them out.

Whoever asks learns that a licence stands, of which kind and since when it is entered; nothing else of a contract.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.matching.types import EnteredLicence, OnRights
from assistant.register.tables import acts
from knowledge.catalogue.engine import reading
from knowledge.rights.families import right_keys
from knowledge.rights.standing import Availability
from knowledge.types import TO_ONE_ALONE, DocumentHead, LicenceType, Reader, Role

if TYPE_CHECKING:
    from assistant.register.register import Register
    from assistant.register.types import Licence

_THE_OFFICE = Reader(user="office", role=Role.OFFICER)
_MOST_REMEMBERED = 8  # days
_Stamp = tuple[int, int, date]


class Contracted:
    """Tells the pool, matching, drafts and their review. Safe to use from several threads."""

    def __init__(self, engine: Engine, register: Register) -> None:
        self._engine = engine
        self._register = register
        self._state: tuple[int, str] | None = None  # of a version
        self._by_key: dict[_Stamp, Mapping[str, EnteredLicence]] = {}

    def version(self) -> int:
        """Return the number of the register's last act: equal versions mean equal contracts."""
        with reading(self._engine) as connection:
            return int(connection.execute(sa.select(sa.func.max(acts.c.number))).scalar() or 0)

    def state(self) -> str:
        """Return what is another one when other rights are licensed to one alone; nothing where none ever was."""
        version = self.version()
        if self._state is None or self._state[0] != version:
            self._state = version, self._read_state()
        return self._state[1]

    def _read_state(self) -> str:
        told = sorted(
            str((c.licence_type, c.patents, c.effective_from, c.term_end))
            for licence in self._register.licences.list(_THE_OFFICE)
            for c in [licence.contract]
            if licence.is_active and c.licence_type in TO_ONE_ALONE
        )
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12] if told else ""

    def to_one_alone(self, document_ids: Sequence[str], today: date) -> frozenset[str]:
        """Return those of the documents whose right is exclusively or solely licensed on a day."""
        return frozenset(self._register.to_one_alone(_THE_OFFICE, document_ids, today))

    def entered(self, day: date) -> OnRights:
        """Return what tells the licence to one alone that stands on a right on a day: an exclusive one before a sole one."""
        by_key = self._rights(day)

        def on_right(head: DocumentHead) -> EnteredLicence | None:
            found = [by_key[key] for key in right_keys(head) if key in by_key]
            return min(found, key=_rank, default=None)

        return on_right

    def restricted(self, day: date) -> Callable[[DocumentHead], Availability | None]:
        """Return what tells how a right is restricted on a day by the licence to one alone that stands on it."""
        on_right = self.entered(day)

        def restricted(head: DocumentHead) -> Availability | None:
            entered = on_right(head)
            if entered is None:
                return None
            return Availability.RESTRICTED_SOLE if entered.sole else Availability.RESTRICTED_EXCLUSIVE

        return restricted

    def _rights(self, day: date) -> Mapping[str, EnteredLicence]:
        stamp = (self.version(), self._register.library_version(), day)
        known = self._by_key.get(stamp)
        if known is None:
            known = self._read(day)
            if len(self._by_key) >= _MOST_REMEMBERED:
                self._by_key = {}
            self._by_key[stamp] = known
        return known

    def _read(self, day: date) -> Mapping[str, EnteredLicence]:
        found: dict[str, EnteredLicence] = {}
        for licence, keys in self._register.rights_to_one_alone(_THE_OFFICE, day):
            entered = _entered(licence)
            for key in keys:
                found[key] = min(found.get(key, entered), entered, key=_rank)
        return found


def _entered(licence: Licence) -> EnteredLicence:
    sole = licence.contract.licence_type is LicenceType.SOLE
    return EnteredLicence(sole=sole, entered_on=licence.created_at.astimezone().date())


def _rank(one: EnteredLicence) -> tuple[bool, date]:
    return one.sole, one.entered_on
