"""The lexical index: passages in, BM25-ranked passage ids out, one Tantivy index per audience.

Every term is analysed here, never by Tantivy: fields hold terms joined by spaces, queries are built from terms,
so nothing a user types is ever parsed as query syntax.
"""

from __future__ import annotations

import logging
import math
import shutil
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from knowledge.bridge import DictionaryBridge
from knowledge.errors import StorageError
from knowledge.search.facets import Facets, facets_of, language_tag
from knowledge.search.filtering import Narrowing
from knowledge.search.lexical_fields import Field, Fields, PassageAnalyser
from knowledge.search.lexical_filters import filter_clauses
from knowledge.search.lexical_store import WATERMARK, Column, open_index, read_mark, reason_of
from knowledge.search.nearest import Allowed
from knowledge.types import Audience, DocumentHead, Kind, Language, Passage

_log = logging.getLogger(__name__)

WRITER_BYTES = 64_000_000
TERMS_PER_FIELD = 128
"""A longer query keeps the terms that say most (by idf); what else it says changes no ranking a reader would notice."""
_TERMS_LOOKED_UP = 2_000
_SMALL_LIBRARY = 2_000  # passages
_BM25_K1 = 1.2  # Tantivy's constant
_ANALYSIS = 2  # raise when terms or fields change: an index of another analysis is filled anew


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTerms:
    """Terms looked for in one field: weight per term, and a boost of the field as a whole.

    `core`, where given, are the terms that carry meaning: only they count for the ideal score.
    """

    field: Field
    terms: Mapping[str, float]
    boost: float = 1.0
    core: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalHit:
    passage_id: str
    document_id: str
    language: Language
    kind: Kind
    score: float  # BM25, summed over the fields


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalRun:
    """Hits best first. `ideal` is the score of a passage that holds every core term to saturation: a scale."""

    hits: tuple[LexicalHit, ...]
    ideal: float


class TantivyIndex:
    """Implements protocols.LexicalIndex. Writing is for one process and one thread at a time, reading for any thread.

    The watermark is a document of the index itself, so one commit moves passages and watermark together. With two
    audiences the lower watermark counts: after a kill between two commits the same changes are applied again, which
    changes nothing, because a document is deleted before its passages are added.
    """

    def __init__(self, folder: Path, bridge: DictionaryBridge) -> None:
        self._folder = folder
        self._bridge = bridge
        self._analysis = f"{_ANALYSIS}-{bridge.version}"
        self._lock = threading.RLock()
        self._indexes: dict[Audience, Any] = {}
        self._writers: dict[Audience, Any] = {}
        self._expected: dict[str, Fields] = {}

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────

    def analyser(self) -> PassageAnalyser:
        """Return what turns passages into this index's terms, for other processes."""
        return PassageAnalyser(self._bridge)

    def expect(self, analysed: Mapping[str, Fields]) -> None:
        """Keep the terms of passages that are about to be applied, in place of those that were kept before."""
        self._expected = dict(analysed)

    def applied(self) -> int:
        """Return the last change of the catalogue that every audience's index has seen; 0 when new."""
        return min(self._watermark(audience) for audience in Audience)

    def apply(self, add: Iterable[tuple[DocumentHead, Passage]], remove: Iterable[str], *, upto: int) -> None:
        """Remove documents, then add passages, all or nothing, and remember `upto`.

        All passages of a document come in one call: they take the place of those it had. Raises StorageError when the disk refuses.
        """
        with self._lock:
            try:
                for document_id in remove:
                    for audience in Audience:
                        self._writer(audience).delete_documents_by_term(Column.DOCUMENT, document_id)
                self._add(add)
                for audience in Audience:
                    self._commit(audience, upto)
            except (OSError, ValueError) as error:
                self._rollback()
                raise StorageError("storage", path=str(self._folder), reason=reason_of(error)) from error
            except BaseException:
                self._rollback()
                raise

    def clear(self) -> None:
        """Forget everything, the watermark too."""
        with self._lock:
            for audience in Audience:
                writer = self._writer(audience)
                writer.delete_all_documents()
                writer.commit()
                self._index(audience).reload()

    def close(self) -> None:
        """Finish merging and let go of the folder."""
        with self._lock:
            for writer in self._writers.values():
                writer.wait_merging_threads()
            self._writers.clear()
            self._indexes.clear()

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    def count(self, audience: Audience) -> int:
        """Return the number of passages."""
        searcher = self._searcher(audience)
        return int(searcher.num_docs) - int(searcher.doc_freq(Column.MARK, WATERMARK) > 0)

    def document_ids(self, audience: Audience) -> frozenset[str]:
        """Return the ids of the documents that have a passage in the index."""
        import tantivy

        found = self._searcher(audience).terms_with_prefix(
            Column.DOCUMENT, "", filter_query=tantivy.Query.all_query()
        )
        return frozenset(term for term, passages in found if passages)

    def search(
        self,
        audience: Audience,
        wanted: Sequence[FieldTerms],
        *,
        k: int,
        kinds: Sequence[Kind] | None = None,
        document_ids: Sequence[str] | None = None,
        narrowing: Narrowing | None = None,
    ) -> LexicalRun:
        """Return up to k passages that hold any of the terms, by BM25 over the fields, ties in no fixed order.

        A narrowing lets no other passage in; fewer than k come back only where no more are allowed.
        """
        import tantivy

        searcher = self._searcher(audience)
        cut = tuple(self._cut(searcher, part) for part in wanted)
        clauses = [clause for part in cut for clause in self._clauses(audience, part)]
        if not clauses:
            return LexicalRun(hits=(), ideal=0.0)
        query = tantivy.Query.boolean_query(clauses)
        filters = self._filters(audience, kinds, document_ids, narrowing)
        hits = _allowed(searcher, _narrowed(query, filters), k, narrowing)
        return LexicalRun(hits=tuple(hits), ideal=sum(_ideal(searcher, part) for part in cut))

    def locate(
        self,
        audience: Audience,
        passage_ids: Sequence[str],
        *,
        document_ids: Sequence[str] | None = None,
        narrowing: Narrowing | None = None,
    ) -> dict[str, LexicalHit]:
        """Return where each of these passages belongs (score 0); those not in the index or not allowed are missing."""
        import tantivy

        if not passage_ids:
            return {}
        index, searcher = self._index(audience), self._searcher(audience)
        query = tantivy.Query.term_set_query(index.schema, Column.PASSAGE, list(passage_ids))
        filters = self._filters(audience, None, document_ids, narrowing)
        hits = _allowed(searcher, _narrowed(_unscored(query), filters), len(passage_ids), narrowing)
        return {hit.passage_id: hit for hit in hits}

    def allowed(
        self,
        audience: Audience,
        *,
        kind: Kind,
        document_ids: Sequence[str] | None,
        narrowing: Narrowing | None,
        at_most: int,
    ) -> Allowed:
        """Return the passages of a kind that a narrowing leaves, unless its facts leave more than `at_most`."""
        import tantivy

        searcher = self._searcher(audience)
        filters = self._filters(audience, (kind,), document_ids, narrowing)
        query = _narrowed(_unscored(tantivy.Query.all_query()), filters)
        count = int(searcher.search(query, 1).count)
        share = count / max(1, int(searcher.doc_freq(Column.KIND, kind)))
        if count > at_most:
            return Allowed(share=share, places=None)
        hits = _allowed(searcher, query, at_most, narrowing)
        return Allowed(share=share, places={hit.passage_id: hit for hit in hits})

    def idf(self, audience: Audience, field: Field, term: str) -> float:
        """Return BM25's inverse document frequency of a term in a field, in a library of 2,000 passages at least.

        In a smaller one a word that every document is about would weigh nothing beside any word that none has.
        """
        return _idf(self._searcher(audience), field, term, least=_SMALL_LIBRARY)

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────

    def _add(self, add: Iterable[tuple[DocumentHead, Passage]]) -> None:
        analyse = PassageAnalyser(self._bridge)
        replaced: set[str] = set()
        for document_id, pairs in groupby(add, key=lambda pair: pair[0].document_id):
            some = list(pairs)
            head = some[0][0]
            if document_id not in replaced:
                replaced.add(document_id)
                for audience in Audience:
                    self._writer(audience).delete_documents_by_term(Column.DOCUMENT, document_id)
            unknown = [passage for _, passage in some if passage.passage_id not in self._expected]
            analysed = analyse(head, unknown) if unknown else {}
            writer, facets = self._writer(head.audience), facets_of(head)
            for _, passage in some:
                name = passage.passage_id
                fields = self._expected.pop(name, None) or analysed[name]
                writer.add_document(_document(head, passage, fields, facets))

    def _commit(self, audience: Audience, upto: int) -> None:
        import tantivy

        writer = self._writer(audience)
        writer.delete_documents_by_term(Column.MARK, WATERMARK)
        mark = tantivy.Document()
        mark.add_text(Column.MARK, WATERMARK)
        mark.add_unsigned(Column.UPTO, upto)
        mark.add_text(Column.ANALYSIS, self._analysis)
        writer.add_document(mark)
        writer.commit()
        self._index(audience).reload()

    def _rollback(self) -> None:
        for writer in self._writers.values():
            try:
                writer.rollback()
            except (OSError, ValueError):
                _log.warning("the lexical index could not be rolled back; its last commit stands")

    def _watermark(self, audience: Audience) -> int:
        mark = read_mark(self._index(audience))
        return int(mark[Column.UPTO][0]) if mark is not None else 0

    def _searcher(self, audience: Audience) -> Any:
        return self._index(audience).searcher()

    def _index(self, audience: Audience) -> Any:
        index = self._indexes.get(audience)
        if index is None:
            with self._lock:
                index = self._indexes.get(audience) or self._open(self._folder / audience)
                self._indexes[audience] = index
        return index

    def _open(self, folder: Path) -> Any:
        index = open_index(folder)
        mark = read_mark(index)
        if mark is not None and mark[Column.ANALYSIS] != [self._analysis]:
            _log.warning("the lexical index was made by another version, starting an empty one")
            del index
            shutil.rmtree(folder)
            return open_index(folder)
        return index

    def _writer(self, audience: Audience) -> Any:
        if audience not in self._writers:
            self._writers[audience] = self._index(audience).writer(WRITER_BYTES, 1)
        return self._writers[audience]

    def _cut(self, searcher: Any, part: FieldTerms) -> FieldTerms:
        if len(part.terms) <= TERMS_PER_FIELD:
            return part
        looked_up = sorted(part.terms, key=lambda term: -part.terms[term])[:_TERMS_LOOKED_UP]
        worth = {term: part.terms[term] * _idf(searcher, part.field, term) for term in looked_up}
        held = [term for term in looked_up if searcher.doc_freq(part.field, term)]
        best = sorted(held or looked_up, key=lambda term: -worth[term])[:TERMS_PER_FIELD]
        return replace(part, terms={term: part.terms[term] for term in best})

    def _clauses(self, audience: Audience, part: FieldTerms) -> list[tuple[Any, Any]]:
        import tantivy

        schema = self._index(audience).schema
        clauses = []
        for term, weight in part.terms.items():
            query = tantivy.Query.term_query(schema, part.field, term, "freq")
            boosted = tantivy.Query.boost_query(query, weight * part.boost)
            clauses.append((tantivy.Occur.Should, boosted))
        return clauses

    def _filters(
        self,
        audience: Audience,
        kinds: Sequence[Kind] | None,
        document_ids: Sequence[str] | None,
        narrowing: Narrowing | None,
    ) -> list[Any]:
        import tantivy

        schema = self._index(audience).schema
        filters = []
        if kinds is not None and set(kinds) != set(Kind):
            filters.append(tantivy.Query.term_set_query(schema, Column.KIND, list(kinds)))
        if document_ids is not None:
            filters.append(tantivy.Query.term_set_query(schema, Column.DOCUMENT, list(document_ids)))
        if narrowing is not None:
            filters.extend(filter_clauses(schema, narrowing))
        return [_unscored(part) for part in filters]


def _unscored(query: Any) -> Any:
    import tantivy

    return tantivy.Query.const_score_query(query, 0.0)


def _narrowed(query: Any, filters: Sequence[Any]) -> Any:
    import tantivy

    if not filters:
        return query
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in (query, *filters)])


def _allowed(searcher: Any, query: Any, k: int, narrowing: Narrowing | None) -> list[LexicalHit]:
    """Return up to k hits that the exact rule lets through, looking further down until there are so many."""
    allows = narrowing.allows if narrowing is not None else None
    hits: list[LexicalHit] = []
    offset, size = 0, k
    while True:
        found = searcher.search(query, size, count=False, offset=offset).hits
        batch = [_hit(searcher.doc(address), float(score)) for score, address in found]
        if allows is None:
            return batch
        kept = allows({hit.document_id for hit in batch})
        hits += [hit for hit in batch if hit.document_id in kept]
        if len(hits) >= k or len(found) < size:
            return hits[:k]
        offset, size = offset + size, 2 * size


def _document(head: DocumentHead, passage: Passage, fields: Fields, facets: Facets) -> Any:
    import tantivy

    document = tantivy.Document()
    document.add_text(Column.PASSAGE, passage.passage_id)
    document.add_text(Column.DOCUMENT, passage.document_id)
    document.add_text(Column.KIND, head.kind)
    reference = (passage.passage_id, passage.document_id, passage.language, head.kind)
    document.add_text(Column.REFERENCE, "\t".join(reference))
    document.add_text(Column.TAGS, " ".join((language_tag(passage.language), *facets.tags)))
    for column, day in facets.days:
        document.add_integer(column, day)
    for field, terms in fields:
        document.add_text(field, terms)
    return document


_LANGUAGES = {
    language.value: language for language in Language
}  # looked up per hit: faster than the enum call
_KINDS = {kind.value: kind for kind in Kind}


def _hit(document: Any, score: float) -> LexicalHit:
    passage_id, document_id, language, kind = document[Column.REFERENCE][0].split("\t")
    return LexicalHit(
        passage_id=passage_id,
        document_id=document_id,
        language=_LANGUAGES[language],
        kind=_KINDS[kind],
        score=score,
    )


def _idf(searcher: Any, field: Field, term: str, *, least: int = 0) -> float:
    total, having = max(int(searcher.num_docs), least), int(searcher.doc_freq(field, term))
    return math.log(1.0 + (max(total - having, 0) + 0.5) / (having + 0.5))


def _ideal(searcher: Any, part: FieldTerms) -> float:
    if not part.field.is_text:
        return 0.0
    core = part.terms if part.core is None else {t: w for t, w in part.terms.items() if t in part.core}
    mass = sum(weight * _idf(searcher, part.field, term) for term, weight in core.items())
    return mass * part.boost * (1.0 + _BM25_K1)
