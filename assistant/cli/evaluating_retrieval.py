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
    from assistant.services import Services
    from knowledge.evaluation.measuring import Progress, RetrievalResult, SetReport
    from knowledge.evaluation.mixing import MixedResult
    from knowledge.evaluation.query_dump import Changes
    from knowledge.evaluation.resampling import Comparison

_COLUMNS = {
    "ndcg_at_10": "nDCG@10",
    "recall_at_10": "R@10",
    "recall_at_100": "R@100",
    "mrr_at_10": "MRR@10",
}


def evaluate_retrieval(arguments: Namespace, services: Services, console: Console) -> int:
    """Measure systems on test sets."""
    reports, mixed = _measured(arguments, services, console)
    changes: Sequence[Changes] = ()
    if arguments.dump:
        from knowledge.evaluation.query_dump import write_dump

        before = console.path(arguments.before) if arguments.before else None
        changes = write_dump(reports, console.path(arguments.dump), before)
    if arguments.json:
        found: dict[str, Any] = {"results": [_row(one) for report in reports for one in report.results]}
        if arguments.mixed:
            found["mixed"] = [asdict(one) for one in mixed]
        if arguments.dump:
            found["changes"] = [asdict(change) for change in changes]
        console.json(found)
        return 0
    for report in reports:
        _show(report, console)
    if mixed:
        _show_mixed(mixed, console)
    for change in changes:
        _show_change(change, console)
    return 0


def _measured(
    arguments: Namespace, services: Services, console: Console
) -> tuple[tuple[SetReport, ...], tuple[MixedResult, ...]]:
    from knowledge.bridge import DictionaryBridge
    from knowledge.evaluation import measuring, mixing
    from knowledge.evaluation.stored_vectors import storing
    from knowledge.evaluation.systems import OURS, SYSTEMS, Parts
    from knowledge.tokens import token_counter

    folders = [console.path(folder) for folder in arguments.folders]
    systems = tuple(arguments.system or ((OURS,) if arguments.mixed else SYSTEMS))
    parts = Parts(bridge=DictionaryBridge(), embedder=services.library.embedder, counter=token_counter())
    progress = _progress(console)
    with TemporaryDirectory() as folder:
        scratch = Path(folder)
        cache = console.path(arguments.cache) if arguments.cache else scratch / "vectors"
        with storing(parts, cache) as kept:
            reports = measuring.evaluate_retrieval(
                folders, systems, parts=kept, scratch=scratch, progress=progress
            )
            mixed = (
                mixing.evaluate_mixed(reports, parts=kept, scratch=scratch, progress=progress)
                if arguments.mixed
                else ()
            )
    return reports, mixed


def _progress(console: Console) -> Progress:
    noted: set[tuple[str, str]] = set()

    def progress(name: str, system: str, share: float) -> None:
        if (name, system) not in noted:
            noted.add((name, system))
            console.note(f"{name}: {system} …")

    return progress


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


def _show_mixed(mixed: Sequence[MixedResult], console: Console) -> None:
    console.show(console.word("mixed"))
    for one in mixed:
        console.show(
            f"  {one.set:<24}{one.system:<14}{one.alone:>7.3f}{one.own_language:>7.3f}{one.mixed:>7.3f}"
            f"  {_change(one.from_own_language)}  {_change(one.from_alone)}"
        )


def _change(comparison: Comparison) -> str:
    return f"{comparison.difference:+.3f} [{comparison.low:+.3f} {comparison.high:+.3f}]"


def _show_change(change: Changes, console: Console) -> None:
    counts = {"better": change.better, "worse": change.worse, "equal": change.equal}
    console.show(
        console.word("changes", set=change.set, against=change.against, **counts, **_gain(change.mean))
    )


def _with_interval(result: RetrievalResult, measure: str) -> str:
    interval = result.intervals[measure]
    return f"{getattr(result, measure):.3f} [{interval.low:.3f} {interval.high:.3f}]"


def _gain(comparison: Comparison) -> dict[str, str]:
    return {
        "difference": f"{comparison.difference:+.3f}",
        "low": f"{comparison.low:+.3f}",
        "high": f"{comparison.high:+.3f}",
        "p": f"{comparison.p:.4f}",
    }
