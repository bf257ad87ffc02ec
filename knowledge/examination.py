"""Is the library in order? The catalogue checks itself and is compared with both indexes; what differs is named."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.catalogue import SqlCatalogue
from knowledge.errors import StorageError
from knowledge.filling import FillProgress, Wants
from knowledge.protocols import DenseIndex, LexicalIndex
from knowledge.types import Audience, Kind

_log = logging.getLogger(__name__)

_EVERY = 20  # documents of which one is compared with its passages, character by character


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceExamination:
    """One audience: numbers on both sides and the ids that differ."""

    audience: Audience
    documents: int
    passages: int
    lexical_passages: int
    lexical_missing: tuple[str, ...]  # document ids
    lexical_extra: tuple[str, ...]
    vectors_wanted: int
    vectors: int
    vectors_missing: tuple[str, ...]  # passage ids
    vectors_extra: tuple[str, ...]
    dense_damaged: bool = False  # it could not be read at all

    def complaints(self, *, filled: bool) -> tuple[str, ...]:
        """Return codes of what is wrong; vectors may be missing while they are still being filled in."""
        found = {
            "lexical_missing": bool(self.lexical_missing),
            "lexical_extra": bool(self.lexical_extra),
            "lexical_count": self.lexical_passages != self.passages,
            "dense_damaged": self.dense_damaged,
            "vectors_missing": filled and not self.dense_damaged and bool(self.vectors_missing),
            "vectors_extra": filled and bool(self.vectors_extra),
        }
        return tuple(code for code, wrong in found.items() if wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What `doctor` found. `complaints` are codes; where there are none the library is in order."""

    version: int
    audiences: tuple[AudienceExamination, ...]
    catalogue_complaints: tuple[str, ...]  # in the database's words
    misplaced_passages: tuple[str, ...]  # passage ids whose offsets do not give their text
    vectors_done: bool
    documents_left: int  # still to be filled in
    embedder_id: str

    @property
    def complaints(self) -> tuple[str, ...]:
        own = ("catalogue",) * bool(self.catalogue_complaints) + ("offsets",) * bool(self.misplaced_passages)
        return own + tuple(
            f"{code}:{one.audience}"
            for one in self.audiences
            for code in one.complaints(filled=self.vectors_done)
        )

    @property
    def healthy(self) -> bool:
        return not self.complaints


def examine(
    catalogue: SqlCatalogue,
    lexical: LexicalIndex,
    dense: DenseIndex,
    *,
    wants: Wants,
    filled: FillProgress,
    embedder_id: str,
) -> Examination:
    """Compare everything. Reads the whole catalogue: seconds on a large library."""
    return Examination(
        version=catalogue.version(),
        audiences=tuple(_examine_audience(a, catalogue, lexical, dense, wants) for a in Audience),
        catalogue_complaints=catalogue.integrity(),
        misplaced_passages=catalogue.misplaced_passages(every=_EVERY),
        vectors_done=filled.done,
        documents_left=filled.documents_left,
        embedder_id=embedder_id,
    )


def _examine_audience(
    audience: Audience, catalogue: SqlCatalogue, lexical: LexicalIndex, dense: DenseIndex, wants: Wants
) -> AudienceExamination:
    ids = catalogue.active_ids(audience)
    indexable = catalogue.active_ids(audience, with_passages=True)
    indexed = lexical.document_ids(audience)
    wanted = dict(_wanted(catalogue, indexable, wants))
    vectors = _held(dense, audience)
    held = vectors or frozenset()
    return AudienceExamination(
        audience=audience,
        documents=len(ids),
        passages=catalogue.passage_total(audience),
        lexical_passages=lexical.count(audience),
        lexical_missing=tuple(sorted(indexable - indexed)),
        lexical_extra=tuple(sorted(indexed - indexable)),
        vectors_wanted=len(wanted),
        vectors=len(held),
        vectors_missing=tuple(sorted(wanted.keys() - held)),
        vectors_extra=tuple(sorted(held - wanted.keys())),
        dense_damaged=vectors is None,
    )


def _held(dense: DenseIndex, audience: Audience) -> frozenset[str] | None:
    try:
        return frozenset(name for kind in Kind for name in dense.passage_ids(audience, kind))
    except StorageError as error:
        _log.warning("the dense index cannot be read: %s", error)
        return None


def _wanted(catalogue: SqlCatalogue, ids: frozenset[str], wants: Wants) -> Iterator[tuple[str, Kind]]:
    for batch in catalogue.passage_batches(sorted(ids)):
        for head, passage in batch:
            if wants(head, passage):
                yield passage.passage_id, head.kind
