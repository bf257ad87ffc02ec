"""Load 3,420 laws and 2,244 patents of the measuring data into one library and say what that costs.

    python -m benchmarks.load_library --home FOLDER [--laws N] [--vectors] [--json]

Prints seconds until the first question can be answered (everything is in the lexical index), until the vectors are
there (--vectors waits for them), passages, peak memory and disk. FOLDER stays: it is the library to ask afterwards.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring_data import measuring_data, write_laws, write_patents
from knowledge.bridge import DictionaryBridge
from knowledge.embedding.minilm import MiniLmEmbedder
from knowledge.ingestion import IngestProgress, ingest
from knowledge.library import Library, default_parts, open_library
from knowledge.types import ANYONE, Audience, FileOutcome, Query


def main() -> int:
    arguments = _arguments()
    data = measuring_data()
    if data is None:
        print("The measuring data is not here: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder)
        write_laws(data, files / "laws")
        write_patents(data, files / "patents.json")
        _keep(files / "laws", arguments.laws)
        found = load(files, arguments.home, vectors=arguments.vectors)
    print(json.dumps(found, indent=None if arguments.json else 1, ensure_ascii=False))
    return 0


def load(files: Path, home: Path, *, vectors: bool) -> dict[str, Any]:
    """Ingest the files into a library in `home` and measure."""
    bridge = DictionaryBridge()
    embedder = MiniLmEmbedder(home / "models", bridge)
    embedder.prepare()
    start = time.monotonic()
    with open_library(home, doing="load_library", embedder=embedder, parts=default_parts(bridge)) as library:
        report = ingest([files], audience=Audience.PUBLIC, library=library, on_progress=_Bar())
        found: dict[str, Any] = {
            "files": len(report.files),
            "set_aside": [
                f"{one.file}: {one.reason}" for one in report.files if one.outcome is FileOutcome.SET_ASIDE
            ],
            "records": report.records,
            "passages": report.passages,
            "ready_s": round(time.monotonic() - start, 1),
            "first_question_ms": _first_question(library, bridge),
        }
        found["passages_per_s"] = round(report.passages / max(report.elapsed_s, 1e-9))
        if vectors:
            library.filler.wait()
            found |= {
                "vectors": library.filler.progress().vectors,
                "vectors_s": round(time.monotonic() - start, 1),
            }
            found["doctor"] = list(library.doctor().complaints)
    found["cpu_s"] = round(sum(_cpu(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)), 1)
    found["peak_rss_mb"] = _peak(resource.RUSAGE_SELF)
    found["peak_rss_largest_worker_mb"] = _peak(resource.RUSAGE_CHILDREN)
    found["disk_mb"] = {
        name: _megabytes(home / name) for name in ("catalogue.sqlite", "lexical", "dense", "vectors.sqlite")
    }
    return found


def _first_question(library: Library, bridge: DictionaryBridge) -> float:
    from knowledge.search.lexical import TantivyIndex
    from knowledge.search.retrieval import HybridRetriever

    assert isinstance(library.lexical, TantivyIndex)
    retriever = HybridRetriever(library.catalogue, library.lexical, library.dense, library.embedder, bridge)
    start = time.monotonic()
    with library.filler.paused():
        retriever.search(Query(text="专利开放许可声明的许可使用费怎么支付", audiences=ANYONE.audiences))
    return round((time.monotonic() - start) * 1000, 1)


class _Bar:
    """A line on standard error every five seconds."""

    def __init__(self) -> None:
        self._start = self._told = time.monotonic()

    def __call__(self, progress: IngestProgress) -> None:
        now = time.monotonic()
        if now - self._told >= 5:
            self._told = now
            print(
                f"{now - self._start:6.0f} s  {progress.stage}  {progress.files_done}/{progress.files_total} files  "
                f"{progress.passages_written} written  {progress.passages_indexed} indexed",
                file=sys.stderr,
            )


def _keep(folder: Path, count: int | None) -> None:
    if count is not None:
        for path in sorted(folder.rglob("*.md"))[count:]:
            path.unlink()


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _peak(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


def _megabytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.name}*")
    return sum(file.stat().st_size for file in files if file.is_file()) >> 20


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load_library")
    parser.add_argument(
        "--home", type=Path, required=True, help="where the library is made; must be empty or new"
    )
    parser.add_argument("--laws", type=int, help="only the first N laws")
    parser.add_argument(
        "--vectors", action="store_true", help="wait until all vectors are there, then run doctor"
    )
    parser.add_argument("--json", action="store_true", help="one line")
    arguments = parser.parse_args()
    if (arguments.home / "catalogue.sqlite").exists():
        parser.error(f"{arguments.home} holds a library already")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
