"""Where a document comes from, and what stood in its place before: its versions, and the file that it was read from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from knowledge.catalogue import tables as t
from knowledge.catalogue.engine import reading
from knowledge.catalogue.rowmaps import head_of, select_heads
from knowledge.types import DocumentHead, Reader

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A file as it was when it was read. `location` is its place, with the member inside an archive behind it.

    `in_use`: some document that was read from it still answers.
    """

    location: str
    sha256: str
    size: int
    in_use: bool = True


class Origins:
    """A part of the catalogue."""

    _engine: Engine

    def versions(self, document_id: str, reader: Reader) -> tuple[DocumentHead, ...]:
        """Return what carried the same number in the same language, the document itself too, newest first.

        What was taken out of the library and not replaced is left out.
        """
        docs = t.documents
        with reading(self._engine) as connection:
            row = connection.execute(
                sa.select(docs.c.publication_number, docs.c.policy_id, docs.c.language).where(
                    docs.c.document_id == document_id, _may_see(reader)
                )
            ).one_or_none()
            if row is None:
                return ()
            same = [
                sa.and_(column == value, docs.c.language == row[2])
                for column, value in ((docs.c.publication_number, row[0]), (docs.c.policy_id, row[1]))
                if value
            ]
            stands = sa.or_(docs.c.active, docs.c.replaced_by.is_not(None))
            wanted = sa.or_(docs.c.document_id == document_id, sa.and_(sa.or_(sa.false(), *same), stands))
            query = (
                select_heads()
                .where(wanted, _may_see(reader), docs.c.purged.is_(None))
                .order_by(docs.c.number.desc())
            )
            return tuple(head_of(each) for each in connection.execute(query))

    def origin(self, document_id: str, reader: Reader) -> Origin | None:
        """Return the file that a document was read from, where all that came from it is open to the reader."""
        files, links, docs = t.files, t.file_documents, t.documents
        of_document = (
            sa.select(links.c.file_id)
            .join(docs, docs.c.number == links.c.document)
            .where(docs.c.document_id == document_id, _may_see(reader))
        )
        closed = (
            sa.select(links.c.file_id)
            .join(docs, docs.c.number == links.c.document)
            .where(links.c.file_id == files.c.file_id, sa.not_(_may_see(reader)))
        )
        query = (
            sa.select(files.c.location, files.c.sha256, files.c.size, _in_use())
            .where(
                files.c.file_id.in_(of_document),
                files.c.audience.in_(_audiences(reader)),
                sa.not_(sa.exists(closed)),
            )
            .order_by(files.c.file_id.desc())
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return None if row is None else Origin(location=row[0], sha256=row[1], size=row[2], in_use=row[3])

    def hashes_in_use(self, starts: Collection[str]) -> frozenset[str]:
        """Return those beginnings of files' hashes, all of one length, of whose files some document still answers."""
        wanted = list(starts)
        start = sa.func.substr(t.files.c.sha256, 1, len(wanted[0]) if wanted else 0)
        found: set[str] = set()
        with reading(self._engine) as connection:
            for at in range(0, len(wanted), _BATCH):
                query = sa.select(start).where(start.in_(wanted[at : at + _BATCH]), _in_use()).distinct()
                found.update(connection.execute(query).scalars())
        return frozenset(found)


def _in_use() -> sa.ColumnElement[bool]:
    """Say of a file whether some document that was read from it is active."""
    files, links, docs = t.files, t.file_documents, t.documents
    return sa.exists().where(
        links.c.file_id == files.c.file_id, docs.c.number == links.c.document, docs.c.active
    )


def _audiences(reader: Reader) -> Collection[str]:
    return [audience.value for audience in reader.audiences]


def _may_see(reader: Reader) -> sa.ColumnElement[bool]:
    return t.documents.c.audience.in_(_audiences(reader))
