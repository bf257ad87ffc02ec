"""Matches as JSON objects: a need taken apart and its matches in; what `match --json` prints and a batch keeps out."""

from __future__ import annotations

from typing import Any

from assistant.matching.types import Match, ReadNeed


def matches_to_json(need: ReadNeed, found: tuple[Match, ...]) -> dict[str, Any]:
    """Return the JSON object of a match."""
    return {
        "need": need.wanted.text,
        "language": str(need.language),
        "requirements": [
            {"number": r.number, "kind": str(r.kind), "text": r.text, "excluded": r.excluded, "quantities": [q.text for q in r.quantities]}
            for r in need.requirements
        ],
        "ignored": list(need.ignored),
        "matches": [match_to_json(one) for one in found],
    }  # fmt: skip


def match_to_json(one: Match) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "score": one.score,
        "publication_number": one.publication_number,
        "document_id": one.head.document_id,
        "title": one.title,
        "synthetic": one.head.synthetic,
        "recommended": one.is_recommended,
        "near": one.is_near,
        "recognised": one.recognised,
        "tied_with": list(one.tied_with),
        "components": {
            str(c.name): {"points": c.points, "most": c.most, "known": c.known, "reason": c.reason} for c in one.components
        },
        "gates": [
            {"gate": str(g.kind), "blocks": g.blocks, "text": g.text, "quote": g.quote, "label": g.label} for g in one.gates
        ],
        "evidence": [
            {"requirement": c.requirement.text, "number": c.requirement.number, "verdict": str(c.verdict), "quote": c.quote,
             "label": c.label, "passage_id": c.passage_id, "found": c.found.text if c.found else None}
            for c in one.cells
        ],
        "family": list(one.family),
    }  # fmt: skip
