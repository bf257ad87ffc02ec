"""One file becomes catalogue entries: read, split, keyed. Runs in this process or in workers that may die."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Protocol

from knowledge.catalogue import Entry, PreparedEntry
from knowledge.catalogue.rowmaps import prepared
from knowledge.errors import ReadError
from knowledge.finding import FoundFile
from knowledge.lazy_patterns import lazy_pattern
from knowledge.plain_names import plainly_named
from knowledge.protocols import Analyser, ReadDocument, TokenCounter
from knowledge.types import Audience, Document, DocumentHead, Language

if TYPE_CHECKING:
    from knowledge.readers.parts import Part

_log = logging.getLogger(__name__)

_UNSTORABLE = lazy_pattern("[\0\ud800-\udfff]")  # no database takes these


class Fits(Protocol):
    def __call__(self, text: str, language: Language) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parser:
    """Everything that turns a file into entries; it travels to a worker by pickling."""

    audience: Audience
    loaded_on: date
    counter: TokenCounter
    fits: Fits
    sample: bool = False
    analyser: Analyser | None = None  # what the lexical index wants to be told of each passage

    def parse(self, file: FoundFile) -> Iterator[Entry]:
        """Yield the file's documents. Raises ReadError, with the reason, for whatever is wrong with the file."""

        def documents() -> Iterator[ReadDocument]:
            from knowledge.readers import read_file

            return read_file(file.path, file.columns)

        return self._entries(file, documents)

    def prepare(self, file: FoundFile) -> Iterator[PreparedEntry]:
        """Yield the same as rows, with the terms that a lexical index makes of them."""
        return self._prepared(self.parse(file))

    def prepare_part(self, file: FoundFile, part: Part) -> Iterator[PreparedEntry]:
        """Yield the documents of a part of a large file. Raises ReadError, with the reason, for that part."""

        def documents() -> Iterator[ReadDocument]:
            from knowledge.readers.parts import read_part

            return read_part(part, file.path)

        return self._prepared(self._entries(file, documents))

    def _prepared(self, entries: Iterable[Entry]) -> Iterator[PreparedEntry]:
        for entry in entries:
            terms = None if self.analyser is None else self.analyser(entry.document, entry.passages)
            yield prepared(entry, terms)

    def _entries(self, file: FoundFile, documents: Callable[[], Iterator[ReadDocument]]) -> Iterator[Entry]:
        try:
            for read in documents():
                yield self._entry(file, plainly_named(_storable(read)))
        except ReadError:
            raise
        except OSError as error:
            raise ReadError("permission", file=file.shown, reason=error.strerror) from error
        except Exception as error:
            _log.exception("a reader failed on %s", file.shown)
            raise ReadError("reader_failed", file=file.shown, reason=type(error).__name__) from error

    def _entry(self, file: FoundFile, read: ReadDocument) -> Entry:
        from knowledge.numbers.identifiers import document_keys
        from knowledge.splitting import document_id, split

        audience = read.audience or self.audience
        head = DocumentHead(
            document_id=document_id(read.kind, audience, read.text, read.record),
            kind=read.kind,
            audience=audience,
            language=read.language,
            title=read.title,
            record=read.record,
            source=f"{file.source}#{read.member}" if read.member else file.source,
            sample=self.sample,
            synthetic=read.synthetic,
            loaded_on=self.loaded_on,
        )
        passages = split(head.document_id, read, counter=self.counter, fits=self.fits)
        return Entry(
            document=with_text(head, read.text),
            passages=passages,
            keys=document_keys(head),
            notes=read.notes,
        )


def with_text(head: DocumentHead, text: str) -> Document:
    values: Mapping[str, object] = {name: getattr(head, name) for name in DocumentHead.__slots__}
    return Document(text=text, **values)  # type: ignore[arg-type]


def _storable(read: ReadDocument) -> ReadDocument:
    """Replace characters that no database takes, one for one, so that offsets stay."""
    text, title = (_UNSTORABLE.sub("\ufffd", part) for part in (read.text, read.title))
    return read if (text, title) == (read.text, read.title) else replace(read, text=text, title=title)
