"""Which needs a patent is found to fit, and how long that takes: the labelled needs as waiting ones, 300 with copies.

    python -m benchmarks waiting [--home FOLDER] [--kept FOLDER] [--needs 300] [--json]

For every patent that at least one of the labelled needs asks for (label 2 or 3): whether such needs are among the ten that are
found (recall@10), nDCG@10 of them, and the time of a patent's first look and of its second. Copies stand for other enterprises
with the same need under another name; they are told apart for nothing but time.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from assistant.needs.types import Need, NeedState, Wanted
from benchmarks.measuring_data import measuring_data
from benchmarks.needs import LabelledNeed, read_needs
from benchmarks.needs_library import needs_library

BAR_S = 2.0
_K = 10


def main(arguments: Sequence[str]) -> int:
    """Look at each labelled patent twice and print; leave with 1 where there is no library."""
    parser = argparse.ArgumentParser(prog="waiting")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--kept", type=Path, default=Path("asked"))
    parser.add_argument("--needs", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    data = measuring_data()
    if data is None and asked.home is None:
        print("No measuring data: set PATENTBRIDGE_MEASURING_DATA, or give --home.", file=sys.stderr)
        return 1
    labelled = read_needs()
    with needs_library(data, home=asked.home, kept=asked.kept) as library:
        found = _measured(library, labelled, asked.needs)
    print(json.dumps(found, indent=None if asked.json else 2))
    return 0


def _measured(library: Any, labelled: Sequence[LabelledNeed], count: int) -> dict[str, Any]:
    waiting, today = library.services.waiting, date.today()
    library.services.warm_up()
    needs = _needs(labelled, count)
    own = {one.need_id for one in needs[: len(labelled)]}
    firsts, seconds, recalls, gains = [], [], [], []
    for number, wanted in _by_patent(labelled).items():
        head = library.heads.get(number)
        if head is None or max(wanted.values()) < 2:
            continue
        started = time.perf_counter()
        waiting.fitting(head.document_id, needs, today, k=_K)
        firsts.append(time.perf_counter() - started)
        started = time.perf_counter()
        waiting.fitting(head.document_id, needs, today, k=_K)
        seconds.append(time.perf_counter() - started)
        ranked = [
            one.need.need_id
            for one in waiting.fitting(head.document_id, [n for n in needs if n.need_id in own], today, k=_K)
        ]
        good = {need for need, grade in wanted.items() if grade >= 2}
        recalls.append(len(good.intersection(ranked)) / min(len(good), _K))
        gains.append(_ndcg(ranked, wanted))
    return {
        "patents": len(firsts),
        "needs": len(needs),
        "recall_at_10": round(statistics.mean(recalls), 3),
        "ndcg_at_10": round(statistics.mean(gains), 3),
        "first_s_p50": round(statistics.median(firsts), 2),
        "first_s_p95": round(_high(firsts), 2),
        "again_s_p50": round(statistics.median(seconds), 2),
        "again_s_p95": round(_high(seconds), 2),
        "bar_s": BAR_S,
        "load": round(os.getloadavg()[0], 1),
    }


def _needs(labelled: Sequence[LabelledNeed], count: int) -> list[Need]:
    now = datetime.now(UTC)
    made: list[Need] = []
    for number in range(max(count, len(labelled))):
        one = labelled[number % len(labelled)]
        copy = number // len(labelled)
        made.append(
            Need(
                need_id=f"{one.need_id}-{copy}",
                owner="x",
                wanted=replace(Wanted(text=one.text), enterprise=f"{copy}"),
                state=NeedState.SUBMITTED,
                budget_shared=False,
                created_at=now,
                updated_at=now,
                submitted_at=now,
            )
        )
    return made


def _by_patent(labelled: Sequence[LabelledNeed]) -> Mapping[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one in labelled:
        for number, grade in one.relevant.items():
            found.setdefault(number, {})[f"{one.need_id}-0"] = grade
    return found


def _ndcg(ranked: Sequence[str], wanted: Mapping[str, int]) -> float:
    """Return nDCG@10 with exponential gain (Järvelin and Kekäläinen 2002; Burges 2005)."""
    ideal = _dcg(sorted(wanted.values(), reverse=True)[:_K])
    return _dcg([wanted.get(name, 0) for name in ranked]) / ideal if ideal else 0.0


def _dcg(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def _high(times: Sequence[float]) -> float:
    return sorted(times)[min(len(times) - 1, math.ceil(0.95 * len(times)) - 1)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
