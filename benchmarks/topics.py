"""Is a technology found for topics that a sample is about, and for no other topic?

    python -m benchmarks topics [--show] [--json]

`topics.jsonl` names topics in a few words of either language: `held` where a sample is about it, `seen` where the bounds
of nearness were tried on it, the others were written before they were first asked. Each is put in two ways, without a
model, over the samples with all vectors there. `found` is the share of the held topics for which the answer names
patents, `refused` that of the others for which it says that no patent is about it; each also as words alone would have
it (`by_words`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from assistant.preparation import Preparation
from assistant.services import Services
from assistant.types import Question
from assistant.understanding.rules import RuleUnderstander
from benchmarks.far_needs import samples
from benchmarks.needs import rows_of
from knowledge.bridge import DictionaryBridge
from knowledge.types import ANYONE

_TOPICS = Path(__file__).with_name("topics.jsonl")
_AS_OF = date(2026, 11, 24)
_ASKED = {
    "zh": ("有没有{}的技术?", "{}方面有什么专利可以用?"),
    "en": ("Is there a technology for {}?", "We are looking for something on {}. What do you have?"),
}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks topics")
    parser.add_argument("--show", action="store_true", help="name what is wrong")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    with samples() as services:
        found = _figures(services.preparation, show=asked.show)
        found["by_words"] = _figures(_by_words(services), show=False)
    print(json.dumps(found, ensure_ascii=False, indent=None if asked.json else 1))
    return 0


def _by_words(services: Services) -> Preparation:
    """Return what prepares answers without looking at what texts mean."""
    catalogue, retriever = services.catalogue, services.retriever
    return Preparation(
        catalogue=catalogue,
        retriever=retriever,
        understander=RuleUnderstander(catalogue, retriever),
        bridge=DictionaryBridge(),
    )


def _figures(preparation: Preparation, *, show: bool) -> dict[str, Any]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    wrong = []
    for row in rows_of(_TOPICS):
        for text in _ASKED[row["language"]]:
            right = _finds(preparation, text.format(row["topic"])) == row["held"]
            count = counts[_name(row)]
            count[0] += right
            count[1] += 1
            wrong += [] if right else [text.format(row["topic"])]
    return {**counts, **({"wrong": wrong} if show else {})}


def _name(row: Mapping[str, Any]) -> str:
    return f"{'found' if row['held'] else 'refused'}_{'seen' if row['seen'] else 'unseen'}"


def _finds(preparation: Preparation, text: str) -> bool:
    return preparation.prepare(Question(text=text, reader=ANYONE, as_of=_AS_OF)).evidence.sufficient


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
