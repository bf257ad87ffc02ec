"""Whether the app can take questions: the library and what is under way in; reasons against it out."""

from __future__ import annotations

from enum import StrEnum

from assistant.operations.work import Work
from knowledge.errors import PatentBridgeError
from knowledge.library import Library


class Reason(StrEnum):
    """Why an app is not ready."""

    CLOSING = "closing"
    CATALOGUE = "catalogue_unreachable"
    LEXICAL_BEHIND = "lexical_index_behind"
    VECTORS_BEHIND = "vectors_behind"


class Readiness:
    """Ready once both indexes have caught up after the start.

    What is loaded later is indexed while questions are answered: that is told by `behind` and takes no app out of service.
    """

    def __init__(self, library: Library, work: Work) -> None:
        self._library = library
        self._work = work
        self._caught_up = False

    def reasons(self) -> tuple[Reason, ...]:
        """Return what speaks against sending questions here; nothing where the app is ready."""
        if self._work.is_closing:
            return (Reason.CLOSING,)
        behind = self.behind()
        self._caught_up = self._caught_up or not behind
        return behind if Reason.CATALOGUE in behind or not self._caught_up else ()

    def behind(self) -> tuple[Reason, ...]:
        """Return which indexes have not caught up with the catalogue."""
        try:
            version = self._library.catalogue.version()
            is_filled = self._library.filler.progress().done
        except PatentBridgeError:
            return (Reason.CATALOGUE,)
        with self._library.using_indexes():
            applied = self._library.lexical.applied()
        found = {
            Reason.LEXICAL_BEHIND: applied < version,
            Reason.VECTORS_BEHIND: not is_filled,
        }
        return tuple(reason for reason, holds in found.items() if holds)
