"""The labelled needs: what serves each, what stands in the way, and what patents say to single words of it (see matching.md)."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.matching.types import GateKind, Verdict
from knowledge.types import Language

_HERE = Path(__file__).parent
_OF_THE_PAIR = frozenset({GateKind.TERRITORY, GateKind.LICENCE_TYPE})


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledCell:
    """What a patent says to words of a need, at `start` to `end` of its text, and the patent's words that decide."""

    patent: str
    start: int
    end: int
    verdict: Verdict
    words: str
    about_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledNeed:
    """A need with its labels, all by publication number; `may_also_tell` are gates that are neither right nor wrong."""

    need_id: str
    language: Language
    text: str
    relevant: Mapping[str, int]
    gates: Mapping[str, frozenset[GateKind]]
    may_also_tell: Mapping[str, frozenset[GateKind]]
    cells: tuple[LabelledCell, ...]


def read_needs(folder: Path = _HERE) -> tuple[LabelledNeed, ...]:
    """Return the needs in the order of their file."""
    labels = {row["need"]: row for row in rows_of(folder / "needs-labels.jsonl")}
    cells = list(rows_of(folder / "needs-cells.jsonl"))
    return tuple(
        _need(row, labels[row["id"]], [cell for cell in cells if cell["need"] == row["id"]])
        for row in rows_of(folder / "needs.jsonl")
    )


MORE, UNSEEN = "needs-cells-more.jsonl", "needs-cells-unseen.jsonl"


def read_more_needs(name: str = MORE, folder: Path = _HERE) -> tuple[LabelledNeed, ...]:
    """Return the needs of a further set, each with the cells of one patent and no other labels."""
    return tuple(
        LabelledNeed(
            need_id=row["id"],
            language=Language(row["language"]),
            text=row["text"],
            relevant={},
            gates={},
            may_also_tell={},
            cells=tuple(_cell({**cell, "patent": row["patent"]}, row["text"]) for cell in row["cells"]),
        )
        for row in rows_of(folder / name)
    )


def standings(needs: Iterable[LabelledNeed]) -> dict[str, frozenset[GateKind]]:
    """Return what stands in the way of each labelled patent whoever asks: gates of the need itself are left out."""
    return {
        patent: kinds - _OF_THE_PAIR
        for need in needs
        for patent, kinds in need.gates.items()
        if kinds - _OF_THE_PAIR
    }


def read_families(data: Path) -> dict[str, str]:
    """Return for each real patent that shares a family with another the name of the family: its first number."""
    first: dict[str, str] = {}
    path = data / "retrieval" / "patsnap_citations_en" / "family_pairs.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        for one, other in csv.reader(stream, delimiter="\t"):
            names = {first.get(one, one), first.get(other, other)}
            joined = {one, other, *(number for number, name in first.items() if name in names)}
            first.update(dict.fromkeys(joined, min(joined)))
    return first


def _need(row: Any, label: Any, cells: Iterable[Any]) -> LabelledNeed:
    return LabelledNeed(
        need_id=row["id"],
        language=Language(row["language"]),
        text=row["text"],
        relevant=label["relevant"],
        gates=_kinds(label["gates"]),
        may_also_tell=_kinds(label["may_also_tell"]),
        cells=tuple(_cell(cell, row["text"]) for cell in cells),
    )


def _kinds(labelled: Mapping[str, list[str]]) -> dict[str, frozenset[GateKind]]:
    return {patent: frozenset(map(GateKind, kinds)) for patent, kinds in labelled.items()}


def _cell(cell: Any, text: str) -> LabelledCell:
    start = text.index(cell["requirement"])
    return LabelledCell(
        patent=cell["patent"],
        start=start,
        end=start + len(cell["requirement"]),
        verdict=Verdict(cell["verdict"]),
        words=cell["words"],
        about_number=re.search(r"\d", cell["requirement"]) is not None,
    )


def rows_of(path: Path) -> Iterator[Any]:
    """Return what stands in the lines of a JSONL file."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)
