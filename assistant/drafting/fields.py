"""The structured fields that a draft may rest on: a patent's file and a need in; their values by name out, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from assistant.composing.patent_file import PatentFile
from assistant.matching.types import Cell, ReadNeed, Verdict
from knowledge.rights.patent_term import remaining, term_basis
from knowledge.types import LegalEvent, LocalText, Offer, Party

NEED = "need."
NEED_TEXT = "need.text"
TITLE = "patent.title"
OWNERS = "patent.owners"
STATUS = "status"
EVENTS = "events"
OFFERS = "offers"
TERM = "term"


def fields_of(file: PatentFile, need: ReadNeed, cells: Iterable[Cell]) -> Mapping[str, tuple[str, ...]]:
    """Return every field that has a value. Parties and texts have one value in each language they are written in."""
    found = {name: tuple(values) for name, values in _fields(file, need, tuple(cells))}
    return {name: tuple(v for v in values if v) for name, values in found.items() if any(values)}


def _fields(file: PatentFile, need: ReadNeed, cells: tuple[Cell, ...]) -> Iterator[tuple[str, Iterable[str]]]:
    yield from _of_need(need, cells)
    yield from _of_record(file)
    yield STATUS, _status(file)
    yield TERM, _term(file)
    yield EVENTS, (text for event in file.record.events for text in _event(event))
    yield OFFERS, (text for offer in file.record.offers for text in _offer(offer))
    yield (
        "notices",
        (
            text
            for notice, _ in file.intended
            for text in (str(notice.published_on or ""), *_names(notice.licensee))
        ),
    )
    yield "relatives", (relative.title for relative in file.relatives)
    members = [r.record for r in file.relatives if r.record is not None]
    yield "relatives.numbers", (str(getattr(record, "publication_number", "") or "") for record in members)


def _of_need(need: ReadNeed, cells: tuple[Cell, ...]) -> Iterator[tuple[str, Iterable[str]]]:
    yield NEED_TEXT, (need.wanted.text,)
    yield "need.enterprise", (need.wanted.enterprise,)
    yield "need.territory", (need.terms.territory or "",)
    yield "need.trl", (str(need.terms.trl or ""),)
    for cell in cells:
        number = cell.requirement.number
        yield f"need.requirement.{number}", (cell.requirement.text, str(number))
    counts = [str(sum(cell.verdict is verdict for cell in cells)) for verdict in Verdict]
    yield "fit.counts", (str(len(cells)), *counts)
    yield "fit.numbers", (str(cell.requirement.number) for cell in cells)
    yield "fit.labels", (cell.label for cell in cells)


def _of_record(file: PatentFile) -> Iterator[tuple[str, Iterable[str]]]:
    record = file.record
    yield TITLE, (*_local(record.titles), file.head.title)
    yield (
        "patent.numbers",
        (record.publication_number or "", record.application_number or "", record.case_number or ""),
    )
    yield OWNERS, (name for owner in record.owners for name in _names(owner))
    yield "patent.filing_date", (str(record.filing_date or ""),)
    yield "patent.grant_date", (str(record.grant_date or ""),)
    yield "patent.trl", (str(record.trl or ""),)
    yield "patent.technical_field", _local(record.technical_field)
    yield "patent.jurisdiction", (record.jurisdiction,)
    yield "patent.family", record.family_members
    yield "patent.government_interest", (record.government_interest or "",)


def _status(file: PatentFile) -> Iterator[str]:
    status = file.status
    days = (status.as_of, status.since, status.until, status.checked_on, file.checked_on)
    yield str(status.availability)
    yield from (day.isoformat() for day in days if day)
    yield from (text for event in status.events for text in _event(event))


def _term(file: PatentFile) -> Iterator[str]:
    status, basis = file.status, term_basis(file.record)
    for day in (status.last_day_in_force, status.expiry_termination_date, basis.starts_on if basis else None):
        yield day.isoformat() if day else ""
    left = remaining(file.record, status.as_of)
    if left is not None:
        yield from (str(left.years), str(left.months))


def _event(event: LegalEvent) -> Iterator[str]:
    yield event.on.isoformat()
    yield event.until.isoformat() if event.until else ""
    yield from _names(event.party)
    yield from _local(event.statement)


def _offer(offer: Offer) -> Iterator[str]:
    for texts in (offer.statement, offer.licence_statement, offer.territory, offer.field_of_use, offer.term):
        yield from _local(texts)
    for day in (offer.term_start, offer.term_end, offer.declared_on, offer.withdrawn_on, offer.as_of):
        yield day.isoformat() if day else ""


def _names(party: Party | None) -> tuple[str, ...]:
    return _local(party.names) if party else ()


def _local(texts: tuple[LocalText, ...]) -> tuple[str, ...]:
    return tuple(local.text for local in texts)
