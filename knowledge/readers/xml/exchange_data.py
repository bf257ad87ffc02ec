"""The `bibliographic-data` of EPO exchange documents and their relatives → the fields of a patent record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.patent_numbers import normalise_symbol
from knowledge.readers.patent_languages import PatentTexts, party_of
from knowledge.readers.patent_parts import one_line
from knowledge.readers.publication_kinds import granted_on, type_of_publication
from knowledge.readers.xml.document_ids import DocumentId, best_day, document_ids, priorities
from knowledge.readers.xml.flow import below, find, find_all, line_text, local_name
from knowledge.types import Party, PatentRecord

# The form in which a name is printed in the document goes before the forms that databases make of it.
_NAME_FORMS: Final = ("original", "", "intermediate", "docdba", "docdb", "epo", "epodoc")
_COUNTRY: Final = lazy_pattern(r"\s*\[[A-Z]{2}\]\s*$")
_CPC_SCHEMES: Final = ("CPC", "CPCI", "CPCA", "CPCNO")


def exchange_record(
    data: etree._Element | None, *, own: DocumentId | None = None, family_id: str | None = None
) -> PatentRecord:
    """Return the record without its texts. `own` is the number that the element around the data carries."""
    published = (*document_ids(find(data, "publication-reference")), *((own,) if own else ()))
    applied = document_ids(find(data, "application-reference"))
    publication = _publication(published)
    publication_date = best_day(published)
    claimed = priorities(below(data, "priority-claim"))
    owners, inventors = _parties(data)
    return PatentRecord(
        jurisdiction=_jurisdiction(publication, published),
        titles=(),
        publication_number=publication,
        application_number=applied[0].application_number if applied else None,
        patent_type=type_of_publication(publication, publication_date),
        owners=owners,
        inventors=inventors,
        ipc=tuple(_ipc(data)),
        cpc=tuple(_cpc(data)),
        filing_date=best_day(applied),
        priority_date=min((one.on for one in claimed if one.on), default=None),
        publication_date=publication_date,
        grant_date=granted_on(publication, publication_date),
        family_id=family_id or None,
        priorities=claimed,
    )


def read_titles(data: etree._Element | None, texts: PatentTexts) -> None:
    """Add the titles of all languages."""
    for title in below(data, "invention-title"):
        texts.add_title(line_text(title), title.get("lang"))


def _publication(published: Iterable[DocumentId]) -> str | None:
    numbers = [one.publication_number for one in published]
    with_kind = (number for number in numbers if re.search(r"\d[A-Z]\d?$", number))
    return next(with_kind, numbers[0] if numbers else None)


def _jurisdiction(publication: str | None, published: Iterable[DocumentId]) -> str:
    if publication and publication[:2].isalpha():
        return publication[:2]
    return next((one.country for one in published if one.country), "XX")


def _parties(data: etree._Element | None) -> tuple[tuple[Party, ...], tuple[str, ...]]:
    parties = find(data, "parties")
    owners = _names(parties, "assignees", "assignee") or _names(parties, "applicants", "applicant")
    return tuple(party_of(name) for name in owners), _names(parties, "inventors", "inventor")


def _names(parties: etree._Element | None, group: str, item: str) -> tuple[str, ...]:
    """Return the names of a group in the best form that there is, each once."""
    forms: dict[str, dict[str, str]] = {}
    for one in find_all(find(parties, group), item):
        form = one.get("data-format") or one.get("format") or ""
        name = _name(one)
        if name:
            forms.setdefault(form, {}).setdefault(name.casefold(), name)
    best = next((forms[form] for form in _NAME_FORMS if form in forms), next(iter(forms.values()), {}))
    return tuple(best.values())


def _name(one: etree._Element) -> str:
    for name in below(one, "orgname", "name"):
        text = line_text(name)
        if text:
            return _COUNTRY.sub("", text).strip(" ,;")
    parts = (line_text(next(below(one, part), None)) for part in ("first-name", "middle-name", "last-name"))
    return _COUNTRY.sub("", " ".join(part for part in parts if part)).strip(" ,;")


def _ipc(data: etree._Element | None) -> Iterator[str]:
    seen: set[str] = set()
    for element in below(data, "classification-ipcr", "classification-ipc"):
        for text in _symbol_texts(element):
            symbol = normalise_symbol(text)
            if symbol and symbol not in seen:
                seen.add(symbol)
                yield symbol


def _symbol_texts(element: etree._Element) -> Iterator[str]:
    texts = [
        line_text(one) for one in below(element, "text", "main-classification", "further-classification")
    ]
    if texts:
        yield from texts
    elif find(element, "section") is not None:
        yield _built(element)
    elif not len(element):
        yield one_line(element.text or "")


def _cpc(data: etree._Element | None) -> Iterator[str]:
    seen: set[str] = set()
    for element in below(data, "patent-classification", "classification-cpc", "classification-symbol"):
        scheme = find(element, "classification-scheme")
        name = (scheme.get("scheme") if scheme is not None else element.get("scheme")) or ""
        if local_name(element) != "classification-cpc" and not name.upper().startswith(_CPC_SCHEMES):
            continue
        text = _built(element) if find(element, "section") is not None else _cpc_text(element)
        symbol = normalise_symbol(text)
        if symbol and symbol not in seen:
            seen.add(symbol)
            yield symbol


def _cpc_text(element: etree._Element) -> str:
    inner = next(below(element, "text", "classification-symbol", "symbol"), None)
    return line_text(inner if inner is not None else element)


def _built(element: etree._Element) -> str:
    section, number, subclass, main, sub = (
        line_text(find(element, name)) for name in ("section", "class", "subclass", "main-group", "subgroup")
    )
    group = f" {main}/{sub}" if main and sub else ""
    return f"{section}{number}{subclass}{group}"
