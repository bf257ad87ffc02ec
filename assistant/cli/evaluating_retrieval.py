"""evaluate retrieval: BEIR-like folders in; a table of systems, or one JSON object, and a dump per query out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from assistant.cli.console import Console

if TYPE_CHECKING:
    from assistant.wiring import Services
    from knowledge.evaluation.measuring import RetrievalResult, SetReport
    from knowledge.evaluation.query_dump import Changes

_COLUMNS = {
    "ndcg_at_10": "nDCG@10",
    "recall_at_10": "R@10",
    "recall_at_100": "R@100",
    "mrr_at_10": "MRR@10",
}


def evaluate_retrieval(arguments: Namespace, services: Services, console: Console) -> int:
    """Measure systems on test sets."""
    reports = _measured(arguments, services, console)
    changes: Sequence[Changes] = ()
    if arguments.dump:
        from knowledge.evaluation.query_dump import write_dump

        before = console.path(arguments.before) if arguments.before else None
        changes = write_dump(reports, console.path(arguments.dump), before)
    if arguments.json:
        found: dict[str, Any] = {"results": [_row(one) for report in reports for one in report.results]}
        if arguments.dump:
            found["changes"] = [asdict(change) for change in changes]
        console.json(found)
        return 0
    for report in reports:
        _show(report, console)
    for change in changes:
        _show_change(change, console)
    return 0


def _measured(arguments: Namespace, services: Services, console: Console) -> tuple[SetReport, ...]:
    from knowledge.bridge import DictionaryBridge
    from knowledge.evaluation.measuring import evaluate_retrieval
    from knowledge.evaluation.systems import SYSTEMS, Parts
    from knowledge.tokens import token_counter

    told: set[tuple[str, str]] = set()

    def progress(name: str, system: str, share: float) -> None:
        if (name, system) not in told:
            told.add((name, system))
            console.note(f"{name}: {system} …")

    parts = Parts(bridge=DictionaryBridge(), embedder=services.library.embedder, counter=token_counter())
    with TemporaryDirectory() as scratch:
        return evaluate_retrieval(
            [console.path(folder) for folder in arguments.folders],
            tuple(arguments.system or SYSTEMS),
            parts=parts,
            scratch=Path(scratch),
            cache=console.path(arguments.cache) if arguments.cache else None,
            progress=progress,
        )


def _row(result: RetrievalResult) -> Mapping[str, Any]:
    """Return a result as the contract names it; what only our system has is left out for others."""
    row = asdict(result)
    if result.against_best is None:
        del row["best_baseline"], row["against_best"]
    return row


def _show(report: SetReport, console: Console) -> None:
    first = report.results[0]
    console.show(console.word("measured_set", set=first.set, queries=first.queries))
    heads = "".join(f"{head:>20}" for head in _COLUMNS.values())
    console.show(f"  {'':<14}{heads}{'ms p50/p95':>14}")
    for result in report.results:
        cells = "".join(f"{_with_interval(result, measure):>20}" for measure in _COLUMNS)
        console.show(f"  {result.system:<14}{cells}{f'{result.ms_p50:.1f}/{result.ms_p95:.1f}':>14}")
    for result in report.results:
        if result.against_best is not None:
            gain = result.against_best["ndcg_at_10"]
            console.show("  " + console.word("against_best", system=result.best_baseline, **_gain(gain)))


def _show_change(change: Changes, console: Console) -> None:
    counts = {"better": change.better, "worse": change.worse, "equal": change.equal}
    console.show(
        console.word("changes", set=change.set, against=change.against, **counts, **_gain(change.mean))
    )


def _with_interval(result: RetrievalResult, measure: str) -> str:
    interval = result.intervals[measure]
    return f"{getattr(result, measure):.3f} [{interval.low:.3f} {interval.high:.3f}]"


def _gain(comparison: Any) -> dict[str, str]:
    return {
        "difference": f"{comparison.difference:+.3f}",
        "low": f"{comparison.low:+.3f}",
        "high": f"{comparison.high:+.3f}",
        "p": f"{comparison.p:.4f}",
    }
