"""The office's rules of grading: JSON or the fields of a form in; rules whose points are 100 together out. Default rules."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.pool.types import PriorArt, Stage, Tier
from knowledge.errors import UsageError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.rights.standing import Availability

_PAIR = lazy_pattern(r"\s*([\w.]+)\s*[=:：]\s*([\d.]+)\s*")
_WHOLE = 100.0


class RuleName(StrEnum):
    """What gives points. Steps are `from this value on`; of the claim's length they are `up to this length`."""

    MATURITY = "maturity"  # TRL 1–9
    TERM = "term"  # years left
    DEMAND = "demand"  # enterprises that marked it, and submitted needs named with the marks
    CLAIM_LENGTH_ZH = "claim_length_zh"  # characters of the shortest independent claim
    CLAIM_LENGTH_EN = "claim_length_en"
    CLAIM_COUNT = "claim_count"  # independent claims
    STANDING = "standing"  # by availability


class BeforeFiling(StrEnum):
    """What gives points to a disclosure that is not filed yet: each value by its word."""

    STAGE = "disclosure_stage"  # values of Stage
    PRIOR_ART = "disclosure_prior_art"  # values of PriorArt
    MARKET = "disclosure_market"  # stated


_WORDS: Mapping[str, tuple[str, ...]] = {
    RuleName.STANDING: (str(Availability.LICENSABLE_OPEN), str(Availability.LICENSABLE_ASK)),
    BeforeFiling.STAGE: tuple(map(str, Stage)),
    BeforeFiling.PRIOR_ART: tuple(str(one) for one in PriorArt if one is not PriorArt.NOT_SEARCHED),
    BeforeFiling.MARKET: ("stated",),
}
_ALL = (*RuleName, *BeforeFiling)
_BY_LENGTH = (RuleName.CLAIM_LENGTH_ZH, RuleName.CLAIM_LENGTH_EN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One version of the rules. `points` are by the value that a step begins (or ends) with."""

    points: Mapping[str, Mapping[str, float]]
    tier_a: float  # points from which on a technology is A
    tier_b: float
    pool_from: Tier  # the lowest tier that is in the pool by its grade alone
    mature_from: int  # the TRL below which a technology is to be matured first
    version: int = 0
    reason: str = ""  # why the office set them

    def most(self, name: str) -> float:
        return max(self.points[name].values(), default=0.0)

    def of_number(self, name: RuleName, value: float) -> float:
        """Return the points of a value by the steps of a rule."""
        steps = [(float(step), points) for step, points in self.points[name].items()]
        if name in _BY_LENGTH:
            return max((points for step, points in steps if value <= step), default=0.0)
        return max((points for step, points in steps if value >= step), default=0.0)

    def tier(self, points: float) -> Tier:
        return Tier.A if points >= self.tier_a else Tier.B if points >= self.tier_b else Tier.C


DEFAULT_RULES = Rules(
    points={
        RuleName.MATURITY: {"8": 30, "6": 24, "4": 14, "2": 5},
        RuleName.TERM: {"10": 15, "6": 11, "3": 6},
        RuleName.DEMAND: {"3": 25, "2": 20, "1": 14},
        RuleName.CLAIM_LENGTH_ZH: {"150": 7, "300": 5, "600": 2},
        RuleName.CLAIM_LENGTH_EN: {"450": 7, "900": 5, "1800": 2},
        RuleName.CLAIM_COUNT: {"2": 3, "1": 2},
        RuleName.STANDING: {"licensable_open": 20, "licensable_ask": 12},
        BeforeFiling.STAGE: {"in_use": 45, "pilot": 40, "prototype": 30, "proof": 18, "idea": 6},
        BeforeFiling.PRIOR_ART: {"none_close": 35, "close": 15, "same": 0},
        BeforeFiling.MARKET: {"stated": 20},
    },
    tier_a=65,
    tier_b=40,
    pool_from=Tier.B,
    mature_from=4,
)


def to_json(rules: Rules) -> dict[str, Any]:
    """Return rules as the command and the database keep them."""
    return {
        **{str(name): dict(rules.points[name]) for name in _ALL},
        "tier_a": rules.tier_a,
        "tier_b": rules.tier_b,
        "pool_from": str(rules.pool_from),
        "mature_from": rules.mature_from,
    }


def to_fields(rules: Rules) -> dict[str, str]:
    """Return rules as the fields of a form: steps as `8=30, 6=24`."""
    told = to_json(rules)
    steps = {
        str(name): ", ".join(f"{step}={points:g}" for step, points in told[name].items()) for name in _ALL
    }
    others = {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in told.items()}
    return {**others, **steps}


def from_json(told: object, *, version: int = 0, reason: str = "") -> Rules:
    """Raises UsageError rules_missing, rules_unknown, rules_bad (`name`, `value`), rules_sum (`total`)."""
    fields = told if isinstance(told, dict) else {}
    known = (*map(str, _ALL), "tier_a", "tier_b", "pool_from", "mature_from")
    for name in fields:
        if name not in known:
            raise UsageError("rules_unknown", name=str(name)[:40], names=", ".join(known))
    missing = [name for name in known if name not in fields]
    if missing:
        raise UsageError("rules_missing", names=", ".join(missing))
    rules = Rules(
        points={name: _steps(name, fields[name]) for name in _ALL},
        tier_a=_number("tier_a", fields["tier_a"], 0, _WHOLE),
        tier_b=_number("tier_b", fields["tier_b"], 0, _WHOLE),
        pool_from=_tier(fields["pool_from"]),
        mature_from=int(_number("mature_from", fields["mature_from"], 1, 9)),
        version=version,
        reason=reason,
    )
    if rules.tier_b > rules.tier_a:
        raise UsageError("rules_bad", name="tier_b", value=f"{rules.tier_b:g}")
    for length in _BY_LENGTH:  # one of the two counts
        other = _BY_LENGTH[1 - _BY_LENGTH.index(length)]
        _require_whole(rules, [name for name in RuleName if name is not other])
    _require_whole(rules, tuple(BeforeFiling))
    return rules


def _require_whole(rules: Rules, names: Sequence[str]) -> None:
    total = sum(rules.most(name) for name in names)
    if abs(total - _WHOLE) > 0.01:
        raise UsageError("rules_sum", total=f"{total:g}", names=", ".join(names))


def read_rules(text: str) -> Rules:
    """Read rules from a JSON file's text. Raises as `from_json`."""
    try:
        return from_json(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise UsageError("rules_missing", names=", ".join(RuleName)) from error


def _steps(name: str, value: object) -> Mapping[str, float]:
    """Take steps as an object, or as the text of a form's field."""
    told = dict(_pairs(name, value)) if isinstance(value, str) else value
    if not isinstance(told, dict) or len(told) > 20:
        raise UsageError("rules_bad", name=str(name), value=str(value)[:40])
    steps = {str(step): _number(name, points, 0, _WHOLE) for step, points in told.items()}
    if name in _WORDS:
        wrong = [step for step in steps if step not in _WORDS[name]]
        if wrong:
            raise UsageError("rules_bad", name=str(name), value=wrong[0][:40])
        return steps
    return {f"{_number(name, step, 0, 100_000):g}": points for step, points in steps.items()}


def _pairs(name: str, text: str) -> list[tuple[str, str]]:
    found = []
    for part in filter(None, (one.strip() for one in re.split("[,，;；]", text))):
        match = _PAIR.fullmatch(part)
        if match is None:
            raise UsageError("rules_bad", name=str(name), value=part[:40])
        found.append((match[1], match[2]))
    return found


def _number(name: str, value: object, least: float, most: float) -> float:
    try:
        number = float(str(value).strip())
    except ValueError:
        number = math.nan
    if isinstance(value, bool) or not least <= number <= most:  # what is no number is neither
        raise UsageError("rules_bad", name=str(name), value=str(value)[:40])
    return number


def _tier(value: object) -> Tier:
    if value not in tuple(Tier):
        raise UsageError("rules_bad", name="pool_from", value=str(value)[:40])
    return Tier(str(value))
