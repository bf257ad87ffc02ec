"""Word documents (OOXML) → blocks: headings, paragraphs and whole tables in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.errors import ReadError
from knowledge.folding import strip_invisible
from knowledge.protocols import ReadDocument
from knowledge.readers.blocks import Block, heading, paragraph, table
from knowledge.readers.bytes import read_bytes
from knowledge.readers.plain import document_of
from knowledge.readers.zip_limits import check_office

_HEADING_STYLE = re.compile(r"^(?:heading|标题|überschrift|titre) *(?P<level>\d)$", re.IGNORECASE)


class DocxReader:
    """Reads one .docx file."""

    suffixes: tuple[str, ...] = (".docx", ".docm")

    def read(self, path: Path) -> Iterator[ReadDocument]:
        import docx

        read_bytes(path)
        check_office(path)
        try:
            document = docx.Document(str(path))
            blocks = list(_blocks(document))
        except ReadError:
            raise
        except Exception as error:
            raise ReadError("damaged_docx", file=str(path), reason=type(error).__name__) from error
        named = strip_invisible(document.core_properties.title or "").strip()
        yield document_of(blocks, path, title=_title(blocks, named))


def _blocks(document: Any) -> Iterator[Block]:
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            yield from _table(item)
            continue
        text = strip_invisible(item.text).strip()
        if text:
            level = _level(item)
            yield heading(text, level) if level else paragraph(text)


def _level(item: Any) -> int | None:
    """Return the level of a heading by its style's name (in some languages), else by its outline level."""
    style = item.style
    while style is not None:
        name = style.name or ""
        if name.lower() in ("title", "标题"):
            return 1
        match = _HEADING_STYLE.match(name)
        if match:
            return int(match["level"]) + 1
        style = style.base_style
    outline = item._p.find(".//{*}outlineLvl")
    value = None if outline is None else outline.get(next(iter(outline.keys())))
    return int(value) + 2 if value is not None and value.isdigit() and int(value) < 9 else None


def _table(item: Any) -> Iterator[Block]:
    rows: list[list[str]] = []
    for row in item.rows:
        cells: list[str] = []
        before = None
        for cell in row.cells:
            if cell._tc is not before:  # a merged cell stands once
                cells.append(strip_invisible(cell.text))
            before = cell._tc
        rows.append(cells)
    block = table(rows)
    if block.rows:
        yield block


def _title(blocks: list[Block], named: str) -> str:
    tops = [block.text for block in blocks[:10] if block.level == 1]
    if tops:
        return tops[0]
    return (
        named
        if len(named) > 3 and not re.match(r"(?i)^(?:word |microsoft|document|文档|untitled)", named)
        else ""
    )
