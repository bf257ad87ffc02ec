"""One row of a patent list → a patent document. What no field took is kept as a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.claims import Claim, Paragraph, with_references
from knowledge.folding import folded, han_share
from knowledge.numbers.kind_codes import kind_meaning
from knowledge.numbers.patent_numbers import (
    PublicationNumber,
    normalise_symbol,
    parse_application_number,
)
from knowledge.protocols import ReadDocument
from knowledge.readers.tables.table_cells import Cells
from knowledge.readers.tables.table_events import decoded_status, events_of, party_of
from knowledge.readers.tables.table_headers import DATES, fold_header, is_ordinal
from knowledge.readers.tables.table_layout import TableLayout
from knowledge.readers.tables.table_numbers import (
    application_number_of,
    application_of,
    family_id_of,
    family_members_of,
    is_patent_number,
    office_named,
    office_of,
    parsed_publication,
    priorities_of,
    publication_of,
)
from knowledge.readers.tables.table_values import cell_date, is_damaged, restored_number
from knowledge.readers.tables.tabular import Row, cell_text
from knowledge.rendering import render_patent
from knowledge.types import (
    EventKind,
    Language,
    LocalText,
    NoteKind,
    Offer,
    PatentRecord,
    PatentType,
    ReadingNote,
)

_TYPES = (
    (r"实用新型|UTILITY MODEL", PatentType.UTILITY_MODEL),
    (r"外观|DESIGN", PatentType.DESIGN),
    (r"发明|INVENTION|GRANTED PATENT|PATENT APPLICATION|UTILITY", PatentType.INVENTION),
)
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


def read_row(
    row: Row, layout: TableLayout, member: str, *, even: bool = False, offers: tuple[Offer, ...] = ()
) -> RowReading:
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
    record = replace(_record(cells, titles), offers=offers)
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
    publication = publication_of(cells)
    number = str(publication) if publication else None
    country = office_named(cells) or (publication.country if publication else None)
    application = application_of(cells, country)
    owners = cells.listed("owners") or cells.listed("applicants")
    parties = (party_of(name) for name in owners)
    return PatentRecord(
        jurisdiction=country or office_of(application),
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
        family_id=family_id_of(cells),
        family_members=family_members_of(cells, number),
        priorities=tuple(priorities_of(cells)),
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
        if field == "family_members" and not all(map(parsed_publication, cells.listed(field))):
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
            number, held = parsed_publication(text), record.publication_number
            read = held is not None and not is_patent_number(text) and (number is None or str(number) in held)
        elif field == "application_number":
            number_read = application_number_of(restored_number(text) or "", record.jurisdiction)
            read = number_read is not None and number_read == record.application_number
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
