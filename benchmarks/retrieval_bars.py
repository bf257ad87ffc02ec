"""What retrieval must reach: rows of `evaluate retrieval --json` in, a verdict per bar out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FLOORS: Mapping[str, float] = {  # nDCG@10 of the default system
    "patsnap_citations_en": 0.40,
    "nasa_t2_en": 0.88,
    "ncp_policy_zh": 0.915,
    "cnipa_quiz_explain_zh": 0.72,
    "stard_zh": 0.41,
    "csprd_zh2en": 0.92,
    "csprd_en2zh": 0.73,
}
OURS = "patentbridge"
SMALL = 250  # sets with fewer queries pass by a paired bootstrap
SURE = 0.05
MAY_FALL = 0.02  # of recall@10, by the documents of the other language

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One thing that must hold of one set; `met` is None where the queries are too few to say."""

    set: str
    bar: str
    found: str
    met: bool | None

    @property
    def verdict(self) -> str:
        return {True: "met", False: "missed", None: "not shown"}[self.met]


def bars(results: Sequence[Row], mixed: Sequence[Row]) -> tuple[Bar, ...]:
    """Judge every bar that the figures speak to, each figure as it is, not rounded."""
    found: list[Bar] = []
    for row in results:
        if row["system"] != OURS:
            continue
        floor = FLOORS.get(row["set"])
        if floor is not None:
            value = row["ndcg_at_10"]
            found.append(
                Bar(set=row["set"], bar=f"nDCG@10 ≥ {floor:g}", found=f"{value:.4f}", met=value >= floor)
            )
        if row.get("against_best"):
            found.append(_beside_best(row))
    found += [
        Bar(
            set=row["set"],
            bar="R@10 falls by at most 2 points beside the other language",
            found=f"{100 * row['from_own_language']['difference']:+.1f} points",
            met=round(row["from_own_language"]["difference"], 9) >= -MAY_FALL,
        )
        for row in mixed
        if row["system"] == OURS
    ]
    return tuple(found)


def _beside_best(row: Row) -> Bar:
    gain = row["against_best"]["ndcg_at_10"]
    said = f"{gain['difference']:+.4f} [{gain['low']:+.3f} {gain['high']:+.3f}]"
    if row["queries"] >= SMALL:
        return Bar(
            set=row["set"],
            bar=f"at least as good as {row['best_baseline']}",
            found=f"{said}, p = {gain['p']:.4f}",
            met=gain["difference"] >= 0,
        )
    met = True if gain["p_not_better"] < SURE else False if gain["high"] < 0 else None
    return Bar(
        set=row["set"],
        bar=f"better than {row['best_baseline']}, paired bootstrap, one-sided p < {SURE:g}",
        found=f"{said}, p = {gain['p_not_better']:.4f}",
        met=met,
    )
