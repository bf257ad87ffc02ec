"""The catalogue over SQL: what answering, ingestion and housekeeping read and write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

import sqlalchemy as sa

from knowledge.catalogue import queries
from knowledge.catalogue import tables as t
from knowledge.catalogue.engine import number, open_engine, reading, writing
from knowledge.catalogue.heads import HeadCache, batches, of_kinds
from knowledge.catalogue.housekeeping import Housekeeping
from knowledge.catalogue.migrating import bring_up_to_date
from knowledge.catalogue.origins import Origins
from knowledge.catalogue.parts import PartsStore
from knowledge.catalogue.purging import Purging
from knowledge.catalogue.reports import RunReports
from knowledge.catalogue.rowmaps import (
    document_of,
    head_of,
    passage_of,
    prepared,
    select_heads,
    select_passages,
)
from knowledge.catalogue.rows import Change, ChangeOp, Entry, FileEntry, PreparedEntry, StoredFile
from knowledge.catalogue.writing import Settled, Transaction
from knowledge.types import (
    Audience,
    Document,
    DocumentHead,
    FileOutcome,
    Kind,
    Language,
    Passage,
    Reader,
    ReadingNote,
)

MOST_NOTES = 500  # of one file
_BATCH = 500  # ids in one statement
_CHUNK = 200  # documents written at once


class SqlCatalogue(Housekeeping, Origins, PartsStore, Purging, RunReports):
    """Implements protocols.Catalogue and everything that fills it. Safe to use from several threads."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        self._heads = HeadCache()
        bring_up_to_date(self._engine)

    @property
    def engine(self) -> sa.Engine:
        """Return the database, for stores that live beside the catalogue (conversations)."""
        return self._engine

    def library_id(self) -> str:
        """Return the name this catalogue was given when it was made: an index of another one is not ours."""
        with reading(self._engine) as connection:
            query = sa.select(t.meta.c.value).where(t.meta.c.name == "library_id")
            return str(connection.execute(query).scalar_one())

    def close(self) -> None:
        self._engine.dispose()

    # ── what answering reads ─────────────────────────────────────────────────────────────────────────────

    def state(self) -> str:
        """Return what is another one with every change of the library."""
        return f"{self.library_id()}:{self.version()}"

    def version(self) -> int:
        return number(self._engine, queries.VERSION)

    def head(self, document_id: str, reader: Reader) -> DocumentHead | None:
        with reading(self._engine) as connection:
            row = connection.execute(
                queries.HEAD, queries.seen_by(reader, document_id=document_id)
            ).one_or_none()
        return None if row is None else head_of(row)

    def document(self, document_id: str, reader: Reader) -> Document | None:
        with reading(self._engine) as connection:
            row = connection.execute(
                queries.DOCUMENT, queries.seen_by(reader, document_id=document_id)
            ).one_or_none()
        return None if row is None else document_of(row)

    def heads(
        self, reader: Reader, *, kinds: Sequence[Kind] | None = None, ids: Sequence[str] | None = None
    ) -> tuple[DocumentHead, ...]:
        version = self.version()
        if not self._heads.holds(reader.audiences, version):
            with reading(self._engine) as connection:
                self._heads.bring_to(connection, reader.audiences, version)
        if ids is None:
            return self._heads.sorted_heads(reader.audiences, kinds)
        shelves = self._heads.shelves(reader.audiences)
        pairs = {name: shelf[name] for name in ids for shelf in shelves if name in shelf}
        return of_kinds(tuple(head for _, head in sorted(pairs.values(), key=lambda pair: pair[0])), kinds)

    def passages(self, passage_ids: Sequence[str], reader: Reader) -> tuple[Passage, ...]:
        found: dict[str, Passage] = {}
        with reading(self._engine) as connection:
            for batch in batches(dict.fromkeys(passage_ids), _BATCH):
                rows = connection.execute(queries.PASSAGES, queries.seen_by(reader, values=batch)).all()
                found.update((row[2], passage_of(row)) for row in rows)
        return tuple(found[name] for name in passage_ids if name in found)

    def document_passages(self, document_id: str, reader: Reader) -> tuple[Passage, ...]:
        wanted = queries.seen_by(reader, document_id=document_id)
        with reading(self._engine) as connection:
            rows = connection.execute(queries.PASSAGES_OF_DOCUMENT, wanted).all()
        return tuple(map(passage_of, rows))

    def front(self, document_id: str, reader: Reader) -> Passage | None:
        with reading(self._engine) as connection:
            wanted = queries.seen_by(reader, document_id=document_id)
            row = connection.execute(queries.FRONT, wanted).one_or_none()
        return None if row is None else passage_of(row)

    def by_key(self, keys: Sequence[str], reader: Reader) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        with reading(self._engine) as connection:
            for batch in batches(dict.fromkeys(keys), _BATCH):
                rows = connection.execute(queries.BY_KEY, queries.seen_by(reader, values=batch))
                for value, document_id in rows:
                    found[value] = (*found.get(value, ()), document_id)
        return found

    def independent_claims(
        self, document_ids: Sequence[str], reader: Reader
    ) -> Mapping[str, tuple[tuple[Language, int], ...]]:
        """Return for each active document the language and the length, in characters, of its independent claims."""
        found: dict[str, tuple[tuple[Language, int], ...]] = {}
        with reading(self._engine) as connection:
            for batch in batches(dict.fromkeys(document_ids), _BATCH):
                rows = connection.execute(queries.INDEPENDENT_CLAIMS, queries.seen_by(reader, values=batch))
                for document_id, language, _, length in rows:
                    found[document_id] = (*found.get(document_id, ()), (Language(language), int(length)))
        return found

    # ── what the indexes follow ──────────────────────────────────────────────────────────────────────────

    def changes_after(self, seq: int, limit: int) -> tuple[Change, ...]:
        """Return up to `limit` lines of the change log, oldest first. For the indexes: both audiences."""
        query = sa.select(t.changes).where(t.changes.c.seq > seq).order_by(t.changes.c.seq).limit(limit)
        with reading(self._engine) as connection:
            return tuple(
                Change(
                    seq=row.seq,
                    op=ChangeOp(row.op),
                    document_id=row.document_id,
                    audience=Audience(row.audience),
                )
                for row in connection.execute(query)
            )

    def passage_batches(
        self, document_ids: Iterable[str], *, documents: int = 50
    ) -> Iterator[tuple[tuple[DocumentHead, Passage], ...]]:
        """Yield the passages of these documents, some documents at a time, in the order asked for.

        For the indexes: both audiences, documents that answer only.
        """
        for batch in batches(document_ids, documents):
            yield self._passages_of(batch)

    def _passages_of(self, ids: list[str]) -> tuple[tuple[DocumentHead, Passage], ...]:
        active = t.documents.c.document_id.in_(ids), t.documents.c.active
        with reading(self._engine) as connection:
            heads = {row[1]: head_of(row) for row in connection.execute(select_heads().where(*active))}
            query = select_passages().where(*active).order_by(t.passages.c.document, t.passages.c.ordinal)
            found: dict[str, list[Passage]] = {}
            for row in connection.execute(query):
                found.setdefault(row[0], []).append(passage_of(row))
        return tuple((heads[name], passage) for name in ids for passage in found.get(name, ()))

    # ── what fills it ────────────────────────────────────────────────────────────────────────────────────

    def add_document(self, entry: Entry) -> StoredFile:
        """Store one document that comes from no file, replacing an older one of the same number."""
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            transaction.put([prepared(entry)], sample=entry.document.sample, run_id="")
            settled = transaction.settle()
        return _stored(settled, known=False, records=1, passages=len(entry.passages))

    def store_file(self, file: FileEntry, entries: Iterable[Entry | PreparedEntry]) -> StoredFile:
        """Store a file and its documents, all or nothing: when this returns they are acknowledged.

        Documents that the file held before and holds no longer stop answering, and so do older ones of the same
        publication number, or of the same policy, language and audience. What `entries` raises undoes everything.
        """
        stream = iter(entries)
        chunk = list(islice(stream, _CHUNK))  # a small file is read before the database is locked
        with writing(self._engine) as connection:
            return _store(Transaction(connection), file, chain(chunk, stream))

    def store_files(
        self, files: Sequence[tuple[FileEntry, Sequence[PreparedEntry]]]
    ) -> tuple[StoredFile, ...]:
        """Store some small files in one transaction, each as `store_file` does: it is the commit that takes time."""
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            return tuple(_store(transaction, file, entries) for file, entries in files)

    def adopt_file(self, file: FileEntry, other_location: str) -> str | None:
        """Record a file whose content is known under another name; return that name, None where that one is gone."""
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            query = sa.select(t.files.c.file_id, t.files.c.path).where(t.files.c.location == other_location)
            other = connection.execute(query).one_or_none()
            if other is None:
                return None
            links = t.file_documents
            held = sa.select(links.c.document).where(links.c.file_id == other.file_id)
            numbers = list(connection.execute(held).scalars())
            told = {"duplicate_of": other.path}
            file_id = transaction.put_file(file, FileOutcome.UNCHANGED, fields=told)
            transaction.relink(file_id, numbers)
            transaction.forget_progress(file_id)
            transaction.tell_run(file, FileOutcome.UNCHANGED, fields=told)
            transaction.settle()
            return str(other.path)

    def set_aside(self, file: FileEntry, reason: str, fields: Mapping[str, object]) -> None:
        """Record that a file could not be read. Documents it gave earlier go on answering."""
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            transaction.put_file(file, FileOutcome.SET_ASIDE, reason=reason, fields=fields)
            transaction.tell_run(file, FileOutcome.SET_ASIDE, reason=reason, fields=fields)

    def deactivate(self, document_ids: Iterable[str]) -> int:
        """Let these documents stop answering; return how many did. Old citations still open them."""
        query = sa.select(t.documents.c.number)
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            for batch in batches(document_ids, _BATCH):
                found = connection.execute(query.where(t.documents.c.document_id.in_(batch)))
                transaction.deactivate(list(found.scalars()))
            return len(transaction.settle().removed)

    def remove_samples(self) -> int:
        """Let the sample documents stop answering; return how many did."""
        query = sa.select(t.documents.c.number).where(t.documents.c.sample, t.documents.c.active)
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            transaction.deactivate(list(connection.execute(query).scalars()))
            return len(transaction.settle().removed)


def _store(transaction: Transaction, file: FileEntry, entries: Iterable[Entry | PreparedEntry]) -> StoredFile:
    numbers: dict[int, int] = {}
    notes: list[ReadingNote] = []
    stream = iter(entries)
    while chunk := [
        one if isinstance(one, PreparedEntry) else prepared(one) for one in islice(stream, _CHUNK)
    ]:
        put = transaction.put(chunk, sample=file.sample, run_id=file.run_id)
        numbers.update((n, len(e.passages)) for n, e in zip(put, chunk, strict=True))
        notes.extend(note for one in chunk for note in one.notes)
    told = tuple(notes[:MOST_NOTES])
    file_id = transaction.put_file(file, FileOutcome.ADDED, notes=told)
    known = transaction.relink(file_id, numbers)
    transaction.forget_progress(file_id)
    stored = _stored(
        transaction.settle(), known=known, records=len(numbers), passages=sum(numbers.values()), notes=told
    )
    transaction.set_outcome(file_id, stored.outcome)
    if stored.outcome is not FileOutcome.UNCHANGED or told:
        transaction.tell_run(
            file, stored.outcome, notes=told, records=stored.records, passages=stored.passages
        )
    return stored


def _stored(
    settled: Settled, *, known: bool, records: int, passages: int, notes: tuple[ReadingNote, ...] = ()
) -> StoredFile:
    if not settled.added and not settled.removed:
        outcome = FileOutcome.UNCHANGED
    elif known or settled.replaced:
        outcome = FileOutcome.REPLACED
    else:
        outcome = FileOutcome.ADDED
    return StoredFile(
        outcome=outcome,
        added=settled.added,
        removed=settled.removed,
        records=records,
        passages=passages,
        notes=notes,
    )
