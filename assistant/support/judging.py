"""Hold conditions against a profile: values compared with values; what the profile does not say stays unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from assistant.support.types import (
    Condition,
    Entity,
    Judged,
    Measure,
    Profile,
    Size,
    Topic,
    Verdict,
    Want,
)
from knowledge.regions import region_named
from knowledge.types import Money

_Judge = Callable[[Condition, Profile, date], Judged]


def judge(measure: Measure, profile: Profile, as_of: date) -> tuple[Judged, ...]:
    """Return one verdict a condition that applies on the day; of several for one topic, the one that applies."""
    judged: dict[Topic, Judged] = {}
    for condition in measure.conditions:
        if condition.topic is Topic.VALIDITY or condition.applies_on(as_of):
            judged.setdefault(condition.topic, _JUDGES[condition.topic](condition, profile, as_of))
    return tuple(judged.values())


def _judged(condition: Condition, met: bool | None, fact: object = None, reason: str = "") -> Judged:
    verdict = Verdict.UNKNOWN if met is None else Verdict.MET if met else Verdict.NOT_MET
    return Judged(condition=condition, verdict=verdict, fact=fact, reason=reason)


def _validity(condition: Condition, profile: Profile, as_of: date) -> Judged:
    if condition.since is not None and as_of < condition.since:
        return _judged(condition, False, condition.since, "not_begun")
    if condition.until is not None and as_of > condition.until:
        over = condition.until if condition.since is None or condition.until > condition.since else None
        return _judged(condition, False, over, "ended_on" if over else "ended")
    if condition.required == "doubtful":
        return _judged(condition, None, None, "validity_doubtful")
    if condition.until is not None:
        return _judged(condition, True, condition.until, "runs_until")
    return _judged(condition, True, condition.since, "runs_since")


def _further(condition: Condition, profile: Profile, as_of: date) -> Judged:
    return _judged(condition, None)


def _deadline(condition: Condition, profile: Profile, as_of: date) -> Judged:
    day = condition.required
    late = isinstance(day, date) and as_of > day
    return _judged(condition, not late, day, "deadline_passed" if late else "deadline_open")


def _place(condition: Condition, profile: Profile, as_of: date) -> Judged:
    required = str(condition.required)
    code = region_named(required)
    if profile.region is None:
        return _judged(condition, None)
    if required == code or (code and profile.region != code):
        return _judged(condition, profile.region == code, profile.region)
    name = re.sub(r"(?:市|县|区|州)$", "", required)
    return _judged(condition, True if any(name in place for place in profile.places) else None, required)


def _area(condition: Condition, profile: Profile, as_of: date) -> Judged:
    area = str(condition.required)
    said = any(area in place for place in profile.places)
    return _judged(condition, True if said else None, area if said else None)


def _entity(condition: Condition, profile: Profile, as_of: date) -> Judged:
    entity, required = profile.entity, condition.required
    if entity is None or required is Entity.INSTITUTION:
        return _judged(condition, None)
    if required is Entity.RESIDENT_ENTERPRISE:
        if entity is not Entity.ENTERPRISE:
            return _judged(condition, False, entity)
        return _judged(condition, True if profile.jurisdiction == "CN" else None, entity)
    return _judged(condition, entity is required, entity)


def _size(condition: Condition, profile: Profile, as_of: date) -> Judged:
    required = condition.required
    if not profile.sizes or not isinstance(required, frozenset):
        return _judged(condition, None)
    sizes: frozenset[Size] = frozenset(required)
    fits = profile.sizes <= sizes
    return _judged(condition, True if fits else None if profile.sizes & sizes else False, profile.sizes)


def _income(condition: Condition, profile: Profile, as_of: date) -> Judged:
    income, limit = profile.income, condition.required
    if income is None or not isinstance(limit, Money) or income.currency != limit.currency:
        return _judged(condition, None)
    inclusive = re.search(r"不超过|不高于|\bnot exceeding|\bup to", condition.span.text)
    met = income.amount <= limit.amount if inclusive else income.amount < limit.amount
    return _judged(condition, met, income)


def _role(condition: Condition, profile: Profile, as_of: date) -> Judged:
    if Want.LICENSE_OUT in profile.wants:
        return _judged(condition, True, Want.LICENSE_OUT)
    if Want.LICENSE_IN in profile.wants:
        return _judged(condition, False, Want.LICENSE_IN)
    return _judged(condition, None)


def _patents(condition: Condition, profile: Profile, as_of: date) -> Judged:
    if profile.patents is None:
        return _judged(condition, None)
    return _judged(condition, profile.patents > 0, profile.patents)


def _at_least(name: str) -> _Judge:
    def judge_number(condition: Condition, profile: Profile, as_of: date) -> Judged:
        value, least = getattr(profile, name), condition.required
        if value is None or not isinstance(least, int):
            return _judged(condition, None)
        return _judged(condition, value >= least, value)

    return judge_number


def _said(name: str, *, wanted: bool = True) -> _Judge:
    def judge_truth(condition: Condition, profile: Profile, as_of: date) -> Judged:
        value = getattr(profile, name)
        return _judged(condition, None if value is None else value is wanted, value)

    return judge_truth


def _where_not(name: str) -> _Judge:
    """Return a judge of what only asks for something where the profile says yes: then it stays open."""

    def judge_absence(condition: Condition, profile: Profile, as_of: date) -> Judged:
        value = getattr(profile, name)
        return _judged(condition, True if value is False else None, value)

    return judge_absence


_JUDGES: Mapping[Topic, _Judge] = {
    Topic.PLACE: _place,
    Topic.AREA: _area,
    Topic.VALIDITY: _validity,
    Topic.DEADLINE: _deadline,
    Topic.ENTITY: _entity,
    Topic.SIZE: _size,
    Topic.HIGH_TECH: _said("high_tech"),
    Topic.INCOME: _income,
    Topic.ROLE: _role,
    Topic.PATENTS: _patents,
    Topic.OPEN_LICENCE: _said("open_licence"),
    Topic.LICENCE_YEARS: _at_least("licence_years"),
    Topic.OWN_TECHNOLOGY: _said("own_technology"),
    Topic.UNIVERSITY_TECHNOLOGY: _said("university_technology"),
    Topic.TRL: _at_least("trl"),
    Topic.REGISTERED_CONTRACT: _said("registered_contract"),
    Topic.WRITTEN_CONTRACT: _said("written_contract"),
    Topic.JOINT: _where_not("joint"),
    Topic.OTHER_RELIEF: _where_not("other_relief"),
    Topic.FURTHER: _further,
}
