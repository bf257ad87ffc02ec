"""The catalogue over SQL: what answering, ingestion and housekeeping read and write."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import sqlalchemy as sa

from knowledge.catalogue import tables as t
from knowledge.catalogue.engine import open_engine, reading, storing, writing
from knowledge.catalogue.heads import HeadCache, batches, of_kinds
from knowledge.catalogue.housekeeping import Housekeeping
from knowledge.catalogue.rowmaps import (
    document_of,
    head_of,
    passage_of,
    select_documents,
    select_heads,
    select_passages,
)
from knowledge.catalogue.rows import Change, ChangeOp, Entry, FileEntry, StoredFile
from knowledge.catalogue.writing import Transaction, audience_values
from knowledge.errors import StorageError
from knowledge.types import (
    Audience,
    Document,
    DocumentHead,
    FileOutcome,
    Kind,
    Passage,
    Reader,
)

_BATCH = 500  # ids in one statement
_CHUNK = 200  # documents written at once


class SqlCatalogue(Housekeeping):
    """Implements protocols.Catalogue and everything that fills it. Safe to use from several threads."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        self._heads = HeadCache()
        with storing(self._engine):
            t.metadata.create_all(self._engine)
        self._check_schema()

    def _check_schema(self) -> None:
        with writing(self._engine) as connection:
            query = sa.select(t.meta.c.value).where(t.meta.c.name == "schema")
            found = connection.execute(query).scalar_one_or_none()
            if found is None:
                values = {"schema": t.SCHEMA_VERSION, "library_id": uuid.uuid4().hex}
                rows = [{"name": name, "value": value} for name, value in values.items()]
                connection.execute(sa.insert(t.meta), rows)
            elif found != t.SCHEMA_VERSION:
                raise StorageError(path=self._engine.url.database, reason="other_version", found=found)

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

    def version(self) -> int:
        with reading(self._engine) as connection:
            return _version(connection)

    def head(self, document_id: str, reader: Reader) -> DocumentHead | None:
        query = select_heads().where(t.documents.c.document_id == document_id, _visible(reader))
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else head_of(row)

    def document(self, document_id: str, reader: Reader) -> Document | None:
        query = select_documents().where(t.documents.c.document_id == document_id, _visible(reader))
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else document_of(row)

    def heads(
        self, reader: Reader, *, kinds: Sequence[Kind] | None = None, ids: Sequence[str] | None = None
    ) -> tuple[DocumentHead, ...]:
        with reading(self._engine) as connection:
            version = _version(connection)
            if ids is None:
                return of_kinds(self._heads.sorted_heads(connection, reader.audiences, version), kinds)
            shelves = self._heads.shelves(connection, reader.audiences, version)
        pairs = {name: shelf[name] for name in ids for shelf in shelves if name in shelf}
        return of_kinds(tuple(head for _, head in sorted(pairs.values(), key=lambda pair: pair[0])), kinds)

    def passages(self, passage_ids: Sequence[str], reader: Reader) -> tuple[Passage, ...]:
        found: dict[str, Passage] = {}
        with reading(self._engine) as connection:
            for batch in batches(dict.fromkeys(passage_ids), _BATCH):
                query = select_passages().where(t.passages.c.passage_id.in_(batch), _visible(reader))
                found.update((row[2], passage_of(row)) for row in connection.execute(query))
        return tuple(found[name] for name in passage_ids if name in found)

    def document_passages(self, document_id: str, reader: Reader) -> tuple[Passage, ...]:
        query = (
            select_passages()
            .where(t.documents.c.document_id == document_id, _visible(reader))
            .order_by(t.passages.c.ordinal)
        )
        with reading(self._engine) as connection:
            return tuple(passage_of(row) for row in connection.execute(query))

    def by_key(self, keys: Sequence[str], reader: Reader) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        with reading(self._engine) as connection:
            for batch in batches(dict.fromkeys(keys), _BATCH):
                query = (
                    sa.select(t.keys.c.value, t.documents.c.document_id)
                    .join(t.documents, t.documents.c.number == t.keys.c.document)
                    .where(t.keys.c.value.in_(batch), t.documents.c.active, _visible(reader))
                    .order_by(t.documents.c.number)
                )
                for value, document_id in connection.execute(query):
                    found[value] = (*found.get(value, ()), document_id)
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
            transaction.put([entry], sample=entry.document.sample, run_id="")
            added, removed = transaction.log_changes()
        return _stored(transaction, added, removed, known=False, records=1, passages=len(entry.passages))

    def store_file(self, file: FileEntry, entries: Iterable[Entry]) -> StoredFile:
        """Store a file and its documents, all or nothing: when this returns they are acknowledged.

        Documents that the file held before and holds no longer stop answering, and so do older ones of the same
        publication number, or of the same policy, language and audience. What `entries` raises undoes everything.
        """
        stream = iter(entries)
        chunk = list(islice(stream, _CHUNK))  # a small file is read before the database is locked
        numbers: dict[int, int] = {}
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            while chunk:
                put = transaction.put(chunk, sample=file.sample, run_id=file.run_id)
                numbers.update((n, len(e.passages)) for n, e in zip(put, chunk, strict=True))
                chunk = list(islice(stream, _CHUNK))
            file_id = transaction.put_file(file, FileOutcome.ADDED)
            known = transaction.relink(file_id, numbers)
            added, removed = transaction.log_changes()
            stored = _stored(
                transaction, added, removed, known=known, records=len(numbers), passages=sum(numbers.values())
            )
            transaction.set_outcome(file_id, stored.outcome)
        return stored

    def adopt_file(self, file: FileEntry, other_location: str) -> bool:
        """Record a file whose content is known under another name; False where that one is gone."""
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            other = transaction.file_id(other_location)
            if other is None:
                return False
            links = t.file_documents
            query = sa.select(links.c.document).where(links.c.file_id == other)
            numbers = list(connection.execute(query).scalars())
            transaction.relink(transaction.put_file(file, FileOutcome.UNCHANGED), numbers)
            transaction.log_changes()
        return True

    def set_aside(self, file: FileEntry, reason: str, fields: Mapping[str, object]) -> None:
        """Record that a file could not be read. Documents it gave earlier go on answering."""
        with writing(self._engine) as connection:
            Transaction(connection).put_file(file, FileOutcome.SET_ASIDE, reason, fields)

    def deactivate(self, document_ids: Iterable[str]) -> int:
        """Let these documents stop answering; return how many did. Old citations still open them."""
        query = sa.select(t.documents.c.number)
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            for batch in batches(document_ids, _BATCH):
                found = connection.execute(query.where(t.documents.c.document_id.in_(batch)))
                transaction.deactivate(list(found.scalars()))
            return len(transaction.log_changes()[1])

    def remove_samples(self) -> int:
        """Let the sample documents stop answering; return how many did."""
        query = sa.select(t.documents.c.number).where(t.documents.c.sample, t.documents.c.active)
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            transaction.deactivate(list(connection.execute(query).scalars()))
            return len(transaction.log_changes()[1])


def _visible(reader: Reader) -> sa.ColumnElement[bool]:
    return t.documents.c.audience.in_(audience_values(reader.audiences))


def _version(connection: sa.Connection) -> int:
    query = sa.select(sa.func.coalesce(sa.func.max(t.changes.c.seq), 0))
    return int(connection.execute(query).scalar_one())


def _stored(
    transaction: Transaction,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    *,
    known: bool,
    records: int,
    passages: int,
) -> StoredFile:
    if not added and not removed:
        outcome = FileOutcome.UNCHANGED
    elif known or transaction.replaced:
        outcome = FileOutcome.REPLACED
    else:
        outcome = FileOutcome.ADDED
    return StoredFile(outcome=outcome, added=added, removed=removed, records=records, passages=passages)
