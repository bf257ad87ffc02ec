"""Documents deleted for good: their words leave every table; their ids stay, so that the indexes can follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from knowledge.catalogue import tables as t
from knowledge.catalogue.engine import empty_log, overwrite_deleted, reading, writing
from knowledge.catalogue.rowmaps import passage_of, select_passages
from knowledge.catalogue.writing import Transaction, audience_values
from knowledge.types import Audience, Kind, Passage, Reader

_BATCH = 200


class Purging:
    """The side of the catalogue that forgets."""

    _engine: Engine

    def documents_of(
        self,
        reader: Reader,
        *,
        file: str | None = None,
        run_id: str | None = None,
        removed_too: bool = False,
    ) -> tuple[str, ...]:
        """Return the ids of the documents that answer and came from a file (path, location or name) or by a run."""
        docs, links, files = t.documents, t.file_documents, t.files
        query = sa.select(docs.c.document_id).where(
            docs.c.purged.is_(None), docs.c.audience.in_(audience_values(reader.audiences))
        )
        if not removed_too:
            query = query.where(docs.c.active)
        if file is not None:
            named = sa.or_(files.c.path == file, files.c.location == file, files.c.source == file)
            held = sa.select(links.c.document).join(files, files.c.file_id == links.c.file_id).where(named)
            query = query.where(docs.c.number.in_(held))
        if run_id is not None:
            query = query.where(docs.c.run_id == run_id)
        with reading(self._engine) as connection:
            return tuple(connection.execute(query.order_by(docs.c.number)).scalars())

    def drop_file(self, location: str) -> int:
        """Forget a file; its documents that no other file holds stop answering. Return how many did."""
        with writing(self._engine) as connection:
            transaction = Transaction(connection)
            file_id = transaction.file_id(location)
            if file_id is None:
                return 0
            transaction.relink(file_id, ())
            transaction.forget_progress(file_id)
            connection.execute(sa.delete(t.files).where(t.files.c.file_id == file_id))
            return len(transaction.settle().removed)

    def locations_below(self, folders: Sequence[str]) -> tuple[str, ...]:
        """Return the locations of all files that were read and lie in these folders, or are these files."""
        with reading(self._engine) as connection:
            known = list(connection.execute(sa.select(t.files.c.location)).scalars())
        tops = tuple(folder.rstrip("/") for folder in folders)
        return tuple(name for name in known if any(name == top or name.startswith(f"{top}/") for top in tops))

    def shelf_of(self, document_id: str) -> tuple[Audience, Kind] | None:
        """Return where a document belongs, deleted or not. For the indexes."""
        query = sa.select(t.documents.c.audience, t.documents.c.kind)
        with reading(self._engine) as connection:
            row = connection.execute(query.where(t.documents.c.document_id == document_id)).one_or_none()
        return None if row is None else (Audience(row[0]), Kind(row[1]))

    def texts_of(self, document_ids: Iterable[str]) -> tuple[Passage, ...]:
        """Return all passages of these documents, active or not. For what else remembers their words."""
        wanted, found = list(document_ids), list[Passage]()
        with reading(self._engine) as connection:
            for start in range(0, len(wanted), _BATCH):
                batch = t.documents.c.document_id.in_(wanted[start : start + _BATCH])
                found.extend(passage_of(row) for row in connection.execute(select_passages().where(batch)))
        return tuple(found)

    def purge(self, document_ids: Iterable[str]) -> int:
        """Delete these documents' words, records and keys; return how many there were. Old citations open nothing."""
        query = sa.select(t.documents.c.number)
        wanted, count = list(document_ids), 0
        for start in range(0, len(wanted), _BATCH):
            with writing(self._engine) as connection:
                overwrite_deleted(connection)
                batch = t.documents.c.document_id.in_(wanted[start : start + _BATCH])
                numbers = list(
                    connection.execute(query.where(batch, t.documents.c.purged.is_(None))).scalars()
                )
                transaction = Transaction(connection)
                transaction.deactivate(numbers)
                transaction.settle()
                _forget_words(connection, numbers)
                count += len(numbers)
        empty_log(self._engine)
        return count


def _forget_words(connection: Connection, numbers: Sequence[int]) -> None:
    links = t.file_documents
    held_by = sa.select(links.c.file_id).where(links.c.document.in_(numbers))
    # such a file is read again when it comes again, whatever it looks like
    connection.execute(sa.update(t.files).where(t.files.c.file_id.in_(held_by)).values(reading=""))
    for table in (t.document_texts, t.keys, t.file_documents, t.file_pending):
        connection.execute(sa.delete(table).where(table.c.document.in_(numbers)))
    connection.execute(
        sa.update(t.passages)
        .where(t.passages.c.document.in_(numbers))
        .values(text="", label="", headings=None, number=None, depends_on=None, start_at=0, end_at=0)
    )
    connection.execute(
        sa.update(t.documents)
        .where(t.documents.c.number.in_(numbers))
        .values(
            purged=True,
            title="",
            source="",
            record=None,
            publication_number=None,
            policy_id=None,
            lineage=None,
            passage_count=0,
            text_length=0,
        )
    )
