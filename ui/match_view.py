"""What the match view shows: a need, its matches and the patent that was asked for, with the places of their quotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.citations import locate
from assistant.matching.types import Cell, Gate, Match, ReadNeed
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE

Places = Mapping[tuple[str, str], tuple[int, int]]  # of a quote in its passage, by passage id and quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A patent that somebody asked for by its number; no match where the library holds none by it."""

    number: str
    match: Match | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    need: ReadNeed
    matches: tuple[Match, ...]
    as_of: date
    places: Places
    asked: Asked | None = None

    @property
    def document_ids(self) -> tuple[str, ...]:
        """Return the patents that are shown, also the one that was asked for."""
        asked = self.asked.match if self.asked else None
        return tuple(match.head.document_id for match in (*self.matches, *((asked,) if asked else ())))


def places_of(matches: Iterable[Match], catalogue: Catalogue) -> Places:
    """Find the quotes of some matches in their passages, as anybody may read them."""
    quoted = [one for match in matches for one in _quoting(match) if one.quote and one.passage_id]
    ids = tuple(dict.fromkeys(one.passage_id for one in quoted))
    texts = {p.passage_id: p.text for p in catalogue.passages(ids, ANYONE)} if ids else {}
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for one in quoted:
        place = locate(one.quote, texts.get(one.passage_id, ""))
        if place:
            found[one.passage_id, one.quote] = place
    return found


def _quoting(match: Match) -> Iterator[Cell | Gate]:
    yield from match.cells
    yield from match.gates
