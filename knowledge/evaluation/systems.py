"""The systems that are measured: ours, and the simple ones beside it, built when they are first asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from knowledge.analysis import language_of
from knowledge.bridge import DictionaryBridge
from knowledge.evaluation.baselines import (
    Barred,
    Bm25,
    Dense,
    Ranking,
    ReciprocalRanks,
    System,
    Told,
    pairs_of,
    without,
    words_of,
)
from knowledge.evaluation.hiding import HidingDenseIndex, HidingLexicalIndex
from knowledge.evaluation.retrieval_sets import Corpus, CorpusDocument
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.protocols import Embedder, ReadDocument, Section, TokenCounter
from knowledge.search.fusion import directions
from knowledge.search.retrieval import HybridRetriever, wanting
from knowledge.splitting import split
from knowledge.types import Audience, Document, Kind, Language, Passage, PassageKind, Query

OURS = "patentbridge"
SYSTEMS = (OURS, "bm25", "bm25-bigram", "dense", "dense-bridged", "rrf")

_PASSAGES_PER_DOCUMENT = 3
_BATCH = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the systems are built from; without an embedder ours is lexical only."""

    bridge: DictionaryBridge
    embedder: Embedder | None
    counter: TokenCounter


@contextmanager
def open_systems(corpus: Corpus, queries: Sequence[str], parts: Parts, scratch: Path) -> Iterator[Systems]:
    """Give the systems over one corpus; their files are removed when the context ends.

    `queries` only decide whether vectors can matter at all for the languages at hand.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="systems-", ignore_cleanup_errors=True) as folder:
        systems = Systems(corpus, queries, parts, Path(folder))
        try:
            yield systems
        finally:
            systems.close()


class Systems:
    """Builds each system of one corpus once; those that are made of others share them."""

    def __init__(self, corpus: Corpus, queries: Sequence[str], parts: Parts, folder: Path) -> None:
        self._corpus = corpus
        self._queries = queries
        self._parts = parts
        self._folder = folder
        self._built: dict[str, System] = {}

    def open(self, name: str, told: Told) -> System:
        """Return the system of this name, indexing the corpus where that was not done yet."""
        if name not in self._built:
            self._built[name] = self._build(name, told)
        return self._built[name]

    def close(self) -> None:
        for system in self._built.values():
            if isinstance(system, _OurSystem):
                system.close()
        self._built.clear()

    def _build(self, name: str, told: Told) -> System:
        if name == OURS:
            return _OurSystem(self._corpus, self._queries, self._parts, self._folder, told)
        if name == "rrf":
            return ReciprocalRanks(self.open("bm25", told), self.open("dense", told))
        if name == "dense":
            return Dense(self._corpus, self._embedder(), told)
        if name == "dense-bridged":
            return Dense(self._corpus, self._embedder(), told, self._english)
        return Bm25(self._corpus, words_of if name == "bm25" else pairs_of)

    def _embedder(self) -> Embedder:
        if self._parts.embedder is None:
            raise ValueError("the system needs an embedder")
        return self._parts.embedder

    def _english(self, text: str) -> str:
        return self._parts.bridge.to_english(text) if language_of(text) is Language.ZH else text


class _OurSystem:
    """The library's own splitting, indexes and retriever over the corpus as documents of no special kind.

    Barred documents are hidden from the indexes while their query is asked, so that no score is made relative to theirs.
    """

    def __init__(
        self, corpus: Corpus, queries: Sequence[str], parts: Parts, folder: Path, told: Told
    ) -> None:
        self._catalogue = MemoryCatalogue()
        self._lexical = HidingLexicalIndex(folder / "lexical", parts.bridge)
        embedder_id = parts.embedder.embedder_id if parts.embedder else ""
        self._dense = HidingDenseIndex(folder / "dense", embedder_id)
        pairs = self._fill(corpus, parts)
        self._passages: dict[str, list[str]] = {}  # of each document
        for document, passage in pairs:
            self._passages.setdefault(document.document_id, []).append(passage.passage_id)
        if parts.embedder is not None:
            self._embed(pairs, parts.embedder, {language_of(text) for text in queries}, told)
        self._retriever = HybridRetriever(
            self._catalogue, self._lexical, self._dense, parts.embedder, parts.bridge
        )

    def rank(self, text: str, depth: int, barred: Barred) -> Ranking:
        wanted = depth + len(barred)
        hidden = {name: self._passages[name] for name in barred if name in self._passages}
        self._lexical.hide({name: len(passages) for name, passages in hidden.items()})
        self._dense.hide(chain.from_iterable(hidden.values()))
        query = Query(text=text, audiences=(Audience.PUBLIC,), k=wanted * _PASSAGES_PER_DOCUMENT)
        return without(self._retriever.rank_documents(query), barred)[:depth]

    def close(self) -> None:
        self._lexical.close()
        self._dense.close()

    def _fill(self, corpus: Corpus, parts: Parts) -> list[tuple[Document, Passage]]:
        fits = parts.embedder.fits if parts.embedder is not None else _always_fits
        pairs: list[tuple[Document, Passage]] = []
        for row in corpus.documents:
            document = _document(row)
            read = _read(document)
            passages = split(document.document_id, read, counter=parts.counter, fits=fits)
            self._catalogue.add(document, passages)
            pairs.extend((document, passage) for passage in passages)
        self._lexical.apply(pairs, (), upto=1)
        return pairs

    def _embed(
        self,
        pairs: Sequence[tuple[Document, Passage]],
        embedder: Embedder,
        asked_in: set[Language],
        told: Told,
    ) -> None:
        wants_vector, weights = wanting(embedder.languages), directions(embedder.languages)
        wanted = [
            passage
            for document, passage in pairs
            if wants_vector(document, passage)
            and any(weights[language, passage.language].dense for language in asked_in)
        ]
        for start in range(0, len(wanted), _BATCH):
            some = wanted[start : start + _BATCH]
            vectors = embedder.embed_passages([p.text for p in some], [p.language for p in some])
            self._dense.add(Audience.PUBLIC, Kind.OTHER, [p.passage_id for p in some], vectors)
            told((start + len(some)) / len(wanted))


def _document(row: CorpusDocument) -> Document:
    return Document(
        document_id=row.document_id,
        kind=Kind.OTHER,
        audience=Audience.PUBLIC,
        language=language_of(row.whole),
        title=row.title,
        record=None,
        source=row.document_id,
        text=row.text or row.title,
    )


def _read(document: Document) -> ReadDocument:
    section = Section(
        kind=PassageKind.SECTION,
        label="",
        start=0,
        end=len(document.text),
        language=language_of(document.text),
    )
    return ReadDocument(
        kind=document.kind,
        language=document.language,
        title=document.title,
        text=document.text,
        sections=(section,),
    )


def _always_fits(text: str, language: Language) -> bool:
    return True
