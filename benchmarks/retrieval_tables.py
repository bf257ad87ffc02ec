"""The tables of docs/retrieval.md: rows of `evaluate retrieval --json` in, Markdown between the marks of a document out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.retrieval_bars import OURS, Bar, Row, bars

DOCUMENT = Path(__file__).parents[1] / "docs" / "retrieval.md"


def write(document: Path, mark: str, tables: str) -> None:
    """Put tables between `<!-- mark -->` and `<!-- /mark -->`, in place of those that stand there."""
    text = document.read_text(encoding="utf-8")
    found = re.search(rf"(?<=<!-- {mark} -->\n).*?(?=<!-- /{mark} -->)", text, re.DOTALL)
    if found is None:
        raise SystemExit(f"{document}: no <!-- {mark} --> … <!-- /{mark} -->")
    document.write_text(f"{text[: found.start()]}\n{tables}\n\n{text[found.end() :]}", encoding="utf-8")


def markdown(results: Sequence[Row], mixed: Sequence[Row]) -> str:
    """Return the tables of docs/retrieval.md."""
    parts = [_systems(results), _bars(bars(results, mixed)), _ours(results)]
    if mixed:
        parts.append(_mixed(mixed))
    return "\n\n".join(parts)


def _systems(results: Sequence[Row]) -> str:
    systems = list(dict.fromkeys(row["system"] for row in results))
    lines = []
    for name in dict.fromkeys(row["set"] for row in results):
        rows = {row["system"]: row for row in results if row["set"] == name}
        best = max(row["ndcg_at_10"] for row in rows.values())
        queries = next(iter(rows.values()))["queries"]
        lines.append([name, str(queries), *(_figure(rows.get(system), best) for system in systems)])
    return "nDCG@10, 95 % intervals in brackets:\n\n" + table(["set", "queries", *systems], lines)


def _figure(row: Row | None, best: float) -> str:
    if row is None:
        return "–"
    interval = row["intervals"]["ndcg_at_10"]
    value = f"{row['ndcg_at_10']:.3f}"
    marked = f"**{value}**" if row["ndcg_at_10"] == best else value
    return f"{marked} [{interval['low']:.3f} {interval['high']:.3f}]"


def _bars(found: Sequence[Bar]) -> str:
    lines = [[bar.set, bar.bar, bar.found, bar.verdict] for bar in found]
    return "Bars:\n\n" + table(["set", "bar", "found", ""], lines)


def _ours(results: Sequence[Row]) -> str:
    lines = [
        [
            row["set"],
            *(f"{row[name]:.3f}" for name in ("recall_at_10", "recall_at_100", "mrr_at_10")),
            f"{row['ms_p50']:.0f} / {row['ms_p95']:.0f}",
        ]
        for row in results
        if row["system"] == OURS
    ]
    return f"Other measures of {OURS}:\n\n" + table(
        ["set", "R@10", "R@100", "MRR@10", "ms, p50 / p95"], lines
    )


def _mixed(mixed: Sequence[Row]) -> str:
    lines = [
        [
            row["set"],
            row["language"],
            row["system"],
            *(f"{row[name]:.3f}" for name in ("alone", "own_language", "mixed")),
            *(
                f"{100 * row[name]['difference']:+.1f} [{100 * row[name]['low']:+.1f} {100 * row[name]['high']:+.1f}]"
                for name in ("from_own_language", "from_alone")
            ),
        ]
        for row in mixed
    ]
    heads = [
        "set",
        "documents",
        "system",
        "alone",
        "own language",
        "all",
        "all − own language",
        "all − alone",
    ]
    return "R@10 with several sets in one library, differences in points:\n\n" + table(heads, lines)


def table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [heads, ["---"] * len(heads), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
