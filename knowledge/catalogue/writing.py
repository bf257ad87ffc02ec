"""One write transaction: documents come in, others stop answering, and the change log says so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from knowledge.catalogue import tables as t
from knowledge.catalogue.rowmaps import Values, document_values, passage_values
from knowledge.catalogue.rows import ChangeOp, Entry, FileEntry
from knowledge.types import Audience, FileOutcome

_BATCH = 500
ReplacementKey = tuple[str, str, str, str]  # what, number or id, language, audience

_STATE = (
    t.documents.c.number,
    t.documents.c.document_id,
    t.documents.c.audience,
    t.documents.c.language,
    t.documents.c.active,
    t.documents.c.sample,
    t.documents.c.publication_number,
    t.documents.c.policy_id,
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
    was_active: bool = False
    was_sample: bool = False

    def key(self) -> ReplacementKey | None:
        """Return what only one active document may carry; None where newer ones do not replace it."""
        if self.publication_number:
            return ("pub", self.publication_number, self.language, self.audience)
        return ("pid", self.policy_id, self.language, self.audience) if self.policy_id else None


@dataclass(slots=True)
class Transaction:
    """Collects what happens to documents and writes the net effect. Used under `engine.writing` only."""

    connection: Connection
    states: dict[int, State] = field(default_factory=dict)
    replaced: int = 0  # documents that gave way to a newer one of the same number
    _numbers: dict[str, int] = field(default_factory=dict)
    _holders: dict[ReplacementKey, list[State]] = field(default_factory=dict)
    _next: int = 0

    def put(self, entries: Sequence[Entry], *, sample: bool, run_id: str) -> list[int]:
        """Store these documents and let them answer in place of what they replace; return their numbers."""
        self._load(t.documents.c.document_id, [entry.document.document_id for entry in entries])
        self._insert([e for e in entries if e.document.document_id not in self._numbers], run_id)
        numbers = [self._numbers[entry.document.document_id] for entry in entries]
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

    def log_changes(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Write the net effect to the change log; return the ids that started and that stopped answering."""
        added = [s for s in self.states.values() if s.active and not s.was_active]
        removed = [s for s in self.states.values() if s.was_active and not s.active]
        retold = [s for s in self.states.values() if s.active and s.was_active and s.sample != s.was_sample]
        lines = [(ChangeOp.REMOVE, s) for s in (*removed, *retold)] + [
            (ChangeOp.ADD, s) for s in (*added, *retold)
        ]
        first = self._highest(t.changes.c.seq) + 1
        rows = [
            {"seq": seq, "op": op.value, "document_id": s.document_id, "audience": s.audience}
            for seq, (op, s) in enumerate(lines, first)
        ]
        if rows:
            self.connection.execute(sa.insert(t.changes), rows)
        return tuple(s.document_id for s in added), tuple(s.document_id for s in removed)

    # ── documents ────────────────────────────────────────────────────────────────────────────────────────

    def _load(self, column: sa.Column[Any], values: Sequence[Any]) -> None:
        for start in range(0, len(values), _BATCH):
            self._take(sa.select(*_STATE).where(column.in_(values[start : start + _BATCH])))

    def _load_rivals(self, states: Sequence[State]) -> None:
        for column, what in ((t.documents.c.publication_number, "pub"), (t.documents.c.policy_id, "pid")):
            values = sorted({key[1] for s in states if (key := s.key()) is not None and key[0] == what})
            for start in range(0, len(values), _BATCH):
                in_batch = column.in_(values[start : start + _BATCH])
                self._take(sa.select(*_STATE).where(in_batch, t.documents.c.active))

    def _take(self, query: sa.Select[Any]) -> None:
        for row in self.connection.execute(query):
            if row[0] not in self.states:
                state = State(*row[:8])
                state.was_active, state.was_sample = state.active, state.sample
                self._remember(state)

    def _remember(self, state: State) -> None:
        self.states[state.number] = state
        self._numbers[state.document_id] = state.number
        if (key := state.key()) is not None:
            self._holders.setdefault(key, []).append(state)

    def _insert(self, entries: Sequence[Entry], run_id: str) -> None:
        if not entries:
            return
        self._next = self._next or self._highest(t.documents.c.number) + 1
        new: dict[str, Entry] = {entry.document.document_id: entry for entry in entries}
        numbered = list(enumerate(new.values(), self._next))
        self._next += len(numbered)
        rows = [document_values(e.document, n, len(e.passages), run_id) for n, e in numbered]
        texts = [{"document": n, "text": e.document.text} for n, e in numbered]
        passages = [passage_values(p, n) for n, e in numbered for p in e.passages]
        found = [
            {"value": key, "document": n, "kind": key.partition(":")[0]}
            for n, e in numbered
            for key in dict.fromkeys(e.keys)
        ]
        for table, values in (
            (t.documents, rows),
            (t.document_texts, texts),
            (t.passages, passages),
            (t.keys, found),
        ):
            if values:
                self.connection.execute(sa.insert(table), values)
        for row in rows:
            self._remember(_new_state(row))

    def _activate(self, state: State, entry: Entry, *, sample: bool) -> None:
        rivals = self._rivals(state)
        if sample and not state.active and any(not rival.sample for rival in rivals):
            return  # the user's own document stays
        for rival in rivals:
            self._switch(rival, active=False, replaced_by=state.document_id)
            self.replaced += 1
        own = state.sample and not sample  # a user brought what had come as a sample
        if state.active and not own:
            return
        state.sample = state.sample and sample
        document = entry.document
        self._switch(
            state, active=True, sample=state.sample, loaded_on=document.loaded_on, source=document.source
        )

    def _rivals(self, state: State) -> list[State]:
        key = state.key()
        holders = [] if key is None else self._holders.get(key, [])
        return [holder for holder in holders if holder.active and holder is not state]

    def _switch(self, state: State, *, active: bool, replaced_by: str | None = None, **values: Any) -> None:
        state.active = active
        self._update(state.number, {"active": active, "replaced_by": replaced_by, **values})

    def _update(self, number: int, values: Values) -> None:
        self.connection.execute(sa.update(t.documents).where(t.documents.c.number == number).values(**values))

    def _highest(self, column: sa.Column[int]) -> int:
        return self.connection.execute(sa.select(sa.func.coalesce(sa.func.max(column), 0))).scalar_one()

    # ── files ────────────────────────────────────────────────────────────────────────────────────────────

    def put_file(
        self,
        file: FileEntry,
        outcome: FileOutcome,
        reason: str | None = None,
        fields: Mapping[str, object] | None = None,
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
            "fields": json.dumps(dict(fields), ensure_ascii=False, default=str) if fields else None,
            "run_id": file.run_id,
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

    def relink(self, file_id: int, numbers: Iterable[int]) -> bool:
        """Make these the documents of the file; those it held before and no other file holds stop answering.

        Return whether it held any before.
        """
        links = t.file_documents
        query = sa.select(links.c.document).where(links.c.file_id == file_id)
        before, after = set(self.connection.execute(query).scalars()), set(numbers)
        gone = sorted(before - after)
        for start in range(0, len(gone), _BATCH):
            batch = gone[start : start + _BATCH]
            self.connection.execute(
                sa.delete(links).where(links.c.file_id == file_id, links.c.document.in_(batch))
            )
            held = self.connection.execute(sa.select(links.c.document).where(links.c.document.in_(batch)))
            self.deactivate(set(batch) - set(held.scalars()))
        if after - before:
            rows = [{"file_id": file_id, "document": number} for number in sorted(after - before)]
            self.connection.execute(sa.insert(links), rows)
        return bool(before)


def _new_state(row: Values) -> State:
    return State(
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


def audience_values(audiences: Iterable[Audience]) -> list[str]:
    return [audience.value for audience in audiences]
