"""The parts of a CNIPA filing (cn-application-body) → one patent document from as many of them as there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from lxml import etree

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.packages.packages import application_number as number_in_path
from knowledge.readers.patent_languages import PatentTexts, render_in_languages
from knowledge.readers.xml.bibliography import patent_type
from knowledge.readers.xml.flow import below, line_text
from knowledge.readers.xml.sections import abstract_text, claim_elements, read_claims, read_paragraphs
from knowledge.types import NoteKind, PatentRecord, ReadingNote

_LABELS: Final = {"claims": "权利要求书", "description": "说明书", "abstract": "说明书摘要"}


def read_cn_application_body(root: etree._Element, path: Path) -> Iterator[ReadDocument]:
    """Yield what a part says that lies alone, or a body with all its parts in one."""
    number = number_in_path([path.stem, path.parent.name, path.parent.parent.name])
    yield from filing_documents([root], path=path, name=path.stem, application_number=number, notes=())


def filing_documents(
    roots: Sequence[object],
    *,
    path: Path,
    name: str,
    application_number: str | None,
    notes: tuple[ReadingNote, ...],
) -> Iterator[ReadDocument]:
    """Yield the patent that these parts make up; what is missing becomes a note. Raises ReadError("drawings_only")."""
    texts = PatentTexts(own="zh")
    for root in roots:
        if isinstance(root, etree._Element):
            _add(root, texts)
    if texts.empty:
        raise ReadError("drawings_only", file=str(path))
    record = PatentRecord(
        jurisdiction="CN",
        titles=(),
        application_number=application_number,
        patent_type=patent_type("CN", "", application_number),
    )
    having = {"claims": texts.claims, "description": texts.description, "abstract": texts.abstracts}
    missing = [part for part, found in having.items() if not found]
    if missing:
        fields = {"parts": ", ".join(missing)}
        notes = (*notes, ReadingNote(kind=NoteKind.PART_MISSING, fields=fields))
    for document in render_in_languages(record, texts, notes=notes):
        yield (
            document if texts.titles else replace(document, title=_title(missing, application_number or name))
        )


def _add(root: etree._Element, texts: PatentTexts) -> None:
    for title in below(root, "invention-title"):
        texts.add_title(line_text(title))
    for abstract in below(root, "cn-abstract", "abstract"):
        texts.add_abstract(abstract_text(abstract))
    for description in below(root, "description"):
        texts.add_description(read_paragraphs(description, "zh"))
    for claims in below(root, "cn-claims", "claims"):
        texts.add_claims(read_claims(claim_elements(claims)))


def _title(missing: Sequence[str], name: str) -> str:
    """Name a document without a title by the parts it has and its number."""
    having = "、".join(label for part, label in _LABELS.items() if part not in missing)
    return f"{name} {having}".strip()
