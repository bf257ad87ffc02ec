"""The systems that are measured: ours, and the simple ones beside it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from knowledge.analysis import fold, folded_terms, language_of, runs, unique, word_terms
from knowledge.bridge import DictionaryBridge
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.protocols import Embedder, ReadDocument, Section, TokenCounter
from knowledge.search.dense import ChromaIndex
from knowledge.search.fusion import DIRECTIONS
from knowledge.search.lexical import TantivyIndex
from knowledge.search.retrieval import HybridRetriever, wants_vector
from knowledge.splitting import split
from knowledge.types import Audience, Document, Kind, Language, Passage, PassageKind, Query

SYSTEMS = ("patentbridge", "bm25", "bm25-bigram", "dense", "rrf")

Told = Callable[[float], None]
Ranking = Sequence[tuple[str, float]]

_PASSAGES_PER_DOCUMENT = 3
_BATCH = 512
_RRF_K = 60  # Cormack, Clarke and Büttcher, 2009
_BODY, _ID = "body", "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusDocument:
    document_id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.text}" if self.title and self.text else self.title or self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    documents: tuple[CorpusDocument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the systems are built from; without an embedder ours is lexical only."""

    bridge: DictionaryBridge
    embedder: Embedder | None
    counter: TokenCounter


class System(Protocol):
    def rank(self, text: str, depth: int) -> Ranking:
        """Return up to `depth` (document id, score), best first."""
        ...


@contextmanager
def build_system(
    name: str, corpus: Corpus, queries: Sequence[str], parts: Parts, scratch: Path, told: Told
) -> Iterator[System]:
    """Index the corpus for one system; its files are removed when the context ends.

    `queries` only decide whether vectors can matter at all for the languages at hand.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=scratch, prefix=f"{name}-"))
    try:
        if name == "patentbridge":
            ours = _OurSystem(corpus, queries, parts, folder, told)
            try:
                yield ours
            finally:
                ours.close()
        elif name == "rrf":
            yield _Fused(_Bm25(corpus, _word_terms(parts.bridge)), _Dense(corpus, parts.embedder, told))
        elif name == "dense":
            yield _Dense(corpus, parts.embedder, told)
        else:
            yield _Bm25(corpus, _word_terms(parts.bridge) if name == "bm25" else _pair_terms)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _OurSystem:
    """The library's own splitting, indexes and retriever over the corpus as documents of no special kind."""

    def __init__(
        self, corpus: Corpus, queries: Sequence[str], parts: Parts, folder: Path, told: Told
    ) -> None:
        self._catalogue = MemoryCatalogue()
        self._lexical = TantivyIndex(folder / "lexical", parts.bridge)
        embedder_id = parts.embedder.embedder_id if parts.embedder else ""
        self._dense = ChromaIndex(folder / "dense", embedder_id)
        self._fill(corpus, parts)
        if parts.embedder is not None:
            self._embed(parts.embedder, {language_of(text) for text in queries}, told)
        self._retriever = HybridRetriever(
            self._catalogue, self._lexical, self._dense, parts.embedder, parts.bridge
        )

    def rank(self, text: str, depth: int) -> Ranking:
        query = Query(text=text, audiences=(Audience.PUBLIC,), k=depth * _PASSAGES_PER_DOCUMENT)
        return self._retriever.rank_documents(query)[:depth]

    def close(self) -> None:
        self._lexical.close()
        self._dense.close()

    def _fill(self, corpus: Corpus, parts: Parts) -> None:
        fits = parts.embedder.fits if parts.embedder is not None else _always_fits
        pairs: list[tuple[Document, Passage]] = []
        for row in corpus.documents:
            document = _document(row)
            read = _read(document)
            passages = split(document.document_id, read, counter=parts.counter, fits=fits)
            self._catalogue.add(document, passages)
            pairs.extend((document, passage) for passage in passages)
        self._pairs = pairs
        self._lexical.apply(pairs, (), upto=1)

    def _embed(self, embedder: Embedder, asked_in: set[Language], told: Told) -> None:
        wanted = [
            passage
            for document, passage in self._pairs
            if wants_vector(document, passage)
            and any(DIRECTIONS[language, passage.language].dense for language in asked_in)
        ]
        for start in range(0, len(wanted), _BATCH):
            some = wanted[start : start + _BATCH]
            vectors = embedder.embed_passages([p.text for p in some], [p.language for p in some])
            self._dense.add(Audience.PUBLIC, Kind.OTHER, [p.passage_id for p in some], vectors)
            told((start + len(some)) / len(wanted))


class _Bm25:
    """BM25 over whole documents with given terms."""

    def __init__(self, corpus: Corpus, terms_of: Callable[[str], list[str]]) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field(_ID, stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field(_BODY, tokenizer_name="whitespace", index_option="freq")
        self._terms_of = terms_of
        self._index: Any = tantivy.Index(builder.build())
        writer = self._index.writer(64_000_000, 1)
        for row in corpus.documents:
            document = tantivy.Document()
            document.add_text(_ID, row.document_id)
            document.add_text(_BODY, " ".join(terms_of(row.whole)))
            writer.add_document(document)
        writer.commit()
        self._index.reload()

    def rank(self, text: str, depth: int) -> Ranking:
        import tantivy

        schema, should = self._index.schema, tantivy.Occur.Should
        clauses = [
            (should, tantivy.Query.term_query(schema, _BODY, term, "freq")) for term in self._terms_of(text)
        ]
        if not clauses:
            return ()
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.boolean_query(clauses), depth, count=False).hits
        return [(searcher.doc(address)[_ID][0], float(score)) for score, address in found]


class _Dense:
    """Exact cosine over whole documents."""

    def __init__(self, corpus: Corpus, embedder: Embedder | None, told: Told) -> None:
        if embedder is None:
            raise ValueError("the system needs an embedder")
        self._embedder = embedder
        self._ids = [row.document_id for row in corpus.documents]
        texts = [row.whole for row in corpus.documents]
        blocks = []
        for start in range(0, len(texts), _BATCH):
            some = texts[start : start + _BATCH]
            blocks.append(embedder.embed_passages(some, [language_of(text) for text in some]))
            told((start + len(some)) / len(texts))
        self._vectors = np.concatenate(blocks) if blocks else np.zeros((0, embedder.dimensions), np.float32)

    def rank(self, text: str, depth: int) -> Ranking:
        cosines = self._vectors @ self._embedder.embed_query(text, language_of(text))
        return [(self._ids[row], float(cosines[row])) for row in np.argsort(-cosines, kind="stable")[:depth]]


class _Fused:
    """Reciprocal rank fusion of two systems."""

    def __init__(self, *systems: System) -> None:
        self._systems = systems

    def rank(self, text: str, depth: int) -> Ranking:
        scores: dict[str, float] = {}
        for system in self._systems:
            for rank, (document_id, _) in enumerate(system.rank(text, depth), start=1):
                scores[document_id] = scores.get(document_id, 0.0) + 1 / (_RRF_K + rank)
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:depth]


def _word_terms(bridge: DictionaryBridge) -> Callable[[str], list[str]]:
    def terms_of(text: str) -> list[str]:
        found: list[str] = []
        for is_han, run in runs(fold(text)):
            found.extend(bridge.segment(run) if is_han else word_terms(run))
        return found

    return terms_of


def _pair_terms(text: str) -> list[str]:
    return folded_terms(fold(text), Language.ZH)


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


__all__ = [
    "SYSTEMS",
    "Corpus",
    "CorpusDocument",
    "Parts",
    "Passage",
    "Ranking",
    "System",
    "build_system",
    "unique",
]
