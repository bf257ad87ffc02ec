"""Word documents (OOXML) → blocks: headings, paragraphs and whole tables in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.errors import ReadError
from knowledge.folding import strip_invisible
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import ReadDocument
from knowledge.readers.blocks import Block, heading, paragraph, table
from knowledge.readers.bytes import read_bytes
from knowledge.readers.plain import document_of
from knowledge.readers.web.visible import Hidden
from knowledge.readers.word.docx_numbers import ParagraphNumbers
from knowledge.readers.word.docx_text import VisibleText, is_shaded_cell
from knowledge.readers.zip_limits import check_office

_HEADING_STYLE = lazy_pattern(r"^(?:heading|标题|überschrift|titre) *(?P<level>\d)$", re.IGNORECASE)


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LONGEST_REPEATED = 80


class DocxReader:
    """Reads one .docx file."""

    suffixes: tuple[str, ...] = (".docx", ".docm")

    def read(self, path: Path) -> Iterator[ReadDocument]:
        import docx

        read_bytes(path)
        check_office(path)
        hidden = Hidden()
        try:
            document = docx.Document(str(path))
            blocks = list(_Body(document, hidden).blocks())
        except ReadError:
            raise
        except Exception as error:
            raise ReadError("damaged_docx", file=str(path), reason=type(error).__name__) from error
        named = strip_invisible(document.core_properties.title or "").strip()
        yield document_of(blocks, path, title=_title(blocks, named), hidden=hidden)


class _Body:
    """Goes through a document's body in reading order."""

    def __init__(self, document: Any, hidden: Hidden) -> None:
        self._body = document.element.body
        self._document = document
        styles = document.styles.element
        self._text = VisibleText(styles=styles, hidden=hidden)
        self._numbers = ParagraphNumbers(_numbering(document), styles)

    def blocks(self) -> Iterator[Block]:
        yield from self._inside(self._body)

    def _inside(self, element: Any) -> Iterator[Block]:
        for child in element:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif isinstance(child.tag, str) and child.tag not in (f"{_W}sectPr", f"{_W}del", f"{_W}moveFrom"):
                yield from self._inside(child)  # content controls, custom markup, insertions

    def _paragraph(self, element: Any) -> Iterator[Block]:
        number = self._numbers.number(element)
        text = self._text.paragraph(element).strip()
        if text:
            text = _numbered(number, text)
            level = self._level(element)
            yield heading(text, level) if level else paragraph(text)
        for box in element.iter(f"{_W}txbxContent"):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                yield from self._inside(box)

    def _level(self, element: Any) -> int | None:
        """Return the level of a heading by its style's name (in some languages), else by its outline level."""
        from docx.text.paragraph import Paragraph

        style: Any = Paragraph(element, self._document._body).style
        while style is not None:
            name = style.name or ""
            if name.lower() in ("title", "标题"):
                return 1
            match = _HEADING_STYLE.match(name)
            if match:
                return int(match["level"]) + 1
            style = style.base_style
        outline = element.find(f"{_W}pPr/{_W}outlineLvl")
        value = None if outline is None else outline.get(f"{_W}val")
        return int(value) + 2 if value is not None and value.isdigit() and int(value) < 9 else None

    def _table(self, element: Any) -> Iterator[Block]:
        """Read a table; a cell over several rows stands in each of them where it is short, a wide cell stands once."""
        rows: list[list[str]] = []
        above: dict[int, str] = {}
        for row in element.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not element:
                continue
            cells: list[str] = []
            column = 0
            for cell in (each for each in row.iter(f"{_W}tc") if next(each.iterancestors(f"{_W}tr")) is row):
                across, goes_on = _merged(cell)
                text = above.get(column, "") if goes_on else self._cell(cell)
                above[column] = text if len(text) <= _LONGEST_REPEATED else ""
                cells.append(text)
                column += across
            rows.append(cells)
        block = table(rows)
        if block.rows:
            yield block

    def _cell(self, cell: Any) -> str:
        shaded = is_shaded_cell(cell)
        lines: list[str] = []
        for element in cell.iter(f"{_W}p"):
            text = self._text.paragraph(element, shaded=shaded)
            number = self._numbers.number(element)
            lines.append(_numbered(number, text.strip()) if text.strip() else "")
        return "\n".join(line for line in lines if line)


def _numbered(number: str, text: str) -> str:
    """Put Word's own number before a text; a space follows where a reader would see one."""
    if not number:
        return text
    return f"{number}{text}" if number.endswith(("、", "）", ")", "．")) else f"{number} {text}"


def _merged(cell: Any) -> tuple[int, bool]:
    """Return how many columns a cell spans, and whether it goes on from the row above."""
    across = cell.find(f"{_W}tcPr/{_W}gridSpan")
    down = cell.find(f"{_W}tcPr/{_W}vMerge")
    wide = across.get(f"{_W}val") if across is not None else "1"
    goes_on = down is not None and (down.get(f"{_W}val") or "continue") == "continue"
    return (int(wide) if wide and wide.isdecimal() else 1), goes_on


def _numbering(document: Any) -> Any:
    """Return the numbering part's element, where the document has one."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    for relationship in document.part.rels.values():
        if relationship.reltype == RELATIONSHIP_TYPE.NUMBERING and not relationship.is_external:
            return relationship.target_part.element
    return None


def _title(blocks: list[Block], named: str) -> str:
    tops = [block.text for block in blocks[:10] if block.level == 1]
    if tops:
        return tops[0]
    return (
        named
        if len(named) > 3 and not re.match(r"(?i)^(?:word |microsoft|document|文档|untitled)", named)
        else ""
    )
