"""Rows of the tables as the library's nouns, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from knowledge.catalogue.codec import record_from_json, record_to_json
from knowledge.catalogue.rows import Analysed, Entry, PreparedEntry
from knowledge.catalogue.tables import document_texts, documents, passages
from knowledge.types import (
    Audience,
    Document,
    DocumentHead,
    Kind,
    Language,
    NoteKind,
    Passage,
    PassageKind,
    PatentRecord,
    PolicyRecord,
    ReadingNote,
)

Values = dict[str, Any]

HEAD_COLUMNS = (
    documents.c.number,
    documents.c.document_id,
    documents.c.kind,
    documents.c.audience,
    documents.c.language,
    documents.c.title,
    documents.c.record,
    documents.c.source,
    documents.c.sample,
    documents.c.synthetic,
    documents.c.loaded_on,
    documents.c.active,
)
PASSAGE_FIELDS = tuple(column.name for column in passages.c if column.name != "document")
PASSAGE_COLUMNS = (documents.c.document_id, *(passages.c[name] for name in PASSAGE_FIELDS))


def head_of(row: Sequence[Any]) -> DocumentHead:
    """Build a head from a row of HEAD_COLUMNS."""
    return DocumentHead(
        document_id=row[1],
        kind=Kind(row[2]),
        audience=Audience(row[3]),
        language=Language(row[4]),
        title=row[5],
        record=None if row[6] is None else record_from_json(row[6]),
        source=row[7],
        sample=row[8],
        synthetic=row[9],
        loaded_on=row[10],
        active=row[11],
    )


def document_of(row: Sequence[Any]) -> Document:
    """Build a document from a row of HEAD_COLUMNS and the text."""
    head = head_of(row)
    return Document(
        document_id=head.document_id,
        kind=head.kind,
        audience=head.audience,
        language=head.language,
        title=head.title,
        record=head.record,
        source=head.source,
        sample=head.sample,
        synthetic=head.synthetic,
        loaded_on=head.loaded_on,
        active=head.active,
        text=row[len(HEAD_COLUMNS)],
    )


def passage_of(row: Sequence[Any]) -> Passage:
    """Build a passage from a row of PASSAGE_COLUMNS."""
    return Passage(
        document_id=row[0],
        ordinal=row[1],
        passage_id=row[2],
        kind=PassageKind(row[3]),
        label=row[4],
        language=Language(row[5]),
        start=row[6],
        end=row[7],
        number=row[8],
        depends_on=tuple(json.loads(row[9])) if row[9] else (),
        headings=tuple(json.loads(row[10])) if row[10] else (),
        instruction_like=row[11],
        text=row[12],
        page=row[13],
        confidence=row[14],
    )


def prepared(entry: Entry, terms: Mapping[str, Analysed] | None = None) -> PreparedEntry:
    """Turn an entry into rows; `terms` are what a lexical index made of its passages, where somebody did that."""
    return PreparedEntry(
        document=_document_values(entry.document, len(entry.passages)),
        text=entry.document.text,
        passages=tuple(_passage_row(passage) for passage in entry.passages),
        keys=tuple(dict.fromkeys(entry.keys)),
        terms=terms or {},
        notes=entry.notes,
    )


def _document_values(document: Document, passage_count: int) -> Values:
    """Return the row of a document that does not answer yet, without its number and run."""
    record = document.record
    return {
        "document_id": document.document_id,
        "kind": document.kind.value,
        "audience": document.audience.value,
        "language": document.language.value,
        "active": False,
        "sample": document.sample,
        "synthetic": document.synthetic,
        "loaded_on": document.loaded_on,
        "publication_number": record.publication_number if isinstance(record, PatentRecord) else None,
        "policy_id": record.policy_id if isinstance(record, PolicyRecord) else None,
        "lineage": record.lineage if isinstance(record, PolicyRecord) else None,
        "passage_count": passage_count,
        "text_length": len(document.text),
        "title": document.title,
        "source": document.source,
        "record": None if record is None else record_to_json(record),
    }


def _passage_row(passage: Passage) -> tuple[Any, ...]:
    return (
        passage.ordinal,
        passage.passage_id,
        passage.kind.value,
        passage.label,
        passage.language.value,
        passage.start,
        passage.end,
        passage.number,
        _json_or_none(passage.depends_on),
        _json_or_none(passage.headings),
        passage.instruction_like,
        passage.text,
        passage.page,
        passage.confidence,
    )


def notes_to_json(notes: Iterable[ReadingNote]) -> str | None:
    """Encode what readers had to say; None where that is nothing."""
    plain = [{"kind": note.kind.value, "fields": dict(note.fields)} for note in notes]
    return json.dumps(plain, ensure_ascii=False, default=str) if plain else None


def notes_from_json(text: str | None) -> tuple[ReadingNote, ...]:
    if not text:
        return ()
    return tuple(ReadingNote(kind=NoteKind(note["kind"]), fields=note["fields"]) for note in json.loads(text))


def _json_or_none(items: tuple[str, ...]) -> str | None:
    return json.dumps(items, ensure_ascii=False) if items else None


def select_heads(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(*HEAD_COLUMNS, *more)


def select_documents() -> sa.Select[Any]:
    return select_heads(document_texts.c.text).join(
        document_texts, document_texts.c.document == documents.c.number
    )


def select_passages() -> sa.Select[Any]:
    return sa.select(*PASSAGE_COLUMNS).join(documents, documents.c.number == passages.c.document)
