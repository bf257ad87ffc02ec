"""A draft as a Word document: real styles, tables, markers that lead to the sources behind the text and back."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from assistant.drafting.sources import source_head, source_notes
from assistant.drafting.types import Block, BlockKind, DraftKind, Grid, OfficeDraft, Slot
from assistant.phrases import phrases
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_LATIN_FONT = "Calibri"
_HAN_FONT = {
    Language.ZH: "SimSun",
    Language.EN: "SimSun",
}  # Word has it; LibreOffice takes what stands in for it
_HAN_HEADINGS = "SimHei"
_STYLES = {
    BlockKind.TITLE: "Title",
    BlockKind.HEADING: "Heading 1",
    BlockKind.TEXT: "Normal",
    BlockKind.STRONG: "Normal",
    BlockKind.BULLET: "List Bullet",
    BlockKind.NOTE: "Normal",
}
_SIZES = {"Normal": 9, "Title": 14, "Heading 1": 10, "List Bullet": 9}
_LETTER_SIZES = {"Normal": 10.5, "Title": 14, "Heading 1": 11, "List Bullet": 10.5}
_WIDTHS_CM = {2: (2.6, 14.6), 3: (4.6, 2.2, 10.4)}
_UNWRITABLE = lazy_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold


def draft_docx(draft: OfficeDraft, *, made_at: datetime) -> bytes:
    """Return the file's bytes. `made_at` stands in its properties."""
    return _Writer(draft, made_at).bytes()


class _Writer:
    def __init__(self, draft: OfficeDraft, made_at: datetime) -> None:
        self._draft = draft
        self._say = phrases(draft.language)
        self._document: Any = Document()
        self._cited: set[int] = set()  # markers whose first place has its bookmark
        self._bookmarks = 0
        self._set_up(made_at)

    def bytes(self) -> bytes:
        for part in self._draft.parts:
            if isinstance(part, Grid):
                self._grid(part)
            else:
                self._block(part)
        self._sources()
        stream = BytesIO()
        self._document.save(stream)
        return stream.getvalue()

    # ── the document ─────────────────────────────────────────────────────────────────────────────────────

    def _set_up(self, made_at: datetime) -> None:
        draft = self._draft
        kind = self._say.say(f"document.subject_{draft.kind}")
        properties = self._document.core_properties
        properties.title = _writable(draft.title)
        properties.subject = (
            f"{kind} · {draft.publication_number} · {self._say.say('document.as_of', date=draft.as_of)}"
        )
        properties.author = self._say.say("document.author")
        properties.last_modified_by = properties.author
        properties.keywords = draft.publication_number
        properties.comments = ""
        properties.language = {Language.ZH: "zh-CN", Language.EN: "en-GB"}[draft.language]
        properties.created = properties.modified = made_at
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(1.9)
        section.top_margin = section.bottom_margin = Cm(1.3 if draft.kind is DraftKind.SUMMARY else 2.2)
        sizes = _SIZES if draft.kind is DraftKind.SUMMARY else _LETTER_SIZES
        for name, size in sizes.items():
            self._style(name, size)

    def _style(self, name: str, size: float) -> None:
        style = self._document.styles[name]
        headline = name in ("Title", "Heading 1")
        style.font.name, style.font.size = _LATIN_FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), _LATIN_FONT)
        fonts.set(qn("w:eastAsia"), _HAN_HEADINGS if headline else _HAN_FONT[self._draft.language])
        shape = style.paragraph_format
        shape.line_spacing = 1.0 if self._draft.kind is DraftKind.SUMMARY else 1.25
        tight = self._draft.kind is DraftKind.SUMMARY
        shape.space_before = Pt((4 if tight else 8) if headline else 0)
        shape.space_after = Pt((1.5 if tight else 6) if not headline else 2)

    # ── blocks ───────────────────────────────────────────────────────────────────────────────────────────

    def _block(self, block: Block) -> None:
        paragraph = self._document.add_paragraph(style=_STYLES[block.kind])
        for at, slot in enumerate(block.slots):
            if at and self._draft.language is Language.EN:
                paragraph.add_run(" ")
            self._slot(
                paragraph, slot, strong=block.kind is BlockKind.STRONG, note=block.kind is BlockKind.NOTE
            )

    def _slot(self, paragraph: Any, slot: Slot, *, strong: bool = False, note: bool = False) -> None:
        run = paragraph.add_run(_writable(slot.text))
        if strong:
            run.bold = True
        if note:
            run.italic = self._draft.language is Language.EN
            run.font.size = Pt(8.5)
        for marker in self._draft.markers_of(slot):
            self._marker(paragraph, marker)

    def _marker(self, paragraph: Any, marker: int) -> None:
        """Write [n] as a link to the source; its first place can be gone back to."""
        first = marker not in self._cited
        if first:
            self._cited.add(marker)
            self._bookmark(paragraph, f"cited_{marker}")
        self._link(paragraph, f"source_{marker}", f"[{marker}]", raised=True)

    def _grid(self, grid: Grid) -> None:
        width = len(grid.rows[0])
        table = self._document.add_table(rows=0, cols=width, style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        if grid.header:
            row = table.add_row()
            repeated = OxmlElement("w:tblHeader")
            repeated.set(qn("w:val"), "true")
            row._tr.get_or_add_trPr().append(repeated)
            self._row(row, grid.header, strong_columns=range(width))
        for slots in grid.rows:
            self._row(table.add_row(), slots, strong_columns=() if grid.header else (0,))
        for column, size in zip(table.columns, _WIDTHS_CM[width], strict=True):
            column.width = Cm(size)
        for row in table.rows:
            for cell, size in zip(row.cells, _WIDTHS_CM[width], strict=True):
                cell.width = Cm(size)
        self._document.add_paragraph().paragraph_format.line_spacing = Pt(4)

    def _row(self, row: Any, slots: tuple[Slot, ...], *, strong_columns: Any) -> None:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
        for column, (cell, slot) in enumerate(zip(row.cells, slots, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            self._slot(paragraph, slot, strong=column in strong_columns)

    # ── sources ──────────────────────────────────────────────────────────────────────────────────────────

    def _sources(self) -> None:
        if not self._draft.citations:
            return
        title = self._document.add_paragraph(self._say.say("document.sources"), style="Heading 1")
        title.paragraph_format.page_break_before = True
        for citation in self._draft.citations:
            paragraph = self._document.add_paragraph(style="Normal")
            self._bookmark(paragraph, f"source_{citation.marker}")
            notes = "".join(f" ({note})" for note in source_notes(citation, self._say))
            paragraph.add_run(f"[{citation.marker}] ").bold = True
            paragraph.add_run(_writable(f"{source_head(citation)}{notes}")).bold = True
            paragraph.add_run(f": “{_writable(' / '.join(citation.quote.splitlines()))}” ")
            self._link(paragraph, f"cited_{citation.marker}", self._say.say("document.back"))

    def _bookmark(self, paragraph: Any, name: str) -> None:
        self._bookmarks += 1
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            element = OxmlElement(tag)
            element.set(qn("w:id"), str(self._bookmarks))
            if tag == "w:bookmarkStart":
                element.set(qn("w:name"), name)
            paragraph._p.append(element)

    def _link(self, paragraph: Any, bookmark: str, text: str, *, raised: bool = False) -> None:
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark)
        run = paragraph.add_run(text)
        run.font.superscript = raised or None
        run.font.size = None if raised else Pt(8)
        link.append(run._r)
        paragraph._p.append(link)


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)
