"""The dense index is filled in behind: a thread embeds what pays, newest documents first, and stops within a second."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from knowledge.catalogue import SqlCatalogue
from knowledge.disk import storing_in
from knowledge.errors import PatentBridgeError
from knowledge.following import Indexed, net_change
from knowledge.pausing import Gate
from knowledge.protocols import DenseIndex, Embedder
from knowledge.types import Audience, DocumentHead, Kind, Passage, Reader, Role
from knowledge.vector_cache import Vector, VectorCache, text_digest

_log = logging.getLogger(__name__)

_EVERYONE = Reader(user="indexing", role=Role.OFFICER)
_CHUNK = 512  # passages embedded before they go into the index
_AT_ONCE = 32  # passages embedded without looking up: a tenth of a second or two
_RETRY_S = 30.0
_MOST = 0.95  # of the changes of the catalogue

Shelf = tuple[Audience, Kind]
Wants = Callable[[DocumentHead, Passage], bool]
Pair = tuple[DocumentHead, Passage]


class _Closing(Exception):
    """Somebody wants the filler to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseState:
    """What is written beside the dense index: who built it, from which catalogue, up to which change."""

    embedder_id: str
    library_id: str
    applied: int = 0
    vectors: int = 0


def read_state(path: Path) -> DenseState | None:
    """Read what stands beside the index; None where nothing legible does."""
    try:
        return DenseState(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def write_state(path: Path, state: DenseState) -> None:
    """Write it in one step, so that a kill leaves the old or the new."""
    with storing_in(path):
        beside = path.with_name(f"{path.name}.part")
        beside.write_text(json.dumps(asdict(state)), encoding="utf-8")
        os.replace(beside, path)


@dataclass(frozen=True, slots=True, kw_only=True)
class FillProgress:
    """Where the filler stands. `done` once every passage that deserves a vector has one."""

    done: bool
    documents_left: int
    vectors: int
    paused: bool
    failure: PatentBridgeError | None = None


class DenseFiller:
    """Owns the dense index's contents: nothing else adds to it or removes from it."""

    def __init__(
        self,
        catalogue: SqlCatalogue,
        dense: DenseIndex,
        embedder: Embedder,
        cache: VectorCache,
        *,
        state_path: Path,
        state: DenseState,
        wants: Wants,
        shared: bool = False,
    ) -> None:
        """`shared`: other processes fill the same index, so that what is there is looked up."""
        self._catalogue = catalogue
        self._dense = dense
        self._embedder = embedder
        self._cache = cache
        self._state_path = state_path
        self._state = state
        self._wants = wants
        self._shared = shared
        self._wake = threading.Event()
        self._gate = Gate()
        self._closing = False
        self._idle = threading.Condition()
        self._left = 0
        self._failure: PatentBridgeError | None = None
        self._delay_s = 0.0
        self._at_once = threading.Event()
        self._thread: threading.Thread | None = None
        self._filling = threading.Lock()

    # ── for the library and the page ─────────────────────────────────────────────────────────────────────

    def start(self, delay_s: float = 0.0) -> None:
        """Start filling in the background, after a while, so that a first question does not compete with it."""
        self._delay_s = delay_s
        self._thread = threading.Thread(target=self._run, name="dense-filler", daemon=True)
        self._wake.set()
        self._thread.start()

    def notify(self) -> None:
        """Say that the catalogue changed."""
        self._wake.set()

    def look_again(self) -> None:
        """Take over how far another process has filled the index."""
        self._state = read_state(self._state_path) or self._state

    def pause(self) -> None:
        """Stop after the passages that are being embedded, until `resume`."""
        self._gate.hold()

    def resume(self) -> None:
        self._gate.let_go()

    def paused(self) -> AbstractContextManager[None]:
        """Stand still inside the block: for an ingest, and for a question, which needs the processor now."""
        return self._gate.held()

    def close(self) -> None:
        """Stop within a second; what is left goes on at the next start."""
        self._closing = True
        self._at_once.set()
        self._wake.set()
        self._gate.open_for_good()
        if self._thread is not None:
            self._thread.join()

    def progress(self) -> FillProgress:
        return FillProgress(
            done=self._state.applied >= self._catalogue.version(),
            documents_left=self._left,
            vectors=self._state.vectors,
            paused=self._gate.is_held,
            failure=self._failure,
        )

    @property
    def holds_most(self) -> bool:
        """Say whether hardly a document waits for vectors: beside others, those without any look far from everything."""
        return self._state.applied >= _MOST * self._catalogue.version()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until all is filled in; False when time runs out, or a failure or `close` ended the work."""
        self._at_once.set()
        self.notify()
        with self._idle:
            self._idle.wait_for(
                lambda: self._closing or self._failure is not None or self._is_done(), timeout_s
            )
            return self._is_done()

    def fill(self, on_embedded: Indexed | None = None) -> None:
        """Do all the work now, in the caller's thread. Raises StorageError or ModelError."""
        with self._filling:
            self._fill(on_embedded)

    # ── the thread ───────────────────────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        self._at_once.wait(self._delay_s)
        while not self._closing:
            self._wake.wait(None if self._failure is None else _RETRY_S)
            self._wake.clear()
            try:
                self.fill()
                self._failure = None
            except _Closing:
                break
            except PatentBridgeError as error:
                _log.warning("filling in vectors stopped: %s", error)
                self._failure = error
            with self._idle:
                self._idle.notify_all()
        with self._idle:
            self._idle.notify_all()

    def _is_done(self) -> bool:
        return self._state.applied >= self._catalogue.version()

    def _fill(self, on_embedded: Indexed | None) -> None:
        target = self._catalogue.version()
        changes = self._catalogue.changes_after(self._state.applied, target) if target else ()
        if not changes:
            return
        net = net_change(changes)
        back = set(net.added)
        present: dict[Shelf, set[str]] = {}
        self._remove([name for name in net.removed if name not in back], present)
        newest_first = net.added[::-1]
        self._left = len(newest_first)
        for chunk in self._chunks(newest_first, present):
            self._embed(chunk, present)
            if on_embedded is not None:
                on_embedded(len(chunk))
        self._left = 0
        self._save(replace(self._state, applied=changes[-1].seq))

    def _remove(self, document_ids: Sequence[str], present: dict[Shelf, set[str]]) -> None:
        for document_id in document_ids:
            self._check()
            shelf = self._catalogue.shelf_of(document_id)
            if shelf is None:
                continue
            held = self._present(shelf, present)
            passages = self._catalogue.document_passages(document_id, _EVERYONE) if held else ()
            ids = [passage.passage_id for passage in passages if passage.passage_id in held]
            if ids:
                self._dense.remove(*shelf, ids)
                held.difference_update(ids)
                self._save(replace(self._state, vectors=max(0, self._state.vectors - len(ids))))

    def _present(self, shelf: Shelf, present: dict[Shelf, set[str]]) -> set[str]:
        if shelf not in present:  # opening an index that holds nothing costs more than knowing that it does
            present[shelf] = (
                set(self._dense.passage_ids(*shelf)) if self._state.vectors or self._shared else set()
            )
        return present[shelf]

    def _chunks(self, document_ids: Sequence[str], present: dict[Shelf, set[str]]) -> Iterator[list[Pair]]:
        chunk: list[Pair] = []
        seen: set[str] = set()
        for batch in self._catalogue.passage_batches(document_ids):
            self._check()
            for head, passage in batch:
                seen.add(head.document_id)
                if not self._wants(head, passage):
                    continue
                if passage.passage_id not in self._present((head.audience, head.kind), present):
                    chunk.append((head, passage))
                if len(chunk) >= _CHUNK:
                    yield chunk
                    chunk = []
            self._left = len(document_ids) - len(seen)
        if chunk:
            yield chunk

    def _embed(self, chunk: list[Pair], present: dict[Shelf, set[str]]) -> None:
        vectors = self._vectors([passage for _, passage in chunk])
        # written first: from the first vector on the folder belongs to this embedder
        self._save(replace(self._state, vectors=self._state.vectors + len(chunk)))
        by_shelf: dict[Shelf, list[Passage]] = {}
        for head, passage in chunk:
            by_shelf.setdefault((head.audience, head.kind), []).append(passage)
        for shelf, passages in by_shelf.items():
            rows = np.stack([vectors[text_digest(p.text, p.language)] for p in passages])
            self._dense.add(*shelf, [p.passage_id for p in passages], rows)
            present[shelf].update(p.passage_id for p in passages)

    def _vectors(self, passages: Sequence[Passage]) -> Mapping[bytes, Vector]:
        wanted = {text_digest(p.text, p.language): p for p in passages}
        known = dict(self._cache.get(self._embedder.embedder_id, list(wanted)))
        missing = sorted((d for d in wanted if d not in known), key=lambda d: len(wanted[d].text))
        for start in range(0, len(missing), _AT_ONCE):
            self._check()
            digests = missing[start : start + _AT_ONCE]
            some = [wanted[digest] for digest in digests]
            rows = self._embedder.embed_passages([p.text for p in some], [p.language for p in some])
            made = dict(zip(digests, rows, strict=True))
            self._cache.put(self._embedder.embedder_id, made)
            known.update(made)
        return known

    def _check(self) -> None:
        self._gate.pass_through()
        if self._closing:
            raise _Closing

    def _save(self, state: DenseState) -> None:
        write_state(self._state_path, state)
        self._state = state
