"""Judge the evidence: a plan and its hits in; whether they carry an answer, and what is missing, out.

The measure is the share of the question's content terms that the passages found of one document hold together; for
evidence in the other language, and for technologies, the coverage that retrieval gives. The thresholds were set on
questions inside and outside the library, see docs/quality.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from assistant.composing.sentences import content_terms
from assistant.types import Evidence, Facet, Intent, Plan
from assistant.understanding import lexicon
from assistant.values import values_in
from knowledge.analysis import terms
from knowledge.types import Hit

ENOUGH_OTHER_LANGUAGE = 0.6
ENOUGH_FOR_SEARCH = 0.5
ENOUGH_TOGETHER = 0.5
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
    usable = [h for h in hits if not h.passage.instruction_like]
    if plan.intent is Intent.TECHNOLOGY_SEARCH:
        return max((hit.coverage for hit in usable), default=0.0) >= ENOUGH_FOR_SEARCH
    foreign = [h for h in usable if plan.language not in (h.document.language, h.passage.language)]
    bridged = max((hit.coverage for hit in foreign), default=0.0)
    return _together(plan, usable) >= ENOUGH_TOGETHER or bridged >= ENOUGH_OTHER_LANGUAGE


def _together(plan: Plan, hits: Sequence[Hit]) -> float:
    """Return the largest share of the question's terms that the passages of one document hold together."""
    wanted = set(content_terms(plan.search_text, plan.language))
    held: dict[str, set[str]] = defaultdict(set)
    for hit in hits:
        if hit.passage.language is plan.language:
            found = set(terms(f"{hit.document.title} {hit.passage.text}", plan.language))
            held[hit.document.document_id] |= wanted & found
    return max((len(found) / len(wanted) for found in held.values()), default=0.0) if wanted else 0.0


def _statistics_missing(plan: Plan, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the period a question wants figures for, where no evidence speaks of that period."""
    if Facet.HOW_MANY not in plan.facets or not lexicon.AS_OF.search(plan.text):
        return ()
    periods = [v.text for v in values_in(plan.text) if v.kind in ("date", "month")]
    if not periods:
        return ()
    held = {v.text for hit in hits for v in values_in(hit.passage.text) if v.kind in ("date", "month")}
    return tuple(p for p in periods if not any(h.startswith(p) or p.startswith(h) for h in held))
