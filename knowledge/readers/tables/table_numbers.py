"""The numbers of a row: publication, application, family members, priorities, in the spellings of databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.kind_codes import kind_meaning
from knowledge.numbers.patent_numbers import (
    PublicationNumber,
    normalise_application_number,
    parse_application_number,
    parse_publication_number,
)
from knowledge.readers.tables.table_cells import Cells
from knowledge.readers.tables.table_values import cell_dates, restored_number
from knowledge.types import Priority

_OFFICES = {
    "中国": "CN", "CHINA": "CN", "美国": "US", "UNITED STATES": "US", "欧洲专利局": "EP", "欧洲专利局(EPO)": "EP",
    "欧洲": "EP", "日本": "JP", "JAPAN": "JP", "韩国": "KR", "世界知识产权组织": "WO", "WIPO": "WO", "德国": "DE",
    "GERMANY": "DE", "英国": "GB",
}  # fmt: skip
_DOCDB = lazy_pattern(r"(?P<office>[A-Z]{2}) ?(?P<number>\d[\d/]{4,13}) (?P<kind>[A-Z])")
_DATED_KEY = lazy_pattern(r"^(.*\d[ _]?[A-Z]\d?)[ _](?:19|20)\d{6}$")  # EP 2666481 B9 20190522


def parsed_publication(text: str) -> PublicationNumber | None:
    """Read a publication number, also with its date behind it; the number of a patent (ZL) is none."""
    if is_patent_number(text):
        return None
    number = parse_publication_number(_DATED_KEY.sub(r"\1", text))
    return number if number is not None and number.country != "ZL" else None


def is_patent_number(text: str) -> bool:
    """Say whether a cell holds the number of a Chinese patent, ZL and its application number."""
    return folded(text).lstrip().startswith("ZL")


def publication_of(cells: Cells) -> PublicationNumber | None:
    """Return the row's publication number, that of the granted right before that of the application."""
    kind, office = folded(cells.first("kind")).strip(), office_named(cells)
    found = []
    for text in cells.every("publication_number"):
        number = parsed_publication(text) or (parsed_publication(office + text) if office else None)
        if number is None or is_patent_number(text):
            continue
        if number.kind is None and re.fullmatch(r"[A-Z]\d?", kind):
            number = replace(number, kind=kind)
        found.append(number)
    meanings = ((number, kind_meaning(number.country, number.kind)) for number in found)
    granted = (number for number, meaning in meanings if meaning is not None and meaning.stage.is_granted)
    return next(granted, next(iter(found), None))


def application_of(cells: Cells, country: str | None) -> str | None:
    """Return the row's application number, from a column of patent numbers (ZL) where no other holds it."""
    for text in (*cells.every("application_number"), *_patent_numbers(cells)):
        restored = restored_number(text)
        number = application_number_of(restored, country) if restored else None
        if number is not None:
            return number
    return None


def application_number_of(text: str, country: str | None) -> str | None:
    """Return a number in the spelling of its office; None for what is none. `country` is the row's own."""
    flat = folded(text).strip()
    docdb = _DOCDB.fullmatch(flat)
    if docdb is not None:
        return _docdb_number(docdb["office"], docdb["number"], docdb["kind"])
    compact = re.sub(r"[^0-9A-Z]", "", flat)
    number = parse_application_number(flat) if country in (None, "CN") else None
    if number is not None and (compact[:1].isdigit() or compact[:2] in ("CN", "ZL")):
        return str(number)
    if len(re.sub(r"\D", "", compact)) < 5:
        return None
    named = re.match(r"[A-Z]{2}", compact) is not None or country in ("CN", "WO")
    return normalise_application_number(flat, None if named else country)


def _docdb_number(office: str, number: str, kind: str) -> str:
    """Read DOCDB's spelling: a country, a number, a kind letter. W is an international application filed there.

    An American number of eight digits is a serial number and two digits of the year: its series is not told.
    """
    digits = re.sub(r"\D", "", number)
    international = re.fullmatch(r"((?:19|20)\d\d)0?(\d{6})|(\d\d)0?(\d{5})", digits) if kind == "W" else None
    if international is not None:
        year, serial = international[1] or international[3], international[2] or international[4]
        return normalise_application_number(f"PCT/{office}{year}/{serial}")
    if kind in "AFUV" and (office != "US" or len(digits) == 12):
        return normalise_application_number(f"{office}{digits}")
    return f"{office}{digits}{kind}"


def _patent_numbers(cells: Cells) -> Iterator[str]:
    return (text for text in cells.every("publication_number") if is_patent_number(text))


def office_named(cells: Cells) -> str | None:
    """Return the office that a row names by code or in words."""
    named = folded(cells.first("jurisdiction")).strip()
    return named if re.fullmatch("[A-Z]{2}", named) else _OFFICES.get(named)


def office_of(application: str | None) -> str:
    """Return the office that an application number names, XX where it names none."""
    number = application or ""
    if number.startswith("PCT"):
        return "WO"
    return number[:2] if re.match("[A-Z]{2}", number) else "XX"


def family_members_of(cells: Cells, own: str | None) -> tuple[str, ...]:
    """Return the other members' publication numbers."""
    numbers = (parsed_publication(text) for text in _family_items(cells))
    members = dict.fromkeys(str(number) for number in numbers if number is not None)
    return tuple(member for member in members if member != own)


def _family_items(cells: Cells) -> Iterator[str]:
    yield from cells.listed("family_members")
    if not family_id_of(cells):
        yield from (part for text in cells.every("family") for part in re.split(r"[;；|,，\n]+", text))


def family_id_of(cells: Cells) -> str | None:
    """Return the family's number, where the column holds one and not the members' numbers."""
    text = cells.first("family")
    parts = [part for part in re.split(r"[;；|,，\n]+", text) if part.strip()]
    return None if not text or any(parsed_publication(part) for part in parts) else text


def priorities_of(cells: Cells) -> Iterator[Priority]:
    """Yield the priorities of a row; a column of as many dates gives theirs."""
    numbers = cells.listed("priority_numbers")
    days = cells.days("priority_date")
    for place, text in enumerate(numbers):
        own = cell_dates(text)
        compact = re.sub(r"[^0-9A-Z]", "", folded(text))
        for day in own:
            compact = compact.removesuffix(f"{day:%Y%m%d}")
        if len(re.sub(r"\D", "", compact)) < 5:
            continue
        country = re.match(r"[A-Z]{2}(?![A-Z])", compact.removeprefix("PCT"))
        beside = days[place] if len(days) == len(numbers) else None
        office = country[0] if country else None
        number = compact.removeprefix(office) if office else compact
        yield Priority(number=number, country=office, on=own[-1] if own else beside)
