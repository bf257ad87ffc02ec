"""Blocks of an unknown document → what it is (patent, policy, other) with the record that its text gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from knowledge.errors import ReadError
from knowledge.folding import folded, han_share, strip_invisible
from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.licence_documents import read_licence_text
from knowledge.policies.amendment_dates import amendment_applies_from
from knowledge.policies.facts import NO_LABELS, policy_facts
from knowledge.policies.labels import Labels
from knowledge.policies.lineages import instrument_lineage, lineage_of, policy_id_of
from knowledge.policies.relations import read_relations
from knowledge.policies.titles import is_policy_title, kind_of_page
from knowledge.protocols import ReadDocument
from knowledge.readers.assembly import assemble
from knowledge.readers.blocks import Block, BlockKind, article_start
from knowledge.readers.patent_text import looks_like_patent, patent_of
from knowledge.readers.web.visible import Hidden, visible_blocks
from knowledge.types import Kind, Language, PolicyLevel, PolicyRecord
from knowledge.written_dates import find_dates

_ZH_FROM = 0.2  # a Chinese text with many Latin names still has more Han than this among its letters
_NAMED_DATE = lazy_pattern(r"[(（\[](\d{4}-\d{2}-\d{2})[)）\]]")
_LONGEST_TITLE = 160
_PAGE_MARK = lazy_pattern(r"^[-=*# ]*(?:PAGE|Page|page|第) *\d+ *页?[-=*# ]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a source shows beside its text. `official`: a public body runs the site."""

    labels: Labels = NO_LABELS
    published: date | None = None
    publisher: str | None = None
    section: str | None = None
    official: bool = False


def document_of(
    blocks: Sequence[Block],
    path: Path,
    *,
    title: str = "",
    trust_headings: bool = True,
    member: str = "",
    page: PageFacts = PageFacts(),
    hidden: Hidden | None = None,
) -> ReadDocument:
    """Make one document of blocks whose kind nobody stated.

    `page` fills in what a policy's text leaves out; `hidden` counts what was left out because nobody sees it.
    """
    hidden = hidden or Hidden()
    blocks = visible_blocks(blocks, hidden)
    lines = _lines(blocks)
    if not any(_PAGE_MARK.sub("", line).strip() for line in lines):
        raise ReadError("no_text", file=str(path))
    language = language_of("\n".join(lines))
    title = strip_invisible(title) or title_of(blocks, path)
    if looks_like_patent(lines):
        patent = patent_of(blocks, language, title, member)
        return replace(patent, notes=(*patent.notes, *hidden.notes()))
    text, sections = assemble(blocks, language, title=title, trust_headings=trust_headings)
    licence = read_licence_text(text, title, language, published_on=page.published)
    record: PolicyRecord | None = None
    if licence is None and (page.official or is_policy(title, lines, language)):
        record = _policy_record(title, lines, language, _named_date(path), text, page)
    return ReadDocument(
        kind=Kind.POLICY if record else Kind.OTHER,
        language=language,
        title=title,
        text=text,
        sections=sections,
        record=licence.notice if licence else record,
        member=member,
        audience=licence.audience if licence else None,
        notes=hidden.notes(),
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
    title: str, lines: Sequence[str], language: Language, named: date | None, text: str, page: PageFacts
) -> PolicyRecord:
    facts = policy_facts(title, lines, language, named, shown=page.labels, published=page.published)
    begins = facts.effective_from or amendment_applies_from(lineage_of(title), facts.date_issued)
    related = read_relations(title, text, language)
    lineage = instrument_lineage(title, facts.region, facts.date_issued or facts.effective_from)
    level = facts.level
    if facts.document_number is None:
        level = kind_of_page(title, lines, page.publisher or page.labels.source, page.section) or level
    tells_of_others = level in (PolicyLevel.NEWS, PolicyLevel.FAQ)  # its "from … on" is another text's
    return PolicyRecord(
        policy_id=policy_id_of(lineage, facts.date_issued or facts.effective_from, text),
        lineage=lineage,
        title=title,
        jurisdiction=facts.jurisdiction,
        issuer=facts.issuer or page.publisher or page.labels.source,
        document_number=facts.document_number,
        level=level,
        region=facts.region,
        date_issued=facts.date_issued,
        effective_from=page.labels.effective if tells_of_others else begins,
        effective_to=page.labels.ended if tells_of_others else facts.effective_to,
        status_note=facts.status,
        amends=() if tells_of_others else related.amends,
        repeals=() if tells_of_others else related.repeals,
        repealed_by=() if tells_of_others else related.repealed_by,
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
