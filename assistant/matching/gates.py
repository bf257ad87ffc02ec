"""Gates: what stands in the way of a licence, whatever the score is. A patent's file and a need's terms in; gates out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.composing.patent_card import licence_name, verdict
from assistant.composing.patent_file import PatentFile
from assistant.matching.territories import country_name
from assistant.matching.types import EnteredLicence, Gate, GateKind, Terms
from assistant.phrases import Phrases
from assistant.types import Quote
from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.licence_terms import current_offers
from knowledge.rights.standing import Availability
from knowledge.types import LicenceType, Passage

_OF_STANDING = {
    Availability.LAPSED: (GateKind.NOT_IN_FORCE, True),
    Availability.EXPIRED: (GateKind.NOT_IN_FORCE, True),
    Availability.INVALIDATED: (GateKind.NOT_IN_FORCE, True),
    Availability.WITHDRAWN_OR_REFUSED: (GateKind.NOT_IN_FORCE, True),
    Availability.PENDING: (GateKind.PENDING, False),
    Availability.LATE_FEE: (GateKind.LATE_FEE, False),
    Availability.RESTRICTED_EXCLUSIVE: (GateKind.EXCLUSIVE, True),
    Availability.RESTRICTED_SOLE: (GateKind.SOLE, True),
    Availability.RESTRICTED_PLEDGE: (GateKind.PLEDGE, False),
    Availability.RESTRICTED_PRESERVATION_OR_DISPUTE: (GateKind.DISPUTE, True),
}
_NO_TERM_IS_LONGER = 30  # years from publication: twenty from filing, five of extension, and adjustments
_KEPT_SECRET = lazy_pattern(
    "国防专利|保密专利|保密审查|出口管制|禁止出口|限制出口|export[- ]control|ITAR|EAR99|secrecy order",
    re.IGNORECASE,
)


def gates(
    file: PatentFile, terms: Terms, say: Phrases, licence: EnteredLicence | None = None
) -> tuple[Gate, ...]:
    """Return what stands in the way, what blocks first. `licence` is what the office's register holds of the right."""
    found = [
        *_of_standing(file, say),
        *_of_register(licence, say),
        *_of_secrecy(file, say),
        *_of_terms(file, terms, say),
    ]
    return tuple(sorted(found, key=lambda gate: not gate.blocks))


def _of_standing(file: PatentFile, say: Phrases) -> Iterator[Gate]:
    status = file.status
    told = verdict(file, say)
    if _came_to_an_end(file):
        yield _gate(file, GateKind.NOT_IN_FORCE, say.say("gate.long_ago"), (), blocks=True)
    elif status.availability in _OF_STANDING:
        kind, blocks = _OF_STANDING[status.availability]
        yield _gate(file, kind, told.text, told.quotes, blocks=blocks)
    elif status.availability is Availability.UNKNOWN:
        kind = GateKind.STALE_STATUS if status.stale and file.checked_on else GateKind.UNKNOWN_STATUS
        yield _gate(file, kind, told.text, told.quotes, blocks=False)


def _of_register(licence: EnteredLicence | None, say: Phrases) -> Iterator[Gate]:
    """Say that a licence stands, and nothing of what its contract says."""
    if licence is not None:
        name = "sole" if licence.sole else "exclusive"
        text = say.say(f"gate.entered_{name}")
        yield Gate(kind=GateKind(name), blocks=True, text=text, entered_on=licence.entered_on)


def _came_to_an_end(file: PatentFile) -> bool:
    """Say whether an international application is so old that no right that came of it can still be in force."""
    published = file.record.publication_date
    is_old = published is not None and file.status.as_of.year - published.year > _NO_TERM_IS_LONGER
    return file.record.jurisdiction == "WO" and is_old


def _of_secrecy(file: PatentFile, say: Phrases) -> Iterator[Gate]:
    for passage in file.passages:
        match = None if passage.instruction_like else _KEPT_SECRET.search(passage.text)
        if match:
            quote = Quote(passage_id=passage.passage_id, text=match[0])
            yield _gate(
                file, GateKind.SECRECY, say.say("gate.secrecy", words=match[0]), (quote,), blocks=True
            )
            return


def _of_terms(file: PatentFile, terms: Terms, say: Phrases) -> Iterator[Gate]:
    """Hold the offers and the right's territory against what the need says."""
    place = file.record.jurisdiction
    covered = (place, *_MEMBERS.get(place, ()))
    outside = [code for code in terms.territories if code[:2] not in covered]
    if outside and place in _COUNTRIES:
        wanted = say.join([_place(code, say) for code in outside])
        text = say.say("gate.territory", place=say.say(f"right_in.{place}"), wanted=wanted)
        blocks = len(outside) == len(terms.territories)
        yield _gate(file, GateKind.TERRITORY, text, (), blocks=blocks)
    offers = current_offers(file.record, file.status.as_of)
    offered = {_kind(offer.licence_type) for offer in offers if offer.licence_type}
    kinds = {_kind(LicenceType(kind)) for kind in terms.licence_types}
    if offered and kinds and not kinds & offered:
        quotes = tuple(quote for offer in offers for quote in file.offer_lines(offer))[:1]
        text = say.say("gate.licence_type", offered=_named(offered, say), wanted=_named(kinds, say))
        yield _gate(file, GateKind.LICENCE_TYPE, text, quotes, blocks=False)


def _place(code: str, say: Phrases) -> str:
    """Name where a right is wanted."""
    key = f"right_in.{code[:2]}"
    return say.say(key) if say.has(key) else country_name(code, say.language)


def _kind(licence: LicenceType) -> LicenceType:
    """Return the kind of a licence; an open one is not exclusive."""
    return LicenceType.NON_EXCLUSIVE if licence is LicenceType.OPEN else licence


def _named(kinds: Iterable[LicenceType], say: Phrases) -> str:
    return say.join([licence_name(kind, say) for kind in sorted(kinds)])


_COUNTRIES = frozenset({"CN", "US", "EP", "JP", "KR", "GB", "DE", "FR"})
_OF_EUROPE = "AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC ME MK MT NL NO PL PT RO RS SE SI SK SM TR"
_MEMBERS = {"EP": ("EU", *_OF_EUROPE.split())}
"""Contracting states of the European Patent Convention (2024)."""


def _gate(file: PatentFile, kind: GateKind, text: str, quotes: tuple[Quote, ...], *, blocks: bool) -> Gate:
    first = quotes[0] if quotes else None
    passage = _passage(file, first.passage_id) if first else None
    return Gate(
        kind=kind,
        blocks=blocks,
        text=text,
        quote=first.text if first and passage else "",
        passage_id=passage.passage_id if passage else "",
        label=passage.label if passage else "",
    )


def _passage(file: PatentFile, passage_id: str) -> Passage | None:
    return next((p for p in file.passages if p.passage_id == passage_id), None)
