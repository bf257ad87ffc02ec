"""What a summary says of the right: a patent's file in; number, owner, status, term, territory, co-owners, encumbrances and terms out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.composing.patent_card import checked, has_ended, has_price, offer_line, says_terms, verdict
from assistant.composing.patent_file import standing_word
from assistant.drafting.desk import Desk, owner_slot
from assistant.drafting.fields import EVENTS, OFFERS, STATUS, TERM
from assistant.drafting.types import Slot
from assistant.types import DraftStatement, Quote
from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.licence_terms import current_offers, newest_first
from knowledge.rights.patent_term import is_nominal, remaining, term_basis
from knowledge.rights.standing import Availability
from knowledge.types import EventKind, Language, LegalEvent

_MOST_OFFERS = 2
_ENCUMBERS = frozenset(
    {
        EventKind.LICENCE_RECORDED, EventKind.LICENCE_CHANGED, EventKind.LICENCE_CANCELLED, EventKind.PLEDGED, EventKind.PLEDGE_CHANGED,
        EventKind.PLEDGE_RELEASED, EventKind.PRESERVED, EventKind.PRESERVATION_LIFTED,
    }
)  # fmt: skip
_PREFIX = lazy_pattern(r"^(?:法律事件|Legal event)\s*[:：]\s*", re.IGNORECASE)
_EXCLUSIVE = lazy_pattern(r"独占|(?<!non-)\bexclusive", re.IGNORECASE)
_PLACES = ("CN", "US", "EP", "WO")


def rights_rows(desk: Desk) -> Iterator[tuple[Slot, Slot]]:
    """Yield the rows of facts: what it is, and what is on record."""
    for name, slot in (
        ("number", _number(desk)),
        ("owner", _owner(desk)),
        ("status", _status(desk)),
        ("term", _term(desk)),
        ("territory", _territory(desk)),
        ("co_owners", _co_owners(desk)),
        ("encumbrances", _encumbrances(desk)),
    ):
        yield Slot(name=f"rights.row.{name}", text=desk.say.say(f"summary.rights.row_{name}")), slot


def _number(desk: Desk) -> Slot:
    record = desk.file.record
    key = "number_and_application" if record.publication_number and record.application_number else "number"
    text = desk.say.say(
        f"summary.rights.{key}", number=desk.file.number, application=record.application_number or ""
    )
    fields = ("patent.numbers", "patent.title")
    return Slot(name="rights.number", text=text, quotes=desk.number_lines(), fields=fields)


def _owner(desk: Desk) -> Slot:
    if not desk.file.record.owners:
        return Slot(name="rights.owner", text=desk.say.say("summary.rights.no_owner"))
    return owner_slot("rights.owner", desk.say.say("summary.rights.owner", owners=desk.owners()), desk)


def _status(desk: Desk) -> Slot:
    """Return the verdict; where it is what stands in the way, it was said before all else."""
    told = verdict(desk.file, desk.say)
    short = f"summary.status.{desk.file.status.availability}"
    text = told.text
    if desk.say.has(short):
        text = desk.say.say(short, checked=checked(desk.file, desk.say))
    if any(gate.text == told.text for gate in desk.gates):
        text = desk.say.say("summary.rights.status_above", checked=checked(desk.file, desk.say))
    return Slot(name="rights.status", text=text, quotes=told.quotes, fields=(STATUS, "patent.numbers"))


def _term(desk: Desk) -> Slot:
    file, status = desk.file, desk.file.status
    basis, left = term_basis(file.record), remaining(file.record, status.as_of)
    quotes = file.line(basis.starts_on.isoformat()) if basis else ()
    if has_ended(file):
        return Slot(name="rights.term", text=desk.say.say("summary.rights.term_ended"))
    if status.last_day_in_force is None or left is None or not quotes:
        return Slot(name="rights.term", text=desk.say.say("summary.rights.term_unknown"))
    key = "term_nominal" if is_nominal(file.record) else "term"
    if status.availability is Availability.PENDING:
        key = "term_pending"
    text = desk.say.say(
        f"summary.rights.{key}",
        last=status.last_day_in_force,
        as_of=status.as_of,
        years=left.years,
        months=left.months,
    )
    return Slot(name="rights.term", text=text, quotes=quotes, fields=(TERM, STATUS))


def _territory(desk: Desk) -> Slot:
    code = desk.file.record.jurisdiction
    place = desk.say.say(f"summary.place.{code if code in _PLACES else 'other'}", code=code)
    numbers = [
        number
        for relative in desk.file.relatives
        for number in [getattr(relative.record, "publication_number", None)]
        if number
    ]
    key = "territory_with_relatives" if numbers else "territory"
    text = desk.say.say(f"summary.rights.{key}", place=place, numbers=desk.say.join(numbers))
    return Slot(name="rights.territory", text=text, fields=("patent.jurisdiction", "relatives.numbers"))


def _co_owners(desk: Desk) -> Slot:
    if desk.file.status.co_owned:
        text = desk.say.say("summary.rights.co_owned", owners=desk.owners())
        return owner_slot("rights.co_owners", text, desk)
    key = "one_owner" if desk.file.record.owners else "owners_unknown"
    return Slot(name="rights.co_owners", text=desk.say.say(f"summary.rights.{key}"))


def co_owners_rule(desk: Desk) -> tuple[Slot, ...]:
    """Return what the library's rules say of an exclusive licence by co-owners; nothing where there are none."""
    if not desk.file.status.co_owned:
        return ()
    name = "rights.co_owners.rule"
    found = desk.shelf.sentences("co_owned", desk.language) if _is_chinese(desk) else ()
    if not found:
        return (Slot(name=name, text=desk.say.say("summary.rights.co_owned_rule_unheld")),)
    on_exclusive = tuple(statement for statement in found if _EXCLUSIVE.search(statement.text))
    return (_rule(name, on_exclusive or found, desk),)


def _rule(name: str, found: tuple[DraftStatement, ...], desk: Desk) -> Slot:
    quotes = tuple(quote for statement in found for quote in statement.quotes)
    sentence = ("" if desk.language is Language.ZH else " ").join(quote.text for quote in quotes)
    return Slot(
        name=name, text=desk.say.say("summary.rights.co_owned_rule", sentence=sentence), quotes=quotes
    )


def _is_chinese(desk: Desk) -> bool:
    return desk.file.record.jurisdiction == "CN"


def _encumbrances(desk: Desk) -> Slot:
    as_of = desk.file.status.as_of
    events = sorted(
        (e for e in desk.file.record.events if e.kind in _ENCUMBERS and e.on <= as_of), key=lambda e: e.on
    )
    quotes = tuple(dict.fromkeys(quote for event in events for quote in _event_lines(desk, event)))
    if not quotes:
        return Slot(name="rights.encumbrances", text=desk.say.say("summary.rights.no_encumbrance"))
    if len(quotes) == 1 and any(gate.quote == quotes[0].text for gate in desk.gates):
        text = desk.say.say("summary.rights.encumbrance_above")
        return Slot(name="rights.encumbrances", text=text, quotes=quotes, fields=(EVENTS,))
    lines = desk.say.join([_PREFIX.sub("", quote.text) for quote in quotes])
    text = desk.say.say("summary.rights.encumbrance", lines=lines)
    return Slot(name="rights.encumbrances", text=text, quotes=quotes, fields=(EVENTS,))


def _event_lines(desk: Desk, event: LegalEvent) -> tuple[Quote, ...]:
    words = [local.text for local in event.statement if local.language is desk.language]
    return desk.file.event_line(event.on, *words[:1]) or desk.file.event_line(event.on)


def route_slot(desk: Desk) -> Slot:
    """Return how a licence is to be had, by the standing of the right, with the rule that says so where one is held."""
    availability = desk.file.status.availability
    key = "ended" if has_ended(desk.file) else str(availability)
    rules = desk.shelf.sentences(standing_word(desk.file.status), desk.language) if _is_chinese(desk) else ()
    quotes = tuple(quote for statement in rules[:1] for quote in statement.quotes)
    return Slot(
        name="licence.route", text=desk.say.say(f"summary.route.{key}"), quotes=quotes, fields=(STATUS,)
    )


def is_priced(desk: Desk) -> bool:
    offers = current_offers(desk.file.record, desk.file.status.as_of)
    return not has_ended(desk.file) and any(has_price(offer) for offer in offers)


def terms_slots(desk: Desk) -> Iterator[Slot]:
    """Yield the public terms, newest first, or that there are none; nothing is filled in."""
    if has_ended(desk.file):
        yield Slot(name="licence.terms", text=desk.say.say("summary.terms.not_shown"))
        return
    offers = newest_first(current_offers(desk.file.record, desk.file.status.as_of))
    stated = [offer for offer in offers if says_terms(offer)][:_MOST_OFFERS]
    for at, offer in enumerate(stated, start=1):
        line = offer_line(desk.file, offer, desk.say)
        text = desk.say.say("summary.terms.offer", text=line.text)
        yield Slot(name=f"licence.terms.{at}", text=text, quotes=line.quotes, fields=(OFFERS,))
    if not is_priced(desk):
        yield Slot(name="licence.terms", text=desk.say.say("summary.terms.none"))
