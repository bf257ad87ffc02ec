"""JSON Lines of documents (title, text and what is known beside them) → one document per line.

Keys as exports name them: title, text (body, content, abstract), id, url, published (date, publication_date). Lines of
patent records and of database exports have readers of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.errors import ReadError
from knowledge.folding import strip_invisible
from knowledge.licences.licence_documents import read_licence_text
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import decode_text, read_bytes
from knowledge.readers.plain import document_of
from knowledge.readers.text import text_blocks
from knowledge.types import LicenceNotice, NoteKind, ReadingNote
from knowledge.written_dates import parse_date

TEXT_KEYS = ("text", "body", "content", "full_text", "abstract")
_DATE_KEYS = ("published", "date", "publication_date", "published_on", "issued")
_ADDRESS_KEYS = ("url", "link", "html_url", "source_url")
_ID_KEYS = ("id", "_id", "document_number", "number")


class DocumentLinesReader:
    """Reads one document per line."""

    suffixes: tuple[str, ...] = ()  # told from lines of patent records by what the first line holds

    def read(self, path: Path) -> Iterator[ReadDocument]:
        notes: list[ReadingNote] = []
        read = 0
        last: ReadDocument | None = None
        for number, line in enumerate(decode_text(read_bytes(path), path).split("\n"), start=1):
            if not line.strip():
                continue
            document = _document(line, number, path, notes)
            if document is None:
                continue
            if last is not None:
                yield last
            last, read = document, read + 1
        if last is None:
            raise ReadError("no_records", file=str(path))
        yield replace(last, notes=(*last.notes, *notes))


def is_document(raw: object) -> bool:
    """Say whether an object is a document: it has a title and a text, and is no patent record."""
    return (
        isinstance(raw, Mapping)
        and isinstance(raw.get("title"), str)
        and any(isinstance(raw.get(key), str) for key in TEXT_KEYS)
        and not {"titles", "lens_id", "claims", "publication_number", "doc_number"} & raw.keys()
    )


def _document(line: str, number: int, path: Path, notes: list[ReadingNote]) -> ReadDocument | None:
    try:
        raw: Any = json.loads(line)
    except (ValueError, RecursionError):
        notes.append(ReadingNote(kind=NoteKind.ROW_SET_ASIDE, fields={"row": number, "code": "bad_json"}))
        return None
    text = _first(raw, TEXT_KEYS) if is_document(raw) else ""
    if not text:
        notes.append(ReadingNote(kind=NoteKind.ROW_SET_ASIDE, fields={"row": number, "code": "no_text"}))
        return None
    title = strip_invisible(raw["title"]).strip()
    member = _first(raw, _ID_KEYS) or str(number)
    document = document_of(
        text_blocks(f"{title}\n\n{text}"), path, title=title, trust_headings=False, member=member
    )
    return _dated(document, title, _day(raw), _first(raw, _ADDRESS_KEYS))


def _dated(document: ReadDocument, title: str, published: date | None, address: str) -> ReadDocument:
    """Give a licence notice the day and address that stand beside its text."""
    if not isinstance(document.record, LicenceNotice):
        return document
    found = read_licence_text(
        document.text, title, document.language, published_on=published, source=address or None
    )
    return document if found is None else replace(document, record=found.notice, audience=found.audience)


def _first(raw: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = raw.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def _day(raw: Mapping[str, Any]) -> date | None:
    return parse_date(_first(raw, _DATE_KEYS))
