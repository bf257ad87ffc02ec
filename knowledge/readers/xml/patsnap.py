"""`<doc><str name="…">` exports of PatSnap → a patent document; the names are the headers of its English tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from lxml import etree

from knowledge.errors import ReadError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.patent_numbers import (
    normalise_application_number,
    normalise_publication_number,
    normalise_symbol,
    parse_publication_number,
)
from knowledge.protocols import ReadDocument
from knowledge.readers.patent_languages import PatentTexts, party_of, render_in_languages
from knowledge.readers.patent_parts import DescriptionParts, one_line, split_claims
from knowledge.readers.publication_kinds import granted_on, type_of_publication
from knowledge.readers.tables.table_headers import fold_header
from knowledge.readers.xml.flow import below, find_all, iso_date, line_text, local_name
from knowledge.types import PatentRecord, Priority

_USED: Final = frozenset(
    {
        "PATENTNUMBER", "PUBLICATIONNUMBER", "APPLICATIONNUMBER", "KINDCODE", "TITLE", "ABSTRACT", "CLAIMS",
        "DESCRIPTION", "APPLICATIONDATE", "PUBLICATIONDATE", "GRANTDATE", "ALLIPC", "IPCPRIMARY", "ALLCPC",
        "CPCPRIMARY", "FAMILYMEMBERS", "PRIORITYCOUNTRY", "PRIORITYNUMBER", "PRIORITYDATE", "ASSIGNEE(S)",
        "1STASSIGNEE", "CURRENTASSIGNEE(S)", "INVENTOR(S)", "1STINVENTOR",
    }
)  # fmt: skip
# Derived from other fields, or addresses of persons.
_LEFT_OUT: Final = lazy_pattern(
    r"YEAR|COUNT$|^NUMBEROF|^IPC(?:SECTION|CLASS|SUBCLASS|GROUP)$|ADDRESS|^CITEDBYWITHIN"
)
_TRANSLATED: Final = lazy_pattern(r"^(TITLE|ABSTRACT)\((?:TRANSLATED|ENGLISH|CHINESE|ORIGINAL).*\)$")
_LONGEST_EXTRA: Final = 400


def read_patsnap(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Yield a document for each `doc`. Raises ReadError("unknown_xml") for a `doc` without any of PatSnap's fields."""
    docs = [root] if local_name(root) == "doc" else list(below(root, "doc"))
    found = False
    for doc in docs:
        fields = _Fields(doc)
        if fields.first("PATENTNUMBER", "PUBLICATIONNUMBER", "APPLICATIONNUMBER"):
            found = True
            yield from _documents(fields)
    if not found:
        raise ReadError("unknown_xml", file=str(path), root=local_name(root))


class _Fields:
    """The named values of one `doc`; lists are divided by bars."""

    def __init__(self, doc: etree._Element) -> None:
        self.named: dict[str, tuple[str, str]] = {}
        for field in doc:
            name = field.get("name") or ""
            parts = [line_text(one) for one in find_all(field, "str")] or [line_text(field)]
            value = " | ".join(part for part in parts if part)
            raw = "".join(field.itertext()).strip()
            if name and value:
                self.named.setdefault(fold_header(name), (name, raw if "CLAIM" in name.upper() else value))

    def first(self, *names: str) -> str:
        return next((self.named[name][1] for name in names if name in self.named), "")

    def listed(self, *names: str) -> tuple[str, ...]:
        parts = (part.strip() for part in self.first(*names).split("|"))
        return tuple(dict.fromkeys(part for part in parts if part))


def _documents(fields: _Fields) -> Iterator[ReadDocument]:
    texts = PatentTexts()
    for name, (_, value) in fields.named.items():
        translated = _TRANSLATED.match(name)
        if name == "TITLE" or (translated and translated[1] == "TITLE"):
            texts.add_title(value)
        elif name == "ABSTRACT" or (translated and translated[1] == "ABSTRACT"):
            texts.add_abstract(value)
    texts.add_claims(split_claims(fields.first("CLAIMS", "FIRSTCLAIM", "1STCLAIM")))
    parts = DescriptionParts()
    parts.paragraph(fields.first("DESCRIPTION"))
    texts.add_description(parts.done())
    record = _record(fields)
    texts.extra.extend(_extra(fields))
    yield from render_in_languages(record, texts, member=record.publication_number or "")


def _record(fields: _Fields) -> PatentRecord:
    publication = _publication(fields)
    published = iso_date(fields.first("PUBLICATIONDATE"))
    claimed = tuple(_priorities(fields))
    country = publication[:2] if publication and publication[:2].isalpha() else None
    applied = fields.first("APPLICATIONNUMBER")
    record = PatentRecord(
        jurisdiction=country or (applied[:2] if applied[:2].isalpha() else "XX"),
        titles=(),
        publication_number=publication,
        application_number=normalise_application_number(applied, country) if applied else None,
        patent_type=type_of_publication(publication, published),
        owners=tuple(party_of(n) for n in fields.listed("CURRENTASSIGNEE(S)", "ASSIGNEE(S)", "1STASSIGNEE")),
        inventors=fields.listed("INVENTOR(S)", "1STINVENTOR"),
        ipc=_symbols((*fields.listed("IPCPRIMARY"), *fields.listed("ALLIPC"))),
        cpc=_symbols((*fields.listed("CPCPRIMARY"), *fields.listed("ALLCPC"))),
        filing_date=iso_date(fields.first("APPLICATIONDATE")),
        priority_date=min((one.on for one in claimed if one.on), default=None),
        publication_date=published,
        grant_date=iso_date(fields.first("GRANTDATE")) or granted_on(publication, published),
        priorities=claimed,
    )
    members = (normalise_publication_number(one) for one in fields.listed("FAMILYMEMBERS"))
    return replace(record, family_members=tuple(dict.fromkeys(one for one in members if one != publication)))


def _publication(fields: _Fields) -> str | None:
    text = fields.first("PATENTNUMBER", "PUBLICATIONNUMBER")
    number = parse_publication_number(text)
    kind = fields.first("KINDCODE")
    if number is not None and number.kind is None and re.fullmatch(r"[A-Z]\d?", kind):
        return normalise_publication_number(text + kind)
    return str(number) if number else None


def _priorities(fields: _Fields) -> Iterator[Priority]:
    """Read three parallel lists; where they are not of one length, only the dates are certain."""
    numbers, countries, days = (
        [part.strip() for part in fields.first(name).split("|") if part.strip()]
        for name in ("PRIORITYNUMBER", "PRIORITYCOUNTRY", "PRIORITYDATE")
    )
    if len(numbers) == len(countries) == len(days):
        for number, country, day in zip(numbers, countries, days, strict=True):
            compact = re.sub(r"[^0-9A-Z/]", "", number.upper()).removeprefix(country)
            yield Priority(number=compact or None, country=country, on=iso_date(day))
    else:
        for day in days:
            yield Priority(number=None, on=iso_date(day))


def _symbols(texts: tuple[str, ...]) -> tuple[str, ...]:
    symbols = (normalise_symbol(text) for text in texts)
    return tuple(dict.fromkeys(symbol for symbol in symbols if symbol))


def _extra(fields: _Fields) -> Iterator[tuple[str, str]]:
    for key, (name, value) in fields.named.items():
        line = one_line(value)
        if key in _USED or _TRANSLATED.match(key) or _LEFT_OUT.search(key) or len(line) > _LONGEST_EXTRA:
            continue
        yield one_line(name), line
