"""A catalogue in memory: for evaluation and tests, where nothing has to outlive the process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from knowledge.numbers.identifiers import document_keys
from knowledge.types import Document, DocumentHead, Kind, Passage, PassageKind, Reader


class MemoryCatalogue:
    """Implements protocols.Catalogue over documents and passages added by hand."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._passages: dict[str, Passage] = {}
        self._of_document: dict[str, tuple[Passage, ...]] = {}
        self._by_key: dict[str, list[str]] = {}
        self._version = 0

    def add(self, document: Document, passages: Iterable[Passage]) -> None:
        """Add a document with its passages, in place of one with the same id."""
        self.remove(document.document_id)
        self._documents[document.document_id] = document
        self._of_document[document.document_id] = tuple(sorted(passages, key=lambda passage: passage.ordinal))
        for passage in self._of_document[document.document_id]:
            self._passages[passage.passage_id] = passage
        for key in document_keys(document):
            self._by_key.setdefault(key, []).append(document.document_id)
        self._version += 1

    def remove(self, document_id: str) -> None:
        """Remove a document; an unknown id is passed over."""
        if self._documents.pop(document_id, None) is None:
            return
        for passage in self._of_document.pop(document_id):
            self._passages.pop(passage.passage_id, None)
        for ids in self._by_key.values():
            if document_id in ids:
                ids.remove(document_id)
        self._version += 1

    def version(self) -> int:
        return self._version

    def head(self, document_id: str, reader: Reader) -> DocumentHead | None:
        return self.document(document_id, reader)

    def document(self, document_id: str, reader: Reader) -> Document | None:
        document = self._documents.get(document_id)
        return document if document is not None and document.audience in reader.audiences else None

    def heads(
        self, reader: Reader, *, kinds: Sequence[Kind] | None = None, ids: Sequence[str] | None = None
    ) -> tuple[DocumentHead, ...]:
        if ids is None:
            found = list(self._documents.values())
        else:
            found = [self._documents[wanted] for wanted in dict.fromkeys(ids) if wanted in self._documents]
        return tuple(
            document
            for document in found
            if document.active
            and document.audience in reader.audiences
            and (kinds is None or document.kind in kinds)
        )

    def passages(self, passage_ids: Sequence[str], reader: Reader) -> tuple[Passage, ...]:
        found = (self._passages[wanted] for wanted in passage_ids if wanted in self._passages)
        return tuple(passage for passage in found if self.head(passage.document_id, reader) is not None)

    def document_passages(self, document_id: str, reader: Reader) -> tuple[Passage, ...]:
        return self._of_document[document_id] if self.head(document_id, reader) is not None else ()

    def front(self, document_id: str, reader: Reader) -> Passage | None:
        passages = self.document_passages(document_id, reader)
        bibliography = (p for p in passages if p.kind is PassageKind.BIBLIOGRAPHY)
        return next(bibliography, passages[0] if passages else None)

    def versions(self, document_id: str, reader: Reader) -> tuple[DocumentHead, ...]:
        document = self.document(document_id, reader)
        return () if document is None else (document,)

    def by_key(self, keys: Sequence[str], reader: Reader) -> Mapping[str, tuple[str, ...]]:
        found = {}
        for key in keys:
            heads = self.heads(reader, ids=self._by_key.get(key, ()))
            if heads:
                found[key] = tuple(head.document_id for head in heads)
        return found
