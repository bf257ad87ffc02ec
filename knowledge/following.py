"""The lexical index follows the catalogue's change log: what was written is applied, in order, once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.catalogue import Change, ChangeOp, SqlCatalogue
from knowledge.protocols import LexicalIndex
from knowledge.types import DocumentHead, Passage

_log = logging.getLogger(__name__)

_CHANGES = 10_000  # documents in one commit of the index: each commit is a piece of it that every search looks through

Indexed = Callable[[int], None]  # told how many passages went in


@dataclass(frozen=True, slots=True, kw_only=True)
class NetChange:
    """What a stretch of the change log comes to. A document that went and came back is in both."""

    removed: tuple[str, ...]
    added: tuple[str, ...]


def net_change(changes: Sequence[Change]) -> NetChange:
    """Fold changes, oldest first: a document is added when that was the last thing said of it."""
    last = {change.document_id: change.op for change in changes}
    removed = dict.fromkeys(change.document_id for change in changes if change.op is ChangeOp.REMOVE)
    order = dict.fromkeys(change.document_id for change in reversed(changes))
    added = [name for name in reversed(list(order)) if last[name] is ChangeOp.ADD]
    return NetChange(removed=tuple(removed), added=tuple(added))


def catch_up(catalogue: SqlCatalogue, lexical: LexicalIndex, on_indexed: Indexed | None = None) -> int:
    """Apply everything that the index has not seen; return the number of passages that went in.

    Raises StorageError; what was applied until then stays.
    """
    total = 0
    seen = lexical.applied()
    if seen > catalogue.version():
        _log.warning("the lexical index knows changes that the catalogue does not: filling it again")
        lexical.clear()
        seen = 0
    while changes := catalogue.changes_after(seen, _CHANGES):
        net = net_change(changes)
        counter = _Counter(on_indexed)
        seen = changes[-1].seq
        lexical.apply(counter.count(catalogue.passage_batches(net.added)), net.removed, upto=seen)
        total += counter.total
    return total


class _Counter:
    def __init__(self, on_indexed: Indexed | None) -> None:
        self.total = 0
        self._on_indexed = on_indexed

    def count(
        self, batches: Iterator[tuple[tuple[DocumentHead, Passage], ...]]
    ) -> Iterator[tuple[DocumentHead, Passage]]:
        for batch in batches:
            yield from batch
            self.total += len(batch)
            if self._on_indexed is not None:
                self._on_indexed(len(batch))
