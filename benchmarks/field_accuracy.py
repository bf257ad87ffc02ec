"""Precision and recall of fields on records that a person labelled: `python -m benchmarks.field_accuracy [--json]`."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measuring_data import measuring_data

_LABELS = Path(__file__).parent / "formats" / "record_labels.tsv"
NOT_STATED = "-"


@dataclass(slots=True)
class Score:
    """How one field did. `invented`: a value where the source states none."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        given = self.right + self.wrong + self.invented
        return self.right / given if given else 1.0

    @property
    def recall(self) -> float:
        stated = self.right + self.wrong + self.missed
        return self.right / stated if stated else 1.0

    def add(self, name: str, found: str, label: str) -> None:
        """Count one value against its label; an empty label was not looked at."""
        if not label:
            return
        if label == NOT_STATED:
            self.invented += bool(found)
        elif found == label:
            self.right += 1
        elif found:
            self.wrong += 1
        else:
            self.missed += 1
        if found != ("" if label == NOT_STATED else label):
            self.faults.append(f"{name}: {found or 'nothing'}, labelled {label}")


def labels() -> Iterator[dict[str, str]]:
    with _LABELS.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t")


def measure(formats: Path) -> dict[str, Score]:
    """Read every labelled file that is there and score each field of its first patent."""
    from knowledge.errors import ReadError
    from knowledge.readers import read_file
    from knowledge.types import PatentRecord

    scores: dict[str, Score] = defaultdict(Score)
    for label in labels():
        name = label.pop("file")
        if not (formats / name).is_file():
            continue
        try:
            read = [d for d in read_file(formats / name) if isinstance(d.record, PatentRecord)]
        except ReadError:
            read = []
        found = values(read[0]) if read else {}
        for column, value in label.items():
            scores[column].add(name, found.get(column, ""), value or "")
    return dict(scores)


def values(document: Any) -> dict[str, str]:
    """Return the fields of a document as the labels write them."""
    from knowledge.types import PassageKind

    record = document.record
    claims = sum(s.kind is PassageKind.CLAIM and s.language is document.language for s in document.sections)
    days = [_day(one.on) for one in record.priorities if one.on]
    return {
        "publication_number": record.publication_number or "",
        "application_number": record.application_number or "",
        "filing_date": _day(record.filing_date),
        "published": _day(record.publication_date or record.grant_date),
        "priority_dates": " ".join(sorted(days)) or _day(record.priority_date),
        "ipc_first": record.ipc[0] if record.ipc else "",
        "claims": str(claims or ""),
        "term_adjustment_days": str(record.term_adjustment_days or ""),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    data = measuring_data()
    if data is None:
        print("No measuring data: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 2
    report = {
        name: {
            "precision": round(score.precision, 3), "recall": round(score.recall, 3), "right": score.right, "wrong": score.wrong,
            "missed": score.missed, "invented": score.invented, "faults": score.faults,
        }
        for name, score in measure(data / "formats").items()
    }  # fmt: skip
    print(json.dumps(report, ensure_ascii=False, indent=None if arguments.json else 1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
