"""Patent XML of any office: one document or thousands in a file → patent documents, one dialect per root element."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.types import NoteKind, ReadingNote

_MOST_NOTES: Final = 50


class PatentXmlReader:
    """Reads XML files, those that hold many documents one after the other among them, in bounded memory.

    One bad document of many becomes a note on the next good one (on the last, where none follows); a file without
    any good one raises the reason of its first.
    """

    suffixes: tuple[str, ...] = (".xml",)

    def read(self, path: Path) -> Iterator[ReadDocument]:
        from knowledge.readers.xml.documents import each_document

        held: ReadDocument | None = None
        first_error: ReadError | None = None
        notes: list[ReadingNote] = []
        several, place = False, 1
        for number, content in enumerate(each_document(path), start=1):
            several = several or number > 1
            try:
                for document in read_document(content, path):
                    if held is not None:
                        yield placed(held, number=place, several=several)
                    held = replace(document, notes=(*notes, *document.notes))
                    place = number
                    notes.clear()
            except ReadError as error:
                first_error = first_error or error
                if len(notes) < _MOST_NOTES:
                    notes.append(_set_aside(error, number))
        if held is None:
            raise first_error or ReadError("empty_file", file=str(path))
        yield placed(replace(held, notes=(*held.notes, *notes)), number=place, several=several)


def read_document(content: bytes, path: Path) -> Iterator[ReadDocument]:
    """Yield what one XML document holds. Raises ReadError: bad_xml, xml_entities, unknown_xml, service_message, …"""
    from knowledge.readers.xml.dialects import dialect_of
    from knowledge.readers.xml.parsing import parse_xml

    root, notes = parse_xml(content, path)
    dialect = dialect_of(root, path)
    for document in dialect(root, path):
        yield replace(document, notes=(*notes, *document.notes))
        notes = ()


def placed(document: ReadDocument, *, number: int, several: bool) -> ReadDocument:
    """Name a document by its place in a file of several."""
    if not several or document.member.startswith("#"):
        return document
    place = f"#{number}" if not document.member else f"#{number}/{document.member}"
    return replace(document, member=place)


def _set_aside(error: ReadError, number: int) -> ReadingNote:
    fields = {name: value for name, value in error.fields.items() if name != "file"}
    return ReadingNote(
        kind=NoteKind.MEMBER_SET_ASIDE, fields={"member": number, "code": error.code, **fields}
    )
