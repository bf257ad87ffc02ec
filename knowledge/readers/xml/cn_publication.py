"""CNIPA publications, old standard (cn-patent-document) and new (PatentDocumentAndRelated) → patent documents.

Other offices' documents of the same build (ST.36: bibliographic data, description, claims) are read the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from lxml import etree

from knowledge.claims import Paragraph
from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.patent_languages import PatentTexts, render_in_languages
from knowledge.readers.xml.bibliography import (
    Reference,
    earliest,
    granted_on,
    ipcr_symbol,
    names,
    parties,
    patent_type,
    read_priorities,
    read_reference,
    symbols,
)
from knowledge.readers.xml.flow import below, find, find_all, iso_date, line_text
from knowledge.readers.xml.sections import (
    abstract_text,
    attribute,
    claim_elements,
    read_claims,
    read_paragraphs,
)
from knowledge.readers.xml.st36_lines import (
    further_lines,
    international_publication,
    priority_references,
)
from knowledge.types import Language, NoteKind, PatentRecord, PatentType, ReadingNote

_HEADS: Final = (
    "cn-bibliographic-data",
    "bibliographic-data",
    "BibliographicData",
    "DesignBibliographicData",
)
_BY_WORDS: Final = {
    "发明": PatentType.INVENTION,
    "实用新型": PatentType.UTILITY_MODEL,
    "外观设计": PatentType.DESIGN,
}
_MOST_CITATIONS: Final = 100


def read_cn_publication(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Yield the patent of a CNIPA publication. Raises ReadError("no_patent_data") where it holds neither number nor text."""
    yield from _read(root, path, "zh")


def _read(root: etree._Element, path: Path, own: str) -> Iterator[ReadDocument]:
    head = next((found for name in _HEADS if (found := find(root, name)) is not None), None)
    head = next(below(root, *_HEADS), None) if head is None else head
    texts = _texts(root, head, own)
    record = _record(root, head)
    if not record.jurisdiction and own == "zh":
        record = replace(record, jurisdiction="CN")
    if texts.empty and record.publication_number is None and record.application_number is None:
        raise ReadError("no_patent_data", file=str(path))
    yield from render_in_languages(record, texts, notes=_missing(texts, record))


def read_st36(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Yield the patents of an ST.36 document of an office that has no reader of its own. Raises as `read_cn_publication`."""
    several = [child for child in root if next(below(child, *_HEADS), None) is not None]
    own_head = any(find(root, name) is not None for name in _HEADS)
    for document in [root] if own_head or len(several) < 2 else several:
        yield from _read(document, path, attribute(document, "lang").lower()[:2])


def _record(root: etree._Element, head: etree._Element | None) -> PatentRecord:
    publication = _publication(root, head)
    application = _preferred(head, "application-reference", "ApplicationReference")
    country = publication.country or application.country or attribute(root, "country")
    number = application.application_number
    priorities = read_priorities(priority_references(head))
    owners = parties(below(head, "assignee", "cn-assignee", "Assignee"))
    applicants = parties(below(head, "cn-applicant", "applicant", "Applicant"))
    return PatentRecord(
        jurisdiction=country,
        titles=(),
        publication_number=publication.publication_number,
        application_number=number,
        patent_type=patent_type(country, publication.kind, number) or _type_by_words(head),
        owners=owners or applicants,
        inventors=names(below(head, "cn-inventor", "inventor", "Inventor", "Designer")),
        ipc=symbols(_ipc(head)),
        cpc=symbols(line_text(one) for one in below(head, "classification-cpc", "ClassificationCPC")),
        locarno=_locarno(head),
        filing_date=application.on,
        priority_date=earliest(priorities),
        publication_date=publication.on,
        grant_date=granted_on(country, publication.kind, publication.on),
        family_members=tuple(filter(None, [international_publication(head).publication_number])),
        priorities=priorities,
    )


def _publication(root: etree._Element, head: etree._Element | None) -> Reference:
    """Return the publication itself, by its reference, else by the attributes of the root."""
    named = _preferred(head, "cn-publication-reference", "publication-reference", "PublicationReference")
    stated = Reference(
        country=attribute(root, "country"),
        number=attribute(root, "docNumber", "doc-number"),
        kind=attribute(root, "kind"),
        on=iso_date(attribute(root, "datePublication", "datePulbication", "date-publ")),
    )
    if not named.number:
        return stated
    return replace(
        named,
        country=named.country or stated.country,
        kind=named.kind or stated.kind,
        on=named.on or stated.on,
    )


def _preferred(head: etree._Element | None, *reference_names: str) -> Reference:
    """Return the reference as the office itself writes it: of several forms the one that is not a database's."""
    found = [one for name in reference_names for one in find_all(head, name)]
    original = [one for one in found if attribute(one, "dataFormat") in ("", "original")]
    return read_reference(next(iter(original or found), None))


def _ipc(head: etree._Element | None) -> Iterator[str]:
    for holder_name in ("classifications-ipcr", "ClassificationIPCRDetails"):
        for one in below(find(head, holder_name), "classification-ipcr", "ClassificationIPCR"):
            yield ipcr_symbol(one)
    for holder_name in ("classification-ipc", "ClassificationIPC"):
        for one in below(find(head, holder_name), "main-classification", "further-classification", "MainClassification", "FurtherClassification"):  # fmt: skip
            yield line_text(one)


def _locarno(head: etree._Element | None) -> str | None:
    for holder in below(head, "classification-locarno", "ClassificationLocarno"):
        main = next(below(holder, "main-classification", "MainClassification", "text", "Text"), None)
        if line_text(main):
            return line_text(main)
    return None


def _type_by_words(head: etree._Element | None) -> PatentType | None:
    words = attribute(find(head, "application-reference"), "appl-type") if head is not None and find(head, "application-reference") is not None else ""  # fmt: skip
    return next((kind for word, kind in _BY_WORDS.items() if words.startswith(word)), None)


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────


def _texts(root: etree._Element, head: etree._Element | None, own: str) -> PatentTexts:
    texts = PatentTexts(own=own)
    body = find(root, "application-body")
    holders = [holder for holder in (head, body, root) if holder is not None]
    for name in ("invention-title", "InventionTitle", "DesignTitle"):
        for title in (one for holder in holders for one in find_all(holder, name)):
            texts.add_title(line_text(title), attribute(title, "lang"))
    for holder in holders:
        for abstract in (*find_all(holder, "abstract"), *find_all(holder, "Abstract"), *find_all(holder, "cn-abstract")):  # fmt: skip
            texts.add_abstract(abstract_text(abstract), attribute(abstract, "lang"))
        for description in (*find_all(holder, "description"), *find_all(holder, "Description")):
            title = line_text(next(below(description, "invention-title", "InventionTitle"), None))
            texts.add_title(title)
            texts.add_description(read_paragraphs(description, own or "en"), _stated(description))
        for claims in (*find_all(holder, "claims"), *find_all(holder, "Claims"), *find_all(holder, "cn-claims")):  # fmt: skip
            texts.add_claims(read_claims(claim_elements(claims)), _stated(claims))
    for brief in below(root, "DesignBriefExplanation", "cn-design-brief-explanation", "brief-explanation"):
        texts.add_description(_brief(brief), "zh")
    language = Language.ZH if own == "zh" or "zh" in texts.titles else Language.EN
    texts.extra.extend(further_lines(head, language))
    return texts


def _stated(element: etree._Element) -> str:
    return attribute(element, "lang")


def _brief(element: etree._Element) -> tuple[Paragraph, ...]:
    """Read the brief explanation of a design: it stands in for a description."""
    found = read_paragraphs(element, "zh")
    return tuple(replace(one, heading=one.heading or "简要说明") for one in found)


def _missing(texts: PatentTexts, record: PatentRecord) -> tuple[ReadingNote, ...]:
    design = record.patent_type is PatentType.DESIGN
    parts = [] if design else [name for name in ("claims", "description") if not getattr(texts, name)]
    if not parts:
        return ()
    return (ReadingNote(kind=NoteKind.PART_MISSING, fields={"parts": ", ".join(parts)}),)
