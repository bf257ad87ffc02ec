"""Judge the evidence: a plan and its hits in; whether they carry an answer, and what is missing, out.

The measure is coverage: the share of the question's term weight (rare terms weigh more) that one document's best
passages hold. The thresholds were calibrated on questions inside and outside the library, see docs/quality.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from assistant.types import Evidence, Facet, Intent, Plan
from assistant.understanding import lexicon
from assistant.values import values_in
from knowledge.types import Hit

ENOUGH_SAME_LANGUAGE = 0.5
ENOUGH_OTHER_LANGUAGE = 0.4
ENOUGH_FOR_SEARCH = 0.35
STATISTICS = "statistics"
EARNINGS = "earnings"


def judge(plan: Plan, hits: Sequence[Hit]) -> Evidence:
    """Say whether the hits are enough to answer; `missing` names what they lack."""
    if Facet.EARNINGS in plan.facets:
        return Evidence(hits=tuple(hits), sufficient=False, missing=(EARNINGS,))
    if period := _statistics_missing(plan, hits):
        return Evidence(hits=tuple(hits), sufficient=False, missing=(STATISTICS, *period))
    return Evidence(hits=tuple(hits), sufficient=_enough(plan, hits))


def _enough(plan: Plan, hits: Sequence[Hit]) -> bool:
    best: dict[str, float] = defaultdict(float)
    for hit in hits:
        if hit.passage.instruction_like:
            continue
        same = hit.document.language is plan.language or hit.passage.language is plan.language
        needed = ENOUGH_SAME_LANGUAGE if same else ENOUGH_OTHER_LANGUAGE
        if plan.intent is Intent.TECHNOLOGY_SEARCH:
            needed = ENOUGH_FOR_SEARCH
        best[hit.document.document_id] = max(best[hit.document.document_id], hit.coverage / needed)
    return max(best.values(), default=0.0) >= 1.0


def _statistics_missing(plan: Plan, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the period a question wants figures for, where no evidence speaks of that period."""
    if Facet.HOW_MANY not in plan.facets or not lexicon.AS_OF.search(plan.text):
        return ()
    periods = [v.text for v in values_in(plan.text) if v.kind in ("date", "month")]
    if not periods:
        return ()
    held = {v.text for hit in hits for v in values_in(hit.passage.text) if v.kind in ("date", "month")}
    return tuple(p for p in periods if not any(h.startswith(p) or p.startswith(h) for h in held))
