"""What ingestion, `library`, `doctor` and the page's library read: files, counts, ids, integrity."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from knowledge.catalogue import tables as t
from knowledge.catalogue.engine import reading
from knowledge.catalogue.rowmaps import document_of, notes_from_json, select_documents
from knowledge.catalogue.rows import Count, FileEntry, FileRow
from knowledge.catalogue.writing import audience_values
from knowledge.types import Audience, Document, FileOutcome, Kind, Language, Reader


class Housekeeping:
    """The half of the catalogue that answering does not need."""

    _engine: Engine

    # ── files ────────────────────────────────────────────────────────────────────────────────────────────

    def is_settled(self, file: FileEntry) -> bool:
        """Say whether this very content was read from this place before and everything it gave still stands.

        A document that was removed by hand does not stand; one that a newer document replaced does.
        """
        query = sa.select(t.files.c.file_id).where(
            t.files.c.location == file.location,
            t.files.c.sha256 == file.sha256,
            t.files.c.audience == file.audience.value,
            t.files.c.reading == file.reading,
            t.files.c.outcome != FileOutcome.SET_ASIDE.value,
        )
        with reading(self._engine) as connection:
            file_id = connection.execute(query).scalar_one_or_none()
            return file_id is not None and _stands(connection, file_id)

    def same_content(self, file: FileEntry, suffix: str) -> str | None:
        """Return the location of another settled file with this content and suffix, if there is one."""
        query = sa.select(t.files.c.file_id, t.files.c.location).where(
            t.files.c.sha256 == file.sha256,
            t.files.c.audience == file.audience.value,
            t.files.c.reading == file.reading,
            t.files.c.outcome != FileOutcome.SET_ASIDE.value,
            t.files.c.location != file.location,
            t.files.c.sample == file.sample,
        )
        with reading(self._engine) as connection:
            for file_id, location in connection.execute(query).all():
                if location.lower().endswith(suffix) and _stands(connection, file_id):
                    return str(location)
        return None

    def files(self, reader: Reader, *, outcome: FileOutcome | None = None) -> tuple[FileRow, ...]:
        """Return every file that was read (with this outcome), by name, with the number of its documents that answer."""
        links, docs = t.file_documents, t.documents
        held = (
            sa.select(sa.func.count())
            .select_from(links.join(docs, docs.c.number == links.c.document))
            .where(links.c.file_id == t.files.c.file_id, docs.c.active, _visible(reader))
            .scalar_subquery()
        )
        query = (
            sa.select(t.files, held.label("documents"))
            .where(t.files.c.audience.in_(audience_values(reader.audiences)))
            .order_by(t.files.c.path)
        )
        if outcome is not None:
            query = query.where(t.files.c.outcome == outcome.value)
        with reading(self._engine) as connection:
            return tuple(_file_of(row) for row in connection.execute(query))

    # ── contents ─────────────────────────────────────────────────────────────────────────────────────────

    def counts(self, reader: Reader) -> tuple[Count, ...]:
        """Count active documents by kind and language."""
        docs = t.documents
        samples = sa.func.sum(sa.case((docs.c.sample, 1), else_=0))
        query = (
            sa.select(
                docs.c.kind, docs.c.language, sa.func.count(), sa.func.sum(docs.c.passage_count), samples
            )
            .where(docs.c.active, _visible(reader))
            .group_by(docs.c.kind, docs.c.language)
            .order_by(docs.c.kind, docs.c.language)
        )
        with reading(self._engine) as connection:
            return tuple(
                Count(
                    kind=Kind(kind), language=Language(language), documents=n, passages=p or 0, samples=s or 0
                )
                for kind, language, n, p, s in connection.execute(query)
            )

    def is_empty(self) -> bool:
        """Say whether nothing was ever put in."""
        with reading(self._engine) as connection:
            return connection.execute(sa.select(t.documents.c.number).limit(1)).first() is None

    def active_ids(self, audience: Audience, *, with_passages: bool = False) -> frozenset[str]:
        """Return the ids of all documents of an audience that answer. For the indexes and `doctor`."""
        query = sa.select(t.documents.c.document_id).where(
            t.documents.c.active, t.documents.c.audience == audience.value
        )
        if with_passages:
            query = query.where(t.documents.c.passage_count > 0)
        with reading(self._engine) as connection:
            return frozenset(connection.execute(query).scalars())

    def passage_total(self, audience: Audience) -> int:
        """Count the passages of all documents of an audience that answer."""
        query = sa.select(sa.func.coalesce(sa.func.sum(t.documents.c.passage_count), 0)).where(
            t.documents.c.active, t.documents.c.audience == audience.value
        )
        with reading(self._engine) as connection:
            return int(connection.execute(query).scalar_one())

    def export(self, reader: Reader) -> Iterator[Document]:
        """Yield every document that answers, oldest first, one at a time."""
        query = sa.select(t.documents.c.document_id).where(t.documents.c.active, _visible(reader))
        with reading(self._engine) as connection:
            ids = list(connection.execute(query.order_by(t.documents.c.number)).scalars())
        for document_id in ids:
            one = select_documents().where(t.documents.c.document_id == document_id, _visible(reader))
            with reading(self._engine) as connection:
                row = connection.execute(one).one_or_none()
            if row is not None:
                yield document_of(row)

    def integrity(self) -> tuple[str, ...]:
        """Let the database check itself; return what it complains of."""
        if self._engine.dialect.name != "sqlite":
            return ()
        with reading(self._engine) as connection:
            found = [str(line) for line in connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars()]
            foreign = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        complaints = [line for line in found if line != "ok"]
        return (*complaints, *(f"foreign key: {row[0]} {row[1]}" for row in foreign))

    def misplaced_passages(self, *, every: int) -> tuple[str, ...]:
        """Compare text and offsets of every n-th document's passages; return the ids of those that differ."""
        docs, texts, parts = t.documents, t.document_texts, t.passages
        numbers = sa.select(docs.c.number).where(docs.c.number % every == 0, docs.c.purged.is_(None))
        wrong: list[str] = []
        with reading(self._engine) as connection:
            for number in list(connection.execute(numbers).scalars()):
                text = connection.execute(
                    sa.select(texts.c.text).where(texts.c.document == number)
                ).scalar_one_or_none()
                query = sa.select(parts.c.passage_id, parts.c.start_at, parts.c.end_at, parts.c.text)
                for name, start, end, part in connection.execute(query.where(parts.c.document == number)):
                    if text is None or text[start:end] != part:
                        wrong.append(name)
        return tuple(wrong)


def _visible(reader: Reader) -> sa.ColumnElement[bool]:
    return t.documents.c.audience.in_(audience_values(reader.audiences))


def _stands(connection: sa.Connection, file_id: int) -> bool:
    """Say whether each document of the file answers, or another one answers in its place."""
    docs, rival = t.documents, t.documents.alias()
    same = sa.or_(
        docs.c.publication_number == rival.c.publication_number, docs.c.policy_id == rival.c.policy_id
    )
    answered = sa.exists().where(
        rival.c.active,
        rival.c.number != docs.c.number,
        rival.c.language == docs.c.language,
        rival.c.audience == docs.c.audience,
        same,
    )
    fallen = (
        sa.select(docs.c.number)
        .join(t.file_documents, t.file_documents.c.document == docs.c.number)
        .where(t.file_documents.c.file_id == file_id, sa.not_(docs.c.active), sa.not_(answered))
        .limit(1)
    )
    return connection.execute(fallen).first() is None


def _file_of(row: Any) -> FileRow:
    return FileRow(
        location=row.location,
        path=row.path,
        sha256=row.sha256,
        size=row.size,
        audience=Audience(row.audience),
        outcome=FileOutcome(row.outcome),
        reason=row.reason,
        fields=json.loads(row.fields) if row.fields else {},
        run_id=row.run_id,
        sample=row.sample,
        documents=row.documents,
        notes=notes_from_json(row.notes),
        source=row.source or "",
    )
