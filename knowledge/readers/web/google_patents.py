"""Saved pages of Google Patents (microdata, or the classes of the drawn page) → a patent document.

What the page estimates (status, expected expiry) is kept as a line that says so, never as an entry of a register.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from knowledge.claims import Claim, Paragraph
from knowledge.errors import ReadError
from knowledge.numbers.patent_numbers import (
    normalise_application_number,
    normalise_publication_number,
    normalise_symbol,
)
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import decode_text, read_bytes
from knowledge.readers.patent_languages import PatentTexts, party_of, render_in_languages
from knowledge.readers.patent_parts import DescriptionParts, one_line, plain_number
from knowledge.readers.publication_kinds import granted_on, type_of_publication
from knowledge.readers.web.google_patents_tables import family_numbers, legal_events, page_priorities
from knowledge.readers.web.microdata import all_of, classes_of, day_of, first_of, inner_text, value_of
from knowledge.types import Language, PatentRecord
from knowledge.written_dates import parse_date

_PARAGRAPHS: Final = frozenset({"description-paragraph", "description-line"})
_LABELS: Final = {
    Language.ZH: {
        "status": "Google Patents 页面所示状态（推测，并非登记簿）",
        "expiry": "Google Patents 推测的届满日",
        "original": "原始申请人",
        "page": "页面",
    },
    Language.EN: {
        "status": "Status shown by Google Patents (an estimate, not the register)",
        "expiry": "Expiration estimated by Google Patents",
        "original": "Original assignee",
        "page": "Page",
    },
}


class GooglePatentsReader:
    """Reads one saved page."""

    suffixes: tuple[str, ...] = ()  # told by the content of an .html file

    def read(self, path: Path) -> Iterator[ReadDocument]:
        import lxml.etree
        import lxml.html

        text = decode_text(read_bytes(path), path)
        parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
        try:
            tree = lxml.html.document_fromstring(text, parser=parser)
        except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
            raise ReadError("bad_html", file=str(path), reason=str(error)[:120]) from error
        record = _record(tree)
        texts = _texts(tree)
        if record.publication_number is None or texts.empty:
            raise ReadError("no_records", file=str(path))
        texts.extra.extend(_extra(tree, _LABELS[texts.main_language]))
        yield from render_in_languages(record, texts, member=record.publication_number)


def _record(tree: Any) -> PatentRecord:
    number = value_of(first_of(tree, "publicationNumber")) or _meta(tree, "citation_patent_number")
    publication = normalise_publication_number(number.replace(":", "")) if number else None
    applied = value_of(first_of(tree, "applicationNumber")) or _meta(
        tree, "citation_patent_application_number"
    )
    application = re.sub(r"(?<=\d)[A-Z]\d?$", "", applied.replace(":", "").strip())
    published = _day(tree, "publicationDate") or _meta_day(tree, "issue")
    claimed = tuple(dict.fromkeys(page_priorities(tree)))
    country = publication[:2] if publication else "XX"
    symbols = list(_symbols(tree))
    return PatentRecord(
        jurisdiction=country,
        titles=(),
        publication_number=publication,
        application_number=normalise_application_number(application) if application else None,
        patent_type=type_of_publication(publication, published),
        owners=tuple(party_of(name) for name in _owners(tree)),
        inventors=_listed(tree, "inventor") or _contributors(tree, "inventor"),
        ipc=tuple(dict.fromkeys(symbol for symbol, is_cpc in symbols if not is_cpc)),
        cpc=tuple(dict.fromkeys(symbol for symbol, is_cpc in symbols if is_cpc)),
        filing_date=_day(tree, "filingDate") or _meta_day(tree, "dateSubmitted"),
        priority_date=_day(tree, "priorityDate"),
        publication_date=published,
        grant_date=granted_on(publication, published),
        events=tuple(legal_events(tree, country)),
        family_id=_family_id(tree),
        family_members=family_numbers(tree, publication),
        priorities=claimed,
    )


def _texts(tree: Any) -> PatentTexts:
    texts = PatentTexts()
    abstract, description, claims = (first_of(tree, name) for name in ("abstract", "description", "claims"))
    stated = _language(claims) or _language(description) or _language(abstract)
    title = first_of(tree, "title")
    words = inner_text(title) if title is not None else _meta(tree, "DC.title")
    texts.add_title(one_line(words), stated if title is None or len(title) == 0 else None)
    for source in (False, True):  # the page's own text, then the original that a translation keeps beside it
        _add_abstract(abstract, texts, source=source)
        texts.add_claims(
            tuple(_claims(claims if claims is not None else tree, source=source)),
            None if source else _language(claims),
        )
        body = description if description is not None else tree
        texts.add_description(_description(body, source=source), None if source else _language(description))
    if not texts.abstracts:
        texts.add_abstract(one_line(_meta(tree, "DC.description")), None)
    return texts


def _add_abstract(abstract: Any, texts: PatentTexts, *, source: bool) -> None:
    if abstract is None:
        return
    content = first_of(abstract, "content")
    text = one_line(inner_text(content if content is not None else abstract, source=source))
    texts.add_abstract(
        re.sub(r"^(?:Abstract|摘要)\s+(?=\S)", "", text), None if source else _language(abstract)
    )


def _claims(section: Any, *, source: bool) -> Iterator[Claim]:
    position = 0
    for element in section.iter("div", "li", "claim"):
        if not element.get("num") or "claim" not in classes_of(element):
            continue
        text = inner_text(element, source=source)
        if not text.strip():
            continue
        position += 1
        number = (plain_number(element.get("num")) or "").lstrip("0") or str(position)
        references = (plain_number(one.get("idref")) for one in element.iter("claim-ref"))
        earlier = {found.lstrip("0") for found in references if found}
        depends = sorted((n for n in earlier if n.isdecimal() and int(n) < int(number)), key=int)
        yield Claim(number=number, text=text, depends_on=tuple(depends))


def _description(section: Any, *, source: bool) -> tuple[Paragraph, ...]:
    parts = DescriptionParts()
    for element in section.iter():
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "heading":
            parts.heading(inner_text(element, source=source))
        elif _PARAGRAPHS & classes_of(element):
            text = inner_text(element, source=source)
            parts.paragraph(text, plain_number(element.get("num")))
    return parts.done()


def _owners(tree: Any) -> tuple[str, ...]:
    return _listed(tree, "assigneeCurrent") or _page_assignees(tree) or _contributors(tree, "assignee")


def _page_assignees(tree: Any) -> tuple[str, ...]:
    """Return the original assignees of this document; the tables of cited documents have the same property."""
    found = (one for one in all_of(tree, "assigneeOriginal") if one.tag == "dd")
    return tuple(dict.fromkeys(name for one in found if (name := value_of(one))))


def _listed(tree: Any, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for one in all_of(tree, name) if (value := value_of(one))))


def _symbols(tree: Any) -> Iterator[tuple[str, bool]]:
    """Yield the lowest symbol of each chain of classes."""
    for item in all_of(tree, "classifications"):
        if first_of(item, "Leaf") is None or item.tag != "li":
            continue
        symbol = normalise_symbol(value_of(first_of(item, "Code")))
        if symbol:
            yield symbol, value_of(first_of(item, "IsCPC")).lower() == "true"


def _family_id(tree: Any) -> str | None:
    section = first_of(tree, "family")
    heads = section.iter("h2") if section is not None else ()
    return next((match[1] for head in heads if (match := re.match(r"ID=(\d+)", inner_text(head)))), None)


def _extra(tree: Any, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    status = value_of(first_of(first_of(tree, "legalStatusIfi"), "status"))
    if status:
        yield labels["status"], status
    for event in all_of(tree, "events"):
        if value_of(first_of(event, "title")) == "Anticipated expiration" and day_of(first_of(event, "date")):
            yield labels["expiry"], str(day_of(first_of(event, "date")))
    original = _page_assignees(tree)
    if original and original != _owners(tree):
        yield labels["original"], "; ".join(original)
    link = next((one.get("href") for one in tree.iter("link") if one.get("rel") == "canonical"), "")
    if link:
        yield labels["page"], link


def _day(tree: Any, name: str) -> date | None:
    return day_of(first_of(tree, name))


def _language(section: Any) -> str | None:
    if section is None:
        return None
    return next((one.get("lang") for one in section.iter() if one.get("lang")), None)


def _metas(tree: Any, name: str) -> Iterator[Any]:
    return (meta for meta in tree.iter("meta") if (meta.get("name") or "").lower() == name.lower())


def _meta(tree: Any, name: str) -> str:
    return next((one_line(meta.get("content") or "") for meta in _metas(tree, name)), "")


def _meta_day(tree: Any, scheme: str) -> date | None:
    found = (meta.get("content") or "" for meta in _metas(tree, "DC.date") if meta.get("scheme") == scheme)
    return next((day for text in found if (day := parse_date(text))), None)


def _contributors(tree: Any, scheme: str) -> tuple[str, ...]:
    found = (
        one_line(m.get("content") or "") for m in _metas(tree, "DC.contributor") if m.get("scheme") == scheme
    )
    return tuple(dict.fromkeys(name for name in found if name))
