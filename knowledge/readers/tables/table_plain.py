"""A table that is no list of patents → documents with its rows, the header above each group of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from knowledge.layout import TextBuilder
from knowledge.protocols import ReadDocument
from knowledge.readers.plain import language_of
from knowledge.readers.tables.tabular import Row, cell_text
from knowledge.types import Kind, Language, PassageKind

_ROWS_TOGETHER = 25
_ROWS_OF_A_DOCUMENT = 5_000
_LABEL = {Language.ZH: "第{}–{}行", Language.EN: "rows {}–{}"}


def plain_tables(sample: Sequence[Row], rest: Iterator[Row], name: str, path: Path) -> Iterator[ReadDocument]:
    """Make documents of a table of anything: its header above each group of rows, so that every group reads alone."""
    texts = [_line(row) for row in sample]
    header = texts[0] if len(sample) > 1 else ""
    language = language_of("\n".join(texts))
    title = f"{path.stem} {name}".strip() if name and not re.fullmatch(r"Sheet\d+", name) else path.stem
    body = chain(sample[1:] if header else sample, rest)
    part = 0
    while rows := list(islice(body, _ROWS_OF_A_DOCUMENT)):
        part += 1
        span = "" if part == 1 and len(rows) < _ROWS_OF_A_DOCUMENT else f"{rows[0].number}–{rows[-1].number}"
        yield _plain_table(rows, header, language, f"{title} {span}".strip(), f"{name}!{span}".strip("!"))


def _plain_table(
    rows: Sequence[Row], header: str, language: Language, title: str, member: str
) -> ReadDocument:
    builder = TextBuilder()
    builder.line(title)
    for start in range(0, len(rows), _ROWS_TOGETHER):
        group = rows[start : start + _ROWS_TOGETHER]
        lines = [header] if header else []
        lines += [_line(row) for row in group]
        label = _LABEL[language].format(group[0].number, group[-1].number)
        builder.section("\n".join(lines), PassageKind.TABLE, label, language, headings=(title,))
    return ReadDocument(
        kind=Kind.OTHER,
        language=language,
        title=title,
        text=builder.text,
        sections=builder.sections,
        member=member,
    )


def _line(row: Row) -> str:
    return " | ".join(re.sub(r"\s+", " ", cell_text(cell)) for cell in row.cells).strip()
