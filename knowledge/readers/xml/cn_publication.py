"""CNIPA publications, old standard (cn-patent-document) and new (PatentDocumentAndRelated) → patent documents."""

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
    person_name,
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
from knowledge.types import NoteKind, PatentRecord, PatentType, ReadingNote

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
    head = next((found for name in _HEADS if (found := find(root, name)) is not None), None)
    texts = _texts(root, head)
    record = _record(root, head)
    if texts.empty and record.publication_number is None and record.application_number is None:
        raise ReadError("no_patent_data", file=str(path))
    yield from render_in_languages(record, texts, notes=_missing(texts, record))


def _record(root: etree._Element, head: etree._Element | None) -> PatentRecord:
    publication = _publication(root, head)
    application = _preferred(head, "application-reference", "ApplicationReference")
    country = publication.country or application.country or attribute(root, "country") or "CN"
    number = application.application_number
    priorities = read_priorities(_priority_references(head))
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
        family_members=tuple(filter(None, [_international_publication(head).publication_number])),
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


def _priority_references(head: etree._Element | None) -> Iterator[Reference]:
    claims = [*below(find(head, "priority-claims"), "priority-claim")]
    claims += [
        one
        for one in below(find(head, "PriorityDetails"), "Priority")
        if attribute(one, "dataFormat") in ("", "original")
    ]
    domestic = [
        *below(head, "cn-domestic-priority-claim", "domestic-priority-claim", "DomesticPriorityClaim")
    ]
    yield from map(read_reference, claims)
    for claim in domestic:
        documents = below(claim, "child-doc", "parent-doc", "ChildDocument", "ParentDocument")
        yield from map(read_reference, documents)


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


def _international_publication(head: etree._Element | None) -> Reference:
    found = find(head, "pct-or-regional-publishing-data")
    return read_reference(find(head, "PCTOrRegionalPublishingData") if found is None else found)


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────


def _texts(root: etree._Element, head: etree._Element | None) -> PatentTexts:
    texts = PatentTexts(own="zh")
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
            texts.add_description(read_paragraphs(description, "zh"), _stated(description))
        for claims in (*find_all(holder, "claims"), *find_all(holder, "Claims"), *find_all(holder, "cn-claims")):  # fmt: skip
            texts.add_claims(read_claims(claim_elements(claims)), _stated(claims))
    for brief in below(root, "DesignBriefExplanation", "cn-design-brief-explanation", "brief-explanation"):
        texts.add_description(_brief(brief), "zh")
    texts.extra.extend(_extra(head))
    return texts


def _stated(element: etree._Element) -> str:
    return attribute(element, "lang")


def _brief(element: etree._Element) -> tuple[Paragraph, ...]:
    """Read the brief explanation of a design: it stands in for a description."""
    found = read_paragraphs(element, "zh")
    return tuple(replace(one, heading=one.heading or "简要说明") for one in found)


# ── further lines ────────────────────────────────────────────────────────────────────────────────────────


def _extra(head: etree._Element | None) -> Iterator[tuple[str, str]]:
    for priority in dict.fromkeys(_priority_references(head)):
        if priority.number:
            yield "优先权", str(priority)
    filing = find(head, "pct-or-regional-filing-data")
    filing = find(head, "PCTOrRegionalApplicationData") if filing is None else filing
    for label, reference in (("PCT申请数据", read_reference(filing)), ("PCT公布数据", _international_publication(head))):  # fmt: skip
        if reference.number:
            yield (
                label,
                str(replace(reference, country="" if "PCT" in reference.number else reference.country)),
            )
    for entry in below(head, "date-pct-article-22-39-fulfilled", "NationalStageEntryDate"):
        day = iso_date(line_text(entry))
        if day:
            yield "进入国家阶段日", day.isoformat()
            break
    for division in below(head, "division", "Division"):
        parent = read_reference(next(below(division, "parent-doc", "ParentDocument"), None))
        if parent.number:
            yield "分案原申请", str(parent)
    yield from _representatives(head)
    address = next(below(next(below(head, "cn-applicant", "applicant", "Applicant"), None), "address", "Address"), None)  # fmt: skip
    words = line_text(next(below(address, "text", "Text"), None))
    if len(words) > 1:
        yield "申请人地址", words
    yield from _citations(head)


def _representatives(head: etree._Element | None) -> Iterator[tuple[str, str]]:
    agencies = names(below(head, "cn-agency", "agency", "Agency"))
    agents = []
    for agent in below(head, "cn-agent", "agent", "Agent"):
        own = [
            child
            for child in agent
            if str(child.tag).rpartition("}")[2] not in ("cn-agency", "agency", "Agency")
        ]
        agents += [line_text(child) if not len(child) else person_name(child) for child in own]
    if agencies:
        yield "代理机构", "；".join(agencies)
    if any(agents):
        yield "代理人", "；".join(dict.fromkeys(filter(None, agents)))
    for examiner in below(head, "primary-examiner", "examiner", "Examiner"):
        name = person_name(examiner) or line_text(examiner)
        if name:
            yield "审查员", name
            break


def _citations(head: etree._Element | None) -> Iterator[tuple[str, str]]:
    cited = find(head, "references-cited")
    cited = find(head, "ReferencesCited") if cited is None else cited
    found: list[str] = []
    for one in below(cited, "patcit", "ApplicationCitation", "nplcit", "NPLCitation"):
        reference = str(read_reference(one))
        found.append(reference or line_text(next(below(one, "text", "Text"), one)))
    if cited is not None and not found:
        found.append(line_text(next(below(cited, "text", "Text"), None)))
    listed = list(dict.fromkeys(filter(None, found)))
    if listed:
        yield "对比文件", "；".join(listed[:_MOST_CITATIONS])


def _missing(texts: PatentTexts, record: PatentRecord) -> tuple[ReadingNote, ...]:
    design = record.patent_type is PatentType.DESIGN
    parts = [] if design else [name for name in ("claims", "description") if not getattr(texts, name)]
    if not parts:
        return ()
    return (ReadingNote(kind=NoteKind.PART_MISSING, fields={"parts": ", ".join(parts)}),)
