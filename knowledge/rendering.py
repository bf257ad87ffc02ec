"""Write a patent record out as a document whose lines can be quoted: every fact of the record stands in its text.

A record with internal terms becomes two documents: the public one without them, and an internal one with them only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from knowledge.claims import Claim, Paragraph, Translation
from knowledge.layout import TextBuilder
from knowledge.licences.offer_quotes import offer_quotes
from knowledge.numbers.patent_numbers import format_patent_number
from knowledge.protocols import ReadDocument
from knowledge.rendering_words import (
    EVENTS,
    FEE_MODELS,
    LABELS,
    LICENCE_TYPES,
    PATENT_TYPES,
    ROYALTY_BASES,
)
from knowledge.types import (
    Audience,
    EventKind,
    Kind,
    Language,
    LegalEvent,
    LocalText,
    Milestone,
    Money,
    Offer,
    PassageKind,
    PatentRecord,
    PatentType,
    Priority,
    text_in,
)

_LICENSEE = (EventKind.LICENCE_RECORDED, EventKind.LICENCE_CHANGED, EventKind.LICENCE_CANCELLED)
_PLEDGEE = (EventKind.PLEDGED, EventKind.PLEDGE_CHANGED, EventKind.PLEDGE_RELEASED)
_COLON = {Language.ZH: "：", Language.EN: ": "}
_STOP = {Language.ZH: "；", Language.EN: "; "}
_AND = {Language.ZH: "；", Language.EN: "; "}


def render_patent(
    record: PatentRecord,
    *,
    language: Language,
    claims: Sequence[Claim] = (),
    description: Sequence[Paragraph] = (),
    translation: Translation | None = None,
    extra: Sequence[tuple[str, str]] = (),
    member: str = "",
    synthetic: bool = False,
) -> tuple[ReadDocument, ...]:
    """Return the public document of a record, and after it the internal one where the record has internal terms.

    `language` is the document's own: the facts, claims and description come in it first. What the record words in
    the other language too follows in that language, so that both can be quoted. `extra` are further lines (label,
    value) of the source that the record has no field for.
    """
    public = replace(record, internal=None, offers=tuple(o for o in record.offers if not _is_internal(o)))
    hidden = tuple(offer for offer in record.offers if _is_internal(offer))
    builder = TextBuilder()
    other = Language.EN if language is Language.ZH else Language.ZH
    title = text_in(record.titles, language)
    public = replace(public, offers=_facts(builder, public, language))
    further = "\n".join(f"{label}{_COLON[language]}{value}" for label, value in extra)
    builder.section(further, PassageKind.BIBLIOGRAPHY, LABELS[language]["extra"], language)
    if any(local.language is other for local in record.titles):
        builder.gap()
        _facts(builder, public, other)
    for local in sorted(record.abstracts, key=lambda local: local.language is not language):
        builder.gap()
        _abstract(builder, local)
    _claims_and_description(builder, claims, description, language)
    if translation is not None:
        _claims_and_description(builder, translation.claims, translation.description, translation.language)
    document = ReadDocument(
        kind=Kind.PATENT,
        language=language,
        title=title,
        text=builder.text,
        sections=builder.sections,
        record=public,
        member=member,
        synthetic=synthetic,
    )
    if record.internal is None and not hidden:
        return (document,)
    return (document, _internal(replace(record, offers=hidden), language, member, synthetic))


def format_money(money: Money, language: Language) -> str:
    """Write an amount as a document of that language does: 30,000 元人民币, CNY 30,000."""
    amount = f"{money.amount.normalize():,f}" if money.amount else "0"
    if language is Language.EN:
        return f"{money.currency} {amount}"
    return f"{amount} 元人民币" if money.currency == "CNY" else f"{amount} {money.currency}"


def format_rate(rate: Decimal) -> str:
    """Write a fraction as a percentage without trailing zeros: 0.035 → 3.5%."""
    return f"{(rate * 100).normalize():f}%"


def event_line(event: LegalEvent, language: Language) -> str:
    """Write a register entry out as one line."""
    words, stop, colon = LABELS[language], _STOP[language], _COLON[language]
    named = EVENTS[event.kind][language]
    code = (
        "" if event.code is None else (f"（{event.code}）" if language is Language.ZH else f" ({event.code})")
    )
    parts = [f"{event.on.isoformat()} {named}{code}"]
    statement = _exact(event.statement, language)
    if event.kind is EventKind.OTHER:  # its words are all that it says
        statement = statement or text_in(event.statement, language)
    if statement:
        parts[0] += colon + statement
    if event.party is not None:
        parts.append(f"{words[_party_label(event.kind)]}{colon}{event.party.name(language)}")
    if event.licence_type is not None:
        parts.append(f"{words['licence_type']}{colon}{LICENCE_TYPES[event.licence_type][language]}")
    if event.until is not None:
        gap = "" if language is Language.ZH else " "
        parts.append(f"{words['until']}{gap}{event.until.isoformat()}")
    return f"{words['event']}{colon}{stop.join(parts)}"


def offer_lines(offer: Offer, language: Language) -> tuple[str, ...]:
    """Write licence terms out, one line per term that the source states."""
    return tuple(line for line, _, _ in _offer_parts(offer, language))


def _offer_parts(offer: Offer, language: Language) -> Iterator[tuple[str, str, int]]:
    """Yield each line, the name of its term, and where in the line the value begins."""
    colon, words = _COLON[language], LABELS[language]
    for name, value in offer_values(offer, language):
        lead, value = f"{words[name]}{colon}", value.strip()
        if value:
            yield f"{lead}{value}", name, len(lead)


def _is_internal(offer: Offer) -> bool:
    return offer.visibility is Audience.INTERNAL


def _facts(builder: TextBuilder, record: PatentRecord, language: Language) -> tuple[Offer, ...]:
    """Write the facts out; return the offers with the words that back their fields."""
    colon, words = _COLON[language], LABELS[language]
    lines = [f"{words[name]}{colon}{value}" for name, value in record_values(record, language) if value]
    builder.section("\n".join(lines), PassageKind.BIBLIOGRAPHY, words["bibliography"], language)
    for event in sorted(record.events, key=lambda event: event.on):
        label = f"{words['event']} {event.on.isoformat()}"
        builder.section(event_line(event, language), PassageKind.EVENT, label, language)
    return _offers(builder, record.offers, language)


def _offers(builder: TextBuilder, offers: Sequence[Offer], language: Language) -> tuple[Offer, ...]:
    words, quoted = LABELS[language], []
    for position, offer in enumerate(offers, start=1):
        label = words["offer"] if len(offers) == 1 else f"{words['offer']} {position}"
        parts = tuple(_offer_parts(offer, language))
        builder.section("\n".join(line for line, _, _ in parts), PassageKind.OFFER, label, language)
        start = builder.sections[-1].start if parts else 0
        quoted.append(replace(offer, quotes=offer_quotes(offer, parts, start)))
    return tuple(quoted)


def record_values(record: PatentRecord, language: Language) -> Iterator[tuple[str, str]]:
    design = record.patent_type is PatentType.DESIGN
    yield "title_design" if design else "title", text_in(record.titles, language)
    yield "publication_number", record.publication_number or ""
    yield "application_number", record.application_number or ""
    granted = record.grant_date is not None and record.jurisdiction == "CN"
    yield "patent_number", (granted and format_patent_number(record.application_number or "")) or ""
    yield "case_number", record.case_number or ""
    yield "jurisdiction", record.jurisdiction
    yield "patent_type", PATENT_TYPES[record.patent_type][language] if record.patent_type else ""
    owners = _AND[language].join(owner.name(language) for owner in record.owners)
    yield "owner" if record.grant_date else "applicant", owners
    yield "inventor", _AND[language].join(record.inventors)
    yield "ipc", "; ".join(record.ipc)
    yield "cpc", "; ".join(record.cpc)
    yield "locarno", record.locarno or ""
    yield "technical_field", text_in(record.technical_field, language)
    for name in ("filing_date", "priority_date", "publication_date", "grant_date"):
        yield name, _day(getattr(record, name))
    yield "annual_fee_paid_through", _day(record.annual_fee_paid_through)
    yield "register_checked_on", _day(record.register_checked_on)
    yield "trl", "" if record.trl is None else str(record.trl)
    yield "government_interest", record.government_interest or ""
    yield "family_id", record.family_id or ""
    yield "family_members", "; ".join(record.family_members)
    yield "priorities", "; ".join(_priority(one) for one in record.priorities)
    yield "term_starts_on", _day(record.term_starts_on)
    yield "term_adjustment_days", str(record.term_adjustment_days or "")
    yield "term_extended_until", _day(record.term_extended_until)
    if record.terminal_disclaimer is not None:
        yield "terminal_disclaimer", _told(record.terminal_disclaimer, language)


def _priority(priority: Priority) -> str:
    return " ".join(filter(None, (priority.country, priority.number, _day(priority.on))))


def _told(value: bool, language: Language) -> str:
    return {Language.ZH: "有" if value else "无", Language.EN: "yes" if value else "no"}[language]


def offer_values(offer: Offer, language: Language) -> Iterator[tuple[str, str]]:
    yield "licence_type", LICENCE_TYPES[offer.licence_type][language] if offer.licence_type else ""
    yield "fee_model", FEE_MODELS[offer.fee_model][language] if offer.fee_model else ""
    yield "fee", text_in(offer.statement, language)
    for name in ("upfront_fee", "periodic_fee", "deferred_fee"):
        money: Money | None = getattr(offer, name)
        yield name, format_money(money, language) if money else ""
    yield "free_months", _months(offer.free_months, language)
    yield "trigger_sales", format_money(offer.trigger_sales, language) if offer.trigger_sales else ""
    yield "royalty", _royalty(offer, language)
    yield "unit_fee", format_money(offer.unit_fee, language) if offer.unit_fee else ""
    yield "term_end", _day(offer.term_end)
    yield "territory", text_in(offer.territory, language)
    yield "field_of_use", text_in(offer.field_of_use, language)
    yield "sublicensing", _allowed(offer.sublicensing, language)
    yield "declared_on", _day(offer.declared_on)
    yield "withdrawn_on", _day(offer.withdrawn_on)
    yield "contact", text_in(offer.contact, language)
    yield from _further_offer_values(offer, language)


def _further_offer_values(offer: Offer, language: Language) -> Iterator[tuple[str, str]]:
    yield "patent_ids", "; ".join(offer.patent_ids)
    yield "licensors", _AND[language].join(licensor.name(language) for licensor in offer.licensors)
    yield "licence_statement", text_in(offer.licence_statement, language)
    yield "declaration_number", offer.declaration_number or ""
    yield "minimum_annual", format_money(offer.minimum_annual, language) if offer.minimum_annual else ""
    for milestone in offer.milestones:
        yield "milestone", _milestone(milestone, language)
    yield "trigger", text_in(offer.trigger, language)
    yield "term_start", _day(offer.term_start)
    yield "term_months", "" if offer.term_months is None else str(offer.term_months)
    for name in ("term", "sublicensing_terms", "improvements", "know_how", "maintenance", "confidentiality"):
        yield name, text_in(getattr(offer, name), language)
    yield "offer_source", offer.source or ""
    yield "offer_as_of", _day(offer.as_of)


def _milestone(milestone: Milestone, language: Language) -> str:
    statement = text_in(milestone.statement, language)
    if milestone.payment is None:
        return statement
    payment = format_money(milestone.payment, language)
    return statement if payment in statement else f"{statement}{_STOP[language]}{payment}"


def _royalty(offer: Offer, language: Language) -> str:
    if offer.royalty_rate is None:
        return ""
    rate = format_rate(offer.royalty_rate)
    if offer.royalty_base is None:
        return rate
    base = ROYALTY_BASES[offer.royalty_base][language]
    if language is Language.ZH:
        return f"{base}的 {rate}"
    return f"{rate} of {base}"


def _months(months: int | None, language: Language) -> str:
    if months is None:
        return ""
    return f"自交付起 {months} 个月" if language is Language.ZH else f"{months} months from delivery"


def _allowed(value: bool | None, language: Language) -> str:
    if value is None:
        return ""
    if language is Language.ZH:
        return "允许" if value else "不允许"
    return "allowed" if value else "not allowed"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _exact(texts: tuple[LocalText, ...], language: Language) -> str:
    return next((local.text for local in texts if local.language is language), "")


def _party_label(kind: EventKind) -> str:
    if kind in _LICENSEE:
        return "party_licensee"
    if kind in _PLEDGEE:
        return "party_pledgee"
    return "party_owner" if kind is EventKind.TRANSFERRED else "party"


def _abstract(builder: TextBuilder, local: LocalText) -> None:
    label = LABELS[local.language]["abstract"]
    builder.line(label)
    builder.section(local.text, PassageKind.ABSTRACT, label, local.language)


def _claims_and_description(
    builder: TextBuilder, claims: Sequence[Claim], description: Sequence[Paragraph], language: Language
) -> None:
    words = LABELS[language]
    if claims:
        builder.gap()
        builder.line(words["claims"])
    for claim in claims:
        label = f"权利要求{claim.number}" if language is Language.ZH else f"claim {claim.number}"
        builder.section(
            claim.text, PassageKind.CLAIM, label, language, number=claim.number, depends_on=claim.depends_on
        )
    if description:
        builder.gap()
        builder.line(words["description"])
    _description(builder, description, language)


def _description(builder: TextBuilder, description: Sequence[Paragraph], language: Language) -> None:
    heading: str | None = None
    for paragraph in description:
        if paragraph.heading and paragraph.heading != heading:
            builder.line(paragraph.heading)
        heading = paragraph.heading or heading
        label = f"[{paragraph.number}]" if paragraph.number else heading or LABELS[language]["description"]
        text = f"[{paragraph.number}] {paragraph.text}" if paragraph.number else paragraph.text
        builder.section(
            text,
            PassageKind.PARAGRAPH,
            label,
            language,
            number=paragraph.number,
            headings=(heading,) if heading else (),
        )


def _internal(record: PatentRecord, language: Language, member: str, synthetic: bool) -> ReadDocument:
    words, colon = LABELS[language], _COLON[language]
    title = f"{words['internal']}{colon}{text_in(record.titles, language)}"
    builder = TextBuilder()
    numbers = (record.case_number, record.publication_number, record.application_number)
    lines = [f"{title}{_brackets(', '.join(filter(None, numbers)), language)}"]
    if record.internal is not None and record.internal.fee_floor is not None:
        lines.append(f"{words['fee_floor']}{colon}{format_money(record.internal.fee_floor, language)}")
    if record.internal is not None and record.internal.note:
        lines.append(f"{words['note']}{colon}{record.internal.note}")
    builder.section("\n".join(lines), PassageKind.OFFER, words["internal"], language)
    record = replace(record, offers=_offers(builder, record.offers, language))
    return ReadDocument(
        kind=Kind.PATENT,
        language=language,
        title=title,
        text=builder.text,
        sections=builder.sections,
        record=record,
        member=f"{member}#internal" if member else "#internal",
        audience=Audience.INTERNAL,
        synthetic=synthetic,
    )


def _brackets(text: str, language: Language) -> str:
    if not text:
        return ""
    return f"（{text}）" if language is Language.ZH else f" ({text})"
