"""Small factories for documents, passages and files of tests."""

from __future__ import annotations

import hashlib
from datetime import date

from knowledge.catalogue import Entry, FileEntry
from knowledge.types import (
    Audience,
    Document,
    Kind,
    Language,
    LocalText,
    Passage,
    PassageKind,
    PatentRecord,
    PolicyRecord,
    Reader,
    Role,
)

SME = Reader(user="", role=Role.SME)
OFFICER = Reader(user="o", role=Role.OFFICER)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def patent(number: str | None, title: str = "Separator slurry") -> PatentRecord:
    return PatentRecord(
        jurisdiction="CN",
        titles=(LocalText(language=Language.EN, text=title),),
        publication_number=number,
        filing_date=date(2019, 3, 12),
    )


def policy(policy_id: str, lineage: str = "CN-PL") -> PolicyRecord:
    return PolicyRecord(policy_id=policy_id, lineage=lineage, title="Patent Law", jurisdiction="CN")


def entry(
    text: str,
    record: PatentRecord | PolicyRecord | None = None,
    *,
    audience: Audience = Audience.PUBLIC,
    language: Language = Language.EN,
    keys: tuple[str, ...] = (),
    sample: bool = False,
) -> Entry:
    """Make a document of one passage per line."""
    kind = {PatentRecord: Kind.PATENT, PolicyRecord: Kind.POLICY}.get(type(record), Kind.OTHER)
    document_id = "d" + digest(f"{text}{audience}{language}{record}")
    document = Document(
        document_id=document_id,
        kind=kind,
        audience=audience,
        language=language,
        title=text.splitlines()[0],
        record=record,
        source="a.txt",
        sample=sample,
        loaded_on=date(2026, 11, 24),
        text=text,
    )
    return Entry(document=document, passages=tuple(lines_as_passages(document)), keys=keys)


def lines_as_passages(document: Document) -> list[Passage]:
    passages, start = [], 0
    for ordinal, line in enumerate(document.text.split("\n")):
        passages.append(
            Passage(
                passage_id=f"{document.document_id}-{ordinal}",
                document_id=document.document_id,
                ordinal=ordinal,
                kind=PassageKind.PARAGRAPH,
                label=f"[{ordinal}]",
                language=document.language,
                start=start,
                end=start + len(line),
                text=line,
                headings=("Part",) if ordinal else (),
            )
        )
        start += len(line) + 1
    return passages


def file(
    location: str, content: str, *, audience: Audience = Audience.PUBLIC, sample: bool = False
) -> FileEntry:
    return FileEntry(
        location=location,
        path=location,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        size=len(content),
        audience=audience,
        reading="1",
        sample=sample,
    )
