"""Gazettes of the Japan Patent Office (jp-official-gazette) → patent documents.

The library knows Chinese and English only; a Japanese text is written out whole, under Chinese labels, and a line names
its language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from lxml import etree

from knowledge.claims import Claim, Paragraph
from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.xml.bibliography import (
    Reference,
    earliest,
    granted_on,
    names,
    patent_type,
    read_priorities,
    read_reference,
    symbols,
)
from knowledge.readers.xml.flow import below, find, find_all, flow_text, iso_date, line_text, local_name
from knowledge.readers.xml.sections import (
    abstract_text,
    attribute,
    claim_elements,
    read_claims,
    read_paragraphs,
)
from knowledge.rendering import render_patent
from knowledge.types import Language, LocalText, NoteKind, Party, PatentRecord, ReadingNote

_COUNTRY: Final = "JP"
_FURTHER: Final = {"f-term": "F-term", "theme-code": "主题码"}
_MOST_TERMS: Final = 200
_NUMBERED: Final = {"figref": "【図{}】", "patcit": "【特許文献{}】", "nplcit": "【非特許文献{}】"}


def read_jp_gazette(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Yield the patent of a gazette; amendments and corrections in it are left out, the text as published counts."""
    head = find(root, "bibliographic-data")
    if head is None:
        raise ReadError("no_patent_data", file=str(path))
    claims = read_claims(claim_elements(find(root, "claims")), wording=_wording)
    description = read_paragraphs(find(root, "description"), "ja", wording=_wording)
    abstract = abstract_text(find(root, "abstract"), wording=_wording)
    missing = [name for name, value in (("claims", claims), ("description", description)) if not value]
    notes = [ReadingNote(kind=NoteKind.PART_MISSING, fields={"parts": ", ".join(missing)})] if missing else []
    yield from japanese_documents(
        _record(root, head),
        title=line_text(next(find_all(head, "invention-title"), None)),
        abstract=abstract,
        claims=claims,
        description=description,
        extra=_extra(head),
        notes=tuple(notes),
    )


def japanese_documents(
    record: PatentRecord,
    *,
    title: str,
    abstract: str,
    claims: Sequence[Claim],
    description: Sequence[Paragraph],
    extra: Iterable[tuple[str, str]],
    notes: tuple[ReadingNote, ...],
) -> Iterator[ReadDocument]:
    """Yield a Japanese patent whole, under Chinese labels, with a line that names its language."""
    record = replace(record, titles=_local(title), abstracts=_local(abstract))
    lines = (("原文语言", "日文（ja）"), *extra)
    for document in render_patent(
        record, language=Language.ZH, claims=claims, description=description, extra=lines
    ):
        yield replace(document, notes=(*document.notes, *notes))


def _record(root: etree._Element, head: etree._Element) -> PatentRecord:
    kind = attribute(root, "kind-of-st16")
    publication = replace(_reference(find(head, "publication-reference")), kind=kind)
    application = _reference(find(head, "application-reference"))
    priorities = read_priorities(map(read_reference, below(head, "priority-claim")))
    granted = granted_on(_COUNTRY, kind, publication.on)
    holders = names(below(head, "applicant"))
    return PatentRecord(
        jurisdiction=_COUNTRY,
        titles=(),
        publication_number=publication.publication_number,
        application_number=application.application_number,
        patent_type=patent_type(_COUNTRY, kind, None),
        owners=tuple(Party(names=_local(name)) for name in holders),
        inventors=names(below(head, "inventor")),
        ipc=symbols(line_text(one) for one in _symbols(find(head, "classification-ipc"))),
        filing_date=application.on,
        priority_date=earliest(priorities),
        publication_date=publication.on,
        grant_date=granted,
        priorities=priorities,
    )


def _reference(element: etree._Element | None) -> Reference:
    found = read_reference(element)
    return replace(found, country=found.country or _COUNTRY)


def _local(text: str) -> tuple[LocalText, ...]:
    return (LocalText(language=Language.ZH, text=text),) if text else ()


def _symbols(classification: etree._Element | None) -> Iterator[etree._Element]:
    yield from below(classification, "main-clsf", "main-classification")
    yield from below(classification, "further-clsf", "further-classification")


def _extra(head: etree._Element) -> Iterator[tuple[str, str]]:
    kind = line_text(find(head, "publication-reference", "document-id", "kind"))
    if kind:
        yield "文献种类", kind
    for claim in below(head, "priority-claim"):
        yield "优先权", str(read_reference(claim))
    for name, label in (("pct-or-regional-filing-data", "PCT申请数据"), ("pct-or-regional-publishing-data", "PCT公布数据")):  # fmt: skip
        reference = read_reference(find(head, name))
        if reference.number:
            yield (
                label,
                str(replace(reference, country="" if "PCT" in reference.number else reference.country)),
            )
    for name, label in (("agent", "代理人"), ("examiner", "审查员")):
        people = names(below(head, name))
        if people:
            yield label, "；".join(people)
    for name, label in (
        ("date-of-registration", "登记日"),
        ("registration-date", "登记日"),
        ("date-of-issue", "发行日"),
    ):
        day = iso_date(line_text(next(below(head, name), None)))
        if day:
            yield label, day.isoformat()
    national = [line_text(one) for one in _symbols(find(head, "classification-national"))]
    if national:
        yield "FI", "; ".join(national[:_MOST_TERMS])
    for name, label in _FURTHER.items():
        terms = [line_text(one) for one in below(head, name)]
        if terms:
            yield label, "; ".join(terms[:_MOST_TERMS])


def _wording(element: etree._Element) -> str:
    """Return a text line by line: where it lists figures or literature, each under its own number as printed."""
    listed = [child for child in element if local_name(child) in _NUMBERED]
    if not listed or (element.text or "").strip():
        return flow_text(element, lines=True)
    lines = []
    for child in element:
        label = _NUMBERED.get(local_name(child), "").format(attribute(child, "num"))
        lines.append(label + flow_text(child, lines=True))
        lines.append(" ".join((child.tail or "").split()))
    return "\n".join(line for line in lines if line)
