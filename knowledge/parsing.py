"""One file becomes catalogue entries: read, split, keyed. Runs in this process or in workers that may die."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from knowledge.catalogue import Entry
from knowledge.errors import ReadError
from knowledge.finding import FoundFile
from knowledge.protocols import ReadDocument, TokenCounter
from knowledge.types import Audience, Document, DocumentHead, Language

_log = logging.getLogger(__name__)

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # no database takes these


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

    def parse(self, file: FoundFile) -> Iterator[Entry]:
        """Yield the file's documents. Raises ReadError, with the reason, for whatever is wrong with the file."""
        try:
            from knowledge.readers import read_file

            for read in read_file(file.path):
                yield self._entry(file, _storable(read))
        except ReadError:
            raise
        except OSError as error:
            raise ReadError("permission", file=file.shown, reason=error.strerror) from error
        except Exception as error:
            _log.exception("a reader failed on %s", file.shown)
            raise ReadError("reader_failed", file=file.shown, reason=type(error).__name__) from error

    def _entry(self, file: FoundFile, read: ReadDocument) -> Entry:
        from knowledge.identifiers import document_keys
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
