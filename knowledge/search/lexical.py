"""The lexical index: passages in, BM25-ranked passage ids out, with the scores of the whole documents beside them.

Every term is analysed here, never by Tantivy: fields hold terms joined by spaces, queries are built from terms.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from knowledge.bridge import DictionaryBridge
from knowledge.errors import StorageError
from knowledge.search.facets import facets_of
from knowledge.search.filtering import Narrowing
from knowledge.search.lexical_fields import OF_WHOLE, Field, Fields, PassageAnalyser, whole_fields
from knowledge.search.lexical_filters import filter_clauses
from knowledge.search.lexical_queries import (
    FieldTerms,
    Rarity,
    any_of,
    cut,
    ideal,
    levelled,
    named,
    narrowed,
    unscored,
)
from knowledge.search.lexical_rows import LexicalHit, row_of
from knowledge.search.lexical_shelves import Level, Seen, Shelf, Shelves
from knowledge.search.lexical_store import Column, reason_of
from knowledge.search.nearest import Allowed
from knowledge.types import Audience, DocumentHead, Kind, Language, Passage

_SMALL_LIBRARY = 2_000  # passages
_ANALYSIS = 5  # raise when terms or fields change: an index of another analysis is filled anew


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalRun:
    """Hits best first. `ideal` is the score of a passage that holds every core term to saturation: a scale."""

    hits: tuple[LexicalHit, ...]
    ideal: float


class TantivyIndex:
    """Implements protocols.LexicalIndex. Writing is for one process and one thread at a time, reading for any thread."""

    def __init__(self, folder: Path, bridge: DictionaryBridge, *, owned: bool = True) -> None:
        """`owned`: this process may write. Otherwise what cannot be used raises StorageError and is left alone."""
        self._folder = folder
        self._bridge = bridge
        self._lock = threading.RLock()
        self._shelves = Shelves(folder, f"{_ANALYSIS}-{bridge.version}", owned=owned)
        self._expected: dict[str, Fields] = {}

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────

    def analyser(self) -> PassageAnalyser:
        """Return what turns passages into this index's terms, for other processes."""
        return PassageAnalyser(self._bridge)

    def expect(self, analysed: Mapping[str, Fields]) -> None:
        """Keep the terms of passages that are about to be applied, in place of those that were kept before."""
        self._expected = dict(analysed)

    def applied(self) -> int:
        """Return the last change of the catalogue that the index has seen; 0 when new."""
        return self._shelves.watermark()

    def apply(self, add: Iterable[tuple[DocumentHead, Passage]], remove: Iterable[str], *, upto: int) -> None:
        """Remove documents, then add passages, all or nothing, and remember `upto`.

        All passages of a document come in one call: they take the place of those it had. Raises StorageError when the disk refuses.
        """
        with self._lock:
            try:
                for document_id in remove:
                    self._shelves.delete(document_id)
                self._add(add)
                self._shelves.commit(upto)
            except (OSError, ValueError) as error:
                self._shelves.rollback()
                raise StorageError("storage", path=str(self._folder), reason=reason_of(error)) from error
            except BaseException:
                self._shelves.rollback()
                raise

    def clear(self) -> None:
        """Forget everything, the watermark too."""
        with self._lock:
            self._shelves.clear()

    def close(self) -> None:
        """Finish merging and let go of the folder."""
        with self._lock:
            self._shelves.close()

    def look_again(self) -> None:
        """See what another process committed. Raises StorageError where it is just writing."""
        with self._lock:
            try:
                self._shelves.look_again()
            except (OSError, ValueError) as error:
                raise StorageError("storage", path=str(self._folder), reason=reason_of(error)) from error

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    def count(self, audience: Audience) -> int:
        """Return the number of passages."""
        return sum(self._shelves.rows(shelf) for shelf in _passages_of(audience))

    def holds(self, audiences: Iterable[Audience], language: Language) -> bool:
        """Say whether there is any passage in a language."""
        return any(self._shelves.rows(Shelf(audience, language, Level.PASSAGE)) for audience in audiences)

    def document_ids(self, audience: Audience) -> frozenset[str]:
        """Return the ids of the documents that have a passage in the index."""
        import tantivy

        every = tantivy.Query.all_query()
        return frozenset(
            term
            for shelf in _passages_of(audience)
            for term, passages in self._shelves.searcher(shelf).terms_with_prefix(
                Column.DOCUMENT, "", filter_query=every
            )
            if passages
        )

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

        All fields are of one language. A narrowing lets no other passage in; fewer than k come back only where no
        more are allowed.
        """
        if not wanted:
            return LexicalRun(hits=(), ideal=0.0)
        shelf = Shelf(audience, _language_of(wanted), Level.PASSAGE)
        seen = self._shelves.seen(shelf)
        if kinds is not None and not seen.kinds.intersection(kinds):
            return LexicalRun(hits=(), ideal=0.0)
        parts, query = self._sought(shelf, seen.rarity, wanted)
        if query is None:
            return LexicalRun(hits=(), ideal=0.0)
        filters = self._filters(shelf, kinds, document_ids, narrowing)
        found = _allowed(seen, narrowed(query, filters), k, narrowing)
        return LexicalRun(
            hits=tuple([place.scored(score) for place, score in found]),
            ideal=sum(ideal(seen.rarity, part) for part in parts),
        )

    def documents(
        self, audience: Audience, wanted: Sequence[FieldTerms], document_ids: Iterable[str]
    ) -> dict[str, float]:
        """Return by BM25 how well these documents as wholes hold the terms; those that hold none are missing."""
        ids = sorted(set(document_ids))
        if not wanted or not ids:
            return {}
        shelf = Shelf(audience, _language_of(wanted), Level.DOCUMENT)
        seen = self._shelves.seen(shelf)
        _, query = self._sought(shelf, seen.rarity, wanted)
        if query is None:
            return {}
        filters = self._filters(shelf, None, ids, None)
        found = _allowed(seen, narrowed(query, filters), len(ids), None)
        return {place.document_id: score for place, score in found}

    def locate(
        self,
        audience: Audience,
        passage_ids: Sequence[str],
        *,
        document_ids: Sequence[str] | None = None,
        narrowing: Narrowing | None = None,
    ) -> dict[str, LexicalHit]:
        """Return where each of these passages belongs (score 0); those not in the index or not allowed are missing."""
        shelves = {shelf: self._shelves.seen(shelf) for shelf in _passages_of(audience)}
        found: dict[str, LexicalHit] = {}
        if document_ids is None and narrowing is None:
            read = (
                rows.named(name) for rows in (seen.rows for seen in shelves.values()) for name in passage_ids
            )
            found.update((place.passage_id, place) for place in read if place is not None)
        for shelf, seen in shelves.items():
            missing = [name for name in passage_ids if name not in found]
            if missing:
                query = named(self._schema(shelf), Column.PASSAGE, missing)
                filters = self._filters(shelf, None, document_ids, narrowing)
                places = _allowed(seen, narrowed(unscored(query), filters), len(missing), narrowing)
                found.update((place.passage_id, place) for place, _ in places)
        return found

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

        queries = {
            shelf: narrowed(
                unscored(tantivy.Query.all_query()),
                self._filters(shelf, (kind,), document_ids, narrowing),
            )
            for shelf in _passages_of(audience)
        }
        seen = {shelf: self._shelves.seen(shelf) for shelf in queries}
        count = sum(int(seen[shelf].searcher.search(query, 1).count) for shelf, query in queries.items())
        of_kind = sum(int(one.searcher.doc_freq(Column.KIND, kind)) for one in seen.values())
        share = count / max(1, of_kind)
        if count > at_most:
            return Allowed(share=share, places=None)
        places = (
            place
            for shelf, query in queries.items()
            for place, _ in _allowed(seen[shelf], query, at_most, narrowing)
        )
        return Allowed(share=share, places={place.passage_id: place for place in places})

    def idf(self, audience: Audience, field: Field, terms: Iterable[str]) -> dict[str, float]:
        """Return BM25's inverse document frequency of terms in a field, in a library of 2,000 passages at least.

        In a smaller one a word that every document is about would weigh nothing beside any word that none has.
        """
        rarity = self._shelves.seen(Shelf(audience, field.language, Level.PASSAGE)).rarity
        return {term: rarity.idf(field, term, least=_SMALL_LIBRARY) for term in terms}

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────

    def _add(self, add: Iterable[tuple[DocumentHead, Passage]]) -> None:
        analyse = PassageAnalyser(self._bridge)
        replaced: set[str] = set()
        for document_id, pairs in groupby(add, key=lambda pair: pair[0].document_id):
            some = list(pairs)
            head = some[0][0]
            if document_id not in replaced:
                replaced.add(document_id)
                self._shelves.delete(document_id)
            passages = [passage for _, passage in some]
            unknown = [passage for passage in passages if passage.passage_id not in self._expected]
            analysed = analyse(head, unknown) if unknown else {}
            names = [passage.passage_id for passage in passages]
            fields = [analysed.get(name) or self._expected.pop(name) for name in names]
            self._add_rows(head, passages, fields)

    def _add_rows(self, head: DocumentHead, passages: Sequence[Passage], fields: Sequence[Fields]) -> None:
        facets = facets_of(head)
        by_language: dict[Language, list[Fields]] = {}
        for passage, own in zip(passages, fields, strict=True):
            by_language.setdefault(passage.language, []).append(own)
            shelf = Shelf(head.audience, passage.language, Level.PASSAGE)
            fitting = tuple(pair for pair in own if pair[0] not in OF_WHOLE)
            row = row_of(head, passage.language, fitting, facets, passage_id=passage.passage_id)
            self._shelves.add(shelf, row)
        for language, some in by_language.items():
            shelf = Shelf(head.audience, language, Level.DOCUMENT)
            self._shelves.add(shelf, row_of(head, language, whole_fields(some), facets))

    def _sought(
        self, shelf: Shelf, rarity: Rarity, wanted: Sequence[FieldTerms]
    ) -> tuple[tuple[FieldTerms, ...], Any | None]:
        """Return what is looked for in a shelf, and the query for it; None without a term."""
        parts = levelled(rarity, [cut(rarity, part) for part in wanted])
        return parts, any_of(self._schema(shelf), parts)

    def _schema(self, shelf: Shelf) -> Any:
        return self._shelves.index(shelf).schema

    def _filters(
        self,
        shelf: Shelf,
        kinds: Sequence[Kind] | None,
        document_ids: Sequence[str] | None,
        narrowing: Narrowing | None,
    ) -> list[Any]:
        import tantivy

        schema = self._schema(shelf)
        filters = []
        if kinds is not None and not self._shelves.seen(shelf).kinds <= set(kinds):
            filters.append(tantivy.Query.term_set_query(schema, Column.KIND, list(kinds)))
        if document_ids is not None:
            filters.append(named(schema, Column.DOCUMENT, document_ids))
        if narrowing is not None:
            filters.extend(filter_clauses(schema, narrowing))
        return [unscored(part) for part in filters]


def _passages_of(audience: Audience) -> Iterator[Shelf]:
    return (Shelf(audience, language, Level.PASSAGE) for language in Language)


def _language_of(wanted: Sequence[FieldTerms]) -> Language:
    languages = {part.field.language for part in wanted}
    if len(languages) > 1:
        raise ValueError("fields of two languages in one search")
    return languages.pop()


def _allowed(seen: Seen, query: Any, k: int, narrowing: Narrowing | None) -> list[tuple[LexicalHit, float]]:
    """Return up to k rows that the exact rule lets through, looking further down until there are so many, with their scores."""
    allows = narrowing.allows if narrowing is not None else None
    rows: list[tuple[LexicalHit, float]] = []
    offset, size = 0, k
    while True:
        found = seen.searcher.search(query, size, count=False, offset=offset).hits
        batch = [(seen.rows.at(address), float(score)) for score, address in found]
        if allows is None:
            return batch
        kept = allows({place.document_id for place, _ in batch})
        rows += [row for row in batch if row[0].document_id in kept]
        if len(rows) >= k or len(found) < size:
            return rows[:k]
        offset, size = offset + size, 2 * size
