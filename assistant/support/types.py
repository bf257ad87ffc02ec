"""The nouns of the support finder: a profile, the measures of a library, their conditions and how each is met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from knowledge.types import DocumentHead, Money, Passage


class Size(StrEnum):
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Entity(StrEnum):
    """What kind of body a measure is for, or asks for."""

    ENTERPRISE = "enterprise"
    RESIDENT_ENTERPRISE = "resident_enterprise"
    UNIVERSITY = "university"  # and research institutes
    INSTITUTION = "institution"  # 机构: the text does not say of which kind
    INDIVIDUAL = "individual"


class Want(StrEnum):
    """What the enterprise is after: what it wants to do, or the kind of support."""

    LICENSE_IN = "license_in"
    LICENSE_OUT = "license_out"
    PAY_AFTER_USE = "pay_after_use"
    FEE_RELIEF = "fee_relief"
    TAX_RELIEF = "tax_relief"
    GRANT = "grant"
    INTEREST_SUBSIDY = "interest_subsidy"
    PLEDGE = "pledge"
    RECOGNITION = "recognition"
    PRIORITY = "priority"


class Topic(StrEnum):
    """What a condition is about."""

    PLACE = "place"
    AREA = "area"  # a zone within the place
    VALIDITY = "validity"
    DEADLINE = "deadline"
    ENTITY = "entity"
    SIZE = "size"
    HIGH_TECH = "high_tech"
    INCOME = "income"
    ROLE = "role"  # licensor, not licensee
    PATENTS = "patents"  # patents of its own
    OPEN_LICENCE = "open_licence"
    LICENCE_YEARS = "licence_years"
    OWN_TECHNOLOGY = "own_technology"
    UNIVERSITY_TECHNOLOGY = "university_technology"
    TRL = "trl"
    REGISTERED_CONTRACT = "registered_contract"
    WRITTEN_CONTRACT = "written_contract"
    JOINT = "joint"
    OTHER_RELIEF = "other_relief"
    FURTHER = "further"  # asks for what a profile does not hold: turnover, staff, credit


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """How a measure stands for a profile, best first."""

    OPEN = "open"  # no condition that was found is against it
    UNCLEAR = "unclear"  # nothing against it, and something that the profile does not say
    NOT_OPEN = "not_open"
    ENDED = "ended"  # or not begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an enterprise says of itself. Everything it does not say is None or empty."""

    jurisdiction: str | None = None  # ST.3
    region: str | None = None  # ISO 3166-2
    places: tuple[str, ...] = ()  # places in its own words, for zones
    entity: Entity | None = None
    sizes: frozenset[Size] = frozenset()  # several where its words leave it open: 小微
    high_tech: bool | None = None
    income: Money | None = None  # taxable, of the year before
    patents: int | None = None
    licence_years: int | None = None
    trl: int | None = None
    open_licence: bool | None = None
    own_technology: bool | None = None
    university_technology: bool | None = None
    registered_contract: bool | None = None
    written_contract: bool | None = None
    joint: bool | None = None
    other_relief: bool | None = None
    wants: frozenset[Want] = frozenset()
    ignored: tuple[str, ...] = ()  # names of fields that were not read: instructions, unknown, malformed


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A sentence of the library: it stands in `passage` as it is here."""

    text: str
    passage: Passage


Required = frozenset[Size] | Entity | Money | Decimal | int | date | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a measure. `since` and `until` bound the days on which the text applies it."""

    topic: Topic
    span: Span
    required: Required = None
    since: date | None = None
    until: date | None = None  # the first day on which it no longer applies

    def applies_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """What a measure gives, in its own words."""

    kind: Want
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A programme, relief, way of paying, finance or recognition that one document sets out."""

    document: DocumentHead
    kinds: frozenset[Want]
    benefits: tuple[Benefit, ...]
    conditions: tuple[Condition, ...]
    heading: Span | None = None  # the first words of the document, for what its record states


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A condition held against a profile. `fact` is the profile's value that decided, None where it says nothing."""

    condition: Condition
    verdict: Verdict
    fact: object = None
    reason: str = ""  # which phrase says it, where the topic alone does not

    @property
    def topic(self) -> Topic:
        return self.condition.topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    measure: Measure
    judged: tuple[Judged, ...]
    wanted: bool  # of a kind that was asked for

    @property
    def standing(self) -> Standing:
        against = {j.topic for j in self.judged if j.verdict is Verdict.NOT_MET}
        if Topic.VALIDITY in against:
            return Standing.ENDED
        if against:
            return Standing.NOT_OPEN
        if any(j.verdict is Verdict.UNKNOWN for j in self.judged):
            return Standing.UNCLEAR
        return Standing.OPEN

    @property
    def verdicts(self) -> Mapping[Topic, Verdict]:
        return {j.topic: j.verdict for j in self.judged}


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What was found for a profile, best standing first."""

    profile: Profile
    as_of: date
    findings: tuple[Finding, ...]
    elsewhere: int = 0  # documents of other places, not read
    none_held: tuple[Want, ...] = ()  # kinds asked for of which the library holds no measure
