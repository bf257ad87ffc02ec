"""Test sets out of patents, without a judge: patents in; questions whose text is known because it is their own, out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.known_item_sets import KnownItemSet, Row, spread

_OPENING = re.compile(r"^(?:本发明|本申请|本公开|本实用新型)[^,。:]{0,12}(?:公开|提供|提出|涉及)了?(?:一种)?")
_LONGEST_ASKED = 2_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedPatent:
    """An English patent: what says in short what it is, and what it claims."""

    id: str
    title: str
    abstract: str
    claims: tuple[str, ...]


def titles_zh(patents: Iterable[Mapping[str, Any]], beside: Sequence[Row]) -> KnownItemSet:
    """Return Chinese titles that ask for their abstracts, from which the title was taken out; `beside` are other texts."""
    rows = list(patents)
    return _abstracts("patent_titles_zh", rows, [row["title"] for row in rows], beside)


def keywords_en2zh(patents: Iterable[Mapping[str, Any]], beside: Sequence[Row]) -> KnownItemSet:
    """Return English key words that ask for Chinese abstracts; they were made by a machine, some of them very general."""
    rows = list(patents)
    return _abstracts("patent_keywords_en2zh", rows, [row["keywords_machine_en"] for row in rows], beside)


def claims_en(patents: Iterable[ClaimedPatent], most: int) -> KnownItemSet:
    """Return abstracts (titles where there is none) that ask for the claims of their patent among those of all.

    A claim is a document of its own, without the title; patents that share a claim word for word are taken once.
    """
    documents: dict[str, str] = {}  # claim → id
    own: dict[str, tuple[str, tuple[str, ...]]] = {}
    for patent in patents:
        if not patent.claims or any(claim in documents for claim in patent.claims):
            continue
        for at, claim in enumerate(patent.claims, start=1):
            documents.setdefault(claim, f"{patent.id}/{at}")
        ids = tuple(dict.fromkeys(documents[claim] for claim in patent.claims))
        own[patent.id] = ((patent.abstract or patent.title)[:_LONGEST_ASKED], ids)
    asked = spread(sorted(own.items()), most)
    return KnownItemSet(
        name="patent_claims_en",
        documents=tuple(Row(id=name, text=claim) for claim, name in documents.items()),
        queries=tuple(Row(id=patent_id, text=text) for patent_id, (text, _) in asked),
        relevant={patent_id: ids for patent_id, (_, ids) in asked},
    )


def read_claimed(files: Iterable[Path]) -> tuple[ClaimedPatent, ...]:
    """Read the English patents of files that have a title or abstract, and claims; the first of each number."""
    from knowledge.errors import PatentBridgeError
    from knowledge.readers import read_file

    found: dict[str, ClaimedPatent] = {}
    for path in sorted(files):
        try:
            for document in read_file(path):
                patent = _claimed(document)
                if patent is not None:
                    found.setdefault(patent.id, patent)
        except PatentBridgeError:
            continue  # `read-formats` tells about files that cannot be read
    return tuple(found.values())


def _claimed(document: Any) -> ClaimedPatent | None:
    from knowledge.types import Language, PassageKind, PatentRecord

    record = document.record
    if not isinstance(record, PatentRecord) or not record.publication_number:
        return None
    claims = tuple(
        document.text[section.start : section.end]
        for section in document.sections
        if section.kind is PassageKind.CLAIM and section.language is Language.EN
    )
    title, abstract = (
        next((one.text for one in texts if one.language is Language.EN), "")
        for texts in (record.titles, record.abstracts)
    )
    if not claims or not (title or abstract):
        return None
    return ClaimedPatent(id=record.publication_number, title=title, abstract=abstract, claims=claims)


def _abstracts(
    name: str, rows: Sequence[Mapping[str, Any]], asked: Sequence[str], beside: Sequence[Row]
) -> KnownItemSet:
    documents = tuple(Row(id=row["id"], text=_without_title(row["abstract"], row["title"])) for row in rows)
    return KnownItemSet(
        name=name,
        documents=(*documents, *beside),
        queries=tuple(Row(id=f"q-{row['id']}", text=text) for row, text in zip(rows, asked, strict=True)),
        relevant={f"q-{row['id']}": (row["id"],) for row in rows},
    )


def _without_title(abstract: str, title: str) -> str:
    """Take the title out of an abstract wherever it stands, and the formula that names it at the beginning."""
    words = unicodedata.normalize("NFKC", abstract)
    title = unicodedata.normalize("NFKC", title)
    for whole in (title, title.removeprefix("一种")):
        words = re.sub(re.escape(whole), "", words, flags=re.IGNORECASE)
    return _OPENING.sub("", words).lstrip(",。;、 ")
