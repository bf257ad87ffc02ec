"""How fast passages get their vectors, through everything that takes part, beside the model alone on the same passages.

    python -m benchmarks vector-speed [--passages N] [--models FOLDER] [--json]

Passages of a given length, cut from real texts, stand in a new library's catalogue; then the filler reads them, bridges
Chinese, tokenises, runs MiniLM, keeps the vectors and writes them into the dense index: `passages_per_s`. Then the model
alone runs over the same passages, tokenised beforehand: `model_alone_per_s`, what this machine's processors can do. CPU
seconds are of all threads: on a machine that is busy with other things, `at_full_cpu_per_s` says what its cores would
reach if they were free and never waited.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measuring_data import lines, measuring_data
from benchmarks.stored_documents import store_documents, text_cutter
from knowledge.bridge import DictionaryBridge
from knowledge.embedding.minilm import MiniLmEmbedder
from knowledge.library import default_parts, open_library
from knowledge.types import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """Passages of one length: how many characters of which set's documents."""

    language: Language
    set: str
    characters: int


LENGTHS = {
    "English, usual": Length(language=Language.EN, set="patsnap_citations_en", characters=416),
    "English, long": Length(language=Language.EN, set="patsnap_citations_en", characters=830),
    "English, as long as the model reads": Length(
        language=Language.EN, set="patsnap_citations_en", characters=1_100
    ),
    "Chinese, usual": Length(language=Language.ZH, set="stard_zh", characters=195),
    "Chinese, long": Length(language=Language.ZH, set="stard_zh", characters=390),
}


def main(arguments: list[str]) -> int:
    parsed = _arguments(arguments)
    data = measuring_data()
    if data is None:
        print("The measuring data is not here: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    found = {}
    for name, length in LENGTHS.items():
        texts = _texts(data / "retrieval" / length.set / "corpus.jsonl.gz", length, parsed.passages)
        with tempfile.TemporaryDirectory(prefix="vector-speed-") as folder:
            found[name] = measure(texts, length.language, Path(folder), parsed.models)
    print(json.dumps(found, indent=None if parsed.json else 1, ensure_ascii=False))
    return 0


def measure(texts: list[str], language: Language, home: Path, models: Path | None) -> dict[str, Any]:
    """Let a library in `home` make the vectors of these texts, then run the model alone."""
    bridge = DictionaryBridge()
    embedder = MiniLmEmbedder(models or home / "models", bridge)
    embedder.embed_query("", language)
    import_module("chromadb")  # a second or two, once: not what is measured
    parts = default_parts(bridge)
    with open_library(home, doing="vector-speed", embedder=embedder, parts=parts, fill=False) as library:
        cut = text_cutter(library)
        documents = [cut(f"{row}", "", text) for row, text in enumerate(texts)]
        store_documents(library, documents)
        with _Watch() as whole:
            library.filler.fill()
        vectors = library.filler.progress().vectors
    made = [passage.text for _, passages in documents for passage in passages]
    windows = [window for of_text in embedder.windows(made, [language] * len(made)) for window in of_text]
    with _Watch() as alone:
        embedder.encode(windows)
    return {
        "passages": vectors,
        "characters": round(float(np.mean([len(text) for text in made]))),
        "tokens": round(float(np.mean([len(window) for window in windows]))),
        "passages_per_s": round(vectors / whole.seconds),
        "model_alone_per_s": round(len(windows) / alone.seconds),
        "at_full_cpu_per_s": {
            "passages": round(vectors / whole.cpu_s * (os.cpu_count() or 1)),
            "model_alone": round(len(windows) / alone.cpu_s * (os.cpu_count() or 1)),
        },
    }


class _Watch:
    """Seconds, and CPU seconds of all threads, that a block took."""

    def __enter__(self) -> _Watch:
        self.seconds, self.cpu_s = -time.perf_counter(), -time.process_time()
        return self

    def __exit__(self, *_error: object) -> None:
        self.seconds += time.perf_counter()
        self.cpu_s += time.process_time()


def _texts(path: Path, length: Length, count: int) -> list[str]:
    return [text for text, _ in zip(_long_enough(path, length), range(count), strict=False)]


def _long_enough(path: Path, length: Length) -> Iterator[str]:
    """Cut the documents one after the other, joined where they are shorter, into texts of the length."""
    text = ""
    for row in lines(path):
        text += f"{row['text']} "
        while len(text) > length.characters:
            yield text[: length.characters].strip()
            text = text[length.characters :]


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks vector-speed")
    parser.add_argument("--passages", type=int, default=2_000, help="of each length (default: 2000)")
    parser.add_argument("--models", type=Path, help="a folder with the converted model, to save some seconds")
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
