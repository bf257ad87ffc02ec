"""Retrieval measured: BEIR-like folders in, nDCG@10, R@10, R@100, MRR@10 and milliseconds per system out."""

from __future__ import annotations

import gzip
import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import UsageError
from knowledge.evaluation.systems import SYSTEMS, Corpus, CorpusDocument, Parts, System, build_system

Qrels = Mapping[str, Mapping[str, int]]  # query → document → relevance
Run = Mapping[str, Mapping[str, float]]  # query → document → score
Progress = Callable[[str, str, float], None]
"""Told the set, the system and how much of it is done, from 0 to 1."""

DEPTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalSet:
    """One folder: documents, queries, judgements, and the pairs (own id, family) that never count as found."""

    name: str
    corpus: Corpus
    queries: tuple[tuple[str, str], ...]  # id, text; judged ones only
    qrels: Qrels
    barred: Mapping[str, frozenset[str]]  # query → documents that are the query itself or of its family


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalReport:
    results: tuple[RetrievalResult, ...]


def evaluate_retrieval(
    folders: Sequence[Path],
    systems: Sequence[str] = ("patentbridge",),
    *,
    parts: Parts,
    scratch: Path,
    progress: Progress | None = None,
) -> RetrievalReport:
    """Score systems on test sets, each on all judged queries.

    `scratch` takes the indexes while they are needed. Raises UsageError for an unknown system or a folder that is
    no test set.
    """
    unknown = [name for name in systems if name not in SYSTEMS]
    if unknown:
        raise UsageError("unknown_system", systems=", ".join(unknown), known=", ".join(SYSTEMS))
    results = []
    for folder in folders:
        test_set = read_test_set(folder)
        for name in systems:
            told = _told(progress, test_set.name, name)
            with build_system(name, test_set.corpus, _texts(test_set), parts, scratch, told) as system:
                results.append(measure(test_set, name, system))
    return RetrievalReport(results=tuple(results))


def read_test_set(folder: Path) -> RetrievalSet:
    """Read corpus.jsonl, queries.jsonl (plain or .gz), qrels.tsv and, where there is one, family_pairs.tsv."""
    documents = tuple(
        CorpusDocument(
            document_id=str(row["id"] if "id" in row else row["_id"]),
            title=str(row.get("title") or ""),
            text=str(row.get("text") or ""),
        )
        for row in _rows(folder, "corpus")
    )
    qrels = _read_qrels(folder)
    queries = tuple(
        (query_id, str(row["text"]))
        for row in _rows(folder, "queries")
        if (query_id := str(row["id"] if "id" in row else row["_id"])) in qrels
    )
    return RetrievalSet(
        name=folder.resolve().name,
        corpus=Corpus(documents=documents),
        queries=queries,
        qrels=qrels,
        barred=_read_barred(folder, [query_id for query_id, _ in queries]),
    )


def measure(test_set: RetrievalSet, name: str, system: System) -> RetrievalResult:
    """Run every query once and score the run; barred documents are taken out before ranks are given."""
    run: dict[str, dict[str, float]] = {}
    times: list[float] = []
    for query_id, text in test_set.queries:
        barred = test_set.barred.get(query_id, frozenset())
        started = time.perf_counter()
        found = system.rank(text, DEPTH + len(barred))
        times.append((time.perf_counter() - started) * 1000)
        kept = [document_id for document_id, _ in found if document_id not in barred][:DEPTH]
        run[query_id] = {document_id: float(DEPTH - rank) for rank, document_id in enumerate(kept)}
    scores = score_run(test_set.qrels, run, test_set.barred)
    return RetrievalResult(
        set=test_set.name,
        system=name,
        queries=len(test_set.queries),
        **scores,
        ms_p50=_percentile(times, 50),
        ms_p95=_percentile(times, 95),
    )


def score_run(qrels: Qrels, run: Run, barred: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Return the means over all judged queries; a query without a hit counts as zero."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    judged = {
        query_id: {
            document_id: relevance
            for document_id, relevance in judgements.items()
            if document_id not in barred.get(query_id, frozenset())
        }
        for query_id, judgements in qrels.items()
    }
    judged = {query_id: judgements for query_id, judgements in judged.items() if any(judgements.values())}
    names = {"ndcg_at_10": nDCG @ 10, "recall_at_10": R @ 10, "recall_at_100": R @ 100, "mrr_at_10": RR @ 10}
    totals = dict.fromkeys(names, 0.0)
    for value in ir_measures.iter_calc(list(names.values()), judged, run):
        for name, wanted in names.items():
            if value.measure == wanted:
                totals[name] += float(value.value)
    return {name: total / len(judged) if judged else 0.0 for name, total in totals.items()}


def _texts(test_set: RetrievalSet) -> tuple[str, ...]:
    return tuple(text for _, text in test_set.queries)


def _rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for path in (folder / f"{name}.jsonl.gz", folder / f"{name}.jsonl"):
        if path.is_file():
            opened = gzip.open if path.suffix == ".gz" else open
            with opened(path, mode="rt", encoding="utf-8") as lines:
                yield from (json.loads(line) for line in lines if line.strip())
            return
    raise UsageError("not_a_test_set", folder=str(folder), missing=f"{name}.jsonl")


def _read_qrels(folder: Path) -> dict[str, dict[str, int]]:
    path = next(
        (path for path in (folder / "qrels.tsv", folder / "qrels" / "test.tsv") if path.is_file()), None
    )
    if path is None:
        raise UsageError("not_a_test_set", folder=str(folder), missing="qrels.tsv")
    qrels: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 3 and cells[2].strip().lstrip("-").isdigit():
            qrels.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    return {
        query_id: judged for query_id, judged in qrels.items() if any(grade > 0 for grade in judged.values())
    }


def _read_barred(folder: Path, query_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    pairs: dict[str, set[str]] = {query_id: {query_id} for query_id in query_ids}
    path = folder / "family_pairs.tsv"
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            one, *others = line.split("\t")
            for other in others:
                pairs.setdefault(one, {one}).add(other)
                pairs.setdefault(other, {other}).add(one)
    return {query_id: frozenset(pairs[query_id]) for query_id in query_ids}


def _told(progress: Progress | None, set_name: str, system: str) -> Callable[[float], None]:
    def told(done: float) -> None:
        if progress is not None:
            progress(set_name, system, done)

    return told


def _percentile(values: Sequence[float], percent: int) -> float:
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(math.ceil(percent / 100 * len(ordered)) - 1, 0)]
