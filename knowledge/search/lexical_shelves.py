"""The Tantivy indexes of a library: one per audience, language and level, and what they have seen together.

BM25 compares a text with the others of its index: how rare a term is there, how long texts are there. So texts of
different languages, and passages and whole documents, stand in indexes of their own; that audiences do is an access rule.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from pathlib import Path
from typing import Any

from knowledge.errors import StorageError
from knowledge.search.lexical_queries import Rarity
from knowledge.search.lexical_rows import Rows
from knowledge.search.lexical_store import WATERMARK, Column, open_index, read_mark, written_at
from knowledge.types import Audience, Kind, Language

_log = logging.getLogger(__name__)

WRITER_BYTES = 64_000_000


class Level(StrEnum):
    """What a row stands for."""

    PASSAGE = "passages"
    DOCUMENT = "documents"  # a whole document, as far as it is in the shelf's language


@dataclass(frozen=True, slots=True)
class Shelf:
    """Names one index."""

    audience: Audience
    language: Language
    level: Level

    @property
    def folder(self) -> str:
        return f"{self.audience}-{self.language}-{self.level}"


class Seen:
    """What one searcher sees of a shelf, remembered as far as it was asked: a commit makes another one."""

    def __init__(self, searcher: Any) -> None:
        self.searcher = searcher
        self.rarity = Rarity(searcher)
        self.rows = Rows(searcher)
        self.kinds = frozenset(kind for kind in Kind if searcher.doc_freq(Column.KIND, kind))
        self._segments = int(searcher.num_segments)

    def is_of(self, searcher: Any) -> bool:
        """Say whether another searcher sees the same, in as many pieces."""
        return (self.rarity.rows, self._segments) == (searcher.num_docs, searcher.num_segments)


SHELVES = tuple(Shelf(*names) for names in product(Audience, Language, Level))
_MARK = "watermark"  # a folder of its own: its row must not count among those of a shelf


class Shelves:
    """Opens the indexes of a folder together and commits what changed in them.

    The watermark is moved when everything else is on the disk: after a kill in between the same changes are applied
    again, which changes nothing, because a document is deleted before its rows are added. One that is damaged,
    missing or made by another `analysis` takes all of them down: they are derived from the catalogue.
    """

    def __init__(self, folder: Path, analysis: str, *, owned: bool = True) -> None:
        self._folder = folder
        self._owned = owned
        self._analysis = analysis
        self._lock = threading.RLock()
        self._indexes: dict[str, Any] = {}
        self._writers: dict[str, Any] = {}
        self._changed: set[Shelf] = set()
        self._seen: dict[Shelf, Seen] = {}
        self._read: dict[str, tuple[int, int]] = {}  # states of indexes that another process writes

    def index(self, shelf: Shelf) -> Any:
        """Return the Tantivy index of a shelf."""
        return self._named(shelf.folder)

    def searcher(self, shelf: Shelf) -> Any:
        return self.index(shelf).searcher()

    def seen(self, shelf: Shelf) -> Seen:
        """Return what is known of a shelf as it is now."""
        searcher = self.searcher(shelf)
        known = self._seen.get(shelf)
        if known is None or not known.is_of(searcher):
            known = self._seen[shelf] = Seen(searcher)
        return known

    def rows(self, shelf: Shelf) -> int:
        """Return the number of passages or documents in a shelf."""
        return int(self.searcher(shelf).num_docs)

    def watermark(self) -> int:
        """Return what the last commit was told to remember; 0 when new."""
        mark = read_mark(self._named(_MARK))
        return int(mark[Column.UPTO][0]) if mark is not None else 0

    def add(self, shelf: Shelf, row: Any) -> None:
        self._writer(shelf.folder).add_document(row)
        self._changed.add(shelf)

    def delete(self, document_id: str) -> None:
        """Remove a document that was committed from every shelf that holds it."""
        for shelf in SHELVES:
            if self.searcher(shelf).doc_freq(Column.DOCUMENT, document_id):
                self._writer(shelf.folder).delete_documents_by_term(Column.DOCUMENT, document_id)
                self._changed.add(shelf)

    def commit(self, upto: int) -> None:
        """Write what changed, then the watermark."""
        import tantivy

        for shelf in self._changed:
            self._commit(shelf.folder)
            self._seen.pop(shelf, None)
        mark = tantivy.Document()
        mark.add_text(Column.MARK, WATERMARK)
        mark.add_unsigned(Column.UPTO, upto)
        mark.add_text(Column.ANALYSIS, self._analysis)
        for shelf in SHELVES:
            if self.rows(shelf):
                mark.add_text(Column.FILLED, shelf.folder)
        writer = self._writer(_MARK)
        writer.delete_all_documents()
        writer.add_document(mark)
        self._commit(_MARK)
        self._changed.clear()

    def rollback(self) -> None:
        """Forget what was not committed."""
        for writer in self._writers.values():
            try:
                writer.rollback()
            except (OSError, ValueError):
                _log.warning("the lexical index could not be rolled back; its last commit stands")
        self._changed.clear()

    def clear(self) -> None:
        """Empty all shelves and take the watermark away."""
        for name in (_MARK, *(shelf.folder for shelf in SHELVES)):
            self._writer(name).delete_all_documents()
            self._commit(name)
        self._seen.clear()
        self._changed.clear()

    def look_again(self) -> None:
        """See what another process wrote since."""
        with self._lock:
            for name, index in self._indexes.items():
                written = written_at(self._folder / name)
                if self._read.get(name) != written:
                    index.reload()
                    self._seen = {shelf: seen for shelf, seen in self._seen.items() if shelf.folder != name}
                    self._read[name] = written

    def close(self) -> None:
        """Finish merging and let go of the folder."""
        with self._lock:
            for writer in self._writers.values():
                writer.wait_merging_threads()
            self._writers.clear()
            self._indexes.clear()
            self._seen.clear()
            self._changed.clear()

    def _named(self, name: str) -> Any:
        if not self._indexes:
            with self._lock:
                if not self._indexes:
                    self._indexes = self._open()
        return self._indexes[name]

    def _commit(self, name: str) -> None:
        self._writer(name).commit()
        self._named(name).reload()

    def _writer(self, name: str) -> Any:
        if name not in self._writers:
            self._writers[name] = self._named(name).writer(WRITER_BYTES, 1)
        return self._writers[name]

    def _open(self) -> dict[str, Any]:
        if self._folder.is_dir() and any(path.name not in _NAMES for path in self._folder.iterdir()):
            return self._afresh("of another layout")
        try:
            opened = {name: open_index(self._folder / name, owned=self._owned) for name in _NAMES}
        except ValueError as error:
            return self._afresh(f"damaged or of another layout ({error})")
        why = _unusable(opened, self._analysis)
        if why:
            opened.clear()
            return self._afresh(why)
        return opened

    def _afresh(self, why: str) -> dict[str, Any]:
        if not self._owned:
            raise StorageError("storage", path=str(self._folder), reason="damaged")
        _log.warning("the lexical index is %s, starting an empty one", why)
        shutil.rmtree(self._folder)
        return {name: open_index(self._folder / name) for name in _NAMES}


_NAMES = (_MARK, *(shelf.folder for shelf in SHELVES))


def _unusable(opened: Mapping[str, Any], analysis: str) -> str:
    """Say why these indexes cannot be used together; empty where they can."""
    mark = read_mark(opened[_MARK])
    filled = {name for name, index in opened.items() if name != _MARK and index.searcher().num_docs}
    if mark is None:
        return "incomplete" if filled else ""
    if mark[Column.ANALYSIS] != [analysis]:
        return "of another version"
    return "incomplete" if set(mark[Column.FILLED]) - filled else ""
