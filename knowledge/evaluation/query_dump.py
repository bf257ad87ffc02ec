"""A dump per query: what each system found, sorted by how much ours gains or loses, beside others or an earlier dump."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import UsageError
from knowledge.evaluation.measuring import Measured, SetReport
from knowledge.evaluation.resampling import Comparison, Resampled
from knowledge.evaluation.systems import OURS

_TOP = 3
_EQUAL = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How one system's nDCG@10 per query stands beside what it is compared with."""

    set: str
    against: str
    better: int
    worse: int
    equal: int
    mean: Comparison


def write_dump(reports: Sequence[SetReport], folder: Path, before: Path | None = None) -> tuple[Changes, ...]:
    """Write FOLDER/<set>.jsonl, a line per query, greatest loss first, and return the changes per set.

    The loss is that of our system (of the first, where ours was not run) against the best other one of the run; with
    `before`, a folder written earlier, against the same system there. Raises UsageError when `before` lacks a set.
    """
    folder.mkdir(parents=True, exist_ok=True)
    changes = []
    for report in reports:
        own = next((one for one in report.measured if one.system == OURS), report.measured[0])
        against, values = _compared(report, own, before)
        rows = [_row(report, query_id, text) for query_id, text in report.test_set.queries]
        if values is not None:
            for row in rows:
                row["against"] = values[row["query_id"]]
                row["difference"] = own.scores[row["query_id"]]["ndcg_at_10"] - row["against"]
            rows.sort(key=lambda row: (row["difference"], row["query_id"]))
            changes.append(_changes(report, own, against, values))
        text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        (folder / f"{report.test_set.name}.jsonl").write_text(text, encoding="utf-8")
    return tuple(changes)


def _compared(
    report: SetReport, own: Measured, before: Path | None
) -> tuple[str, Mapping[str, float] | None]:
    if before is not None:
        return str(before), _earlier(before / f"{report.test_set.name}.jsonl", report, own.system)
    others = [one for one in report.measured if one is not own]
    if not others:
        return "", None
    best = max(others, key=lambda one: one.mean("ndcg_at_10"))
    return best.system, {query_id: scores["ndcg_at_10"] for query_id, scores in best.scores.items()}


def _earlier(path: Path, report: SetReport, system: str) -> Mapping[str, float]:
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        values = {row["query_id"]: float(row["systems"][system]["ndcg_at_10"]) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError("not_a_dump", file=str(path)) from error
    if any(query_id not in values for query_id, _ in report.test_set.queries):
        raise UsageError("not_a_dump", file=str(path))
    return values


def _row(report: SetReport, query_id: str, text: str) -> dict[str, Any]:
    relevant = {name for name, grade in report.test_set.qrels[query_id].items() if grade > 0}
    return {
        "query_id": query_id,
        "text": text,
        "relevant": sorted(relevant),
        "systems": {
            one.system: {
                "ndcg_at_10": one.scores[query_id]["ndcg_at_10"],
                "first_relevant": next(
                    (rank for rank, name in enumerate(one.run[query_id], start=1) if name in relevant), None
                ),
                "top": list(one.run[query_id][:_TOP]),
            }
            for one in report.measured
        },
    }


def _changes(report: SetReport, own: Measured, against: str, values: Mapping[str, float]) -> Changes:
    pairs = [
        (own.scores[query_id]["ndcg_at_10"], values[query_id]) for query_id, _ in report.test_set.queries
    ]
    better = sum(one > other + _EQUAL for one, other in pairs)
    worse = sum(one < other - _EQUAL for one, other in pairs)
    resampled = Resampled({"own": [one for one, _ in pairs], "other": [other for _, other in pairs]})
    return Changes(
        set=report.test_set.name,
        against=against,
        better=better,
        worse=worse,
        equal=len(pairs) - better - worse,
        mean=resampled.compare("own", "other"),
    )
