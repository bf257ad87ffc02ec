"""Answers and records as terminal text."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from assistant.condition_words import worded
from assistant.phrases import phrases
from assistant.types import Answer, Citation, Table
from knowledge.types import Language, TextType

_QUOTE_CHARACTERS = 160
_WIDEST = 220  # columns of a terminal


def render_answer(answer: Answer) -> str:
    """Return what the answer is narrowed to, the answer, its tables, warnings and numbered sources."""
    parts = [_narrowing(answer), answer.text, *(render_table(table) for table in answer.tables)]
    if answer.warnings:
        parts.append("\n".join(f"! {warning}" for warning in answer.warnings))
    if answer.citations:
        parts.append("\n".join(_citation(c, answer.language) for c in answer.citations))
    if answer.nearest and not answer.citations:
        parts.append("\n".join(f"~ {hit.document.title} · {hit.passage.label}" for hit in answer.nearest))
    return "\n\n".join(part for part in parts if part)


def _narrowing(answer: Answer) -> str:
    """Say what narrows the answer, and how to switch off what was taken from the words of the question."""
    from ui.strings import say

    applied = [condition for condition in answer.conditions if not condition.off]
    if not applied:
        return ""
    key = "cli.narrowed_by_words" if any(condition.words for condition in applied) else "cli.narrowed"
    return say(key, answer.language, conditions=worded(applied, phrases(answer.language)))


def _citation(citation: Citation, language: Language) -> str:
    from ui.strings import say

    digest = citation.text_type is TextType.DIGEST
    marks = [citation.publication_number or citation.document_number or ""]
    if digest:
        marks.append("摘要(非原文)" if language is Language.ZH else "digest, not the official wording")
    if citation.page:
        marks.append(say("page_number", language, page=citation.page))
    if citation.confidence is not None:
        marks.append(say("cli.recognised_doubtful" if citation.doubtful else "cli.recognised", language))
    quote = " ".join(citation.quote.split())
    if len(quote) > _QUOTE_CHARACTERS:
        quote = f"{quote[:_QUOTE_CHARACTERS]}…"
    shown = quote if digest else f"“{quote}”"
    provenance = " · ".join(part for part in (citation.title, citation.label, *marks) if part)
    return f"[{citation.marker}] {provenance}\n    {shown}"


def render_table(table: Table) -> str:
    """Return a table in columns of equal width, Han characters counted as two; a very wide one as blocks."""
    rows = [table.columns, *table.rows]
    widths = [max(_width(row[i]) for row in rows) for i in range(len(table.columns))]
    if sum(widths) > _WIDEST:
        return _stacked(table)
    lines = [_row(table.columns, widths), "  ".join("─" * width for width in widths)]
    lines += [_row(row, widths) for row in table.rows]
    return "\n".join([table.title, *lines] if table.title else lines)


def _stacked(table: Table) -> str:
    """Return a table that is too wide for a terminal as blocks of lines, one a row: each cell after its column's name."""
    blocks = [
        "\n".join(f"  {column}: {cell}" for column, cell in zip(table.columns, row, strict=True) if cell)
        for row in table.rows
    ]
    return "\n\n".join([table.title, *blocks] if table.title else blocks)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(
        cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)
    ).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
