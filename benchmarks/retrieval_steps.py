"""What each step of a search gives: `python -m benchmarks retrieval-steps [--sets NAME|FOLDER …] [--cache FOLDER]`.

Each set is indexed once and asked again with one step left out at a time. Printed as Markdown: nDCG@10 as shipped, and
the difference that leaving a step out makes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from unittest.mock import patch

from benchmarks.retrieval import add_cache, folders_of, users_home
from benchmarks.retrieval_tables import table
from knowledge.analysis.synonyms import Synonyms
from knowledge.bridge import DictionaryBridge
from knowledge.embedding.minilm import MiniLmEmbedder
from knowledge.evaluation.measuring import measure
from knowledge.evaluation.retrieval_sets import RetrievalSet, read_test_set
from knowledge.evaluation.stored_vectors import storing
from knowledge.evaluation.systems import OURS, Parts, open_systems
from knowledge.search.closeness import Closeness
from knowledge.search.fusion import DIRECTIONS, Direction, Source
from knowledge.tokens import token_counter
from knowledge.types import Language

Change = Callable[[Direction], Direction]


def main(arguments: Sequence[str]) -> int:
    """Measure every set with and without each step; leave with 1 when nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks retrieval-steps")
    parser.add_argument(
        "--sets", nargs="+", metavar="NAME|FOLDER", help="only these (default: all but the largest)"
    )
    add_cache(parser)
    asked = parser.parse_args(arguments)
    folders = folders_of(asked.sets, quick=True)
    if not folders:
        print("No sets: set PATENTBRIDGE_MEASURING_DATA, or name folders with --sets.", file=sys.stderr)
        return 1
    bridge = DictionaryBridge()
    with TemporaryDirectory() as scratch:
        embedder = MiniLmEmbedder(users_home() / "models", bridge)
        parts = Parts(bridge=bridge, embedder=embedder, counter=token_counter())
        with storing(parts, asked.cache) as kept:
            rows = [_measured(read_test_set(folder), kept, Path(scratch)) for folder in folders]
    names = [folder.name for folder in folders]
    print(table(["without", *names], [[step, *_cells(rows, step)] for step in rows[0]]))
    return 0


def _measured(test_set: RetrievalSet, parts: Parts, scratch: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    with open_systems(test_set.corpus, test_set.texts, parts, scratch) as systems:
        system = systems.open(OURS, lambda share: None)
        for name, step in STEPS.items():
            with step():
                found[name] = measure(test_set, OURS, system).mean("ndcg_at_10")
            print(f"{test_set.name}: {name} {found[name]:.4f}", file=sys.stderr)
    return found


@contextmanager
def _changed(change: Change) -> Iterator[None]:
    directions = cast("dict[tuple[Language, Language], Direction]", DIRECTIONS)
    with patch.dict(directions, {pair: change(direction) for pair, direction in directions.items()}):
        yield


def _without(*sources: Source) -> Change:
    """Leave terms of these sources out, but never all that a direction asks for."""

    def change(direction: Direction) -> Direction:
        first, *others = direction.fields
        return replace(
            direction,
            fields=(first, *(weight for weight in others if weight.source not in sources)),
            whole_fields=(
                direction.whole_fields[0],
                *(weight for weight in direction.whole_fields[1:] if weight.source not in sources),
            ),
        )

    return change


def _plain_glosses() -> AbstractContextManager[object]:
    def plain(bridge: DictionaryBridge, text: str) -> dict[str, float]:
        return dict.fromkeys(bridge.pivot_terms(text), 1.0)

    return patch.object(DictionaryBridge, "weighted_pivot_terms", plain)


STEPS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "nothing: as shipped": lambda: _changed(lambda direction: direction),
    "the whole document": lambda: _changed(lambda direction: replace(direction, whole=0.0)),
    "closeness": lambda: _changed(lambda direction: replace(direction, closeness=Closeness())),
    "rarity beyond BM25": lambda: _changed(lambda direction: replace(direction, rarity=0.0)),
    "vectors": lambda: _changed(lambda direction: replace(direction, dense=0.0)),
    "glosses beside native terms": lambda: _changed(_without(Source.ENGLISH)),
    "words and characters": lambda: _changed(_without(Source.WORDS, Source.CHARACTERS)),
    "Chinese words of English questions": lambda: _changed(_without(Source.CHINESE)),
    "weights of senses": _plain_glosses,
    "synonyms": lambda: patch.object(Synonyms, "terms", lambda *_: {}),
}


def _cells(rows: Sequence[dict[str, float]], step: str) -> list[str]:
    whole = next(iter(STEPS))
    if step == whole:
        return [f"{row[whole]:.3f}" for row in rows]
    return [f"{row[step] - row[whole]:+.3f}" for row in rows]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
