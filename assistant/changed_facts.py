"""What became of facts: those of a pack and those of today in; what changed of rights, offers and rules out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from assistant.facts import Facts, RightFacts, RuleFacts
from assistant.phrases import Phrases
from knowledge.licences.licence_terms import withdrawal_of
from knowledge.rendering import format_rate
from knowledge.rights.standing import Availability, Rule
from knowledge.types import LicenceType, LocalText, Offer, PatentRecord, text_in

_TOLD_OF_OFFERS = (
    "licence_type", "statement", "upfront_fee", "periodic_fee", "royalty_rate", "unit_fee", "deferred_fee", "minimum_annual",
    "declared_on", "term_start", "term_end", "territory", "field_of_use",
)  # fmt: skip
_WHENCE = ("quotes", "source", "as_of", "contact", "patent_ids", "licensors")  # of an offer; no terms


class What(StrEnum):
    STATUS = "status"  # of a right, or what can be had of it
    REGISTER_CHECK = "register_check"  # too long ago by now to call the right available
    OFFER_WITHDRAWN = "offer_withdrawn"
    OFFER_ENDED = "offer_ended"  # its term has passed
    OFFER_ALTERED = "offer_altered"
    OFFER_GONE = "offer_gone"  # the library does not hold it any more
    OFFER_NEW = "offer_new"
    RULE_ENDED = "rule_ended"
    RULE_REPLACED = "rule_replaced"
    RULE_BEGUN = "rule_begun"
    RULE_UNCERTAIN = "rule_uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFact:
    """One change. `before` and `now` are worded; `on` is the day it came, where that is known."""

    document_id: str
    title: str
    what: What
    before: str
    now: str
    on: date | None = None


def changed_facts(
    before: Facts, now: Facts, record: object, title: str, say: Phrases
) -> tuple[ChangedFact, ...]:
    """Compare the facts of one document. `record` is its record of today, with the register entries."""
    if before.right and now.right:
        found = [
            *_standing(before.right, now.right, before.as_of, now.as_of, say),
            *_offers(before.right, now.right, record, now.as_of, say),
        ]
    elif before.rule and now.rule:
        found = [*_force(before.rule, now.rule, say)]
    else:
        found = []
    return tuple(replace(one, document_id=before.document_id, title=title) for one in found)


def _fact(what: What, before: str, now: str, on: date | None = None) -> ChangedFact:
    return ChangedFact(document_id="", title="", what=what, before=before, now=now, on=on)


# ── rights ───────────────────────────────────────────────────────────────────────────────────────────────


def _standing(
    before: RightFacts, now: RightFacts, then: date, today: date, say: Phrases
) -> Iterator[ChangedFact]:
    if (before.status, before.availability) == (now.status, now.availability):
        return
    too_old = now.stale and not before.stale and before.status is now.status
    what = What.REGISTER_CHECK if too_old else What.STATUS
    began = None if now.rule is Rule.IN_FORCE else now.since  # that would be the day of the grant
    on = now.checked_on if too_old else began
    yield _fact(what, _worded_standing(before, then, say), _worded_standing(now, today, say), on)


def _worded_standing(right: RightFacts, day: date, say: Phrases) -> str:
    status = say.say(f"condition.statuses.{right.status}")
    availability = say.say(f"recheck.availability.{right.availability}")
    if right.stale and right.availability is Availability.UNKNOWN:
        checked = right.checked_on.isoformat() if right.checked_on else say.say("unknown_date")
        return say.say("recheck.standing_stale", status=status, checked=checked, day=day)
    return say.say("recheck.standing", status=status, availability=availability, day=day)


# ── offers ───────────────────────────────────────────────────────────────────────────────────────────────


def _offers(
    before: RightFacts, now: RightFacts, record: object, as_of: date, say: Phrases
) -> Iterator[ChangedFact]:
    """Pair what is offered in the same terms, then what looks like the same offer in other terms."""
    old, new = [_terms(o) for o in before.offers], [_terms(o) for o in now.offers]
    left = [offer for offer in old if offer not in new]
    fresh = [offer for offer in new if offer not in old]
    for offer in left:
        successor = next((other for other in fresh if _is_the_same(offer, other)), None)
        if successor is not None:
            fresh.remove(successor)
            yield _fact(What.OFFER_ALTERED, *_apart(offer, successor, say))
        else:
            what, on = _ending(offer, record, as_of)
            yield _fact(what, worded_offer(offer, say), "", on)
    for offer in fresh:
        yield _fact(What.OFFER_NEW, "", worded_offer(offer, say), offer.declared_on)


def _terms(offer: Offer) -> Offer:
    """Return an offer without where it was read."""
    return replace(offer, quotes=(), source=None, as_of=None, contact=(), patent_ids=(), licensors=())


def _is_the_same(one: Offer, other: Offer) -> bool:
    if one.declaration_number or other.declaration_number:
        return one.declaration_number == other.declaration_number
    return one.licence_type is other.licence_type


def _ending(offer: Offer, record: object, as_of: date) -> tuple[What, date | None]:
    """Say how an offer ended that stands no more."""
    if offer.term_end is not None and offer.term_end < as_of:
        return What.OFFER_ENDED, offer.term_end
    if isinstance(record, PatentRecord):
        withdrawn = [withdrawal_of(record, offer, as_of)]
        withdrawn += [o.withdrawn_on for o in record.offers if _is_the_same(o, offer)]
        days = [day for day in withdrawn if day is not None and day <= as_of]
        if days:
            return What.OFFER_WITHDRAWN, max(days)
    return What.OFFER_GONE, None


def worded_offer(offer: Offer, say: Phrases) -> str:
    """Return an offer's type and fee clause as one line."""
    kind = say.say(f"licence.{offer.licence_type}") if offer.licence_type else ""
    return say.join([part for part in (kind, text_in(offer.statement, say.language)) if part])


def _apart(before: Offer, now: Offer, say: Phrases) -> tuple[str, str]:
    """Return the terms in which two offers differ, of each."""
    names = [
        field.name
        for field in fields(Offer)
        if field.name in _TOLD_OF_OFFERS and getattr(before, field.name) != getattr(now, field.name)
    ]
    if not names:
        return worded_offer(before, say), worded_offer(now, say)
    return tuple(  # type: ignore[return-value]
        say.join([text for name in names if (text := _worded(getattr(offer, name), say))]) or say.say("none")
        for offer in (before, now)
    )


def _worded(value: object, say: Phrases) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, LicenceType):
        return say.say(f"licence.{value}")
    if isinstance(value, tuple):
        return text_in(tuple(v for v in value if isinstance(v, LocalText)), say.language)
    return format_rate(value) if isinstance(value, Decimal) else say.show(value)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────


def _force(before: RuleFacts, now: RuleFacts, say: Phrases) -> Iterator[ChangedFact]:
    if before.in_force == now.in_force and before.replaced_by == now.replaced_by:
        return
    told = (_worded_force(before, say), _worded_force(now, say))
    if now.in_force is False and before.in_force is not False:
        what = What.RULE_REPLACED if now.replaced_by else What.RULE_ENDED
        yield _fact(what, *told, now.effective_to)
    elif now.in_force is True and before.in_force is not True:
        yield _fact(What.RULE_BEGUN, *told, now.effective_from)
    elif now.in_force is None and before.in_force is not None:
        yield _fact(What.RULE_UNCERTAIN, *told)
    elif now.replaced_by and now.replaced_by != before.replaced_by:
        yield _fact(What.RULE_REPLACED, *told, now.effective_to)


def _worded_force(rule: RuleFacts, say: Phrases) -> str:
    key = {True: "in_force", False: "not_in_force", None: "force_unknown"}[rule.in_force]
    word = say.say(f"recheck.rule.{key}")
    parts = [word]
    if rule.effective_to:
        parts.append(say.say("recheck.rule.until", day=rule.effective_to))
    if rule.replaced_by:
        parts.append(say.say("recheck.rule.replaced_by", version=rule.replaced_by))
    return say.join(parts)
