"""Pages of documents as they were printed: a document, a page and words in; an image with the words marked out.

Only of a PDF or image file that still lies where it was read from, unchanged, and all of which the reader may see. Pages are
drawn by a process of their own, which may crash or hang, and kept in the home as long as a document of the file answers. Words on a scan are marked once the page
has been recognised behind the page: whoever asks is shown the page without the mark until then.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.printed.drawing import Outcome, draw, page_with
from assistant.printed.recognition import Page, PageRecognition, keep
from assistant.reading_apart import read_apart
from knowledge.errors import NotFoundError, ReadError
from knowledge.finding import content_hash
from knowledge.readers.printed.images import ImageReader
from knowledge.types import Reader

if TYPE_CHECKING:
    from knowledge.catalogue.origins import Origin

_WITHIN_S = 30.0
_MOST_KEPT = 500
_AT_ONCE = 2
_LONGEST_MARK = 4_000  # characters
_SHOWN = frozenset({".pdf", *ImageReader.suffixes})


class Marking(StrEnum):
    """How it stands with the mark on a page."""

    NONE = "none"  # no words were asked for
    MARKED = "marked"
    UNMARKED = "unmarked"  # the words are not found on the page
    SOUGHT = "sought"  # the page is being recognised
    LATER = "later"  # too many others are


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    content: bytes  # PNG
    marking: Marking


class KnowsOrigins(Protocol):
    """The part of the catalogue that knows where documents come from."""

    def origin(self, document_id: str, reader: Reader) -> Origin | None: ...

    def hashes_in_use(self, starts: Collection[str]) -> frozenset[str]: ...


class PageImages:
    """Safe to use from several threads."""

    def __init__(self, folder: Path, catalogue: KnowsOrigins) -> None:
        self._folder = folder
        self._catalogue = catalogue
        self._drawing = threading.Semaphore(_AT_ONCE)
        self._recognition = PageRecognition(folder)

    def exist(self, document_id: str, reader: Reader) -> bool:
        """Say whether a document's pages can be drawn for a reader."""
        return self._origin(document_id, reader) is not None

    def image(self, document_id: str, reader: Reader, page: int, words: str = "") -> PageImage:
        """Return a page, from 1, with words marked. Raises NotFoundError where it cannot be drawn."""
        origin = self._origin(document_id, reader)
        if origin is None or page < 1:
            raise NotFoundError(name=document_id)
        asked = Page(path=Path(origin.location), sha256=origin.sha256, number=page)
        words = words[:_LONGEST_MARK].strip()
        if not origin.in_use:
            return self._passing(asked, words)
        return self._marked(asked, words) if words else self._plain(asked, Marking.NONE)

    def let_go(self) -> None:
        """Delete what is kept of pages of files no document of which answers any more."""
        try:
            kept = [path for path in self._folder.iterdir() if path.suffix in (".png", ".json")]
        except FileNotFoundError:
            return
        in_use = self._catalogue.hashes_in_use({path.name.partition("-")[0] for path in kept})
        for path in kept:
            if path.name.partition("-")[0] not in in_use:
                path.unlink(missing_ok=True)

    def page_of(self, document_id: str, reader: Reader, first: int, last: int, words: str) -> int:
        """Return on which page of some words stand: the first where they stand on it or nobody knows. Raises NotFoundError."""
        if last <= first or self.image(document_id, reader, first, words).marking is not Marking.UNMARKED:
            return first
        origin = self._origin(document_id, reader)
        if origin is None:
            raise NotFoundError(name=document_id)
        path, further = Path(origin.location), range(first + 1, last + 1)
        asked = {n: Page(path=path, sha256=origin.sha256, number=n) for n in further}
        known = {n: text for n, page in asked.items() if (text := self._recognition.known(page))}
        seeking = partial(page_with, further, words[:_LONGEST_MARK].strip(), known)
        with self._drawing:
            try:
                return read_apart(seeking, path, path.name, _WITHIN_S) or first
            except (OSError, ReadError) as error:
                raise NotFoundError(name=path.name) from error

    def _origin(self, document_id: str, reader: Reader) -> Origin | None:
        found = self._catalogue.origin(document_id, reader)
        path = Path(found.location) if found else None
        if found is None or path is None or path.suffix.lower() not in _SHOWN:
            return None
        try:
            return found if path.is_file() and path.stat().st_size == found.size else None
        except OSError:
            return None

    def _passing(self, page: Page, words: str) -> PageImage:
        """Return a page of what was removed: nothing of it is kept, and no scan recognised."""
        content, outcome = self._drawn(page, words)
        if not words:
            return PageImage(content=content, marking=Marking.NONE)
        return PageImage(
            content=content, marking=Marking.MARKED if outcome is Outcome.MARKED else Marking.UNMARKED
        )

    def _plain(self, page: Page, marking: Marking) -> PageImage:
        kept = self._kept(page, "plain")
        content = self._read(kept)
        if content is None:
            content, _ = self._drawn(page, "")
            self._keep(kept, content)
        return PageImage(content=content, marking=marking)

    def _marked(self, page: Page, words: str) -> PageImage:
        mark = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:12]
        for outcome in (Outcome.MARKED, Outcome.UNMARKED):
            content = self._read(self._kept(page, f"{mark}-{outcome}"))
            if content is not None:
                return PageImage(content=content, marking=Marking(outcome))
        if self._recognition.is_waiting(page):
            return self._plain(page, Marking.SOUGHT)
        if self._recognition.is_given_up(page):
            return self._plain(page, Marking.UNMARKED)
        content, outcome = self._drawn(page, words)
        if outcome is Outcome.SCANNED:
            self._keep(self._kept(page, "plain"), content)
            sought = self._recognition.ask(page)
            return PageImage(content=content, marking=Marking.SOUGHT if sought else Marking.LATER)
        self._keep(self._kept(page, f"{mark}-{outcome}"), content)
        return PageImage(content=content, marking=Marking(outcome))

    def _drawn(self, page: Page, words: str) -> tuple[bytes, Outcome]:
        text = self._recognition.known(page) if words else None
        with self._drawing:
            try:
                if content_hash(page.path)[0] != page.sha256:
                    raise NotFoundError(name=page.path.name)
                drawing = partial(draw, page.number, words, text)
                return read_apart(drawing, page.path, page.path.name, _WITHIN_S)
            except (OSError, ReadError) as error:
                raise NotFoundError(name=page.path.name) from error

    def _kept(self, page: Page, what: str) -> Path:
        return self._folder / f"{page.name}-{what}.png"

    def _keep(self, kept: Path, content: bytes) -> None:
        keep(kept, content, "*.png", _MOST_KEPT)

    def _read(self, kept: Path) -> bytes | None:
        try:
            return kept.read_bytes()
        except OSError:
            return None
