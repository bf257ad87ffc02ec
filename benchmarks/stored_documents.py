"""Documents straight into a library's catalogue: for measurements of searching, where reading files is not measured."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

from knowledge.analysis import language_of
from knowledge.catalogue.rowmaps import prepared
from knowledge.catalogue.rows import Entry, FileEntry
from knowledge.library import Library
from knowledge.numbers.identifiers import document_keys
from knowledge.protocols import ReadDocument, Section
from knowledge.splitting import split
from knowledge.tokens import token_counter
from knowledge.types import Audience, Document, Kind, Passage, PassageKind

Cut = tuple[Document, tuple[Passage, ...]]

_AT_ONCE = 20_000  # passages of one transaction: as many as an ingest indexes at a time


def store_documents(library: Library, documents: Iterable[Cut]) -> int:
    """Store documents with their passages, the lexical index always close behind; return how many passages those are."""
    total = 0
    for some in _together(documents):
        name = some[0][0].document_id
        file = FileEntry(location=name, path=name, sha256=name, size=0, audience=Audience.PUBLIC)
        entries = (
            prepared(Entry(document=document, passages=passages, keys=tuple(document_keys(document))))
            for document, passages in some
        )
        total += library.catalogue.store_file(file, entries).passages
        library.catch_up()
    return total


def _together(documents: Iterable[Cut]) -> Iterator[list[Cut]]:
    some: list[Cut] = []
    held = 0
    for cut in documents:
        some.append(cut)
        held += len(cut[1])
        if held >= _AT_ONCE:
            yield some
            some, held = [], 0
    if some:
        yield some


def text_cutter(library: Library) -> Callable[[str, str, str], Cut]:
    """Return what makes a public document of one section out of a name, a title and a text, cut as the library cuts."""
    counter = token_counter()

    def cut(name: str, title: str, text: str) -> Cut:
        text = text or title
        language = language_of(text)
        document = Document(
            document_id=f"doc-{hashlib.sha256(name.encode()).hexdigest()[:24]}",
            kind=Kind.OTHER,
            audience=Audience.PUBLIC,
            language=language,
            title=title,
            record=None,
            source=name,
            text=text,
        )
        section = Section(kind=PassageKind.SECTION, label="", start=0, end=len(text), language=language)
        read = ReadDocument(kind=Kind.OTHER, language=language, title=title, text=text, sections=(section,))
        return document, split(document.document_id, read, counter=counter, fits=library.embedder.fits)

    return cut
