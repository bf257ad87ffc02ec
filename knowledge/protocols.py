"""The seams of the library: what a reader of files, an index, an embedder and a catalogue promise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from knowledge.types import (
    Audience,
    Document,
    DocumentHead,
    Hit,
    Kind,
    Language,
    LicenceNotice,
    LocalText,
    Passage,
    PassageKind,
    PatentRecord,
    PolicyRecord,
    Query,
    Reader,
    ReadingNote,
)

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A labelled stretch of a text that was read, before it is cut to passage size."""

    kind: PassageKind
    label: str
    start: int
    end: int
    language: Language
    number: str | None = None
    depends_on: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    page: int | None = None  # from 1, where the source has pages
    turns: tuple[tuple[int, int], ...] = ()  # the further pages it goes over: where each begins, its number
    confidence: float | None = None  # 0–1, of text recognised from an image

    def page_at(self, place: int) -> int | None:
        """Return the page on which the character at a place of the text stands."""
        return next((page for start, page in reversed(self.turns) if start <= place), self.page)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """What one reader makes of one document in a file: its text, its sections in order, its record."""

    kind: Kind
    language: Language
    title: str
    text: str
    sections: tuple[Section, ...]  # sorted, not overlapping; text outside them is not indexed
    record: PatentRecord | PolicyRecord | LicenceNotice | None = None
    member: str = ""  # path inside an archive, row of a table
    audience: Audience | None = None  # None: as the caller of ingest says
    synthetic: bool = False
    notes: tuple[
        ReadingNote, ...
    ] = ()  # of this document; of the file, where its first document carries them


@runtime_checkable
class FileReader(Protocol):
    """Turns one file into documents. Raises ReadError with the reason when it cannot."""

    suffixes: tuple[str, ...]  # lower case, with the dot

    def read(self, path: Path) -> Iterator[ReadDocument]: ...


class TokenCounter(Protocol):
    """Counts tokens, never too few."""

    def count(self, text: str) -> int: ...


class Embedder(Protocol):
    """Turns texts into unit vectors. `embedder_id` names model and preparation: vectors of two ids never mix."""

    @property
    def embedder_id(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    @property
    def languages(self) -> frozenset[Language]:
        """The languages that the model itself reads: between them, cosines compare meaning without a dictionary.

        Chinese is bridged to English first for a model that reads only English. English goes as it is to a model that
        reads only Chinese: its vectors then say little.
        """
        ...

    def fits(self, text: str, language: Language) -> bool:
        """Say whether the whole text, after bridging, is inside the model's input limit."""
        ...

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        """Return one row per text, shape (len(texts), dimensions), L2-normalised."""
        ...

    def embed_query(self, text: str, language: Language) -> Vectors:
        """Return shape (dimensions,), L2-normalised."""
        ...


class Reranker(Protocol):
    """Judges texts against a question with a model that reads both together. `reranker_id` names service and model."""

    @property
    def reranker_id(self) -> str: ...

    def rerank(self, query: str, texts: Sequence[str]) -> tuple[float, ...]:
        """Return one finite score per text, in their order; higher is better. Raises ModelError, within its deadline."""
        ...


class LexicalIndex(Protocol):
    """An inverted index per audience. `applied` is the last change of the catalogue it has seen."""

    def applied(self) -> int: ...
    def apply(self, add: Iterable[tuple[DocumentHead, Passage]], remove: Iterable[str], *, upto: int) -> None:
        """Add passages and remove documents by id, all or nothing, and remember `upto`."""
        ...

    def count(self, audience: Audience) -> int: ...
    def document_ids(self, audience: Audience) -> frozenset[str]: ...
    def clear(self) -> None: ...
    def close(self) -> None: ...


class Analyser(Protocol):
    """Turns a document's passages into what a lexical index holds of them, by passage id. It can be pickled."""

    def __call__(
        self, head: DocumentHead, passages: Sequence[Passage]
    ) -> Mapping[str, tuple[tuple[str, str], ...]]: ...


@runtime_checkable
class AnalysingIndex(Protocol):
    """A lexical index whose passages may be analysed by somebody else, before they are applied."""

    def analyser(self) -> Analyser: ...
    def expect(self, analysed: Mapping[str, tuple[tuple[str, str], ...]]) -> None:
        """Keep what was made of passages that are about to be applied, in place of what was kept before."""
        ...


class DenseIndex(Protocol):
    """A vector index per audience and kind."""

    def add(self, audience: Audience, kind: Kind, ids: Sequence[str], vectors: Vectors) -> None: ...
    def remove(self, audience: Audience, kind: Kind, ids: Sequence[str]) -> None: ...
    def passage_ids(self, audience: Audience, kind: Kind) -> frozenset[str]: ...
    def search(
        self,
        audience: Audience,
        kind: Kind,
        vector: Vectors,
        k: int,
        ids: Sequence[str] | None = None,
    ) -> tuple[tuple[str, float], ...]:
        """Return up to k (passage id, cosine similarity), best first; `ids` restricts the search."""
        ...

    def vectors(self, audience: Audience, kind: Kind, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """Return the vectors of rows by their ids; those that are not there are missing."""
        ...

    def clear(self) -> None: ...
    def close(self) -> None: ...


class Catalogue(Protocol):
    """The part of the catalogue that answering needs. The source of truth; every read takes a reader."""

    def version(self) -> int:
        """Return the number of the last change: equal versions mean equal contents."""
        ...

    def head(self, document_id: str, reader: Reader) -> DocumentHead | None:
        """Return a document's head, active or not; None where there is none that this reader may see."""
        ...

    def document(self, document_id: str, reader: Reader) -> Document | None: ...
    def heads(
        self, reader: Reader, *, kinds: Sequence[Kind] | None = None, ids: Sequence[str] | None = None
    ) -> tuple[DocumentHead, ...]:
        """Return the active documents' heads, oldest first."""
        ...

    def passages(self, passage_ids: Sequence[str], reader: Reader) -> tuple[Passage, ...]:
        """Return the passages in the order asked for; those that this reader may not see are missing."""
        ...

    def document_passages(self, document_id: str, reader: Reader) -> tuple[Passage, ...]:
        """Return all passages of a document in reading order."""
        ...

    def front(self, document_id: str, reader: Reader) -> Passage | None:
        """Return what a document says of itself: its bibliography, else its first passage."""
        ...

    def versions(self, document_id: str, reader: Reader) -> tuple[DocumentHead, ...]:
        """Return what carried the same number in the same language, the document itself too, newest first."""
        ...

    def by_key(self, keys: Sequence[str], reader: Reader) -> Mapping[str, tuple[str, ...]]:
        """Return for each exact key (see knowledge.numbers.identifiers) the ids of the active documents that carry it."""
        ...


class Retriever(Protocol):
    """Finds passages: lexical and dense, bridged, fused."""

    def search(self, query: Query) -> tuple[Hit, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """What cosines of one embedder mean: from `related` on a text is of the same topic as a need, below `unrelated` it is of another."""

    related: float
    unrelated: float


class NearestDocuments(Protocol):
    """Finds documents by meaning alone."""

    def documents(
        self, query: Query, language: Language, like: Sequence[str] = ()
    ) -> tuple[tuple[str, float], ...]:
        """Return (document id, cosine), best first; `like` are passages found before, which draw the search to them."""
        ...


__all__ = [
    "Catalogue",
    "DenseIndex",
    "Embedder",
    "FileReader",
    "LexicalIndex",
    "LocalText",
    "NearestDocuments",
    "Nearness",
    "ReadDocument",
    "Reranker",
    "Retriever",
    "Section",
    "TokenCounter",
    "Vectors",
]
