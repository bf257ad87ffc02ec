"""Match labelled needs with the samples among 2,244 real patents: is what serves them found, and are its cells and gates right?

    python -m benchmarks matching [--home FOLDER] [--kept FOLDER] [--show] [--json]
    python -m benchmarks matching --citations [--most N] [--home FOLDER] [--kept FOLDER] [--json]

Needs and labels, and how complete they are: matching.md. The library is made once in a folder of --kept (default: asked),
or --home names one that is ready. Beside the matcher, in the same run: our search on the whole text of the need, and BM25
over words and pairs of characters. --show lists what was missed. --citations: see `matching_citations`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.matching.types import Match, ReadNeed
from assistant.needs.types import Wanted
from benchmarks.asked_libraries import AS_OF, ASKER
from benchmarks.intervals import share
from benchmarks.matching_measures import CellCounts, GateCounts, ndcg, numbers_of
from benchmarks.measuring_data import measuring_data
from benchmarks.needs import (
    MORE,
    UNSEEN,
    LabelledNeed,
    read_families,
    read_more_needs,
    read_needs,
    standings,
)
from benchmarks.needs_library import NeedsLibrary, needs_library
from benchmarks.search_speed import summary
from knowledge.evaluation.resampling import Resampled

SHOWN = 10
_DEPTH = 5
MATCHER, SEARCH, PAIRS = "matcher", "search", "bm25-bigram"
_BARS = {"ndcg_at_5": 0.85, "flagged": 1.0, "supported_right": 0.95, "contradictions_caught": 0.9}


def main(arguments: Sequence[str]) -> int:
    """Match, judge and print; leave with 1 where the measuring data is missing."""
    asked = _arguments(arguments)
    data = measuring_data()
    if data is None:
        print("No measuring data: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    with needs_library(data, home=asked.home, kept=asked.kept) as library:
        if asked.citations:
            from benchmarks.matching_citations import measure_citations

            found = measure_citations(library, data, most=asked.most)
        else:
            found = measure(library, read_needs(), read_families(data), show=asked.show)
            for called, name in (("second_set_of_cells", MORE), ("unseen_cells", UNSEEN)):
                found[called] = measure_cells(library, read_more_needs(name), show=asked.show)
    print(json.dumps(found, ensure_ascii=False, indent=None if asked.json else 1))
    return 0


def measure(
    library: NeedsLibrary, needs: Sequence[LabelledNeed], families: dict[str, str], *, show: bool = False
) -> dict[str, Any]:
    """Return the figures over all needs, with what was missed where that is to be shown."""
    gates, cells, standing = GateCounts(), CellCounts(), standings(needs)
    values: dict[str, dict[str, float]] = {MATCHER: {}, SEARCH: {}, PAIRS: {}}
    times: list[float] = []
    near: Counter[tuple[int, bool]] = Counter()  # shown technologies by grade
    match_need(library, needs[0])  # what is done once is not timed
    for need in needs:
        start = time.perf_counter()
        read, shown = match_need(library, need)
        times.append((time.perf_counter() - start) * 1000)
        gates.add(need, shown, standing, AS_OF)
        near.update((need.relevant.get(one.publication_number, 0), one.is_near) for one in shown)
        cells.add_quotes(shown, library.passage_text)
        for patent in sorted({label.patent for label in need.cells}):
            one = _of_pair(library, read, shown, patent)
            cells.add_pair(need, patent, one.cells if one is not None else ())
        if need.relevant:
            baselines = {SEARCH: library.search, PAIRS: library.pairs}
            rankings: dict[str, list[tuple[str, ...]]] = {
                name: [(number,) for number in ranked(need.text, 3 * _DEPTH)]
                for name, ranked in baselines.items()
            }
            rankings[MATCHER] = [numbers_of(match) for match in shown]
            for name, ranking in rankings.items():
                values[name][need.need_id] = ndcg(ranking, need.relevant, families, _DEPTH)
    figures = {
        "needs": len(needs),
        "ndcg_at_5": _by_group(library, needs, values),
        **_gate_figures(gates),
        **_cell_figures(cells),
        "near_by_grade": {
            str(grade): [near[grade, True], near[grade, True] + near[grade, False]] for grade in (3, 2, 1, 0)
        },
        "time": summary(times),
    }
    figures["bars"] = _bars(figures)
    if show:
        figures["missed"] = _missed(gates, cells, values[MATCHER])
    return figures


def measure_cells(
    library: NeedsLibrary, needs: Sequence[LabelledNeed], *, show: bool = False
) -> dict[str, Any]:
    """Return the figures of cells alone."""
    cells = CellCounts()
    for need in needs:
        read, shown = match_need(library, need)
        cells.add_quotes(shown, library.passage_text)
        for patent in sorted({label.patent for label in need.cells}):
            one = _of_pair(library, read, shown, patent)
            cells.add_pair(need, patent, one.cells if one is not None else ())
    found = {"needs": len(needs), **_cell_figures(cells)}
    return {**found, "missed": _missed_cells(cells)} if show else found


def match_need(library: NeedsLibrary, need: LabelledNeed) -> tuple[ReadNeed, tuple[Match, ...]]:
    """Return a need taken apart, and the matches that a user would be shown."""
    from assistant.matching.requirements import read_need

    read = read_need(Wanted(text=need.text), language=need.language)
    return read, library.matcher.match(read, ASKER, AS_OF, SHOWN)


def _of_pair(library: NeedsLibrary, read: ReadNeed, shown: Sequence[Match], patent: str) -> Match | None:
    """Return what a patent is for a need, whether it was shown or has to be asked for."""
    for match in shown:
        if patent in numbers_of(match):
            return match
    return library.matcher.why_not(read, library.heads[patent].document_id, ASKER, AS_OF)


def _by_group(
    library: NeedsLibrary, needs: Sequence[LabelledNeed], values: dict[str, dict[str, float]]
) -> dict[str, dict[str, Any]]:
    """Return the means over all needs, by language, and by what serves them: a sample too, or real patents alone."""
    groups: dict[str, list[str]] = {}
    for need in needs:
        if need.relevant:
            sampled = any(library.heads[number].sample for number in need.relevant)
            served = "served_by_samples" if sampled else "served_by_real_patents"
            for group in ("all", str(need.language), served):
                groups.setdefault(group, []).append(need.need_id)
    return {group: _means(ids, values) for group, ids in groups.items()}


def _means(ids: Sequence[str], values: dict[str, dict[str, float]]) -> dict[str, Any]:
    columns = {name: [found[one] for one in ids] for name, found in values.items()}
    resampled = Resampled(columns)
    found: dict[str, Any] = {"needs": len(ids)}
    for name, column in columns.items():
        interval = resampled.interval(name)
        found[name] = {
            "mean": round(sum(column) / len(column), 3),
            "interval": [round(interval.low, 3), round(interval.high, 3)],
        }
    return found


def _gate_figures(counts: GateCounts) -> dict[str, Any]:
    return {
        "flagged": share(counts.flagged, counts.gated),
        "unknown_told": share(counts.told, counts.unknown),
        "gates_of_no_label": dict(counts.of_no_label),
        "lapsed_recommended": len(counts.lapsed_recommended),
    }


def _cell_figures(counts: CellCounts) -> dict[str, Any]:
    return {
        "supported_verbatim": share(counts.verbatim, counts.supported),
        "supported_right": share(counts.right, counts.judged),
        "supported_found": share(counts.agreed, counts.holding),
        "contradictions_caught": share(counts.caught, counts.contradictions),
        "contradictions_of_what_holds": len(counts.false_alarms),
    }


def _bars(figures: dict[str, Any]) -> dict[str, bool]:
    found = {
        "ndcg_at_5": figures["ndcg_at_5"]["all"][MATCHER]["mean"],
        **{name: figures[name]["share"] for name in _BARS if name != "ndcg_at_5"},
    }
    met = {name: found[name] >= bar for name, bar in _BARS.items()}
    return {**met, "none_lapsed_recommended": figures["lapsed_recommended"] == 0}


def _missed(gates: GateCounts, cells: CellCounts, ranked: dict[str, float]) -> dict[str, Any]:
    return {
        "gates": gates.missed,
        "lapsed_recommended": gates.lapsed_recommended,
        **_missed_cells(cells),
        "ndcg_at_5_below_0.85": {need: round(value, 3) for need, value in ranked.items() if value < 0.85},
    }


def _missed_cells(cells: CellCounts) -> dict[str, Any]:
    return {
        "supported_but_not_so": cells.wrong,
        "contradictions": cells.missed,
        "contradicted_but_holds": cells.false_alarms,
        "holds_but_not_supported": cells.unseen,
    }


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks matching")
    parser.add_argument("--home", type=Path, help="a library that holds the samples and the real patents")
    parser.add_argument("--kept", type=Path, default=Path("asked"), help="folder for the library, made once")
    parser.add_argument("--citations", action="store_true", help="abstracts of citing patents as needs")
    parser.add_argument("--most", type=int, help="with --citations: only so many, evenly spread")
    parser.add_argument("--show", action="store_true", help="list what was missed")
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
