"""What to say of one patent: its file in; identity, verdict, dates, terms and the rules behind them out."""

from __future__ import annotations

from assistant.composing.legal_basis import LawShelf
from assistant.composing.patent_file import PatentFile, standing_word
from assistant.composing.recorded import asks_beside_an_open_licence, licence_types, recorded
from assistant.phrases import Phrases, phrases
from assistant.types import DraftStatement, Facet, Intent, Plan, Quote
from assistant.understanding import lexicon
from assistant.understanding.places_asked import CHINA
from knowledge.licences.licence_terms import current_offers, newest_first, withdrawal_of, withdrawn_offers
from knowledge.rights.legal_status import Availability
from knowledge.rights.patent_term import is_nominal, term_basis
from knowledge.rights.standing import ENDED
from knowledge.types import (
    FeeModel,
    Language,
    LegalEvent,
    LicenceType,
    Offer,
    PatentRecord,
    PatentType,
    text_in,
)

_BOUND = frozenset(
    {
        Availability.RESTRICTED_EXCLUSIVE,
        Availability.RESTRICTED_SOLE,
        Availability.RESTRICTED_PLEDGE,
        Availability.RESTRICTED_PRESERVATION_OR_DISPUTE,
        Availability.LATE_FEE,
        Availability.PENDING,
    }
)


def card(
    file: PatentFile, plan: Plan, shelf: LawShelf, *, with_rules: bool = True
) -> tuple[DraftStatement, ...]:
    """Return the statements on one patent that the plan asks for, the verdict on top."""
    say = phrases(plan.language)
    parts: list[DraftStatement] = [
        identity(file, say),
        *premise(file, plan, say),
        *licence_types(file, plan),
        *declaring(file, plan, say),
        verdict(file, say),
    ]
    ended = has_ended(file)
    parts += recorded(file, plan)
    if not ended:
        parts += offers(file, say)
        parts += term(file, say)
        parts += internal(file, plan, say)
    elif Facet.TERM in plan.facets:
        parts += term(file, say)
    parts += caveats(file, plan, say)
    if with_rules:
        for situation in situations(file, plan):
            parts += shelf.sentences(situation, plan.language)
    parts += next_step(file, say)
    return tuple(parts)


def has_ended(file: PatentFile) -> bool:
    """Say whether nothing of the right is left to be licensed."""
    return file.status.availability in ENDED


def identity(file: PatentFile, say: Phrases) -> DraftStatement:
    """Name the patent: title, numbers, owners."""
    record = file.record
    owners = say.join(file.owners(say.language)) or say.say("unknown_owner")
    needles = (file.title(say.language), record.publication_number or "", *file.owners(say.language))
    reference = f" / {record.case_number}" if record.case_number else ""
    text = say.say(
        "patent.identity", title=file.title(say.language), number=f"{file.number}{reference}", owners=owners
    )
    return DraftStatement(text=text, quotes=file.stretch(*needles), computed=True, heading=True)


def premise(file: PatentFile, plan: Plan, say: Phrases) -> tuple[DraftStatement, ...]:
    """Correct a question that takes an ended or bound right for a free one."""
    ended = has_ended(file)
    bound = ended or file.status.availability in _BOUND
    if (Facet.ASSERTS in plan.facets and bound) or (Facet.TERM in plan.facets and ended):
        return (DraftStatement(text=say.say("premise.not_so"), premise=True),)
    return ()


def _asks_to_declare(plan: Plan) -> bool:
    """Say whether a question is about filing a declaration, and does not look for patents that are under one."""
    return plan.intent is not Intent.TECHNOLOGY_SEARCH and bool(lexicon.DECLARING.search(plan.text))


def declaring(file: PatentFile, plan: Plan, say: Phrases) -> tuple[DraftStatement, ...]:
    """Say whether an open licence declaration can be filed for it now (Implementing Regulations 2023, art. 86)."""
    if file.record.jurisdiction != "CN" or not _asks_to_declare(plan):
        return ()
    availability = file.status.availability
    barred = availability in ENDED or availability in _BOUND or availability is Availability.UNKNOWN
    key = f"open_licence.barred.{standing_word(file.status)}" if barred else "open_licence.possible"
    quotes = tuple(q for event in file.status.events for q in file.event_line(event.on)) or file.line(
        file.number
    )
    values = {
        "until": file.status.until or say.say("no_end_stated"),
        "on": file.status.since or say.say("unknown_date"),
    }
    return (DraftStatement(text=say.say(key, **values), quotes=tuple(dict.fromkeys(quotes)), computed=True),)


def verdict(file: PatentFile, say: Phrases) -> DraftStatement:
    """Say whether it can be licensed, by which event, as of when."""
    status = file.status
    events = tuple(e for e in status.events)
    last = events[-1] if events else None
    key = f"availability.{standing_word(status)}"
    if status.availability is Availability.UNKNOWN and status.stale:
        key = "availability.stale" if file.checked_on else "availability.unchecked"
    elif status.availability is Availability.UNKNOWN and "verify_maintenance_fee" in status.caveats:
        key = "availability.verify_maintenance_fee"
    if key == "availability.lapsed" and file.record.jurisdiction != "CN":
        key = "availability.lapsed_abroad"
    if _by_its_term_alone(file):
        key = "availability.ahead"
    values = {
        "as_of": status.as_of,
        "on": status.since or (last.on if last else say.say("unknown_date")),
        "until": status.until or say.say("no_end_stated"),
        "party": _party(last, say),
        "checked": checked(file, say),
    }
    text = say.say(key, **values)
    quotes = tuple(q for event in events for q in file.event_line(event.on)) or file.line(file.number)
    return DraftStatement(text=text, quotes=tuple(dict.fromkeys(quotes)), computed=True)


def _by_its_term_alone(file: PatentFile) -> bool:
    """Say whether of a day that has not come nothing is known of a right but that its term still runs."""
    status = file.status
    told = status.events or status.availability not in (Availability.UNKNOWN, Availability.LATE_FEE)
    last = status.last_day_in_force
    return file.ahead and not told and last is not None and last >= status.as_of


def checked(file: PatentFile, say: Phrases) -> str:
    """Say when the register was looked at; where that was after the day asked about, that it was read back to that day."""
    if file.checked_on is None:
        return say.say("unknown_date")
    if file.checked_on > file.status.as_of:
        return say.say("availability.checked_later", checked=file.checked_on, as_of=file.status.as_of)
    return say.show(file.checked_on)


def _party(event: LegalEvent | None, say: Phrases) -> str:
    return event.party.name(say.language) if event and event.party else say.say("unnamed_party")


def term(file: PatentFile, say: Phrases) -> tuple[DraftStatement, ...]:
    """State the term as a calculation from the filing date."""
    status, record, basis = file.status, file.record, term_basis(file.record)
    if not (status.last_day_in_force and status.expiry_termination_date and basis):
        return ()
    office = record.jurisdiction.lower()
    key = f"term.{office}" if say.has(f"term.{office}") else "term.other"
    text = say.say(
        key,
        start=say.say(f"term.{basis.start}", on=basis.starts_on),
        years=basis.years,
        type=say.say(f"type.{record.patent_type}") if record.patent_type else "",
        adjusted=_adjusted(record, say),
        last_day=status.last_day_in_force,
        expiry=status.expiry_termination_date,
        verify=say.say(f"term.verify_{office}") if is_nominal(record) and office == "us" else "",
    )
    quotes = file.line(basis.starts_on.isoformat())
    return (DraftStatement(text=text, quotes=quotes, computed=True),)


def _adjusted(record: PatentRecord, say: Phrases) -> str:
    """Say what lengthened the term, where the record holds it."""
    days, until = record.term_adjustment_days, record.term_extended_until
    adjusted = say.say("term.adjusted", days=days) if days else ""
    return adjusted + (say.say("term.extended", until=until) if until else "")


def offers(file: PatentFile, say: Phrases) -> tuple[DraftStatement, ...]:
    """State the public offers in force, those withdrawn as history, or that there is none."""
    current = newest_first(current_offers(file.record, file.status.as_of))
    stated = [offer_line(file, offer, say) for offer in current if says_terms(offer)]
    for offer in withdrawn_offers(file.record, file.status.as_of):
        text = say.say(
            "offer.withdrawn",
            on=withdrawal_of(file.record, offer, file.status.as_of) or "",
            fee=text_in(offer.statement, say.language),
        )
        stated.append(DraftStatement(text=text, quotes=file.offer_lines(offer), computed=True))
    if not any(has_price(offer) for offer in current):
        stated.append(DraftStatement(text=say.say("offer.none")))
    return tuple(stated)


def says_terms(offer: Offer) -> bool:
    """Say whether an offer states more than that the patent can be licensed."""
    return bool(
        offer.statement
        or offer.licence_type
        or offer.licence_statement
        or offer.term_end
        or offer.territory
        or offer.field_of_use
    )


def has_price(offer: Offer) -> bool:
    """Say whether an offer states what it costs."""
    if offer.fee_model is None:  # a range or tiers: stated, though not as one amount
        return any(char.isdigit() for local in offer.statement for char in local.text)
    return offer.fee_model not in (FeeModel.NEGOTIABLE, FeeModel.EQUITY) and bool(offer.statement)


def offer_line(file: PatentFile, offer: Offer, say: Phrases) -> DraftStatement:
    """State one offer in a line: type, fee, end, territory, and what else it states."""
    pieces = [*stated_terms(offer, say)]
    if offer.declared_on:
        pieces.append(say.say("offer.declared", on=offer.declared_on))
    if offer.term_end:
        pieces.append(say.say("offer.term_end", on=offer.term_end))
    if offer.territory:
        pieces.append(say.say("offer.territory", where=text_in(offer.territory, say.language)))
    if offer.field_of_use:
        pieces.append(say.say("offer.field", field=text_in(offer.field_of_use, say.language)))
    text = say.say("offer.line", terms=say.say("separator").join(p for p in pieces if p))
    return DraftStatement(text=text, quotes=file.offer_lines(offer), bullet=True)


def stated_terms(offer: Offer, say: Phrases) -> tuple[str, str]:
    """Return the licence type, where the fee statement does not name it itself, and the statement."""
    name = licence_name(offer.licence_type, say) or text_in(offer.licence_statement, say.language)
    statement = text_in(offer.statement, say.language)
    return ("" if statement.casefold().startswith(name.casefold()) else name, statement)


def licence_name(kind: LicenceType | None, say: Phrases) -> str:
    return say.say(f"licence.{kind}") if kind else ""


def internal(file: PatentFile, plan: Plan, say: Phrases) -> tuple[DraftStatement, ...]:
    """For officers who ask: the internal floor, marked as internal, or that there is none; never where a text for an enterprise is drafted."""
    floor = file.internal.fee_floor if file.internal else None
    if Facet.INTERNAL not in plan.facets or plan.intent is Intent.DRAFTING:
        return ()
    if floor is None:
        return (DraftStatement(text=say.say("internal.no_floor")),)
    quotes = file.internal_line(f"{floor.amount:,}") or file.internal_line(str(floor.amount))
    return (
        DraftStatement(text=say.say("internal.floor", amount=floor), quotes=quotes),
        DraftStatement(text=say.say("internal.rule")),
    )


def caveats(file: PatentFile, plan: Plan, say: Phrases) -> tuple[DraftStatement, ...]:
    """State what else a licensee must know: co-owners, public funding, territory, instructions found in the text."""
    found: list[DraftStatement] = []
    if file.status.co_owned:
        owners = say.join(file.owners(say.language))
        found.append(
            DraftStatement(
                text=say.say("caveat.co_owned", owners=owners), quotes=file.owner_lines(), computed=True
            )
        )
    if "partly_invalidated" in file.status.caveats:
        found.append(
            DraftStatement(
                text=say.say("caveat.partly_invalidated"), quotes=file.line(file.number), computed=True
            )
        )
    for notice, quotes in file.intended:
        party = notice.licensee.name(say.language) if notice.licensee else say.say("unnamed_party")
        on = notice.published_on or say.say("unknown_date")
        text = say.say("caveat.intended_licence", party=party, on=on)
        found.append(DraftStatement(text=text, quotes=quotes, computed=True))
    if file.record.government_interest:
        quotes = file.line(file.record.government_interest)
        found.append(
            DraftStatement(
                text=say.say("caveat.government_interest", statement=file.record.government_interest),
                quotes=quotes,
            )
        )
    if lexicon.FOREIGN.search(plan.text) and file.record.jurisdiction == "CN":
        key = "caveat.territory_family" if file.relatives else "caveat.territory"
        found.append(DraftStatement(text=say.say(key)))
    if CHINA.search(plan.text) and file.record.jurisdiction not in ("CN", "WO") and not file.relatives:
        text = say.say("caveat.not_in_china", where=file.record.jurisdiction)
        found.append(DraftStatement(text=text, quotes=file.line(file.number), computed=True))
    if file.carries_instructions():
        found.append(DraftStatement(text=say.say("caveat.instructions")))
    return tuple(found)


def situations(file: PatentFile, plan: Plan) -> tuple[str, ...]:
    """Name the situations of this right whose rules the asker should see, most binding first."""
    status = file.status
    chinese = file.record.jurisdiction == "CN"
    found: list[str] = [standing_word(status)] if chinese else []
    if status.co_owned:
        found.append("co_owned")
    if asks_beside_an_open_licence(file, plan):
        found.insert(0, "open_licence_excludes")
    if "open_licence_withdrawn" in status.caveats:
        found.append("open_licence_withdrawn")
    if file.record.government_interest:
        found.append("government_interest")
    reported = file.record.patent_type in (PatentType.UTILITY_MODEL, PatentType.DESIGN)
    if _asks_to_declare(plan) and file.record.jurisdiction == "CN":
        found.append("design_report" if reported else "declaration")
    if Facet.TERM in plan.facets and file.record.jurisdiction == "CN":
        found.append("term_design" if file.record.patent_type is PatentType.DESIGN else "term")
    if Facet.INTERNAL in plan.facets and file.internal and plan.intent is not Intent.DRAFTING:
        found.append("price_by_agreement")
    return tuple(dict.fromkeys(found))


def next_step(file: PatentFile, say: Phrases) -> tuple[DraftStatement, ...]:
    """Say whom to ask, where something is left open."""
    availability = file.status.availability
    priced = any(has_price(offer) for offer in current_offers(file.record, file.status.as_of))
    if availability is Availability.LICENSABLE_OPEN:
        return (DraftStatement(text=say.say("next.open", checked=checked(file, say)), computed=True),)
    if availability in ENDED:
        return (DraftStatement(text=say.say("next.ended")),)
    owners = say.join(file.owners(say.language)) or say.say("unknown_owner")
    key = "next.restricted" if str(availability).startswith("restricted") else "next.ask"
    if priced and availability is Availability.LICENSABLE_ASK:
        key = "next.priced"
    return (DraftStatement(text=say.say(key, owners=owners), quotes=file.owner_lines(), computed=True),)


def quotes_of(statements: tuple[DraftStatement, ...]) -> tuple[Quote, ...]:
    """Return all quotes of some statements, each once."""
    return tuple(dict.fromkeys(q for statement in statements for q in statement.quotes))


__all__ = [
    "Language",
    "card",
    "identity",
    "licence_name",
    "offer_line",
    "offers",
    "quotes_of",
    "situations",
    "stated_terms",
    "term",
    "verdict",
]
