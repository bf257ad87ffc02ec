"""The nearest allowed passages: found however few are allowed nearby, and not sought for ever where they lie far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from knowledge.protocols import Vectors
from knowledge.search.filtering import Narrowing
from knowledge.search.lexical_rows import LexicalHit
from knowledge.search.nearest import Allowed, nearest
from knowledge.types import Audience, Kind, Language

_ALL = 20_000
_NARROWED_TO = ["a document"]


class Line:
    """Passages in a line, the n-th of them at place n; those at the given places are allowed. Counts what is asked."""

    def __init__(self, *allowed: int) -> None:
        self._allowed = {f"p{place}" for place in allowed}
        self.most_asked = 0

    def search(
        self, audience: Audience, kind: Kind, vector: Vectors, k: int, ids: Sequence[str] | None = None
    ) -> tuple[tuple[str, float], ...]:
        self.most_asked = max(self.most_asked, k)
        return tuple((f"p{place}", 1.0 - place / _ALL) for place in range(min(k, _ALL)))

    def locate(
        self,
        audience: Audience,
        passage_ids: Sequence[str],
        *,
        document_ids: Sequence[str] | None = None,
        narrowing: Narrowing | None = None,
    ) -> Mapping[str, LexicalHit]:
        return {
            name: LexicalHit(
                passage_id=name, document_id="d", language=Language.EN, kind=Kind.PATENT, score=0.0
            )
            for name in passage_ids
            if name in self._allowed
        }

    def allowed(
        self,
        audience: Audience,
        *,
        kind: Kind,
        document_ids: Sequence[str] | None,
        narrowing: Narrowing | None,
        at_most: int,
    ) -> Allowed:
        return Allowed(share=0.5, places=None)


def found(line: Line, k: int) -> list[str]:
    near = nearest(
        line,  # type: ignore[arg-type]
        line,
        Audience.PUBLIC,
        np.zeros(3, dtype=np.float32),
        k,
        kinds=[Kind.PATENT],
        document_ids=_NARROWED_TO,
    )
    return list(near.cosines)


@pytest.mark.parametrize("places", [(0, 1), (3, 900), (2_000, 4_900)])
def test_allowed_passages_are_found_behind_those_that_are_not(places: tuple[int, int]) -> None:
    assert found(Line(*places), k=2) == [f"p{place}" for place in places]


def test_what_lies_beyond_the_nearest_five_thousand_is_not_sought() -> None:
    line = Line(10, 15_000)
    assert found(line, k=2) == ["p10"]
    assert line.most_asked == 5_000
