"""One row of a patent list → a patent document. What no field took is kept as a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.claims import Claim, Paragraph, with_references
from knowledge.folding import folded, han_share
from knowledge.kind_codes import kind_meaning
from knowledge.patent_numbers import (
    PublicationNumber,
    normalise_application_number,
    normalise_symbol,
    parse_application_number,
    parse_publication_number,
)
from knowledge.protocols import ReadDocument
from knowledge.readers.table_cells import Cells
from knowledge.readers.table_events import decoded_status, events_of, party_of
from knowledge.readers.table_headers import DATES, fold_header, is_ordinal
from knowledge.readers.table_layout import TableLayout
from knowledge.readers.table_values import cell_date, cell_dates, is_damaged, restored_number
from knowledge.readers.tabular import Row, cell_text
from knowledge.rendering import render_patent
from knowledge.types import (
    EventKind,
    Language,
    LocalText,
    NoteKind,
    PatentRecord,
    PatentType,
    Priority,
    ReadingNote,
)

_TYPES = (
    (r"实用新型|UTILITY MODEL", PatentType.UTILITY_MODEL),
    (r"外观|DESIGN", PatentType.DESIGN),
    (r"发明|INVENTION|GRANTED PATENT|PATENT APPLICATION|UTILITY", PatentType.INVENTION),
)
_OFFICES = {
    "中国": "CN", "CHINA": "CN", "美国": "US", "UNITED STATES": "US", "欧洲专利局": "EP", "欧洲专利局(EPO)": "EP",
    "欧洲": "EP", "日本": "JP", "JAPAN": "JP", "韩国": "KR", "世界知识产权组织": "WO", "WIPO": "WO", "德国": "DE",
    "GERMANY": "DE", "英国": "GB",
}  # fmt: skip
_DOCDB = re.compile(r"(?P<office>[A-Z]{2}) ?(?P<number>\d[\d/]{4,13}) (?P<kind>[A-Z])")
_DATED_KEY = re.compile(r"^(.*\d[ _]?[A-Z]\d?)[ _](?:19|20)\d{6}$")  # EP 2666481 B9 20190522
_LONGEST_EXTRA = 400
# Their columns are quoted in full as well: a record's fields hold only a part of what they say.
_QUOTED = frozenset(
    {
        "status",
        "status_date",
        "ended_on",
        "expected_expiry",
        "pledge_term",
        "family_members",
        "priority_numbers",
    }
)
_OF_EVENTS = {
    "licensee": EventKind.LICENCE_RECORDED,
    "licence_type": EventKind.LICENCE_RECORDED,
    "licence_recorded_on": EventKind.LICENCE_RECORDED,
    "licence_until": EventKind.LICENCE_RECORDED,
    "new_owner": EventKind.TRANSFERRED,
    "transferred_on": EventKind.TRANSFERRED,
    "pledgee": EventKind.PLEDGED,
    "pledged_on": EventKind.PLEDGED,
    "pledge_released_on": EventKind.PLEDGE_RELEASED,
}
_SINGLE = ("publication_number", "application_number", "case_number", *DATES, "locarno", "family", "trl")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReading:
    """What became of a row: a document, or the reason why it has none."""

    document: ReadDocument | None = None
    reason: str = ""  # no_title, no_number, repeated_header, too_many_cells


def read_row(row: Row, layout: TableLayout, member: str, *, even: bool = False) -> RowReading:
    """Make a document of a row of a patent list. `even`: a row longer than the table's usual width was cut wrongly."""
    texts = [cell_text(cell) for cell in row.cells]
    if even and any(texts[layout.width :]):
        return RowReading(reason="too_many_cells")
    if _repeats_header(texts, layout):
        return RowReading(reason="repeated_header")
    cells = Cells(row, layout)
    titles = _local(cells, "title", "title_translated")
    if not titles:
        return RowReading(reason="no_title")
    if not any(cells.first(name) for name in ("publication_number", "application_number", "case_number")):
        return RowReading(reason="no_number")
    record = _record(cells, titles)
    language = titles[0].language
    (document, *_) = render_patent(
        record,
        language=language,
        claims=_claims(cells),
        description=_description(cells),
        extra=tuple(_extra(cells, record)),
        member=record.publication_number or record.application_number or member,
    )
    notes = tuple(_doubts(cells, record))
    return RowReading(document=replace(document, notes=(*document.notes, *notes)) if notes else document)


def _repeats_header(texts: Sequence[str], layout: TableLayout) -> bool:
    filled = [(text, name) for text, name in zip(texts, layout.header, strict=False) if text]
    return len(filled) > 1 and all(fold_header(text) == fold_header(name) for text, name in filled)


def _record(cells: Cells, titles: tuple[LocalText, ...]) -> PatentRecord:
    publication = _publication(cells)
    number = str(publication) if publication else None
    country = _named_office(cells) or (publication.country if publication else None)
    application = _application(cells, country)
    owners = cells.listed("owners") or cells.listed("applicants")
    parties = (party_of(name) for name in owners)
    return PatentRecord(
        jurisdiction=country or _office_of(application),
        titles=titles,
        publication_number=number,
        application_number=application,
        case_number=cells.first("case_number") or None,
        patent_type=_type(cells) or _type_by_number(publication),
        abstracts=_local(cells, "abstract", "abstract_translated"),
        owners=tuple(party for party in parties if party is not None),
        inventors=cells.listed("inventors"),
        ipc=_symbols((*cells.listed("ipc_main"), *cells.listed("ipc"))),
        cpc=_symbols(cells.listed("cpc")),
        locarno=cells.first("locarno") or None,
        filing_date=cells.day("filing_date"),
        priority_date=min(cells.days("priority_date"), default=None),
        publication_date=cells.day("publication_date"),
        grant_date=cells.day("grant_date"),
        events=events_of(cells),
        annual_fee_paid_through=cells.day("fee_paid_through"),
        register_checked_on=cells.day("register_checked_on"),
        trl=_whole(cells.first("trl"), r"(?<!\d)[1-9](?!\d)"),
        family_id=_family_id(cells),
        family_members=_family_members(cells, number),
        priorities=tuple(_priorities(cells)),
        term_adjustment_days=_whole(cells.first("term_adjustment_days"), r"^\d{1,4}(?!\d)"),
    )


def _local(cells: Cells, own: str, translated: str) -> tuple[LocalText, ...]:
    """Return a text in its languages, its own first. One cell may hold both, divided by a bar."""
    found: dict[Language, str] = {}
    for cell in (*cells.every(own), *cells.every(translated)):
        parts = cell.split(" | ")
        languages = [_language(part) for part in parts]
        if len(set(languages)) > 1:
            for language, part in zip(languages, parts, strict=True):
                found.setdefault(language, part.strip())
        else:
            found.setdefault(languages[0], cell)
    return tuple(LocalText(language=language, text=text) for language, text in found.items() if text)


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────


def _publication(cells: Cells) -> PublicationNumber | None:
    """Return the row's publication number, that of the granted right before that of the application."""
    kind, office = folded(cells.first("kind")).strip(), _named_office(cells)
    found = []
    for text in cells.every("publication_number"):
        if folded(text).lstrip().startswith("ZL"):  # the number of the patent is no publication number
            continue
        number = parse_publication_number(text) or (
            parse_publication_number(office + text) if office else None
        )
        if number is None or number.country == "ZL":
            continue
        if number.kind is None and re.fullmatch(r"[A-Z]\d?", kind):
            number = replace(number, kind=kind)
        found.append(number)
    meanings = ((number, kind_meaning(number.country, number.kind)) for number in found)
    granted = (number for number, meaning in meanings if meaning is not None and meaning.stage.is_granted)
    return next(granted, next(iter(found), None))


def _application(cells: Cells, country: str | None) -> str | None:
    for text in (*cells.every("application_number"), *_patent_numbers(cells)):
        restored = restored_number(text)
        number = _application_number(restored, country) if restored else None
        if number is not None:
            return number
    return None


def _application_number(text: str, country: str | None) -> str | None:
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
    return (text for text in cells.every("publication_number") if folded(text).lstrip().startswith("ZL"))


def _named_office(cells: Cells) -> str | None:
    named = folded(cells.first("jurisdiction")).strip()
    return named if re.fullmatch("[A-Z]{2}", named) else _OFFICES.get(named)


def _office_of(application: str | None) -> str:
    number = application or ""
    if number.startswith("PCT"):
        return "WO"
    return number[:2] if re.match("[A-Z]{2}", number) else "XX"


def _family_members(cells: Cells, own: str | None) -> tuple[str, ...]:
    numbers = (parse_publication_number(text) for text in _family_items(cells))
    members = dict.fromkeys(str(number) for number in numbers if number is not None)
    return tuple(member for member in members if member != own)


def _family_items(cells: Cells) -> Iterator[str]:
    yield from cells.listed("family_members")
    if not _family_id(cells):
        yield from (part for text in cells.every("family") for part in re.split(r"[;；|,，\n]+", text))


def _family_id(cells: Cells) -> str | None:
    """Return the family's number, where the column holds one and not the members' numbers."""
    text = cells.first("family")
    parts = [part for part in re.split(r"[;；|,，\n]+", text) if part.strip()]
    return None if not text or any(parse_publication_number(part) for part in parts) else text


def _priorities(cells: Cells) -> Iterator[Priority]:
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
        yield Priority(number=compact, country=country[0] if country else None, on=own[-1] if own else beside)


def _doubts(cells: Cells, record: PatentRecord) -> Iterator[ReadingNote]:
    """Yield what a person should look at: numbers that a spreadsheet damaged, check digits that do not fit."""
    for field in ("application_number", "publication_number"):
        for position, text in cells.places(field):
            if is_damaged(text):
                yield _doubt(cells, position, text, "number_damaged")
    given = parse_application_number(record.application_number or "")
    if record.jurisdiction == "CN" and given is not None and given.check_digit_ok is False:
        for position, text in (*cells.places("application_number"), *cells.places("publication_number")):
            found = parse_application_number(text)
            if found is not None and found.check_digit_ok is False:
                yield _doubt(cells, position, text, "check_digit")


def _doubt(cells: Cells, position: int, text: str, reason: str) -> ReadingNote:
    fields = {
        "row": cells.row.number,
        "column": cells.layout.names[position],
        "value": text[:60],
        "reason": reason,
    }
    return ReadingNote(kind=NoteKind.DOUBTFUL_VALUE, fields=fields)


# ── texts and the rest ───────────────────────────────────────────────────────────────────────────────────


def _claims(cells: Cells) -> tuple[Claim, ...]:
    text = cells.first("claims") or cells.first("first_claim")
    if not text:
        return ()
    starts = [0]
    for match in re.finditer(r"(?:^|\n|(?<=[。.;；])\s?)\s*(\d{1,3})\s*[.．、]\s*(?=\S)", text):
        if int(match[1]) == len(starts) + 1:
            starts.append(match.start(1))
    ends = [*starts[1:], len(text)]
    pieces = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return with_references(
        [Claim(number=str(n), text=piece) for n, piece in enumerate(pieces, start=1) if piece]
    )


def _description(cells: Cells) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text=text) for text in cells.first("description").split("\n") if text.strip())


def _extra(cells: Cells, record: PatentRecord) -> Iterator[tuple[str, str]]:
    """Yield what no field holds: unknown columns, the status as worded, values that could not be read."""
    taken = _taken(cells, record)
    status = frozenset(cells.layout.columns.get("status", ()))
    for position, name in enumerate(cells.layout.names):
        if not name or position in taken or is_ordinal(name) or position in cells.layout.left_out:
            continue
        value = re.sub(r"\s+", " ", cells.text_at(position)).strip()
        if value and len(value) <= _LONGEST_EXTRA and "://" not in value:
            yield (
                name.partition("#")[0],
                decoded_status(cells, position, value) if position in status else value,
            )


def _taken(cells: Cells, record: PatentRecord) -> frozenset[int]:
    """Return the positions whose whole value a field of the record, or an entry, holds."""
    taken: set[int] = set()
    kinds = {event.kind for event in record.events}
    for field, positions in cells.layout.columns.items():
        if field in _QUOTED:
            continue
        if field in _OF_EVENTS:
            taken.update(positions if _OF_EVENTS[field] in kinds else ())
        elif field in _SINGLE:
            taken.update(_read_at(cells, field, record))
        elif (
            field != "applicants"
            or not cells.first("owners")
            or cells.listed("owners") == cells.listed(field)
        ):
            taken.update(positions)
    return frozenset(taken)


def _read_at(cells: Cells, field: str, record: PatentRecord) -> Iterator[int]:
    """Yield the positions of a field of one value that the record holds: another value stays a line of its own."""
    for position, text in cells.places(field):
        if field == "publication_number":
            number = parse_publication_number(_DATED_KEY.sub(r"\1", text))
            zl = folded(text).lstrip().startswith("ZL")
            read = record.publication_number is not None and (
                number is None or str(number) in record.publication_number
            )
            read = read and not zl
        elif field == "application_number":
            read = record.application_number == _application_number(
                restored_number(text) or "", record.jurisdiction
            )
        elif field in DATES:
            day = cell_date(text, cells.layout.orders.get(position))
            read = day is not None and day == cells.day(field)
        elif field == "trl":
            read = record.trl is not None
        else:
            read = text == cells.first(field)
        if read:
            yield position


def _symbols(texts: Sequence[str]) -> tuple[str, ...]:
    symbols = (normalise_symbol(text) for text in texts)
    return tuple(dict.fromkeys(symbol for symbol in symbols if symbol))


def _type(cells: Cells) -> PatentType | None:
    flat = folded(cells.first("patent_type"))
    return next((value for pattern, value in _TYPES if re.search(pattern, flat)), None)


def _type_by_number(number: PublicationNumber | None) -> PatentType | None:
    meaning = kind_meaning(number.country, number.kind) if number is not None else None
    return meaning.patent_type if meaning is not None else None


def _whole(text: str, pattern: str) -> int | None:
    match = re.search(pattern, text)
    return int(match[0]) if match else None


def _language(text: str) -> Language:
    return Language.ZH if han_share(text) >= 0.2 else Language.EN
