"""What is said of measured retrieval: each bar judged by the figures as they are, and the tables of the document."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks.known_item import SETS
from benchmarks.retrieval_bars import FLOORS, OURS, Bar, bars
from benchmarks.retrieval_tables import DOCUMENT, markdown, write
from knowledge.evaluation.systems import SYSTEMS

MEASURES = ("ndcg_at_10", "recall_at_10", "recall_at_100", "mrr_at_10")


def gain(
    difference: float, low: float, high: float, *, p: float = 0.5, not_better: float = 0.5
) -> dict[str, float]:
    return {"difference": difference, "low": low, "high": high, "p": p, "p_not_better": not_better}


def row(
    name: str, value: float, *, system: str = "patentbridge", queries: int = 600, **more: Any
) -> Mapping[str, Any]:
    found: dict[str, Any] = {"set": name, "system": system, "queries": queries, "ms_p50": 9.6, "ms_p95": 19.2}
    found |= dict.fromkeys(MEASURES, value)
    found["intervals"] = {
        measure: {"low": value - 0.01, "high": value + 0.01, "level": 95} for measure in MEASURES
    }
    if "against" in more:
        found |= {"best_baseline": "rrf", "against_best": {"ndcg_at_10": more["against"]}}
    return found


def mixed(name: str, difference: float, system: str = "patentbridge") -> Mapping[str, Any]:
    return {
        "set": name, "system": system, "language": "zh", "alone": 0.9, "own_language": 0.85,
        "mixed": 0.85 + difference,
        "from_own_language": gain(difference, difference - 0.01, difference + 0.01),
        "from_alone": gain(-0.05, -0.07, -0.03),
    }  # fmt: skip


def only(found: tuple[Bar, ...]) -> Bar:
    (bar,) = found
    return bar


@pytest.mark.parametrize(("above", "verdict"), [(0.0, "met"), (0.1, "met"), (-0.0004, "missed")])
def test_a_floor_is_not_reached_by_rounding(above: float, verdict: str) -> None:
    bar = only(bars([row("ncp_policy_zh", FLOORS["ncp_policy_zh"] + above)], []))
    assert (bar.set, bar.bar, bar.verdict) == ("ncp_policy_zh", "nDCG@10 ≥ 0.915", verdict)


def test_only_our_system_is_judged() -> None:
    assert bars([row("ncp_policy_zh", 0.1, system="bm25")], [mixed("ncp_policy_zh", -0.5, "rrf")]) == ()


@pytest.mark.parametrize(("difference", "verdict"), [(0.0, "met"), (0.02, "met"), (-0.0001, "missed")])
def test_a_large_set_must_not_lie_below_the_best_baseline(difference: float, verdict: str) -> None:
    bar = only(bars([row("own", 0.5, against=gain(difference, -0.1, 0.1))], []))
    assert (bar.bar, bar.verdict) == ("at least as good as rrf", verdict)


@pytest.mark.parametrize(
    ("against", "verdict"),
    [
        (gain(0.03, 0.01, 0.05, not_better=0.001), "met"),
        (gain(0.03, -0.01, 0.07, not_better=0.2), "not shown"),
        (gain(-0.01, -0.05, 0.03, not_better=0.7), "not shown"),
        (gain(-0.03, -0.05, -0.01, not_better=1.0), "missed"),
    ],
)
def test_a_small_set_passes_only_when_its_queries_show_it(against: Mapping[str, float], verdict: str) -> None:
    bar = only(bars([row("own", 0.5, queries=249, against=against)], []))
    assert bar.bar.startswith("better than rrf, paired bootstrap")
    assert bar.verdict == verdict


@pytest.mark.parametrize(("difference", "verdict"), [(0.91 - 0.93, "met"), (-0.021, "missed"), (0.01, "met")])
def test_the_other_language_may_cost_two_points(difference: float, verdict: str) -> None:
    bar = only(bars([], [mixed("stard_zh", difference)]))
    assert bar.verdict == verdict
    assert bar.found == f"{100 * difference:+.1f} points"


def test_the_tables_hold_every_system_every_bar_and_the_library_of_all() -> None:
    results = [row("own", 0.75, against=gain(0.1, 0.05, 0.15)), row("own", 0.65, system="rrf")]
    said = markdown(results, [mixed("own", -0.03)])
    assert "| set | queries | patentbridge | rrf |" in said
    assert "| own | 600 | **0.750** [0.740 0.760] | 0.650 [0.640 0.660] |" in said
    assert "| own | at least as good as rrf | +0.1000 [+0.050 +0.150], p = 0.5000 | met |" in said
    assert "| own | 0.750 | 0.750 | 0.750 | 10 / 19 |" in said
    assert "| own | zh | patentbridge | 0.900 | 0.850 | 0.820 | -3.0 [-4.0 -2.0] |" in said
    assert "| own | R@10 falls by at most 2 points beside the other language | -3.0 points | missed |" in said


def test_a_system_that_a_set_was_not_measured_with_leaves_its_cell_empty() -> None:
    said = markdown([row("one", 0.5), row("two", 0.5, system="dense")], [])
    assert "| two | 600 | – | **0.500** [0.490 0.510] |" in said


def test_the_document_says_what_every_set_and_system_is_and_has_room_for_the_figures() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name in (*FLOORS, *SETS, *(f"`{name}`" for name in SYSTEMS if name != OURS)):
        assert name in text
    for mark in ("figures", "known-item"):
        assert text.index(f"<!-- {mark} -->\n") < text.index(f"<!-- /{mark} -->")


MARKED = "# Figures\n<!-- figures -->\nold\n<!-- /figures -->\nbetween\n<!-- known-item -->\n<!-- /known-item -->\n"


def test_tables_take_the_place_of_those_between_the_same_marks(tmp_path: Path) -> None:
    document = tmp_path / "retrieval.md"
    document.write_text(MARKED)
    for tables in ("first", "| a \\1 |"):
        write(document, "figures", tables)
    write(document, "known-item", "| b |")
    assert document.read_text() == (
        "# Figures\n<!-- figures -->\n\n| a \\1 |\n\n<!-- /figures -->\nbetween\n"
        "<!-- known-item -->\n\n| b |\n\n<!-- /known-item -->\n"
    )


def test_a_document_without_marks_is_left_alone(tmp_path: Path) -> None:
    document = tmp_path / "retrieval.md"
    document.write_text("# Figures\n")
    with pytest.raises(SystemExit):
        write(document, "figures", "| a |")
    assert document.read_text() == "# Figures\n"
