"""What a question's terms are worth: how often it says them, and how rare they are in the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from knowledge.search.closeness import Wording
from knowledge.search.fusion import Direction
from knowledge.search.lexical import TantivyIndex
from knowledge.search.lexical_fields import Field
from knowledge.search.query_analysis import AskedQuery
from knowledge.types import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class TermWeigher:
    """Weighs terms by their rarity among the passages of an audience."""

    lexical: TantivyIndex

    def weighed(
        self, bag: Mapping[str, float], field: Field, audience: Audience, *, power: float
    ) -> Mapping[str, float]:
        """Return the weight of each term times a power of its rarity in a field."""
        if not power:
            return bag
        rarity = self.lexical.idf(audience, field, bag)
        return {term: weight * rarity[term] ** power for term, weight in bag.items()}

    def wording(self, asked: AskedQuery, direction: Direction) -> Wording:
        """Return what the first passages of a direction are read closely for."""
        field, source = direction.fields[0].field, direction.fields[0].source
        audience = asked.query.audiences[0]
        pairs = asked.pairs if direction.closeness.pairs else {}
        rarity = self.lexical.idf(audience, field, {*chain.from_iterable(pairs)})
        return Wording(
            field=field,
            terms=self.weighed(asked.bags[source], field, audience, power=1.0 + direction.rarity),
            pairs={
                (first, second): weight * (rarity[first] + rarity[second])
                for (first, second), weight in pairs.items()
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WordWeigher:
    """Weighs a word by how rare its terms are in the library: the mean over its terms, in the easier language."""

    lexical: TantivyIndex
    audience: Audience

    def __call__(self, own: Sequence[str], english: Sequence[str]) -> float:
        weights = []
        if own and own != english:
            weights.append(self._mean(Field.ZH, own))
        if english:
            weights.append(min(self._mean(Field.EN, english), self._mean(Field.ZH_BRIDGE, english)))
        return min(weights, default=0.0)

    def _mean(self, field: Field, found: Sequence[str]) -> float:
        rarity = self.lexical.idf(self.audience, field, found)
        return sum(rarity[term] for term in found) / len(found)
