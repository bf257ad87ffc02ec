"""Blocks of an unknown document → what it is (patent, policy, other) with the record that its text gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from knowledge.errors import ReadError
from knowledge.folding import folded, han_share
from knowledge.policies.facts import policy_facts
from knowledge.policies.lineages import lineage_of, policy_id_of
from knowledge.policies.titles import is_policy_title
from knowledge.protocols import ReadDocument
from knowledge.readers.assembly import assemble
from knowledge.readers.blocks import Block, BlockKind, article_start
from knowledge.readers.patent_text import looks_like_patent, patent_of
from knowledge.types import Kind, Language, PolicyRecord
from knowledge.written_dates import find_dates

_ZH_FROM = 0.2  # a Chinese text with many Latin names still has more Han than this among its letters
_NAMED_DATE = re.compile(r"[(（\[](\d{4}-\d{2}-\d{2})[)）\]]")
_LONGEST_TITLE = 160


def document_of(
    blocks: Sequence[Block],
    path: Path,
    *,
    title: str = "",
    trust_headings: bool = True,
    member: str = "",
    publisher: str | None = None,
    issued: date | None = None,
) -> ReadDocument:
    """Make one document of blocks whose kind nobody stated.

    `publisher` and `issued` are what the source shows beside the text: they fill in what a policy's text leaves out.
    """
    lines = _lines(blocks)
    if not any(line.strip() for line in lines):
        raise ReadError("no_text", file=str(path))
    text_sample = "\n".join(lines)
    language = language_of(text_sample)
    title = title or title_of(blocks, path)
    if looks_like_patent(lines):
        return patent_of(blocks, language, title, member)
    text, sections = assemble(blocks, language, title=title, trust_headings=trust_headings)
    record: PolicyRecord | None = None
    if is_policy(title, lines, language):
        record = _policy_record(title, lines, language, _named_date(path) or issued, text)
        record = replace(record, issuer=record.issuer or publisher)
    return ReadDocument(
        kind=Kind.POLICY if record else Kind.OTHER,
        language=language,
        title=title,
        text=text,
        sections=sections,
        record=record,
        member=member,
    )


def language_of(text: str) -> Language:
    """Return the language of a text by its share of Han characters."""
    return Language.ZH if han_share(text) >= _ZH_FROM else Language.EN


def title_of(blocks: Sequence[Block], path: Path) -> str:
    """Return the first top heading, else the first short line, else the file's name without its ending."""
    for block in blocks[:12]:
        if block.kind is BlockKind.HEADING and block.level == 1:
            return block.text[:_LONGEST_TITLE]
    for block in blocks[:6]:
        first = block.text.split("\n")[0].strip()
        if (
            block.kind is not BlockKind.TABLE
            and 2 < len(first) <= 80
            and not first.endswith(("。", "；", ".", "：", ":"))
        ):
            return first
    return path.stem[:_LONGEST_TITLE]


def is_policy(title: str, lines: Sequence[str], language: Language) -> bool:
    """Say whether a text is a policy: by its title, its articles or its document number."""
    if is_policy_title(title, language):
        return True
    articles = 0
    for line in lines:
        start = article_start(line, articles)
        articles += start is not None
        if articles >= 2:
            return True
    return policy_facts(title, lines, language).document_number is not None


def _policy_record(
    title: str, lines: Sequence[str], language: Language, named: date | None, text: str
) -> PolicyRecord:
    facts = policy_facts(title, lines, language, named)
    lineage = lineage_of(title)
    return PolicyRecord(
        policy_id=policy_id_of(lineage, facts.date_issued or facts.effective_from, text),
        lineage=lineage,
        title=title,
        jurisdiction=facts.jurisdiction,
        issuer=facts.issuer,
        document_number=facts.document_number,
        level=facts.level,
        region=facts.region,
        date_issued=facts.date_issued,
        effective_from=facts.effective_from,
        effective_to=facts.effective_to,
    )


def _lines(blocks: Sequence[Block]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if block.kind is BlockKind.TABLE:
            lines.extend(" | ".join(row) for row in block.rows)
        else:
            lines.extend(block.text.split("\n"))
    return lines


def _named_date(path: Path) -> date | None:
    match = _NAMED_DATE.search(folded(path.stem))
    found = next(find_dates(match[1]), None) if match else None
    return found.day if found else None
