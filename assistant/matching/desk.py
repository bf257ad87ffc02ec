"""Matching for people who wait: a need in; matches, or what one patent would be for it, out. As anybody may read the library.

Only so many match at once, the others wait in line: asking stays quick meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date

from assistant.matching.matcher import Matcher
from assistant.matching.types import Match, ReadNeed
from assistant.understanding.numbers_named import subjects_named
from knowledge.errors import NotFoundError
from knowledge.protocols import Catalogue
from knowledge.turns import Turns
from knowledge.types import ANYONE, Kind, Language, Reader

MOST_SHOWN = 10


class MatchingDesk:
    """Safe to use from several threads."""

    def __init__(self, matcher: Matcher, catalogue: Catalogue, *, at_once: int | None = None) -> None:
        self._matcher = matcher
        self._catalogue = catalogue
        self._turns = Turns(at_once or max(1, (os.cpu_count() or 1) // 2))

    def match(
        self,
        need: ReadNeed,
        as_of: date,
        *,
        k: int = MOST_SHOWN,
        told_in: Language | None = None,
        reader: Reader = ANYONE,
    ) -> tuple[Match, ...]:
        """Return up to k matches; what is marked from both sides, as far as the reader may know, leads among equals."""
        with self._turns.turn():
            return self._matcher.match(need, reader, as_of, k, told_in=told_in)

    def why_not(
        self, need: ReadNeed, document_id: str, as_of: date, *, told_in: Language | None = None
    ) -> Match:
        """Return what one patent is for a need; its rank is 0 where it is not near. Raises NotFoundError."""
        (found,) = self.why_not_each(need, (document_id,), as_of, told_in=told_in)
        return found

    def why_not_each(
        self, need: ReadNeed, document_ids: Sequence[str], as_of: date, *, told_in: Language | None = None
    ) -> tuple[Match, ...]:
        """Return what each of some patents is for a need, as `why_not`. Raises NotFoundError."""
        with self._turns.turn():
            matches = self._matcher.why_not_each(need, document_ids, ANYONE, as_of, told_in=told_in)
        found = []
        for name, match in zip(document_ids, matches, strict=True):
            if match is None:
                raise NotFoundError(name=name)
            found.append(match)
        return tuple(found)

    def patent_named(self, text: str) -> str:
        """Return the document of the patent whose number a text gives. Raises NotFoundError."""
        first = next(iter(self.public(subjects_named(text, self._catalogue, ANYONE).document_ids)), None)
        if first is None:
            raise NotFoundError(name=text.strip()[:80])
        return first

    def public(self, document_ids: Sequence[str]) -> tuple[str, ...]:
        """Return those of some documents that are patents which anybody may read, in their order."""
        heads = self._catalogue.heads(ANYONE, ids=document_ids, kinds=(Kind.PATENT,)) if document_ids else ()
        held = {head.document_id for head in heads}
        return tuple(document for document in dict.fromkeys(document_ids) if document in held)
