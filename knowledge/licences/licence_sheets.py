"""Labelled licence terms → an Offer, each field with the words behind it. What is not stated, or not clear, stays None."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from knowledge.folding import folded, han_share
from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.amounts import find_amounts, fold_clause
from knowledge.licences.fee_statements import FeeTerms, read_fee_statement
from knowledge.licences.licence_labels import FEE_FIELDS, LabelledValue
from knowledge.licences.licence_types import read_licence_type
from knowledge.numbers.patent_ids import find_patent_ids, normalise_patent_id
from knowledge.types import FieldQuote, Language, LocalText, Milestone, Offer, Party
from knowledge.written_dates import find_dates, parse_date

_TEXT_FIELDS = {
    "territory": "territory", "field_of_use": "field_of_use", "improvements": "improvements", "know_how": "know_how",
    "maintenance": "maintenance", "confidentiality": "confidentiality", "trigger": "trigger",
}  # fmt: skip
_BLANK = lazy_pattern(
    r"^[\s_＿…./\\|()（）【】\[\]-]*(?:待定|待填|无|tbd|n/?a|to be completed)?[\s_＿…./\\()（）【】\[\]-]*$",
    re.IGNORECASE,
)
_NO = lazy_pattern(
    r"^(?:不(?:允许|得|可|可以|享有)|禁止|否|无权|no\b|not (?:permitted|allowed)|none\b|prohibited)",
    re.IGNORECASE,
)
_YES = lazy_pattern(r"^(?:允许|可以?|有权|是$|享有|yes\b|permitted|allowed)", re.IGNORECASE)
_CONDITION = lazy_pattern(
    r"经|须|需|同意|书面|仅|但|除|未|条件|with |subject|prior|consent|provided|only|unless|except|affiliat|limited",
    re.IGNORECASE,
)
_BOTH = lazy_pattern(
    r"(?:between )?(?P<first>\S[^()（）]*?)\s*[(（](?:the )?[\"“]?(?:Licensor|许可方)[\"”]?[)）]\s*(?:,|and|与|和|、|;|；)+\s*"
    r"(?P<second>\S[^()（）]*?)\s*[(（](?:the )?[\"“]?(?:Licensee|被许可方)[\"”]?[)）]",
    re.IGNORECASE,
)
_ONE_AMOUNT = {"upfront": "upfront_fee", "minimum": "minimum_annual", "periodic": "periodic_fee"}
_DURATION = lazy_pattern(
    r"(?P<n>\d+)[\s-]*(?P<unit>个月|年|calendar months?|months?|years?)(?!\s*\d{1,2}\s*月)", re.IGNORECASE
)
_BEGINS = lazy_pattern(r"(?:自|从|from|commenc\w*(?: on)?|starting|effective)\s*$", re.IGNORECASE)
_ENDS = lazy_pattern(
    r"(?:至|到|截至|截止|until|to|through|ending(?: on)?|expir\w*(?: on)?|-|–|—|~)\s*$", re.IGNORECASE
)


@dataclass(slots=True)
class SheetReading:
    """What a set of labelled values comes to: an offer's fields, the parties and titles beside it, and the quotes."""

    terms: dict[str, Any] = field(default_factory=dict)
    licensors: tuple[Party, ...] = ()
    licensee: Party | None = None
    title: str = ""
    quotes: list[FieldQuote] = field(default_factory=list)

    def offer(self, **further: Any) -> Offer:
        """Make the offer; `further` fields are taken where the sheet itself does not state them."""
        held = {**further, **{name: value for name, value in self.terms.items() if value not in (None, ())}}
        names = {named.name for named in fields(Offer)}
        held = {"licence_type": None, "fee_model": None, "statement": (), **held, "licensors": self.licensors}
        told = [
            quote for quote in self.quotes if quote.field in names and held.get(quote.field) not in (None, ())
        ]
        if held.get("as_of") and held.get("as_of") == held.get("declared_on"):
            told += [replace(quote, field="as_of") for quote in told if quote.field == "declared_on"]
        return Offer(**held, quotes=tuple(told))


def read_sheet(values: Sequence[LabelledValue], text: str, *, dollar: str | None = None) -> SheetReading:
    """Read labelled values of `text`. `dollar` is the currency of a bare $, where the document tells."""
    reading = SheetReading()
    filled = [value for value in values if not _BLANK.match(value.value)]
    _parties(reading, filled)
    _kind(reading, filled)
    _fees(reading, [value for value in filled if value.field in FEE_FIELDS], text, dollar)
    _term(reading, filled)
    _sublicensing(reading, filled)
    _milestones(reading, filled, dollar)
    _numbers_and_dates(reading, filled)
    for value in filled:
        name = _TEXT_FIELDS.get(value.field)
        if name and name not in reading.terms:
            _keep(reading, name, (_local(value.value),), value)
    contacts = [value for value in filled if value.field == "contact"]
    if contacts:
        joined = "; ".join(dict.fromkeys(value.value for value in contacts))
        reading.terms["contact"] = (_local(joined),)
        reading.quotes += [_quote("contact", value) for value in contacts]
    return reading


def language_of_value(text: str) -> Language:
    return Language.ZH if han_share(text) >= 0.2 else Language.EN


def _local(text: str) -> LocalText:
    return LocalText(language=language_of_value(text), text=text)


def _quote(name: str, value: LabelledValue) -> FieldQuote:
    shown = value.end - value.start
    return FieldQuote(field=name, quote=value.value[:shown], start=value.start, end=value.end)


def _keep(reading: SheetReading, name: str, held: object, value: LabelledValue) -> None:
    if held not in (None, ()) and name not in reading.terms:
        reading.terms[name] = held
        reading.quotes.append(_quote(name, value))


def _parties(reading: SheetReading, values: Iterable[LabelledValue]) -> None:
    for value in values:
        if value.field == "licensor" and not reading.licensors:
            names = [name.strip() for name in re.split(r"[;；、]|，(?=\S{4,})", value.value) if name.strip()]
            reading.licensors = tuple(Party(names=(_local(_bare(name)),)) for name in names)
            reading.quotes.append(_quote("licensors", value))
        elif value.field == "licensee" and reading.licensee is None:
            reading.licensee = Party(names=(_local(_bare(value.value)),))
            reading.quotes.append(_quote("licensee", value))
        elif value.field == "parties":
            _both_parties(reading, value)
        elif value.field == "title" and not reading.title:
            reading.title = value.value


def _both_parties(reading: SheetReading, value: LabelledValue) -> None:
    """Read X ("Licensor") and Y ("Licensee"), in this order."""
    match = _BOTH.match(value.value)
    if match is None:
        return
    for name, group in (("licensors", "first"), ("licensee", "second")):
        start, end = (value.start + place for place in match.span(group))
        reading.quotes.append(FieldQuote(field=name, quote=match[group], start=start, end=end))
    reading.licensors = reading.licensors or (Party(names=(_local(match["first"]),)),)
    reading.licensee = reading.licensee or Party(names=(_local(match["second"]),))


def _bare(name: str) -> str:
    """Leave out what only says how the party is called: （以下简称甲方）, (the "Licensor")."""
    return re.sub(
        r"\s*[（(](?:以下|下称|hereinafter|the |\"|“)[^）)]*[）)]\s*$", "", name, flags=re.IGNORECASE
    )


def _kind(reading: SheetReading, values: Iterable[LabelledValue]) -> None:
    for value in values:
        if value.field == "licence_type":
            found = read_licence_type(value.value)
            if found.licence_type is not None:
                _keep(reading, "licence_type", found.licence_type, value)
            else:
                _keep(reading, "licence_statement", (_local(value.value),), value)


def _fees(reading: SheetReading, values: Sequence[LabelledValue], text: str, dollar: str | None) -> None:
    """Read the fee clauses one by one for their places, and together for what they come to."""
    if not values:
        return
    clauses = [_clause(value) for value in values]
    whole = _without_steps(read_fee_statement("；".join(clauses), dollar=dollar).terms, values, dollar)
    statement = "; ".join(clauses if len(clauses) > 1 else [values[0].value])
    reading.terms["statement"] = (_local(statement),)
    reading.quotes += [_quote("statement", value) for value in values]
    for named in fields(FeeTerms):
        held = getattr(whole, named.name)
        if held is not None:
            reading.terms[named.name] = held
            reading.quotes.append(_fee_quote(named.name, held, values, clauses, text, dollar))
    for value in values:
        if value.label_end:  # the header states the unit
            unit = text[value.label_start : value.label_end]
            reading.quotes += [
                FieldQuote(field=quote.field, quote=unit, start=value.label_start, end=value.label_end)
                for quote in tuple(reading.quotes)
                if (quote.start, quote.end) == (value.start, value.end)
            ]


def _without_steps(terms: FeeTerms, values: Sequence[LabelledValue], dollar: str | None) -> FeeTerms:
    """Leave out a fee whose own clause names several amounts: it rises, or is paid in parts."""
    for value in values:
        name = _ONE_AMOUNT.get(value.field)
        if name:
            amounts = {found.money for found in find_amounts(fold_clause(value.value), dollar=dollar)}
            if len(amounts) > 1:
                terms = replace(terms, **{name: None})
    return terms


def _clause(value: LabelledValue) -> str:
    """Return label and value as one clause: the label often is what tells a fee's kind."""
    colon = "：" if language_of_value(value.label) is Language.ZH else ": "
    return f"{value.label}{colon}{_trimmed(value)}"


def _trimmed(value: LabelledValue) -> str:
    return value.value.rstrip("；;。 ")


def _fee_quote(
    name: str,
    held: object,
    values: Sequence[LabelledValue],
    clauses: Sequence[str],
    text: str,
    dollar: str | None,
) -> FieldQuote:
    """Return the narrowest words that state a fee field: a stretch of one value, else that value whole."""
    for value, clause in zip(values, clauses, strict=True):
        found = read_fee_statement(clause, dollar=dollar)
        if getattr(found.terms, name) != held or name not in found.spans:
            continue
        lead = len(clause) - len(_trimmed(value))
        first, last = (max(0, place - lead) for place in found.spans[name])  # the label is not the value's
        start, end = value.start + first, min(value.start + last, value.end)
        if start < end:
            return FieldQuote(field=name, quote=text[start:end], start=start, end=end)
        return _quote(name, value)
    start, end = values[0].label_start, values[-1].end
    return FieldQuote(field=name, quote=text[start:end], start=start, end=end)


def _term(reading: SheetReading, values: Iterable[LabelledValue]) -> None:
    for value in values:
        if value.field == "term_end":
            _keep(reading, "term_end", parse_date(value.value), value)
        if value.field != "term" or "term" in reading.terms:
            continue
        _keep(reading, "term", (_local(value.value),), value)
        start, end = term_dates(value.value)
        _keep(reading, "term_start", start, value)
        _keep(reading, "term_end", end, value)
        _keep(reading, "term_months", term_months(value.value), value)


def term_months(text: str) -> int | None:
    """Return a duration in months, where exactly one is stated: 5年, three years, 18 months."""
    clause = fold_clause(text).text
    if re.search(
        r"不(?:少于|低于|超过)|至少|最长|最多|最短|at least|up to|not (?:less|more)|minimum|maximum|续|renew|extend|每",
        clause,
    ):
        return None
    clause = re.sub(r"(?:19|20)\d\d\s*年(?:\s*\d{1,2}\s*月)?", " ", clause)
    found = {
        int(match["n"]) * (12 if match["unit"][0] in "年y" or "year" in match["unit"] else 1)
        for match in _DURATION.finditer(clause)
    }
    return found.pop() if len(found) == 1 else None


def term_dates(text: str) -> tuple[date | None, date | None]:
    """Return the first and the last day that a term names, by the words before them."""
    flat = folded(text)
    start = end = None
    dates = list(find_dates(text))
    for place, found in enumerate(dates):
        before = flat[max(0, found.start - 16) : found.start]
        if _ENDS.search(before):
            end = end or found.day
        elif _BEGINS.search(before) or (place == 0 and len(dates) == 2):
            start = start or found.day
    return start, end


def _sublicensing(reading: SheetReading, values: Iterable[LabelledValue]) -> None:
    for value in values:
        if value.field != "sublicensing":
            continue
        text = value.value.strip()
        if _CONDITION.search(text):
            _keep(reading, "sublicensing_terms", (_local(text),), value)
        elif _NO.match(text) or _YES.match(text):
            _keep(reading, "sublicensing", bool(_YES.match(text)) and not _NO.match(text), value)
        else:
            _keep(reading, "sublicensing_terms", (_local(text),), value)


def _milestones(reading: SheetReading, values: Iterable[LabelledValue], dollar: str | None) -> None:
    for value in values:
        if value.field != "milestones":
            continue
        held = []
        for part in re.split(r"[；;\n]|(?<=[。])", value.value):
            words = part.strip()
            amounts = list(find_amounts(fold_clause(words), dollar=dollar))
            if words:
                payment = amounts[0].money if len(amounts) == 1 else None
                held.append(Milestone(statement=(_local(words),), payment=payment))
        _keep(reading, "milestones", tuple(held), value)


def _numbers_and_dates(reading: SheetReading, values: Iterable[LabelledValue]) -> None:
    for value in values:
        if value.field == "patents":
            named = tuple(dict.fromkeys(patent.patent_id for patent in find_patent_ids(value.value)))
            if not named and re.search(r"\d{7}", value.value) and len(value.value) < 30:
                named = (normalise_patent_id(value.value),)
            _keep(reading, "patent_ids", named, value)
        elif value.field in ("declared_on", "withdrawn_on"):
            _keep(reading, value.field, parse_date(value.value), value)
        elif value.field == "declaration_number":
            _keep(reading, "declaration_number", value.value, value)
