"""A text about licensing → its LicenceNotice: declarations and their withdrawal, lists of offers, term sheets, prose.

Whatever is neither comes back as None: a rule, a guide or an article about licensing offers nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.licence_labels import FEE_FIELDS, LabelledValue, labelled_values, table_rows
from knowledge.licences.licence_notices import announces_licensing, read_notice
from knowledge.licences.licence_sheets import SheetReading, read_sheet
from knowledge.numbers.patent_ids import find_patent_ids
from knowledge.types import (
    Audience,
    FieldQuote,
    Language,
    LicenceNotice,
    LicenceType,
    NoticeType,
    Offer,
    Party,
)
from knowledge.written_dates import find_dates

_OPEN = lazy_pattern(r"开放许可|OPEN LICEN[CS]E")
_DECLARES = lazy_pattern(r"声明|公告|公示|信息表|信息|DECLARATION|STATEMENT")
_WITHDRAWS = lazy_pattern(r"撤回|撤销|WITHDRAW")
_SHEET = lazy_pattern(
    r"条款清单|条款书|许可条款|意向书|许可合同|许可协议|许可要约|TERM ?SHEET|LICEN[CS]E AGREEMENT|LICEN[CS]ING AGREEMENT|HEADS OF TERMS|LETTER OF INTENT|SUMMARY OF TERMS"
)
_SECRET = lazy_pattern(r"保密|机密|秘密|CONFIDENTIAL")
_LONGEST = 60_000
_OPENING = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceText:
    """What was read, and who may see it: None is as the caller says."""

    notice: LicenceNotice
    audience: Audience | None = None


def read_licence_text(
    text: str, title: str, language: Language, *, published_on: date | None = None, source: str | None = None
) -> LicenceText | None:
    """Read a text about licensing; None where it is none. Offsets of the quotes are those of `text`."""
    if len(text) > _LONGEST:
        return None
    rows = [read_sheet(values, text, dollar=_dollar(text)) for values, _ in table_rows(text)]
    rows = [row for row in rows if row.terms.get("patent_ids")]
    values = labelled_values(text)
    kind = _labelled_kind(values, rows, folded(title), folded(text[:_OPENING]))
    if kind is None:
        if language is not Language.EN or not announces_licensing(text, title):
            return None
        notice = read_notice(text, title, published_on=published_on, source=source)
        return None if notice is None else LicenceText(notice=notice)
    sheet = read_sheet(values, text, dollar=_dollar(text))
    notice = _notice(kind, sheet, rows, text, title, published_on, source)
    return LicenceText(notice=notice, audience=_audience(notice, text))


def _labelled_kind(
    values: Sequence[LabelledValue], rows: Sequence[SheetReading], title: str, opening: str
) -> NoticeType | None:
    named = {value.field for value in values}
    patents = "patents" in named or bool(rows)
    priced = bool(named & set(FEE_FIELDS)) or any("statement" in row.terms for row in rows)
    head = f"{title}\n{opening}"
    if _OPEN.search(head) and patents:
        if _WITHDRAWS.search(title) or (_WITHDRAWS.search(opening) and not priced):
            return NoticeType.OPEN_WITHDRAWAL
        if priced and _DECLARES.search(head) and ("licensor" in named or rows):
            return NoticeType.OPEN_DECLARATION
    parties = named & {"licensor", "licensee", "parties"}
    terms = named - {"other", "title", "contact", "declared_on", "patents"}
    if _SHEET.search(head) and parties and len(terms) >= 3:
        return NoticeType.TERM_SHEET
    if parties and priced and "licence_type" in named and len(terms) >= 5:
        return NoticeType.TERM_SHEET
    offered = [row for row in rows if {"statement", "licence_type", "contact"} & set(row.terms)]
    return NoticeType.AVAILABILITY if offered else None


def _notice(
    kind: NoticeType,
    sheet: SheetReading,
    rows: Sequence[SheetReading],
    text: str,
    title: str,
    published_on: date | None,
    source: str | None,
) -> LicenceNotice:
    patents = sheet.terms.get("patent_ids", ())
    quotes = list(sheet.quotes)
    if kind is NoticeType.OPEN_WITHDRAWAL and not patents and not rows:
        found = find_patent_ids(text)
        patents = tuple(dict.fromkeys(patent.patent_id for patent in found))
    withdrawn = sheet.terms.get("withdrawn_on")
    declared = sheet.terms.get("declared_on")
    if kind is NoticeType.OPEN_WITHDRAWAL and withdrawn is None:
        withdrawn, quote = _withdrawal_day(text)
        quotes += [quote] if quote else []
    named = tuple(dict.fromkeys((*patents, *(name for row in rows for name in row.terms["patent_ids"]))))
    offers = (
        () if kind is NoticeType.OPEN_WITHDRAWAL else _offers(kind, sheet, rows, text, published_on, source)
    )
    return LicenceNotice(
        notice_type=kind,
        title=title,
        jurisdiction=_jurisdiction(named),
        patent_ids=named,
        licensors=_licensors(sheet, rows),
        licensee=sheet.licensee,
        licence_type=offers[0].licence_type if len(offers) == 1 else None,
        licence_statement=sheet.terms.get("licence_statement", ()),
        field_of_use=sheet.terms.get("field_of_use", ()),
        territory=sheet.terms.get("territory", ()),
        sublicensing=sheet.terms.get("sublicensing"),
        notice_number=sheet.terms.get("declaration_number"),
        published_on=published_on or declared,
        withdrawn_on=withdrawn,
        contact=sheet.terms.get("contact", ()),
        source=source,
        offers=offers,
        quotes=tuple(quotes),
    )


def _offers(
    kind: NoticeType,
    sheet: SheetReading,
    rows: Sequence[SheetReading],
    text: str,
    published_on: date | None,
    source: str | None,
) -> tuple[Offer, ...]:
    """Make an offer per row of a list, or one of the sheet. What the sheet says beside a list holds for each row."""
    shared: dict[str, object] = {"source": source, "as_of": published_on or sheet.terms.get("declared_on")}
    open_quotes: tuple[FieldQuote, ...] = ()
    if kind is NoticeType.OPEN_DECLARATION:
        shared["licence_type"] = LicenceType.OPEN
        open_quotes = _open_quote(text)
    if not rows:
        return (_quoted(sheet.offer(**shared), open_quotes),)
    general = {
        name: held for name, held in sheet.terms.items() if name in ("contact", "declared_on", "territory")
    }
    return tuple(_quoted(row.offer(**shared, **general), open_quotes) for row in rows)


def _quoted(offer: Offer, quotes: tuple[FieldQuote, ...]) -> Offer:
    told = {quote.field for quote in offer.quotes}
    return replace(offer, quotes=(*offer.quotes, *(quote for quote in quotes if quote.field not in told)))


def _open_quote(text: str) -> tuple[FieldQuote, ...]:
    match = re.search(r"开放许可|[Oo]pen [Ll]icen[cs]e", text)
    if match is None:
        return ()
    return (FieldQuote(field="licence_type", quote=match[0], start=match.start(), end=match.end()),)


def _licensors(sheet: SheetReading, rows: Sequence[SheetReading]) -> tuple[Party, ...]:
    return tuple(dict.fromkeys((*sheet.licensors, *(party for row in rows for party in row.licensors))))


def _withdrawal_day(text: str) -> tuple[date | None, FieldQuote | None]:
    """Take the day of a withdrawal from the sentence that withdraws, where it names exactly one."""
    at = 0
    for sentence in re.split(r"(?<=[。\n])", text):
        days = list(find_dates(sentence))
        if _WITHDRAWS.search(folded(sentence)) and len({found.day for found in days}) == 1:
            start, end = at, at + len(sentence.rstrip())
            return days[0].day, FieldQuote(field="withdrawn_on", quote=text[start:end], start=start, end=end)
        at += len(sentence)
    return None, None


def _audience(notice: LicenceNotice, text: str) -> Audience | None:
    """A term sheet between two named parties, or one that speaks of confidentiality, is for the office only."""
    if notice.notice_type is not NoticeType.TERM_SHEET:
        return None
    negotiated = notice.licensee is not None and bool(notice.licensors)
    return Audience.INTERNAL if negotiated or _SECRET.search(folded(text)) else None


def _jurisdiction(patents: Sequence[str]) -> str | None:
    countries = {name[:2] for name in patents if re.match("[A-Z]{2}", name)}
    return countries.pop() if len(countries) == 1 else None


def _dollar(text: str) -> str | None:
    """A bare $ is the US dollar where the text names that country and no other dollar."""
    flat = folded(text)
    if re.search(
        r"CANAD|AUSTRALIA|HONG KONG|SINGAPORE|TAIWAN|[ACS]\$|HK\$|NT\$|加元|澳元|港|新加坡|台币", flat
    ):
        return None
    return "USD" if re.search(r"UNITED STATES|U\.S\.|\bUSA?\b|\bUSD\b|美国|美元", flat) else None
