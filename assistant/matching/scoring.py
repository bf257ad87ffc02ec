"""The score of a match: cells, a patent's file and the need's terms in; components with their reasons out.

Points of the domain brief's suggestion; an office sets its own. What nothing is known of gives half of its points and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.composing.patent_file import PatentFile
from assistant.matching.types import Cell, Component, ComponentName, ReadNeed, RequirementKind, Verdict
from assistant.phrases import Phrases
from knowledge.licences.licence_terms import current_offers
from knowledge.rights.standing import Availability
from knowledge.types import TO_ONE_ALONE, LicenceType, Money, Offer, PassageKind

_POINTS = {
    ComponentName.NEED_FIT: 30.0,
    ComponentName.CLAIM_COVERAGE: 10.0,
    ComponentName.TRL: 15.0,
    ComponentName.REMAINING_TERM: 10.0,
    ComponentName.LICENCE_FEASIBILITY: 15.0,
    ComponentName.PRICE_FIT: 10.0,
    ComponentName.REGION_SUPPORT: 5.0,
    ComponentName.EVIDENCE_QUALITY: 5.0,
}
_OF_VERDICT = {Verdict.SUPPORTED: 1.0, Verdict.PARTLY: 0.5, Verdict.NOT_FOUND: 0.0, Verdict.CONTRADICTED: 0.0}
_FEASIBLE = {
    Availability.LICENSABLE_OPEN: 1.0,
    Availability.LICENSABLE_ASK: 0.7,
    Availability.PENDING: 0.4,
    Availability.LATE_FEE: 0.3,
    Availability.RESTRICTED_PLEDGE: 0.3,
}
_WHOLE_TERM_YEARS = 10.0
_PER_TRL_MISSING = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How many points each component may give; together 100."""

    points: Mapping[ComponentName, float] = field(default_factory=lambda: dict(_POINTS))

    def __post_init__(self) -> None:
        whole = abs(sum(self.points.values()) - 100) <= 0.01
        if set(self.points) != set(ComponentName) or not whole or min(self.points.values()) < 0:
            raise ValueError("weights name every component and are 100 together, none below 0")


def fit_of(cells: Sequence[Cell], closeness: float) -> float:
    """Return how well a technology fits, 0 to 1: what it is and how close its text is to the whole need, then its properties.

    A property counts as far as the technology is the one that is sought: 90 % recovery of something else is nothing.
    """
    kinds = [cell for cell in cells if cell.requirement.kind is not RequirementKind.PROPERTY]
    properties = [cell for cell in cells if cell.requirement.kind is RequirementKind.PROPERTY]
    is_it = (_met(kinds) + closeness) / 2 if kinds else closeness
    if not properties:
        return is_it
    return (is_it + min(1.0, 1.5 * is_it) * _met(properties)) / 2


def _met(cells: Sequence[Cell]) -> float:
    return sum(_OF_VERDICT[cell.verdict] for cell in cells) / len(cells)


def components(
    need: ReadNeed,
    file: PatentFile,
    cells: Sequence[Cell],
    *,
    closeness: float,
    weights: Weights,
    say: Phrases,
) -> tuple[Component, ...]:
    """Return every component; `closeness` is that of the text to the whole need, 0 to 1 beside the best of all."""
    parts = {
        ComponentName.NEED_FIT: _need_fit(cells, closeness, say),
        ComponentName.CLAIM_COVERAGE: _claim_coverage(cells, say),
        ComponentName.TRL: _trl(need, file, say),
        ComponentName.REMAINING_TERM: _term(file, say),
        ComponentName.LICENCE_FEASIBILITY: _feasibility(need, file, say),
        ComponentName.PRICE_FIT: _price(need, file, say),
        ComponentName.REGION_SUPPORT: (None, say.say("score.region_unknown")),
        ComponentName.EVIDENCE_QUALITY: _quality(cells, say),
    }
    return tuple(
        Component(
            name=name,
            points=round((0.5 if share is None else share) * weights.points[name], 1),
            most=weights.points[name],
            known=share is not None,
            reason=reason,
        )
        for name, (share, reason) in parts.items()
    )


def bounds(components: Iterable[Component]) -> tuple[int, int, int]:
    """Return how many components are unknown, and the least and most points that a match can have for them."""
    unknown, low, high = 0, 0.0, 0.0
    for one in components:
        low += one.points if one.known else 0.0
        high += one.points if one.known else one.most
        unknown += not one.known
    return unknown, round(low), round(high)


_Part = tuple[float | None, str]  # a share of the points, None where nothing is known; and why


def _need_fit(cells: Sequence[Cell], closeness: float, say: Phrases) -> _Part:
    counts = {verdict: sum(cell.verdict is verdict for cell in cells) for verdict in Verdict}
    reason = say.say(
        "score.need_fit",
        supported=counts[Verdict.SUPPORTED],
        partly=counts[Verdict.PARTLY],
        contradicted=counts[Verdict.CONTRADICTED],
        all=len(cells),
        closeness=f"{closeness:.0%}",
    )
    return fit_of(cells, closeness), reason


def _claim_coverage(cells: Sequence[Cell], say: Phrases) -> _Part:
    if not cells:
        return None, say.say("score.no_requirements")
    claimed = sum(cell.kind is PassageKind.CLAIM and cell.is_met for cell in cells)
    return claimed / len(cells), say.say("score.claim_coverage", claimed=claimed, all=len(cells))


def _trl(need: ReadNeed, file: PatentFile, say: Phrases) -> _Part:
    level, wanted = file.record.trl, need.terms.trl
    if level is None:
        return None, say.say("score.trl_unknown")
    if wanted is None:
        return level / 9, say.say("score.trl", level=level)
    share = max(0.0, 1 - _PER_TRL_MISSING * max(0, wanted - level))
    return share, say.say("score.trl_wanted", level=level, wanted=wanted)


def _term(file: PatentFile, say: Phrases) -> _Part:
    last = file.status.last_day_in_force
    if last is None:
        return None, say.say("score.term_unknown")
    years = max(0.0, (last - file.status.as_of).days / 365.25)
    return min(1.0, years / _WHOLE_TERM_YEARS), say.say("score.term", last=last, years=f"{years:.1f}")


def _feasibility(need: ReadNeed, file: PatentFile, say: Phrases) -> _Part:
    availability = file.status.availability
    if availability is Availability.UNKNOWN:
        return None, say.say("score.feasibility_unknown")
    share = _FEASIBLE.get(availability, 0.0)
    wanted = {LicenceType(kind) for kind in need.terms.licence_types}
    if availability is Availability.LICENSABLE_OPEN and wanted and wanted <= TO_ONE_ALONE:
        return 0.3, say.say("score.feasibility_open_only")
    return share, say.say("score.feasibility", standing=say.say(f"standing.{availability}"))


def _price(need: ReadNeed, file: PatentFile, say: Phrases) -> _Part:
    """Compare a yearly fee or a sum with the budget, in one currency; rates are left to the calculator."""
    budget = need.wanted.budget
    fees = [
        (fee, offer)
        for offer in current_offers(file.record, file.status.as_of)
        for fee in [_fee(offer)]
        if fee
    ]
    if not fees:
        return None, say.say("score.price_unknown")
    fee = fees[0][0]
    if not isinstance(budget, Money):
        return None, say.say("score.budget_unknown", fee=fee)
    if fee.currency != budget.currency:
        return None, say.say("score.price_currency", fee=fee, budget=budget)
    share = 1.0 if fee.amount <= budget.amount else float(max(Decimal(0), 2 - fee.amount / budget.amount))
    return share, say.say("score.price", fee=fee, budget=budget)


def _fee(offer: Offer) -> Money | None:
    return offer.periodic_fee or offer.upfront_fee or offer.deferred_fee


def _quality(cells: Sequence[Cell], say: Phrases) -> _Part:
    quoted = [cell for cell in cells if cell.quote]
    if not cells:
        return None, say.say("score.no_requirements")
    share = sum(min(1.0, cell.share + 0.2) for cell in quoted) / len(cells)
    return min(1.0, share), say.say("score.quality", quoted=len(quoted), all=len(cells))
