"""What a library costs as it grows: build time, disk, memory, time of a search, and what its vector index misses.

    python -m benchmarks growth [--sizes 10000 100000] [--folder FOLDER] [--result FILE] [--keep] [--json]

Passages are derived from real ones (benchmarks/derived_passages.py): half English, in patents with their records, half
Chinese, in rules, eight in a document, a vector for every one. Each size is built by a process of its own and searched
by another, so that memory is each one's own. Searches are real questions of both languages; recall@10 is that of each
kind's index against all its vectors compared. A size that stands in --result already is not measured again: a run of an
hour may be interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant.current_retriever import CurrentRetriever
from benchmarks.derived_passages import derive
from benchmarks.measuring_data import measuring_data
from benchmarks.real_passages import real_queries, real_shelves
from benchmarks.search_speed import summary
from benchmarks.stored_documents import Cut, store_documents
from knowledge.bridge import DictionaryBridge
from knowledge.embedding.minilm import MiniLmEmbedder
from knowledge.library import Library, default_parts, open_library
from knowledge.protocols import Retriever
from knowledge.rights.standing import Status
from knowledge.types import ANYONE, Audience, Filters, Kind, Language, PatentType, Query

SIZES = (10_000, 100_000, 1_000_000)
_SEED = 4
_REAL = 10_000  # passages per language
_QUERIES = 100  # per language
_FILTERED = 20  # of these, for each filter
_KINDS = (Kind.PATENT, Kind.POLICY)
_ADDED = 4_000  # vectors at once
_FILTERS = {
    "language: en": Filters(languages=(Language.EN,)),
    "jurisdiction: EP": Filters(jurisdictions=("EP",)),
    "IPC: A": Filters(ipc=("A",)),
    "IPC: H01M": Filters(ipc=("H01M",)),
    "owner: corporation": Filters(owners=("corporation",)),
    "patent type: invention": Filters(patent_types=(PatentType.INVENTION,)),
    "status: expired": Filters(statuses=(Status.EXPIRED,)),
    "dates: 2010 to 2014": Filters(from_date=date(2010, 1, 1), to_date=date(2014, 12, 31)),
    "in force on 2015-06-01": Filters(in_force_on=date(2015, 6, 1)),
}


def main(arguments: list[str]) -> int:
    parsed = _arguments(arguments)
    data = measuring_data()
    if data is None:
        print("The measuring data is not here: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    if parsed.step is not None:
        step = _build if parsed.step == "build" else _search
        print(json.dumps(step(data, parsed.folder, parsed.sizes[0]), ensure_ascii=False))
        return 0
    with tempfile.TemporaryDirectory(prefix="growth-") as scratch:
        found = _all_sizes(parsed, parsed.folder or Path(scratch))
    print(json.dumps(found, indent=None if parsed.json else 1, ensure_ascii=False))
    return 0


def _all_sizes(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    result: Path = asked.result or folder / "result.json"
    found: dict[str, Any] = json.loads(result.read_text("utf-8")) if result.is_file() else {}
    for size in asked.sizes:
        if str(size) in found:
            continue
        shutil.rmtree(folder / str(size), ignore_errors=True)
        of_size = {"build": _in_a_process("build", folder, size)}
        of_size["search"] = _in_a_process("search", folder, size)
        found[str(size)] = of_size
        result.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
        if not asked.keep:
            shutil.rmtree(folder / str(size))
    return found


def _in_a_process(step: str, folder: Path, size: int) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.growth",
        "--step",
        step,
        "--folder",
        str(folder),
        "--sizes",
        str(size),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, env=os.environ)
    return dict(json.loads(done.stdout.splitlines()[-1]))


# ── building ─────────────────────────────────────────────────────────────────────────────────────────────


def _build(data: Path, folder: Path, size: int) -> dict[str, Any]:
    """Fill a library: catalogue and words first, then the vectors into the dense index."""
    home, bridge, embedder = _pieces(folder, size)
    shelves = real_shelves(data, folder / "real", embedder, _REAL)
    rows: dict[Kind, _Rows] = {kind: _Rows(folder / str(size), kind) for kind in _KINDS}

    def documents() -> Iterator[Cut]:
        for document, passages, vectors in derive(shelves, size, _SEED):
            rows[document.kind].add([passage.passage_id for passage in passages], vectors)
            yield document, passages

    parts = default_parts(bridge)
    with open_library(home, doing="growth", embedder=embedder, parts=parts, fill=False) as library:
        start = time.monotonic()
        store_documents(library, _told(documents(), size))
        stored_s = time.monotonic() - start
        start = time.monotonic()
        for kind, of_kind in rows.items():
            _add_vectors(library, kind, of_kind)
        vectors_s = time.monotonic() - start
    return {
        "catalogue_and_words_s": round(stored_s, 1),
        "vectors_into_the_index_s": round(vectors_s, 1),
        "passages_per_s": round(size / stored_s),
        "vectors_per_s": round(size / vectors_s),
        "peak_rss_mb": _memory_mb("VmHWM"),
        "disk_mb": {name: _megabytes(home / name) for name in ("catalogue.sqlite", "lexical", "dense")},
    }


class _Rows:
    """Ids and vectors of a kind in two files beside the library: what its index is compared with."""

    def __init__(self, folder: Path, kind: Kind) -> None:
        self._ids, self._vectors = folder / f"{kind}.ids", folder / f"{kind}.f32"

    def add(self, ids: Iterable[str], vectors: Any) -> None:
        with self._ids.open("a", encoding="ascii") as names, self._vectors.open("ab") as stream:
            names.writelines(f"{name}\n" for name in ids)
            stream.write(np.asarray(vectors, dtype=np.float32).tobytes())

    def ids(self) -> list[str]:
        return self._ids.read_text(encoding="ascii").split()

    def vectors(self) -> Any:
        return np.memmap(self._vectors, dtype=np.float32, mode="r").reshape(-1, MiniLmEmbedder.dimensions)


def _add_vectors(library: Library, kind: Kind, rows: _Rows) -> None:
    ids, vectors = rows.ids(), rows.vectors()
    for start in range(0, len(ids), _ADDED):
        library.dense.add(
            Audience.PUBLIC, kind, ids[start : start + _ADDED], np.array(vectors[start : start + _ADDED])
        )
        _tell(f"{kind} vectors", start + _ADDED, len(ids))


# ── searching ────────────────────────────────────────────────────────────────────────────────────────────


def _search(data: Path, folder: Path, size: int) -> dict[str, Any]:
    """Open the library again and ask it."""
    home, bridge, embedder = _pieces(folder, size)
    queries = real_queries(data, _QUERIES)
    texts = [text for of_language in queries.values() for text in of_language]
    start = time.monotonic()
    parts = default_parts(bridge)
    with open_library(home, doing="growth", embedder=embedder, parts=parts, fill=False) as library:
        ours = CurrentRetriever(library, bridge)
        first_s = _timed(ours, [texts[0]])[0] / 1000
        found: dict[str, Any] = {
            "open_s": round(time.monotonic() - start, 1),
            "first_search_s": round(first_s, 1),
        }
        _timed(ours, texts)  # the files are mapped in
        found["audience and both kinds"] = summary(_timed(ours, texts))
        for language, of_language in queries.items():
            found[f"questions: {language}"] = summary(_timed(ours, of_language))
        for kind in _KINDS:
            found[f"kind: {kind}"] = summary(_timed(ours, texts, kinds=(kind,)))
        found["rss_mb"], found["own_memory_mb"] = _memory_mb("VmRSS"), _memory_mb("RssAnon")
        few = [text for of_language in queries.values() for text in of_language[:_FILTERED]]
        for name, filters in _FILTERS.items():
            found[name] = summary(_timed(ours, few, filters=filters))
            _tell(name, 1, 1)
        for kind in _KINDS:
            rows = _Rows(folder / str(size), kind)
            found[f"recall@10: {kind}"] = round(_recall(library, kind, rows, queries, embedder), 4)
    found["peak_rss_mb"] = _memory_mb("VmHWM")
    return found


def _timed(ours: Retriever, texts: Iterable[str], **narrowed: Any) -> list[float]:
    taken = []
    for text in texts:
        start = time.perf_counter()
        ours.search(Query(text=text, audiences=ANYONE.audiences, **narrowed))
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def _recall(
    library: Library,
    kind: Kind,
    rows: _Rows,
    queries: dict[Language, tuple[str, ...]],
    embedder: MiniLmEmbedder,
) -> float:
    """Return the share of the ten nearest of all vectors that the index finds."""
    asked = [embedder.embed_query(text, language) for language, texts in queries.items() for text in texts]
    ids, nearest = rows.ids(), _nearest(rows.vectors(), np.stack(asked), 10)
    shares = []
    for vector, best in zip(asked, nearest, strict=True):
        found = {name for name, _ in library.dense.search(Audience.PUBLIC, kind, vector, 10)}
        shares.append(len(found & {ids[row] for row in best}) / 10)
    return float(np.mean(shares))


def _nearest(vectors: Any, asked: Any, k: int) -> Any:
    """Return the rows of the k nearest to each question, all compared."""
    cosines = np.concatenate(
        [asked @ vectors[at : at + 50_000].T for at in range(0, len(vectors), 50_000)], axis=1
    )
    return np.argpartition(-cosines, k, axis=1)[:, :k]


# ── both ─────────────────────────────────────────────────────────────────────────────────────────────────


def _pieces(folder: Path, size: int) -> tuple[Path, DictionaryBridge, MiniLmEmbedder]:
    bridge = DictionaryBridge()
    home = folder / str(size) / "home"
    home.mkdir(parents=True, exist_ok=True)
    return home, bridge, MiniLmEmbedder(folder / "models", bridge)


def _told(documents: Iterator[Cut], size: int) -> Iterator[Cut]:
    done = 0
    for document, passages in documents:
        yield document, passages
        done += len(passages)
        if done % 40_000 < len(passages):
            _tell("passages", done, size)


def _tell(what: str, done: int, of: int) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {what}  {min(done, of)}/{of}", file=sys.stderr, flush=True)


def _memory_mb(field: str) -> int:
    status = Path("/proc/self/status")
    rows = status.read_text(encoding="ascii").splitlines() if status.is_file() else []
    return next((int(row.split()[1]) >> 10 for row in rows if row.startswith(f"{field}:")), 0)


def _megabytes(path: Path) -> int:
    files: Iterable[Path] = path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.name}*")
    return sum(file.stat().st_size for file in files if file.is_file()) >> 20


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks growth")
    parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES), help="passages")
    parser.add_argument("--folder", type=Path, help="for libraries and the vectors of the real passages")
    parser.add_argument("--result", type=Path, help="where results are written after each size")
    parser.add_argument("--keep", action="store_true", help="keep the libraries")
    parser.add_argument("--json", action="store_true", help="one line")
    parser.add_argument("--step", choices=["build", "search"], help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
