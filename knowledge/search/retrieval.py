"""Retrieval: a query in, ranked passages of both languages out, only what its audiences may see."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from knowledge.bridge import DictionaryBridge
from knowledge.errors import ModelError
from knowledge.protocols import Catalogue, DenseIndex, Embedder, Reranker, Vectors
from knowledge.search import fusion, grouping
from knowledge.search.candidates import Candidate, Near, nth_best, unranked, varied
from knowledge.search.closeness import ClosenessMeter
from knowledge.search.coverage import CoverageMeter
from knowledge.search.filtering import Narrower
from knowledge.search.fusion import (
    Direction,
    FieldWeight,
    Fused,
    Source,
    directions,
    fuse,
    merge,
    vectors_count,
)
from knowledge.search.lexical import TantivyIndex
from knowledge.search.lexical_queries import FieldTerms
from knowledge.search.lexical_rows import LexicalHit
from knowledge.search.nearest import nearest
from knowledge.search.query_analysis import AskedQuery, QueryAnalyst
from knowledge.search.reranking import MOST_RERANKED, reranked
from knowledge.search.told import EVERYTHING, Told
from knowledge.search.wording import TermWeigher, WordWeigher
from knowledge.types import Audience, DocumentHead, Hit, Language, Passage, Query, Reader, Role

_log = logging.getLogger(__name__)

LEXICAL_DEPTH = 100
DENSE_DEPTH = 100
COMPARED = 30  # of the passages found by words, how many are compared by meaning too
_EMBEDDED_CHARACTERS = 2_000
_NAMED = 2.0  # a document named by its number comes before anything that is merely similar
_CLASSIFIED = 0.25
_SHARED = 10  # ranks of which passages in the other language have their share
_WORTH_LIFTING = 0.5  # of the least score among these, what a passage needs for that
_READ_CLOSELY = 20  # of the best candidates, how many are judged by their best sentences too


def wanting(read: Collection[Language]) -> Callable[[DocumentHead, Passage], bool]:
    """Return what says whether a passage needs a vector: only where the weights of `fusion` make use of one.

    `read` are the languages that the embedder itself reads.
    """

    def wants_vector(head: DocumentHead, passage: Passage) -> bool:
        return vectors_count(head.kind, passage.language, read) and not passage.instruction_like

    return wants_vector


class HybridRetriever:
    """Implements protocols.Retriever over a catalogue, the lexical index, and vectors as far as they are there."""

    def __init__(
        self,
        catalogue: Catalogue,
        lexical: TantivyIndex,
        dense: DenseIndex | None,
        embedder: Embedder | None,
        bridge: DictionaryBridge,
        today: Callable[[], date] = date.today,
        reranker: Reranker | None = None,
        told: Told = EVERYTHING,
    ) -> None:
        self._catalogue = catalogue
        self._lexical = lexical
        self._dense = dense
        self._embedder = embedder
        self._reranker = reranker
        self._told = told
        self._directions = directions(embedder.languages if embedder is not None else ())
        self._meter = CoverageMeter(bridge)
        self._closeness = ClosenessMeter(bridge)
        self._terms = TermWeigher(lexical=lexical)
        self._analyst = QueryAnalyst(catalogue, bridge, self._meter)
        self._narrower = Narrower(catalogue, today)

    def search(self, query: Query) -> tuple[Hit, ...]:
        """Return up to k hits, best first; none for a query without a term or for an empty restriction."""
        if not query.text.strip() or query.k < 1 or query.document_ids == ():
            return ()
        reader = reader_of(query.audiences)
        asked = self._analyse(query, reader)
        return self._measured(asked, self._ranked(asked, reader))

    def rank_documents(self, query: Query) -> tuple[tuple[str, float], ...]:
        """Return (document id, score) by the best of each document's up to k passages: a run for evaluation."""
        if not query.text.strip() or query.k < 1 or query.document_ids == ():
            return ()
        reader = reader_of(query.audiences)
        asked = self._analyse(query, reader)
        best: dict[str, float] = {}
        for choice in self._ranked(asked, reader):
            best.setdefault(choice.document.document_id, choice.score)
        return tuple(best.items())

    def _analyse(self, query: Query, reader: Reader) -> AskedQuery:
        return replace(self._analyst.analyse(query, reader), narrowing=self._narrower.narrow(query, reader))

    def _ranked(self, asked: AskedQuery, reader: Reader) -> list[grouping.Choice]:
        ranked = self._candidates(asked)
        return self._choices(asked, (*self._of_named(asked, reader, ranked), *ranked), reader)

    # ── candidates ───────────────────────────────────────────────────────────────────────────────────────

    def _candidates(self, asked: AskedQuery) -> tuple[Candidate, ...]:
        """Search every audience in both languages and fuse: all candidates, best first."""
        vector = self._embed(asked)
        own: list[Fused] = []
        other: list[Fused] = []
        places: dict[str, LexicalHit] = {}
        for audience in asked.query.audiences:
            near = self._near(asked, audience, vector)
            for language in Language:
                fused = self._direction(asked, audience, language, near, places)
                (own if language is asked.language else other).extend(fused)
        merged = merge(own, other, k=asked.query.k)
        return tuple(Candidate(place=places[hit.passage_id], fused=hit) for hit in merged)

    def _direction(
        self,
        asked: AskedQuery,
        audience: Audience,
        language: Language,
        near: Near,
        places: dict[str, LexicalHit],
    ) -> tuple[Fused, ...]:
        direction = self._directions[asked.language, language]
        query = asked.query
        run = self._lexical.search(
            audience,
            self._wanted(direction, direction.fields, asked, audience),
            k=max(LEXICAL_DEPTH, 2 * query.k),
            kinds=query.kinds,
            document_ids=query.document_ids,
            narrowing=asked.narrowing,
        )
        places.update((hit.passage_id, hit) for hit in run.hits)
        words = {hit.passage_id: hit.score for hit in run.hits}
        cosines: dict[str, float] = {}
        compared: list[LexicalHit] = []
        far: float | None = None
        if direction.dense and near.vector is not None:
            cosines = {
                name: near.cosines[name] for name, place in near.places.items() if place.language is language
            }
            places.update((name, near.places[name]) for name in cosines)
            far = nth_best(cosines.values(), DENSE_DEPTH)
            compared = [hit for hit in run.hits[:COMPARED] if hit.passage_id not in cosines]
            cosines.update(self._compare(audience, near.vector, compared))
        by_words = run.hits[0].score / run.ideal if run.hits and run.ideal else 0.0
        strength = direction.trust * fusion.strength(by_words, max(cosines.values(), default=0.0))
        without = {hit.passage_id for hit in compared if hit.passage_id not in cosines}
        owners = {name: places[name].document_id for name in words.keys() | cosines.keys()}
        by_document = self._lexical.documents(
            audience, self._wanted(direction, direction.whole_fields, asked, audience), owners.values()
        )
        whole = {name: by_document.get(owner, 0.0) for name, owner in owners.items()}
        return fuse(
            words,
            whole,
            cosines,
            direction=direction,
            strength=strength,
            far=far,
            without_vector=without,
        )

    def _wanted(
        self, direction: Direction, fields: Sequence[FieldWeight], asked: AskedQuery, audience: Audience
    ) -> tuple[FieldTerms, ...]:
        return tuple(
            FieldTerms(
                field=weight.field,
                terms=self._terms.weighed(
                    asked.bags[weight.source], weight.field, audience, power=direction.rarity
                ),
                boost=weight.boost,
                core=asked.core if weight.source is Source.OWN else None,
                held_by=weight.held_by,
            )
            for weight in fields
            if asked.bags.get(weight.source)
        )

    def _compare(self, audience: Audience, vector: Vectors, hits: Sequence[LexicalHit]) -> dict[str, float]:
        """Return the cosines of passages that were found by their words; those without a vector are missing."""
        if self._dense is None:
            return {}
        cosines: dict[str, float] = {}
        for kind in sorted({hit.kind for hit in hits}):
            ids = [hit.passage_id for hit in hits if hit.kind is kind]
            cosines.update(self._dense.search(audience, kind, vector, len(ids), ids))
        return cosines

    def _embed(self, asked: AskedQuery) -> Vectors | None:
        if self._dense is None or self._embedder is None:
            return None
        compared = [language for language in Language if self._directions[asked.language, language].dense]
        if not any(self._lexical.holds(asked.query.audiences, language) for language in compared):
            return None  # no passage's vector would count
        try:
            text = self._told.embedder(asked.query)[:_EMBEDDED_CHARACTERS]
            return self._embedder.embed_query(text, asked.language)
        except ModelError as error:  # a remote embedder that is down must not keep words from being found
            _log.warning("no vector for the question, searching by words alone: %s", error)
            return None

    def _near(self, asked: AskedQuery, audience: Audience, vector: Vectors | None) -> Near:
        """Return the nearest passages by vector with their places; those the lexical index lost are left out."""
        if vector is None or self._dense is None:
            return Near(vector=None, places={}, cosines={})
        query = asked.query
        near = nearest(
            self._dense,
            self._lexical,
            audience,
            vector,
            max(DENSE_DEPTH, query.k),
            kinds=query.kinds,
            document_ids=query.document_ids,
            narrowing=asked.narrowing,
        )
        return Near(vector=vector, places=near.places, cosines=near.cosines)

    def _of_named(
        self, asked: AskedQuery, reader: Reader, ranked: Sequence[Candidate]
    ) -> tuple[Candidate, ...]:
        """Return the passages of the documents that the question names, beyond those that were found anyway."""
        found = {candidate.place.passage_id for candidate in ranked}
        within = asked.query.document_ids
        extra: list[Candidate] = []
        for document_id in sorted(asked.named):
            head = self._catalogue.head(document_id, reader)
            if head is None or head.kind not in asked.query.kinds:
                continue
            if within is not None and document_id not in within:
                continue
            passages = [
                passage
                for passage in self._catalogue.document_passages(document_id, reader)
                if passage.passage_id not in found
            ]
            if asked.narrowing is not None:
                ids = [passage.passage_id for passage in passages]
                allowed = self._lexical.locate(head.audience, ids, narrowing=asked.narrowing)
                passages = [passage for passage in passages if passage.passage_id in allowed]
            extra.extend(unranked(head, passage) for passage in passages)
        return tuple(extra)

    # ── hits ─────────────────────────────────────────────────────────────────────────────────────────────

    def _choices(
        self, asked: AskedQuery, ranked: Sequence[Candidate], reader: Reader
    ) -> list[grouping.Choice]:
        k = asked.query.k
        depth = k if self._reranker is None else max(k, MOST_RERANKED)
        pool = varied(self._boosted(asked, ranked))[: max(2 * k, 40, depth)]
        heads = self._heads(
            {candidate.place.document_id for candidate in pool}, reader, asked.query.audiences
        )
        wanted = [candidate for candidate in pool if candidate.place.document_id in heads]
        passages = self._catalogue.passages([candidate.place.passage_id for candidate in wanted], reader)
        texts = {passage.passage_id: passage for passage in passages}
        held = [candidate for candidate in wanted if candidate.place.passage_id in texts]
        choices = [
            grouping.Choice(
                passage=texts[candidate.place.passage_id],
                document=heads[candidate.place.document_id],
                score=candidate.score,
                components=candidate.fused.components,
            )
            for candidate in self._read_closely(asked, held, texts, heads)
        ]
        chosen = grouping.arrange(
            choices,
            question=asked.query.text,
            language=asked.language,
            articles=asked.articles,
            k=len(choices),
            named=asked.named,
        )
        if self._reranker is not None:
            told = self._told.reranker(asked.query)
            chosen = reranked(self._reranker, asked.query.text, chosen[:depth], named=asked.named, told=told)
        first = min(k, _SHARED)
        return fusion.shared(chosen, _worth_lifting(asked, chosen, first), k=first)[:k]

    def _read_closely(
        self,
        asked: AskedQuery,
        candidates: Sequence[Candidate],
        texts: Mapping[str, Passage],
        heads: Mapping[str, DocumentHead],
    ) -> list[Candidate]:
        """Let the wording of the first candidates count: who has the best of a direction loses nothing."""
        read = list(candidates)
        for language in Language:
            direction = self._directions[asked.language, language]
            rows = [row for row, candidate in enumerate(read) if candidate.place.language is language]
            first = [row for row in rows if row < _READ_CLOSELY]
            if not first or not direction.closeness.weight:
                continue
            best = max(read[row].fused.score for row in first)
            close = self._closeness.scores(
                [texts[read[row].place.passage_id] for row in first],
                [heads[read[row].place.document_id].title for row in first],
                self._terms.wording(asked, direction),
                direction.closeness,
            )
            gains = dict(zip(first, close, strict=True))
            for row in rows:
                read[row] = read[row].closer(
                    gains.get(row, 0.0), best=best, weight=direction.closeness.weight
                )
        return read

    def _boosted(self, asked: AskedQuery, ranked: Sequence[Candidate]) -> list[Candidate]:
        if not asked.named and not asked.classified:
            return list(ranked)
        raised = [
            replace(
                candidate,
                raised=(_NAMED if candidate.place.document_id in asked.named else 0.0)
                + (_CLASSIFIED if candidate.place.document_id in asked.classified else 0.0),
            )
            for candidate in ranked
        ]
        return sorted(raised, key=lambda candidate: -candidate.score)

    def _heads(
        self, document_ids: Iterable[str], reader: Reader, audiences: Sequence[Audience]
    ) -> dict[str, DocumentHead]:
        heads = self._catalogue.heads(reader, ids=sorted(document_ids))
        return {head.document_id: head for head in heads if head.audience in audiences}

    def _measured(self, asked: AskedQuery, chosen: Sequence[grouping.Choice]) -> tuple[Hit, ...]:
        most = len(chosen) if asked.query.measured is None else min(asked.query.measured, len(chosen))
        coverages = [*(self._coverages(asked, chosen[:most]) if most else ()), *[0.0] * (len(chosen) - most)]
        return tuple(
            Hit(
                rank=rank,
                score=choice.score,
                coverage=covered,
                passage=choice.passage,
                document=choice.document,
                components=choice.components,
            )
            for rank, (choice, covered) in enumerate(zip(chosen, coverages, strict=True), start=1)
        )

    def _coverages(self, asked: AskedQuery, chosen: Sequence[grouping.Choice]) -> list[float]:
        weigh = WordWeigher(lexical=self._lexical, audience=asked.query.audiences[0])
        words = self._meter.asked(asked.subject, asked.language, weigh)
        if not words:  # a bare number asks for its document
            return [float(choice.document.document_id in asked.named) for choice in chosen]
        return [self._meter.coverage(words, choice.passage, choice.document) for choice in chosen]


def reader_of(audiences: Sequence[Audience]) -> Reader:
    """Return a reader who may see just as much as these audiences."""
    return Reader(user="", role=Role.OFFICER if Audience.INTERNAL in audiences else Role.SME)


def _worth_lifting(
    asked: AskedQuery, chosen: Sequence[grouping.Choice], k: int
) -> Callable[[grouping.Choice], bool]:
    """Return what tells passages in the other language that are worth a rank among the first k."""
    least = _WORTH_LIFTING * min((choice.score for choice in chosen[:k]), default=0.0)
    return lambda choice: choice.passage.language is not asked.language and choice.score >= least
