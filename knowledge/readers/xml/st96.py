"""WIPO ST.96 (PatentPublication, ApplicationBody, BibliographicData, DesignApplication, an office's own forms) → patent documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from lxml import etree

from knowledge.claims import Claim
from knowledge.errors import ReadError
from knowledge.folding import folded
from knowledge.protocols import ReadDocument
from knowledge.readers.patent_languages import PatentTexts, language_code, render_in_languages
from knowledge.readers.xml.bibliography import (
    Reference,
    earliest,
    granted_on,
    ipcr_symbol,
    names,
    parties,
    patent_type,
    read_priorities,
    symbols,
)
from knowledge.readers.xml.flow import below, find, flow_text, iso_date, line_text, local_name
from knowledge.readers.xml.jp_gazette import japanese_documents
from knowledge.readers.xml.sections import (
    Wording,
    abstract_text,
    attribute,
    claim_elements,
    read_claims,
    read_paragraphs,
)
from knowledge.types import Language, NoteKind, PatentRecord, PatentType, ReadingNote

_NOT_PATENTS: Final = {
    "GI": "geographical_indication",
    "Geographical": "geographical_indication",
    "Trademark": "trademark",
    "Madrid": "trademark",
    "Copyright": "copyright",
    "SearchReport": "search_report",
    "ExaminationReport": "examination_report",
}
_WORDS: Final = {
    "priority": {Language.ZH: "优先权", Language.EN: "Priority"},
    "filing": {Language.ZH: "国际申请数据", Language.EN: "International filing"},
    "publishing": {Language.ZH: "国际公布数据", Language.EN: "International publication"},
    "entry": {Language.ZH: "进入国家阶段日", Language.EN: "National phase entry"},
    "agent": {Language.ZH: "代理人", Language.EN: "Agent"},
    "examiner": {Language.ZH: "审查员", Language.EN: "Examiner"},
    "national": {Language.ZH: "国家分类号", Language.EN: "National classification"},
}


def read_st96(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Yield the right of an ST.96 document. Raises ReadError: not_a_patent (holds=…), no_patent_data."""
    name = local_name(root)
    for start, holds in _NOT_PATENTS.items():
        if name.startswith(start):
            raise ReadError("not_a_patent", file=str(path), holds=holds)
    found = next(below(root, "BibliographicData"), None)
    head = root if found is None else found
    texts = _texts(root, head)
    record = _record(root, head)
    if texts.empty and not record.publication_number and not record.application_number:
        raise ReadError("no_patent_data", file=str(path))
    yield from _documents(record, texts, head)


def _documents(record: PatentRecord, texts: PatentTexts, head: etree._Element) -> Iterator[ReadDocument]:
    design = record.patent_type is PatentType.DESIGN
    missing = [] if design else [part for part in ("claims", "description") if not getattr(texts, part)]
    notes = [ReadingNote(kind=NoteKind.PART_MISSING, fields={"parts": ", ".join(missing)})] if missing else []
    if "ja" in texts.titles and not {"zh", "en"} & texts.titles.keys():
        yield from japanese_documents(
            record,
            title=texts.titles["ja"],
            abstract=texts.abstracts.get("ja", ""),
            claims=texts.claims.get("ja", ()),
            description=texts.description.get("ja", ()),
            extra=_extra(head, Language.ZH),
            notes=tuple(notes),
        )
        return
    language = Language.ZH if "zh" in texts.titles or texts.own == "zh" else Language.EN
    texts.extra.extend(_extra(head, language))
    yield from render_in_languages(record, texts, notes=notes)


def _record(root: etree._Element, head: etree._Element) -> PatentRecord:
    country = _country(root, head)
    publication = _publication(root, head, country)
    application = _application(head, country)
    priorities = read_priorities(_priority_references(head))
    design = local_name(root).startswith("Design")
    locarno = line_text(next(below(head, "LocarnoClass", "LocarnoClassificationText"), None))
    owners = parties(below(head, "Assignee", "GrantHolder", "PatentGrantee"))
    return PatentRecord(
        jurisdiction=country,
        titles=(),
        publication_number=publication.publication_number,
        application_number=application.application_number,
        patent_type=PatentType.DESIGN
        if design
        else patent_type(country, publication.kind, application.application_number),
        owners=owners or parties(below(head, "Applicant")),
        inventors=names(below(head, "Inventor", "Designer")),
        ipc=symbols(_ipc(head)),
        cpc=symbols(ipcr_symbol(one) for one in below(head, "CPCClassification")),
        locarno=locarno or None,
        filing_date=application.on,
        priority_date=earliest(priorities),
        publication_date=publication.on,
        grant_date=_day(find(head, "PatentGrantIdentification"), "GrantDate", "IssueDate")
        or granted_on(country, publication.kind, publication.on),
        family_members=tuple(
            filter(None, [_international(head, "InternationalPublishingData").publication_number])
        ),
        priorities=priorities,
    )


def _country(root: etree._Element, head: etree._Element) -> str:
    stated = attribute(head, "officeCode") or attribute(root, "officeCode", "receivingOffice")
    for holder in (*below(head, "PatentPublicationIdentification", "PatentGrantIdentification", "ApplicationIdentification"), head, root):  # fmt: skip
        code = line_text(find(holder, "IPOfficeCode")) or line_text(find(holder, "RegistrationOfficeCode"))
        if code:
            return code.upper()
    return stated.upper()


def _publication(root: etree._Element, head: etree._Element, country: str) -> Reference:
    """Return the granted patent where the document is one, else the published application."""
    for holder_name in ("PatentGrantIdentification", "PatentPublicationIdentification"):
        holder = find(head, holder_name)
        number = _text(holder, "PatentNumber", "PublicationNumber")
        if number:
            return Reference(
                country=country,
                number=re.sub(r"\D" if country == "JP" else r"\s", "", number),  # 特許第…号
                kind=(_text(holder, "PatentDocumentKindCode") or _kind_in_brackets(head)).upper(),
                on=_day(holder, "GrantDate", "PublicationDate", "IssueDate"),
            )
    return Reference()


def _kind_in_brackets(head: etree._Element) -> str:
    """Return the kind code that a designation in words ends with: 公開特許公報(A)."""
    words = folded(line_text(next(below(head, "PlainLanguageDesignationText"), None)))
    match = re.search(r"\(([A-Z]\d?)\)$", words)
    return match[1] if match else ""


def _application(head: etree._Element, country: str) -> Reference:
    holder = find(head, "ApplicationIdentification")
    holder = head if holder is None else holder
    number = _text(holder, "ApplicationNumber") if find(holder, "ApplicationNumber") is not None else ""
    number = (
        line_text(next(below(find(holder, "ApplicationNumber"), "ApplicationNumberText"), None)) or number
    )
    return Reference(
        country=country,
        number=re.sub(r"\s", "", number),
        on=_day(holder, "FilingDate", "ApplicationDate", "ApplicationDateTime"),
    )


def _priority_references(head: etree._Element) -> Iterator[Reference]:
    for claim in below(head, "PriorityClaim", "Priority"):
        text = next(below(claim, "ApplicationNumberText"), None)
        yield Reference(
            country=_text(claim, "IPOfficeCode", "PriorityCountryCode"),
            number=re.sub(r"\s", "", line_text(text) or _text(claim, "ApplicationNumber", "PriorityNumber")),
            on=_day(claim, "FilingDate", "PriorityApplicationFilingDate", "PriorityDate"),
        )


def _international(head: etree._Element, name: str) -> Reference:
    holder = next(below(head, name), None)
    number = next(below(holder, "ApplicationNumberText", "PublicationNumber", "ApplicationNumber"), None)
    country = next(below(holder, "IPOfficeCode"), None)
    day = next(below(holder, "FilingDate", "PublicationDate"), None)
    return Reference(
        country=line_text(country), number=re.sub(r"\s", "", line_text(number)), on=iso_date(line_text(day))
    )


def _ipc(head: etree._Element) -> Iterator[str]:
    for one in below(head, "IPCRClassification"):
        yield ipcr_symbol(one)
    for holder in below(head, "IPCClassification"):
        for one in below(holder, "MainClassification", "FurtherClassification"):
            yield line_text(next(below(one, "PatentClassificationText"), one))


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────


def _texts(root: etree._Element, head: etree._Element) -> PatentTexts:
    stated = attribute(root, "languageCode")
    texts = PatentTexts(own=stated.lower()[:2])
    for title in below(root, "InventionTitle", "DesignTitle", "DesignTitleText"):
        texts.add_title(line_text(title), attribute(title, "languageCode") or stated)
    body = root if local_name(root) == "ApplicationBody" else next(below(root, "ApplicationBody"), root)
    for abstract in _children(body, "Abstract"):
        texts.add_abstract(abstract_text(abstract, wording=_wording(stated)), _language(abstract, stated))
    for description in _children(body, "Description"):
        code = language_code(_language(description, stated), line_text(description)[:2000])
        paragraphs = read_paragraphs(description, code or "en", wording=_wording(code))
        texts.add_description(paragraphs, code)
    for claims in _children(body, "Claims"):
        texts.add_claims(_claims(claims, stated), _language(claims, stated))
    return texts


def _claims(holder: etree._Element, stated: str) -> tuple[Claim, ...]:
    return read_claims(claim_elements(holder), wording=_wording(stated))


def _wording(code: str) -> Wording:
    """Japanese texts break their lines where they mean it."""
    return (lambda element: flow_text(element, lines=True)) if code.lower().startswith("ja") else flow_text


def _language(element: etree._Element, stated: str) -> str:
    return attribute(element, "languageCode") or stated


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of that name, or the first one further down where an office puts them into parts of its own."""
    found = list(element.iterchildren(f"{{*}}{name}")) or list(below(element, name))[:1]
    yield from found


def _extra(head: etree._Element, language: Language) -> Iterator[tuple[str, str]]:
    for priority in dict.fromkeys(_priority_references(head)):
        if priority.number:
            yield _WORDS["priority"][language], str(priority)
    for key, name in (("filing", "InternationalFilingData"), ("publishing", "InternationalPublishingData")):
        reference = _international(head, name)
        if reference.number:
            yield _WORDS[key][language], str(reference)
    entry = iso_date(
        line_text(next(below(head, "PCTNationalPhaseEntryDate", "NationalStageFilingDate"), None))
    )
    if entry:
        yield _WORDS["entry"][language], entry.isoformat()
    for key, name in (("agent", "RegisteredPractitioner"), ("examiner", "PrimaryExaminer")):
        people = names(below(head, name))
        if people:
            yield _WORDS[key][language], "; ".join(people)
    national = [
        line_text(one)
        for holder in below(head, "NationalClassification")
        for one in below(holder, "PatentClassificationText")
    ]
    if national:
        yield _WORDS["national"][language], "; ".join(dict.fromkeys(national))


def _text(element: etree._Element | None, *tags: str) -> str:
    for tag in tags:
        found = line_text(find(element, tag))
        if found:
            return found
    return ""


def _day(element: etree._Element | None, *tags: str) -> date | None:
    return iso_date(_text(element, *tags))
