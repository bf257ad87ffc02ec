"""Preparing an answer: a question in; how it is understood, what was found for it, and whether that is enough, out.

Rules alone do this, no chat model: it is computing from end to end, and can be done in another process (assistant/beside).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.answering import MOST_QUESTION_CHARACTERS
from assistant.narrowing import without
from assistant.protocols import Understander
from assistant.searching import Searching
from assistant.shortlist import Shortlist
from assistant.sufficiency import Judge, looked_for_in_patents
from assistant.types import Emptied, Evidence, Intent, Plan, Question
from knowledge.protocols import Catalogue, Retriever
from knowledge.types import Reader

if TYPE_CHECKING:
    from assistant.matching.asked import AskedNeeds
    from assistant.near_in_meaning import NearInMeaning
    from knowledge.bridge import DictionaryBridge

NEVER_GENERATED = frozenset(
    {
        Intent.CONFIDENTIAL,
        Intent.LEGAL_OPINION,
        Intent.LIBRARY,
        Intent.OFF_TOPIC,
        Intent.LISTING,
        Intent.MATCHING,
        Intent.COURTESY,
        Intent.ASKED_BACK,
        Intent.SUPPORT,
        Intent.CALCULATION,
    }
)
"""What is answered from records, or by rules, whatever was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What an answer is written from."""

    plan: Plan
    evidence: Evidence


class Preparation:
    """Understands questions by rules, searches a library for what they need, and judges what was found."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        retriever: Retriever,
        understander: Understander,
        bridge: DictionaryBridge | None = None,
        needs: AskedNeeds | None = None,
        meaning: NearInMeaning | None = None,
    ) -> None:
        self._understander = understander
        self._searching = Searching(catalogue, retriever)
        self._shortlist = Shortlist(catalogue)
        self._judge = Judge(catalogue, bridge, meaning)
        self._needs = needs

    def prepare(self, question: Question) -> Prepared:
        """Return what an answer to a question is written from."""
        plan = self.understood(question)
        return self.judged(plan, self.found(plan, question.reader), question)

    def understood(self, question: Question) -> Plan:
        """Return what a question asks; of a long one the beginning is read."""
        return self._understander.understand(read_part(question))

    def found(self, plan: Plan, reader: Reader) -> Evidence:
        """Return what there is for a plan, not judged yet."""
        if plan.need and self._needs:
            return self._needs.evidence(plan, reader)
        if plan.intent is Intent.LISTING:
            return Evidence(listed=self._shortlist.of(plan, reader))
        return Evidence(hits=self._searching.search(plan, reader))

    def judged(self, plan: Plan, found: Evidence, question: Question) -> Prepared:
        """Say whether what was found is enough. Where it is not, say which conditions are in the way, or look among patents."""
        evidence = self.weighed(plan, found, question.reader)
        if plan.narrowing and not evidence.missing and not answers(plan, evidence):
            evidence = replace(evidence, emptied=self._emptied(plan, question))
        if (of_patents := looked_for_in_patents(plan, evidence)) is not None:
            there = self.weighed(of_patents, self.found(of_patents, question.reader), question.reader)
            if there.sufficient:
                return Prepared(plan=of_patents, evidence=there)
        return Prepared(plan=plan, evidence=evidence)

    def weighed(self, plan: Plan, found: Evidence, reader: Reader) -> Evidence:
        """Say whether what was found is enough."""
        if plan.need and self._needs:
            return found
        return replace(self._judge.judge(plan, found.hits, reader), listed=found.listed)

    def _emptied(self, plan: Plan, question: Question) -> Emptied:
        """Say which conditions are in the way: the question is tried without each of them, then without all."""
        by = tuple(c for c in plan.narrowing if self._would_answer(without(question, c)))
        if by or len(plan.narrowing) < 2:
            return Emptied(by=by)
        bare = question
        for condition in plan.narrowing:
            bare = without(bare, condition)
        return Emptied(together=self._would_answer(bare))

    def _would_answer(self, question: Question) -> bool:
        plan = self.understood(question)
        return answers(plan, self.weighed(plan, self.found(plan, question.reader), question.reader))


def read_part(question: Question) -> Question:
    """Return a question without what is too long of it."""
    if len(question.text) <= MOST_QUESTION_CHARACTERS:
        return question
    return replace(question, text=question.text[:MOST_QUESTION_CHARACTERS])


def answers(plan: Plan, evidence: Evidence) -> bool:
    """Say whether there is something to answer from: passages that are enough, patents to list, or named documents."""
    if plan.intent is Intent.LISTING:
        return bool(evidence.listed)
    return (
        evidence.sufficient
        or bool(plan.document_ids or plan.unknown_numbers)
        or plan.intent in NEVER_GENERATED
    )
