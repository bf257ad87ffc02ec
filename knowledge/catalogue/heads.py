"""Heads of active documents kept in memory, brought up to date by the change log."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from knowledge.catalogue.rowmaps import head_of, select_heads
from knowledge.catalogue.tables import changes, documents
from knowledge.types import Audience, DocumentHead, Kind

_REREAD_FROM = 2_000  # changed documents: from here on everything is read again
_BATCH = 500

Shelf = dict[str, tuple[int, DocumentHead]]  # document id → (number, head)
_NOTHING: tuple[int, Shelf] = (-1, {})


class HeadCache:
    """One shelf per audience, so that a reader's heads never pass through a filter in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shelves: dict[Audience, tuple[int, Shelf]] = {}
        self._sorted: dict[
            tuple[tuple[Audience, ...], tuple[Kind, ...] | None],
            tuple[tuple[int, ...], tuple[DocumentHead, ...]],
        ] = {}

    def holds(self, audiences: Sequence[Audience], version: int) -> bool:
        """Say whether the shelves of these audiences are as of `version` or later."""
        return all(self._shelves.get(audience, _NOTHING)[0] >= version for audience in audiences)

    def bring_to(self, connection: Connection, audiences: Sequence[Audience], version: int) -> None:
        """Bring the shelves of these audiences up to `version`; the connection may see later changes already."""
        with self._lock:
            for audience in audiences:
                self._bring(connection, audience, version)

    def shelves(self, audiences: Sequence[Audience]) -> list[Shelf]:
        """Return the shelves of these audiences."""
        return [self._shelves[audience][1] for audience in audiences]

    def sorted_heads(
        self, audiences: Sequence[Audience], kinds: Sequence[Kind] | None = None
    ) -> tuple[DocumentHead, ...]:
        """Return all heads of these audiences and kinds, oldest first: the same tuple until one of them changes."""
        key = (tuple(audiences), None if kinds is None else tuple(kinds))
        with self._lock:
            stamp = tuple(self._shelves[audience][0] for audience in audiences)
            cached = self._sorted.get(key)
            if cached is None or cached[0] != stamp:
                pairs = sorted(
                    (pair for shelf in self.shelves(audiences) for pair in shelf.values()),
                    key=lambda pair: pair[0],
                )
                cached = self._sorted[key] = (stamp, of_kinds(tuple(head for _, head in pairs), kinds))
            return cached[1]

    def _bring(self, connection: Connection, audience: Audience, version: int) -> None:
        seen, shelf = self._shelves.get(audience, _NOTHING)
        if seen >= version:
            return
        changed = None if seen < 0 else _changed_since(connection, audience, seen)
        if changed is None or len(changed) > _REREAD_FROM:
            shelf = _read(connection, audience, None)
        elif changed:
            shelf = {name: pair for name, pair in shelf.items() if name not in changed}
            shelf.update(_read(connection, audience, changed))
        self._shelves[audience] = (version, shelf)


def _changed_since(connection: Connection, audience: Audience, seen: int) -> frozenset[str]:
    query = sa.select(changes.c.document_id).where(changes.c.seq > seen, changes.c.audience == audience.value)
    return frozenset(connection.execute(query.distinct()).scalars())


def _read(connection: Connection, audience: Audience, ids: Collection[str] | None) -> Shelf:
    query = select_heads().where(documents.c.audience == audience.value, documents.c.active)
    shelf: Shelf = {}
    for batch in [None] if ids is None else batches(ids, _BATCH):
        rows = connection.execute(query if batch is None else query.where(documents.c.document_id.in_(batch)))
        shelf.update((row[1], (row[0], head_of(row))) for row in rows)
    return shelf


def batches(items: Iterable[str], size: int) -> Iterable[list[str]]:
    """Cut an iterable into lists of at most `size`."""
    batch: list[str] = []
    for item in items:
        batch.append(item)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def of_kinds(heads: tuple[DocumentHead, ...], kinds: Sequence[Kind] | None) -> tuple[DocumentHead, ...]:
    """Keep the heads of these kinds; all where None."""
    return heads if kinds is None else tuple(head for head in heads if head.kind in kinds)
