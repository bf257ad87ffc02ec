"""Which technologies are read closely for a need: one that stands out hides no other, meaning finds what words miss."""

from __future__ import annotations

from collections.abc import Sequence

from library_builders import entry, patent

from assistant.matching.candidates import CandidateFinder
from assistant.matching.requirements import read_need
from assistant.needs.types import Wanted
from knowledge.catalogue import Entry
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.types import Hit, Language, Query

NEED = read_need(Wanted(text="We treat sour water that seeps out of closed coal pits."), language=Language.EN)


class Found:
    """A retriever and a search by meaning whose findings are given; notes what drew the search."""

    def __init__(
        self, words: Sequence[tuple[Entry, float]], near: Sequence[tuple[Entry, float]] = ()
    ) -> None:
        self._words = words
        self._near = near
        self.drawn_by: list[str] = []

    def search(self, query: Query) -> tuple[Hit, ...]:
        return tuple(
            Hit(
                rank=rank,
                score=score,
                coverage=score,
                passage=one.passages[0],
                document=one.document,
            )
            for rank, (one, score) in enumerate(self._words, start=1)
        )

    def documents(
        self, query: Query, language: Language, like: Sequence[str] = ()
    ) -> tuple[tuple[str, float], ...]:
        self.drawn_by.extend(like)
        return tuple((one.document.document_id, cosine) for one, cosine in self._near)


def technology(number: int) -> Entry:
    return entry(f"Technology {number}", patent(f"US{9_000_000 + number}", f"Technology {number}"))


def found(world: Found, held: Sequence[Entry], *, by_meaning: bool = True) -> dict[str, float]:
    catalogue = MemoryCatalogue()
    for one in held:
        catalogue.add(one.document, list(one.passages))
    finder = CandidateFinder(catalogue, world, world if by_meaning else None)
    return {one.document_id: one.closeness for one in finder.find(NEED, 20)}


def test_one_that_stands_out_hides_no_other() -> None:
    held = [technology(n) for n in range(12)]
    words = [(one, 100.0 if n == 0 else 5.0 - n / 10) for n, one in enumerate(held)]
    assert len(found(Found(words), held)) == 12


def test_meaning_finds_what_shares_no_word() -> None:
    known, mine = technology(1), technology(2)
    world = Found([(known, 1.0)], [(mine, 0.8), (known, 0.5)])
    closeness = found(world, [known, mine])
    assert closeness[mine.document.document_id] > 0.3
    assert known.passages[0].passage_id in world.drawn_by


def test_without_vectors_words_alone_decide() -> None:
    near, far = technology(1), technology(2)
    words = [(near, 2.0), (far, 1.0)]
    told = [near.document.document_id, far.document.document_id]
    for closeness in (
        found(Found(words), [near, far]),
        found(Found(words), [near, far], by_meaning=False),
    ):
        assert list(closeness) == told
        assert closeness[told[0]] == 1.0


def test_nothing_found_is_no_candidate() -> None:
    assert found(Found([]), [technology(1)]) == {}
