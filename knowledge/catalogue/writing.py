"""One write transaction: documents come in, others stop answering, and the change log says so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from knowledge.catalogue import tables as t
from knowledge.catalogue.rowmaps import PASSAGE_FIELDS, Values, notes_to_json
from knowledge.catalogue.rows import ChangeOp, FileEntry, PreparedEntry
from knowledge.types import Audience, FileOutcome, ReadingNote

_BATCH = 500
_KIND = PASSAGE_FIELDS.index("kind")
ReplacementKey = tuple[
    str, str, str, str, bool
]  # what, number or id, language, audience, full text or a listing

_FULL_TEXT = ("claim", "paragraph")  # kinds of passages that a mere listing does not have
_STATE = (
    t.documents.c.number,
    t.documents.c.document_id,
    t.documents.c.audience,
    t.documents.c.language,
    t.documents.c.active,
    t.documents.c.sample,
    t.documents.c.publication_number,
    t.documents.c.policy_id,
    t.documents.c.purged,
    sa.exists()
    .where(t.passages.c.document == t.documents.c.number, t.passages.c.kind.in_(_FULL_TEXT))
    .label("full_text"),
)


@dataclass(slots=True)
class State:
    """What the transaction knows of one stored document, before and now."""

    number: int
    document_id: str
    audience: str
    language: str
    active: bool
    sample: bool
    publication_number: str | None
    policy_id: str | None
    purged: bool | None = None
    full_text: bool = False
    was_active: bool = False
    was_sample: bool = False

    def key(self) -> ReplacementKey | None:
        """Return what only one active document may carry; None where newer ones do not replace it.

        A row of a list does not silence the full text of the same publication, nor the other way round.
        """
        if self.publication_number:
            return ("pub", self.publication_number, self.language, self.audience, self.full_text)
        return ("pid", self.policy_id, self.language, self.audience, True) if self.policy_id else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a transaction did since it was last settled: ids that started and that stopped answering."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    replaced: int  # documents that gave way to a newer one of the same number


@dataclass(slots=True)
class Transaction:
    """Collects what happens to documents and writes the net effect. Used under `engine.writing` only."""

    connection: Connection
    states: dict[int, State] = field(default_factory=dict)
    _replaced: int = 0
    _numbers: dict[str, int] = field(default_factory=dict)
    _holders: dict[ReplacementKey, list[State]] = field(default_factory=dict)
    _touched: dict[int, State] = field(default_factory=dict)
    _updates: dict[int, Values] = field(default_factory=dict)
    _next: int = 0

    def put(self, entries: Sequence[PreparedEntry], *, sample: bool, run_id: str) -> list[int]:
        """Store these documents and let them answer in place of what they replace; return their numbers."""
        self._load(t.documents.c.document_id, [entry.document_id for entry in entries])
        self._drop_purged([entry.document_id for entry in entries])
        self._insert([e for e in entries if e.document_id not in self._numbers], run_id)
        numbers = [self._numbers[entry.document_id] for entry in entries]
        self._load_rivals([self.states[number] for number in numbers])
        for entry, number in zip(entries, numbers, strict=True):
            self._activate(self.states[number], entry, sample=sample)
        return numbers

    def deactivate(self, numbers: Iterable[int], replaced_by: str | None = None) -> None:
        """Let these documents stop answering."""
        wanted = list(numbers)
        self._load(t.documents.c.number, [number for number in wanted if number not in self.states])
        for number in wanted:
            state = self.states.get(number)
            if state is not None and state.active:
                self._switch(state, active=False, replaced_by=replaced_by)

    def settle(self) -> Settled:
        """Write what happened since the last call, the net effect to the change log too; say what it was."""
        self._write_updates()
        touched = list(self._touched.values())
        added = [s for s in touched if s.active and not s.was_active]
        removed = [s for s in touched if s.was_active and not s.active]
        retold = [s for s in touched if s.active and s.was_active and s.sample != s.was_sample]
        lines = [(ChangeOp.REMOVE, s) for s in (*removed, *retold)] + [
            (ChangeOp.ADD, s) for s in (*added, *retold)
        ]
        if lines:
            first = self._highest(t.changes.c.seq) + 1
            rows = [
                {"seq": seq, "op": op.value, "document_id": s.document_id, "audience": s.audience}
                for seq, (op, s) in enumerate(lines, first)
            ]
            self.connection.execute(sa.insert(t.changes), rows)
        for state in touched:
            state.was_active, state.was_sample = state.active, state.sample
        self._touched.clear()
        replaced, self._replaced = self._replaced, 0
        return Settled(
            added=tuple(s.document_id for s in added),
            removed=tuple(s.document_id for s in removed),
            replaced=replaced,
        )

    # ── documents ────────────────────────────────────────────────────────────────────────────────────────

    def _load(self, column: sa.Column[Any], values: Sequence[Any]) -> None:
        for start in range(0, len(values), _BATCH):
            self._take(sa.select(*_STATE).where(column.in_(values[start : start + _BATCH])))

    def _drop_purged(self, document_ids: Iterable[str]) -> None:
        """Forget what is left of documents that were deleted for good and now come again."""
        numbers = {self._numbers[name] for name in document_ids if name in self._numbers}
        purged = [number for number in numbers if self.states[number].purged]
        for start in range(0, len(purged), _BATCH):
            batch = purged[start : start + _BATCH]
            self.connection.execute(sa.delete(t.passages).where(t.passages.c.document.in_(batch)))
            self.connection.execute(sa.delete(t.documents).where(t.documents.c.number.in_(batch)))
        for number in purged:
            self._numbers.pop(self.states.pop(number).document_id)

    def _load_rivals(self, states: Sequence[State]) -> None:
        for column, what in ((t.documents.c.publication_number, "pub"), (t.documents.c.policy_id, "pid")):
            values = sorted({key[1] for s in states if (key := s.key()) is not None and key[0] == what})
            for start in range(0, len(values), _BATCH):
                in_batch = column.in_(values[start : start + _BATCH])
                self._take(sa.select(*_STATE).where(in_batch, t.documents.c.active))

    def _take(self, query: sa.Select[Any]) -> None:
        for row in self.connection.execute(query):
            if row[0] not in self.states:
                state = State(*row)
                state.was_active, state.was_sample = state.active, state.sample
                self._remember(state)

    def _remember(self, state: State) -> None:
        self.states[state.number] = state
        self._numbers[state.document_id] = state.number
        if (key := state.key()) is not None:
            self._holders.setdefault(key, []).append(state)

    def _insert(self, entries: Sequence[PreparedEntry], run_id: str) -> None:
        if not entries:
            return
        self._next = self._next or self._highest(t.documents.c.number) + 1
        new: dict[str, PreparedEntry] = {entry.document_id: entry for entry in entries}
        numbered = list(enumerate(new.values(), self._next))
        self._next += len(numbered)
        rows = [{**e.document, "number": n, "run_id": run_id} for n, e in numbered]
        self.connection.execute(sa.insert(t.documents), rows)
        self._insert_many(t.document_texts, ("document", "text"), [(n, e.text) for n, e in numbered])
        passages = [(n, *row) for n, e in numbered for row in e.passages]
        self._insert_many(t.passages, ("document", *PASSAGE_FIELDS), passages)
        keys = [(key, n, key.partition(":")[0]) for n, e in numbered for key in e.keys]
        self._insert_many(t.keys, ("value", "document", "kind"), keys)
        for row in rows:
            self._remember(
                _new_state(
                    row, full_text=any(p[_KIND] in _FULL_TEXT for p in new[row["document_id"]].passages)
                )
            )

    def _insert_many(self, table: sa.Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows of plain values: past SQLAlchemy where the driver takes positions, which is most of the speed."""
        if not rows:
            return
        if self.connection.dialect.paramstyle == "qmark":
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"
            self.connection.exec_driver_sql(statement, list(rows))
        else:
            values = [dict(zip(columns, row, strict=True)) for row in rows]
            self.connection.execute(sa.insert(table), values)

    def _activate(self, state: State, entry: PreparedEntry, *, sample: bool) -> None:
        rivals = self._rivals(state)
        if sample and not state.active and any(not rival.sample for rival in rivals):
            return  # the user's own document stays
        own_check = _checked_on(entry.document["record"])
        checks = [self._checked_on(rival) for rival in rivals] if state.publication_number else []
        if own_check and not state.active and any(check and check > own_check for check in checks):
            return  # an older export came after a newer one
        if own_check is None:  # the register was never looked at: what it says of a right does not give way
            rivals = [r for r, check in zip(rivals, checks, strict=True) if not check] if checks else rivals
        for rival in rivals:
            self._switch(rival, active=False, replaced_by=state.document_id)
            self._replaced += 1
        own = state.sample and not sample  # a user brought what had come as a sample
        if state.active and not own:
            return
        state.sample = state.sample and sample
        told = {name: entry.document[name] for name in ("loaded_on", "source")}
        self._switch(state, active=True, sample=state.sample, **told)

    def _checked_on(self, state: State) -> str | None:
        """Return when the register was looked at for a stored document."""
        query = sa.select(t.documents.c.record).where(t.documents.c.number == state.number)
        return _checked_on(self.connection.execute(query).scalar_one_or_none())

    def _rivals(self, state: State) -> list[State]:
        key = state.key()
        holders = [] if key is None else self._holders.get(key, [])
        return [holder for holder in holders if holder.active and holder is not state]

    def _switch(self, state: State, *, active: bool, replaced_by: str | None = None, **values: Any) -> None:
        state.active = active
        self._touched[state.number] = state
        waiting = self._updates.setdefault(state.number, {})
        waiting.update(active=active, replaced_by=replaced_by, **values)

    def _write_updates(self) -> None:
        """Write what changed of documents, those with the same columns in one statement."""
        groups: dict[tuple[str, ...], list[Values]] = {}
        for number, values in self._updates.items():
            row = {f"new_{name}": value for name, value in values.items()} | {"of_number": number}
            groups.setdefault(tuple(sorted(values)), []).append(row)
        for names, rows in groups.items():
            statement = sa.update(t.documents).where(t.documents.c.number == sa.bindparam("of_number"))
            changed: Values = {name: sa.bindparam(f"new_{name}") for name in names}
            self.connection.execute(statement.values(**changed), rows)
        self._updates.clear()

    def _highest(self, column: sa.Column[int]) -> int:
        return self.connection.execute(sa.select(sa.func.coalesce(sa.func.max(column), 0))).scalar_one()

    # ── files ────────────────────────────────────────────────────────────────────────────────────────────

    def put_file(
        self,
        file: FileEntry,
        outcome: FileOutcome,
        *,
        reason: str | None = None,
        fields: Mapping[str, object] | None = None,
        notes: Sequence[ReadingNote] = (),
    ) -> int:
        """Record the state of a file; return its number."""
        values: Values = {
            "path": file.path,
            "sha256": file.sha256,
            "size": file.size,
            "audience": file.audience.value,
            "sample": file.sample,
            "reading": file.reading,
            "outcome": outcome.value,
            "reason": reason,
            "fields": _fields_to_json(fields),
            "run_id": file.run_id,
            "notes": notes_to_json(notes),
            "source": file.source,
        }
        file_id = self.file_id(file.location)
        if file_id is None:
            file_id = self._highest(t.files.c.file_id) + 1
            self.connection.execute(
                sa.insert(t.files).values(file_id=file_id, location=file.location, **values)
            )
        else:
            self.connection.execute(sa.update(t.files).where(t.files.c.file_id == file_id).values(**values))
        return file_id

    def set_outcome(self, file_id: int, outcome: FileOutcome) -> None:
        query = sa.update(t.files).where(t.files.c.file_id == file_id)
        self.connection.execute(query.values(outcome=outcome.value))

    def file_id(self, location: str) -> int | None:
        query = sa.select(t.files.c.file_id).where(t.files.c.location == location)
        return self.connection.execute(query).scalar_one_or_none()

    def tell_run(
        self,
        file: FileEntry,
        outcome: FileOutcome,
        *,
        reason: str | None = None,
        fields: Mapping[str, object] | None = None,
        notes: Sequence[ReadingNote] = (),
        records: int = 0,
        passages: int = 0,
    ) -> None:
        """Write what became of a file into its run's report."""
        if not file.run_id:
            return
        highest = sa.select(sa.func.max(t.run_files.c.position)).where(t.run_files.c.run_id == file.run_id)
        position = (self.connection.execute(highest).scalar_one() or 0) + 1
        self.connection.execute(
            sa.insert(t.run_files).values(
                run_id=file.run_id,
                position=position,
                location=file.location,
                path=file.path,
                outcome=outcome.value,
                reason=reason,
                fields=_fields_to_json(fields),
                notes=notes_to_json(notes),
                records=records,
                passages=passages,
            )
        )

    def link(self, file_id: int, numbers: Iterable[int]) -> None:
        """Note that a file holds these documents, beside those it is known to hold."""
        _add_links(self.connection, t.file_documents, file_id, set(numbers))

    def note_pending(self, file_id: int, numbers: Iterable[int]) -> frozenset[int]:
        """Note what the present reading of a large file gave; return those that are new among them."""
        return _add_links(self.connection, t.file_pending, file_id, set(numbers))

    def forget_progress(self, file_id: int) -> None:
        """Forget how far a large file was read, and what that gave: it is complete, or to be read anew."""
        for table in (t.file_progress, t.file_pending):
            self.connection.execute(sa.delete(table).where(table.c.file_id == file_id))

    def relink(self, file_id: int, numbers: Iterable[int]) -> bool:
        """Make these the documents of the file; those it held before and no other file holds stop answering.

        Return whether it held any before.
        """
        links = t.file_documents
        query = sa.select(links.c.document).where(links.c.file_id == file_id)
        before, after = set(self.connection.execute(query).scalars()), set(numbers)
        gone = sorted(before - after)
        for start in range(0, len(gone), _BATCH):
            self.unlink(file_id, gone[start : start + _BATCH])
        self.link(file_id, after - before)
        return bool(before)

    def unlink(self, file_id: int, numbers: Sequence[int]) -> None:
        """Take some documents (a batch) from a file; those that no other file holds stop answering."""
        links = t.file_documents
        self.connection.execute(
            sa.delete(links).where(links.c.file_id == file_id, links.c.document.in_(numbers))
        )
        held = self.connection.execute(sa.select(links.c.document).where(links.c.document.in_(numbers)))
        self.deactivate(sorted(set(numbers) - set(held.scalars())))


def _add_links(connection: Connection, links: sa.Table, file_id: int, numbers: set[int]) -> frozenset[int]:
    """Add the pairs of file and document that are not there yet; return the documents of those."""
    wanted, new = sorted(numbers), set[int]()
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        query = sa.select(links.c.document).where(links.c.file_id == file_id, links.c.document.in_(batch))
        new.update(set(batch) - set(connection.execute(query).scalars()))
    rows = [{"file_id": file_id, "document": number} for number in sorted(new)]
    if rows:
        connection.execute(sa.insert(links), rows)
    return frozenset(new)


def _fields_to_json(fields: Mapping[str, object] | None) -> str | None:
    return json.dumps(dict(fields), ensure_ascii=False, default=str) if fields else None


def _new_state(row: Values, *, full_text: bool) -> State:
    return State(
        full_text=full_text,
        number=row["number"],
        document_id=row["document_id"],
        audience=row["audience"],
        language=row["language"],
        active=False,
        sample=row["sample"],
        publication_number=row["publication_number"],
        policy_id=row["policy_id"],
        was_sample=row["sample"],
    )


def _checked_on(record: str | None) -> str | None:
    """Return the day, in ISO form, on which the register was looked at for a record."""
    found = json.loads(record).get("register_checked_on") if record else None
    return found if isinstance(found, str) else None


def audience_values(audiences: Iterable[Audience]) -> list[str]:
    return [audience.value for audience in audiences]
