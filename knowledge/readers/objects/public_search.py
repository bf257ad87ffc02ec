"""Documents of the USPTO's Patent Public Search as JSON (guid, inventionTitle, …Html fields) → patents."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from knowledge.claims import Claim
from knowledge.errors import ReadError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.patent_numbers import (
    normalise_application_number,
    normalise_publication_number,
    normalise_symbol,
)
from knowledge.protocols import ReadDocument
from knowledge.readers.patent_languages import PatentTexts, party_of, render_in_languages
from knowledge.readers.patent_parts import DescriptionParts, numbered_claims, one_line
from knowledge.readers.publication_kinds import granted_on, type_of_publication
from knowledge.readers.xml.flow import iso_date
from knowledge.types import NoteKind, PatentRecord, ReadingNote

_LISTS: Final = ("docs", "patents", "results", "documents", "records")
_SECTIONS: Final = ("backgroundTextHtml", "briefHtml", "drawingDescription", "descriptionHtml", "detdescHtml")
_EXTRA: Final = (
    ("uspcFullClassificationFlattened", "US classes"),
    ("legalFirmName", "Firm"),
    ("continuityData", "Related applications"),
    ("numberOfClaims", "Number of claims"),
    ("termOfExtension", "Extension of term"),
)
_BREAK: Final = lazy_pattern(r"<br\s*/?>|</(?:p|div|li|h\d|tr)>", re.IGNORECASE)
_TAG: Final = lazy_pattern(r"</?[a-zA-Z][^<>]*>")
_PARAGRAPH: Final = lazy_pattern(r"^\((\d{1,4})\)\s+")
_NO_TITLE: Final = lazy_pattern(r"OCR SCANNED DOCUMENT", re.IGNORECASE)
_NONE: Final = frozenset({"", "N/A", "None"})


def recognises(raw: Any) -> bool:
    """Say whether the JSON is a document of that search, or a list of them."""
    return any(_is_document(one) for one in _entries(raw)[:3])


def read(raw: Any, path: Path) -> Iterator[ReadDocument]:
    """Yield the patents; an entry without number or texts becomes a note on the next one."""
    notes: list[ReadingNote] = []
    held: ReadDocument | None = None
    for position, entry in enumerate(_entries(raw), start=1):
        documents = _documents(entry) if _is_document(entry) else ()
        if not documents:
            fields = {"member": position, "code": "no_records"}
            notes.append(ReadingNote(kind=NoteKind.MEMBER_SET_ASIDE, fields=fields))
        for document in documents:
            if held is not None:
                yield held
            held = replace(document, notes=(*document.notes, *notes))
            notes = []
    if held is None:
        raise ReadError("no_records", file=str(path))
    yield replace(held, notes=(*held.notes, *notes))


def _entries(raw: Any) -> list[Any]:
    if isinstance(raw, list):
        return raw
    if isinstance(raw, Mapping):
        listed = next((raw[name] for name in _LISTS if isinstance(raw.get(name), list)), None)
        return listed if listed is not None else [raw]
    return []


def _is_document(entry: Any) -> bool:
    return (
        isinstance(entry, Mapping)
        and "guid" in entry
        and ("inventionTitle" in entry or "claimsHtml" in entry)
    )


def _documents(entry: Mapping[str, Any]) -> tuple[ReadDocument, ...]:
    record = _record(entry)
    texts = PatentTexts()
    stated = _first(entry, "languageIndicator") or "EN"
    title = _first(entry, "inventionTitle")
    texts.add_title("" if _NO_TITLE.fullmatch(title) else title, stated)
    texts.add_abstract(one_line(_plain(_joined(entry.get("abstractHtml")))), stated)
    texts.add_claims(_claims(entry), stated)
    parts = DescriptionParts()
    for name in _SECTIONS:
        for line in _plain(_joined(entry.get(name))).split("\n"):
            match = _PARAGRAPH.match(line)
            parts.paragraph(line[match.end() :] if match else line)
    texts.add_description(parts.done(), stated)
    for name, label in _EXTRA:
        value = one_line(_plain(_joined(entry.get(name), "; ")))
        if value not in _NONE and len(value) <= 400:
            texts.extra.append((label, value))
    if record.publication_number is None and texts.empty:
        return ()
    return render_in_languages(record, texts, member=record.publication_number or "")


def _record(entry: Mapping[str, Any]) -> PatentRecord:
    published = _day(entry, "datePublished")
    publication = normalise_publication_number(_first(entry, "guid")) or None
    application = _first(entry, "applicationNumber")
    return PatentRecord(
        jurisdiction=_first(entry, "country") or (publication or "US")[:2],
        titles=(),
        publication_number=publication,
        application_number=normalise_application_number(f"US{application}", "US") if application else None,
        patent_type=type_of_publication(publication, published),
        owners=tuple(
            party_of(name) for name in _names(entry, "assigneeName") or _names(entry, "applicantName")
        ),
        inventors=_names(entry, "inventorsName"),
        ipc=_symbols(entry, "ipcCodeFlattened"),
        cpc=_symbols(entry, "cpcInventiveFlattened", "cpcAdditionalFlattened"),
        locarno=None,
        filing_date=_day(entry, "applicationFilingDate"),
        priority_date=_day(entry, "priorityClaimsDate"),
        publication_date=published,
        grant_date=granted_on(publication, published),
        government_interest=one_line(_plain(_joined(entry.get("governmentInterest")))) or None,
        family_id=_first(entry, "familyIdentifierCurStr") or None,
    )


def _claims(entry: Mapping[str, Any]) -> tuple[Claim, ...]:
    return numbered_claims(_plain(_joined(entry.get("claimsHtml"))).split("\n"))


def _plain(fragment: str) -> str:
    """Return an HTML fragment's text, a line for each break."""
    text = _TAG.sub("", _BREAK.sub("\n", fragment))
    lines = (one_line(html.unescape(line)) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _joined(value: Any, between: str = "<br />") -> str:
    if isinstance(value, list):
        return between.join(str(one) for one in value if one is not None and str(one) not in _NONE)
    return "" if value is None else str(value)


def _first(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    value = value[0] if isinstance(value, list) and value else value
    text = one_line(_plain(str(value))) if isinstance(value, (str, int)) else ""
    return "" if text in _NONE else text


def _names(entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = entry.get(name)
    listed = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    names = (one_line(_plain(str(one))) for one in listed if one is not None)
    return tuple(dict.fromkeys(one for one in names if one not in _NONE))


def _symbols(entry: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    listed = (part for name in names for part in _first(entry, name).split(";"))
    symbols = (normalise_symbol(part) for part in listed if part.strip())
    return tuple(dict.fromkeys(symbol for symbol in symbols if symbol))


def _day(entry: Mapping[str, Any], name: str) -> date | None:
    return iso_date(_first(entry, name)[:10])
