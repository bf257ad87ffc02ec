"""The library on disk: one folder, one owner; the catalogue and the two indexes that follow it."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from knowledge.backups.restoring import put_in_place
from knowledge.catalogue import SqlCatalogue
from knowledge.catalogue.engine import sqlite_url
from knowledge.catalogue.rows import Analysed
from knowledge.disk import storing_in
from knowledge.errors import ClosingError, EmbedderMismatchError, NotFoundError, StorageError
from knowledge.examination import Examination, examine
from knowledge.filling import DenseFiller, DenseState, Wants, read_state, write_state
from knowledge.finding import FoundFile
from knowledge.following import Indexed, catch_up
from knowledge.ingestion import OnProgress, ingest_files
from knowledge.locking import FolderLock
from knowledge.parsing import Parser
from knowledge.protocols import AnalysingIndex, DenseIndex, Embedder, LexicalIndex, TokenCounter
from knowledge.regularly import Regularly
from knowledge.samples_library import sample_files
from knowledge.types import Audience, IngestReport, Language, Reader, Role
from knowledge.use import Use
from knowledge.vector_cache import VectorCache, text_digest

if TYPE_CHECKING:
    from knowledge.bridge import DictionaryBridge

_log = logging.getLogger(__name__)

_FOLLOWS_S = 1.0  # what other processes changed
_FILLER_DELAY_S = 3.0  # a command that only asks something is over by then
_EVERYONE = Reader(user="housekeeping", role=Role.OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """How the pieces that a library is made of are opened; tests put fakes here."""

    lexical: Callable[[Path], LexicalIndex]
    dense: Callable[[Path, str], DenseIndex]
    wants: Wants
    counter: TokenCounter
    shared_dense: Callable[[str, str], DenseIndex] | None = None  # of a library and an embedder, on a server


def default_parts(
    bridge: DictionaryBridge | None = None,
    read: Collection[Language] = (Language.EN,),
    *,
    chroma_url: str | None = None,
) -> Parts:
    """Return Tantivy, Chroma, our policy of what gets a vector, and the token counter; nothing is opened yet.

    `read` are the languages that the embedder itself reads; with `chroma_url` the vectors are on that server.
    """
    from knowledge.bridge import DictionaryBridge
    from knowledge.search.dense import ChromaIndex
    from knowledge.search.dense_server import ChromaServerIndex
    from knowledge.search.lexical import TantivyIndex
    from knowledge.search.retrieval import wanting
    from knowledge.tokens import token_counter

    shared = bridge or DictionaryBridge()
    return Parts(
        lexical=lambda folder: TantivyIndex(folder, shared),
        dense=ChromaIndex,
        wants=wanting(read),
        counter=token_counter(),
        shared_dense=partial(ChromaServerIndex, chroma_url) if chroma_url else None,
    )


class Library:
    """Everything that is held, and the only thing that changes it. Made by `open_library`; close it when done.

    `lexical` and `dense` are other objects after `reindex`: what was built over them is built again by listeners.
    """

    def __init__(
        self,
        home: Path,
        *,
        catalogue: SqlCatalogue,
        embedder: Embedder,
        parts: Parts,
        lock: FolderLock,
        today: Callable[[], date],
    ) -> None:
        self.home = home
        self.catalogue = catalogue
        self.embedder = embedder
        self._parts = parts
        self._lock = lock
        self._today = today
        self._changing = threading.RLock()
        self._changers = 0
        self._stopping = threading.Event()
        self._listeners: list[Callable[[], None]] = []
        self._followers: list[Callable[[], None]] = []
        self._indexes = Use()
        self._cache = VectorCache(home / "vectors.sqlite")
        self.lexical = parts.lexical(home / "lexical")
        self.dense = self._open_dense()
        self.filler = self._new_filler(self.dense, self._state_path)

    # ── contents ─────────────────────────────────────────────────────────────────────────────────────────

    def is_empty(self) -> bool:
        """Say whether nothing was ever put in: such a library is filled with the samples."""
        return self.catalogue.is_empty()

    def load_samples(self, on_progress: OnProgress | None = None) -> IngestReport:
        """Put in the library that ships with the program; what is there already stays as it is."""
        with sample_files() as files:
            return self.ingest_found(files, audience=Audience.PUBLIC, on_progress=on_progress, sample=True)

    def ingest_found(
        self, files: Iterable[FoundFile], *, audience: Audience, on_progress: OnProgress | None, sample: bool
    ) -> IngestReport:
        return ingest_files(files, audience=audience, library=self, on_progress=on_progress, sample=sample)

    def remove(self, document_ids: Iterable[str] = (), *, samples: bool = False, purge: bool = False) -> int:
        """Let documents stop answering at once; return how many did. Old citations still open them.

        With `purge` their words leave the catalogue, the index and the vectors too, and those of documents that were
        removed before; nothing opens them any more. Raises NotFoundError naming the first id that is not there,
        before anything is removed.
        """
        wanted = tuple(document_ids)
        for document_id in wanted:
            if self.catalogue.head(document_id, _EVERYONE) is None:
                raise NotFoundError(name=document_id)
        with self.changing():
            removed = self.catalogue.remove_samples() if samples else 0
            if purge and wanted:
                removed += self._purge(wanted)
            elif wanted:
                removed += self.catalogue.deactivate(wanted)
            self.catch_up()
        return removed

    def _purge(self, document_ids: Sequence[str]) -> int:
        with self.filler.paused():
            passages = self.catalogue.texts_of(document_ids)
            removed = self.catalogue.purge(document_ids)
            self._cache.forget([text_digest(passage.text, passage.language) for passage in passages])
        return removed

    def drop_file(self, location: str) -> int:
        """Forget a file that is gone; documents that no other file holds stop answering. Return how many did."""
        with self.changing():
            removed = self.catalogue.drop_file(location)
            self.catch_up()
        return removed

    def parser(self, audience: Audience, *, sample: bool) -> Parser:
        return Parser(
            audience=audience,
            loaded_on=self._today(),
            counter=self._parts.counter,
            fits=self.embedder.fits,
            sample=sample,
            analyser=self.lexical.analyser() if isinstance(self.lexical, AnalysingIndex) else None,
        )

    # ── indexes ──────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the right to change the library: one at a time inside the process that owns it."""
        with self._changing:
            self._changers += 1
            try:
                yield
            finally:
                self._changers -= 1

    @property
    def is_changing(self) -> bool:
        """Say whether somebody changes the library now: files are loaded, documents removed, indexes built."""
        return self._changers > 0

    def stop_taking_in(self) -> None:
        """Have what loads files stop after what it stores now; the next run goes on there."""
        self._stopping.set()

    def check_taking_in(self) -> None:
        """Raise ClosingError where loading shall stop."""
        if self._stopping.is_set():
            raise ClosingError

    def let_changes_end(self, limit_s: float) -> None:
        """Stop taking in, and wait so long until nobody changes the library any more."""
        self.stop_taking_in()
        if self._changing.acquire(timeout=limit_s):
            self._changing.release()

    def expect(self, analysed: Mapping[str, Analysed]) -> None:
        """Tell the lexical index what its analyser made of passages that were written just now."""
        if isinstance(self.lexical, AnalysingIndex):
            self.lexical.expect(analysed)

    def catch_up(self, on_indexed: Indexed | None = None) -> int:
        """Bring the lexical index up to the catalogue, and wake the filler; return the passages that went in."""
        with self.changing():
            total = catch_up(self.catalogue, self.lexical, on_indexed)
        self.filler.notify()
        for follower in self._followers:
            follower()
        return total

    def follow(self) -> Regularly | None:
        """Keep up with what other processes change, until that is closed; None where there can be none."""
        if self.catalogue.engine.dialect.name == "sqlite":
            return None
        follower = Regularly(
            self._follow, name="follower", failed="what others changed is not known yet", every_s=_FOLLOWS_S
        )
        follower.start()
        return follower

    def _follow(self) -> None:
        if self.lexical.applied() != self.catalogue.version():
            self.catch_up()

    def using_indexes(self) -> AbstractContextManager[None]:
        """Keep `lexical` and `dense` what they are inside the block: whoever reads them does so in one."""
        return self._indexes.using()

    def on_change(self, follower: Callable[[], None]) -> None:
        """Call `follower` whenever documents were taken in or removed."""
        self._followers.append(follower)

    def on_reindex(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever `lexical` and `dense` have become other objects, before anybody uses them."""
        self._listeners.append(listener)

    def reindex(self, on_indexed: Indexed | None = None, on_embedded: Indexed | None = None) -> None:
        """Build both indexes anew beside the old ones, from the catalogue alone, and put them in their place.

        Vectors that this embedder made before are taken from the cache. Raises StorageError or ModelError; the old
        indexes stay until the new ones are whole.
        """
        with self.changing():
            self.filler.close()
            try:
                self._build_beside(on_indexed, on_embedded)
                with self._indexes.replacing():
                    self._replace()
            finally:
                self.filler = self._new_filler(self.dense, self._state_path)
                self.filler.start()
            if self._parts.shared_dense is not None:
                self.filler.fill(on_embedded)

    def _build_beside(self, on_indexed: Indexed | None, on_embedded: Indexed | None) -> None:
        _discard(self.home)
        lexical = self._parts.lexical(self.home / "lexical.new")
        try:
            catch_up(self.catalogue, lexical, on_indexed)
        finally:
            lexical.close()
        if self._parts.shared_dense is not None:
            return  # others search those vectors meanwhile: what is missing is added, what is too much removed
        dense = self._parts.dense(self.home / "dense.new", self.embedder.embedder_id)
        try:
            self._new_filler(dense, self.home / "dense.new.json").fill(on_embedded)
        finally:
            dense.close()

    def _swap(self) -> None:
        with storing_in(self.home):
            # written first: should we be killed in between, the filler starts from nothing, helped by the cache
            write_state(self._state_path, self._fresh_state())
            for name in ("lexical", "dense"):
                new, current, old = (self.home / f"{name}{suffix}" for suffix in (".new", "", ".old"))
                if current.exists():
                    current.rename(old)
                if new.exists():
                    new.rename(current)
            beside = self.home / "dense.new.json"
            if beside.exists():
                beside.replace(self._state_path)
        _discard(self.home)

    def _replace(self) -> None:
        self.lexical.close()
        self.dense.close()
        try:
            self._swap()
        finally:
            self.lexical = self._parts.lexical(self.home / "lexical")
            self.dense = self._open_dense()
            for listener in self._listeners:
                listener()

    def _open_dense(self) -> DenseIndex:
        if self._parts.shared_dense is not None:
            return self._parts.shared_dense(self.catalogue.library_id(), self.embedder.embedder_id)
        return self._parts.dense(self.home / "dense", self.embedder.embedder_id)

    # ── the dense index ──────────────────────────────────────────────────────────────────────────────────

    @property
    def _state_path(self) -> Path:
        return self.home / "dense.json"

    def _fresh_state(self) -> DenseState:
        return DenseState(
            embedder_id=self.embedder.embedder_id,
            library_id=self.catalogue.library_id(),
            applied=0,
            vectors=0,
        )

    def _new_filler(self, dense: DenseIndex, state_path: Path) -> DenseFiller:
        return DenseFiller(
            self.catalogue,
            dense,
            self.embedder,
            self._cache,
            state_path=state_path,
            state=read_state(state_path) or self._fresh_state(),
            wants=self._parts.wants,
            shared=self._parts.shared_dense is not None,
        )

    # ── housekeeping ─────────────────────────────────────────────────────────────────────────────────────

    def doctor(self) -> Examination:
        """Compare the catalogue with both indexes and check it; see Examination.healthy."""
        with self.changing():
            return examine(
                self.catalogue,
                self.lexical,
                self.dense,
                wants=self._parts.wants,
                filled=self.filler.progress(),
                embedder_id=self.embedder.embedder_id,
            )

    def close(self) -> None:
        """Stop the filler, let go of all files and of the lock. May be called twice."""
        self.filler.close()
        self.lexical.close()
        self.dense.close()
        self._cache.close()
        self.catalogue.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def open_library(
    home: Path,
    *,
    doing: str,
    embedder: Embedder,
    wait_s: float = 10.0,
    parts: Parts | None = None,
    database_url: str | None = None,
    fill: bool = True,
    rebuilding: bool = False,
    on_indexed: Indexed | None = None,
    today: Callable[[], date] = date.today,
) -> Library:
    """Open or create the library in `home` and bring the lexical index up to date; the dense one follows behind.

    `doing` is told to others who want the library meanwhile. `rebuilding` opens it although another embedder built
    the dense index, for `reindex` only. Raises LibraryBusyError, EmbedderMismatchError, StorageError.
    """
    parts = parts or default_parts()
    with storing_in(home):
        home.mkdir(parents=True, exist_ok=True)
    with ExitStack() as undo:
        lock = FolderLock(home, doing=doing).acquire(wait_s)
        undo.callback(lock.release)
        _discard(home)
        put_in_place(home)
        catalogue = SqlCatalogue(database_url or sqlite_url(home / "catalogue.sqlite"))
        undo.callback(catalogue.close)
        _check_indexes(home, catalogue.library_id(), embedder.embedder_id, rebuilding=rebuilding)
        library = Library(home, catalogue=catalogue, embedder=embedder, parts=parts, lock=lock, today=today)
        undo.callback(library.close)
        _catch_up_or_rebuild(library, parts, on_indexed)
        if fill and not rebuilding:
            library.filler.start(delay_s=_FILLER_DELAY_S)
        undo.pop_all()
    return library


def _check_indexes(home: Path, library_id: str, embedder_id: str, *, rebuilding: bool) -> None:
    """Refuse vectors of another embedder; forget indexes that belong to another catalogue."""
    state = read_state(home / "dense.json")
    if state is None or state.library_id != library_id:
        if state is not None:
            _log.warning("the indexes belong to another catalogue: filling them again")
        _remove(home, "lexical", "dense", "dense.json")
        write_state(home / "dense.json", DenseState(embedder_id=embedder_id, library_id=library_id))
    elif state.embedder_id != embedder_id:
        if state.vectors and not rebuilding:
            raise EmbedderMismatchError(built_by=state.embedder_id, configured=embedder_id)
        _remove(home, "dense", "dense.json")
        write_state(home / "dense.json", DenseState(embedder_id=embedder_id, library_id=library_id))


def _catch_up_or_rebuild(library: Library, parts: Parts, on_indexed: Indexed | None) -> None:
    """A damaged lexical index is thrown away and built again: nothing is in it that the catalogue does not have."""
    try:
        library.catch_up(on_indexed)
    except (StorageError, ValueError) as error:
        if isinstance(error, StorageError) and error.fields.get("reason") != "damaged":
            raise
        _log.warning("the lexical index is damaged, building it again: %s", error)
        library.lexical.close()
        _remove(library.home, "lexical")
        library.lexical = parts.lexical(library.home / "lexical")
        library.catch_up(on_indexed)


def _discard(home: Path) -> None:
    _remove(home, "lexical.new", "lexical.old", "dense.new", "dense.old", "dense.new.json")


def _remove(home: Path, *names: str) -> None:
    with storing_in(home):
        for name in names:
            path = home / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
