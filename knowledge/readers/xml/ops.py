"""Answers of the EPO's Open Patent Services and DOCDB exchange documents → patents, or what the answer was instead.

Source: EPO, Open Patent Services RESTful web services reference guide; WIPO ST.36.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from lxml import etree

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.legal_entries import legal_entry
from knowledge.readers.patent_languages import PatentTexts, render_in_languages
from knowledge.readers.xml.document_ids import document_ids
from knowledge.readers.xml.exchange_data import exchange_record
from knowledge.readers.xml.flow import below, find, find_all, iso_date, line_text, local_name
from knowledge.readers.xml.patent_document import read_publication
from knowledge.types import LegalEvent, PatentRecord

# What an answer without any publication is, by the element that says so.
_ANSWERS: Final = (
    ("document-inquiry", "list of available images"),
    ("equivalents-inquiry", "list of equivalent publications"),
    ("standardization", "number conversion"),
    ("biblio-search", "list of search results without bibliographic data"),
    ("cpc", "classification data"),
)
_MEMBER: Final = "Family member {}"


@dataclass(slots=True)
class _Publication:
    record: PatentRecord
    texts: PatentTexts


def read_ops(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Yield a document for each publication of an answer; bibliography and full text of one are put together.

    Raises ReadError("service_message") for faults and for answers that describe no patent.
    """
    if local_name(root) == "fault" or next(below(root, "fault"), None) is not None:
        raise ReadError("service_message", file=str(path), message=_fault(root))
    publications = _publications(root)
    family = next(below(root, "patent-family"), None)
    if family is not None:
        _add_family(family, publications)
    if not publications:
        raise ReadError("service_message", file=str(path), message=_answer(root))
    for publication in publications.values():
        record = publication.record
        member = record.publication_number or record.application_number or ""
        yield from render_in_languages(record, publication.texts, member=member)


def _publications(root: etree._Element) -> dict[str, _Publication]:
    found: dict[str, _Publication] = {}
    elements = [root] if local_name(root) in ("exchange-document", "fulltext-document") else []
    elements += below(root, "exchange-document", "fulltext-document")
    for element in elements:
        if element.get("status") == "not found":
            continue
        record, texts = read_publication(element)
        key = record.publication_number or record.application_number
        if key is None or (texts.empty and not _says_something(record)):
            continue
        if key in found:
            found[key] = _merged(found[key], record, texts)
        else:
            found[key] = _Publication(record=record, texts=texts)
    return found


def _says_something(record: PatentRecord) -> bool:
    """Say whether a record has more than its number: a list of search results has no more."""
    return bool(record.application_number or record.owners or record.ipc or record.filing_date)


def _merged(first: _Publication, record: PatentRecord, texts: PatentTexts) -> _Publication:
    richer, other = (first.record, record) if _says_something(first.record) else (record, first.record)
    first.texts.merge(texts)
    merged = replace(richer, family_id=richer.family_id or other.family_id)
    return _Publication(record=merged, texts=first.texts)


# ── families and legal status ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    record: PatentRecord
    events: tuple[LegalEvent, ...]


def _add_family(family: etree._Element, publications: dict[str, _Publication]) -> None:
    """Turn a family into records: one for each right with register entries or texts, else one for the family."""
    members = [_member(element) for element in find_all(family, "family-member")]
    members = [member for member in members if member.record.publication_number]
    for members_of_right in _by_right(members):
        events = tuple(dict.fromkeys(event for one in members_of_right for event in one.events))
        known = [one for one in members_of_right if one.record.publication_number in publications]
        for one in known or (members_of_right[-1:] if events else ()):
            _put(one, events, members, publications)
    if not publications and members:
        asked = document_ids(find(family, "publication-reference"))
        numbers = {one.publication_number for one in asked}
        main = next((one for one in members if one.record.publication_number in numbers), members[0])
        _put(main, (), members, publications)


def _put(
    member: _Member,
    events: tuple[LegalEvent, ...],
    members: Iterable[_Member],
    publications: dict[str, _Publication],
) -> None:
    number = member.record.publication_number or ""
    others = [one.record for one in members if one.record.publication_number != number]
    numbers = tuple(dict.fromkeys(one.publication_number for one in others if one.publication_number))
    known = publications.get(number)
    if known is None:
        known = publications[number] = _Publication(record=member.record, texts=PatentTexts())
        known.texts.extra.extend(line for one in others for line in _other_line(one))
    known.record = replace(
        known.record,
        events=events or known.record.events,
        family_members=numbers,
        family_id=known.record.family_id or member.record.family_id,
        priorities=known.record.priorities or member.record.priorities,
        priority_date=known.record.priority_date or member.record.priority_date,
        filing_date=known.record.filing_date or member.record.filing_date,
        grant_date=known.record.grant_date or member.record.grant_date,
    )


def _other_line(record: PatentRecord) -> Iterator[tuple[str, str]]:
    facts = (
        ("published", record.publication_date),
        ("application", record.application_number),
        ("filed", record.filing_date),
    )
    stated = "; ".join(f"{label} {value}" for label, value in facts if value)
    if stated and record.publication_number:
        yield _MEMBER.format(record.publication_number), stated


def _by_right(members: Iterable[_Member]) -> Iterator[list[_Member]]:
    """Group the publications of one application (A1 and B1 of a European patent are one right)."""
    groups: dict[str, list[_Member]] = {}
    for member in members:
        key = member.record.application_number or member.record.publication_number or ""
        groups.setdefault(key, []).append(member)
    for group in groups.values():
        dated = max((one.record.grant_date for one in group if one.record.grant_date), default=None)
        yield [replace(one, record=replace(one.record, grant_date=dated)) for one in group]


def _member(element: etree._Element) -> _Member:
    record = exchange_record(element, family_id=element.get("family-id"))
    return _Member(record=record, events=tuple(_events(element)))


def _events(member: etree._Element) -> Iterator[LegalEvent]:
    for legal in find_all(member, "legal"):
        fields = {local_name(field)[:4]: field for field in legal.iter() if local_name(field)[:1] == "L"}
        day = iso_date(line_text(fields.get("L007"))) or iso_date(line_text(fields.get("L525")))
        if day is None:
            continue
        details = [
            (field.get("desc") or "", line_text(field))
            for name, field in fields.items()
            if name.startswith("L5") and name != "L500"
        ]
        yield legal_entry(
            day,
            " ".join((legal.get("desc") or "").split()),
            code=(legal.get("code") or "").strip() or None,
            country=line_text(fields.get("L001")) or None,
            details=details,
        )


# ── answers that are no patent ───────────────────────────────────────────────────────────────────────────


def _fault(root: etree._Element) -> str:
    fault = root if local_name(root) == "fault" else next(below(root, "fault"))
    parts = (line_text(find(fault, name)) for name in ("code", "message", "description"))
    return ": ".join(part for part in parts if part)[:200] or "fault"


def _answer(root: etree._Element) -> str:
    for name, meaning in _ANSWERS:
        if next(below(root, name), None) is not None:
            return meaning
    if any(element.get("status") == "not found" for element in below(root, "exchange-document")):
        return "document not found"
    names = [local_name(child) for child in root if local_name(child)]
    return ", ".join(dict.fromkeys(names))[:120] or local_name(root)
