"""Patents' own citations as labels: the abstract of a patent as a need, and what that patent cites as what should be found.

    python -m benchmarks matching --citations [--most N]

recall@10 of the matcher beside our search and BM25 on the same text, over the queries of patsnap_citations_en. The citing
patent itself is taken out of every ranking, and a family counts once. Citations say what an examiner or an applicant
thought of, not what would serve an enterprise: the figure tells whether technologies of the same kind are found in real text.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.needs.types import Wanted
from benchmarks.asked_libraries import AS_OF, ASKER
from benchmarks.known_item_sets import spread
from benchmarks.matching_measures import numbers_of
from benchmarks.measuring_data import lines
from benchmarks.needs import read_families
from benchmarks.needs_library import NeedsLibrary
from benchmarks.search_speed import summary
from knowledge.evaluation.resampling import Resampled
from knowledge.types import Language

_FOUND = 10
_SET = "patsnap_citations_en"

Ranking = Iterable[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """A patent, its text as a need, and the patents that it cites."""

    number: str
    text: str
    cited: frozenset[str]


def read_citing(data: Path) -> tuple[Citing, ...]:
    """Return the judged queries of the citation set that have an abstract, in the order of their file."""
    folder = data / "retrieval" / _SET
    cited: dict[str, set[str]] = {}
    with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as stream:
        for query, document, grade in csv.reader(stream, delimiter="\t"):
            if int(grade):
                cited.setdefault(query, set()).add(document)
    rows = lines(folder / "queries.jsonl.gz")
    abstracts = ((row["id"], row["text"].removeprefix(row["title"]).lstrip(". ")) for row in rows)
    return tuple(
        Citing(number=number, text=text, cited=frozenset(cited[number]))
        for number, text in abstracts
        if number in cited and text
    )


def measure_citations(library: NeedsLibrary, data: Path, *, most: int | None) -> dict[str, Any]:
    """Return recall@10 of the matcher and of both baselines, with intervals over the citing patents."""
    families = read_families(data)
    citing = read_citing(data)
    asked = spread(citing, most) if most else list(citing)
    times: list[float] = []

    def matched(text: str, k: int, *, without: frozenset[str]) -> Ranking:
        from assistant.matching.requirements import read_need

        start = time.perf_counter()
        read = read_need(Wanted(text=text), language=Language.EN)
        found = library.matcher.match(read, ASKER, AS_OF, k + len(without))
        times.append((time.perf_counter() - start) * 1000)
        return [numbers_of(match) for match in found if match.publication_number not in without]

    def single(ranked: Callable[..., list[str]]) -> Callable[..., Ranking]:
        return lambda text, k, without: [(one,) for one in ranked(text, k, without=without)]

    systems: Mapping[str, Callable[..., Ranking]] = {
        "matcher": matched,
        "search": single(library.search),
        "bm25-bigram": single(library.pairs),
    }
    values: dict[str, list[float]] = {name: [] for name in systems}
    for one in asked:
        without = frozenset(
            {one.number, *(n for n, name in families.items() if name == families.get(one.number))}
        )
        for name, system in systems.items():
            ranking = system(one.text, 2 * _FOUND, without=without)
            values[name].append(recall(ranking, one.cited, families, _FOUND))
    resampled = Resampled(values)
    found: dict[str, Any] = {"needs": len(asked)}
    for name, column in values.items():
        interval = resampled.interval(name)
        found[name] = {
            "recall_at_10": round(sum(column) / len(column), 3),
            "interval": [round(interval.low, 3), round(interval.high, 3)],
        }
    compared = resampled.compare("matcher", "search")
    found["matcher_less_search"] = {
        "difference": round(compared.difference, 3),
        "interval": [round(compared.low, 3), round(compared.high, 3)],
    }
    found["time"] = summary(times)
    return found


def recall(ranking: Ranking, relevant: frozenset[str], families: Mapping[str, str], depth: int) -> float:
    """Return which share of the relevant technologies is among the first `depth`; each family counts once."""
    wanted = {families.get(number, number) for number in relevant}
    found: set[str] = set()
    places = 0
    for numbers in ranking:
        names = {families.get(number, number) for number in numbers}
        if names <= found:
            continue
        places += 1
        if places > depth:
            break
        found |= names
    return len(wanted & found) / len(wanted)
