"""What a patent's record says of what a question asks beside its standing: register entries, fees, maturity, sublicences.

And what it says against the question: a licence of a type that is not on offer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from assistant.composing.patent_file import PatentFile
from assistant.phrases import Phrases, phrases
from assistant.types import DraftStatement, Facet, Plan, Quote
from assistant.understanding import lexicon
from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.licence_terms import current_offers, open_licence
from knowledge.rights.standing import AVAILABLE, ENDED, Availability
from knowledge.types import TO_ONE_ALONE, EventKind, LegalEvent, LicenceType, Offer, text_in

_FLAGS = re.IGNORECASE
K = EventKind
_ASKED: tuple[tuple[re.Pattern[str], frozenset[EventKind]], ...] = (
    (
        lazy_pattern(r"备案|早先|先前|已经许可|许可过|\brecord(?:ed|al|ation)\b|\balready licen[cs]ed|\bprior licen", _FLAGS),
        frozenset({K.LICENCE_RECORDED, K.LICENCE_CHANGED, K.LICENCE_CANCELLED}),
    ),
    (
        lazy_pattern(r"归谁|谁的|转移|转让|过户|易主|原来.{0,6}(?:权利人|谁)|\btransfer|\bassign|\bprevious owner|\bsold\b|\bwho owns|\bown(?:s|ed)\b", _FLAGS),
        frozenset({K.TRANSFERRED}),
    ),
    (lazy_pattern(r"质押|出质|抵押|押[给着在]|还押|解押|\bpledg", _FLAGS), frozenset({K.PLEDGED, K.PLEDGE_CHANGED, K.PLEDGE_RELEASED})),
    (lazy_pattern(r"保全|查封|冻结|\bpreserv(?:ed|ation)|\bfrozen\b|\bseiz", _FLAGS), frozenset({K.PRESERVED, K.PRESERVATION_LIFTED})),
    (lazy_pattern(r"无效|\binvalid|\brevoked\b", _FLAGS), frozenset({K.INVALIDATED, K.PARTLY_INVALIDATED})),
    (
        lazy_pattern(r"恢复|终止过|\brestor|\breinstat|\brevived\b", _FLAGS),
        frozenset({K.RESTORED, K.LAPSED_UNPAID_FEE, K.ABANDONED, K.ENDED}),
    ),
    (
        lazy_pattern(r"年费|维持费|缴费|欠费|\bannual fees?\b|\bannuit|\bmaintenance fees?\b|\brenewal fees?\b|\bpaid up\b|\barrears\b", _FLAGS),
        frozenset({K.FEE_UNPAID, K.RESTORED}),
    ),
    (lazy_pattern(r"撤回|驳回|\bwithdr|\brefus|\brejected\b", _FLAGS), frozenset({K.WITHDRAWN, K.REFUSED, K.OPEN_LICENCE_WITHDRAWN})),
)  # fmt: skip
_RESTORATION = _ASKED[5][1]
_FEES = _ASKED[6][0]
_MATURITY = lazy_pattern(r"成熟度|TRL|成熟吗|\breadiness\b|\bhow mature\b|\bmaturity\b", _FLAGS)
_SUBLICENCE = lazy_pattern(
    r"分许可|再许可|转许可|转授权|转给|给(?:我们的)?(?:子公司|下游|代工|客户|供应商)|(?:子公司|代工厂?)[^，,。；;]{0,8}用"
    r"|\bsub-?licen|\bsubsidiar|\bpass (?:it|this|the licen[cs]e|the technology) on\b|\b(?:suppliers?|contractors?|contract manufacturers?)\b.{0,16}\b(?:use|make)\b",
    _FLAGS,
)
_OTHERS = lazy_pattern(
    r"隔壁|别家|邻居|别的(?:厂|公司|企业|人|单位)|别人|其他(?:企业|公司|人|厂|单位)|竞争|对手|同行|大家都|谁都|\b(?:competitors?|rivals?|(?:any|some|every)(?:one|body) else|other (?:firms?|compan(?:y|ies)|licensees?|people)|others)\b",
    _FLAGS,
)
_CONTACT = lazy_pattern(
    r"找谁|联系谁|跟谁|和谁|向谁|联系(?:人|方式|电话)|怎么联系|电话|\bwhom?\b.{0,16}\b(?:we|i)\b.{0,8}\b(?:call|contact|talk|speak|write|ask|turn|phone|reach)\b|\bcontact (?:person|details?|address|for)\b|\bwhom? to (?:call|contact|ask)\b",
    _FLAGS,
)
_TYPES: dict[LicenceType, re.Pattern[str]] = {
    LicenceType.EXCLUSIVE: lazy_pattern(r"(?<!非)独占|独家|[只就]给(?:我|我们|咱|咱们)(?:一家|用|$|[,，。?？吗])|(?<!non-)(?<!non)(?<!non )\bexclusiv", _FLAGS),
    LicenceType.SOLE: lazy_pattern(r"排他|\bsole\b(?:ly)? ?(?:licen|fee|terms|basis|rights?|\?|$)", _FLAGS),
    LicenceType.NON_EXCLUSIVE: lazy_pattern(r"普通(?:实施)?许可|普通的|非独占|\bnon-?exclusiv|\bordinary licen", _FLAGS),
}  # fmt: skip
_OF_BEFORE = lazy_pattern(
    r"备案|早先|先前|到哪天|到什么时候|到何时|被许可人|谁在|期内|(?<!要)不要|(?<!是)不是|无需|不用|\brecorded\b|\buntil when\b|\bwho holds\b|\bnot exclusive|\brun(?:s|ning)? until",
    _FLAGS,
)
_PREFIX = lazy_pattern(r"^(?:法律事件|Legal event)\s*[:：]\s*", _FLAGS)


def recorded(file: PatentFile, plan: Plan) -> tuple[DraftStatement, ...]:
    """Return what the record says of what the question asks, each with its line; that it says nothing, where it does not."""
    say = phrases(plan.language)
    return (
        *_entries(file, plan, say),
        *_paid_through(file, plan, say),
        *_maturity(file, plan, say),
        *_sublicences(file, plan, say),
        *_others(file, plan, say),
        *_contacts(file, plan, say),
    )


def licence_types(file: PatentFile, plan: Plan) -> tuple[DraftStatement, ...]:
    """Say that a licence of the type asked for is not on offer, and which one is; nothing where it is, or no type is asked for."""
    if file.status.availability in ENDED or _OF_BEFORE.search(plan.text):
        return ()
    say = phrases(plan.language)
    asked = [kind for kind, pattern in _TYPES.items() if pattern.search(plan.text)]
    offers = [offer for offer in current_offers(file.record, file.status.as_of) if offer.licence_type]
    standing = open_licence(file.record, file.status.as_of)
    given = {offer.licence_type for offer in offers} | ({LicenceType.OPEN} if standing.open else set())
    if LicenceType.OPEN in given:
        given.add(LicenceType.NON_EXCLUSIVE)
    wrong = [kind for kind in asked if kind not in given]
    if not wrong or not given or file.status.availability is Availability.RESTRICTED_EXCLUSIVE:
        return ()
    text = say.say(
        "premise.other_licence_type",
        asked=say.join([say.say(f"licence.{kind}") for kind in wrong]),
        offered=say.join([say.say(f"licence.{kind}") for kind in _named(offers, open_=standing.open)]),
    )
    quotes = tuple(dict.fromkeys(q for offer in offers for q in file.offer_lines(offer)))
    return (DraftStatement(text=text, quotes=quotes, computed=True, premise=True),)


def asks_beside_an_open_licence(file: PatentFile, plan: Plan) -> bool:
    """Say whether an exclusive or sole licence is asked for while an open licence is declared."""
    asked = any(_TYPES[kind].search(plan.text) for kind in TO_ONE_ALONE)
    return asked and file.record.jurisdiction == "CN" and open_licence(file.record, file.status.as_of).open


def _named(offers: list[Offer], *, open_: bool) -> tuple[LicenceType, ...]:
    kinds = [offer.licence_type for offer in offers if offer.licence_type]
    return tuple(dict.fromkeys((*kinds, *((LicenceType.OPEN,) if open_ else ()))))


def _entries(file: PatentFile, plan: Plan, say: Phrases) -> Iterator[DraftStatement]:
    """Give the register entries of the kinds asked for, up to the day, in the register's words.

    That a right was invalidated in part, or had ended and was restored, is told unasked.
    """
    kinds = _kinds_asked(plan.text)
    if not kinds and plan.follow_up and Facet.WHEN in plan.facets:
        kinds = _kinds_asked(plan.topic)  # "since when?" asks of what was told before
    if Facet.OWNER in plan.facets:
        kinds.add(K.TRANSFERRED)
    kinds.add(K.PARTLY_INVALIDATED)
    if any(event.kind is K.RESTORED and event.on <= file.status.as_of for event in file.record.events):
        kinds |= _RESTORATION
    if file.status.availability is Availability.RESTRICTED_PRESERVATION_OR_DISPUTE:
        kinds.add(K.PRESERVED)
    for event in entries_of(file, kinds):
        quotes = _line(file, event)
        for quote in quotes:
            line = _PREFIX.sub("", quote.text)
            yield DraftStatement(text=say.say("record.entry", line=line), quotes=(quote,), bullet=True)
        until = event.until
        if quotes and event.kind is K.LICENCE_RECORDED and until and until < file.status.as_of:
            text = say.say("record.licence_over", until=until, as_of=file.status.as_of)
            yield DraftStatement(text=text, quotes=quotes, computed=True, bullet=True)


def entries_of(file: PatentFile, kinds: Set[EventKind]) -> tuple[LegalEvent, ...]:
    """Return the register entries of some kinds up to the day, the first one first."""
    entries = (e for e in file.record.events if e.kind in kinds and e.on <= file.status.as_of)
    return tuple(sorted(entries, key=lambda event: event.on))


def entries_cell(file: PatentFile, kinds: Set[EventKind], say: Phrases) -> DraftStatement:
    """Return the entries of some kinds in the register's words, as a cell."""
    quotes = tuple(quote for event in entries_of(file, kinds) for quote in _line(file, event)[:1])
    lines = [_PREFIX.sub("", quote.text) for quote in quotes]
    return DraftStatement(text=say.say("listing.entry_separator").join(lines), quotes=quotes)


def _kinds_asked(text: str) -> set[EventKind]:
    kinds = {kind for pattern, found in _ASKED if pattern.search(text) for kind in found}
    return kinds | ({K.TRANSFERRED} if lexicon.FACETS[Facet.OWNER].search(text) else set())


def _line(file: PatentFile, event: LegalEvent) -> tuple[Quote, ...]:
    words = [local.text for local in event.statement if local.language is file.language]
    return file.event_line(event.on, *words[:1]) or file.event_line(event.on)


def _paid_through(file: PatentFile, plan: Plan, say: Phrases) -> Iterator[DraftStatement]:
    if not _FEES.search(plan.text) or file.status.availability in ENDED:
        return
    paid = file.record.annual_fee_paid_through
    if paid is None:
        yield DraftStatement(text=say.say("record.fees_unstated"))
        return
    quotes = file.line(paid.isoformat(), say.say("record.fees_line")) or file.line(paid.isoformat())
    yield DraftStatement(text=say.say("record.fees_paid", on=paid), quotes=quotes, computed=True)


def _maturity(file: PatentFile, plan: Plan, say: Phrases) -> Iterator[DraftStatement]:
    if not _MATURITY.search(plan.text):
        return
    if file.record.trl is None:
        yield DraftStatement(text=say.say("record.trl_unstated"))
        return
    yield DraftStatement(
        text=say.say("record.trl", trl=file.record.trl), quotes=file.line("TRL"), computed=True
    )


def _sublicences(file: PatentFile, plan: Plan, say: Phrases) -> Iterator[DraftStatement]:
    if not _SUBLICENCE.search(plan.text) or file.status.availability in ENDED:
        return
    offers = current_offers(file.record, file.status.as_of)
    told = {offer.sublicensing for offer in offers}
    if told - {None}:
        for offer in offers:
            if offer.sublicensing is not None:
                key = "record.sublicence_allowed" if offer.sublicensing else "record.sublicence_barred"
                quotes = _sublicence_lines(file)
                yield DraftStatement(
                    text=say.say(key), quotes=quotes or file.offer_lines(offer), computed=True
                )
        return
    yield DraftStatement(text=say.say("record.sublicence_unstated"))


def _others(file: PatentFile, plan: Plan, say: Phrases) -> Iterator[DraftStatement]:
    """Say whether others may use what is on offer as well, by the type of each licence."""
    if not _OTHERS.search(plan.text) or file.status.availability not in AVAILABLE:
        return
    for offer in current_offers(file.record, file.status.as_of):
        if offer.licence_type in TO_ONE_ALONE:
            key = f"record.others_{offer.licence_type}"
        elif offer.licence_type in (LicenceType.OPEN, LicenceType.NON_EXCLUSIVE):
            key = "record.others_let_in"
        else:
            continue
        text = say.say(key, type=say.say(f"licence.{offer.licence_type}"))
        yield DraftStatement(text=text, quotes=file.offer_lines(offer), computed=True)


def _contacts(file: PatentFile, plan: Plan, say: Phrases) -> Iterator[DraftStatement]:
    if not _CONTACT.search(plan.text) or file.status.availability in ENDED:
        return
    told: set[str] = set()
    for offer in current_offers(file.record, file.status.as_of):
        contact = text_in(offer.contact, say.language)
        if contact and contact not in told:
            told.add(contact)
            text = say.say("record.contact", contact=contact)
            yield DraftStatement(text=text, quotes=file.offer_lines(offer), computed=True)


def _sublicence_lines(file: PatentFile) -> tuple[Quote, ...]:
    return file.line("分许可") or file.line("Sublicensing")
