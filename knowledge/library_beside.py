"""A library that another process owns, to answer from: nothing is locked, moved, built or filled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from knowledge.bridge import DictionaryBridge
from knowledge.catalogue import SqlCatalogue
from knowledge.catalogue.engine import sqlite_url
from knowledge.library import Library, Parts
from knowledge.locking import FolderLock
from knowledge.protocols import DenseIndex, Embedder
from knowledge.search.lexical import TantivyIndex


class LibraryBeside(Library):
    """Reads what its owner wrote. `dense` asks the owner: a Chroma folder is for one process."""

    def __init__(
        self,
        home: Path,
        *,
        embedder: Embedder,
        bridge: DictionaryBridge,
        parts: Parts,
        dense: DenseIndex,
        database_url: str | None,
    ) -> None:
        self._words = TantivyIndex(home / "lexical", bridge, owned=False)
        super().__init__(
            home,
            catalogue=SqlCatalogue(database_url or sqlite_url(home / "catalogue.sqlite")),
            embedder=embedder,
            parts=replace(parts, lexical=lambda _: self._words, dense=lambda *_: dense, shared_dense=None),
            lock=FolderLock(home, doing="answer"),  # not taken
            today=date.today,
        )

    def look_again(self) -> None:
        """Take over what the owner changed since. Raises StorageError where it is just being changed."""
        self._words.look_again()
        self.filler.look_again()
