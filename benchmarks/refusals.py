"""Put questions to libraries that hold their answers and to libraries that do not: which are refused?

    python -m benchmarks refusals [--kept FOLDER] [--most N] [--pairs TEXT] [--show N] [--json]

No model. The pairs of questions and libraries are fixed in refusal_pairs.json. Of each at most N questions are asked,
evenly spread over the set. For each pair: how many are refused, how many are refused or answered with the nearest passages
only, shown as such. "hard" are questions whose own documents are taken out of every search. A question whose known answer stands in
another document too is no hard one, and is left out there. Intervals are 95 %, Wilson.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.composing.extractive import ExtractiveComposer
from assistant.conversation import Conversation
from assistant.preparation import Preparation
from assistant.types import Answer
from assistant.understanding.rules import RuleUnderstander
from benchmarks.asked_libraries import AskedLibrary, asked_library
from benchmarks.intervals import share
from benchmarks.measuring_data import lines, measuring_data
from benchmarks.policy_answers import bare, policy_questions
from knowledge.bridge import DictionaryBridge
from knowledge.policies.lineages import lineage_of
from knowledge.protocols import Retriever
from knowledge.types import ANYONE, DocumentHead, Hit, Query

_HERE = Path(__file__).parent
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?$")
_FEWEST_CHARACTERS = 8  # of an answer that is looked for in other documents: fewer stand anywhere
_TITLE_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A question, the names of the documents that answer it, and its answer where it is known to the word."""

    text: str
    documents: tuple[str, ...] = ()
    answer: str | None = None


class Without:
    """Implements Retriever over another one: searches as if some documents were not there."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self.barred: frozenset[str] = frozenset()

    def search(self, query: Query) -> tuple[Hit, ...]:
        hits = (
            self._retriever.search(replace(query, k=query.k * 3))
            if self.barred
            else self._retriever.search(query)
        )
        kept = [hit for hit in hits if hit.document.document_id not in self.barred][: query.k]
        return tuple(replace(hit, rank=rank) for rank, hit in enumerate(kept, start=1))


class Asking:
    """Asks a library, with documents taken out."""

    def __init__(self, library: AskedLibrary) -> None:
        self._library = library
        self.catalogue = library.services.catalogue
        self.retriever = Without(library.services.retriever)
        self.understander = RuleUnderstander(self.catalogue, self.retriever)
        self.bridge = DictionaryBridge()
        self._conversation = Conversation(
            catalogue=self.catalogue,
            preparation=Preparation(
                catalogue=self.catalogue,
                retriever=self.retriever,
                understander=self.understander,
                bridge=self.bridge,
                meaning=library.services.meaning,
            ),
            extractive=ExtractiveComposer(self.catalogue, self.bridge),
        )
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for head in self.catalogue.heads(ANYONE):
            for name in (Path(head.source).stem, *_law_names(head.title)):
                self._by_name[name].add(head.document_id)
        self._bare: dict[str, str] = {}

    def ask(self, put: Put, *, without: bool) -> Answer:
        self.take_out(put if without else None)
        return self._library.ask(put.text, self._conversation)

    def take_out(self, put: Put | None) -> None:
        """Search from now on as if the documents that answer a question were not there; as they are for None."""
        self.retriever.barred = self._holding(put) if put else frozenset()

    def text_of(self, head: DocumentHead) -> str:
        document = self.catalogue.document(head.document_id, ANYONE)
        return document.text if document else ""

    def holds(self, put: Put) -> bool:
        """Say whether one of the documents that answer is there."""
        return any(name in self._by_name for name in put.documents)

    def elsewhere(self, put: Put) -> bool:
        """Say whether the known answer stands, word for word, in a document that would not be taken out."""
        answer = bare(put.answer or "")
        if not answer:
            return False
        if len(answer) < _FEWEST_CHARACTERS:
            return True
        own = self._holding(put)
        return any(answer in text for document, text in self._texts().items() if document not in own)

    def _holding(self, put: Put) -> frozenset[str]:
        return frozenset(d for name in put.documents for d in self._by_name.get(name, ()))

    def _texts(self) -> dict[str, str]:
        if not self._bare:
            for head in self.catalogue.heads(ANYONE):
                self._bare[head.document_id] = bare(self.text_of(head))
        return self._bare


def main() -> int:
    arguments = _arguments()
    data = measuring_data()
    if data is None:
        print("The measuring data is not here: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    pairs = json.loads((_HERE / "refusal_pairs.json").read_text(encoding="utf-8"))["pairs"]
    pairs = [
        pair for pair in pairs if arguments.pairs in f"{pair['name']} {pair['expected']} {pair['library']}"
    ]
    found: list[dict[str, Any]] = []
    for name in dict.fromkeys(pair["library"] for pair in pairs):
        with ExitStack() as stack:
            asking = Asking(stack.enter_context(asked_library(name, data, arguments.kept)))
            for pair in pairs:
                if pair["library"] == name:
                    found.append(_measured(pair, asking, data, arguments))
                    print(json.dumps(found[-1], ensure_ascii=False), file=sys.stderr)
    print(json.dumps({"pairs": found}, indent=None if arguments.json else 1, ensure_ascii=False))
    return 0


def _measured(
    pair: dict[str, str], asking: Asking, data: Path, arguments: argparse.Namespace
) -> dict[str, Any]:
    questions = [
        put for put in QUESTIONS[pair["questions"]](data) if not put.documents or _fits(put, pair, asking)
    ]
    questions = questions[:: max(1, len(questions) // arguments.most)][: arguments.most]
    hard, answered = pair["expected"] == "hard", pair["expected"] == "answered"
    got = [(put, asking.ask(put, without=hard)) for put in questions]
    wrong = [
        (put, answer) for put, answer in got if (answer.refused or (hard and answer.nearest_only)) is answered
    ]
    for put, answer in wrong[: arguments.show]:
        print(f"\n? {put.text}\n  {answer.intent}: {answer.text[:400]}", file=sys.stderr)
    refused = sum(answer.refused for _, answer in got)
    unsure = sum(answer.refused or answer.nearest_only for _, answer in got)
    return {**pair, "refused": share(refused, len(got)), "refused_or_nearest_only": share(unsure, len(got))}


def _fits(put: Put, pair: dict[str, str], asking: Asking) -> bool:
    """Say whether a question fits a pair: its documents are there where they shall be, and nowhere else where not."""
    if pair["expected"] == "refused":
        return True
    return asking.holds(put) and not (pair["expected"] == "hard" and asking.elsewhere(put))


# ── the questions ───────────────────────────────────────────────────────────────────────────────────────────


def _policies(data: Path) -> Iterator[Put]:
    for one in policy_questions(data):
        yield Put(text=one.text, documents=(one.document,), answer=one.answer)


def _law(data: Path) -> Iterator[Put]:
    for row in lines(data / "retrieval" / "stard_zh" / "queries.jsonl.gz"):
        yield Put(text=row["text"])


def _law_held(data: Path) -> Iterator[Put]:
    for row in lines(data / "retrieval" / "stard_zh" / "queries.jsonl.gz"):
        names = {name for gold in row["gold"] for name in _law_names(_ARTICLE.sub("", gold))}
        yield Put(text=row["text"], documents=tuple(sorted(names)))


def _law_names(title: str) -> tuple[str, ...]:
    """Return what a law is called, whatever its version and with its country or without."""
    name = lineage_of(title.replace("（", "(").replace("）", ")"))
    return (name, name.removeprefix("中华人民共和国"))


def _titles(data: Path, name: str, part: str) -> Iterator[Put]:
    for row in lines(data / "retrieval" / name / f"{part}.jsonl.gz"):
        text = (row.get("title") or row["text"]).strip()
        if text:
            yield Put(text=text[:_TITLE_CHARACTERS])


def _own_policy(_: Path) -> Iterator[Put]:
    for line in (_HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["lang"] == "en" and row["group"] == "policy":
            yield Put(text=row["turns"][0])


QUESTIONS = {
    "policies": _policies,
    "law": _law,
    "law_held": _law_held,
    "patent_titles": lambda data: _titles(data, "patsnap_citations_en", "corpus"),
    "research_titles": lambda data: _titles(data, "nasa_t2_en", "queries"),
    "descriptions": lambda data: _titles(data, "csprd_zh2en", "queries"),
    "own_policy": _own_policy,
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks refusals")
    parser.add_argument(
        "--kept", type=Path, default=Path("asked"), help="folder for the libraries, made once"
    )
    parser.add_argument("--most", type=int, default=300, help="of the questions of a pair")
    parser.add_argument(
        "--pairs", default="", help="only pairs with this in their name, library or expectation"
    )
    parser.add_argument("--show", type=int, default=0, help="print N questions of each pair that went wrong")
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
