"""Bootstrap over queries: values per query in, 95 % percentile intervals and paired comparisons out.

Efron and Tibshirani, An Introduction to the Bootstrap, 1993; Sakai, 2006, for its use on retrieval measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RESAMPLES = 5_000
_SEED = 4
_AT_ONCE = 500
_TAIL = 2.5  # percent on either side of a 95 % interval

Values = Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A system's mean less another's, over the same queries; `p` is two-sided, `p_not_better` one-sided."""

    difference: float
    low: float
    high: float
    p: float
    p_not_better: float


class Resampled:
    """The means of named values per query over the same resamples of the queries, drawn with replacement."""

    def __init__(self, values: Mapping[str, Values], resamples: int = RESAMPLES, seed: int = _SEED) -> None:
        self._values = {name: np.asarray(some, dtype=np.float64) for name, some in values.items()}
        columns = np.stack(list(self._values.values()), axis=1)
        means = _means(columns, resamples, np.random.default_rng(seed))
        self._means = {name: means[:, column] for column, name in enumerate(values)}

    def interval(self, name: str) -> Interval:
        """Return the 95 % percentile interval of a mean."""
        low, high = np.percentile(self._means[name], [_TAIL, 100 - _TAIL])
        return Interval(low=float(low), high=float(high))

    def compare(self, name: str, other: str) -> Comparison:
        """Return how much higher the mean of `name` is, with what the resamples say about it."""
        differences = self._means[name] - self._means[other]
        low, high = np.percentile(differences, [_TAIL, 100 - _TAIL])
        resamples = len(differences)
        not_better = (1 + int((differences <= 0).sum())) / (1 + resamples)
        not_worse = (1 + int((differences >= 0).sum())) / (1 + resamples)
        return Comparison(
            difference=float(self._values[name].mean() - self._values[other].mean()),
            low=float(low),
            high=float(high),
            p=min(1.0, 2 * min(not_better, not_worse)),
            p_not_better=not_better,
        )


def _means(
    columns: npt.NDArray[np.float64], resamples: int, random: np.random.Generator
) -> npt.NDArray[np.float64]:
    queries = len(columns)
    shares = np.full(queries, 1 / queries)
    blocks = []
    for start in range(0, resamples, _AT_ONCE):
        counts = random.multinomial(queries, shares, size=min(_AT_ONCE, resamples - start))
        blocks.append(counts @ columns / queries)
    return np.concatenate(blocks)
