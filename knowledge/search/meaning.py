"""Search by meaning alone: a text in, the documents nearest to it out, by what the first of them say as well.

What a text asks for and what the right documents say often share few words. So the vectors of those that were found first
are added to the text's own, as Rocchio did with words (1971), before the nearest are looked for.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.errors import ModelError
from knowledge.protocols import DenseIndex, Embedder, Vectors
from knowledge.search.lexical import TantivyIndex
from knowledge.search.nearest import nearest
from knowledge.search.told import EVERYTHING, Told
from knowledge.types import Audience, Language, Query

_log = logging.getLogger(__name__)
_MOST_CHARACTERS = 2_000  # that a text's vector is made of


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningSearch:
    """Documents by the vectors of their passages. Safe to use from several threads."""

    lexical: TantivyIndex
    dense: DenseIndex | None
    embedder: Embedder | None
    told: Told = EVERYTHING

    def documents(
        self, query: Query, language: Language, like: Sequence[str] = ()
    ) -> tuple[tuple[str, float], ...]:
        """Return (document id, cosine) of the documents that the k nearest passages belong to, best first.

        `like` are ids of passages that were found first: together they count as much as the query itself. Nothing is
        found where there are no vectors, or where the service that makes them is down.
        """
        vector = self._vector(query, language)
        if vector is None or self.dense is None:
            return ()
        best: dict[str, float] = {}
        for audience in query.audiences:
            aim = self._drawn(vector, query, audience, like)
            near = nearest(
                self.dense,
                self.lexical,
                audience,
                aim,
                query.k,
                kinds=query.kinds,
                document_ids=query.document_ids,
            )
            for name, cosine in near.cosines.items():
                document = near.places[name].document_id
                best[document] = max(cosine, best.get(document, -1.0))
        return tuple(sorted(best.items(), key=lambda pair: (-pair[1], pair[0])))

    def _vector(self, query: Query, language: Language) -> Vectors | None:
        if self.embedder is None or not query.text.strip():
            return None
        try:
            text = self.told.embedder(query)[:_MOST_CHARACTERS]
            return _unit(self.embedder.embed_query(text, language))
        except ModelError as error:
            _log.warning("no vector for the text, searching by words alone: %s", error)
            return None

    def _drawn(self, vector: Vectors, query: Query, audience: Audience, like: Sequence[str]) -> Vectors:
        """Return the vector moved towards what was found first; one that has no vector yet moves nothing."""
        if self.dense is None or not like:
            return vector
        found = [row for kind in query.kinds for row in self.dense.vectors(audience, kind, like).values()]
        return _unit(vector + np.mean(found, axis=0)) if found else vector


def _unit(vector: Vectors) -> Vectors:
    flat: Vectors = np.asarray(vector, dtype=np.float32).reshape(-1)
    return flat / max(float(np.linalg.norm(flat)), 1e-9)
