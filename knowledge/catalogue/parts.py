"""Large files in the catalogue: stored some parts at a time, each batch acknowledged, going on where it stopped.

What is stored answers at once. The file itself counts as set aside (`interrupted`) until it is complete; only then do
documents that its older version gave, and this one does not, stop answering.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from knowledge.catalogue import tables as t
from knowledge.catalogue.engine import writing
from knowledge.catalogue.rowmaps import notes_from_json, notes_to_json
from knowledge.catalogue.rows import FileEntry, PreparedEntry, StoredFile
from knowledge.catalogue.writing import Transaction
from knowledge.types import FileOutcome, ReadingNote

INTERRUPTED = "interrupted"
_MOST_NOTES = 500
_BATCH = 500


class PartsStore:
    """The side of the catalogue that takes a file part by part."""

    _engine: Engine

    def begin_file(self, file: FileEntry) -> int:
        """Return how many parts of this very content are stored already; 0 where it is new.

        Parts of another content under this name stay, as documents of the file's older version.
        """
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            file_id = transaction.file_id(file.location)
            row = None if file_id is None else _progress(connection, file_id)
            if row is not None and _is_of(row, file):
                _put(transaction, file, int(row.parts))
                return int(row.parts)
            file_id = _put(transaction, file, 0)
            transaction.forget_progress(file_id)
            holds = sa.select(t.file_documents.c.document).where(t.file_documents.c.file_id == file_id)
            connection.execute(
                sa.insert(t.file_progress).values(
                    file_id=file_id,
                    sha256=file.sha256,
                    audience=file.audience.value,
                    reading=file.reading,
                    parts=0,
                    records=0,
                    passages=0,
                    changed=False,
                    replaced=connection.execute(holds.limit(1)).first() is not None,
                )
            )
            return 0

    def store_parts(
        self,
        file: FileEntry,
        parts: int,
        entries: Sequence[PreparedEntry],
        notes: Sequence[ReadingNote] = (),
    ) -> int:
        """Store what the next parts gave, all or nothing; `parts` is how many of the file that makes.

        Return the passages of the documents: when this returns they are acknowledged, and answer.
        """
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            file_id = _put(transaction, file, parts)
            numbers = transaction.put(entries, sample=file.sample, run_id=file.run_id) if entries else []
            transaction.link(file_id, numbers)
            fresh = transaction.note_pending(file_id, numbers)
            settled = transaction.settle()
            found = dict(zip(numbers, (len(entry.passages) for entry in entries), strict=True))
            passages = sum(count for number, count in found.items() if number in fresh)
            _advance(
                connection,
                file_id,
                parts=parts,
                records=len(fresh),
                passages=passages,
                changed=bool(settled.added or settled.removed),
                replaced=bool(settled.replaced),
                notes=[*notes, *(note for entry in entries for note in entry.notes)],
            )
        return passages

    def finish_file(self, file: FileEntry) -> StoredFile:
        """Say that a file is complete: what its older version held, and this one does not, stops answering.

        A file of which no part could be read is set aside for the reason of its first.
        """
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            file_id = transaction.file_id(file.location)
            row = None if file_id is None else _progress(connection, file_id)
            if file_id is None or row is None:
                raise LookupError(file.location)
            notes = notes_from_json(row.notes)
            if not row.records:
                return _nothing_read(transaction, file, file_id, notes)
            while gone := _gone(connection, file_id):
                transaction.unlink(file_id, gone)
            settled = transaction.settle()
            changed = bool(row.changed or settled.removed)
            known = FileOutcome.REPLACED if row.replaced else FileOutcome.ADDED
            outcome = known if changed else FileOutcome.UNCHANGED
            transaction.forget_progress(file_id)
            transaction.put_file(file, outcome, notes=notes)
            records, passages = int(row.records), int(row.passages)
            if changed or notes:
                transaction.tell_run(file, outcome, notes=notes, records=records, passages=passages)
        return StoredFile(
            outcome=outcome, removed=settled.removed, notes=notes, records=records, passages=passages
        )

    def stop_file(self, file: FileEntry, reason: str, fields: Mapping[str, object]) -> StoredFile:
        """Record that the rest of a file cannot be read. What it gave stays, and counts in its run."""
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            file_id = transaction.put_file(file, FileOutcome.SET_ASIDE, reason=reason, fields=fields)
            row = _progress(connection, file_id)
            notes = () if row is None else notes_from_json(row.notes)
            records, passages = (0, 0) if row is None else (int(row.records), int(row.passages))
            transaction.tell_run(
                file,
                FileOutcome.SET_ASIDE,
                reason=reason,
                fields=fields,
                notes=notes,
                records=records,
                passages=passages,
            )
        return StoredFile(
            outcome=FileOutcome.SET_ASIDE,
            records=records,
            passages=passages,
            notes=notes,
            reason=reason,
            fields=fields,
        )


def _nothing_read(
    transaction: Transaction, file: FileEntry, file_id: int, notes: tuple[ReadingNote, ...]
) -> StoredFile:
    fields = dict(notes[0].fields) if notes else {}
    reason = str(fields.pop("code", "empty_file"))
    transaction.forget_progress(file_id)
    transaction.put_file(file, FileOutcome.SET_ASIDE, reason=reason, fields=fields, notes=notes)
    transaction.tell_run(file, FileOutcome.SET_ASIDE, reason=reason, fields=fields, notes=notes)
    return StoredFile(outcome=FileOutcome.SET_ASIDE, reason=reason, fields=fields, notes=notes)


def _put(transaction: Transaction, file: FileEntry, parts: int) -> int:
    return transaction.put_file(file, FileOutcome.SET_ASIDE, reason=INTERRUPTED, fields={"parts": parts})


def _progress(connection: Connection, file_id: int) -> Any:
    return connection.execute(
        sa.select(t.file_progress).where(t.file_progress.c.file_id == file_id)
    ).one_or_none()


def _is_of(row: Any, file: FileEntry) -> bool:
    return bool((row.sha256, row.audience, row.reading) == (file.sha256, file.audience.value, file.reading))


def _advance(
    connection: Connection,
    file_id: int,
    *,
    parts: int,
    records: int,
    passages: int,
    changed: bool,
    replaced: bool,
    notes: Sequence[ReadingNote],
) -> None:
    table = t.file_progress
    row = _progress(connection, file_id)
    values: dict[str, object] = {
        "parts": parts,
        "records": row.records + records,
        "passages": row.passages + passages,
        "changed": bool(row.changed or changed),
        "replaced": bool(row.replaced or replaced),
    }
    if notes:
        values["notes"] = notes_to_json([*notes_from_json(row.notes), *notes][:_MOST_NOTES])
    connection.execute(sa.update(table).where(table.c.file_id == file_id).values(**values))


def _gone(connection: Connection, file_id: int) -> list[int]:
    """Return some of the documents that the file is known to hold and that its present reading did not give."""
    links, pending = t.file_documents, t.file_pending
    given = sa.exists().where(pending.c.file_id == file_id, pending.c.document == links.c.document)
    query = sa.select(links.c.document).where(links.c.file_id == file_id, sa.not_(given)).limit(_BATCH)
    return list(connection.execute(query).scalars())
