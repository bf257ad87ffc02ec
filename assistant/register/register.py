"""The register as a whole: an officer in; licences, what falls due, the rule behind it, and who licenses a patent already, out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.engine import Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action
from assistant.composing.legal_basis import LawShelf
from assistant.pool.allowed import require
from assistant.register.checking import with_ids_of
from assistant.register.licences import SqlLicences
from assistant.register.patents import LicensedPatents
from assistant.register.reminders import Held, agenda
from assistant.register.types import Agenda, Contract, Licence, LicensedPatent
from assistant.types import DraftStatement
from knowledge.errors import NotFoundError
from knowledge.protocols import Catalogue
from knowledge.rights.families import right_keys
from knowledge.types import TO_ONE_ALONE, Kind, Language, LicenceType, Reader, Role


class Register:
    """For officers alone: whoever is none gets AccessError of lists and NotFoundError of a licence. Safe to use from several threads."""

    def __init__(
        self, engine: Engine, catalogue: Catalogue, audit: SqlAudit, *, clock: moments.Clock = moments.now
    ) -> None:
        """Create the tables where they are missing. Raises StorageError."""
        self._catalogue = catalogue
        self._patents = LicensedPatents(catalogue)
        self.licences = SqlLicences(engine, audit, clock=clock)

    # ── contracts ────────────────────────────────────────────────────────────────────────────────────────

    def add(self, reader: Reader, contract: Contract) -> Licence:
        """Enter a contract; patents are named by numbers or by documents of the library. Raises AccessError, UsageError."""
        require(reader, Role.OFFICER)
        return self.licences.add(reader, self._resolved(reader, contract))

    def change(self, reader: Reader, licence_id: str, version: int, contract: Contract, reason: str = "") -> Licence:  # fmt: skip
        """Let a contract say something else. Raises NotFoundError, UsageError(licence_changed, licence_state, licence_…)."""
        before = self.licences.get(reader, licence_id).contract
        told = with_ids_of(self._resolved(reader, contract), before)
        return self.licences.change(reader, licence_id, version, told, reason)

    def _resolved(self, reader: Reader, contract: Contract) -> Contract:
        return replace(contract, patents=self._patents.resolved(contract.patents, reader))

    def open(self, reader: Reader, licence_id: str) -> Licence:
        """Return a licence that is looked at, and write that into the audit. Raises NotFoundError."""
        licence = self.licences.get(reader, licence_id)
        self.licences.note(reader, Action.LICENCE_SEEN, licence_id)
        return licence

    # ── what falls due ───────────────────────────────────────────────────────────────────────────────────

    def agenda(self, reader: Reader, today: date) -> Agenda:
        """Return what is to be seen to under all licences. Raises AccessError."""
        return self._agenda(reader, self.licences.list(reader), today)

    def agenda_of(self, reader: Reader, licence: Licence, today: date) -> Agenda:
        return self._agenda(reader, (licence,), today)

    def _agenda(self, reader: Reader, licences: Sequence[Licence], today: date) -> Agenda:
        return agenda(licences, self.held(reader, licences, today), today)

    def held(self, reader: Reader, licences: Sequence[Licence], today: date) -> Held:
        """Return the licensed patents that the library holds, by number."""
        return self._patents.held((p for one in licences for p in one.contract.patents), reader, today)

    def see_to(
        self, reader: Reader, licence_id: str, key: str, today: date, *, done: bool, remark: str = ""
    ) -> Licence:  # fmt: skip
        """Note that a reminder was seen to, or that it was not after all. Raises NotFoundError (licence, reminder)."""
        licence = self.licences.get(reader, licence_id)
        known = {one.key for one in self.agenda_of(reader, licence, today).reminders}
        if key not in known and key not in dict(licence.ticks):
            raise NotFoundError(name=key)
        return self.licences.tick(reader, licence_id, key, done=done, remark=remark)

    def recordal_rule(self, reader: Reader, on: date, language: Language) -> tuple[DraftStatement, ...]:
        """Return what the library holds of the rule on recordal, as in force on a day, with what it quotes."""
        return LawShelf(self._catalogue, reader, on).sentences("recordal", language)

    def title_of(self, reader: Reader, passage_id: str) -> str:
        """Return the title of the document that a passage is of; empty where the reader may not see it."""
        passage = next(iter(self._catalogue.passages([passage_id], reader)), None)
        head = self._catalogue.head(passage.document_id, reader) if passage else None
        return f"{head.title} {passage.label}".strip() if head and passage else ""

    def number_of(self, reader: Reader, named: str) -> str:
        """Return the number of a patent that is named by its document or by a number."""
        (one,) = self._patents.resolved((LicensedPatent(number=named),), reader)
        return one.number

    # ── who licenses a patent already ────────────────────────────────────────────────────────────────────

    def to_one_alone(
        self, reader: Reader, document_ids: Sequence[str], today: date
    ) -> Mapping[str, tuple[Licence, ...]]:
        """Return by document the exclusive and sole licences that stand on its right; nothing for whoever is no officer."""
        return self._standing(reader, document_ids, today, TO_ONE_ALONE)

    def standing(
        self, reader: Reader, document_ids: Sequence[str], today: date
    ) -> Mapping[str, tuple[Licence, ...]]:  # fmt: skip
        """Return by document all licences that stand on its right; nothing for whoever is no officer."""
        return self._standing(reader, document_ids, today, tuple(LicenceType))

    def _standing(
        self, reader: Reader, document_ids: Sequence[str], today: date, types: Collection[LicenceType]
    ) -> Mapping[str, tuple[Licence, ...]]:  # fmt: skip
        running = self._running(reader, today, types) if document_ids else ()
        if not running:
            return {}
        heads = self._catalogue.heads(reader, kinds=(Kind.PATENT,), ids=tuple(document_ids))
        found = {
            head.document_id: tuple(one for one, keys in running if not keys.isdisjoint(right_keys(head)))
            for head in heads
        }
        return {name: licences for name, licences in found.items() if licences}

    def rights_to_one_alone(self, reader: Reader, today: date) -> tuple[tuple[Licence, frozenset[str]], ...]:
        """Return the exclusive and sole licences that stand, each with the keys of its rights; none for whoever is no officer."""
        return self._running(reader, today, TO_ONE_ALONE)

    def _running(
        self, reader: Reader, today: date, types: Collection[LicenceType]
    ) -> tuple[tuple[Licence, frozenset[str]], ...]:
        if not (reader.user and reader.holds(Role.OFFICER)):
            return ()
        running = [
            one
            for one in self.licences.list(reader)
            if one.runs_on(today) and one.contract.licence_type in types
        ]
        held = self.held(reader, running, today) if running else {}
        return tuple(
            (one, frozenset().union(*(held[p.number].keys for p in one.contract.patents if p.number in held)))
            for one in running
        )

    def library_version(self) -> int:
        return self._catalogue.version()
