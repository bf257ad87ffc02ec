"""A process to be killed: ingests a folder into a library with the real indexes and says what was acknowledged.

python ingesting_child.py HOME FOLDER [--real-readers]
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from library_fakes import Characters, FakeEmbedder, english_only, read_lines

import knowledge.readers
from knowledge.bridge import DictionaryBridge
from knowledge.ingestion import IngestProgress, IngestStage, ingest
from knowledge.library import Parts, open_library
from knowledge.search.dense import ChromaIndex
from knowledge.search.lexical import TantivyIndex
from knowledge.types import Audience


def real_parts() -> Parts:
    """Return the real indexes with a fake policy and counter."""
    return Parts(
        lexical=lambda folder: TantivyIndex(folder, the_bridge()),
        dense=ChromaIndex,
        wants=english_only,
        counter=Characters(),
    )


@cache
def the_bridge() -> DictionaryBridge:
    """Return the one bridge of this process: a library is opened again and again, the dictionary read once."""
    return DictionaryBridge(glossary=())


def main(home: Path, folder: Path) -> None:
    def say(progress: IngestProgress) -> None:
        if progress.stage is IngestStage.READING:
            print(f"acknowledged {progress.file}", flush=True)

    with open_library(home, doing="ingest", embedder=FakeEmbedder(), parts=real_parts()) as library:
        print("opened", flush=True)
        ingest([folder], audience=Audience.PUBLIC, library=library, on_progress=say)
        library.filler.wait(60)
    print("done", flush=True)


if __name__ == "__main__":
    if "--real-readers" not in sys.argv:
        knowledge.readers.read_file = read_lines
    main(Path(sys.argv[1]), Path(sys.argv[2]))
