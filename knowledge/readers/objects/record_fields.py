"""Decode one record of our JSON format (docs: patentbridge/patent-records@1) into a PatentRecord and its texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from knowledge.claims import Claim, Paragraph, Translation, with_references
from knowledge.folding import strip_invisible
from knowledge.numbers.patent_ids import normalise_patent_id
from knowledge.numbers.patent_numbers import (
    normalise_application_number,
    normalise_publication_number,
    normalise_symbol,
)
from knowledge.types import (
    Audience,
    EventKind,
    FeeModel,
    InternalTerms,
    Language,
    LegalEvent,
    LicenceType,
    LocalText,
    Milestone,
    Money,
    Offer,
    Party,
    PatentRecord,
    PatentType,
    Priority,
    RoyaltyBase,
)

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")


class FieldError(ValueError):
    """A field of a record holds what it must not. `field` is its path: offers[0].term_end."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(field)
        self.field = field
        self.value = value


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedRecord:
    record: PatentRecord
    language: Language
    claims: tuple[Claim, ...]
    description: tuple[Paragraph, ...]
    translation: Translation | None
    synthetic: bool


def decode_record(raw: Mapping[str, Any]) -> DecodedRecord:
    """Decode a record; absent keys are null. Raises FieldError naming the field that cannot be read."""
    reader = _Fields(raw, "")
    language = reader.choice("language", Language)
    titles = reader.local("titles")
    if not titles:
        raise FieldError("titles", raw.get("titles"))
    if language is None:
        language = titles[0].language
    translation = reader.child("translation")
    return DecodedRecord(
        record=_record(reader, language),
        language=language,
        claims=_claims(reader),
        description=_description(reader),
        translation=None if translation is None else _translation(translation, language),
        synthetic=reader.flag("synthetic") or False,
    )


def _record(reader: _Fields, language: Language) -> PatentRecord:
    publication, application = reader.text("publication_number"), reader.text("application_number")
    internal = reader.child("internal")
    return PatentRecord(
        jurisdiction=(reader.text("jurisdiction") or (publication or application or "CN")[:2]).upper(),
        titles=reader.local("titles", first=language),
        publication_number=normalise_publication_number(publication) if publication else None,
        application_number=normalise_application_number(application) if application else None,
        case_number=reader.text("case_number"),
        patent_type=reader.choice("patent_type", PatentType),
        abstracts=reader.local("abstracts", first=language),
        owners=tuple(_party(item) for item in reader.children("owners")),
        inventors=reader.texts("inventors"),
        ipc=tuple(normalise_symbol(symbol) or symbol for symbol in reader.texts("ipc")),
        cpc=tuple(normalise_symbol(symbol) or symbol for symbol in reader.texts("cpc")),
        locarno=reader.text("locarno"),
        technical_field=reader.local("technical_field", first=language),
        filing_date=reader.day("filing_date"),
        priority_date=reader.day("priority_date"),
        publication_date=reader.day("publication_date"),
        grant_date=reader.day("grant_date"),
        events=tuple(_event(item) for item in reader.children("events")),
        annual_fee_paid_through=reader.day("annual_fee_paid_through"),
        register_checked_on=reader.day("register_checked_on"),
        offers=tuple(_offer(item) for item in reader.children("offers")),
        internal=None if internal is None else _internal(internal),
        trl=_level(reader),
        government_interest=reader.text("government_interest"),
        family_id=reader.text("family_id"),
        family_members=tuple(normalise_publication_number(text) for text in reader.texts("family_members")),
        priorities=tuple(_priority(item) for item in reader.children("priorities")),
        term_starts_on=reader.day("term_starts_on"),
        term_adjustment_days=reader.whole("term_adjustment_days"),
        term_extended_until=reader.day("term_extended_until"),
        terminal_disclaimer=reader.flag("terminal_disclaimer"),
    )


def _priority(reader: _Fields) -> Priority:
    return Priority(number=reader.text("number"), country=reader.text("country"), on=reader.day("on"))


def _level(reader: _Fields) -> int | None:
    level = reader.whole("trl")
    if level is not None and not 1 <= level <= 9:
        raise FieldError(reader.path("trl"), level)
    return level


def _party(reader: _Fields) -> Party:
    names = reader.local("")
    if not names:
        raise FieldError(reader.path(""), reader.raw)
    return Party(names=names)


def _event(reader: _Fields) -> LegalEvent:
    on, kind = reader.day("on"), reader.choice("kind", EventKind)
    if on is None or kind is None:
        raise FieldError(reader.path("on" if on is None else "kind"), None)
    party = reader.child("party")
    return LegalEvent(
        on=on,
        kind=kind,
        code=reader.text("code"),
        statement=reader.local("statement"),
        party=None if party is None else _party(party),
        licence_type=reader.choice("licence_type", LicenceType),
        until=reader.day("until"),
    )


def _offer(reader: _Fields) -> Offer:
    return Offer(
        licence_type=reader.choice("licence_type", LicenceType),
        fee_model=reader.choice("fee_model", FeeModel),
        statement=reader.local("statement"),
        upfront_fee=_money(reader, "upfront_fee"),
        periodic_fee=_money(reader, "periodic_fee"),
        deferred_fee=_money(reader, "deferred_fee"),
        free_months=reader.whole("free_months"),
        trigger_sales=_money(reader, "trigger_sales"),
        royalty_rate=_rate(reader),
        royalty_base=reader.choice("royalty_base", RoyaltyBase),
        unit_fee=_money(reader, "unit_fee"),
        term_end=reader.day("term_end"),
        territory=reader.local("territory"),
        field_of_use=reader.local("field_of_use"),
        sublicensing=reader.flag("sublicensing"),
        declared_on=reader.day("declared_on"),
        withdrawn_on=reader.day("withdrawn_on"),
        contact=reader.local("contact"),
        **_further_terms(reader),
    )


def _further_terms(reader: _Fields) -> dict[str, Any]:
    texts = (
        "licence_statement", "trigger", "term", "sublicensing_terms", "improvements", "know_how", "maintenance",
        "confidentiality",
    )  # fmt: skip
    return {
        **{name: reader.local(name) for name in texts},
        "patent_ids": tuple(normalise_patent_id(text) for text in reader.texts("patent_ids")),
        "licensors": tuple(_party(item) for item in reader.children("licensors")),
        "declaration_number": reader.text("declaration_number"),
        "minimum_annual": _money(reader, "minimum_annual"),
        "milestones": tuple(
            Milestone(statement=item.local("statement"), payment=_money(item, "payment"))
            for item in reader.children("milestones")
        ),
        "term_start": reader.day("term_start"),
        "term_months": reader.whole("term_months"),
        "source": reader.text("source"),
        "as_of": reader.day("as_of"),
        "visibility": reader.choice("visibility", Audience),
    }


def _rate(reader: _Fields) -> Decimal | None:
    rate = reader.number("royalty_rate")
    if rate is not None and not 0 <= rate <= 1:
        raise FieldError(reader.path("royalty_rate"), rate)
    return rate


def _money(reader: _Fields, name: str) -> Money | None:
    money = reader.child(name)
    if money is None:
        return None
    amount, currency = money.number("amount"), money.text("currency")
    if amount is None or amount < 0 or currency is None or len(currency) != 3:
        raise FieldError(reader.path(name), dict(money.raw))
    return Money(amount=amount, currency=currency.upper())


def _internal(reader: _Fields) -> InternalTerms | None:
    floor, note = _money(reader, "fee_floor"), reader.text("note")
    return InternalTerms(fee_floor=floor, note=note or "") if floor or note else None


def _claims(reader: _Fields) -> tuple[Claim, ...]:
    claims = [
        Claim(
            number=item.text("number") or str(position),
            text=item.text("text") or "",
            depends_on=item.texts("depends_on"),
        )
        for position, item in enumerate(reader.children("claims"), start=1)
    ]
    return with_references([claim for claim in claims if claim.text])


def _description(reader: _Fields) -> tuple[Paragraph, ...]:
    paragraphs = (
        Paragraph(text=item.text("text") or "", number=item.text("number"), heading=item.text("heading"))
        for item in reader.children("description")
    )
    return tuple(paragraph for paragraph in paragraphs if paragraph.text)


def _translation(reader: _Fields, language: Language) -> Translation:
    own = Language.EN if language is Language.ZH else Language.ZH
    return Translation(
        language=reader.choice("language", Language) or own,
        claims=_claims(reader),
        description=_description(reader),
    )


class _Fields:
    """Typed access to a JSON object; every wrong type is a FieldError with its path."""

    def __init__(self, raw: Mapping[str, Any], path: str) -> None:
        self.raw = raw
        self._path = path

    def path(self, name: str) -> str:
        return ".".join(part for part in (self._path, name) if part)

    def text(self, name: str) -> str | None:
        value = self.raw.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise FieldError(self.path(name), value)
        return strip_invisible(str(value)).strip() or None

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.raw.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str | int) for item in value):
            raise FieldError(self.path(name), value)
        stripped = (strip_invisible(str(item)).strip() for item in value)
        return tuple(item for item in stripped if item)

    def choice(self, name: str, vocabulary: type[_E]) -> _E | None:
        return self._parsed(name, vocabulary)

    def day(self, name: str) -> date | None:
        return self._parsed(name, date.fromisoformat)

    def number(self, name: str) -> Decimal | None:
        value = self.raw.get(name)
        if isinstance(value, float):
            value = repr(value)
        if value is None:
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation as error:
            raise FieldError(self.path(name), value) from error
        if not number.is_finite():
            raise FieldError(self.path(name), value)
        return number

    def whole(self, name: str) -> int | None:
        return self._parsed(name, int)

    def flag(self, name: str) -> bool | None:
        value = self.raw.get(name)
        if value is not None and not isinstance(value, bool):
            raise FieldError(self.path(name), value)
        return value

    def local(self, name: str, first: Language | None = None) -> tuple[LocalText, ...]:
        """Read {"zh": …, "en": …}, native language first (as written, or `first`); "" reads this object itself."""
        value = self.raw if name == "" else self.raw.get(name)
        if value is None:
            return ()
        if not isinstance(value, Mapping):
            raise FieldError(self.path(name), value)
        texts = []
        for code, text in value.items():
            if text is None or text == "":
                continue
            if code not in tuple(Language) or not isinstance(text, str):
                raise FieldError(self.path(f"{name}.{code}".strip(".")), text)
            texts.append(LocalText(language=Language(code), text=strip_invisible(text).strip()))
        return tuple(sorted(texts, key=lambda local: first is not None and local.language is not first))

    def child(self, name: str) -> _Fields | None:
        value = self.raw.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise FieldError(self.path(name), value)
        return _Fields(value, self.path(name))

    def children(self, name: str) -> tuple[_Fields, ...]:
        value = self.raw.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise FieldError(self.path(name), value)
        return tuple(_Fields(item, self.path(f"{name}[{i}]")) for i, item in enumerate(value))

    def _parsed(self, name: str, parse: Callable[[Any], _T]) -> _T | None:
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        try:
            return parse(value)
        except (ValueError, TypeError) as error:
            raise FieldError(self.path(name), value) from error
