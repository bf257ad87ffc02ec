"""What an ST.36 document states beside the fields of a record: priorities, PCT data, representatives, citations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from knowledge.readers.xml.bibliography import Reference, names, person_name, read_reference
from knowledge.readers.xml.flow import below, find, iso_date, line_text
from knowledge.readers.xml.sections import attribute
from knowledge.types import Language

_WORDS: Final = {
    "priority": {Language.ZH: "优先权", Language.EN: "Priority"},
    "filing": {Language.ZH: "PCT申请数据", Language.EN: "PCT or regional filing"},
    "publishing": {Language.ZH: "PCT公布数据", Language.EN: "PCT or regional publication"},
    "entry": {Language.ZH: "进入国家阶段日", Language.EN: "National phase entry"},
    "division": {Language.ZH: "分案原申请", Language.EN: "Divided from"},
    "address": {Language.ZH: "申请人地址", Language.EN: "Applicant's address"},
    "agency": {Language.ZH: "代理机构", Language.EN: "Agency"},
    "agent": {Language.ZH: "代理人", Language.EN: "Agent"},
    "examiner": {Language.ZH: "审查员", Language.EN: "Examiner"},
    "cited": {Language.ZH: "对比文件", Language.EN: "References cited"},
}
_AND: Final = {Language.ZH: "；", Language.EN: "; "}
_MOST_CITATIONS: Final = 100


def further_lines(head: etree._Element | None, language: Language) -> Iterator[tuple[str, str]]:
    """Yield these lines, each with its label."""
    for priority in dict.fromkeys(priority_references(head)):
        if priority.number:
            yield _WORDS["priority"][language], str(priority)
    filing = find(head, "pct-or-regional-filing-data")
    filing = find(head, "PCTOrRegionalApplicationData") if filing is None else filing
    for label, reference in (("filing", read_reference(filing)), ("publishing", international_publication(head))):  # fmt: skip
        if reference.number:
            country = "" if "PCT" in reference.number else reference.country
            yield _WORDS[label][language], str(replace(reference, country=country))
    for entry in below(head, "date-pct-article-22-39-fulfilled", "NationalStageEntryDate"):
        day = iso_date(line_text(entry))
        if day:
            yield _WORDS["entry"][language], day.isoformat()
            break
    for division in below(head, "division", "Division"):
        parent = read_reference(next(below(division, "parent-doc", "ParentDocument"), None))
        if parent.number:
            yield _WORDS["division"][language], str(parent)
    yield from _representatives(head, language)
    address = next(below(next(below(head, "cn-applicant", "applicant", "Applicant"), None), "address", "Address"), None)  # fmt: skip
    words = line_text(next(below(address, "text", "Text"), None))
    if len(words) > 1:
        yield _WORDS["address"][language], words
    yield from _citations(head, language)


def priority_references(head: etree._Element | None) -> Iterator[Reference]:
    """Yield what is claimed as priority, domestic ones after the others."""
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


def international_publication(head: etree._Element | None) -> Reference:
    """Return the publication of the international application that the document comes from."""
    found = find(head, "pct-or-regional-publishing-data")
    return read_reference(find(head, "PCTOrRegionalPublishingData") if found is None else found)


def _representatives(head: etree._Element | None, language: Language) -> Iterator[tuple[str, str]]:
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
        yield _WORDS["agency"][language], _AND[language].join(agencies)
    if any(agents):
        yield _WORDS["agent"][language], _AND[language].join(dict.fromkeys(filter(None, agents)))
    for examiner in below(head, "primary-examiner", "examiner", "Examiner"):
        name = person_name(examiner) or line_text(examiner)
        if name:
            yield _WORDS["examiner"][language], name
            break


def _citations(head: etree._Element | None, language: Language) -> Iterator[tuple[str, str]]:
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
        yield _WORDS["cited"][language], _AND[language].join(listed[:_MOST_CITATIONS])
