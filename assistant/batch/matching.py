"""One need of a batch: a row in; its matches as they are kept, and a draft on the best of them, out."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from typing import Any

from assistant.batch.types import Conditions, DraftFile, NeedRow, Result
from assistant.drafting.drafter import Drafter
from assistant.matching.as_json import matches_to_json
from assistant.matching.matcher import Matcher
from assistant.matching.requirements import read_need
from assistant.matching.types import Match, ReadNeed
from assistant.understanding.languages import reply_language
from knowledge.errors import PatentBridgeError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, Language, Money

_log = logging.getLogger(__name__)
_UNSAFE = lazy_pattern(r"[^A-Za-z0-9-]+")


class BatchMatcher:
    """Matches as anybody may read the library: what comes of it is shown to enterprises. Safe to use from several threads."""

    def __init__(self, matcher: Matcher, drafter: Drafter, catalogue: Catalogue) -> None:
        self._matcher = matcher
        self._catalogue = catalogue
        self._drafter = drafter

    def match(
        self, row: NeedRow, conditions: Conditions, told: dict[str, Any]
    ) -> tuple[Result, DraftFile | None]:
        """Return what became of a need; `told` is what it was matched with. Raises PatentBridgeError."""
        begun = time.monotonic()
        need = read_need(row.wanted, language=reply_language(row.wanted.text))
        language = conditions.language or need.language
        found = self._matcher.match(
            need, ANYONE, conditions.as_of, conditions.k, weights=conditions.weights, told_in=language
        )
        drafted, file = self._draft(row, need, found, conditions, language)
        matched = matches_to_json(need, found)
        for one, told_of_it in zip(found, matched["matches"], strict=True):
            told_of_it["opens"] = self._opens(one)
        result = {
            **row_to_json(row),
            "matched_with": told,
            **matched,
            "draft": drafted,
            "matched_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "elapsed_ms": round((time.monotonic() - begun) * 1000),
        }
        return result, file

    def _opens(self, match: Match) -> str:
        """Return the passage that opens the patent's text where it says most of the need."""
        quoted = [cell.passage_id for cell in reversed(match.cells) if cell.passage_id]
        quoted += [gate.passage_id for gate in match.gates if gate.passage_id]
        if quoted:
            return quoted[0]
        passages = self._catalogue.document_passages(match.head.document_id, ANYONE)
        return passages[0].passage_id if passages else ""

    def _draft(
        self,
        row: NeedRow,
        need: ReadNeed,
        found: tuple[Match, ...],
        conditions: Conditions,
        language: Language,
    ) -> tuple[dict[str, Any] | None, DraftFile | None]:
        """Return what is told of the draft, and its file; a refusal is told with its code."""
        from assistant.drafting.docx_file import draft_docx

        kind = conditions.drafts
        if kind is None:
            return None, None
        best = next((one for one in found if one.is_recommended), None)
        if best is None:
            return {"kind": str(kind), "refused": {"code": "draft_none_recommended", "fields": {}}}, None
        told: dict[str, Any] = {"kind": str(kind), "publication_number": best.publication_number}
        try:
            written = self._drafter.draft(kind, need, best, language, conditions.as_of, worded=False)
        except PatentBridgeError as error:
            fields = {name: str(value) for name, value in error.fields.items()}
            return {**told, "refused": {"code": error.code, "fields": fields}}, None
        name = f"{row.number:04d}-{_UNSAFE.sub('', best.publication_number)}-{kind}-{row.digest[:8]}.docx"
        content = draft_docx(written, made_at=datetime.now(UTC))
        return {**told, "file": name}, DraftFile(name=name, content=content)


def failure(row: NeedRow, error: PatentBridgeError, told: dict[str, Any]) -> Result:
    """Return what is kept of a need that could not be matched; it is tried again by the next run."""
    fields = {name: str(value) for name, value in error.fields.items()}
    return {
        **row_to_json(row),
        "matched_with": told,
        "need": row.wanted.text,
        "failed": {"code": error.code, "fields": fields},
    }


def row_to_json(row: NeedRow) -> dict[str, Any]:
    """Return what a row itself says."""
    wanted = row.wanted
    budget = wanted.budget
    return {
        "number": row.number,
        "row": row.row,
        "sheet": row.sheet,
        "digest": row.digest,
        "enterprise": wanted.enterprise,
        "industry": wanted.industry,
        "region": wanted.region,
        "budget": f"{budget.amount:,f} {budget.currency}" if isinstance(budget, Money) else budget,
        "deadline": wanted.deadline.isoformat() if wanted.deadline else None,
        "licence_type": str(wanted.licence_type) if wanted.licence_type else None,
        "unread": list(row.unread),
    }
