"""Grade a technology: its standing, record, claims and demand and the office's rules in; class, tier and every ingredient out."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.pool.rules import RuleName, Rules
from assistant.pool.technologies import Technology
from assistant.pool.types import Grade, Ingredient, Override, PoolClass
from knowledge.rights.standing import Availability
from knowledge.types import Language, PatentRecord

_DAYS = 365.25
ClaimLengths = Sequence[tuple[Language, int]]
_CLASSES = {
    Availability.LICENSABLE_OPEN: PoolClass.OPEN_NOW,
    Availability.LICENSABLE_ASK: PoolClass.NEGOTIATE,
    Availability.PENDING: PoolClass.PENDING,
    Availability.UNKNOWN: PoolClass.VERIFY_FIRST,
    Availability.LAPSED: PoolClass.ENDED,
    Availability.EXPIRED: PoolClass.ENDED,
    Availability.INVALIDATED: PoolClass.ENDED,
    Availability.WITHDRAWN_OR_REFUSED: PoolClass.ENDED,
}
_OF_LENGTH = {Language.ZH: RuleName.CLAIM_LENGTH_ZH, Language.EN: RuleName.CLAIM_LENGTH_EN}


def grade(
    technology: Technology,
    claims: ClaimLengths,
    rules: Rules,
    *,
    enterprises: int,
    needs: int,
    contracted: bool = False,
    override: Override | None = None,
) -> Grade:
    """Grade by what is known alone. `enterprises` marked it, `needs` are submitted ones that the marks name.

    What is `contracted` to one enterprise alone is graded as what cannot be licensed.
    """
    ingredients = (
        _maturity(technology, rules),
        _term(technology, rules),
        _demand(rules, enterprises, needs),
        *_breadth(technology, claims, rules),
        _standing(technology, rules),
    )
    points = sum(one.points for one in ingredients)
    most = points + sum(one.most for one in ingredients if not one.known)
    can = technology.may_be_licensed and not contracted
    return Grade(
        pool_class=PoolClass.RESTRICTED if contracted else _class_of(technology, rules),
        by_rules=rules.tier(points) if can else None,
        could_reach=rules.tier(most) if can else None,
        points=points,
        ingredients=ingredients,
        rules_version=rules.version,
        override=override,
    )


def _class_of(technology: Technology, rules: Rules) -> PoolClass:
    told = technology.first_with_trl()
    trl = told.record.trl if told and isinstance(told.record, PatentRecord) else None
    if technology.may_be_licensed and trl is not None and trl < rules.mature_from:
        return PoolClass.MATURE_FIRST
    return _CLASSES.get(technology.status.availability, PoolClass.RESTRICTED)


def _maturity(technology: Technology, rules: Rules) -> Ingredient:
    told = technology.first_with_trl()
    most = rules.most(RuleName.MATURITY)
    if told is None or not isinstance(told.record, PatentRecord) or told.record.trl is None:
        return Ingredient(name=RuleName.MATURITY, points=0.0, most=most)
    trl = told.record.trl
    points = rules.of_number(RuleName.MATURITY, trl)
    return Ingredient(
        name=RuleName.MATURITY, points=points, most=most, values={"trl": trl}, document_id=told.document_id
    )


def _term(technology: Technology, rules: Rules) -> Ingredient:
    status, most = technology.status, rules.most(RuleName.TERM)
    if status.last_day_in_force is None:
        return Ingredient(name=RuleName.TERM, points=0.0, most=most)
    years = max(0.0, (status.last_day_in_force - status.as_of).days / _DAYS)
    return Ingredient(
        name=RuleName.TERM,
        points=rules.of_number(RuleName.TERM, years),
        most=most,
        values={"years": round(years, 1), "last_day": status.last_day_in_force.isoformat()},
        document_id=technology.head.document_id,
    )


def _demand(rules: Rules, enterprises: int, needs: int) -> Ingredient:
    return Ingredient(
        name=RuleName.DEMAND,
        points=rules.of_number(RuleName.DEMAND, enterprises + needs),
        most=rules.most(RuleName.DEMAND),
        values={"enterprises": enterprises, "needs": needs},
    )


def _breadth(technology: Technology, claims: ClaimLengths, rules: Rules) -> tuple[Ingredient, Ingredient]:
    """Measure the independent claims: the shorter the shortest of them, the less it asks for; how many there are.

    Characters are counted, not read: this says nothing of what is protected.
    """
    most = rules.most(RuleName.CLAIM_LENGTH_ZH), rules.most(RuleName.CLAIM_COUNT)
    spoken = technology.head.language
    lengths = [length for language, length in claims if language is spoken] or [n for _, n in claims]
    if not lengths:
        nothing = ("claim_length", most[0]), (RuleName.CLAIM_COUNT, most[1])
        first, second = (Ingredient(name=name, points=0.0, most=points) for name, points in nothing)
        return first, second
    language = spoken if any(one is spoken for one, _ in claims) else claims[0][0]
    source = technology.head.document_id
    shortest, count = min(lengths), len(lengths)
    return (
        Ingredient(
            name="claim_length",
            points=rules.of_number(_OF_LENGTH[language], shortest),
            most=most[0],
            values={"characters": shortest, "language": str(language)},
            document_id=source,
        ),
        Ingredient(
            name=RuleName.CLAIM_COUNT,
            points=rules.of_number(RuleName.CLAIM_COUNT, count),
            most=most[1],
            values={"count": count},
            document_id=source,
        ),
    )


def _standing(technology: Technology, rules: Rules) -> Ingredient:
    status, most = technology.status, rules.most(RuleName.STANDING)
    if status.availability is Availability.UNKNOWN:
        return Ingredient(name=RuleName.STANDING, points=0.0, most=most)
    checked = status.checked_on.isoformat() if status.checked_on else ""
    return Ingredient(
        name=RuleName.STANDING,
        points=rules.points[RuleName.STANDING].get(str(status.availability), 0.0),
        most=most,
        values={"availability": str(status.availability), "rule": str(status.rule), "checked_on": checked},
        document_id=technology.head.document_id,
    )
