"""One row of a patent list → a patent document. What has no field of its own is kept as a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from knowledge.claims import Claim, Paragraph, with_references
from knowledge.folding import folded, han_share
from knowledge.patent_numbers import (
    normalise_application_number,
    normalise_publication_number,
    normalise_symbol,
    parse_application_number,
    parse_publication_number,
)
from knowledge.protocols import ReadDocument
from knowledge.readers.table_headers import SEPARATORS, known_columns
from knowledge.rendering import render_patent
from knowledge.types import (
    EventKind,
    Language,
    LegalEvent,
    LicenceType,
    LocalText,
    Party,
    PatentRecord,
    PatentType,
)
from knowledge.written_dates import parse_date

_T = TypeVar("_T")
_TYPES = (
    (r"实用新型|UTILITY MODEL", PatentType.UTILITY_MODEL),
    (r"外观|DESIGN", PatentType.DESIGN),
    (r"发明|INVENTION|GRANTED PATENT|PATENT APPLICATION|UTILITY", PatentType.INVENTION),
)
_ENDINGS = (
    (r"未缴年费|UNPAID|FEE RELATED|NON.?PAYMENT|LAPSED", EventKind.LAPSED_UNPAID_FEE),
    (r"期限届满|期满|TERM EXPIRED|EXPIRED", EventKind.TERM_EXPIRED),
    (r"放弃|ABANDON", EventKind.ABANDONED),
    (r"全部无效|宣告无效|INVALIDATED|REVOKED", EventKind.INVALIDATED),
    (r"驳回|REFUSED|REJECTED", EventKind.REFUSED),
    (r"撤回|WITHDRAWN", EventKind.WITHDRAWN),
)
_LICENCES = (
    (r"独占|(?<!NON)(?<!NON[ -])EXCLUSIVE", LicenceType.EXCLUSIVE),
    (r"排他|SOLE", LicenceType.SOLE),
    (r"普通|NON.?EXCLUSIVE|ORDINARY", LicenceType.NON_EXCLUSIVE),
)
_OFFICES = {
    "中国": "CN",
    "CHINA": "CN",
    "美国": "US",
    "欧洲专利局": "EP",
    "欧洲": "EP",
    "日本": "JP",
    "韩国": "KR",
    "世界知识产权组织": "WO",
}
_LONGEST_EXTRA = 400


def row_document(
    row: Sequence[str], header: Sequence[str], columns: Mapping[str, tuple[int, ...]], member: str
) -> ReadDocument | None:
    """Make a document of a row; None for a row without a title."""
    cells = _Row(row, columns)
    record = _record(cells)
    if record is None:
        return None
    language = record.titles[0].language
    return render_patent(
        record,
        language=language,
        claims=_claims(cells, language),
        description=tuple(
            Paragraph(text=text) for text in cells.first("description").split("\n") if text.strip()
        ),
        extra=tuple(_extra(row, header, columns, record)),
        member=record.publication_number or record.application_number or member,
    )[0]


class _Row:
    def __init__(self, row: Sequence[str], columns: Mapping[str, tuple[int, ...]]) -> None:
        self._row = row
        self._columns = columns

    def first(self, field: str) -> str:
        """Return the first filled cell of a field."""
        return next((cell for cell in self.every(field)), "")

    def every(self, field: str) -> Iterator[str]:
        for position in self._columns.get(field, ()):
            cell = self._row[position].strip() if position < len(self._row) else ""
            if cell and cell not in ("-", "--", "N/A", "null", "None"):
                yield cell

    def listed(self, field: str) -> tuple[str, ...]:
        parts = [part for cell in self.every(field) for part in SEPARATORS.split(cell)]
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def day(self, field: str) -> date | None:
        return parse_date(self.first(field))


def _record(cells: _Row) -> PatentRecord | None:
    titles = _local(cells, "title", "title_translated")
    publication, application = _publication(cells), _application(cells)
    if not titles:
        return None
    owners = cells.listed("owners") or cells.listed("applicants")
    ipc = (*cells.listed("ipc_main"), *cells.listed("ipc"))
    language = titles[0].language
    return PatentRecord(
        jurisdiction=_jurisdiction(cells, publication, application),
        titles=titles,
        publication_number=publication,
        application_number=application,
        case_number=cells.first("case_number") or None,
        patent_type=_matched(cells.first("patent_type"), _TYPES) or _type_by_number(publication),
        abstracts=_local(cells, "abstract", "abstract_translated"),
        owners=tuple(Party(names=(LocalText(language=_language(name), text=name),)) for name in owners),
        inventors=cells.listed("inventors"),
        ipc=_symbols(ipc),
        cpc=_symbols(cells.listed("cpc")),
        locarno=cells.first("locarno") or None,
        filing_date=cells.day("filing_date"),
        priority_date=cells.day("priority_date"),
        publication_date=cells.day("publication_date"),
        grant_date=cells.day("grant_date"),
        events=tuple(sorted(_events(cells, language), key=lambda event: event.on)),
        annual_fee_paid_through=cells.day("fee_paid_through"),
        trl=_level(cells.first("trl")),
        family_id=cells.first("family") or None,
    )


def _local(cells: _Row, own: str, translated: str) -> tuple[LocalText, ...]:
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


def _publication(cells: _Row) -> str | None:
    text = cells.first("publication_number")
    kind = cells.first("kind")
    number = parse_publication_number(text)
    if number is None:
        return None
    if number.kind is None and re.fullmatch(r"[A-Z]\d?", folded(kind)):
        return normalise_publication_number(text + kind)
    return str(number)


def _application(cells: _Row) -> str | None:
    text = cells.first("application_number")
    if not text:
        return None
    compact = re.sub(r"[^0-9A-Z]", "", folded(text))
    if parse_application_number(text) and (compact[:1].isdigit() or compact[:2] in ("CN", "ZL")):
        return normalise_application_number(text)
    return compact if len(re.sub(r"\D", "", compact)) >= 5 else None


def _jurisdiction(cells: _Row, publication: str | None, application: str | None) -> str:
    named = folded(cells.first("jurisdiction")).strip()
    if re.fullmatch("[A-Z]{2}", named):
        return named
    number = publication or application or ""
    if re.match("[A-Z]{2}", number):
        return number[:2]
    return _OFFICES.get(named, "CN" if parse_application_number(number) else "XX")


def _events(cells: _Row, language: Language) -> Iterator[LegalEvent]:
    ended, status = cells.day("ended_on"), " ".join(cells.every("status"))
    kind = _matched(status, _ENDINGS)
    if ended and kind:
        yield _event(ended, kind, cells.first("status"))
    recorded = cells.day("licence_recorded_on")
    if recorded:
        yield LegalEvent(
            on=recorded,
            kind=EventKind.LICENCE_RECORDED,
            party=_party(cells.first("licensee")),
            licence_type=_matched(cells.first("licence_type"), _LICENCES),
        )
    transferred = cells.day("transferred_on")
    if transferred:
        yield LegalEvent(on=transferred, kind=EventKind.TRANSFERRED, party=_party(cells.first("new_owner")))
    pledged = cells.day("pledged_on") or cells.day("pledge_term")
    if pledged and cells.first("pledgee"):
        yield LegalEvent(on=pledged, kind=EventKind.PLEDGED, party=_party(cells.first("pledgee")))


def _event(on: date, kind: EventKind, statement: str) -> LegalEvent:
    return LegalEvent(on=on, kind=kind, statement=(LocalText(language=_language(statement), text=statement),))


def _party(name: str) -> Party | None:
    return Party(names=(LocalText(language=_language(name), text=name),)) if name else None


def _claims(cells: _Row, language: Language) -> tuple[Claim, ...]:
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


def _extra(
    row: Sequence[str], header: Sequence[str], columns: Mapping[str, tuple[int, ...]], record: PatentRecord
) -> Iterator[tuple[str, str]]:
    """Yield what no field holds: unknown columns, the status as worded, numbers that could not be read."""
    known = known_columns(columns)
    if record.publication_number is None:
        known -= frozenset(columns.get("publication_number", ()))
    if record.application_number is None:
        known -= frozenset(columns.get("application_number", ()))
    for position, cell in enumerate(row[: len(header)]):
        value = re.sub(r"\s+", " ", cell).strip()
        if (
            position not in known
            and value
            and len(value) <= _LONGEST_EXTRA
            and "://" not in value
            and header[position].strip()
        ):
            yield re.sub(r"\s+", " ", header[position]).strip(), value


def _symbols(texts: Sequence[str]) -> tuple[str, ...]:
    symbols = (normalise_symbol(part) for text in texts for part in re.split(r"[,，]", text))
    return tuple(dict.fromkeys(symbol for symbol in symbols if symbol))


def _matched(text: str, patterns: Sequence[tuple[str, _T]]) -> _T | None:
    flat = folded(text)
    return next((value for pattern, value in patterns if re.search(pattern, flat)), None)


def _type_by_number(publication: str | None) -> PatentType | None:
    number = parse_publication_number(publication or "")
    if number is None or number.country != "CN" or not number.kind:
        return None
    return {
        "U": PatentType.UTILITY_MODEL,
        "Y": PatentType.UTILITY_MODEL,
        "S": PatentType.DESIGN,
        "D": PatentType.DESIGN,
    }.get(number.kind[0], PatentType.INVENTION)


def _level(text: str) -> int | None:
    match = re.search(r"(?<!\d)[1-9](?!\d)", text)
    return int(match[0]) if match else None


def _language(text: str) -> Language:
    return Language.ZH if han_share(text) >= 0.2 else Language.EN
