"""How fast patent XML gets into catalogue and lexical index, beside the rate at which vectors are made of the same text.

    python -m benchmarks ingest-speed [--size-mb N] [--language en zh] [--json]

Invented patents (benchmarks/synthetic_patents.py) are written as one weekly file of N/4 MB and one of N MB. Each is
ingested into a new library by a process of its own: passages per second and MB per second from the command's start to
the last passage being in the lexical index; and peak memory, of which the difference between both sizes says whether
memory grows with the input: memory of its own (`peak_own_mb`), without pages of index files that the system maps in
and may take back, which `peak_rss_mb` counts too. `cpu_s` is of all processes. Then MiniLM makes vectors of passages of the same library.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from itertools import islice
from pathlib import Path
from typing import Any, Self

from benchmarks.synthetic_patents import write_chinese, write_english
from knowledge.bridge import DictionaryBridge
from knowledge.embedding.minilm import MiniLmEmbedder
from knowledge.ingestion import ingest
from knowledge.library import Library, default_parts, open_library
from knowledge.types import ANYONE, Audience

_WRITERS = {"en": write_english, "zh": write_chinese}
_EMBEDDED = 400  # passages: vectors of these are timed


def main(arguments: list[str]) -> int:
    parsed = _arguments(arguments)
    if parsed.file is not None:
        print(json.dumps(measure(parsed.file, parsed.home, vectors=parsed.vectors)))
        return 0
    found = {}
    for language in parsed.language:
        with tempfile.TemporaryDirectory(prefix="ingest-speed-") as folder:
            found[language] = _compare(language, parsed.size_mb, Path(folder), parsed.models)
    print(json.dumps(found, indent=None if parsed.json else 1, ensure_ascii=False))
    return 0


def _compare(language: str, size_mb: float, folder: Path, models: Path | None) -> dict[str, Any]:
    """Measure a small and a large file of one language."""
    sizes = {"small": size_mb / 4, "large": size_mb}
    found: dict[str, Any] = {}
    for name, size in sizes.items():
        file, home = folder / f"{name}.xml", folder / name
        _WRITERS[language](file, size)
        home.mkdir()
        if models is not None:
            (home / "models").symlink_to(models.absolute())
        found[name] = _in_a_process(file, home, vectors=name == "large")
    found["memory_grew_mb"] = found["large"]["peak_own_mb"] - found["small"]["peak_own_mb"]
    found["times_the_rate_of_vectors"] = round(
        found["large"]["passages_per_s"] / found["large"]["vectors_per_s"], 1
    )
    return found


def _in_a_process(file: Path, home: Path, *, vectors: bool) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks", "ingest-speed", "--file", str(file), "--home", str(home)]
    if vectors:
        command.append("--vectors")
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, env=os.environ)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measure(file: Path, home: Path, *, vectors: bool) -> dict[str, Any]:
    """Ingest one file into a new library in `home`."""
    bridge = DictionaryBridge()
    embedder = MiniLmEmbedder(home / "models", bridge)
    embedder.prepare()
    parts = default_parts(bridge)
    with open_library(home, doing="ingest-speed", embedder=embedder, parts=parts, fill=False) as library:
        start = time.monotonic()
        with _Memory() as memory:
            report = ingest([file], audience=Audience.PUBLIC, library=library)
        elapsed_s = time.monotonic() - start
        indexed = library.lexical.count(Audience.PUBLIC)
        cpu = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        found: dict[str, Any] = {
            "mb": round(file.stat().st_size / 1e6, 1),
            "documents": report.records,
            "passages": report.passages,
            "indexed": indexed,
            "seconds": round(elapsed_s, 1),
            "passages_per_s": round(report.passages / elapsed_s),
            "mb_per_s": round(file.stat().st_size / 1e6 / elapsed_s, 2),
            "peak_own_mb": memory.peak_kb >> 10,
            "peak_rss_mb": cpu[0].ru_maxrss >> 10,
            "peak_rss_largest_worker_mb": cpu[1].ru_maxrss >> 10,
            "cpu_s": round(sum(used.ru_utime + used.ru_stime for used in cpu), 1),
            "set_aside": [f"{one.file}: {one.reason}" for one in report.files if one.reason],
        }
        if vectors:
            found |= _vectors(library, embedder)
    return found


class _Memory:
    """Looks at the memory of this process now and then, mapped files set apart."""

    def __init__(self) -> None:
        self.peak_kb = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._over.wait(0.2):
            self.peak_kb = max(self.peak_kb, _own_kb())

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()


def _own_kb() -> int:
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0  # not Linux
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")), 0)


def _vectors(library: Library, embedder: MiniLmEmbedder) -> dict[str, Any]:
    """Time the making of vectors of some passages from all over the library."""
    heads = library.catalogue.heads(ANYONE)
    step = max(1, len(heads) // 20)
    passages = [
        passage
        for head in islice(heads, 0, None, step)
        for passage in library.catalogue.document_passages(head.document_id, ANYONE)[:20]
    ][:_EMBEDDED]
    start = time.monotonic()
    for at in range(0, len(passages), 16):  # as the filler does
        some = passages[at : at + 16]
        embedder.embed_passages([p.text for p in some], [p.language for p in some])
    elapsed_s = time.monotonic() - start
    return {
        "vectors_per_s": round(len(passages) / elapsed_s, 1),
        "mean_passage_characters": round(sum(len(p.text) for p in passages) / len(passages)),
    }


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks ingest-speed")
    parser.add_argument("--size-mb", type=float, default=80, help="size of the larger file (default: 80)")
    parser.add_argument("--language", nargs="+", choices=list(_WRITERS), default=list(_WRITERS))
    parser.add_argument(
        "--models", type=Path, help="a folder with the converted embedding model, to save a minute"
    )
    parser.add_argument("--json", action="store_true", help="one line")
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--vectors", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
