"""Ask 625 questions on government policy whose answers stand verbatim in one of 599 documents, among 3,420 laws.

    python -m benchmarks policy-answers [--kept FOLDER] [--every N] [--show N] [--json]

No model. For each question: does the known answer stand inside the evidence that is cited (at most five passages, 400
characters of each, around what is quoted), and inside the answer's text as shown (its first 400 characters, markers
taken out)? Which five: those of the sentences, in their order; the lines that name a document cite its first passage, and
come after them (`in_first_cited` counts the first five of the whole answer instead). Beside it a plain baseline in the same run: bigram BM25 over passages of 250 characters, its five best
passages as evidence, the three sentences of them that share most with the question as answer. White space is ignored.
Intervals are 95 %, Wilson. FOLDER keeps the library, which is made once.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.types import Citation
from benchmarks.asked_libraries import LAWS_AND_POLICIES, AskedLibrary, asked_library
from benchmarks.intervals import share
from benchmarks.measuring_data import lines, measuring_data
from knowledge.evaluation.baselines import Bm25, pairs_of
from knowledge.evaluation.retrieval_sets import Corpus, CorpusDocument
from knowledge.sentences import sentence_spans
from knowledge.types import ANYONE

MOST_PASSAGES, PASSAGE_CHARACTERS, ANSWER_CHARACTERS = 5, 400, 400
_BASELINE_CHARACTERS, _BASELINE_SENTENCES = 250, 3
_MARKER = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question whose answer is known to the word."""

    text: str
    answer: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """What a system gave: passages of evidence and a text, both cut to what counts."""

    evidence: tuple[str, ...] = ()
    first_cited: tuple[str, ...] = ()
    text: str = ""
    refused: bool = False
    ms: float = 0.0


def main() -> int:
    arguments = _arguments()
    data = measuring_data()
    if data is None:
        print("The measuring data is not here: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    asked = policy_questions(data)[:: arguments.every]
    with asked_library(LAWS_AND_POLICIES, data, arguments.kept) as library:
        found: dict[str, Any] = {"questions": len(asked)}
        found["patentbridge"], failed = _measured(asked, lambda one: _ours(library, one))
        if not arguments.no_baseline:
            found["baseline"], _ = _measured(asked, PlainBaseline(library).get)
    print(json.dumps(found, indent=None if arguments.json else 1))
    for one, got in failed[: arguments.show]:
        print(
            f"\nQ {one.text}\n= {one.answer}\n~ {got.text}\n  in evidence: {_inside(one, got.evidence)}",
            file=sys.stderr,
        )
    return 0


def policy_questions(data: Path) -> tuple[Asked, ...]:
    """Return the questions of ncp_policy_zh with their answers and the ids of their documents."""
    folder = data / "retrieval" / "ncp_policy_zh"
    gold = dict(
        line.split("\t")[:2] for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()
    )
    return tuple(
        Asked(text=row["text"], answer=row["answer"], document=gold[row["id"]])
        for row in lines(folder / "queries.jsonl.gz")
    )


def _ours(library: AskedLibrary, one: Asked) -> Got:
    answer = library.ask(one.text)
    if answer.refused:
        return Got(refused=True, ms=answer.elapsed_ms)
    text = "\n".join([answer.text, *(" ".join(row) for table in answer.tables for row in table.rows)])
    by_marker = {c.marker: c for c in answer.citations}
    naming = {m for s in answer.statements if s.heading for m in s.markers}
    cited = sorted(by_marker, key=lambda marker: (marker in naming, marker))
    return Got(
        evidence=tuple(_evidence(library, [by_marker[marker] for marker in cited])),
        first_cited=tuple(_evidence(library, answer.citations)),
        text=_MARKER.sub("", text)[:ANSWER_CHARACTERS],
        ms=answer.elapsed_ms,
    )


def _evidence(library: AskedLibrary, citations: Sequence[Citation]) -> Iterator[str]:
    """Yield the passages that come first, each cut to the characters around its first quote."""
    quoted = {c.passage_id: c.quote for c in reversed(citations)}
    first = list(dict.fromkeys(c.passage_id for c in citations))[:MOST_PASSAGES]
    held = {p.passage_id: p for p in library.services.catalogue.passages(first, ANYONE)}
    for passage_id in first:
        text, quote = held[passage_id].text, quoted[passage_id]
        start = max(0, text.find(quote) - max(0, PASSAGE_CHARACTERS - len(quote)) // 2)
        start = max(0, min(start, len(text) - PASSAGE_CHARACTERS))
        yield text[start : start + PASSAGE_CHARACTERS]


class PlainBaseline:
    """Bigram BM25 over short passages, and the sentences of them that share most with the question."""

    def __init__(self, library: AskedLibrary) -> None:
        catalogue = library.services.catalogue
        self._passages: dict[str, str] = {}
        for head in catalogue.heads(ANYONE):
            document = catalogue.document(head.document_id, ANYONE)
            for number, text in enumerate(_packed(document.text if document else "")):
                self._passages[f"{head.document_id}/{number}"] = text
        documents = tuple(CorpusDocument(document_id=i, title="", text=t) for i, t in self._passages.items())
        self._bm25 = Bm25(Corpus(documents=documents), pairs_of)
        spread = Counter(term for text in self._passages.values() for term in set(pairs_of(text)))
        self._rarity = {term: math.log(1 + len(documents) / count) for term, count in spread.items()}

    def get(self, one: Asked) -> Got:
        found = [self._passages[i] for i, _ in self._bm25.rank(one.text, MOST_PASSAGES, frozenset())]
        wanted = set(pairs_of(one.text))

        def worth(sentence: str) -> float:
            return sum(self._rarity.get(term, 0.0) for term in wanted & set(pairs_of(sentence)))

        sentences = [s for text in found for s in _sentences(text)]
        best = sorted(dict.fromkeys(sentences), key=worth, reverse=True)[:_BASELINE_SENTENCES]
        return Got(evidence=tuple(found), first_cited=tuple(found), text="\n".join(best)[:ANSWER_CHARACTERS])


def _packed(text: str) -> Iterator[str]:
    """Yield a text in pieces of whole sentences up to the length of a passage."""
    piece = ""
    for sentence in _sentences(text):
        if piece and len(piece) + len(sentence) > _BASELINE_CHARACTERS:
            yield piece
            piece = ""
        piece += sentence
    if piece:
        yield piece


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def _measured(
    asked: Sequence[Asked], get: Callable[[Asked], Got]
) -> tuple[dict[str, Any], list[tuple[Asked, Got]]]:
    results = [(one, get(one)) for one in asked]
    in_evidence = [_inside(one, got.evidence) for one, got in results]
    in_text = [_inside(one, (got.text,)) for one, got in results]
    took = sorted(got.ms for _, got in results)
    found = {
        "in_evidence": share(sum(in_evidence), len(results)),
        "in_first_cited": share(sum(_inside(one, got.first_cited) for one, got in results), len(results)),
        "in_text": share(sum(in_text), len(results)),
        "refused": share(sum(got.refused for _, got in results), len(results)),
        "characters": round(statistics.mean(len(got.text) for _, got in results)),
        "ms_p50": round(statistics.median(took), 1),
        "ms_p95": round(took[int(len(took) * 0.95) - 1], 1),
    }
    return found, [result for result, held in zip(results, in_text, strict=True) if not held]


def _inside(one: Asked, texts: Sequence[str]) -> bool:
    return any(bare(one.answer) in bare(text) for text in texts)


@cache
def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks policy-answers")
    parser.add_argument("--kept", type=Path, default=Path("asked"), help="folder for the library, made once")
    parser.add_argument("--every", type=int, default=1, help="ask every N-th question only")
    parser.add_argument("--show", type=int, default=0, help="print N questions that were not answered right")
    parser.add_argument("--no-baseline", action="store_true")
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
