"""Fit the weights by which sentences are chosen and evidence is judged, and say what they give on questions left out.

    python -m benchmarks fit sentences|judge [--kept FOLDER] [--every N]

Logistic regression, a ridge of 1. `sentences`: questions of ncp_policy_zh in one library with the laws; a sentence is right
where it holds the known answer, or is part of it. `judge`: the same questions, asked with their documents there (right) and
taken out (wrong), and questions of law put to policies and patents (wrong); what is sure is set so that `--unsure` of the
answerable ones are not. Each half of the questions is also measured with the weights of the
other half. The weights are put into assistant/composing/choosing.py and assistant/sufficiency.py by hand.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.composing.choosing import Signs, signs_of
from assistant.composing.rules_answer import preferred
from assistant.composing.sentences import sentences_of
from assistant.searching import Searching
from assistant.sufficiency import Judge, Support
from assistant.types import Plan, Question
from benchmarks.asked_libraries import AS_OF, ASKER, LAWS_AND_POLICIES, POLICIES_AND_PATENTS, asked_library
from benchmarks.measuring_data import measuring_data
from benchmarks.policy_answers import bare
from benchmarks.refusals import QUESTIONS, Asking, Put
from knowledge.types import Hit

Rows = npt.NDArray[np.float64]
_SHORTEST = 6  # characters of a sentence that counts as a part of an answer


@dataclass(frozen=True, slots=True)
class Seen:
    """Signs of one question, a row each, with what is right."""

    signs: Rows
    right: Rows


def main() -> int:
    arguments = _arguments()
    data = measuring_data()
    if data is None:
        print("The measuring data is not here: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    found = (_sentences if arguments.what == "sentences" else _judge)(data, arguments)
    print(json.dumps(found, indent=1))
    return 0


def _sentences(data: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    with asked_library(LAWS_AND_POLICIES, data, arguments.kept) as library:
        asking = Asking(library)
        seen = [
            _sentence_rows(put, plan, hits)
            for put, plan, hits in _searched(asking, _held(asking, data)[:: arguments.every], without=False)
        ]
    return {
        "weights": _named(_fitted(seen), Signs),
        "halves": [_named(_fitted(seen[h::2]), Signs) for h in (0, 1)],
    }


def _sentence_rows(put: Put, plan: Plan, hits: Sequence[Hit]) -> Seen:
    candidates = sentences_of(preferred(plan, hits))
    answer = bare(put.answer or "")
    texts = [bare(sentence.text) for sentence in candidates]
    right = [answer in text or (len(text) >= _SHORTEST and text in answer) for text in texts]
    signs = [astuple(one) for one in signs_of(plan, candidates)] if candidates else []
    return Seen(np.array(signs).reshape(-1, len(fields(Signs))), np.array(right, float))


def _judge(data: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    answerable: list[Seen] = []
    others: dict[str, list[Seen]] = {}
    with asked_library(LAWS_AND_POLICIES, data, arguments.kept) as library:
        asking = Asking(library)
        held = _held(asking, data)[:: arguments.every]
        answerable = _supports(asking, held, right=True)
        hard = [put for put in held if not asking.elsewhere(put)]
        others["documents taken out"] = _supports(asking, hard, right=False)
    with asked_library(POLICIES_AND_PATENTS, data, arguments.kept) as library:
        law = list(QUESTIONS["law"](data))[:: arguments.every]
        others["questions of law"] = _supports(Asking(library), law, right=False)
    unsure = []
    for half in (0, 1):
        some = [*answerable[half::2], *(one for group in others.values() for one in group[half::2])]
        weights = _fitted(some)
        sure = _sure(answerable[half::2], weights, arguments.unsure)
        left = {"answerable": answerable[1 - half :: 2], **{n: g[1 - half :: 2] for n, g in others.items()}}
        unsure.append({name: _share_below(group, weights, sure) for name, group in left.items()})
    weights = _fitted([*answerable, *(one for group in others.values() for one in group)])
    return {
        "weights": _named(weights, Support),
        "sure": round(_sure(answerable, weights, arguments.unsure), 2),
        "unsure_of_left_out": unsure,
    }


def _supports(asking: Asking, puts: Sequence[Put], *, right: bool) -> list[Seen]:
    judge = Judge(asking.catalogue, asking.bridge)
    found: list[Seen] = []
    for _, plan, hits in _searched(asking, puts, without=not right):
        support = judge.support(plan, hits, ASKER)
        if support is not None:
            found.append(Seen(np.array([astuple(support)]), np.array([float(right)])))
    return found


def _held(asking: Asking, data: Path) -> list[Put]:
    return [put for put in QUESTIONS["policies"](data) if asking.holds(put)]


def _searched(
    asking: Asking, puts: Sequence[Put], *, without: bool
) -> Iterator[tuple[Put, Plan, tuple[Hit, ...]]]:
    searching = Searching(asking.catalogue, asking.retriever)
    for put in puts:
        asking.take_out(put if without else None)
        plan = asking.understander.understand(Question(text=put.text, reader=ASKER, as_of=AS_OF))
        yield put, plan, searching.search(plan, ASKER)


def _fitted(seen: Sequence[Seen], ridge: float = 1.0, rounds: int = 60) -> Rows:
    """Return weights, the last one of the constant, by Newton's method."""
    signs = np.concatenate([one.signs for one in seen])
    signs = np.c_[signs, np.ones(len(signs))]
    right = np.concatenate([one.right for one in seen])
    weights = np.zeros(signs.shape[1])
    kept = np.append(np.full(len(weights) - 1, ridge), 0.0)
    for _ in range(rounds):
        guess = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (guess - right) + kept * weights
        bend = (signs * (guess * (1 - guess))[:, None]).T @ signs + np.diag(kept + 1e-9)
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def _sums(seen: Sequence[Seen], weights: Rows) -> Rows:
    return np.concatenate([one.signs for one in seen]) @ weights[:-1]


def _sure(answerable: Sequence[Seen], weights: Rows, unsure: float) -> float:
    return float(np.quantile(_sums(answerable, weights), unsure))


def _share_below(seen: Sequence[Seen], weights: Rows, sure: float) -> float:
    return round(float((_sums(seen, weights) < sure).mean()), 3)


def _named(weights: Rows, kind: type[Signs] | type[Support]) -> dict[str, float]:
    return {one.name: round(float(w), 2) for one, w in zip(fields(kind), weights, strict=False)}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks fit")
    parser.add_argument("what", choices=("sentences", "judge"))
    parser.add_argument(
        "--kept", type=Path, default=Path("asked"), help="folder for the libraries, made once"
    )
    parser.add_argument("--every", type=int, default=1, help="every N-th question only")
    parser.add_argument("--unsure", type=float, default=0.12, help="share of the answerable questions")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
