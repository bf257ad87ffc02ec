"""Judge the evidence: a plan and its hits in; whether they carry an answer, and what is missing, out.

The measure is the share of the question's content terms that the passages found of one document hold together; for
evidence in the other language, and for technologies, the coverage that retrieval gives. The thresholds were set on
questions inside and outside the library, see docs/quality.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from assistant.composing.sentences import content_terms
from assistant.types import Evidence, Facet, Intent, Plan
from assistant.understanding import lexicon
from assistant.values import values_in
from knowledge.analysis import fold, runs, terms
from knowledge.types import Hit

ENOUGH_OTHER_LANGUAGE = 0.6
ENOUGH_FOR_SEARCH = 0.5
ENOUGH_TOGETHER = 0.5
STATISTICS = "statistics"
EARNINGS = "earnings"
_PART = re.compile(r"[^\W_]+")


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
    return together(plan, usable) >= ENOUGH_TOGETHER or bridged >= ENOUGH_OTHER_LANGUAGE


def together(plan: Plan, hits: Sequence[Hit]) -> float:
    """Return the largest share of the question's terms that the passages of one document hold together."""
    wanted, spellings = _wanted(plan)
    held: dict[str, set[str]] = defaultdict(set)
    for hit in hits:
        if hit.passage.language is plan.language:
            found = set(terms(f"{hit.document.title} {hit.passage.text}", plan.language))
            held[hit.document.document_id] |= wanted & found.union(
                *(spellings[t] for t in spellings.keys() & found)
            )
    return max((len(found) / len(wanted) for found in held.values()), default=0.0) if wanted else 0.0


def _wanted(plan: Plan) -> tuple[set[str], Mapping[str, frozenset[str]]]:
    """Return the terms that a question asks for, and what they are spelled in one word: "nonfiler" of "non-filer".

    Such a spelling is no further thing that is asked for, but who has it has its parts.
    """
    found = content_terms(plan.search_text, plan.language)
    spellings: dict[str, frozenset[str]] = {}
    for is_han, run in runs(fold(plan.search_text)):
        if not is_han:
            parts = frozenset(content_terms(" ".join(_PART.findall(run)), plan.language))
            whole = frozenset(content_terms(run, plan.language))
            if len(parts) > 1 and parts < whole:  # not so for 1,000 and 3.5%, which are one term
                spellings.update(dict.fromkeys(whole - parts, parts))
    return set(found) - spellings.keys(), spellings


def _statistics_missing(plan: Plan, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the period a question wants figures for, where no evidence speaks of that period."""
    if Facet.HOW_MANY not in plan.facets or not lexicon.AS_OF.search(plan.text):
        return ()
    periods = [v.text for v in values_in(plan.text) if v.kind in ("date", "month")]
    if not periods:
        return ()
    held = {v.text for hit in hits for v in values_in(hit.passage.text) if v.kind in ("date", "month")}
    return tuple(p for p in periods if not any(h.startswith(p) or p.startswith(h) for h in held))
