"""Pages that are recognised anew, so that words can be marked on them: one at a time, behind the page, each once."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assistant.printed.drawing import recognise
from assistant.printed.lines import PageText
from assistant.reading_apart import read_apart
from knowledge.disk import storing_in
from knowledge.errors import PatentBridgeError
from knowledge.finding import content_hash

_log = logging.getLogger(__name__)
_WITHIN_S = 120.0
_MOST_WAITING = 6  # pages, with the one in hand
_MOST_KEPT = 2_000
_MOST_GIVEN_UP = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, from 1, of a file as it was when it was read."""

    path: Path
    sha256: str
    number: int

    @property
    def name(self) -> str:
        return f"{self.sha256[:32]}-{self.number}"


class PageRecognition:
    """Safe to use from several threads. What was recognised is kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, Page] = OrderedDict()
        self._given_up: OrderedDict[str, None] = OrderedDict()
        self._at_work = False

    def known(self, page: Page) -> PageText | None:
        """Return what was recognised on a page; None where it was not yet."""
        try:
            return PageText.from_json(self._kept(page).read_text(encoding="utf-8"))
        except OSError:
            return None

    def is_waiting(self, page: Page) -> bool:
        with self._lock:
            return page.name in self._waiting

    def is_given_up(self, page: Page) -> bool:
        """Say whether a page could not be recognised since the program was started."""
        with self._lock:
            return page.name in self._given_up

    def ask(self, page: Page) -> bool:
        """Have a page recognised; False where too many wait already."""
        with self._lock:
            if page.name in self._waiting:
                return True
            if len(self._waiting) >= _MOST_WAITING:
                return False
            self._waiting[page.name] = page
            if not self._at_work:
                self._at_work = True
                threading.Thread(target=self._work, name="page recognition", daemon=True).start()
        return True

    def _work(self) -> None:
        while True:
            with self._lock:
                page = next(iter(self._waiting.values()), None)
                if page is None:
                    self._at_work = False
                    return
            done = self._is_recognised(page)
            with self._lock:
                del self._waiting[page.name]
                if not done:
                    self._given_up[page.name] = None
                    while len(self._given_up) > _MOST_GIVEN_UP:
                        self._given_up.popitem(last=False)

    def _is_recognised(self, page: Page) -> bool:
        try:
            if self.known(page) is not None:
                return True
            if content_hash(page.path)[0] != page.sha256:
                return False
            text = read_apart(partial(recognise, page.number), page.path, page.path.name, _WITHIN_S)
            self._keep(page, text)
        except (OSError, PatentBridgeError) as error:
            _log.warning("a page is not recognised: %s", getattr(error, "code", type(error).__name__))
            return False
        except Exception as error:  # noqa: BLE001 - what is wrong with one page stops no other
            _log.warning("a page is not recognised: %s", type(error).__name__)
            return False
        return True

    def _kept(self, page: Page) -> Path:
        return self._folder / f"{page.name}.lines.json"

    def _keep(self, page: Page, text: PageText) -> None:
        keep(self._kept(page), text.as_json().encode(), "*.lines.json", _MOST_KEPT)


def keep(path: Path, content: bytes, like: str, most: int) -> None:
    """Write a file whole, for the owner of the home alone, and let go the oldest of more than `most` like it."""
    folder = path.parent
    with storing_in(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{threading.get_ident()}")
        part.write_bytes(content)
        part.replace(path)
        kept = sorted(folder.glob(like), key=lambda one: one.stat().st_mtime)
        for old in kept[:-most]:
            old.unlink(missing_ok=True)
