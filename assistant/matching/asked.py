"""Needs that are asked about in a conversation: a plan in; matches, or a draft, as evidence out."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.drafting.drafter import Drafter
from assistant.drafting.types import FOR_OFFICERS, TOO_MANY, UNKNOWN, Drafted, DraftKind
from assistant.matching.desk import MatchingDesk
from assistant.matching.requirements import read_need
from assistant.matching.types import Match, Matched, ReadNeed
from assistant.needs.types import Wanted
from assistant.types import Evidence, Intent, Plan
from knowledge.errors import PatentBridgeError
from knowledge.types import Reader, Role

_MOST = 5


class AskedNeeds:
    """Matches and drafts read what anybody may read, whoever asks."""

    def __init__(self, matching: MatchingDesk, drafter: Drafter) -> None:
        self._matching = matching
        self._drafter = drafter

    def evidence(self, plan: Plan, reader: Reader) -> Evidence:
        """Return what there is to answer a plan with a need from. A letter is written for officers alone."""
        need = read_need(Wanted(text=plan.need, enterprise=plan.addressee))
        patents = self._matching.public(plan.document_ids)
        if not patents and (plan.document_ids or plan.unknown_numbers):
            return Evidence()
        if not patents:
            found = self._matching.match(need, plan.as_of, k=_MOST, told_in=plan.language, reader=reader)
            near = tuple(match for match in found if match.is_near)
            return Evidence(matched=Matched(need=need, matches=near), sufficient=bool(near))
        if plan.intent is Intent.DRAFTING:
            return Evidence(drafted=self._drafted(plan, need, patents, reader), sufficient=True)
        alone = self._matching.why_not(need, patents[0], plan.as_of, told_in=plan.language)
        return Evidence(matched=Matched(need=need, matches=(alone,), alone=True), sufficient=True)

    def _drafted(
        self, plan: Plan, need: ReadNeed, patents: Sequence[str], reader: Reader
    ) -> tuple[Drafted, ...]:
        """Write a draft for each patent, as many as are written at once; the others are told."""
        kind = DraftKind(plan.draft)
        if kind is DraftKind.LETTER and not reader.holds(Role.OFFICER):
            return (Drafted(refused=FOR_OFFICERS),)
        matches = self._matching.why_not_each(need, patents, plan.as_of)
        by_number = {match.publication_number: match for match in reversed(matches)}
        asked = [match for match in matches if by_number[match.publication_number] is match]
        return (
            *(self._draft(kind, need, match, plan) for match in asked[:_MOST]),
            *(Drafted(refused=TOO_MANY, number=match.publication_number) for match in asked[_MOST:]),
            *(Drafted(refused=UNKNOWN, number=number) for number in plan.unknown_numbers),
        )

    def _draft(self, kind: DraftKind, need: ReadNeed, match: Match, plan: Plan) -> Drafted:
        try:
            return Drafted(
                draft=self._drafter.draft(kind, need, match, plan.language, plan.as_of, worded=False)
            )
        except PatentBridgeError as error:
            reason = str(error.fields.get("reason", ""))
            return Drafted(refused=error.code, number=match.publication_number, reason=reason)
