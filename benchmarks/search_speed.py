"""How long a search takes in a library of a test set's documents: one after the other, and several at once.

    python -m benchmarks search-speed [--set FOLDER] [--home FOLDER] [--queries N] [--without-vectors] [--profile] [--json]

The set's documents (by default the 58,528 statute articles of stard_zh) become documents of a library, with the
vectors that the library gives them; making those takes minutes, so a library in --home is kept and used again. Then
its queries are searched inside this process, embedding included: p50 and p95 in milliseconds, alone and with
--threads of them at once, and the mean processor time of one alone, which other work on the machine stretches less.
The first search, which loads dictionary, model and indexes, is timed apart, and so is the warm-up that `serve` does at
its start. After that every query is asked for the first time.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from assistant.current_retriever import CurrentRetriever
from benchmarks.measuring_data import measuring_data
from benchmarks.stored_documents import store_documents, text_cutter
from knowledge.bridge import DictionaryBridge
from knowledge.embedding.minilm import MiniLmEmbedder
from knowledge.evaluation.retrieval_sets import read_test_set
from knowledge.library import default_parts, open_library
from knowledge.types import ANYONE, Query

_SET = "stard_zh"
_THREADS = 8


def main(arguments: list[str]) -> int:
    parsed = _arguments(arguments)
    folder = parsed.set or _default_set()
    if folder is None:
        print("The measuring data is not here: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="search-speed-") as scratch:
        home = parsed.home or Path(scratch)
        found = measure(folder, home, parsed)
    print(json.dumps(found, indent=None if parsed.json else 1, ensure_ascii=False))
    return 0


def measure(folder: Path, home: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Build the library where it is not there yet, then search it."""
    test_set = read_test_set(folder)
    queries = [text for _, text in test_set.queries][: asked.queries]
    bridge = DictionaryBridge()
    embedder = MiniLmEmbedder(home / "models", bridge)
    parts = default_parts(bridge)
    with open_library(home, doing="search-speed", embedder=embedder, parts=parts, fill=False) as library:
        if library.is_empty():
            cut = text_cutter(library)
            rows = test_set.corpus.documents
            store_documents(library, (cut(row.document_id, row.title, row.text) for row in rows))
        if not asked.without_vectors:
            library.filler.fill()
        search = CurrentRetriever(library, bridge).search
        found: dict[str, Any] = {
            "documents": len(test_set.corpus.documents),
            "vectors": library.filler.progress().vectors,
            "first_search_ms": round(_timed(search, queries[0]), 1),
        }
        start = time.perf_counter()
        bridge.warm_up()  # as `serve` does at start
        found["warm_up_s"] = round(time.perf_counter() - start, 1)
        for text in queries[:20]:  # threads of the libraries start, files are mapped in
            _timed(search, text)
        before = time.process_time()
        found["alone"] = summary([_timed(search, text) for text in queries])
        found["processor_ms"] = round((time.process_time() - before) * 1000 / len(queries), 1)
        found[f"{asked.threads}_at_once"] = summary(at_once(search, queries, asked.threads))
        if asked.profile:
            _profile(search, queries)
    return found


def _timed(search: Any, text: str) -> float:
    start = time.perf_counter()
    search(Query(text=text, audiences=ANYONE.audiences))
    return (time.perf_counter() - start) * 1000


def at_once(search: Any, queries: Sequence[str], threads: int) -> list[float]:
    """Search from several threads, each with the next query as soon as it is done; return milliseconds of each."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda text: _timed(search, text), queries))


def summary(milliseconds: Sequence[float]) -> dict[str, float]:
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return {"p50_ms": round(float(p50), 1), "p95_ms": round(float(p95), 1)}


def _profile(search: Any, queries: Sequence[str]) -> None:
    profile = cProfile.Profile()
    profile.enable()
    for text in queries:
        _timed(search, text)
    profile.disable()
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile, stream=sys.stderr).sort_stats(order).print_stats(45)


def _default_set() -> Path | None:
    data = measuring_data()
    return None if data is None else data / "retrieval" / _SET


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks search-speed")
    parser.add_argument("--set", type=Path, help=f"a BEIR-like folder (default: {_SET})")
    parser.add_argument("--home", type=Path, help="where the library is kept for the next time")
    parser.add_argument("--queries", type=int, help="only the first N")
    parser.add_argument(
        "--threads", type=int, default=_THREADS, help=f"searches at once (default: {_THREADS})"
    )
    parser.add_argument("--without-vectors", action="store_true", help="search by words alone")
    parser.add_argument("--profile", action="store_true", help="tell on standard error where time goes")
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
