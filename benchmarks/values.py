"""Required values beside sentences of patents: is what meets, misses or leaves them open told as such?

    python -m benchmarks values [--held-back] [--show] [--json]

Each case is a clause of a need, one or more sentences as a patent would say them, and what they say to it (see matching.md).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.matching.evidence import EvidenceReader
from assistant.matching.requirements import read_need, requirement_of
from assistant.matching.types import Requirement, RequirementKind, Verdict
from assistant.needs.types import Wanted
from benchmarks.intervals import share
from knowledge.bridge import DictionaryBridge
from knowledge.types import Audience, DocumentHead, Hit, Kind, Language, Passage, PassageKind

WORKED, HELD_BACK = "values-worked.jsonl", "values-held-back.jsonl"
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueCase:
    """A clause of a need, what a patent says, and the verdict that is right; None where the patent leaves it open."""

    case_id: str
    language: Language
    need: str
    said: Language
    texts: tuple[str, ...]
    verdict: Verdict | None


def read_cases(name: str = WORKED, folder: Path = _HERE) -> tuple[ValueCase, ...]:
    """Return the cases of a set in the order of its file."""
    rows = map(json.loads, (folder / name).read_text(encoding="utf-8").splitlines())
    return tuple(
        ValueCase(
            case_id=row["id"],
            language=Language(row["language"]),
            need=row["need"],
            said=Language(row["said"]),
            texts=tuple(row["texts"]),
            verdict=None if row["verdict"] == "open" else Verdict(row["verdict"]),
        )
        for row in rows
    )


def main(arguments: Sequence[str]) -> int:
    """Judge each case and print the figures."""
    asked = _arguments(arguments)
    found = measure(read_cases(HELD_BACK if asked.held_back else WORKED), show=asked.show)
    print(json.dumps(found, ensure_ascii=False, indent=None if asked.json else 1))
    return 0


def measure(cases: Sequence[ValueCase], *, show: bool = False) -> dict[str, Any]:
    """Return the shares of contradictions and of support that are told, and how often either is told wrongly."""
    reader = EvidenceReader(DictionaryBridge())
    told = {case.case_id: verdict_of(reader, case) for case in cases}
    right: Counter[Verdict | None] = Counter()
    for case in cases:
        right[case.verdict] += told[case.case_id] is case.verdict
    asked = Counter(case.verdict for case in cases)
    wrong = {
        verdict: [c.case_id for c in cases if told[c.case_id] is verdict and c.verdict is not verdict]
        for verdict in (Verdict.CONTRADICTED, Verdict.SUPPORTED)
    }
    figures: dict[str, Any] = {
        "contradictions_caught": share(right[Verdict.CONTRADICTED], asked[Verdict.CONTRADICTED]),
        "supported_found": share(right[Verdict.SUPPORTED], asked[Verdict.SUPPORTED]),
        "contradicted_wrongly": len(wrong[Verdict.CONTRADICTED]),
        "supported_wrongly": len(wrong[Verdict.SUPPORTED]),
    }
    if show:
        figures["missed"] = {
            case.case_id: f"{told[case.case_id]}: {case.need} | {' '.join(case.texts)}"
            for case in cases
            if told[case.case_id] is not case.verdict
            and (case.verdict is not None or case.case_id in {one for ids in wrong.values() for one in ids})
        }
    return figures


def verdict_of(reader: EvidenceReader, case: ValueCase) -> Verdict:
    """Return what the sentences of a case say to its need."""
    read = read_need(Wanted(text=case.need), language=case.language)
    requirement = next((each for each in read.requirements if each.quantities), None) or _whole(case)
    head = DocumentHead(
        document_id="d",
        kind=Kind.PATENT,
        audience=Audience.PUBLIC,
        language=case.said,
        title="",
        record=None,
        source="",
    )
    hits = [
        Hit(rank=place + 1, score=1.0, coverage=1.0, passage=_passage(case, place), document=head)
        for place in range(len(case.texts))
    ]
    return reader.cells(requirement, case.language, hits)["d"].verdict


def _whole(case: ValueCase) -> Requirement:
    return requirement_of(case.need, RequirementKind.PROPERTY)


def _passage(case: ValueCase, place: int) -> Passage:
    text = case.texts[place]
    return Passage(
        passage_id=f"{case.case_id}-{place}",
        document_id="d",
        ordinal=place,
        kind=PassageKind.CLAIM,
        label=str(place + 1),
        language=case.said,
        start=0,
        end=len(text),
        text=text,
    )


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks values")
    parser.add_argument("--held-back", action="store_true", help="the set that is looked at last")
    parser.add_argument("--show", action="store_true", help="list what was missed")
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
