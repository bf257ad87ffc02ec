"""Retrieval measured: test sets in, nDCG@10, R@10, R@100, MRR@10 with intervals, and milliseconds per system out."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import UsageError
from knowledge.evaluation.baselines import System
from knowledge.evaluation.resampling import Comparison, Interval, Resampled
from knowledge.evaluation.retrieval_sets import Qrels, RetrievalSet, read_test_set
from knowledge.evaluation.systems import OURS, SYSTEMS, Parts, open_systems

Run = Mapping[str, Sequence[str]]  # query → documents, best first
Progress = Callable[[str, str, float], None]
"""Told the set, the system and how much of it is done, from 0 to 1."""

DEPTH = 100
MEASURES = ("ndcg_at_10", "recall_at_10", "recall_at_100", "mrr_at_10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One system on one set: its run, the measures of each query and what each query took."""

    system: str
    run: Run
    scores: Mapping[str, Mapping[str, float]]  # query → measure → value
    times_ms: tuple[float, ...]

    def values(self, measure: str) -> tuple[float, ...]:
        return tuple(scores[measure] for scores in self.scores.values())

    def mean(self, measure: str) -> float:
        values = self.values(measure)
        return sum(values) / len(values) if values else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalResult:
    set: str
    system: str
    queries: int
    ndcg_at_10: float
    recall_at_10: float
    recall_at_100: float
    mrr_at_10: float
    ms_p50: float
    ms_p95: float
    intervals: Mapping[str, Interval]  # by measure
    best_baseline: str | None = None  # of the same run, by nDCG@10; of our system only
    against_best: Mapping[str, Comparison] | None = None  # by measure


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReport:
    """Everything that was measured on one set, the systems in the order asked for."""

    test_set: RetrievalSet
    measured: tuple[Measured, ...]
    results: tuple[RetrievalResult, ...]


def evaluate_retrieval(
    folders: Sequence[Path],
    systems: Sequence[str] = (OURS,),
    *,
    parts: Parts,
    scratch: Path,
    progress: Progress | None = None,
) -> tuple[SetReport, ...]:
    """Score systems on test sets, each on all judged queries.

    `scratch` takes the indexes while they are needed. Raises UsageError for an unknown system or a folder that is no
    test set.
    """
    unknown = [name for name in systems if name not in SYSTEMS]
    if unknown:
        raise UsageError("unknown_system", systems=", ".join(unknown), known=", ".join(SYSTEMS))
    test_sets = [read_test_set(folder) for folder in folders]
    return tuple(
        evaluate_set(test_set, systems, parts=parts, scratch=scratch, progress=progress)
        for test_set in test_sets
    )


def evaluate_set(
    test_set: RetrievalSet,
    systems: Sequence[str],
    *,
    parts: Parts,
    scratch: Path,
    progress: Progress | None = None,
) -> SetReport:
    """Score systems on one test set."""
    with open_systems(test_set.corpus, test_set.texts, parts, scratch) as opened:
        measured = tuple(
            measure(test_set, name, opened.open(name, told(progress, test_set.name, name)))
            for name in dict.fromkeys(systems)
        )
    return SetReport(test_set=test_set, measured=measured, results=_results(test_set, measured))


def measure(test_set: RetrievalSet, name: str, system: System) -> Measured:
    """Run every query once and score the run; barred documents are taken out before ranks are given."""
    run: dict[str, tuple[str, ...]] = {}
    times: list[float] = []
    for query_id, text in test_set.queries:
        started = time.perf_counter()
        found = system.rank(text, DEPTH, test_set.barred[query_id])
        times.append((time.perf_counter() - started) * 1000)
        run[query_id] = tuple(document_id for document_id, _ in found)
    return Measured(system=name, run=run, scores=score_run(test_set.qrels, run), times_ms=tuple(times))


def score_run(qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    """Return each judged query's measures; a query without a hit has zeros."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    names = dict(zip((nDCG @ 10, R @ 10, R @ 100, RR @ 10), MEASURES, strict=True))
    scored = {
        query_id: {document_id: float(-rank) for rank, document_id in enumerate(found)}
        for query_id, found in run.items()
    }
    scores = {query_id: dict.fromkeys(MEASURES, 0.0) for query_id in qrels}
    for value in ir_measures.iter_calc(list(names), qrels, scored):
        scores[value.query_id][names[value.measure]] = float(value.value)
    return scores


def _results(test_set: RetrievalSet, measured: Sequence[Measured]) -> tuple[RetrievalResult, ...]:
    resampled = Resampled(
        {f"{one.system} {measure}": one.values(measure) for one in measured for measure in MEASURES}
    )
    baselines = [one for one in measured if one.system != OURS]
    best = max(baselines, key=lambda one: one.mean("ndcg_at_10")).system if baselines else None
    return tuple(
        RetrievalResult(
            set=test_set.name,
            system=one.system,
            queries=len(test_set.queries),
            **{measure: one.mean(measure) for measure in MEASURES},
            ms_p50=_percentile(one.times_ms, 50),
            ms_p95=_percentile(one.times_ms, 95),
            intervals={measure: resampled.interval(f"{one.system} {measure}") for measure in MEASURES},
            best_baseline=best if one.system == OURS else None,
            against_best={
                measure: resampled.compare(f"{OURS} {measure}", f"{best} {measure}") for measure in MEASURES
            }
            if best and one.system == OURS
            else None,
        )
        for one in measured
    )


def told(progress: Progress | None, set_name: str, system: str) -> Callable[[float], None]:
    """Return what tells the progress of one system on one set."""

    def tell(done: float) -> None:
        if progress is not None:
            progress(set_name, system, done)

    return tell


def _percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[max(math.ceil(percent / 100 * len(ordered)) - 1, 0)]
