"""Rows, conditions and results of batches as tests need them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from assistant.batch.matching import row_to_json
from assistant.batch.types import Conditions, DraftFile, NeedRow, Result
from assistant.drafting.types import DraftKind
from assistant.matching.scoring import Weights
from assistant.matching.types import ComponentName
from assistant.needs.types import Wanted

CONDITIONS = Conditions(
    as_of=date(2026, 11, 24), k=5, language=None, drafts=DraftKind.LETTER, weights=Weights()
)
LIBRARY = "library:1"


def row(number: int, text: str = "", **wanted: Any) -> NeedRow:
    told = Wanted(text=text or f"need {number}", enterprise=f"Enterprise {number}", **wanted)
    return NeedRow(number=number, row=number + 1, sheet="", wanted=told)


def match(number: str = "CN1B", **more: Any) -> dict[str, Any]:
    parts = {str(name): {"points": 5.0, "most": 10.0, "known": True, "reason": ""} for name in ComponentName}
    told = {"rank": 1, "score": 71.5, "publication_number": number, "document_id": f"d-{number}", "title": "a seal", "synthetic": False, "recommended": True, "near": True, "tied_with": [], "components": parts, "gates": [], "evidence": [], "family": [], "opens": f"p-{number}"}  # fmt: skip
    return {**told, **more}


def result(one: NeedRow, library: str = LIBRARY, **more: Any) -> Result:
    told = {**row_to_json(one), "matched_with": CONDITIONS.told(library), "need": one.wanted.text}
    return {**told, "matches": [match()], "ignored": [], "draft": None, **more}


class FakeMatcher:
    """Matches every row but those of `fails`, whose errors it raises; `on_match` is called before each."""

    def __init__(self, on_match: Callable[[NeedRow], None] = lambda one: None) -> None:
        self.matched: list[int] = []
        self._on_match = on_match

    def match(
        self, one: NeedRow, conditions: Conditions, told: dict[str, Any]
    ) -> tuple[Result, DraftFile | None]:
        self._on_match(one)
        self.matched.append(one.number)
        name = f"{one.number:04d}-CN1B-letter-{one.digest}.docx"
        drafted = {"kind": "letter", "publication_number": "CN1B", "file": name}
        return {**result(one), "matched_with": told, "draft": drafted}, DraftFile(name=name, content=b"x")
