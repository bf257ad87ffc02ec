"""JSON that programs make of the EPO's Open Patent Services (bibliography, claims, description, family, legal) → patents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
from knowledge.readers.legal_entries import legal_entry
from knowledge.readers.patent_languages import PatentTexts, party_of, render_in_languages
from knowledge.readers.patent_parts import DescriptionParts, numbered_claims, one_line, without_marks
from knowledge.readers.publication_kinds import granted_on, type_of_publication
from knowledge.types import LegalEvent, PatentRecord, Priority
from knowledge.written_dates import parse_date

_COUNTRY: Final = lazy_pattern(r"\s*\[[A-Z]{2}\]\s*$")
_GLUED: Final = lazy_pattern(r"(?<=[a-z0-9)])\.(?=[A-Z])")
_DETAILS: Final = (
    ("free_text", "Free Format Text"),
    ("new_owner_name", "OWNER"),
    ("effective_date", "Effective DATE"),
    ("spc_number", "SPC"),
    ("expiry_date", "Expiry DATE"),
)


def recognises(raw: Any) -> bool:
    """Say whether the JSON has one of the shapes that are read here."""
    if not isinstance(raw, Mapping):
        return False
    return (
        _is_reference(raw.get("document_id"))
        or _is_reference(raw.get("publication_reference"))
        or _all_have(raw.get("documents"), "doc_number")
        or _all_have(raw.get("results"), "docdb_number")
    )


def read(raw: Mapping[str, Any], path: Path) -> Iterator[ReadDocument]:
    """Yield the patents. Raises ReadError("service_message") for a list of numbers alone."""
    if isinstance(raw.get("documents"), list):
        for entry in _mappings(raw["documents"]):
            yield from _bibliography(entry)
    elif isinstance(raw.get("events"), list):
        yield from _legal(raw)
    elif isinstance(raw.get("family_members"), list):
        yield from _family(raw)
    elif _is_reference(raw.get("document_id")):
        yield from _fulltext(raw)
    else:
        message = "list of search results without bibliographic data"
        raise ReadError("service_message", file=str(path), message=message)


def _is_reference(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value.get("doc_number") or value.get("number"))


def _all_have(value: Any, key: str) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(one, Mapping) and key in one for one in value)


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────────────


def _bibliography(entry: Mapping[str, Any]) -> Iterator[ReadDocument]:
    publication = _publication(entry)
    published = _day(entry, "publication_reference")
    filed = _day(entry, "application_reference")
    applied = _application(entry)
    claimed = tuple(_priorities(entry.get("priority_claims")))
    record = PatentRecord(
        jurisdiction=publication[:2],
        titles=(),
        publication_number=publication,
        application_number=applied,
        patent_type=type_of_publication(publication, published),
        owners=tuple(party_of(name) for name in _names(entry, "applicants")),
        inventors=_names(entry, "inventors"),
        ipc=_symbols(entry.get("intl_class")),
        cpc=_symbols(entry.get("cpc_class")),
        filing_date=filed,
        priority_date=min((one.on for one in claimed if one.on), default=None),
        publication_date=published,
        grant_date=granted_on(publication, published),
        family_id=_text(entry.get("family_id")) or None,
        priorities=claimed,
    )
    texts = PatentTexts()
    for title in _mappings(entry.get("titles")):
        texts.add_title(_text(title.get("text")), _text(title.get("lang")))
    texts.add_title(_text(entry.get("title")))
    texts.add_abstract(without_marks(_text(entry.get("abstract"))).strip())
    yield from render_in_languages(record, texts, member=publication)


def _fulltext(raw: Mapping[str, Any]) -> Iterator[ReadDocument]:
    publication = _publication(raw["document_id"])
    texts = PatentTexts()
    texts.add_claims(_claims(raw.get("claims")))
    parts = DescriptionParts()
    for block in re.split(r"\n\s*\n", _raw(raw.get("description"))):
        parts.paragraph(block)
    texts.add_description(parts.done())
    record = PatentRecord(jurisdiction=publication[:2], titles=(), publication_number=publication)
    yield from render_in_languages(record, texts, member=publication)


def _family(raw: Mapping[str, Any]) -> Iterator[ReadDocument]:
    asked = _text(raw.get("publication_number")) or _publication(raw["publication_reference"])
    publication = normalise_publication_number(asked)
    members = {
        normalise_publication_number(_text(one.get("publication_number"))): one
        for one in _mappings(raw["family_members"])
    }
    main: Mapping[str, Any] = members.get(publication) or next(iter(members.values()), {})
    claimed = tuple(
        Priority(
            number=_text(_mapping(one.get("application_reference")).get("number")) or None,
            country=_text(_mapping(one.get("application_reference")).get("country")) or None,
            on=parse_date(_text(_mapping(one.get("application_reference")).get("date"))),
        )
        for one in _mappings(main.get("priority_claims"))
    )
    published, filed = _dated(main.get("publication_reference")), _dated(main.get("application_reference"))
    applied = _docdb(main.get("application_reference"))
    record = PatentRecord(
        jurisdiction=publication[:2],
        titles=(),
        publication_number=publication,
        application_number=_application_of(applied) if applied else None,
        patent_type=type_of_publication(publication, published),
        filing_date=filed,
        priority_date=min((one.on for one in claimed if one.on), default=None),
        publication_date=published,
        grant_date=granted_on(publication, published),
        family_id=_text(main.get("family_id")) or None,
        family_members=tuple(number for number in members if number and number != publication),
        priorities=claimed,
    )
    yield from render_in_languages(record, PatentTexts(), member=publication)


def _legal(raw: Mapping[str, Any]) -> Iterator[ReadDocument]:
    publication = _publication(raw["publication_reference"])
    events = tuple(dict.fromkeys(event for one in _mappings(raw["events"]) if (event := _event(one))))
    applications = {_text(one.get("document_number")) for one in _mappings(raw["events"])} - {""}
    record = PatentRecord(jurisdiction=publication[:2], titles=(), publication_number=publication)
    if len(applications) == 1:
        number = re.sub(r"(?<=\d)[A-Z]\d?$", "", applications.pop())
        record = replace(record, application_number=normalise_application_number(number))
    yield from render_in_languages(replace(record, events=events), PatentTexts(), member=publication)


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────


def _event(one: Mapping[str, Any]) -> LegalEvent | None:
    day = parse_date(_text(one.get("event_date")))
    if day is None:
        return None
    country = _text(one.get("country_code"))
    details = [(label, value) for key, label in _DETAILS if (value := _text(one.get(key)))]
    code = _text(one.get("event_code")).removeprefix(f"{country}.")
    title = _text(one.get("event_description"))
    return legal_entry(day, title, code=code or None, country=country or None, details=details)


def _claims(raw: Any) -> tuple[Claim, ...]:
    if not isinstance(raw, list):
        return ()
    found: list[Claim] = []
    for position, one in enumerate(raw, start=1):
        if isinstance(one, Mapping):
            lines = _listed(one.get("limitations")) or [one.get("text")]
            number = _text(one.get("number")) or str(position)
            found.append(Claim(number=number, text="\n".join(_text(line) for line in lines if _text(line))))
        elif _text(one):
            found.append(Claim(number=str(position), text=_text(one)))
    if len(found) == 1:
        return _unglued(found[0])
    return tuple(claim for claim in found if claim.text)


def _unglued(claim: Claim) -> tuple[Claim, ...]:
    """Part claims that were run together without a space: a claim is one sentence, and none has an end inside."""
    pieces = _GLUED.sub(".\n", claim.text).split("\n")
    return numbered_claims(pieces) if len(pieces) > 1 else (claim,)


def _publication(reference: Mapping[str, Any]) -> str:
    known = _text(reference.get("publication_number"))
    parts = (
        reference.get("country"),
        reference.get("doc_number") or reference.get("number"),
        reference.get("kind"),
    )
    return normalise_publication_number(known or "".join(_text(part) for part in parts))


def _application(entry: Mapping[str, Any]) -> str | None:
    reference = entry.get("application_reference_docdb") or entry.get("application_reference_epodoc")
    return _application_of(reference) if reference and _is_reference(reference) else None


def _application_of(reference: Mapping[str, Any]) -> str:
    from knowledge.readers.xml.document_ids import DocumentId

    one = DocumentId(
        scheme=_text(reference.get("id_type")),
        country=_text(reference.get("country")),
        number=_text(reference.get("number")),
        kind=_text(reference.get("kind")),
        on=parse_date(_text(reference.get("date"))),
    )
    return one.application_number


def _priorities(raw: Any) -> Iterator[Priority]:
    for one in _mappings(raw):
        number = _text(one.get("number"))
        if _text(one.get("id_type")) == "original" or not number:
            continue
        country = _text(one.get("country")) or (number[:2] if number[:2].isalpha() else "")
        yield Priority(
            number=number.removeprefix(country) or None,
            country=country or None,
            on=parse_date(_text(one.get("date"))),
        )


def _names(entry: Mapping[str, Any], group: str) -> tuple[str, ...]:
    raw = entry.get(f"{group}_original") or entry.get(f"{group}_epodoc") or ()
    names = (_COUNTRY.sub("", _text(name)).strip(" ,;") for name in _listed(raw))
    return tuple(dict.fromkeys(name for name in names if name))


def _symbols(raw: Any) -> tuple[str, ...]:
    symbols = (normalise_symbol(_text(one)) for one in _listed(raw))
    return tuple(dict.fromkeys(symbol for symbol in symbols if symbol))


def _day(entry: Mapping[str, Any], name: str) -> date | None:
    forms = (entry.get(f"{name}_{form}") for form in ("docdb", "epodoc", "original"))
    return next(
        (day for one in forms if isinstance(one, Mapping) and (day := parse_date(_text(one.get("date"))))),
        None,
    )


def _docdb(references: Any) -> Mapping[str, Any] | None:
    found = [one for one in _mappings(references) if _is_reference(one)]
    return next((one for one in found if one.get("id_type") == "docdb"), found[0] if found else None)


def _dated(references: Any) -> date | None:
    return next((day for one in _mappings(references) if (day := parse_date(_text(one.get("date"))))), None)


def _raw(value: Any) -> str:
    return value if isinstance(value, str) else "\n\n".join(_text(one) for one in _listed(value))


def _text(value: Any) -> str:
    return one_line(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _mappings(value: Any) -> Sequence[Mapping[str, Any]]:
    return [one for one in _listed(value) if isinstance(one, Mapping)]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
